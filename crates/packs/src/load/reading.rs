//! A file while it is read.

use std::ops::Range;
use std::sync::Arc;

use crate::error::Mistake;

/// A TOML file, and where its mistakes are told.
pub(crate) struct Reading<'a> {
    /// The file as it is shown.
    pub path: &'a str,
    pub text: &'a Arc<String>,
    pub mistakes: &'a mut Vec<Mistake>,
}

impl Reading<'_> {
    /// Tells what `check` found at a place of the file.
    pub fn tell(&mut self, check: &'static str, at: Range<usize>, message: impl Into<String>) {
        self.tell_with(check, at, message, None);
    }

    /// The same, with what to do.
    pub fn tell_with(
        &mut self,
        check: &'static str,
        at: Range<usize>,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        let mistake = Mistake::at(self.path, self.text, at.start, at.len(), message);
        self.mistakes.push(mistake.of(check).help(help));
    }
}
