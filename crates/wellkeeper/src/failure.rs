//! How a command fails: what was found, what was expected, where, and what to do.

use std::process::ExitCode;

use packs::{Mistake, PackError};
use thiserror::Error;

use crate::output::say;
use zone::ZoneError;

/// Why a command did not do what was asked.
#[derive(Debug, Error)]
pub enum Failure {
    /// The book refused.
    #[error(transparent)]
    Zone(#[from] ZoneError),
    /// A pack is wrong, or a question about one.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// What the command itself refuses.
    #[error("{0}")]
    Refused(String),
    /// A check that found so many mistakes, which are printed already.
    #[error("{}", counted(*.0, "mistake", "mistakes"))]
    Checked(usize),
    /// Golden cases that do not hold, which are printed already.
    #[error("{}", counted(*.0, "case does not hold", "cases do not hold"))]
    Tested(usize),
    /// A simulation of which nothing was acknowledged; its summary is printed already.
    #[error("{0}")]
    Unacknowledged(String),
    /// Words that the command line does not know: exit code 2.
    #[error("{0}")]
    Misuse(String),
}

fn counted(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Refused(error.to_string())
    }
}

impl Failure {
    /// Prints the failure and gives the exit code.
    pub fn report(&self, json: bool) -> ExitCode {
        match self {
            Self::Checked(_) | Self::Tested(_) | Self::Unacknowledged(_) if json => {}
            _ if json => say!("{}", serde_json::json!({ "error": self.to_string() })),
            Self::Pack(PackError::Mistakes(mistakes)) => mistakes.iter().for_each(print_mistake),
            other => eprintln!("error: {other}"),
        }
        if matches!(self, Self::Misuse(_)) {
            ExitCode::from(2)
        } else {
            ExitCode::FAILURE
        }
    }
}

/// A mistake as `path:line:column: sentence`, then the line with a caret.
pub fn print_mistake(mistake: &Mistake) {
    let in_colour = std::env::var_os("NO_COLOR").is_none();
    eprintln!("{mistake}\n{}", mistake.picture(in_colour));
}
