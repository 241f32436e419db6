//! How doubtful a reading is: how many reasons there are to look at it. Nothing is weighed.
//!
//! The reading's own quality and the instrument's flag are always there; checks of the water-quality
//! pack count where their table is computed: that the official class of the sample is not ours, and what
//! was found in the section's month of that item, of which the reading may or may not be one.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use ::packs::cell::json_rows;
use ::packs::session::Session;
use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch, TimestampMicrosecondArray};
use datafusion::common::{JoinType, TableReference};
use datafusion::prelude::{DataFrame, Expr, lit};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use zone::decision::Span;
use zone::lake::instant;

use crate::book::Book;
use crate::paging::column;
use crate::problem::Problem;

const PACK: &str = "water_quality";
const FEED_CHECK: &str = "feed_check";
const DATA_QUALITY: &str = "data_quality";
/// What the check of the official class reads.
const OF_FEED: &str = "'published_class', 'ph', 'dissolved_oxygen', 'codmn', 'nh3n', 'tp'";
/// The checks that speak of readings; `valid` and `missing` speak of those that are not there.
const OF_READINGS: [&str; 5] = ["range", "stuck", "spike", "neighbour", "manual"];

/// A reason to look at a reading.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Reason {
    /// `doubtful`, `flag`, `feed_check`, `range`, `stuck`, `spike`, `neighbour` or `manual`.
    check: String,
    /// What it was found of: the `reading`, its `sample`, or its section's `month` of the item.
    of: &'static str,
    zh: String,
    en: String,
}

/// A reading under review, as a query gives it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Found {
    pub series: i64,
    pub kind: String,
    pub thing: String,
    pub property: String,
    pub unit: Option<String>,
    pub sample_kind: String,
    pub time: String,
    pub time_us: i64,
    pub month: String,
    pub value: Option<f64>,
    pub detection_limit: Option<f64>,
    pub qualifier: Option<String>,
    pub flag: String,
    pub quality: String,
    pub level: String,
    pub cause: Option<String>,
    pub method: Option<String>,
    pub source: String,
    pub batch: i64,
    pub line: i64,
    pub learned_at: String,
    pub doubt: i64,
    #[serde(default)]
    pub decision: Option<i64>,
}

/// Which of the pack's tables are there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Checks {
    feed: bool,
    quality: bool,
}

impl Checks {
    /// Those that `session` shows.
    pub fn of(book: &Book, session: &Session) -> Self {
        let pack = book.packs().iter().find(|pack| pack.schema_name() == PACK);
        let has = |table: &str| {
            let name = format!("{PACK}.{table}");
            pack.is_some_and(|pack| pack.tables.contains_key(table))
                && !session.not_computed.contains(&name)
        };
        Self {
            feed: has(FEED_CHECK),
            quality: has(DATA_QUALITY),
        }
    }

    /// The readings with their `doubt`.
    fn sql(self) -> String {
        let (feed, of_feed) = if self.feed {
            (
                " + coalesce(f.found, 0)",
                format!(
                    " left join (select section, time, 1 as found from {PACK}.{FEED_CHECK} where agrees = false) f \
                     on o.kind = 'section' and f.section = o.thing and f.time = o.time and o.property in ({OF_FEED})"
                ),
            )
        } else {
            ("", String::new())
        };
        let (quality, of_quality) = if self.quality {
            let checks = OF_READINGS.map(|check| format!("'{check}'")).join(", ");
            (
                " + coalesce(q.found, 0)",
                format!(
                    " left join (select section, item, month, count(*) as found from {PACK}.{DATA_QUALITY} \
                       where \"check\" in ({checks}) group by section, item, month) q \
                     on o.kind = 'section' and q.section = o.thing and q.item = o.property and q.month = month_of(o.time)"
                ),
            )
        } else {
            ("", String::new())
        };
        format!(
            "select o.series, o.kind, o.thing, o.property, o.unit, o.sample_kind, o.time, \
               arrow_cast(o.time, 'Int64') as time_us, month_of(o.time) as month, o.value, o.detection_limit, \
               o.qualifier, o.flag, o.quality, o.level, o.cause, o.method, o.source, o.batch, o.line, o.learned_at, \
               cast(case when o.quality = 'doubtful' then 1 else 0 end \
                 + case when o.flag in ('N', 'S', 'L') then 0 else 1 end{feed}{quality} as bigint) as doubt \
             from observations o{of_feed}{of_quality}"
        )
    }

