//! The states of now, from hand-made or gathered facts.

use std::collections::BTreeMap;

use zone::door::{Closed, DoorOutage, Ended, Line};
use zone::observation::Flag;

use super::{Because, DeviceWord, SeriesWord, door_out_us, lines_of};

/// What the states are found by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'f> {
    pub now_us: i64,
    /// When a door opened first, as far as is kept; nothing where none ever did.
    pub opened_us: Option<i64>,
    /// When no door was open since then, in their order.
    pub door: &'f [DoorOutage],
    /// Of devices, by device and in their order: the last of each at least.
    pub lines: &'f [Line],
    pub devices: &'f [DeviceFacts],
}

/// What is known of a device.
#[derive(Debug, Clone)]
pub(crate) struct DeviceFacts {
    /// Its number in the register.
    pub id: i64,
    /// When it was taken out of service, µs UTC.
    pub stopped_us: Option<i64>,
    /// When it was heard last, µs UTC.
    pub heard_us: Option<i64>,
    /// After so long it is silent, µs.
    pub silent_after_us: i64,
    /// Whether it has a line; nothing where that is not known.
    pub is_on_line: Option<bool>,
    pub series: Vec<SeriesFacts>,
}

/// What is known of a series that a device feeds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SeriesFacts {
    pub series: i64,
    /// When its last reading came, µs UTC.
    pub learned_us: Option<i64>,
    /// After so long it is silent, µs.
    pub silent_after_us: i64,
    /// What that reading says of its instrument; nothing where another source than the door brought it.
    pub flag: Option<Flag>,
    /// Since when all its readings say so, µs UTC.
    pub flag_since_us: Option<i64>,
}

/// The door, the sources, their devices, their series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tree {
    pub door: DoorState,
    /// By address; last the devices that never had a line.
    pub sources: Vec<SourceState>,
}

/// How the door is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DoorState {
    /// None was ever open.
    Never,
    Open {
        since_us: i64,
    },
    Closed {
        since_us: i64,
        why: Closed,
    },
}

/// How a source is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceState {
    /// Its address; nothing for devices that never had a line.
    pub address: Option<String>,
    pub is_down: bool,
    pub since_us: Option<i64>,
    /// The door, where that is why it is down.
    pub because: Option<Because>,
    pub devices: Vec<DeviceState>,
}

/// How a device is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeviceState {
    pub id: i64,
    pub word: DeviceWord,
    pub since_us: Option<i64>,
    pub because: Option<Because>,
    pub series: Vec<SeriesState>,
}

/// How a series is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SeriesState {
    pub series: i64,
    pub word: SeriesWord,
    pub since_us: Option<i64>,
    pub because: Option<Because>,
}

/// The states of now.
pub(crate) fn tree(facts: &Facts<'_>) -> Tree {
    let mut sources: BTreeMap<(bool, Option<String>), Vec<DeviceState>> = BTreeMap::new();
    for device in facts.devices {
        let last = lines_of(facts.lines, device.id).last();
        let address = last.map(|line| line.source.clone());
        let state = facts.device(device, last);
        let key = (address.is_none(), address);
        sources.entry(key).or_default().push(state);
    }
    let sources = sources.into_iter();
    Tree {
        door: facts.door_state(),
        sources: sources
            .map(|((_, address), of)| source(address, of))
            .collect(),
    }
}

impl Tree {
    /// A device and its source.
    pub fn device(&self, id: i64) -> Option<(&SourceState, &DeviceState)> {
        self.sources.iter().find_map(|source| {
            let found = source.devices.iter().find(|device| device.id == id)?;
            Some((source, found))
        })
    }
}

