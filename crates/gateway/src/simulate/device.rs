//! What a device sends at a moment.

use super::channel::{Channel, DataKind, Field, PRINTED_MAX, Plant};
use super::fault::{DeviceFault, Parameter, Window};
use super::moment::{DAY_SECONDS, Moment};
use crate::hj212::clock;
use crate::hj212::command::Command;
use crate::hj212::crc::CrcVariant;
use crate::hj212::error::EncodeError;
use crate::hj212::flag::{Edition, Flag};
use crate::hj212::message::{Item, Message};
use crate::hj212::system::System;

/// A data logger with its channels.
#[derive(Debug, Clone, PartialEq)]
pub struct Device {
    /// MN.
    pub mn: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// The edition that it speaks.
    pub edition: Edition,
    /// The check that it computes.
    pub crc: CrcVariant,
    /// ST.
    pub system: System,
    /// PW.
    pub password: String,
    /// Whether it asks for an answer.
    pub wants_answer: bool,
    /// Networks that it may come from, blanks between.
    pub networks: String,
    /// What it sends, and when.
    pub schedule: Schedule,
    /// Its factors in the order in which it sends them.
    pub channels: Vec<Channel>,
    pub(super) faults: Vec<(Window, DeviceFault)>,
    pub(super) parameters: Vec<Parameter>,
}

/// What a device sends, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// Seconds between real-time data; none where it sends none.
    pub real_time_seconds: Option<i64>,
    /// Minutes of the period of minute data; none where it sends none.
    pub minute_data_minutes: Option<i64>,
    /// Whether it sends hour data.
    pub has_hours: bool,
    /// Whether it sends day data.
    pub has_days: bool,
    /// Seconds after which it sends what is due, so that not all devices do so at once.
    pub delay_seconds: i64,
    /// Seconds between two samples of a channel.
    pub sample_seconds: i64,
}

/// A frame to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The frame.
    pub bytes: Vec<u8>,
    /// The frame as it is sent when no answer came: 2025 marks it with `RF=1`.
    pub bytes_again: Vec<u8>,
    /// The QN that its answer carries; none where it wants no answer.
    pub answered_by: Option<String>,
}

impl Schedule {
    /// What is due at this second of the device's own clock, and the length of its period in seconds.
    fn due(&self, own: Moment) -> impl Iterator<Item = (DataKind, i64)> {
        let slots = [
            (DataKind::RealTime, self.real_time_seconds),
            (DataKind::Minute, self.minute_data_minutes.map(|m| m * 60)),
            (DataKind::Hour, self.has_hours.then_some(3_600)),
            (DataKind::Day, self.has_days.then_some(DAY_SECONDS)),
        ];
        let aligned = own.later(-self.delay_seconds);
        slots
            .into_iter()
            .filter_map(|(data, every)| Some((data, every?)))
            .filter(move |(_, every)| aligned.is_every(*every))
    }

    /// Data of periods that it sends, the shortest first, and real-time data last: a book that keeps
    /// one of them keeps the first.
    pub(super) fn kinds(&self) -> Vec<DataKind> {
        let mut kinds = Vec::new();
        kinds.extend(self.minute_data_minutes.map(|_| DataKind::Minute));
        kinds.extend(self.has_hours.then_some(DataKind::Hour));
        kinds.extend(self.has_days.then_some(DataKind::Day));
        kinds.extend(self.real_time_seconds.map(|_| DataKind::RealTime));
        kinds
    }
}

impl Device {
    /// The next moment at which something is due, at most two days later: a clock that is set may
    /// leave out one of them.
    pub fn next_due(&self, after: Moment) -> Moment {
        (1..=2 * DAY_SECONDS)
            .map(|seconds| after.later(seconds))
            .find(|at| {
                let has_data = self.schedule.due(self.own_clock(*at)).next().is_some();
                has_data || self.set_at(*at).next().is_some()
            })
            .unwrap_or(after.later(2 * DAY_SECONDS))
    }

    /// The frames that the device sends at a moment, in their order; the same for the same seed.
    ///
    /// # Errors
    /// [`EncodeError`] where a message has no form on the wire: one factor that is longer than a packet.
    pub fn sent_at(&self, seed: u64, at: Moment) -> Result<Vec<Sent>, EncodeError> {
        let own = self.own_clock(at);
        let mut sent = Vec::new();
        if self.has_fault(at, |fault| *fault == DeviceFault::Silent) {
            return Ok(sent);
        }
        let copies = self.resends(at);
        let data = self.schedule.due(own).map(|(data, seconds)| {
            let items = self.data(seed, data, at, seconds);
            (data.command(), items)
        });
        let said = self.set_at(at).map(|(parameter, value)| {
            let items = said(parameter, value, own);
            (Command::READ_INFO, items)
        });
        for (number, (command, data)) in (0_u16..).zip(data.chain(said)) {
            let message = Message {
                data,
                ..self.header(command, self.qn(at, number))
            };
            // The mark of a re-send takes its room too.
            for packet in message.packets()? {
                let first = self.frame(&packet)?;
                let again = Sent {
                    bytes: first.bytes_again.clone(),
                    ..first.clone()
                };
                sent.push(first);
                sent.extend(std::iter::repeat_n(again, copies));
            }
        }
        Ok(sent)
    }