    /// The readings that wait for a first person: doubtful, and no decision about them waits.
    ///
    /// # Errors
    /// A [`Problem`] with what the query says.
    pub async fn open(
        self,
        session: &Session,
        waiting: &[(i64, Span)],
    ) -> Result<DataFrame, Problem> {
        let frame = session.context.sql(&self.sql()).await?;
        let frame = frame.filter(
            column("quality")
                .eq(lit("doubtful"))
                .and(column("level").not_eq(lit("approved"))),
        )?;
        if waiting.is_empty() {
            return Ok(frame);
        }
        let waiting = session.context.read_batch(spans(waiting)?)?;
        Ok(frame.join_on(waiting, JoinType::LeftAnti, within())?)
    }

    /// The readings that wait for a second person, each with its decision.
    ///
    /// # Errors
    /// A [`Problem`] with what the query says.
    pub async fn proposed(
        self,
        session: &Session,
        waiting: &[(i64, Span)],
    ) -> Result<DataFrame, Problem> {
        let mut frame = session.context.sql(&self.sql()).await?;
        let first = waiting.iter().map(|(_, span)| span.from_us).min();
        let last = waiting.iter().map(|(_, span)| span.to_us).max();
        let series: BTreeSet<i64> = waiting.iter().map(|(_, span)| span.series).collect();
        if let (Some(first), Some(last)) = (first, last) {
            // What lies elsewhere is not read.
            let series: Vec<Expr> = series.into_iter().map(lit).collect();
            frame = frame.filter(
                column("series")
                    .in_list(series, false)
                    .and(column("time").between(instant(first), instant(last))),
            )?;
        }
        let waiting = session.context.read_batch(spans(waiting)?)?;
        Ok(frame.join_on(waiting, JoinType::Inner, within())?)
    }
}

/// That a reading is one of a decision.
fn within() -> [Expr; 3] {
    [
        column("series").eq(column("waiting_series")),
        column("time").gt_eq(column("waiting_from")),
        column("time").lt_eq(column("waiting_to")),
    ]
}

fn spans(waiting: &[(i64, Span)]) -> Result<RecordBatch, Problem> {
    let whole =
        |get: fn(&(i64, Span)) -> i64| Int64Array::from_iter_values(waiting.iter().map(get));
    let time = |get: fn(&(i64, Span)) -> i64| {
        TimestampMicrosecondArray::from_iter_values(waiting.iter().map(get)).with_timezone("UTC")
    };
    let columns: [(&str, ArrayRef); 4] = [
        ("waiting_series", Arc::new(whole(|w| w.1.series))),
        ("waiting_from", Arc::new(time(|w| w.1.from_us))),
        ("waiting_to", Arc::new(time(|w| w.1.to_us))),
        ("decision", Arc::new(whole(|w| w.0))),
    ];
    RecordBatch::try_from_iter(columns).map_err(|error| Problem::fault(&error))
}

/// What the checks found, for the readings of a page.
pub(crate) struct Reasons {
    of_month: HashMap<(String, String, String), Vec<Reason>>,
    of_sample: HashMap<(String, String), Reason>,
}

#[derive(Deserialize)]
struct OfMonth {
    section: String,
    item: String,
    month: String,
    check: String,
    because_zh: String,
    because_en: String,
}

#[derive(Deserialize)]
struct OfSample {
    section: String,
    time: String,
    official: Option<String>,
    ours: Option<String>,
}

