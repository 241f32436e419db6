//! Coordinate reference systems, and the way from each to longitude and latitude and back.
//!
//! WGS 84 and CGCS2000 differ by centimetres and are taken for each other. What is known: both as degrees,
//! web Mercator, the UTM zones north of the equator, and the Gauss–Krüger zones of CGCS2000. Every other one is
//! refused by name; Beijing 1954 and Xi'an 1980 are other datums, whose shifts are not public.

mod kruger;
mod wkt;

use crate::error::{LayerError, Result};
use crate::features::Position;
use kruger::TransverseMercator;

/// Semi-major axis of both ellipsoids, metres.
const SEMI_MAJOR_M: f64 = 6_378_137.0;
/// 1 / flattening of CGCS2000. Source: EPSG ellipsoid 1024.
const INVERSE_FLATTENING_CGCS2000: f64 = 298.257_222_101;
/// 1 / flattening of WGS 84. Source: EPSG ellipsoid 7030.
const INVERSE_FLATTENING_WGS84: f64 = 298.257_223_563;
/// Metres from the middle of a zone beyond which an easting is not of that zone: its neighbours are read
/// too, a forgotten zone number is not.
const EASTING_REACH_M: f64 = 1_000_000.0;
/// Metres from the equator nearly to the pole.
const NORTHING_REACH_M: f64 = 10_000_000.0;
/// Parts of a degree to which computed positions are kept: a tenth of a millimetre.
const KEPT_PARTS: f64 = 1e9;

/// A coordinate reference system that is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crs {
    epsg: u32,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Degrees,
    WebMercator,
    Zone(TransverseMercator),
}

/// What a file says of its coordinates.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Declared {
    /// A system that is known.
    Known(Crs),
    /// Something else, in its words.
    Other(String),
    /// Nothing.
    Nothing,
}

/// The systems that are known, in words.
pub const KNOWN: &str = "EPSG:4326, 4490, 3857, one of 32601 to 32660, or one of 4491 to 4554";

impl Crs {
    /// WGS 84, longitude and latitude.
    pub const WGS84: Self = Self {
        epsg: 4326,
        kind: Kind::Degrees,
    };

    /// The system with this number of EPSG, if it is known.
    ///
    /// ```
    /// use layers::Crs;
    /// assert_eq!(Crs::of_epsg(4547).unwrap().to_string(), "EPSG:4547");
    /// assert!(Crs::of_epsg(2383).is_none(), "Xi'an 1980");
    /// ```
    pub fn of_epsg(epsg: u32) -> Option<Self> {
        let kind = match epsg {
            4326 | 4490 => Kind::Degrees,
            3857 => Kind::WebMercator,
            _ => Kind::Zone(TransverseMercator::of_epsg(epsg)?),
        };
        Some(Self { epsg, kind })
    }

    /// Reads what it writes, `EPSG:4547`; the number alone is enough.
    ///
    /// # Errors
    /// [`LayerError::File`] naming what was found and what is known.
    pub fn parse(text: &str) -> Result<Self> {
        let number = text.trim();
        let number = number.strip_prefix("EPSG:").unwrap_or(number);
        number.parse().ok().and_then(Self::of_epsg).ok_or_else(|| {
            LayerError::file(format!(
                "`{text}` is no coordinate system that is known; expected {KNOWN}"
            ))
        })
    }

    /// Whether its positions are longitude and latitude.
    pub fn is_degrees(self) -> bool {
        self.kind == Kind::Degrees
    }

