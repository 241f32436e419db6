//! Computing a table's rows, all of them or those of some periods.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::compute::{cast, concat_batches};
use datafusion::arrow::datatypes::Schema;
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::row::{RowConverter, SortField};
use datafusion::arrow::util::display::array_value_to_string;
use datafusion::common::hash_utils::{RandomState, create_hashes};
use datafusion::common::{Column, ParamValues};
use datafusion::prelude::{Expr, SessionContext, col, lit};
use zone::Zone;
use zone::lake::Month;

use super::slices::Slice;

use crate::error::{PackError, Result};
use crate::model::{Pack, Table};
use crate::period::Period;
use crate::session::{Session, parameters};

/// The table's rows, typed as declared, by period and key; of `periods` only, where they are given.
/// They are computed from what the session shows.
pub(super) async fn compute(
    session: &Session,
    zone: &Zone,
    pack: &Pack,
    table: &Table,
    periods: Option<&BTreeSet<Period>>,
) -> Result<RecordBatch> {
    let values = parameters(Some(zone), pack)?;
    rows_of(&session.context, table, values, periods).await
}

/// The table's rows as `context` gives them, typed as declared, by period and key; of `periods`
/// only, where they are given.
pub(crate) async fn rows_of(
    context: &SessionContext,
    table: &Table,
    values: ParamValues,
    periods: Option<&BTreeSet<Period>>,
) -> Result<RecordBatch> {
    let frame = context.sql(&table.sql).await?.with_param_values(values)?;
    let columns: Vec<Expr> = table
        .columns
        .iter()
        .map(|c| Expr::from(Column::from_name(&c.id)))
        .collect();
    let order = table
        .period
        .iter()
        .chain(
            table
                .key
                .iter()
                .filter(|key| Some(*key) != table.period.as_ref()),
        )
        .map(|k| col(k.as_str()).sort(true, true))
        .collect();
    let mut frame = frame.select(columns)?;
    if let (Some(column), Some(periods)) = (&table.period, periods) {
        frame = frame.filter(within(column, periods))?;
    }
    let frame = frame.sort(order)?;
    let planned = Arc::new(frame.schema().as_arrow().clone());
    let batches = frame.collect().await?;
    // A plan that is not yet analysed types a `case` by its first branch; the batches know better.
    let schema = batches.first().map_or(planned, RecordBatch::schema);
    let typed = as_declared(&concat_batches(&schema, &batches).map_err(arrow)?, table)?;
    refuse_doubled_keys(&typed, table)?;
    refuse_strange_periods(&typed, table)?;
    Ok(typed)
}

/// The value of `column` is one of `periods`.
pub(super) fn within(column: &str, periods: &BTreeSet<Period>) -> Expr {
    let spelled = periods.iter().map(|period| lit(period.to_string()));
    col(column).in_list(spelled.collect(), false)
}

/// The rows with the declared types; columns that are not declared are left away.
pub(super) fn as_declared(rows: &RecordBatch, table: &Table) -> Result<RecordBatch> {
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(table.columns.len());
    for column in &table.columns {
        let Some(array) = rows.column_by_name(&column.id) else {
            return Err(PackError::Refused(format!(
                "`{}` is stored without its column `{}`",
                table.name, column.id
            )));
        };
        columns.push(cast(array, &column.kind.arrow()).map_err(arrow)?);
    }
    let declared = table.schema();
    let fields: Vec<_> = declared
        .fields()
        .iter()
        .take(columns.len())
        .cloned()
        .collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(arrow)
}

pub(crate) fn arrow(error: ArrowError) -> PackError {
    PackError::Query(error.into())
}

/// The columns of the table's key.
pub(super) fn key_of(rows: &RecordBatch, table: &Table) -> Vec<ArrayRef> {
    table
        .key
        .iter()
        .filter_map(|key| rows.column_by_name(key))
        .map(Arc::clone)
        .collect()
}

/// What makes rows of `columns` comparable, bit for bit.
pub(super) fn converter(columns: &[ArrayRef]) -> Result<RowConverter> {
    let fields = columns
        .iter()
        .map(|column| SortField::new(column.data_type().clone()))
        .collect();
    RowConverter::new(fields).map_err(arrow)
}

pub(super) fn refuse_doubled_keys(rows: &RecordBatch, table: &Table) -> Result<()> {
    let keys = key_of(rows, table);
    if are_surely_apart(&keys, rows.num_rows())? {
        return Ok(());
    }
    let converted = converter(&keys)?.convert_columns(&keys).map_err(arrow)?;
    let mut seen = HashSet::with_capacity(converted.num_rows());
    let Some(doubled) = (0..converted.num_rows()).find(|i| !seen.insert(converted.row(*i))) else {
        return Ok(());
    };
    let shown: Vec<String> = table
        .key
        .iter()
        .zip(&keys)
        .map(|(name, key)| {
            let value = array_value_to_string(key, doubled);
            format!("{name}={}", value.unwrap_or_default())
        })
        .collect();
    Err(PackError::Refused(format!(
        "`{}` has two rows with the key {}; a key tells rows apart",
        table.name,
        shown.join(", ")
    )))
}

/// Whether the keys differ already by their hashes, which are told apart much faster.
fn are_surely_apart(keys: &[ArrayRef], rows: usize) -> Result<bool> {
    let mut hashes = vec![0; rows];
    create_hashes(keys, &RandomState::default(), &mut hashes)?;
    hashes.sort_unstable();
    Ok(hashes.windows(2).all(|pair| pair[0] != pair[1]))
}

/// What is no period could never be computed again period by period.
fn refuse_strange_periods(rows: &RecordBatch, table: &Table) -> Result<()> {
    for period in met(rows, table) {
        if Period::parse(table.every, period).is_none() {
            return Err(PackError::Refused(format!(
                "`{}` has a row of the period `{period}`; expected {}",
                table.name,
                table.every.example()
            )));
        }
    }
    Ok(())
}

/// A row that comes of the readings of another period would be lost, or there twice.
pub(super) fn refuse_periods_outside(
    rows: &RecordBatch,
    table: &Table,
    slice: Slice,
) -> Result<()> {
    let is_within = |first: Month| {
        slice.from.is_none_or(|from| from <= first) && slice.before.is_none_or(|end| first < end)
    };
    for period in met(rows, table) {
        let months = Period::parse(table.every, period).map(Period::months);
        if !months.is_some_and(|mut months| months.next().is_some_and(is_within)) {
            return Err(PackError::Refused(format!(
                "`{}` has a row of the period `{period}` that comes of readings of another one; \
                 its `reads_periods` has to say so",
                table.name
            )));
        }
    }
    Ok(())
}

/// The periods of sorted rows as they are spelled, each once; empty where one is missing.
fn met<'r>(rows: &'r RecordBatch, table: &Table) -> Vec<&'r str> {
    let column = table.period.as_ref();
    let column = column.and_then(|period| rows.column_by_name(period));
    let Some(periods) = column.and_then(|column| column.as_string_opt::<i32>()) else {
        return Vec::new();
    };
    let mut met: Vec<&str> = periods.iter().map(Option::unwrap_or_default).collect();
    met.dedup();
    met
}
