//! The door for instruments: how it is, and what comes through it, as a tree.

#![allow(
    unused_qualifications,
    reason = "the macro that describes parameters names its traits in full"
)]

pub(super) mod outages;

use std::collections::HashMap;
use std::sync::Arc;

use ::packs::Pack;
use ::packs::session::Session;
use ::zone::Zone;
use ::zone::device::{Device as Registered, devices};
use ::zone::inbox::Waiting;
use ::zone::instant::show;
use axum::extract::State;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::devices::{Gathered, Momentary, momentary};
use crate::asked::Asked;
use crate::book::Book;
use crate::completeness::Settled;
use crate::door::Asker;
use crate::limits::DOOR_DEVICES_SHOWN;
use crate::lines::Counts;
use crate::problem::Problem;
use crate::seen::Seen;
use crate::states::tree::{DeviceState, DoorState, SeriesState, SourceState};
use crate::states::{Because, DeviceWord, SeriesWord};

/// How far down the tree is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Depth {
    /// The door and its sources.
    Sources,
    /// Devices too, and those of their series that do not flow.
    #[default]
    Devices,
    /// All series too.
    Series,
}

/// The door, the sources that come to it, their devices, their series. What is below something that is out
/// is out because of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoorTree {
    /// The instant that all of it is told of.
    pub now: String,
    /// `open`, `closed`, or `never` where no door was ever open.
    pub state: &'static str,
    /// Since when.
    pub since: Option<String>,
    /// Why it is closed: `stopped`, or `lost` where the program or its machine went without a word.
    pub why: Option<&'static str>,
    /// What waits to be carried to the lake.
    pub inbox: DoorInbox,
    /// What came in since the door was opened, where it is open in this process; who sees a part of the zone is not
    /// told.
    pub counts: Option<DoorCounts>,
    /// Devices that are seen.
    pub device_count: usize,
    /// By address; last the devices that never had a line.
    pub sources: Vec<DoorSource>,
}

/// Frames that are durable and not in the lake yet.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoorInbox {
    /// How many.
    pub frames: i64,
    /// Since when the oldest waits.
    pub since: Option<String>,
    /// Whether no more are taken until some were carried.
    pub is_full: bool,
}

/// What came in; of frames where it does not say otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoorCounts {
    /// Durable, and answered.
    pub kept: u64,
    /// Known already, and answered again.
    pub sent_again: u64,
    /// Not kept and not answered, because the inbox was full or the disk refused: they are sent again.
    pub not_kept: u64,
    /// When that was last.
    pub not_kept_at: Option<String>,
    /// Of identities that are not in the register.
    pub of_strangers: u64,
    /// Of devices that spoke otherwise, or from elsewhere, than the register says.
    pub refused: u64,
    /// Bytes that were no frame.
    pub skipped_bytes: u64,
    /// Connections that found no room.
    pub lines_turned_away: u64,
    /// Connections that did not come to speak TLS where it is spoken.
    pub handshakes_failed: u64,
}

/// A network address that devices come from; what is judged is those that are seen.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoorSource {
    /// Nothing for devices that never had a line.
    pub address: Option<String>,
    /// `up`; `down` where no device in service has a line; `idle` where none is in service, or none ever
    /// had a line.
    pub state: &'static str,
    /// Since when.
    pub since: Option<String>,
    /// `door`, where that is why it is down.
    pub because: Option<&'static str>,
    /// Devices of it.
    pub device_count: usize,
    /// Of those: silent, or without a line.
    pub out_count: usize,
    /// By protocol and identity; of all sources together 5,000 at most.
    pub devices: Vec<DoorDevice>,
}

