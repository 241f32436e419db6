//! Rows of the tables that the report reads, column by column; columns that it does not print are
//! not named.

#![expect(
    clippy::struct_field_names,
    reason = "fields are called as the tables' columns are"
)]

use serde::{Deserialize, Serialize};

/// A month of the zone.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ZoneMonth {
    pub month: String,
    pub expected: i64,
    pub judged: i64,
    pub complete: i64,
    pub silent: i64,
    pub share_good: Option<f64>,
    pub share_good_at_worst: Option<f64>,
    pub share_good_at_best: Option<f64>,
    pub share_inferior_v: Option<f64>,
    pub sections_month_before: Option<i64>,
    pub change_month: Option<f64>,
    pub sections_year_before: Option<i64>,
    pub change_year: Option<f64>,
    pub silent_names: Option<String>,
    pub silent_names_en: Option<String>,
    pub quality: Option<String>,
    pub change_month_word: Option<String>,
    pub change_year_word: Option<String>,
    pub because_zh: String,
    pub because_en: String,
    pub run: i64,
}

/// The item that decides a class, and its mean.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Deciding {
    pub item_zh: Option<String>,
    pub item_en: Option<String>,
    pub item_unit: Option<String>,
    pub decimals: Option<f64>,
    pub deciding_mean: Option<f64>,
}

/// A section's month.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SectionMonth {
    pub section: String,
    pub name_zh: Option<String>,
    pub name_en: Option<String>,
    pub water_body: Option<String>,
    pub river: Option<String>,
    pub class: Option<String>,
    pub class_rank: Option<i64>,
    #[serde(flatten)]
    pub deciding: Deciding,
    pub deciding_share: Option<f64>,
    pub target_class: Option<String>,
    pub meets_target: Option<bool>,
    pub class_month_before: Option<String>,
    pub class_year_before: Option<String>,
    pub days: i64,
    pub complete: bool,
    pub status: String,
    pub because_zh: Option<String>,
    pub because_en: Option<String>,
    pub run: i64,
}

/// One cell of the strip of classes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StripCell {
    pub section: String,
    pub month: String,
    pub class: Option<String>,
    pub class_rank: Option<i64>,
    pub complete: bool,
}

/// A river's month.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct River {
    pub river: String,
    pub sections_expected: i64,
    pub sections_judged: i64,
    pub class: Option<String>,
    pub share_good: Option<f64>,
    pub quality: Option<String>,
    pub change_month: Option<String>,
    pub change_year: Option<String>,
    pub because_zh: Option<String>,
    pub because_en: Option<String>,
    pub run: i64,
}

/// A lake's month.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Lake {
    pub lake: String,
    pub points: i64,
    pub class: Option<String>,
    #[serde(flatten)]
    pub deciding: Deciding,
    pub tn: Option<f64>,
    pub tn_class: Option<String>,
    pub trophic_index: Option<f64>,
    pub trophic_state: Option<String>,
    pub change_month: Option<String>,
    pub change_year: Option<String>,
    pub because_zh: Option<String>,
    pub because_en: Option<String>,
    pub run: i64,
}

/// A drinking-water source's month.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Drinking {
    pub section: String,
    pub name_zh: Option<String>,
    pub name_en: Option<String>,
    pub month: String,
    pub class: Option<String>,
    pub supplementary_measured: i64,
    pub specific_measured: i64,
    pub meets: Option<bool>,
    pub because_zh: Option<String>,
    pub because_en: Option<String>,
    pub run: i64,
}

/// A section's twelve months to date.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Compliance {
    pub section: String,
    pub name_zh: Option<String>,
    pub name_en: Option<String>,
    pub period: String,
    pub target_class: Option<String>,
    pub months_judged: i64,
    pub months_meeting: i64,
    pub rate: Option<f64>,
    pub stable: Option<String>,
    pub better: Option<String>,
    pub because_zh: Option<String>,
    pub because_en: Option<String>,
    pub run: i64,
}

/// A section's place by the water quality index.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Index {
    pub section: String,
    pub name_zh: Option<String>,
    pub name_en: Option<String>,
    pub month: String,
    pub cwqi: f64,
    pub items: String,
    pub items_count: i64,
    pub rank: i64,
    pub ranked: i64,
    pub change_percent: Option<f64>,
    pub run: i64,
}

/// A trend that was found.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Trend {
    pub section: String,
    pub name_zh: Option<String>,
    pub name_en: Option<String>,
    pub item: String,
    pub item_zh: String,
    pub item_en: String,
    pub method: String,
    pub slope: Option<f64>,
    pub slope_lower: Option<f64>,
    pub slope_upper: Option<f64>,
    pub unit: Option<String>,
    pub water_is: String,
    pub because_zh: Option<String>,
    pub because_en: Option<String>,
    pub run: i64,
}

/// What a check found in the readings of a section's item.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Quality {
    pub section: String,
    pub name_zh: Option<String>,
    pub name_en: Option<String>,
    pub item: String,
    pub item_zh: String,
    pub item_en: String,
    pub month: String,
    pub check: String,
    pub found: i64,
    pub tested: i64,
    pub because_zh: Option<String>,
    pub because_en: Option<String>,
    pub run: i64,
}

/// The mean of an item of a section.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Item {
    pub section: String,
    pub name_zh: String,
    pub name_en: String,
    pub month: String,
    pub item: String,
    pub item_zh: String,
    pub item_en: String,
    pub mean: Option<f64>,
    pub unit: String,
    pub decimals: Option<f64>,
    pub class: Option<String>,
    pub days: i64,
    pub readings_below: i64,
    pub run: i64,
}

/// A point of a deciding item's course over the year.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ItemMean {
    pub section: String,
    pub month: String,
    pub mean: Option<f64>,
    pub class_iii: Option<f64>,
}

/// Where readings of a section came from.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ReadingsOf {
    pub section: String,
    pub file: String,
    pub readings: i64,
    pub first_line: i64,
    pub last_line: i64,
}

/// How the month's readings compare with the ministry's classes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FeedCheck {
    pub judged: i64,
    pub agree: i64,
}
