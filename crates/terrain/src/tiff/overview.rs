//! The kernel of overviews: four cells become one.

use rayon::prelude::*;

use super::sample::Sample;

/// How the cells of an overview are made of the four below each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resampling {
    /// Their mean, of those that have data: for what is continuous.
    Average,
    /// The first of them, from the north-west, that has data.
    Nearest,
    /// What most of those that have data are, of several the first: for codes.
    Mode,
}

/// Half as many rows and columns, of odd numbers one more, written to `made`.
pub(super) fn halve<S: Sample>(
    cells: &[S],
    cols: usize,
    how: Resampling,
    nodata: Option<S>,
    made: &mut [S],
) {
    let half = cols.div_ceil(2);
    if half == 0 {
        return;
    }
    made.par_chunks_mut(half)
        .zip(cells.par_chunks(2 * cols))
        .for_each(|(made, two)| {
            let (north, south) = two.split_at(cols);
            halve_rows(north, south, how, nodata, made);
        });
}

/// Two rows to one; the second is empty below the last of an odd number.
fn halve_rows<S: Sample>(
    north: &[S],
    south: &[S],
    how: Resampling,
    nodata: Option<S>,
    made: &mut [S],
) {
    // Where all four have data, as most have.
    let pairs = north
        .as_chunks::<2>()
        .0
        .iter()
        .zip(south.as_chunks::<2>().0);
    let whole = pairs.len();
    for (cell, (n, s)) in made.iter_mut().zip(pairs) {
        let four = [n[0], n[1], s[0], s[1]];
        let missing = four.map(|value| value.is_missing(nodata));
        *cell = if missing == [false; 4] {
            one_of(&four, four[0], how)
        } else {
            some_of(&four, how, nodata)
        };
    }
    let mut left = Vec::with_capacity(4);
    for (i, cell) in made.iter_mut().enumerate().skip(whole) {
        left.clear();
        for row in [north, south] {
            left.extend(row.iter().skip(2 * i).take(2));
        }
        *cell = some_of(&left, how, nodata);
    }
}

/// Of those that have data.
fn some_of<S: Sample>(cells: &[S], how: Resampling, nodata: Option<S>) -> S {
    let mut four = [S::default(); 4];
    let mut count = 0;
    let mut missing = None;
    for value in cells {
        if value.is_missing(nodata) {
            missing = Some(*value);
        } else {
            four[count] = *value;
            count += 1;
        }
    }
    match four[..count].first() {
        None => nodata.or(missing).unwrap_or_default(),
        Some(first) => one_of(&four[..count], *first, how),
    }
}

#[inline]
fn one_of<S: Sample>(cells: &[S], first: S, how: Resampling) -> S {
    match how {
        Resampling::Average => S::mean(cells),
        Resampling::Nearest => first,
        Resampling::Mode => mode(cells, first),
    }
}

fn mode<S: Sample>(four: &[S], first: S) -> S {
    let mut best = (first, 0);
    for value in four {
        let count = four.iter().filter(|other| *other == value).count();
        if count > best.1 {
            best = (*value, count);
        }
    }
    best.0
}
