//! Tiles, their graphs and the order of work.
//!
//! Source: Barnes 2016, "Parallel Priority-Flood depression filling for trillion cell digital elevation models
//! on desktops or clusters", <https://arxiv.org/abs/1606.06204>: a graph of each tile's border, one solution for
//! all of them, a second pass. Its priority queue over cells is not needed, since `kernel` finds basins.

use rayon::prelude::*;

use super::super::ground::{
    Elevation, Ground, Key, Pieces, Ring, Room, Shape, Shelf, Target, TileKeys, count_pieces,
};
use super::found::Found;
use super::join::{OUTSIDE, Surveyed, offsets, solve};
use super::kernel::{Basins, NO_BASIN};
use super::spill::{Edge, NONE, Spill, at};
use super::tally::Tally;
use crate::Result;

/// What the tiles of a raster are worked on with.
#[derive(Debug, Default)]
struct Desk<T, K> {
    keys: TileKeys<T, K>,
    basins: Basins<K>,
    passes: Vec<Edge<K>>,
    outlets: Vec<K>,
    spill: Spill<K>,
    on_ring: Vec<bool>,
}

/// Fills the cells of a store; between the two passes the basins of tiles are kept, at two bytes a cell.
pub fn fill<T, S>(ground: &Ground<'_, T, S>, room: Room) -> Result<Tally>
where
    T: Elevation,
    S: Target<T> + ?Sized,
{
    let layout = &ground.layout;
    let tiles: Vec<usize> = (0..layout.tiles()).collect();
    let mut shelf = Shelf::new(room, tiles.len());
    let batch = shelf.batch().min(tiles.len().max(1));
    let mut surveyed = Vec::with_capacity(tiles.len());
    for batch in tiles.chunks(batch) {
        let done = batch
            .par_iter()
            .map_init(Desk::default, |desk, tile| survey(ground, desk, *tile))
            .collect::<Result<Vec<_>>>()?;
        for (tile, (done, found)) in batch.iter().zip(done) {
            surveyed.push(done);
            shelf.put(*tile, found)?;
        }
    }
    let offsets = offsets(&surveyed);
    let levels = solve(ground, surveyed, &offsets);
    let mut tally = Tally::of_rows(layout.rows);
    let mut pieces = Vec::with_capacity(tiles.len());
    for batch in tiles.chunks(batch) {
        let done = shelf
            .take_all(batch)?
            .into_par_iter()
            .map_init(Vec::new, |cells, (tile, found)| {
                raise(ground, cells, tile, &found, &levels[offsets[tile]..])
            })
            .collect::<Result<Vec<_>>>()?;
        for (tile, (tile_tally, raised)) in batch.iter().zip(done) {
            tally.add(layout.window(*tile).row, &tile_tally);
            pieces.push(raised);
        }
    }
    tally.depressions = count_pieces(layout, &pieces);
    Ok(tally)
}

/// What others need to know of a tile, and what is kept of it.
type Survey<K> = (Surveyed<K>, Found<K>);

/// Finds the basins of a tile and the graph of those on its border.
fn survey<T, S>(
    ground: &Ground<'_, T, S>,
    desk: &mut Desk<T, T::Key>,
    tile: usize,
) -> Result<Survey<T::Key>>
where
    T: Elevation,
    S: Target<T> + ?Sized,
{
    ground.load(tile, &mut desk.keys)?;
    let nodes = spill(desk);
    let (shape, labels) = (desk.keys.shape, &desk.basins.labels);
    let node_of = |place: usize| match labels[place] {
        NO_BASIN => NONE,
        basin => nodes.of_basin[usize::from(basin)],
    };
    let ring = Ring::of(shape, |place| (desk.keys.cells[place], node_of(place)));
    let edges = desk.spill.between.iter().map(|edge| Edge {
        weight: edge.weight,
        a: nodes.of_basin[at(edge.a)],
        b: nodes.of_basin[at(edge.b)],
    });
    let surveyed = Surveyed {
        edges: edges.collect(),
        lowest: nodes.lowest,
        ring,
    };
    Ok((surveyed, found(desk, &nodes.of_basin)))
}

/// Nodes of a tile's graph.
struct Nodes<K> {
    /// By basin, the node that it is; [`NONE`] where it is none.
    of_basin: Vec<u32>,
    lowest: Vec<K>,
}

/// Solves the tile on the desk: the basins with a cell on its border, and the outside, are the ends.
fn spill<T: Elevation>(desk: &mut Desk<T, T::Key>) -> Nodes<T::Key> {
    let shape = desk.keys.shape;
    desk.passes.clear();
    let outlets = outlets(&mut desk.keys);
    let keys = &desk.keys.cells;
    desk.basins.find(shape, keys);
    let labels = &desk.basins.labels;
    let basins = desk.basins.lowest.len();

    desk.outlets.clear();
    desk.outlets.resize(basins + 1, T::Key::WALL);
    for place in outlets {
        let lowest = &mut desk.outlets[usize::from(labels[place])];
        *lowest = keys[place].min(*lowest);
    }
    let outlets = (OUTSIDE..).zip(&desk.outlets);
    let outlets = outlets.filter(|(_, weight)| **weight != T::Key::WALL);
    desk.passes.extend(outlets.map(|(basin, weight)| Edge {
        weight: *weight,
        a: OUTSIDE,
        b: basin,
    }));

    desk.on_ring.clear();
    desk.on_ring.resize(basins + 1, false);
    desk.on_ring[0] = true;
    let ring = Ring::of(shape, |place| labels[place]);
    for label in [ring.north, ring.south, ring.west, ring.east].concat() {
        if label != NO_BASIN {
            desk.on_ring[usize::from(label)] = true;
        }
    }
    desk.basins.passes(shape, keys, &mut desk.passes);
    // The outside is no ground that could be the lowest.
    let lowest = std::iter::once(T::Key::WALL).chain(desk.basins.lowest.iter().copied());
    desk.spill
        .solve(lowest, |basin| desk.on_ring[at(basin)], &mut desk.passes);

    let mut next = OUTSIDE;
    let mut nodes = Nodes {
        of_basin: Vec::with_capacity(basins + 1),
        lowest: Vec::new(),
    };
    for (basin, is_node) in desk.on_ring.iter().enumerate() {
        nodes.of_basin.push(if *is_node { next } else { NONE });
        next += u32::from(*is_node);
        if *is_node && basin > 0 {
            nodes.lowest.push(desk.spill.lowest[basin]);
        }
    }
    nodes
}

/// The places where water leaves; drains and the margin become walls, so that no cell descends to them.
fn outlets<T: Elevation>(keys: &mut TileKeys<T, T::Key>) -> Vec<usize> {
    let shape = keys.shape;
    let mut outlets = keys.sinks.clone();
    if keys.has_drain {
        let mut is_outlet = vec![false; shape.padded_len()];
        for (place, key) in keys.cells.iter().enumerate() {
            if *key == T::Key::DRAIN {
                for step in shape.neighbours() {
                    if let Some(it) = place
                        .checked_add_signed(step)
                        .filter(|it| *it < is_outlet.len())
                    {
                        is_outlet[it] = true;
                    }
                }
            }
        }
        for place in (0..shape.rows).flat_map(|row| shape.row(row)) {
            if is_outlet[place] && keys.cells[place].is_ground() {
                outlets.push(place);
            }
        }
        for key in &mut keys.cells {
            *key = if *key == T::Key::DRAIN {
                T::Key::WALL
            } else {
                *key
            };
        }
    }
    let (stride, len) = (shape.stride(), shape.padded_len());
    keys.cells[..stride].fill(T::Key::WALL);
    keys.cells[len - stride..].fill(T::Key::WALL);
    for row in keys.cells.chunks_exact_mut(stride) {
        row[0] = T::Key::WALL;
        row[stride - 1] = T::Key::WALL;
    }
    outlets
}

fn found<T: Elevation>(desk: &Desk<T, T::Key>, node_of_basin: &[u32]) -> Found<T::Key> {
    let shape = desk.keys.shape;
    let mut labels = Vec::with_capacity(shape.rows * shape.cols);
    for row in 0..shape.rows {
        labels.extend_from_slice(&desk.basins.labels[shape.row(row)]);
    }
    let spills = desk.spill.levels.iter().zip(&desk.spill.ends);
    let spills = spills.map(|(level, end)| match *end {
        NONE => (*level, NONE),
        end => (*level, node_of_basin[at(end)]),
    });
    Found {
        labels,
        spills: spills.collect(),
    }
}

/// Raises the cells of a tile; what that came to, and the pieces of raised cells.
fn raise<T, S>(
    ground: &Ground<'_, T, S>,
    cells: &mut Vec<T>,
    tile: usize,
    found: &Found<T::Key>,
    levels: &[T::Key],
) -> Result<(Tally, Pieces)>
where
    T: Elevation,
    S: Target<T> + ?Sized,
{
    let window = ground.layout.window(tile);
    let shape = Shape::of(window);
    let by_basin = found.spills.iter().map(|(level, node)| match *node {
        NONE | OUTSIDE => *level,
        node => levels[at(node - 1)].max(*level),
    });
    let by_basin: Vec<T::Key> = by_basin.collect();
    cells.resize(shape.rows * shape.cols, T::default());
    ground.source.read(window, cells)?;
    let mut tally = Tally::of_rows(shape.rows);
    let mut raised = vec![false; shape.padded_len()];
    let rows = cells
        .chunks_exact_mut(shape.cols)
        .zip(found.labels.chunks_exact(shape.cols));
    for (row, (cells, labels)) in rows.enumerate() {
        let raised = &mut raised[shape.row(row)];
        tally.row(row, cells, labels, &by_basin, raised);
    }
    if tally.raised > 0 {
        ground.source.write(window, cells)?;
    }
    let pieces = Pieces::of(shape, |place| raised[place]);
    Ok((tally, pieces))
}
