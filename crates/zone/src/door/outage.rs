//! The times between openings.

use super::{Closed, Opening};
use crate::limits::DOOR_LOST_US;

/// A time for which no door was open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DoorOutage {
    /// From when, µs UTC: its closing, or its last sign of life.
    pub from_us: i64,
    /// Until when, µs UTC; nothing where it lasts.
    pub until_us: Option<i64>,
    /// Why the door closed.
    pub why: Closed,
}

/// Whether a door is open now: an opening that nobody closed gave a sign of life lately.
pub fn is_open(openings: &[Opening], now_us: i64) -> bool {
    let mut all = openings.iter();
    all.any(|opening| opening.closed_us.is_none() && now_us - opening.seen_us <= DOOR_LOST_US)
}

/// The times for which no door was open between the first of `openings`, which are in their order, and
/// now. Doors of several processes may be open at once.
pub fn outages(openings: &[Opening], now_us: i64) -> Vec<DoorOutage> {
    let mut found = Vec::new();
    let mut until: Option<(i64, Closed)> = None;
    for opening in openings {
        if let Some((end_us, why)) = until.filter(|(end_us, _)| *end_us < opening.opened_us) {
            found.push(DoorOutage {
                from_us: end_us,
                until_us: Some(opening.opened_us),
                why,
            });
        }
        let end_us = opening.closed_us.unwrap_or(opening.seen_us);
        if until.is_none_or(|(before_us, _)| before_us <= end_us) {
            until = Some((end_us, opening.why.unwrap_or(Closed::Lost)));
        }
    }
    if let Some((from_us, why)) = until.filter(|_| !is_open(openings, now_us)) {
        found.push(DoorOutage {
            from_us,
            until_us: None,
            why,
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND_US: i64 = 1_000_000;

    fn opening(opened: i64, seen: i64, closed: Option<i64>, why: Option<Closed>) -> Opening {
        Opening {
            opened_us: opened * SECOND_US,
            seen_us: seen * SECOND_US,
            closed_us: closed.map(|s| s * SECOND_US),
            why,
        }
    }

    fn told(openings: &[Opening], now: i64) -> Vec<(i64, Option<i64>, Closed)> {
        let seconds = |us: i64| us / SECOND_US;
        outages(openings, now * SECOND_US)
            .iter()
            .map(|o| (seconds(o.from_us), o.until_us.map(seconds), o.why))
            .collect()
    }

    #[test]
    fn a_door_that_never_opened_was_never_out() {
        assert_eq!(told(&[], 100), []);
        assert!(!is_open(&[], 0));
    }

    #[test]
    fn a_door_was_out_from_its_closing_or_its_last_sign_of_life_to_its_next_opening() {
        let all = [
            opening(0, 100, Some(100), Some(Closed::Stopped)),
            opening(200, 300, Some(300), Some(Closed::Lost)),
            opening(400, 500, None, None),
        ];
        let before = [
            (100, Some(200), Closed::Stopped),
            (300, Some(400), Closed::Lost),
        ];
        assert_eq!(told(&all, 510), before);
        // Exactly as long as a sign of life may fail to come, and a second longer.
        let lost = 500 + DOOR_LOST_US / SECOND_US;
        assert_eq!(told(&all, lost), before);
        let mut lasting = before.to_vec();
        lasting.push((500, None, Closed::Lost));
        assert_eq!(told(&all, lost + 1), lasting);
    }

    #[test]
    fn while_another_process_keeps_a_door_open_none_is_out() {
        let all = [
            opening(0, 1_000, Some(1_000), Some(Closed::Stopped)),
            opening(50, 100, Some(100), Some(Closed::Lost)),
            opening(900, 1_100, None, None),
        ];
        assert_eq!(told(&all, 1_105), []);
    }
}
