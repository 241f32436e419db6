//! Outages of the door, of sources and of devices: each is told once, of the topmost that was out.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use ::packs::session::Session;
use ::zone::device::Device as Registered;
use ::zone::inbox::received;
use ::zone::instant::show;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::seen_devices;
use crate::asked::Asked;
use crate::book::Book;
use crate::completeness::{DAY_US, among, whole};
use crate::door::Asker;
use crate::limits::{OUTAGE_DAYS, OUTAGE_DAYS_MAX, OUTAGE_SERIES_COUNTED, SILENCE_SPAN_SECONDS};
use crate::paging::{cut, page_rows};
use crate::problem::Problem;
use crate::routes::devices::{Gathered, Momentary, micros, momentary};
use crate::seen::Seen;
use crate::states::{History, Outage, OutageKind, Outlying, outages};

const MICROS: i64 = 1_000_000;
const WEEK_DAYS: u32 = 7;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OutagesAsked {
    /// Days back from now, 1 to 30; 7 where nothing is said.
    days: Option<u32>,
    /// Only what one device was touched by: its protocol. Takes `identity` too.
    protocol: Option<String>,
    /// And what it calls itself.
    identity: Option<String>,
    /// Rows of the page, 1 to 1,000.
    limit: Option<usize>,
    /// The cursor that the page before gave.
    after: Option<String>,
}

/// A page of outages.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DoorOutages {
    /// The instant that all of it is told of.
    now: String,
    rows: Vec<DoorOutage>,
    /// The cursor of the next page; give it back as `after`.
    next: Option<String>,
}

/// A time for which something was out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DoorOutage {
    /// What was out: `door`, `source` or `device`.
    node: &'static str,
    /// How: `stopped` or `lost` of a door; `line_down` of a source or a device; `silent` of a device that
    /// had its line, or may have had one.
    kind: &'static str,
    /// The address of a source.
    address: Option<String>,
    /// Of a device.
    protocol: Option<String>,
    identity: Option<String>,
    name_zh: Option<String>,
    name_en: Option<String>,
    from: String,
    /// Nothing where it lasts.
    until: Option<String>,
    /// Devices that it took with it; of those that are seen.
    device_count: usize,
    /// Readings that were expected of them in that time, as often as they come now; nothing where that is
    /// not known.
    expected: Option<i64>,
    /// Readings of that time that came all the same, sent again later; nothing where more than 5,000 series
    /// would have to be counted.
    had: Option<i64>,
}

/// Outages of the last days, the newest first. What fell into one of the door or of a source is not told
/// again of what is below it. Silences are found by frames: those that end within five minutes for each week
/// that is asked may be missed.
#[utoipa::path(get, path = "/api/door/outages", params(OutagesAsked),
    responses((status = 200, body = DoorOutages), Problem))]
pub(crate) async fn door_outages(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Asked(asked): Asked<OutagesAsked>,
) -> Result<Momentary<DoorOutages>, Problem> {
    asker.works_here()?;
    let rows = page_rows(asked.limit)?;
    let days = asked.days.unwrap_or(OUTAGE_DAYS);
    if !(1..=OUTAGE_DAYS_MAX).contains(&days) {
        return Err(Problem::bad_request(format!(
            "`days` is {days}; expected 1 to {OUTAGE_DAYS_MAX}"
        )));
    }
    let zone = book.zone();
    let seen = Seen::read(zone, &asker).await?;
    let all = seen_devices(zone, &seen).await?;
    let one = one_of(&all, &asked)?;
    let gathered = Gathered::of(&book, &asker, &all, &[]).await?;
    let mut found = find(&book, &gathered, &all, one, days).await?;
    let mut keyed: Vec<(String, Outage)> = found.drain(..).map(|out| (key_of(&out), out)).collect();
    if let Some(cursor) = asked.after.as_deref() {
        let place = keyed.iter().position(|(key, _)| key == cursor);
        let place = place.ok_or_else(|| {
            Problem::bad_request(format!("`after` is no cursor of this list: {cursor}"))
        })?;
        keyed.drain(..=place);
    }
    let next = cut(&mut keyed, rows, |(key, _)| key.clone());
    let page: Vec<Outage> = keyed.into_iter().map(|(_, out)| out).collect();
    let fell = Fell::of(&page, &all, &gathered);
    let (session, counting) = (book.session(&asker).await?, fell.clone());
    let had = book
        .answer(async move { counting.had(&session).await })
        .await?;
    let names = Names {
        all: &all,
        seen: &seen,
    };
    let at = |us: i64| show(us, zone.tz());
    let told = page.iter().zip(0_i64..).map(|(out, place)| {
        let had = had.as_ref().map(|had| had.get(&place).copied());
        let had = had.map(Option::unwrap_or_default);
        names.outage(out, (fell.expected(place), had), at)
    });
    Ok(momentary(DoorOutages {
        now: at(gathered.now_us),
        rows: told.collect(),
        next,
    }))
}

