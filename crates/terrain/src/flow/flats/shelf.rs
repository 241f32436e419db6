//! What of each tile waits for others: in memory up to a budget, and beyond it in a file.

use std::fs::File;
use std::os::unix::fs::FileExt;

use super::kernel::Crossing;
use crate::Result;

/// Where what waits may lie.
#[derive(Debug, Default)]
pub enum Room {
    /// In memory, all of it.
    #[default]
    Memory,
    /// In memory up to so many bytes, and then in a file that is its owner's to remove.
    Bytes(usize, File),
}

/// By tile, its level cells that wait.
#[derive(Debug)]
pub struct Shelf {
    room: Room,
    slots: Vec<Slot>,
    held: usize,
    end: u64,
}

#[derive(Debug, Clone, Default)]
struct Slot {
    here: Crossing,
    /// Offset, and how many runs and cells; these never change.
    away: Option<(u64, usize, usize)>,
}

impl Shelf {
    pub fn new(room: Room, tiles: usize) -> Self {
        Self {
            room,
            slots: vec![Slot::default(); tiles],
            held: 0,
            end: 0,
        }
    }

    /// How many tiles may be in memory at once beside what is kept there.
    pub fn batch(&self) -> usize {
        match self.room {
            Room::Memory => usize::MAX,
            Room::Bytes(..) => 8 * rayon::current_num_threads(),
        }
    }

    pub fn is_waiting(&self, tile: usize) -> bool {
        let slot = &self.slots[tile];
        slot.away.is_some() || !slot.here.runs.is_empty()
    }

    pub fn put(&mut self, tile: usize, crossing: Crossing) -> Result<()> {
        let bytes = 8 * (crossing.runs.len() + crossing.low.len());
        let slot = &mut self.slots[tile];
        match &self.room {
            Room::Bytes(most, file) if slot.away.is_some() || self.held + bytes > *most => {
                let (offset, ..) = *slot.away.get_or_insert_with(|| {
                    let offset = self.end;
                    self.end += u64::try_from(bytes).unwrap_or(u64::MAX);
                    (offset, crossing.runs.len(), crossing.low.len())
                });
                file.write_all_at(&packed(&crossing), offset)?;
            }
            _ => {
                self.held += bytes;
                slot.here = crossing;
            }
        }
        Ok(())
    }

    pub fn take(&mut self, tile: usize) -> Result<Crossing> {
        let slot = &mut self.slots[tile];
        if let (Room::Bytes(_, file), Some((offset, runs, cells))) = (&self.room, slot.away) {
            let mut bytes = vec![0; 8 * (runs + cells)];
            file.read_exact_at(&mut bytes, offset)?;
            return Ok(unpacked(&bytes, runs, cells));
        }
        let crossing = std::mem::take(&mut slot.here);
        self.held -= 8 * (crossing.runs.len() + crossing.low.len());
        Ok(crossing)
    }
}

fn packed(crossing: &Crossing) -> Vec<u8> {
    let runs = crossing
        .runs
        .iter()
        .flat_map(|(start, count)| [start, count]);
    let numbers = runs.chain(&crossing.low).chain(&crossing.high);
    numbers.flat_map(|it| it.to_le_bytes()).collect()
}

fn unpacked(bytes: &[u8], runs: usize, cells: usize) -> Crossing {
    let number = |bytes: &[u8]| bytes.first_chunk().map_or(0, |it| u32::from_le_bytes(*it));
    let mut numbers = bytes.chunks_exact(4).map(number);
    let runs = (0..runs).map_while(|_| Some((numbers.next()?, numbers.next()?)));
    let runs = runs.collect();
    let low = numbers.by_ref().take(cells).collect();
    Crossing {
        runs,
        low,
        high: numbers.collect(),
    }
}
