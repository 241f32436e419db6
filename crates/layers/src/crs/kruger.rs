//! The transverse Mercator projection by Krüger's series, from metres to degrees and back.
//!
//! To the sixth power of the third flattening: within a thousand kilometres of the central meridian it is
//! right to some nanometres. Source: C. F. F. Karney, Transverse Mercator with an accuracy of a few
//! nanometers, Journal of Geodesy 85 (2011), equations 6 to 12, 21, 35 and 36.

use super::{INVERSE_FLATTENING_CGCS2000, INVERSE_FLATTENING_WGS84, SEMI_MAJOR_M};
use crate::features::Position;

/// How often the latitude is bettered; it stands after three.
const NEWTON_STEPS: usize = 5;

/// A zone: its ellipsoid, its middle and its offset.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TransverseMercator {
    pub inverse_flattening: f64,
    pub central_meridian: f64,
    pub scale: f64,
    pub false_easting_m: f64,
}

impl TransverseMercator {
    /// The zone with this number of EPSG: UTM 48N to 51N, and Gauss–Krüger of CGCS2000 of 6° (4491 to
    /// 4512) and 3° (4513 to 4554), each with the zone's number before the easting or without.
    pub fn of_epsg(epsg: u32) -> Option<Self> {
        let gauss_kruger = |first: u32, first_zone: u32, step: u32, numbered: bool| {
            let zone = first_zone + (epsg - first);
            let prefix = if numbered { f64::from(zone) * 1e6 } else { 0.0 };
            Self {
                inverse_flattening: INVERSE_FLATTENING_CGCS2000,
                central_meridian: f64::from(75 + step * (epsg - first)),
                scale: 1.0,
                false_easting_m: prefix + 500_000.0,
            }
        };
        match epsg {
            32_648..=32_651 => Some(Self {
                inverse_flattening: INVERSE_FLATTENING_WGS84,
                central_meridian: f64::from(6 * (epsg - 32_600)) - 183.0,
                scale: 0.9996,
                false_easting_m: 500_000.0,
            }),
            4491..=4501 => Some(gauss_kruger(4491, 13, 6, true)),
            4502..=4512 => Some(gauss_kruger(4502, 13, 6, false)),
            4513..=4533 => Some(gauss_kruger(4513, 25, 3, true)),
            4534..=4554 => Some(gauss_kruger(4534, 25, 3, false)),
            _ => None,
        }
    }

    /// Flattening, third flattening and the rectifying radius by the scale, metres.
    fn figure(self) -> (f64, f64, f64) {
        let flattening = 1.0 / self.inverse_flattening;
        let n = flattening / (2.0 - flattening);
        let n2 = n * n;
        let rectifying_radius =
            SEMI_MAJOR_M / (1.0 + n) * (1.0 + n2 * (0.25 + n2 * (1.0 / 64.0 + n2 / 256.0)));
        (flattening, n, self.scale * rectifying_radius)
    }

    /// Easting and northing, metres, of a longitude and a latitude, degrees.
    pub fn of_degrees(self, [longitude, latitude]: Position) -> Position {
        let (flattening, n, radius) = self.figure();
        let eccentricity = (flattening * (2.0 - flattening)).sqrt();
        let tangent = latitude.to_radians().tan();
        let secant = tangent.hypot(1.0);
        let sigma = (eccentricity * (eccentricity * tangent / secant).atanh()).sinh();
        let conformal = tangent * sigma.hypot(1.0) - sigma * secant;
        let east = (longitude - self.central_meridian).to_radians();
        let xi_sphere = conformal.atan2(east.cos());
        let eta_sphere = (east.sin() / conformal.hypot(east.cos())).asinh();
        let (mut xi, mut eta) = (xi_sphere, eta_sphere);
        for (order, alpha) in (1_u32..).zip(alphas(n)) {
            let twice = 2.0 * f64::from(order);
            xi += alpha * (twice * xi_sphere).sin() * (twice * eta_sphere).cosh();
            eta += alpha * (twice * xi_sphere).cos() * (twice * eta_sphere).sinh();
        }
        [self.false_easting_m + radius * eta, radius * xi]
    }

