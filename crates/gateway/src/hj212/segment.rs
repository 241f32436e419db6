//! A data segment: the fields of its header, and its data area field by field.
//!
//! HJ 212-2017 6.3 (read). The header is `QN;ST;CN;PW;MN;Flag;[PNUM;PNO];[RF]`, then `CP=&&…&&`.
//! In the data area `,` stands between the fields of one item and `;` between items; names are case
//! sensitive; the text of a log stands between `//` (annex B). Fields keep their order and their text,
//! repeated and unknown ones too. What cannot be read is an error of that field: the rest is read.
//!
//! `PNUM` and the like inside the data area are data of a vendor, never fields of the header.

use super::clock;
use super::command::Command;
use super::error::{Excerpt, FieldError, FieldFault};
use super::flag::{Edition, Flag};
use super::reading::Readings;
use super::system::System;
use crate::limits::{HJ212_FIELD_NAME_BYTES_MAX, HJ212_NUMBER_BYTES_MAX};
use crate::stamp::Stamp;
use jiff::civil::DateTime;

/// Names of the fields of a header, in their order.
const HEADER: [&str; 9] = ["QN", "ST", "CN", "PW", "MN", "Flag", "PNUM", "PNO", "RF"];

/// A data segment whose check was right.
#[derive(Debug, Clone)]
pub struct Segment<'a> {
    header: Vec<Field<'a>>,
    faults: Vec<FieldError>,
    data: DataArea<'a>,
}

/// Which packet of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Packet {
    /// PNUM: how many there are, at least 1.
    pub packets: u16,
    /// PNO: which one this is, 1 to `packets`.
    pub number: u16,
}

impl<'a> Segment<'a> {
    /// Only frames make segments: what was not checked is not answered.
    pub(crate) fn parse(bytes: &'a [u8], at: u64) -> Self {
        let found = memchr::memmem::find(bytes, b"CP=&&");
        let (head, tail) = bytes.split_at(found.unwrap_or(bytes.len()));
        let mut faults = Vec::new();
        let mut header: Vec<Field<'a>> = Vec::new();
        for field in (DataArea { bytes: head, at }).fields() {
            match field {
                Ok(field) => {
                    faults.extend(header_fault(&header, &field));
                    header.push(field);
                }
                Err(fault) => faults.push(fault),
            }
        }
        let data_at = offset(at, head.len() + 5);
        let area = tail.get(5..).unwrap_or_default();
        let closed = area.strip_suffix(b"&&");
        if found.is_none() {
            faults.push(fault(data_at, b"CP", FieldFault::NoDataArea));
        } else if closed.is_none() {
            faults.push(fault(data_at, b"CP", FieldFault::DataAreaOpen));
        }
        Self {
            header,
            faults,
            data: DataArea {
                bytes: closed.unwrap_or(area),
                at: data_at,
            },
        }
    }

    /// The fields of the header as they came, unknown and repeated ones too.
    pub fn header(&self) -> &[Field<'a>] {
        &self.header
    }

    /// What is wrong with the header and with the frame of the data area.
    pub fn faults(&self) -> &[FieldError] {
        &self.faults
    }

