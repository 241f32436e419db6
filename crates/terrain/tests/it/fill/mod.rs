//! Filling and directing, against peers and against a slow way of saying the same.

mod directions;
mod oracle;
mod properties;
mod slow;
mod stores;
mod traps;

use terrain::flow::ground::Tiling;
use terrain::{Grid, Raster};

/// A file of `tests/data/fill`, unpacked.
fn bytes(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/fill/{name}.zst", env!("CARGO_MANIFEST_DIR"));
    zstd::decode_all(&std::fs::read(path).unwrap()[..]).unwrap()
}

fn numbers<const N: usize, T>(name: &str, of: impl Fn([u8; N]) -> T) -> Vec<T> {
    let bytes = bytes(name);
    bytes
        .chunks_exact(N)
        .map(|it| of(it.try_into().unwrap()))
        .collect()
}

fn raster<T: Copy>(rows: usize, cols: usize, cells: Vec<T>, nodata: Option<T>) -> Raster<T> {
    Raster {
        grid: Grid::new(rows, cols, cells).unwrap(),
        nodata,
        georeference: None,
    }
}

fn of_rows<T: Copy>(rows: &[&[T]], nodata: Option<T>) -> Raster<T> {
    raster(rows.len(), rows[0].len(), rows.concat(), nodata)
}

fn tiles(side: usize) -> Tiling {
    Tiling::new(side, side).unwrap()
}

/// By code from 1 on, the step to the row and the column that it says.
const STEPS: [(isize, isize); 8] = [
    (0, 1),
    (1, 1),
    (1, 0),
    (1, -1),
    (0, -1),
    (-1, -1),
    (-1, 0),
    (-1, 1),
];

/// The cell that a code leads to.
fn downstream(codes: &Grid<u8>, row: usize, col: usize) -> Option<(usize, usize)> {
    let code = codes.get(row, col).unwrap();
    assert!(
        code.is_power_of_two(),
        "code {code} at row {row}, column {col}"
    );
    let (south, east) = STEPS[code.trailing_zeros() as usize];
    Some((
        row.checked_add_signed(south)?,
        col.checked_add_signed(east)?,
    ))
}

/// Follows every cell to its exit, and says how many come to each; fails on a cycle.
fn exits(codes: &Grid<u8>) -> std::collections::BTreeMap<(usize, usize), u64> {
    let mut exits = std::collections::BTreeMap::new();
    for start in (0..codes.rows()).flat_map(|row| (0..codes.cols()).map(move |col| (row, col))) {
        let mut at = start;
        let mut steps = 0;
        while !matches!(codes.get(at.0, at.1).unwrap(), 0 | 255) {
            let next = downstream(codes, at.0, at.1).unwrap();
            assert!(
                codes.get(next.0, next.1).is_some_and(|it| it != 255),
                "{at:?} leaves the ground"
            );
            at = next;
            steps += 1;
            assert!(steps <= codes.cells().len(), "a cycle from {start:?}");
        }
        if codes.get(at.0, at.1) == Some(0) {
            *exits.entry(at).or_default() += 1;
        }
    }
    exits
}
