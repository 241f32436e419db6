//! How well a pack is proved: computed from its proofs, typed by nobody.

use std::collections::BTreeSet;

use crate::check::{BIBLIOGRAPHY, standing};
use crate::golden::{Case, OWN, cases};
use crate::model::{Exemption, Pack};
use crate::source::PackSource;

/// The proofs of a pack, counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Maturity {
    /// Rows of its standards.
    pub limits: usize,
    /// Those of them that stand on more than memory.
    pub limits_proved: usize,
    /// Its tables.
    pub tables: usize,
    /// Those of them that a golden case expects rows of.
    pub tables_with_case: usize,
    /// Those of them with a test of their own.
    pub tables_with_test: usize,
    /// Its golden cases.
    pub cases: usize,
    /// Those of them that stand on a source and not on arithmetic alone.
    pub cases_of_a_source: usize,
    /// What it is let off, with reasons.
    pub exemptions: Vec<Exemption>,
}

/// How far a pack has come. Each level asks all that the one before asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Something has no case.
    Draft,
    /// Every table has a case, or an exemption.
    Tried,
    /// Every limit stands on more than memory, and a case reproduces what a source says.
    Sourced,
    /// Every table has a test of its own, and nothing is exempt.
    Complete,
}

impl Level {
    /// The word: `draft`, `tried`, `sourced`, `complete`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Tried => "tried",
            Self::Sourced => "sourced",
            Self::Complete => "complete",
        }
    }

    /// The word in Chinese: 草稿, 已试, 有据, 完备.
    pub const fn title_zh(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Tried => "已试",
            Self::Sourced => "有据",
            Self::Complete => "完备",
        }
    }
}

impl Maturity {
    /// Counts the proofs of `pack`.
    pub fn of(source: &PackSource, pack: &Pack) -> Self {
        let cases = cases(source, pack, &mut Vec::new());
        let with_case: BTreeSet<&str> = cases.values().flat_map(Case::expects).collect();
        let (limits, limits_proved) = standing(source, pack);
        let cites =
            |key: &str| key != OWN && BIBLIOGRAPHY.get(key).is_none_or(|e| e.checked != "memory");
        Self {
            limits,
            limits_proved,
            tables: pack.tables.len(),
            tables_with_case: pack
                .tables
                .keys()
                .filter(|name| with_case.contains(name.as_str()))
                .count(),
            tables_with_test: pack.tables.values().filter(|t| !t.tests.is_empty()).count(),
            cases: cases.len(),
            cases_of_a_source: cases.values().filter(|case| cites(&case.source)).count(),
            exemptions: pack.exemptions.clone(),
        }
    }

    /// How far the pack has come.
    pub fn level(&self) -> Level {
        let exempt = self
            .exemptions
            .iter()
            .filter(|e| e.check == "no_case")
            .count();
        if self.tables_with_case + exempt < self.tables {
            Level::Draft
        } else if self.limits_proved < self.limits || self.cases_of_a_source == 0 {
            Level::Tried
        } else if self.tables_with_test < self.tables || !self.exemptions.is_empty() {
            Level::Sourced
        } else {
            Level::Complete
        }
    }
}
