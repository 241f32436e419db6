//! `wellkeeper terrain accumulate D8 OUT`

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use terrain::cell::Cell;
use terrain::figures::without_data;
use terrain::flow::accumulate::{
    CellCounts, Tiled, area_by_tiles, area_m2, cells, cells_by_tiles, weighted, weighted_by_tiles,
};
use terrain::flow::ground::{Bytes, Target, Window};
use terrain::flow::route::Bands;
use terrain::tiff::{Stored, WriteOptions};
use terrain::{Raster, TerrainError};

use super::beyond::{Away, Beyond, Codes, reader_of};
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
        let outcome = told(&d8, greatest(&done.sums));
        with_weights(outcome, Some(done.cells_without_weight)).print(globals);
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

/// Accumulates beyond memory; each block of the file is read twice.
fn beyond(globals: &Globals, args: &Args, input: &Input, memory: usize) -> Result<(), Failure> {
    let beyond = Beyond::beside(&args.files.out, memory);
    let codes = Codes::of(input, &beyond)?;
    let counted = Counted {
        codes: &codes,
        input,
        beyond: &beyond,
        out: &args.files.out,
        globals,
    };
    if let Some(path) = &args.weights {
        return counted.weights(&Input::open(path)?);
    }
    if args.area {
        let made = Made::of("accumulate --area", &[input]);
        return counted.to(&made, f64::NAN, |write| {
            area_by_tiles(codes.tiled, &codes.size, counted.read(), write).map(|()| None)
        });
    }
    let made = Made::of("accumulate", &[input]);
    let (rows, cols) = (codes.tiled.rows, codes.tiled.cols);
    if u32::try_from(rows * cols).is_ok() {
        return counted.to(&made, 0_u32, |write| {
            let narrow = |count: &u64| u32::try_from(*count).unwrap_or(u32::MAX);
            let write = |block, counts: &[u64]| {
                let counts: Vec<u32> = counts.iter().map(narrow).collect();
                write(block, &counts)
            };
            cells_by_tiles(codes.tiled, counted.read(), write).map(|()| None)
        });
    }
    counted.to(&made, 0_u64, |write| {
        cells_by_tiles(codes.tiled, counted.read(), write).map(|()| None)
    })
}

/// What is accumulated beyond memory.
struct Counted<'a> {
    codes: &'a Codes<'a>,
    input: &'a Input,
    beyond: &'a Beyond,
    out: &'a Path,
    globals: &'a Globals,
}

/// What takes the sums of blocks.
type Write<'a, T> = &'a (dyn Fn(Window, &[T]) -> terrain::Result<()> + Sync);

impl Counted<'_> {
    fn read(&self) -> impl Fn(Window, &mut [u8]) -> terrain::Result<()> + Sync + '_ {
        |block, codes| self.codes.read(block, codes)
    }

    fn weights(&self, of: &Input) -> Result<(), Failure> {
        let made = Made::of("accumulate --weights", &[self.input, of]);
        let reader = reader_of(of)?;
        let info = reader.info();
        let Tiled { rows, cols, .. } = self.codes.tiled;
        if (info.rows, info.cols) != (rows, cols) {
            return Err(self.input.refuses(&TerrainError::Refused(format!(
                "weights of {} rows and {} columns; expected {rows} and {cols}, as the directions have",
                info.rows, info.cols
            ))));
        }
        let nodata = reader.nodata::<f64>();
        let (blocks_read, without) = (AtomicUsize::new(0), AtomicU64::new(0));
        let read = |block: Window, weights: &mut [f64]| {
            reader.read_window(&block.into(), weights)?;
            if self.codes.is_first_time(&blocks_read) {
                without.fetch_add(without_data(weights, nodata), Relaxed);
            }
            Ok(())
        };
        self.to(&made, f64::NAN, |write| {
            weighted_by_tiles(self.codes.tiled, self.read(), read, nodata, write).map(Some)
        })?;
        let place = info.georeference.as_ref();
        of.tell((rows, cols), place, without.into_inner());
        Ok(())
    }

    /// Makes the file of what `sum` writes; it gives the cells without weight, where there are weights.
    fn to<T: Stored + Bytes + Cell + Serialize>(
        &self,
        made: &Made,
        nodata: T,
        sum: impl FnOnce(Write<'_, T>) -> terrain::Result<Option<u64>>,
    ) -> Result<(), Failure> {
        made.check_apart(self.out)?;
        let Tiled { rows, cols, .. } = self.codes.tiled;
        let sums = self.beyond.cells::<T>(rows, cols)?;
        let data = AtomicU64::new(0);
        let greatest = Mutex::new(None);
        let write = |block: Window, some: &[T]| {
            let with_data = some.iter().filter(|sum| sum.is_data(Some(nodata)));
            data.fetch_add(
                u64::try_from(with_data.clone().count()).unwrap_or_default(),
                Relaxed,
            );
            if let Some(most) = with_data.copied().max_by(T::order) {
                // Whoever held the lock and stopped left a greatest of some.
                let mut greatest = greatest.lock().unwrap_or_else(PoisonError::into_inner);
                let before = greatest.filter(|before: &T| before.order(&most).is_gt());
                *greatest = before.or(Some(most));
            }
            sums.write(block, some)
        };
        let without =
            phase("accumulating", || sum(&write)).map_err(|it| self.input.refuses(&it))?;
        self.codes.tell();
        let away = Away {
            cells: &sums,
            nodata: Some(nodata),
            place: self.codes.place(),
        };
        made.streamed(
            self.out,
            &away,
            self.beyond,
            WriteOptions::continuous::<T>(),
        )?;
        let greatest = greatest
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let greatest = greatest.unwrap_or_default();
        let outcome = summed(data.into_inner(), self.codes.exits(), greatest);
        with_weights(outcome, without).print(self.globals);
        Ok(())
    }
}

fn with_weights(outcome: Outcome, without: Option<u64>) -> Outcome {
    let names = ("无权重的单元", "cells without weight");
    match without {
        Some(cells) => outcome.with("cells_without_weight", names, cells),
        None => outcome,
    }
}

fn told(d8: &Raster<u8>, greatest: impl Serialize) -> Outcome {
    let (mut data, mut exits) = (0_u64, 0_u64);
    for code in d8.grid.cells() {
        data += u64::from(*code != terrain::flow::d8::NODATA);
        exits += u64::from(*code == terrain::flow::d8::EXIT);
    }
    summed(data, exits, greatest)
}

fn summed(data: u64, exits: u64, greatest: impl Serialize) -> Outcome {
    Outcome::default()
        .with("cells", ("有方向的单元", "cells with a direction"), data)
        .with("exits", ("出口单元", "exits"), exits)
        .with("greatest", ("最大汇流", "greatest accumulation"), greatest)
}

fn greatest(sums: &Raster<f64>) -> f64 {
    let sums = sums.grid.cells().iter().copied();
    sums.filter(|sum| !f64::is_nan(*sum))
        .reduce(f64::max)
        .unwrap_or_default()
}
