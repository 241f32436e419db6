//! A raster that a command makes: whole or not at all, and it says what it was made of and by what.

use std::fmt::Display;
use std::path::Path;

use terrain::flow::ground::{Elevation, Source};
use terrain::tiff::{Sample, Stored, WriteOptions, Writer, write};
use terrain::{Raster, TerrainError, ascii};

use super::beyond::{Away, Beyond, rows_of};
use super::input::{Input, is_ascii, refuse};
use crate::failure::Failure;
use crate::output::{check_apart, write_whole};

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

    /// Writes cells that lie in a scratch file, each as `to` makes it, by bands of rows; `options` as for a raster
    /// in memory.
    pub fn streamed<T, S>(
        &self,
        out: &Path,
        away: &Away<'_, S>,
        beyond: &Beyond,
        (mut options, to): (WriteOptions, impl Fn(S) -> T),
    ) -> Result<(), Failure>
    where
        T: Stored + Sample,
        S: Elevation,
    {
        if is_ascii(out) {
            return Err(refuse(
                out,
                &"--memory writes GeoTIFF; expected another name",
            ));
        }
        self.sign(&mut options);
        let refused = |error: TerrainError| refuse(out, &error);
        let (rows, cols) = away.shape();
        let nodata = away.nodata.map(&to);
        let mut writer =
            Writer::<T>::create(out, rows, cols, nodata, away.place, &options).map_err(refused)?;
        let band = beyond.band_rows(cols, size_of::<T>() + size_of::<S>(), 1);
        let (mut cells, mut made) = (Vec::new(), Vec::new());
        for start in (0..rows).step_by(band) {
            let end = (start + band).min(rows);
            cells.clear();
            cells.resize((end - start) * cols, S::default());
            let read = away.cells.read(rows_of(start, end, cols), &mut cells);
            read.map_err(refused)?;
            made.clear();
            made.extend(cells.iter().map(|cell| to(*cell)));
            writer.push_rows(&made).map_err(refused)?;
        }
        writer.finish().map_err(refused)
    }

    fn sign(&self, options: &mut WriteOptions) {
        options.software = Some(format!("wellkeeper {}", env!("CARGO_PKG_VERSION")));
        options.metadata = self.provenance();
    }

    fn write<T>(
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
