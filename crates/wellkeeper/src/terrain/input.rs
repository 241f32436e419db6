//! A raster that a command reads: what it is is said aloud, and its hash goes into what is made of it.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use terrain::figures::without_data;
use terrain::flow::ground::Elevation;
use terrain::grid::Crs;
use terrain::surface::Height;
use terrain::tiff::{FileSource, Info, Reader, SampleType, Stored};
use terrain::unit::LinearUnit;
use terrain::{Georeference, Raster, TerrainError, ascii};

use crate::failure::Failure;

/// Bytes of an ESRI ASCII grid: it is read whole, and is the format of small rasters.
const ASCII_BYTES_MAX: u64 = 2 << 30;

/// Heights as cells of a file may have them.
pub trait Heights: Stored + Elevation + Height + terrain::cell::Cell + FromStr {}

impl Heights for u8 {}
impl Heights for u16 {}
impl Heights for i16 {}
impl Heights for i32 {}
impl Heights for f32 {}
impl Heights for f64 {}

/// Calls a function that is generic over the cells of a raster of heights with the type that holds those of
/// `$input` exactly.
macro_rules! with_heights {
    ($input:expr, $function:ident ( $($argument:expr),* )) => {
        match $input.sample() {
            SampleType::U8 => $function::<u8>($($argument),*),
            SampleType::U16 => $function::<u16>($($argument),*),
            SampleType::I8 | SampleType::I16 => $function::<i16>($($argument),*),
            SampleType::I32 => $function::<i32>($($argument),*),
            SampleType::F16 | SampleType::F32 => $function::<f32>($($argument),*),
            SampleType::U32 | SampleType::F64 => $function::<f64>($($argument),*),
            other @ (SampleType::U64 | SampleType::I64) => Err($input.refuses(&TerrainError::Refused(
                format!("cells of {other}; expected at most 32 bits, or floats"),
            ))),
        }
    };
}
pub(super) use with_heights;

/// Elevations as cells of a file may have them: [`Heights`], and whole numbers of 64 bits, which a double does not hold.
pub trait Elevations:
    Stored + Elevation + terrain::cell::Cell + FromStr + std::fmt::Display
{
}

impl<T: Stored + Elevation + terrain::cell::Cell + FromStr + std::fmt::Display> Elevations for T {}

/// As [`with_heights`], for what takes [`Elevations`].
macro_rules! with_elevations {
    ($input:expr, $function:ident ( $($argument:expr),* )) => {
        match $input.sample() {
            SampleType::U64 => $function::<u64>($($argument),*),
            SampleType::I64 => $function::<i64>($($argument),*),
            _ => with_heights!($input, $function($($argument),*)),
        }
    };
}
pub(super) use with_elevations;

/// A file that was opened.
pub struct Input {
    path: PathBuf,
    hash: String,
    content: Content,
}

enum Content {
    Tiff(Box<Reader<FileSource>>),
    Ascii(Vec<u8>),
}

