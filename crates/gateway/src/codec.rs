//! What every codec promises, and the driver that holds the bytes which wait.
//!
//! A step that makes no progress cannot be written: whatever consumes says how much as a
//! [`NonZeroUsize`]. One generic test (`tests/it/contract.rs`) puts every codec through the rest:
//! any split of the bytes gives the same steps; [`Step::More`] never with
//! [`Codec::waiting_bytes_max`] bytes waiting; what is encoded is decoded to itself.

use std::num::NonZeroUsize;

/// What a codec makes of the bytes that wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<F, E> {
    /// One whole frame. Only this may be acknowledged.
    Frame {
        /// The frame.
        frame: F,
        /// Bytes consumed: those of the frame, and of the line end before it.
        bytes: NonZeroUsize,
    },
    /// Not enough bytes to decide.
    More,
    /// Bytes that are no frame, up to where the next may start. Counted and kept as evidence, never
    /// acknowledged.
    Skipped {
        /// Bytes consumed.
        bytes: NonZeroUsize,
        /// Why they are no frame.
        why: E,
    },
    /// Nothing to resynchronise on: hang up, the device sends again. All that waits is gone with it.
    Close {
        /// Why the line is of no more use.
        why: E,
    },
}

/// Bytes to frames, without a socket and without a clock.
///
/// The steps depend on the bytes alone, not on how they were cut into pieces on their way.
pub trait Codec {
    /// What is recognised.
    type Frame;
    /// Why bytes were no frame, with their offset in the stream.
    type Error;

    /// With so many bytes waiting the answer is never [`Step::More`].
    fn waiting_bytes_max(&self) -> usize;

    /// So many bytes may wait for ever: the line end that follows a frame.
    fn tail_bytes_max(&self) -> usize;

    /// The next step on the bytes that wait.
    fn step(&mut self, waiting: &[u8]) -> Step<Self::Frame, Self::Error>;

    /// The next step when nothing more came for as long as the caller was willing to wait: a frame
    /// that broke off is given up, so that one which stands behind it is seen. [`Step::More`] only
    /// while at most [`Codec::tail_bytes_max`] bytes wait.
    fn silence(&mut self, waiting: &[u8]) -> Step<Self::Frame, Self::Error>;

    /// The bytes that a frame is sent as.
    fn encode(frame: &Self::Frame) -> Vec<u8>;
}

type Advance<C> = fn(&mut C, &[u8]) -> Step<<C as Codec>::Frame, <C as Codec>::Error>;

/// A codec with the bytes that wait for it. Holds at most twice [`Codec::waiting_bytes_max`].
#[derive(Debug)]
pub struct Stream<C> {
    codec: C,
    waiting: Vec<u8>,
    consumed: usize,
    is_closed: bool,
}

impl<C: Codec> Stream<C> {
    /// A stream at its first byte.
    pub fn new(codec: C) -> Self {
        Self {
            codec,
            waiting: Vec::new(),
            consumed: 0,
            is_closed: false,
        }
    }

    /// Takes bytes as they came, and says how many: fewer than were given when the stream is full
    /// (then [`Stream::step`] until [`Step::More`]), none when it is closed.
    #[must_use = "what was not taken has to be pushed again"]
    pub fn push(&mut self, bytes: &[u8]) -> usize {
        if self.is_closed {
            return 0;
        }
        if self.consumed > 0 {
            self.waiting.drain(..self.consumed);
            self.consumed = 0;
        }
        let room = (2 * self.codec.waiting_bytes_max()).saturating_sub(self.waiting.len());
        let taken = bytes.len().min(room);
        self.waiting.extend(bytes.iter().take(taken));
        taken
    }

    /// The next step; [`Step::More`] for ever once closed.
    pub fn step(&mut self) -> Step<C::Frame, C::Error> {
        self.take(C::step)
    }

    /// The next step after a silence; see [`Codec::silence`].
    pub fn silence(&mut self) -> Step<C::Frame, C::Error> {
        self.take(C::silence)
    }

    /// The bytes that wait.
    pub fn waiting(&self) -> &[u8] {
        self.waiting.get(self.consumed..).unwrap_or_default()
    }

    /// The last `bytes` that were consumed: those of the step before, until more is pushed.
    pub fn consumed(&self, bytes: NonZeroUsize) -> &[u8] {
        let from = self.consumed.saturating_sub(bytes.get());
        self.waiting.get(from..self.consumed).unwrap_or_default()
    }

    /// Whether a step said [`Step::Close`].
    pub fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// The codec, to tell it what the device's register says once the device is known.
    pub fn codec_mut(&mut self) -> &mut C {
        &mut self.codec
    }

    fn take(&mut self, step: Advance<C>) -> Step<C::Frame, C::Error> {
        if self.is_closed {
            return Step::More;
        }
        let waiting = self.waiting.get(self.consumed..).unwrap_or_default();
        let step = step(&mut self.codec, waiting);
        match &step {
            Step::Frame { bytes, .. } | Step::Skipped { bytes, .. } => {
                // A codec that claims more than there is must not take the stream past its end.
                self.consumed = (self.consumed + bytes.get()).min(self.waiting.len());
            }
            Step::More => {}
            Step::Close { .. } => {
                self.is_closed = true;
                self.waiting = Vec::new();
                self.consumed = 0;
            }
        }
        step
    }
}
