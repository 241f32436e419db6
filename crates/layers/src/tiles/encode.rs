//! A tile as bytes: the specification's protocol buffer, of which it needs so little that no library is.

use std::collections::HashMap;

use super::piece::{Piece, Tile};
use super::shape::{Drawn, View};
use super::{EXTENT, LAYER_NAME};
use crate::features::{Features, Value};
use crate::limits::TILE_BYTES_MAX;

/// What is kept of a tile that is too large, beside what would just fit: the next try shall fit.
const ROOM: f64 = 0.9;

const VARINT: u32 = 0;
const FIXED_64: u32 = 1;
const BYTES: u32 = 2;

/// An encoded tile.
pub(super) struct Encoded {
    pub bytes: Vec<u8>,
    /// Whether features were left out.
    pub is_thinned: bool,
}

/// Encodes the tiles of one layer.
pub(super) struct Encoder<'f> {
    features: &'f Features,
}

impl<'f> Encoder<'f> {
    pub fn new(features: &'f Features) -> Self {
        Self { features }
    }

    /// The tile as bytes; none where nothing in it is large enough to be drawn.
    pub fn tile(&self, zoom: u8, tile: &Tile, is_last: bool) -> Option<Encoded> {
        let view = View::new(zoom, tile.x, tile.y, is_last);
        let drawn = tile.pieces.iter();
        let mut drawn: Vec<(&Piece, Drawn)> = drawn
            .filter_map(|piece| Some((piece, view.drawn(&piece.parts)?)))
            .collect();
        let mut is_thinned = false;
        while !drawn.is_empty() {
            let bytes = self.layer(&drawn);
            if bytes.len() <= TILE_BYTES_MAX {
                return Some(Encoded { bytes, is_thinned });
            }
            is_thinned = true;
            let share = TILE_BYTES_MAX as f64 / bytes.len() as f64 * ROOM;
            keep_largest(&mut drawn, share);
        }
        None
    }

    fn layer(&self, drawn: &[(&Piece, Drawn)]) -> Vec<u8> {
        let mut words = Words::default();
        let mut layer = Message::default();
        layer.uint(15, 2);
        layer.bytes(1, LAYER_NAME.as_bytes());
        for (piece, drawn) in drawn {
            let Some(feature) = self.features.features.get(piece.feature) else {
                continue;
            };
            let mut tags = Vec::with_capacity(feature.properties.len() * 2);
            for (column, value) in &feature.properties {
                tags.extend([words.key(*column), words.value(value)]);
            }
            let mut message = Message::default();
            message.uint(1, u64::try_from(feature.number).unwrap_or_default());
            message.packed(2, &tags);
            message.uint(3, u64::from(drawn.kind));
            message.packed(4, &drawn.commands);
            layer.bytes(2, &message.0);
        }
        for column in &words.keys {
            let name = self.features.columns.get(*column);
            layer.bytes(3, name.map_or(&b""[..], String::as_bytes));
        }
        for value in &words.values {
            layer.bytes(4, value);
        }
        layer.uint(5, u64::from(EXTENT));
        let mut tile = Message::default();
        tile.bytes(3, &layer.0);
        tile.0
    }
}

/// Keeps the given share of the features, the largest; points alike are picked evenly.
fn keep_largest(drawn: &mut Vec<(&Piece, Drawn)>, share: f64) {
    let mut order: Vec<(f64, u32, usize)> = drawn
        .iter()
        .map(|(piece, _)| {
            let number = u32::try_from(piece.feature).unwrap_or(u32::MAX);
            // Bits turned around: neighbours in the file come far from each other.
            (piece.size, number.reverse_bits(), piece.feature)
        })
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    order.dedup_by_key(|(_, _, feature)| *feature);
    let many = order.len();
    let kept = share_of(many, share).min(many - 1);
    let kept: std::collections::HashSet<usize> = order
        .into_iter()
        .take(kept)
        .map(|(_, _, feature)| feature)
        .collect();
    drawn.retain(|(piece, _)| kept.contains(&piece.feature));
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a count is less than the count"
)]
fn share_of(many: usize, share: f64) -> usize {
    (many as f64 * share) as usize
}

/// The keys and values of a tile, each once.
#[derive(Default)]
struct Words {
    keys: Vec<usize>,
    key_places: HashMap<usize, u32>,
    values: Vec<Vec<u8>>,
    value_places: HashMap<Vec<u8>, u32>,
}

impl Words {
    fn key(&mut self, column: usize) -> u32 {
        let next = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        *self.key_places.entry(column).or_insert_with(|| {
            self.keys.push(column);
            next
        })
    }

    fn value(&mut self, value: &Value) -> u32 {
        let mut message = Message::default();
        match value {
            Value::Text(text) => message.bytes(1, text.as_bytes()),
            Value::Number(number) => message.double(3, *number),
            Value::Whole(number) => match u64::try_from(*number) {
                Ok(number) => message.uint(5, number),
                Err(_) => message.uint(6, ((number << 1) ^ (number >> 63)).cast_unsigned()),
            },
            Value::Bool(value) => message.uint(7, u64::from(*value)),
        }
        let next = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        if let Some(place) = self.value_places.get(&message.0) {
            return *place;
        }
        self.values.push(message.0.clone());
        self.value_places.insert(message.0, next);
        next
    }
}

/// A message of a protocol buffer.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn tag(&mut self, field: u32, kind: u32) {
        varint(&mut self.0, u64::from((field << 3) | kind));
    }

    fn uint(&mut self, field: u32, number: u64) {
        self.tag(field, VARINT);
        varint(&mut self.0, number);
    }

    fn double(&mut self, field: u32, number: f64) {
        self.tag(field, FIXED_64);
        self.0.extend(number.to_le_bytes());
    }

    fn bytes(&mut self, field: u32, bytes: &[u8]) {
        self.tag(field, BYTES);
        varint(&mut self.0, u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.0.extend(bytes);
    }

    fn packed(&mut self, field: u32, numbers: &[u32]) {
        if numbers.is_empty() {
            return;
        }
        let mut packed = Vec::with_capacity(numbers.len() * 2);
        for number in numbers {
            varint(&mut packed, u64::from(*number));
        }
        self.bytes(field, &packed);
    }
}

/// A number, seven bits a byte.
pub(super) fn varint(out: &mut Vec<u8>, mut number: u64) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}