/// A device of a source.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoorDevice {
    /// Its protocol.
    pub protocol: String,
    /// What it calls itself.
    pub identity: String,
    /// Its name.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: Option<String>,
    /// Whether a program plays it.
    pub simulated: bool,
    /// As in the list of devices.
    pub state: &'static str,
    /// Since when; nothing where that is not known.
    pub since: Option<String>,
    /// `door` or `source`, where it is out because of that.
    pub because: Option<&'static str>,
    /// When it was heard last.
    pub heard: Option<String>,
    /// Series that it feeds.
    pub series_count: usize,
    /// Those of them that do not flow, or all.
    pub series: Vec<DoorSeries>,
}

/// A series of a device.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoorSeries {
    /// Its number.
    pub series: i64,
    /// The kind of its thing.
    pub kind: String,
    /// The code of its thing.
    pub thing: String,
    /// The name of its thing.
    pub name_zh: String,
    /// The name of its thing in English.
    pub name_en: Option<String>,
    /// Its property.
    pub property: String,
    /// As on the device's page.
    pub state: &'static str,
    /// Since when; nothing where that is not known.
    pub since: Option<String>,
    /// `device`, `source` or `door`, where it is out because of that.
    pub because: Option<&'static str>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TreeAsked {
    /// `sources`, `devices` (as where nothing is said) or `series`.
    depth: Option<Depth>,
}

/// The door, its sources, their devices and series, with their states. A device is seen by whoever sees all
/// that it feeds.
#[utoipa::path(get, path = "/api/door", params(TreeAsked),
    responses((status = 200, body = DoorTree), Problem))]
pub(crate) async fn door_tree(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Asked(asked): Asked<TreeAsked>,
) -> Result<Momentary<DoorTree>, Problem> {
    asker.works_here()?;
    let seen = Seen::read(book.zone(), &asker).await?;
    let all = seen_devices(book.zone(), &seen).await?;
    let gathered = Gathered::of(&book, &asker, &all, &[]).await?;
    let telling = Telling {
        all: &all,
        seen: &seen,
        gathered: &gathered,
        waiting: book.zone().waiting().await?,
        counts: book
            .lines()
            .filter(|_| asker.area().is_none())
            .map(|lines| lines.counts()),
        tz: book.zone().tz(),
        depth: asked.depth.unwrap_or_default(),
    };
    Ok(momentary(telling.tree()))
}

/// The same of the whole zone, for whoever has it open; who is on line is known by what the door wrote down.
///
/// # Errors
/// What the databases refuse.
pub async fn door_states(zone: &Zone, packs: &[Pack]) -> Result<DoorTree, Problem> {
    let session = Session::open(zone, packs).await?;
    let seen = Seen::within(zone, None).await?;
    let all = seen_devices(zone, &seen).await?;
    let gathered = Gathered::read(zone, &session, &all, &[], (&Settled::default(), None)).await?;
    let telling = Telling {
        all: &all,
        seen: &seen,
        gathered: &gathered,
        waiting: zone.waiting().await?,
        counts: None,
        tz: zone.tz(),
        depth: Depth::Series,
    };
    Ok(telling.tree())
}

/// The devices that are seen, by protocol and identity.
async fn seen_devices(zone: &Zone, seen: &Seen) -> Result<Vec<Registered>, Problem> {
    let mut all = devices(zone.state()).await?;
    all.retain(|device| seen.sees_device(device));
    all.sort_by(|a, b| (&a.protocol, &a.identity).cmp(&(&b.protocol, &b.identity)));
    Ok(all)
}

/// What a tree is told by.
struct Telling<'t> {
    all: &'t [Registered],
    seen: &'t Seen,
    gathered: &'t Gathered,
    waiting: Waiting,
    counts: Option<Counts>,
    tz: &'t TimeZone,
    depth: Depth,
}

