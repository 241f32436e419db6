//! What the fuzzer asks of HJ 212, as the ordinary tests ask it of the corpus: nothing panics, every
//! byte is accounted for, pieces change nothing, and what can be sent again is read as itself.

use std::time::Duration;

use gateway::codec::{Codec, Step};
use gateway::hj212::assembly::Assembler;
use gateway::hj212::cipher::Key;
use gateway::hj212::crc::{CrcRule, CrcVariant};
use gateway::hj212::frame::{Frame, Framer, Framing, Sealing};
use gateway::hj212::message::Message;
use gateway::hj212::reply;

/// The first byte says what the register knows of the device and how the rest is cut into pieces.
pub fn hj212(data: &[u8]) {
    let Some((how, line)) = data.split_first() else {
        return;
    };
    let sealed = match how % 3 {
        0 => Sealing::Never,
        1 => Sealing::Binary,
        _ => Sealing::Printed,
    };
    let crc = CrcRule::Either;
    let framing = Framing { crc, sealed };
    let whole = steps(framing, line, line.len().max(1));
    let cut = steps(framing, line, usize::from(how / 3) + 1);
    assert_eq!(whole.0, cut.0, "pieces matter");
    let mut assembler = Assembler::new();
    for frame in whole.1 {
        look_into(frame, &mut assembler);
    }
}

fn steps(framing: Framing, line: &[u8], piece: usize) -> (Vec<String>, Vec<Frame>) {
    let mut framer = Framer::new(framing);
    let (mut said, mut frames) = (Vec::new(), Vec::new());
    let mut waiting: Vec<u8> = Vec::new();
    let mut pieces = line.chunks(piece);
    let mut is_silent = false;
    loop {
        let step = if is_silent {
            framer.silence(&waiting)
        } else {
            framer.step(&waiting)
        };
        said.push(format!("{step:?}"));
        match step {
            Step::Frame { frame, bytes } => {
                frames.push(frame);
                waiting.drain(..bytes.get());
            }
            Step::Skipped { bytes, .. } => {
                waiting.drain(..bytes.get());
            }
            Step::Close { .. } => return (said, frames),
            Step::More => {
                said.pop();
                if is_silent {
                    assert!(waiting.len() <= framer.tail_bytes_max(), "kept in silence");
                    return (said, frames);
                }
                assert!(
                    waiting.len() < framer.waiting_bytes_max(),
                    "more at the limit"
                );
                match pieces.next() {
                    Some(piece) => waiting.extend_from_slice(piece),
                    None => is_silent = true,
                }
            }
        }
    }
}

fn look_into(frame: Frame, assembler: &mut Assembler) {
    let frame = if frame.is_sealed() {
        let key = Key::new(&[b'0'; 16]).expect("16 bytes");
        match frame.open(&key, CrcRule::Either) {
            Ok(opened) => opened,
            Err(error) => {
                let _ = error.to_string();
                return;
            }
        }
    } else {
        frame
    };
    let _ = assembler.accept(&frame, Duration::ZERO);
    let segment = frame.segment().expect("a frame that is open");
    for fault in segment.faults() {
        let _ = fault.to_string();
    }
    for field in segment.data().fields() {
        match field {
            Ok(field) => {
                let _ = (
                    field.value.number(),
                    field.value.time(),
                    field.value.decimals(),
                );
            }
            Err(error) => {
                let _ = error.to_string();
            }
        }
    }
    let _ = segment.data().readings().count();
    let _ = reply::data(&segment).map(|answer| answer.encode(CrcVariant::Hj212));
    let Ok(message) = Message::of(&segment) else {
        return;
    };
    let Ok(sent) = message.encode(CrcVariant::Hj212) else {
        return;
    };
    let mut framer = Framer::new(Framing::default());
    let Step::Frame { frame, .. } = framer.step(&sent) else {
        panic!("what we send is no frame: {}", sent.escape_ascii());
    };
    let again = Message::of(&frame.segment().expect("plain")).expect("a header");
    assert_eq!(again, message, "what we send is read as something else");
}
