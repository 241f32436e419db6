//! `[bulletin]` of `zone.toml`: who issues the zone's bulletins, and how they are numbered.

use std::collections::HashSet;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

use crate::limits::{BUREAU_CHARS_MAX, FORMS_MAX, NUMBER_CHARS_MAX};
use crate::{Result, ZoneError};

/// The folder of the forms inside a zone.
pub const FORMS_FOLDER: &str = "forms";

/// Stands for the year of the issue.
const YEAR: &str = "{year}";
/// Stands for the place within that year, from 1.
const PLACE: &str = "{n}";

/// Who issues the bulletins of a zone, and how they are numbered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letterhead {
    /// The bureau, for the red line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bureau: Option<String>,
    /// The number, such as `十环水月〔{year}〕{n}号`.
    #[serde(default = "usual_number")]
    pub number: String,
    /// Workbooks in the folder `forms` of the zone whose named cells are filled with every bulletin, such as
    /// `forms/superior.xlsx`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<String>,
}

impl Default for Letterhead {
    fn default() -> Self {
        Self {
            bureau: None,
            number: usual_number(),
            forms: Vec::new(),
        }
    }
}

fn usual_number() -> String {
    format!("水月〔{YEAR}〕{PLACE}号")
}

impl Letterhead {
    /// Refuses a number that would not tell two issues apart, and words that no head has room for.
    ///
    /// # Errors
    /// [`ZoneError::Refused`] with what was found and expected.
    pub fn check(&self) -> Result<()> {
        let once = |part: &str| self.number.matches(part).count() == 1;
        let rest = self.number.replace(YEAR, "").replace(PLACE, "");
        let chars = self.number.chars().count();
        if !once(YEAR) || !once(PLACE) || rest.contains(['{', '}']) || chars > NUMBER_CHARS_MAX {
            return Err(ZoneError::Refused(format!(
                "[bulletin] number is `{}`; expected {YEAR} and {PLACE} once each and at most {NUMBER_CHARS_MAX} \
                 characters, such as `十环水月〔{YEAR}〕{PLACE}号`",
                self.number
            )));
        }
        self.check_forms()?;
        let Some(bureau) = &self.bureau else {
            return Ok(());
        };
        let chars = bureau.trim().chars().count();
        if (1..=BUREAU_CHARS_MAX).contains(&chars) {
            return Ok(());
        }
        Err(ZoneError::Refused(format!(
            "[bulletin] bureau has {chars} characters; expected 1 to {BUREAU_CHARS_MAX}, or no bureau at all"
        )))
    }

    /// Forms lie in a folder of the zone, so that a backup has them, and are told apart by their names.
    fn check_forms(&self) -> Result<()> {
        let mut names = HashSet::new();
        for form in &self.forms {
            let path = Path::new(form);
            let is_plain = path
                .components()
                .all(|one| matches!(one, Component::Normal(_)));
            let is_within =
                is_plain && path.starts_with(FORMS_FOLDER) && path != Path::new(FORMS_FOLDER);
            let is_workbook = form.to_lowercase().ends_with(".xlsx");
            let is_new = form_name(form).is_some_and(|name| names.insert(name));
            if !is_within || !is_workbook || !is_new || self.forms.len() > FORMS_MAX {
                return Err(ZoneError::Refused(format!(
                    "[bulletin] forms has `{form}`; expected at most {FORMS_MAX} .xlsx files in the folder \
                     `{FORMS_FOLDER}` of the zone, no two of one name, such as `forms/superior.xlsx`"
                )));
            }
        }
        Ok(())
    }

    /// The number of the `place`th issue of `year`.
    ///
    /// ```
    /// use wellkeeper_zone::bulletin::Letterhead;
    /// let head = Letterhead { number: "十环水月〔{year}〕{n}号".into(), ..Letterhead::default() };
    /// assert_eq!(head.number_of(2026, 4), "十环水月〔2026〕4号");
    /// ```
    pub fn number_of(&self, year: i64, place: i64) -> String {
        self.number
            .replace(YEAR, &year.to_string())
            .replace(PLACE, &place.to_string())
    }
}

/// What a form is called: its file's name without the ending.
pub fn form_name(form: &str) -> Option<String> {
    let stem = Path::new(form).file_stem()?.to_str()?;
    Some(stem.to_owned())
}

#[cfg(test)]
mod tests {
    use super::Letterhead;
    use crate::limits::FORMS_MAX;

    #[test]
    fn forms_lie_in_their_folder_of_the_zone_and_have_names_of_their_own() {
        let of = |forms: &[&str]| Letterhead {
            forms: forms.iter().map(|one| (*one).to_owned()).collect(),
            ..Letterhead::default()
        };
        assert!(of(&["forms/月报.xlsx", "forms/b.XLSX"]).check().is_ok());
        for wrong in [
            "forms/../a.xlsx",
            "/tmp/a.xlsx",
            "forms/a.xlsm",
            "",
            "./forms/a.xlsx",
            "a.xlsx",
        ] {
            assert!(of(&[wrong]).check().is_err(), "{wrong}");
        }
        assert!(of(&["forms/a/x.xlsx", "forms/b/x.xlsx"]).check().is_err());
        let many: Vec<String> = (0..=FORMS_MAX).map(|n| format!("forms/{n}.xlsx")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(of(&many[..FORMS_MAX]).check().is_ok());
        assert!(of(&many).check().is_err());
    }

    #[test]
    fn a_number_names_its_year_and_its_place_once_each() {
        let of = |number: &str| Letterhead {
            number: number.to_owned(),
            ..Letterhead::default()
        };
        assert!(Letterhead::default().check().is_ok());
        for number in [
            "{n}号",
            "〔{year}〕",
            "{year}{n}{n}",
            "{year}{n}{month}",
            "",
        ] {
            assert!(of(number).check().is_err(), "{number}");
        }
        let long = format!("{{year}}{{n}}{}", "水".repeat(60));
        assert!(of(&long).check().is_err());
        let nameless = Letterhead {
            bureau: Some(" ".to_owned()),
            ..Letterhead::default()
        };
        assert!(nameless.check().is_err());
    }
}
