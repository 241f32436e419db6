//! The deadlines of marks: settings of the pack that declares a mark's reason.

use zone::Zone;
use zone::mark::{Mark, Standing};

use crate::model::{Pack, Setting, SettingValue};

/// Hours from its beginning within which an operator marks.
const MARK_WITHIN_HOURS: &str = "mark_within_hours";
/// Days from the mark within which the bureau judges it.
const VERDICT_WITHIN_DAYS: &str = "verdict_within_days";

const HOUR_US: i64 = 3_600_000_000;
const DAY_US: i64 = 24 * HOUR_US;

/// How a mark stands to its deadlines. A pack without one of the settings sets no such deadline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Due {
    /// Whether it was made too late; one made ahead is not.
    pub is_late: bool,
    /// Until when the bureau is to judge it, µs UTC.
    pub verdict_until_us: Option<i64>,
    /// Whether it waits longer than that.
    pub is_overdue: bool,
}

/// How `mark` stands to the deadlines of `zone` at `now_us` (µs UTC); on a deadline it is kept.
pub fn due(zone: &Zone, packs: &[Pack], mark: &Mark, now_us: i64) -> Due {
    let declares = |pack: &&Pack| pack.mark_reasons.iter().any(|r| r.said.id == mark.reason);
    let Some(pack) = packs.iter().find(declares) else {
        return Due::default();
    };
    let length_us = |id, unit_us: i64| Some(chosen(zone, pack, id)?.saturating_mul(unit_us));
    let marked_until_us =
        length_us(MARK_WITHIN_HOURS, HOUR_US).map(|us| mark.from_us.saturating_add(us));
    let verdict_until_us =
        length_us(VERDICT_WITHIN_DAYS, DAY_US).map(|us| mark.at_us.saturating_add(us));
    Due {
        is_late: marked_until_us.is_some_and(|until| mark.at_us > until),
        verdict_until_us,
        is_overdue: mark.standing() == Standing::Pending
            && verdict_until_us.is_some_and(|until| now_us > until),
    }
}

/// The whole number that the zone, or else the pack, sets for `id`.
fn chosen(zone: &Zone, pack: &Pack, id: &str) -> Option<i64> {
    let settings = zone.config().settings.get(&pack.id);
    let of_zone = settings.and_then(|chosen| chosen.get(id)?.as_integer());
    of_zone.or_else(|| match pack.settings.get(id)? {
        Setting {
            default: SettingValue::Whole(whole),
            ..
        } => Some(*whole),
        _ => None,
    })
}
