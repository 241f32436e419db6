//! A raster of any source of bytes: what it is, and its cells.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;

use super::bands::STEP_BYTES;
use super::codec::Unpacker;
use super::decode::{BlockDecoder, BlockShape};
use super::directory::{Directory, Header, directories};
use super::form::{ByteOrder, Compression, Predictor, SampleType, tag};
use super::image::{self, Image, Place};
use super::kept::Kept;
use super::sample::Stored;
use super::source::{self, FileSource, ReadAt};
use super::{geo, narrow};
use crate::grid::Crs;
use crate::limits::SPARSE_BYTES_MAX;
use crate::{Georeference, Grid, Raster, Result, TerrainError};

/// A `GeoTIFF` that is open.
///
/// Only its directories are in memory; cells are read as they are asked for, from as many threads as
/// rayon has.
///
/// ```no_run
/// use std::path::Path;
/// use terrain::tiff::{Reader, Window};
///
/// # fn main() -> terrain::Result<()> {
/// let dem = Reader::open(Path::new("dem.tif"))?;
/// let heights = dem.read::<f32>(0)?;
/// let mut strip = vec![0_f32; 512 * dem.info().cols];
/// dem.read_window(&Window { band: 0, rows: 0..512, cols: 0..dem.info().cols }, &mut strip)?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Reader<R> {
    source: R,
    header: Header,
    image: Image,
    info: Info,
    overviews: Vec<Directory>,
    pub(super) step_bytes: usize,
    kept: Kept<Scratch>,
}

/// What a file says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Info {
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub cols: usize,
    /// Values of a cell.
    pub bands: usize,
    /// What they are.
    pub sample: SampleType,
    /// The order of bytes.
    pub order: ByteOrder,
    /// Whether it is a BigTIFF.
    pub is_big: bool,
    /// Whether its blocks are tiles; else strips.
    pub is_tiled: bool,
    /// Rows of a block.
    pub block_rows: usize,
    /// Columns of a block.
    pub block_cols: usize,
    /// Blocks that were never written, whose cells have no data.
    pub sparse_blocks: usize,
    /// Whether each band stands by itself.
    pub is_planar: bool,
    /// How blocks are packed.
    pub compression: Compression,
    /// What was done before.
    pub predictor: Predictor,
    /// `GDAL_NODATA` as it stands.
    pub nodata: Option<String>,
    /// Where it lies, where that is said.
    pub georeference: Option<Georeference>,
    /// Its coordinate system, also where the place is not said.
    pub crs: Option<Crs>,
    /// `GDAL_METADATA` as it stands, XML.
    pub metadata: Option<String>,
    /// The program that wrote it, tag 305.
    pub software: Option<String>,
    /// Rows and columns of its overviews, largest first.
    pub overviews: Vec<(usize, usize)>,
    /// Rows and columns of its masks.
    pub masks: Vec<(usize, usize)>,
    /// Rasters beside the first that are neither.
    pub other_pages: usize,
}

/// A part of one band.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The band, from 0.
    pub band: usize,
    /// Its rows.
    pub rows: Range<usize>,
    /// Its columns.
    pub cols: Range<usize>,
}

impl Reader<FileSource> {
    /// Opens a file.
    ///
    /// # Errors
    /// Of the disk, and as [`Reader::new`].
    pub fn open(path: &Path) -> Result<Self> {
        Self::new(FileSource::open(path)?)
    }
}

