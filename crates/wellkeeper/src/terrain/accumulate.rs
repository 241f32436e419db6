//! `wellkeeper terrain accumulate D8 OUT`

use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use terrain::Raster;
use terrain::flow::accumulate::{
    Block, CellCounts, Tiled, area_m2, cells, cells_by_tiles, weighted,
};
use terrain::flow::ground::{Scratch, Target, Window};
use terrain::flow::route::Bands;
use terrain::tiff::{self, WriteOptions};

use super::beyond::{Away, Beyond, reader_of};
use super::input::Input;
use super::outcome::Outcome;
use super::output::Made;
use super::phase::phase;
use super::{InMemory, InOut};
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
    /// How much memory.
    #[command(flatten)]
    pub within: InMemory,
}

/// Accumulates.
pub fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let input = Input::open(&args.files.input)?;
    let out = &args.files.out;
    if let Some(memory) = args.within.memory {
        return beyond(globals, args, &input, memory);
    }
    let d8 = input.directions()?;
    let bands = Bands::default();
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

/// Counts cells beyond memory; each block of the file is read twice.
fn beyond(globals: &Globals, args: &Args, input: &Input, memory: usize) -> Result<(), Failure> {
    if args.area || args.weights.is_some() {
        return Err(Failure::Misuse(
            "--memory counts cells; expected neither --area nor --weights".to_owned(),
        ));
    }
    input.check_directions()?;
    let out = &args.files.out;
    let made = Made::of("accumulate", &[input]);
    made.check_apart(out)?;
    let beyond = Beyond::beside(out, memory);
    let info = reader_of(input)?.info();
    let (rows, cols) = (info.rows, info.cols);
    // Counts are exact in a double up to 2^53.
    let sums = beyond.cells::<f64>(rows, cols)?;
    let counted = phase("accumulating", || count(input, &sums, memory / 2))?;
    let away = Away {
        cells: &sums,
        nodata: Some(0.0),
        place: info.georeference.as_ref(),
    };
    if u32::try_from(rows * cols).is_ok() {
        let how = (WriteOptions::continuous::<u32>(), narrow);
        made.streamed(out, &away, &beyond, how)?;
    } else {
        let how = (WriteOptions::continuous::<u64>(), wide);
        made.streamed(out, &away, &beyond, how)?;
    }
    counted.print(globals);
    Ok(())
}

/// Counts the cells of `input` into `sums`.
fn count(input: &Input, sums: &Scratch<f64>, memory: usize) -> Result<Outcome, Failure> {
    let reader = reader_of(input)?;
    let (rows, cols) = (reader.info().rows, reader.info().cols);
    let (most, data) = (AtomicU64::new(0), AtomicU64::new(0));
    let read = |block: Block, codes: &mut [u8]| {
        let window = tiff::Window {
            band: 0,
            rows: block.row..block.row + block.rows,
            cols: block.col..block.col + block.cols,
        };
        reader.read_window(&window, codes)
    };
    let write = |block: Block, counts: &[u64]| {
        most.fetch_max(counts.iter().copied().max().unwrap_or_default(), Relaxed);
        let with_data = counts.iter().filter(|count| **count > 0).count();
        data.fetch_add(u64::try_from(with_data).unwrap_or_default(), Relaxed);
        let window = Window {
            row: block.row,
            col: block.col,
            rows: block.rows,
            cols: block.cols,
        };
        let counts: Vec<f64> = counts.iter().map(|count| *count as f64).collect();
        sums.write(window, &counts)
    };
    Tiled::within(rows, cols, memory)
        .and_then(|tiled| cells_by_tiles(tiled, read, write))
        .map_err(|error| input.refuses(&error))?;
    let names = [
        ("有方向的单元", "cells with a direction"),
        ("最大汇流", "greatest accumulation"),
    ];
    Ok(Outcome::default()
        .with("cells", names[0], data.into_inner())
        .with("greatest", names[1], most.into_inner()))
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count that was made a double is a count again"
)]
fn wide(count: f64) -> u64 {
    count as u64
}

fn narrow(count: f64) -> u32 {
    u32::try_from(wide(count)).unwrap_or(u32::MAX)
}

fn told(d8: &Raster<u8>, greatest: impl serde::Serialize) -> Outcome {
    let (mut data, mut exits) = (0_u64, 0_u64);
    for code in d8.grid.cells() {
        data += u64::from(*code != terrain::flow::d8::NODATA);
        exits += u64::from(*code == terrain::flow::d8::EXIT);
    }
    Outcome::default()
        .with("cells", ("有方向的单元", "cells with a direction"), data)
        .with("exits", ("出口单元", "exits"), exits)
        .with("greatest", ("最大汇流", "greatest accumulation"), greatest)
}

fn greatest(sums: &Raster<f64>) -> f64 {
    sums.grid.cells().iter().copied().fold(0.0, f64::max)
}
