//! What threads keep from block to block: buffers and tables that are dear to make.

use std::fmt;
use std::sync::{Mutex, PoisonError};

/// As many as were in use at once, lent one after the other.
pub(super) struct Kept<T>(Mutex<Vec<T>>);

impl<T> fmt::Debug for Kept<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl<T: Default> Kept<T> {
    /// One that somebody gave back, or a new one.
    pub fn take(&self) -> T {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        kept.unwrap_or_default()
    }

    /// For the next.
    pub fn give(&self, one: T) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push(one);
    }

    /// Lends one to `work`, which takes none of these itself.
    pub fn lend<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let mut one = self.take();
        let done = work(&mut one);
        self.give(one);
        done
    }
}
