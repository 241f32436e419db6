//! Where water may leave the ground.

use crate::{Grid, Result, TerrainError};

/// What cells without data do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Policy {
    /// Each takes the water of its eight neighbours: a hole in the data is as good as the border.
    #[default]
    Drain,
    /// Those that are joined to the border of the grid, over cells without data and also by their corners, take
    /// water; those that the ground encloses let none through.
    Wall,
}

/// Cells that keep the water that reaches them: a lake without outflow, the reservoir.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sinks {
    cells: Vec<u64>,
    /// Rows and columns of the grid that they lie in.
    size: Option<(usize, usize)>,
}

impl Sinks {
    /// None.
    pub fn none() -> Self {
        Self::default()
    }

    /// These cells, by row and column.
    ///
    /// # Errors
    /// When one lies outside a grid of so many rows and columns.
    pub fn cells(rows: usize, cols: usize, cells: &[(usize, usize)]) -> Result<Self> {
        let mut sinks = Vec::with_capacity(cells.len());
        for &(row, col) in cells {
            if row >= rows || col >= cols {
                return Err(TerrainError::Refused(format!(
                    "a sink at row {row}, column {col}; expected rows below {rows} and columns below {cols}"
                )));
            }
            sinks.extend(u64::try_from(row * cols + col));
        }
        sinks.sort_unstable();
        sinks.dedup();
        Ok(Self {
            cells: sinks,
            size: Some((rows, cols)),
        })
    }

    /// The cells that are true in a mask of the grid's own size.
    pub fn mask(mask: &Grid<bool>) -> Self {
        let kept = mask.cells().iter().enumerate().filter(|(_, kept)| **kept);
        Self {
            cells: kept
                .filter_map(|(cell, _)| u64::try_from(cell).ok())
                .collect(),
            size: Some((mask.rows(), mask.cols())),
        }
    }

    /// That they lie in a grid of so many rows and columns.
    pub(crate) fn check(&self, rows: usize, cols: usize) -> Result<()> {
        match self.size {
            Some(size) if size != (rows, cols) => Err(TerrainError::Refused(format!(
                "sinks of a grid of {} × {} cells; expected {rows} × {cols}",
                size.0, size.1
            ))),
            _ => Ok(()),
        }
    }

    /// Those from a cell up to, and without, another, counted row by row.
    pub(crate) fn between(&self, start: usize, end: usize) -> impl Iterator<Item = usize> {
        let from = |cell: usize| {
            self.cells
                .partition_point(|sink| usize::try_from(*sink).unwrap_or(usize::MAX) < cell)
        };
        self.cells[from(start)..from(end)]
            .iter()
            .filter_map(|sink| usize::try_from(*sink).ok())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}

/// Where water may leave: over the border of the grid always, into nodata by the policy, and in the sinks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outlets {
    /// What cells without data do.
    pub nodata: Policy,
    /// Cells that keep their water.
    pub sinks: Sinks,
}
