//! A setting whose default is none of its words.

use crate::load::Reading;
use crate::load::manifest::RawSetting;
use crate::model::SettingValue;

const NAME: &str = "setting";

/// A setting of words stands on one of them.
pub(crate) fn look(file: &mut Reading<'_>, raw: &RawSetting) {
    if let SettingValue::Word(word) = &raw.default
        && !raw.one_of.is_empty()
        && !raw.one_of.contains(word)
    {
        let words = raw.one_of.join(", ");
        let message = format!("the default `{word}` is none of {words}");
        file.tell(NAME, raw.id.span(), message);
    }
}
