//! Over which pass each basin spills: the least spanning forest of basins and passes.

use super::super::ground::Key;

/// A pass between two basins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge<K> {
    /// How high water must stand to cross it.
    pub weight: K,
    /// The one.
    pub a: u32,
    /// The other.
    pub b: u32,
}

/// No basin.
pub const NONE: u32 = u32::MAX;

/// Basins whose way out is known or asked for elsewhere are *ends*; the others spill towards one of them.
#[derive(Debug, Default)]
pub struct Spill<K> {
    /// By basin, how high water stands before it reaches the basin's end.
    pub levels: Vec<K>,
    /// By basin, the end that it spills to; [`NONE`] where no pass leads to one, and then the level is the
    /// lowest key of all that its passes lead to.
    pub ends: Vec<u32>,
    /// The passes between ends that a least spanning forest of them keeps.
    pub between: Vec<Edge<K>>,
    /// By basin, the lowest key of what was joined to it; kept of one end in a piece of the forest.
    pub lowest: Vec<K>,
    parents: Vec<u32>,
    linked: Vec<(u32, u32)>,
}

impl<K: Key> Spill<K> {
    /// Of basins with their lowest keys, of which some are ends.
    ///
    /// Kruskal's algorithm: the passes are taken from the lowest up. Where a piece without an end is joined to
    /// one that has, all of it stands as high as that pass; any end of the other piece will do, since these are
    /// joined by passes that are no higher.
    pub fn solve(
        &mut self,
        lowest: impl IntoIterator<Item = K>,
        is_end: impl Fn(u32) -> bool,
        passes: &mut [Edge<K>],
    ) {
        passes.sort_unstable();
        self.start(lowest, is_end);
        for pass in passes {
            let (a, b) = (self.root(pass.a), self.root(pass.b));
            if a == b {
                continue;
            }
            let (into, from) = match (self.ends[at(a)], self.ends[at(b)]) {
                (NONE, NONE) => {
                    self.linked.push((b, a));
                    (a, b)
                }
                (NONE, end) => {
                    self.settle(a, pass.weight, end);
                    (b, a)
                }
                (end, NONE) => {
                    self.settle(b, pass.weight, end);
                    (a, b)
                }
                (one, other) => {
                    self.between.push(Edge {
                        weight: pass.weight,
                        a: one,
                        b: other,
                    });
                    (a, b)
                }
            };
            self.parents[at(from)] = into;
            let low = std::mem::replace(&mut self.lowest[at(from)], K::WALL);
            self.lowest[at(into)] = self.lowest[at(into)].min(low);
        }
        self.spread();
    }

    fn start(&mut self, lowest: impl IntoIterator<Item = K>, is_end: impl Fn(u32) -> bool) {
        self.lowest.clear();
        self.lowest.extend(lowest);
        let count = u32::try_from(self.lowest.len()).unwrap_or(NONE);
        self.levels.clear();
        self.levels.resize(self.lowest.len(), K::DRAIN);
        self.parents.clear();
        self.parents.extend(0..count);
        self.ends.clear();
        self.ends
            .extend((0..count).map(|basin| if is_end(basin) { basin } else { NONE }));
        self.between.clear();
        self.linked.clear();
    }

    fn settle(&mut self, root: u32, level: K, end: u32) {
        self.levels[at(root)] = level;
        self.ends[at(root)] = end;
    }

    /// Gives the basins of a piece what its root got, the last that were joined first.
    fn spread(&mut self) {
        for (root, (end, lowest)) in self.ends.iter().zip(&self.lowest).enumerate() {
            if *end == NONE && at(self.parents[root]) == root {
                self.levels[root] = *lowest;
            }
        }
        for &(basin, into) in self.linked.iter().rev() {
            self.levels[at(basin)] = self.levels[at(into)];
            self.ends[at(basin)] = self.ends[at(into)];
        }
    }

    fn root(&mut self, basin: u32) -> u32 {
        let mut here = basin;
        loop {
            let parent = self.parents[at(here)];
            if parent == here {
                return here;
            }
            let above = self.parents[at(parent)];
            self.parents[at(here)] = above;
            here = above;
        }
    }
}

/// A number as an index.
pub fn at(basin: u32) -> usize {
    usize::try_from(basin).unwrap_or(usize::MAX)
}
