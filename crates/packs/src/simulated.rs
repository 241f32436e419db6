//! What is fed by readings that a program plays: such readings speak for the source `simulated`, and what
//! is shown of them, or made of them, says so.
//!
//! A series is simulated from its first such reading on, and so is its thing, and whatever its dossier says
//! it belongs to (a field that is called as a kind holds the code of such a thing: the enterprise of a
//! facility); so is the device itself that a program plays. A row of a table is, where its thing is and its
//! period does not end before that. A row that is of no one thing is, where anything of a kind that its pack
//! declares is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use zone::Zone;
use zone::device::{KIND, SOURCES, devices};
use zone::observation::arrow::from_batch;

use crate::cell::json_rows;
use crate::error::Result;
use crate::model::{Pack, Table};
use crate::session::Session;

/// The column of a table, in answers and files, that says of a row whether it is made of such readings.
pub const COLUMN: &str = "is_simulated";
/// The columns of a row that is of a thing of one kind or another.
const SUBJECT_KIND: &str = "subject_kind";
const SUBJECT: &str = "subject";
/// The column that is finer than a period, where a table has it.
const DAY: &str = "day";
/// How a series of a quarter is told in a period: `2026-Q4`.
const QUARTER: &str = "-Q";

/// What of a session is simulated, and since which day of the zone.
#[derive(Debug, Clone, Default)]
pub struct Simulated {
    series: BTreeMap<i64, String>,
    /// By kind and code: the day, `2026-11-27`.
    things: BTreeMap<String, BTreeMap<String, String>>,
}

impl Simulated {
    /// What `session` shows of it.
    ///
    /// # Errors
    /// What the databases refuse.
    pub async fn read(zone: &Zone, session: &Session) -> Result<Self> {
        let mut series = of_register(zone).await?;
        let source = SOURCES[0];
        let latest = session
            .query(&format!(
                "select series from latest where source = '{source}'"
            ))
            .await?;
        let number = |row: &Value, name: &str| row.get(name).and_then(Value::as_i64);
        series.extend(
            json_rows(&latest, zone.tz())
                .iter()
                .filter_map(|row| number(row, "series")),
        );
        if series.is_empty() {
            return Ok(Self::default());
        }
        let named: Vec<String> = series.iter().map(i64::to_string).collect();
        let first = session
            .query(&format!(
                "select series, kind, thing, min(arrow_cast(time, 'Int64')) as us from observations \
                 where series in ({}) and source = '{source}' group by series, kind, thing",
                named.join(", ")
            ))
            .await?;
        let mut found = Self::default();
        for row in json_rows(&first, zone.tz()) {
            let text = |name: &str| row.get(name).and_then(Value::as_str);
            if let (Some(series), Some(us), Some(kind), Some(thing)) = (
                number(&row, "series"),
                number(&row, "us"),
                text("kind"),
                text("thing"),
            ) {
                let day = day_of(us, zone.tz());
                found.add(kind, thing, &day);
                found.series.insert(series, day);
            }
        }
        if !found.series.is_empty() {
            found.add_owners(zone, session).await?;
            found.add_devices(zone).await?;
        }
        Ok(found)
    }

    /// Whether it is also what `session` shows, which has moved on by frames alone since: none that waits is the
    /// first of its series.
    ///
    /// # Errors
    /// What DataFusion refuses.
    pub fn holds_of(&self, session: &Session, tz: &TimeZone) -> Result<bool> {
        let Some(waiting) = session.waiting() else {
            return Ok(true);
        };
        let mut first: BTreeMap<i64, i64> = BTreeMap::new();
        for reading in from_batch(waiting)? {
            if *reading.source == *SOURCES[0] {
                let us = first.entry(reading.series).or_insert(reading.time_us);
                *us = reading.time_us.min(*us);
            }
        }
        Ok(first.iter().all(|(series, us)| {
            let known = self.series.get(series);
            known.is_some_and(|since| since.as_str() <= day_of(*us, tz).as_str())
        }))
    }

