//! `wellkeeper terrain accumulate D8 OUT`

use std::path::PathBuf;

use terrain::Raster;
use terrain::flow::accumulate::{CellCounts, area_m2, cells, weighted};
use terrain::flow::route::Bands;

use super::InOut;
use super::input::Input;
use super::outcome::Outcome;
use super::output::Made;
use super::phase::phase;
use crate::failure::Failure;
use crate::globals::Globals;

/// Arguments of `terrain accumulate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The directions, and the file to make.
    #[command(flatten)]
    pub files: InOut,
    /// Add up this raster instead of counting cells: rain, a load, a population.
    #[arg(long, value_name = "RASTER", conflicts_with = "area")]
    pub weights: Option<PathBuf>,
    /// Add up the area of the cells, m², instead of counting them.
    #[arg(long)]
    pub area: bool,
}

/// Accumulates.
pub fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let input = Input::open(&args.files.input)?;
    let d8 = input.directions()?;
    let bands = Bands::default();
    let out = &args.files.out;
    let refuse = |error| input.refuses(&error);
    if let Some(path) = &args.weights {
        let of = Input::open(path)?;
        let made = Made::of("accumulate --weights", &[&input, &of]);
        made.check_apart(out)?;
        let done = {
            let weights = of.raster::<f64>()?;
            phase("accumulating", || weighted(&d8, &weights, bands)).map_err(refuse)?
        };
        made.continuous(out, &done.sums)?;
        told(&d8, greatest(&done.sums))
            .with(
                "cells_without_weight",
                ("无权重的单元", "cells without weight"),
                done.cells_without_weight,
            )
            .print(globals);
        return Ok(());
    }
    if args.area {
        let made = Made::of("accumulate --area", &[&input]);
        made.check_apart(out)?;
        let sums = phase("accumulating", || area_m2(&d8, bands)).map_err(refuse)?;
        made.continuous(out, &sums)?;
        told(&d8, greatest(&sums)).print(globals);
        return Ok(());
    }
    let made = Made::of("accumulate", &[&input]);
    made.check_apart(out)?;
    let most = match phase("accumulating", || cells(&d8, bands)).map_err(refuse)? {
        CellCounts::Narrow(counts) => {
            made.continuous(out, &counts)?;
            counts.grid.cells().iter().copied().max().map(u64::from)
        }
        CellCounts::Wide(counts) => {
            made.continuous(out, &counts)?;
            counts.grid.cells().iter().copied().max()
        }
    };
    told(&d8, most.unwrap_or_default()).print(globals);
    Ok(())
}

fn told(d8: &Raster<u8>, greatest: impl serde::Serialize) -> Outcome {
    let codes = d8.grid.cells();
    let count = |code: u8| codes.iter().filter(|c| **c == code).count();
    Outcome::default()
        .with(
            "cells",
            ("有方向的单元", "cells with a direction"),
            codes.len() - count(terrain::flow::d8::NODATA),
        )
        .with(
            "exits",
            ("出口单元", "exits"),
            count(terrain::flow::d8::EXIT),
        )
        .with("greatest", ("最大汇流", "greatest accumulation"), greatest)
}

fn greatest(sums: &Raster<f64>) -> f64 {
    sums.grid.cells().iter().copied().fold(0.0, f64::max)
}
