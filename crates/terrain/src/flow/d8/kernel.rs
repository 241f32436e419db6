//! The steepest way down from a cell.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a direction is one of nine small numbers"
)]

use super::super::ground::{Altitude, Elevation, Key, Shape};
use super::{EXIT, LEVEL, NODATA};

/// By direction, clockwise from east, its code; then that of a cell without lower neighbour.
const CODES: [u8; 9] = [1, 2, 4, 8, 16, 32, 64, 128, LEVEL];

/// Three rows of elevations, kept between rows of cells.
#[derive(Debug, Default)]
pub struct Rows<A> {
    above: Vec<A>,
    here: Vec<A>,
    below: Vec<A>,
}

impl<A: Altitude> Rows<A> {
    /// Writes the codes of a tile into an array that is padded like its keys.
    ///
    /// `weights` gives, by row of the tile, what a drop to each neighbour is multiplied with: 1 for the farthest,
    /// more for nearer ones.
    pub fn steepest<T: Elevation<Altitude = A>>(
        &mut self,
        shape: Shape,
        keys: &[T::Key],
        weights: impl Fn(usize) -> [f64; 8],
        codes: &mut [u8],
    ) {
        let stride = shape.stride();
        let row_of = |row: usize| &keys[row * stride..(row + 1) * stride];
        elevations::<T>(row_of(0), &mut self.above);
        elevations::<T>(row_of(1), &mut self.here);
        for row in 0..shape.rows {
            elevations::<T>(row_of(row + 2), &mut self.below);
            let places = shape.row(row);
            self.row(weights(row), &mut codes[places.clone()]);
            for (code, key) in codes[places.clone()].iter_mut().zip(&keys[places]) {
                *code = if key.is_ground() { *code } else { NODATA };
            }
            std::mem::swap(&mut self.above, &mut self.here);
            std::mem::swap(&mut self.here, &mut self.below);
        }
    }

    fn row(&self, weights: [f64; 8], codes: &mut [u8]) {
        let cols = codes.len();
        let [above, here, below] = [&self.above, &self.here, &self.below]
            .map(|row| [&row[..cols], &row[1..=cols], &row[2..2 + cols]]);
        let around = [
            here[2], below[2], below[1], below[0], here[0], above[0], above[1], above[2],
        ];
        for (col, code) in codes.iter_mut().enumerate() {
            let elevation = here[1][col];
            let mut steepest = 0.0_f64;
            let mut direction = 8_i64;
            for (n, (neighbours, weight)) in (0..).zip(around.iter().zip(weights)) {
                let slope = elevation.above(neighbours[col]) * weight;
                let is_steeper = slope > steepest;
                steepest = if is_steeper { slope } else { steepest };
                direction = if is_steeper { n } else { direction };
            }
            *code = direction as u8;
        }
        for code in codes {
            *code = CODES[usize::from(*code).min(8)];
        }
    }
}

/// What is no ground is nowhere lower.
fn elevations<T: Elevation>(keys: &[T::Key], out: &mut Vec<T::Altitude>) {
    out.clear();
    out.extend(keys.iter().map(|key| {
        if key.is_ground() {
            T::of_key(*key).altitude()
        } else {
            T::Altitude::HIGHEST
        }
    }));
}

/// What drops are multiplied with in cells of a width and a height.
pub fn weights((width, height): (f64, f64)) -> [f64; 8] {
    let across = width.hypot(height);
    let (east, south) = (across / width, across / height);
    [east, 1.0, south, 1.0, east, 1.0, south, 1.0]
}

/// Makes exits of the cells that keep their water, and of those without lower neighbour from which it leaves.
pub fn exits<K: Key>(shape: Shape, keys: &[K], has_drain: bool, sinks: &[usize], codes: &mut [u8]) {
    for sink in sinks {
        codes[*sink] = EXIT;
    }
    if !has_drain {
        return;
    }
    let steps = shape.neighbours();
    for place in (0..shape.rows).flat_map(|row| shape.row(row)) {
        if codes[place] == LEVEL
            && steps
                .iter()
                .any(|step| keys[place.wrapping_add_signed(*step)] == K::DRAIN)
        {
            codes[place] = EXIT;
        }
    }
}
