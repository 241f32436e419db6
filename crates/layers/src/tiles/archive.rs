//! A PMTiles archive: head, directories, a few words, tiles. Tiles and directories are not compressed; whoever
//! sends a tile does that.

use std::collections::HashMap;
use std::io::{Error, ErrorKind, Read, Result as IoResult, Seek, SeekFrom};

use serde_json::{Map, json};

use super::LAYER_NAME;
use super::directory::{Entry, directories, find, number};
use crate::error::{LayerError, Result};
use crate::features::{Features, Value};
use crate::limits::{DIRECTORY_BYTES_MAX, TILE_BYTES_MAX};

/// How an archive begins: its name, and the version of its specification.
const BEGINNING: &[u8; 8] = b"PMTiles\x03";
/// Bytes of the head.
const HEAD_BYTES: usize = 127;
/// Bytes of the root at most, as the specification wants it.
const ROOT_BYTES_MAX: usize = 16_384 - HEAD_BYTES;
/// The specification's number for bytes as they are.
const NOT_COMPRESSED: u8 = 1;
/// Its number for vector tiles.
const VECTOR_TILES: u8 = 1;
/// Parts of a degree in the head.
const DEGREE_PARTS: f64 = 1e7;

/// An archive that is being written.
#[derive(Default)]
pub(super) struct Writer {
    tiles: Vec<u8>,
    entries: Vec<Entry>,
    /// Where the same bytes stand already: the middle of a lake is one tile.
    known: HashMap<[u8; 32], (u64, u64)>,
}

impl Writer {
    /// How many tiles there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// How many bytes of tiles.
    pub fn bytes(&self) -> usize {
        self.tiles.len()
    }

    pub fn add(&mut self, zoom: u8, x: u32, y: u32, bytes: &[u8]) {
        let hash = *blake3::hash(bytes).as_bytes();
        let next = (long(self.tiles.len()), long(bytes.len()));
        let (offset, length) = *self.known.entry(hash).or_insert_with(|| {
            self.tiles.extend(bytes);
            next
        });
        self.entries.push(Entry {
            tile: number(zoom, x, y),
            offset,
            bytes: length,
            run: 1,
        });
    }

    /// The whole archive.
    ///
    /// # Errors
    /// [`LayerError::File`] where the directories have no room; the caps leave it.
    pub fn finish(mut self, features: &Features, max_zoom: u8) -> Result<Vec<u8>> {
        self.entries.sort_unstable_by_key(|entry| entry.tile);
        let addressed = self.entries.len();
        let entries = joined(self.entries);
        let (root, leaves) = directories(&entries, ROOT_BYTES_MAX);
        if root.len() > ROOT_BYTES_MAX {
            return Err(LayerError::file("it has too many tiles for one archive"));
        }
        let words = words(features, max_zoom).to_string().into_bytes();
        let mut out = Vec::with_capacity(HEAD_BYTES + root.len() + self.tiles.len());
        out.extend(BEGINNING);
        let mut offset = HEAD_BYTES;
        for part in [root.len(), words.len(), leaves.len(), self.tiles.len()] {
            out.extend(long(offset).to_le_bytes());
            out.extend(long(part).to_le_bytes());
            offset += part;
        }
        for count in [addressed, entries.len(), self.known.len()] {
            out.extend(long(count).to_le_bytes());
        }
        // The same bytes are not written twice, so tiles do not follow each other throughout.
        out.extend([0, NOT_COMPRESSED, NOT_COMPRESSED, VECTOR_TILES, 0, max_zoom]);
        let [west, south, east, north] = features.extent().unwrap_or_default();
        for degrees in [west, south, east, north] {
            out.extend(parts_of_degree(degrees).to_le_bytes());
        }
        out.push(max_zoom.min(8));
        for degrees in [f64::midpoint(west, east), f64::midpoint(south, north)] {
            out.extend(parts_of_degree(degrees).to_le_bytes());
        }
        for part in [root, words, leaves, self.tiles] {
            out.extend(part);
        }
        Ok(out)
    }
}

