//! Values of codes that feed no series, counted by device and code until they are written down.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use zone::device::unpointed::Unpointed;
use zone::limits::UNPOINTED_OF_DEVICE_MAX;

use super::hear;
use crate::limits::{
    DOOR_UNPOINTED_CODES_AT_ONCE, DOOR_UNPOINTED_SECONDS, DOOR_UNPOINTED_VALUE_CHARS_MAX,
};

const MICROS: i64 = 1_000_000;

/// Code, field, data.
type Code = (String, String, &'static str);

/// What came since it was last written down.
#[derive(Debug, Default)]
pub(super) struct Counter {
    devices: HashMap<i64, HashMap<Code, Count>>,
}

#[derive(Debug)]
struct Count {
    first_us: i64,
    last_us: i64,
    /// None of a code that was written down and did not come since.
    came: i64,
    last_value: String,
    /// When it was written down last, µs UTC; nothing since the door was opened.
    written_us: Option<i64>,
}

impl Count {
    fn is_due(&self, now_us: i64) -> bool {
        let after = |written: i64| now_us >= written + DOOR_UNPOINTED_SECONDS * MICROS;
        self.written_us.is_none_or(after)
    }
}

impl Counter {
    /// Counts what a frame of `device` said, which came at `at_us`, µs UTC.
    pub fn add(&mut self, device: i64, values: Vec<hear::Unpointed>, at_us: i64) {
        let codes = self.devices.entry(device).or_default();
        for value in values {
            let has_room = codes.len() < UNPOINTED_OF_DEVICE_MAX;
            let count = match codes.entry((value.code, value.field, value.data)) {
                Entry::Occupied(there) => there.into_mut(),
                Entry::Vacant(_) if !has_room => continue,
                Entry::Vacant(room) => room.insert(Count {
                    first_us: at_us,
                    last_us: at_us,
                    came: 0,
                    last_value: String::new(),
                    written_us: None,
                }),
            };
            if count.came == 0 {
                count.first_us = at_us;
            }
            count.last_us = at_us;
            count.came += 1;
            let shown = value.value.chars().take(DOOR_UNPOINTED_VALUE_CHARS_MAX);
            count.last_value = shown.collect();
        }
    }

    /// What is to be written down now, at most [`DOOR_UNPOINTED_CODES_AT_ONCE`] codes: those that are new or
    /// were written down long enough ago, and all that came where the door closes.
    pub fn take(&mut self, now_us: i64, closes: bool) -> Vec<Unpointed> {
        let mut all = Vec::new();
        for (device, codes) in &mut self.devices {
            for ((code, field, data), count) in codes {
                if count.came == 0 || !(closes || count.is_due(now_us)) {
                    continue;
                }
                if all.len() == DOOR_UNPOINTED_CODES_AT_ONCE {
                    return all;
                }
                count.written_us = Some(now_us);
                all.push(Unpointed {
                    device: *device,
                    code: code.clone(),
                    field: field.clone(),
                    data: (*data).to_owned(),
                    first_us: count.first_us,
                    last_us: count.last_us,
                    came: std::mem::take(&mut count.came),
                    last_value: count.last_value.clone(),
                });
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(code: &str, value: &str) -> hear::Unpointed {
        hear::Unpointed {
            code: code.to_owned(),
            field: "Rtd".to_owned(),
            data: "realtime",
            value: value.to_owned(),
        }
    }

    #[test]
    fn a_new_code_is_written_at_once_and_one_that_is_known_after_a_while() {
        let mut counter = Counter::default();
        let minute_us = 60 * MICROS;
        counter.add(1, vec![value("a", "1"), value("a", "2")], minute_us);
        let [first] = &counter.take(minute_us, false)[..] else {
            panic!("one code");
        };
        assert_eq!((first.came, first.last_value.as_str()), (2, "2"));
        counter.add(1, vec![value("a", "3")], 2 * minute_us);
        assert_eq!(counter.take(2 * minute_us, false), []);
        let due_us = minute_us + DOOR_UNPOINTED_SECONDS * MICROS;
        assert_eq!(counter.take(due_us - 1, false), []);
        let [later] = &counter.take(due_us, false)[..] else {
            panic!("one code");
        };
        assert_eq!((later.came, later.first_us), (1, 2 * minute_us));
        assert_eq!(counter.take(due_us, true), [], "nothing came since");
    }

    #[test]
    fn codes_of_a_device_and_signs_of_a_value_are_bounded() {
        let mut counter = Counter::default();
        for number in 0..=UNPOINTED_OF_DEVICE_MAX {
            counter.add(1, vec![value(&number.to_string(), &"9".repeat(1_000))], 1);
        }
        counter.add(2, vec![value("a", "1")], 1);
        let mut all = Vec::new();
        loop {
            let some = counter.take(1, true);
            assert!(some.len() <= DOOR_UNPOINTED_CODES_AT_ONCE);
            if some.is_empty() {
                break;
            }
            all.extend(some);
        }
        assert_eq!(all.len(), UNPOINTED_OF_DEVICE_MAX + 1);
        let longest = all.iter().map(|one| one.last_value.chars().count()).max();
        assert_eq!(longest, Some(DOOR_UNPOINTED_VALUE_CHARS_MAX));
    }
}
