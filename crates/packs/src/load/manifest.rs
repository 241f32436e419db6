//! `pack.toml`: identity, properties, kinds, settings.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;
use zone::config::Names;
use zone::schema::{Field, FieldShape, Kind, Property, fold};

use super::{is_identifier, read_toml};
use crate::error::Mistake;
use crate::model::{Exemption, Pack, Setting, SettingValue, Title};

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
    setting: Vec<RawSetting>,
    #[serde(default)]
    exempt: Vec<Spanned<Exemption>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProperty {
    id: Spanned<String>,
    title: Spanned<Title>,
    unit: Spanned<String>,
    #[serde(default)]
    aliases: Vec<Spanned<String>>,
    hj525: Option<String>,
    min: Option<f64>,
    max: Option<f64>,
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
struct RawField {
    id: Spanned<String>,
    title: Spanned<Title>,
    #[serde(rename = "type")]
    shape: Spanned<String>,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    required: bool,
    default: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSetting {
    id: Spanned<String>,
    title: Spanned<Title>,
    default: SettingValue,
    source: Spanned<String>,
    #[serde(default)]
    one_of: Vec<String>,
}

/// A file that is being read.
struct Reading<'a> {
    path: &'a str,
    text: &'a Arc<String>,
    mistakes: &'a mut Vec<Mistake>,
}

/// Reads the manifest; `None` when it is too broken to go on.
pub(super) fn read(path: &str, text: &Arc<String>, mistakes: &mut Vec<Mistake>) -> Option<Pack> {
    let raw: Manifest = read_toml(path, text, mistakes)?;
    let mut reading = Reading {
        path,
        text,
        mistakes,
    };
    if !is_identifier(&raw.id.get_ref().replace('-', "_")) {
        reading.wrong(
            "id",
            &raw.id,
            format!(
                "`{}` is no id; expected lower-case words with `-` between",
                raw.id.get_ref()
            ),
        );
    }
    reading.check_title(&raw.title);
    let properties = reading.properties(raw.property);
    let kinds = raw
        .kind
        .into_iter()
        .map(|kind| reading.kind(kind))
        .collect();
    let settings = reading.settings(raw.setting);
    let exemptions = reading.exemptions(raw.exempt);
    Some(Pack {
        id: raw.id.into_inner(),
        version: raw.version,
        title: raw.title.into_inner(),
        text: Arc::default(),
        hash: String::new(),
        properties,
        kinds,
        settings,
        exemptions,
        standards: BTreeMap::new(),
        tables: BTreeMap::new(),
        board: None,
    })
}

impl Reading<'_> {
    fn wrong<T>(&mut self, check: &'static str, at: &Spanned<T>, message: impl Into<String>) {
        let span = at.span();
        let mistake = Mistake::at(self.path, self.text, span.start, span.len(), message);
        self.mistakes.push(mistake.of(check));
    }

    fn check_title(&mut self, title: &Spanned<Title>) {
        for (language, text) in [("zh", &title.get_ref().zh), ("en", &title.get_ref().en)] {
            if text.trim().is_empty() {
                self.wrong(
                    "title",
                    title,
                    format!("the title is empty in `{language}`; expected both languages"),
                );
            }
        }
    }

    fn check_id(&mut self, id: &Spanned<String>) {
        if !is_identifier(id.get_ref()) {
            self.wrong(
                "id",
                id,
                format!(
                    "`{}` is no id; expected lower-case letters, digits and `_`",
                    id.get_ref()
                ),
            );
        }
    }

    fn properties(&mut self, raw: Vec<RawProperty>) -> Vec<Property> {
        let mut owner: HashMap<String, String> = HashMap::new();
        raw.into_iter()
            .map(|raw| {
                self.check_id(&raw.id);
                self.check_title(&raw.title);
                if raw.words.is_empty() && zone::import::parse_unit(raw.unit.get_ref()).is_none() {
                    self.wrong("unit", &raw.unit, format!("the unit `{}` is not known; expected one such as mg/L, µg/L, °C, µS/cm, cells/L, m, 1", raw.unit.get_ref()));
                }
                let id = repaired(raw.id.get_ref());
                for alias in std::iter::once(&raw.id).chain(&raw.aliases) {
                    if let Some(other) = owner.insert(fold(alias.get_ref()), id.clone())
                        && other != id
                    {
                        self.wrong("alias", alias, format!("`{}` means `{other}` already; a word has one meaning", alias.get_ref()));
                    }
                }
                if let (Some(min), Some(max)) = (raw.min, raw.max)
                    && min >= max
                {
                    self.wrong("range", &raw.id, format!("the range of `{id}` is empty: min {min} is not below max {max}"));
                }
                Property {
                    id,
                    title: names(raw.title.into_inner()),
                    unit: raw.unit.into_inner(),
                    aliases: raw.aliases.into_iter().map(Spanned::into_inner).collect(),
                    code: raw.hj525,
                    min: raw.min,
                    max: raw.max,
                    coded: raw.words.into_iter().collect(),
                }
            })
            .collect()
    }

    fn kind(&mut self, raw: RawKind) -> Kind {
        self.check_id(&raw.id);
        self.check_title(&raw.title);
        let fields = raw
            .field
            .into_iter()
            .map(|field| self.field(field))
            .collect();
        Kind {
            id: raw.id.into_inner(),
            title: names(raw.title.into_inner()),
            fields,
        }
    }

    fn field(&mut self, raw: RawField) -> Field {
        self.check_id(&raw.id);
        self.check_title(&raw.title);
        let shape = match raw.shape.get_ref().as_str() {
            "text" => FieldShape::Text,
            "date" => FieldShape::Date,
            "number" => FieldShape::Number,
            "former_names" => FieldShape::FormerNames,
            "one_of" if raw.values.is_empty() => {
                self.wrong(
                    "field",
                    &raw.shape,
                    format!(
                        "`{}` is one_of nothing; expected `values`",
                        raw.id.get_ref()
                    ),
                );
                FieldShape::Text
            }
            "one_of" => FieldShape::OneOf(raw.values),
            other => {
                self.wrong("field", &raw.shape, format!("`{other}` is no type of a field; expected text, date, number, one_of or former_names"));
                FieldShape::Text
            }
        };
        if let (FieldShape::OneOf(words), Some(default)) = (&shape, &raw.default)
            && !words.contains(default)
        {
            self.wrong(
                "field",
                &raw.id,
                format!(
                    "the default `{default}` of `{}` is none of {}",
                    raw.id.get_ref(),
                    words.join(", ")
                ),
            );
        }
        Field {
            id: raw.id.into_inner(),
            title: names(raw.title.into_inner()),
            shape,
            required: raw.required,
            default: raw.default,
        }
    }

    fn exemptions(&mut self, raw: Vec<Spanned<Exemption>>) -> Vec<Exemption> {
        for exemption in &raw {
            let Exemption { check, reason, .. } = exemption.get_ref();
            if !crate::check::is_exemptible(check) {
                let known = crate::check::EXEMPTIBLE.join(", ");
                let message = format!("nothing is exempt from `{check}`; expected one of {known}");
                self.wrong("exemption", exemption, message);
            }
            if reason.zh.trim().is_empty() || reason.en.trim().is_empty() {
                let message = "the reason is empty; expected it in both languages";
                self.wrong("exemption", exemption, message);
            }
        }
        raw.into_iter().map(Spanned::into_inner).collect()
    }

    fn settings(&mut self, raw: Vec<RawSetting>) -> BTreeMap<String, Setting> {
        raw.into_iter()
            .map(|raw| {
                self.check_id(&raw.id);
                self.check_title(&raw.title);
                if let SettingValue::Word(word) = &raw.default
                    && !raw.one_of.is_empty()
                    && !raw.one_of.contains(word)
                {
                    self.wrong(
                        "setting",
                        &raw.id,
                        format!("the default `{word}` is none of {}", raw.one_of.join(", ")),
                    );
                }
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
