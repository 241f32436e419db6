//! What of a pack's tables stands on its page.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{ColumnType, Title};

/// A board: the parts of a pack's page, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Board {
    /// Title.
    pub title: Title,
    /// Parts in their order.
    pub parts: Vec<Part>,
}

/// One part of a board. The board has one month at a time: a table with a period is shown at the
/// period that holds it, a line over the periods up to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// What it is called, once on its board.
    pub id: String,
    /// Title.
    pub title: Title,
    /// What the figure means and what it does not mean.
    pub note: Option<Title>,
    /// How it is shown.
    pub show: Show,
    /// The table, under the pack's schema: `water_quality.zone_month`.
    pub table: String,
    /// The column that is shown; a table has none.
    pub column: Option<String>,
    /// The column whose values are told apart: a figure or a line for each.
    pub by: Option<String>,
    /// The columns of a rank or a table in their order; else none.
    pub columns: Vec<String>,
    /// Column → words: a row is shown when each of these columns has one of its words.
    #[serde(rename = "where")]
    pub conditions: BTreeMap<String, Vec<String>>,
    /// The column by which rows are sorted, with `-` before it the greatest first.
    pub sort: Option<String>,
    /// How many rows are shown.
    pub rows: Option<usize>,
}

/// How a part is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Show {
    /// One number of the period, or a few by name.
    Figure,
    /// How many rows have each value.
    Share,
    /// A number over the periods.
    Line,
    /// The first rows by order, with a bar.
    Rank,
    /// Rows as they stand.
    Table,
}

impl Show {
    /// The word: `figure`, `share`, `line`, `rank`, `table`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Figure => "figure",
            Self::Share => "share",
            Self::Line => "line",
            Self::Rank => "rank",
            Self::Table => "table",
        }
    }

    /// The keys that such a part needs beside those that every part has.
    pub(crate) const fn needs(self) -> &'static [&'static str] {
        match self {
            Self::Figure | Self::Share | Self::Line => &["column"],
            Self::Rank => &["column", "columns", "sort"],
            Self::Table => &["columns"],
        }
    }

    /// The keys that such a part may have beside those that it needs.
    pub(crate) const fn may_have(self) -> &'static [&'static str] {
        match self {
            Self::Figure | Self::Line => &["by"],
            Self::Share => &[],
            Self::Rank => &["rows"],
            Self::Table => &["sort", "rows"],
        }
    }

    /// Whether such a part needs the key or may have it.
    pub(crate) fn takes(self, key: &str) -> bool {
        self.needs().contains(&key) || self.may_have().contains(&key)
    }

    /// Whether `column` may be of this type.
    pub(crate) const fn shows(self, kind: ColumnType) -> bool {
        match self {
            Self::Figure | Self::Line | Self::Rank => {
                matches!(kind, ColumnType::Number | ColumnType::Whole)
            }
            Self::Share => matches!(kind, ColumnType::Text | ColumnType::Truth),
            Self::Table => false,
        }
    }
}
