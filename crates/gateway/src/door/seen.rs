//! Frames that were sent again: known by the protocol's own key, QN with CN and PNO (HJ 212-2017: a
//! re-send keeps its QN), and by what they say. Some devices write the same QN on different data; those
//! are different frames, and an answer for one that was not kept would lose it.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::hj212::segment::Segment;
use crate::limits::DOOR_KEYS_OF_DEVICE_MAX;

/// What tells a frame apart among its device's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    qn: u64,
    command: u16,
    packet: u16,
    content: u64,
}

/// Whether a frame was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    /// It was not; it is on its way now.
    New,
    /// It is on its way to the disk: not to be kept again, and not to be answered yet.
    UnderWay,
    /// It is durable: to be answered again.
    Kept,
}

/// The last keys of each device.
#[derive(Debug, Default)]
pub(super) struct Seen {
    devices: Mutex<HashMap<i64, Keys>>,
    hasher: RandomState,
}

#[derive(Debug, Default)]
struct Keys {
    is_kept: HashMap<Key, bool>,
    order: VecDeque<Key>,
}

impl Seen {
    /// The key of a frame; none where it has no QN of digits, as data of 2005.
    pub fn key(&self, segment: &Segment<'_>) -> Option<Key> {
        Some(Key {
            qn: segment.qn()?.text()?.parse().ok()?,
            command: segment.command().map_or(0, |command| command.0),
            packet: segment
                .packet()
                .ok()
                .flatten()
                .map_or(0, |packet| packet.number),
            content: self.hasher.hash_one(segment.data().bytes()),
        })
    }

    /// Meets a frame; a new one is under way from here on.
    pub fn meet(&self, device: i64, key: Key) -> Met {
        let mut devices = self.held();
        let keys = devices.entry(device).or_default();
        match keys.is_kept.get(&key) {
            Some(true) => Met::Kept,
            Some(false) => Met::UnderWay,
            None => {
                if keys.order.len() >= DOOR_KEYS_OF_DEVICE_MAX
                    && let Some(oldest) = keys.order.pop_front()
                {
                    keys.is_kept.remove(&oldest);
                }
                keys.order.push_back(key);
                keys.is_kept.insert(key, false);
                Met::New
            }
        }
    }

    /// Says what became of a frame that was under way; one that was not kept may come again.
    pub fn settle(&self, device: i64, key: Key, is_kept: bool) {
        let mut devices = self.held();
        let Some(keys) = devices.get_mut(&device) else {
            return;
        };
        if is_kept {
            keys.is_kept.entry(key).and_modify(|kept| *kept = true);
        } else {
            keys.is_kept.remove(&key);
            keys.order.retain(|other| *other != key);
        }
    }

    fn held(&self) -> MutexGuard<'_, HashMap<i64, Keys>> {
        self.devices.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn key(seen: &Seen, text: &str) -> Option<Key> {
        seen.key(&Segment::parse(text.as_bytes(), 0))
    }

    #[test]
    fn a_frame_is_new_once_and_again_where_it_was_not_kept() {
        let seen = Seen::default();
        let a = key(&seen, "QN=20261127080000001;CN=2011;CP=&&a=1&&").unwrap();
        assert_eq!(seen.meet(1, a), Met::New);
        assert_eq!(seen.meet(1, a), Met::UnderWay);
        assert_eq!(seen.meet(2, a), Met::New, "of another device");
        seen.settle(1, a, true);
        assert_eq!(seen.meet(1, a), Met::Kept);
        seen.settle(2, a, false);
        assert_eq!(seen.meet(2, a), Met::New);
    }

    #[test]
    fn a_re_send_is_known_and_other_data_under_the_same_qn_are_not_taken_for_one() {
        let seen = Seen::default();
        let first = key(&seen, "QN=20261127080000001;CN=2011;CP=&&a=1&&").unwrap();
        // HJ 212-2025 marks a re-send in its header.
        let again = key(&seen, "QN=20261127080000001;CN=2011;RF=1;CP=&&a=1&&").unwrap();
        let other = key(&seen, "QN=20261127080000001;CN=2011;CP=&&a=2&&").unwrap();
        assert_eq!(first, again);
        assert_ne!(first, other);
        assert_eq!(key(&seen, "CN=2011;CP=&&a=1&&"), None);
    }

    #[test]
    fn the_keys_of_a_device_are_bounded_and_the_oldest_is_forgotten() {
        let seen = Seen::default();
        let nth = |n: usize| key(&seen, &format!("QN={n};CN=2011;CP=&&a=1&&")).unwrap();
        for n in 0..=DOOR_KEYS_OF_DEVICE_MAX {
            seen.meet(1, nth(n));
            seen.settle(1, nth(n), true);
        }
        assert_eq!(seen.meet(1, nth(1)), Met::Kept);
        assert_eq!(seen.meet(1, nth(0)), Met::New);
    }
}