impl Reasons {
    /// Those about `page`.
    ///
    /// # Errors
    /// A [`Problem`] with what the query says.
    pub async fn read(
        book: &Book,
        session: &Session,
        checks: Checks,
        page: &[Found],
    ) -> Result<Self, Problem> {
        let mut reasons = Self {
            of_month: HashMap::new(),
            of_sample: HashMap::new(),
        };
        if page.is_empty() {
            return Ok(reasons);
        }
        if checks.quality {
            let names = [
                "section",
                "item",
                "month",
                "check",
                "because_zh",
                "because_en",
            ];
            let is_asked = one_of("check", OF_READINGS.into_iter());
            let rows = rows(book, session, DATA_QUALITY, page, is_asked, &names).await?;
            for row in parsed::<OfMonth>(rows)? {
                let key = (row.section, row.item, row.month);
                reasons.of_month.entry(key).or_default().push(Reason {
                    check: row.check,
                    of: "month",
                    zh: row.because_zh,
                    en: row.because_en,
                });
            }
        }
        if checks.feed {
            let names = ["section", "time", "official", "ours"];
            let is_asked = column("agrees").eq(lit(false));
            let rows = rows(book, session, FEED_CHECK, page, is_asked, &names).await?;
            for row in parsed::<OfSample>(rows)? {
                let class =
                    |class: Option<String>, none: &str| class.unwrap_or_else(|| none.to_owned());
                let reason = Reason {
                    check: FEED_CHECK.to_owned(),
                    of: "sample",
                    zh: format!(
                        "官方类别{}，本系统评为{}",
                        class(row.official.clone(), "无"),
                        class(row.ours.clone(), "无")
                    ),
                    en: format!(
                        "the official class is {}, ours {}",
                        class(row.official, "none"),
                        class(row.ours, "none")
                    ),
                };
                reasons.of_sample.insert((row.section, row.time), reason);
            }
        }
        for found in reasons.of_month.values_mut() {
            found.sort_by(|a, b| a.check.cmp(&b.check));
        }
        Ok(reasons)
    }

    /// The reasons to look at a reading, as many as its doubt.
    pub fn of(&self, found: &Found) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let own = |check: &str, zh: String, en: String| Reason {
            check: check.to_owned(),
            of: "reading",
            zh,
            en,
        };
        if found.quality == "doubtful" {
            let (zh, en) = match &found.cause {
                Some(cause) => (
                    format!("被 {cause} 判为存疑"),
                    format!("judged doubtful by {cause}"),
                ),
                None => ("判为存疑".to_owned(), "judged doubtful".to_owned()),
            };
            reasons.push(own("doubtful", zh, en));
        }
        if !["N", "S", "L"].contains(&found.flag.as_str()) {
            reasons.push(own(
                "flag",
                format!("仪器标记为 {}", found.flag),
                format!("the instrument says {}", found.flag),
            ));
        }
        if found.kind != "section" {
            return reasons;
        }
        if OF_FEED.contains(&format!("'{}'", found.property)) {
            let key = (found.thing.clone(), found.time.clone());
            reasons.extend(self.of_sample.get(&key).cloned());
        }
        let key = (
            found.thing.clone(),
            found.property.clone(),
            found.month.clone(),
        );
        reasons.extend(self.of_month.get(&key).into_iter().flatten().cloned());
        reasons
    }
}

/// Rows of a table of the pack about the sections and months of `page`.
async fn rows(
    book: &Book,
    session: &Session,
    table: &str,
    page: &[Found],
    is_asked: Expr,
    names: &[&str],
) -> Result<Vec<Value>, Problem> {
    let sections: BTreeSet<&str> = page.iter().map(|found| found.thing.as_str()).collect();
    let months: BTreeSet<&str> = page.iter().map(|found| found.month.as_str()).collect();
    let frame = session
        .context
        .table(TableReference::partial(PACK, table))
        .await?
        .filter(is_asked)?
        .filter(one_of("section", sections.into_iter()))?
        .filter(one_of("month", months.into_iter()))?;
    let columns: Vec<Expr> = names.iter().map(|name| column(name)).collect();
    let batches = frame.select(columns)?.collect().await?;
    Ok(json_rows(&batches, book.zone().tz()))
}

fn one_of<'a>(name: &str, words: impl Iterator<Item = &'a str>) -> Expr {
    column(name).in_list(words.map(lit).collect(), false)
}

/// Rows as what they say.
pub(crate) fn parsed<T: DeserializeOwned>(rows: Vec<Value>) -> Result<Vec<T>, Problem> {
    let read = |row| serde_json::from_value(row).map_err(|error| Problem::fault(&error));
    rows.into_iter().map(read).collect()
}