    /// The data area.
    pub fn data(&self) -> DataArea<'a> {
        self.data
    }

    /// A field of the header, whatever case its name is written in.
    pub fn field(&self, name: &str) -> Option<Value<'a>> {
        self.header
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(name))
            .map(|field| field.value)
    }

    /// QN, which an answer repeats: 17 digits, the moment of the request with milliseconds. Devices of
    /// 2005 send data without one, and their answers carry it in the data area (public code).
    pub fn qn(&self) -> Option<Value<'a>> {
        let of_header = self.field("QN").filter(|value| !value.bytes.is_empty());
        of_header.or_else(|| self.data.first("QN"))
    }

    /// MN, the device: 24 hexadecimal digits, 14 signs in 2005, other shapes in the field.
    pub fn mn(&self) -> Option<Value<'a>> {
        self.field("MN")
    }

    /// PW, at most 6 signs, in clear.
    pub fn password(&self) -> Option<Value<'a>> {
        self.field("PW")
    }

    /// ST.
    ///
    /// # Errors
    /// [`FieldFault::Missing`] or [`FieldFault::OutOfRange`].
    pub fn system(&self) -> Result<System, FieldError> {
        let value = self.required("ST")?;
        let code = value.whole(99, "two digits")?;
        Ok(System(u8::try_from(code).unwrap_or(u8::MAX)))
    }

    /// CN.
    ///
    /// # Errors
    /// [`FieldFault::Missing`] or [`FieldFault::OutOfRange`].
    pub fn command(&self) -> Result<Command, FieldError> {
        let value = self.required("CN")?;
        Ok(Command(value.whole(9_999, "four digits")?))
    }

    /// Flag; none where a device of 2005 sends none.
    ///
    /// # Errors
    /// [`FieldFault::OutOfRange`].
    pub fn flag(&self) -> Result<Option<Flag>, FieldError> {
        self.field("Flag")
            .map(|value| {
                let flag = value.whole(255, "0 to 255")?;
                Ok(Flag(u8::try_from(flag).unwrap_or(u8::MAX)))
            })
            .transpose()
    }

    /// PNUM and PNO. A frame whose `Flag` promises them and that has none is whole; see
    /// [`Segment::lacks_packet`].
    ///
    /// # Errors
    /// [`FieldFault::Missing`] for one without the other, [`FieldFault::OutOfRange`],
    /// [`FieldFault::PacketBeyondLast`].
    pub fn packet(&self) -> Result<Option<Packet>, FieldError> {
        if self.field("PNUM").is_none() && self.field("PNO").is_none() {
            return Ok(None);
        }
        let of = self.required("PNUM")?;
        let packets = of.whole(9_999, "1 to 9999")?;
        let no = self.required("PNO")?;
        let number = no.whole(9_999, "1 to 9999")?;
        if packets == 0 || number == 0 {
            let value = if packets == 0 { of } else { no };
            return Err(value.out_of_range("1 to 9999"));
        }
        if number > packets {
            return Err(no.fault(FieldFault::PacketBeyondLast { number, packets }));
        }
        Ok(Some(Packet { packets, number }))
    }

    /// Whether `Flag` promises packet numbers that are not there.
    pub fn lacks_packet(&self) -> bool {
        let promised = matches!(self.flag(), Ok(Some(flag)) if flag.is_split());
        promised && matches!(self.packet(), Ok(None))
    }

    /// Whether the sender waits for an answer; without a `Flag` it does not.
    pub fn wants_answer(&self) -> bool {
        matches!(self.flag(), Ok(Some(flag)) if flag.wants_answer())
    }

    /// Whether the frame is sent again, as 2025 marks it with `RF=1` (one public list). Re-sends of any
    /// edition keep their QN.
    pub fn is_resent(&self) -> bool {
        self.field("RF").is_some_and(|value| value.bytes == b"1")
    }

    /// `DataTime` with what it stands for in this edition; see [`clock::stamp_rule`].
    ///
    /// # Errors
    /// [`FieldFault::Missing`], [`FieldFault::NotATime`], or what is wrong with CN.
    pub fn stamp(&self, edition: Option<Edition>) -> Result<Stamp, FieldError> {
        let rule = clock::stamp_rule(edition, self.command()?);
        let at = self.data.at;
        let time = self
            .data
            .first("DataTime")
            .ok_or_else(|| fault(at, b"DataTime", FieldFault::Missing))?;
        let local = time.time()?;
        Ok(Stamp { local, rule })
    }

    fn required(&self, name: &'static str) -> Result<Value<'a>, FieldError> {
        let at = self.data.at;
        self.field(name)
            .ok_or_else(|| fault(at, name.as_bytes(), FieldFault::Missing))
    }
}

/// One field, as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    /// Its name, for a factor with its suffix: `w01018-Rtd`.
    pub name: &'a str,
    /// Its value.
    pub value: Value<'a>,
    /// Which item it belongs to: those between two `;` share one, counted from 0.
    pub item: usize,
    /// Offset in the stream of its name.
    pub at: u64,
}

/// The text of a value; a number or a time on request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Value<'a> {
    bytes: &'a [u8],
    at: u64,
    name: &'a str,
}

impl<'a> Value<'a> {
    /// The bytes as they came.
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// The text; none where it is not UTF-8, as the standard asks.
    pub fn text(self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes).ok()
    }

    /// Offset in the stream.
    pub fn at(self) -> u64 {
        self.at
    }

    /// The number: a sign, digits and one point, nothing else. `NaN`, `inf`, exponents and digits of
    /// full width are text. Whether -99 or 999.99 stands for *no sensor* is not the codec's to say.
    ///
    /// # Errors
    /// [`FieldFault::Empty`], [`FieldFault::NotANumber`], [`FieldFault::NumberTooLong`].
    pub fn number(self) -> Result<f64, FieldError> {
        if self.bytes.is_empty() {
            return Err(self.fault(FieldFault::Empty));
        }
        if self.bytes.len() > HJ212_NUMBER_BYTES_MAX {
            return Err(self.fault(FieldFault::NumberTooLong));
        }
        let sign = self
            .bytes
            .strip_prefix(b"-")
            .or(self.bytes.strip_prefix(b"+"));
        let digits = sign.unwrap_or(self.bytes);
        let points = memchr::memchr_iter(b'.', digits).count();
        let plain = digits
            .iter()
            .all(|byte| byte.is_ascii_digit() || *byte == b'.');
        let some = digits.iter().any(u8::is_ascii_digit);
        let number = (plain && some && points <= 1)
            .then(|| self.text()?.parse::<f64>().ok())
            .flatten();
        number.ok_or_else(|| self.fault(FieldFault::NotANumber(Excerpt::of(self.bytes))))
    }

    /// Digits after the point, to print the number as it came.
    pub fn decimals(self) -> usize {
        memchr::memchr(b'.', self.bytes).map_or(0, |at| self.bytes.len() - at - 1)
    }

    /// The time, in the device's own wall clock: 14 digits, or 17 with milliseconds.
    ///
    /// # Errors
    /// [`FieldFault::Empty`], [`FieldFault::NotATime`].
    pub fn time(self) -> Result<DateTime, FieldError> {
        if self.bytes.is_empty() {
            return Err(self.fault(FieldFault::Empty));
        }
        clock::parse(self.bytes)
            .ok_or_else(|| self.fault(FieldFault::NotATime(Excerpt::of(self.bytes))))
    }

    fn whole(self, most: u16, expected: &'static str) -> Result<u16, FieldError> {
        let is_short = (1..=4).contains(&self.bytes.len());
        let digits = is_short && self.bytes.iter().all(u8::is_ascii_digit);
        let number = digits
            .then(|| self.text()?.parse::<u16>().ok())
            .flatten()
            .filter(|number| *number <= most);
        number.ok_or_else(|| self.out_of_range(expected))
    }

    fn out_of_range(self, expected: &'static str) -> FieldError {
        let found = Excerpt::of(self.bytes);
        self.fault(FieldFault::OutOfRange { found, expected })
    }

    fn fault(self, why: FieldFault) -> FieldError {
        fault(self.at, self.name.as_bytes(), why)
    }
}

