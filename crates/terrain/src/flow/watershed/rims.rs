//! What tiles say of themselves to each other, that a label may go up from one into the next.

use super::table::place;
use crate::flow::accumulate::{Mouth, Rim, Tiled};
use crate::flow::pointer::{Directions, NODATA};
use crate::{Result, TerrainError};

/// Where a cell's water comes to: to no place that has a label.
const NOWHERE: u32 = 0;
/// The cell has no data.
const ABSENT: u32 = u32::MAX;
/// Not known yet.
const UNKNOWN: u32 = u32::MAX - 1;
/// On the way that is being followed.
const PASSED: u32 = u32::MAX - 2;

/// What one tile says of itself.
pub(super) struct Tile {
    rim: Rim,
    mouths: Vec<Mouth>,
    /// By cell of the rim: [`NOWHERE`], [`ABSENT`], the number of a mouth from 1, or beyond these that of a
    /// place that has a label.
    ends: Vec<u32>,
    /// The cells of the tile that have a label of their own, by their numbers in the tile.
    pub places: Vec<usize>,
    /// The label of each of them.
    pub labels: Vec<u32>,
}

impl Tile {
    /// Of its directions and the places in it that have labels.
    pub fn of(directions: &Directions, places: Vec<usize>, labels: Vec<u32>) -> Self {
        let rim = Rim::of(directions);
        let mouths = Mouth::all(directions);
        let mut known = vec![UNKNOWN; directions.codes().len()];
        for (number, mouth) in (1..).zip(&mouths) {
            known[mouth.cell(rim)] = number;
        }
        let first_place = u32::try_from(mouths.len()).unwrap_or(u32::MAX) + 1;
        for (number, &cell) in (first_place..).zip(&places) {
            known[cell] = number;
        }
        let ends = rim.numbers().map(|number| {
            let (row, col) = rim.place(number);
            end(directions, row * rim.cols + col, &mut known)
        });
        Self {
            rim,
            ends: ends.collect(),
            mouths,
            places,
            labels,
        }
    }
}

/// Where the water of a cell comes to: found by going there, and told to every cell on the way.
fn end(directions: &Directions, cell: usize, known: &mut [u32]) -> u32 {
    if directions.codes()[cell] == NODATA {
        return ABSENT;
    }
    let mut way = cell;
    let found = loop {
        match known[way] {
            UNKNOWN => known[way] = PASSED,
            // Where the way was before: it goes round.
            PASSED => break NOWHERE,
            found => break found,
        }
        match directions.downstream(way) {
            Some((_, below)) => way = below,
            None => break NOWHERE,
        }
    };
    let mut way = cell;
    while known[way] == PASSED {
        known[way] = found;
        if let Some((_, below)) = directions.downstream(way) {
            way = below;
        }
    }
    found
}

/// The mouths of all tiles, and where each leads.
pub(super) struct Mouths {
    /// By tile, where its mouths begin among all.
    firsts: Vec<usize>,
    next: Vec<Next>,
}

/// Where a mouth leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// Out of the grid.
    Out,
    /// To another mouth, by its number among all.
    Mouth(usize),
    /// To a place that has a label, by tile and number in it.
    Place(usize, usize),
    /// To a place that has none.
    Nowhere,
}

impl Mouths {
    /// Of all tiles. What these have of their rims is of no more use then, and given back.
    pub fn of(tiled: Tiled, tiles: &mut [Tile]) -> Self {
        let firsts: Vec<usize> = tiles
            .iter()
            .scan(0, |next, tile| {
                let first = *next;
                *next += tile.mouths.len();
                Some(first)
            })
            .collect();
        let mut next = Vec::with_capacity(tiles.iter().map(|tile| tile.mouths.len()).sum());
        for (number, tile) in tiles.iter().enumerate() {
            for mouth in &tile.mouths {
                let to = mouth.flows_to(tiled, tiled.block(number), tile.rim);
                next.push(match to.map(|(to, rim)| (to, tiles[to].ends[rim])) {
                    None | Some((_, ABSENT)) => Next::Out,
                    Some((_, NOWHERE)) => Next::Nowhere,
                    Some((to, end)) => {
                        let mouths = tiles[to].mouths.len();
                        match place(end) {
                            mouth if mouth < mouths => Next::Mouth(firsts[to] + mouth),
                            place => Next::Place(to, place - mouths),
                        }
                    }
                });
            }
        }
        for tile in tiles {
            tile.ends = Vec::new();
        }
        Self { firsts, next }
    }

    /// Makes places of the mouths that lead out of the grid.
    pub fn end_where_they_leave(&mut self, tiles: &mut [Tile]) {
        for (number, tile) in tiles.iter_mut().enumerate() {
            for (mouth, next) in tile
                .mouths
                .iter()
                .zip(&mut self.next[self.firsts[number]..])
            {
                if *next == Next::Out {
                    *next = Next::Place(number, tile.places.len());
                    tile.places.push(mouth.cell(tile.rim));
                    tile.labels.push(NOWHERE);
                }
            }
        }
    }

    /// By mouth the label of the cell that it flows to, or its own where it was made a place; 0 where there is none.
    ///
    /// # Errors
    /// [`TerrainError::Circle`] when mouths lead round and `is_round_refused`.
    pub fn labels(&self, tiled: Tiled, tiles: &[Tile], is_round_refused: bool) -> Result<Vec<u32>> {
        let mut labels = vec![UNKNOWN; self.next.len()];
        for start in 0..labels.len() {
            let mut mouth = start;
            let found = loop {
                match labels[mouth] {
                    UNKNOWN => labels[mouth] = PASSED,
                    PASSED if is_round_refused => return Err(self.circle(tiled, tiles, mouth)),
                    PASSED => break NOWHERE,
                    found => break found,
                }
                match self.next[mouth] {
                    Next::Mouth(next) => mouth = next,
                    Next::Place(tile, place) => break tiles[tile].labels[place],
                    Next::Out | Next::Nowhere => break NOWHERE,
                }
            };
            let mut mouth = start;
            while labels[mouth] == PASSED {
                labels[mouth] = found;
                if let Next::Mouth(next) = self.next[mouth] {
                    mouth = next;
                }
            }
        }
        Ok(labels)
    }

    /// The mouths of a tile by their cells' numbers in it, with what `labels` says of each.
    pub fn of_tile<'a>(
        &self,
        tiles: &'a [Tile],
        number: usize,
        labels: &'a [u32],
    ) -> impl Iterator<Item = (usize, u32)> + 'a {
        let tile = &tiles[number];
        let labels = &labels[self.firsts[number]..];
        let mouths = tile.mouths.iter().zip(labels);
        mouths.map(|(mouth, label)| (mouth.cell(tile.rim), *label))
    }

    fn circle(&self, tiled: Tiled, tiles: &[Tile], mouth: usize) -> TerrainError {
        let tile = self.firsts.partition_point(|&first| first <= mouth) - 1;
        let (row, col) = tiles[tile].mouths[mouth - self.firsts[tile]].place(tiles[tile].rim);
        let block = tiled.block(tile);
        TerrainError::Circle {
            row: block.row + row,
            col: block.col + col,
        }
    }
}
