//! Recorded frames from a file.

use std::collections::{HashMap, VecDeque};
use std::path::Path;

use gateway::codec::{Step, Stream};
use gateway::hj212::crc::CrcRule;
use gateway::hj212::frame::{Framer, Framing};
use gateway::hj212::segment::Value;
use gateway::simulate::device::Sent;
use serde_json::Value as Json;

use crate::failure::Failure;

/// Bytes of a file of recorded frames: all of it is held in memory.
const PLAYED_BYTES_MAX: u64 = 256 << 20;

/// The frames of a file, those of one MN together and in their order. What cannot be read goes out with
/// the frame before it.
pub fn read(path: &Path) -> Result<Vec<VecDeque<Sent>>, Failure> {
    let shown = path.display();
    let refuse = |e: std::io::Error| Failure::Refused(format!("{shown}: {e}"));
    let length = std::fs::metadata(path).map_err(refuse)?.len();
    if length > PLAYED_BYTES_MAX {
        return Err(Failure::Refused(format!(
            "{shown}: {length} bytes; at most {PLAYED_BYTES_MAX} are played"
        )));
    }
    let bytes = std::fs::read(path).map_err(refuse)?;
    let mut devices: Vec<VecDeque<Sent>> = Vec::new();
    let mut places: HashMap<Vec<u8>, usize> = HashMap::new();
    let mut place = 0;
    for (number, line) in (1_usize..).zip(bytes.split(|byte| *byte == b'\n')) {
        let Some(frame) =
            frame(line).map_err(|why| Failure::Refused(format!("{shown}:{number}:1: {why}")))?
        else {
            continue;
        };
        let (mn, sent) = read_frame(frame);
        if let Some(mn) = mn {
            place = *places.entry(mn).or_insert(devices.len());
        }
        if devices.len() <= place {
            devices.resize_with(place + 1, VecDeque::new);
        }
        if let Some(device) = devices.get_mut(place) {
            device.push_back(sent);
        }
    }
    if devices.is_empty() {
        return Err(Failure::Refused(format!(
            "{shown}: no frame; expected one a line, or JSON lines with `raw` or `frame`"
        )));
    }
    Ok(devices)
}

/// The bytes of a line; none of an empty one.
fn frame(line: &[u8]) -> Result<Option<Vec<u8>>, String> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.is_empty() {
        return Ok(None);
    }
    if !line.starts_with(b"{") {
        return Ok(Some([line, b"\r\n"].concat()));
    }
    let object: Json = serde_json::from_slice(line).map_err(|e| e.to_string())?;
    let raw = ["raw", "frame"]
        .into_iter()
        .find_map(|key| object.get(key)?.as_str());
    match raw {
        Some(raw) => Ok(Some(raw.as_bytes().to_vec())),
        None => Err("no `raw` and no `frame`; expected one of them, a text".to_owned()),
    }
}

/// Whose frame it is, and by which QN it is answered, as far as it can be read.
fn read_frame(bytes: Vec<u8>) -> (Option<Vec<u8>>, Sent) {
    let framing = Framing {
        crc: CrcRule::Either,
        ..Framing::default()
    };
    let mut stream = Stream::new(Framer::new(framing));
    let whole = stream.push(&bytes) == bytes.len();
    let (mut mn, mut answered_by) = (None, None);
    if let Step::Frame { frame, .. } = stream.step()
        && let Ok(segment) = frame.segment()
        && whole
    {
        mn = segment.mn().map(|mn| mn.bytes().to_vec());
        let qn = segment.qn().filter(|_| segment.wants_answer());
        answered_by = qn.and_then(Value::text).map(ToOwned::to_owned);
    }
    let sent = Sent {
        bytes_again: bytes.clone(),
        bytes,
        answered_by,
    };
    (mn, sent)
}
