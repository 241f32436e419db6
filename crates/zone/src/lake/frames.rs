//! Raw frames beside the readings that they were understood as, in one commit with them.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use datafusion::arrow::array::{
    Array, AsArray, BinaryArray, BooleanArray, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{
    DataType, Field, Int64Type, Schema, SchemaRef, TimestampMicrosecondType,
};
use datafusion::functions_aggregate::expr_fn::{count, max, min};
use datafusion::logical_expr::expr_fn;
use datafusion::prelude::{col, lit};
use datafusion_ducklake::metadata_writer::WriteMode;

use super::correct::with_keys;
use super::read::instant as micros;
use super::{Commit, Lake, MAIN, OBSERVATIONS, full_name, options};
use crate::Result;
use crate::observation::Observation;
use crate::observation::arrow::{instant, schema as observation_schema, to_batch};

/// The table of the raw frames.
pub const FRAMES: &str = "frames";

/// A frame as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFrame {
    /// Its number, from 1, ascending as the frames came in.
    pub frame: i64,
    /// The device's number in the register.
    pub device: i64,
    /// When it came, µs UTC.
    pub at_us: i64,
    /// What tells it apart among the device's frames.
    pub key: String,
    /// Whether it was sent again, or long after what it tells of.
    pub is_late: bool,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    Arc::new(Schema::new(vec![
        Field::new("frame", DataType::Int64, true),
        Field::new("device", DataType::Int64, true),
        Field::new("received_at", instant(), true),
        Field::new("key", DataType::Utf8, true),
        Field::new("late", DataType::Boolean, true),
        Field::new("bytes", DataType::Binary, true),
    ]))
});

impl Lake {
    /// Writes `frames`, and `rows` (which ascend by series and time) in the place of the observations
    /// with the (series, µs UTC) `leaving`, all in one commit. Gives the new snapshot.
    ///
    /// # Errors
    /// [`crate::ZoneError::Contended`] when the observations changed since `commit.base`.
    pub async fn append_frames(
        &self,
        frames: &[KeptFrame],
        rows: &[&Observation],
        leaving: &[(i64, i64)],
        commit: &Commit<'_>,
    ) -> Result<i64> {
        let writer = self.table_writer().await?;
        let base = commit.base.map_or_else(|| self.head(), Ok)?;
        let session = self.session(base)?;
        let deletes = if leaving.is_empty() {
            Vec::new()
        } else {
            self.delete_files(&session, &writer, (MAIN, OBSERVATIONS), with_keys(leaving)?)
                .await?
        };
        let mut transaction = writer.transaction().with_options(&options(commit));
        if !rows.is_empty() {
            transaction
                .stage_write_with_deletes(
                    MAIN,
                    OBSERVATIONS,
                    &observation_schema(),
                    WriteMode::Append,
                    &[to_batch(rows)?],
                    &deletes,
                    &[],
                )
                .await?;
        }
        transaction
            .stage_write(
                MAIN,
                FRAMES,
                &SCHEMA,
                WriteMode::Append,
                &[to_rows(frames)?],
            )
            .await?;
        let written = transaction.commit().await?;
        written
            .last()
            .map_or_else(|| self.head(), |w| Ok(w.snapshot_id))
    }

    /// The number of the last frame that the lake has at `snapshot`; 0 where it has none.
    ///
    /// # Errors
    /// [`crate::ZoneError::Query`] when the files cannot be read.
    pub async fn last_frame(&self, snapshot: i64) -> Result<i64> {
        if !self.has_frames(snapshot)? {
            return Ok(0);
        }
        let session = self.session(snapshot)?;
        let frame = session.table(full_name(MAIN, FRAMES)).await?;
        let found = frame
            .aggregate(vec![], vec![max(col("frame"))])?
            .collect()
            .await?;
        let last = found.first().map(|batch| batch.column(0));
        let last = last.filter(|column| !column.is_empty() && column.is_valid(0));
        Ok(last.map_or(0, |column| column.as_primitive::<Int64Type>().value(0)))
    }

