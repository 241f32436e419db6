//! The check of a frame, in the two variants that are met.
//!
//! HJ 212-2017 annex A (read): the register starts at FFFF; for each byte its **high** half is
//! combined with the byte, then eight shifts with A001. Many take it for CRC-16/MODBUS, which
//! combines the low half and keeps the high one; devices with that reading are in the field, and the
//! device's register says which one a device sends.
//!
//! The standard's own variant forgets half of its register with every byte and has 256 values only:
//! one damaged frame in 256 passes. It is no proof of where a frame starts, nor of who sent it.

/// What a device's register says of its check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CrcRule {
    /// The standard's variant.
    #[default]
    Hj212,
    /// CRC-16/MODBUS.
    Modbus,
    /// Whichever matches, the standard's first; for devices that are not known yet.
    Either,
}

/// A variant of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CrcVariant {
    /// HJ 212-2017 annex A.
    Hj212,
    /// CRC-16/MODBUS.
    Modbus,
}

impl CrcVariant {
    /// The check of a data segment.
    ///
    /// ```
    /// use gateway::hj212::crc::CrcVariant;
    ///
    /// let segment = b"QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;\
    ///                 CP=&&RtdInterval=30&&";
    /// assert_eq!(CrcVariant::Hj212.of(segment), 0x1C80); // printed in annex A
    /// assert_eq!(CrcVariant::Modbus.of(segment), 0x0759);
    /// ```
    pub fn of(self, segment: &[u8]) -> u16 {
        segment.iter().fold(0xFFFF, |crc: u16, byte| {
            let [high, low] = crc.to_be_bytes();
            match self {
                Self::Hj212 => shifted(high ^ byte),
                Self::Modbus => shifted(low ^ byte) ^ u16::from(high),
            }
        })
    }
}

impl CrcRule {
    /// The variant by which a printed check is the one of a segment.
    pub fn matching(self, segment: &[u8], printed: u16) -> Option<CrcVariant> {
        let variants: &[CrcVariant] = match self {
            Self::Hj212 => &[CrcVariant::Hj212],
            Self::Modbus => &[CrcVariant::Modbus],
            Self::Either => &[CrcVariant::Hj212, CrcVariant::Modbus],
        };
        variants
            .iter()
            .copied()
            .find(|variant| variant.of(segment) == printed)
    }
}

/// A check as it is printed: four hexadecimal digits, high byte first; devices write either case.
pub fn parse(printed: [u8; 4]) -> Option<u16> {
    if !printed.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let text = std::str::from_utf8(&printed).ok()?;
    u16::from_str_radix(text, 16).ok()
}

/// A byte after its eight shifts.
fn shifted(byte: u8) -> u16 {
    SHIFTED.get(usize::from(byte)).copied().unwrap_or_default()
}

const SHIFTED: [u16; 256] = {
    let mut table = [0; 256];
    let mut byte: u16 = 0;
    let mut at = 0;
    while at < table.len() {
        let mut crc = byte;
        let mut shift = 0;
        while shift < 8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xA001
            } else {
                crc >> 1
            };
            shift += 1;
        }
        table[at] = crc;
        at += 1;
        byte += 1;
    }
    table
};
