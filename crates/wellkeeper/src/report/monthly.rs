//! What the report of a month says, before it has a form: rows of the water-quality tables, each
//! with the place where it can be asked after.

use std::collections::{BTreeMap, HashMap};

use datafusion::common::{ParamValues, ScalarValue};
use packs::Pack;
use packs::cell::json_rows;
use packs::session::Session;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use zone::Zone;
use zone::config::Names;
use zone::lake::Month;

use super::remarks::{self, Remarked};
use super::rows::{
    Compliance, Drinking, FeedCheck, Index, Item, ItemMean, Lake, Quality, ReadingsOf, River,
    SectionMonth, StripCell, Trend, ZoneMonth,
};
use crate::failure::Failure;

/// Months before the report's own that its charts show.
const MONTHS_BEFORE: i32 = 12;

/// Everything that the report of a month says.
#[derive(Debug)]
pub(super) struct Monthly {
    /// Name of the zone.
    pub zone: Names,
    /// The month.
    pub month: Month,
    /// First and last month that the book has figures of.
    pub known: Option<(String, String)>,
    /// When the book was read, in the zone's time.
    pub read_at: String,
    /// Minutes that the zone's clock was ahead of UTC then.
    pub ahead_of_utc_minutes: i16,
    /// The snapshot of the lake that was read.
    pub snapshot: i64,
    /// The zone's months up to the report's own, which may be missing.
    pub months: Vec<ZoneMonth>,
    /// Sections of the month, the worst first.
    pub sections: Vec<SectionMonth>,
    /// Class by month of every section that the month or its year has.
    pub strip: Vec<StripCell>,
    /// Rivers of the month.
    pub rivers: Vec<River>,
    /// Lakes of the month.
    pub lakes: Vec<Lake>,
    /// Drinking-water sources of the month.
    pub drinking: Vec<Drinking>,
    /// The twelve months to date.
    pub compliance: Vec<Compliance>,
    /// Ranks by the water quality index.
    pub index: Vec<Index>,
    /// Trends with a verdict.
    pub trends: Vec<Trend>,
    /// How many trends were looked for, and how many had enough data.
    pub trends_asked: (usize, usize),
    /// What the checks of the data found.
    pub quality: Vec<Quality>,
    /// Means by section and item of the month, for the annex.
    pub items: Vec<Item>,
    /// Means of deciding items over the year, for the charts.
    pub courses: Vec<ItemMean>,
    /// Files that the month's readings came from.
    pub readings: Vec<ReadingsOf>,
    /// The check against the ministry's classes.
    pub feed_check: Option<FeedCheck>,
    /// What people remarked on it.
    pub remarks: Vec<Remarked>,
    /// Whether they remarked more than that.
    pub has_more_remarks: bool,
    /// Title of a word or of an item, in Chinese and English.
    pub words: HashMap<String, (String, String)>,
    /// The runs that the rows cite.
    pub runs: BTreeMap<i64, zone::run::Run>,
}

/// Reads all that the report of `month` says; of the newest month where none is given.
pub(super) async fn read(
    zone: &Zone,
    packs: &[Pack],
    month: Option<Month>,
) -> Result<Monthly, Failure> {
    let session = Session::open(zone, packs).await?;
    read_in(&session, zone, month).await
}

/// As [`read`], of what `session` shows.
pub(super) async fn read_in(
    session: &Session,
    zone: &Zone,
    month: Option<Month>,
) -> Result<Monthly, Failure> {
    let ask = Ask { session, zone };
    let known = ask.known_months().await?;
    let month = month.map_or_else(|| newest_of(known.as_ref()), Ok)?;
    let runs = zone::run::all(zone.state()).await?;
    let (remarks, has_more_remarks) = remarks::read(zone, month, session.read_us).await?;
    Ok(Monthly {
        zone: zone.config().name.clone(),
        month,
        known,
        read_at: to_the_minute(session.read_us, zone),
        ahead_of_utc_minutes: ahead_of_utc(session.read_us, zone),
        snapshot: session.snapshot,
        months: ask.rows(ZONE_MONTHS, month).await?,
        sections: ask.rows(SECTIONS, month).await?,
        strip: ask.rows(STRIP, month).await?,
        rivers: ask.rows(RIVERS, month).await?,
        lakes: ask.rows(LAKES, month).await?,
        drinking: ask.rows(DRINKING, month).await?,
        compliance: ask.rows(COMPLIANCE, month).await?,
        index: ask.rows(INDEX, month).await?,
        trends: ask.rows(TRENDS, month).await?,
        trends_asked: ask.trends_asked(month).await?,
        quality: ask.rows(QUALITY, month).await?,
        items: ask.rows(ITEMS, month).await?,
        courses: ask.rows(COURSES, month).await?,
        readings: ask.rows(READINGS, month).await?,
        feed_check: ask.rows::<FeedCheck>(FEED_CHECK, month).await?.pop(),
        remarks,
        has_more_remarks,
        words: ask.words(month).await?,
        runs: runs.into_iter().map(|run| (run.id, run)).collect(),
    })
}

