//! A limit of a property that is not declared.

use crate::error::Mistake;
use crate::model::Pack;
use crate::sheet::{Sheet, SheetCell};

const NAME: &str = "unknown_property";

/// `item` names what a row of a standard limits.
pub(crate) fn found(sheet: &Sheet, item: &SheetCell, pack: &Pack) -> Mistake {
    let known: Vec<&str> = pack.properties.iter().map(|p| p.id.as_str()).collect();
    let message = format!(
        "`{}` is no property of this pack; there are {}",
        item.text,
        super::first_few(&known)
    );
    let help = super::property_help(pack, &item.text);
    sheet.wrong(item, message).of(NAME).help(help)
}
