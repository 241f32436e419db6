//! Mistakes with their place, and what else can go wrong.

use std::fmt;
use std::sync::Arc;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, NamedSource, SourceSpan};
use thiserror::Error;

/// The result of this room's functions.
pub type Result<T> = std::result::Result<T, PackError>;

/// A mistake in a pack's text: where, what was found, what was expected, what to do.
#[derive(Debug, Clone, Error, Diagnostic)]
pub struct Mistake {
    /// Which check found it: a name of [`crate::check::CHECKS`].
    pub check: &'static str,
    /// The file inside the pack's folder.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Found and expected.
    pub message: String,
    /// What to do.
    #[help]
    pub help: Option<String>,
    #[source_code]
    text: NamedSource<Arc<String>>,
    #[label("here")]
    at: SourceSpan,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: {}",
            self.path, self.line, self.column, self.message
        )
    }
}

impl Mistake {
    /// A mistake at byte `offset` of `text`, `length` bytes long.
    pub fn at(
        path: &str,
        text: &Arc<String>,
        offset: usize,
        length: usize,
        message: impl Into<String>,
    ) -> Self {
        let offset = floor_char_boundary(text, offset);
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            check: "text",
            path: path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: message.into(),
            help: None,
            text: NamedSource::new(path, Arc::clone(text)),
            at: (offset, length.min(text.len() - offset)).into(),
        }
    }

    /// The line with a caret, as a terminal shows it. miette counts a Chinese character as two
    /// columns in the place that it prints; here it is one, as in [`Mistake::column`].
    pub fn picture(&self, in_colour: bool) -> String {
        let theme = if in_colour {
            GraphicalTheme::default()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let mut drawn = String::new();
        let handler = GraphicalReportHandler::new_themed(theme);
        if handler.render_report(&mut drawn, self).is_err() {
            return String::new();
        }
        // The first line repeats the sentence.
        let mut lines: Vec<String> = drawn
            .lines()
            .skip(1)
            .map(|line| line.trim_end().to_owned())
            .filter(|line| !line.is_empty())
            .collect();
        let before = format!("{}:{}:", self.path, self.line);
        for line in &mut lines {
            if let Some(at) = line.find(&before).map(|at| at + before.len()) {
                let digits = line[at..].chars().take_while(char::is_ascii_digit).count();
                line.replace_range(at..at + digits, &self.column.to_string());
                break;
            }
        }
        lines.join("\n")
    }

    /// The same mistake, found by `check`.
    #[must_use]
    pub fn of(mut self, check: &'static str) -> Self {
        self.check = check;
        self
    }

    /// The same mistake with a help.
    #[must_use]
    pub fn help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }
}

fn floor_char_boundary(text: &str, mut offset: usize) -> usize {
    offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// An error of this room.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PackError {
    /// The pack's text has mistakes, all of them named.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Mistakes(Vec<Mistake>),
    /// A pack that is not there.
    #[error("there is no pack `{found}`; there are {}", known.join(", "))]
    UnknownPack {
        /// As asked for.
        found: String,
        /// Those that are there.
        known: Vec<String>,
    },
    /// A table that is not there.
    #[error("there is no table `{found}`; there are {}", known.join(", "))]
    UnknownTable {
        /// As asked for.
        found: String,
        /// Those that are there.
        known: Vec<String>,
    },
    /// Something asked for that cannot be answered; the sentence says found and expected.
    #[error("{0}")]
    Refused(String),
    /// A pack's folder that cannot be read.
    #[error("{path}: {source}")]
    Io {
        /// Where.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The book refused.
    #[error(transparent)]
    Zone(#[from] zone::ZoneError),
    /// A query failed.
    #[error("{}", plain(.0))]
    Query(#[from] datafusion::error::DataFusionError),
}

/// DataFusion's message without its wrappers' prefixes.
pub(crate) fn plain(error: &datafusion::error::DataFusionError) -> String {
    error.strip_backtrace()
}

impl From<Mistake> for PackError {
    fn from(mistake: Mistake) -> Self {
        Self::Mistakes(vec![mistake])
    }
}
