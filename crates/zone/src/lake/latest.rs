//! The newest reading of each series, looked for from the newest files backwards: in a book of
//! years nearly every series has one in the last of them.

use std::collections::{BTreeSet, HashMap};

use datafusion::arrow::array::{AsArray, RecordBatch, UInt64Array};
use datafusion::arrow::compute::{concat_batches, take_record_batch};
use datafusion::arrow::datatypes::{Int64Type, TimestampMicrosecondType};
use datafusion::prelude::{Expr, SessionConfig, SessionContext, col, lit};
use futures::TryStreamExt;
use jiff::Timestamp;
use sqlx::{Connection, SqliteConnection};

use super::read::instant;
use super::{Lake, MAIN, OBSERVATIONS, full_name};
use crate::Result;
use crate::limits::LATEST_NAMED_MAX;

/// Rows and the earliest instant of each file of observations that stands at a snapshot, as the
/// catalog tells them.
const FILES: &str = "\
select f.record_count, s.min_value
from ducklake_data_file f
join ducklake_table t on t.table_id = f.table_id and t.table_name = 'observations'
join ducklake_schema m on m.schema_id = t.schema_id and m.schema_name = 'main'
join ducklake_column c on c.table_id = f.table_id and c.column_name = 'time' and c.end_snapshot is null
left join ducklake_file_column_stats s on s.data_file_id = f.data_file_id and s.column_id = c.column_id
where f.begin_snapshot <= $1 and (f.end_snapshot is null or f.end_snapshot > $1)";

impl Lake {
    /// The reading of each of `series` that has the latest time, as known at `snapshot`; a series
    /// without readings has none. The rows have `columns`, of those of the observations.
    ///
    /// Each look goes back to where the files of at least `first_rows` rows begin, the next ones
    /// four times as many, for the series that none has met yet.
    ///
    /// # Errors
    /// [`crate::ZoneError::Query`] when the files cannot be read.
    pub async fn latest(
        &self,
        series: &BTreeSet<i64>,
        columns: &[&str],
        first_rows: u64,
        snapshot: i64,
    ) -> Result<RecordBatch> {
        let session = SessionContext::new_with_config(SessionConfig::new().with_batch_size(32_768));
        self.register(&session, snapshot)?;
        let table = full_name(MAIN, OBSERVATIONS);
        let mut wanted = vec!["series", "time"];
        wanted.extend(columns.iter().filter(|c| !["series", "time"].contains(c)));
        let frame = session.table(table).await?.select_columns(&wanted)?;
        let mut missing = series.clone();
        let mut found = vec![RecordBatch::new_empty(
            frame.schema().as_arrow().clone().into(),
        )];
        let mut before = None;
        for from in self.looks(first_rows, snapshot).await? {
            if missing.is_empty() {
                break;
            }
            let mut shown = among(&missing);
            if let Some(from) = from {
                shown = shown.and(col("time").gt_eq(instant(from)));
            }
            if let Some(before) = before {
                shown = shown.and(col("time").lt(instant(before)));
            }
            let mut newest = Newest::default();
            let mut stream = frame.clone().filter(shown)?.execute_stream().await?;
            while let Some(batch) = stream.try_next().await? {
                newest.see(&batch, &missing)?;
            }
            missing.retain(|series| !newest.by_series.contains_key(series));
            found.extend(newest.rows()?);
            before = from;
        }
        let rows = concat_batches(&found[0].schema(), &found)?;
        let indices = columns
            .iter()
            .map(|column| rows.schema().index_of(column))
            .collect::<std::result::Result<Vec<_>, _>>()?;
        Ok(rows.project(&indices)?)
    }

    /// Where each look begins, µs UTC; the last one has no beginning.
    async fn looks(&self, first_rows: u64, snapshot: i64) -> Result<Vec<Option<i64>>> {
        let mut catalog = SqliteConnection::connect(&self.url).await?;
        let files: Vec<(i64, Option<String>)> = sqlx::query_as(FILES)
            .bind(snapshot)
            .fetch_all(&mut catalog)
            .await?;
        catalog.close().await?;
        let mut files: Vec<(i64, u64)> = files
            .into_iter()
            .filter_map(|(rows, from)| Some((micros(&from?)?, u64::try_from(rows).unwrap_or(0))))
            .collect();
        files.sort_unstable_by_key(|(from, _)| std::cmp::Reverse(*from));
        let (mut looks, mut rows, mut enough) = (Vec::new(), 0, first_rows.max(1));
        for (from, in_file) in files {
            rows += in_file;
            if rows >= enough {
                looks.push(Some(from));
                enough = rows.saturating_mul(4);
            }
        }
        looks.push(None);
        Ok(looks)
    }
}

/// An instant as the catalog spells it: `2021-04-01 04:00:00+00`.
fn micros(text: &str) -> Option<i64> {
    let utc = text.strip_suffix("+00")?.replace(' ', "T") + "Z";
    Some(utc.parse::<Timestamp>().ok()?.as_microsecond())
}

/// Few series are named one by one, many by their bounds.
fn among(series: &BTreeSet<i64>) -> Expr {
    if series.len() <= LATEST_NAMED_MAX {
        return col("series").in_list(series.iter().map(|s| lit(*s)).collect(), false);
    }
    let (first, last) = (series.first().copied(), series.last().copied());
    col("series").between(lit(first.unwrap_or(0)), lit(last.unwrap_or(-1)))
}

/// The newest rows among those seen.
#[derive(Debug, Default)]
struct Newest {
    kept: Vec<RecordBatch>,
    /// Series → time, batch and row.
    by_series: HashMap<i64, (i64, usize, u64)>,
}

impl Newest {
    /// Looks at rows whose first columns are series and time; of each stretch of one series, which
    /// is sorted by time as a rule, at most one is kept.
    fn see(&mut self, batch: &RecordBatch, missing: &BTreeSet<i64>) -> Result<()> {
        let series = batch.column(0).as_primitive::<Int64Type>().values();
        let time = batch.column(1).as_primitive::<TimestampMicrosecondType>();
        let time = time.values();
        let mut better: HashMap<i64, (i64, usize)> = HashMap::new();
        let mut row = 0;
        while row < series.len() {
            let (of, mut best) = (series[row], row);
            while row < series.len() && series[row] == of {
                if time[row] >= time[best] {
                    best = row;
                }
                row += 1;
            }
            let is_better = |known: Option<i64>| known.is_none_or(|known| time[best] > known);
            if missing.contains(&of)
                && is_better(self.by_series.get(&of).map(|found| found.0))
                && is_better(better.get(&of).map(|found| found.0))
            {
                better.insert(of, (time[best], best));
            }
        }
        if better.is_empty() {
            return Ok(());
        }
        let mut rows = Vec::with_capacity(better.len());
        for (series, (time, row)) in better {
            self.by_series
                .insert(series, (time, self.kept.len(), rows.len() as u64));
            rows.push(row as u64);
        }
        self.kept
            .push(take_record_batch(batch, &UInt64Array::from(rows))?);
        Ok(())
    }

    /// The newest row of each series.
    fn rows(self) -> Result<Vec<RecordBatch>> {
        let mut by_batch = vec![Vec::new(); self.kept.len()];
        for (_, batch, row) in self.by_series.into_values() {
            by_batch[batch].push(row);
        }
        let chosen = self.kept.iter().zip(by_batch);
        chosen
            .filter(|(_, rows)| !rows.is_empty())
            .map(|(batch, rows)| Ok(take_record_batch(batch, &UInt64Array::from(rows))?))
            .collect()
    }
}
