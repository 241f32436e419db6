//! Distances on level ground, and the way that they give it.
//!
//! Source: Barnes, Lehman & Mulla 2014, "An efficient assignment of drainage direction over flat surfaces in
//! raster digital elevation models", Computers & Geosciences 62, <https://arxiv.org/abs/1511.04433>: water goes
//! towards lower ground (counted twice) and away from higher ground, on a mask beside the elevations. Its mask is
//! 2·low − high and a constant of the flat; here the constant is left out, since only neighbours in one flat are
//! compared.

use super::super::d8::{EXIT, LEVEL};
use super::super::ground::{Kept, Key, Shape, next_u32};

/// The distance of a cell that has none.
pub const FAR: u32 = u32::MAX;

/// By padded place, how many steps over level cells it is to water that has a way, and to higher ground: 0 of
/// cells that are not level.
#[derive(Debug, Default)]
pub struct Distances {
    pub low: Vec<u32>,
    pub high: Vec<u32>,
    seeds: Vec<(u32, usize)>,
    frontier: Vec<usize>,
    next: Vec<usize>,
}

/// What a pass over the level cells of a tile found.
#[derive(Debug, Default)]
pub struct Level {
    /// Places of level cells.
    pub cells: Vec<usize>,
    next_to_flowing: Vec<(u32, usize)>,
    next_to_higher: Vec<(u32, usize)>,
    /// Places of level cells that have one as high in the margin.
    crossing: Vec<usize>,
}

impl Level {
    /// Finds the level cells among codes, and what is around them. What flows in the margin is not known here.
    pub fn find<K: Key>(&mut self, shape: Shape, keys: &[K], codes: &[u8]) {
        self.cells.clear();
        self.next_to_flowing.clear();
        self.next_to_higher.clear();
        self.crossing.clear();
        let steps = shape.neighbours();
        for row in 0..shape.rows {
            let places = shape.row(row);
            let start = places.start;
            let is_level = |(col, code): (usize, &u8)| (*code == LEVEL).then_some(start + col);
            self.cells
                .extend(codes[places].iter().enumerate().filter_map(is_level));
        }
        for &place in &self.cells {
            let key = keys[place];
            let (mut flowing, mut higher, mut crossing) = (false, false, false);
            for step in steps {
                let at = place.wrapping_add_signed(step);
                let is_as_high = keys[at] == key;
                flowing |= is_as_high && codes[at] != LEVEL && codes[at] != MARGIN;
                crossing |= is_as_high && codes[at] == MARGIN;
                higher |= keys[at] > key && keys[at] != K::WALL;
            }
            if flowing {
                self.next_to_flowing.push((1, place));
            }
            if higher {
                self.next_to_higher.push((1, place));
            }
            if crossing {
                self.crossing.push(place);
            }
        }
    }
}

/// The code of cells in the margin, where it is not known.
pub const MARGIN: u8 = 253;

impl Distances {
    /// Of the level cells of a tile, as far as the tile shows them.
    pub fn within(&mut self, shape: Shape, level: &Level) {
        self.clear(shape);
        for &place in &level.cells {
            self.low[place] = FAR;
            self.high[place] = FAR;
        }
        self.spread_low(shape, &level.next_to_flowing);
        self.spread_high(shape, &level.next_to_higher);
    }

    /// Makes all distances 0.
    pub fn clear(&mut self, shape: Shape) {
        for distances in [&mut self.low, &mut self.high] {
            distances.clear();
            distances.resize(shape.padded_len(), 0);
        }
    }

    /// Lowers the distances of these cells to those given, and of others as it follows.
    pub fn spread_low(&mut self, shape: Shape, from: &[(u32, usize)]) {
        let mut low = std::mem::take(&mut self.low);
        self.spread(shape, &mut low, from);
        self.low = low;
    }

    /// Likewise of the distances to higher ground.
    pub fn spread_high(&mut self, shape: Shape, from: &[(u32, usize)]) {
        let mut high = std::mem::take(&mut self.high);
        self.spread(shape, &mut high, from);
        self.high = high;
    }

