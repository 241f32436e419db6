//! How far apart cells lie on the ground, row by row.

use std::f64::consts::PI;

use crate::{Georeference, Raster, Result, TerrainError};

/// WGS 84: semi-major axis in metres and inverse flattening (EPSG:7030), where a file names no ellipsoid.
const WGS_84: (f64, f64) = (6_378_137.0, 298.257_223_563);

/// Steps from cell to cell, in the unit of the heights; metres where the raster is in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// To the next column; negative where columns run westwards.
    pub east: f64,
    /// To the row before; negative where rows run northwards.
    pub north: f64,
    /// Area of a cell, the square of the unit; positive.
    pub area: f64,
}

/// The steps of every row of a raster.
#[derive(Debug, Clone)]
pub enum Spacing {
    /// The same everywhere: a projected raster.
    Even(Step),
    /// By latitude: a raster in degrees.
    Ellipsoid {
        /// Latitude of the northern edge of row 0, degrees.
        top: f64,
        /// Degrees to the next row, signed, and to the next column.
        step: (f64, f64),
        /// Semi-major axis, metres, and first eccentricity squared.
        figure: (f64, f64),
    },
}

impl Spacing {
    /// Of a raster that lies here.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] for a raster that is turned, or whose cells have no size.
    pub fn of(place: &Georeference) -> Result<Self> {
        let [_, east, turn, top, tilt, south] = place.transform;
        if turn != 0.0 || tilt != 0.0 {
            return Err(TerrainError::Refused(format!(
                "the raster is turned (its transform has {turn} and {tilt}); expected rows from west to east: \
                 warp it first"
            )));
        }
        if !(east.is_finite() && south.is_finite() && east * south != 0.0) {
            return Err(TerrainError::Refused(format!(
                "cells of {east} × {south}; expected a size other than 0"
            )));
        }
        if !place.crs.is_geographic {
            return Ok(Self::Even(Step {
                east,
                north: -south,
                area: (east * south).abs(),
            }));
        }
        let (axis, inverse_flattening) = place.crs.ellipsoid.unwrap_or(WGS_84);
        // An inverse flattening of 0 is how files say a sphere.
        let flattening = if inverse_flattening == 0.0 {
            0.0
        } else {
            1.0 / inverse_flattening
        };
        Ok(Self::Ellipsoid {
            top,
            step: (south, east),
            figure: (axis, flattening * (2.0 - flattening)),
        })
    }

    /// Of a raster that must say where it lies.
    ///
    /// # Errors
    /// As [`Spacing::of`], and when it does not say.
    pub fn of_raster<T>(raster: &Raster<T>) -> Result<Self> {
        let place = raster.georeference.as_ref().ok_or_else(|| {
            TerrainError::Refused(
                "the raster does not say where it lies; expected a transform: how far apart its cells are"
                    .to_owned(),
            )
        })?;
        Self::of(place)
    }

    /// Those of a row, at the latitude of its middle.
    ///
    /// Source: radii of curvature of the ellipsoid, and the area between two of its parallels: Snyder 1987,
    /// *Map Projections: A Working Manual*, USGS Professional Paper 1395, eq. 4-18, 4-20 and 3-12.
    pub fn at(&self, row: usize) -> Step {
        match self {
            Self::Even(step) => *step,
            Self::Ellipsoid { top, step, figure } => ellipsoid_step(*top, *step, *figure, row),
        }
    }
}

fn ellipsoid_step(
    top: f64,
    (south, east): (f64, f64),
    (axis, eccentricity2): (f64, f64),
    row: usize,
) -> Step {
    let edge = |row: f64| (top + south * row).clamp(-90.0, 90.0).to_radians();
    let row = row as f64;
    let latitude = edge(row + 0.5);
    let root = 1.0 - eccentricity2 * latitude.sin().powi(2);
    let across = axis / root.sqrt();
    let along = axis * (1.0 - eccentricity2) / root.powf(1.5);
    let eccentricity = eccentricity2.sqrt();
    let authalic = |latitude: f64| {
        let sine = latitude.sin();
        let stretched = if eccentricity == 0.0 {
            sine
        } else {
            (eccentricity * sine).atanh() / eccentricity
        };
        sine / (1.0 - eccentricity2 * sine * sine) + stretched
    };
    let band = (authalic(edge(row)) - authalic(edge(row + 1.0))).abs() / 2.0;
    Step {
        east: across * latitude.cos() * east.to_radians(),
        north: along * -south.to_radians(),
        area: axis * axis * (1.0 - eccentricity2) * band * east.abs() * PI / 180.0,
    }
}
