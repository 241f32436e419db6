//! One raster of a file: what its tags say, held against what can be.

use super::directory::{Directory, Header};
use super::form::{Compression, Predictor, SampleType, name_of_compression, tag};
use super::source::ReadAt;
use super::{narrow, wide};
use crate::limits::{BLOCK_BYTES_MAX, SIDE_MAX};
use crate::{Result, TerrainError};

/// What a strip that is not packed is cut into, so that it need not be read whole.
const PIECE_BYTES: usize = 1 << 20;

/// Columns that a tile has at least (TIFF 6.0, section 15); narrower ones would cost more to keep apart than
/// their cells.
const TILE_COLS_MIN: usize = 16;

/// A raster and where its blocks stand.
#[derive(Debug, Clone)]
pub(super) struct Image {
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub cols: usize,
    /// Samples of a cell.
    pub bands: usize,
    /// What they are.
    pub sample: SampleType,
    /// Rows of a strip or tile; the last strip may have fewer.
    pub block_rows: usize,
    /// Columns of a strip or tile.
    pub block_cols: usize,
    /// Whether blocks are tiles.
    pub is_tiled: bool,
    /// Whether each band has blocks of its own.
    pub is_planar: bool,
    /// How blocks are packed.
    pub compression: Compression,
    /// What was done before.
    pub predictor: Predictor,
    /// Where each begins, and its bytes; 0 bytes: it was never written.
    places: Vec<(u64, u64)>,
}

/// One block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Its first byte.
    pub offset: u64,
    /// How many there are.
    pub bytes: u64,
}

/// Tags with one number each, as far as all images have them.
struct Numbers<'a, R: ReadAt> {
    source: &'a R,
    header: Header,
    directory: &'a Directory,
}

impl<R: ReadAt> Numbers<'_, R> {
    fn or(&self, tag: u16, default: u64) -> Result<u64> {
        let found = self.directory.integer(self.source, self.header, tag)?;
        Ok(found.unwrap_or(default))
    }

    /// Where a tag stands, for the error.
    fn place(&self, tag: u16) -> u64 {
        self.directory.get(tag).map_or(self.directory.at, |e| e.at)
    }

    fn wrong(&self, tag: u16, message: String) -> TerrainError {
        TerrainError::at(self.place(tag), message)
    }

    /// A side, in cells.
    fn side(&self, tag: u16, what: &str) -> Result<usize> {
        let found = self.or(tag, 0)?;
        match usize::try_from(found) {
            Ok(side @ 1..=SIDE_MAX) => Ok(side),
            _ => Err(self.wrong(tag, format!("{what} of {found}, expected 1 to {SIDE_MAX}"))),
        }
    }

    fn compression(&self) -> Result<Compression> {
        let code = self.or(tag::COMPRESSION, 1)?;
        Compression::of(code).ok_or_else(|| {
            let name = name_of_compression(code);
            self.wrong(
                tag::COMPRESSION,
                format!(
                    "compression {code} ({name}), expected none, LZW, deflate, PackBits or ZSTD"
                ),
            )
        })
    }

    /// The type that all samples share.
    fn sample(&self, bands: usize) -> Result<SampleType> {
        let bits = self.equal(tag::BITS_PER_SAMPLE, bands, 1)?;
        let format = self.equal(tag::SAMPLE_FORMAT, bands, 1)?;
        SampleType::of(format, bits).ok_or_else(|| {
            self.wrong(
                tag::BITS_PER_SAMPLE,
                format!(
                    "samples of format {format} with {bits} bits, expected whole numbers of 8, 16, 32 or 64 \
                     or floats of 16, 32 or 64"
                ),
            )
        })
    }

    /// A number for each band, all of them equal.
    fn equal(&self, tag: u16, bands: usize, default: u64) -> Result<u64> {
        let Some(entry) = self.directory.get(tag) else {
            return Ok(default);
        };
        let found = self.header.integers(self.source, entry, wide(bands))?;
        match found.split_first() {
            None => Ok(default),
            Some((first, rest)) if rest.iter().all(|other| other == first) => Ok(*first),
            Some(_) => Err(self.wrong(tag, format!("bands that differ in tag {tag}"))),
        }
    }

    fn predictor(&self, sample: SampleType, compression: Compression) -> Result<Predictor> {
        // It belongs to the two compressions that know of it; else readers pass it over.
        if !matches!(
            compression,
            Compression::Lzw | Compression::Deflate | Compression::Zstd
        ) {
            return Ok(Predictor::None);
        }
        let code = self.or(tag::PREDICTOR, 1)?;
        match Predictor::of(code) {
            Some(Predictor::Float) if !sample.is_float() => Err(self.wrong(
                tag::PREDICTOR,
                format!("predictor 3 on {sample}; it is of floats"),
            )),
            Some(predictor) => Ok(predictor),
            None => Err(self.wrong(
                tag::PREDICTOR,
                format!("predictor {code}, expected 1, 2 or 3"),
            )),
        }
    }
}

