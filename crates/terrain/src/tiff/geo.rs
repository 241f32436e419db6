//! From the tags of a place to a georeference, and back.
//!
//! Source: OGC 19-008r4, clauses 7.1 to 7.4 and annex B.6; half a cell for `PixelIsPoint`, as GDAL does
//! since 1.8 (RFC 33).

use super::directory::{Directory, Header};
use super::epsg;
use super::form::tag;
use super::layout::Value;
use super::source::ReadAt;
use super::wide;
use crate::Result;
use crate::grid::{Crs, GeoKeys, Georeference};
use crate::limits::TEXT_BYTES_MAX;

/// What a directory says of its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    /// From column and row to x and y, where it is said.
    pub transform: Option<[f64; 6]>,
    /// The system, where there are keys.
    pub crs: Option<Crs>,
}

/// Reads it.
pub(super) fn read(source: &impl ReadAt, header: Header, directory: &Directory) -> Result<Place> {
    let crs = match directory.get(tag::GEO_KEY_DIRECTORY) {
        None => None,
        Some(entry) => {
            let shorts = header.integers(source, entry, wide(TEXT_BYTES_MAX / 2))?;
            let directory_keys = shorts
                .into_iter()
                .map(|value| u16::try_from(value).unwrap_or(u16::MAX))
                .collect();
            Some(epsg::crs_of(GeoKeys {
                directory: directory_keys,
                doubles: directory.doubles(source, header, tag::GEO_DOUBLE_PARAMS)?,
                ascii: directory
                    .text(source, tag::GEO_ASCII_PARAMS)?
                    .unwrap_or_default(),
            }))
        }
    };
    let is_point = crs.as_ref().is_some_and(|crs| epsg::is_point(&crs.keys));
    let scale = directory.doubles(source, header, tag::MODEL_PIXEL_SCALE)?;
    let ties = directory.doubles(source, header, tag::MODEL_TIEPOINT)?;
    let matrix = directory.doubles(source, header, tag::MODEL_TRANSFORMATION)?;
    let transform = of_scale(&scale, &ties)
        .or_else(|| of_matrix(&matrix))
        .filter(|transform| transform.iter().all(|t| t.is_finite()))
        .map(|transform| {
            if is_point {
                moved(transform, -0.5)
            } else {
                transform
            }
        });
    Ok(Place { transform, crs })
}

/// Scale and one tie point; more than one are control points, which are no affine place.
fn of_scale(scale: &[f64], ties: &[f64]) -> Option<[f64; 6]> {
    let (&[dx, dy, ..], &[col, row, _, x, y, _]) = (scale, ties) else {
        return None;
    };
    if dx == 0.0 || dy == 0.0 {
        return None;
    }
    let dy = -dy.abs();
    Some([x - col * dx, dx, 0.0, y - row * dy, 0.0, dy])
}

fn of_matrix(m: &[f64]) -> Option<[f64; 6]> {
    let m: &[f64; 16] = m.try_into().ok()?;
    Some([m[3], m[0], m[1], m[7], m[4], m[5]])
}

/// The origin moved by so many cells in both directions.
fn moved(t: [f64; 6], by: f64) -> [f64; 6] {
    [
        t[0] + by * (t[1] + t[2]),
        t[1],
        t[2],
        t[3] + by * (t[4] + t[5]),
        t[4],
        t[5],
    ]
}

/// The tags of a place, in the order of their numbers.
pub(super) fn tags(place: &Georeference) -> Vec<(u16, Value)> {
    let keys = epsg::keys_of(&place.crs);
    let t = if epsg::is_point(&keys) {
        moved(place.transform, 0.5)
    } else {
        place.transform
    };
    let mut tags = Vec::new();
    let is_north_up =
        t[2].to_bits() << 1 == 0 && t[4].to_bits() << 1 == 0 && t[1] > 0.0 && t[5] < 0.0;
    if is_north_up {
        tags.push((
            tag::MODEL_PIXEL_SCALE,
            Value::Doubles(vec![t[1], -t[5], 0.0]),
        ));
        let tie = vec![0.0, 0.0, 0.0, t[0], t[3], 0.0];
        tags.push((tag::MODEL_TIEPOINT, Value::Doubles(tie)));
    } else {
        let matrix = vec![
            t[1], t[2], 0.0, t[0], t[4], t[5], 0.0, t[3], 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0,
        ];
        tags.push((tag::MODEL_TRANSFORMATION, Value::Doubles(matrix)));
    }
    if !keys.directory.is_empty() {
        tags.push((tag::GEO_KEY_DIRECTORY, Value::Shorts(keys.directory)));
        if !keys.doubles.is_empty() {
            tags.push((tag::GEO_DOUBLE_PARAMS, Value::Doubles(keys.doubles)));
        }
        if !keys.ascii.is_empty() {
            tags.push((tag::GEO_ASCII_PARAMS, Value::Text(keys.ascii)));
        }
    }
    tags
}

/// The place of an overview of so many rows and columns.
pub(super) fn coarser(
    place: &Georeference,
    from: (usize, usize),
    to: (usize, usize),
) -> Georeference {
    let by_row = ratio(from.0, to.0);
    let by_col = ratio(from.1, to.1);
    let t = place.transform;
    Georeference {
        transform: [
            t[0],
            t[1] * by_col,
            t[2] * by_row,
            t[3],
            t[4] * by_col,
            t[5] * by_row,
        ],
        crs: place.crs.clone(),
    }
}

fn ratio(from: usize, to: usize) -> f64 {
    let side = |n: usize| u32::try_from(n).map_or(f64::NAN, f64::from);
    side(from) / side(to)
}
