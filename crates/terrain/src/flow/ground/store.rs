//! Where the cells of a raster are: in memory, or in a file.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::marker::PhantomData;
use std::os::unix::fs::FileExt;
use std::sync::{PoisonError, RwLock};

use super::bytes::Bytes;
use super::tiling::Window;
use crate::{Grid, Result};

/// Cells that can be read, by several threads at once.
pub trait Source<T>: Sync {
    /// Rows.
    fn rows(&self) -> usize;
    /// Columns.
    fn cols(&self) -> usize;
    /// The cells of a window that lies in the grid, row by row into a slice of its size.
    ///
    /// # Errors
    /// When they cannot be read.
    fn read(&self, window: Window, out: &mut [T]) -> Result<()>;
}

/// Cells that can be written, by several threads at once, each to windows of its own.
pub trait Target<T>: Source<T> {
    /// Writes the cells of a window that lies in the grid.
    ///
    /// # Errors
    /// When they cannot be written.
    fn write(&self, window: Window, cells: &[T]) -> Result<()>;
}

impl<T: Copy + Sync> Source<T> for Grid<T> {
    fn rows(&self) -> usize {
        self.rows()
    }
    fn cols(&self) -> usize {
        self.cols()
    }
    fn read(&self, window: Window, out: &mut [T]) -> Result<()> {
        for (n, row) in out.chunks_exact_mut(window.cols).enumerate() {
            row.copy_from_slice(&self.row(window.row + n)[window.col..window.col + window.cols]);
        }
        Ok(())
    }
}

/// The cells of a grid in bands of rows, so that threads write to different bands at once.
pub(crate) struct Bands<'a, T> {
    parts: Vec<RwLock<&'a mut [T]>>,
    band_rows: usize,
    rows: usize,
    cols: usize,
}

impl<'a, T: Copy> Bands<'a, T> {
    pub fn new(grid: &'a mut Grid<T>, band_rows: usize) -> Self {
        let (rows, cols) = (grid.rows(), grid.cols());
        let cells = (band_rows * cols).max(1);
        let parts = grid.cells_mut().chunks_mut(cells).map(RwLock::new);
        Self {
            parts: parts.collect(),
            band_rows,
            rows,
            cols,
        }
    }
}

impl<T: Copy + Send + Sync> Source<T> for Bands<'_, T> {
    fn rows(&self) -> usize {
        self.rows
    }
    fn cols(&self) -> usize {
        self.cols
    }
    fn read(&self, window: Window, out: &mut [T]) -> Result<()> {
        let mut rows = out.chunks_exact_mut(window.cols);
        let mut row = window.row;
        while row < window.row + window.rows {
            let band = row / self.band_rows;
            let end = ((band + 1) * self.band_rows).min(window.row + window.rows);
            // Whoever held the lock and stopped has at most left cells that are not read again.
            let cells = self.parts[band]
                .read()
                .unwrap_or_else(PoisonError::into_inner);
            for (row, out) in (row..end).zip(&mut rows) {
                let start = row % self.band_rows * self.cols + window.col;
                out.copy_from_slice(&cells[start..start + window.cols]);
            }
            row = end;
        }
        Ok(())
    }
}

impl<T: Copy + Send + Sync> Target<T> for Bands<'_, T> {
    fn write(&self, window: Window, cells: &[T]) -> Result<()> {
        for (n, from) in cells.chunks_exact(window.cols).enumerate() {
            let row = window.row + n;
            let band = &self.parts[row / self.band_rows];
            let mut to = band.write().unwrap_or_else(PoisonError::into_inner);
            let start = row % self.band_rows * self.cols + window.col;
            to[start..start + window.cols].copy_from_slice(from);
        }
        Ok(())
    }
}

/// The cells of a grid in a file, row by row, the lowest byte first; the file is its owner's to remove.
#[derive(Debug)]
pub struct Scratch<T> {
    file: File,
    rows: usize,
    cols: usize,
    of: PhantomData<fn() -> T>,
}

impl<T: Bytes> Scratch<T> {
    /// With cells of zero bytes.
    ///
    /// # Errors
    /// When the file cannot be made so long.
    pub fn new(mut file: File, rows: usize, cols: usize) -> Result<Self> {
        let bytes = u64::try_from(rows * cols * T::BYTES).unwrap_or(u64::MAX);
        file.set_len(bytes)?;
        file.seek(SeekFrom::Start(0))?;
        file.flush()?;
        Ok(Self {
            file,
            rows,
            cols,
            of: PhantomData,
        })
    }

    fn offset(&self, row: usize, col: usize) -> u64 {
        u64::try_from((row * self.cols + col) * T::BYTES).unwrap_or(u64::MAX)
    }
}

impl<T: Bytes> Source<T> for Scratch<T> {
    fn rows(&self) -> usize {
        self.rows
    }
    fn cols(&self) -> usize {
        self.cols
    }
    fn read(&self, window: Window, out: &mut [T]) -> Result<()> {
        let mut bytes = vec![0; window.cols * T::BYTES];
        for (n, row) in out.chunks_exact_mut(window.cols).enumerate() {
            self.file
                .read_exact_at(&mut bytes, self.offset(window.row + n, window.col))?;
            for (cell, bytes) in row.iter_mut().zip(bytes.chunks_exact(T::BYTES)) {
                *cell = T::take(bytes);
            }
        }
        Ok(())
    }
}

impl<T: Bytes> Target<T> for Scratch<T> {
    fn write(&self, window: Window, cells: &[T]) -> Result<()> {
        let mut bytes = vec![0; window.cols * T::BYTES];
        for (n, row) in cells.chunks_exact(window.cols).enumerate() {
            for (cell, bytes) in row.iter().zip(bytes.chunks_exact_mut(T::BYTES)) {
                cell.put(bytes);
            }
            self.file
                .write_all_at(&bytes, self.offset(window.row + n, window.col))?;
        }
        Ok(())
    }
}
