//! Places that water is gathered at, as they are asked for.

use std::path::Path;

use terrain::TerrainError;
use terrain::flow::watershed::{Outlet, Snapped};

use super::Args;
use crate::failure::Failure;
use crate::terrain::input::refuse;

/// Outlets on their cells.
#[derive(Default)]
pub struct Places {
    /// Those that can be used.
    pub snapped: Vec<Snapped>,
    /// Why others cannot.
    pub refused: Vec<String>,
}

impl Places {
    /// Of each outlet with what came of it: at least one must be of use, and of the others it is told why not.
    pub fn of(outlets: Vec<Result<Snapped, TerrainError>>) -> Result<Self, Failure> {
        let mut places = Self::default();
        for outlet in outlets {
            match outlet {
                Ok(outlet) => places.snapped.push(outlet),
                Err(error) => places.refused.push(error.to_string()),
            }
        }
        for why in &places.refused {
            eprintln!("{why}");
        }
        if places.snapped.is_empty() {
            return Err(Failure::Refused(places.refused.join("; ")));
        }
        Ok(places)
    }

    /// Their cells, by row and column.
    pub fn cells(&self) -> Vec<(usize, usize)> {
        let snapped = self.snapped.iter();
        snapped.map(|outlet| (outlet.row, outlet.col)).collect()
    }
}

/// The outlets that are asked for.
pub fn asked(args: &Args) -> Result<Vec<Outlet>, Failure> {
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
    read_outlets(path)
}

/// Outlets of a CSV in UTF-8; a mistake has its line and column.
fn read_outlets(path: &Path) -> Result<Vec<Outlet>, Failure> {
    let at = |error: &dyn std::fmt::Display| refuse(path, error);
    let text = std::fs::read_to_string(path).map_err(|e| at(&e))?;
    let mut lines = text.trim_start_matches('\u{feff}').lines().zip(1..);
    let (head, _) = lines
        .next()
        .ok_or_else(|| at(&"it is empty; expected the columns code, x, y"))?;
    let head: Vec<&str> = head.split(',').map(str::trim).collect();
    let column = |name: &str| head.iter().position(|column| *column == name);
    let needed = |name: &str| {
        let lacks = || {
            at(&format!(
                "1:1: there is no column `{name}`; expected code, x, y"
            ))
        };
        column(name).ok_or_else(lacks)
    };
    let (code, x, y) = (needed("code")?, needed("x")?, needed("y")?);
    let registered = column("registered_km2");
    let mut outlets = Vec::new();
    for (text, line) in lines.filter(|(text, _)| !text.trim().is_empty()) {
        let cells: Vec<&str> = text.split(',').map(str::trim).collect();
        let number = |place: usize| {
            let cell = cells.get(place).copied().unwrap_or_default();
            let wrong = || {
                at(&format!(
                    "{line}:{}: found `{cell}`, expected a number",
                    place + 1
                ))
            };
            cell.parse::<f64>()
                .ok()
                .filter(|number| number.is_finite())
                .ok_or_else(wrong)
        };
        let has = |place: usize| cells.get(place).is_some_and(|cell| !cell.is_empty());
        outlets.push(Outlet {
            code: cells.get(code).copied().unwrap_or_default().to_owned(),
            x: number(x)?,
            y: number(y)?,
            registered_km2: registered
                .filter(|place| has(*place))
                .map(number)
                .transpose()?,
        });
    }
    Ok(outlets)
}