    /// The frames with these numbers at `snapshot`.
    ///
    /// # Errors
    /// [`crate::ZoneError::Query`] when the files cannot be read.
    pub async fn frames(&self, numbers: &[i64], snapshot: i64) -> Result<Vec<KeptFrame>> {
        if numbers.is_empty() || !self.has_frames(snapshot)? {
            return Ok(Vec::new());
        }
        let session = self.session(snapshot)?;
        let frames = session.table(full_name(MAIN, FRAMES)).await?;
        let numbers = numbers.iter().map(|number| lit(*number)).collect();
        let found = frames
            .filter(col("frame").in_list(numbers, false))?
            .collect()
            .await?;
        let mut rows = Vec::new();
        for batch in &found {
            rows.extend(from_rows(batch)?);
        }
        Ok(rows)
    }

    /// The frames of `device` that came since `since_us` (µs UTC) as known at `snapshot`, at most
    /// `most`, the newest first.
    ///
    /// # Errors
    /// [`crate::ZoneError::Query`] when the files cannot be read.
    pub async fn frames_of(
        &self,
        device: i64,
        since_us: i64,
        most: usize,
        snapshot: i64,
    ) -> Result<Vec<KeptFrame>> {
        if !self.has_frames(snapshot)? {
            return Ok(Vec::new());
        }
        let session = self.session(snapshot)?;
        let frames = session.table(full_name(MAIN, FRAMES)).await?;
        let wanted = col("device").eq(lit(device));
        let found = frames
            .filter(wanted.and(col("received_at").gt_eq(micros(since_us))))?
            .sort(vec![col("frame").sort(false, false)])?
            .limit(0, Some(most))?
            .collect()
            .await?;
        let mut rows = Vec::new();
        for batch in &found {
            rows.extend(from_rows(batch)?);
        }
        Ok(rows)
    }

    /// When the last frame of each device came, µs UTC, of those that came since `since_us`, as known
    /// at `snapshot`.
    ///
    /// # Errors
    /// [`crate::ZoneError::Query`] when the files cannot be read.
    pub async fn last_received(&self, since_us: i64, snapshot: i64) -> Result<HashMap<i64, i64>> {
        if !self.has_frames(snapshot)? {
            return Ok(HashMap::new());
        }
        let session = self.session(snapshot)?;
        let frames = session.table(full_name(MAIN, FRAMES)).await?;
        let found = frames
            .filter(col("received_at").gt_eq(micros(since_us)))?
            .aggregate(vec![col("device")], vec![max(col("received_at"))])?
            .collect()
            .await?;
        let mut last = HashMap::new();
        for batch in &found {
            let devices = cast(batch.column(0), &DataType::Int64)?;
            let times = cast(batch.column(1), &instant())?;
            let devices = devices.as_primitive::<Int64Type>().values().iter();
            let times = times.as_primitive::<TimestampMicrosecondType>().values();
            last.extend(devices.copied().zip(times.iter().copied()));
        }
        Ok(last)
    }

    /// Takes the frames out that came before `before_us` (µs UTC), all but the last of all. Gives the
    /// numbers of the first and of the last of them and how many; nothing where there are none, and then
    /// nothing is committed. Older snapshots show them on, as long as there are any.
    pub(crate) async fn give_up_frames(
        &self,
        before_us: i64,
        commit: &Commit<'_>,
    ) -> Result<Option<(i64, i64, usize)>> {
        let base = commit.base.map_or_else(|| self.head(), Ok)?;
        let newest = self.last_frame(base).await?;
        if newest == 0 {
            return Ok(None);
        }
        let old = col("received_at").lt(micros(before_us));
        let doomed = old.and(col("frame").lt(lit(newest)));
        let session = self.session(base)?;
        let frames = session.table(full_name(MAIN, FRAMES)).await?;
        let found = frames
            .filter(doomed.clone())?
            .aggregate(
                vec![],
                vec![min(col("frame")), max(col("frame")), count(col("frame"))],
            )?
            .collect()
            .await?;
        let number = |index: usize| {
            let column = found
                .first()?
                .column(index)
                .as_primitive_opt::<Int64Type>()?;
            (!column.is_empty() && column.is_valid(0)).then(|| column.value(0))
        };
        let (Some(first), Some(last), Some(frames)) = (number(0), number(1), number(2)) else {
            return Ok(None);
        };
        let writer = self.table_writer().await?;
        let deletes = self
            .delete_files(&session, &writer, (MAIN, FRAMES), doomed)
            .await?;
        let mut transaction = writer.transaction().with_options(&options(commit));
        transaction
            .stage_write_with_deletes(MAIN, FRAMES, &SCHEMA, WriteMode::Append, &[], &deletes, &[])
            .await?;
        transaction.commit().await?;
        Ok(Some((
            first,
            last,
            usize::try_from(frames).unwrap_or_default(),
        )))
    }

