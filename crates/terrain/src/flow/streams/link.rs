//! Links, and what they are together.

use std::collections::HashSet;

use super::course::Course;
use super::order::{self, Order};
use crate::flow::metres::CellSize;
use crate::{Georeference, Grid, Result, TerrainError};

/// A stream between two confluences.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Its number, from 1.
    pub id: u32,
    course: Course,
    /// The links that meet at its beginning, by number.
    pub upstream: Vec<u32>,
    /// The link that begins at its end; none where the stream leaves the grid or ceases.
    pub downstream: Option<u32>,
    /// Strahler's order: 1 where nothing comes in.
    pub strahler: u32,
    /// Shreve's magnitude: how many heads its water comes from.
    pub shreve: u64,
    /// From the centre of its first cell along its cells to that of its last, metres.
    pub length_m: f64,
}

impl Link {
    /// Its cells by row and column, with the water; the last is where the next link begins.
    pub fn cells(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.course.cells()
    }

    /// How many cells it has.
    pub fn cell_count(&self) -> usize {
        self.course.count()
    }

    /// Its line: x and y of the centres of its cells.
    pub fn line(&self, place: &Georeference) -> Vec<(f64, f64)> {
        let cells = self.cells();
        cells.map(|(row, col)| place.centre(row, col)).collect()
    }

    /// The cells that are its own: not the one where the next begins.
    pub fn own_cells(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let shared = usize::from(self.downstream.is_some());
        self.cells().take(self.cell_count() - shared)
    }
}

/// All streams of a raster.
#[derive(Debug, Clone, PartialEq)]
pub struct Streams {
    /// Its links, by number.
    pub links: Vec<Link>,
    /// How long their steps are.
    size: CellSize,
}

impl Streams {
    /// All links together, metres.
    pub fn length_m(&self) -> f64 {
        self.links.iter().fold(0.0, |all, link| all + link.length_m)
    }

    /// The number of the link that each cell belongs to; 0 beside streams. A confluence belongs to the link that
    /// begins there.
    pub fn numbers(&self, rows: usize, cols: usize) -> Grid<u32> {
        let mut numbers = Grid::filled(rows, cols, 0);
        for link in &self.links {
            for (row, col) in link.own_cells() {
                if let Some(number) = numbers.cells_mut().get_mut(row * cols + col) {
                    *number = link.id;
                }
            }
        }
        numbers
    }

    /// Metres of stream by label, from label 1 to `count`: a step belongs to the cell that it leaves. By the
    /// area of the label's ground it is the stream density.
    pub fn length_by_label(&self, labels: &Grid<u32>, count: usize) -> Vec<f64> {
        let mut lengths = vec![0.0; count];
        for link in &self.links {
            for (from, to) in link.course.pairs() {
                let label = labels
                    .get(from.0, from.1)
                    .and_then(|label| label.checked_sub(1));
                let place = label.and_then(|label| usize::try_from(label).ok());
                if let Some(length) = place.and_then(|place| lengths.get_mut(place)) {
                    *length += self.size.next_m(from, to);
                }
            }
        }
        lengths
    }
}

/// From a start to the next, or to the end.
pub(super) struct Reach {
    pub course: Course,
    /// The last of its cells.
    pub last: usize,
}

/// Links of reaches in a raster of so many columns, one from each start, in order; `cells` are those of all
/// streams, and how many they are.
pub(super) fn of(
    cols: usize,
    size: &CellSize,
    (count, cells): (usize, impl Iterator<Item = usize>),
    starts: &[usize],
    reaches: Vec<Reach>,
) -> Result<Streams> {
    let next: Vec<Option<usize>> = reaches
        .iter()
        .map(|reach| next_start(starts, reach))
        .collect();
    let owned: usize = reaches
        .iter()
        .zip(&next)
        .map(|(reach, next)| reach.course.count() - usize::from(next.is_some()))
        .sum();
    if owned != count {
        return Err(circle(cols, without_a_start(cols, cells, &reaches)));
    }
    let (upstream, orders) = orders(cols, starts, &next)?;
    let links = (1..)
        .zip(reaches)
        .zip(upstream.into_iter().zip(orders))
        .zip(&next)
        .map(|(((id, reach), (upstream, order)), next)| {
            let steps = reach.course.pairs();
            let length_m = steps.fold(0.0, |sum, (from, to)| sum + size.next_m(from, to));
            Link {
                id,
                course: reach.course,
                upstream: upstream.into_iter().map(number).collect(),
                downstream: next.map(number),
                strahler: order.strahler,
                shreve: order.shreve,
                length_m,
            }
        })
        .collect();
    Ok(Streams {
        links,
        size: size.clone(),
    })
}

fn circle(cols: usize, cell: usize) -> TerrainError {
    TerrainError::Circle {
        row: cell / cols,
        col: cell % cols,
    }
}

/// The number of a link by its place; there are fewer than 2^32.
fn number(place: usize) -> u32 {
    u32::try_from(place + 1).unwrap_or(u32::MAX)
}

/// The place of the start that a reach ends in; none where it ends otherwise, or at its own first cell.
fn next_start(starts: &[usize], reach: &Reach) -> Option<usize> {
    if reach.course.count() == 1 {
        return None;
    }
    starts.binary_search(&reach.last).ok()
}

/// The first cell of a stream that no link came to: it goes round.
fn without_a_start(cols: usize, cells: impl Iterator<Item = usize>, reaches: &[Reach]) -> usize {
    let known = reaches.iter().flat_map(|reach| reach.course.cells());
    let known: HashSet<usize> = known.map(|(row, col)| row * cols + col).collect();
    cells
        .filter(|cell| !known.contains(cell))
        .min()
        .unwrap_or_default()
}

/// Links by place that come in at each, in order, and the orders that follow.
fn orders(
    cols: usize,
    starts: &[usize],
    next: &[Option<usize>],
) -> Result<(Vec<Vec<usize>>, Vec<Order>)> {
    let mut upstream = vec![Vec::new(); next.len()];
    for (place, next) in next.iter().enumerate() {
        if let Some(next) = *next {
            upstream[next].push(place);
        }
    }
    let mut waiting: Vec<usize> = upstream.iter().map(Vec::len).collect();
    let mut ready: Vec<usize> = (0..next.len())
        .filter(|&place| waiting[place] == 0)
        .collect();
    let mut orders: Vec<Option<Order>> = vec![None; next.len()];
    while let Some(place) = ready.pop() {
        let above: Vec<Order> = upstream[place]
            .iter()
            .filter_map(|&above| orders[above])
            .collect();
        orders[place] = Some(order::of(&above));
        if let Some(next) = next[place] {
            waiting[next] -= 1;
            if waiting[next] == 0 {
                ready.push(next);
            }
        }
    }
    match orders.iter().position(Option::is_none) {
        Some(round) => Err(circle(cols, starts[round])),
        None => Ok((upstream, orders.into_iter().flatten().collect())),
    }
}
