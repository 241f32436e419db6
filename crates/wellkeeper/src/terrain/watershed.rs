//! `wellkeeper terrain watershed D8 OUT`

use std::path::{Path, PathBuf};

use serde_json::json;
use terrain::flow::accumulate::{CellCounts, cells};
use terrain::flow::route::Bands;
use terrain::flow::watershed::{
    Outlet, Snapped, Watersheds, basins, small_watersheds, snap, watersheds,
};
use terrain::vector::{Connectedness, polygonize};
use terrain::{Raster, TerrainError};

use super::InOut;
use super::fill::place;
use super::input::{Input, refuse};
use super::outcome::Outcome;
use super::output::Made;
use super::phase::phase;
use super::shapes;
use super::zonal::quoted;
use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::{check_apart, write_whole};

/// Arguments of `terrain watershed`.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("of").required(true).args(["outlet", "outlets", "small", "basins"])))]
pub struct Args {
    /// The directions, and the raster of numbers to make.
    #[command(flatten)]
    pub files: InOut,
    /// A place, in the raster's coordinates, that water is gathered at. May be said several times.
    #[arg(long, value_name = "X,Y", value_parser = place, allow_hyphen_values = true)]
    pub outlet: Vec<(f64, f64)>,
    /// Places from a CSV with the columns code, x, y and, if it is known, registered_km2.
    #[arg(long, value_name = "CSV")]
    pub outlets: Option<PathBuf>,
    /// All ground in the fewest watersheds of at most so many km², each on the river of the next.
    #[arg(long, value_name = "KM2")]
    pub small: Option<f64>,
    /// With --small, where water leaves the raster: ground of less than so many km² is no watershed.
    #[arg(long, value_name = "KM2", default_value_t = 0.0, requires = "small")]
    pub least: f64,
    /// The ground of every exit.
    #[arg(long)]
    pub basins: bool,
    /// Move each place to the cell with the greatest accumulation within so many cells.
    #[arg(long, value_name = "CELLS", default_value_t = 0)]
    pub snap: usize,
    /// Also write a table: number, code, how far it was moved, area, the registered area, where it flows to.
    #[arg(long, value_name = "CSV")]
    pub table: Option<PathBuf>,
    /// Also write the watersheds as polygons.
    #[arg(long, value_name = "GEOJSON")]
    pub polygons: Option<PathBuf>,
}

/// Delineates.
pub fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let input = Input::open(&args.files.input)?;
    let typed = match (args.small, args.basins) {
        (Some(km2), _) => format!("watershed --small {km2} --least {}", args.least),
        (None, true) => "watershed --basins".to_owned(),
        (None, false) => format!("watershed --snap {}", args.snap),
    };
    let made = Made::of(&typed, &[&input]);
    let outs = [
        Some(&args.files.out),
        args.table.as_ref(),
        args.polygons.as_ref(),
    ];
    for out in outs.into_iter().flatten() {
        made.check_apart(out)?;
        if let Some(outlets) = &args.outlets {
            check_apart(outlets, out)?;
        }
    }
    let d8 = input.directions()?;
    let found = delineate(args, &input, &d8)?;
    made.codes(&args.files.out, &found.ground.labels)?;
    if let Some(out) = &args.table {
        write_whole(out, found.csv().as_bytes())?;
    }
    if let Some(out) = &args.polygons {
        write_polygons(out, &found).map_err(|error| match error {
            PolygonError::Terrain(error) => input.refuses(&error),
            PolygonError::Write(failure) => failure,
        })?;
    }
    found.outcome().print(globals);
    Ok(())
}

/// What was found.
struct Found {
    ground: Watersheds,
    /// Of outlets that were asked for, in the order of the table.
    snapped: Vec<Snapped>,
    /// Outlets that could not be used, each with why.
    refused: Vec<String>,
    /// Ground in no small watershed.
    rest_km2: Option<f64>,
}

fn delineate(args: &Args, input: &Input, d8: &Raster<u8>) -> Result<Found, Failure> {
    let bands = Bands::default();
    let refuses = |error: TerrainError| input.refuses(&error);
    if args.basins {
        return Ok(Found {
            ground: phase("climbing", || basins(d8, bands)).map_err(refuses)?,
            snapped: Vec::new(),
            refused: Vec::new(),
            rest_km2: None,
        });
    }
    let counts = phase("accumulating", || cells(d8, bands)).map_err(refuses)?;
    if let Some(km2) = args.small {
        let found = phase("cutting", || {
            small_watersheds(d8, &counts, km2, args.least, bands)
        })
        .map_err(refuses)?;
        return Ok(Found {
            ground: found.watersheds,
            snapped: Vec::new(),
            refused: Vec::new(),
            rest_km2: Some(found.rest_km2),
        });
    }
    of_outlets(args, d8, &counts, refuses)
}

