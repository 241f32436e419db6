//! Intervals that need not be looked for at each look at the devices.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use crate::limits::SETTLED_SECONDS;

/// Intervals that were seen in so many readings that they hold for a while.
#[derive(Debug, Default)]
pub(crate) struct Settled(Mutex<HashMap<i64, Seen>>);

/// The interval of a series, and when it was looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub at_us: i64,
    pub interval_us: i64,
}

impl Settled {
    /// Those of `missing` that still hold, which are taken out of it.
    pub(super) fn take(&self, missing: &mut BTreeSet<i64>, now_us: i64) -> HashMap<i64, i64> {
        let since_us = now_us - SETTLED_SECONDS * 1_000_000;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, seen| (since_us..=now_us).contains(&seen.at_us));
        let held = missing.iter().filter_map(|series| {
            let seen = all.get(series)?;
            Some((*series, seen.interval_us))
        });
        let held: HashMap<i64, i64> = held.collect();
        missing.retain(|series| !held.contains_key(series));
        held
    }

    pub(super) fn keep(&self, series: i64, seen: Seen) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(series, seen);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE_US: i64 = 60_000_000;

    #[test]
    fn a_settled_interval_is_taken_for_ten_minutes() {
        let (settled, interval_us) = (Settled::default(), MINUTE_US);
        settled.keep(
            1,
            Seen {
                at_us: 0,
                interval_us,
            },
        );
        let take = |now_us: i64| {
            let mut missing = BTreeSet::from([1, 2]);
            let held = settled.take(&mut missing, now_us);
            (held.get(&1).copied(), missing.len())
        };
        assert_eq!(take(10 * MINUTE_US), (Some(MINUTE_US), 1));
        // A clock that was set back does not make it younger.
        assert_eq!(take(-1), (None, 2));
        assert_eq!(take(10 * MINUTE_US), (None, 2));
    }
}
