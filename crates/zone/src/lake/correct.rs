//! Correcting: rows leave and others take their place in one commit; the old state stays readable.

use std::any::Any;
use std::collections::{BTreeSet, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type, SchemaRef, TimestampMicrosecondType};
use datafusion::arrow::row::{OwnedRow, RowConverter, SortField};
use datafusion::common::ToDFSchema;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::prelude::{Expr, SessionContext, col, lit};
use datafusion_ducklake::metadata_writer::WriteMode;
use datafusion_ducklake::{DeleteFileEntry, DuckLakeTable, DuckLakeTableWriter};

use super::read::instant;
use super::{CATALOG, Commit, Lake, MAIN, OBSERVATIONS, options};
use crate::limits::KEYS_NAMED_MAX;
use crate::observation::arrow::schema;
use crate::{Result, ZoneError};

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
        let doomed = with_keys(doomed);
        let place = (MAIN, OBSERVATIONS);
        self.exchange(place, doomed, replacements, &schema(), commit)
            .await
    }

    /// Deletes from a computed table the rows that have the keys `doomed`, whose columns are those
    /// of the key, and appends `replacements` in one commit. Gives the new snapshot.
    ///
    /// # Errors
    /// [`ZoneError::Contended`] when the table changed since `commit.base`.
    pub async fn amend(
        &self,
        schema: &str,
        table: &str,
        doomed: &RecordBatch,
        replacements: &[RecordBatch],
        columns: &SchemaRef,
        commit: &Commit<'_>,
    ) -> Result<i64> {
        let keys = doomed
            .schema()
            .fields()
            .iter()
            .map(|f| col(f.name().as_str()))
            .collect();
        let doomed = ScalarUDF::from(AmongRows::new(doomed)?).call(keys);
        self.exchange((schema, table), doomed, replacements, columns, commit)
            .await
    }

    async fn exchange(
        &self,
        (schema, table): (&str, &str),
        doomed: Expr,
        replacements: &[RecordBatch],
        columns: &SchemaRef,
        commit: &Commit<'_>,
    ) -> Result<i64> {
        let base = match commit.base {
            Some(base) => base,
            None => self.head()?,
        };
        let writer = self.table_writer().await?;
        let deletes = self
            .delete_files(&writer, (schema, table), doomed, base)
            .await?;
        let commit = Commit {
            base: Some(base),
            ..commit.clone()
        };
        let mut transaction = writer.transaction().with_options(&options(&commit));
        transaction
            .stage_write_with_deletes(
                schema,
                table,
                columns,
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
    async fn delete_files(
        &self,
        writer: &DuckLakeTableWriter,
        (schema, name): (&str, &str),
        doomed: Expr,
        base: i64,
    ) -> Result<Vec<DeleteFileEntry>> {
        let session = self.session(base)?;
        let provider = session
            .table_provider(format!("{CATALOG}.\"{schema}\".\"{name}\""))
            .await?;
        let table = (provider.as_ref() as &dyn Any)
            .downcast_ref::<DuckLakeTable>()
            .ok_or_else(|| ZoneError::Lake(format!("`{name}` is no table of the lake")))?;
        let predicate = physical(&session, doomed, &provider.schema())?;
        let state = session.state();
        let mut entries = Vec::new();
        for file in table.files_matching(&predicate)? {
            let found = table
                .resolve_positions(&state, &file.file, Arc::clone(&predicate))
                .await?;
            if found.is_empty() {
                continue;
            }
            let mut dead: BTreeSet<i64> = found.into_iter().collect();
            if let Some(earlier) = &file.delete_file {
                dead.extend(table.read_delete_file_positions(&state, earlier).await?);
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

fn physical(
    session: &SessionContext,
    expression: Expr,
    columns: &SchemaRef,
) -> Result<Arc<dyn PhysicalExpr>> {
    let columns = Arc::clone(columns).to_dfschema_ref()?;
    Ok(session.create_physical_expr(expression, &columns)?)
}

/// The observations of these (series, µs UTC).
pub(super) fn with_keys(keys: &[(i64, i64)]) -> Expr {
    let among = ScalarUDF::from(AmongKeys::new(keys)).call(vec![col("series"), col("time")]);
    // The set decides; the rest prunes files and row groups.
    among.and(if keys.len() <= KEYS_NAMED_MAX {
        any_of(keys)
    } else {
        within_bounds(keys)
    })
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
fn within_bounds(keys: &[(i64, i64)]) -> Expr {
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

/// `among_keys(series, time)`: true for the pairs it was made with.
#[derive(Debug)]
struct AmongKeys {
    keys: HashSet<(i64, i64)>,
    signature: Signature,
}

impl AmongKeys {
    fn new(keys: &[(i64, i64)]) -> Self {
        Self {
            keys: keys.iter().copied().collect(),
            signature: Signature::any(2, Volatility::Immutable),
        }
    }
}

impl PartialEq for AmongKeys {
    fn eq(&self, other: &Self) -> bool {
        self.keys == other.keys
    }
}

impl Eq for AmongKeys {}

impl Hash for AmongKeys {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.keys.len().hash(state);
    }
}

impl ScalarUDFImpl for AmongKeys {
    fn name(&self) -> &'static str {
        "among_keys"
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
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let series = arrays[0].as_primitive::<Int64Type>();
        let time = arrays[1].as_primitive::<TimestampMicrosecondType>();
        let among: BooleanArray = (0..series.len())
            .map(|i| Some(self.keys.contains(&(series.value(i), time.value(i)))))
            .collect();
        Ok(ColumnarValue::Array(Arc::new(among)))
    }
}

/// `among_rows(key…)`: true for the keys it was made with.
#[derive(Debug)]
struct AmongRows {
    kinds: Vec<DataType>,
    converter: RowConverter,
    keys: HashSet<OwnedRow>,
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
        let rows = converter.convert_columns(keys.columns())?;
        Ok(Self {
            keys: rows.iter().map(|row| row.owned()).collect(),
            signature: Signature::any(kinds.len(), Volatility::Immutable),
            kinds,
            converter,
        })
    }
}

impl PartialEq for AmongRows {
    fn eq(&self, other: &Self) -> bool {
        self.keys == other.keys
    }
}

impl Eq for AmongRows {}

impl Hash for AmongRows {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.keys.len().hash(state);
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
        let among: BooleanArray = rows
            .iter()
            .map(|row| Some(self.keys.contains(&row.owned())))
            .collect();
        Ok(ColumnarValue::Array(Arc::new(among)))
    }
}