    /// The devices that a program plays, each since the first of its readings.
    async fn add_devices(&mut self, zone: &Zone) -> Result<()> {
        for device in devices(zone.state()).await? {
            let points = device.points.iter();
            let first = points
                .filter_map(|point| self.series.get(&point.series))
                .min();
            if let Some(first) = first.filter(|_| device.is_simulated).cloned() {
                self.add(KIND, &device.identity, &first);
            }
        }
        Ok(())
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// Whether a series has such readings.
    pub fn is_series(&self, series: i64) -> bool {
        self.series.contains_key(&series)
    }

    /// Whether a thing is fed by such readings.
    pub fn is_thing(&self, kind: &str, code: &str) -> bool {
        self.things
            .get(kind)
            .is_some_and(|of| of.contains_key(code))
    }

    /// Whether a row of `table` is made of such readings.
    pub fn is_row(&self, pack: &Pack, table: &Table, row: &Map<String, Value>) -> bool {
        if self.is_empty() {
            return false;
        }
        let text = |name: &str| row.get(name).and_then(Value::as_str);
        let is_key = |name: &str| table.key.iter().any(|key| key == name);
        let ends = Some(DAY)
            .filter(|day| is_key(day))
            .or(table.period.as_deref());
        let ends = ends.and_then(text);
        let lasts_into = |since: &String| ends.is_none_or(|period| !ends_before(period, since));
        let of_kind = |kind: &str, code: Option<&str>| {
            let since = self
                .things
                .get(kind)
                .zip(code)
                .and_then(|(of, code)| of.get(code));
            since.is_some_and(lasts_into)
        };
        let is_kind = |kind: &str| pack.kinds.iter().any(|declared| declared.id == kind);
        let named: Vec<&String> = table.key.iter().filter(|key| is_kind(key)).collect();
        if !named.is_empty() {
            return named.iter().any(|kind| of_kind(kind, text(kind)));
        }
        if let Some(kind) = text(SUBJECT_KIND).filter(|kind| is_key(SUBJECT_KIND) && is_kind(kind))
        {
            return of_kind(kind, text(SUBJECT));
        }
        let all = self.things.iter().filter(|(kind, _)| is_kind(kind));
        all.flat_map(|(_, of)| of.values()).any(lasts_into)
    }

    /// The things of kinds that `pack` declares of which such readings lie in `month` (`2026-11`), by code.
    ///
    /// # Errors
    /// What DataFusion refuses.
    pub async fn things_in(
        &self,
        session: &Session,
        pack: &Pack,
        month: &str,
        tz: &TimeZone,
    ) -> Result<Vec<String>> {
        if self.is_empty() {
            return Ok(Vec::new());
        }
        let named: Vec<String> = self.series.keys().map(i64::to_string).collect();
        let found = session
            .query(&format!(
                "select distinct kind, thing, month_of(time) as month from observations \
                 where series in ({}) and source = '{}'",
                named.join(", "),
                SOURCES[0]
            ))
            .await?;
        let rows = json_rows(&found, tz);
        let is_of = |row: &&Value| {
            let kind = row.get("kind").and_then(Value::as_str);
            let is_kind = pack.kinds.iter().any(|of| Some(of.id.as_str()) == kind);
            is_kind && row.get("month").and_then(Value::as_str) == Some(month)
        };
        let codes = rows
            .iter()
            .filter(is_of)
            .filter_map(|row| row.get("thing")?.as_str());
        let codes: BTreeSet<&str> = codes.collect();
        Ok(codes.into_iter().map(str::to_owned).collect())
    }

    fn add(&mut self, kind: &str, code: &str, since: &str) {
        let of = self.things.entry(kind.to_owned()).or_default();
        let there = of
            .entry(code.to_owned())
            .or_insert_with(|| since.to_owned());
        if since < there.as_str() {
            since.clone_into(there);
        }
    }

    /// What the dossiers of those that are say that they belong to.
    async fn add_owners(&mut self, zone: &Zone, session: &Session) -> Result<()> {
        let kinds = &zone.vocabulary().kinds;
        let things = session
            .query("select kind, code, fields from things")
            .await?;
        for row in json_rows(&things, zone.tz()) {
            let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
            let of = self.things.get(text("kind"));
            let Some(since) = of.and_then(|of| of.get(text("code"))).cloned() else {
                continue;
            };
            let fields: Map<String, Value> =
                serde_json::from_str(text("fields")).unwrap_or_default();
            for (field, value) in &fields {
                if let Some(code) = value.as_str().filter(|_| kinds.contains_key(field)) {
                    self.add(field, code, &since);
                }
            }
        }
        Ok(())
    }
}

/// The series that devices feed which a program plays.
async fn of_register(zone: &Zone) -> Result<BTreeSet<i64>> {
    let all = devices(zone.state()).await?;
    let played = all.iter().filter(|device| device.is_simulated);
    Ok(played
        .flat_map(|device| &device.points)
        .map(|point| point.series)
        .collect())
}

fn day_of(us: i64, tz: &TimeZone) -> String {
    let at = Timestamp::from_microsecond(us).unwrap_or_default();
    tz.to_datetime(at).date().to_string()
}

/// Whether a day, month, quarter or year ends before a day. What is spelled otherwise does not.
fn ends_before(period: &str, day: &str) -> bool {
    let last = match period.split_once(QUARTER) {
        Some((year, "1")) => format!("{year}-03"),
        Some((year, "2")) => format!("{year}-06"),
        Some((year, "3")) => format!("{year}-09"),
        Some((year, _)) => format!("{year}-12"),
        None => period.to_owned(),
    };
    day.get(..last.len()).is_some_and(|day| last.as_str() < day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_ends_before_a_day_that_lies_behind_it() {
        for (period, day, expected) in [
            ("2026-11-26", "2026-11-27", true),
            ("2026-11-27", "2026-11-27", false),
            ("2026-10", "2026-11-01", true),
            ("2026-11", "2026-11-30", false),
            ("2026-Q3", "2026-10-01", true),
            ("2026-Q4", "2026-10-01", false),
            ("2025", "2026-01-01", true),
            ("2026", "2026-12-31", false),
        ] {
            assert_eq!(ends_before(period, day), expected, "{period} {day}");
        }
    }
}