/// A data area that was not looked into yet.
#[derive(Debug, Clone, Copy)]
pub struct DataArea<'a> {
    bytes: &'a [u8],
    at: u64,
}

impl<'a> DataArea<'a> {
    /// Its bytes, without `CP=&&` and `&&`.
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// Its fields in their order. An error speaks of one field; the next one is read all the same.
    pub fn fields(self) -> Fields<'a> {
        Fields {
            area: self,
            next: 0,
            item: 0,
        }
    }

    /// The value of the first field of that very name.
    pub fn first(self, name: &str) -> Option<Value<'a>> {
        self.fields()
            .filter_map(Result::ok)
            .find(|field| field.name == name)
            .map(|field| field.value)
    }

    /// The fields of factors, those of one factor together.
    pub fn readings(self) -> Readings<'a> {
        Readings::of(self.fields())
    }
}

/// The fields of a data area, read one by one.
#[derive(Debug, Clone)]
pub struct Fields<'a> {
    area: DataArea<'a>,
    next: usize,
    item: usize,
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<Field<'a>, FieldError>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self
            .area
            .bytes
            .get(self.next..)
            .filter(|rest| !rest.is_empty())?;
        let at = offset(self.area.at, self.next);
        let item = self.item;
        let (field, end) = read(rest, at, item);
        if rest.get(end) == Some(&b';') {
            self.item += 1;
        }
        self.next += end + 1;
        Some(field)
    }
}

/// The field at the front, and where the separator behind it stands.
fn read(rest: &[u8], at: u64, item: usize) -> (Result<Field<'_>, FieldError>, usize) {
    let sign = memchr::memchr3(b'=', b',', b';', rest).unwrap_or(rest.len());
    let name = rest.get(..sign).unwrap_or(rest);
    if rest.get(sign) != Some(&b'=') {
        let why = if name.is_empty() {
            FieldFault::Nothing
        } else {
            FieldFault::NoEquals
        };
        return (Err(fault(at, name, why)), sign);
    }
    let start = sign + 1;
    let behind = rest.get(start..).unwrap_or_default();
    let (text, open) = match behind.strip_prefix(b"//") {
        Some(log) => match memchr::memmem::find(log, b"//") {
            Some(close) => (close + 4, false),
            None => (0, true),
        },
        None => (0, false),
    };
    let after = behind.get(text..).unwrap_or_default();
    let length = text + memchr::memchr2(b',', b';', after).unwrap_or(after.len());
    let end = start + length;
    if open {
        return (Err(fault(at, name, FieldFault::TextOpen)), end);
    }
    if name.len() > HJ212_FIELD_NAME_BYTES_MAX {
        let bytes = name.len();
        return (Err(fault(at, name, FieldFault::NameTooLong { bytes })), end);
    }
    let Ok(name) = std::str::from_utf8(name) else {
        return (Err(fault(at, name, FieldFault::NameNotText)), end);
    };
    if name.is_empty() {
        return (Err(fault(at, b"", FieldFault::NoEquals)), end);
    }
    let value = Value {
        bytes: behind.get(..length).unwrap_or_default(),
        at: offset(at, start),
        name,
    };
    let field = Field {
        name,
        value,
        item,
        at,
    };
    (Ok(field), end)
}

/// What is wrong with the name of a field of the header.
fn header_fault(before: &[Field<'_>], field: &Field<'_>) -> Option<FieldError> {
    let known = HEADER
        .iter()
        .find(|name| name.eq_ignore_ascii_case(field.name))?;
    let is_again = before.iter().any(|b| b.name.eq_ignore_ascii_case(known));
    let why = if is_again {
        FieldFault::Again
    } else if *known == field.name {
        return None;
    } else {
        FieldFault::OtherCase(known)
    };
    Some(fault(field.at, field.name.as_bytes(), why))
}

fn fault(at: u64, name: &[u8], why: FieldFault) -> FieldError {
    FieldError {
        at,
        field: Excerpt::of(name),
        why,
    }
}

fn offset(at: u64, bytes: usize) -> u64 {
    at.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX))
}
