//! Bytes to frames: `##`, four digits of length, the data segment, four hexadecimal digits of check, CR LF.
//!
//! HJ 212-2017 6.3 (read). Frames are cut by their length, never by what stands in them: since 2025
//! the data area may be ciphertext, where `##`, `&&`, CR and LF are bytes like others. The line end is
//! not waited for: devices leave it out, or send a line feed or `**` instead.
//!
//! When a length is wrong the next frame is found by the `##` of its own. Since one damaged frame in 256
//! passes the check, a frame that follows a fault must also look like one: it starts with a field of
//! the header and has its data area. A false length costs at most one frame's cap of waiting.

use std::num::NonZeroUsize;

use super::cipher::{self, CipherForm, Key};
use super::crc::{self, CrcRule, CrcVariant};
use super::error::{CipherError, Excerpt, FrameError, FrameFault};
use super::resync::{
    CRC_BYTES, Greeting, HEAD_BYTES, greeting, holds_part_of_a_frame, is_segment, length, line_end,
    may_be_head, may_be_segment, next_head,
};
use super::segment::Segment;
use crate::codec::{Codec, Step};
use crate::limits::{
    HJ212_JUNK_BYTES_BEFORE_FIRST_FRAME_MAX, HJ212_JUNK_BYTES_BETWEEN_FRAMES_MAX,
    HJ212_JUNK_STEP_BYTES, HJ212_SEGMENT_BYTES_MAX, HJ212_SEGMENT_BYTES_MIN,
    HJ212_SEGMENT_PRINTED_BYTES_MAX,
};

const LINE_END_BYTES: usize = 2;

/// What the device's register says of its frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Framing {
    /// The variant of the check.
    pub crc: CrcRule,
    /// Whether the device may send ciphertext. The check of 2025 is over the plaintext, so that a
    /// sealed frame cannot be checked before it is opened; of a device that sends none it is a
    /// damaged frame.
    pub sealed: Sealing,
}

/// Whether a device sends ciphertext.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sealing {
    /// It does not.
    #[default]
    Never,
    /// It may, as bytes (HJ 212-2025 annex A.2, inferred from the printed length).
    Binary,
    /// It may, as bytes or printed as `{0xE4,0x3E,…}` (one public project).
    Printed,
}

/// One whole frame. Its check is right, or it is sealed and has to be opened before it says anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    offset: u64,
    printed: [u8; CRC_BYTES],
    segment: Vec<u8>,
    state: State,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Plain(CrcVariant),
    Sealed(CipherForm),
    Opened {
        variant: CrcVariant,
        form: CipherForm,
        sealed: Vec<u8>,
    },
}

impl Frame {
    /// Offset in the stream of its `##`.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Bytes of the data segment as far as they can be read: of an opened frame the plaintext.
    pub fn segment_bytes(&self) -> &[u8] {
        &self.segment
    }

    /// Bytes of the data segment as they came: of an opened frame the ciphertext.
    pub fn wire_bytes(&self) -> &[u8] {
        match &self.state {
            State::Opened { sealed, .. } => sealed,
            State::Plain(_) | State::Sealed(_) => &self.segment,
        }
    }

    /// The check as it was printed.
    pub fn printed_crc(&self) -> [u8; CRC_BYTES] {
        self.printed
    }

    /// The variant of the check that matched; none while the frame is sealed.
    pub fn crc(&self) -> Option<CrcVariant> {
        match &self.state {
            State::Plain(variant) | State::Opened { variant, .. } => Some(*variant),
            State::Sealed(_) => None,
        }
    }

    /// How the data area was sealed when it came; none of a plain frame.
    pub fn cipher_form(&self) -> Option<CipherForm> {
        match &self.state {
            State::Plain(_) => None,
            State::Sealed(form) | State::Opened { form, .. } => Some(*form),
        }
    }

    /// Whether the frame has yet to be opened.
    pub fn is_sealed(&self) -> bool {
        matches!(self.state, State::Sealed(_))
    }

