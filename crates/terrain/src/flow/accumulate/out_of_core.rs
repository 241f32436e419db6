//! Accumulation of a raster that does not fit in memory.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::fixed::{AreaUnit, Reach, Unit};
use super::numbers;
use super::tiles::{by_tiles, codes};
use super::tiling::Tiled;
use crate::Result;
use crate::flow::ground::Window;
use crate::flow::metres::CellSize;
use crate::flow::pointer::NODATA;

/// As [`super::cells`], of a raster that is read and written in blocks; every block is read twice and
/// written once, and blocks of several tiles at once. Every cell is as [`super::cells`] has it, for any size
/// of tiles.
///
/// `read` fills the codes of a block, row by row; `write` takes its counts, 0 where there is no data.
///
/// # Errors
/// As [`super::cells`], with the cell's place in the raster; and what `read` and `write` say.
pub fn cells_by_tiles(
    tiled: Tiled,
    read: impl Fn(Window, &mut [u8]) -> Result<()> + Sync,
    write: impl Fn(Window, &[u64]) -> Result<()> + Sync,
) -> Result<()> {
    by_tiles(
        tiled,
        &read,
        |_| Ok(|_| 1),
        |block, done| write(block, &done.sums),
    )
}

/// As [`super::area_m2`], in the way of [`cells_by_tiles`]; `size` is that of the raster's cells.
///
/// # Errors
/// As [`cells_by_tiles`].
pub fn area_by_tiles(
    tiled: Tiled,
    size: &CellSize,
    read: impl Fn(Window, &mut [u8]) -> Result<()> + Sync,
    write: impl Fn(Window, &[f64]) -> Result<()> + Sync,
) -> Result<()> {
    if let Some(area) = size.one_area_m2() {
        return by_tiles(
            tiled,
            &read,
            |_| Ok(|_| 1_u64),
            |block, done| {
                let area = |count| count as f64 * area;
                write(block, &numbers(done.codes, done.sums, area))
            },
        );
    }
    let unit = &AreaUnit::new(size, tiled.rows, tiled.cols);
    let own = |block: Window| Ok(move |cell| unit.of_row(block.row + cell / block.cols));
    by_tiles(tiled, &read, own, |block, done| {
        write(block, &numbers(done.codes, done.sums, |sum| unit.m2(sum)))
    })
}

/// As [`super::weighted`], in the way of [`cells_by_tiles`]; how many cells with a direction have no weight.
///
/// `read_weights` fills the weights of a block, three times in all; `nodata` is their value for no data.
///
/// # Errors
/// As [`cells_by_tiles`] and [`super::weighted`].
pub fn weighted_by_tiles(
    tiled: Tiled,
    read: impl Fn(Window, &mut [u8]) -> Result<()> + Sync,
    read_weights: impl Fn(Window, &mut [f64]) -> Result<()> + Sync,
    nodata: Option<f64>,
    write: impl Fn(Window, &[f64]) -> Result<()> + Sync,
) -> Result<u64> {
    let counts = |weight: f64| !weight.is_nan() && Some(weight) != nodata;
    let weights = |block: Window| -> Result<Vec<f64>> {
        let mut weights = vec![f64::NAN; block.cells()];
        read_weights(block, &mut weights)?;
        Ok(weights)
    };
    let without = AtomicU64::new(0);
    let reaches: Vec<Result<Reach>> = (0..tiled.count())
        .into_par_iter()
        .map(|tile| {
            let block = tiled.block(tile);
            let (d8, weights) = (codes(block, &read)?, weights(block)?);
            let cells = d8.grid.cells().iter().zip(&weights);
            let some = cells
                .filter(|&(&code, &weight)| code != NODATA && !counts(weight))
                .count();
            without.fetch_add(u64::try_from(some).unwrap_or(u64::MAX), Ordering::Relaxed);
            weights
                .chunks(block.cols)
                .zip(block.row..)
                .try_fold(Reach::default(), |all, (weights, row)| {
                    Ok(all.and(Reach::of_row(weights, counts, row, block.col)?))
                })
        })
        .collect();
    let reaches = reaches.into_iter().collect::<Result<Vec<Reach>>>()?;
    let reach = reaches.into_iter().fold(Reach::default(), Reach::and);
    let unit = Unit::for_sums_of(tiled.rows * tiled.cols, reach);
    let own = |weight: f64| {
        if counts(weight) {
            unit.count(weight)
        } else {
            0
        }
    };
    if unit.is_narrow {
        let own = |block: Window| {
            let weights = weights(block)?;
            Ok(move |cell: usize| i64::try_from(own(weights[cell])).unwrap_or_default())
        };
        by_tiles(tiled, &read, own, |block, done| {
            let number = |sum: i64| unit.number(sum.into());
            write(block, &numbers(done.codes, done.sums, number))
        })?;
    } else {
        let own = |block: Window| {
            let weights = weights(block)?;
            Ok(move |cell: usize| own(weights[cell]))
        };
        by_tiles(tiled, &read, own, |block, done| {
            write(
                block,
                &numbers(done.codes, done.sums, |sum| unit.number(sum)),
            )
        })?;
    }
    Ok(without.into_inner())
}
