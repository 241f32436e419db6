//! Watersheds of a raster that does not fit in memory.
//!
//! Each tile says where the water of its outermost cells comes to: to a place with a label, or out by which mouth.
//! From that the label of every mouth follows; then each tile hands labels up from its mouths and places.
//!
//! Source: R. Barnes 2017, as with [`crate::flow::accumulate::cells_by_tiles`].

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::kernel::Label;
use super::rims::{Mouths, Tile};
use super::table::{self, Size, Watershed, place};
use crate::flow::accumulate::{AreaUnit, Tiled, codes};
use crate::flow::ground::Window;
use crate::flow::metres::CellSize;
use crate::flow::pointer::{Directions, NODATA};
use crate::flow::route::climb_alone;
use crate::{Result, TerrainError};

/// Labels beyond this have another meaning.
const LABELS_MAX: usize = (1 << 32) - 4;

/// As [`super::watersheds`], of a raster that is read and written in blocks; every block is read twice and
/// written once, and blocks of several tiles at once. Labels and table are as [`super::watersheds`] has them, for any
/// size of tiles.
///
/// `read` fills the codes of a block, row by row; `write` takes its labels, 0 for cells that drain to no outlet;
/// `size` is that of the raster's cells. In memory are four bytes for each outermost cell of a tile, the tiles that
/// threads are at work on, and the table.
///
/// # Errors
/// As [`super::watersheds`], with the cell's place in the raster; and what `read` and `write` say.
pub fn watersheds_by_tiles(
    tiled: Tiled,
    size: &CellSize,
    outlets: &[(usize, usize)],
    read: impl Fn(Window, &mut [u8]) -> Result<()> + Sync,
    write: impl Fn(Window, &[u32]) -> Result<()> + Sync,
) -> Result<Vec<Watershed>> {
    let found = labels_by_tiles(tiled, size, outlets, read, write)?;
    Ok(found.table)
}

/// As [`super::basins`], in the way of [`watersheds_by_tiles`].
///
/// # Errors
/// As [`super::basins`] and [`watersheds_by_tiles`].
pub fn basins_by_tiles(
    tiled: Tiled,
    size: &CellSize,
    read: impl Fn(Window, &mut [u8]) -> Result<()> + Sync,
    write: impl Fn(Window, &[u32]) -> Result<()> + Sync,
) -> Result<Vec<Watershed>> {
    let mut tiles = survey(tiled, &read, |_, directions| {
        let places = exits(directions);
        let labels = vec![0; places.len()];
        Ok(Tile::of(directions, places, labels))
    })?;
    let mut mouths = Mouths::of(tiled, &mut tiles);
    mouths.end_where_they_leave(&mut tiles);
    let outlets = number(tiled, &mut tiles)?;
    let climbed = Climbed {
        tiled,
        unit: &AreaUnit::new(size, tiled.rows, tiled.cols),
        outlets: &outlets,
        is_by_exits: true,
    };
    Ok(climbed.of(&tiles, &mouths, &read, &write)?.table)
}

/// Labels that were written, and what they came to.
pub(super) struct Labelled {
    pub table: Vec<Watershed>,
    /// Cells with data and without label.
    pub rest: Size,
}

/// As [`watersheds_by_tiles`].
pub(super) fn labels_by_tiles(
    tiled: Tiled,
    size: &CellSize,
    outlets: &[(usize, usize)],
    read: impl Fn(Window, &mut [u8]) -> Result<()> + Sync,
    write: impl Fn(Window, &[u32]) -> Result<()> + Sync,
) -> Result<Labelled> {
    let (by_tile, outside) = by_tile(tiled, outlets)?;
    let mut tiles = survey(tiled, &read, |tile, directions| {
        let of_tile = by_tile.get(&tile).map_or(&[][..], Vec::as_slice);
        let block = tiled.block(tile);
        let mut places = Vec::with_capacity(of_tile.len());
        for &(index, (row, col)) in of_tile {
            let cell = (row - block.row) * block.cols + col - block.col;
            if directions.codes()[cell] == NODATA {
                return Err(Unfit {
                    outlet: index,
                    error: super::without_data(row, col),
                }
                .into());
            }
            places.push(cell);
        }
        let labels = of_tile.iter().map(|(index, _)| label_of(*index)).collect();
        Ok(Tile::of(directions, places, labels))
    })?;
    if let Some((row, col)) = outside {
        return Err(super::outside(row, col, tiled.rows, tiled.cols));
    }
    twice_in_a_cell(outlets)?;
    let mouths = Mouths::of(tiled, &mut tiles);
    let climbed = Climbed {
        tiled,
        unit: &AreaUnit::new(size, tiled.rows, tiled.cols),
        outlets,
        is_by_exits: false,
    };
    climbed.of(&tiles, &mouths, &read, &write)
}

