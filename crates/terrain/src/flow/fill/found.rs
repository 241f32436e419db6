//! The basins of a tile as the second pass needs them.

use super::super::ground::{Bytes, Kept, Key, next_u32};
use super::spill::{NONE, at};

/// The basins of a tile.
#[derive(Debug, Default)]
pub struct Found<K> {
    /// By cell, the basin.
    pub labels: Vec<u16>,
    /// By basin, the level within the tile and the node that it spills to.
    pub spills: Vec<(K, u32)>,
}

impl<K: Key> Kept for Found<K> {
    fn len(&self) -> usize {
        if self.spills.is_empty() {
            return 0;
        }
        4 + 12 * self.spills.len() + 2 * self.labels.len()
    }

    fn packed(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.len());
        let count = u32::try_from(self.spills.len()).unwrap_or(NONE);
        bytes.extend(count.to_le_bytes());
        for (level, node) in &self.spills {
            bytes.extend(level.number().to_le_bytes());
            bytes.extend(node.to_le_bytes());
        }
        bytes.extend(self.labels.iter().flat_map(|label| label.to_le_bytes()));
        bytes
    }

    fn unpacked(bytes: &[u8]) -> Self {
        let count = at(next_u32(&mut bytes.chunks_exact(4)));
        let (spills, labels) = bytes[4..].split_at(12 * count);
        let spill = |bytes: &[u8]| {
            let level = bytes.first_chunk().map_or(0, |it| i64::from_le_bytes(*it));
            (
                K::of_number(level),
                next_u32(&mut bytes[8..].chunks_exact(4)),
            )
        };
        Self {
            labels: labels.chunks_exact(2).map(u16::take).collect(),
            spills: spills.chunks_exact(12).map(spill).collect(),
        }
    }
}
