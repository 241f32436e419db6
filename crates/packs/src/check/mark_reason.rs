//! A reason of a mark that is said of nothing known, or is like no flag.

use zone::observation::Flag;
use zone::schema::MarkAbout;

use crate::load::Reading;
use crate::load::manifest::RawMarkReason;

const NAME: &str = "mark_reason";

/// What the reason is said of, and the flag that says the same; what is no word is told.
pub(crate) fn look(file: &mut Reading<'_>, raw: &RawMarkReason) -> (MarkAbout, Option<Flag>) {
    let about = MarkAbout::parse(raw.about.get_ref());
    if about.is_none() {
        let message = format!(
            "`{}` is nothing that a mark is about; expected facility or monitor",
            raw.about.get_ref()
        );
        file.tell(NAME, raw.about.span(), message);
    }
    let flag = raw.flag.as_ref().and_then(|flag| {
        let known = Flag::parse(flag.get_ref());
        if known.is_none() {
            let message = format!(
                "`{}` is no flag; expected a letter of HJ 212 such as F, M, C, D, B",
                flag.get_ref()
            );
            file.tell(NAME, flag.span(), message);
        }
        known
    });
    (about.unwrap_or(MarkAbout::Monitor), flag)
}
