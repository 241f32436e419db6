//! `wellkeeper terrain watershed D8 OUT`

mod beyond;
mod outlets;

use std::path::PathBuf;

use geojson::Feature;
use serde_json::json;
use terrain::flow::accumulate::cells;
use terrain::flow::route::Bands;
use terrain::flow::watershed::{Snapped, Watershed, basins, small_watersheds, snap, watersheds};
use terrain::grid::Crs;
use terrain::vector::{Connectedness, Region, polygonize};
use terrain::{Georeference, TerrainError};

use self::outlets::Outlets;
use super::fill::place;
use super::input::Input;
use super::outcome::Outcome;
use super::output::Made;
use super::phase::phase;
use super::zonal::quoted;
use super::{InMemory, InOut, shapes};
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
    /// Places from a table with code and x, y in the raster's coordinates, or longitude, latitude, and, if it is
    /// known, registered_km2.
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
    /// How much memory.
    #[command(flatten)]
    pub within: InMemory,
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
    let found = match args.within.memory {
        Some(memory) => beyond::delineate(args, &input, &made, memory)?,
        None => in_memory(args, &input, &made)?,
    };
    if let Some(out) = &args.table {
        write_whole(out, found.csv().as_bytes())?;
    }
    if let (Some(out), Some((regions, crs))) = (&args.polygons, &found.regions) {
        let features = regions.iter().filter_map(|region| found.feature(region));
        shapes::write(out, features, crs)?;
    }
    found.outcome().print(globals);
    Ok(())
}

/// What was found.
#[derive(Default)]
struct Found {
    table: Vec<Watershed>,
    /// The ground of each number, where it is asked for, and its coordinate system.
    regions: Option<(Vec<Region<u32>>, Crs)>,
    /// Of outlets that were asked for, in the order of the table.
    outlets: Outlets,
    /// Ground in no small watershed.
    rest_km2: Option<f64>,
}

fn in_memory(args: &Args, input: &Input, made: &Made) -> Result<Found, Failure> {
    let bands = Bands::default();
    let refuses = |error: TerrainError| input.refuses(&error);
    let d8 = input.directions()?;
    let mut found = Found::default();
    let counted = || phase("accumulating", || cells(&d8, bands)).map_err(refuses);
    let ground = if args.basins {
        phase("climbing", || basins(&d8, bands)).map_err(refuses)?
    } else if let Some(km2) = args.small {
        let counts = counted()?;
        let small = phase("cutting", || {
            small_watersheds(&d8, &counts, km2, args.least, bands)
        });
        let small = small.map_err(refuses)?;
        found.rest_km2 = Some(small.rest_km2);
        small.watersheds
    } else {
        let counts = counted()?;
        let asked = outlets::asked(args, d8.georeference.as_ref().map(|place| &place.crs))?;
        found.outlets = Outlets::of(snap(&d8, &counts, &asked, args.snap).map_err(refuses)?)?;
        watersheds(&d8, &found.outlets.cells(), bands).map_err(refuses)?
    };
    made.codes(&args.files.out, &ground.labels)?;
    if args.polygons.is_some() {
        let place = Georeference::or_cells(ground.labels.georeference.as_ref());
        let regions = polygonize(&ground.labels, Connectedness::Corners).map_err(refuses)?;
        found.regions = Some((regions, place.crs.clone()));
    }
    found.table = ground.table;
    Ok(found)
}

impl Found {
    fn csv(&self) -> String {
        let mut text =
            "id,code,row,col,moved_m,own_km2,km2,registered_km2,ratio,flows_to\n".to_owned();
        let shown = |value: Option<f64>| value.map(|v| v.to_string()).unwrap_or_default();
        for (place, watershed) in self.table.iter().enumerate() {
            let outlet = self.outlets.snapped.get(place);
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
        let table = &self.table;
        let own: f64 = table.iter().map(|watershed| watershed.own_km2).sum();
        let moved = self
            .outlets
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
        if self.outlets.snapped.is_empty() {
            return outcome;
        }
        let of_one = |(outlet, watershed): (&Snapped, &Watershed)| {
            json!({
                "code": outlet.code, "row": outlet.row, "col": outlet.col, "moved_m": outlet.moved_m,
                "cells": watershed.cells, "km2": watershed.km2, "registered_km2": outlet.registered_km2,
                "ratio": outlet.ratio(watershed.km2), "flows_to": watershed.flows_to,
            })
        };
        let outlets: Vec<_> = self.outlets.snapped.iter().zip(table).map(of_one).collect();
        outcome
            .with("moved_m", ("最大移动 m", "farthest moved, m"), moved)
            .with("outlets", ("出口", "outlets"), outlets)
            .with(
                "refused",
                ("未采用的出口", "outlets that could not be used"),
                &self.outlets.refused,
            )
    }

    /// The ground of a number; none of what is no watershed.
    fn feature(&self, region: &Region<u32>) -> Option<Feature> {
        let index = usize::try_from(region.value.checked_sub(1)?).ok()?;
        let watershed = self.table.get(index)?;
        let code = self
            .outlets
            .snapped
            .get(index)
            .map(|outlet| outlet.code.as_str());
        Some(shapes::feature(
            shapes::geometry(&region.shape),
            json!({
                "id": watershed.id, "code": code, "own_km2": watershed.own_km2, "km2": watershed.km2,
                "flows_to": watershed.flows_to,
            }),
        ))
    }
}
