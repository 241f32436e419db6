//! Sums tile by tile.
//!
//! Each tile tells what leaves it where, by climbing from there, and how what comes in goes through; these rims
//! are solved together; then each tile is accumulated on top of what comes in. Sums are whole numbers: it
//! does not matter that they come together in another order than at once.
//!
//! Source: R. Barnes, Parallel non-divergent flow accumulation for trillion cell digital elevation models on
//! desktops or clusters, Environ. Model. Softw. 92 (2017) 202–212, arXiv 1608.04431.

use rayon::prelude::*;

use super::kernel::{Each, Sum};
use super::perimeter::{ABSENT, Edge, STAYS};
use super::tiling::Tiled;
use crate::flow::ground::Window;
use crate::flow::pointer::{Directions, NODATA};
use crate::flow::route::descend_onto;
use crate::{Grid, Raster, Result, TerrainError};

/// In a list of mouths: none.
const NOWHERE: usize = usize::MAX;
/// Instead of how many a mouth waits for: it has been added to its next.
const DONE: u32 = u32::MAX;

/// A tile that is done.
pub(in crate::flow) struct Settled<'a, V> {
    /// The codes of its cells.
    pub codes: &'a [u8],
    /// What drains through each cell; nothing where there is no data.
    pub sums: Vec<V>,
    /// The cells whose pointers lead out of the tile, and out of the grid or into cells without data.
    pub leaving: Vec<usize>,
}

