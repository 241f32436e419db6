//! What is known of some devices: when they were heard, what came, how they are.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use ::packs::cell::json_rows;
use ::packs::session::Session;
use ::zone::Zone;
use ::zone::device::{Device, KIND};
use ::zone::inbox::{frames, last_heard};
use ::zone::observation::Flag;
use ::zone::thing::begun;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::book::Book;
use crate::completeness::{Cadence, Counted, DAY_US, Share, Wanted, count, whole};
use crate::door::Asker;
use crate::limits::SILENT_INTERVALS;
use crate::problem::Problem;
use crate::standing::{Signs, Standing};

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

/// What is known of some devices.
pub(super) struct Gathered {
    pub now_us: i64,
    silent_intervals: f64,
    heard: HashMap<i64, i64>,
    begun: HashMap<i64, i64>,
    counted: HashMap<i64, Counted>,
    latest: HashMap<i64, Last>,
}

/// The finest data that feed each series of `devices`.
fn cadences(devices: &[&Device]) -> BTreeMap<i64, Cadence> {
    let mut cadences = BTreeMap::new();
    for point in devices.iter().flat_map(|device| &device.points) {
        let cadence = Cadence::of(&point.data);
        let there = cadences.entry(point.series).or_insert(cadence);
        *there = cadence.min(*there);
    }
    cadences
}

impl Gathered {
    /// Of `devices`, which `asker` sees.
    pub async fn of(book: &Book, asker: &Asker, devices: &[&Device]) -> Result<Self, Problem> {
        let (zone, now_us) = (book.zone(), book.now_us());
        let heard = last_heard(zone, now_us - DAY_US).await?;
        let begun = begun(zone.state(), KIND).await?;
        let cadences = cadences(devices);
        let mut wanted = Vec::with_capacity(cadences.len());
        for (series, cadence) in &cadences {
            let feeds = |d: &&&Device| d.points.iter().any(|point| point.series == *series);
            let since = devices
                .iter()
                .filter(feeds)
                .filter_map(|d| begun.get(&d.thing));
            wanted.push(Wanted {
                series: *series,
                cadence: *cadence,
                since_us: since.min().copied().unwrap_or(now_us),
            });
        }
        let mut gathered = Self {
            now_us,
            silent_intervals: silent_intervals(zone),
            heard,
            begun,
            counted: HashMap::new(),
            latest: HashMap::new(),
        };
        if wanted.is_empty() {
            return Ok(gathered);
        }
        let (session, tz) = (book.session(asker).await?, zone.tz().clone());
        let answered = book.answer(async move {
            let counted = count(&session, &wanted, now_us, &tz).await?;
            let series: Vec<String> = wanted.iter().map(|one| one.series.to_string()).collect();
            let latest = last_readings(&session, &series.join(", "), &tz).await?;
            Ok((counted, latest))
        });
        let (counted, latest) = answered.await?;
        gathered.counted = counted;
        gathered.latest = latest;
        gathered.hear_by_readings(zone, devices).await?;
        Ok(gathered)
    }

    /// Of those that were not heard lately, the frame of their last reading tells when they were.
    async fn hear_by_readings(&mut self, zone: &Zone, devices: &[&Device]) -> Result<(), Problem> {
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
        let source = device.source();
        let points = device.points.iter();
        let last = points.filter_map(|point| self.latest.get(&point.series));
        last.filter(move |last| last.reading.source == source)
    }

    /// When the device came into the book, µs UTC.
    pub fn begun_us(&self, device: &Device) -> Option<i64> {
        self.begun.get(&device.thing).copied()
    }

    /// When it was heard last, µs UTC: by its frames of the last day, else by that of its last reading.
    pub fn heard_us(&self, device: &Device) -> Option<i64> {
        self.heard.get(&device.id).copied()
    }

    pub fn latest(&self, series: i64) -> Option<&LastReading> {
        self.latest.get(&series).map(|last| &last.reading)
    }

    pub fn counted(&self, series: i64) -> Option<&Counted> {
        self.counted.get(&series)
    }

    /// Expected and had of all series of a device, of the last `days` days.
    pub fn share(&self, device: &Device, days: usize) -> Share {
        let series = cadences(&[device]).into_keys();
        let counted = series.filter_map(|series| self.counted.get(&series));
        counted.fold(Share::default(), |all, one| all.and(one.last(days)))
    }

    /// After so long a device is silent.
    pub fn silent_after(&self, device: &Device) -> Duration {
        let intervals = device
            .points
            .iter()
            .filter_map(|point| self.counted.get(&point.series)?.interval_us);
        let shortest = intervals.filter_map(|us| u64::try_from(us).ok()).min();
        let interval = shortest.map_or(INTERVAL_UNKNOWN, Duration::from_micros);
        interval.mul_f64(self.silent_intervals)
    }

    /// How a device is.
    pub fn standing(&self, device: &Device, is_on_line: Option<bool>) -> Standing {
        let flags = self.own(device).map(|last| Flag::parse(&last.reading.flag));
        let flags: Vec<Flag> = flags.flatten().collect();
        Standing::of(&Signs {
            is_out_of_service: device.stopped_us.is_some(),
            heard_us: self.heard_us(device),
            now_us: self.now_us,
            silent_after: self.silent_after(device),
            is_on_line,
            flags: &flags,
        })
    }
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
