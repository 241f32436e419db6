//! Messages that come in packets, put together again.
//!
//! HJ 212-2017 6.3 and annex C (read): packets of one message share QN, CN, MN and PNUM; each is a frame
//! of its own and is answered on its own. Devices of 2005 send packets without a QN: then the `DataTime`
//! tells messages apart (our own rule).
//!
//! What waits is bounded in messages, packets, bytes and time. The time comes from the caller, as a
//! duration since any moment of its choice that never runs backwards. Packets that are sent again after
//! the message was whole begin a new one that never becomes whole; whoever stores readings drops those
//! that it has, by (MN, QN, CN, PNO).

use std::collections::BTreeMap;
use std::time::Duration;

use thiserror::Error;

use super::command::Command;
use super::error::{CipherError, FieldError};
use super::frame::Frame;
use super::segment::{Packet, Segment, Value};
use crate::limits::{
    HJ212_ASSEMBLING_BYTES_MAX, HJ212_ASSEMBLING_MESSAGES_MAX, HJ212_ASSEMBLING_SECONDS_MAX,
    HJ212_PACKETS_MAX,
};

/// What becomes of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assembled {
    /// It is a message by itself.
    Alone,
    /// It waits for others.
    Waiting {
        /// Packets that are there.
        there: usize,
        /// Packets that there will be.
        packets: u16,
    },
    /// The same packet is there already.
    Again,
    /// With it the message is whole: its frames in the order of their numbers.
    Whole(Vec<Frame>),
}

/// A message whose packets did not all come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Abandoned {
    /// The packets that came, in the order of their numbers.
    pub frames: Vec<Frame>,
    /// How many there should have been.
    pub packets: u16,
}

/// A packet that is not taken. It is a whole frame all the same, and its fields can be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AssemblyError {
    /// Its header says no command, or packet numbers that cannot be.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// It has yet to be opened.
    #[error(transparent)]
    Cipher(#[from] CipherError),
    /// More packets than a message may have.
    #[error(
        "byte {at}: a message of {packets} packets; at most {HJ212_PACKETS_MAX} are put together"
    )]
    TooManyPackets {
        /// Offset in the stream of the frame.
        at: u64,
        /// PNUM.
        packets: u16,
    },
    /// More messages than wait at a time.
    #[error("byte {at}: {HJ212_ASSEMBLING_MESSAGES_MAX} messages wait for packets already")]
    TooManyMessages {
        /// Offset in the stream of the frame.
        at: u64,
    },
    /// More bytes than wait at a time.
    #[error("byte {at}: packets that wait hold more than {HJ212_ASSEMBLING_BYTES_MAX} bytes")]
    TooManyBytes {
        /// Offset in the stream of the frame.
        at: u64,
    },
    /// Another packet has the same number.
    #[error("byte {at}: packet {number} is there already and says something else")]
    SaysSomethingElse {
        /// Offset in the stream of the frame.
        at: u64,
        /// PNO.
        number: u16,
    },
}

/// Packets that wait for others.
#[derive(Debug, Default)]
pub struct Assembler {
    waiting: BTreeMap<Key, Part>,
    bytes: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    mn: Vec<u8>,
    command: Command,
    /// QN, or the DataTime where there is none.
    told_apart_by: Vec<u8>,
    packets: u16,
}

#[derive(Debug)]
struct Part {
    since: Duration,
    frames: BTreeMap<u16, Frame>,
}

impl Assembler {
    /// One that holds nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Bytes of the packets that wait.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Messages that wait for packets.
    pub fn messages(&self) -> usize {
        self.waiting.len()
    }

    /// Takes a frame at a time of the caller's clock. Call [`Assembler::expire`] before: what waited
    /// too long still counts until then.
    ///
    /// # Errors
    /// [`AssemblyError`] when the frame is not taken; what waited stays.
    pub fn accept(&mut self, frame: &Frame, now: Duration) -> Result<Assembled, AssemblyError> {
        let segment = frame.segment()?;
        let Some(packet) = segment.packet()? else {
            return Ok(Assembled::Alone);
        };
        let Packet { packets, number } = packet;
        if packets == 1 {
            return Ok(Assembled::Alone);
        }
        let at = frame.offset();
        if packets > HJ212_PACKETS_MAX {
            return Err(AssemblyError::TooManyPackets { at, packets });
        }
        let key = key(&segment, packets)?;
        let bytes = size(frame);
        let is_new = match self.waiting.get(&key) {
            Some(part) => match part.frames.get(&number) {
                Some(there) if there.segment_bytes() == frame.segment_bytes() => {
                    return Ok(Assembled::Again);
                }
                Some(_) => return Err(AssemblyError::SaysSomethingElse { at, number }),
                None => false,
            },
            None => true,
        };
        if is_new && self.waiting.len() >= HJ212_ASSEMBLING_MESSAGES_MAX {
            return Err(AssemblyError::TooManyMessages { at });
        }
        if self.bytes + bytes > HJ212_ASSEMBLING_BYTES_MAX {
            return Err(AssemblyError::TooManyBytes { at });
        }
        self.bytes += bytes;
        let part = self.waiting.entry(key.clone()).or_insert_with(|| Part {
            since: now,
            frames: BTreeMap::new(),
        });
        part.frames.insert(number, frame.clone());
        let there = part.frames.len();
        if there < usize::from(packets) {
            return Ok(Assembled::Waiting { there, packets });
        }
        Ok(Assembled::Whole(self.give(&key)))
    }

    /// Gives up the messages whose first packet came too long ago.
    pub fn expire(&mut self, now: Duration) -> Vec<Abandoned> {
        let patience = Duration::from_secs(HJ212_ASSEMBLING_SECONDS_MAX);
        let late: Vec<Key> = self
            .waiting
            .iter()
            .filter(|(_, part)| now.saturating_sub(part.since) > patience)
            .map(|(key, _)| key.clone())
            .collect();
        late.into_iter()
            .map(|key| Abandoned {
                packets: key.packets,
                frames: self.give(&key),
            })
            .collect()
    }

    fn give(&mut self, key: &Key) -> Vec<Frame> {
        let part = self.waiting.remove(key);
        let frames: Vec<Frame> = part
            .into_iter()
            .flat_map(|p| p.frames.into_values())
            .collect();
        let bytes: usize = frames.iter().map(size).sum();
        self.bytes = self.bytes.saturating_sub(bytes);
        frames
    }
}

/// What a frame holds in memory.
fn size(frame: &Frame) -> usize {
    let sealed = frame.cipher_form().map_or(0, |_| frame.wire_bytes().len());
    frame.segment_bytes().len() + sealed
}

fn key(segment: &Segment<'_>, packets: u16) -> Result<Key, FieldError> {
    let bytes = |value: Option<Value<'_>>| value.map(|v| v.bytes().to_vec()).unwrap_or_default();
    let told_apart_by = segment.qn().or_else(|| segment.data().first("DataTime"));
    Ok(Key {
        mn: bytes(segment.mn()),
        command: segment.command()?,
        told_apart_by: bytes(told_apart_by),
        packets,
    })
}
