//! Devices of the register: how they are, and what came of them.

#![allow(
    unused_qualifications,
    reason = "the macro that describes parameters names its traits in full"
)]

pub(super) mod diary;
mod gathered;
pub(super) mod one;

use std::collections::BTreeSet;
use std::sync::Arc;

use ::zone::device::{Device as Registered, devices};
use ::zone::instant::show;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, header};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::asked::Asked;
use crate::book::Book;
use crate::completeness::Share;
use crate::door::Asker;
use crate::limits::{COMPLETENESS_DAYS, DEVICE_THINGS_SHOWN};
use crate::paging::{cut, page_rows};
use crate::problem::Problem;
use crate::seen::Seen;
use crate::states::{Because, DeviceWord, Tree};
pub(super) use gathered::{Gathered, micros};

/// An answer that is another one a moment later, whatever the book learned meanwhile.
pub(super) type Momentary<T> = ([(HeaderName, &'static str); 1], Json<T>);

/// Kept by nobody.
pub(super) fn momentary<T>(answer: T) -> Momentary<T> {
    ([(header::CACHE_CONTROL, "no-store")], Json(answer))
}

/// Readings expected and had.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReadingsHad {
    /// Nothing where too few came to tell how often they should.
    expected: Option<i64>,
    had: i64,
    /// Those of them that are valid.
    valid: i64,
    /// Of those that lack: how many fell into times for which no door was open. The rest did not come.
    lacking_by_door: i64,
}

impl From<Share> for ReadingsHad {
    fn from(share: Share) -> Self {
        Self {
            expected: share.expected,
            had: share.had,
            valid: share.valid,
            lacking_by_door: share.door,
        }
    }
}

/// A thing that a device feeds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub(crate) struct FedThing {
    kind: String,
    code: String,
    name_zh: String,
    name_en: Option<String>,
}

/// A device of the register.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Device {
    protocol: String,
    /// What it calls itself.
    identity: String,
    name_zh: String,
    name_en: Option<String>,
    /// Whether a program plays it.
    simulated: bool,
    /// `heard`; `maintenance`, `stopped` or `fault` by the flags of its last readings; `silent` after
    /// `silent_after_seconds`, or `line_down` where the server knows that it has no line; `never`;
    /// `out_of_service`.
    state: &'static str,
    /// Since when; nothing where that is not known.
    since: Option<String>,
    /// `door` or `source`, where it is out because of what it comes through.
    because: Option<&'static str>,
    /// The network address that its last line came from.
    source: Option<String>,
    /// When it was heard last: by its frames of the last day, else by that of its last reading.
    heard: Option<String>,
    silent_after_seconds: f64,
    /// Whether it has a line now; nothing where no door is open.
    on_line: Option<bool>,
    /// The first 5 of the things that it feeds.
    things: Vec<FedThing>,
    thing_count: usize,
    point_count: usize,
    /// Of the last 24 hours, all its series together; what one has too many is not counted for another.
    day: ReadingsHad,
    /// Of the last 30 days.
    month: ReadingsHad,
}

impl Device {
    pub(super) fn of(
        found: &Registered,
        seen: &Seen,
        (gathered, tree): (&Gathered, &Tree),
        tz: &TimeZone,
    ) -> Self {
        let at = |us: i64| show(us, tz);
        let state = tree.device(found.id);
        let mut things = fed_things(found, seen);
        let thing_count = things.len();
        things.truncate(DEVICE_THINGS_SHOWN);
        let dossier = seen.dossier(found);
        Self {
            protocol: found.protocol.clone(),
            identity: found.identity.clone(),
            name_zh: dossier.map_or_else(|| found.identity.clone(), |t| t.draft.name_zh.clone()),
            name_en: dossier.and_then(|t| t.draft.name_en.clone()),
            simulated: found.is_simulated,
            state: state
                .map_or(DeviceWord::Never, |(_, state)| state.word)
                .as_str(),
            since: state.and_then(|(_, state)| state.since_us).map(at),
            because: state
                .and_then(|(_, state)| state.because)
                .map(Because::as_str),
            source: state.and_then(|(source, _)| source.address.clone()),
            heard: gathered.heard_us(found).map(at),
            silent_after_seconds: gathered.silent_after(found).as_secs_f64(),
            on_line: gathered.is_on_line(found),
            things,
            thing_count,
            point_count: found.points.len(),
            day: gathered.share(found, 1).into(),
            month: gathered.share(found, COMPLETENESS_DAYS).into(),
        }
    }
}