impl Input {
    /// Opens a raster: an ESRI ASCII grid where the name ends in `.asc`, else a GeoTIFF.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let at = |error: &dyn std::fmt::Display| refuse(path, error);
        let hash = hash_of(path).map_err(|error| at(&error))?;
        let content = if is_ascii(path) {
            let bytes = std::fs::metadata(path).map_err(|e| at(&e))?.len();
            if bytes > ASCII_BYTES_MAX {
                let most =
                    format!("{bytes} bytes; an ESRI ASCII grid has at most {ASCII_BYTES_MAX}");
                return Err(at(&most));
            }
            Content::Ascii(std::fs::read(path).map_err(|e| at(&e))?)
        } else {
            Content::Tiff(Box::new(Reader::open(path).map_err(|e| at(&e))?))
        };
        Ok(Self {
            path: path.to_owned(),
            hash,
            content,
        })
    }

    /// What it is called.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its BLAKE3, hexadecimal.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// What its cells are.
    pub fn sample(&self) -> SampleType {
        match &self.content {
            Content::Tiff(reader) => reader.info().sample,
            Content::Ascii(_) => SampleType::F64,
        }
    }

    /// What a GeoTIFF says of itself.
    pub fn info(&self) -> Option<&Info> {
        self.reader().map(Reader::info)
    }

    /// The reader of a GeoTIFF.
    pub fn reader(&self) -> Option<&Reader<FileSource>> {
        match &self.content {
            Content::Tiff(reader) => Some(reader),
            Content::Ascii(_) => None,
        }
    }

    /// The first band, told on stderr with its place and the share of cells without data.
    pub fn raster<T: Stored + terrain::cell::Cell + FromStr>(&self) -> Result<Raster<T>, Failure> {
        let raster = match &self.content {
            Content::Tiff(reader) => {
                self.tell_bands();
                reader.read::<T>(0)
            }
            Content::Ascii(text) => ascii::read::<T>(text),
        };
        let raster = raster.map_err(|error| self.refuses(&error))?;
        let shape = (raster.grid.rows(), raster.grid.cols());
        let without = without_data(raster.grid.cells(), raster.nodata);
        self.tell(shape, raster.georeference.as_ref(), without);
        Ok(raster)
    }

    /// Says that a GeoTIFF has more bands than the one that is read.
    pub fn tell_bands(&self) {
        if let Some(bands) = self
            .info()
            .map(|info| info.bands)
            .filter(|bands| *bands > 1)
        {
            eprintln!("{}: {bands} bands; the first is read", self.path.display());
        }
    }

    /// Tells what a GeoTIFF is that went by in bands of rows, and how many of its cells had no data.
    pub fn tell_file(&self, reader: &Reader<FileSource>, without: u64) {
        let info = reader.info();
        self.tell((info.rows, info.cols), info.georeference.as_ref(), without);
    }

    /// Refuses what are no directions.
    pub fn check_directions(&self) -> Result<(), Failure> {
        if self.sample() != SampleType::U8 {
            return Err(refuse(
                &self.path,
                &format!(
                    "cells of {}; expected directions, u8: `wellkeeper terrain d8` makes them",
                    self.sample()
                ),
            ));
        }
        Ok(())
    }

    /// Directions.
    pub fn directions(&self) -> Result<Raster<u8>, Failure> {
        self.check_directions()?;
        let mut raster = self.raster::<u8>()?;
        // Whatever the file calls it, and also where it says nothing.
        raster.nodata = Some(terrain::flow::d8::NODATA);
        Ok(raster)
    }

    /// What is refused, with the name of the file.
    pub fn refuses(&self, error: &TerrainError) -> Failure {
        refuse(&self.path, error)
    }

    /// Tells what it is, with how many of its cells have no data.
    pub fn tell(&self, (rows, cols): (usize, usize), place: Option<&Georeference>, without: u64) {
        let share = 100.0 * without as f64 / (rows * cols).max(1) as f64;
        let place = place.map_or_else(
            || "it does not say where it lies: x is taken to be the column, y the row, cells of 1 m".to_owned(),
            |place| {
                let (width, height) = place.cell_metres(rows / 2);
                let unit = if place.crs.unit().metres().is_ok() {
                    "m"
                } else {
                    "of these"
                };
                format!(
                    "{}, cells of {width:.2} × {height:.2} {unit}{}",
                    named(&place.crs),
                    heights_told(&place.crs)
                )
            },
        );
        eprintln!(
            "{}: {rows} rows × {cols} columns of {}; {place}; {without} cells ({share:.2} %) without data",
            self.path.display(),
            self.sample(),
        );
    }
}

/// A coordinate system as one says it.
pub fn named(crs: &Crs) -> String {
    let unit = match crs.unit() {
        LinearUnit::Metre => String::new(),
        other => format!(", {other}"),
    };
    match (crs.epsg, crs.is_geographic) {
        (Some(code), true) => format!("EPSG:{code}, degrees"),
        (Some(code), false) => format!("EPSG:{code}{unit}"),
        (None, true) => "degrees of a system without EPSG code".to_owned(),
        (None, false) if crs.keys.directory.is_empty() => {
            "no coordinate system, metres are taken".to_owned()
        }
        (None, false) => format!("a projected system without EPSG code{unit}"),
    }
}

/// What is said of heights that are not in metres.
fn heights_told(crs: &Crs) -> String {
    match crs.vertical_unit() {
        None | Some(LinearUnit::Metre) => String::new(),
        Some(other) => {
            format!("; heights in {other}: `--z-factor` makes of them what x and y are in")
        }
    }
}

/// Whether a file of this name is an ESRI ASCII grid.
pub fn is_ascii(path: &Path) -> bool {
    path.extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("asc"))
}

/// A refusal that names the file.
pub fn refuse(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::Refused(format!("{}: {error}", path.display()))
}

/// The BLAKE3 of a file.
pub fn hash_of(path: &Path) -> std::io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(std::fs::File::open(path)?)?;
    Ok(hasher.finalize().to_hex().to_string())
}