    /// Longitude and latitude of a position; nearly where it is one already.
    ///
    /// # Errors
    /// A sentence with what was found and what was expected, where it cannot be in this system.
    pub fn to_degrees(self, [x, y]: Position) -> std::result::Result<Position, String> {
        match self.kind {
            Kind::Degrees => {
                if x.abs() <= 180.0 && y.abs() <= 90.0 {
                    return Ok([x, y]);
                }
                let hint = if x.abs() <= 90.0 && y.abs() <= 180.0 {
                    "; is the latitude first?"
                } else if x.abs() > 1_000.0 || y.abs() > 1_000.0 {
                    "; are they metres? `--crs EPSG:N` says of which system"
                } else {
                    ""
                };
                Err(format!(
                    "the coordinates are {x} {y}; expected a longitude within ±180 and a latitude within ±90{hint}"
                ))
            }
            Kind::WebMercator => {
                let half = std::f64::consts::PI * SEMI_MAJOR_M;
                // A little beyond the edge is the edge, written with fewer digits.
                if x.abs() > half + 1.0 || !y.is_finite() {
                    return Err(format!(
                        "the coordinates are {x} {y}; expected metres of {self}, within ±{half:.0}"
                    ));
                }
                let longitude = (x / SEMI_MAJOR_M).to_degrees();
                let latitude = (y / SEMI_MAJOR_M).sinh().atan().to_degrees();
                Ok(kept([longitude.clamp(-180.0, 180.0), latitude]))
            }
            Kind::Zone(zone) => {
                if !zone.reaches([x, y]) {
                    return Err(format!(
                        "the coordinates are {x} {y}; expected an easting near {:.0} and a northing from 0 to 10000000, metres of {self}",
                        zone.false_easting_m
                    ));
                }
                let at = kept(zone.to_degrees([x, y]));
                // Near the pole a zone reaches around the earth.
                if at[0].abs() > 180.0 {
                    return Err(format!(
                        "the coordinates are {x} {y}, beyond the meridian of 180° or next to the pole of {self}"
                    ));
                }
                Ok(at)
            }
        }
    }

    /// The position in this system of a longitude and a latitude, degrees.
    ///
    /// # Errors
    /// A sentence with what was found and what was expected, for what is no longitude and latitude, and for
    /// a place that the system does not reach.
    ///
    /// ```
    /// use layers::Crs;
    /// let zone = Crs::of_epsg(32649).unwrap();
    /// let [x, y] = zone.project([111.0, 0.0]).unwrap();
    /// assert!((x - 500_000.0).abs() < 1e-6 && y.abs() < 1e-6, "on its middle meridian");
    /// assert!(zone.project([-111.0, 40.0]).is_err());
    /// ```
    pub fn project(self, [longitude, latitude]: Position) -> std::result::Result<Position, String> {
        let [longitude, latitude] = Self::WGS84.to_degrees([longitude, latitude])?;
        match self.kind {
            Kind::Degrees => Ok([longitude, latitude]),
            Kind::WebMercator => Ok([
                longitude.to_radians() * SEMI_MAJOR_M,
                latitude.to_radians().tan().asinh() * SEMI_MAJOR_M,
            ]),
            Kind::Zone(zone) => Some(zone.project([longitude, latitude]))
                .filter(|at| zone.reaches(*at))
                .ok_or_else(|| {
                    format!(
                        "longitude {longitude}, latitude {latitude} lies beyond {self}, whose middle is the meridian of {}°",
                        zone.central_meridian
                    )
                }),
        }
    }
}

/// To the digits that are kept.
fn kept(at: Position) -> Position {
    at.map(|degrees| (degrees * KEPT_PARTS).round() / KEPT_PARTS)
}

impl std::fmt::Display for Crs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EPSG:{}", self.epsg)
    }
}

impl Declared {
    /// What a file says in the words of an authority: `EPSG:4547`, `urn:ogc:def:crs:EPSG::4547`,
    /// `urn:ogc:def:crs:OGC:1.3:CRS84`.
    pub fn of_name(name: &str) -> Self {
        let upper = name.trim().to_ascii_uppercase();
        if upper.ends_with("CRS84") {
            return Self::Known(Crs::WGS84);
        }
        let number = upper.rsplit([':', '/', '#']).next().unwrap_or_default();
        let known = number.parse().ok().filter(|_| upper.contains("EPSG"));
        known
            .and_then(Crs::of_epsg)
            .map_or_else(|| Self::Other(name.to_owned()), Self::Known)
    }

    /// What a file says in well-known text, as a `.prj` does.
    pub fn of_wkt(text: &str) -> Self {
        match wkt::read(text) {
            Ok(crs) => Self::Known(crs),
            Err(found) => Self::Other(found),
        }
    }

    /// What a person said goes before what the file says.
    pub fn or_said(self, said: Option<Crs>) -> Result<Crs> {
        let wrong = match (said, self) {
            (Some(crs), _) | (None, Self::Known(crs)) => return Ok(crs),
            (None, Self::Other(found)) => format!("its coordinates are in {found}"),
            (None, Self::Nothing) => "it does not say what its coordinates are in".to_owned(),
        };
        Err(LayerError::file(format!(
            "{wrong}; expected {KNOWN}. Where it is one of these, `--crs EPSG:N` says so"
        )))
    }
}
