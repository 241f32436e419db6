//! Series, their readings, and what a chart shows of them.

#![allow(
    unused_qualifications,
    reason = "the macro that describes parameters names its traits in full"
)]

use std::sync::Arc;

use ::packs::cell::json_rows;
use ::packs::simulated::COLUMN;
use ::zone::instant::{read, read_last, show};
use ::zone::lake::instant;
use axum::Json;
use axum::extract::State;
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Float64Type, Int64Type, TimestampMicrosecondType};
use datafusion::prelude::{DataFrame, Expr, lit};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::Page;
use crate::asked::{Asked, Named};
use crate::book::Book;
use crate::door::Asker;
use crate::limits::{BUCKETS_PER_PIXEL, CHART_WIDTH_MAX};
use crate::paging::{Paging, column, page_rows};
use crate::problem::Problem;

const CHART_WIDTH: u32 = 800;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SeriesAsked {
    /// Only series of things of this kind.
    kind: Option<String>,
    /// Only series of the thing with this code.
    thing: Option<String>,
    /// Rows of the page, 1 to 1,000.
    limit: Option<usize>,
    /// The cursor that the page before gave.
    after: Option<String>,
}

/// Series: a property of a thing, by one kind of sample; one with readings that a program plays has
/// `is_simulated` besides.
#[utoipa::path(get, path = "/api/series", params(SeriesAsked),
    responses((status = 200, body = Page<Object>), Problem))]
pub(crate) async fn series(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Asked(asked): Asked<SeriesAsked>,
) -> Result<Json<Page<Value>>, Problem> {
    let (session, simulated) = book.session_labelled(&asker).await?;
    let paging = Paging {
        order: ["kind", "thing", "property", "series"]
            .map(|name| (name.to_owned(), false))
            .to_vec(),
        rows: page_rows(asked.limit)?,
        after: asked.after,
    };
    let reader = Arc::clone(&book);
    book.answer(async move {
        let mut frame = session.context.table("series").await?;
        for (name, wanted) in [("kind", asked.kind), ("thing", asked.thing)] {
            if let Some(wanted) = wanted {
                frame = frame.filter(column(name).eq(lit(wanted)))?;
            }
        }
        let columns = ["series", "kind", "thing", "property", "unit"];
        let mut columns: Vec<Expr> = columns.map(column).to_vec();
        columns.push(column("series_sample_kind").alias("sample_kind"));
        let (rows, next) = paging.page(frame.select(columns)?).await?;
        let mut rows = json_rows(&[rows], reader.zone().tz());
        for row in rows.iter_mut().filter_map(Value::as_object_mut) {
            let number = row.get("series").and_then(Value::as_i64);
            if number.is_some_and(|number| simulated.is_series(number)) {
                row.insert(COLUMN.to_owned(), true.into());
            }
        }
        Ok(Json(Page { rows, next }))
    })
    .await
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReadingsAsked {
    /// The first instant or day, in the zone's time.
    from: Option<String>,
    /// The last instant or day, included.
    to: Option<String>,
    /// `time`, or `-time` for the newest first.
    sort: Option<String>,
    /// Rows of the page, 1 to 1,000.
    limit: Option<usize>,
    /// The cursor that the page before gave.
    after: Option<String>,
}

/// The readings of a series by time, with flag, quality, level, cause, and the line that they came in on.
#[utoipa::path(get, path = "/api/series/{series}/observations",
    params(("series" = i64, Path), ReadingsAsked),
    responses((status = 200, body = Page<Object>), Problem))]
pub(crate) async fn observations(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(series): Named<i64>,
    Asked(asked): Asked<ReadingsAsked>,
) -> Result<Json<Page<Value>>, Problem> {
    let descends = match asked.sort.as_deref() {
        None | Some("time") => false,
        Some("-time") => true,
        Some(other) => {
            return Err(Problem::bad_request(format!(
                "`sort` is `{other}`; expected `time` or `-time`"
            )));
        }
    };
    let paging = Paging {
        order: vec![("time".to_owned(), descends)],
        rows: page_rows(asked.limit)?,
        after: asked.after,
    };
    let range = Range::read(asked.from.as_deref(), asked.to.as_deref(), book.zone().tz())?;
    let session = book.session(&asker).await?;
    let reader = Arc::clone(&book);
    book.answer(async move {
        let frame = range.of(session.context.table("observations").await?, series)?;
        let (rows, next) = paging.page(frame).await?;
        let rows = json_rows(&[rows], reader.zone().tz());
        Ok(Json(Page { rows, next }))
    })
    .await
}

/// Between two instants, both included.
pub(super) struct Range {
    from_us: Option<i64>,
    to_us: Option<i64>,
}

impl Range {
    pub fn read(from: Option<&str>, to: Option<&str>, tz: &TimeZone) -> Result<Self, Problem> {
        let bad = |error: ::zone::ZoneError| Problem::bad_request(error.to_string());
        Ok(Self {
            from_us: from.map(|from| read(from, tz)).transpose().map_err(bad)?,
            to_us: to.map(|to| read_last(to, tz)).transpose().map_err(bad)?,
        })
    }

