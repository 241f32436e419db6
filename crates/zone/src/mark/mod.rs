//! Marks 数据标记: an operator says of a period of their own readings why they may not be used, and the
//! bureau's verdict says whether that holds.
//!
//! What an instrument flags, what its operator marks and what the bureau finds are three facts, kept
//! apart. A mark changes no reading; a verdict that accepts it does, in one commit of the lake that
//! names both people, and so it does for every reading of the period that comes in later
//! ([`Accepted`]). Neither is ever edited or deleted: a mark that was withdrawn says so.

mod accepted;
mod add;
mod draft;
mod judge;
mod note;
mod read;
mod row;
mod withdraw;

pub use accepted::Accepted;
pub use add::add;
pub use draft::{MarkDraft, Paper, read_until};
pub use judge::{Judged, judge};
pub(crate) use note::{Acceptance, note_acceptance};
pub(crate) use read::all_papers;
pub use read::{MarksAsked, accepted_by, changed_between, mark, marks, marks_at, paper};
pub use withdraw::withdraw;

use crate::observation::closed_words;

/// The folder of the kept papers inside a zone.
pub const FOLDER: &str = "evidence";

/// What the cause of a reading begins with that was found invalid by a mark; its reason follows.
pub const CAUSE: &str = "mark:";

closed_words! {
    /// What the bureau finds of a mark.
    Ruling {
        /// It holds: the readings may not be used.
        Accepted = "accepted",
        /// It does not: the readings stay what they are.
        Refused = "refused",
    }
}

closed_words! {
    /// How far a mark has come.
    Standing {
        /// It waits for the bureau's verdict.
        Pending = "pending",
        /// The bureau accepted it.
        Accepted = "accepted",
        /// The bureau refused it.
        Refused = "refused",
        /// Whoever marked took it back.
        Withdrawn = "withdrawn",
    }
}

/// A mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its number.
    pub id: i64,
    /// The thing whose readings it is about.
    pub thing: i64,
    /// The one series of it; all of them where there is none.
    pub series: Option<i64>,
    /// The first instant, µs UTC.
    pub from_us: i64,
    /// The first instant that it is not about any more, µs UTC; it may lie ahead.
    pub until_us: i64,
    /// Why: a word that a pack declares.
    pub reason: String,
    /// What shows it, in words.
    pub evidence: String,
    /// The paper that shows it.
    pub paper: Option<KeptPaper>,
    /// When it was marked, µs UTC.
    pub at_us: i64,
    /// By whom.
    pub who: String,
    /// Who took it back.
    pub withdrawn: Option<Withdrawn>,
    /// What the bureau found.
    pub verdict: Option<Verdict>,
}

/// A paper that the book keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPaper {
    /// The file's name as it was given.
    pub name: String,
    /// BLAKE3 of its bytes, by which it is kept.
    pub hash: String,
}

/// Who took a mark back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// When, µs UTC.
    pub at_us: i64,
    /// Who.
    pub who: String,
    /// Why, in words.
    pub why: String,
}

/// What the bureau found of a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What.
    pub ruling: Ruling,
    /// Why, in words.
    pub reason: String,
    /// When, µs UTC.
    pub at_us: i64,
    /// Who.
    pub who: String,
    /// The lake's snapshot that carried it out; none where no reading had to change.
    pub snapshot: Option<i64>,
}

impl Mark {
    /// How far it has come.
    pub fn standing(&self) -> Standing {
        match (&self.withdrawn, &self.verdict) {
            (Some(_), _) => Standing::Withdrawn,
            (None, None) => Standing::Pending,
            (None, Some(verdict)) => match verdict.ruling {
                Ruling::Accepted => Standing::Accepted,
                Ruling::Refused => Standing::Refused,
            },
        }
    }

    /// The mark as the book knew it at `at_us` (µs UTC); `None` before it was made.
    #[must_use]
    pub fn as_of(mut self, at_us: i64) -> Option<Self> {
        if self.at_us > at_us {
            return None;
        }
        self.withdrawn = self.withdrawn.filter(|w| w.at_us <= at_us);
        self.verdict = self.verdict.filter(|v| v.at_us <= at_us);
        Some(self)
    }
}
