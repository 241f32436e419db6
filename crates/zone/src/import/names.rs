//! Whose water a file speaks of: names are found among the things, or things are made for them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, json};

use super::options::{CodeFrom, ImportOptions};
use super::rows::Place;
use crate::schema::{Kind, fold};
use crate::state::{AuditEntry, Change};
use crate::thing::{self, Thing, ThingDraft};
use crate::{Result, Zone, ZoneError};

/// What a file's places are: a thing's id for each, or a sentence.
#[derive(Debug)]
pub(super) struct Found {
    /// By the place's index: the thing, or what to tell of it.
    pub things: Vec<std::result::Result<i64, String>>,
    /// Codes of the things that were made (or would be, in a dry run).
    pub created: Vec<String>,
}

/// The things of one kind, by every name that they go by.
pub(super) struct Register {
    things: Vec<Thing>,
    by_name: HashMap<String, Vec<usize>>,
}

impl Register {
    pub(super) async fn read(zone: &Zone) -> Result<Self> {
        let things = thing::by_kind(zone.state(), None).await?;
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, thing) in things.iter().enumerate() {
            let names: BTreeSet<String> = thing::names_of(&thing.draft)
                .into_iter()
                .map(|(name, _)| fold(name))
                .collect();
            for name in names {
                by_name.entry(name).or_default().push(index);
            }
        }
        Ok(Self { things, by_name })
    }

    fn find(
        &self,
        place: &Place,
        code_from: CodeFrom,
    ) -> std::result::Result<Option<&Thing>, String> {
        let code = code_of(place, code_from);
        let mut found: Vec<&Thing> = self.named(&code).collect();
        if found.is_empty() && code != place.name {
            // A thing known by its bare name serves too, when its area is the file's province.
            found = self
                .named(&place.name)
                .filter(|t| {
                    t.draft.text("area").is_some()
                        && t.draft.text("area") == place.province.as_deref()
                })
                .collect();
        }
        if found.len() > 1 {
            let same_area: Vec<&Thing> = found
                .iter()
                .copied()
                .filter(|t| {
                    place.province.is_some() && t.draft.text("area") == place.province.as_deref()
                })
                .collect();
            if same_area.len() == 1 {
                found = same_area;
            }
        }
        match found.as_slice() {
            [] => Ok(None),
            [thing] => match (thing.draft.text("area"), place.province.as_deref()) {
                (Some(area), Some(province)) if fold(area) != fold(province) => Err(format!(
                    "`{}` stands in the book under {area}, and in this file under {province}; \
                     pass --code province+section, or give the section of {province} a code of its own",
                    place.name
                )),
                _ => Ok(Some(thing)),
            },
            several => {
                let codes: Vec<_> = several.iter().map(|t| t.draft.code.as_str()).collect();
                Err(format!(
                    "`{}` names {} things: {}",
                    place.name,
                    several.len(),
                    codes.join(", ")
                ))
            }
        }
    }

    fn named(&self, name: &str) -> impl Iterator<Item = &Thing> {
        self.by_name
            .get(&fold(name))
            .into_iter()
            .flatten()
            .map(|index| &self.things[*index])
    }
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
            Ok(Some(thing)) => Ok(thing.id),
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
        found.things[index] = Ok(id);
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
    let there: Option<i64> =
        sqlx::query_scalar("select id from thing where kind = $1 and code = $2")
            .bind(&draft.kind)
            .bind(&draft.code)
            .fetch_optional(change.connection())
            .await?;
    match there {
        Some(id) => Ok(id),
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
