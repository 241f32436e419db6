//! What is known of some devices: when they were heard, what came, how they are.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use ::packs::cell::json_rows;
use ::packs::session::Session;
use ::zone::Zone;
use ::zone::device::{Device, KIND};
use ::zone::door::{DoorOutage, Line, Opening, is_open, lines, openings, outages};
use ::zone::inbox::{frames, last_heard};
use ::zone::observation::Flag;
use ::zone::thing::begun;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::book::Book;
use crate::completeness::{
    Cadence, Counted, DAY_US, Settled, Share, Wanted, among, count, intervals, whole,
};
use crate::door::Asker;
use crate::limits::{COMPLETENESS_DAYS, SILENT_INTERVALS};
use crate::lines::Lines;
use crate::problem::Problem;
use crate::states::{DeviceFacts, Facts, SeriesFacts, Tree, lines_of, tree};

/// The pack whose setting says after how many intervals a device is silent, and the setting.
const PACK: &str = "instruments";
const SETTING: &str = "silent_intervals";
/// What is taken for the interval of a device that sent less than two readings.
const INTERVAL_UNKNOWN: Duration = Duration::from_hours(1);

/// The last reading of a series.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct LastReading {
    time: String,
    value: Option<f64>,
    flag: String,
    quality: String,
    cause: Option<String>,
    source: String,
    learned_at: String,
}

/// The last reading of a series, and where it came from.
struct Last {
    learned_us: i64,
    /// The number of its frame, where it came in at the door.
    line: i64,
    reading: LastReading,
}

/// What is known of devices.
pub(crate) struct Gathered {
    pub now_us: i64,
    silent_intervals: f64,
    heard: HashMap<i64, i64>,
    begun: HashMap<i64, i64>,
    intervals: HashMap<i64, i64>,
    counted: HashMap<i64, Counted>,
    latest: HashMap<i64, Last>,
    flag_since: HashMap<i64, i64>,
    on_line: HashMap<i64, bool>,
    opened_us: Option<i64>,
    /// When no door was open in the days that are counted, and the last such time.
    pub door: Vec<DoorOutage>,
    /// The lines of those days, and the last of each device.
    pub lines: Vec<Line>,
}

/// The finest data that feed each series of `devices`.
fn cadences<'d>(devices: impl IntoIterator<Item = &'d Device>) -> BTreeMap<i64, Cadence> {
    let mut cadences = BTreeMap::new();
    for point in devices.into_iter().flat_map(|device| &device.points) {
        let cadence = Cadence::of(&point.data);
        let there = cadences.entry(point.series).or_insert(cadence);
        *there = cadence.min(*there);
    }
    cadences
}

impl Gathered {
    /// Of `devices`, which are all that `asker` sees; their readings are counted of those with the numbers
    /// `counted` only.
    pub async fn of(
        book: &Book,
        asker: &Asker,
        devices: &[Device],
        counted: &[i64],
    ) -> Result<Self, Problem> {
        let session = book.session(asker).await?;
        let (zone, lines) = (book.zone().clone(), book.lines());
        let (devices, counted) = (devices.to_vec(), counted.to_vec());
        let settled = Arc::clone(book.settled());
        let gathering = async move {
            let here = (&*settled, lines.as_deref());
            Self::read(&zone, &session, &devices, &counted, here).await
        };
        book.answer(gathering).await
    }

    /// The same by a session that is open. This process knows intervals that are settled, and, where a door is open
    /// in it, who is on line.
    pub async fn read(
        zone: &Zone,
        session: &Session,
        devices: &[Device],
        counted: &[i64],
        (settled, here): (&Settled, Option<&dyn Lines>),
    ) -> Result<Self, Problem> {
        let now_us = zone.clock().now_us();
        let since_us = now_us - days_us(COMPLETENESS_DAYS + 1);
        let openings = openings(zone.state(), since_us).await?;
        let lines = lines(zone.state(), since_us).await?;
        let on_line = on_line(devices, &lines, (&openings, now_us), here);
        let mut gathered = Self {
            now_us,
            silent_intervals: silent_intervals(zone),
            heard: last_heard(zone, now_us - DAY_US).await?,
            begun: begun(zone.state(), KIND).await?,
            intervals: HashMap::new(),
            counted: HashMap::new(),
            latest: HashMap::new(),
            flag_since: HashMap::new(),
            on_line,
            opened_us: openings.first().map(|opening| opening.opened_us),
            door: outages(&openings, now_us),
            lines,
        };
        let wanted = gathered.wanted(devices);
        if wanted.is_empty() {
            return Ok(gathered);
        }
        let series: Vec<String> = wanted.iter().map(|one| one.series.to_string()).collect();
        gathered.intervals = intervals(session, &wanted, settled, now_us).await?;
        gathered.latest = last_readings(session, &series.join(", "), zone.tz()).await?;
        gathered.flag_since = flag_since(session, &gathered.latest, now_us).await?;
        let is_counted = |device: &&Device| counted.contains(&device.id);
        let of_counted = cadences(devices.iter().filter(is_counted));
        let mut wanted = wanted;
        wanted.retain(|one| of_counted.contains_key(&one.series));
        let known = (&gathered.intervals, gathered.door.as_slice());
        gathered.counted = count(session, &wanted, known, now_us, zone.tz()).await?;
        gathered.hear_by_readings(zone, devices).await?;
        Ok(gathered)
    }