    /// The fields. Offsets in an opened frame count along its plaintext.
    ///
    /// # Errors
    /// [`CipherError::Sealed`] when the frame has yet to be opened.
    pub fn segment(&self) -> Result<Segment<'_>, CipherError> {
        let start = self.segment_offset();
        if self.is_sealed() {
            return Err(CipherError::Sealed { at: start });
        }
        Ok(Segment::parse(&self.segment, start))
    }

    /// The header of a frame that is not opened yet, to find the device's key by its MN. Nothing of
    /// it is proved by a check.
    pub fn unproved_header(&self) -> Segment<'_> {
        let end = memchr::memmem::find(&self.segment, b"CP=&&").unwrap_or(self.segment.len());
        let header = self.segment.get(..end).unwrap_or_default();
        Segment::parse(header, self.segment_offset())
    }

    /// Opens a sealed frame with the device's key (SM4-ECB without padding, the check over the
    /// plaintext; HJ 212-2025 annex A.2, reproduced). The check of one sealed frame in 256 matches its
    /// ciphertext by chance, so that it counts as plain: it is opened too, where its data area is no text.
    ///
    /// # Errors
    /// [`CipherError::NotSealed`]; [`CipherError::NotPrinted`] when printed ciphertext cannot be read;
    /// [`CipherError::WrongKey`] when the check does not match what comes out.
    pub fn open(self, key: &Key, rule: CrcRule) -> Result<Self, CipherError> {
        let form = match self.state {
            State::Sealed(form) => Some(form),
            State::Plain(_) => cipher::form_of(&self.segment, Sealing::Printed),
            State::Opened { .. } => None,
        };
        let form = form.ok_or(CipherError::NotSealed { at: self.offset })?;
        let start = self.segment_offset();
        let segment = cipher::open_segment(&self.segment, form, key)
            .ok_or(CipherError::NotPrinted { at: start })?;
        let printed = crc::parse(self.printed).unwrap_or_default();
        let Some(variant) = rule.matching(&segment, printed) else {
            let found = CrcVariant::Hj212.of(&segment);
            return Err(CipherError::WrongKey {
                at: self.offset,
                printed,
                found,
            });
        };
        Ok(Self {
            offset: self.offset,
            printed: self.printed,
            state: State::Opened {
                variant,
                form,
                sealed: self.segment,
            },
            segment,
        })
    }

    fn segment_offset(&self) -> u64 {
        self.offset.saturating_add(count(HEAD_BYTES))
    }
}

/// Bytes to frames; see the module.
#[derive(Debug, Clone)]
pub struct Framer {
    framing: Framing,
    offset: u64,
    /// The bytes before these were a frame, or there were none.
    is_in_step: bool,
    had_frame: bool,
    junk: usize,
}

impl Framer {
    /// A framer at the first byte of a connection.
    pub fn new(framing: Framing) -> Self {
        Self {
            framing,
            offset: 0,
            is_in_step: true,
            had_frame: false,
            junk: 0,
        }
    }

    /// What the register says of the device, once it is known.
    pub fn set_framing(&mut self, framing: Framing) {
        self.framing = framing;
    }

    fn segment_bytes_max(&self) -> usize {
        match self.framing.sealed {
            Sealing::Never | Sealing::Binary => HJ212_SEGMENT_BYTES_MAX,
            Sealing::Printed => HJ212_SEGMENT_PRINTED_BYTES_MAX,
        }
    }

    fn advance(&mut self, waiting: &[u8], is_silent: bool) -> Step<Frame, FrameError> {
        if self.offset == 0
            && let Some(step) = self.greeted(waiting, is_silent)
        {
            return step;
        }
        let gap = line_end(waiting);
        let rest = waiting.get(gap..).unwrap_or_default();
        if rest.is_empty() {
            return Step::More;
        }
        match self.candidate(rest) {
            Candidate::Whole { frame, bytes } => self.found(frame, gap + bytes),
            Candidate::Partial if is_silent => {
                self.give_up(waiting, gap, FrameFault::BrokenOff, None, true)
            }
            Candidate::Partial => Step::More,
            Candidate::Fault { why, bytes } => self.give_up(waiting, gap, why, bytes, is_silent),
        }
    }

