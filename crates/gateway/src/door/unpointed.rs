//! Values of codes that feed no series, counted by device and code until they are written down.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use zone::device::unpointed::Unpointed;
use zone::limits::UNPOINTED_OF_DEVICE_MAX;

use super::hear;
use crate::limits::{DOOR_UNPOINTED_SECONDS, DOOR_UNPOINTED_VALUE_CHARS_MAX};

const MICROS: i64 = 1_000_000;

/// Code, field, data.
type Code = (String, String, &'static str);

/// What came since it was last written down.
#[derive(Debug, Default)]
pub(super) struct Counter {
    devices: HashMap<i64, HashMap<Code, Count>>,
    /// A code came that never came since the door was opened.
    has_news: bool,
    written_us: i64,
}

#[derive(Debug)]
struct Count {
    first_us: i64,
    last_us: i64,
    /// None of a code that was written down and did not come since.
    came: i64,
    last_value: String,
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
                Entry::Vacant(room) => {
                    self.has_news = true;
                    room.insert(Count {
                        first_us: at_us,
                        last_us: at_us,
                        came: 0,
                        last_value: String::new(),
                    })
                }
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

    /// What is to be written down now: all that came, once something is new or long enough after the last
    /// time, or where the door closes.
    pub fn take(&mut self, now_us: i64, closes: bool) -> Vec<Unpointed> {
        let due_us = self.written_us + DOOR_UNPOINTED_SECONDS * MICROS;
        if !self.has_news && !closes && now_us < due_us {
            return Vec::new();
        }
        self.has_news = false;
        self.written_us = now_us;
        let mut all = Vec::new();
        for (device, codes) in &mut self.devices {
            for ((code, field, data), count) in codes {
                if count.came == 0 {
                    continue;
                }
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
        let all = counter.take(1, true);
        assert_eq!(all.len(), UNPOINTED_OF_DEVICE_MAX + 1);
        let longest = all.iter().map(|one| one.last_value.chars().count()).max();
        assert_eq!(longest, Some(DOOR_UNPOINTED_VALUE_CHARS_MAX));
    }
}
