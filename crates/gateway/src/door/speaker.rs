//! A device of the register, ready to be heard.

use zone::device::{Device, Understood};
use zone::schema::Vocabulary;

use crate::hj212::cipher::{BLOCK_BYTES, Key};
use crate::hj212::command::Command;
use crate::hj212::crc::{self, CrcRule, CrcVariant};
use crate::hj212::flag::Edition;
use crate::hj212::frame::{Frame, Framing, Sealing};

/// A device of the register, ready to be heard.
#[derive(Debug)]
pub struct Speaker {
    /// Its entry.
    pub device: Device,
    /// The edition that it speaks; none where the register's word is not known.
    pub edition: Option<Edition>,
    /// What its frames look like.
    pub framing: Framing,
    /// What it seals them with; none where it seals none.
    pub key: Option<Key>,
    /// What its codes mean.
    pub understood: Understood,
}

impl Speaker {
    /// The device with its points, whose ranges `vocabulary` knows.
    pub fn of(device: Device, vocabulary: &Vocabulary) -> Self {
        let edition = match device.edition.as_str() {
            "2005" => Some(Edition::Hjt2005),
            "2017" => Some(Edition::Hj2017),
            "2025" => Some(Edition::Hj2025),
            "surface_water" => Some(Edition::SurfaceWater2017),
            _ => None,
        };
        let crc = match device.crc.as_str() {
            "modbus" => CrcRule::Modbus,
            "either" => CrcRule::Either,
            _ => CrcRule::Hj212,
        };
        let sealed = match device.sealing.as_str() {
            "binary" => Sealing::Binary,
            "printed" => Sealing::Printed,
            _ => Sealing::Never,
        };
        let secret = device.secret.as_deref().and_then(bytes_of);
        Self {
            edition,
            framing: Framing { crc, sealed },
            key: secret.and_then(|bytes| Key::new(&bytes).ok()),
            understood: Understood::of(&device, vocabulary),
            device,
        }
    }

    /// The frame, opened where it was sealed; none where it is not what the register expects of this
    /// device: sealed though it seals none or with another key, in clear though it is to be sealed, or
    /// with another variant of the check.
    pub fn believed(&self, frame: Frame) -> Option<Frame> {
        if self.framing.sealed == Sealing::Never {
            return Some(frame).filter(|frame| !frame.is_sealed() && self.is_checked(frame));
        }
        let key = self.key.as_ref()?;
        if frame.is_sealed() {
            return frame.open(key, self.framing.crc).ok();
        }
        // The check is over the plaintext, and yet matches the ciphertext of one frame in 256: refused
        // as one in clear, it would come again and again.
        if let Ok(opened) = frame.clone().open(key, self.framing.crc) {
            return Some(opened);
        }
        Some(frame).filter(|frame| !is_to_be_sealed(frame) && self.is_checked(frame))
    }

    fn is_checked(&self, frame: &Frame) -> bool {
        let rule = self.framing.crc;
        match (rule, frame.crc()) {
            (_, None) => false,
            (CrcRule::Either, _)
            | (CrcRule::Hj212, Some(CrcVariant::Hj212))
            | (CrcRule::Modbus, Some(CrcVariant::Modbus)) => true,
            (CrcRule::Hj212, Some(CrcVariant::Modbus))
            | (CrcRule::Modbus, Some(CrcVariant::Hj212)) => {
                // The two are equal for one segment in a few hundred.
                let printed = crc::parse(frame.printed_crc());
                printed.is_some_and(|p| rule.matching(frame.segment_bytes(), p).is_some())
            }
        }
    }
}

/// Whether a device that seals would have sealed this frame: by its command, and where there is a block to
/// seal at all.
fn is_to_be_sealed(frame: &Frame) -> bool {
    let Ok(segment) = frame.segment() else {
        return true;
    };
    // What cannot be told for another command is taken for data.
    let is_sealed = |command: Command| command.is_sealed_on_the_internet();
    segment.data().bytes().len() >= BLOCK_BYTES && segment.command().map_or(true, is_sealed)
}

/// The bytes that hexadecimal digits write.
fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    pairs.map(byte).collect()
}
