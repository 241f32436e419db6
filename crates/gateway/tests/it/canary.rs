//! The contract itself under test: a codec of lines keeps it, and each wrong one is caught.

use std::num::NonZeroUsize;

use gateway::codec::{Codec, Step};

use crate::contract::{Broken, Event, Subject, check};

const LINE_BYTES_MAX: usize = 8;

#[derive(Clone, Copy, PartialEq)]
enum Mistake {
    None,
    TakesWhatIsThere,
    WaitsForEver,
    CountsTheEndTwice,
    KeepsInSilence,
    SendsHalf,
}

/// Lines of at most eight bytes with their line feed.
struct Lines {
    mistake: Mistake,
}

struct Line {
    text: Vec<u8>,
    mistake: Mistake,
}

impl Codec for Lines {
    type Frame = Line;
    type Error = &'static str;

    fn waiting_bytes_max(&self) -> usize {
        LINE_BYTES_MAX
    }

    fn tail_bytes_max(&self) -> usize {
        0
    }

    fn step(&mut self, waiting: &[u8]) -> Step<Line, &'static str> {
        let seen = &waiting[..waiting.len().min(LINE_BYTES_MAX)];
        let end = seen.iter().position(|byte| *byte == b'\n');
        let bytes = match end {
            Some(end) if self.mistake == Mistake::CountsTheEndTwice => end + 2,
            Some(end) => end + 1,
            None if self.mistake == Mistake::TakesWhatIsThere && !seen.is_empty() => seen.len(),
            None if seen.len() == LINE_BYTES_MAX && self.mistake != Mistake::WaitsForEver => {
                let bytes = NonZeroUsize::new(LINE_BYTES_MAX).unwrap();
                return Step::Skipped { bytes, why: "long" };
            }
            None => return Step::More,
        };
        let frame = Line {
            text: waiting[..end.unwrap_or(bytes)].to_vec(),
            mistake: self.mistake,
        };
        let bytes = NonZeroUsize::new(bytes).unwrap();
        Step::Frame { frame, bytes }
    }

    fn silence(&mut self, waiting: &[u8]) -> Step<Line, &'static str> {
        match self.step(waiting) {
            Step::More if self.mistake != Mistake::KeepsInSilence => {
                match NonZeroUsize::new(waiting.len()) {
                    Some(bytes) => Step::Skipped {
                        bytes,
                        why: "broken off",
                    },
                    None => Step::More,
                }
            }
            step => step,
        }
    }

    fn encode(frame: &Line) -> Vec<u8> {
        let mut bytes = frame.text.clone();
        if frame.mistake == Mistake::SendsHalf {
            bytes.truncate(bytes.len() / 2);
        }
        bytes.push(b'\n');
        bytes
    }
}

struct OfLines(Mistake);

impl Subject for OfLines {
    type Codec = Lines;
    type Content = Vec<u8>;

    fn fresh(&self) -> Lines {
        Lines { mistake: self.0 }
    }

    fn content(frame: &Line) -> Vec<u8> {
        frame.text.clone()
    }
}

const BYTES: &[u8] = b"one\ntwo\nmuch too long a line\nlast\n";

#[test]
fn a_codec_that_keeps_the_contract_passes() {
    let events = check(&OfLines(Mistake::None), BYTES, &[2, 9]).unwrap();
    let frames = events.iter().filter(|e| matches!(e, Event::Frame { .. }));
    assert_eq!(frames.count(), 4);
}

#[test]
fn a_codec_that_takes_what_is_there_is_caught() {
    let broken = check(&OfLines(Mistake::TakesWhatIsThere), BYTES, &[2, 9]).unwrap_err();
    assert!(matches!(broken, Broken::PiecesMatter { .. }), "{broken:?}");
}

#[test]
fn a_codec_that_waits_for_ever_is_caught_at_its_limit() {
    let broken = check(&OfLines(Mistake::WaitsForEver), BYTES, &[2, 9]).unwrap_err();
    assert!(
        matches!(broken, Broken::MoreAtTheLimit { .. }),
        "{broken:?}"
    );
}

#[test]
fn a_codec_that_consumes_more_than_there_is_is_caught() {
    let broken = check(&OfLines(Mistake::CountsTheEndTwice), BYTES, &[2, 9]).unwrap_err();
    assert!(
        matches!(broken, Broken::ConsumesTooMuch { .. }),
        "{broken:?}"
    );
}

#[test]
fn a_codec_that_keeps_bytes_after_a_silence_is_caught() {
    let broken = check(&OfLines(Mistake::KeepsInSilence), b"one\ntw", &[2]).unwrap_err();
    assert_eq!(broken, Broken::KeepsInSilence { waiting: 2 });
}

#[test]
fn a_codec_that_sends_something_else_than_it_read_is_caught() {
    let broken = check(&OfLines(Mistake::SendsHalf), BYTES, &[2, 9]).unwrap_err();
    assert!(matches!(broken, Broken::NotItself { .. }), "{broken:?}");
}
