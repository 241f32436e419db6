//! Correcting: rows leave and others take their place in one commit; the old state stays readable.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Int64Array, RecordBatch, TimestampMicrosecondArray,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::arrow::row::{Row, RowConverter, Rows, SortField};
use datafusion::common::ToDFSchema;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::prelude::{Expr, SessionContext, col, lit};
use datafusion_ducklake::metadata_writer::WriteMode;
use datafusion_ducklake::{DeleteFileEntry, DuckLakeTableWriter};

use super::read::instant;
use super::{Commit, Lake, MAIN, OBSERVATIONS, full_name, lake_table, options};
use crate::Result;
use crate::limits::KEYS_NAMED_MAX;
use crate::observation::arrow::schema;

impl Lake {
    /// Deletes the observations of the (series, µs UTC) `doomed` and appends `replacements` in one
    /// commit. Gives the new snapshot.
    ///
    /// # Errors
    /// [`ZoneError::Contended`] when the observations changed since `commit.base`.
    pub async fn correct(
        &self,
        doomed: &[(i64, i64)],
        replacements: &[RecordBatch],
        commit: &Commit<'_>,
    ) -> Result<i64> {
        let doomed = with_keys(doomed)?;
        let base = match commit.base {
            Some(base) => base,
            None => self.head()?,
        };
        let writer = self.table_writer().await?;
        let session = self.session(base)?;
        let deletes = self
            .delete_files(&session, &writer, (MAIN, OBSERVATIONS), doomed)
            .await?;
        let commit = Commit {
            base: Some(base),
            ..commit.clone()
        };
        let mut transaction = writer.transaction().with_options(&options(&commit));
        transaction
            .stage_write_with_deletes(
                MAIN,
                OBSERVATIONS,
                &schema(),
                WriteMode::Append,
                replacements,
                &deletes,
                &[],
            )
            .await?;
        let written = transaction.commit().await?;
        written
            .last()
            .map_or_else(|| self.head(), |w| Ok(w.snapshot_id))
    }

    /// Writes, for each data file that holds doomed rows, the list of all its dead rows.
    pub(super) async fn delete_files(
        &self,
        session: &SessionContext,
        writer: &DuckLakeTableWriter,
        (schema, name): (&str, &str),
        doomed: Expr,
    ) -> Result<Vec<DeleteFileEntry>> {
        let provider = session.table_provider(full_name(schema, name)).await?;
        let table = lake_table(provider.as_ref(), name)?;
        let predicate = physical(session, doomed, &provider.schema())?;
        let state = session.state();
        let mut entries = Vec::new();
        for file in table.files_matching(&predicate)? {
            if file.delete_count.is_some() && file.delete_count == file.max_row_count {
                continue;
            }
            let mut dead = BTreeSet::new();
            if let Some(earlier) = &file.delete_file {
                dead.extend(table.read_delete_file_positions(&state, earlier).await?);
            }
            let before = dead.len();
            let found = table
                .resolve_positions(&state, &file.file, Arc::clone(&predicate))
                .await?;
            dead.extend(found);
            // Rows that left earlier are found again: of them nothing is new to say.
            if dead.len() == before {
                continue;
            }
            let positions: Vec<i64> = dead.into_iter().collect();
            let delete = writer
                .write_delete_file(schema, name, &file.file.path, &positions)
                .await?;
            entries.push(DeleteFileEntry {
                data_file_id: file.data_file_id,
                expected_prev_delete_file: file.delete_file_id,
                delete,
            });
        }
        Ok(entries)
    }
}

pub(super) fn physical(
    session: &SessionContext,
    expression: Expr,
    columns: &SchemaRef,
) -> Result<Arc<dyn PhysicalExpr>> {
    let columns = Arc::clone(columns).to_dfschema_ref()?;
    Ok(session.create_physical_expr(expression, &columns)?)
}

/// The observations of these (series, µs UTC).
pub(super) fn with_keys(keys: &[(i64, i64)]) -> Result<Expr> {
    let among = among_keys(keys)?;
    // The set decides; what is asked before it prunes files, row groups and rows.
    let near = if keys.len() <= KEYS_NAMED_MAX {
        any_of(keys)
    } else {
        within_bounds(keys)
    };
    Ok(near.and(among))
}