impl<R: ReadAt> Reader<R> {
    /// Of a source.
    ///
    /// # Errors
    /// [`TerrainError::Bytes`] where it is no TIFF, is cut, contradicts itself or is of a kind that is not
    /// read, with the byte where that shows.
    pub fn new(source: R) -> Result<Self> {
        let (header, mut directories) = directories(&source)?;
        let first = directories.remove(0);
        let image = Image::new(&source, header, &first)?;
        let place = geo::read(&source, header, &first)?;
        let mut info = Info::new(&source, header, &first, &image)?;
        info.georeference = place.transform.map(|transform| Georeference {
            transform,
            crs: place.crs.clone().unwrap_or_default(),
        });
        info.crs = place.crs;
        let mut overviews = Vec::new();
        for directory in directories {
            let kind = directory.integer(&source, header, tag::NEW_SUBFILE_TYPE)?;
            let size = image::size(&source, header, &directory)?;
            match kind.unwrap_or(0) {
                kind if kind & 4 != 0 => info.masks.push(size),
                kind if kind & 1 != 0 => overviews.push((size, directory)),
                _ => info.other_pages += 1,
            }
        }
        overviews.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
        info.overviews = overviews.iter().map(|(size, _)| *size).collect();
        let overviews = overviews.into_iter().map(|(_, d)| d).collect();
        Ok(Self {
            source,
            header,
            image,
            info,
            overviews,
            kept: Kept::default(),
            step_bytes: STEP_BYTES,
        })
    }

    /// What it is.
    pub fn info(&self) -> &Info {
        &self.info
    }

    /// An overview as a raster of its own, 0 the largest.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] where there is none of that number; [`TerrainError::Bytes`] as for the
    /// raster itself.
    pub fn overview(&self, number: usize) -> Result<Reader<&R>> {
        let directory = self.overviews.get(number).ok_or_else(|| {
            TerrainError::Refused(format!(
                "overview {number} of {}; they count from 0",
                self.overviews.len()
            ))
        })?;
        let image = Image::new(&self.source, self.header, directory)?;
        let mut info = Info::new(&self.source, self.header, directory, &image)?;
        let from = (self.info.rows, self.info.cols);
        info.georeference = self
            .info
            .georeference
            .as_ref()
            .map(|place| geo::coarser(place, from, (image.rows, image.cols)));
        info.crs.clone_from(&self.info.crs);
        info.nodata = info.nodata.or_else(|| self.info.nodata.clone());
        Ok(Reader {
            source: &self.source,
            header: self.header,
            image,
            info,
            overviews: Vec::new(),
            kept: Kept::default(),
            step_bytes: self.step_bytes,
        })
    }

    /// The value that stands for no data, as cells of `T` have it; none also where no cell can have it.
    pub fn nodata<T: Stored>(&self) -> Option<T> {
        T::nodata(self.image.sample, self.info.nodata.as_deref()?)
    }

    /// A band, from 0, whole.
    ///
    /// # Errors
    /// As [`Reader::read_window`]; [`TerrainError::Refused`] also where what the file leaves out would be
    /// more than [`SPARSE_BYTES_MAX`].
    pub fn read<T: Stored>(&self, band: usize) -> Result<Raster<T>> {
        let (rows, cols) = (self.image.rows, self.image.cols);
        self.decoder::<T>(band)?;
        self.believes_all(band)?;
        Vec::<T>::new()
            .try_reserve_exact(rows * cols)
            .map_err(|_| {
                TerrainError::Refused(format!("{rows} × {cols} cells are beyond memory"))
            })?;
        // Of zeros, since those are not touched before they are written.
        let mut cells = vec![T::default(); rows * cols];
        let window = Window {
            band,
            rows: 0..rows,
            cols: 0..cols,
        };
        self.read_window(&window, &mut cells)?;
        Ok(Raster {
            grid: Grid::new(rows, cols, cells)?,
            nodata: self.nodata(),
            georeference: self.info.georeference.clone(),
        })
    }

    /// That the bytes of the file can become the cells of a band, but for what a sparse file leaves out: how many
    /// bytes that is. Of the file as a whole too, since blocks may all be said to stand at one place.
    pub(super) fn believes(&self, band: usize) -> Result<u64> {
        let (mut sparse, mut written) = (0_u64, 0_u64);
        for down in 0..self.image.down() {
            for across in 0..self.image.across() {
                match self.image.block(band, down, across) {
                    (None, bytes) => sparse = sparse.saturating_add(bytes),
                    (Some(place), bytes) => {
                        self.image.believes(place, bytes)?;
                        written = written.saturating_add(bytes);
                    }
                }
            }
        }
        let file = Place {
            offset: 0,
            bytes: self.source.size(),
        };
        self.image.believes(file, written)?;
        Ok(sparse)
    }

