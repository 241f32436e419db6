//! The ground as the kernels see it: tiles of keys, what is not ground being a drain or a wall.

mod bytes;
mod components;
mod elevation;
mod holes;
mod outlets;
mod shelf;
mod store;
mod tiling;

pub use bytes::Bytes;
pub(crate) use components::{Pieces, count_pieces};
pub use elevation::{Altitude, Elevation, Key};
pub use outlets::{Outlets, Policy, Sinks};
pub use shelf::Room;
pub(crate) use shelf::{Kept, Shelf, next_u32};
pub(crate) use store::Bands;
pub use store::{Scratch, Source, Target};
pub(crate) use tiling::{Layout, Ring, Shape, margin};
pub use tiling::{Tiling, Window};

use rayon::prelude::*;

use crate::{Result, TerrainError};

/// A raster of elevations with its outlets, cut into tiles.
pub(crate) struct Ground<'a, T, S: ?Sized> {
    pub source: &'a S,
    pub layout: Layout,
    nodata: Option<T>,
    outlets: &'a Outlets,
    /// By row, the runs of columns without data that drain although [`Policy::Wall`] holds.
    open: Vec<Vec<holes::Run>>,
}

/// The keys of one tile, with a margin of one cell.
#[derive(Debug, Default)]
pub(crate) struct TileKeys<T, K> {
    pub shape: Shape,
    pub cells: Vec<K>,
    /// Whether a cell of the margin or the tile is a drain.
    pub has_drain: bool,
    /// Places of the cells that keep their water.
    pub sinks: Vec<usize>,
    raw: Vec<T>,
}

impl<'a, T: Elevation, S: Source<T> + ?Sized> Ground<'a, T, S> {
    pub fn new(
        source: &'a S,
        nodata: Option<T>,
        outlets: &'a Outlets,
        tiling: Tiling,
    ) -> Result<Self> {
        outlets.sinks.check(source.rows(), source.cols())?;
        if !T::IS_EVERY_ONE_KEYED {
            every_one_keyed(source, nodata)?;
        }
        let open = match outlets.nodata {
            Policy::Drain => Vec::new(),
            Policy::Wall => holes::joined_to_the_border(source, nodata)?,
        };
        Ok(Self {
            source,
            layout: tiling.over(source.rows(), source.cols()),
            nodata,
            outlets,
            open,
        })
    }

    /// The cells of a tile and of the margin around it as keys.
    pub fn load(&self, tile: usize, into: &mut TileKeys<T, T::Key>) -> Result<()> {
        let window = self.layout.window(tile);
        let around = widened(window, self.layout.rows, self.layout.cols);
        into.raw.resize(around.rows * around.cols, T::default());
        self.source.read(around, &mut into.raw)?;
        let shape = Shape::of(window);
        into.shape = shape;
        into.cells.clear();
        into.cells.resize(shape.padded_len(), T::Key::DRAIN);
        let hole = match self.outlets.nodata {
            Policy::Drain => T::Key::DRAIN,
            Policy::Wall => T::Key::WALL,
        };
        // The margin begins one before the tile, but for a tile at the border.
        let first_row = around.row + 1 - window.row;
        let first_col = around.col + 1 - window.col;
        let mut has_drain = around.rows < shape.rows + 2 || around.cols < shape.cols + 2;
        for (n, cells) in into.raw.chunks_exact(around.cols).enumerate() {
            let start = (first_row + n) * shape.stride() + first_col;
            let keys = &mut into.cells[start..start + around.cols];
            has_drain |= keys_of(cells, self.nodata, hole, keys);
            if let Some(runs) = self.open.get(around.row + n) {
                has_drain |= open(runs, around, keys);
            }
        }
        into.has_drain = has_drain;
        self.sinks(window, into);
        Ok(())
    }

    fn sinks(&self, window: Window, into: &mut TileKeys<T, T::Key>) {
        into.sinks.clear();
        if self.outlets.sinks.is_empty() {
            return;
        }
        for row in 0..window.rows {
            let start = (window.row + row) * self.layout.cols + window.col;
            let kept = self.outlets.sinks.between(start, start + window.cols);
            let places = kept.map(|cell| into.shape.at(row, cell - start));
            into.sinks
                .extend(places.filter(|place| into.cells[*place].is_ground()));
        }
    }
}

/// Refuses heights that have no key; the first is named.
fn every_one_keyed<T, S>(source: &S, nodata: Option<T>) -> Result<()>
where
    T: Elevation,
    S: Source<T> + ?Sized,
{
    let (rows, cols) = (source.rows(), source.cols());
    let of_row = |cells: &mut Vec<T>, row| {
        let window = Window {
            row,
            col: 0,
            rows: 1,
            cols,
        };
        source.read(window, cells)?;
        let is_strange = |cell: &T| nodata != Some(*cell) && !cell.key().is_ground();
        match cells.iter().position(is_strange) {
            Some(col) => Err(TerrainError::Refused(format!(
                "row {row}, column {col}, counted from 0: a height of {:?}; expected one above -2^63 and below \
                 2^63 - 1, or that this is the value for no data",
                cells[col]
            ))),
            None => Ok(()),
        }
    };
    let done = (0..rows)
        .into_par_iter()
        .map_init(|| vec![T::default(); cols], of_row);
    match done.find_first(std::result::Result::is_err) {
        Some(error) => error,
        None => Ok(()),
    }
}

/// A window with the cells around it that lie in the grid.
fn widened(window: Window, rows: usize, cols: usize) -> Window {
    let row = window.row.saturating_sub(1);
    let col = window.col.saturating_sub(1);
    Window {
        row,
        col,
        rows: (window.row + window.rows + 1).min(rows) - row,
        cols: (window.col + window.cols + 1).min(cols) - col,
    }
}

/// The keys of a row of cells; whether a cell without data became a drain.
fn keys_of<T: Elevation>(
    cells: &[T],
    nodata: Option<T>,
    hole: T::Key,
    keys: &mut [T::Key],
) -> bool {
    let mut holes = false;
    // Two loops, so that neither asks in every cell whether there is such a value.
    if let Some(nodata) = nodata {
        for (cell, key) in cells.iter().zip(keys) {
            let is_hole = (*cell == nodata) | cell.is_nan();
            holes |= is_hole;
            *key = if is_hole { hole } else { cell.key() };
        }
    } else {
        for (cell, key) in cells.iter().zip(keys) {
            holes |= cell.is_nan();
            *key = if cell.is_nan() { hole } else { cell.key() };
        }
    }
    holes && hole == T::Key::DRAIN
}

/// Makes drains of the runs that reach into a row of keys; whether one does.
fn open<K: Key>(runs: &[holes::Run], around: Window, keys: &mut [K]) -> bool {
    let mut any = false;
    for run in runs {
        let start = run.start.clamp(around.col, around.col + around.cols);
        let end = run.end.clamp(around.col, around.col + around.cols);
        keys[start - around.col..end - around.col].fill(K::DRAIN);
        any |= start < end;
    }
    any
}
