//! A file from rows as they come: whole under its name, or not there at all.

use std::fs::{File, Permissions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::NamedTempFile;

use super::append::{Append, Syncing};
use super::form::{Predictor, tag};
use super::layout::{self, Value};
use super::level::{Done, Level};
use super::options::{Blocks, WriteOptions};
use super::overview::halve;
use super::sample::Stored;
use super::{geo, wide};
use crate::limits::SIDE_MAX;
use crate::{Georeference, Raster, Result, TerrainError};

/// Bytes before the first block of a plain file: the header of a BigTIFF, or that of a classic one and a
/// gap, since which it is shows only at the end.
const HEADER_BYTES: u64 = 16;
/// Bytes that are copied at a time.
const COPY_BYTES: u64 = 16 << 20;

/// A file that is being written.
///
/// It grows beside its place under another name, is synced and then renamed; dropped before
/// [`Writer::finish`], it leaves nothing. In memory are some rows of blocks, however large the raster.
///
/// ```no_run
/// use std::path::Path;
/// use terrain::tiff::{WriteOptions, Writer};
///
/// # fn main() -> terrain::Result<()> {
/// let options = WriteOptions::continuous::<f32>();
/// let mut file = Writer::create(Path::new("flat.tif"), 100, 200, Some(-9999.0), None, &options)?;
/// for _ in 0..100 {
///     file.push_rows(&[12.5_f32; 200])?;
/// }
/// file.finish()?;
/// # Ok(())
/// # }
/// ```
pub struct Writer<T: Stored> {
    path: PathBuf,
    file: NamedTempFile,
    levels: Vec<Level<T>>,
    nodata: Option<T>,
    georeference: Option<Georeference>,
    options: WriteOptions,
}

/// Writes a raster.
///
/// # Errors
/// As [`Writer::create`] and [`Writer::push_rows`].
pub fn write<T: Stored>(path: &Path, raster: &Raster<T>, options: &WriteOptions) -> Result<()> {
    let (rows, cols) = (raster.grid.rows(), raster.grid.cols());
    let place = raster.georeference.as_ref();
    let mut writer = Writer::create(path, rows, cols, raster.nodata, place, options)?;
    writer.push_rows(raster.grid.cells())?;
    writer.finish()
}

impl<T: Stored> Writer<T> {
    /// Begins a raster of rows × columns.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] for options that contradict each other, a raster without cells, or a path at which a
    /// folder or a device is;
    /// [`TerrainError::Io`] of the disk.
    pub fn create(
        path: &Path,
        rows: usize,
        cols: usize,
        nodata: Option<T>,
        georeference: Option<&Georeference>,
        options: &WriteOptions,
    ) -> Result<Self> {
        if !(1..=SIDE_MAX).contains(&rows) || !(1..=SIDE_MAX).contains(&cols) {
            return Err(TerrainError::Refused(format!(
                "a raster of {rows} × {cols}; both sides are 1 to {SIDE_MAX}"
            )));
        }
        let packing = options.packing::<T>(cols)?;
        // What is no file would be put out of its place by one.
        if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            return Err(TerrainError::Refused(
                "it is there and no file; expected the name of a file".to_owned(),
            ));
        }
        let folder = folder_of(path);
        let mut file = tempfile::Builder::new()
            .prefix(".wellkeeper-")
            .suffix(".part")
            // Less what the umask takes, as of any other file.
            .permissions(Permissions::from_mode(0o666))
            .tempfile_in(folder)?;
        let (spare, tools) = (Arc::default(), Arc::default());
        let levels = match options.blocks {
            Blocks::Strips { .. } | Blocks::Tiles { .. } => {
                file.write_all(&[0; 16])?;
                let mut grows = file.reopen()?;
                grows.seek(SeekFrom::Start(HEADER_BYTES))?;
                let file = (Append::to(grows, true, &spare)?, HEADER_BYTES);
                vec![Level::new((rows, cols), packing, file, &tools)]
            }
            Blocks::Cloud { side, .. } => {
                let mut levels = Vec::new();
                let (mut rows, mut cols) = (rows, cols);
                loop {
                    // Copied at the end, not kept.
                    let file = Append::to(tempfile::tempfile_in(folder)?, false, &spare)?;
                    let level = Level::new((rows, cols), packing, (file, 0), &tools);
                    levels.push(if levels.is_empty() {
                        level
                    } else {
                        level.overview()
                    });
                    if rows <= side && cols <= side {
                        break levels;
                    }
                    (rows, cols) = (rows.div_ceil(2), cols.div_ceil(2));
                }
            }
        };
        Ok(Self {
            path: path.to_owned(),
            file,
            levels,
            nodata,
            georeference: georeference.cloned(),
            options: options.clone(),
        })
    }

    /// The next rows, from the north, as many as there are.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] for cells that are no whole rows, or more than the raster has;
    /// [`TerrainError::Io`] of the disk.
    pub fn push_rows(&mut self, cells: &[T]) -> Result<()> {
        let Some(first) = self.levels.first() else {
            return Ok(());
        };
        let (cols, missing) = (first.cols, first.rows - first.rows_taken());
        if !cells.len().is_multiple_of(cols) || cells.len() / cols > missing {
            return Err(TerrainError::Refused(format!(
                "{} cells after row {} of a raster of {} × {cols}",
                cells.len(),
                first.rows_taken(),
                first.rows
            )));
        }
        let mut left = cells;
        // By pieces, so that no second raster is in memory when one is pushed whole.
        while !left.is_empty() {
            let rows = self.free_rows().max(1).min(left.len() / cols);
            let (piece, rest) = left.split_at(rows * cols);
            self.push_with(rows, |to| {
                to.copy_from_slice(piece);
                Ok::<_, TerrainError>(())
            })?;
            left = rest;
        }
        Ok(())
    }

    /// How many rows may come next so that no more are in memory than must be; 0 where none are missing.
    pub fn free_rows(&self) -> usize {
        self.levels.first().map_or(0, Level::free_rows)
    }

    /// The next rows, which `fill` writes where they wait to be packed: whole rows one after the other, each cell of
    /// them, since what stands there before is of no meaning.
    ///
    /// # Errors
    /// As [`Writer::push_rows`], and what `fill` is refused for; then nothing was pushed.
    pub fn push_with<E: From<TerrainError>>(
        &mut self,
        rows: usize,
        fill: impl FnOnce(&mut [T]) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        if let Some(first) = self.levels.first_mut() {
            first.take(rows, fill)?;
        }
        Ok(self.settle()?)
    }

    /// Packs what is ready, and makes overviews of it.
    fn settle(&mut self) -> Result<()> {
        let mut levels = self.levels.as_mut_slice();
        while let Some((level, rest)) = levels.split_first_mut() {
            let cols = level.cols;
            let packed = level.pack_ready()?;
            if packed.is_empty() {
                break;
            }
            if let (Blocks::Cloud { overviews, .. }, Some(next)) =
                (self.options.blocks, rest.first_mut())
            {
                // What was packed are whole rows of tiles, an even number, or the last ones: no pair is parted.
                let rows = (packed.len() / cols).div_ceil(2);
                next.take(rows, |to| {
                    halve(packed, cols, overviews, self.nodata, to);
                    Ok::<_, TerrainError>(())
                })?;
            }
            level.clear();
            levels = rest;
        }
        Ok(())
    }

    /// Puts the file under its name.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] where rows are missing; [`TerrainError::Io`] of the disk.
    pub fn finish(mut self) -> Result<()> {
        let levels = std::mem::take(&mut self.levels)
            .into_iter()
            .map(Level::finish)
            .collect::<Result<Vec<_>>>()?;
        match self.options.blocks {
            Blocks::Cloud { .. } => self.finish_cloud(levels)?,
            Blocks::Strips { .. } | Blocks::Tiles { .. } => self.finish_plain(&levels)?,
        }
        self.file.as_file().sync_all()?;
        self.file
            .persist(&self.path)
            .map_err(|failed| failed.error)?;
        // The name itself is in the folder.
        File::open(folder_of(&self.path))?.sync_all()?;
        Ok(())
    }

    /// The directory behind the blocks, then the header.
    fn finish_plain(&mut self, levels: &[Done]) -> Result<()> {
        let Some(level) = levels.first() else {
            return Ok(());
        };
        let at = level.end.next_multiple_of(8);
        let tags = self.tags(level, 0, 0);
        let end = at + wide(layout::directory(&tags, at, false, true).len());
        let is_big = self.options.is_big || layout::needs_big(end);
        let file = self.file.as_file_mut();
        file.seek(SeekFrom::Start(at))?;
        file.write_all(&layout::directory(&tags, at, false, is_big))?;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&layout::header(at, is_big))?;
        Ok(())
    }

    /// Header, ghost area, directories from the largest raster on, blocks from the smallest on.
    fn finish_cloud(&mut self, levels: Vec<Done>) -> Result<()> {
        let size = |is_big| {
            let head = wide(layout::header(0, is_big).len() + layout::GHOST.len());
            let mut at = head.next_multiple_of(8);
            for (k, level) in levels.iter().enumerate() {
                at += wide(layout::directory(&self.tags(level, k, 0), 0, false, is_big).len());
            }
            (head.next_multiple_of(8), at)
        };
        let blocks: u64 = levels.iter().map(|level| level.end).sum();
        let is_big = self.options.is_big || layout::needs_big(size(false).1 + blocks);
        let (first, directories_end) = size(is_big);
        let mut head = layout::header(first, is_big);
        head.extend(layout::GHOST.as_bytes());
        head.resize(usize::try_from(first).unwrap_or(head.len()), 0);
        // A raster's blocks stand behind those of all that are smaller.
        let mut base = directories_end + blocks;
        for (k, level) in levels.iter().enumerate() {
            base -= level.end;
            let tags = self.tags(level, k, base);
            let at = wide(head.len());
            head.extend(layout::directory(&tags, at, k + 1 < levels.len(), is_big));
        }
        let file = self.file.as_file_mut();
        file.write_all(&head)?;
        let mut syncing = Syncing::default();
        for mut level in levels.into_iter().rev() {
            level.file.seek(SeekFrom::Start(0))?;
            loop {
                let copied = std::io::copy(&mut (&level.file).take(COPY_BYTES), file)?;
                if copied == 0 {
                    break;
                }
                syncing.wrote(file, copied)?;
            }
        }
        Ok(syncing.finish()?)
    }

    /// The tags of a raster, the `number`th from the largest, whose blocks begin at an offset.
    fn tags(&self, level: &Done, number: usize, base: u64) -> Vec<(u16, Value)> {
        let side = |n: usize| Value::Longs(vec![u32::try_from(n).unwrap_or(u32::MAX)]);
        let short = |n: u16| Value::Shorts(vec![n]);
        let bits = u16::try_from(T::TYPE.bytes() * 8).unwrap_or(u16::MAX);
        let offsets = level
            .places
            .iter()
            .map(|(offset, _)| base + offset)
            .collect();
        let counts = level.places.iter().map(|(_, bytes)| *bytes).collect();
        let mut tags = vec![
            (tag::IMAGE_WIDTH, side(level.cols)),
            (tag::IMAGE_LENGTH, side(level.rows)),
            (tag::BITS_PER_SAMPLE, short(bits)),
            (tag::COMPRESSION, short(level.packing.compression.code())),
            // Black is zero; what GDAL writes of cells that are no picture.
            (tag::PHOTOMETRIC, short(1)),
            (tag::SAMPLES_PER_PIXEL, short(1)),
            (tag::PLANAR_CONFIGURATION, short(1)),
            (tag::SAMPLE_FORMAT, short(T::TYPE.format())),
        ];
        if let Some(cols) = level.packing.block_cols {
            tags.extend([
                (tag::TILE_WIDTH, side(cols)),
                (tag::TILE_LENGTH, side(level.packing.block_rows)),
                (tag::TILE_OFFSETS, Value::Offsets(offsets)),
                (tag::TILE_BYTE_COUNTS, Value::Longs(counts)),
            ]);
        } else {
            tags.extend([
                (tag::ROWS_PER_STRIP, side(level.packing.block_rows)),
                (tag::STRIP_OFFSETS, Value::Offsets(offsets)),
                (tag::STRIP_BYTE_COUNTS, Value::Longs(counts)),
            ]);
        }
        if level.packing.predictor != Predictor::None {
            tags.push((tag::PREDICTOR, short(level.packing.predictor.code())));
        }
        if let Some(nodata) = self.nodata {
            tags.push((tag::GDAL_NODATA, Value::Text(nodata.print())));
        }
        if number > 0 {
            tags.push((tag::NEW_SUBFILE_TYPE, Value::Longs(vec![1])));
        } else {
            tags.extend(self.georeference.iter().flat_map(geo::tags));
            if let Some(software) = &self.options.software {
                tags.push((tag::SOFTWARE, Value::Text(software.clone())));
            }
            if !self.options.metadata.is_empty() {
                let xml = layout::metadata_xml(&self.options.metadata);
                tags.push((tag::GDAL_METADATA, Value::Text(xml)));
            }
        }
        tags.sort_by_key(|(tag, _)| *tag);
        tags
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
