//! How large watersheds are, and which flows to which.

use rayon::prelude::*;

use crate::flow::accumulate::AreaUnit;
use crate::flow::metres::CellSize;
use crate::flow::pointer::Directions;
use crate::{Grid, Result, TerrainError};

/// A watershed among others.
#[derive(Debug, Clone, PartialEq)]
pub struct Watershed {
    /// Its number in the raster of labels, from 1.
    pub id: u32,
    /// The row of its outlet.
    pub row: usize,
    /// The column of its outlet.
    pub col: usize,
    /// The watershed that its outlet's water comes to next; none when it leaves the grid before.
    pub flows_to: Option<u32>,
    /// Its cells, without those of watersheds above it.
    pub own_cells: u64,
    /// The area of these, km².
    pub own_km2: f64,
    /// All cells that drain to its outlet.
    pub cells: u64,
    /// The area of these, km².
    pub km2: f64,
}

/// Cells and area, to be added up in any order.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Size {
    pub cells: u64,
    pub area: i64,
}

impl Size {
    /// Of a run of cells in a row, each so large.
    pub(super) fn of_run(cells: usize, area: i64) -> Self {
        Self {
            cells: u64::try_from(cells).unwrap_or(u64::MAX),
            area: area * i64::try_from(cells).unwrap_or(i64::MAX),
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.cells += other.cells;
        self.area += other.area;
    }
}

/// The table of labels whose outlets and followers are known.
pub(super) fn of(
    directions: &Directions,
    size: &CellSize,
    labels: &Grid<u32>,
    outlets: &[usize],
    flows_to: &[Option<u32>],
) -> Result<Vec<Watershed>> {
    let unit = AreaUnit::new(size, labels.rows(), labels.cols());
    let own = sizes(labels, &unit, outlets.len());
    let places: Vec<(usize, usize)> = outlets.iter().map(|&at| directions.place(at)).collect();
    of_sizes(&unit, &own, &places, flows_to)
}

/// The table of watersheds of these sizes, with the places of their outlets by row and column.
pub(super) fn of_sizes(
    unit: &AreaUnit,
    own: &[Size],
    outlets: &[(usize, usize)],
    flows_to: &[Option<u32>],
) -> Result<Vec<Watershed>> {
    let mut whole = own.to_vec();
    for index in downstream_order(outlets, flows_to)? {
        if let Some(next) = flows_to[index] {
            let size = whole[index];
            whole[place(next)].add(size);
        }
    }
    Ok((1..)
        .zip(outlets)
        .zip(own.iter().zip(&whole))
        .zip(flows_to)
        .map(|(((id, &(row, col)), (own, whole)), &flows_to)| Watershed {
            id,
            row,
            col,
            flows_to,
            own_cells: own.cells,
            own_km2: unit.km2(own.area),
            cells: whole.cells,
            km2: unit.km2(whole.area),
        })
        .collect())
}

/// Cells and area of each label.
fn sizes(labels: &Grid<u32>, unit: &AreaUnit, count: usize) -> Vec<Size> {
    let rows_at_once = labels
        .rows()
        .div_ceil(rayon::current_num_threads() * 4)
        .max(1);
    let rows: Vec<usize> = (0..labels.rows()).collect();
    let of_rows = |rows: &[usize]| {
        let mut sizes = vec![Size::default(); count];
        for &row in rows {
            let area = unit.of_row(row);
            for run in labels.row(row).chunk_by(|one, next| one == next) {
                if let Some(index) = run[0].checked_sub(1) {
                    sizes[place(index + 1)].add(Size::of_run(run.len(), area));
                }
            }
        }
        sizes
    };
    rows.par_chunks(rows_at_once)
        .map(of_rows)
        .reduce_with(|mut all, some| {
            for (all, some) in all.iter_mut().zip(some) {
                all.add(some);
            }
            all
        })
        .unwrap_or_else(|| vec![Size::default(); count])
}

/// Where the watershed of a label stands.
pub(super) fn place(label: u32) -> usize {
    usize::try_from(label - 1).unwrap_or(usize::MAX)
}

/// The outlets such that each comes after all whose water it gets.
fn downstream_order(outlets: &[(usize, usize)], flows_to: &[Option<u32>]) -> Result<Vec<usize>> {
    let mut waiting = vec![0_usize; outlets.len()];
    for next in flows_to.iter().flatten() {
        waiting[place(*next)] += 1;
    }
    let mut order: Vec<usize> = (0..outlets.len())
        .filter(|&index| waiting[index] == 0)
        .collect();
    let mut done = 0;
    while let Some(&index) = order.get(done) {
        done += 1;
        if let Some(next) = flows_to[index].map(place) {
            waiting[next] -= 1;
            if waiting[next] == 0 {
                order.push(next);
            }
        }
    }
    match waiting.iter().position(|&waiting| waiting > 0) {
        Some(index) => {
            let (row, col) = outlets[index];
            Err(TerrainError::Circle { row, col })
        }
        None => Ok(order),
    }
}