/// The things that a device feeds, by kind and code.
fn fed_things(device: &Registered, seen: &Seen) -> Vec<FedThing> {
    let things = device.points.iter().filter_map(|point| {
        let (_, thing) = seen.series(point.series)?;
        Some(FedThing {
            kind: thing.draft.kind.clone(),
            code: thing.draft.code.clone(),
            name_zh: thing.draft.name_zh.clone(),
            name_en: thing.draft.name_en.clone(),
        })
    });
    things.collect::<BTreeSet<_>>().into_iter().collect()
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DevicesAsked {
    /// Only devices whose identity, or whose name or that of a thing that they feed, has this in it.
    text: Option<String>,
    /// Rows of the page, 1 to 1,000.
    limit: Option<usize>,
    /// The cursor that the page before gave.
    after: Option<String>,
}

/// A page of devices.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Devices {
    /// The instant that all of it is told of.
    now: String,
    /// Whether any pack says what a device is; without one none can be registered.
    declared: bool,
    /// Whether this server listens for instruments.
    door: bool,
    /// Devices that are seen, whatever was asked for.
    count: usize,
    rows: Vec<Device>,
    /// The cursor of the next page; give it back as `after`.
    next: Option<String>,
}

/// Devices by protocol and identity, with what became of their readings. A device is seen by whoever
/// sees all that it feeds.
#[utoipa::path(get, path = "/api/devices", params(DevicesAsked),
    responses((status = 200, body = Devices), Problem))]
pub(crate) async fn list_devices(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Asked(asked): Asked<DevicesAsked>,
) -> Result<Momentary<Devices>, Problem> {
    asker.works_here()?;
    let rows = page_rows(asked.limit)?;
    let zone = book.zone();
    let seen = Seen::read(zone, &asker).await?;
    let mut all = devices(zone.state()).await?;
    all.retain(|device| seen.sees_device(device));
    let registered = all.clone();
    let count = all.len();
    if let Some(text) = asked.text.as_deref() {
        let text = text.trim().to_lowercase();
        all.retain(|device| has_text(device, &seen, &text));
    }
    all.sort_by(|a, b| (&a.protocol, &a.identity).cmp(&(&b.protocol, &b.identity)));
    if let Some(cursor) = asked.after.as_deref() {
        let (protocol, identity) = cursor.split_once('/').ok_or_else(|| {
            Problem::bad_request(format!("`after` is no cursor of this list: {cursor}"))
        })?;
        all.retain(|d| (d.protocol.as_str(), d.identity.as_str()) > (protocol, identity));
    }
    let next = cut(&mut all, rows, |last| {
        format!("{}/{}", last.protocol, last.identity)
    });
    let page: Vec<i64> = all.iter().map(|device| device.id).collect();
    // A source is judged by all devices that come from it, whichever are on the page.
    let gathered = Gathered::of(&book, &asker, &registered, &page).await?;
    let tree = gathered.tree(&registered);
    Ok(momentary(Devices {
        now: show(gathered.now_us, zone.tz()),
        declared: zone.vocabulary().kinds.contains_key(::zone::device::KIND),
        door: book.has_door(),
        count,
        next,
        rows: all
            .iter()
            .map(|found| Device::of(found, &seen, (&gathered, &tree), zone.tz()))
            .collect(),
    }))
}

fn has_text(device: &Registered, seen: &Seen, text: &str) -> bool {
    let has = |name: &str| name.to_lowercase().contains(text);
    let named = |zh: &str, en: Option<&str>| has(zh) || en.is_some_and(has);
    let by_dossier = seen
        .dossier(device)
        .is_some_and(|thing| named(&thing.draft.name_zh, thing.draft.name_en.as_deref()));
    let mut things = fed_things(device, seen).into_iter();
    has(&device.identity)
        || by_dossier
        || things.any(|thing| named(&thing.name_zh, thing.name_en.as_deref()))
}
