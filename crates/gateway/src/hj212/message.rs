//! A message to bytes: what the host sends, and what a device would.
//!
//! HJ 212-2017 6.3 (read): a data area of at most 950 bytes, a segment of at most 1,024. What does not
//! fit goes into packets, each with the time of the first.

use super::cipher::{self, CipherForm, Key};
use super::command::Command;
use super::crc::CrcVariant;
use super::error::{EncodeError, FieldError};
use super::flag::Flag;
use super::frame::framed;
use super::segment::{Packet, Segment, Value};
use super::system::System;
use crate::limits::{
    HJ212_DATA_AREA_SENT_BYTES_MAX, HJ212_FIELD_NAME_BYTES_MAX, HJ212_PACKETS_MAX,
    HJ212_SEGMENT_SENT_BYTES_MAX,
};

/// Fields that stand together, with `,` between them: name and value.
pub type Item = Vec<(String, String)>;

/// A message as it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// QN; none in data of 2005.
    pub qn: Option<String>,
    /// ST.
    pub system: System,
    /// CN.
    pub command: Command,
    /// PW.
    pub password: String,
    /// MN.
    pub mn: String,
    /// Flag; none in frames of 2005 that want no answer.
    pub flag: Option<Flag>,
    /// PNUM and PNO.
    pub packet: Option<Packet>,
    /// `RF=1`, which 2025 writes on what is sent again.
    pub is_resent: bool,
    /// The data area: items with `;` between them.
    pub data: Vec<Item>,
}

impl Message {
    /// The message of a segment, without what could not be read and without fields of the header that
    /// have no place here.
    ///
    /// # Errors
    /// The first field of the header that is needed and cannot be read.
    pub fn of(segment: &Segment<'_>) -> Result<Self, FieldError> {
        let mut data: Vec<Item> = Vec::new();
        let mut last = None;
        for field in segment.data().fields().filter_map(Result::ok) {
            let part = (field.name.to_owned(), owned(field.value));
            match data.last_mut() {
                Some(item) if last == Some(field.item) => item.push(part),
                _ => data.push(vec![part]),
            }
            last = Some(field.item);
        }
        Ok(Self {
            qn: segment.field("QN").map(owned),
            system: segment.system()?,
            command: segment.command()?,
            password: segment.password().map(owned).unwrap_or_default(),
            mn: segment.mn().map(owned).unwrap_or_default(),
            flag: segment.flag()?,
            packet: segment.packet()?,
            is_resent: segment.is_resent(),
            data,
        })
    }

    /// The data segment.
    ///
    /// # Errors
    /// [`EncodeError`] for a text that would end its field, and for what is too long.
    pub fn segment(&self) -> Result<Vec<u8>, EncodeError> {
        let mut text = self.header()?;
        let area = self.data_area()?;
        let bytes = area.len();
        let accepted = HJ212_DATA_AREA_SENT_BYTES_MAX;
        if bytes > accepted {
            return Err(EncodeError::DataAreaTooLong { bytes, accepted });
        }
        text.push_str("CP=&&");
        text.push_str(&area);
        text.push_str("&&");
        let (bytes, accepted) = (text.len(), HJ212_SEGMENT_SENT_BYTES_MAX);
        if bytes > accepted {
            return Err(EncodeError::SegmentTooLong { bytes, accepted });
        }
        Ok(text.into_bytes())
    }

    fn header(&self) -> Result<String, EncodeError> {
        let mut text = String::new();
        if let Some(qn) = &self.qn {
            header(&mut text, "QN", qn, "17 digits")?;
        }
        if self.system.0 > 99 {
            return Err(wrong("ST", &self.system.0.to_string(), "two digits"));
        }
        if self.command.0 > 9_999 {
            return Err(wrong("CN", &self.command.0.to_string(), "four digits"));
        }
        header(
            &mut text,
            "ST",
            &format!("{:02}", self.system.0),
            "two digits",
        )?;
        header(
            &mut text,
            "CN",
            &format!("{:04}", self.command.0),
            "four digits",
        )?;
        if self.password.is_empty() {
            text.push_str("PW=;");
        } else {
            header(&mut text, "PW", &self.password, "at most 6 signs")?;
        }
        header(&mut text, "MN", &self.mn, "the device's identity")?;
        if let Some(flag) = self.flag {
            header(&mut text, "Flag", &flag.0.to_string(), "0 to 255")?;
        }
        if let Some(packet) = self.packet {
            header(&mut text, "PNUM", &packet.packets.to_string(), "1 to 9999")?;
            header(&mut text, "PNO", &packet.number.to_string(), "1 to PNUM")?;
        }
        if self.is_resent {
            text.push_str("RF=1;");
        }
        Ok(text)
    }

    /// The whole frame.
    ///
    /// # Errors
    /// As [`Message::segment`].
    pub fn encode(&self, crc: CrcVariant) -> Result<Vec<u8>, EncodeError> {
        let segment = self.segment()?;
        Ok(framed(&segment, check(&segment, crc)))
    }

    /// The whole frame with its data area sealed, the check over the plaintext (HJ 212-2025 annex A.2).
    ///
    /// # Errors
    /// As [`Message::segment`].
    pub fn encode_sealed(
        &self,
        crc: CrcVariant,
        key: &Key,
        form: CipherForm,
    ) -> Result<Vec<u8>, EncodeError> {
        let segment = self.segment()?;
        let printed = check(&segment, crc);
        Ok(framed(&cipher::seal_segment(&segment, form, key), printed))
    }

