//! One device: its entry, its dossier, its points and what came of them, its last frames.

use std::sync::Arc;

use ::zone::device::unpointed::{Unpointed, unpointed};
use ::zone::device::{Device as Registered, Point, devices};
use ::zone::inbox::{KeptFrame, frame, last_frames};
use ::zone::instant::show;
use axum::extract::State;
use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;

use super::gathered::{Gathered, LastReading};
use super::{Device, Momentary, ReadingsHad, momentary};
use crate::asked::Named;
use crate::book::Book;
use crate::completeness::{Cadence, Counted};
use crate::door::Asker;
use crate::limits::{COMPLETENESS_DAYS, DEVICE_FRAMES_SHOWN, DEVICE_POINTS_SHOWN};
use crate::problem::Problem;
use crate::routes::things::Thing;
use crate::seen::Seen;
use crate::states::{Because, Tree};

/// A device of the register, with what came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeviceWhole {
    /// The instant that all of it is told of.
    now: String,
    device: Device,
    entry: RegisterEntry,
    dossier: Option<Thing>,
    /// The first 500 of its points.
    points: Vec<DevicePoint>,
    /// Codes that it sends and no point knows, the most frequent first, at most 256; their values stand in
    /// their frames.
    unpointed: Vec<UnpointedCode>,
    /// Its last frames, the newest first, at most 20, of the last 30 days.
    frames: Vec<Frame>,
}

/// What the register says of a device, but for its key.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RegisterEntry {
    edition: String,
    /// The variant of the check that it sends.
    check: String,
    /// The networks that it may speak from; any where there are none.
    networks: Vec<String>,
    /// `never`, `binary` or `printed`.
    sealing: String,
    /// When it came into the book.
    registered: Option<String>,
    /// When it was taken out of service.
    stopped: Option<String>,
}

/// A code of a device, and the series that it feeds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DevicePoint {
    code: String,
    /// Which of its values: `Rtd`, `Avg` …
    field: String,
    /// Of which data: `realtime`, `minute`, `hour`, `day`.
    data: String,
    /// The unit that the device sends.
    unit: String,
    series: i64,
    kind: String,
    thing: String,
    name_zh: String,
    name_en: Option<String>,
    property: String,
    /// The unit of the property, in which the book keeps it.
    property_unit: String,
    /// How its series is: `flowing`; `silent`, of itself or because of what it comes through;
    /// `maintenance`, `fault` or `stopped` by the flag of its last reading; `never`.
    state: &'static str,
    /// Since when; nothing where that is not known.
    since: Option<String>,
    /// `device`, `source` or `door`, where the series is out because of it.
    because: Option<&'static str>,
    last: Option<LastReading>,
    /// Of its series, whichever points feed it.
    came: ReadingsCame,
}

/// A code that a device sends and that feeds no series.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnpointedCode {
    code: String,
    /// Which of its values: `Rtd`, `Avg` …
    field: String,
    /// Of which data: `realtime`, `minute`, `hour`, `day`.
    data: String,
    /// When the first of its values came.
    first: String,
    /// When the last came.
    last: String,
    /// How many came.
    came: i64,
    /// The last of them, as it was sent.
    last_value: String,
}

/// The readings of a series, expected and had.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadingsCame {
    /// How it was reckoned what to expect: `hour` or `day` where those are the finest data that feed the
    /// series; `seen`: by the median gap between the readings of the last day, or else of the last 30 days.
    /// Nothing is expected before the device came into the book or its first reading of these 30 days.
    reckoned: &'static str,
    interval_seconds: Option<i64>,
    /// Of the last 24 hours; of hours and days, back from the last one that is over.
    day: ReadingsHad,
    /// Of the last 30 times 24 hours.
    month: ReadingsHad,
    /// Expected of each of those 30, the oldest first.
    days_expected: Vec<Option<i64>>,
    /// Had of each of those 30.
    days_had: Vec<i64>,
}

/// A frame as it came on the wire.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Frame {
    number: i64,
    protocol: String,
    /// What the device calls itself.
    identity: String,
    received: String,
    /// What tells it apart among the device's frames.
    key: String,
    /// Whether it was sent again, or long after what it tells of.
    late: bool,
    /// Its bytes: what is no printable sign of ASCII, and `\`, as `\xNN`.
    bytes: String,
}

impl Frame {
    fn of(kept: &KeptFrame, device: &Registered, tz: &TimeZone) -> Self {
        Self {
            number: kept.frame,
            protocol: device.protocol.clone(),
            identity: device.identity.clone(),
            received: show(kept.at_us, tz),
            key: kept.key.clone(),
            late: kept.is_late,
            bytes: kept.printed(),
        }
    }
}

impl UnpointedCode {
    fn of(kept: Unpointed, tz: &TimeZone) -> Self {
        Self {
            first: show(kept.first_us, tz),
            last: show(kept.last_us, tz),
            code: kept.code,
            field: kept.field,
            data: kept.data,
            came: kept.came,
            last_value: kept.last_value,
        }
    }
}