    fn greeted(&self, waiting: &[u8], is_silent: bool) -> Option<Step<Frame, FrameError>> {
        match greeting(waiting) {
            Greeting::Foreign { who, bytes } => Some(Step::Close {
                why: self.error(FrameFault::Foreign(who), bytes),
            }),
            Greeting::MayBeForeign if !is_silent => Some(Step::More),
            Greeting::MayBeForeign | Greeting::Ours => None,
        }
    }

    /// What stands at the front of these bytes.
    fn candidate(&self, rest: &[u8]) -> Candidate {
        if !may_be_head(rest) {
            let is_length = rest.starts_with(b"##") && rest.get(2) != Some(&b'#');
            return Candidate::fault(if is_length {
                FrameFault::LengthNotDigits
            } else {
                FrameFault::NotAStart
            });
        }
        let Some(digits) = rest.get(2..HEAD_BYTES) else {
            return Candidate::Partial;
        };
        let declared = length(digits);
        let accepted = self.segment_bytes_max();
        if !(HJ212_SEGMENT_BYTES_MIN..=accepted).contains(&declared) {
            return Candidate::fault(FrameFault::LengthOutOfRange { declared, accepted });
        }
        let body = rest.get(HEAD_BYTES..).unwrap_or_default();
        if !self.is_in_step && !may_be_segment(body) {
            return Candidate::fault(FrameFault::NotASegment);
        }
        match body.split_at_checked(declared) {
            Some((segment, after)) => match after.first_chunk::<CRC_BYTES>() {
                Some(printed) => self.checked(segment, *printed),
                None => Candidate::Partial,
            },
            None => Candidate::Partial,
        }
    }

    /// A segment with the check that stands behind it.
    fn checked(&self, segment: &[u8], printed: [u8; CRC_BYTES]) -> Candidate {
        let bytes = HEAD_BYTES + segment.len() + CRC_BYTES;
        let Some(check) = crc::parse(printed) else {
            let declared = segment.len();
            let why = FrameFault::CrcNotHex { declared };
            return Candidate::Fault {
                why,
                bytes: Some(bytes),
            };
        };
        let looks_right = is_segment(segment);
        let state = match self.framing.crc.matching(segment, check) {
            // One damaged frame in 256 passes the check: it must not swallow the next one with it.
            Some(_) if !looks_right && (!self.is_in_step || holds_part_of_a_frame(segment)) => {
                let why = FrameFault::NotASegment;
                return Candidate::Fault {
                    why,
                    bytes: Some(bytes),
                };
            }
            Some(variant) => Some(State::Plain(variant)),
            None if looks_right => cipher::form_of(segment, self.framing.sealed).map(State::Sealed),
            None => None,
        };
        let Some(state) = state else {
            let why = FrameFault::CrcWrong {
                printed: check,
                hj212: CrcVariant::Hj212.of(segment),
                modbus: CrcVariant::Modbus.of(segment),
            };
            return Candidate::Fault {
                why,
                bytes: Some(bytes),
            };
        };
        let frame = Frame {
            offset: 0,
            printed,
            segment: segment.to_vec(),
            state,
        };
        Candidate::Whole { frame, bytes }
    }

    fn found(&mut self, mut frame: Frame, bytes: usize) -> Step<Frame, FrameError> {
        let own = HEAD_BYTES + frame.segment.len() + CRC_BYTES;
        frame.offset = self.offset.saturating_add(count(bytes - own));
        self.offset = self.offset.saturating_add(count(bytes));
        self.is_in_step = true;
        self.had_frame = true;
        self.junk = 0;
        match NonZeroUsize::new(bytes) {
            Some(bytes) => Step::Frame { frame, bytes },
            None => Step::More,
        }
    }

