//! Whose water a file speaks of: names are found among the things, or things are made for them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, json};

use super::options::{CodeFrom, ImportOptions};
use super::rows::Place;
use crate::instant;
use crate::schema::{Kind, fold};
use crate::state::{AuditEntry, Change, query};
use crate::thing::{self, Thing, ThingDraft};
use crate::{Result, Zone, ZoneError};

/// What a file's places are: a thing's id for each, or a sentence.
#[derive(Debug)]
pub(super) struct Found {
    /// By the place's index: the thing, or what to tell of it.
    pub things: Vec<std::result::Result<Named, String>>,
    /// Codes of the things that were made (or would be, in a dry run).
    pub created: Vec<String>,
}

/// A thing, and until when it went by the name that the file uses.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named {
    /// The thing's id.
    pub thing: i64,
    /// The first instant at which the name no longer held, µs UTC; `None` when it still holds.
    pub until_us: Option<i64>,
}

/// The things of one kind, by every name that they go by.
pub(super) struct Register {
    things: Vec<Thing>,
    /// Folded name → thing, and until when it held.
    by_name: HashMap<String, BTreeMap<usize, Option<i64>>>,
}

impl Register {
    pub(super) async fn read(zone: &Zone) -> Result<Self> {
        let things = thing::all(zone.state()).await?;
        let mut by_name: HashMap<String, BTreeMap<usize, Option<i64>>> = HashMap::new();
        for (index, thing) in things.iter().enumerate() {
            for (name, until) in thing::names_of(&thing.draft) {
                let until_us = until.and_then(|date| day_after_us(zone, date));
                let held = by_name.entry(fold(name)).or_default();
                // A name that still holds outlives its former self.
                held.entry(index)
                    .and_modify(|known| *known = (*known).and(until_us))
                    .or_insert(until_us);
            }
        }
        Ok(Self { things, by_name })
    }

    fn find(
        &self,
        place: &Place,
        code_from: CodeFrom,
    ) -> std::result::Result<Option<Named>, String> {
        let code = code_of(place, code_from);
        let mut found: Vec<(&Thing, Option<i64>)> = self.named(&code).collect();
        if found.is_empty() && code != place.name {
            // A thing known by its bare name serves too, when its area is the file's province.
            found = self
                .named(&place.name)
                .filter(|(t, _)| is_in_province(t, place))
                .collect();
        }
        if found.len() > 1 {
            let here: Vec<_> = found
                .iter()
                .copied()
                .filter(|(t, _)| is_in_province(t, place))
                .collect();
            if here.len() == 1 {
                found = here;
            }
        }
        match found.as_slice() {
            [] => Ok(None),
            [(thing, until_us)] => match (thing.draft.text("area"), place.province.as_deref()) {
                (Some(area), Some(province)) if are_two_provinces(area, province) => Err(format!(
                    "`{}` stands in the book under {area}, and in this file under {province}; \
                     pass --code province+section, or give the section of {province} a code of its own",
                    place.name
                )),
                _ => Ok(Some(Named {
                    thing: thing.id,
                    until_us: *until_us,
                })),
            },
            several => {
                let codes: Vec<_> = several.iter().map(|(t, _)| t.draft.code.as_str()).collect();
                Err(format!(
                    "`{}` names {} things: {}",
                    place.name,
                    several.len(),
                    codes.join(", ")
                ))
            }
        }
    }

    fn named(&self, name: &str) -> impl Iterator<Item = (&Thing, Option<i64>)> {
        self.by_name
            .get(&fold(name))
            .into_iter()
            .flatten()
            .map(|(index, until_us)| (&self.things[*index], *until_us))
    }
}

/// The instant after the last day on which a former name held.
fn day_after_us(zone: &Zone, date: &str) -> Option<i64> {
    instant::day_after(date.parse().ok()?, zone.tz())
}

fn is_in_province(thing: &Thing, place: &Place) -> bool {
    place.province.is_some() && thing.draft.text("area") == place.province.as_deref()
}

/// Whether both are names of provinces, and not of the same. An area may be anything else: a basin,
/// a county.
fn are_two_provinces(area: &str, province: &str) -> bool {
    let is_province = |name: &str| {
        ["省", "自治区", "特别行政区"]
            .iter()
            .any(|ending| name.ends_with(ending))
            || ["北京市", "天津市", "上海市", "重庆市"].contains(&name)
    };
    is_province(area) && is_province(province) && fold(area) != fold(province)
}

/// The code that a new thing gets.
fn code_of(place: &Place, code_from: CodeFrom) -> String {
    match (code_from, &place.province) {
        (CodeFrom::ProvinceAndSection, Some(province)) => format!("{province}{}", place.name),
        _ => place.name.clone(),
    }
}