    /// The message in as many packets as it needs, items kept whole; itself when it fits into one. A
    /// `DataTime` in front is repeated in each packet, as annex C prints it.
    ///
    /// # Errors
    /// [`EncodeError::DataAreaTooLong`] when an item alone is too long, [`EncodeError::TooManyPackets`],
    /// and as [`Message::segment`].
    pub fn packets(self) -> Result<Vec<Self>, EncodeError> {
        let flag = self.flag.unwrap_or(Flag(0)).split(true);
        let longest = Self {
            data: Vec::new(),
            packet: Some(Packet {
                packets: HJ212_PACKETS_MAX,
                number: HJ212_PACKETS_MAX,
            }),
            flag: Some(flag),
            ..self.clone()
        };
        let beside = self.header()?.len() + MARKS.len();
        if self.data_area()?.len() <= room(beside) {
            return Ok(vec![self]);
        }
        let parts = parts(&self.data, room(longest.header()?.len() + MARKS.len()))?;
        let packets = u16::try_from(parts.len())
            .ok()
            .filter(|packets| *packets <= HJ212_PACKETS_MAX)
            .ok_or(EncodeError::TooManyPackets(parts.len()))?;
        Ok(parts
            .into_iter()
            .zip(1..=packets)
            .map(|(data, number)| Self {
                data,
                packet: Some(Packet { packets, number }),
                ..longest.clone()
            })
            .collect())
    }

    fn data_area(&self) -> Result<String, EncodeError> {
        area(&self.data)
    }
}

/// What stands around a data area.
const MARKS: &str = "CP=&&&&";

/// Bytes of the data area that fit beside so many others.
fn room(beside: usize) -> usize {
    HJ212_SEGMENT_SENT_BYTES_MAX
        .saturating_sub(beside)
        .min(HJ212_DATA_AREA_SENT_BYTES_MAX)
}

/// Items in parts of at most `room` bytes, each with the time that stands in front; an item that is
/// longer alone makes a part of its own.
fn parts(data: &[Item], room: usize) -> Result<Vec<Vec<Item>>, EncodeError> {
    let is_time = |item: &Item| matches!(item.as_slice(), [(name, _)] if name == "DataTime");
    let (time, items) = match data.split_first() {
        Some((time, items)) if is_time(time) => (vec![time.clone()], items),
        _ => (Vec::new(), data),
    };
    let time_bytes = area(&time)?.len();
    let mut parts = Vec::new();
    let (mut part, mut bytes) = (time.clone(), time_bytes);
    for item in items {
        let own = area(std::slice::from_ref(item))?.len() + usize::from(!part.is_empty());
        if bytes + own > room && part.len() > time.len() {
            parts.push(std::mem::replace(&mut part, time.clone()));
            bytes = time_bytes;
        }
        bytes += area(std::slice::from_ref(item))?.len() + usize::from(!part.is_empty());
        part.push(item.clone());
    }
    parts.push(part);
    Ok(parts)
}

fn area(items: &[Item]) -> Result<String, EncodeError> {
    let mut text = String::new();
    for (at, item) in items.iter().enumerate() {
        for (within, (name, value)) in item.iter().enumerate() {
            match (at, within) {
                (0, 0) => {}
                (_, 0) => text.push(';'),
                _ => text.push(','),
            }
            let is_long = name.len() > HJ212_FIELD_NAME_BYTES_MAX;
            if name.is_empty() || is_long || name.contains(['=', ',', ';', '&', '\r', '\n']) {
                return Err(EncodeError::Name(name.clone()));
            }
            value_ends_no_field(name, value)?;
            text.push_str(name);
            text.push('=');
            text.push_str(value);
        }
    }
    Ok(text)
}

/// Between `//` a text may hold what separates fields, but no `//`.
fn value_ends_no_field(name: &str, value: &str) -> Result<(), EncodeError> {
    let log = value
        .strip_prefix("//")
        .and_then(|log| log.strip_suffix("//"))
        .filter(|log| !log.contains("//") && !log.starts_with('/') && !log.ends_with('/'));
    let found = match log {
        Some(log) => ["&&", "\r", "\n"]
            .into_iter()
            .find(|sign| log.contains(sign)),
        None => [";", ",", "&&", "\r", "\n"]
            .into_iter()
            .find(|sign| value.contains(sign))
            .or_else(|| value.starts_with("//").then_some("//"))
            .or_else(|| value.ends_with('&').then_some("&")),
    };
    match found {
        Some(found) => Err(EncodeError::Separator {
            field: name.to_owned(),
            found,
        }),
        None => Ok(()),
    }
}

fn header(
    text: &mut String,
    field: &'static str,
    value: &str,
    expected: &'static str,
) -> Result<(), EncodeError> {
    let is_plain = value
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b';' | b',' | b'=' | b'&' | b'#'));
    if value.is_empty() || !is_plain {
        return Err(wrong(field, value, expected));
    }
    for part in [field, "=", value, ";"] {
        text.push_str(part);
    }
    Ok(())
}

fn wrong(field: &'static str, found: &str, expected: &'static str) -> EncodeError {
    EncodeError::Header {
        field,
        found: found.to_owned(),
        expected,
    }
}

fn check(segment: &[u8], crc: CrcVariant) -> [u8; 4] {
    let [high, low] = crc.of(segment).to_be_bytes();
    [high >> 4, high & 15, low >> 4, low & 15].map(|digit| match digit {
        0..=9 => b'0' + digit,
        _ => b'A' + (digit - 10),
    })
}

fn owned(value: Value<'_>) -> String {
    String::from_utf8_lossy(value.bytes()).into_owned()
}
