//! Pages by key: a page ends with a cursor that names its last row, and the next begins behind that
//! row, whatever came or went before it.

use std::sync::Arc;

use datafusion::arrow::array::{Array, RecordBatch};
use datafusion::arrow::compute::{cast, concat_batches};
use datafusion::arrow::datatypes::{DataType, Schema};
use datafusion::arrow::util::display::array_value_to_string;
use datafusion::common::{Column, ScalarValue};
use datafusion::prelude::{DataFrame, Expr, lit};

use crate::limits::{PAGE_ROWS, PAGE_ROWS_MAX};
use crate::problem::Problem;

/// Rows in their order, cut to pages.
#[derive(Debug, Clone)]
pub(crate) struct Paging {
    /// What rows are ordered by, a column and whether it descends; together they tell rows apart.
    pub order: Vec<(String, bool)>,
    /// Rows of this page.
    pub rows: usize,
    /// The cursor that the page before gave.
    pub after: Option<String>,
}

/// How many rows a page shall have.
///
/// # Errors
/// A [`Problem`] for none and for more than [`PAGE_ROWS_MAX`].
pub(crate) fn page_rows(asked: Option<usize>) -> Result<usize, Problem> {
    match asked {
        None => Ok(PAGE_ROWS),
        Some(rows) if (1..=PAGE_ROWS_MAX).contains(&rows) => Ok(rows),
        Some(rows) => Err(Problem::bad_request(format!(
            "`limit` is {rows}; expected 1 to {PAGE_ROWS_MAX}"
        ))),
    }
}

/// The cursor of a list that is ordered by its numbers.
///
/// # Errors
/// A [`Problem`] for what is no number.
pub(crate) fn number_of(cursor: &str) -> Result<i64, Problem> {
    cursor
        .parse()
        .map_err(|_| Problem::bad_request(format!("`after` is no cursor of this list: {cursor}")))
}

/// Cuts what was `found`, of which one more was looked for than a page has `rows`, to the page, and gives the
/// cursor of the next, by the last row of this one, where there is a next.
pub(crate) fn cut<T>(
    found: &mut Vec<T>,
    rows: usize,
    cursor: impl Fn(&T) -> String,
) -> Option<String> {
    let has_more = found.len() > rows;
    found.truncate(rows);
    found.last().filter(|_| has_more).map(cursor)
}

impl Paging {
    /// The page of `frame` that was asked for, and the cursor of the next.
    ///
    /// # Errors
    /// A [`Problem`] for a cursor that is none of this order, and what the query says.
    pub async fn page(&self, frame: DataFrame) -> Result<(RecordBatch, Option<String>), Problem> {
        let frame = match &self.after {
            Some(cursor) => {
                let behind = self.behind(cursor, frame.schema().as_arrow())?;
                frame.filter(behind)?
            }
            None => frame,
        };
        let rows = first_rows(frame, &self.order, self.rows + 1).await?;
        if rows.num_rows() <= self.rows {
            return Ok((rows, None));
        }
        let page = rows.slice(0, self.rows);
        let cursor = self.cursor(&page)?;
        Ok((page, Some(cursor)))
    }

    /// Names the last row of `page`.
    fn cursor(&self, page: &RecordBatch) -> Result<String, Problem> {
        let last = page.num_rows().saturating_sub(1);
        let mut values: Vec<Option<String>> = Vec::with_capacity(self.order.len());
        for (name, _) in &self.order {
            let array = page
                .column_by_name(name)
                .ok_or_else(|| Problem::bad_request(format!("there is no column `{name}`")))?;
            values.push(if array.is_null(last) {
                None
            } else {
                let text = cast(&array.slice(last, 1), &DataType::Utf8)
                    .and_then(|text| array_value_to_string(&text, 0));
                Some(text.map_err(|error| Problem::fault(&error))?)
            });
        }
        serde_json::to_string(&values).map_err(|error| Problem::fault(&error))
    }

    /// The rows behind the one that `cursor` names; nothing stands last, whichever way a column goes.
    fn behind(&self, cursor: &str, schema: &Schema) -> Result<Expr, Problem> {
        let refused =
            || Problem::bad_request(format!("`after` is no cursor of this list: {cursor}"));
        let values: Vec<Option<String>> = serde_json::from_str(cursor).map_err(|_| refused())?;
        if values.len() != self.order.len() {
            return Err(refused());
        }
        let mut behind = lit(false);
        for ((name, descends), value) in self.order.iter().zip(values).rev() {
            let field = schema.field_with_name(name).map_err(|_| refused())?;
            let column = column(name);
            behind = match value {
                None => column.is_null().and(behind),
                Some(text) => {
                    let value = ScalarValue::try_from_string(text, field.data_type())
                        .map_err(|_| refused())?;
                    let further = if *descends {
                        column.clone().lt(lit(value.clone()))
                    } else {
                        column.clone().gt(lit(value.clone()))
                    };
                    further
                        .or(column.clone().is_null())
                        .or(column.eq(lit(value)).and(behind))
                }
            };
        }
        Ok(behind)
    }
}

/// The first `most` rows of `frame` in `order`, columns of which may descend; nothing stands last.
///
/// # Errors
/// What the query says.
pub(crate) async fn first_rows(
    frame: DataFrame,
    order: &[(String, bool)],
    most: usize,
) -> Result<RecordBatch, Problem> {
    let planned = Arc::new(frame.schema().as_arrow().clone());
    let order = order
        .iter()
        .map(|(name, descends)| column(name).sort(!descends, false));
    let sorted = frame.sort(order.collect())?.limit(0, Some(most))?;
    let batches = sorted.collect().await?;
    let schema = batches.first().map_or(planned, RecordBatch::schema);
    concat_batches(&schema, &batches).map_err(|error| Problem::fault(&error))
}

/// A column by its name as it stands, whatever its letters.
pub(crate) fn column(name: &str) -> Expr {
    Expr::from(Column::from_name(name))
}