/// The device that is asked for.
fn one_of(all: &[Registered], asked: &OutagesAsked) -> Result<Option<i64>, Problem> {
    match (asked.protocol.as_deref(), asked.identity.as_deref()) {
        (None, None) => Ok(None),
        (Some(protocol), Some(identity)) => {
            let mut all = all.iter();
            let found =
                all.find(|d| (d.protocol.as_str(), d.identity.as_str()) == (protocol, identity));
            let missing = || Problem::not_found(format!("there is no device `{identity}`"));
            Ok(Some(found.ok_or_else(missing)?.id))
        }
        _ => Err(Problem::bad_request(
            "a device is named by `protocol` and `identity` together",
        )),
    }
}

async fn find(
    book: &Book,
    gathered: &Gathered,
    all: &[Registered],
    one: Option<i64>,
    days: u32,
) -> Result<Vec<Outage>, Problem> {
    let since_us = gathered.now_us - i64::from(days) * DAY_US;
    let weeks = if one.is_some() {
        1
    } else {
        days.div_ceil(WEEK_DAYS)
    };
    let span_us = SILENCE_SPAN_SECONDS * MICROS * i64::from(weeks);
    let zone = book.zone().clone();
    let arrivals = book.answer(async move { Ok(received(&zone, since_us, one, span_us).await?) });
    let arrivals = arrivals.await?;
    let devices: Vec<Outlying> = all
        .iter()
        .map(|device| Outlying {
            id: device.id,
            silent_after_us: micros(gathered.silent_after(device)),
            heard_us: gathered.heard_us(device),
            stopped_us: device.stopped_us,
        })
        .collect();
    let mut found = outages(&History {
        since_us,
        now_us: gathered.now_us,
        door: &gathered.door,
        lines: &gathered.lines,
        devices: &devices,
        arrivals: &arrivals,
    });
    if let Some(one) = one {
        found.retain(|out| out.devices.contains(&one));
    }
    Ok(found)
}

/// What tells an outage apart: nothing that begins at one instant has the same devices and kind.
fn key_of(out: &Outage) -> String {
    let first = out.devices.first().copied().unwrap_or_default();
    let kind = match out.kind {
        OutageKind::Door(_) => "door",
        OutageKind::Source(_) => "source",
        OutageKind::Line => "line",
        OutageKind::Silence => "silence",
    };
    format!("{}-{kind}-{first}", out.from_us)
}

/// The series of outages, each with how often it is read: what fell into them.
#[derive(Debug, Clone)]
struct Fell(Vec<Part>);

#[derive(Debug, Clone, Copy)]
struct Part {
    /// The outage's place on the page.
    outage: i64,
    series: i64,
    interval_us: Option<i64>,
    from_us: i64,
    until_us: i64,
}