fn key_columns(keys: &[(i64, i64)]) -> Result<RecordBatch> {
    let series = Int64Array::from_iter_values(keys.iter().map(|k| k.0));
    let time = TimestampMicrosecondArray::from_iter_values(keys.iter().map(|k| k.1));
    let columns: [(&str, ArrayRef); 2] = [
        ("series", Arc::new(series)),
        ("time", Arc::new(time.with_timezone("UTC"))),
    ];
    Ok(RecordBatch::try_from_iter(columns)?)
}

/// The observations that have one of these keys (series, µs UTC), told exactly and without regard to which
/// files are read for it.
pub(crate) fn among_keys(keys: &[(i64, i64)]) -> Result<Expr> {
    among(&key_columns(keys)?)
}

/// The rows that have one of `keys`, whose columns are named as the table's.
pub(super) fn among(keys: &RecordBatch) -> Result<Expr> {
    let columns = keys
        .schema()
        .fields()
        .iter()
        .map(|f| col(f.name().as_str()))
        .collect();
    Ok(ScalarUDF::from(AmongRows::new(keys)?).call(columns))
}

/// One of the keys, told one by one: what lies between them is not read.
fn any_of(keys: &[(i64, i64)]) -> Expr {
    match keys {
        [] => lit(false),
        [(series, time_us)] => col("series")
            .eq(lit(*series))
            .and(col("time").eq(instant(*time_us))),
        several => {
            let (first, second) = several.split_at(several.len() / 2);
            any_of(first).or(any_of(second))
        }
    }
}

/// Between the first and the last of the keys.
pub(super) fn within_bounds(keys: &[(i64, i64)]) -> Expr {
    let bounds = |values: Vec<i64>| {
        (
            values.iter().min().copied().unwrap_or(0),
            values.iter().max().copied().unwrap_or(-1),
        )
    };
    let (first, last) = bounds(keys.iter().map(|k| k.0).collect());
    let (from, to) = bounds(keys.iter().map(|k| k.1).collect());
    col("series")
        .between(lit(first), lit(last))
        .and(col("time").between(instant(from), instant(to)))
}

/// `among_rows(key…)`: true for the keys it was made with.
#[derive(Debug)]
struct AmongRows {
    kinds: Vec<DataType>,
    converter: RowConverter,
    keys: Rows,
    /// Indices of `keys`, so that the keys ascend.
    order: Vec<usize>,
    signature: Signature,
}

impl AmongRows {
    fn new(keys: &RecordBatch) -> Result<Self> {
        let kinds: Vec<DataType> = keys
            .columns()
            .iter()
            .map(|c| c.data_type().clone())
            .collect();
        let fields = kinds.iter().cloned().map(SortField::new).collect();
        let converter = RowConverter::new(fields)?;
        let keys = converter.convert_columns(keys.columns())?;
        let mut order: Vec<usize> = (0..keys.num_rows()).collect();
        order.sort_unstable_by(|a, b| keys.row(*a).cmp(&keys.row(*b)));
        Ok(Self {
            keys,
            order,
            signature: Signature::any(kinds.len(), Volatility::Immutable),
            kinds,
            converter,
        })
    }

    fn contains(&self, row: &Row<'_>) -> bool {
        let at = |index: &usize| self.keys.row(*index).cmp(row);
        self.order.binary_search_by(at).is_ok()
    }
}

impl PartialEq for AmongRows {
    fn eq(&self, other: &Self) -> bool {
        self.kinds == other.kinds && self.keys.iter().eq(other.keys.iter())
    }
}

impl Eq for AmongRows {}

impl Hash for AmongRows {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.keys.num_rows().hash(state);
    }
}

impl ScalarUDFImpl for AmongRows {
    fn name(&self) -> &'static str {
        "among_rows"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> datafusion::error::Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(
        &self,
        args: ScalarFunctionArgs,
    ) -> datafusion::error::Result<ColumnarValue> {
        // The reader may hand text over as views; keys are compared as they were declared.
        let columns: Vec<ArrayRef> = ColumnarValue::values_to_arrays(&args.args)?
            .iter()
            .zip(&self.kinds)
            .map(|(array, kind)| cast(array, kind))
            .collect::<std::result::Result<_, _>>()?;
        let rows = self.converter.convert_columns(&columns)?;
        let among: BooleanArray = rows.iter().map(|row| Some(self.contains(&row))).collect();
        Ok(ColumnarValue::Array(Arc::new(among)))
    }
}
