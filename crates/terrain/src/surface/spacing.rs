//! How far apart cells lie on the ground, row by row.

use crate::ellipsoid::Ellipsoid;
use crate::{Georeference, Raster, Result, TerrainError};

/// Steps from cell to cell, in the unit of x and y, which is taken for that of the heights; metres where the
/// raster is in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// To the next column; negative where columns run westwards.
    pub east: f64,
    /// To the row before; negative where rows run northwards.
    pub north: f64,
    /// Area of a cell, m²; positive.
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
        /// The figure of the earth.
        earth: Ellipsoid,
    },
}

impl Spacing {
    /// Of a raster that lies here.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] for a raster that is turned, whose cells have no size, or whose unit is not
    /// known.
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
            let metres = place.crs.unit().metres()?;
            return Ok(Self::Even(Step {
                east,
                north: -south,
                area: (east * south).abs() * (metres * metres),
            }));
        }
        Ok(Self::Ellipsoid {
            top,
            step: (south, east),
            earth: Ellipsoid::of(&place.crs),
        })
    }

    /// Of a raster; as [`Georeference::or_cells`] where it does not say where it lies, and as if its rows ran south.
    ///
    /// # Errors
    /// As [`Spacing::of`].
    pub fn of_raster<T>(raster: &Raster<T>) -> Result<Self> {
        Self::of_place(raster.georeference.as_ref())
    }

    /// As [`Spacing::of_raster`], of a raster that may lie somewhere.
    ///
    /// # Errors
    /// As [`Spacing::of`].
    pub fn of_place(place: Option<&Georeference>) -> Result<Self> {
        match place {
            Some(place) => Self::of(place),
            None => Ok(Self::Even(Step {
                east: 1.0,
                north: 1.0,
                area: 1.0,
            })),
        }
    }

    /// Those of a row, at the latitude of its middle.
    pub fn at(&self, row: usize) -> Step {
        match self {
            Self::Even(step) => *step,
            Self::Ellipsoid { top, step, earth } => ellipsoid_step(*top, *step, earth, row),
        }
    }
}

fn ellipsoid_step(top: f64, (south, east): (f64, f64), earth: &Ellipsoid, row: usize) -> Step {
    let edge = |row: f64| (top + south * row).clamp(-90.0, 90.0).to_radians();
    let row = row as f64;
    let latitude = edge(row + 0.5);
    let band = (earth.zone_m2(edge(row)) - earth.zone_m2(edge(row + 1.0))).abs();
    Step {
        east: earth.parallel_m(latitude) * east.to_radians(),
        north: earth.meridian_m(latitude) * -south.to_radians(),
        area: band * east.abs().to_radians(),
    }
}
