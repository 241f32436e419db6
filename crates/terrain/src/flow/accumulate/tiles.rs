//! Accumulation of a raster that does not fit in memory, tile by tile.

use rayon::prelude::*;

use super::kernel::Each;
use super::perimeter::{Edge, Mouth, RIM_CELLS_MAX, STAYS, beside};
use crate::flow::pointer::{Directions, NODATA};
use crate::flow::route::descend_onto;
use crate::{Grid, Raster, Result, TerrainError};

/// Bytes that a tile takes a cell while it is worked on: code, state, sum, link.
const TILE_CELL_BYTES: usize = 1 + 1 + 8 + 4;
/// Bytes that a cell of a rim takes at the most, when all rims are solved: its link, its mouth, the flow of that and
/// what comes in of it.
const RIM_CELL_BYTES: usize = 104;
/// Cells a side: larger tiles save nothing more.
const SIDE_MAX: usize = 4096;
/// Cells a side: in smaller ones the rims are most of the raster.
const SIDE_MIN: usize = 16;

/// A part of a raster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Its first row.
    pub row: usize,
    /// Its first column.
    pub col: usize,
    /// How many rows.
    pub rows: usize,
    /// How many columns.
    pub cols: usize,
}

impl Block {
    /// How many cells.
    pub fn cells(&self) -> usize {
        self.rows * self.cols
    }
}

/// A raster cut into square tiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tiled {
    /// Rows of the raster.
    pub rows: usize,
    /// Columns of the raster.
    pub cols: usize,
    /// Rows and columns of a tile; 0 counts as 1.
    pub side: usize,
}

impl Tiled {
    /// Tiles as large as so much memory holds while every thread of the pool works on one; what reading and
    /// writing a block takes comes on top.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] when the rims of all tiles do not fit, with what would do.
    pub fn within(rows: usize, cols: usize, memory_bytes: usize) -> Result<Self> {
        let threads = rayon::current_num_threads();
        let needs = |side: usize| {
            let tiles = rows.div_ceil(side).saturating_mul(cols.div_ceil(side));
            let rims = tiles.saturating_mul(4 * side * RIM_CELL_BYTES);
            rims.saturating_add(threads * side * side * TILE_CELL_BYTES)
        };
        let sides = std::iter::successors(Some(SIDE_MAX), |&side| Some(side / 2));
        let sides = sides.take_while(|&side| side >= SIDE_MIN);
        match sides.clone().find(|&side| needs(side) <= memory_bytes) {
            Some(side) => Ok(Self { rows, cols, side }),
            None => Err(TerrainError::Refused(format!(
                "{memory_bytes} bytes of memory for {rows} rows and {cols} columns on {threads} threads; expected at \
                 least {}",
                sides.map(needs).min().unwrap_or(usize::MAX)
            ))),
        }
    }

    fn side(&self) -> usize {
        self.side.max(1)
    }

    fn across(&self) -> usize {
        self.cols.div_ceil(self.side())
    }

    fn count(&self) -> usize {
        self.across() * self.rows.div_ceil(self.side())
    }

    fn block(&self, tile: usize) -> Block {
        let (row, col) = (
            tile / self.across() * self.side(),
            tile % self.across() * self.side(),
        );
        Block {
            row,
            col,
            rows: self.side().min(self.rows - row),
            cols: self.side().min(self.cols - col),
        }
    }

    fn tile_of(&self, row: usize, col: usize) -> Option<usize> {
        let within = row < self.rows && col < self.cols;
        within.then(|| row / self.side() * self.across() + col / self.side())
    }
}

/// As [`super::cells`], of a raster that is read and written in blocks; every block is read twice and
/// written once, and blocks of several tiles at once. Cells are equal to those of [`super::cells`], for any
/// size of tiles.
///
/// `read` fills the codes of a block, row by row; `write` takes its counts, 0 where there is no data. Each tile
/// is accumulated by itself, tells what leaves it where and how what comes in goes through; these rims are
/// solved together; then each tile is accumulated again on top of what comes in.
///
/// Source: R. Barnes, Parallel non-divergent flow accumulation for trillion cell digital elevation models on
/// desktops or clusters, Environ. Model. Softw. 92 (2017) 202–212, arXiv 1608.04431.
///
/// # Errors
/// As [`super::cells`], with the cell's place in the raster; and what `read` and `write` say.
pub fn cells_by_tiles(
    tiled: Tiled,
    read: impl Fn(Block, &mut [u8]) -> Result<()> + Sync,
    write: impl Fn(Block, &[u64]) -> Result<()> + Sync,
) -> Result<()> {
    if tiled
        .side()
        .min(tiled.rows)
        .saturating_add(tiled.side().min(tiled.cols))
        > RIM_CELLS_MAX / 2
    {
        return Err(TerrainError::Refused(format!(
            "tiles of {} by {} cells; expected smaller ones",
            tiled.side, tiled.side
        )));
    }
    let tiles = if tiled.cols == 0 { 0 } else { tiled.count() };
    // All tiles, then the first error, so that it is the same for any number of threads.
    let edges: Vec<Result<Edge>> = (0..tiles)
        .into_par_iter()
        .map(|tile| {
            let d8 = codes(tiled.block(tile), &read)?;
            let (directions, sums) = accumulate(tiled.block(tile), &d8, &[])?;
            Ok(Edge::of(&directions, &sums))
        })
        .collect();
    let edges = edges.into_iter().collect::<Result<Vec<Edge>>>()?;
    let inflows = inflows(tiled, &edges)?;
    drop(edges);
    inflows
        .into_par_iter()
        .enumerate()
        .try_for_each(|(tile, inflows)| {
            let block = tiled.block(tile);
            let d8 = codes(block, &read)?;
            let (_, sums) = accumulate(block, &d8, &inflows)?;
            write(block, &sums)
        })
}

