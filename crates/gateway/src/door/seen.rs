//! Frames that were sent again: known by the protocol's own key, QN with CN and PNO (HJ 212-2017: a
//! re-send keeps its QN).

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::limits::DOOR_KEYS_OF_DEVICE_MAX;

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
pub(super) struct Seen(Mutex<HashMap<i64, Keys>>);

#[derive(Debug, Default)]
struct Keys {
    is_kept: HashMap<String, bool>,
    order: VecDeque<String>,
}

impl Seen {
    /// Meets a frame; a new one is under way from here on.
    pub fn meet(&self, device: i64, key: &str) -> Met {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = seen.entry(device).or_default();
        match keys.is_kept.get(key) {
            Some(true) => Met::Kept,
            Some(false) => Met::UnderWay,
            None => {
                if keys.order.len() >= DOOR_KEYS_OF_DEVICE_MAX
                    && let Some(oldest) = keys.order.pop_front()
                {
                    keys.is_kept.remove(&oldest);
                }
                keys.order.push_back(key.to_owned());
                keys.is_kept.insert(key.to_owned(), false);
                Met::New
            }
        }
    }

    /// Says what became of a frame that was under way; one that was not kept may come again.
    pub fn settle(&self, device: i64, key: &str, is_kept: bool) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(keys) = seen.get_mut(&device) else {
            return;
        };
        if is_kept {
            keys.is_kept
                .entry(key.to_owned())
                .and_modify(|kept| *kept = true);
        } else {
            keys.is_kept.remove(key);
            keys.order.retain(|other| other != key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_new_once_and_again_where_it_was_not_kept() {
        let seen = Seen::default();
        assert_eq!(seen.meet(1, "a"), Met::New);
        assert_eq!(seen.meet(1, "a"), Met::UnderWay);
        assert_eq!(seen.meet(2, "a"), Met::New, "of another device");
        seen.settle(1, "a", true);
        assert_eq!(seen.meet(1, "a"), Met::Kept);
        seen.settle(2, "a", false);
        assert_eq!(seen.meet(2, "a"), Met::New);
    }

    #[test]
    fn the_keys_of_a_device_are_bounded_and_the_oldest_is_forgotten() {
        let seen = Seen::default();
        for n in 0..=DOOR_KEYS_OF_DEVICE_MAX {
            seen.meet(1, &n.to_string());
            seen.settle(1, &n.to_string(), true);
        }
        assert_eq!(seen.meet(1, "1"), Met::Kept);
        assert_eq!(seen.meet(1, "0"), Met::New);
    }
}
