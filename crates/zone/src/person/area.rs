//! A part of the zone, by what the dossiers of its things say.

use std::fmt;

use serde_json::Value;

use crate::schema::Vocabulary;
use crate::thing::Thing;
use crate::{Result, ZoneError};

/// All things whose dossier says `value` in `field`, such as `county=丹江口市`. A thing that says
/// nothing there lies in no area.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Area {
    /// The field of the dossier.
    pub field: String,
    /// What it says.
    pub value: String,
}

impl Area {
    /// Reads what it writes, `FIELD=VALUE`.
    ///
    /// # Errors
    /// [`ZoneError::Refused`] where either side is empty.
    ///
    /// ```
    /// use wellkeeper_zone::person::Area;
    /// let area = Area::parse("county=丹江口市").unwrap();
    /// assert_eq!((area.field.as_str(), area.value.as_str()), ("county", "丹江口市"));
    /// assert!(Area::parse("丹江口市").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self> {
        match text.split_once('=') {
            Some((field, value)) if !field.is_empty() && !value.is_empty() => Ok(Self {
                field: field.to_owned(),
                value: value.to_owned(),
            }),
            _ => Err(ZoneError::Refused(format!(
                "`{text}` is no area; expected FIELD=VALUE of a dossier, such as county=丹江口市"
            ))),
        }
    }

    /// Whether `thing` lies in it.
    pub fn holds(&self, thing: &Thing) -> bool {
        let said = thing.draft.fields.get(&self.field);
        said.and_then(Value::as_str) == Some(self.value.as_str())
    }

    /// Refuses an area by a field that no kind of thing has.
    ///
    /// # Errors
    /// [`ZoneError::Refused`] with the fields that there are.
    pub fn check(&self, vocabulary: &Vocabulary) -> Result<()> {
        let kinds = vocabulary.kinds.values();
        let mut fields: Vec<&str> = kinds
            .flat_map(|kind| kind.fields.iter().map(|field| field.id.as_str()))
            .collect();
        if fields.contains(&self.field.as_str()) {
            return Ok(());
        }
        fields.sort_unstable();
        fields.dedup();
        Err(ZoneError::Refused(format!(
            "no kind of thing has a field `{}`; there are {}",
            self.field,
            fields.join(", ")
        )))
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.field, self.value)
    }
}
