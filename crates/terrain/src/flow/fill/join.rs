//! The graphs of all tiles joined, and solved at once.

use rayon::prelude::*;

use super::super::ground::{Elevation, Ground, Key, Ring, Target};
use super::spill::{Edge, NONE, Spill};

/// The node of a tile's graph, and of that of all tiles, that is outside of all ground.
pub const OUTSIDE: u32 = 0;

/// Of a tile, what others need to know.
pub struct Surveyed<K> {
    /// By node of the tile's graph but `OUTSIDE`, its lowest key.
    pub lowest: Vec<K>,
    pub edges: Vec<Edge<K>>,
    /// The key and node of each outermost cell; [`NONE`] where there is no ground.
    pub ring: Ring<(K, u32)>,
}

/// By tile, the number of its first node among the nodes of all tiles; `OUTSIDE` is the first of all.
pub fn offsets<K>(surveyed: &[Surveyed<K>]) -> Vec<usize> {
    let counts = surveyed.iter().map(|tile| tile.lowest.len());
    counts
        .scan(0, |next, count| {
            let first = *next;
            *next += count;
            Some(first)
        })
        .collect()
}

/// By node of all tiles, but the outside, how high water stands.
pub fn solve<T, S>(
    ground: &Ground<'_, T, S>,
    mut surveyed: Vec<Surveyed<T::Key>>,
    offsets: &[usize],
) -> Vec<T::Key>
where
    T: Elevation,
    S: Target<T> + ?Sized,
{
    let first = |tile: usize| u32::try_from(offsets[tile]).unwrap_or(NONE);
    let shared = &surveyed;
    let mut edges: Vec<Edge<T::Key>> = (0..shared.len())
        .into_par_iter()
        .map(|tile| {
            let node = |local: u32| match local {
                OUTSIDE => OUTSIDE,
                node => first(tile) + node,
            };
            let mut edges = between_tiles(ground, shared, tile, &first);
            edges.extend(shared[tile].edges.iter().map(|edge| Edge {
                weight: edge.weight,
                a: node(edge.a),
                b: node(edge.b),
            }));
            edges
        })
        .flatten_iter()
        .collect();
    edges.par_sort_unstable();
    for tile in &mut surveyed {
        tile.edges = Vec::new();
        tile.ring = Ring::default();
    }
    let lowest = surveyed.iter().flat_map(|tile| tile.lowest.iter().copied());
    let mut spill = Spill::default();
    spill.solve(
        std::iter::once(T::Key::WALL).chain(lowest),
        |node| node == OUTSIDE,
        &mut edges,
    );
    spill.levels.split_off(1)
}

/// The passes from a tile to those east and south of it.
fn between_tiles<T, S>(
    ground: &Ground<'_, T, S>,
    surveyed: &[Surveyed<T::Key>],
    tile: usize,
    first: &impl Fn(usize) -> u32,
) -> Vec<Edge<T::Key>>
where
    T: Elevation,
    S: Target<T> + ?Sized,
{
    let layout = &ground.layout;
    let ring_of = |it: usize| (it, &surveyed[it].ring);
    let beside = |south, east| layout.beside(tile, south, east).map(ring_of);
    let own = &surveyed[tile].ring;
    let mut passes = Passes::default();
    let mut meet = |ours: &[(T::Key, u32)], other: usize, theirs: &[(T::Key, u32)]| {
        for (n, our) in ours.iter().enumerate() {
            let around = n.saturating_sub(1)..(n + 2).min(theirs.len());
            for their in &theirs[around] {
                if our.1 != NONE && their.1 != NONE {
                    let weight = our.0.max(their.0);
                    passes.offer(weight, first(tile) + our.1, first(other) + their.1);
                }
            }
        }
    };
    if let Some((other, ring)) = beside(0, 1) {
        meet(&own.east, other, &ring.west);
    }
    if let Some((other, ring)) = beside(1, 0) {
        meet(&own.south, other, &ring.north);
    }
    if let (Some((other, ring)), [.., corner]) = (beside(1, 1), &own.south[..]) {
        meet(&[*corner], other, &ring.north[..1]);
    }
    if let (Some((other, ring)), [corner, ..]) = (beside(1, -1), &own.south[..]) {
        meet(&[*corner], other, &ring.north[ring.north.len() - 1..]);
    }
    passes.edges
}

/// Passes along a border: one that joins the same two nodes as one of the last is lowered instead of added.
struct Passes<K> {
    edges: Vec<Edge<K>>,
}

impl<K> Default for Passes<K> {
    fn default() -> Self {
        Self { edges: Vec::new() }
    }
}

impl<K: Key> Passes<K> {
    fn offer(&mut self, weight: K, a: u32, b: u32) {
        let recent = self.edges.iter_mut().rev().take(4);
        for edge in recent {
            if edge.a == a && edge.b == b {
                edge.weight = edge.weight.min(weight);
                return;
            }
        }
        self.edges.push(Edge { weight, a, b });
    }
}
