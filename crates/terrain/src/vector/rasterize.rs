//! A raster of polygons.

use rayon::prelude::*;

use crate::vector::{Cover, Lattice, MultiPolygon, Rule};
use crate::{Grid, Result};

/// Writes the value of each shape into the cells that belong to it, in the order given: where shapes overlap
/// the later one stands.
///
/// [`Rule::Exact`] writes what [`Rule::AnyPart`] does.
///
/// # Errors
/// [`crate::TerrainError`] when a position is not a number, or the grid is not of the lattice's size.
///
/// # Example
/// ```
/// use terrain::Grid;
/// use terrain::vector::{Lattice, MultiPolygon, Rule, rasterize};
///
/// let square = vec![vec![[1.0, 0.0], [3.0, 0.0], [3.0, 2.0], [1.0, 2.0]]];
/// let lattice = Lattice::new((3, 4), [0.0, 1.0, 0.0, 3.0, 0.0, -1.0])?;
/// let mut grid = Grid::filled(3, 4, 0_u8);
/// rasterize(&[(MultiPolygon::from(square), 7)], &lattice, Rule::Centre, &mut grid)?;
/// assert_eq!(grid.cells(), [0, 0, 0, 0, 0, 7, 7, 0, 0, 7, 7, 0]);
/// # Ok::<(), terrain::TerrainError>(())
/// ```
pub fn rasterize<T: Copy + Send + Sync>(
    shapes: &[(MultiPolygon, T)],
    lattice: &Lattice,
    rule: Rule,
    grid: &mut Grid<T>,
) -> Result<()> {
    lattice.check(grid.rows(), grid.cols())?;
    let covers: Vec<Cover> = shapes
        .par_iter()
        .map(|(shape, _)| Cover::of(shape, lattice, rule))
        .collect::<Result<_>>()?;
    let cols = lattice.cols();
    if cols == 0 {
        return Ok(());
    }
    for (cover, (_, value)) in covers.iter().zip(shapes) {
        for row in cover.rows() {
            for span in cover.spans(row) {
                let at = |col: u32| row * cols + usize::try_from(col).unwrap_or(cols);
                grid.cells_mut()[at(span.first)..at(span.end)].fill(*value);
            }
        }
    }
    Ok(())
}
