//! What a person says of a layer.

use crate::config::Names;
use crate::limits::{LAYER_CODE_CHARS_MAX, LAYER_WORDS_CHARS_MAX};
use crate::person::Area;
use crate::{Result, Zone, ZoneError};

/// What a person says of a layer that is to be imported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LayerDraft {
    /// What it is called by: letters, digits, `.`, `_`, `-`.
    pub code: String,
    /// Its title.
    pub title: Names,
    /// Whom the map names for it.
    pub attribution: String,
    /// 审图号.
    pub map_number: Option<String>,
    /// Under which terms it may be used.
    pub licence: Option<String>,
    /// What the file's coordinates are in, `EPSG:4547`; else what the file says.
    pub crs: Option<String>,
    /// The part of the zone whose people see it.
    pub area: Option<Area>,
    /// The layer inside the file, where it has several.
    pub layer: Option<String>,
}

impl LayerDraft {
    /// Refuses words that are none or too many, and an area by a field that no kind of thing has.
    ///
    /// # Errors
    /// [`ZoneError::Refused`] with what was found and what was expected.
    pub(super) fn check(&self, zone: &Zone) -> Result<()> {
        let is_sign = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
        let chars = self.code.chars().count();
        if !(1..=LAYER_CODE_CHARS_MAX).contains(&chars) || !self.code.chars().all(is_sign) {
            return Err(ZoneError::Refused(format!(
                "`{}` is no code of a layer; expected 1 to {LAYER_CODE_CHARS_MAX} letters, digits, `.`, `_` or `-`",
                self.code
            )));
        }
        let needed = [
            ("the Chinese title", Some(&self.title.zh)),
            ("the English title", Some(&self.title.en)),
            ("the attribution", Some(&self.attribution)),
            ("the map number", self.map_number.as_ref()),
            ("the licence", self.licence.as_ref()),
        ];
        for (what, words) in needed {
            let Some(words) = words else { continue };
            let chars = words.trim().chars().count();
            if !(1..=LAYER_WORDS_CHARS_MAX).contains(&chars) {
                return Err(ZoneError::Refused(format!(
                    "{what} has {chars} characters; expected 1 to {LAYER_WORDS_CHARS_MAX}"
                )));
            }
        }
        let area = self.area.as_ref();
        area.map_or(Ok(()), |area| area.check(zone.vocabulary()))
    }
}
