//! `pack.toml`: identity, properties, kinds, reasons of marks, settings.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;
use zone::config::Names;
use zone::schema::{Field, FieldShape, Kind, MarkReason, Property};

use super::{Reading, read_toml};
use crate::check::{alias, exemption, field, id, mark_reason, range, setting, title, unit};
use crate::error::Mistake;
use crate::model::{Cited, Exemption, Pack, Setting, SettingValue, Title};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    id: Spanned<String>,
    version: String,
    title: Spanned<Title>,
    #[serde(default)]
    #[allow(dead_code, reason = "read so that it is a known key; pages print it")]
    description: Option<Title>,
    #[serde(default)]
    property: Vec<RawProperty>,
    #[serde(default)]
    kind: Vec<RawKind>,
    #[serde(default)]
    mark_reason: Vec<RawMarkReason>,
    #[serde(default)]
    setting: Vec<RawSetting>,
    #[serde(default)]
    exempt: Vec<Spanned<Exemption>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawProperty {
    pub id: Spanned<String>,
    title: Spanned<Title>,
    unit: Spanned<String>,
    #[serde(default)]
    aliases: Vec<Spanned<String>>,
    hj525: Option<String>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    /// Word → the number it is kept as.
    #[serde(default)]
    words: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKind {
    id: Spanned<String>,
    title: Spanned<Title>,
    #[serde(default)]
    field: Vec<RawField>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawField {
    pub id: Spanned<String>,
    title: Spanned<Title>,
    #[serde(rename = "type")]
    pub shape: Spanned<String>,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    required: bool,
    pub default: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawSetting {
    pub id: Spanned<String>,
    title: Spanned<Title>,
    pub default: SettingValue,
    source: Spanned<String>,
    #[serde(default)]
    pub one_of: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawMarkReason {
    id: Spanned<String>,
    title: Spanned<Title>,
    pub about: Spanned<String>,
    pub flag: Option<Spanned<String>>,
    source: Spanned<String>,
}

/// Reads the manifest; `None` when it is too broken to go on.
pub(super) fn read(path: &str, text: &Arc<String>, mistakes: &mut Vec<Mistake>) -> Option<Pack> {
    let raw: Manifest = read_toml(path, text, mistakes)?;
    let mut file = Reading {
        path,
        text,
        mistakes,
    };
    let file = &mut file;
    id::of_pack(file, &raw.id);
    title::look(file, "title", &raw.title);
    for exempt in &raw.exempt {
        exemption::look(file, exempt);
    }
    let properties = properties(file, raw.property);
    let kinds = kinds(file, raw.kind);
    let mark_reasons = mark_reasons(file, raw.mark_reason);
    let settings = settings(file, raw.setting);
    let exemptions = raw.exempt.into_iter().map(Spanned::into_inner).collect();
    Some(Pack {
        id: raw.id.into_inner(),
        version: raw.version,
        title: raw.title.into_inner(),
        text: Arc::default(),
        hash: String::new(),
        properties,
        kinds,
        mark_reasons,
        settings,
        exemptions,
        standards: BTreeMap::new(),
        tables: BTreeMap::new(),
        board: None,
    })
}

fn properties(file: &mut Reading<'_>, raw: Vec<RawProperty>) -> Vec<Property> {
    let (mut seen, mut owner) = (HashSet::new(), HashMap::new());
    raw.into_iter()
        .filter_map(|raw| {
            let id = repaired(raw.id.get_ref());
            let is_first = id::look(file, "property", &raw.id, &mut seen);
            title::look(file, "title", &raw.title);
            if raw.words.is_empty() {
                unit::look(file, &raw.unit);
            }
            let words = std::iter::once(&raw.id).chain(&raw.aliases);
            alias::look(file, &id, words, &mut owner);
            range::look(file, &id, &raw);
            is_first.then(|| Property {
                id,
                title: names(raw.title.into_inner()),
                unit: raw.unit.into_inner(),
                aliases: raw.aliases.into_iter().map(Spanned::into_inner).collect(),
                code: raw.hj525,
                min: raw.min,
                max: raw.max,
                coded: raw.words.into_iter().collect(),
            })
        })
        .collect()
}

fn kinds(file: &mut Reading<'_>, raw: Vec<RawKind>) -> Vec<Kind> {
    let mut seen = HashSet::new();
    raw.into_iter()
        .filter_map(|raw| {
            let is_first = id::look(file, "kind", &raw.id, &mut seen);
            title::look(file, "title", &raw.title);
            is_first.then(|| Kind {
                id: raw.id.into_inner(),
                title: names(raw.title.into_inner()),
                fields: fields(file, raw.field),
            })
        })
        .collect()
}

fn fields(file: &mut Reading<'_>, raw: Vec<RawField>) -> Vec<Field> {
    let mut seen = HashSet::new();
    raw.into_iter()
        .map(|raw| {
            id::look(file, "field", &raw.id, &mut seen);
            title::look(file, "title", &raw.title);
            let shape = shape(&raw);
            field::look(file, &raw, shape.as_ref());
            Field {
                id: raw.id.into_inner(),
                title: names(raw.title.into_inner()),
                shape: shape.unwrap_or(FieldShape::Text),
                required: raw.required,
                default: raw.default,
            }
        })
        .collect()
}

/// What a field holds, where that can be said.
fn shape(raw: &RawField) -> Option<FieldShape> {
    match raw.shape.get_ref().as_str() {
        "text" => Some(FieldShape::Text),
        "date" => Some(FieldShape::Date),
        "number" => Some(FieldShape::Number),
        "former_names" => Some(FieldShape::FormerNames),
        "one_of" if !raw.values.is_empty() => Some(FieldShape::OneOf(raw.values.clone())),
        _ => None,
    }
}

fn mark_reasons(file: &mut Reading<'_>, raw: Vec<RawMarkReason>) -> Vec<Cited<MarkReason>> {
    let mut seen = HashSet::new();
    raw.into_iter()
        .filter_map(|raw| {
            let is_first = id::look(file, "reason of a mark", &raw.id, &mut seen);
            title::look(file, "title", &raw.title);
            let (about, flag) = mark_reason::look(file, &raw);
            is_first.then(|| Cited {
                said: MarkReason {
                    id: raw.id.into_inner(),
                    title: names(raw.title.into_inner()),
                    about,
                    flag,
                },
                source_at: raw.source.span(),
                source: raw.source.into_inner(),
            })
        })
        .collect()
}

fn settings(file: &mut Reading<'_>, raw: Vec<RawSetting>) -> BTreeMap<String, Setting> {
    let mut seen = HashSet::new();
    raw.into_iter()
        .map(|raw| {
            id::look(file, "setting", &raw.id, &mut seen);
            title::look(file, "title", &raw.title);
            setting::look(file, &raw);
            let setting = Setting {
                title: raw.title.into_inner(),
                default: raw.default,
                source_at: raw.source.span(),
                source: raw.source.into_inner(),
                one_of: raw.one_of,
            };
            (raw.id.into_inner(), setting)
        })
        .collect()
}

/// An id as it should have been written, so that what follows from a wrong one is not told too.
fn repaired(id: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    id.to_lowercase().chars().map(letter).collect()
}

fn names(title: Title) -> Names {
    Names {
        zh: title.zh,
        en: title.en,
    }
}
