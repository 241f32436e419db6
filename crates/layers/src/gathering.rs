//! Features on their way in, whatever file they come from: one place for the caps, the faults of shapes
//! and the way to longitude and latitude.

use std::collections::HashMap;

use crate::crs::{Crs, Declared};
use crate::error::{LayerError, Result};
use crate::features::{Feature, Features, Geometry, Value};
use crate::limits::{COLUMN_BYTES_MAX, COLUMNS_MAX, FEATURES_MAX, TEXT_BYTES_MAX, VERTICES_MAX};
use crate::shape;

/// Features that were read so far, their coordinates as the file has them.
pub(crate) struct Gathering {
    noun: &'static str,
    columns: Vec<String>,
    places: HashMap<String, usize>,
    features: Vec<Feature>,
    vertices: usize,
    passed: usize,
}

impl Gathering {
    /// None yet of a file that calls them `noun`.
    pub fn new(noun: &'static str) -> Self {
        Self {
            noun,
            columns: Vec::new(),
            places: HashMap::new(),
            features: Vec::new(),
            vertices: 0,
            passed: 0,
        }
    }

    /// The number of the feature that comes next.
    pub fn number(&self) -> usize {
        self.features.len() + self.passed + 1
    }

    /// Leaves the next feature out.
    pub fn pass_over(&mut self) {
        self.passed += 1;
    }

    /// Vertices that may still come.
    pub fn vertices_left(&self) -> usize {
        VERTICES_MAX - self.vertices
    }

    /// What is wrong with the feature that comes next.
    pub fn refuse(&self, wrong: impl Into<String>) -> LayerError {
        LayerError::Feature {
            noun: self.noun,
            number: self.number(),
            wrong: wrong.into(),
        }
    }

    /// The place of the property `name`.
    pub fn column(&mut self, name: &str) -> Result<usize> {
        if let Some(place) = self.places.get(name) {
            return Ok(*place);
        }
        if name.len() > COLUMN_BYTES_MAX {
            return Err(self.refuse(format!(
                "the name of a property has {} bytes; at most {COLUMN_BYTES_MAX}",
                name.len()
            )));
        }
        let place = self.columns.len();
        if place >= COLUMNS_MAX {
            return Err(self.refuse(format!(
                "`{name}` is property {} of the layer; at most {COLUMNS_MAX}",
                place + 1
            )));
        }
        self.columns.push(name.to_owned());
        self.places.insert(name.to_owned(), place);
        Ok(place)
    }

    /// Takes the next feature.
    pub fn take(&mut self, geometry: Geometry, properties: Vec<(usize, Value)>) -> Result<()> {
        if self.features.len() >= FEATURES_MAX {
            return Err(self.refuse(format!("at most {FEATURES_MAX} are taken")));
        }
        if let Some(wrong) = shape::wrong(&geometry) {
            return Err(self.refuse(wrong));
        }
        let vertices = geometry.positions().count();
        if vertices > self.vertices_left() {
            return Err(self.refuse(format!(
                "the layer has more than {VERTICES_MAX} vertices; expected fewer"
            )));
        }
        for (place, value) in &properties {
            if let Value::Text(text) = value
                && text.len() > TEXT_BYTES_MAX
            {
                return Err(self.refuse(format!(
                    "`{}` has {} bytes; at most {TEXT_BYTES_MAX}",
                    self.columns.get(*place).map_or("", String::as_str),
                    text.len()
                )));
            }
        }
        self.vertices += vertices;
        self.features.push(Feature {
            number: self.number(),
            geometry,
            properties,
        });
        Ok(())
    }

    /// Brings all to longitude and latitude: from what a person `said`, else from what the file
    /// `declared`.
    pub fn finish(self, declared: Declared, said: Option<Crs>) -> Result<Features> {
        let crs = declared.or_said(said)?;
        let mut features = self.features;
        if features.iter().all(|f| f.geometry.is_empty()) {
            return Err(LayerError::file(format!(
                "{} {}s, none of them with a shape; expected something to draw",
                features.len(),
                self.noun
            )));
        }
        for feature in &mut features {
            for at in feature.geometry.positions_mut() {
                *at = crs.to_degrees(*at).map_err(|wrong| LayerError::Feature {
                    noun: self.noun,
                    number: feature.number,
                    wrong,
                })?;
            }
            for polygon in &mut feature.geometry.polygons {
                shape::orient(polygon);
            }
        }
        Ok(Features {
            columns: self.columns,
            features,
            crs,
        })
    }
}
