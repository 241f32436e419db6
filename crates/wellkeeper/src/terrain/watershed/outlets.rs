//! Places that water is gathered at, as they are asked for.

use terrain::TerrainError;
use terrain::flow::watershed::{Outlet, Snapped};
use terrain::grid::Crs;

use super::Args;
use crate::failure::Failure;
use crate::terrain::degrees::ToDegrees;
use crate::terrain::input::refuse;
use crate::terrain::places;

/// Outlets on their cells.
#[derive(Default)]
pub struct Outlets {
    /// Those that can be used.
    pub snapped: Vec<Snapped>,
    /// Why others cannot.
    pub refused: Vec<String>,
}

impl Outlets {
    /// Of each outlet with what came of it: at least one must be of use, and of the others it is told why not.
    pub fn of(outlets: Vec<Result<Snapped, TerrainError>>) -> Result<Self, Failure> {
        let mut found = Self::default();
        for outlet in outlets {
            match outlet {
                Ok(outlet) => found.snapped.push(outlet),
                Err(error) => found.refused.push(error.to_string()),
            }
        }
        for why in &found.refused {
            eprintln!("{why}");
        }
        if found.snapped.is_empty() {
            return Err(Failure::Refused(found.refused.join("; ")));
        }
        Ok(found)
    }

    /// Their cells, by row and column.
    pub fn cells(&self) -> Vec<(usize, usize)> {
        let snapped = self.snapped.iter();
        snapped.map(|outlet| (outlet.row, outlet.col)).collect()
    }
}

/// The outlets that are asked for, in the coordinates of the raster, which are in `crs`.
pub fn asked(args: &Args, crs: Option<&Crs>) -> Result<Vec<Outlet>, Failure> {
    let Some(path) = &args.outlets else {
        let typed = (1..).zip(&args.outlet);
        return Ok(typed
            .map(|(number, (x, y))| Outlet {
                code: number.to_string(),
                x: *x,
                y: *y,
                registered_km2: None,
            })
            .collect());
    };
    let read = places::read(path)?;
    let to_degrees = match crs.filter(|_| read.in_degrees) {
        Some(crs) => Some(ToDegrees::of(None, crs).map_err(|wrong| refuse(path, &wrong))?),
        None => None,
    };
    let (outlets, beyond) = read.placed(to_degrees);
    match beyond.as_slice() {
        [] => Ok(outlets),
        beyond => Err(refuse(path, &beyond.join("; "))),
    }
}
