//! What every codec promises, as one test that any codec is put through.

use std::fmt::Debug;

use gateway::codec::{Codec, Step};

/// A codec under test.
pub trait Subject {
    /// The codec.
    type Codec: Codec<Error: Debug>;
    /// What of a frame does not depend on its place in the stream.
    type Content: Debug + PartialEq;

    /// A codec at the first byte of a stream.
    fn fresh(&self) -> Self::Codec;
    /// What is compared of a frame.
    fn content(frame: &<Self::Codec as Codec>::Frame) -> Self::Content;
}

/// A promise that was not kept.
#[derive(Debug, PartialEq)]
pub enum Broken {
    /// Other pieces gave other steps.
    PiecesMatter { whole: String, cut: String },
    /// `More` with as many bytes waiting as may wait.
    MoreAtTheLimit { waiting: usize },
    /// More bytes consumed than there were.
    ConsumesTooMuch { waiting: usize, bytes: usize },
    /// Bytes kept after a silence.
    KeepsInSilence { waiting: usize },
    /// What was encoded is decoded to something else.
    NotItself { sent: Vec<u8>, found: String },
}

/// A step, as it is compared.
#[derive(Debug, PartialEq)]
pub enum Event<C> {
    Frame { content: C, bytes: usize },
    Skipped { bytes: usize, why: String },
    Close { why: String },
}

type Events<S> = Vec<Event<<S as Subject>::Content>>;
type Frames<S> = Vec<<<S as Subject>::Codec as Codec>::Frame>;

/// Puts bytes through the codec whole, byte by byte and cut at `cuts`, and every frame out and back in.
pub fn check<S: Subject>(subject: &S, bytes: &[u8], cuts: &[usize]) -> Result<Events<S>, Broken> {
    let (whole, frames) = run(subject, &[bytes])?;
    let single: Vec<&[u8]> = bytes.chunks(1).collect();
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).collect();
    cuts.sort_unstable();
    let mut pieces = Vec::new();
    let mut from = 0;
    for cut in cuts {
        pieces.push(&bytes[from..cut]);
        from = cut;
    }
    pieces.push(&bytes[from..]);
    for pieces in [single, pieces] {
        let (cut, _) = run(subject, &pieces)?;
        if cut != whole {
            let (whole, cut) = (format!("{whole:?}"), format!("{cut:?}"));
            return Err(Broken::PiecesMatter { whole, cut });
        }
    }
    for frame in &frames {
        round_trip(subject, frame)?;
    }
    Ok(whole)
}

fn round_trip<S: Subject>(subject: &S, frame: &<S::Codec as Codec>::Frame) -> Result<(), Broken> {
    let sent = S::Codec::encode(frame);
    let (events, again) = run(subject, &[&sent])?;
    let is_itself = match (events.as_slice(), again.as_slice()) {
        ([Event::Frame { content, .. }], [again]) => {
            *content == S::content(frame) && S::Codec::encode(again) == sent
        }
        _ => false,
    };
    if is_itself {
        return Ok(());
    }
    let found = format!("{events:?}");
    Err(Broken::NotItself { sent, found })
}

fn run<S: Subject>(subject: &S, pieces: &[&[u8]]) -> Result<(Events<S>, Frames<S>), Broken> {
    let mut codec = subject.fresh();
    let (mut events, mut frames) = (Vec::new(), Vec::new());
    let mut waiting: Vec<u8> = Vec::new();
    for piece in pieces {
        waiting.extend_from_slice(piece);
        loop {
            let step = codec.step(&waiting);
            if matches!(step, Step::More) {
                if waiting.len() >= codec.waiting_bytes_max() {
                    let waiting = waiting.len();
                    return Err(Broken::MoreAtTheLimit { waiting });
                }
                break;
            }
            if take::<S>(step, &mut waiting, &mut events, &mut frames)? {
                return Ok((events, frames));
            }
        }
    }
    loop {
        let step = codec.silence(&waiting);
        if matches!(step, Step::More) {
            let waiting = waiting.len();
            if waiting > codec.tail_bytes_max() {
                return Err(Broken::KeepsInSilence { waiting });
            }
            return Ok((events, frames));
        }
        if take::<S>(step, &mut waiting, &mut events, &mut frames)? {
            return Ok((events, frames));
        }
    }
}

/// Notes a step and takes its bytes away; whether it closed the stream.
fn take<S: Subject>(
    step: Step<<S::Codec as Codec>::Frame, <S::Codec as Codec>::Error>,
    waiting: &mut Vec<u8>,
    events: &mut Events<S>,
    frames: &mut Frames<S>,
) -> Result<bool, Broken> {
    let bytes = match step {
        Step::Frame { frame, bytes } => {
            let content = S::content(&frame);
            frames.push(frame);
            let bytes = bytes.get();
            events.push(Event::Frame { content, bytes });
            bytes
        }
        Step::Skipped { bytes, why } => {
            let (bytes, why) = (bytes.get(), format!("{why:?}"));
            events.push(Event::Skipped { bytes, why });
            bytes
        }
        Step::Close { why } => {
            let why = format!("{why:?}");
            events.push(Event::Close { why });
            return Ok(true);
        }
        Step::More => 0,
    };
    if bytes > waiting.len() {
        let waiting = waiting.len();
        return Err(Broken::ConsumesTooMuch { waiting, bytes });
    }
    waiting.drain(..bytes);
    Ok(false)
}
