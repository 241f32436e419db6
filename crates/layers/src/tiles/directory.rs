//! Where each tile lies in an archive. Source: PMTiles Specification 3, clauses 4 and 5.

use super::encode::varint;

/// Entries of one directory below the root.
const LEAF_ENTRIES: usize = 4096;

/// Tiles of the same bytes that follow each other; or, with no run, a directory below the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub tile: u64,
    pub offset: u64,
    pub bytes: u64,
    pub run: u64,
}

/// The number of a tile: after all of lower zooms, along a Hilbert curve.
pub(super) fn number(zoom: u8, x: u32, y: u32) -> u64 {
    let before = ((1_u64 << (2 * zoom)) - 1) / 3;
    let (mut x, mut y) = (u64::from(x), u64::from(y));
    let last = (1_u64 << zoom) - 1;
    let mut along = 0;
    for bit in (0..zoom).rev() {
        let side = 1_u64 << bit;
        let (east, south) = ((x >> bit) & 1, (y >> bit) & 1);
        along += side * side * ((3 * east) ^ south);
        if south == 0 {
            if east == 1 {
                (x, y) = (last ^ x, last ^ y);
            }
            (x, y) = (y, x);
        }
    }
    before + along
}

/// The root and the directories below it, which lie one after the other.
pub(super) fn directories(entries: &[Entry], root_bytes_max: usize) -> (Vec<u8>, Vec<u8>) {
    let root = directory(entries);
    if root.len() <= root_bytes_max {
        return (root, Vec::new());
    }
    let (mut leaves, mut pointers) = (Vec::new(), Vec::new());
    for part in entries.chunks(LEAF_ENTRIES) {
        let leaf = directory(part);
        pointers.push(Entry {
            tile: part.first().map_or(0, |entry| entry.tile),
            offset: long(leaves.len()),
            bytes: long(leaf.len()),
            run: 0,
        });
        leaves.extend(leaf);
    }
    (directory(&pointers), leaves)
}

fn long(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn directory(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    varint(&mut out, long(entries.len()));
    let mut last = 0;
    for entry in entries {
        varint(&mut out, entry.tile - last);
        last = entry.tile;
    }
    for entry in entries {
        varint(&mut out, entry.run);
    }
    for entry in entries {
        varint(&mut out, entry.bytes);
    }
    let mut end = None;
    for entry in entries {
        // What follows what stands before it says so by nothing.
        let offset = if end == Some(entry.offset) {
            0
        } else {
            entry.offset + 1
        };
        varint(&mut out, offset);
        end = Some(entry.offset + entry.bytes);
    }
    out
}

/// The entry of a directory in which `tile` would lie; none where the bytes are no directory.
#[allow(
    clippy::option_option,
    reason = "a directory that cannot be read is something else than a tile that is not there"
)]
pub(super) fn find(directory: &[u8], tile: u64) -> Option<Option<Entry>> {
    let mut bytes = directory;
    let count = usize::try_from(read_varint(&mut bytes)?).ok()?;
    // Each entry takes four bytes at least.
    if count > directory.len() / 4 {
        return None;
    }
    let mut column =
        || -> Option<Vec<u64>> { (0..count).map(|_| read_varint(&mut bytes)).collect() };
    let (steps, runs, lengths, offsets) = (column()?, column()?, column()?, column()?);
    let rows = steps.into_iter().zip(runs).zip(lengths).zip(offsets);
    let mut at = 0_u64;
    let mut end = None;
    let mut found = None;
    for (((step, run), bytes), written) in rows {
        at = at.checked_add(step)?;
        let offset = match (written, end) {
            (0, Some(end)) => end,
            (written, _) => written.checked_sub(1)?,
        };
        end = Some(offset.checked_add(bytes)?);
        if at > tile {
            break;
        }
        found = Some(Entry {
            tile: at,
            offset,
            bytes,
            run,
        });
    }
    Some(found.filter(|entry| entry.run == 0 || tile - entry.tile < entry.run))
}

fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test that cannot go on should stop and say where"
    )]

    use std::collections::BTreeSet;

    use super::{Entry, directories, find, number};

    #[test]
    fn tiles_have_the_numbers_that_the_python_reader_of_pmtiles_gives_them() {
        // pmtiles 3.7.0 of PyPI, pmtiles.tile.zxy_to_tileid.
        for (z, x, y, expected) in NUMBERS {
            assert_eq!(number(z, x, y), expected, "{z}/{x}/{y}");
        }
        let all: BTreeSet<u64> = (0..16)
            .flat_map(|x| (0..16).map(move |y| number(4, x, y)))
            .collect();
        assert_eq!(
            (all.len(), all.first(), all.last()),
            (256, Some(&85), Some(&340))
        );
    }

    const NUMBERS: [(u8, u32, u32, u64); 9] = [
        (0, 0, 0, 0),
        (1, 0, 0, 1),
        (1, 0, 1, 2),
        (1, 1, 1, 3),
        (1, 1, 0, 4),
        (2, 0, 0, 5),
        (12, 3423, 1763, 19_078_479),
        (14, 13_279, 6_588, 304_188_420),
        (3, 6, 3, 72),
    ];

    #[test]
    fn an_entry_is_found_in_the_root_or_below_it() {
        let entries: Vec<Entry> = (0..10_000)
            .map(|n| Entry {
                tile: n * 3,
                offset: n * 10,
                bytes: 10,
                run: if n == 7 { 2 } else { 1 },
            })
            .collect();
        let (whole, none) = directories(&entries, usize::MAX);
        assert!(none.is_empty());
        let (root, leaves) = directories(&entries, 100);
        for tile in [0, 21, 22, 23, 24, 4096 * 3, 29_997, 29_998] {
            let found = find(&whole, tile).unwrap();
            let is_there = tile % 3 == 0 || tile == 22;
            assert_eq!(
                found.map(|entry| entry.offset),
                is_there.then_some(tile / 3 * 10),
                "{tile}"
            );
            let leaf = find(&root, tile).unwrap().unwrap();
            assert_eq!(leaf.run, 0);
            let (from, to) = (leaf.offset, leaf.offset + leaf.bytes);
            let leaf = &leaves[usize::try_from(from).unwrap()..usize::try_from(to).unwrap()];
            assert_eq!(find(leaf, tile).unwrap(), found, "{tile}");
        }
        for cut in 0..200 {
            assert!(find(&whole[..cut], 5).is_none(), "{cut}");
        }
    }
}
