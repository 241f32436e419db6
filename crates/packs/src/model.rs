//! What a pack says, once it is read.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use zone::schema::{Kind, MarkReason, Property};

use crate::board::Board;
use crate::period::Every;

/// A title in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// Chinese.
    #[serde(default)]
    pub zh: String,
    /// English.
    #[serde(default)]
    pub en: String,
}

/// Something that a pack is let off, and why.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    /// The check.
    pub check: String,
    /// What is exempt: a table, a standard.
    pub of: String,
    /// Why, in both languages.
    pub reason: Title,
}

/// A pack.
#[derive(Debug, Clone)]
pub struct Pack {
    /// `water-quality`.
    pub id: String,
    /// Version.
    pub version: String,
    /// Title.
    pub title: Title,
    /// [`crate::PackSource::text`] of its files.
    pub text: Arc<String>,
    /// The address of that text.
    pub hash: String,
    /// Properties in their order.
    pub properties: Vec<Property>,
    /// Kinds in their order.
    pub kinds: Vec<Kind>,
    /// Reasons of marks in their order.
    pub mark_reasons: Vec<Cited<MarkReason>>,
    /// Settings by id.
    pub settings: BTreeMap<String, Setting>,
    /// What it is let off.
    pub exemptions: Vec<Exemption>,
    /// Standards by name.
    pub standards: BTreeMap<String, Standard>,
    /// Tables by name.
    pub tables: BTreeMap<String, Table>,
    /// What of its tables stands on its page.
    pub board: Option<Board>,
}

impl Pack {
    /// The schema under which SQL names its tables: `water_quality`.
    pub fn schema_name(&self) -> String {
        schema_name(&self.id)
    }

    /// The name by which SQL and people call its table `table`: `water_quality.section_month`.
    pub fn full_name(&self, table: &str) -> String {
        format!("{}.{table}", self.schema_name())
    }
}

/// `water-quality` → `water_quality`.
pub(crate) fn schema_name(id: &str) -> String {
    id.replace('-', "_")
}

/// Something that a pack says, and from where it has it.
#[derive(Debug, Clone)]
pub struct Cited<T> {
    /// What it says.
    pub said: T,
    /// Key of the bibliography, or `own`.
    pub source: String,
    /// Where in pack.toml that stands, in bytes.
    pub source_at: std::ops::Range<usize>,
}

/// A number or a word that a zone may set otherwise; SQL names it `$id`.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Title.
    pub title: Title,
    /// What stands where the zone says nothing.
    pub default: SettingValue,
    /// Where the default comes from.
    pub source: String,
    /// Where in pack.toml that stands, in bytes.
    pub source_at: std::ops::Range<usize>,
    /// For a word: those that are known.
    pub one_of: Vec<String>,
}

/// The value of a setting.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum SettingValue {
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// A word.
    Word(String),
}

/// A standard's limits: a CSV whose every row names source and clause.
#[derive(Debug, Clone)]
pub struct Standard {
    /// Path of the CSV inside the pack.
    pub path: String,
    /// Its rows; columns of numbers are `Float64`, of truth `Boolean`, the others `Utf8`.
    pub rows: RecordBatch,
}

/// A table that SQL computes.
#[derive(Debug, Clone)]
pub struct Table {
    /// `section_month`.
    pub name: String,
    /// Title.
    pub title: Title,
    /// Columns that tell its rows apart.
    pub key: Vec<String>,
    /// The column that is its period, such as `2021-04`.
    pub period: Option<String>,
    /// How long its periods are.
    pub every: Every,
    /// On what of what it reads a row depends, in periods of this table counted from its own:
    /// `0, -12` in a table by month for the month itself and the same a year before.
    pub reads_periods: Vec<i32>,
    /// Columns in their order.
    pub columns: Vec<Column>,
    /// What a row comes from.
    pub inputs: Vec<Input>,
    /// Queries that return the wrong rows.
    pub tests: Vec<TableTest>,
    /// Path of the SQL inside the pack.
    pub sql_path: String,
    /// The SQL.
    pub sql: Arc<String>,
    /// Path of the TOML inside the pack.
    pub toml_path: String,
}

/// A query that returns the wrong rows of a table: none where all is well.
#[derive(Debug, Clone)]
pub struct TableTest {
    /// What it shows.
    pub title: Title,
    /// The query.
    pub sql: Arc<String>,
    /// Where the query stands in the table's TOML, in bytes.
    pub offset: usize,
}

/// A declared column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Name.
    pub id: String,
    /// Type.
    pub kind: ColumnType,
    /// Title.
    pub title: Title,
    /// Unit, where it is a quantity.
    pub unit: Option<String>,
    /// The words that it holds, with their titles; any text where there are none.
    pub words: BTreeMap<String, Title>,
}

impl Column {
    /// As JSON: `id`, `type`, `title`, `unit`, and `words` where it has some.
    pub fn json(&self) -> Value {
        let mut told =
            json!({ "id": self.id, "type": self.kind, "title": self.title, "unit": self.unit });
        if let Some(told) = told.as_object_mut().filter(|_| !self.words.is_empty()) {
            told.insert("words".to_owned(), json!(self.words));
        }
        told
    }
}

/// The types of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnType {
    /// Text.
    Text,
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// True or false.
    Truth,
    /// A calendar date.
    Date,
    /// An instant.
    Instant,
}

impl ColumnType {
    /// The Arrow type.
    pub fn arrow(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Number => DataType::Float64,
            Self::Whole => DataType::Int64,
            Self::Truth => DataType::Boolean,
            Self::Date => DataType::Date32,
            Self::Instant => zone::observation::arrow::instant(),
        }
    }
}

/// Where the rows lie that a row was made from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// `observations`, or a table of this pack.
    pub table: String,
    /// A condition on that table; `$column` is the row's own value.
    #[serde(rename = "where")]
    pub condition: String,
}

impl Table {
    /// The schema of its rows, with the run that computed them.
    pub fn schema(&self) -> SchemaRef {
        let mut fields: Vec<Field> = self
            .columns
            .iter()
            .map(|c| Field::new(&c.id, c.kind.arrow(), true))
            .collect();
        fields.push(Field::new("run", DataType::Int64, true));
        Arc::new(Schema::new(fields))
    }
}