    /// As [`Reader::believes`], and that what is left out may be made up at once.
    fn believes_all(&self, band: usize) -> Result<()> {
        let sparse = self.believes(band)?;
        if sparse > SPARSE_BYTES_MAX {
            return Err(TerrainError::Refused(format!(
                "{sparse} bytes of the raster are not in the file; at most {SPARSE_BYTES_MAX} are made up when \
                 it is read whole"
            )));
        }
        Ok(())
    }

    fn decoder<T: Stored>(&self, band: usize) -> Result<BlockDecoder<T>> {
        if band >= self.image.bands {
            return Err(TerrainError::Refused(format!(
                "band {band} of {}; they count from 0",
                self.image.bands
            )));
        }
        let sample = self.image.sample;
        T::decoder(sample).ok_or_else(|| {
            TerrainError::Refused(format!(
                "cells of {sample} as {}, which does not hold each of them exactly",
                T::TYPE
            ))
        })
    }

    /// A part of a band, its rows one after the other; in memory beside it are one unpacked block a
    /// thread.
    ///
    /// Cells that a sparse file leaves out have no data, or 0 where the file has no such value.
    ///
    /// # Errors
    /// [`TerrainError::Shape`] where `cells` are not as many as the window has; [`TerrainError::Refused`]
    /// where it is not within the raster, or `T` does not hold the file's numbers exactly;
    /// [`TerrainError::Bytes`] where a block is damaged.
    pub fn read_window<T: Stored>(&self, window: &Window, cells: &mut [T]) -> Result<()> {
        let decoder = self.decoder::<T>(window.band)?;
        let (rows, cols) = (window.rows.clone(), window.cols.clone());
        if rows.start > rows.end
            || cols.start > cols.end
            || rows.end > self.image.rows
            || cols.end > self.image.cols
        {
            return Err(TerrainError::Refused(format!(
                "rows {rows:?}, columns {cols:?} of a raster of {} × {}",
                self.image.rows, self.image.cols
            )));
        }
        let expected = rows.len() * cols.len();
        if cells.len() != expected {
            return Err(TerrainError::Shape {
                cells: cells.len(),
                rows: rows.len(),
                cols: cols.len(),
                expected,
            });
        }
        if expected == 0 {
            return Ok(());
        }
        // One slab of the destination for each row of blocks; the first may be a part of one.
        let height = self.image.block_rows;
        let mut slabs = Vec::new();
        let mut left = cells;
        let mut row = rows.start;
        while row < rows.end {
            let end = ((row / height + 1) * height).min(rows.end);
            let (slab, rest) = left.split_at_mut((end - row) * cols.len());
            slabs.push((row, slab));
            left = rest;
            row = end;
        }
        slabs
            .into_par_iter()
            .try_for_each(|(row, slab)| self.read_slab(window, decoder, row, slab))
            .map_err(|found| self.first_damage(window).unwrap_or(found))
    }

    /// The damage that stands first in a window of which a thread found some: the same for any number of
    /// them.
    fn first_damage(&self, window: &Window) -> Option<TerrainError> {
        let mut scratch = Scratch::default();
        let blocks =
            |cells: &Range<usize>, block: usize| cells.start / block..cells.end.div_ceil(block);
        for down in blocks(&window.rows, self.image.block_rows) {
            for across in blocks(&window.cols, self.image.block_cols) {
                if let (Some(place), bytes) = self.image.block(window.band, down, across)
                    && let Err(damage) = self.unpack(&mut scratch, place, bytes)
                {
                    return Some(damage);
                }
            }
        }
        None
    }

