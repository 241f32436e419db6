//! The rows that a form asks for, and what their figures write.

use std::collections::HashMap;

use datafusion::common::{ParamValues, ScalarValue};
use forms::Value as Written;
use packs::cell::json_rows;
use packs::{Column, ColumnType};
use serde_json::{Map, Value};

use super::Subject;
use super::dates::{days, days_at};
use super::grammar::TableAsked;
use super::keys::text_of;
use crate::failure::Failure;
use crate::report::phrases;

/// A row of a table.
pub(super) type Row = Map<String, Value>;

/// The rows of the month by table.
pub(super) struct Figures {
    tables: HashMap<String, Vec<Row>>,
    /// Titles of words, in Chinese and English.
    words: HashMap<String, (String, String)>,
}

impl Figures {
    /// No rows yet; `words` are titles of words, in Chinese and English.
    pub fn new(words: HashMap<String, (String, String)>) -> Self {
        Self {
            tables: HashMap::new(),
            words,
        }
    }

    /// Reads the rows of the month of `asked`, in the order of their keys; gives whether they are new.
    pub async fn read(&mut self, of: &Subject<'_>, asked: TableAsked<'_>) -> Result<bool, Failure> {
        let name = asked.full_name();
        if self.tables.contains_key(&name) {
            return Ok(false);
        }
        let of_month = match &asked.table.period {
            Some(period) => format!(" where \"{period}\" = $month"),
            None => String::new(),
        };
        let sql = format!("select * from {name}{of_month}");
        let values = vec![("month", ScalarValue::from(of.month.to_string()))];
        let batches = of.session.query_with(&sql, ParamValues::from(values));
        let mut rows: Vec<Row> = json_rows(&batches.await?, of.zone.tz())
            .into_iter()
            .filter_map(|row| match row {
                Value::Object(row) => Some(row),
                _ => None,
            })
            .collect();
        rows.sort_by_cached_key(|row| {
            let keys = asked.keys().map(|key| key_of(row, key));
            keys.collect::<Vec<String>>()
        });
        self.tables.insert(name, rows);
        Ok(true)
    }

    /// The rows of the month whose keys are these.
    pub fn rows<'f>(
        &'f self,
        asked: TableAsked<'_>,
        keys: &'f [(&'f str, String)],
    ) -> impl Iterator<Item = &'f Row> + 'f {
        let rows = self.tables.get(&asked.full_name()).into_iter().flatten();
        rows.filter(|row| {
            let mut keys = keys.iter();
            keys.all(|(column, wanted)| row.get(*column).is_some_and(|is| text_of(is) == *wanted))
        })
    }

    /// What the figure of `column` in `row` writes.
    pub fn written(&self, of: &Subject<'_>, column: &Column, row: &Row) -> Written {
        if let Some(limit) = below(&column.id, row) {
            return Written::Text(format!("<{limit}"));
        }
        match row.get(&column.id) {
            None | Some(Value::Null) => Written::Empty,
            Some(Value::Bool(is)) => {
                let said = if *is { ("是", "yes") } else { ("否", "no") };
                Written::Text(of.lang.pick(said.0, said.1).to_owned())
            }
            Some(Value::Number(number)) => number.as_f64().map_or(Written::Empty, Written::Number),
            Some(Value::String(text)) => self.text(of, column, text),
            Some(other) => Written::Text(other.to_string()),
        }
    }

    fn text(&self, of: &Subject<'_>, column: &Column, text: &str) -> Written {
        match column.kind {
            ColumnType::Date => {
                let day = text.parse().map(days);
                return day.map_or_else(|_| Written::Text(text.to_owned()), Written::Days);
            }
            ColumnType::Instant => {
                let at = text.parse::<jiff::Timestamp>();
                let at =
                    at.map(|at| days_at(at.to_zoned_datetime(of.zone.tz().clone()).datetime()));
                return at.map_or_else(|_| Written::Text(text.to_owned()), Written::Days);
            }
            _ => {}
        }
        let is_class = text.parse::<methods::class::WaterClass>().is_ok();
        if is_class && column.id.contains("class") {
            return Written::Text(phrases::class(of.lang, Some(text)));
        }
        let said = self.words.get(text);
        Written::Text(
            said.map_or(text, |(zh, en)| of.lang.pick(zh, en))
                .to_owned(),
        )
    }
}

/// What stands in a key column of a row; nothing where an older table has no such column.
pub(super) fn key_of(row: &Row, column: &str) -> String {
    row.get(column).map(text_of).unwrap_or_default()
}

/// The detection limit, where a mean is of readings that all lie below it.
fn below<'r>(column: &str, row: &'r Row) -> Option<&'r Value> {
    let count = |name: &str| row.get(name).and_then(Value::as_i64);
    let (below, all) = (count("readings_below")?, count("readings")?);
    let is_mean = column == "mean" || column == "mean_unrounded";
    let limit = row
        .get("detection_limit")
        .filter(|limit| !limit.is_null())?;
    (is_mean && all > 0 && below == all).then_some(limit)
}
