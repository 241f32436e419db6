//! Files to take away. Each says of itself what it is: which rows, in which units, by which text of
//! the pack, from which snapshot, made when.

mod csv;
mod geojson;
mod parquet;
pub(crate) mod readings;
mod xlsx;

use std::collections::HashMap;

use datafusion::arrow::array::RecordBatch;
use jiff::tz::TimeZone;
use packs::{Pack, Title};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use zone::instant::show;

use crate::book::Book;
use crate::problem::Problem;

/// The language of heads and explanations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Language {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    pub fn pick<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    fn of(self, title: &Title) -> &str {
        self.pick(&title.zh, &title.en)
    }
}

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// UTF-8 with a byte order mark, so that a spreadsheet reads it; what it is stands in lines that
    /// begin with `#`.
    Csv,
    /// A workbook: the rows, and a sheet that says what they are.
    Xlsx,
    /// Apache Parquet; what it is stands in its metadata.
    Parquet,
    /// GeoJSON: a feature a row, where rows are of things.
    Geojson,
}

impl Format {
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::Geojson => "application/geo+json",
        }
    }

    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
            Self::Geojson => "geojson",
        }
    }
}

/// A column of the file.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub id: String,
    pub title: Title,
    pub unit: Option<String>,
}

impl Head {
    /// The title with its unit: `月均值 (mg/L)`.
    fn with_unit(&self, lang: Language) -> String {
        let title = lang.of(&self.title);
        match self.unit.as_deref() {
            Some(unit) if unit != "1" => format!("{title} ({unit})"),
            _ => title.to_owned(),
        }
    }
}

/// Rows, and all that is said of them.
#[derive(Debug)]
pub(crate) struct Export {
    /// Of the table.
    pub title: Title,
    /// What the file says of itself, a word and what it is, in this order.
    pub about: Vec<(&'static str, String)>,
    pub heads: Vec<Head>,
    pub rows: RecordBatch,
    /// Where the rows lie, if they are of things.
    pub places: Option<Places>,
}

/// Where the things lie that rows are of.
#[derive(Debug)]
pub(crate) struct Places {
    /// The column that has the thing's code.
    pub column: String,
    /// GeoJSON geometry by code; a thing whose place is not known has none.
    pub geometry: HashMap<String, Value>,
}

/// What every file says of itself around its `own` words: the zone first, then the texts of `packs`
/// that its figures stand on, the snapshot, when it was made.
pub(crate) fn about<'p>(
    book: &Book,
    own: Vec<(&'static str, String)>,
    packs: impl IntoIterator<Item = &'p Pack>,
    snapshot: i64,
) -> Vec<(&'static str, String)> {
    let zone = book.zone();
    let names = &zone.config().name;
    let packs: Vec<String> = packs
        .into_iter()
        .map(|pack| format!("{} {} ({})", pack.id, pack.version, pack.hash))
        .collect();
    let mut about = vec![("zone", format!("{} {}", names.zh, names.en))];
    about.extend(own);
    about.extend([
        ("pack", packs.join(", ")),
        ("snapshot", snapshot.to_string()),
        ("made_at", show(book.now_us(), zone.tz())),
    ]);
    about
}

impl Export {
    /// The bytes of the file.
    ///
    /// # Errors
    /// A [`Problem`] when a writer fails.
    pub fn bytes(&self, format: Format, lang: Language, tz: &TimeZone) -> Result<Vec<u8>, Problem> {
        match format {
            Format::Csv => Ok(csv::bytes(self, lang, tz)),
            Format::Xlsx => xlsx::bytes(self, lang, tz).map_err(|error| Problem::fault(&error)),
            Format::Parquet => parquet::bytes(self).map_err(|error| Problem::fault(&error)),
            Format::Geojson => geojson::bytes(self, lang, tz),
        }
    }
}