impl ReadingsCame {
    fn of(counted: &Counted, cadence: Cadence) -> Self {
        Self {
            reckoned: cadence.as_str(),
            interval_seconds: counted.interval_us.map(|us| us / 1_000_000),
            day: counted.last(1).into(),
            month: counted.last(COMPLETENESS_DAYS).into(),
            days_expected: counted.expected.clone(),
            days_had: counted.had.clone(),
        }
    }
}

fn point_of(
    point: &Point,
    device: &Registered,
    seen: &Seen,
    (gathered, tree): (&Gathered, &Tree),
    book: &Book,
) -> Option<DevicePoint> {
    let (_, thing) = seen.series(point.series)?;
    let (_, state) = tree.device(device.id)?;
    let state = state.series.iter().find(|one| one.series == point.series)?;
    let at = |us: i64| show(us, book.zone().tz());
    let feeding = device.points.iter().filter(|p| p.series == point.series);
    let cadence = feeding.map(|point| Cadence::of(&point.data)).min()?;
    let counted = gathered.counted(point.series)?;
    let property = book.zone().vocabulary().property(&point.property);
    Some(DevicePoint {
        code: point.code.clone(),
        field: point.field.clone(),
        data: point.data.clone(),
        unit: point.unit.clone(),
        series: point.series,
        kind: thing.draft.kind.clone(),
        thing: thing.draft.code.clone(),
        name_zh: thing.draft.name_zh.clone(),
        name_en: thing.draft.name_en.clone(),
        property: point.property.clone(),
        property_unit: property.map(|p| p.unit.clone()).unwrap_or_default(),
        state: state.word.as_str(),
        since: state.since_us.map(at),
        because: state.because.map(Because::as_str),
        last: gathered.latest(point.series).cloned(),
        came: ReadingsCame::of(counted, cadence),
    })
}

/// A device: entry, dossier, points against what came, last frames in clear.
#[utoipa::path(get, path = "/api/devices/{protocol}/{identity}",
    params(("protocol" = String, Path), ("identity" = String, Path)),
    responses((status = 200, body = DeviceWhole), Problem))]
pub(crate) async fn one_device(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named((protocol, identity)): Named<(String, String)>,
) -> Result<Momentary<DeviceWhole>, Problem> {
    asker.works_here()?;
    let zone = book.zone();
    let seen = Seen::read(zone, &asker).await?;
    let mut all = devices(zone.state()).await?;
    all.retain(|device| seen.sees_device(device));
    let found = all
        .iter()
        .find(|d| (&d.protocol, &d.identity) == (&protocol, &identity))
        .ok_or_else(|| Problem::not_found(format!("there is no device `{identity}`")))?;
    let gathered = Gathered::of(&book, &asker, &all, &[found.id]).await?;
    let tree = gathered.tree(&all);
    let frames = last_frames(zone, found.id, DEVICE_FRAMES_SHOWN).await?;
    let codes = unpointed(zone.state(), &[found]).await?.remove(&found.id);
    let at = |us: i64| show(us, zone.tz());
    Ok(momentary(DeviceWhole {
        now: at(gathered.now_us),
        device: Device::of(found, &seen, (&gathered, &tree), zone.tz()),
        entry: RegisterEntry {
            edition: found.edition.clone(),
            check: found.crc.clone(),
            networks: found.networks.iter().map(ToString::to_string).collect(),
            sealing: found.sealing.clone(),
            registered: gathered.begun_us(found).map(at),
            stopped: found.stopped_us.map(at),
        },
        dossier: seen
            .dossier(found)
            .cloned()
            .map(|thing| Thing::from(thing).played(found.is_simulated)),
        points: found
            .points
            .iter()
            .take(DEVICE_POINTS_SHOWN)
            .filter_map(|point| point_of(point, found, &seen, (&gathered, &tree), &book))
            .collect(),
        unpointed: codes
            .unwrap_or_default()
            .into_iter()
            .map(|kept| UnpointedCode::of(kept, zone.tz()))
            .collect(),
        frames: frames
            .iter()
            .map(|kept| Frame::of(kept, found, zone.tz()))
            .collect(),
    }))
}

/// A frame as it came on the wire, by the number that the way back of a figure gives.
#[utoipa::path(get, path = "/api/frames/{number}", params(("number" = i64, Path)),
    responses((status = 200, body = Frame), Problem))]
pub(crate) async fn one_frame(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Momentary<Frame>, Problem> {
    asker.works_here()?;
    let zone = book.zone();
    let missing = || Problem::not_found(format!("there is no frame {number}"));
    let kept = frame(zone, number).await?.ok_or_else(missing)?;
    let seen = Seen::read(zone, &asker).await?;
    let mut all = devices(zone.state()).await?.into_iter();
    let device = all
        .find(|device| device.id == kept.device)
        .filter(|device| seen.sees_device(device))
        .ok_or_else(missing)?;
    Ok(momentary(Frame::of(&kept, &device, zone.tz())))
}
