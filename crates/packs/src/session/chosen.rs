//! Which series a statement asks for: that is known before a reading is looked at.

use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::compute::{filter_record_batch, prep_null_mask_filter};
use datafusion::arrow::datatypes::{Int64Type, SchemaRef};
use datafusion::catalog::Session;
use datafusion::common::{DFSchema, DataFusionError, Result};
use datafusion::prelude::Expr;

/// The column of a series' number, in the noun and in its readings.
pub(super) const SERIES: &str = "series";

/// Whether `filter` has no other columns than `schema`, and always says the same of the same.
pub(super) fn speaks_of(filter: &Expr, schema: &SchemaRef) -> bool {
    let columns = filter.column_refs();
    let mut columns = columns.iter();
    !filter.is_volatile() && columns.all(|column| schema.column_with_name(&column.name).is_some())
}

/// The rows of `all` for which each of `filters` holds.
pub(super) fn chosen(
    state: &dyn Session,
    all: &RecordBatch,
    filters: &[Expr],
) -> Result<RecordBatch> {
    let schema = DFSchema::try_from(all.schema())?;
    let mut chosen = all.clone();
    for filter in filters {
        let physical = state.create_physical_expr(filter.clone(), &schema)?;
        let holds = physical.evaluate(&chosen)?.into_array(chosen.num_rows())?;
        let holds = holds.as_boolean();
        let holds = match holds.null_count() {
            0 => holds.clone(),
            _ => prep_null_mask_filter(holds),
        };
        chosen = filter_record_batch(&chosen, &holds)?;
    }
    Ok(chosen)
}

/// The numbers of the series of `rows`.
pub(super) fn numbers_of(rows: &RecordBatch) -> Result<&[i64]> {
    let column = rows.column_by_name(SERIES);
    let column = column.and_then(|column| column.as_primitive_opt::<Int64Type>());
    let column = column
        .ok_or_else(|| DataFusionError::Internal(format!("rows lack the column `{SERIES}`")))?;
    Ok(column.values())
}
