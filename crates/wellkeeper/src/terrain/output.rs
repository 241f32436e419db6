//! A raster that a command makes: whole or not at all, and it says what it was made of and by what.

use std::fmt::Display;
use std::path::Path;

use terrain::tiff::{Cell, Sample, WriteOptions, write};
use terrain::{Raster, ascii};

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
        T: Cell + Sample + Display,
    {
        self.write(out, raster, WriteOptions::continuous::<T>())
    }

    /// Writes codes or numbers of things.
    pub fn codes<T>(&self, out: &Path, raster: &Raster<T>) -> Result<(), Failure>
    where
        T: Cell + Sample + Display,
    {
        self.write(out, raster, WriteOptions::codes())
    }

    fn write<T>(
        &self,
        out: &Path,
        raster: &Raster<T>,
        mut options: WriteOptions,
    ) -> Result<(), Failure>
    where
        T: Cell + Sample + Display,
    {
        self.check_apart(out)?;
        if is_ascii(out) {
            let mut text = Vec::new();
            ascii::write(raster, &mut text).map_err(|error| refuse(out, &error))?;
            return write_whole(out, &text);
        }
        options.software = Some(format!("wellkeeper {}", env!("CARGO_PKG_VERSION")));
        options.metadata = self.provenance();
        write(out, raster, &options).map_err(|error| refuse(out, &error))
    }

    /// Refuses to write over what is read.
    pub fn check_apart(&self, out: &Path) -> Result<(), Failure> {
        let mut inputs = self.inputs.iter();
        inputs.try_for_each(|input| check_apart(input.path(), out))
    }

    /// What a file says of where it is from.
    fn provenance(&self) -> Vec<(String, String)> {
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