/// Refuses a name that one file uses in two provinces, naming both.
fn check_provinces(places: &[Place], code_from: CodeFrom) -> Result<()> {
    if code_from == CodeFrom::ProvinceAndSection {
        return Ok(());
    }
    let mut provinces: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for place in places {
        if let Some(province) = &place.province {
            provinces.entry(&place.name).or_default().insert(province);
        }
    }
    let doubled: Vec<String> = provinces
        .iter()
        .filter(|(_, set)| set.len() > 1)
        .map(|(name, set)| {
            format!(
                "`{name}` ({})",
                set.iter().copied().collect::<Vec<_>>().join(", ")
            )
        })
        .collect();
    if doubled.is_empty() {
        return Ok(());
    }
    Err(ZoneError::Refused(format!(
        "the same name stands under two provinces: {}. These are different waters: \
         pass --code province+section to tell them apart; nothing was imported",
        doubled.join(", ")
    )))
}

/// Finds or makes the things of `places`.
///
/// # Errors
/// [`ZoneError::Refused`] for a name under two provinces or an unknown kind.
pub(super) async fn find_things(
    zone: &Zone,
    places: &[Place],
    options: &ImportOptions,
    who: &str,
) -> Result<Found> {
    check_provinces(places, options.code_from)?;
    let register = Register::read(zone).await?;
    let kind = match &options.create_things {
        None => None,
        Some(id) => Some(
            zone.vocabulary()
                .kinds
                .get(id)
                .ok_or_else(|| ZoneError::Unknown {
                    what: "kind in the zone's packs",
                    name: id.clone(),
                })?,
        ),
    };
    let mut found = Found {
        things: Vec::with_capacity(places.len()),
        created: Vec::new(),
    };
    let mut missing = Vec::new();
    for place in places {
        found.things.push(match register.find(place, options.code_from) {
            Ok(Some(named)) => Ok(named),
            Ok(None) => {
                missing.push(found.things.len());
                Err(format!(
                    "`{}` is no thing of this zone; `wellkeeper import things` first, or pass --create-things section",
                    place.name
                ))
            }
            Err(sentence) if kind.is_some() => return Err(ZoneError::Refused(sentence)),
            Err(sentence) => Err(sentence),
        });
    }
    if let Some(kind) = kind
        && !missing.is_empty()
    {
        create(zone, places, &missing, kind, options, who, &mut found).await?;
    }
    Ok(found)
}

async fn create(
    zone: &Zone,
    places: &[Place],
    missing: &[usize],
    kind: &Kind,
    options: &ImportOptions,
    who: &str,
    found: &mut Found,
) -> Result<()> {
    let mut change = zone.state().change(who).await?;
    let mut made: HashMap<String, i64> = HashMap::new();
    for &index in missing {
        let place = &places[index];
        let draft = draft_for(place, kind, options.code_from)?;
        let id = match made.get(&draft.code) {
            Some(id) => *id,
            None => put_if_new(&mut change, &draft).await?,
        };
        if made.insert(draft.code.clone(), id).is_none() {
            found.created.push(draft.code);
        }
        found.things[index] = Ok(Named {
            thing: id,
            until_us: None,
        });
    }
    if options.dry_run {
        return Ok(());
    }
    let detail = json!({ "kind": kind.id, "codes": found.created });
    change
        .commit(AuditEntry::new("create_things", &kind.id, &detail))
        .await
}

/// Another process may have made the thing since the register was read; then it is that one.
async fn put_if_new(change: &mut Change, draft: &ThingDraft) -> Result<i64> {
    let there: Option<(i64,)> = query("select id from thing where kind = $1 and code = $2")
        .bind(&draft.kind)
        .bind(&draft.code)
        .fetch_optional(change.connection())
        .await?;
    match there {
        Some((id,)) => Ok(id),
        None => Ok(thing::put(change, draft).await?.0),
    }
}

fn draft_for(place: &Place, kind: &Kind, code_from: CodeFrom) -> Result<ThingDraft> {
    let mut written = Vec::new();
    if let Some(province) = &place.province
        && kind.fields.iter().any(|f| f.id == "area")
    {
        written.push(("area".to_owned(), province.clone()));
    }
    let fields: Map<_, _> = thing::check_fields(kind, &written).map_err(|wrong| {
        let sentences: Vec<_> = wrong.into_iter().map(|(_, sentence)| sentence).collect();
        ZoneError::Refused(format!(
            "a `{}` cannot be made from its name alone: {}",
            kind.id,
            sentences.join("; ")
        ))
    })?;
    Ok(ThingDraft {
        kind: kind.id.clone(),
        code: code_of(place, code_from),
        name_zh: place.name.clone(),
        name_en: None,
        geometry: None,
        fields,
    })
}
