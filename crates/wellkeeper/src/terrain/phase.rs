//! What is being done, on stderr, where a person watches.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Does `work`, and says meanwhile what it is and for how long.
pub fn phase<R>(what: &'static str, work: impl FnOnce() -> R) -> R {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner());
    let bar = ProgressBar::new_spinner()
        .with_style(style)
        .with_message(what);
    bar.enable_steady_tick(Duration::from_millis(100));
    let done = work();
    bar.finish_and_clear();
    done
}

/// As [`phase`], of so many rows: `work` is given what to tell how many are done, and a bar shows how many come in a
/// second and how long it will be.
pub fn by_rows<R>(
    what: &'static str,
    rows: usize,
    work: impl FnOnce(&(dyn Fn(usize) + Sync)) -> R,
) -> R {
    if !std::io::stderr().is_terminal() {
        return work(&|_| ());
    }
    let style =
        ProgressStyle::with_template("{msg} {bar:24} {pos}/{len} rows {per_sec} {eta} left")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(rows as u64)
        .with_style(style)
        .with_message(what);
    let done = work(&|rows| bar.set_position(rows as u64));
    bar.finish_and_clear();
    done
}