    /// What one row of blocks has of a window, from a row on.
    fn read_slab<T: Stored>(
        &self,
        window: &Window,
        decoder: BlockDecoder<T>,
        row: usize,
        slab: &mut [T],
    ) -> Result<()> {
        let width = self.image.block_cols;
        let mut blocks: BTreeMap<usize, Vec<&mut [T]>> = BTreeMap::new();
        for mut rest in slab.chunks_exact_mut(window.cols.len()) {
            let mut col = window.cols.start;
            while col < window.cols.end {
                let end = ((col / width + 1) * width).min(window.cols.end);
                let (piece, after) = rest.split_at_mut(end - col);
                blocks.entry(col / width).or_default().push(piece);
                rest = after;
                col = end;
            }
        }
        let down = row / self.image.block_rows;
        blocks.into_par_iter().try_for_each(|(across, mut pieces)| {
            let left = across * width;
            let shape = BlockShape {
                cols: width,
                stride: self.image.stride(),
                band: if self.image.is_planar { 0 } else { window.band },
                skip_rows: row - down * self.image.block_rows,
                skip_cols: window.cols.start.saturating_sub(left),
                predictor: self.image.predictor,
                order: self.header.order,
            };
            match self.image.block(window.band, down, across) {
                (None, _) => {
                    let missing = self.nodata::<T>().unwrap_or_default();
                    for piece in &mut pieces {
                        piece.fill(missing);
                    }
                }
                (Some(place), bytes) => self.kept.lend(|scratch| {
                    let plain = self.unpack(scratch, place, bytes)?;
                    decoder(plain, shape, &mut pieces);
                    Ok::<_, TerrainError>(())
                })?,
            }
            Ok(())
        })
    }

    /// The bytes of a block, unpacked.
    fn unpack<'s>(
        &self,
        scratch: &'s mut Scratch,
        place: Place,
        bytes: u64,
    ) -> Result<&'s mut [u8]> {
        source::within(&self.source, place.offset, place.bytes, "a block")?;
        self.image.believes(place, bytes)?;
        let size = narrow(bytes, place.offset, "a block")?;
        let plain = sized(&mut scratch.plain, size);
        if self.image.compression == Compression::None {
            source::read(&self.source, place.offset, plain, "a block")?;
            return Ok(plain);
        }
        let packed = narrow(place.bytes, place.offset, "a block")?;
        let packed = sized(&mut scratch.packed, packed);
        source::read(&self.source, place.offset, packed, "a block")?;
        scratch
            .unpacker
            .unpack(self.image.compression, packed, plain)
            .map_err(|message| TerrainError::at(place.offset, message))?;
        Ok(plain)
    }
}

/// What a thread keeps between blocks.
#[derive(Default)]
struct Scratch {
    packed: Vec<u8>,
    plain: Vec<u8>,
    unpacker: Unpacker,
}

/// The first bytes of a buffer, which grows when it must.
fn sized(buffer: &mut Vec<u8>, size: usize) -> &mut [u8] {
    if buffer.len() < size {
        *buffer = vec![0; size];
    }
    &mut buffer[..size]
}

impl Info {
    /// But for place and pages.
    fn new(
        source: &impl ReadAt,
        header: Header,
        directory: &Directory,
        image: &Image,
    ) -> Result<Self> {
        let text = |tag| directory.text(source, tag);
        Ok(Self {
            rows: image.rows,
            cols: image.cols,
            bands: image.bands,
            sample: image.sample,
            order: header.order,
            is_big: header.is_big,
            is_tiled: image.is_tiled,
            block_rows: image.block_rows,
            block_cols: image.block_cols,
            sparse_blocks: image.sparse(),
            is_planar: image.is_planar,
            compression: image.compression,
            predictor: image.predictor,
            nodata: text(tag::GDAL_NODATA)?.map(|text| text.trim().to_owned()),
            georeference: None,
            crs: None,
            metadata: text(tag::GDAL_METADATA)?,
            software: text(tag::SOFTWARE)?,
            overviews: Vec::new(),
            masks: Vec::new(),
            other_pages: 0,
        })
    }
}
