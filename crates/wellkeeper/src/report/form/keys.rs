//! What the texts of keys mean: codes, and names in either language.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use packs::cell::json_rows;
use packs::session::Session;
use serde_json::Value;
use zone::Zone;
use zone::config::Names;

use super::grammar::TableAsked;
use crate::failure::Failure;
use crate::language::Language;

/// Keys by table and column.
#[derive(Default)]
pub(super) struct Keys {
    of: HashMap<(String, String), Known>,
    things: HashMap<String, Vec<(String, Names)>>,
}

/// The keys that a column may have.
#[derive(Default)]
struct Known {
    /// Codes by what they are called, in small letters.
    codes: BTreeMap<String, BTreeSet<String>>,
    names: HashMap<String, Names>,
    is_property: bool,
}

impl Keys {
    pub async fn of_things(session: &Session, zone: &Zone) -> Result<Self, Failure> {
        let sql = "select kind, code, name_zh, name_en from things";
        let mut things: HashMap<String, Vec<(String, Names)>> = HashMap::new();
        for row in json_rows(&session.query(sql).await?, zone.tz()) {
            let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            let names = Names {
                zh: text("name_zh"),
                en: text("name_en"),
            };
            let kind = things.entry(text("kind")).or_default();
            kind.push((text("code"), names));
        }
        Ok(Self {
            of: HashMap::new(),
            things,
        })
    }

    /// Learns the keys that `asked` may have.
    pub async fn learn(
        &mut self,
        (session, zone): (&Session, &Zone),
        asked: TableAsked<'_>,
    ) -> Result<(), Failure> {
        let table = asked.full_name();
        for column in asked.keys() {
            let sql = format!("select distinct \"{column}\" as key from {table}");
            let mut known = Known::default();
            for (code, names) in self.things.get(column).into_iter().flatten() {
                known.add(code, &[code, &names.zh, &names.en]);
                known.names.insert(code.clone(), names.clone());
            }
            for row in json_rows(&session.query(&sql).await?, zone.tz()) {
                let code = text_of(&row["key"]);
                if let Some(property) = zone.vocabulary().property_by_id(&code) {
                    known.is_property = true;
                    known.names.insert(code.clone(), property.title.clone());
                }
                known.add(&code, &[&code]);
            }
            self.of.insert((table.clone(), column.clone()), known);
        }
        Ok(())
    }

    /// The code that `written` means, or what is wrong with it.
    pub fn code(
        &self,
        zone: &Zone,
        asked: TableAsked<'_>,
        column: &str,
        written: &str,
    ) -> Result<String, String> {
        let key = (asked.full_name(), column.to_owned());
        let Some(known) = self.of.get(&key) else {
            return Err(format!("`{column}` is no key"));
        };
        let found = known.codes.get(&folded(written));
        let found: Vec<&String> = found.into_iter().flatten().collect();
        // A code means itself, also where something else is called so.
        if let Some(own) = found.iter().find(|code| folded(code) == folded(written)) {
            return Ok((*own).clone());
        }
        match found.as_slice() {
            [one] => Ok((*one).clone()),
            [] => known
                .loosely(zone, written)
                .ok_or_else(|| known.unknown(column, written)),
            several => {
                let codes: Vec<&str> = several.iter().map(|code| code.as_str()).collect();
                let codes = codes.join(", ");
                Err(format!(
                    "`{written}` is what several are called; expected one code of {codes}"
                ))
            }
        }
    }

    /// What stands for a code where a person reads it: its name, unless others have the same.
    pub fn name(&self, asked: TableAsked<'_>, column: &str, code: &str, lang: Language) -> String {
        let key = (asked.full_name(), column.to_owned());
        let known = self.of.get(&key);
        let names = known.and_then(|known| known.names.get(code));
        let name = names.map(|names| lang.pick(&names.zh, &names.en).trim());
        let is_own = |name: &&str| {
            let codes = known.and_then(|known| known.codes.get(&folded(name)));
            codes.is_none_or(|codes| codes.len() == 1)
        };
        let name = name.filter(|name| !name.is_empty()).filter(is_own);
        name.unwrap_or(code).to_owned()
    }
}

impl Known {
    fn add(&mut self, code: &str, called: &[&str]) {
        for name in called {
            let name = folded(name);
            if !name.is_empty() {
                self.codes.entry(name).or_default().insert(code.to_owned());
            }
        }
    }

    /// The only code that is called so but for signs that a defined name cannot have, such as brackets;
    /// of properties also what people call them.
    fn loosely(&self, zone: &Zone, written: &str) -> Option<String> {
        if self.is_property {
            let property = zone.vocabulary().property(written)?;
            return Some(property.id.clone());
        }
        let wanted = bare(written);
        let called = self.codes.iter().filter(|(name, _)| bare(name) == wanted);
        let codes: BTreeSet<&String> = called.flat_map(|(_, codes)| codes).collect();
        match codes.into_iter().collect::<Vec<_>>().as_slice() {
            [one] => Some((*one).clone()),
            _ => None,
        }
    }

    fn unknown(&self, column: &str, written: &str) -> String {
        let known = self.codes.keys().map(String::as_str);
        let help = packs::nearest(written, known).unwrap_or_else(|| {
            let codes: BTreeSet<&String> = self.codes.values().flatten().collect();
            let first: Vec<&str> = codes.iter().take(8).map(|code| code.as_str()).collect();
            let more = if codes.len() > first.len() {
                ", …"
            } else {
                ""
            };
            format!(
                "expected a code or a name such as {}{more}",
                first.join(", ")
            )
        });
        format!("no {column} of the zone is called `{written}`; {help}")
    }
}

fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

/// The letters and digits of a text, which are all that a defined name can have of it.
fn bare(text: &str) -> String {
    let all = text.chars().filter(|sign| sign.is_alphanumeric());
    all.flat_map(char::to_lowercase).collect()
}

/// What stands in a key column, as text.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
