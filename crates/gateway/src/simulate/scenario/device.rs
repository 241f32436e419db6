//! `[[device]]`: one data logger, or as many as it counts.

use std::collections::HashSet;
use std::ops::Range;

use super::super::device::{Device, Schedule};
use super::super::keys::{Keys, Said, Told};
use super::super::moment::DAY_SECONDS;
use super::number::{count, filled};
use super::{channel, fault};
use crate::hj212::crc::CrcVariant;
use crate::hj212::flag::Edition;
use crate::hj212::system::System;
use crate::limits::SIMULATED_CHANNELS_MAX;

/// A device whose texts have no number yet.
pub(super) struct Template {
    pub at: Range<usize>,
    pub mn: Said<String>,
    count: usize,
    spread_seconds: i64,
    device: Device,
    channels: Vec<channel::Read>,
    faults: Vec<fault::Read>,
}

const EDITIONS: [(&str, Edition); 3] = [
    ("2005", Edition::Hjt2005),
    ("2017", Edition::Hj2017),
    ("2025", Edition::Hj2025),
];

const CHECKS: [(&str, CrcVariant); 2] = [
    ("standard", CrcVariant::Hj212),
    ("modbus", CrcVariant::Modbus),
];

/// Minutes of the period of minute data: those that hours are made of.
const MINUTES: [(&str, i64); 11] = [
    ("1", 1),
    ("2", 2),
    ("3", 3),
    ("4", 4),
    ("5", 5),
    ("6", 6),
    ("10", 10),
    ("12", 12),
    ("15", 15),
    ("20", 20),
    ("30", 30),
];

/// Seconds between samples: those that minutes are made of.
const SAMPLES: [(&str, i64); 9] = [
    ("1", 1),
    ("2", 2),
    ("3", 3),
    ("5", 5),
    ("10", 10),
    ("15", 15),
    ("20", 20),
    ("30", 30),
    ("60", 60),
];

/// Where a device of this machine comes from.
const LOOPBACK: &str = "127.0.0.0/8 ::1/128";

impl Template {
    pub fn read(keys: Keys<'_>) -> Option<Self> {
        let count = count(&keys);
        let mn = keys.needed_text("mn");
        let names = (keys.needed_text("name_zh"), keys.needed_text("name_en"));
        let edition = needed_edition(&keys);
        let crc = keys.one_of("crc", &CHECKS);
        let system = needed_system(&keys);
        let password = password(&keys);
        let networks = keys.text("networks");
        let wants_answer = keys.yes("wants_answer").unwrap_or(true);
        let (schedule, spread_seconds) = schedule(&keys);
        let channels = channel::read_all(&keys, &schedule);
        let channels = channels.filter(|channels| {
            let is_some = (1..=SIMULATED_CHANNELS_MAX).contains(&channels.len());
            if !is_some {
                let found = channels.len();
                let message = format!(
                    "{found} channels; expected 1 to {SIMULATED_CHANNELS_MAX} [[device.channel]]"
                );
                keys.tell(&keys.at, message);
            }
            is_some
        });
        let codes: Vec<&str> = channels
            .iter()
            .flatten()
            .map(|read| read.code.value.as_str())
            .collect();
        // Without channels every fault of one would be a mistake too.
        let faults = if channels.is_some() {
            fault::read_all(&keys, &codes, count)
        } else {
            keys.has("fault");
            None
        };
        let at = keys.at.clone();
        keys.close();
        let mn = mn?;
        let device = Device {
            mn: mn.value.clone(),
            name_zh: names.0?.value,
            name_en: names.1?.value,
            edition: edition?,
            crc: crc.map_or(CrcVariant::Hj212, |said| said.value),
            system: system?,
            password: password?,
            wants_answer,
            networks: networks.map_or(LOOPBACK.to_owned(), |said| said.value),
            schedule,
            channels: Vec::new(),
            faults: Vec::new(),
            parameters: Vec::new(),
        };
        Some(Self {
            at,
            mn,
            count,
            spread_seconds,
            device,
            channels: channels?,
            faults: faults?,
        })
    }

    pub fn count(&self) -> usize {
        self.count
    }

