//! What the fuzzer asks of the door's hearing: bytes as a line reads them, frames by the register, readings.
//! Nothing panics, pieces change nothing, nobody is heard as somebody else, and every value of a frame either
//! feeds a series of its own device or is counted as one without a point.

use std::collections::BTreeSet;

use gateway::codec::{Codec, Step, Stream};
use gateway::door::hear::{HeardFrame, PacketTime, hear, name_of};
use gateway::door::speaker::Speaker;
use gateway::hj212::crc::{CrcRule, CrcVariant};
use gateway::hj212::frame::{Frame, Framer, Framing, Sealing};
use gateway::hj212::reply;
use jiff::tz::TimeZone;
use zone::device::{Device, Point};
use zone::schema::Vocabulary;

/// 2024-05-20T21:10:00+08:00, a moment after the sealed examples of HJ 212-2025 annex A.2.
const NOW_US: i64 = 1_716_210_600_000_000;
/// The identities of the examples and of our own inputs, each with what the register says of it.
const DEVICES: [(&str, &str, &str, &str); 4] = [
    ("010000A8900016F000169DC0", "2025", "either", "printed"),
    ("010000A8900016F000169DC1", "2017", "standard", "never"),
    ("88888880000001", "2005", "modbus", "never"),
    ("A110000_0001", "surface_water", "either", "binary"),
];
/// The key of the examples of annex A.2.
const KEY: &str = "30303030303030303030303030303030";
const CODES: [(&str, &str, &str); 6] = [
    ("a01011", "Avg", "minute"),
    ("a01012", "Min", "minute"),
    ("w01018", "Rtd", "realtime"),
    ("w01018", "Avg", "hour"),
    ("011", "Rtd", "realtime"),
    ("w21003", "Cou", "day"),
];

/// The first byte says how the rest is cut into pieces.
pub fn door(data: &[u8]) {
    let Some((how, line)) = data.split_first() else {
        return;
    };
    let speakers = speakers();
    let whole = heard(&speakers, line, line.len().max(1));
    let cut = heard(&speakers, line, usize::from(*how) + 1);
    assert_eq!(whole, cut, "pieces matter");
    for (place, name, frame) in &whole {
        let own: BTreeSet<i64> = speakers[*place]
            .device
            .points
            .iter()
            .map(|p| p.series)
            .collect();
        assert!(
            frame.readings.iter().all(|r| own.contains(&r.series)),
            "{name} is heard as somebody else's"
        );
        for value in &frame.without_point {
            let is_point = CODES.contains(&(&value.code, &value.field, value.data));
            assert!(!is_point, "{value:?} has a point");
        }
    }
}

/// Demands what is wrong: that no frame is ever heard.
pub fn canary(data: &[u8]) {
    assert!(
        heard(&speakers(), data, data.len().max(1)).is_empty(),
        "a frame was heard"
    );
}

fn speakers() -> Vec<Speaker> {
    let devices = (1..).zip(DEVICES);
    let speaker = |(id, (identity, edition, crc, sealing)): (i64, (&str, &str, &str, &str))| {
        let points = (1..).zip(CODES);
        let point = |(number, (code, field, data)): (i64, (&str, &str, &str))| Point {
            code: code.to_owned(),
            field: field.to_owned(),
            data: data.to_owned(),
            series: id * 100 + number,
            property: code.to_owned(),
            unit: "mg/L".to_owned(),
            shift: -3,
        };
        let device = Device {
            id,
            thing: id,
            protocol: "hj212".to_owned(),
            identity: identity.to_owned(),
            edition: edition.to_owned(),
            crc: crc.to_owned(),
            networks: Vec::new(),
            sealing: sealing.to_owned(),
            secret: (sealing != "never").then(|| KEY.to_owned()),
            is_simulated: true,
            points: points.map(point).collect(),
            stopped_us: None,
        };
        Speaker::of(device, &Vocabulary::default())
    };
    devices.map(speaker).collect()
}

/// What a line hears of these bytes: who spoke, what the frame is called, what it says.
fn heard(speakers: &[Speaker], line: &[u8], piece: usize) -> Vec<(usize, String, HeardFrame)> {
    let tz = TimeZone::fixed(jiff::tz::offset(8));
    let mut stream = Stream::new(Framer::new(Framing {
        crc: CrcRule::Either,
        sealed: Sealing::Printed,
    }));
    let (mut packets, mut all) = (PacketTime::default(), Vec::new());
    let mut is_open = true;
    let mut take = |stream: &mut Stream<Framer>, frame: Frame| -> bool {
        let mn = frame
            .unproved_header()
            .mn()
            .and_then(|mn| mn.text().map(str::to_owned));
        let place = speakers
            .iter()
            .position(|s| Some(&s.device.identity) == mn.as_ref());
        let Some(place) = place else {
            return true;
        };
        let Some(frame) = speakers[place].believed(frame) else {
            return false;
        };
        let Ok(segment) = frame.segment() else {
            return false;
        };
        stream.codec_mut().set_framing(speakers[place].framing);
        let heard = hear(&segment, &speakers[place], &tz, NOW_US, &mut packets);
        let _ = reply::data(&segment).map(|answer| answer.encode(CrcVariant::Hj212));
        all.push((place, name_of(&segment), heard));
        true
    };
    for mut bytes in line.chunks(piece) {
        while is_open && !bytes.is_empty() {
            let taken = stream.push(bytes);
            bytes = &bytes[taken..];
            let waited = stream.waiting().len();
            loop {
                match stream.step() {
                    Step::Frame { frame, .. } => is_open = take(&mut stream, frame),
                    Step::Skipped { .. } => {}
                    Step::More => break,
                    Step::Close { .. } => is_open = false,
                }
                if !is_open {
                    break;
                }
            }
            if is_open && taken == 0 {
                assert!(
                    stream.waiting().len() < waited,
                    "a full stream makes no step"
                );
            }
            let most = 2 * stream.codec_mut().waiting_bytes_max();
            assert!(stream.waiting().len() <= most, "more waits than may");
        }
    }
    all
}
