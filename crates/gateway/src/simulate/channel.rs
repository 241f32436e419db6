//! What a channel shows at a moment, and over a period.

use super::chance;
use super::fault::{ChannelFault, Window};
use super::moment::Moment;
use crate::hj212::command::Command;

/// The greatest number that is sent: thirteen digits, N13, are the longest form of the standard.
pub(super) const PRINTED_MAX: f64 = 9_999_999_999_999.0;

/// One factor of a device.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// The factor, such as `w01018` or `d20405`.
    pub code: String,
    /// The kind of the thing that it speaks of.
    pub kind: String,
    /// The code of that thing.
    pub thing: String,
    /// The property that it measures, by the id of a pack.
    pub property: String,
    /// The unit in which the device sends it.
    pub unit: String,
    /// Which of its fields a book shall keep as readings of the property.
    pub point: Point,
    /// Digits after the point.
    pub decimals: usize,
    /// How its amount comes about; none where it has none.
    pub amount: Option<Amount>,
    pub(super) shape: Shape,
    pub(super) variation: Variation,
    pub(super) faults: Vec<(Window, ChannelFault)>,
}

/// Data that a device sends of a factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// Which message.
    pub data: DataKind,
    /// Which field of it.
    pub field: Field,
}

/// Messages of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataKind {
    /// 2011.
    RealTime,
    /// 2051.
    Minute,
    /// 2061.
    Hour,
    /// 2031.
    Day,
}

impl DataKind {
    /// The command that brings them.
    pub(super) fn command(self) -> Command {
        match self {
            Self::RealTime => Command::REAL_TIME,
            Self::Minute => Command::MINUTE,
            Self::Hour => Command::HOUR,
            Self::Day => Command::DAY,
        }
    }

    /// The word for it in `points.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::RealTime => "realtime",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }
}

/// Fields of a factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// `Rtd`.
    Rtd,
    /// `Min`.
    Min,
    /// `Avg`.
    Avg,
    /// `Max`.
    Max,
    /// `Cou`.
    Cou,
}

impl Field {
    /// As it stands behind the `-`.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Rtd => "Rtd",
            Self::Min => "Min",
            Self::Avg => "Avg",
            Self::Max => "Max",
            Self::Cou => "Cou",
        }
    }
}

/// How an amount comes about: value times `per_second` times seconds, summed over the period; where it
/// is carried by a flow, times the flow too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amount {
    /// The amount that one of the channel's unit makes in a second: 0.001 m³ of a flow in L/s.
    pub per_second: f64,
    /// The channel that carries it, by its place among the device's.
    pub with: Option<usize>,
}

/// How what is measured goes through the day.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// Always the same.
    Constant(f64),
    /// A value at each full hour, straight lines between them.
    Daily(Box<Week>),
    /// From so many seconds after midnight this value, until the next one.
    Steps(Vec<(u32, f64)>),
    /// What another channel measured a while ago, times a ratio.
    Follows {
        /// The other one, by its place among the device's.
        channel: usize,
        ratio: f64,
        lag_seconds: i64,
    },
}

/// A value at each full hour.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Week {
    /// Monday to Friday.
    pub weekday: [f64; 24],
    /// Saturday and Sunday.
    pub weekend: [f64; 24],
}

/// What is laid over the shape.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Variation {
    /// Standard deviation of the noise, in the unit of the channel.
    pub noise: f64,
    /// The same, in percent of the value.
    pub noise_percent: f64,
    /// By how many percent, at most, one device of many has more or less than another.
    pub vary_percent: f64,
    /// How much more the instrument shows each day, and since when.
    pub drift: Option<(f64, Moment)>,
    /// The least that is shown.
    pub least: Option<f64>,
    /// The greatest that is shown.
    pub greatest: Option<f64>,
}

/// The least, the mean and the greatest of a period, its amount, and its flag.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Period {
    pub least: f64,
    pub mean: f64,
    pub greatest: f64,
    pub amount: f64,
    pub flag: char,
}

/// The channels of a device, and what their chance depends on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plant<'d> {
    pub seed: u64,
    pub mn: &'d str,
    pub channels: &'d [Channel],
    pub sample_seconds: i64,
}

