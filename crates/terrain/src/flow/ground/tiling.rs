//! A grid cut into tiles.

use crate::limits::TILE_CELLS_MAX;
use crate::{Result, TerrainError, tiff};

/// A part of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Its northernmost row.
    pub row: usize,
    /// Its westernmost column.
    pub col: usize,
    /// How many rows.
    pub rows: usize,
    /// How many columns.
    pub cols: usize,
}

impl Window {
    /// How many cells.
    pub fn cells(&self) -> usize {
        self.rows * self.cols
    }

    /// An error about a cell of the window with the place of that cell in the raster.
    pub(in crate::flow) fn in_the_raster(&self, error: TerrainError) -> TerrainError {
        match error {
            TerrainError::Direction { row, col, found } => TerrainError::Direction {
                row: row + self.row,
                col: col + self.col,
                found,
            },
            TerrainError::Circle { row, col } => TerrainError::Circle {
                row: row + self.row,
                col: col + self.col,
            },
            other => other,
        }
    }
}

impl From<Window> for tiff::Window {
    /// The same part of a file's first band.
    fn from(part: Window) -> Self {
        Self {
            band: 0,
            rows: part.row..part.row + part.rows,
            cols: part.col..part.col + part.cols,
        }
    }
}

/// How large a tile is; no result depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tiling {
    rows: usize,
    cols: usize,
}

impl Default for Tiling {
    /// Tiles whose working arrays stay in a second-level cache.
    fn default() -> Self {
        Self {
            rows: 256,
            cols: 256,
        }
    }
}

impl Tiling {
    /// Tiles of so many rows and columns.
    ///
    /// # Errors
    /// When one would have no cell, or more than [`TILE_CELLS_MAX`].
    pub fn new(rows: usize, cols: usize) -> Result<Self> {
        match rows.checked_mul(cols) {
            Some(1..=TILE_CELLS_MAX) => Ok(Self { rows, cols }),
            _ => Err(TerrainError::Refused(format!(
                "tiles of {rows} × {cols} cells; expected 1 to {TILE_CELLS_MAX} cells"
            ))),
        }
    }

    /// As it lies on a grid.
    pub(crate) fn over(self, rows: usize, cols: usize) -> Layout {
        Layout {
            rows,
            cols,
            tile: self,
            down: rows.div_ceil(self.rows),
            across: if rows == 0 {
                0
            } else {
                cols.div_ceil(self.cols)
            },
        }
    }
}

/// The tiles of one grid, row by row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    pub rows: usize,
    pub cols: usize,
    tile: Tiling,
    down: usize,
    across: usize,
}

impl Layout {
    pub fn tiles(&self) -> usize {
        self.down * self.across
    }

    pub fn band_rows(&self) -> usize {
        self.tile.rows
    }

    pub fn window(&self, tile: usize) -> Window {
        let row = tile / self.across * self.tile.rows;
        let col = tile % self.across * self.tile.cols;
        Window {
            row,
            col,
            rows: self.tile.rows.min(self.rows - row),
            cols: self.tile.cols.min(self.cols - col),
        }
    }

    /// The tile so many tiles to the south and to the east.
    pub fn beside(&self, tile: usize, south: isize, east: isize) -> Option<usize> {
        let row = (tile / self.across).checked_add_signed(south)?;
        let col = (tile % self.across).checked_add_signed(east)?;
        (row < self.down && col < self.across).then(|| row * self.across + col)
    }
}

/// Cells of a tile with one more on every side, row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Shape {
    pub rows: usize,
    pub cols: usize,
}

impl Shape {
    pub fn of(window: Window) -> Self {
        Self {
            rows: window.rows,
            cols: window.cols,
        }
    }

    /// Cells of a row with its margin.
    pub fn stride(self) -> usize {
        self.cols + 2
    }

    pub fn padded_len(self) -> usize {
        (self.rows + 2) * self.stride()
    }

    /// Where a cell of the tile is in the padded array.
    pub fn at(self, row: usize, col: usize) -> usize {
        (row + 1) * self.stride() + col + 1
    }

    /// The padded places of one row of the tile.
    pub fn row(self, row: usize) -> std::ops::Range<usize> {
        self.at(row, 0)..self.at(row, self.cols)
    }

    /// How far the eight neighbours are in the padded array, clockwise from east.
    pub fn neighbours(self) -> [isize; 8] {
        let stride = self.stride().cast_signed();
        [
            1,
            stride + 1,
            stride,
            stride - 1,
            -1,
            -stride - 1,
            -stride,
            1 - stride,
        ]
    }
}

/// The outermost cells of a tile: corners stand in two sides.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Ring<E> {
    pub north: Vec<E>,
    pub south: Vec<E>,
    pub west: Vec<E>,
    pub east: Vec<E>,
}

impl<E: Copy> Ring<E> {
    /// Of the cells of a padded array.
    pub fn of(shape: Shape, cell: impl Fn(usize) -> E) -> Self {
        let (last_row, last_col) = (shape.rows - 1, shape.cols - 1);
        Self {
            north: shape.row(0).map(&cell).collect(),
            south: shape.row(last_row).map(&cell).collect(),
            west: (0..shape.rows).map(|row| cell(shape.at(row, 0))).collect(),
            east: (0..shape.rows)
                .map(|row| cell(shape.at(row, last_col)))
                .collect(),
        }
    }
}

/// Calls `put` with every place of a tile's margin that lies in a neighbouring tile, and what that tile has there.
pub(crate) fn margin<'r, E: Copy + 'r>(
    layout: &Layout,
    tile: usize,
    ring: impl Fn(usize) -> Option<&'r Ring<E>>,
    mut put: impl FnMut(usize, E),
) {
    let shape = Shape::of(layout.window(tile));
    let stride = shape.stride();
    let beside = |south, east| layout.beside(tile, south, east).and_then(&ring);
    let below = (shape.rows + 1) * stride;
    let along = |start: usize, step: usize, cells: &[E], put: &mut dyn FnMut(usize, E)| {
        for (n, cell) in cells.iter().enumerate() {
            put(start + n * step, *cell);
        }
    };
    if let Some(north) = beside(-1, 0) {
        along(1, 1, &north.south, &mut put);
    }
    if let Some(south) = beside(1, 0) {
        along(below + 1, 1, &south.north, &mut put);
    }
    if let Some(west) = beside(0, -1) {
        along(stride, stride, &west.east, &mut put);
    }
    if let Some(east) = beside(0, 1) {
        along(2 * stride - 1, stride, &east.west, &mut put);
    }
    let corners = [
        (beside(-1, -1).and_then(|it| it.south.last()), 0),
        (beside(-1, 1).and_then(|it| it.south.first()), stride - 1),
        (beside(1, -1).and_then(|it| it.north.last()), below),
        (
            beside(1, 1).and_then(|it| it.north.first()),
            below + stride - 1,
        ),
    ];
    for (cell, place) in corners {
        if let Some(cell) = cell {
            put(place, *cell);
        }
    }
}
