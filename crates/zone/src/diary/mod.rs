//! The diary of a device: what was set, checked and done to it, and when.
//!
//! An entry is written by a person ([`add`], [`import_sheet`]) or said by the device itself: then it
//! came in a frame, whose number it has, and is entered when the frame is carried out of the inbox, in
//! the same change that takes the frame out of there, so never twice and never without. An entry changes no reading. It is
//! never deleted: one that was withdrawn says when and by whom. What an entry *means*, such as whether a
//! check passed, is judged by whoever reads it.

mod import;
mod read;
mod said;
mod write;

use sqlx::FromRow;

pub use import::{SheetSummary, import_sheet};
pub use read::{DiaryAsked, changed_between, diary, entries_at, entry};
pub use said::Told;
pub(crate) use said::enter_told;
pub use write::{Written, add, withdraw};

/// What an entry is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A parameter was set, or became known.
    Parameter,
    /// A state that the instrument says of itself.
    State,
    /// A check with what should give nothing.
    ZeroCheck,
    /// A check near the end of the range.
    SpanCheck,
    /// A check with a standard sample.
    StandardCheck,
    /// A comparison with the reference method.
    Comparison,
    /// Somebody was there.
    Visit,
    /// It was cleaned or repaired.
    Maintenance,
    /// It was calibrated.
    Calibration,
    /// Anything else.
    Note,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Parameter,
        Self::State,
        Self::ZeroCheck,
        Self::SpanCheck,
        Self::StandardCheck,
        Self::Comparison,
        Self::Visit,
        Self::Maintenance,
        Self::Calibration,
        Self::Note,
    ];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Parameter => "parameter",
            Self::State => "state",
            Self::ZeroCheck => "zero_check",
            Self::SpanCheck => "span_check",
            Self::StandardCheck => "standard_check",
            Self::Comparison => "comparison",
            Self::Visit => "visit",
            Self::Maintenance => "maintenance",
            Self::Calibration => "calibration",
            Self::Note => "note",
        }
    }

    /// The kind that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether it sets what was found against what was expected.
    pub fn is_check(self) -> bool {
        matches!(
            self,
            Self::ZeroCheck | Self::SpanCheck | Self::StandardCheck | Self::Comparison
        )
    }

    /// Whether it has a value that stands until another is said.
    pub fn is_value(self) -> bool {
        matches!(self, Self::Parameter | Self::State)
    }
}

/// An entry.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct Entry {
    /// Its number.
    pub id: i64,
    /// The device's number in the register.
    pub device: i64,
    /// The word of its [`Kind`].
    pub kind: String,
    /// When it was, or began, µs UTC.
    pub from_us: i64,
    /// When it ended, µs UTC; none of what has no length.
    pub to_us: Option<i64>,
    /// The code of the factor that it is about, as the device sends it; none where it is about all of it.
    pub factor: Option<String>,
    /// The code of the parameter or state, as the device sends it.
    pub code: Option<String>,
    /// What it was before, as it was written; none where it was not known.
    pub old_value: Option<String>,
    /// What it is from then on, as it was written.
    pub new_value: Option<String>,
    /// What a check should have given, in the factor's unit.
    pub expected: Option<f64>,
    /// What it gave, in the same unit.
    pub found: Option<f64>,
    /// The end of the instrument's range, in the same unit: drifts are a share of it.
    pub full_scale: Option<f64>,
    /// The words; empty where there are none.
    pub words: String,
    /// The number of the frame that said it; none where a person did.
    pub frame: Option<i64>,
    /// When it was written, µs UTC.
    pub at_us: i64,
    /// By whom.
    pub who: String,
    /// When it was withdrawn, µs UTC.
    pub ended_us: Option<i64>,
    /// By whom.
    pub ended_who: Option<String>,
}

/// How far a check was from what it should have been, %: of `full_scale` for zero and span, of what was
/// expected for the others. None where that is not said, or 0.
///
/// Source: what HJ 355 calls drift (of the range) and relative error (of the standard's value).
pub fn deviation_percent(
    kind: Kind,
    expected: Option<f64>,
    found: Option<f64>,
    full_scale: Option<f64>,
) -> Option<f64> {
    let base = match kind {
        Kind::ZeroCheck | Kind::SpanCheck => full_scale?,
        Kind::StandardCheck | Kind::Comparison => expected?,
        _ => return None,
    };
    let share = (found? - expected?) / base * 100.0;
    (base != 0.0 && share.is_finite()).then_some(share)
}
