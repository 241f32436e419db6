//! What a frame says, in the words of the book.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use zone::device::Said;
use zone::inbox::ArrivedReading;
use zone::observation::{Flag, Quality};

use super::speaker::Speaker;
use crate::hj212::command::Command;
use crate::hj212::reading::{DataFlag, Reading};
use crate::hj212::segment::{Segment, Value};
use crate::limits::{DOOR_AHEAD_SECONDS_MAX, DOOR_LATE_SECONDS};

const MICROS: i64 = 1_000_000;
/// The cause of a reading whose flag is none of the standard's.
const UNKNOWN_FLAG: &str = "check:flag";
/// Suffixes that say something of other values and are none.
const NO_VALUES: [&str; 3] = ["Flag", "EFlag", "SampleTime"];

/// A frame as the book hears it.
#[derive(Debug, Default, PartialEq)]
pub struct HeardFrame {
    /// What it says of series that the register knows.
    pub readings: Vec<ArrivedReading>,
    /// Values of codes that feed no series.
    pub without_point: Vec<Unpointed>,
    /// Whether it was sent again, or long after what it tells of.
    pub is_late: bool,
}

/// A value of a code that feeds no series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpointed {
    /// The device's code.
    pub code: String,
    /// Which of its values: `Rtd`, `Avg` …
    pub field: String,
    /// Of which data: `realtime`, `minute`, `hour`, `day`.
    pub data: &'static str,
    /// The value as it was sent.
    pub value: String,
}

/// The time that a message in packets tells of: only its first packet may say it.
#[derive(Debug, Default)]
pub struct PacketTime(Option<(Vec<u8>, DateTime)>);

/// What a frame is called among its device's, for people: QN, CN and PNO. Empty where it has no QN.
pub fn name_of(segment: &Segment<'_>) -> String {
    let Some(qn) = segment.qn().and_then(Value::text) else {
        return String::new();
    };
    let command = segment.command().map_or(0, |command| command.0);
    let packet = segment.packet().ok().flatten();
    format!(
        "{qn}/{command}/{}",
        packet.map_or(0, |packet| packet.number)
    )
}

/// Which data a command brings, in the register's word.
fn data_of(command: Command) -> Option<&'static str> {
    match command {
        Command::REAL_TIME | Command::FACILITY_STATE => Some("realtime"),
        Command::MINUTE => Some("minute"),
        Command::HOUR => Some("hour"),
        Command::DAY | Command::RUNNING_TIME => Some("day"),
        _ => None,
    }
}

/// How long what a command tells of lasts, seconds.
fn period_seconds(data: &str) -> i64 {
    match data {
        "hour" => 3_600,
        "day" => 86_400,
        "minute" => 600,
        _ => 0,
    }
}

/// The readings of a frame that `speaker` sent, whose wall clock is that of `tz`; none of a command that
/// brings no data, nor of data without a time. `now_us` is when it came, µs UTC; `packets` remembers the
/// time that the packets before it told.
pub fn hear(
    segment: &Segment<'_>,
    speaker: &Speaker,
    tz: &TimeZone,
    now_us: i64,
    packets: &mut PacketTime,
) -> HeardFrame {
    let mut heard = HeardFrame::default();
    let Some(data) = segment.command().ok().and_then(data_of) else {
        return heard;
    };
    let Some(time_us) = time_of(segment, speaker, tz, packets) else {
        return heard;
    };
    let late_us = time_us + (period_seconds(data) + DOOR_LATE_SECONDS) * MICROS;
    heard.is_late = segment.is_resent() || now_us > late_us;
    let ahead_us = now_us + DOOR_AHEAD_SECONDS_MAX * MICROS;
    for reading in segment.data().readings().flatten() {
        hear_reading(&reading, speaker, (data, time_us, ahead_us), &mut heard);
    }
    heard
}

fn hear_reading(
    reading: &Reading<'_>,
    speaker: &Speaker,
    (data, time_us, ahead_us): (&'static str, i64, i64),
    heard: &mut HeardFrame,
) {
    let flag = reading.flag().map_or(Some(Flag::Normal), flag_of);
    for (kind, value) in &reading.fields {
        let field = kind.as_str();
        if NO_VALUES.contains(&field) {
            continue;
        }
        let said = Said {
            code: reading.code,
            field,
            data,
            time_us,
            number: value.number().ok().and_then(|_| value.text()),
            flag: flag.unwrap_or(Flag::Normal),
        };
        match speaker.understood.reading(&said, ahead_us) {
            None => heard.without_point.push(Unpointed {
                code: legible(reading.code.as_bytes()),
                field: legible(field.as_bytes()),
                data,
                value: legible(value.bytes()),
            }),
            Some(mut understood) => {
                if flag.is_none() && understood.quality == Quality::Valid {
                    understood.quality = Quality::Doubtful;
                    understood.cause = Some(UNKNOWN_FLAG.to_owned());
                }
                heard.readings.push(understood);
            }
        }
    }
}

/// What was sent as a text that a terminal and every database take.
fn legible(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.replace(char::is_control, "\u{fffd}")
}

fn flag_of(flag: DataFlag<'_>) -> Option<Flag> {
    Some(match flag {
        DataFlag::Normal => Flag::Normal,
        DataFlag::Stopped => Flag::Stopped,
        DataFlag::Maintenance => Flag::Maintenance,
        DataFlag::Manual => Flag::Manual,
        DataFlag::Fault => Flag::Fault,
        DataFlag::Calibration => Flag::Calibration,
        DataFlag::OverRange => Flag::OverRange,
        DataFlag::LinkLost => Flag::Broken,
        DataFlag::Other(_) => return None,
    })
}

/// The instant that a frame tells of, µs UTC: devices send the wall clock of the zone.
fn time_of(
    segment: &Segment<'_>,
    speaker: &Speaker,
    tz: &TimeZone,
    packets: &mut PacketTime,
) -> Option<i64> {
    let qn = || segment.qn().map(|qn| qn.bytes().to_vec());
    let local = if let Ok(stamp) = segment.stamp(speaker.edition) {
        let packet = segment.packet().ok().flatten();
        packets.0 = packet.and(qn()).map(|qn| (qn, stamp.local));
        stamp.local
    } else {
        let (of, local) = packets.0.as_ref()?;
        (qn().as_ref() == Some(of)).then_some(*local)?
    };
    let instant = tz.to_ambiguous_timestamp(local).compatible().ok()?;
    Some(instant.as_microsecond())
}