/// The newest month that is computed.
pub(super) async fn newest(session: &Session, zone: &Zone) -> Result<Month, Failure> {
    newest_of(Ask { session, zone }.known_months().await?.as_ref())
}

/// Titles of words and of items, in Chinese and English.
pub(super) async fn words(
    session: &Session,
    zone: &Zone,
) -> Result<HashMap<String, (String, String)>, Failure> {
    // No words are those of a month.
    Ask { session, zone }.words(Month::new(2000, 1)).await
}

fn newest_of(known: Option<&(String, String)>) -> Result<Month, Failure> {
    let last = known.and_then(|(_, last)| Month::parse(last));
    last.ok_or_else(|| {
        Failure::Refused(
            "no month is computed yet: import readings, then `wellkeeper run`".to_owned(),
        )
    })
}

const ZONE_MONTHS: &str = "\
select *
from water_quality.zone_month
where month between $first and $month
order by month";

const SECTIONS: &str = "\
select s.*, k.river, p.title_zh as item_zh, p.title_en as item_en, p.unit as item_unit, r.decimals,
       b.class as class_month_before, y.class as class_year_before
from water_quality.section_month s
join section k on k.code = s.section
left join properties p on p.property = s.deciding_item
left join water_quality.assessment_rounding r on r.item = s.deciding_item
left join water_quality.section_month b on b.section = s.section and b.month = $before
left join water_quality.section_month y on y.section = s.section and y.month = $year_before
where s.month = $month
order by s.class_rank desc nulls last, s.deciding_share desc nulls last, s.section";

const STRIP: &str = "\
select section, name_zh, name_en, month, class, class_rank, complete
from water_quality.section_month
where month between $first and $month
order by section, month";

const RIVERS: &str = "\
select v.*, p.title_zh as item_zh, p.title_en as item_en, p.unit as item_unit, r.decimals
from water_quality.river_month v
left join properties p on p.property = v.deciding_item
left join water_quality.assessment_rounding r on r.item = v.deciding_item
where v.month = $month
order by v.class_rank desc nulls last, v.river";

const LAKES: &str = "\
select v.*, p.title_zh as item_zh, p.title_en as item_en, p.unit as item_unit, r.decimals
from water_quality.lake_month v
left join properties p on p.property = v.deciding_item
left join water_quality.assessment_rounding r on r.item = v.deciding_item
where v.month = $month
order by v.class_rank desc nulls last, v.lake";

const DRINKING: &str = "\
select *
from water_quality.drinking_source_month
where month = $month
order by meets, section";

const COMPLIANCE: &str = "\
select *
from water_quality.compliance
where period_kind = 'rolling12' and period = $month
order by rate nulls last, section";

const INDEX: &str = "\
select *
from water_quality.index_month
where month = $month and cwqi is not null and ranked > 1
order by items_count desc, items, rank, section";

const TRENDS: &str = "\
select t.*, p.title_zh as item_zh, p.title_en as item_en
from water_quality.trend t
join properties p on p.property = t.item
where t.method = 'seasonal_kendall' and t.direction in ('rising', 'falling')
order by t.water_is desc, t.section, t.item";

const QUALITY: &str = "\
select q.*, p.title_zh as item_zh, p.title_en as item_en
from water_quality.data_quality q
join properties p on p.property = q.item
where q.month = $month and q.\"check\" <> 'valid' and q.found > 0
order by q.\"check\", max(q.share) over (partition by q.\"check\", q.section order by q.section) desc, q.section, q.item";

const ITEMS: &str = "\
select i.section, coalesce(s.name_zh, i.section) as name_zh, coalesce(s.name_en, s.name_zh, i.section) as name_en, i.month,
       i.item, p.title_zh as item_zh, p.title_en as item_en, i.mean, i.unit, r.decimals, i.class, i.class_rank, i.days,
       i.readings, i.readings_below, i.run
from water_quality.item_month i
join section s on s.code = i.section
join properties p on p.property = i.item
left join water_quality.assessment_rounding r on r.item = i.item
where i.month = $month
order by i.section, i.item";

const COURSES: &str = "\
select i.section, i.month, i.item, i.mean, l.class_iii
from water_quality.item_month i
join water_quality.section_month s on s.section = i.section and s.month = $month and s.deciding_item = i.item
left join water_quality.gb3838_2002_table1 l on l.item = i.item and l.water_body = s.water_body
where i.month between $first and $month
order by i.section, i.month";

const READINGS: &str = "\
select o.thing as section, b.file, count(*) as readings, min(o.line) as first_line, max(o.line) as last_line
from observations o
join batches b on b.batch = o.batch
where o.kind = 'section' and o.time >= $from and o.time < $until
group by o.thing, b.file
order by o.thing, b.file";

const FEED_CHECK: &str = "\
select count(agrees) as judged, count(*) filter (where agrees) as agree
from water_quality.feed_check
where month = $month
having count(agrees) > 0";