    fn frame(&self, packet: &Message) -> Result<Sent, EncodeError> {
        let first = Message {
            is_resent: false,
            ..packet.clone()
        };
        Ok(Sent {
            bytes: first.encode(self.crc)?,
            bytes_again: packet.encode(self.crc)?,
            answered_by: packet.qn.clone().filter(|_| self.wants_answer),
        })
    }

    /// The parameters that are set at this second, with their values from then on.
    fn set_at(&self, at: Moment) -> impl Iterator<Item = (&Parameter, &str)> {
        let set = self.parameters.iter();
        set.filter_map(move |parameter| Some((parameter, parameter.set_at(at)?)))
    }

    fn header(&self, command: Command, qn: String) -> Message {
        // Devices of 2005 that want no answer write neither QN nor Flag (public frames).
        let is_bare = self.edition == Edition::Hjt2005 && !self.wants_answer;
        let flag = Flag::of(self.edition).answered(self.wants_answer);
        Message {
            qn: (!is_bare).then_some(qn),
            system: self.system,
            command,
            password: self.password.clone(),
            mn: self.mn.clone(),
            flag: (!is_bare).then_some(flag),
            packet: None,
            is_resent: self.edition == Edition::Hj2025,
            data: Vec::new(),
        }
    }

    fn data(&self, seed: u64, data: DataKind, at: Moment, seconds: i64) -> Vec<Item> {
        let plant = Plant {
            seed,
            mn: &self.mn,
            channels: &self.channels,
            sample_seconds: self.schedule.sample_seconds,
        };
        let begin = match data {
            DataKind::RealTime => at,
            DataKind::Minute | DataKind::Hour | DataKind::Day => {
                at.later(-self.schedule.delay_seconds - seconds)
            }
        };
        let stamp = begin.later(self.clock_error(at));
        let stamp = vec![("DataTime".to_owned(), clock::seconds(stamp.local()))];
        let items = self.channels.iter().map(|channel| {
            if data == DataKind::RealTime {
                let value = [(Field::Rtd, plant.shown(channel, at))];
                return item(channel, value, Plant::flag(channel, at));
            }
            let period = plant.period(channel, begin, seconds);
            let amount = channel.amount.map(|_| (Field::Cou, period.amount));
            let of_period = [
                (Field::Min, period.least),
                (Field::Avg, period.mean),
                (Field::Max, period.greatest),
            ];
            item(channel, amount.into_iter().chain(of_period), period.flag)
        });
        std::iter::once(stamp).chain(items).collect()
    }

    fn qn(&self, at: Moment, number: u16) -> String {
        let stuck = self.faults.iter().find_map(|(window, fault)| match fault {
            DeviceFault::SameQn => window.since(at),
            _ => None,
        });
        match stuck {
            Some(since) => format!("{}000", clock::seconds(since.local())),
            None => format!("{}{number:03}", clock::seconds(self.own_clock(at).local())),
        }
    }

    /// What the device's own clock shows.
    fn own_clock(&self, at: Moment) -> Moment {
        at.later(self.clock_error(at))
    }

    fn clock_error(&self, at: Moment) -> i64 {
        let ahead = self.faults.iter().find_map(|(window, fault)| match fault {
            DeviceFault::Clock(seconds) if window.holds(at) => Some(*seconds),
            _ => None,
        });
        ahead.unwrap_or_default()
    }

    fn resends(&self, at: Moment) -> usize {
        let times = self.faults.iter().find_map(|(window, fault)| match fault {
            DeviceFault::Resend(times) if window.holds(at) => Some(*times),
            _ => None,
        });
        times.unwrap_or_default()
    }

    fn has_fault(&self, at: Moment, is_it: impl Fn(&DeviceFault) -> bool) -> bool {
        self.faults
            .iter()
            .any(|(window, fault)| is_it(fault) && window.holds(at))
    }
}

/// A parameter as annex C of 2017 prints it: when, of which factor, what.
fn said(parameter: &Parameter, value: &str, own: Moment) -> Vec<Item> {
    let field = |name: &str, value: String| vec![(name.to_owned(), value)];
    vec![
        field("DataTime", clock::seconds(own.local())),
        field("PolId", parameter.factor.clone()),
        field(&format!("{}-Info", parameter.code), value.to_owned()),
    ]
}

/// A factor as annex C of 2017 prints it: its values, then its flag.
fn item(channel: &Channel, values: impl IntoIterator<Item = (Field, f64)>, flag: char) -> Item {
    let decimals = channel.decimals;
    let code = &channel.code;
    let mut item: Item = values
        .into_iter()
        .map(|(field, value)| {
            // What rounds to nothing is written without a sign.
            let value = value.clamp(-PRINTED_MAX, PRINTED_MAX);
            let mut text = format!("{value:.decimals$}");
            if text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.')) {
                text = text.replace('-', "");
            }
            (format!("{code}-{}", field.suffix()), text)
        })
        .collect();
    item.push((format!("{code}-Flag"), flag.to_string()));
    item
}