fn codes(block: Block, read: &impl Fn(Block, &mut [u8]) -> Result<()>) -> Result<Raster<u8>> {
    let mut codes = vec![NODATA; block.cells()];
    read(block, &mut codes)?;
    Ok(Raster {
        grid: Grid::new(block.rows, block.cols, codes)?,
        nodata: Some(NODATA),
        georeference: None,
    })
}

/// What comes in at a cell of a tile, by its number in the tile.
type Inflow = (usize, u64);

fn accumulate<'a>(
    block: Block,
    d8: &'a Raster<u8>,
    inflows: &[Inflow],
) -> Result<(Directions<'a>, Vec<u64>)> {
    let in_the_raster = |error| in_the_raster(block, error);
    let directions = Directions::of(d8).map_err(in_the_raster)?;
    let mut sums = vec![0; block.cells()];
    for &(cell, inflow) in inflows {
        // Water that comes to a cell without data has left the grid before.
        if directions.codes()[cell] != NODATA {
            sums[cell] += inflow;
        }
    }
    descend_onto(&directions, &Each(|_| 1), &mut sums).map_err(in_the_raster)?;
    Ok((directions, sums))
}

fn in_the_raster(block: Block, error: TerrainError) -> TerrainError {
    match error {
        TerrainError::Direction { row, col, found } => TerrainError::Direction {
            row: row + block.row,
            col: col + block.col,
            found,
        },
        TerrainError::Circle { row, col } => TerrainError::Circle {
            row: row + block.row,
            col: col + block.col,
        },
        other => other,
    }
}

/// A mouth among those of all tiles.
struct Flow {
    /// What drains through it.
    sum: u64,
    /// The tile, and the cell of its rim, that it flows to.
    to: Option<(usize, usize)>,
    /// The mouth that this leads to.
    next: Option<usize>,
}

/// What comes in to each tile from the others.
fn inflows(tiled: Tiled, edges: &[Edge]) -> Result<Vec<Vec<Inflow>>> {
    let (mut flows, firsts) = flows(tiled, edges);
    if let Some(round) = solve(&mut flows) {
        let tile = firsts.partition_point(|&first| first <= round) - 1;
        let mouth = &edges[tile].mouths[round - firsts[tile]];
        let (row, col) = in_raster(tiled, tile, &edges[tile], mouth);
        return Err(TerrainError::Circle { row, col });
    }
    let mut inflows = vec![Vec::new(); edges.len()];
    for flow in flows {
        if let Some((tile, rim)) = flow.to {
            let rim_of_tile = edges[tile].rim;
            let (row, col) = rim_of_tile.place(rim);
            inflows[tile].push((row * rim_of_tile.cols + col, flow.sum));
        }
    }
    Ok(inflows)
}

/// The mouths of all tiles, and the first of each tile.
fn flows(tiled: Tiled, edges: &[Edge]) -> (Vec<Flow>, Vec<usize>) {
    let mut firsts = Vec::with_capacity(edges.len());
    let mut count = 0;
    for edge in edges {
        firsts.push(count);
        count += edge.mouths.len();
    }
    let mut flows = Vec::with_capacity(count);
    for (tile, edge) in edges.iter().enumerate() {
        for mouth in &edge.mouths {
            let (row, col) = in_raster(tiled, tile, edge, mouth);
            let to = beside((row, col), mouth.direction).and_then(|(row, col)| {
                let tile = tiled.tile_of(row, col)?;
                let block = tiled.block(tile);
                Some((
                    tile,
                    edges[tile].rim.number(row - block.row, col - block.col)?,
                ))
            });
            let next = to.and_then(|(tile, rim)| {
                let link = Some(edges[tile].links[rim]).filter(|&link| link != STAYS);
                Some(firsts[tile] + usize::try_from(link?).ok()?)
            });
            flows.push(Flow {
                sum: mouth.sum,
                to,
                next,
            });
        }
    }
    (flows, firsts)
}

/// Adds up from mouth to mouth. A mouth of a circle, where there is one.
fn solve(flows: &mut [Flow]) -> Option<usize> {
    let mut waiting = vec![0_u32; flows.len()];
    for next in flows.iter().filter_map(|flow| flow.next) {
        waiting[next] += 1;
    }
    let mut ready: Vec<usize> = (0..flows.len())
        .filter(|&flow| waiting[flow] == 0)
        .collect();
    while let Some(flow) = ready.pop() {
        if let Some(next) = flows[flow].next {
            flows[next].sum += flows[flow].sum;
            waiting[next] -= 1;
            if waiting[next] == 0 {
                ready.push(next);
            }
        }
    }
    waiting.iter().position(|&waiting| waiting > 0)
}

fn in_raster(tiled: Tiled, tile: usize, edge: &Edge, mouth: &Mouth) -> (usize, usize) {
    let block = tiled.block(tile);
    let rim = usize::try_from(mouth.rim).unwrap_or(usize::MAX);
    let (row, col) = edge.rim.place(rim);
    (block.row + row, block.col + col)
}