impl Fell {
    fn of(page: &[Outage], all: &[Registered], gathered: &Gathered) -> Self {
        let of: HashMap<i64, &Registered> = all.iter().map(|device| (device.id, device)).collect();
        let mut parts = Vec::new();
        for (out, outage) in page.iter().zip(0_i64..) {
            let devices = out.devices.iter().filter_map(|id| of.get(id));
            let mut series: Vec<i64> = devices
                .flat_map(|device| device.points.iter().map(|point| point.series))
                .collect();
            series.sort_unstable();
            series.dedup();
            parts.extend(series.into_iter().map(|series| Part {
                outage,
                series,
                interval_us: gathered.interval_us(series),
                from_us: out.from_us,
                until_us: out.until_us.unwrap_or(gathered.now_us),
            }));
        }
        Self(parts)
    }

    fn expected(&self, outage: i64) -> Option<i64> {
        let parts = self.0.iter().filter(|part| part.outage == outage);
        let known = parts.filter_map(|part| {
            let interval_us = part.interval_us.filter(|us| *us > 0)?;
            Some((part.until_us - part.from_us) / interval_us)
        });
        known.reduce(|a, b| a + b)
    }

    /// Readings that came of each outage; nothing where too many would have to be counted.
    async fn had(&self, session: &Session) -> Result<Option<HashMap<i64, i64>>, Problem> {
        if self.0.is_empty() || self.0.len() > OUTAGE_SERIES_COUNTED {
            return Ok(Some(HashMap::new()).filter(|_| self.0.is_empty()));
        }
        let from_us = self
            .0
            .iter()
            .map(|part| part.from_us)
            .min()
            .unwrap_or_default();
        let until_us = self
            .0
            .iter()
            .map(|part| part.until_us)
            .max()
            .unwrap_or_default();
        let among = among(self.0.iter().map(|part| &part.series), from_us, until_us);
        let mut parts = String::new();
        for (place, part) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            let (outage, series) = (part.outage, part.series);
            let (from, until) = (part.from_us, part.until_us);
            let _ = write!(parts, "{comma}({outage}, {series}, {from}, {until})");
        }
        let batches = session
            .query(&format!(
                "select p.outage, count(*) as had
                 from (select series, arrow_cast(time, 'Int64') as us from observations where {among}) o
                 join (values {parts}) as p(outage, series, from_us, until_us)
                   on o.series = p.series and o.us >= p.from_us and o.us < p.until_us
                 group by p.outage"
            ))
            .await?;
        let mut had = HashMap::new();
        for batch in &batches {
            had.extend(
                whole(batch, "outage")?
                    .into_iter()
                    .zip(whole(batch, "had")?),
            );
        }
        Ok(Some(had))
    }
}

/// Who is called what.
struct Names<'n> {
    all: &'n [Registered],
    seen: &'n Seen,
}

impl Names<'_> {
    fn outage(
        &self,
        out: &Outage,
        (expected, had): (Option<i64>, Option<i64>),
        at: impl Fn(i64) -> String,
    ) -> DoorOutage {
        let (node, kind, address) = match &out.kind {
            OutageKind::Door(why) => ("door", why.as_str(), None),
            OutageKind::Source(address) => ("source", "line_down", Some(address.clone())),
            OutageKind::Line => ("device", "line_down", None),
            OutageKind::Silence => ("device", "silent", None),
        };
        let id = out.devices.first().filter(|_| node == "device");
        let device = id.and_then(|id| self.all.iter().find(|device| device.id == *id));
        let dossier = device.and_then(|device| self.seen.dossier(device));
        DoorOutage {
            node,
            kind,
            address,
            protocol: device.map(|device| device.protocol.clone()),
            identity: device.map(|device| device.identity.clone()),
            name_zh: dossier.map(|thing| thing.draft.name_zh.clone()),
            name_en: dossier.and_then(|thing| thing.draft.name_en.clone()),
            from: at(out.from_us),
            until: out.until_us.map(at),
            device_count: out.devices.len(),
            expected,
            had,
        }
    }
}
