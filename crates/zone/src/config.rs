//! `zone.toml`: what a zone is called, what a day is there, which packs judge it.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::Path;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::bulletin::Letterhead;
use crate::sign_in::SignIn;
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
    /// How people sign in besides by a password of the book.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in: Option<SignIn>,
    /// How the door is kept, if not as usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<DoorSettings>,
    /// Settings of packs that differ from their defaults: `[settings.water-quality]`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, toml::Table>,
}

/// How the door is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoorSettings {
    /// Days that the lake keeps the raw frames of instruments; for ever where it is not said. Their
    /// readings stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_frames_days: Option<NonZeroU32>,
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
            sign_in: None,
            door: None,
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
        let given = toml::from_str(&text).map_err(|e| refused(&path, &text, &e))?;
        Self::checked(given).map_err(|e| ZoneError::Config {
            path,
            place: None,
            message: e.to_string(),
        })
    }

    /// Reads the text of a `zone.toml`.
    ///
    /// # Errors
    /// [`ZoneError::Refused`] with what does not parse, names an unknown time zone, has a password
    /// in the address of the state or numbers no bulletins.
    pub fn parse(text: &str) -> Result<Self> {
        Self::checked(toml::from_str(text).map_err(|e| ZoneError::Refused(e.to_string()))?)
    }

    fn checked(config: Self) -> Result<Self> {
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

    /// Days that the lake keeps the raw frames of instruments; none where it keeps them for ever.
    pub fn kept_frames_days(&self) -> Option<u32> {
        let door = self.door.as_ref()?;
        door.keep_frames_days.map(NonZeroU32::get)
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

/// What is said of a TOML file that does not read as it should.
pub(crate) fn refused(path: &Path, text: &str, error: &toml::de::Error) -> ZoneError {
    let before = error.span().and_then(|span| text.get(..span.start));
    let place = before.map(|before| {
        let line = before.rsplit_once('\n').map_or(before, |(_, line)| line);
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    });
    ZoneError::Config {
        path: path.to_owned(),
        place,
        message: error.message().to_owned(),
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]
mod tests {
    use super::*;

    /// The line of the table that is changed, what stands there now, where the finger points, what is said.
    const MISTAKES: [(usize, &str, &str, &str); 11] = [
        (
            0,
            "issuer = \"http://sso.example\"",
            ":6:10: ",
            "expected the provider's https address",
        ),
        (1, "client_id = \"\"", ":7:13: ", "expected 1 to 256 ASCII"),
        (
            2,
            "client_secret_env = \"a b\"",
            ":8:21: ",
            "no name of an environment variable",
        ),
        (
            2,
            "client_secret_file = \"secret\"",
            ":8:22: ",
            "expected a path from the root",
        ),
        (
            2,
            "client_secret = \"x\"",
            ":8:1: ",
            "unknown field `client_secret`",
        ),
        (
            2,
            "scopes = [\"profile\"]",
            ":8:10: ",
            "\"openid\" among them",
        ),
        (2, "claim = \"\"", ":8:9: ", "expected the name of a claim"),
        (
            2,
            "origin = \"https://book.example/\"",
            ":8:10: ",
            "expected how browsers call this book",
        ),
        (
            2,
            "",
            ":5:1: ",
            "one of client_secret_file and client_secret_env",
        ),
        (
            3,
            "title = { zh = \"登录\" }",
            ":9:9: ",
            "missing field `en`",
        ),
        (
            3,
            "title = { zh = \"\", en = \"Sign in\" }",
            ":9:9: ",
            "title.zh has 0 characters",
        ),
    ];

    #[test]
    fn a_mistake_in_the_city_s_sign_in_is_told_with_file_line_and_column() {
        let folder = tempfile::tempdir().unwrap();
        let head =
            "time_zone = \"Asia/Shanghai\"\n[name]\nzh = \"区\"\nen = \"zone\"\n[sign_in.oidc]\n";
        let path = folder.path().join(FILE_NAME);
        let whole = [
            "issuer = \"https://sso.example\"",
            "client_id = \"book\"",
            "client_secret_env = \"CITY\"",
            "title = { zh = \"登录\", en = \"Sign in\" }",
        ];
        for (at, line, place, says) in MISTAKES {
            let mut lines = whole;
            lines[at] = line;
            std::fs::write(&path, format!("{head}{}\n", lines.join("\n"))).unwrap();
            let told = ZoneConfig::read(folder.path()).unwrap_err().to_string();
            let head = format!("{}{place}", path.display());
            assert!(
                told.starts_with(&head) && told.contains(says),
                "{line}: {told}"
            );
        }
        std::fs::write(&path, format!("{head}{}\n", whole.join("\n"))).unwrap();
        ZoneConfig::read(folder.path()).unwrap();
    }
}
