//! Ground that was never measured: a seeded fractal, for scale.
//!
//! Value noise in octaves from a wavelength of 4096 cells down to one, amplitudes falling by the wavelength to
//! the power of [`ROUGHNESS`], on a plane that falls to the south-east. Some 3 % of its cells lie lower than all
//! eight around them, more than of most measured ground.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cell is a number of 24 bits"
)]

use rayon::prelude::*;
use terrain::Grid;

const ROUGHNESS: f64 = 0.78;
const LONGEST: usize = 4096;
/// How high the longest wave is, metres, and how far the plane falls in a cell.
const HEIGHT: f64 = 400.0;
const FALL: f64 = 0.02;

/// Elevations of rows × cols cells, metres.
pub fn elevations(rows: usize, cols: usize, seed: u64) -> Grid<f32> {
    let mut cells = vec![0_f32; rows * cols];
    cells
        .par_chunks_mut(cols.max(1))
        .enumerate()
        .for_each(|(row, out)| fill_row(row, out, seed));
    Grid::new(rows, cols, cells).unwrap_or_else(|_| Grid::filled(0, 0, 0.0))
}

/// The elevations of one row.
pub fn fill_row(row: usize, out: &mut [f32], seed: u64) {
    let mut sums = vec![0_f64; out.len()];
    for (col, sum) in sums.iter_mut().enumerate() {
        *sum = 1000.0 - FALL * (row + col) as f64;
    }
    let mut wavelength = LONGEST;
    while wavelength > 0 {
        let height = HEIGHT * (wavelength as f64 / LONGEST as f64).powf(ROUGHNESS);
        octave(row, wavelength, height, seed, &mut sums);
        wavelength /= 2;
    }
    for (cell, sum) in out.iter_mut().zip(sums) {
        *cell = sum as f32;
    }
}

fn octave(row: usize, wavelength: usize, height: f64, seed: u64, sums: &mut [f64]) {
    let knot = |r: usize, c: usize| {
        let key = seed ^ ((wavelength as u64) << 48) ^ ((r as u64) << 24) ^ c as u64;
        (mixed(key) >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    let smooth = |t: f64| t * t * (3.0 - 2.0 * t);
    let upper = row / wavelength;
    let down = smooth((row % wavelength) as f64 / wavelength as f64);
    let along = |c: usize| knot(upper, c) * (1.0 - down) + knot(upper + 1, c) * down;
    let mut east = along(0);
    for (n, cells) in sums.chunks_mut(wavelength).enumerate() {
        let west = east;
        east = along(n + 1);
        for (t, cell) in cells.iter_mut().enumerate() {
            let share = smooth(t as f64 / wavelength as f64);
            *cell += height * (west * (1.0 - share) + east * share);
        }
    }
}

/// Steele, Lea & Flood 2014: the finaliser of `SplitMix64`.
fn mixed(key: u64) -> u64 {
    let mut z = key.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
