//! A TIFF by hand, tag by tag, so that it can be wrong where a test wants it.

/// The values of a tag.
#[derive(Clone)]
pub enum Field {
    Shorts(Vec<u16>),
    Longs(Vec<u32>),
    Doubles(Vec<f64>),
    Text(&'static str),
}

use Field::{Doubles, Longs, Shorts, Text};

/// Classic, least byte first: header, `data` from byte 8 on, then one directory.
pub fn tiff(data: &[u8], tags: &[(u16, Field)]) -> Vec<u8> {
    let mut bytes = vec![b'I', b'I', 42, 0, 0, 0, 0, 0];
    bytes.extend(data);
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    let at = bytes.len() as u32;
    bytes[4..8].copy_from_slice(&at.to_le_bytes());
    bytes.extend((tags.len() as u16).to_le_bytes());
    let mut values = Vec::new();
    let values_at = at + 2 + 12 * tags.len() as u32 + 4;
    let mut tags = tags.to_vec();
    tags.sort_by_key(|(tag, _)| *tag);
    for (tag, field) in tags {
        let (kind, count, mut body): (u16, usize, Vec<u8>) = match field {
            Text(text) => (2, text.len() + 1, text.bytes().chain([0]).collect()),
            Shorts(v) => (3, v.len(), v.iter().flat_map(|v| v.to_le_bytes()).collect()),
            Longs(v) => (4, v.len(), v.iter().flat_map(|v| v.to_le_bytes()).collect()),
            Doubles(v) => (
                12,
                v.len(),
                v.iter().flat_map(|v| v.to_le_bytes()).collect(),
            ),
        };
        bytes.extend(tag.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend((count as u32).to_le_bytes());
        if body.len() <= 4 {
            body.resize(4, 0);
            bytes.extend(body);
        } else {
            bytes.extend((values_at + values.len() as u32).to_le_bytes());
            values.extend(body);
        }
    }
    bytes.extend([0; 4]);
    bytes.extend(values);
    bytes
}

/// One strip of bytes: rows × columns of u8, packed so.
pub fn strip(rows: u32, cols: u32, compression: u16, data: &[u8]) -> Vec<(u16, Field)> {
    vec![
        (256, Longs(vec![cols])),
        (257, Longs(vec![rows])),
        (258, Shorts(vec![8])),
        (259, Shorts(vec![compression])),
        (262, Shorts(vec![1])),
        (273, Longs(vec![8])),
        (277, Shorts(vec![1])),
        (278, Longs(vec![rows])),
        (279, Longs(vec![data.len() as u32])),
    ]
}

/// The tags with one of them another.
pub fn with(mut tags: Vec<(u16, Field)>, tag: u16, field: Field) -> Vec<(u16, Field)> {
    tags.retain(|(other, _)| *other != tag);
    tags.push((tag, field));
    tags
}
