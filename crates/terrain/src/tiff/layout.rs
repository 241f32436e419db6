//! Directories and metadata as bytes, and the ghost area of a cloud-optimised file.

use super::wide;

/// The values of a tag.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// SHORT.
    Shorts(Vec<u16>),
    /// LONG.
    Longs(Vec<u32>),
    /// Offsets: LONG, in a BigTIFF LONG8.
    Offsets(Vec<u64>),
    /// DOUBLE.
    Doubles(Vec<f64>),
    /// ASCII.
    Text(String),
}

/// What GDAL looks for behind the header: how the file is laid out, so that whoever appends to it knows what
/// they break. The blank at the end leaves room for `YES`.
pub(super) const GHOST: &str = "GDAL_STRUCTURAL_METADATA_SIZE=000140 bytes\n\
    LAYOUT=IFDS_BEFORE_DATA\n\
    BLOCK_ORDER=ROW_MAJOR\n\
    BLOCK_LEADER=SIZE_AS_UINT4\n\
    BLOCK_TRAILER=LAST_4_BYTES_REPEATED\n\
    KNOWN_INCOMPATIBLE_EDITION=NO\n ";

impl Value {
    fn kind(&self, is_big: bool) -> u16 {
        match self {
            Self::Text(_) => 2,
            Self::Shorts(_) => 3,
            Self::Offsets(_) if is_big => 16,
            Self::Longs(_) | Self::Offsets(_) => 4,
            Self::Doubles(_) => 12,
        }
    }

    fn bytes(&self, is_big: bool) -> Vec<u8> {
        match self {
            Self::Text(text) => text.bytes().chain([0]).collect(),
            Self::Shorts(values) => values.iter().flat_map(|v| v.to_le_bytes()).collect(),
            Self::Longs(values) => values.iter().flat_map(|v| v.to_le_bytes()).collect(),
            Self::Offsets(values) if is_big => {
                values.iter().flat_map(|v| v.to_le_bytes()).collect()
            }
            Self::Offsets(values) => values.iter().flat_map(|v| long(*v)).collect(),
            Self::Doubles(values) => values.iter().flat_map(|v| v.to_le_bytes()).collect(),
        }
    }

    fn count(&self) -> u64 {
        wide(match self {
            Self::Text(text) => text.len() + 1,
            Self::Shorts(values) => values.len(),
            Self::Longs(values) => values.len(),
            Self::Offsets(values) => values.len(),
            Self::Doubles(values) => values.len(),
        })
    }
}

/// The header, which names the first directory.
pub(super) fn header(first: u64, is_big: bool) -> Vec<u8> {
    let mut bytes = b"II".to_vec();
    if is_big {
        bytes.extend([43, 0, 8, 0, 0, 0]);
        bytes.extend(first.to_le_bytes());
    } else {
        bytes.extend([42, 0]);
        bytes.extend(long(first));
    }
    bytes
}

/// Whether offsets up to here need eight bytes.
pub(super) fn needs_big(end: u64) -> bool {
    u32::try_from(end).is_err()
}

/// A number in four bytes; [`needs_big`] was asked before.
fn long(value: u64) -> [u8; 4] {
    u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes()
}

/// A directory that stands at an offset, then its values, to a multiple of eight bytes.
///
/// `tags` are in the order of their numbers. With `is_followed` the next directory stands right behind.
pub(super) fn directory(
    tags: &[(u16, Value)],
    at: u64,
    is_followed: bool,
    is_big: bool,
) -> Vec<u8> {
    let (head, entry, inline) = if is_big { (8, 20, 8) } else { (2, 12, 4) };
    let end_of_tags = head + tags.len() * entry + inline;
    let mut values: Vec<u8> = Vec::new();
    let mut bytes = Vec::new();
    let count = wide(tags.len());
    bytes.extend(count.to_le_bytes().get(..head).unwrap_or_default());
    // Where values begin: at a multiple of eight, which suits them all.
    let first = end_of_tags.next_multiple_of(8);
    for (tag, value) in tags {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(value.kind(is_big).to_le_bytes());
        offset(value.count(), is_big, &mut bytes);
        let mut body = value.bytes(is_big);
        if body.len() <= inline {
            body.resize(inline, 0);
            bytes.extend(body);
        } else {
            offset(at + wide(first + values.len()), is_big, &mut bytes);
            body.resize(body.len().next_multiple_of(8), 0);
            values.extend(body);
        }
    }
    let next = if is_followed {
        at + wide(first + values.len())
    } else {
        0
    };
    offset(next, is_big, &mut bytes);
    bytes.resize(first, 0);
    bytes.extend(values);
    bytes
}

fn offset(value: u64, is_big: bool, bytes: &mut Vec<u8>) {
    if is_big {
        bytes.extend(value.to_le_bytes());
    } else {
        bytes.extend(long(value));
    }
}

/// The texts of `GDAL_METADATA`. Each is escaped twice, as GDAL writes it and takes it apart again: escaped once, an
/// ampersand in it would be lost to it.
pub(super) fn metadata_xml(items: &[(String, String)]) -> String {
    let mut xml = "<GDALMetadata>\n".to_owned();
    for (name, text) in items {
        let text = escaped(&escaped(text));
        for part in ["  <Item name=\"", &escaped(name), "\">", &text, "</Item>\n"] {
            xml.push_str(part);
        }
    }
    xml.push_str("</GDALMetadata>\n");
    xml
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