const WORDS: &str = "\
select quality as word, title_zh, title_en from water_quality.quality_words
union all
select change, title_zh, title_en from water_quality.change_words
union all
select state, title_zh, title_en from water_quality.trophic_words
union all
select property, title_zh, title_en from properties";

/// An instant as a heading has it: `2021-05-06 08:30`.
fn to_the_minute(us: i64, zone: &Zone) -> String {
    let stamp = jiff::Timestamp::from_microsecond(us).unwrap_or_default();
    let local = stamp.to_zoned_datetime(zone.tz().clone());
    local.strftime("%Y-%m-%d %H:%M").to_string()
}

/// Minutes that the zone's clock is ahead of UTC at an instant.
fn ahead_of_utc(us: i64, zone: &Zone) -> i16 {
    let stamp = jiff::Timestamp::from_microsecond(us).unwrap_or_default();
    let seconds = zone.tz().to_offset(stamp).seconds();
    i16::try_from(seconds / 60).unwrap_or_default()
}

struct Ask<'a> {
    session: &'a Session,
    zone: &'a Zone,
}

impl Ask<'_> {
    /// The rows of `sql`, whose `$month`, `$before`, `$year_before`, `$first` are months round
    /// `month` and whose `$from`, `$until` are its bounds.
    async fn rows<T: DeserializeOwned>(&self, sql: &str, month: Month) -> Result<Vec<T>, Failure> {
        let (from, until) = month.bounds(self.zone.tz()).ok_or_else(|| {
            Failure::Misuse(format!("`{month}` lies beyond what a calendar can say"))
        })?;
        let told = |month: Month| ScalarValue::from(month.to_string());
        let instant = |us| ScalarValue::TimestampMicrosecond(Some(us), Some("UTC".into()));
        let values = ParamValues::from(vec![
            ("month", told(month)),
            ("before", told(month.plus(-1))),
            ("year_before", told(month.plus(-12))),
            ("first", told(month.plus(-MONTHS_BEFORE))),
            ("from", instant(from)),
            ("until", instant(until)),
        ]);
        let batches = self.session.query_with(sql, values).await?;
        json_rows(&batches, self.zone.tz())
            .into_iter()
            .map(|row| {
                serde_json::from_value(row).map_err(|e| {
                    Failure::Refused(format!(
                        "a table of water-quality has other columns than the report knows: {e}; \
                         `wellkeeper run` computes it anew"
                    ))
                })
            })
            .collect()
    }

    async fn known_months(&self) -> Result<Option<(String, String)>, Failure> {
        let sql = "select min(month) as first, max(month) as last from water_quality.zone_month";
        let rows = json_rows(&self.session.query(sql).await?, self.zone.tz());
        let text = |name: &str| rows.first()?.get(name)?.as_str().map(str::to_owned);
        Ok(text("first").zip(text("last")))
    }

    async fn trends_asked(&self, month: Month) -> Result<(usize, usize), Failure> {
        #[derive(Deserialize)]
        struct Asked {
            all: usize,
            enough: usize,
        }
        let sql = "\
select count(*) as \"all\", count(*) filter (where direction <> 'not_enough_data') as enough
from water_quality.trend
where method = 'seasonal_kendall'";
        let asked: Option<Asked> = self.rows(sql, month).await?.pop();
        Ok(asked.map_or((0, 0), |asked| (asked.all, asked.enough)))
    }

    async fn words(&self, month: Month) -> Result<HashMap<String, (String, String)>, Failure> {
        let rows: Vec<Value> = self.rows(WORDS, month).await?;
        let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
        Ok(rows
            .iter()
            .map(|row| {
                let titles = (text(row, "title_zh"), text(row, "title_en"));
                (text(row, "word"), titles)
            })
            .collect())
    }
}

impl Monthly {
    /// The zone's row of the report's own month.
    pub fn now(&self) -> Option<&ZoneMonth> {
        let month = self.month.to_string();
        self.months.iter().find(|row| row.month == month)
    }

    /// The findings about the data, those of one check and section together.
    pub fn findings(&self) -> impl ExactSizeIterator<Item = &[Quality]> {
        let of_one = |one: &Quality, next: &Quality| {
            (&one.check, &one.section) == (&next.check, &next.section)
        };
        self.quality
            .chunk_by(of_one)
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// All rows, for programs.
    pub fn json(&self) -> Value {
        json!({
            "zone": { "zh": self.zone.zh, "en": self.zone.en },
            "month": self.month.to_string(), "read_at": self.read_at, "snapshot": self.snapshot,
            "months": self.months, "rivers": self.rivers, "lakes": self.lakes,
            "drinking_sources": self.drinking, "sections": self.sections,
            "compliance": self.compliance, "index": self.index, "trends": self.trends,
            "data_quality": self.quality, "items": self.items, "feed_check": self.feed_check,
            "remarks": self.remarks,
        })
    }
}
