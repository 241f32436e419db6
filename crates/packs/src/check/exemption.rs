//! An exemption from what nobody is exempt from, or without a reason.

use toml::Spanned;

use crate::load::Reading;
use crate::model::Exemption;

const NAME: &str = "exemption";

/// Checks from which a pack may be exempt, with a reason in `pack.toml`.
const EXEMPTIBLE: [&str; 1] = ["no_case"];

/// An exemption is from a check that knows some, and says why in both languages.
pub(crate) fn look(file: &mut Reading<'_>, exemption: &Spanned<Exemption>) {
    let Exemption { check, reason, .. } = exemption.get_ref();
    if !EXEMPTIBLE.contains(&check.as_str()) {
        let known = EXEMPTIBLE.join(", ");
        let message = format!("nothing is exempt from `{check}`; expected one of {known}");
        file.tell(NAME, exemption.span(), message);
    }
    if reason.zh.trim().is_empty() || reason.en.trim().is_empty() {
        let message = "the reason is empty; expected it in both languages";
        file.tell(NAME, exemption.span(), message);
    }
}
