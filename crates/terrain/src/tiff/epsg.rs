//! Coordinate systems by their EPSG codes, as far as a raster needs to know: geographic or projected, and
//! on which ellipsoid.
//!
//! Source: the EPSG registry, as PROJ 9.1 carries it; held against GDAL in the tests.

use super::unit_codes;
use crate::grid::{Crs, GeoKeys};
use crate::unit::LinearUnit;

/// Semi-major axis, metres, and inverse flattening.
type Ellipsoid = (f64, f64);

const WGS_84: Ellipsoid = (6_378_137.0, 298.257_223_563);
const GRS_1980: Ellipsoid = (6_378_137.0, 298.257_222_101);
const CGCS_2000: Ellipsoid = (6_378_137.0, 298.257_222_101);
const KRASSOWSKY: Ellipsoid = (6_378_245.0, 298.3);
const IAG_1975: Ellipsoid = (6_378_140.0, 298.257);
const CLARKE_1866: Ellipsoid = (6_378_206.4, 294.978_698_213_898);

/// Codes from, to: the geographic system that they are projected of.
const PROJECTED: &[(u16, u16, u16)] = &[
    (32601, 32660, 4326),
    (32701, 32760, 4326),
    (3857, 3857, 4326),
    (3395, 3395, 4326),
    // Gauß–Krüger, six degrees by zone and by meridian, then three degrees.
    (4491, 4554, 4490),
    (2327, 2390, 4610),
    (2401, 2442, 4214),
    (21413, 21423, 4214),
    (21453, 21463, 4214),
    (26901, 26923, 4269),
    (26701, 26722, 4267),
    (25828, 25838, 4258),
    (3034, 3035, 4258),
];

/// Geographic and geocentric systems.
fn ellipsoid_of_geodetic(code: u16) -> Option<Ellipsoid> {
    Some(match code {
        4326 | 4978 | 4979 => WGS_84,
        4490 | 4480 | 4479 => CGCS_2000,
        4269 | 4258 | 4937 | 4283 | 4167 | 4612 | 4617 | 4674 => GRS_1980,
        4214 | 4284 => KRASSOWSKY,
        4610 => IAG_1975,
        4267 => CLARKE_1866,
        _ => return None,
    })
}

fn ellipsoid_of_code(code: u16) -> Option<Ellipsoid> {
    Some(match code {
        7030 => WGS_84,
        7019 => GRS_1980,
        1024 => CGCS_2000,
        7024 => KRASSOWSKY,
        7049 => IAG_1975,
        7008 => CLARKE_1866,
        _ => return None,
    })
}

fn base_of(projected: u16) -> Option<u16> {
    PROJECTED
        .iter()
        .find(|(from, to, _)| (*from..=*to).contains(&projected))
        .map(|(_, _, base)| *base)
}

mod key {
    pub const MODEL_TYPE: u16 = 1024;
    pub const RASTER_TYPE: u16 = 1025;
    pub const GEODETIC_CRS: u16 = 2048;
    pub const ELLIPSOID: u16 = 2056;
    pub const SEMI_MAJOR_AXIS: u16 = 2057;
    pub const SEMI_MINOR_AXIS: u16 = 2058;
    pub const INVERSE_FLATTENING: u16 = 2059;
    pub const PROJECTED_CRS: u16 = 3072;
    pub const LINEAR_UNIT: u16 = 3076;
    pub const LINEAR_UNIT_METRES: u16 = 3077;
    pub const VERTICAL_CRS: u16 = 4096;
    pub const VERTICAL_UNIT: u16 = 4099;
}

/// A key's number, where it stands in the directory itself.
fn short(keys: &GeoKeys, wanted: u16) -> Option<u16> {
    entries(keys)
        .find(|(key, at, _)| *key == wanted && *at == 0)
        .map(|(_, _, value)| value)
}

/// A key's double.
fn double(keys: &GeoKeys, wanted: u16) -> Option<f64> {
    entries(keys)
        .find(|(key, at, _)| *key == wanted && *at == super::form::tag::GEO_DOUBLE_PARAMS)
        .and_then(|(_, _, index)| keys.doubles.get(usize::from(index)).copied())
}