fn long(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "±180 · 1e7 are less than 2^31"
)]
fn parts_of_degree(degrees: f64) -> i32 {
    (degrees * DEGREE_PARTS).round() as i32
}

/// Entries of the same bytes that follow each other as one.
fn joined(entries: Vec<Entry>) -> Vec<Entry> {
    let mut joined: Vec<Entry> = Vec::with_capacity(entries.len());
    for entry in entries {
        match joined.last_mut() {
            Some(last) if last.offset == entry.offset && last.tile + last.run == entry.tile => {
                last.run += 1;
            }
            _ => joined.push(entry),
        }
    }
    joined
}

/// What an archive of vector tiles has to say of its layers.
fn words(features: &Features, max_zoom: u8) -> serde_json::Value {
    let mut fields = Map::new();
    for feature in &features.features {
        for (column, value) in &feature.properties {
            let Some(name) = features.columns.get(*column) else {
                continue;
            };
            let kind = match value {
                Value::Text(_) => "String",
                Value::Whole(_) | Value::Number(_) => "Number",
                Value::Bool(_) => "Boolean",
            };
            fields.entry(name.as_str()).or_insert_with(|| kind.into());
        }
        if fields.len() == features.columns.len() {
            break;
        }
    }
    json!({
        "vector_layers": [{ "id": LAYER_NAME, "minzoom": 0, "maxzoom": max_zoom, "fields": fields }],
    })
}

/// The tile at `zoom`/`x`/`y` of an archive; none where it is empty.
///
/// # Errors
/// What the file says, or [`ErrorKind::InvalidData`] for what is no archive of ours.
pub fn tile(
    archive: &mut (impl Read + Seek),
    zoom: u8,
    x: u32,
    y: u32,
) -> IoResult<Option<Vec<u8>>> {
    let head = read_at(archive, 0, long(HEAD_BYTES), HEAD_BYTES)?;
    if !head.starts_with(BEGINNING) {
        return Err(wrong("it does not begin as an archive of tiles"));
    }
    let field = |place: usize| {
        let bytes = head.get(8 + place * 8..)?.first_chunk()?;
        Some(u64::from_le_bytes(*bytes))
    };
    let place = |place: usize| field(place).ok_or_else(|| wrong("its head is cut off"));
    let (leaves, tiles) = (place(4)?, place(6)?);
    let wanted = number(zoom, x, y);
    let mut directory = read_at(archive, place(0)?, place(1)?, ROOT_BYTES_MAX)?;
    // The root, and a directory below it.
    for _ in 0..2 {
        let found = find(&directory, wanted).ok_or_else(|| wrong("a directory is damaged"))?;
        match found {
            None => return Ok(None),
            Some(entry) if entry.run > 0 => {
                let offset = tiles.saturating_add(entry.offset);
                return read_at(archive, offset, entry.bytes, TILE_BYTES_MAX).map(Some);
            }
            Some(leaf) => {
                let offset = leaves.saturating_add(leaf.offset);
                directory = read_at(archive, offset, leaf.bytes, DIRECTORY_BYTES_MAX)?;
            }
        }
    }
    Err(wrong("its directories lie too deep"))
}

fn wrong(words: &'static str) -> Error {
    Error::new(ErrorKind::InvalidData, words)
}

fn read_at(
    archive: &mut (impl Read + Seek),
    offset: u64,
    bytes: u64,
    most: usize,
) -> IoResult<Vec<u8>> {
    let bytes = usize::try_from(bytes).ok().filter(|bytes| *bytes <= most);
    let bytes = bytes.ok_or_else(|| wrong("it says that a part is larger than any"))?;
    archive.seek(SeekFrom::Start(offset))?;
    let mut out = vec![0; bytes];
    archive.read_exact(&mut out)?;
    Ok(out)
}