    /// Skips what is no frame: up to where the next may start within the frame that was declared, or
    /// within the next bytes.
    fn give_up(
        &mut self,
        waiting: &[u8],
        gap: usize,
        why: FrameFault,
        declared: Option<usize>,
        is_silent: bool,
    ) -> Step<Frame, FrameError> {
        let limit = match declared {
            Some(bytes) => gap + bytes,
            None if is_silent => waiting.len(),
            None => HJ212_JUNK_STEP_BYTES,
        };
        let seen = waiting.get(..limit).unwrap_or(waiting);
        let head = next_head(seen, gap + 1);
        let skipped = match head {
            // More bytes cannot make this place another one.
            Some(at) if at + HEAD_BYTES <= seen.len() || seen.len() == limit => at,
            None if seen.len() == limit => limit,
            _ => return Step::More,
        };
        self.skip(waiting, skipped, why)
    }

    fn skip(&mut self, waiting: &[u8], bytes: usize, why: FrameFault) -> Step<Frame, FrameError> {
        let Some(nonzero) = NonZeroUsize::new(bytes) else {
            return Step::More;
        };
        self.junk = self.junk.saturating_add(bytes);
        let accepted = if self.had_frame {
            HJ212_JUNK_BYTES_BETWEEN_FRAMES_MAX
        } else {
            HJ212_JUNK_BYTES_BEFORE_FIRST_FRAME_MAX
        };
        let skipped = waiting.get(..bytes).unwrap_or(waiting);
        if self.junk > accepted {
            let bytes = self.junk;
            let why = FrameFault::TooMuchJunk { bytes, accepted };
            return Step::Close {
                why: self.error(why, skipped),
            };
        }
        let why = self.error(why, skipped);
        self.offset = self.offset.saturating_add(count(bytes));
        self.is_in_step = false;
        Step::Skipped {
            bytes: nonzero,
            why,
        }
    }

    fn error(&self, why: FrameFault, bytes: &[u8]) -> FrameError {
        FrameError {
            at: self.offset,
            why,
            near: Excerpt::of(bytes),
        }
    }
}

/// What may stand at the front of the bytes that wait.
enum Candidate {
    Whole {
        frame: Frame,
        bytes: usize,
    },
    Partial,
    Fault {
        why: FrameFault,
        /// Bytes of the frame as declared, when all of them are there.
        bytes: Option<usize>,
    },
}

impl Candidate {
    fn fault(why: FrameFault) -> Self {
        Self::Fault { why, bytes: None }
    }
}

impl Codec for Framer {
    type Frame = Frame;
    type Error = FrameError;

    fn waiting_bytes_max(&self) -> usize {
        LINE_END_BYTES + HEAD_BYTES + self.segment_bytes_max() + CRC_BYTES
    }

    fn tail_bytes_max(&self) -> usize {
        LINE_END_BYTES
    }

    fn step(&mut self, waiting: &[u8]) -> Step<Frame, FrameError> {
        self.advance(waiting, false)
    }

    fn silence(&mut self, waiting: &[u8]) -> Step<Frame, FrameError> {
        self.advance(waiting, true)
    }

    /// The frame as it came, with the line end that the standard asks for.
    fn encode(frame: &Frame) -> Vec<u8> {
        framed(frame.wire_bytes(), frame.printed)
    }
}

/// A data segment of at most 9,999 bytes as a frame.
pub(super) fn framed(segment: &[u8], printed: [u8; CRC_BYTES]) -> Vec<u8> {
    let mut bytes = format!("##{:04}", segment.len()).into_bytes();
    bytes.extend_from_slice(segment);
    bytes.extend_from_slice(&printed);
    bytes.extend_from_slice(b"\r\n");
    bytes
}

fn count(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}