/// The first of the outlets that cannot be used, or another error.
enum Refusal {
    Outlet(Unfit),
    Other(TerrainError),
}

/// An outlet, by its place among all, and why it cannot be used.
struct Unfit {
    outlet: usize,
    error: TerrainError,
}

impl From<Unfit> for Refusal {
    fn from(unfit: Unfit) -> Self {
        Self::Outlet(unfit)
    }
}

impl From<TerrainError> for Refusal {
    fn from(error: TerrainError) -> Self {
        Self::Other(error)
    }
}

/// What every tile says of itself; of several errors that of the first outlet, or else of the first tile.
fn survey(
    tiled: Tiled,
    read: &(impl Fn(Window, &mut [u8]) -> Result<()> + Sync),
    of: impl Fn(usize, &Directions) -> std::result::Result<Tile, Refusal> + Sync,
) -> Result<Vec<Tile>> {
    tiled.check()?;
    let found: Vec<std::result::Result<Tile, Refusal>> = (0..tiled.count())
        .into_par_iter()
        .map(|tile| {
            let block = tiled.block(tile);
            let d8 = codes(block, read)?;
            let directions = Directions::alone(&d8).map_err(|it| block.in_the_raster(it))?;
            of(tile, &directions)
        })
        .collect();
    let mut tiles = Vec::with_capacity(found.len());
    let mut first: Option<Unfit> = None;
    for found in found {
        match found {
            Ok(tile) => tiles.push(tile),
            Err(Refusal::Other(error)) => return Err(error),
            Err(Refusal::Outlet(unfit)) => {
                first = first
                    .filter(|first| first.outlet < unfit.outlet)
                    .or(Some(unfit));
            }
        }
    }
    first.map_or(Ok(tiles), |unfit| Err(unfit.error))
}

/// The outlets of each tile that has some, each with its place among all.
type ByTile = HashMap<usize, Vec<(usize, (usize, usize))>>;

/// As far as they lie in the raster; and the first that does not.
fn by_tile(tiled: Tiled, outlets: &[(usize, usize)]) -> Result<(ByTile, Option<(usize, usize)>)> {
    super::few_enough(outlets.len(), LABELS_MAX)?;
    let mut by_tile = ByTile::new();
    for (index, &(row, col)) in outlets.iter().enumerate() {
        let Some(tile) = tiled.tile_of(row, col) else {
            return Ok((by_tile, Some((row, col))));
        };
        by_tile.entry(tile).or_default().push((index, (row, col)));
    }
    Ok((by_tile, None))
}

/// Refuses two outlets in one cell.
fn twice_in_a_cell(outlets: &[(usize, usize)]) -> Result<()> {
    let mut first_at = HashMap::with_capacity(outlets.len());
    for (number, place) in (1_u32..).zip(outlets) {
        if let Some(first) = first_at.insert(place, number) {
            return Err(super::twice(first, number, *place));
        }
    }
    Ok(())
}

fn label_of(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

/// The cells of a tile where water leaves the grid without leaving the tile, in order.
pub(super) fn exits(directions: &Directions) -> Vec<usize> {
    let rim_leaves = |cell: usize| {
        let code = directions.codes()[cell];
        let direction = (0..8).find(|direction| code == 1 << direction);
        direction.is_some_and(|direction| directions.neighbour(cell, direction).is_none())
    };
    let mut exits = directions.exits_alone();
    exits.retain(|&cell| !rim_leaves(cell));
    exits
}

/// Numbers the places of all tiles row by row of the raster; gives them in that order.
fn number(tiled: Tiled, tiles: &mut [Tile]) -> Result<Vec<(usize, usize)>> {
    let count = tiles.iter().map(|tile| tile.places.len()).sum();
    super::few_enough(count, LABELS_MAX)?;
    let mut all = Vec::with_capacity(count);
    for (number, tile) in tiles.iter().enumerate() {
        let block = tiled.block(number);
        let places = tile.places.iter().enumerate();
        all.extend(places.map(|(nth, cell)| {
            let (row, col) = (cell / block.cols, cell % block.cols);
            ((block.row + row, block.col + col), number, nth)
        }));
    }
    all.par_sort_unstable();
    for (index, &(_, tile, nth)) in all.iter().enumerate() {
        tiles[tile].labels[nth] = label_of(index);
    }
    Ok(all.into_iter().map(|(place, _, _)| place).collect())
}

/// The second pass.
struct Climbed<'a> {
    tiled: Tiled,
    unit: &'a AreaUnit,
    outlets: &'a [(usize, usize)],
    /// Whether the outlets are all exits: none flows to another, and a cell without label lies above a circle.
    is_by_exits: bool,
}

/// What one tile came to.
struct Sums {
    own: HashMap<u32, Size>,
    rest: Size,
    /// By outlet of the tile, which comes next.
    flows_to: Vec<(u32, u32)>,
}

