//! What the host asks of a device: clock, intervals, password, data of the past, control.
//!
//! HJ 212-2017 annex C (read) but where a variant says otherwise. Separators are those that the annex
//! prints, which differ from command to command. Whether a person may ask for control (3011 and
//! on) is the caller's to decide. 1014, the new SM4 key, is not built: the field of the key was not seen.

use jiff::civil::{DateTime, Time};

use super::clock;
use super::command::Command;
use super::flag::{Edition, Flag};
use super::message::{Item, Message};
use super::system::System;

/// Whom a request goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its MN.
    pub mn: String,
    /// Its password.
    pub password: String,
    /// The kind of monitoring it belongs to.
    pub system: System,
    /// The edition it speaks.
    pub edition: Edition,
}

/// Data of the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Past {
    /// 2051.
    Minutes,
    /// 2061.
    Hours,
    /// 2031.
    Days,
    /// 2041: running time of the facilities.
    RunningTimes,
    /// 2062: checks with a standard sample (2025, public list).
    StandardChecks,
}

/// A request. A factor is a code such as `w01018`; without one the data logger is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// 1000: wait so long for an answer, send again so many times.
    SetTimeout {
        /// Seconds to wait.
        seconds: u16,
        /// Re-sends.
        resends: u8,
    },
    /// 1002: the data logger's MN, by its hardware id (2025, public list).
    SetMn {
        /// As the maker printed it.
        hardware_id: String,
    },
    /// 1011: the clock.
    ReadClock {
        /// Whose clock.
        factor: Option<String>,
    },
    /// 1012: set the clock.
    SetClock {
        /// Whose clock.
        factor: Option<String>,
        /// What it shall show.
        time: DateTime,
    },
    /// 1061: the interval of real-time data.
    ReadRealTimeInterval,
    /// 1062: set the interval of real-time data.
    SetRealTimeInterval {
        /// Seconds, 30 to 3600.
        seconds: u16,
    },
    /// 1063: the interval of minute data.
    ReadMinuteInterval,
    /// 1064: set the interval of minute data.
    SetMinuteInterval {
        /// Minutes.
        minutes: u16,
    },
    /// 1072: set the password.
    SetPassword {
        /// The new one, at most 6 signs.
        new: String,
    },
    /// 2011: start real-time data.
    StartRealTime,
    /// 2012: stop real-time data; a notice.
    StopRealTime,
    /// 2021: start the running state of the facilities.
    StartFacilityState,
    /// 2022: stop it; a notice.
    StopFacilityState,
    /// Data of the past, again.
    Extract {
        /// Which.
        what: Past,
        /// The first stamp.
        from: DateTime,
        /// The last stamp.
        to: DateTime,
    },
    /// 3011: zero and range calibration.
    Calibrate {
        /// The factor.
        factor: String,
        /// 0 zero, 1 range (2025, public list).
        kind: Option<u8>,
    },
    /// 3012: sample now.
    Sample {
        /// The factor.
        factor: String,
    },
    /// 3013: clean or blow back.
    Clean {
        /// The factor.
        factor: String,
    },
    /// 3014: a comparison sample.
    Compare {
        /// The factor.
        factor: String,
    },
    /// 3015: keep a sample.
    KeepSample,
    /// 3016: set the sampling interval.
    SetSampling {
        /// The factor.
        factor: String,
        /// The first sample of the day.
        start: Time,
        /// Hours from one to the next.
        every_hours: u8,
    },
    /// 3017: the sampling interval.
    ReadSampling {
        /// The factor.
        factor: String,
    },
    /// 3018: the time from sample to value.
    ReadSampleTime {
        /// The factor.
        factor: String,
    },
    /// 3019: the device's unique id.
    ReadSerial {
        /// The factor.
        factor: String,
    },
    /// 3020: log, state or parameter.
    ReadInfo {
        /// The factor.
        factor: String,
        /// Which: `i11001` the log, `i12001` the state, `i13004` …
        info: String,
        /// Of a log: from when to when.
        span: Option<(DateTime, DateTime)>,
    },
    /// 3021: set a parameter (the command read; its fields from memory).
    SetParameter {
        /// The factor.
        factor: String,
        /// Which.
        info: String,
        /// Its new value.
        value: String,
    },
    /// 3022: keep a sample now (2025, public list).
    KeepSampleNow {
        /// The factor.
        factor: String,
    },
    /// 3024: start a standard-sample check (2025, public list).
    StartCheck {
        /// The factor.
        factor: String,
    },
}

