//! What a frame says of its device itself, for the diary: parameters, states, lines of its log.
//!
//! HJ 212-2017 annex B (read) has codes of the field device: `i1…` of an instrument, `i2…` of a data logger, `i3…` of
//! what stands around them; the digit after that is 1 for a log, 2 for a state, 3 for a parameter. `i33…` are
//! measured (the temperature of the station, the current of a works) and no parameters. Command 3020 brings
//! them as `i13004-Info=168.0` after the `PolId` that they are about, 3019 the unique id of an instrument as
//! `w01018-SN` (annex C, read).

use jiff::Timestamp;
use jiff::tz::TimeZone;
use zone::diary::{Kind as EntryKind, Told};

use super::speaker::Speaker;
use crate::hj212::command::Command;
use crate::hj212::reading::Kind;
use crate::hj212::segment::Segment;
use crate::limits::DOOR_AHEAD_SECONDS_MAX;

const MICROS: i64 = 1_000_000;
/// What a log is written between.
const SLASHES: &str = "//";
/// The code of the unique id: that of its field.
const SERIAL: &str = "SN";

/// What a frame says of its device; nothing of a command that brings no such thing. What has no time, and
/// what lies ahead of the book's clock, is of the moment when it came.
pub(super) fn told(
    segment: &Segment<'_>,
    speaker: &Speaker,
    tz: &TimeZone,
    now_us: i64,
) -> Vec<Told> {
    let brings = [
        Command::READ_SERIAL,
        Command::READ_INFO,
        Command::SET_PARAMETER,
    ];
    if !segment.command().is_ok_and(|c| brings.contains(&c)) {
        return Vec::new();
    }
    let ahead_us = now_us + DOOR_AHEAD_SECONDS_MAX * MICROS;
    let said_us = segment
        .stamp(speaker.edition)
        .ok()
        .and_then(|stamp| tz.to_ambiguous_timestamp(stamp.local).compatible().ok())
        .map(Timestamp::as_microsecond);
    let time_us = said_us.filter(|us| *us <= ahead_us).unwrap_or(now_us);
    let mut factor: Option<String> = None;
    let mut all = Vec::new();
    for field in segment.data().fields().flatten() {
        let Some(text) = field.value.text() else {
            continue;
        };
        let Some((code, suffix)) = field.name.split_once('-') else {
            if field.name == "PolId" {
                factor = Some(text.to_owned()).filter(|factor| !factor.is_empty());
            }
            continue;
        };
        let (kind, of, code) = match Kind::of(suffix) {
            Kind::Info => match kind_of(code) {
                Some(kind) => (kind, factor.clone(), code),
                None => continue,
            },
            Kind::Serial => (EntryKind::Parameter, Some(code.to_owned()), SERIAL),
            _ => continue,
        };
        let text = text.trim_start_matches(SLASHES).trim_end_matches(SLASHES);
        all.push(Told {
            kind,
            time_us,
            factor: of,
            code: code.to_owned(),
            text: text.to_owned(),
        });
    }
    all
}

/// What a code of the field device is of.
fn kind_of(code: &str) -> Option<EntryKind> {
    let [b'i', part, class, rest @ ..] = code.as_bytes() else {
        return None;
    };
    let is_code = rest.len() == 3 && rest.iter().all(u8::is_ascii_digit);
    match (part, class) {
        (b'1'..=b'3', b'1') if is_code => Some(EntryKind::Note),
        (b'1'..=b'3', b'2') if is_code => Some(EntryKind::State),
        (b'1' | b'2', b'3') if is_code => Some(EntryKind::Parameter),
        _ => None,
    }
}
