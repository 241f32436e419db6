//! Header and directories: tags as they stand, their values read when they are asked for.

use std::collections::BTreeSet;

use super::form::ByteOrder;
use super::source::{ReadAt, read, within};
use super::{narrow, wide};
use crate::limits::{DIRECTORIES_MAX, TAGS_MAX, TEXT_BYTES_MAX};
use crate::{Result, TerrainError};

/// How the numbers of a file are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    /// The order of bytes.
    pub order: ByteOrder,
    /// Whether offsets have eight bytes.
    pub is_big: bool,
}

/// One tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// Its number.
    pub tag: u16,
    /// The type of its values.
    kind: u16,
    /// How many there are.
    pub count: u64,
    /// Where they stand.
    pub at: u64,
}

/// One directory.
#[derive(Debug, Clone)]
pub(super) struct Directory {
    /// Where it begins.
    pub at: u64,
    /// Its tags.
    entries: Vec<Entry>,
}

/// The header and all directories, in the order of the chain.
pub(super) fn directories(source: &impl ReadAt) -> Result<(Header, Vec<Directory>)> {
    let (header, mut next) = header(source)?;
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut said_at = if header.is_big { 8 } else { 4 };
    while next != 0 {
        if !seen.insert(next) {
            return Err(TerrainError::at(
                said_at,
                format!("the next directory is at {next}, where one was already: a circle"),
            ));
        }
        if found.len() == DIRECTORIES_MAX {
            return Err(TerrainError::at(
                said_at,
                format!("more than {DIRECTORIES_MAX} directories"),
            ));
        }
        let (directory, next_at) = header.directory(source, next)?;
        found.push(directory);
        said_at = next_at;
        next = header.offset(source, next_at, "offset of the next directory")?;
    }
    if found.is_empty() {
        return Err(TerrainError::at(
            said_at,
            "no directory: a file without a raster",
        ));
    }
    Ok((header, found))
}

fn header(source: &impl ReadAt) -> Result<(Header, u64)> {
    let mut bytes = [0; 4];
    read(source, 0, &mut bytes, "the header")?;
    let order = match &bytes[..2] {
        b"II" => ByteOrder::Little,
        b"MM" => ByteOrder::Big,
        _ => {
            return Err(TerrainError::at(
                0,
                format!(
                    "found {:02x} {:02x}, expected II or MM: no TIFF",
                    bytes[0], bytes[1]
                ),
            ));
        }
    };
    let mut header = Header {
        order,
        is_big: false,
    };
    match header.u16([bytes[2], bytes[3]]) {
        42 => {
            let first = header.offset(source, 4, "offset of the first directory")?;
            Ok((header, first))
        }
        43 => {
            header.is_big = true;
            let mut sizes = [0; 4];
            read(source, 4, &mut sizes, "the header of a BigTIFF")?;
            let size = header.u16([sizes[0], sizes[1]]);
            if size != 8 {
                return Err(TerrainError::at(
                    4,
                    format!("found offsets of {size} bytes, expected 8"),
                ));
            }
            let first = header.offset(source, 8, "offset of the first directory")?;
            Ok((header, first))
        }
        other => Err(TerrainError::at(
            2,
            format!("found version {other}, expected 42 (TIFF) or 43 (BigTIFF)"),
        )),
    }
}

impl Header {
    fn u16(self, bytes: [u8; 2]) -> u16 {
        match self.order {
            ByteOrder::Little => u16::from_le_bytes(bytes),
            ByteOrder::Big => u16::from_be_bytes(bytes),
        }
    }

    fn u32(self, bytes: [u8; 4]) -> u32 {
        match self.order {
            ByteOrder::Little => u32::from_le_bytes(bytes),
            ByteOrder::Big => u32::from_be_bytes(bytes),
        }
    }

    fn u64(self, bytes: [u8; 8]) -> u64 {
        match self.order {
            ByteOrder::Little => u64::from_le_bytes(bytes),
            ByteOrder::Big => u64::from_be_bytes(bytes),
        }
    }

    /// An offset or a count as the file writes them.
    fn offset(self, source: &impl ReadAt, at: u64, what: &str) -> Result<u64> {
        if self.is_big {
            let mut bytes = [0; 8];
            read(source, at, &mut bytes, what)?;
            Ok(self.u64(bytes))
        } else {
            let mut bytes = [0; 4];
            read(source, at, &mut bytes, what)?;
            Ok(u64::from(self.u32(bytes)))
        }
    }

    /// A directory, and where the offset of the next one stands.
    fn directory(self, source: &impl ReadAt, at: u64) -> Result<(Directory, u64)> {
        let (count, first, length) = if self.is_big {
            let mut bytes = [0; 8];
            read(source, at, &mut bytes, "a directory")?;
            (self.u64(bytes), at + 8, 20_u64)
        } else {
            let mut bytes = [0; 2];
            read(source, at, &mut bytes, "a directory")?;
            (u64::from(self.u16(bytes)), at + 2, 12)
        };
        if count > TAGS_MAX {
            return Err(TerrainError::at(
                at,
                format!("a directory of {count} tags, expected at most {TAGS_MAX}"),
            ));
        }
        within(source, first, count * length, "the tags of a directory")?;
        let mut bytes = vec![0; narrow(count * length, at, "a directory")?];
        read(source, first, &mut bytes, "the tags of a directory")?;
        let mut entries = Vec::new();
        let mut entry_at = first;
        for entry in bytes.chunks_exact(narrow(length, at, "a tag")?) {
            if let Some(entry) = self.entry(entry, entry_at) {
                entries.push(entry);
            }
            entry_at += length;
        }
        Ok((Directory { at, entries }, entry_at))
    }

