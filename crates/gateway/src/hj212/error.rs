//! What can be wrong, and where: every error names the byte of the stream.

use std::fmt;

use thiserror::Error;

use crate::limits::{
    ERROR_EXCERPT_BYTES_MAX, HJ212_FIELD_NAME_BYTES_MAX, HJ212_NUMBER_BYTES_MAX,
    HJ212_SEGMENT_BYTES_MIN,
};

/// Bytes that are no frame.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("byte {at}: {why}, at `{near}`")]
pub struct FrameError {
    /// Offset in the stream of the first of these bytes.
    pub at: u64,
    /// What is wrong with them.
    pub why: FrameFault,
    /// The first of these bytes.
    pub near: Excerpt,
}

/// Why bytes are no frame.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FrameFault {
    /// Something else than `##`.
    #[error("expected `##`")]
    NotAStart,
    /// The length is not four digits.
    #[error("expected four digits of length after `##`")]
    LengthNotDigits,
    /// The length is not one that is accepted.
    #[error("the length {declared} is not between {HJ212_SEGMENT_BYTES_MIN} and {accepted}")]
    LengthOutOfRange {
        /// The length as declared.
        declared: usize,
        /// The longest that is accepted of this device.
        accepted: usize,
    },
    /// After other faults, `##` and digits with no data segment behind them.
    #[error("`##` and four digits, but no data segment behind them")]
    NotASegment,
    /// No check where the length says it is: most often the length is wrong.
    #[error("no four hexadecimal digits of check behind {declared} bytes of data segment")]
    CrcNotHex {
        /// The length as declared.
        declared: usize,
    },
    /// The check is another one.
    #[error("the check is {printed:04X}; {hj212:04X} expected ({modbus:04X} as CRC-16/MODBUS)")]
    CrcWrong {
        /// The check as printed.
        printed: u16,
        /// The check by the standard.
        hj212: u16,
        /// The check by CRC-16/MODBUS.
        modbus: u16,
    },
    /// The frame broke off: the line was silent before its end.
    #[error("the frame broke off")]
    BrokenOff,
    /// The other end speaks another protocol.
    #[error("this is {0}, not HJ 212")]
    Foreign(Foreign),
    /// More bytes that are no frame than are put up with.
    #[error("{bytes} bytes and no frame; at most {accepted} are put up with")]
    TooMuchJunk {
        /// Bytes since the last frame.
        bytes: usize,
        /// Bytes that are put up with.
        accepted: usize,
    },
}

/// Protocols of those who scan ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// The greeting of TLS.
    Tls,
    /// A request of HTTP.
    Http,
    /// The greeting of SSH.
    Ssh,
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tls => "TLS",
            Self::Http => "HTTP",
            Self::Ssh => "SSH",
        })
    }
}

/// The first bytes of a place that an error speaks of; what is not printable is escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt(Vec<u8>);

impl Excerpt {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(
            bytes
                .iter()
                .take(ERROR_EXCERPT_BYTES_MAX)
                .copied()
                .collect(),
        )
    }

    /// The bytes themselves.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.escape_ascii())
    }
}

/// A field that cannot be read; the others of its frame can.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("byte {at}: `{field}`: {why}")]
pub struct FieldError {
    /// Offset in the stream of the text that is wrong.
    pub at: u64,
    /// Name of the field, as far as there is one.
    pub field: Excerpt,
    /// What is wrong with it.
    pub why: FieldFault,
}

