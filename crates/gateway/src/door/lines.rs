//! Who is on line, and what became of lines since it was last written down.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use tokio::sync::Notify;
use zone::door::{Ended, LineChange};

use super::known::held;
use crate::limits::DOOR_LINE_CHANGES_MAX;

/// The devices that have a line now, each with its latest.
#[derive(Debug, Default)]
pub struct Lines(Mutex<Told>);

#[derive(Debug, Default)]
struct Told {
    on_line: HashMap<i64, OnLine>,
    /// Not written down yet, in their order.
    changes: Vec<LineChange>,
}

/// A device's line.
#[derive(Debug, Clone)]
struct OnLine {
    line: u64,
    from: IpAddr,
    /// Told when another line takes its place.
    replaced: Arc<Notify>,
}

/// What came of a device that speaks on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is the line that it spoke on before, or its only one.
    Same,
    /// It came back from where it was: its older line is let go.
    Back,
    /// It speaks from elsewhere now, `from` there before.
    Elsewhere { from: IpAddr },
}

impl Lines {
    /// Whether the device with this number in the register has spoken on a line that is still open.
    pub fn is_on_line(&self, device: i64) -> bool {
        held(&self.0).on_line.contains_key(&device)
    }

    /// Says that a device speaks at an instant (µs UTC) on a line with this number; a device has one line
    /// at a time, the latest.
    pub(super) fn speaks(
        &self,
        device: i64,
        (line, at_us): (u64, i64),
        from: IpAddr,
        replaced: &Arc<Notify>,
    ) -> Turn {
        let mut told = held(&self.0);
        let there = told.on_line.get(&device);
        if there.is_some_and(|there| there.line == line) {
            return Turn::Same;
        }
        let turn = match there {
            None => Turn::Same,
            Some(there) => {
                there.replaced.notify_one();
                if there.from == from {
                    Turn::Back
                } else {
                    Turn::Elsewhere { from: there.from }
                }
            }
        };
        if turn != Turn::Same {
            let why = Ended::Replaced;
            told.note(LineChange::Down { device, at_us, why });
        }
        let source = from.to_string();
        told.note(LineChange::Up {
            device,
            source,
            at_us,
        });
        let replaced = Arc::clone(replaced);
        told.on_line.insert(
            device,
            OnLine {
                line,
                from,
                replaced,
            },
        );
        turn
    }

    /// Says that a line ended at an instant, µs UTC.
    pub(super) fn hangs_up(&self, line: u64, at_us: i64, why: Ended) {
        let mut told = held(&self.0);
        let mut ended = Vec::new();
        told.on_line.retain(|device, on_line| {
            if on_line.line == line {
                ended.push(*device);
            }
            on_line.line != line
        });
        for device in ended {
            told.note(LineChange::Down { device, at_us, why });
        }
    }

    /// What became of lines since this was asked last, in its order.
    pub(super) fn take_changes(&self) -> Vec<LineChange> {
        std::mem::take(&mut held(&self.0).changes)
    }

    /// Gives back what could not be written down.
    pub(super) fn give_back(&self, mut changes: Vec<LineChange>) {
        let mut told = held(&self.0);
        changes.append(&mut told.changes);
        told.changes = changes;
    }
}

impl Told {
    /// Where too much waits, of each device only the last is kept: what it is now is not lost.
    fn note(&mut self, change: LineChange) {
        self.changes.push(change);
        if self.changes.len() > DOOR_LINE_CHANGES_MAX {
            let mut met = HashSet::new();
            self.changes.reverse();
            self.changes.retain(|change| met.insert(device_of(change)));
            self.changes.reverse();
        }
    }
}

fn device_of(change: &LineChange) -> i64 {
    match change {
        LineChange::Up { device, .. } | LineChange::Down { device, .. } => *device,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn words(changes: &[LineChange]) -> Vec<String> {
        let word = |change: &LineChange| match change {
            LineChange::Up {
                device,
                source,
                at_us,
            } => format!("{device} up from {source} at {at_us}"),
            LineChange::Down { device, at_us, why } => {
                format!("{device} down at {at_us}: {}", why.as_str())
            }
        };
        changes.iter().map(word).collect()
    }

    #[test]
    fn what_becomes_of_lines_is_told_in_its_order_and_once() {
        let (lines, replaced) = (Lines::default(), Arc::default());
        let [here, there]: [IpAddr; 2] = ["10.0.0.1", "10.0.0.2"].map(|ip| ip.parse().unwrap());
        assert_eq!(lines.speaks(7, (1, 10), here, &replaced), Turn::Same);
        assert_eq!(lines.speaks(7, (1, 11), here, &replaced), Turn::Same);
        assert_eq!(lines.speaks(8, (1, 12), here, &replaced), Turn::Same);
        let moved = lines.speaks(7, (2, 20), there, &replaced);
        assert_eq!(moved, Turn::Elsewhere { from: here });
        lines.hangs_up(1, 30, Ended::HungUp);
        let told = [
            "7 up from 10.0.0.1 at 10",
            "8 up from 10.0.0.1 at 12",
            "7 down at 20: replaced",
            "7 up from 10.0.0.2 at 20",
            "8 down at 30: hung_up",
        ];
        let changes = lines.take_changes();
        assert_eq!(words(&changes), told);
        assert!(lines.take_changes().is_empty());
        lines.hangs_up(2, 40, Ended::Idle);
        lines.give_back(changes);
        assert_eq!(
            words(&lines.take_changes()).last().unwrap(),
            "7 down at 40: idle"
        );
    }

    #[test]
    fn where_too_much_waits_of_each_device_the_last_is_kept() {
        let (lines, replaced) = (Lines::default(), Arc::default());
        let here: IpAddr = "10.0.0.1".parse().unwrap();
        lines.speaks(1, (0, 0), here, &replaced);
        let times = (1..).step_by(2).take(DOOR_LINE_CHANGES_MAX / 2);
        for (line, at_us) in (1..).zip(times) {
            lines.speaks(2, (line, at_us), here, &replaced);
            lines.hangs_up(line, at_us + 1, Ended::HungUp);
        }
        let told = words(&lines.take_changes());
        assert_eq!(told[0], "1 up from 10.0.0.1 at 0");
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[1].starts_with("2 down at"), "{told:?}");
    }
}
