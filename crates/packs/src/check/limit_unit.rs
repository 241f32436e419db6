//! A limit's unit that is not known, or not its property's.

use zone::schema::Property;

use crate::error::Mistake;
use crate::sheet::{Sheet, SheetCell};

const NAME: &str = "limit_unit";

/// A unit that nobody knows.
pub(crate) fn unknown(sheet: &Sheet, unit: &SheetCell) -> Mistake {
    sheet.wrong(unit, super::unit::unknown(&unit.text)).of(NAME)
}

/// A unit that cannot become the property's.
pub(crate) fn of_other_kind(sheet: &Sheet, unit: &SheetCell, property: &Property) -> Mistake {
    let message = format!(
        "`{}` cannot become {}, the unit of `{}`",
        unit.text, property.unit, property.id
    );
    sheet.wrong(unit, message).of(NAME)
}