impl Climbed<'_> {
    fn of(
        &self,
        tiles: &[Tile],
        mouths: &Mouths,
        read: &(impl Fn(Window, &mut [u8]) -> Result<()> + Sync),
        write: &(impl Fn(Window, &[u32]) -> Result<()> + Sync),
    ) -> Result<Labelled> {
        let of_mouths = mouths.labels(self.tiled, tiles, self.is_by_exits)?;
        let all = Mutex::new((vec![Size::default(); self.outlets.len()], Size::default()));
        let mut flows_to = vec![None; self.outlets.len()];
        let done: Vec<Result<Vec<(u32, u32)>>> = (0..tiles.len())
            .into_par_iter()
            .map(|number| {
                let block = self.tiled.block(number);
                let d8 = codes(block, read)?;
                let directions = Directions::alone(&d8).map_err(|it| block.in_the_raster(it))?;
                let leads: Vec<(usize, u32)> = mouths.of_tile(tiles, number, &of_mouths).collect();
                let labels = climbed(&directions, &tiles[number], &leads);
                if self.is_by_exits {
                    lost(&directions, &labels).map_err(|it| block.in_the_raster(it))?;
                }
                write(block, &labels)?;
                let sums = self.sums(block, &directions, &labels, &tiles[number], &leads);
                // Whoever held the lock and stopped did so outside of it.
                let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                for (label, size) in sums.own {
                    all.0[place(label)].add(size);
                }
                all.1.add(sums.rest);
                Ok(sums.flows_to)
            })
            .collect();
        for done in done {
            for (from, to) in done? {
                flows_to[place(from)] = Some(to);
            }
        }
        let (own, rest) = all.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Labelled {
            table: table::of_sizes(self.unit, &own, self.outlets, &flows_to)?,
            rest,
        })
    }

    fn sums(
        &self,
        block: Window,
        directions: &Directions,
        labels: &[u32],
        tile: &Tile,
        leads: &[(usize, u32)],
    ) -> Sums {
        let (mut own, mut rest) = (HashMap::new(), Size::default());
        let codes = directions.codes().chunks(block.cols);
        for ((labels, codes), row) in labels.chunks(block.cols).zip(codes).zip(block.row..) {
            let area = self.unit.of_row(row);
            let mut start = 0;
            for run in labels.chunk_by(|one, next| one == next) {
                let codes = &codes[start..start + run.len()];
                start += run.len();
                if run[0] == 0 {
                    let with_data = codes.iter().filter(|code| **code != NODATA).count();
                    rest.add(Size::of_run(with_data, area));
                } else {
                    let size: &mut Size = own.entry(run[0]).or_default();
                    size.add(Size::of_run(run.len(), area));
                }
            }
        }
        let next = |(&cell, &label): (&usize, &u32)| {
            if self.is_by_exits {
                return None;
            }
            let below = match directions.downstream(cell) {
                Some((_, below)) => labels[below],
                None => leads.iter().find(|(mouth, _)| *mouth == cell)?.1,
            };
            (below != 0).then_some((label, below))
        };
        let places = tile.places.iter().zip(&tile.labels);
        Sums {
            own,
            rest,
            flows_to: places.filter_map(next).collect(),
        }
    }
}

/// The labels of a tile.
fn climbed(directions: &Directions, tile: &Tile, leads: &[(usize, u32)]) -> Vec<u32> {
    let mut labels = vec![0; directions.codes().len()];
    for &(cell, label) in leads {
        labels[cell] = label;
    }
    for (&cell, &label) in tile.places.iter().zip(&tile.labels) {
        labels[cell] = label;
    }
    let mouths = leads.iter().map(|(cell, _)| *cell);
    let mut starts: Vec<usize> = mouths.chain(tile.places.iter().copied()).collect();
    starts.retain(|&cell| labels[cell] != 0);
    climb_alone(directions, &Label, &mut labels, starts);
    labels
}

/// Refuses a circle in a tile. Cells above one that lies in another tile have no label either, and are passed over:
/// that tile finds it.
fn lost(directions: &Directions, labels: &[u32]) -> Result<()> {
    let is_lost = |cell: usize| labels[cell] == 0 && directions.codes()[cell] != NODATA;
    // By cell, from which start it was passed.
    let mut passed = HashMap::new();
    for start in (0..labels.len()).filter(|&cell| is_lost(cell)) {
        let mut way = start;
        loop {
            match passed.get(&way) {
                Some(&before) if before == start => return Err(directions.circle(way)),
                Some(_) => break,
                None => passed.insert(way, start),
            };
            match directions.downstream(way) {
                Some((_, below)) => way = below,
                None => break,
            }
        }
    }
    Ok(())
}