/// Adds up along the directions what `own` says of each cell of a tile, by its number in the tile. `write` gets
/// what came out.
pub(in crate::flow) fn by_tiles<V: Sum, O: Fn(usize) -> V + Sync>(
    tiled: Tiled,
    read: &(impl Fn(Window, &mut [u8]) -> Result<()> + Sync),
    own: impl Fn(Window) -> Result<O> + Sync,
    write: impl Fn(Window, Settled<'_, V>) -> Result<()> + Sync,
) -> Result<()> {
    tiled.check()?;
    // All tiles, then the first error, so that it is the same for any number of threads.
    let edges: Vec<Result<Edge<V>>> = (0..tiled.count())
        .into_par_iter()
        .map(|tile| {
            let block = tiled.block(tile);
            let d8 = codes(block, read)?;
            let directions = Directions::alone(&d8).map_err(|error| block.in_the_raster(error))?;
            Ok(Edge::of(&directions, own(block)?))
        })
        .collect();
    let mut edges = edges.into_iter().collect::<Result<Vec<Edge<V>>>>()?;
    let sums_of = solve(tiled, &mut edges)?;
    let settle = |tile: usize| {
        let block = tiled.block(tile);
        let d8 = codes(block, read)?;
        let inflows = inflows(tiled, &edges, &sums_of, tile);
        let sums = accumulate(block, &d8, own(block)?, &inflows)?;
        let edge = &edges[tile];
        let leaves = sums_of.leaves[sums_of.firsts[tile]..].iter();
        let leaving = edge
            .mouths
            .iter()
            .zip(leaves)
            .filter(|(_, leaves)| **leaves);
        let settled = Settled {
            codes: d8.grid.cells(),
            sums,
            leaving: leaving.map(|(mouth, _)| mouth.cell(edge.rim)).collect(),
        };
        write(block, settled)
    };
    let tiles = (0..tiled.count()).into_par_iter();
    match tiles.find_map_first(|tile| settle(tile).err()) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// The directions of a block.
pub(in crate::flow) fn codes(
    block: Window,
    read: &impl Fn(Window, &mut [u8]) -> Result<()>,
) -> Result<Raster<u8>> {
    let mut codes = vec![NODATA; block.cells()];
    read(block, &mut codes)?;
    Ok(Raster {
        grid: Grid::new(block.rows, block.cols, codes)?,
        nodata: Some(NODATA),
        georeference: None,
    })
}

/// What comes in at a cell of a tile, by its number in the tile.
type Inflow<V> = (usize, V);

/// On the calling thread alone: else it would begin another tile while it waits for a part of this one, and more
/// tiles be in memory than there are threads.
fn accumulate<V: Sum>(
    block: Window,
    d8: &Raster<u8>,
    own: impl Fn(usize) -> V + Sync,
    inflows: &[Inflow<V>],
) -> Result<Vec<V>> {
    let in_the_raster = |error| block.in_the_raster(error);
    let directions = Directions::alone(d8).map_err(in_the_raster)?;
    let mut sums = vec![V::default(); block.cells()];
    for &(cell, inflow) in inflows {
        // Water that comes to a cell without data has left the grid before.
        if directions.codes()[cell] != NODATA {
            sums[cell] = sums[cell] + inflow;
        }
    }
    descend_onto(&directions, &Each(own), &mut sums).map_err(in_the_raster)?;
    Ok(sums)
}

/// What drains through the mouths of all tiles.
struct Mouths<V> {
    /// By tile, where its mouths begin among all.
    firsts: Vec<usize>,
    sums: Vec<V>,
    /// Whether the water leaves the grid there.
    leaves: Vec<bool>,
}

/// Adds up from mouth to mouth. Links are of no more use then, and given back.
fn solve<V: Sum>(tiled: Tiled, edges: &mut [Edge<V>]) -> Result<Mouths<V>> {
    let count = edges.iter().map(|edge| edge.mouths.len()).sum();
    let (mut firsts, mut sums) = (Vec::with_capacity(edges.len()), Vec::with_capacity(count));
    for edge in edges.iter_mut() {
        firsts.push(sums.len());
        sums.extend(std::mem::take(&mut edge.sums));
    }
    let (next, leaves) = next_mouths(tiled, edges, &firsts, count);
    for edge in edges.iter_mut() {
        edge.links = Vec::new();
    }
    let mut waiting = vec![0_u32; count];
    for &next in next.iter().filter(|&&next| next != NOWHERE) {
        waiting[next] += 1;
    }
    // Each river in turn, from where nothing comes in: without a list of what is ready.
    for head in 0..count {
        let mut mouth = head;
        while waiting[mouth] == 0 {
            waiting[mouth] = DONE;
            let next = next[mouth];
            if next == NOWHERE {
                break;
            }
            sums[next] = sums[next] + sums[mouth];
            waiting[next] -= 1;
            mouth = next;
        }
    }
    match waiting.iter().position(|&waiting| waiting != DONE) {
        Some(round) => {
            let tile = firsts.partition_point(|&first| first <= round) - 1;
            let (row, col) = in_raster(tiled, tile, &edges[tile], round - firsts[tile]);
            Err(TerrainError::Circle { row, col })
        }
        None => Ok(Mouths {
            firsts,
            sums,
            leaves,
        }),
    }
}

/// By mouth, the one that its water comes to next, and whether it leaves the grid.
fn next_mouths<V>(
    tiled: Tiled,
    edges: &[Edge<V>],
    firsts: &[usize],
    count: usize,
) -> (Vec<usize>, Vec<bool>) {
    let (mut all, mut leaves) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for (tile, edge) in edges.iter().enumerate() {
        for mouth in &edge.mouths {
            let to = mouth.flows_to(tiled, tiled.block(tile), edge.rim);
            let link = to.map(|(to, rim)| (to, edges[to].links[rim]));
            leaves.push(link.is_none_or(|(_, link)| link == ABSENT));
            let next = link.filter(|(_, link)| *link != ABSENT && *link != STAYS);
            let next = next.and_then(|(to, link)| Some(firsts[to] + usize::try_from(link).ok()?));
            all.push(next.unwrap_or(NOWHERE));
        }
    }
    (all, leaves)
}

/// What comes in to a tile from those around it.
fn inflows<V: Sum>(
    tiled: Tiled,
    edges: &[Edge<V>],
    mouths: &Mouths<V>,
    tile: usize,
) -> Vec<Inflow<V>> {
    let rim_of_tile = edges[tile].rim;
    let mut inflows = Vec::new();
    for near in tiled.around(tile) {
        let sums = &mouths.sums[mouths.firsts[near]..];
        for (mouth, &sum) in edges[near].mouths.iter().zip(sums) {
            if let Some((to, rim)) = mouth.flows_to(tiled, tiled.block(near), edges[near].rim)
                && to == tile
            {
                let (row, col) = rim_of_tile.place(rim);
                inflows.push((row * rim_of_tile.cols + col, sum));
            }
        }
    }
    inflows
}

fn in_raster<V>(tiled: Tiled, tile: usize, edge: &Edge<V>, mouth: usize) -> (usize, usize) {
    let block = tiled.block(tile);
    let (row, col) = edge.mouths[mouth].place(edge.rim);
    (block.row + row, block.col + col)
}
