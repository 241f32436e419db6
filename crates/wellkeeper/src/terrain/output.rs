//! A raster that a command makes: whole or not at all, and it says what it was made of and by what.

use std::fmt::Display;
use std::path::Path;

use terrain::flow::ground::{Bytes, Source};
use terrain::tiff::{Compression, Predictor, Sample, Stored, WriteOptions, Writer, write};
use terrain::{Georeference, Raster, TerrainError, ascii};

use super::beyond::{Away, Beyond, rows_of};
use super::input::{Input, is_ascii, refuse};
use crate::failure::Failure;
use crate::output::{check_apart, write_whole};

/// How a GeoTIFF is packed.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Packed {
    /// How the GeoTIFF is packed. `none` is quickest to write and read; `zstd` is read by GDAL where it is built so.
    #[arg(long, value_enum, default_value_t = Packing::Deflate)]
    pub compression: Packing,
}

/// How a GeoTIFF is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Packing {
    /// Deflate, which every program reads.
    Deflate,
    /// Zstandard.
    Zstd,
    /// LZW, which every program reads.
    Lzw,
    /// Not.
    None,
}

impl Packed {
    /// What is derived from heights, packed so.
    pub fn derived<T: Stored>(self) -> WriteOptions {
        let options = WriteOptions::derived::<T>();
        let compression = match self.compression {
            Packing::Deflate => return options,
            Packing::Zstd => Compression::Zstd,
            Packing::Lzw => Compression::Lzw,
            Packing::None => Compression::None,
        };
        let predictor = match compression {
            Compression::None => Predictor::None,
            _ => options.predictor,
        };
        WriteOptions {
            compression,
            predictor,
            level: None,
            ..options
        }
    }
}

/// What is made, and of which files.
pub struct Made<'a> {
    command: String,
    inputs: Vec<&'a Input>,
}

impl<'a> Made<'a> {
    /// By a command, of `inputs`.
    pub fn of(command: &str, inputs: &[&'a Input]) -> Self {
        Self {
            command: format!("wellkeeper terrain {command}"),
            inputs: inputs.to_vec(),
        }
    }

    /// Writes heights or other numbers that are continuous.
    pub fn continuous<T>(&self, out: &Path, raster: &Raster<T>) -> Result<(), Failure>
    where
        T: Stored + Sample + Display,
    {
        self.write(out, raster, WriteOptions::continuous::<T>())
    }

    /// Writes codes or numbers of things.
    pub fn codes<T>(&self, out: &Path, raster: &Raster<T>) -> Result<(), Failure>
    where
        T: Stored + Sample + Display,
    {
        self.write(out, raster, WriteOptions::codes())
    }

    /// Writes cells that lie in a scratch file by bands of rows; `options` as for a raster in memory.
    pub fn streamed<T: Stored + Sample + Bytes>(
        &self,
        out: &Path,
        away: &Away<'_, T>,
        beyond: &Beyond,
        mut options: WriteOptions,
    ) -> Result<(), Failure> {
        if is_ascii(out) {
            return Err(refuse(
                out,
                &"--memory writes GeoTIFF; expected another name",
            ));
        }
        self.sign(&mut options);
        let refused = |error: TerrainError| refuse(out, &error);
        let (rows, cols) = away.shape();
        let mut writer = Writer::<T>::create(out, rows, cols, away.nodata, away.place, &options)
            .map_err(refused)?;
        let band = beyond.band_rows(cols, 2 * size_of::<T>(), 1);
        let mut cells = Vec::new();
        for start in (0..rows).step_by(band) {
            let end = (start + band).min(rows);
            cells.clear();
            cells.resize((end - start) * cols, <T as Default>::default());
            let read = away.cells.read(rows_of(start, end, cols), &mut cells);
            read.map_err(refused)?;
            writer.push_rows(&cells).map_err(refused)?;
        }
        writer.finish().map_err(refused)
    }

    /// A GeoTIFF that is written as its rows come.
    pub fn begun<T: Stored>(
        &self,
        out: &Path,
        shape: (usize, usize),
        (nodata, place): (T, Option<&Georeference>),
        mut options: WriteOptions,
    ) -> Result<Writer<T>, Failure> {
        self.check_apart(out)?;
        self.sign(&mut options);
        let (rows, cols) = shape;
        let begun = Writer::create(out, rows, cols, Some(nodata), place, &options);
        begun.map_err(|error| refuse(out, &error))
    }

    fn sign(&self, options: &mut WriteOptions) {
        options.software = Some(format!("wellkeeper {}", env!("CARGO_PKG_VERSION")));
        options.metadata = self.provenance();
    }

    /// Writes a raster in one way.
    pub fn write<T>(
        &self,
        out: &Path,
        raster: &Raster<T>,
        mut options: WriteOptions,
    ) -> Result<(), Failure>
    where
        T: Stored + Sample + Display,
    {
        self.check_apart(out)?;
        if is_ascii(out) {
            let mut text = Vec::new();
            ascii::write(raster, &mut text).map_err(|error| refuse(out, &error))?;
            return write_whole(out, &text);
        }
        self.sign(&mut options);
        write(out, raster, &options).map_err(|error| refuse(out, &error))
    }

    /// Refuses to write over what is read.
    pub fn check_apart(&self, out: &Path) -> Result<(), Failure> {
        let mut inputs = self.inputs.iter();
        inputs.try_for_each(|input| check_apart(input.path(), out))
    }

    /// What a file says of where it is from.
    pub fn provenance(&self) -> Vec<(String, String)> {
        let mut items = vec![
            ("WELLKEEPER_COMMAND".to_owned(), self.command.clone()),
            (
                "WELLKEEPER_VERSION".to_owned(),
                env!("CARGO_PKG_VERSION").to_owned(),
            ),
        ];
        for (number, input) in (1..).zip(&self.inputs) {
            let name = input.path().file_name().unwrap_or_default();
            items.push((
                format!("WELLKEEPER_INPUT_{number}"),
                format!("{} blake3:{}", name.to_string_lossy(), input.hash()),
            ));
        }
        items
    }
}
