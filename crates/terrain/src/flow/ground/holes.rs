//! Which cells without data are joined to the border of the grid.

use rayon::prelude::*;

use super::components::Sets;
use super::elevation::Elevation;
use super::store::Source;
use super::tiling::Window;
use crate::Result;

/// Columns of a row, from the first up to and without the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub start: usize,
    pub end: usize,
}

/// By row, the runs of cells without data that are joined to the border over such cells, eight ways.
///
/// The runs of rows are found by several threads, and joined row by row by one.
pub fn joined_to_the_border<T, S>(source: &S, nodata: Option<T>) -> Result<Vec<Vec<Run>>>
where
    T: Elevation,
    S: Source<T> + ?Sized,
{
    let (rows, cols) = (source.rows(), source.cols());
    let mut runs = (0..rows)
        .into_par_iter()
        .map_init(
            || vec![T::default(); cols],
            |cells, row| {
                let window = Window {
                    row,
                    col: 0,
                    rows: 1,
                    cols,
                };
                source.read(window, cells)?;
                Ok(runs_of(cells, nodata))
            },
        )
        .collect::<Result<Vec<_>>>()?;

    // The first set is the border's.
    let mut sets = Sets::default();
    let border = sets.add();
    let mut ids: Vec<Vec<u32>> = Vec::with_capacity(rows);
    for (row, here) in runs.iter().enumerate() {
        let own: Vec<u32> = here.iter().map(|_| sets.add()).collect();
        for (run, id) in here.iter().zip(&own) {
            if row == 0 || row + 1 == rows || run.start == 0 || run.end == cols {
                sets.join(border, *id);
            }
        }
        if let (Some(above), Some(above_ids)) = (row.checked_sub(1).map(|it| &runs[it]), ids.last())
        {
            join_rows(&mut sets, (above, above_ids), (here, &own));
        }
        ids.push(own);
    }
    let outside = sets.find(border);
    for (runs, ids) in runs.iter_mut().zip(&ids) {
        let mut ids = ids.iter();
        runs.retain(|_| ids.next().is_some_and(|id| sets.find(*id) == outside));
    }
    Ok(runs)
}

fn runs_of<T: Elevation>(cells: &[T], nodata: Option<T>) -> Vec<Run> {
    let is_hole = |cell: &T| cell.is_nan() || nodata == Some(*cell);
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(start) = cells[at..].iter().position(is_hole).map(|it| it + at) {
        let length = cells[start..].iter().position(|cell| !is_hole(cell));
        let end = length.map_or(cells.len(), |it| start + it);
        runs.push(Run { start, end });
        at = end;
    }
    runs
}

/// Joins the runs of two rows that touch, also by a corner.
fn join_rows(sets: &mut Sets, above: (&[Run], &[u32]), here: (&[Run], &[u32])) {
    let (mut a, mut b) = (0, 0);
    while let (Some(upper), Some(lower)) = (above.0.get(a), here.0.get(b)) {
        if upper.start <= lower.end && lower.start <= upper.end {
            sets.join(above.1[a], here.1[b]);
        }
        if upper.end < lower.end {
            a += 1;
        } else {
            b += 1;
        }
    }
}
