//! What is known of some devices: when they were heard, what came, how they are.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use ::packs::cell::json_rows;
use ::packs::session::Session;
use ::zone::Zone;
use ::zone::device::{Device, KIND};
use ::zone::inbox::last_heard;
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
const INTERVAL_UNKNOWN: Duration = Duration::from_secs(3_600);

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

/// What is known of some devices.
pub(super) struct Gathered {
    pub now_us: i64,
    silent_intervals: f64,
    heard: HashMap<i64, i64>,
    begun: HashMap<i64, i64>,
    counted: HashMap<i64, Counted>,
    latest: HashMap<i64, LastReading>,
    learned: HashMap<i64, i64>,
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
            learned: HashMap::new(),
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
        for (series, learned_us, reading) in latest {
            gathered.learned.insert(series, learned_us);
            gathered.latest.insert(series, reading);
        }
        Ok(gathered)
    }

    /// When the device came into the book, µs UTC.
    pub fn begun_us(&self, device: &Device) -> Option<i64> {
        self.begun.get(&device.thing).copied()
    }

    /// When it was heard last, µs UTC: by its frames of the last day, else by the readings that it gave.
    pub fn heard_us(&self, device: &Device) -> Option<i64> {
        let by_readings = || {
            let series = device.points.iter().map(|point| point.series);
            series.filter_map(|series| self.learned.get(&series)).max()
        };
        self.heard.get(&device.id).or_else(by_readings).copied()
    }

    pub fn latest(&self, series: i64) -> Option<&LastReading> {
        self.latest.get(&series)
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
        let flags: Vec<Flag> = device
            .points
            .iter()
            .filter_map(|point| Flag::parse(&self.latest.get(&point.series)?.flag))
            .collect();
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

/// The last reading of each of `series`, with the instant that it was learned, µs UTC.
async fn last_readings(
    session: &Session,
    series: &str,
    tz: &jiff::tz::TimeZone,
) -> Result<Vec<(i64, i64, LastReading)>, Problem> {
    let batches = session
        .query(&format!(
            "select series, arrow_cast(learned_at, 'Int64') as learned_us, time, value, flag, quality,
                    cause, source, learned_at
             from latest where series in ({series})"
        ))
        .await?;
    let mut found = Vec::new();
    for batch in batches {
        let (series, learned) = (whole(&batch, "series")?, whole(&batch, "learned_us")?);
        let rows = json_rows(&[batch], tz);
        for ((series, learned), row) in series.into_iter().zip(learned).zip(rows) {
            let reading = serde_json::from_value(row).map_err(|e| Problem::fault(&e))?;
            found.push((series, learned, reading));
        }
    }
    Ok(found)
}
