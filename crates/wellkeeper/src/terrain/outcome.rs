//! What a command says when it is done: lines for a person, one object for a program.

use serde::Serialize;
use serde_json::{Map, Value};
use terrain::cell::Cell;
use terrain::{Figures, Raster};

use crate::globals::Globals;
use crate::output::say;

/// Figures under their names.
#[derive(Debug, Default)]
pub struct Outcome {
    lines: Vec<(&'static str, &'static str)>,
    values: Map<String, Value>,
}

impl Outcome {
    /// With one more figure: its key, and its names in Chinese and in English.
    #[must_use]
    pub fn with(
        mut self,
        key: &'static str,
        (zh, en): (&'static str, &'static str),
        value: impl Serialize,
    ) -> Self {
        self.lines.push((zh, en));
        self.values.insert(
            key.to_owned(),
            serde_json::to_value(value).unwrap_or_default(),
        );
        self
    }

    /// With how many cells of a raster have data, and the least, the mean and the greatest of them.
    #[must_use]
    pub fn with_cells<T: Cell>(self, raster: &Raster<T>) -> Self {
        self.with_figures(&Figures::of(&raster.grid, raster.nodata))
    }

    /// The same, of cells that were gathered as they came.
    #[must_use]
    pub fn with_figures(self, figures: &Figures) -> Self {
        let of_any = |value: f64| (figures.data > 0).then_some(value);
        self.with("data", ("有数据的单元", "cells with data"), figures.data)
            .with("min", ("最小", "least"), of_any(figures.least))
            .with("mean", ("平均", "mean"), figures.mean())
            .with("max", ("最大", "greatest"), of_any(figures.greatest))
    }

    /// Prints it.
    pub fn print(&self, globals: &Globals) {
        if globals.json {
            say!("{}", Value::Object(self.values.clone()));
            return;
        }
        for ((zh, en), value) in self.lines.iter().zip(self.values.values()) {
            let value = match value {
                Value::String(text) => text.clone(),
                Value::Null => "—".to_owned(),
                other => other.to_string(),
            };
            say!("{}: {value}", globals.language().pick(zh, en));
        }
    }
}

/// A number with so many digits after the point.
pub fn rounded(number: f64, digits: i32) -> f64 {
    let parts = 10_f64.powi(digits);
    // Nought has no sign.
    (number * parts).round() / parts + 0.0
}