    /// The device of a number, from 1.
    pub fn device(&self, number: usize) -> Device {
        let here = |fault: &&fault::Read| fault.only.is_empty() || fault.only.contains(&number);
        let mut channels: Vec<_> = self
            .channels
            .iter()
            .map(|read| read.channel.clone())
            .collect();
        for channel in &mut channels {
            channel.thing = filled(&channel.thing, number);
        }
        let (mut faults, mut parameters) = (Vec::new(), Vec::new());
        for read in self.faults.iter().filter(here) {
            let (places, effect) = match &read.what {
                fault::What::Device(fault) => {
                    faults.push((read.window, *fault));
                    continue;
                }
                fault::What::Channels(places, fault) => (places, *fault),
                fault::What::Parameter(places, said) => (places, said.effect()),
            };
            for place in places {
                let Some(channel) = channels.get_mut(*place) else {
                    continue;
                };
                channel.faults.push((read.window, effect));
                if let fault::What::Parameter(_, said) = &read.what {
                    parameters.push(said.of(read.window, &channel.code));
                }
            }
        }
        let before = i64::try_from(number - 1).unwrap_or_default();
        let count = i64::try_from(self.count).unwrap_or(1);
        Device {
            mn: filled(&self.device.mn, number),
            name_zh: filled(&self.device.name_zh, number),
            name_en: filled(&self.device.name_en, number),
            schedule: Schedule {
                delay_seconds: before * self.spread_seconds / count,
                ..self.device.schedule
            },
            channels,
            faults,
            parameters,
            ..self.device.clone()
        }
    }

    /// Tells what is wrong with a device of this template, whether something is.
    pub fn is_wrong(
        &self,
        told: &Told<'_>,
        device: &Device,
        things: &HashSet<(&str, &str)>,
    ) -> bool {
        let expected = match device.edition {
            Edition::Hjt2005 => (14, "14 letters and digits"),
            _ => (24, "24 hexadecimal digits"),
        };
        let is_sign = |byte: u8| match device.edition {
            Edition::Hjt2005 => byte.is_ascii_alphanumeric(),
            _ => byte.is_ascii_hexdigit(),
        };
        if device.mn.len() != expected.0 || !device.mn.bytes().all(is_sign) {
            let message = format!("the MN is `{}`; expected {}", device.mn, expected.1);
            told.tell(&self.mn.at, message);
            return true;
        }
        let mut is_wrong = false;
        for (channel, read) in device.channels.iter().zip(&self.channels) {
            if !things.contains(&(channel.kind.as_str(), channel.thing.as_str())) {
                let message = format!(
                    "no {} `{}` among the things; expected a [[thing]] of that kind and code",
                    channel.kind, channel.thing
                );
                told.tell(&read.thing_at, message);
                is_wrong = true;
            }
        }
        is_wrong
    }
}

fn needed_edition(keys: &Keys<'_>) -> Option<Edition> {
    if !keys.has("edition") {
        keys.tell(&keys.at, "`edition` is missing");
    }
    keys.one_of("edition", &EDITIONS).map(|said| said.value)
}

fn needed_system(keys: &Keys<'_>) -> Option<System> {
    if !keys.has("system") {
        keys.tell(&keys.at, "`system` is missing");
    }
    let said = keys.whole("system", 1..=99)?;
    u8::try_from(said.value).ok().map(System)
}

fn password(keys: &Keys<'_>) -> Option<String> {
    let Some(said) = keys.text("password") else {
        return (!keys.has("password")).then(|| "123456".to_owned());
    };
    let is_one = said.value.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_one || said.value.len() > 6 {
        let message = format!(
            "`password` is {}; expected at most 6 letters and digits",
            said.value
        );
        keys.tell(&said.at, message);
        return None;
    }
    Some(said.value)
}

/// What is sent and when, and over how many seconds the devices are spread.
fn schedule(keys: &Keys<'_>) -> (Schedule, i64) {
    let real_time = keys.whole("real_time_seconds", 1..=3_600);
    let real_time_seconds = real_time.and_then(|said| {
        let is_part = DAY_SECONDS % said.value == 0;
        if !is_part {
            let message = format!("a day is no multiple of {} seconds", said.value);
            keys.tell(&said.at, message);
        }
        is_part.then_some(said.value)
    });
    let minutes = keys.one_of("minute_data_minutes", &MINUTES);
    let schedule = Schedule {
        real_time_seconds,
        minute_data_minutes: minutes.map(|said| said.value),
        has_hours: keys.yes("hour_data").unwrap_or_default(),
        has_days: keys.yes("day_data").unwrap_or_default(),
        delay_seconds: 0,
        sample_seconds: keys
            .one_of("sample_seconds", &SAMPLES)
            .map_or(10, |said| said.value),
    };
    let shortest = match (real_time_seconds, schedule.minute_data_minutes) {
        (Some(seconds), Some(minutes)) => seconds.min(minutes * 60),
        (Some(seconds), None) => seconds,
        (None, Some(minutes)) => minutes * 60,
        (None, None) => 3_600,
    };
    let spread = keys.whole("spread_seconds", 0..=shortest);
    // One that is there and cannot be read is told already.
    let is_told = (keys.has("real_time_seconds") && real_time_seconds.is_none())
        || (keys.has("minute_data_minutes") && schedule.minute_data_minutes.is_none());
    if schedule.kinds().is_empty() && !is_told {
        keys.tell(
            &keys.at,
            "the device sends nothing; expected real_time_seconds, minute_data_minutes, hour_data or day_data",
        );
    }
    (schedule, spread.map_or(0, |said| said.value))
}