/// Key, the tag where its value stands, the value or its index.
fn entries(keys: &GeoKeys) -> impl Iterator<Item = (u16, u16, u16)> {
    let (entries, _) = keys.directory.get(4..).unwrap_or_default().as_chunks::<4>();
    entries.iter().map(|&[key, at, _, value]| (key, at, value))
}

/// Whether a cell's place is its centre (`PixelIsPoint`).
pub(super) fn is_point(keys: &GeoKeys) -> bool {
    short(keys, key::RASTER_TYPE) == Some(2)
}

/// The value of a key whose meaning stands in others (`KvUserDefined`).
const USER_DEFINED: u16 = 32767;

/// What x and y are measured in: as the keys say, else that of the system with its code.
pub(crate) fn linear_unit(crs: &Crs) -> LinearUnit {
    let of_system = || crs.epsg.filter(|_| !crs.is_geographic);
    let said = short(&crs.keys, key::LINEAR_UNIT).filter(|code| *code != 0);
    match said.or_else(|| unit_codes::of_projected(of_system()?)) {
        None => LinearUnit::Metre,
        Some(USER_DEFINED) => double(&crs.keys, key::LINEAR_UNIT_METRES)
            .filter(|metres| metres.is_finite() && *metres > 0.0)
            .map_or(LinearUnit::Unknown(USER_DEFINED), LinearUnit::Metres),
        Some(code) => LinearUnit::of_epsg(code),
    }
}

/// What heights are measured in, where that is said.
pub(crate) fn vertical_unit(keys: &GeoKeys) -> Option<LinearUnit> {
    let known = |code: &u16| !matches!(*code, 0 | USER_DEFINED);
    let said = short(keys, key::VERTICAL_UNIT).filter(known);
    let of_system = || unit_codes::of_vertical(short(keys, key::VERTICAL_CRS)?);
    said.or_else(of_system).map(LinearUnit::of_epsg)
}

/// What the keys say.
pub(super) fn crs_of(keys: GeoKeys) -> Crs {
    let known = |code: Option<u16>| code.filter(|code| !matches!(*code, 0 | USER_DEFINED));
    let geodetic = known(short(&keys, key::GEODETIC_CRS));
    let projected = known(short(&keys, key::PROJECTED_CRS));
    let model = short(&keys, key::MODEL_TYPE);
    let is_geographic = match model {
        Some(model) => model == 2,
        None => projected.is_none() && geodetic.is_some(),
    };
    let said = double(&keys, key::SEMI_MAJOR_AXIS).and_then(|a| {
        let flattening = double(&keys, key::INVERSE_FLATTENING);
        let minor = || double(&keys, key::SEMI_MINOR_AXIS).filter(|b| *b < a);
        Some((a, flattening.or_else(|| minor().map(|b| a / (a - b)))?))
    });
    let ellipsoid = said
        .or_else(|| ellipsoid_of_code(short(&keys, key::ELLIPSOID)?))
        .or_else(|| ellipsoid_of_geodetic(geodetic?))
        .or_else(|| ellipsoid_of_geodetic(base_of(projected?)?));
    Crs {
        is_geographic,
        epsg: if model == Some(1) {
            projected
        } else {
            projected.or(geodetic)
        },
        ellipsoid,
        keys,
    }
}

/// The keys of a system, to be written: its own, else those of its code.
pub(super) fn keys_of(crs: &Crs) -> GeoKeys {
    if !crs.keys.directory.is_empty() {
        return crs.keys.clone();
    }
    let Some(code) = crs.epsg else {
        return GeoKeys::default();
    };
    let (model, system) = if crs.is_geographic {
        (2, key::GEODETIC_CRS)
    } else {
        (1, key::PROJECTED_CRS)
    };
    let keys = [
        [key::MODEL_TYPE, 0, 1, model],
        [key::RASTER_TYPE, 0, 1, 1],
        [system, 0, 1, code],
    ];
    GeoKeys {
        directory: [[1, 1, 0, 3]]
            .iter()
            .chain(&keys)
            .flatten()
            .copied()
            .collect(),
        doubles: Vec::new(),
        ascii: String::new(),
    }
}
