//! The figure of the earth: how long a degree is, and how much ground lies between two parallels.
//!
//! Source: J. P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), equations 3-12
//! (area), 4-18 (meridian) and 4-20 (prime vertical).

use crate::grid::Crs;

/// WGS 84: semi-major axis in metres and inverse flattening (EPSG:7030), where a file names no ellipsoid.
/// CGCS2000 differs from it by 0.1 mm at the pole.
const WGS_84: (f64, f64) = (6_378_137.0, 298.257_223_563);

/// An ellipsoid of revolution. Latitudes are radians.
#[derive(Debug, Clone, Copy)]
pub struct Ellipsoid {
    axis_m: f64,
    /// The square of its eccentricity.
    e2: f64,
}

impl Ellipsoid {
    /// That of a system.
    pub fn of(crs: &Crs) -> Self {
        let (axis_m, inverse_flattening) = crs.ellipsoid.unwrap_or(WGS_84);
        // A sphere is written with an inverse flattening of 0.
        let flattening = if inverse_flattening == 0.0 {
            0.0
        } else {
            1.0 / inverse_flattening
        };
        Self {
            axis_m,
            e2: flattening * (2.0 - flattening),
        }
    }

    /// Metres a radian of longitude at a latitude.
    pub fn parallel_m(&self, latitude: f64) -> f64 {
        let sine = latitude.sin();
        self.axis_m * latitude.cos() / (1.0 - self.e2 * sine * sine).sqrt()
    }

    /// Metres a radian of latitude at a latitude.
    pub fn meridian_m(&self, latitude: f64) -> f64 {
        let sine = latitude.sin();
        self.axis_m * (1.0 - self.e2) / (1.0 - self.e2 * sine * sine).powf(1.5)
    }

    /// Square metres a radian of longitude between the equator and a latitude.
    pub fn zone_m2(&self, latitude: f64) -> f64 {
        let sine = latitude.sin();
        if self.e2 == 0.0 {
            return self.axis_m * self.axis_m * sine;
        }
        let e = self.e2.sqrt();
        let half = sine / (1.0 - self.e2 * sine * sine) + (e * sine).atanh() / e;
        self.axis_m * self.axis_m * (1.0 - self.e2) * half / 2.0
    }
}