/// Why a field cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FieldFault {
    /// The header lacks it.
    #[error("missing")]
    Missing,
    /// Nothing between two separators.
    #[error("nothing between two separators")]
    Nothing,
    /// No `=`.
    #[error("expected `name=value`")]
    NoEquals,
    /// The name is too long.
    #[error("a name of {bytes} bytes; at most {HJ212_FIELD_NAME_BYTES_MAX} are read")]
    NameTooLong {
        /// Bytes of the name.
        bytes: usize,
    },
    /// The name is not UTF-8.
    #[error("the name is not UTF-8")]
    NameNotText,
    /// The header has it twice; the first counts.
    #[error("again; the first one counts")]
    Again,
    /// The name is written in another case.
    #[error("expected the name as `{0}`")]
    OtherCase(&'static str),
    /// There is no `CP=&&`.
    #[error("expected `CP=&&`")]
    NoDataArea,
    /// The data area has no `&&` at its end.
    #[error("expected `&&` at the end of the data area")]
    DataAreaOpen,
    /// A text in `//` has no end.
    #[error("expected `//` at the end of the text")]
    TextOpen,
    /// There is no value.
    #[error("no value")]
    Empty,
    /// Not a number of digits, one sign and one point.
    #[error("not a number: `{0}`")]
    NotANumber(Excerpt),
    /// A number that is too long or too large.
    #[error("a number of more than {HJ212_NUMBER_BYTES_MAX} bytes")]
    NumberTooLong,
    /// Not a whole number in its range.
    #[error("`{found}`; {expected} expected")]
    OutOfRange {
        /// As written.
        found: Excerpt,
        /// What may stand there.
        expected: &'static str,
    },
    /// Not a time.
    #[error("not a time: `{0}`; YYYYMMDDhhmmss expected, or with milliseconds")]
    NotATime(Excerpt),
    /// `PNO` beyond `PNUM`.
    #[error("packet {number} of {packets}")]
    PacketBeyondLast {
        /// PNO.
        number: u16,
        /// PNUM.
        packets: u16,
    },
}

/// A sealed frame that cannot be opened, or a frame that cannot be sealed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CipherError {
    /// Its data area is ciphertext.
    #[error("byte {at}: the data area is ciphertext; open the frame with the device's key first")]
    Sealed {
        /// Offset in the stream of the data area.
        at: u64,
    },
    /// It is not sealed.
    #[error("byte {at}: the data area is not ciphertext")]
    NotSealed {
        /// Offset in the stream of the frame.
        at: u64,
    },
    /// The printed ciphertext is no list of bytes, or no whole number of blocks.
    #[error("byte {at}: printed ciphertext is not `{{0xE4,0x3E,…}}` with 16 bytes a block")]
    NotPrinted {
        /// Offset in the stream of the data area.
        at: u64,
    },
    /// What came out has another check: another key, or a damaged frame.
    #[error("byte {at}: what the key opens has the check {found:04X}, not {printed:04X}")]
    WrongKey {
        /// Offset in the stream of the frame.
        at: u64,
        /// The check as printed.
        printed: u16,
        /// The check of what came out.
        found: u16,
    },
    /// A key is 16 bytes.
    #[error("a key of {0} bytes; 16 expected")]
    KeyLength(usize),
}

/// A message that cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EncodeError {
    /// A text holds a sign that separates fields.
    #[error("`{field}` holds `{found}`, which ends a field")]
    Separator {
        /// The field.
        field: String,
        /// The sign.
        found: &'static str,
    },
    /// A name is empty or too long.
    #[error("`{0}` is no name of a field")]
    Name(String),
    /// A field of the header has another form.
    #[error("`{field}` is `{found}`; {expected} expected")]
    Header {
        /// The field.
        field: &'static str,
        /// As given.
        found: String,
        /// What may stand there.
        expected: &'static str,
    },
    /// The data area is too long for one packet.
    #[error("a data area of {bytes} bytes; at most {accepted} go into one packet")]
    DataAreaTooLong {
        /// Its bytes.
        bytes: usize,
        /// Bytes that may be sent.
        accepted: usize,
    },
    /// The segment is too long.
    #[error("a data segment of {bytes} bytes; at most {accepted} are sent")]
    SegmentTooLong {
        /// Its bytes.
        bytes: usize,
        /// Bytes that may be sent.
        accepted: usize,
    },
    /// More packets than one message may have.
    #[error("{0} packets")]
    TooManyPackets(usize),
    /// There is no QN that could be answered.
    #[error("the message has no QN that an answer could carry")]
    NothingToAnswer,
}
