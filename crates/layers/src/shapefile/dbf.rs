//! `.dbf`: a row a record, fields of fixed width.

use super::text::Encoding;
use super::too_short;
use crate::bytes::Bytes;
use crate::error::{LayerError, Result};
use crate::features::Value;
use crate::limits::COLUMNS_MAX;

/// Bytes of the head before the fields, and of each field there.
const HEAD_BYTES: usize = 32;
/// Ends the list of fields.
const END_OF_FIELDS: u8 = 0x0d;
/// Marks a row that was deleted.
const DELETED: u8 = b'*';

/// The table, its head read.
#[derive(Debug)]
pub(super) struct Table<'b> {
    pub fields: Vec<Field<'b>>,
    /// What the head says of the encoding.
    pub language: u8,
    rows: &'b [u8],
    row_bytes: usize,
}

/// A field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'b> {
    pub name: &'b [u8],
    kind: u8,
    bytes: usize,
    decimals: u8,
}

/// A row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'b, 't> {
    bytes: &'b [u8],
    fields: &'t [Field<'b>],
}

impl<'b> Table<'b> {
    pub fn read(file: &'b [u8]) -> Result<Self> {
        let mut bytes = Bytes::new(file);
        let head = read_head(&mut bytes).ok_or_else(|| too_short(".dbf", &Bytes::new(file)))?;
        let (rows, head_bytes, row_bytes, language) = head;
        let mut fields = Vec::new();
        while bytes.rest().first() != Some(&END_OF_FIELDS) {
            let field = Field::read(&mut bytes);
            fields.push(field.ok_or_else(|| too_short(".dbf", &Bytes::new(file)))?);
            if fields.len() > COLUMNS_MAX {
                return Err(LayerError::file(format!(
                    ".dbf has more than {COLUMNS_MAX} fields; expected fewer"
                )));
            }
        }
        for field in &fields {
            if !b"CNFLDIO".contains(&field.kind) {
                return Err(LayerError::file(format!(
                    ".dbf: field `{}` is of type `{}`; expected text, numbers, dates or truth",
                    String::from_utf8_lossy(field.name),
                    char::from(field.kind)
                )));
            }
        }
        let taken: usize = fields.iter().map(|field| field.bytes).sum();
        if taken + 1 > row_bytes {
            return Err(LayerError::file(format!(
                ".dbf: its fields take {taken} bytes of a row of {row_bytes}; expected fewer"
            )));
        }
        let wanted = rows.checked_mul(row_bytes);
        let body = file.get(head_bytes..).unwrap_or_default();
        let body = wanted.and_then(|wanted| body.get(..wanted));
        Ok(Self {
            fields,
            language,
            rows: body.ok_or_else(|| {
                LayerError::file(format!(
                    ".dbf says that it has {rows} rows of {row_bytes} bytes and has {} bytes; expected a whole file",
                    file.len()
                ))
            })?,
            row_bytes,
        })
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'b, '_>> {
        let rows = self.rows.chunks_exact(self.row_bytes);
        rows.map(|bytes| Row {
            bytes,
            fields: &self.fields,
        })
    }
}

/// How many rows there are, where the first begins, how long each is, and the encoding.
fn read_head(bytes: &mut Bytes<'_>) -> Option<(usize, usize, usize, u8)> {
    let mut head = Bytes::new(bytes.take(HEAD_BYTES)?);
    head.take(4)?;
    let rows = usize::try_from(head.u32_le()?).ok()?;
    let head_bytes = usize::from(head.u16_le()?);
    let row_bytes = usize::from(head.u16_le()?);
    head.take(17)?;
    let language = head.u8()?;
    (row_bytes > 0).then_some((rows, head_bytes, row_bytes, language))
}

impl<'b> Field<'b> {
    fn read(bytes: &mut Bytes<'b>) -> Option<Self> {
        let mut field = Bytes::new(bytes.take(HEAD_BYTES)?);
        let name = field.take(11)?;
        let kind = field.u8()?;
        field.take(4)?;
        let end = name.iter().position(|byte| *byte == 0);
        Some(Self {
            name: name.get(..end.unwrap_or(name.len()))?,
            kind,
            bytes: usize::from(field.u8()?),
            decimals: field.u8()?,
        })
    }

    pub fn is_text(&self) -> bool {
        self.kind == b'C'
    }

    /// What a cell says; nothing where it is empty.
    pub fn value(
        &self,
        cell: &[u8],
        encoding: Encoding,
    ) -> std::result::Result<Option<Value>, String> {
        let wrong = |found: &str, expected: &str| {
            let name = encoding.decode(self.name).unwrap_or_default();
            format!("`{name}` is {found}; expected {expected}")
        };
        let shown = || format!("`{}`", String::from_utf8_lossy(cell).trim());
        match self.kind {
            b'C' => {
                let text = encoding.decode_cell(cell);
                let text = text.ok_or_else(|| {
                    wrong(
                        &format!("{cell:x?}"),
                        &format!("text in {}", encoding.name()),
                    )
                })?;
                Ok(Some(text).filter(|text| !text.is_empty()).map(Value::Text))
            }
            b'N' | b'F' => {
                let text = cell.trim_ascii();
                // A field that was too narrow for its number is filled with stars.
                if text.iter().all(|byte| matches!(byte, b'*' | 0)) {
                    return Ok(None);
                }
                let text = std::str::from_utf8(text).unwrap_or_default();
                let number = number(text, self.decimals);
                number.map(Some).ok_or_else(|| wrong(&shown(), "a number"))
            }
            b'L' => match cell.first() {
                Some(b'T' | b't' | b'Y' | b'y') => Ok(Some(Value::Bool(true))),
                Some(b'F' | b'f' | b'N' | b'n') => Ok(Some(Value::Bool(false))),
                Some(b'?' | b' ' | 0) | None => Ok(None),
                Some(_) => Err(wrong(&shown(), "T, F or nothing")),
            },
            b'D' => {
                let text = cell.trim_ascii();
                if text.iter().all(|byte| matches!(byte, b'0' | 0)) {
                    return Ok(None);
                }
                let day = day(text).ok_or_else(|| wrong(&shown(), "a day such as 20210401"))?;
                Ok(Some(Value::Text(day)))
            }
            b'I' => Ok(Bytes::new(cell).i32_le().map(|n| Value::Whole(n.into()))),
            _ => {
                let number = Bytes::new(cell).f64_le().filter(|n| n.is_finite());
                Ok(number.map(Value::Number))
            }
        }
    }
}

fn number(text: &str, decimals: u8) -> Option<Value> {
    if decimals == 0
        && let Ok(whole) = text.parse()
    {
        return Some(Value::Whole(whole));
    }
    let number: f64 = text.parse().ok()?;
    number.is_finite().then_some(Value::Number(number))
}

/// `20210401` as `2021-04-01`.
fn day(text: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?;
    let is_day = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_day.then(|| format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]))
}

impl<'b> Row<'b, '_> {
    pub fn is_deleted(&self) -> bool {
        self.bytes.first() == Some(&DELETED)
    }

    /// Each field with its cell.
    pub fn cells(&self) -> impl Iterator<Item = (&Field<'b>, &'b [u8])> {
        let mut rest = self.bytes.get(1..).unwrap_or_default();
        self.fields.iter().map(move |field| {
            let (cell, after) = rest.split_at_checked(field.bytes).unwrap_or((rest, &[]));
            rest = after;
            (field, cell)
        })
    }
}
