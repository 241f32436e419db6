//! From a raster's coordinates to longitude and latitude.

use layers::Crs;
use layers::crs::KNOWN;
use terrain::unit::LinearUnit;
use terrain::vector::{Connectedness, Polygon, Position, polygonize};
use terrain::{Raster, TerrainError};

use super::input::named;
use super::outcome::rounded;

/// Digits of a degree after the point (RFC 7946, section 11.2, would do with 6): a centimetre.
const DIGITS: i32 = 7;

/// The way from the raster's coordinates to degrees.
#[derive(Debug, Clone, Copy)]
pub struct ToDegrees {
    /// What they are in.
    pub crs: Crs,
}

/// The parts of a border: each the outer ring, counterclockwise, and its holes.
pub type Border = Vec<Polygon>;

impl ToDegrees {
    /// From what a person says, else from what the raster says.
    ///
    /// # Errors
    /// A sentence that names what was found and what is known.
    pub fn of(said: Option<Crs>, raster: &terrain::grid::Crs) -> Result<Self, String> {
        if !raster.is_geographic && raster.unit() != LinearUnit::Metre {
            return Err(format!(
                "it is in {}; expected metres or degrees, of {KNOWN}: warp it first, or make a CSV, which has no \
                 borders",
                named(raster)
            ));
        }
        let crs = match (said, raster.epsg) {
            (Some(crs), _) => crs,
            (None, Some(epsg)) => Crs::of_epsg(epsg.into()).ok_or_else(|| {
                format!("EPSG:{epsg} cannot be brought to degrees; expected {KNOWN}")
            })?,
            (None, None) => {
                return Err(format!("it says {}; expected {KNOWN}", named(raster)));
            }
        };
        Ok(Self { crs })
    }

    /// The border of each label from 1 on, by place; a vertex that borders share has the same degrees in each.
    ///
    /// # Errors
    /// As [`polygonize`], and for a corner that lies outside the system.
    pub fn borders(self, labels: &Raster<u32>) -> Result<Vec<Border>, TerrainError> {
        let mut borders = Vec::new();
        let is_mirrored = labels.georeference.as_ref().is_some_and(|place| {
            let [_, x_col, x_row, _, y_col, y_row] = place.transform;
            x_col * y_row - x_row * y_col > 0.0
        });
        for region in polygonize(labels, Connectedness::Corners)? {
            let place = region.value.checked_sub(1).map(usize::try_from);
            let Some(Ok(place)) = place else { continue };
            if borders.len() <= place {
                borders.resize(place + 1, Border::new());
            }
            for mut polygon in region.shape.polygons {
                for ring in &mut polygon {
                    for at in ring.iter_mut() {
                        *at = self.position(*at)?;
                    }
                    if is_mirrored {
                        ring.reverse();
                    }
                }
                borders[place].push(polygon);
            }
        }
        Ok(borders)
    }

    fn position(self, at: Position) -> Result<Position, TerrainError> {
        let degrees = self.crs.to_degrees(at).map_err(TerrainError::Refused)?;
        Ok(degrees.map(|degree| rounded(degree, DIGITS)))
    }
}