    fn wanted(&self, devices: &[Device]) -> Vec<Wanted> {
        let mut since: HashMap<i64, i64> = HashMap::new();
        for device in devices {
            let Some(begun_us) = self.begun.get(&device.thing) else {
                continue;
            };
            for point in &device.points {
                let there = since.entry(point.series).or_insert(*begun_us);
                *there = (*there).min(*begun_us);
            }
        }
        let cadences = cadences(devices).into_iter();
        cadences
            .map(|(series, cadence)| Wanted {
                series,
                cadence,
                since_us: since.get(&series).copied().unwrap_or(self.now_us),
            })
            .collect()
    }

    /// Of those that were not heard lately, the frame of their last reading tells when they were.
    async fn hear_by_readings(&mut self, zone: &Zone, devices: &[Device]) -> Result<(), Problem> {
        let silent = devices
            .iter()
            .filter(|device| !self.heard.contains_key(&device.id));
        let last: Vec<(i64, i64)> = silent
            .filter_map(|device| {
                let newest = self.own(device).max_by_key(|last| last.learned_us)?;
                Some((device.id, newest.line))
            })
            .collect();
        let numbers: Vec<i64> = last.iter().map(|(_, line)| *line).collect();
        let frames = frames(zone, &numbers).await?;
        for (device, line) in last {
            // Two devices may feed one series.
            if let Some(frame) = frames.get(&line).filter(|frame| frame.device == device) {
                self.heard.insert(device, frame.at_us);
            }
        }
        Ok(())
    }

    /// The last readings of a device's series that came in at the door, from it or one like it.
    fn own<'a>(&'a self, device: &'a Device) -> impl Iterator<Item = &'a Last> {
        let points = device.points.iter();
        points.filter_map(|point| self.own_last(device, point.series))
    }

    fn own_last(&self, device: &Device, series: i64) -> Option<&Last> {
        let last = self.latest.get(&series)?;
        Some(last).filter(|last| last.reading.source == device.source())
    }

    /// When the device came into the book, µs UTC.
    pub fn begun_us(&self, device: &Device) -> Option<i64> {
        self.begun.get(&device.thing).copied()
    }

    /// When it was heard last, µs UTC: by its frames of the last day, else by that of its last reading.
    pub fn heard_us(&self, device: &Device) -> Option<i64> {
        self.heard.get(&device.id).copied()
    }

    /// Whether it has a line now; nothing where no door is open.
    pub fn is_on_line(&self, device: &Device) -> Option<bool> {
        self.on_line.get(&device.id).copied()
    }

    pub fn latest(&self, series: i64) -> Option<&LastReading> {
        self.latest.get(&series).map(|last| &last.reading)
    }

    pub fn counted(&self, series: i64) -> Option<&Counted> {
        self.counted.get(&series)
    }

    /// Expected and had of all series of a device, of the last `days` days.
    pub fn share(&self, device: &Device, days: usize) -> Share {
        let series = cadences([device]).into_keys();
        let counted = series.filter_map(|series| self.counted.get(&series));
        counted.fold(Share::default(), |all, one| all.and(one.last(days)))
    }

    /// Between two readings of a series, µs; nothing where too few came.
    pub fn interval_us(&self, series: i64) -> Option<i64> {
        self.intervals.get(&series).copied()
    }

    /// After so long a device is silent.
    pub fn silent_after(&self, device: &Device) -> Duration {
        let intervals = device
            .points
            .iter()
            .filter_map(|point| self.interval_us(point.series));
        self.silence_of(intervals.min())
    }

    fn silence_of(&self, interval_us: Option<i64>) -> Duration {
        let interval = interval_us.and_then(|us| u64::try_from(us).ok());
        let interval = interval.map_or(INTERVAL_UNKNOWN, Duration::from_micros);
        interval.mul_f64(self.silent_intervals)
    }

    /// How the door, the sources, `devices` and their series are.
    pub fn tree(&self, devices: &[Device]) -> Tree {
        let facts: Vec<DeviceFacts> = devices.iter().map(|device| self.facts(device)).collect();
        tree(&Facts {
            now_us: self.now_us,
            opened_us: self.opened_us,
            door: &self.door,
            lines: &self.lines,
            devices: &facts,
        })
    }

