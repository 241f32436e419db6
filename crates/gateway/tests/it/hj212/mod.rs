//! HJ 212.

mod assembly;
mod cipher;
mod codec;
mod corpus;
mod crc;
mod fields;
mod flags;
mod frames;
mod malformed;
mod messages;
mod readings;
mod replies;
mod requests;
mod tables;

use gateway::codec::{Codec, Step, Stream};
use gateway::hj212::crc::CrcRule;
use gateway::hj212::error::FrameError;
use gateway::hj212::frame::{Frame, Framer, Framing};

/// What came out of bytes.
#[derive(Debug)]
pub enum Out {
    Frame(Frame),
    Skipped(usize, FrameError),
    Close(FrameError),
}

/// Everything that bytes give before a silence.
pub fn read(framing: Framing, bytes: &[u8]) -> Vec<Out> {
    drive(framing, bytes, false)
}

/// Everything that bytes give, and a silence after them.
pub fn read_all(framing: Framing, bytes: &[u8]) -> Vec<Out> {
    drive(framing, bytes, true)
}

fn drive(framing: Framing, mut bytes: &[u8], and_silence: bool) -> Vec<Out> {
    let mut stream = Stream::new(Framer::new(framing));
    let mut out = Vec::new();
    loop {
        let taken = stream.push(bytes);
        bytes = &bytes[taken..];
        drain(&mut stream, Stream::step, &mut out);
        if bytes.is_empty() || stream.is_closed() {
            break;
        }
    }
    if and_silence {
        drain(&mut stream, Stream::silence, &mut out);
    }
    out
}

type Next<C> = fn(&mut Stream<C>) -> Step<<C as Codec>::Frame, <C as Codec>::Error>;

fn drain(stream: &mut Stream<Framer>, next: Next<Framer>, out: &mut Vec<Out>) {
    loop {
        match next(stream) {
            Step::Frame { frame, .. } => out.push(Out::Frame(frame)),
            Step::Skipped { bytes, why } => out.push(Out::Skipped(bytes.get(), why)),
            Step::Close { why } => out.push(Out::Close(why)),
            Step::More => return,
        }
    }
}

/// Only the frames, checked by either variant.
pub fn frames(bytes: &[u8]) -> Vec<Frame> {
    read_all(either(), bytes)
        .into_iter()
        .filter_map(|out| match out {
            Out::Frame(frame) => Some(frame),
            Out::Skipped(..) | Out::Close(_) => None,
        })
        .collect()
}

/// The one frame of bytes that are one.
pub fn frame(bytes: &[u8]) -> Frame {
    let frames = frames(bytes);
    assert_eq!(frames.len(), 1, "{}", bytes.escape_ascii());
    frames.into_iter().next().unwrap()
}

/// A frame around a segment.
pub fn framed(segment: &str) -> Vec<u8> {
    use gateway::hj212::crc::CrcVariant;
    let crc = CrcVariant::Hj212.of(segment.as_bytes());
    format!("##{:04}{segment}{crc:04X}\r\n", segment.len()).into_bytes()
}

/// A device whose check is not known yet.
pub fn either() -> Framing {
    Framing {
        crc: CrcRule::Either,
        ..Framing::default()
    }
}
