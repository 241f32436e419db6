//! Progress on stderr: a bar with rate and time left where a person watches, plain lines elsewhere.

use std::io::IsTerminal;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};
use zone::import::Progress;

/// An import's progress.
pub struct ImportProgress {
    bar: Mutex<Option<ProgressBar>>,
    is_terminal: bool,
}

impl ImportProgress {
    /// On the terminal's stderr.
    pub fn new() -> Self {
        Self {
            bar: Mutex::new(None),
            is_terminal: std::io::stderr().is_terminal(),
        }
    }

    fn with_bar(&self, act: impl FnOnce(&ProgressBar)) {
        if let Ok(bar) = self.bar.lock()
            && let Some(bar) = bar.as_ref()
        {
            act(bar);
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.with_bar(ProgressBar::finish_and_clear);
    }
}

impl Progress for ImportProgress {
    fn file(&self, name: &str, rows: usize) {
        self.finish();
        if !self.is_terminal {
            return;
        }
        let style = ProgressStyle::with_template("{msg} {bar:24} {pos}/{len} rows {per_sec} {eta}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(rows as u64)
            .with_style(style)
            .with_message(name.to_owned());
        if let Ok(mut slot) = self.bar.lock() {
            *slot = Some(bar);
        }
    }

    fn rows(&self, done: usize) {
        self.with_bar(|bar| bar.set_position(done as u64));
    }

    fn committed(&self, from: usize, to: usize) {
        let line = format!("committed rows {from}..{to}");
        match self.bar.lock() {
            Ok(bar) if bar.is_some() => {
                if let Some(bar) = bar.as_ref() {
                    bar.suspend(|| eprintln!("{line}"));
                }
            }
            _ => eprintln!("{line}"),
        }
    }
}