    /// Longitude and latitude, degrees, of an easting and a northing, metres.
    pub fn to_degrees(self, [easting, northing]: Position) -> Position {
        let (flattening, n, radius) = self.figure();
        let (xi, eta) = (northing / radius, (easting - self.false_easting_m) / radius);
        let (mut xi_sphere, mut eta_sphere) = (xi, eta);
        for (order, beta) in (1_u32..).zip(betas(n)) {
            let twice = 2.0 * f64::from(order);
            xi_sphere -= beta * (twice * xi).sin() * (twice * eta).cosh();
            eta_sphere -= beta * (twice * xi).cos() * (twice * eta).sinh();
        }
        let longitude = eta_sphere.sinh().atan2(xi_sphere.cos());
        let conformal = xi_sphere.sin() / eta_sphere.sinh().hypot(xi_sphere.cos());
        let latitude = latitude_tangent(conformal, flattening).atan();
        [
            self.central_meridian + longitude.to_degrees(),
            latitude.to_degrees(),
        ]
    }
}

/// Terms times powers of the third flattening, from the lowest up.
fn series(n: f64, lowest: i32, terms: &[f64]) -> f64 {
    let sum = terms.iter().rev().fold(0.0, |sum, term| sum * n + term);
    sum * n.powi(lowest)
}

/// The coefficients of equation 35.
fn alphas(n: f64) -> [f64; 6] {
    let series = |lowest, terms: &[f64]| series(n, lowest, terms);
    [
        series(
            1,
            &[
                1.0 / 2.0,
                -2.0 / 3.0,
                5.0 / 16.0,
                41.0 / 180.0,
                -127.0 / 288.0,
                7_891.0 / 37_800.0,
            ],
        ),
        series(
            2,
            &[
                13.0 / 48.0,
                -3.0 / 5.0,
                557.0 / 1_440.0,
                281.0 / 630.0,
                -1_983_433.0 / 1_935_360.0,
            ],
        ),
        series(
            3,
            &[
                61.0 / 240.0,
                -103.0 / 140.0,
                15_061.0 / 26_880.0,
                167_603.0 / 181_440.0,
            ],
        ),
        series(
            4,
            &[
                49_561.0 / 161_280.0,
                -179.0 / 168.0,
                6_601_661.0 / 7_257_600.0,
            ],
        ),
        series(5, &[34_729.0 / 80_640.0, -3_418_889.0 / 1_995_840.0]),
        series(6, &[212_378_941.0 / 319_334_400.0]),
    ]
}

/// The coefficients of equation 36.
fn betas(n: f64) -> [f64; 6] {
    let series = |lowest, terms: &[f64]| series(n, lowest, terms);
    [
        series(
            1,
            &[
                1.0 / 2.0,
                -2.0 / 3.0,
                37.0 / 96.0,
                -1.0 / 360.0,
                -81.0 / 512.0,
                96_199.0 / 604_800.0,
            ],
        ),
        series(
            2,
            &[
                1.0 / 48.0,
                1.0 / 15.0,
                -437.0 / 1_440.0,
                46.0 / 105.0,
                -1_118_711.0 / 3_870_720.0,
            ],
        ),
        series(
            3,
            &[
                17.0 / 480.0,
                -37.0 / 840.0,
                -209.0 / 4_480.0,
                5_569.0 / 90_720.0,
            ],
        ),
        series(
            4,
            &[4_397.0 / 161_280.0, -11.0 / 504.0, -830_251.0 / 7_257_600.0],
        ),
        series(5, &[4_583.0 / 161_280.0, -108_847.0 / 3_991_680.0]),
        series(6, &[20_648_693.0 / 638_668_800.0]),
    ]
}

/// The tangent of the latitude whose conformal latitude has the tangent `conformal`, by Newton's
/// method, equations 19 to 21.
fn latitude_tangent(conformal: f64, flattening: f64) -> f64 {
    let squared = flattening * (2.0 - flattening);
    let eccentricity = squared.sqrt();
    let mut tangent = conformal / (1.0 - squared);
    for _ in 0..NEWTON_STEPS {
        let secant = tangent.hypot(1.0);
        let sigma = (eccentricity * (eccentricity * tangent / secant).atanh()).sinh();
        let reached = tangent * sigma.hypot(1.0) - sigma * secant;
        let step = (conformal - reached) / reached.hypot(1.0)
            * (1.0 + (1.0 - squared) * tangent * tangent)
            / ((1.0 - squared) * secant);
        tangent += step;
    }
    tangent
}