    /// A tag; none where its type is unknown, which readers must pass over (TIFF 6.0, section 2).
    fn entry(self, bytes: &[u8], at: u64) -> Option<Entry> {
        let tag = self.u16([*bytes.first()?, *bytes.get(1)?]);
        let kind = self.u16([*bytes.get(2)?, *bytes.get(3)?]);
        let size = size_of_kind(kind)?;
        let (count, inline, inline_at) = if self.is_big {
            (
                self.u64(*bytes.get(4..12)?.first_chunk()?),
                bytes.get(12..20)?,
                at + 12,
            )
        } else {
            let count = self.u32(*bytes.get(4..8)?.first_chunk()?);
            (u64::from(count), bytes.get(8..12)?, at + 8)
        };
        let fits = count
            .checked_mul(size)
            .is_some_and(|length| length <= wide(inline.len()));
        let at = if fits {
            inline_at
        } else if self.is_big {
            self.u64(*inline.first_chunk()?)
        } else {
            u64::from(self.u32(*inline.first_chunk()?))
        };
        Some(Entry {
            tag,
            kind,
            count,
            at,
        })
    }

    /// The first values of a tag of whole numbers.
    pub fn integers(self, source: &impl ReadAt, entry: Entry, count_max: u64) -> Result<Vec<u64>> {
        let unexpected = || {
            TerrainError::at(
                entry.at,
                format!(
                    "tag {} is of type {}, expected whole numbers",
                    entry.tag, entry.kind
                ),
            )
        };
        if !matches!(entry.kind, 1 | 3 | 4 | 13 | 16 | 18) {
            return Err(unexpected());
        }
        let (bytes, size) = values(source, entry, count_max)?;
        bytes
            .chunks_exact(size)
            .map(|value| match value.len() {
                1 => value.first().map(|byte| u64::from(*byte)),
                2 => value.first_chunk().map(|bytes| u64::from(self.u16(*bytes))),
                4 => value.first_chunk().map(|bytes| u64::from(self.u32(*bytes))),
                _ => value.first_chunk().map(|bytes| self.u64(*bytes)),
            })
            .map(|value| value.ok_or_else(unexpected))
            .collect()
    }

    /// The values of a tag of doubles.
    pub fn doubles(self, source: &impl ReadAt, entry: Entry) -> Result<Vec<f64>> {
        if entry.kind != 12 {
            return Err(TerrainError::at(
                entry.at,
                format!(
                    "tag {} is of type {}, expected doubles",
                    entry.tag, entry.kind
                ),
            ));
        }
        let bytes = all(source, entry)?;
        let (chunks, _) = bytes.as_chunks::<8>();
        Ok(chunks
            .iter()
            .map(|b| f64::from_bits(self.u64(*b)))
            .collect())
    }
}

impl Directory {
    /// A tag, where it has it.
    pub fn get(&self, tag: u16) -> Option<Entry> {
        self.entries.iter().find(|e| e.tag == tag).copied()
    }

    /// The one whole number of a tag.
    pub fn integer(&self, source: &impl ReadAt, header: Header, tag: u16) -> Result<Option<u64>> {
        let Some(entry) = self.get(tag) else {
            return Ok(None);
        };
        Ok(header.integers(source, entry, 1)?.first().copied())
    }

    /// A text, up to its NUL. Where it is not UTF-8 each byte that is not ASCII becomes a question mark: keys
    /// of systems point into it by bytes.
    pub fn text(&self, source: &impl ReadAt, tag: u16) -> Result<Option<String>> {
        let Some(entry) = self.get(tag) else {
            return Ok(None);
        };
        let mut bytes = all(source, entry)?;
        let end = bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len());
        bytes.truncate(end);
        let text = String::from_utf8(bytes).unwrap_or_else(|error| {
            let ascii = |byte: &u8| {
                if byte.is_ascii() {
                    char::from(*byte)
                } else {
                    '?'
                }
            };
            error.as_bytes().iter().map(ascii).collect()
        });
        Ok(Some(text))
    }

    /// The doubles of a tag; none where it is not there.
    pub fn doubles(&self, source: &impl ReadAt, header: Header, tag: u16) -> Result<Vec<f64>> {
        self.get(tag)
            .map_or(Ok(Vec::new()), |entry| header.doubles(source, entry))
    }
}

/// Bytes of one value of a type (TIFF 6.0, section 2; BigTIFF).
fn size_of_kind(kind: u16) -> Option<u64> {
    Some(match kind {
        1 | 2 | 6 | 7 => 1,
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16 | 17 | 18 => 8,
        _ => return None,
    })
}

/// The bytes of a tag's first values, and how long one is.
fn values(source: &impl ReadAt, entry: Entry, count_max: u64) -> Result<(Vec<u8>, usize)> {
    let what = format!("tag {} with {} values", entry.tag, entry.count);
    let size = size_of_kind(entry.kind).unwrap_or(1);
    let length = entry
        .count
        .min(count_max)
        .checked_mul(size)
        .ok_or_else(|| TerrainError::at(entry.at, format!("{what} is beyond any file")))?;
    within(source, entry.at, length, &what)?;
    let mut bytes = vec![0; narrow(length, entry.at, &what)?];
    read(source, entry.at, &mut bytes, &what)?;
    Ok((bytes, narrow(size, entry.at, &what)?))
}

/// The bytes of all values of a tag, of which there may not be more than of a text.
fn all(source: &impl ReadAt, entry: Entry) -> Result<Vec<u8>> {
    if entry.count > wide(TEXT_BYTES_MAX) {
        return Err(TerrainError::at(
            entry.at,
            format!(
                "tag {} with {} values, expected at most {TEXT_BYTES_MAX}",
                entry.tag, entry.count
            ),
        ));
    }
    Ok(values(source, entry, entry.count)?.0)
}