fn of_outlets(
    args: &Args,
    d8: &Raster<u8>,
    counts: &CellCounts,
    refuses: impl Fn(TerrainError) -> Failure,
) -> Result<Found, Failure> {
    let outlets = match &args.outlets {
        Some(path) => read_outlets(path)?,
        None => (1..)
            .zip(&args.outlet)
            .map(|(number, (x, y))| Outlet {
                code: number.to_string(),
                x: *x,
                y: *y,
                registered_km2: None,
            })
            .collect(),
    };
    let (mut snapped, mut refused) = (Vec::new(), Vec::new());
    for outlet in snap(d8, counts, &outlets, args.snap).map_err(&refuses)? {
        match outlet {
            Ok(outlet) => snapped.push(outlet),
            Err(error) => refused.push(error.to_string()),
        }
    }
    for why in &refused {
        eprintln!("{why}");
    }
    if snapped.is_empty() {
        return Err(Failure::Refused(refused.join("; ")));
    }
    let cells: Vec<(usize, usize)> = snapped.iter().map(|s| (s.row, s.col)).collect();
    Ok(Found {
        ground: watersheds(d8, &cells, Bands::default()).map_err(refuses)?,
        snapped,
        refused,
        rest_km2: None,
    })
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

impl Found {
    fn csv(&self) -> String {
        let mut text =
            "id,code,row,col,moved_m,own_km2,km2,registered_km2,ratio,flows_to\n".to_owned();
        let shown = |value: Option<f64>| value.map(|v| v.to_string()).unwrap_or_default();
        for (place, watershed) in self.ground.table.iter().enumerate() {
            let outlet = self.snapped.get(place);
            let cells = [
                watershed.id.to_string(),
                outlet.map(|o| quoted(&o.code)).unwrap_or_default(),
                watershed.row.to_string(),
                watershed.col.to_string(),
                shown(outlet.map(|o| o.moved_m)),
                watershed.own_km2.to_string(),
                watershed.km2.to_string(),
                shown(outlet.and_then(|o| o.registered_km2)),
                shown(outlet.and_then(|o| o.ratio(watershed.km2))),
                watershed
                    .flows_to
                    .map(|id| id.to_string())
                    .unwrap_or_default(),
            ];
            text += &(cells.join(",") + "\n");
        }
        text
    }

    fn outcome(&self) -> Outcome {
        let table = &self.ground.table;
        let own: f64 = table.iter().map(|watershed| watershed.own_km2).sum();
        let moved = self
            .snapped
            .iter()
            .map(|outlet| outlet.moved_m)
            .fold(0.0, f64::max);
        let outcome = Outcome::default()
            .with("watersheds", ("流域", "watersheds"), table.len())
            .with("km2", ("面积 km²", "area, km²"), own);
        if let Some(rest) = self.rest_km2 {
            return outcome.with("rest_km2", ("未划入 km²", "in none, km²"), rest);
        }
        if self.snapped.is_empty() {
            return outcome;
        }
        let of_one = |(outlet, watershed): (&Snapped, &terrain::flow::watershed::Watershed)| {
            json!({
                "code": outlet.code, "row": outlet.row, "col": outlet.col, "moved_m": outlet.moved_m,
                "cells": watershed.cells, "km2": watershed.km2, "registered_km2": outlet.registered_km2,
                "ratio": outlet.ratio(watershed.km2), "flows_to": watershed.flows_to,
            })
        };
        let outlets: Vec<_> = self.snapped.iter().zip(table).map(of_one).collect();
        outcome
            .with("moved_m", ("最大移动 m", "farthest moved, m"), moved)
            .with("outlets", ("出口", "outlets"), outlets)
            .with(
                "refused",
                ("未采用的出口", "outlets that could not be used"),
                &self.refused,
            )
    }
}

enum PolygonError {
    Terrain(TerrainError),
    Write(Failure),
}

fn write_polygons(out: &Path, found: &Found) -> Result<(), PolygonError> {
    let labels = &found.ground.labels;
    let place = shapes::place_of(labels).map_err(PolygonError::Terrain)?;
    let regions = polygonize(labels, Connectedness::Corners).map_err(PolygonError::Terrain)?;
    let features = regions.iter().filter_map(|region| {
        let index = usize::try_from(region.value.checked_sub(1)?).ok()?;
        let watershed = found.ground.table.get(index)?;
        let code = found.snapped.get(index).map(|outlet| outlet.code.as_str());
        Some(shapes::feature(
            shapes::geometry(&region.shape),
            json!({
                "id": watershed.id, "code": code, "own_km2": watershed.own_km2, "km2": watershed.km2,
                "flows_to": watershed.flows_to,
            }),
        ))
    });
    shapes::write(out, features.collect(), &place.crs).map_err(PolygonError::Write)
}