impl Plant<'_> {
    /// What the instrument of a channel shows.
    pub fn shown(&self, channel: &Channel, at: Moment) -> f64 {
        let mut seen_at = at;
        for (window, fault) in &channel.faults {
            if let (ChannelFault::Frozen, Some(since)) = (fault, window.since(at)) {
                seen_at = since;
            }
        }
        let mut value = self.measured(channel, seen_at);
        if let Some((per_day, since)) = channel.variation.drift
            && seen_at > since
        {
            value += per_day * seen_at.since(since).as_secs_f64() / 86_400.0;
        }
        for (window, fault) in &channel.faults {
            match (fault, window.since(seen_at)) {
                (ChannelFault::Offset(by), Some(_)) => value += by,
                (ChannelFault::Scaled(times), Some(_)) => value *= times,
                (ChannelFault::Calm(share), Some(since)) => {
                    let stood = self.measured(channel, since);
                    value = stood + share * (value - stood);
                }
                _ => {}
            }
        }
        channel.variation.bounded(value)
    }

    /// The flag that the instrument writes.
    pub fn flag(channel: &Channel, at: Moment) -> char {
        let marked = channel
            .faults
            .iter()
            .find_map(|(window, fault)| match fault {
                ChannelFault::Flag(flag) if window.holds(at) => Some(*flag),
                _ => None,
            });
        marked.unwrap_or('N')
    }

    /// What there is in the plant.
    fn measured(&self, channel: &Channel, at: Moment) -> f64 {
        let key = chance::key(&[self.mn, &channel.code]);
        let variation = &channel.variation;
        let share = variation.vary_percent / 100.0 * chance::uniform(self.seed, !key, 0);
        let mut value = self.shape(&channel.shape, at) * (1.0 + share);
        let deviation = variation.noise + value.abs() * variation.noise_percent / 100.0;
        if deviation > 0.0 {
            let sample = at.piece(self.sample_seconds);
            value += deviation * chance::bell(self.seed, key, sample);
        }
        for (window, fault) in &channel.faults {
            match fault {
                ChannelFault::Off(to) if window.holds(at) => return *to,
                ChannelFault::Exceed(times) if window.holds(at) => value *= times,
                _ => {}
            }
        }
        variation.bounded(value)
    }

    fn shape(&self, shape: &Shape, at: Moment) -> f64 {
        match shape {
            Shape::Constant(value) => *value,
            Shape::Daily(week) => {
                let of = |moment: Moment| {
                    let curve = if moment.is_weekend() {
                        &week.weekend
                    } else {
                        &week.weekday
                    };
                    let hour = usize::try_from(moment.of_day() / 3_600).unwrap_or_default();
                    curve.get(hour).copied().unwrap_or_default()
                };
                let share = f64::from(at.of_day() % 3_600) / 3_600.0;
                of(at) * (1.0 - share) + of(at.later(3_600)) * share
            }
            Shape::Steps(steps) => {
                let begun = steps.iter().rev().find(|(from, _)| *from <= at.of_day());
                // Before the first step of a day the last one of the day before still holds.
                begun.or(steps.last()).map_or(0.0, |(_, value)| *value)
            }
            Shape::Follows {
                channel,
                ratio,
                lag_seconds,
            } => {
                let leader = self.channels.get(*channel);
                leader.map_or(0.0, |leader| {
                    ratio * self.measured(leader, at.later(-lag_seconds))
                })
            }
        }
    }

    /// What a channel showed over a period, from samples of the device.
    pub fn period(&self, channel: &Channel, begin: Moment, seconds: i64) -> Period {
        let (mut least, mut greatest) = (f64::INFINITY, f64::NEG_INFINITY);
        let (mut sum, mut carried, mut samples) = (0.0, 0.0, 0.0);
        let mut flags: Vec<(char, usize)> = Vec::new();
        let carrier = channel.amount.and_then(|amount| amount.with);
        let carrier = carrier.and_then(|with| self.channels.get(with));
        let mut at = begin;
        while at < begin.later(seconds) {
            let value = self.shown(channel, at);
            least = least.min(value);
            greatest = greatest.max(value);
            sum += value;
            samples += 1.0;
            carried += value * carrier.map_or(1.0, |carrier| self.shown(carrier, at));
            let flag = Self::flag(channel, at);
            match flags.iter_mut().find(|(known, _)| *known == flag) {
                Some((_, count)) => *count += 1,
                None => flags.push((flag, 1)),
            }
            at = at.later(self.sample_seconds);
        }
        let per_second = channel.amount.map_or(0.0, |amount| amount.per_second);
        let sample_seconds = f64::from(u32::try_from(self.sample_seconds).unwrap_or_default());
        // Of a period with several flags the one that stood longest speaks.
        let flag = flags.iter().max_by_key(|(_, count)| *count);
        Period {
            least,
            mean: sum / samples,
            greatest,
            amount: carried * sample_seconds * per_second,
            flag: flag.map_or('N', |(flag, _)| *flag),
        }
    }
}

impl Variation {
    fn bounded(&self, value: f64) -> f64 {
        let value = value.clamp(-PRINTED_MAX, PRINTED_MAX);
        let value = self.least.map_or(value, |least| value.max(least));
        self.greatest.map_or(value, |greatest| value.min(greatest))
    }
}
