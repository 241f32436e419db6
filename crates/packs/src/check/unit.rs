//! A unit that is not known.

use toml::Spanned;

use crate::load::Reading;

const NAME: &str = "unit";
const PER_YEAR: &str = "/year";

/// The unit of a property.
pub(crate) fn look(file: &mut Reading<'_>, unit: &Spanned<String>) {
    if zone::import::parse_unit(unit.get_ref()).is_none() {
        file.tell(NAME, unit.span(), unknown(unit.get_ref()));
    }
}

/// The unit of a table's column, which may be what something changes by in a year.
pub(crate) fn of_column(file: &mut Reading<'_>, unit: &Spanned<String>) {
    let written = unit.get_ref();
    let quantity = written.strip_suffix(PER_YEAR).unwrap_or(written);
    if zone::import::parse_unit(quantity).is_none() {
        file.tell(NAME, unit.span(), unknown(written));
    }
}

/// What is said of a unit that nobody knows.
pub(super) fn unknown(unit: &str) -> String {
    format!(
        "the unit `{unit}` is not known; expected one such as mg/L, µg/L, °C, µS/cm, cells/L, m, 1"
    )
}