impl Image {
    /// Of a directory.
    ///
    /// # Errors
    /// [`TerrainError::Bytes`] where tags lack, contradict each other or ask for what is not read.
    pub fn new(source: &impl ReadAt, header: Header, directory: &Directory) -> Result<Self> {
        let numbers = Numbers {
            source,
            header,
            directory,
        };
        let cols = numbers.side(tag::IMAGE_WIDTH, "columns")?;
        let rows = numbers.side(tag::IMAGE_LENGTH, "rows")?;
        let bands = numbers.or(tag::SAMPLES_PER_PIXEL, 1)?;
        let bands = match u16::try_from(bands) {
            Ok(bands) if bands > 0 => usize::from(bands),
            _ => {
                return Err(numbers.wrong(tag::SAMPLES_PER_PIXEL, format!("{bands} bands")));
            }
        };
        let compression = numbers.compression()?;
        let sample = numbers.sample(bands)?;
        let predictor = numbers.predictor(sample, compression)?;
        if numbers.or(tag::FILL_ORDER, 1)? != 1 {
            return Err(numbers.wrong(tag::FILL_ORDER, "bits in reverse (tag 266)".to_owned()));
        }
        let planar = numbers.or(tag::PLANAR_CONFIGURATION, 1)?;
        if !matches!(planar, 1 | 2) {
            return Err(numbers.wrong(
                tag::PLANAR_CONFIGURATION,
                format!("planar configuration {planar}, expected 1 or 2"),
            ));
        }
        let is_tiled = directory.get(tag::TILE_WIDTH).is_some();
        let (block_rows, block_cols) = if is_tiled {
            let width = numbers.side(tag::TILE_WIDTH, "columns of a tile")?;
            if width < TILE_COLS_MIN {
                return Err(numbers.wrong(
                    tag::TILE_WIDTH,
                    format!("tiles of {width} columns, expected {TILE_COLS_MIN} or more"),
                ));
            }
            (numbers.side(tag::TILE_LENGTH, "rows of a tile")?, width)
        } else {
            let strip = numbers.or(tag::ROWS_PER_STRIP, u64::MAX)?;
            if strip == 0 {
                return Err(numbers.wrong(tag::ROWS_PER_STRIP, "strips of 0 rows".to_owned()));
            }
            (usize::try_from(strip).unwrap_or(rows).min(rows), cols)
        };
        let mut image = Self {
            rows,
            cols,
            bands,
            sample,
            block_rows,
            block_cols,
            is_tiled,
            is_planar: planar == 2 && bands > 1,
            compression,
            predictor,
            places: Vec::new(),
        };
        image.places = image.places(&numbers)?;
        image.cut_strip();
        let block = image.block_bytes(image.block_rows);
        if block > wide(BLOCK_BYTES_MAX) {
            return Err(TerrainError::at(
                directory.at,
                format!("blocks of {block} bytes, expected at most {BLOCK_BYTES_MAX}"),
            ));
        }
        Ok(image)
    }

    /// Where the blocks stand.
    fn places<R: ReadAt>(&self, numbers: &Numbers<'_, R>) -> Result<Vec<(u64, u64)>> {
        let (offsets_tag, counts_tag) = if self.is_tiled {
            (tag::TILE_OFFSETS, tag::TILE_BYTE_COUNTS)
        } else {
            (tag::STRIP_OFFSETS, tag::STRIP_BYTE_COUNTS)
        };
        let at = numbers.directory.at;
        let planes = if self.is_planar { self.bands } else { 1 };
        let expected = wide(self.down()) * wide(self.across()) * wide(planes);
        let find = |tag| {
            let entry = numbers
                .directory
                .get(tag)
                .ok_or_else(|| TerrainError::at(at, format!("no tag {tag}")))?;
            if entry.count < expected {
                return Err(TerrainError::at(
                    entry.at,
                    format!("{} blocks in tag {tag}, expected {expected}", entry.count),
                ));
            }
            numbers.header.integers(numbers.source, entry, expected)
        };
        let offsets = find(offsets_tag)?;
        let is_plain = self.compression == Compression::None;
        let counts = if is_plain && numbers.directory.get(counts_tag).is_none() {
            vec![0; offsets.len()]
        } else {
            find(counts_tag)?
        };
        let places = offsets.into_iter().zip(counts).enumerate();
        Ok(places
            .map(|(i, (offset, bytes))| match bytes {
                // Old writers left the counts out, or 0, where they follow from the size.
                0 if is_plain && offset != 0 => (offset, self.block_bytes(self.rows_of(i))),
                _ => (offset, bytes),
            })
            .collect())
    }