    /// The readings of `series` within it.
    pub fn of(&self, frame: DataFrame, series: i64) -> Result<DataFrame, Problem> {
        let mut wanted = column("series").eq(lit(series));
        if let Some(from) = self.from_us {
            wanted = wanted.and(column("time").gt_eq(instant(from)));
        }
        if let Some(to) = self.to_us {
            wanted = wanted.and(column("time").lt_eq(instant(to)));
        }
        Ok(frame.filter(wanted)?)
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChartAsked {
    /// The first instant or day, in the zone's time; else that of the first reading.
    from: Option<String>,
    /// The last instant or day, included; else that of the last reading.
    to: Option<String>,
    /// How many pixels wide the chart is, 1 to 16,384; else 800.
    width: Option<u32>,
}

/// What a chart shows of a series.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Chart {
    from: Option<String>,
    to: Option<String>,
    /// How long a bucket is.
    seconds: f64,
    rows: Vec<Bucket>,
}

/// The readings of one stretch of time: never their mean, which would hide one above a limit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Bucket {
    /// The first reading's time.
    from: String,
    /// The last reading's time.
    to: String,
    min: Option<f64>,
    max: Option<f64>,
    /// Readings with a value.
    count: i64,
    /// Those of them that are doubtful.
    doubtful: i64,
    /// Readings below their detection limit.
    below: i64,
}

/// Least, greatest and number of the readings in at most four buckets a pixel; readings that were
/// judged invalid are left out.
#[utoipa::path(get, path = "/api/series/{series}/buckets",
    params(("series" = i64, Path), ChartAsked),
    responses((status = 200, body = Chart), Problem))]
pub(crate) async fn buckets(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(series): Named<i64>,
    Asked(asked): Asked<ChartAsked>,
) -> Result<Json<Chart>, Problem> {
    let width = asked.width.unwrap_or(CHART_WIDTH);
    if !(1..=CHART_WIDTH_MAX).contains(&width) {
        return Err(Problem::bad_request(format!(
            "`width` is {width}; expected 1 to {CHART_WIDTH_MAX}"
        )));
    }
    let range = Range::read(asked.from.as_deref(), asked.to.as_deref(), book.zone().tz())?;
    let session = book.session(&asker).await?;
    let reader = Arc::clone(&book);
    book.answer(async move {
        let tz = reader.zone().tz();
        let condition = range.condition(series);
        let bounds = session.query(&format!(
            "select arrow_cast(min(time), 'Int64') as first, arrow_cast(max(time), 'Int64') as last from observations where {condition}"
        )).await?;
        let first = range.from_us.or_else(|| number(&bounds, "first"));
        let last = range.to_us.or_else(|| number(&bounds, "last"));
        let (Some(first), Some(last)) = (first, last) else {
            return Ok(Json(Chart { from: None, to: None, seconds: 0.0, rows: Vec::new() }));
        };
        let buckets = i64::from(width) * i64::from(BUCKETS_PER_PIXEL);
        let step = (last.saturating_sub(first) / buckets + 1).max(1);
        let batches = session.query(&format!(
            "select min(time) as first, max(time) as last, min(value) as least, max(value) as greatest, count(value) as count, \
               count(value) filter (where quality = 'doubtful') as doubtful, \
               count(*) filter (where value is null and detection_limit is not null) as below \
             from observations where {condition} \
             group by (arrow_cast(time, 'Int64') - {first}) / {step} order by first"
        )).await?;
        Ok(Json(Chart {
            from: Some(show(first, tz)),
            to: Some(show(last, tz)),
            seconds: step as f64 / 1e6,
            rows: batches.iter().flat_map(|batch| buckets_of(batch, tz)).collect(),
        }))
    })
    .await
}

impl Range {
    /// As [`Range::of`], in SQL; whole numbers alone are written into the text.
    fn condition(&self, series: i64) -> String {
        let bound = |sign: &str, us: Option<i64>| match us {
            Some(us) => format!(
                " and time {sign} arrow_cast({us}, 'Timestamp(Microsecond, Some(\"UTC\"))')"
            ),
            None => String::new(),
        };
        format!(
            "series = {series} and quality <> 'invalid'{}{}",
            bound(">=", self.from_us),
            bound("<=", self.to_us)
        )
    }
}

fn number(batches: &[RecordBatch], name: &str) -> Option<i64> {
    let column = batches.first()?.column_by_name(name)?;
    let values = column.as_primitive_opt::<Int64Type>()?;
    values.iter().next().flatten()
}

fn buckets_of(batch: &RecordBatch, tz: &TimeZone) -> Vec<Bucket> {
    let whole = |at: usize| batch.column(at).as_primitive::<Int64Type>();
    let value = |at: usize, row: usize| {
        let column = batch.column(at).as_primitive::<Float64Type>();
        column.is_valid(row).then(|| column.value(row))
    };
    let time = |at: usize, row: usize| {
        let column = batch.column(at).as_primitive::<TimestampMicrosecondType>();
        show(column.value(row), tz)
    };
    (0..batch.num_rows())
        .map(|row| Bucket {
            from: time(0, row),
            to: time(1, row),
            min: value(2, row),
            max: value(3, row),
            count: whole(4).value(row),
            doubtful: whole(5).value(row),
            below: whole(6).value(row),
        })
        .collect()
}