impl Telling<'_> {
    fn at(&self, us: i64) -> String {
        show(us, self.tz)
    }

    fn tree(&self) -> DoorTree {
        let tree = self.gathered.tree(self.all);
        let (state, since_us, why) = match tree.door {
            DoorState::Never => ("never", None, None),
            DoorState::Open { since_us } => ("open", Some(since_us), None),
            DoorState::Closed { since_us, why } => ("closed", Some(since_us), Some(why.as_str())),
        };
        let of: HashMap<i64, &Registered> = self.all.iter().map(|one| (one.id, one)).collect();
        let mut room = DOOR_DEVICES_SHOWN;
        let mut sources = Vec::with_capacity(tree.sources.len());
        for source in &tree.sources {
            let told = self.source(source, &of, room);
            room -= told.devices.len();
            sources.push(told);
        }
        DoorTree {
            now: self.at(self.gathered.now_us),
            state,
            since: since_us.map(|us| self.at(us)),
            why,
            inbox: DoorInbox {
                frames: self.waiting.frames,
                since: self.waiting.since_us.map(|us| self.at(us)),
                is_full: self.waiting.is_full(),
            },
            counts: self.counts.map(|counts| self.counts(counts)),
            device_count: self.all.len(),
            sources,
        }
    }

    fn counts(&self, counts: Counts) -> DoorCounts {
        DoorCounts {
            kept: counts.kept,
            sent_again: counts.sent_again,
            not_kept: counts.not_kept,
            not_kept_at: counts.not_kept_us.map(|us| self.at(us)),
            of_strangers: counts.of_strangers,
            refused: counts.refused,
            skipped_bytes: counts.skipped_bytes,
            lines_turned_away: counts.lines_turned_away,
            handshakes_failed: counts.handshakes_failed,
        }
    }

    fn source(
        &self,
        source: &SourceState,
        of: &HashMap<i64, &Registered>,
        room: usize,
    ) -> DoorSource {
        let idle = [DeviceWord::OutOfService, DeviceWord::Never];
        let out = [DeviceWord::LineDown, DeviceWord::Silent];
        let all = source.devices.iter();
        let is_idle = source.address.is_none() || all.clone().all(|d| idle.contains(&d.word));
        let shown = if self.depth == Depth::Sources {
            0
        } else {
            room
        };
        DoorSource {
            address: source.address.clone(),
            state: match (source.is_down, is_idle) {
                (true, _) => "down",
                (false, true) => "idle",
                (false, false) => "up",
            },
            since: source.since_us.map(|us| self.at(us)),
            because: source.because.map(Because::as_str),
            device_count: source.devices.len(),
            out_count: all.clone().filter(|d| out.contains(&d.word)).count(),
            devices: all
                .take(shown)
                .filter_map(|device| Some(self.device(device, of.get(&device.id)?)))
                .collect(),
        }
    }

    fn device(&self, state: &DeviceState, found: &Registered) -> DoorDevice {
        let dossier = self.seen.dossier(found);
        let is_told =
            |one: &&SeriesState| self.depth == Depth::Series || one.word != SeriesWord::Flowing;
        let series = state.series.iter().filter(is_told);
        DoorDevice {
            protocol: found.protocol.clone(),
            identity: found.identity.clone(),
            name_zh: dossier.map_or_else(|| found.identity.clone(), |t| t.draft.name_zh.clone()),
            name_en: dossier.and_then(|t| t.draft.name_en.clone()),
            simulated: found.is_simulated,
            state: state.word.as_str(),
            since: state.since_us.map(|us| self.at(us)),
            because: state.because.map(Because::as_str),
            heard: self.gathered.heard_us(found).map(|us| self.at(us)),
            series_count: state.series.len(),
            series: series.filter_map(|one| self.series(one)).collect(),
        }
    }

    fn series(&self, state: &SeriesState) -> Option<DoorSeries> {
        let (series, thing) = self.seen.series(state.series)?;
        Some(DoorSeries {
            series: state.series,
            kind: thing.draft.kind.clone(),
            thing: thing.draft.code.clone(),
            name_zh: thing.draft.name_zh.clone(),
            name_en: thing.draft.name_en.clone(),
            property: series.key.property.clone(),
            state: state.word.as_str(),
            since: state.since_us.map(|us| self.at(us)),
            because: state.because.map(Because::as_str),
        })
    }
}
