//! What in a form cannot be filled: all of it is told at once, each with its place.

use std::fmt;

use crate::failure::Failure;

/// Faults that are told one by one; of more it says how many there are.
const TOLD_MAX: usize = 100;

/// What in a form cannot be filled.
#[derive(Debug)]
pub(super) struct Fault {
    /// The worksheet and the cell, where there are any.
    pub place: Option<(String, String)>,
    /// The defined name.
    pub name: String,
    /// What was found, what was expected, and what to do.
    pub says: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((sheet, cell)) = &self.place {
            write!(f, "worksheet `{sheet}`, {cell}, ")?;
        }
        write!(f, "name `{}`: {}", self.name, self.says)
    }
}

/// The refusal that tells all `faults` of `file`.
pub(super) fn refusal(file: &str, faults: &[Fault]) -> Failure {
    let count = faults.len();
    let mut told = match count {
        1 => format!("{file}: one name cannot be filled"),
        _ => format!("{file}: {count} names or cells cannot be filled"),
    };
    for fault in faults.iter().take(TOLD_MAX) {
        told.push_str("\n  ");
        told.push_str(&fault.to_string());
    }
    if count > TOLD_MAX {
        let more = count - TOLD_MAX;
        told.push_str("\n  and ");
        told.push_str(&more.to_string());
        told.push_str(" more");
    }
    Failure::Refused(told)
}
