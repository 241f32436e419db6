//! Rasters beyond memory: their cells lie in scratch files beside the result, and go by bands of rows.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicU64, AtomicUsize};

use terrain::cell::Cell;
use terrain::figures::without_data;
use terrain::flow::accumulate::Tiled;
use terrain::flow::d8::{EXIT, NODATA};
use terrain::flow::ground::{Bytes, Room, Scratch, Source, Target, Window};
use terrain::flow::metres::CellSize;
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
    pub fn cells<T: Bytes>(&self, rows: usize, cols: usize) -> Result<Scratch<T>, Failure> {
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

    /// What the tiles of a raster may take of memory.
    pub fn tiles_bytes(&self) -> usize {
        self.memory / 2
    }

    /// What may be kept of a whole raster beside its tiles.
    pub fn kept_bytes(&self) -> usize {
        self.memory / ROOMS
    }

    /// What lists may take that are worked on when the tiles are done with.
    pub fn lists_bytes(&self) -> usize {
        self.memory / 4 * 3
    }

    /// The cells of the first band of a file, copied; what the file is is told.
    pub fn copied<T: Bytes + Stored + Cell>(&self, input: &Input) -> Result<Scratch<T>, Failure> {
        let reader = reader_of(input)?;
        let info = reader.info();
        let (rows, cols) = (info.rows, info.cols);
        let copy = self.cells::<T>(rows, cols)?;
        let band = self.band_rows(cols, size_of::<T>(), info.block_rows);
        let (mut cells, mut without) = (Vec::new(), 0_u64);
        let nodata = reader.nodata::<T>();
        for start in (0..rows).step_by(band) {
            let end = (start + band).min(rows);
            cells.clear();
            cells.resize((end - start) * cols, <T as Default>::default());
            let window = tiff::Window {
                band: 0,
                rows: start..end,
                cols: 0..cols,
            };
            let read = reader.read_window(&window, &mut cells);
            read.map_err(|error| input.refuses(&error))?;
            without += without_data(&cells, nodata);
            copy.write(rows_of(start, end, cols), &cells)
                .map_err(|error| refuse(&self.folder, &error))?;
        }
        input.tell((rows, cols), info.georeference.as_ref(), without);
        Ok(copy)
    }
}

/// Directions of a file that are read by tiles.
pub struct Codes<'a> {
    input: &'a Input,
    reader: &'a Reader<FileSource>,
    /// The tiles.
    pub tiled: Tiled,
    /// How large cells are.
    pub size: CellSize,
    blocks_read: AtomicUsize,
    without: AtomicU64,
    exits: AtomicUsize,
}

impl<'a> Codes<'a> {
    /// Of a file of directions, in tiles that `beyond` has memory for.
    pub fn of(input: &'a Input, beyond: &Beyond) -> Result<Self, Failure> {
        input.check_directions()?;
        let reader = reader_of(input)?;
        let info = reader.info();
        let (rows, cols) = (info.rows, info.cols);
        let refuse = |error: TerrainError| input.refuses(&error);
        let mut tiled = Tiled::within(rows, cols, beyond.tiles_bytes()).map_err(refuse)?;
        // Whole blocks of the file, so that none is unpacked for two tiles.
        for block in [info.block_rows, info.block_cols] {
            if (1..tiled.side).contains(&block) {
                tiled.side -= tiled.side % block;
            }
        }
        Ok(Self {
            input,
            reader,
            tiled,
            size: CellSize::at(info.georeference.as_ref(), (rows, cols)).map_err(refuse)?,
            blocks_read: AtomicUsize::new(0),
            without: AtomicU64::new(0),
            exits: AtomicUsize::new(0),
        })
    }

    /// Where they lie.
    pub fn place(&self) -> Option<&'a Georeference> {
        self.reader.info().georeference.as_ref()
    }

    /// Reads a block.
    pub fn read(&self, block: Window, codes: &mut [u8]) -> terrain::Result<()> {
        self.reader.read_window(&block.into(), codes)?;
        if self.is_first_time(&self.blocks_read) {
            self.without
                .fetch_add(without_data(codes, Some(NODATA)), Relaxed);
            let exits = codes.iter().map(|code| usize::from(*code == EXIT)).sum();
            self.exits.fetch_add(exits, Relaxed);
        }
        Ok(())
    }

    /// Whether a block that is read is read for the first time, by a count of those that were read before: every one is
    /// read once before any is read again.
    pub fn is_first_time(&self, blocks_read: &AtomicUsize) -> bool {
        let Tiled { rows, cols, side } = self.tiled;
        blocks_read.fetch_add(1, Relaxed) < rows.div_ceil(side) * cols.div_ceil(side)
    }

    /// How many cells say that water leaves there, when all of it was read.
    pub fn exits(&self) -> u64 {
        u64::try_from(self.exits.load(Relaxed)).unwrap_or(u64::MAX)
    }

    /// Tells what the file is, when all of it was read.
    pub fn tell(&self) {
        let shape = (self.tiled.rows, self.tiled.cols);
        let without = self.without.load(Relaxed);
        self.input.tell(shape, self.place(), without);
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

impl<T: Bytes> Away<'_, T> {
    /// Rows and columns.
    pub fn shape(&self) -> (usize, usize) {
        (self.cells.rows(), self.cells.cols())
    }
}
