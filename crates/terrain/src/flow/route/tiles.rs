//! Bands, their order and the threads.

use std::ops::Add;

use rayon::prelude::*;

use super::kernel::{Band, Crossing, Slope, Window, each_above, offsets, still_waits};
use super::{Climb, Gather};
use crate::Result;
use crate::flow::pointer::Directions;

/// Below so many crossings a round for all bands costs more than one thread that follows them to their end.
const ROUND_CROSSINGS_MIN: usize = 1 << 12;

/// How the grid is cut for the threads. No result depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bands {
    /// Rows of a band; 0 counts as 1.
    pub rows: usize,
}

impl Default for Bands {
    /// Rows enough that few rivers cross, few enough that every thread has some.
    fn default() -> Self {
        Self { rows: 512 }
    }
}

impl Bands {
    fn cells(self, directions: &Directions) -> usize {
        self.rows.max(1).saturating_mul(directions.cols()).max(1)
    }
}

/// Gathers with the water: a value for each cell; what a cell without data has is the default.
///
/// # Errors
/// [`crate::TerrainError::Circle`] when some cell reaches no exit, with the first cell of a circle.
pub(in crate::flow) fn descend<G: Gather>(
    directions: &Directions,
    rule: &G,
    bands: Bands,
) -> Result<Vec<G::Value>> {
    let size = bands.cells(directions);
    let offsets = offsets(directions.cols());
    let mut states = states(directions, size);
    let mut values = vec![G::Value::default(); states.len()];
    let mut crossings: Vec<Vec<Crossing<G::Value>>> = in_bands(&mut states, &mut values, size)
        .map(|mut band| {
            let mut out = Vec::new();
            band.descend(rule, &offsets, &mut out);
            out
        })
        .collect();
    loop {
        let count: usize = crossings.iter().map(Vec::len).sum();
        if count < ROUND_CROSSINGS_MIN {
            break;
        }
        let arrived = by_band(crossings, size);
        crossings = in_bands(&mut states, &mut values, size)
            .zip(&arrived)
            .map(|(mut band, arrived)| {
                let mut out = Vec::new();
                band.take(arrived, rule, &offsets, &mut out);
                out
            })
            .collect();
    }
    let mut whole = Band {
        first: 0,
        states: &mut states,
        values: &mut values,
    };
    for arrived in crossings {
        whole.take(&arrived, rule, &offsets, &mut Vec::new());
    }
    match directions.first_where(|cell| still_waits(states[cell])) {
        Some(cell) => Err(directions.circle(cell)),
        None => Ok(values),
    }
}

/// As [`descend`] on the calling thread alone, on top of what has come to each cell from elsewhere.
///
/// # Errors
/// As [`descend`].
pub(in crate::flow) fn descend_onto<G: Gather>(
    directions: &Directions,
    rule: &G,
    values: &mut [G::Value],
) -> Result<()> {
    let mut states = vec![0; values.len()];
    fill_rows(directions, 0, &mut states, |window, row, states| {
        states_of_row(directions, window, row, states);
    });
    let mut whole = Band {
        first: 0,
        states: &mut states,
        values,
    };
    whole.descend(rule, &offsets(directions.cols()), &mut Vec::new());
    match states.iter().position(|&state| still_waits(state)) {
        Some(cell) => Err(directions.circle(cell)),
        None => Ok(()),
    }
}

/// Hands values up against the water, from the cells that have one to all that drain to them.
///
/// `values` has a value for each cell; `starts` are the cells to go from. Cells that no start is reached
/// from keep what they have.
pub(in crate::flow) fn climb<C: Climb>(
    directions: &Directions,
    rule: &C,
    bands: Bands,
    values: &mut [C::Value],
    starts: &[usize],
) {
    let size = bands.cells(directions);
    let offsets = offsets(directions.cols());
    let upstream = upstream(directions, size);
    let mut waiting = vec![Vec::new(); upstream.len().div_ceil(size)];
    for &start in starts {
        waiting[start / size].push(start % size);
    }
    let mut crossings: Vec<Vec<Crossing<C::Value>>> = on_slopes(&upstream, values, size)
        .zip(waiting)
        .map(|(mut slope, waiting)| {
            let mut out = Vec::new();
            slope.climb(waiting, rule, &offsets, &mut out);
            out
        })
        .collect();
    loop {
        let count: usize = crossings.iter().map(Vec::len).sum();
        if count < ROUND_CROSSINGS_MIN {
            break;
        }
        let arrived = by_band(crossings, size);
        crossings = on_slopes(&upstream, values, size)
            .zip(&arrived)
            .map(|(mut slope, arrived)| {
                let mut out = Vec::new();
                slope.take(arrived, rule, &offsets, &mut out);
                out
            })
            .collect();
    }
    let mut whole = Slope {
        first: 0,
        upstream: &upstream,
        values,
    };
    for arrived in crossings {
        whole.take(&arrived, rule, &offsets, &mut Vec::new());
    }
}

