//! Bulletins: the report of a month on its way through three hands, 编制 → 审核 → 签发.
//!
//! A bulletin shows what the book knew at the instant when it was drafted. Drafted, reviewed and issued
//! by three different people, it gets its number and its files, and does not change any more: a later
//! correction makes another issue of the same month. None is ever deleted; one that was returned or
//! withdrawn says so. The snapshot that a bulletin shows is kept while it is under way and once it is
//! issued.

mod draft;
mod issue;
mod letterhead;
mod read;
mod row;
mod step;

pub use draft::{Outline, draft, draft_with, outline};
pub use issue::{Prepared, issue, prepare};
pub use letterhead::{FORMS_FOLDER, Letterhead, form_name};
pub use read::{BulletinsAsked, bulletin, bulletins, document};
pub(crate) use read::{all_documents, cited_snapshots};
pub use step::{give_back, review, withdraw};

use crate::observation::closed_words;

/// The folder of the kept documents inside a zone.
pub const FOLDER: &str = "bulletins";

closed_words! {
    /// How far a bulletin has come, and what brought it there.
    Stage {
        /// 编制: it waits for a second person.
        Drafted = "drafted",
        /// 审核: it waits for a third one.
        Reviewed = "reviewed",
        /// 签发: it stands.
        Issued = "issued",
        /// Somebody else gave it back.
        Returned = "returned",
        /// Whoever drafted it took it back.
        Withdrawn = "withdrawn",
    }
}

closed_words! {
    /// The language of a document.
    Lang {
        /// 中文
        Zh = "zh",
        /// English
        En = "en",
    }
}

closed_words! {
    /// The form of a document.
    Format {
        /// To sign and to seal.
        Pdf = "pdf",
        /// A page that needs nothing beside it.
        Html = "html",
        /// A form of somebody else's, filled.
        Xlsx = "xlsx",
    }
}

impl Stage {
    /// Whether another step follows.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Drafted | Self::Reviewed)
    }
}

/// The bulletin of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bulletin {
    /// Its place in the book.
    pub id: i64,
    /// `2021-04`.
    pub month: String,
    /// 1 for the first issue of the month, 2 for the first corrected one …
    pub issue_of_month: i64,
    /// How far it has come.
    pub stage: Stage,
    /// Its number, from the issue on.
    pub number: Option<String>,
    /// Who issues it.
    pub bureau: Option<String>,
    /// The instant whose knowledge every figure shows, µs UTC.
    pub as_of_us: i64,
    /// The lake's snapshot of that instant.
    pub snapshot: i64,
    /// Who did what with it, in order.
    pub steps: Vec<Step>,
    /// The issued one of the same month that it takes the place of.
    pub supersedes: Option<i64>,
    /// The issued one of the same month that took its place.
    pub superseded_by: Option<i64>,
    /// Its files: the filled forms from the draft on, all once it is issued.
    pub documents: Vec<Document>,
}

impl Bulletin {
    /// The step by which it came to `stage`.
    pub fn step(&self, stage: Stage) -> Option<&Step> {
        self.steps.iter().find(|step| step.stage == stage)
    }
}

/// What somebody did with a bulletin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub stage: Stage,
    /// Who.
    pub who: String,
    /// When, µs UTC.
    pub at_us: i64,
    /// What they said to it.
    pub words: Option<String>,
}

/// A kept file of a bulletin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its language.
    pub lang: Lang,
    /// Its form.
    pub format: Format,
    /// What it is called among several of its form.
    pub name: Option<String>,
    /// Its size in bytes.
    pub bytes: i64,
    /// BLAKE3 of its bytes, hexadecimal.
    pub hash: String,
}

/// A document before it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Its language.
    pub lang: Lang,
    /// Its form.
    pub format: Format,
    /// What it is called among several of its form.
    pub name: Option<String>,
    /// The file.
    pub bytes: Vec<u8>,
}
