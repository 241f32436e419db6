//! What is kept of each tile between two passes: in memory up to a budget, and beyond it in a file.

use std::fs::File;
use std::os::unix::fs::FileExt;

use crate::Result;

/// Where what is kept of tiles may lie.
#[derive(Debug, Default)]
pub enum Room {
    /// In memory, all of it.
    #[default]
    Memory,
    /// In memory up to so many bytes, and then in a file that is its owner's to remove.
    Bytes(usize, File),
}

/// Something that can be kept in a file.
pub(crate) trait Kept: Default {
    /// How many bytes it takes; it never changes.
    fn len(&self) -> usize;
    /// As bytes, as many.
    fn packed(&self) -> Vec<u8>;
    /// Of its bytes.
    fn unpacked(bytes: &[u8]) -> Self;
}

/// By tile, what is kept of it.
#[derive(Debug)]
pub(crate) struct Shelf<K> {
    room: Room,
    slots: Vec<Slot<K>>,
    held: usize,
    end: u64,
}

#[derive(Debug, Default)]
struct Slot<K> {
    here: K,
    /// Offset and length in the file.
    away: Option<(u64, usize)>,
}

impl<K: Kept> Shelf<K> {
    pub fn new(room: Room, tiles: usize) -> Self {
        Self {
            room,
            slots: (0..tiles).map(|_| Slot::default()).collect(),
            held: 0,
            end: 0,
        }
    }

    /// How many tiles may be in memory at once beside what is kept there.
    pub fn batch(&self) -> usize {
        match self.room {
            Room::Memory => usize::MAX,
            Room::Bytes(..) => 16 * rayon::current_num_threads(),
        }
    }

    /// Whether anything is kept of a tile.
    pub fn has(&self, tile: usize) -> bool {
        let slot = &self.slots[tile];
        slot.away.is_some() || slot.here.len() > 0
    }

    pub fn put(&mut self, tile: usize, kept: K) -> Result<()> {
        let bytes = kept.len();
        let slot = &mut self.slots[tile];
        match &self.room {
            Room::Bytes(most, file) if slot.away.is_some() || self.held + bytes > *most => {
                let (offset, _) = *slot.away.get_or_insert_with(|| {
                    let offset = self.end;
                    self.end += u64::try_from(bytes).unwrap_or(u64::MAX);
                    (offset, bytes)
                });
                file.write_all_at(&kept.packed(), offset)?;
            }
            _ => {
                self.held += bytes;
                slot.here = kept;
            }
        }
        Ok(())
    }

    /// Puts back what was taken; what lies in the file and did not change is there still.
    pub fn put_back(&mut self, tile: usize, kept: K, has_changed: bool) -> Result<()> {
        if !has_changed && self.slots[tile].away.is_some() {
            return Ok(());
        }
        self.put(tile, kept)
    }

    pub fn take(&mut self, tile: usize) -> Result<K> {
        let slot = &mut self.slots[tile];
        if let (Room::Bytes(_, file), Some((offset, length))) = (&self.room, slot.away) {
            let mut bytes = vec![0; length];
            file.read_exact_at(&mut bytes, offset)?;
            return Ok(K::unpacked(&bytes));
        }
        let kept = std::mem::take(&mut slot.here);
        self.held -= kept.len();
        Ok(kept)
    }

    /// Takes what is kept of some tiles.
    pub fn take_all(&mut self, tiles: &[usize]) -> Result<Vec<(usize, K)>> {
        tiles
            .iter()
            .map(|tile| Ok((*tile, self.take(*tile)?)))
            .collect()
    }
}

/// The next number of bytes, 0 where they end.
pub(crate) fn next_u32(bytes: &mut std::slice::ChunksExact<'_, u8>) -> u32 {
    let chunk = bytes.next().and_then(|it| it.first_chunk());
    chunk.map_or(0, |it| u32::from_le_bytes(*it))
}