    fn facts(&self, device: &Device) -> DeviceFacts {
        let series = cadences([device]).into_keys();
        let of_series = |series: i64| {
            let last = self.own_last(device, series);
            SeriesFacts {
                series,
                learned_us: last.map(|last| last.learned_us),
                silent_after_us: micros(self.silence_of(self.interval_us(series))),
                flag: last.and_then(|last| Flag::parse(&last.reading.flag)),
                flag_since_us: self.flag_since.get(&series).copied(),
            }
        };
        DeviceFacts {
            id: device.id,
            stopped_us: device.stopped_us,
            heard_us: self.heard_us(device),
            silent_after_us: micros(self.silent_after(device)),
            is_on_line: self.is_on_line(device),
            series: series.map(of_series).collect(),
        }
    }
}

pub(crate) fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}

fn days_us(days: usize) -> i64 {
    i64::try_from(days)
        .unwrap_or(i64::MAX)
        .saturating_mul(DAY_US)
}

/// Who is on line: as the door of this process knows, or as another one wrote it down.
fn on_line(
    devices: &[Device],
    all: &[Line],
    (openings, now_us): (&[Opening], i64),
    here: Option<&dyn Lines>,
) -> HashMap<i64, bool> {
    if let Some(here) = here {
        let of = |device: &Device| (device.id, here.is_on_line(device.id));
        return devices.iter().map(of).collect();
    }
    if !is_open(openings, now_us) {
        return HashMap::new();
    }
    let of = |device: &Device| {
        let last = lines_of(all, device.id).last();
        (device.id, last.is_some_and(|line| line.down_us.is_none()))
    };
    devices.iter().map(of).collect()
}

/// Since when each series says what its last reading says of its instrument, of those that say something.
async fn flag_since(
    session: &Session,
    latest: &HashMap<i64, Last>,
    now_us: i64,
) -> Result<HashMap<i64, i64>, Problem> {
    let mut flagged: Vec<i64> = latest
        .iter()
        .filter(|(_, last)| last.reading.flag != Flag::Normal.as_str())
        .map(|(series, _)| *series)
        .collect();
    flagged.sort_unstable();
    if flagged.is_empty() {
        return Ok(HashMap::new());
    }
    let among = among(
        flagged.iter(),
        now_us - days_us(COMPLETENESS_DAYS),
        i64::MAX / 2,
    );
    let batches = session
        .query(&format!(
            "with told as (select series, flag, arrow_cast(time, 'Int64') as us from observations where {among}),
                  other as (select t.series, max(t.us) as us from told t join latest l on l.series = t.series
                            where t.flag <> l.flag group by t.series)
             select t.series, min(t.us) as us from told t left join other o on o.series = t.series
             where o.us is null or t.us > o.us group by t.series"
        ))
        .await?;
    let mut since = HashMap::new();
    for batch in &batches {
        since.extend(whole(batch, "series")?.into_iter().zip(whole(batch, "us")?));
    }
    Ok(since)
}

/// As zone.toml has it, else [`SILENT_INTERVALS`]; what is no positive number is as if it were not said.
fn silent_intervals(zone: &Zone) -> f64 {
    let said = zone
        .config()
        .settings
        .get(PACK)
        .and_then(|of| of.get(SETTING));
    let number = said.and_then(|said| {
        let whole = said
            .as_integer()
            .and_then(|whole| i32::try_from(whole).ok());
        said.as_float().or_else(|| whole.map(f64::from))
    });
    number
        .filter(|number| (0.0..=1e6).contains(number) && *number > 0.0)
        .unwrap_or(SILENT_INTERVALS)
}

/// The last reading of each of `series`.
async fn last_readings(
    session: &Session,
    series: &str,
    tz: &jiff::tz::TimeZone,
) -> Result<HashMap<i64, Last>, Problem> {
    let batches = session
        .query(&format!(
            "select series, arrow_cast(learned_at, 'Int64') as learned_us, line, time, value, flag, quality,
                    cause, source, learned_at
             from latest where series in ({series})"
        ))
        .await?;
    let mut found = HashMap::new();
    for batch in batches {
        let (series, learned) = (whole(&batch, "series")?, whole(&batch, "learned_us")?);
        let lines = whole(&batch, "line")?;
        let rows = json_rows(&[batch], tz);
        for (place, row) in rows.into_iter().enumerate() {
            let last = Last {
                learned_us: learned[place],
                line: lines[place],
                reading: serde_json::from_value(row).map_err(|e| Problem::fault(&e))?,
            };
            found.insert(series[place], last);
        }
    }
    Ok(found)
}
