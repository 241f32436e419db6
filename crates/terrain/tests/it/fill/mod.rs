//! Filling and directing, against peers and against a slow way of saying the same.

mod directions;
mod long;
mod oracle;
mod properties;
mod slow;
mod stores;
mod traps;

use std::collections::BTreeMap;

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

/// How many cells come to each exit, and that all do: on a cycle none would.
///
/// Cells whose upstream cells all are known hand on what they have.
fn exits(codes: &Grid<u8>) -> BTreeMap<(usize, usize), u64> {
    let cols = codes.cols();
    let next: Vec<Option<usize>> = (0..codes.cells().len())
        .map(|cell| {
            let (row, col) = (cell / cols, cell % cols);
            let is_end = matches!(codes.get(row, col).unwrap(), 0 | 255);
            let to = (!is_end).then(|| downstream(codes, row, col).unwrap())?;
            assert!(
                codes.get(to.0, to.1).is_some_and(|it| it != 255),
                "{row}, {col} leaves the ground"
            );
            Some(to.0 * cols + to.1)
        })
        .collect();
    let mut waits_for = vec![0; next.len()];
    for to in next.iter().flatten() {
        waits_for[*to] += 1;
    }
    let mut ready: Vec<usize> = (0..next.len())
        .filter(|cell| waits_for[*cell] == 0)
        .collect();
    let mut through: Vec<u64> = codes
        .cells()
        .iter()
        .map(|code| u64::from(*code != 255))
        .collect();
    let mut exits = BTreeMap::new();
    while let Some(cell) = ready.pop() {
        match next[cell] {
            Some(to) => {
                through[to] += through[cell];
                waits_for[to] -= 1;
                if waits_for[to] == 0 {
                    ready.push(to);
                }
            }
            None if codes.cells()[cell] == 0 => {
                exits.insert((cell / cols, cell % cols), through[cell]);
            }
            None => {}
        }
    }
    exits
}