    /// When frames of each device came since `since_us`, as known at `snapshot`: by spans of `span_us`, the
    /// first and the last of each span, in their order (µs UTC); of one device where `device` is one.
    ///
    /// # Errors
    /// [`crate::ZoneError::Query`] when the files cannot be read.
    pub async fn received(
        &self,
        since_us: i64,
        device: Option<i64>,
        span_us: i64,
        snapshot: i64,
    ) -> Result<HashMap<i64, Vec<(i64, i64)>>> {
        if !self.has_frames(snapshot)? {
            return Ok(HashMap::new());
        }
        let session = self.session(snapshot)?;
        let frames = session.table(full_name(MAIN, FRAMES)).await?;
        let wanted = col("received_at").gt_eq(micros(since_us));
        let wanted = device.map_or(wanted.clone(), |one| wanted.and(col("device").eq(lit(one))));
        let at = || expr_fn::cast(col("received_at"), DataType::Int64);
        let of_span = vec![col("device"), (at() / lit(span_us)).alias("span")];
        let found = frames
            .filter(wanted)?
            .aggregate(of_span, vec![min(at()), max(at())])?
            .collect()
            .await?;
        let mut spans: HashMap<i64, Vec<(i64, i64)>> = HashMap::new();
        for batch in &found {
            let column = |place: usize| cast(batch.column(place), &DataType::Int64);
            let (devices, first, last) = (column(0)?, column(2)?, column(3)?);
            let devices = devices.as_primitive::<Int64Type>().values();
            let first = first.as_primitive::<Int64Type>().values();
            let last = last.as_primitive::<Int64Type>().values();
            for ((device, first), last) in devices.iter().zip(first).zip(last) {
                spans.entry(*device).or_default().push((*first, *last));
            }
        }
        for of_device in spans.values_mut() {
            of_device.sort_unstable();
        }
        Ok(spans)
    }

    fn has_frames(&self, snapshot: i64) -> Result<bool> {
        let is_it = |(schema, table): &(String, String)| schema == MAIN && table == FRAMES;
        Ok(self.tables_at(snapshot)?.iter().any(is_it))
    }
}

fn to_rows(frames: &[KeptFrame]) -> Result<RecordBatch> {
    let at = TimestampMicrosecondArray::from_iter_values(frames.iter().map(|f| f.at_us));
    Ok(RecordBatch::try_new(
        Arc::clone(&SCHEMA),
        vec![
            Arc::new(frames.iter().map(|f| f.frame).collect::<Int64Array>()),
            Arc::new(frames.iter().map(|f| f.device).collect::<Int64Array>()),
            Arc::new(at.with_timezone("UTC")),
            Arc::new(StringArray::from_iter_values(frames.iter().map(|f| &f.key))),
            Arc::new(
                frames
                    .iter()
                    .map(|f| Some(f.is_late))
                    .collect::<BooleanArray>(),
            ),
            Arc::new(BinaryArray::from_iter_values(
                frames.iter().map(|f| &f.bytes),
            )),
        ],
    )?)
}

fn from_rows(batch: &RecordBatch) -> Result<Vec<KeptFrame>> {
    let column = |name: &str| -> Result<_> {
        let index = batch.schema().index_of(name)?;
        let wanted = SCHEMA.field_with_name(name)?.data_type().clone();
        Ok(cast(batch.column(index), &wanted)?)
    };
    let (frame, device, at) = (column("frame")?, column("device")?, column("received_at")?);
    let (key, late, bytes) = (column("key")?, column("late")?, column("bytes")?);
    let rows = (0..batch.num_rows()).map(|i| KeptFrame {
        frame: frame.as_primitive::<Int64Type>().value(i),
        device: device.as_primitive::<Int64Type>().value(i),
        at_us: at.as_primitive::<TimestampMicrosecondType>().value(i),
        key: key.as_string::<i32>().value(i).to_owned(),
        is_late: late.as_boolean().value(i),
        bytes: bytes.as_binary::<i32>().value(i).to_vec(),
    });
    Ok(rows.collect())
}