impl Facts<'_> {
    fn door_state(&self) -> DoorState {
        let Some(opened_us) = self.opened_us else {
            return DoorState::Never;
        };
        match self.door.last() {
            Some(out) => match out.until_us {
                None => DoorState::Closed {
                    since_us: out.from_us,
                    why: out.why,
                },
                Some(since_us) => DoorState::Open { since_us },
            },
            None => DoorState::Open {
                since_us: opened_us,
            },
        }
    }

    /// Whether more than `limit_us` went by since an instant for which a door was open.
    fn is_overdue(&self, since_us: i64, limit_us: i64) -> bool {
        self.now_us - since_us - door_out_us(self.door, since_us, self.now_us) > limit_us
    }

    fn device(&self, device: &DeviceFacts, last: Option<&Line>) -> DeviceState {
        let (word, since_us, because) = self.device_word(device, last);
        let series = device.series.iter();
        DeviceState {
            id: device.id,
            word,
            since_us,
            because,
            series: series
                .map(|one| self.series(one, (word, since_us, because)))
                .collect(),
        }
    }

    fn device_word(
        &self,
        device: &DeviceFacts,
        last: Option<&Line>,
    ) -> (DeviceWord, Option<i64>, Option<Because>) {
        if device.stopped_us.is_some() {
            return (DeviceWord::OutOfService, device.stopped_us, None);
        }
        let Some(heard_us) = device.heard_us else {
            return (DeviceWord::Never, None, None);
        };
        let last_out = self.door.last();
        let by_door = (
            DeviceWord::LineDown,
            last_out.map(|out| out.from_us),
            Some(Because::Door),
        );
        if last_out.is_some_and(|out| out.until_us.is_none()) {
            return by_door;
        }
        let limit_us = device.silent_after_us;
        if self.now_us - heard_us <= limit_us {
            return said_by_flags(device, last);
        }
        if !self.is_overdue(heard_us, limit_us) {
            // The door was closed meanwhile: who is not back yet still has time.
            return match device.is_on_line {
                Some(true) => said_by_flags(device, last),
                Some(false) | None => by_door,
            };
        }
        if device.is_on_line != Some(false) {
            return (DeviceWord::Silent, Some(heard_us), None);
        }
        let down = last.and_then(|line| self.down_since(line));
        let since_us = down.map_or(heard_us, |down| down.max(heard_us));
        (DeviceWord::LineDown, Some(since_us), None)
    }

    /// Since when a device is to blame for having no line: what the door took it had time to take up again
    /// when the door opened.
    fn down_since(&self, line: &Line) -> Option<i64> {
        let down_us = line.down_us?;
        if !matches!(line.why, Some(Ended::Stopped | Ended::Lost)) {
            return Some(down_us);
        }
        let mut after = self.door.iter().filter(|out| out.from_us >= down_us);
        after.next().map_or(Some(down_us), |out| out.until_us)
    }

    fn series(
        &self,
        series: &SeriesFacts,
        (word, since_us, because): (DeviceWord, Option<i64>, Option<Because>),
    ) -> SeriesState {
        let of_device = because.or(Some(Because::Device));
        let (word, since_us, because) = match (word, series.learned_us) {
            (DeviceWord::OutOfService, _) => (SeriesWord::Stopped, since_us, of_device),
            (_, None) => (SeriesWord::Never, None, None),
            (DeviceWord::LineDown | DeviceWord::Silent, _) => {
                (SeriesWord::Silent, since_us, of_device)
            }
            (_, Some(learned_us)) if self.is_overdue(learned_us, series.silent_after_us) => {
                (SeriesWord::Silent, Some(learned_us), None)
            }
            (_, Some(_)) => {
                let word = flag_word(series.flag);
                let is_flagged = word != SeriesWord::Flowing;
                (word, series.flag_since_us.filter(|_| is_flagged), None)
            }
        };
        SeriesState {
            series: series.series,
            word,
            since_us,
            because,
        }
    }
}

fn flag_word(flag: Option<Flag>) -> SeriesWord {
    match flag {
        Some(Flag::Stopped) => SeriesWord::Stopped,
        Some(Flag::Maintenance | Flag::Calibration) => SeriesWord::Maintenance,
        Some(Flag::Fault | Flag::Broken) => SeriesWord::Fault,
        _ => SeriesWord::Flowing,
    }
}

/// How a device is that is heard: as all, or the gravest, of its series' last readings say.
fn said_by_flags(
    device: &DeviceFacts,
    last: Option<&Line>,
) -> (DeviceWord, Option<i64>, Option<Because>) {
    let told = device.series.iter().filter(|one| one.flag.is_some());
    let told: Vec<(SeriesWord, Option<i64>)> = told
        .map(|one| (flag_word(one.flag), one.flag_since_us))
        .collect();
    let since = |wanted: SeriesWord| {
        let of_it = told.iter().filter(|(word, _)| *word == wanted);
        of_it.filter_map(|(_, since)| *since).min()
    };
    let any = |wanted: SeriesWord| told.iter().any(|(word, _)| *word == wanted);
    let is_stopped = !told.is_empty() && told.iter().all(|(word, _)| *word == SeriesWord::Stopped);
    if is_stopped {
        let latest = told.iter().filter_map(|(_, since)| *since).max();
        (DeviceWord::Stopped, latest, None)
    } else if any(SeriesWord::Maintenance) {
        (
            DeviceWord::Maintenance,
            since(SeriesWord::Maintenance),
            None,
        )
    } else if any(SeriesWord::Fault) {
        (DeviceWord::Fault, since(SeriesWord::Fault), None)
    } else {
        let up = last.filter(|line| line.down_us.is_none());
        (DeviceWord::Heard, up.map(|line| line.up_us), None)
    }
}

/// A source with its devices; where it is down, several devices are out because of it.
fn source(address: Option<String>, mut devices: Vec<DeviceState>) -> SourceState {
    let idle = [DeviceWord::OutOfService, DeviceWord::Never];
    let expected = devices.iter().filter(|device| !idle.contains(&device.word));
    let expected: Vec<&DeviceState> = expected.collect();
    let is_line_down = |device: &&DeviceState| device.word == DeviceWord::LineDown;
    let is_down = address.is_some() && !expected.is_empty() && expected.iter().all(is_line_down);
    let by_door = expected
        .iter()
        .all(|device| device.because == Some(Because::Door));
    let (count, since_us) = (
        expected.len(),
        expected.iter().filter_map(|device| device.since_us).max(),
    );
    if is_down && !by_door && count > 1 {
        for device in devices
            .iter_mut()
            .filter(|d| d.word == DeviceWord::LineDown)
        {
            device.because = Some(Because::Source);
            for series in &mut device.series {
                series.because = series.because.and(Some(Because::Source));
            }
        }
    }
    SourceState {
        address,
        is_down,
        since_us: since_us.filter(|_| is_down),
        because: Some(Because::Door).filter(|_| is_down && by_door),
        devices,
    }
}

#[cfg(test)]
#[path = "tree_tests.rs"]
mod tests;