    /// A search by breadth that cells enter at their own distance.
    fn spread(&mut self, shape: Shape, distances: &mut [u32], from: &[(u32, usize)]) {
        let steps = shape.neighbours();
        self.seeds.clear();
        for &(distance, place) in from {
            if distance < distances[place] {
                distances[place] = distance;
                self.seeds.push((distance, place));
            }
        }
        self.seeds.sort_unstable();
        let mut seeds = self.seeds.iter().peekable();
        let mut distance = 0;
        self.frontier.clear();
        while let Some(&first) = seeds
            .peek()
            .copied()
            .or(self.frontier.first().map(|_| &(FAR, 0)))
        {
            if self.frontier.is_empty() {
                distance = first.0;
            }
            while let Some(&(_, place)) = seeds.next_if(|seed| seed.0 == distance) {
                if distances[place] == distance {
                    self.frontier.push(place);
                }
            }
            for &place in &self.frontier {
                for step in steps {
                    let at = place.wrapping_add_signed(step);
                    if distances[at] > distance + 1 {
                        distances[at] = distance + 1;
                        self.next.push(at);
                    }
                }
            }
            distance += 1;
            self.frontier.clear();
            std::mem::swap(&mut self.frontier, &mut self.next);
        }
    }

    /// The code of a level cell: to the neighbour as high that is lowest in the mask, first one of the four that
    /// share a side, clockwise from east, then one of the other four. An exit where no way leads out.
    pub fn code<K: Key>(&self, steps: &[isize; 8], keys: &[K], place: usize) -> u8 {
        if self.low[place] == FAR {
            return EXIT;
        }
        let key = keys[place];
        let mut best = (i64::MAX, EXIT);
        for direction in [0, 2, 4, 6, 1, 3, 5, 7] {
            let at = place.wrapping_add_signed(steps[direction]);
            if keys[at] == key {
                let mask = self.mask(at);
                if mask < best.0 {
                    best = (mask, 1 << direction);
                }
            }
        }
        best.1
    }

    fn mask(&self, place: usize) -> i64 {
        match (self.low[place], self.high[place]) {
            (0, _) => i64::MIN,
            (low, FAR) => 2 * i64::from(low),
            (low, high) => 2 * i64::from(low) - i64::from(high),
        }
    }

    /// The level cells of flats that go on beyond the tile, in runs of a row.
    pub fn crossing(&mut self, shape: Shape, level: &Level, reached: &mut Vec<bool>) -> Crossing {
        let mut crossing = Crossing::default();
        if level.crossing.is_empty() {
            return crossing;
        }
        let steps = shape.neighbours();
        reached.clear();
        reached.resize(shape.padded_len(), false);
        self.frontier.clear();
        for &place in &level.crossing {
            reached[place] = true;
            self.frontier.push(place);
        }
        while let Some(place) = self.frontier.pop() {
            for step in steps {
                let at = place.wrapping_add_signed(step);
                if self.low[at] != 0 && !reached[at] {
                    reached[at] = true;
                    self.frontier.push(at);
                }
            }
        }
        for &place in level.cells.iter().filter(|place| reached[**place]) {
            crossing.push(place, self.low[place], self.high[place]);
        }
        crossing
    }
}

/// The level cells of a tile whose distances depend on other tiles, in runs of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crossing {
    /// Padded place of the first, and how many.
    pub runs: Vec<(u32, u32)>,
    pub low: Vec<u32>,
    pub high: Vec<u32>,
}

impl Crossing {
    fn push(&mut self, place: usize, low: u32, high: u32) {
        let place = u32::try_from(place).unwrap_or(FAR);
        match self.runs.last_mut() {
            Some((start, count)) if *start + *count == place => *count += 1,
            _ => self.runs.push((place, 1)),
        }
        self.low.push(low);
        self.high.push(high);
    }

    /// Calls with each run: its padded places, and its part of the distances.
    pub fn each_run(&self, mut with: impl FnMut(std::ops::Range<usize>, std::ops::Range<usize>)) {
        let mut done = 0;
        for &(start, count) in &self.runs {
            let (start, count) = (index(start), index(count));
            with(start..start + count, done..done + count);
            done += count;
        }
    }
}

impl Kept for Crossing {
    fn len(&self) -> usize {
        if self.runs.is_empty() {
            return 0;
        }
        4 + 8 * (self.runs.len() + self.low.len())
    }

    fn packed(&self) -> Vec<u8> {
        let count = u32::try_from(self.runs.len()).unwrap_or(FAR);
        let runs = self.runs.iter().flat_map(|(start, count)| [start, count]);
        let numbers = runs.chain(&self.low).chain(&self.high);
        let numbers = std::iter::once(&count).chain(numbers);
        numbers.flat_map(|it| it.to_le_bytes()).collect()
    }

    fn unpacked(bytes: &[u8]) -> Self {
        let mut numbers = bytes.chunks_exact(4);
        let runs = index(next_u32(&mut numbers));
        let runs = (0..runs).map(|_| (next_u32(&mut numbers), next_u32(&mut numbers)));
        let runs = runs.collect();
        let cells = numbers.len() / 2;
        let mut distances = || (0..cells).map(|_| next_u32(&mut numbers)).collect();
        Self {
            runs,
            low: distances(),
            high: distances(),
        }
    }
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
