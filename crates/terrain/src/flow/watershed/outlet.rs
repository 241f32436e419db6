//! Outlets as they are registered, and the cells of the river that they mean.

use crate::flow::accumulate::CellCounts;
use crate::flow::metres::CellSize;
use crate::flow::pointer::{Directions, NODATA};
use crate::{Georeference, Raster, Result, TerrainError};

/// A place that water is to be gathered at.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlet {
    /// What it is called.
    pub code: String,
    /// Where it is, in the raster's coordinates.
    pub x: f64,
    /// As `x`.
    pub y: f64,
    /// How large its watershed is registered to be, km².
    pub registered_km2: Option<f64>,
}

/// An outlet on its cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapped {
    /// What it is called.
    pub code: String,
    /// The row it was moved to.
    pub row: usize,
    /// The column it was moved to.
    pub col: usize,
    /// How many rows (to the south) and columns (to the east) it was moved.
    pub moved_cells: (i64, i64),
    /// How far it was moved from centre to centre, metres.
    pub moved_m: f64,
    /// How many cells drain through it.
    pub cells: u64,
    /// As registered, km².
    pub registered_km2: Option<f64>,
}

impl Snapped {
    /// The area that came out as a share of the registered one; 1 is the same.
    pub fn ratio(&self, came_out_km2: f64) -> Option<f64> {
        self.registered_km2
            .map(|registered| came_out_km2 / registered)
    }
}

/// Moves each outlet to the cell with the greatest accumulation of all that lie no more than `reach` rows and
/// columns from its own: a registered point seldom lies on the river as the raster has it.
///
/// Of cells with the same accumulation the nearest by rows and columns (Pythagoras) is taken, of these the
/// northernmost, of these the westernmost. Each outlet has a result of its own, so that one that lies
/// elsewhere does not hold up the others.
///
/// # Errors
/// All: when the raster does not say where it lies, or `counts` has another shape. One:
/// [`TerrainError::Refused`] when it lies outside the raster, or no cell in reach has data.
pub fn snap(
    d8: &Raster<u8>,
    counts: &CellCounts,
    outlets: &[Outlet],
    reach: usize,
) -> Result<Vec<Result<Snapped>>> {
    let directions = Directions::of(d8)?;
    counts.same_shape(&directions)?;
    let size = CellSize::of(d8)?;
    let Some(place) = &d8.georeference else {
        return Err(TerrainError::Refused(
            "directions that do not say where they lie; expected a transform and a coordinate system, to find outlets by \
             x and y"
                .to_owned(),
        ));
    };
    Ok(outlets
        .iter()
        .map(|outlet| snap_one(&directions, counts, place, &size, outlet, reach))
        .collect())
}

fn snap_one(
    directions: &Directions,
    counts: &CellCounts,
    place: &Georeference,
    size: &CellSize,
    outlet: &Outlet,
    reach: usize,
) -> Result<Snapped> {
    let (rows, cols) = (directions.rows(), directions.cols());
    let within = place
        .cell_at(outlet.x, outlet.y)
        .filter(|&(row, col)| row < rows && col < cols);
    let Some((row, col)) = within else {
        return Err(TerrainError::Refused(format!(
            "outlet {} at {}, {} lies outside the raster",
            outlet.code, outlet.x, outlet.y
        )));
    };
    let reached = |at: usize, end: usize| {
        at.saturating_sub(reach)..(at.saturating_add(reach).min(end - 1) + 1)
    };
    let best = reached(row, rows)
        .flat_map(|r| reached(col, cols).map(move |c| (r, c)))
        .filter(|&(r, c)| directions.codes()[r * cols + c] != NODATA)
        // Row by row, and the first of the best is kept: the northernmost, then the westernmost.
        .min_by_key(|&(r, c)| {
            let (down, right) = (r.abs_diff(row), c.abs_diff(col));
            (
                std::cmp::Reverse(counts.at(r * cols + c)),
                down * down + right * right,
            )
        });
    let Some((to_row, to_col)) = best else {
        return Err(TerrainError::Refused(format!(
            "outlet {} at {}, {} has no data within {reach} cells",
            outlet.code, outlet.x, outlet.y
        )));
    };
    Ok(Snapped {
        code: outlet.code.clone(),
        row: to_row,
        col: to_col,
        moved_cells: (apart(row, to_row), apart(col, to_col)),
        moved_m: size.between_m((row, col), (to_row, to_col)),
        cells: counts.at(to_row * cols + to_col),
        registered_km2: outlet.registered_km2,
    })
}

fn apart(from: usize, to: usize) -> i64 {
    let apart = i64::try_from(from.abs_diff(to)).unwrap_or(i64::MAX);
    if to < from { -apart } else { apart }
}
