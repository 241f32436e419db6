//! Directions of tiles, and then of flats that go over several of them.

use rayon::prelude::*;

use super::super::flats::kernel::{Crossing, Distances, FAR, Level, MARGIN};
use super::super::flats::tiles::{Shore, lay, settle};
use super::super::ground::{
    Elevation, Ground, Key, Pieces, Ring, Room, Shape, Shelf, Source, Target, TileKeys,
    count_pieces, margin,
};
use super::kernel::{Rows, exits, weights};
use super::{Directed, EXIT, LEVEL, NODATA};
use crate::Result;

/// What the tiles of a raster are worked on with.
#[derive(Debug, Default)]
struct Desk<T: Elevation> {
    keys: TileKeys<T, T::Key>,
    rows: Rows<T::Altitude>,
    codes: Vec<u8>,
    level: Level,
    distances: Distances,
    reached: Vec<bool>,
    tile: Vec<u8>,
}

/// What a tile came to.
#[derive(Debug, Default)]
struct Tally {
    ground: u64,
    exits: u64,
    level: u64,
    no_way_out: u64,
}

/// How wide and high the cells of a row are.
pub type CellSize<'a> = &'a (dyn Fn(usize) -> (f64, f64) + Sync);

/// Writes the codes of all cells.
pub fn direct<T, S, C>(
    ground: &Ground<'_, T, S>,
    size: CellSize<'_>,
    codes: &C,
    room: Room,
) -> Result<Directed>
where
    T: Elevation,
    S: Source<T> + ?Sized,
    C: Target<u8> + ?Sized,
{
    let tiles: Vec<usize> = (0..ground.layout.tiles()).collect();
    let mut shelf = Shelf::new(room, tiles.len());
    let mut directed = Directed::default();
    let mut rings = Vec::with_capacity(tiles.len());
    let mut flats = Vec::with_capacity(tiles.len());
    for batch in tiles.chunks(shelf.batch().min(tiles.len().max(1))) {
        let done = batch
            .par_iter()
            .map_init(Desk::default, |desk, tile| {
                first(ground, desk, *tile, size, codes)
            })
            .collect::<Result<Vec<_>>>()?;
        for (tile, done) in batch.iter().zip(done) {
            directed.add(&done.tally);
            rings.push(done.ring);
            flats.push(done.flats);
            shelf.put(*tile, done.crossing)?;
        }
    }
    directed.flats = count_pieces(&ground.layout, &flats);
    drop(flats);
    settle(&ground.layout, &mut rings, &mut shelf)?;
    let waiting: Vec<usize> = tiles.into_iter().filter(|it| shelf.has(*it)).collect();
    for batch in waiting.chunks(shelf.batch().min(waiting.len().max(1))) {
        let taken = shelf.take_all(batch)?;
        let done = taken
            .into_par_iter()
            .map_init(Desk::default, |desk, (tile, crossing)| {
                last(ground, desk, tile, &rings, &crossing, codes)
            })
            .collect::<Result<Vec<_>>>()?;
        for tally in &done {
            directed.add(tally);
        }
    }
    Ok(directed)
}

impl Directed {
    fn add(&mut self, tally: &Tally) {
        self.cells += tally.ground;
        self.exits += tally.exits;
        self.level += tally.level;
        self.without_way_out += tally.no_way_out;
    }
}

/// What the first pass over a tile leaves.
struct First<K> {
    tally: Tally,
    ring: Ring<Shore<K>>,
    flats: Pieces,
    crossing: Crossing,
}

