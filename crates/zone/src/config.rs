//! `zone.toml`: what a zone is called, what a day is there, which packs judge it.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::bulletin::Letterhead;
use crate::state::PostgresAddress;
use crate::{Result, ZoneError};

/// The file's name inside a zone.
pub const FILE_NAME: &str = "zone.toml";

/// The content of `zone.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneConfig {
    /// Names in both languages.
    pub name: Names,
    /// IANA name of the time zone that decides what a day or a month is.
    pub time_zone: String,
    /// Administrative levels, highest first.
    #[serde(default = "default_levels")]
    pub admin_levels: Vec<String>,
    /// Ids of the packs that this zone uses.
    #[serde(default)]
    pub packs: Vec<String>,
    /// Sources, most trusted first: a source replaces the values of those after it. A source that
    /// is not named replaces nobody's values but its own.
    #[serde(default)]
    pub source_precedence: Vec<String>,
    /// West, south, east and north of the zone in degrees: a thing outside is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounds: Option<[f64; 4]>,
    /// Where the state lives, if not in a file of the zone's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<PostgresAddress>,
    /// Who issues the bulletins and how they are numbered, if not as usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bulletin: Option<Letterhead>,
    /// Settings of packs that differ from their defaults: `[settings.water-quality]`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, toml::Table>,
}

/// A name in Chinese and in English.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

fn default_levels() -> Vec<String> {
    ["city", "county", "township", "village"]
        .map(String::from)
        .to_vec()
}

impl ZoneConfig {
    /// A configuration with the usual levels and no declared precedence.
    ///
    /// # Errors
    /// [`ZoneError::Refused`] when the time zone is not an IANA name.
    pub fn new(name: Names, time_zone: &str, packs: Vec<String>) -> Result<Self> {
        let config = Self {
            name,
            time_zone: time_zone.to_owned(),
            admin_levels: default_levels(),
            packs,
            source_precedence: Vec::new(),
            bounds: None,
            state: None,
            bulletin: None,
            settings: BTreeMap::new(),
        };
        config.tz().map(|_| config)
    }

    /// Reads `zone.toml` of the zone in `dir`.
    ///
    /// # Errors
    /// [`ZoneError::NotAZone`] without the file, [`ZoneError::Config`] with line and column when
    /// it does not parse or names an unknown time zone.
    pub fn read(dir: &Path) -> Result<Self> {
        let path = dir.join(FILE_NAME);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(ZoneError::NotAZone(dir.to_owned()));
            }
            Err(e) => return Err(ZoneError::io(path)(e)),
        };
        let refuse = |message: String| ZoneError::Config {
            path: path.clone(),
            message,
        };
        Self::parse(&text).map_err(|e| refuse(e.to_string()))
    }

    /// Reads the text of a `zone.toml`.
    ///
    /// # Errors
    /// [`ZoneError::Refused`] with what does not parse, names an unknown time zone, has a password
    /// in the address of the state or numbers no bulletins.
    pub fn parse(text: &str) -> Result<Self> {
        let config: Self = toml::from_str(text).map_err(|e| ZoneError::Refused(e.to_string()))?;
        config.tz()?;
        if let Some(address) = &config.state {
            address.check()?;
        }
        if let Some(letterhead) = &config.bulletin {
            letterhead.check()?;
        }
        Ok(config)
    }

    /// The text of `zone.toml`.
    ///
    /// # Errors
    /// [`ZoneError::Refused`] when a setting cannot be written.
    pub fn to_text(&self) -> Result<String> {
        toml::to_string_pretty(self).map_err(|e| ZoneError::Refused(e.to_string()))
    }

    /// Who issues the bulletins, and how they are numbered.
    pub fn letterhead(&self) -> Letterhead {
        self.bulletin.clone().unwrap_or_default()
    }

    /// The time zone.
    ///
    /// # Errors
    /// [`ZoneError::Refused`] when its name is not known.
    pub fn tz(&self) -> Result<TimeZone> {
        TimeZone::get(&self.time_zone).map_err(|_| {
            ZoneError::Refused(format!(
                "`{}` is no time zone; expected an IANA name such as Asia/Shanghai",
                self.time_zone
            ))
        })
    }

    /// Whether `challenger` may replace a value that `holder` gave.
    pub fn may_replace(&self, challenger: &str, holder: &str) -> bool {
        if challenger == holder {
            return true;
        }
        let rank = |name: &str| self.source_precedence.iter().position(|s| s == name);
        match (rank(challenger), rank(holder)) {
            (Some(challenger), Some(holder)) => challenger < holder,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }
}
