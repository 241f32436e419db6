//! Decisions of reviewers: what one person decides of readings waits for a second one.
//!
//! A decision stands in the state alone until it is approved; then it goes to the lake as one commit
//! that names both people. It is never deleted: one that was taken back or refused says so.

mod approve;
mod close;
mod draft;
mod propose;
mod read;
mod row;
mod seen;

pub use approve::{Approved, approve};
pub(crate) use close::note_approval;
pub use close::{refuse, withdraw};
pub use draft::{DecisionDraft, PartDraft};
pub use propose::propose;
pub use read::{DecisionsAsked, approved_by, decision, decisions, waiting};

use crate::observation::closed_words;

closed_words! {
    /// What is decided of readings.
    Verb {
        /// They may be used.
        Accept = "accept",
        /// They may not be used.
        Void = "void",
        /// They are something else.
        Replace = "replace",
    }
}

closed_words! {
    /// Why, in short. What a bureau counts its reasons by; the words beside it say the rest.
    ReasonCode {
        /// The station or the laboratory confirmed it.
        Confirmed = "confirmed",
        /// The water was like that.
        RealEvent = "real_event",
        /// The instrument was faulty.
        InstrumentFault = "instrument_fault",
        /// The instrument was cleaned or mended.
        Maintenance = "maintenance",
        /// The instrument was being calibrated.
        Calibration = "calibration",
        /// A zero, span or standard-sample check did not hold.
        CheckFailed = "check_failed",
        /// It was broken on its way.
        Transmission = "transmission",
        /// A slip of the pen.
        EntryError = "entry_error",
        /// A sample taken by hand says it.
        ManualValue = "manual_value",
        /// It agrees with no neighbour and no other year.
        Implausible = "implausible",
        /// Something else, as the words say.
        Other = "other",
    }
}

closed_words! {
    /// How far a decision has come.
    Standing {
        /// It waits for a second person.
        Proposed = "proposed",
        /// A second person approved it.
        Approved = "approved",
        /// A second person refused it.
        Refused = "refused",
        /// Whoever decided took it back.
        Withdrawn = "withdrawn",
    }
}

impl ReasonCode {
    /// In Chinese and in English.
    pub const fn titles(self) -> (&'static str, &'static str) {
        match self {
            Self::Confirmed => ("经核实无误", "Confirmed"),
            Self::RealEvent => ("水质确有变化", "The water did change"),
            Self::InstrumentFault => ("仪器故障", "Instrument fault"),
            Self::Maintenance => ("维护", "Maintenance"),
            Self::Calibration => ("校准", "Calibration"),
            Self::CheckFailed => ("质控核查不合格", "A check did not hold"),
            Self::Transmission => ("传输错误", "Broken on its way"),
            Self::EntryError => ("录入错误", "Entry error"),
            Self::ManualValue => ("以手工监测为准", "The hand sample stands"),
            Self::Implausible => (
                "与上下游、历史不符",
                "At odds with neighbours and former years",
            ),
            Self::Other => ("其他", "Other"),
        }
    }

    /// The verbs beside which it is offered; it is taken with any.
    pub const fn verbs(self) -> &'static [Verb] {
        match self {
            Self::Confirmed | Self::RealEvent => &[Verb::Accept],
            Self::InstrumentFault | Self::CheckFailed | Self::Transmission => {
                &[Verb::Void, Verb::Replace]
            }
            Self::Maintenance | Self::Calibration | Self::Implausible => &[Verb::Void],
            Self::EntryError | Self::ManualValue => &[Verb::Replace],
            Self::Other => Verb::ALL,
        }
    }
}

/// Readings of one series between two instants, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The series.
    pub series: i64,
    /// The first instant, µs UTC.
    pub from_us: i64,
    /// The last, µs UTC; the first where it is one reading.
    pub to_us: i64,
}

impl Span {
    /// Whether the two have an instant in common.
    pub fn meets(&self, other: &Self) -> bool {
        self.series == other.series && self.from_us <= other.to_us && other.from_us <= self.to_us
    }
}

/// What a decision says of some readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Which.
    pub span: Span,
    /// What they become, as it was written; nothing but for [`Verb::Replace`].
    pub value: Option<String>,
    /// How many they are.
    pub readings: i64,
    /// What they said when it was decided.
    seen: String,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its number.
    pub id: i64,
    /// What is decided.
    pub verb: Verb,
    /// Why, in short.
    pub reason_code: ReasonCode,
    /// Why, in words.
    pub reason: String,
    /// How many readings it is about.
    pub readings: i64,
    /// When, µs UTC.
    pub at_us: i64,
    /// By whom.
    pub who: String,
    /// How far it has come.
    pub standing: Standing,
    /// What became of it; nothing while it waits.
    pub closed: Option<Closed>,
    /// The lake's snapshot that carried it out.
    pub snapshot: Option<i64>,
    /// Which readings.
    pub parts: Vec<Part>,
}

/// Who approved, refused or took back a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// When, µs UTC.
    pub at_us: i64,
    /// Who.
    pub who: String,
    /// Why, where it was refused.
    pub reason: Option<String>,
}