impl Request {
    /// Its code.
    pub fn command(&self) -> Command {
        match self {
            Self::SetTimeout { .. } => Command::SET_TIMEOUT,
            Self::SetMn { .. } => Command::SET_MN,
            Self::ReadClock { .. } => Command::READ_CLOCK,
            Self::SetClock { .. } => Command::SET_CLOCK,
            Self::ReadRealTimeInterval => Command::READ_REAL_TIME_INTERVAL,
            Self::SetRealTimeInterval { .. } => Command::SET_REAL_TIME_INTERVAL,
            Self::ReadMinuteInterval => Command::READ_MINUTE_INTERVAL,
            Self::SetMinuteInterval { .. } => Command::SET_MINUTE_INTERVAL,
            Self::SetPassword { .. } => Command::SET_PASSWORD,
            Self::StartRealTime => Command::REAL_TIME,
            Self::StopRealTime => Command::STOP_REAL_TIME,
            Self::StartFacilityState => Command::FACILITY_STATE,
            Self::StopFacilityState => Command::STOP_FACILITY_STATE,
            Self::Extract { what, .. } => match what {
                Past::Minutes => Command::MINUTE,
                Past::Hours => Command::HOUR,
                Past::Days => Command::DAY,
                Past::RunningTimes => Command::RUNNING_TIME,
                Past::StandardChecks => Command::STANDARD_CHECK,
            },
            Self::Calibrate { .. } => Command::CALIBRATE,
            Self::Sample { .. } => Command::SAMPLE,
            Self::Clean { .. } => Command::CLEAN,
            Self::Compare { .. } => Command::COMPARE,
            Self::KeepSample => Command::KEEP_SAMPLE,
            Self::SetSampling { .. } => Command::SET_SAMPLING,
            Self::ReadSampling { .. } => Command::READ_SAMPLING,
            Self::ReadSampleTime { .. } => Command::READ_SAMPLE_TIME,
            Self::ReadSerial { .. } => Command::READ_SERIAL,
            Self::ReadInfo { .. } => Command::READ_INFO,
            Self::SetParameter { .. } => Command::SET_PARAMETER,
            Self::KeepSampleNow { .. } => Command::KEEP_SAMPLE_NOW,
            Self::StartCheck { .. } => Command::START_CHECK,
        }
    }

    /// The message, asking for an answer. `sent_at` is the host's wall clock where the device stands; two
    /// requests to one device must not share it, since it is the QN that answers repeat.
    pub fn message(&self, device: &Device, sent_at: DateTime) -> Message {
        Message {
            qn: Some(clock::qn(sent_at)),
            system: device.system,
            command: self.command(),
            password: device.password.clone(),
            mn: device.mn.clone(),
            flag: Some(Flag::of(device.edition).answered(true)),
            packet: None,
            is_resent: false,
            data: self.data(),
        }
    }

    fn data(&self) -> Vec<Item> {
        match self {
            Self::SetTimeout { seconds, resends } => vec![
                one("OverTime", &seconds.to_string()),
                one("ReCount", &resends.to_string()),
            ],
            Self::SetMn { hardware_id } => vec![one("i23005-Info", hardware_id)],
            Self::ReadClock { factor } => of_factor(factor.as_deref()),
            Self::SetClock { factor, time } => {
                let mut data = of_factor(factor.as_deref());
                data.push(one("SystemTime", &clock::seconds(*time)));
                data
            }
            Self::SetRealTimeInterval { seconds } => {
                vec![one("RtdInterval", &seconds.to_string())]
            }
            Self::SetMinuteInterval { minutes } => vec![one("MinInterval", &minutes.to_string())],
            Self::SetPassword { new } => vec![one("NewPW", new)],
            Self::ReadRealTimeInterval
            | Self::ReadMinuteInterval
            | Self::StartRealTime
            | Self::StopRealTime
            | Self::StartFacilityState
            | Self::StopFacilityState
            | Self::KeepSample => Vec::new(),
            Self::Extract { what, from, to } => span(*from, *to, *what == Past::RunningTimes),
            Self::Calibrate { factor, kind } => {
                let mut item = one("PolId", factor);
                item.extend(kind.map(|kind| ("CalibrationType".to_owned(), kind.to_string())));
                vec![item]
            }
            Self::Sample { factor }
            | Self::Clean { factor }
            | Self::Compare { factor }
            | Self::ReadSampling { factor }
            | Self::ReadSampleTime { factor }
            | Self::ReadSerial { factor }
            | Self::KeepSampleNow { factor }
            | Self::StartCheck { factor } => of_factor(Some(factor)),
            Self::SetSampling {
                factor,
                start,
                every_hours,
            } => sampling(factor, *start, *every_hours),
            Self::ReadInfo {
                factor,
                info,
                span: of,
            } => {
                let mut data = vec![one("PolId", factor), one("InfoId", info)];
                data.extend(
                    of.map(|(from, to)| span(from, to, true))
                        .into_iter()
                        .flatten(),
                );
                data
            }
            Self::SetParameter {
                factor,
                info,
                value,
            } => vec![
                one("PolId", factor),
                one("InfoId", info),
                one(&format!("{info}-Info"), value),
            ],
        }
    }
}

fn one(name: &str, value: &str) -> Item {
    vec![(name.to_owned(), value.to_owned())]
}

fn of_factor(factor: Option<&str>) -> Vec<Item> {
    factor
        .map(|factor| one("PolId", factor))
        .into_iter()
        .collect()
}

fn span(from: DateTime, to: DateTime, is_one_item: bool) -> Vec<Item> {
    let begin = ("BeginTime".to_owned(), clock::seconds(from));
    let end = ("EndTime".to_owned(), clock::seconds(to));
    if is_one_item {
        vec![vec![begin, end]]
    } else {
        vec![vec![begin], vec![end]]
    }
}

fn sampling(factor: &str, start: Time, every_hours: u8) -> Vec<Item> {
    let start = format!(
        "{:02}{:02}{:02}",
        start.hour(),
        start.minute(),
        start.second()
    );
    vec![
        one("PolId", factor),
        one("CstartTime", &start),
        one("CTime", &every_hours.to_string()),
    ]
}
