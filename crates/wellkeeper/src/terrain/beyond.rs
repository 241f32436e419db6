//! Rasters beyond memory: their cells lie in scratch files beside the result, and go by bands of rows.

use std::fs::File;
use std::path::{Path, PathBuf};

use terrain::flow::ground::{Elevation, Room, Scratch, Source, Target, Window};
use terrain::tiff::{self, FileSource, Reader, Stored};
use terrain::{Georeference, TerrainError};

use super::input::{Input, refuse};
use crate::failure::Failure;

/// Of the memory that may be used, the part that one band of rows takes.
const BANDS: usize = 16;
/// … and the part that what is kept of tiles takes.
const ROOMS: usize = 3;
/// Less than this is not enough for a tile a thread and the program itself.
const MEMORY_MIN: usize = 64 << 20;

/// Bytes as one says them: `512MiB`, `1GiB`.
pub fn bytes_of(text: &str) -> Result<usize, String> {
    let expected =
        || format!("`{text}`; expected a size of at least 64MiB, such as 512MiB or 1GiB");
    let units = [("GiB", 30), ("MiB", 20)];
    let found = units.iter().find_map(|(unit, shift)| {
        let number: usize = text.strip_suffix(unit)?.trim().parse().ok()?;
        number.checked_mul(1 << shift)
    });
    found
        .filter(|bytes| *bytes >= MEMORY_MIN)
        .ok_or_else(expected)
}

/// Where cells lie that memory does not hold.
pub struct Beyond {
    memory: usize,
    folder: PathBuf,
}

impl Beyond {
    /// With so many bytes of memory, beside `out`.
    pub fn beside(out: &Path, memory: usize) -> Self {
        let folder = out.parent().filter(|folder| *folder != Path::new(""));
        Self {
            memory,
            folder: folder.unwrap_or(Path::new(".")).to_owned(),
        }
    }

    /// A file without a name: it is gone when the program is.
    fn file(&self) -> Result<File, Failure> {
        tempfile::tempfile_in(&self.folder).map_err(|error| refuse(&self.folder, &error))
    }

    /// Room for what is kept of tiles.
    pub fn room(&self) -> Result<Room, Failure> {
        Ok(Room::Bytes(self.memory / ROOMS, self.file()?))
    }

    /// Cells of zero.
    pub fn cells<T: Elevation>(&self, rows: usize, cols: usize) -> Result<Scratch<T>, Failure> {
        let refused = |error: TerrainError| refuse(&self.folder, &error);
        Scratch::new(self.file()?, rows, cols).map_err(refused)
    }

    /// Rows of a band whose cells have so many bytes; whole blocks of a file where that is possible.
    pub fn band_rows(&self, cols: usize, cell_bytes: usize, block_rows: usize) -> usize {
        let rows = self.memory / BANDS / (cols * cell_bytes).max(1);
        if rows >= block_rows {
            rows / block_rows * block_rows
        } else {
            rows.max(1)
        }
    }

    /// The cells of the first band of a file, copied.
    pub fn copied<T: Elevation + Stored>(&self, input: &Input) -> Result<Scratch<T>, Failure> {
        let reader = reader_of(input)?;
        let info = reader.info();
        let (rows, cols) = (info.rows, info.cols);
        let copy = self.cells::<T>(rows, cols)?;
        let band = self.band_rows(cols, size_of::<T>(), info.block_rows);
        let mut cells = Vec::new();
        for start in (0..rows).step_by(band) {
            let end = (start + band).min(rows);
            cells.clear();
            cells.resize((end - start) * cols, T::default());
            let window = tiff::Window {
                band: 0,
                rows: start..end,
                cols: 0..cols,
            };
            let read = reader.read_window(&window, &mut cells);
            read.map_err(|error| input.refuses(&error))?;
            copy.write(rows_of(start, end, cols), &cells)
                .map_err(|error| refuse(&self.folder, &error))?;
        }
        Ok(copy)
    }
}

/// A window of whole rows.
pub fn rows_of(start: usize, end: usize, cols: usize) -> Window {
    Window {
        row: start,
        col: 0,
        rows: end - start,
        cols,
    }
}

/// The reader of a GeoTIFF: an ESRI ASCII grid is read whole.
pub fn reader_of(input: &Input) -> Result<&Reader<FileSource>, Failure> {
    input.reader().ok_or_else(|| {
        refuse(
            input.path(),
            &"--memory with an ESRI ASCII grid, which is read whole; expected a GeoTIFF",
        )
    })
}

/// Cells that lie in a scratch file, as a raster to be written.
pub struct Away<'a, T> {
    /// The cells.
    pub cells: &'a Scratch<T>,
    /// The value of those without data.
    pub nodata: Option<T>,
    /// Where they lie.
    pub place: Option<&'a Georeference>,
}

impl<T: Elevation> Away<'_, T> {
    /// Rows and columns.
    pub fn shape(&self) -> (usize, usize) {
        (self.cells.rows(), self.cells.cols())
    }
}