/// Directs what a tile alone shows.
fn first<T, S, C>(
    ground: &Ground<'_, T, S>,
    desk: &mut Desk<T>,
    tile: usize,
    size: CellSize<'_>,
    codes: &C,
) -> Result<First<T::Key>>
where
    T: Elevation,
    S: Source<T> + ?Sized,
    C: Target<u8> + ?Sized,
{
    ground.load(tile, &mut desk.keys)?;
    let window = ground.layout.window(tile);
    let (shape, keys) = (desk.keys.shape, &desk.keys.cells);
    desk.codes.clear();
    desk.codes.resize(shape.padded_len(), MARGIN);
    let of_row = |row: usize| weights(size(window.row + row));
    desk.rows
        .steepest::<T>(shape, keys, of_row, &mut desk.codes);
    exits(
        shape,
        keys,
        desk.keys.has_drain,
        &desk.keys.sinks,
        &mut desk.codes,
    );
    desk.level.find(shape, keys, &desk.codes);
    let distances = &mut desk.distances;
    distances.within(shape, &desk.level);
    let crossing = distances.crossing(shape, &desk.level, &mut desk.reached);
    let ring = Ring::of(shape, |place| shore(keys, distances, place));
    let flats = Pieces::of(shape, |place| desk.codes[place] == LEVEL);

    let steps = shape.neighbours();
    let mut no_way_out = 0;
    for &place in &desk.level.cells {
        if crossing.runs.is_empty() || !desk.reached[place] {
            desk.codes[place] = distances.code(&steps, keys, place);
            no_way_out += u64::from(desk.codes[place] == EXIT);
        }
    }
    unpad(shape, &desk.codes, &mut desk.tile);
    codes.write(window, &desk.tile)?;
    Ok(First {
        tally: Tally {
            ground: count_cells(&desk.tile, |code| code != NODATA),
            exits: count_cells(&desk.tile, |code| code == EXIT),
            level: u64::try_from(desk.level.cells.len()).unwrap_or(u64::MAX),
            no_way_out,
        },
        ring,
        flats,
        crossing,
    })
}

/// Rows of bytes are added up in 32 bits, which vectors hold.
fn count_cells(codes: &[u8], is_counted: impl Fn(u8) -> bool) -> u64 {
    u64::from(
        codes
            .iter()
            .map(|code| u32::from(is_counted(*code)))
            .sum::<u32>(),
    )
}

fn shore<K: Key>(keys: &[K], distances: &Distances, place: usize) -> Shore<K> {
    let low = distances.low[place];
    Shore {
        key: keys[place],
        low,
        // Higher ground counts along level cells alone.
        high: if low == 0 { FAR } else { distances.high[place] },
    }
}

fn unpad(shape: Shape, padded: &[u8], out: &mut Vec<u8>) {
    out.clear();
    for row in 0..shape.rows {
        out.extend_from_slice(&padded[shape.row(row)]);
    }
}

/// Directs the cells of a tile that waited for others.
fn last<T, S, C>(
    ground: &Ground<'_, T, S>,
    desk: &mut Desk<T>,
    tile: usize,
    rings: &[Ring<Shore<T::Key>>],
    crossing: &Crossing,
    codes: &C,
) -> Result<Tally>
where
    T: Elevation,
    S: Source<T> + ?Sized,
    C: Target<u8> + ?Sized,
{
    ground.load(tile, &mut desk.keys)?;
    let window = ground.layout.window(tile);
    let shape = desk.keys.shape;
    let distances = &mut desk.distances;
    distances.clear(shape);
    lay(distances, crossing);
    margin(
        &ground.layout,
        tile,
        |it| rings.get(it),
        |place, shore: Shore<T::Key>| {
            distances.low[place] = shore.low;
            distances.high[place] = shore.high;
        },
    );
    desk.tile.resize(shape.rows * shape.cols, 0);
    codes.read(window, &mut desk.tile)?;
    let steps = shape.neighbours();
    let mut tally = Tally::default();
    crossing.each_run(|places, _| {
        for place in places {
            let (row, col) = (place / shape.stride() - 1, place % shape.stride() - 1);
            let code = distances.code(&steps, &desk.keys.cells, place);
            desk.tile[row * shape.cols + col] = code;
            tally.exits += u64::from(code == EXIT);
            tally.no_way_out += u64::from(code == EXIT);
        }
    });
    codes.write(window, &desk.tile)?;
    Ok(tally)
}