    /// Cuts a single strip that is not packed, which some writers make of a whole raster.
    fn cut_strip(&mut self) {
        if self.is_tiled || self.compression != Compression::None || self.down() > 1 {
            return;
        }
        let row_bytes = self.block_bytes(1);
        let piece = usize::try_from(wide(PIECE_BYTES) / row_bytes.max(1))
            .unwrap_or(1)
            .max(1);
        let whole = self.block_bytes(self.rows);
        let is_short = |bytes: u64| bytes > 0 && bytes < whole;
        if piece >= self.rows || self.places.iter().any(|(_, bytes)| is_short(*bytes)) {
            return;
        }
        self.block_rows = piece;
        let down = self.down();
        let mut places = Vec::with_capacity(down * self.places.len());
        for (offset, bytes) in std::mem::take(&mut self.places) {
            let (mut offset, mut left) = (offset, bytes);
            for i in 0..down {
                let part = self.block_bytes(self.rows_of(i)).min(left);
                places.push((offset, part));
                offset = offset.saturating_add(part);
                left -= part;
            }
        }
        self.places = places;
    }

    /// Blocks from north to south.
    pub fn down(&self) -> usize {
        self.rows.div_ceil(self.block_rows)
    }

    /// Blocks from west to east.
    pub fn across(&self) -> usize {
        self.cols.div_ceil(self.block_cols)
    }

    /// Rows that a block has in the file: a tile all, the last strip what is left.
    fn rows_of(&self, index: usize) -> usize {
        if self.is_tiled {
            return self.block_rows;
        }
        let above = index % self.down() * self.block_rows;
        self.block_rows.min(self.rows - above)
    }

    /// Samples that stand side by side in a block.
    pub fn stride(&self) -> usize {
        if self.is_planar { 1 } else { self.bands }
    }

    /// Bytes of so many rows of a block, unpacked.
    fn block_bytes(&self, rows: usize) -> u64 {
        wide(rows) * wide(self.block_cols) * wide(self.stride()) * wide(self.sample.bytes())
    }

    /// A block by its place in the grid of blocks, and its bytes unpacked; no place where it was never
    /// written.
    pub fn block(&self, band: usize, down: usize, across: usize) -> (Option<Place>, u64) {
        let plane = if self.is_planar { band } else { 0 };
        let index = (plane * self.down() + down) * self.across() + across;
        let bytes = self.block_bytes(self.rows_of(down));
        match self.places.get(index) {
            None | Some((_, 0)) => (None, bytes),
            Some(&(offset, packed)) => (
                Some(Place {
                    offset,
                    bytes: packed,
                }),
                bytes,
            ),
        }
    }

    /// Blocks that were never written.
    pub fn sparse(&self) -> usize {
        self.places.iter().filter(|(_, bytes)| *bytes == 0).count()
    }

    /// That packed bytes can become so many.
    pub fn believes(&self, place: Place, unpacked: u64) -> Result<()> {
        let most = place.bytes.saturating_mul(self.compression.expansion_max());
        if unpacked > most {
            return Err(TerrainError::at(
                place.offset,
                format!(
                    "{} bytes ({}) that should unpack to {unpacked}; they cannot to more than {most}",
                    place.bytes, self.compression
                ),
            ));
        }
        Ok(())
    }
}

/// The size of a directory's raster, whatever else it is.
pub(super) fn size(
    source: &impl ReadAt,
    header: Header,
    directory: &Directory,
) -> Result<(usize, usize)> {
    let side = |tag| -> Result<usize> {
        let found = directory.integer(source, header, tag)?.unwrap_or(0);
        narrow(found, directory.at, "a side")
    };
    Ok((side(tag::IMAGE_LENGTH)?, side(tag::IMAGE_WIDTH)?))
}