/// As [`climb`], on the calling thread alone.
pub(in crate::flow) fn climb_alone<C: Climb>(
    directions: &Directions,
    rule: &C,
    values: &mut [C::Value],
    starts: Vec<usize>,
) {
    let mut upstream = vec![0; values.len()];
    fill_rows(directions, 0, &mut upstream, |window, _, upstream| {
        window.upstream(upstream);
    });
    let mut whole = Slope {
        first: 0,
        upstream: &upstream,
        values,
    };
    whole.climb(starts, rule, &offsets(directions.cols()), &mut Vec::new());
}

/// For each of these cells, of which none drains to another, the sum of what `own` says of it and of all cells whose
/// water comes to it; on the calling thread alone.
pub(in crate::flow) fn drained_alone<V: Default + Add<Output = V>>(
    directions: &Directions,
    mouths: impl Iterator<Item = usize>,
    own: impl Fn(usize) -> V,
) -> Vec<V> {
    let mut upstream = vec![0; directions.codes().len()];
    fill_rows(directions, 0, &mut upstream, |window, _, upstream| {
        window.upstream(upstream);
    });
    let offsets = offsets(directions.cols());
    let mut waiting = Vec::new();
    let of_mouth = |mouth| {
        let mut sum = V::default();
        each_above(&upstream, &offsets, mouth, &mut waiting, |cell| {
            sum = std::mem::take(&mut sum) + own(cell);
        });
        sum
    };
    mouths.map(of_mouth).collect()
}

/// Bands with their numbers of first cells, to be worked on at once.
fn in_bands<'a, V: Copy + Send>(
    states: &'a mut [u8],
    values: &'a mut [V],
    size: usize,
) -> impl IndexedParallelIterator<Item = Band<'a, V>> {
    states
        .par_chunks_mut(size)
        .zip(values.par_chunks_mut(size))
        .enumerate()
        .map(move |(band, (states, values))| Band {
            first: band * size,
            states,
            values,
        })
}

fn on_slopes<'a, V: Copy + Send>(
    upstream: &'a [u8],
    values: &'a mut [V],
    size: usize,
) -> impl IndexedParallelIterator<Item = Slope<'a, V>> {
    upstream
        .par_chunks(size)
        .zip(values.par_chunks_mut(size))
        .enumerate()
        .map(move |(band, (upstream, values))| Slope {
            first: band * size,
            upstream,
            values,
        })
}

/// Crossings, sorted into the bands that they come to: the one before and the one after their own.
fn by_band<V: Copy>(crossings: Vec<Vec<Crossing<V>>>, size: usize) -> Vec<Vec<Crossing<V>>> {
    let mut arrived = vec![Vec::new(); crossings.len()];
    for crossing in crossings.into_iter().flatten() {
        arrived[crossing.cell / size].push(crossing);
    }
    arrived
}

fn states(directions: &Directions, size: usize) -> Vec<u8> {
    of_rows(directions, size, |window, row, states| {
        states_of_row(directions, window, row, states);
    })
}

fn states_of_row(directions: &Directions, window: &Window, row: usize, states: &mut [u8]) {
    window.states(states);
    let is_last = row + 1 == directions.rows();
    if row == 0 || is_last {
        window.leave_rows(states, row == 0, is_last);
    }
}

fn upstream(directions: &Directions, size: usize) -> Vec<u8> {
    of_rows(directions, size, |window, _, upstream| {
        window.upstream(upstream);
    })
}

/// A byte for each cell, made row by row from the codes around it.
fn of_rows(
    directions: &Directions,
    size: usize,
    make: impl Fn(&Window, usize, &mut [u8]) + Sync,
) -> Vec<u8> {
    let mut made = vec![0; directions.codes().len()];
    made.par_chunks_mut(size)
        .enumerate()
        .for_each(|(band, made)| {
            let first = band * size / directions.cols().max(1);
            fill_rows(directions, first, made, &make);
        });
    made
}

fn fill_rows(
    directions: &Directions,
    first: usize,
    made: &mut [u8],
    make: impl Fn(&Window, usize, &mut [u8]),
) {
    let (codes, cols) = (directions.codes(), directions.cols().max(1));
    let mut window = Window::new(cols);
    for (row, made) in (first..).zip(made.chunks_mut(cols)) {
        let row_of = |row: Option<usize>| {
            row.and_then(|row| codes.get(row * cols..(row + 1) * cols))
                .unwrap_or_default()
        };
        window.lie_over([
            row_of(row.checked_sub(1)),
            row_of(Some(row)),
            row_of(Some(row + 1)),
        ]);
        make(&window, row, made);
    }
}
