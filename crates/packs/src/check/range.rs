//! A range of a property with nothing in it.

use crate::load::Reading;
use crate::load::manifest::RawProperty;

const NAME: &str = "range";

/// A property's least value lies below its greatest.
pub(crate) fn look(file: &mut Reading<'_>, id: &str, raw: &RawProperty) {
    if let (Some(min), Some(max)) = (raw.min, raw.max)
        && min >= max
    {
        let message = format!("the range of `{id}` is empty: min {min} is not below max {max}");
        file.tell(NAME, raw.id.span(), message);
    }
}
