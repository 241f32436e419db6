//! Which things and series somebody sees, by the book's own numbers: what may be decided and remarked
//! by whom is asked here.

use std::collections::{BTreeMap, HashMap};

use zone::Zone;
use zone::decision::Decision;
use zone::device::{Device, KIND};
use zone::person::Area;
use zone::series::{self, Series};
use zone::thing::{self, Thing};

use crate::door::Asker;
use crate::limits::NEIGHBOURS_SHOWN;
use crate::problem::Problem;

/// Of the dossier: sections of one water.
const WATER: [&str; 2] = ["river", "water_body"];

/// The things and series that an asker sees.
pub(crate) struct Seen {
    sees_all: bool,
    /// Of all devices: who sees what a device feeds sees its dossier.
    dossiers: HashMap<i64, Thing>,
    things: HashMap<i64, Thing>,
    series: BTreeMap<i64, Series>,
}

impl Seen {
    /// Those of `zone` that `asker` sees.
    ///
    /// # Errors
    /// A [`Problem`] when the state refuses.
    pub async fn read(zone: &Zone, asker: &Asker) -> Result<Self, Problem> {
        Self::within(zone, asker.area()).await
    }

    /// Those of `zone` that whoever sees `area` sees; all of them where there is none.
    ///
    /// # Errors
    /// A [`Problem`] when the state refuses.
    pub async fn within(zone: &Zone, area: Option<&Area>) -> Result<Self, Problem> {
        let mut things = thing::all(zone.state()).await?;
        let dossiers = things.iter().filter(|thing| thing.draft.kind == KIND);
        let dossiers = dossiers.map(|thing| (thing.id, thing.clone())).collect();
        if let Some(area) = area {
            things.retain(|thing| area.holds(thing));
        }
        let things: HashMap<i64, Thing> = things.into_iter().map(|t| (t.id, t)).collect();
        let series = series::all(zone.state()).await?.into_iter();
        let series = series.filter(|s| things.contains_key(&s.key.thing));
        let series = series.map(|s| (s.id, s)).collect();
        Ok(Self {
            sees_all: area.is_none(),
            dossiers,
            things,
            series,
        })
    }

    /// A series and its thing.
    pub fn series(&self, id: i64) -> Option<(&Series, &Thing)> {
        let series = self.series.get(&id)?;
        Some((series, self.things.get(&series.key.thing)?))
    }

    /// Refuses a series that is not seen, as if it were not there.
    ///
    /// # Errors
    /// A [`Problem`], 404.
    pub fn check_series(&self, id: i64) -> Result<(), Problem> {
        if self.series.contains_key(&id) {
            return Ok(());
        }
        Err(Problem::not_found(format!("there is no series {id}")))
    }

    /// The thing with this number.
    pub fn thing(&self, id: i64) -> Option<&Thing> {
        self.things.get(&id)
    }

    /// The number of the thing with this kind and code.
    ///
    /// # Errors
    /// A [`Problem`], 404, where there is none or it is not seen.
    pub fn thing_coded(&self, kind: &str, code: &str) -> Result<i64, Problem> {
        let mut things = self.things.values();
        let found = things.find(|t| t.draft.kind == kind && t.draft.code == code);
        found
            .map(|thing| thing.id)
            .ok_or_else(|| Problem::not_found(format!("there is no {kind} `{code}`")))
    }

    /// Whether all readings of a decision are seen.
    pub fn sees(&self, decision: &Decision) -> bool {
        let mut parts = decision.parts.iter();
        parts.all(|part| self.series.contains_key(&part.span.series))
    }

    /// Whether a device is seen: all series that it feeds are. One that feeds none is seen by whoever
    /// sees the whole zone.
    pub fn sees_device(&self, device: &Device) -> bool {
        let mut points = device.points.iter();
        self.sees_all
            || !device.points.is_empty()
                && points.all(|point| self.series.contains_key(&point.series))
    }

    /// The dossier of a device that is seen.
    pub fn dossier(&self, device: &Device) -> Option<&Thing> {
        self.dossiers.get(&device.thing)
    }

    /// Series of the same property and kind of sample at other things of the same water, by code.
    pub fn neighbours(&self, id: i64) -> Vec<(i64, &Thing)> {
        let Some((own, thing)) = self.series(id) else {
            return Vec::new();
        };
        let water = |thing: &Thing| WATER.map(|field| thing.draft.text(field).map(str::to_owned));
        let here = water(thing);
        if here[0].as_deref().is_none_or(str::is_empty) {
            return Vec::new();
        }
        let mut near: Vec<(i64, &Thing)> = self
            .series
            .values()
            .filter(|s| s.key.thing != own.key.thing)
            .filter(|s| s.key.property == own.key.property)
            .filter(|s| s.key.sample_kind == own.key.sample_kind)
            .filter_map(|s| Some((s.id, self.things.get(&s.key.thing)?)))
            .filter(|(_, other)| other.draft.kind == thing.draft.kind && water(other) == here)
            .collect();
        near.sort_by(|a, b| a.1.draft.code.cmp(&b.1.draft.code));
        near.truncate(NEIGHBOURS_SHOWN);
        near
    }
}
