//! `wellkeeper terrain info FILE`

use std::path::PathBuf;

use terrain::TerrainError;
use terrain::tiff::{Info, SampleType};

use super::input::{Heights, Input, named, with_heights};
use super::outcome::Outcome;
use crate::failure::Failure;
use crate::globals::Globals;

/// Arguments of `terrain info`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The raster: GeoTIFF or ESRI ASCII (.asc).
    #[arg(value_name = "FILE")]
    pub input: PathBuf,
    /// Also read every cell: least, greatest and mean, and the share without data.
    #[arg(long)]
    pub stats: bool,
}

/// Says what it is.
pub fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let input = Input::open(&args.input)?;
    let mut outcome = Outcome::default().with("blake3", ("BLAKE3", "BLAKE3"), input.hash());
    if let Some(info) = input.info() {
        outcome = of_tiff(outcome, info);
    }
    if args.stats || input.info().is_none() {
        outcome = with_heights!(input, with_stats(outcome, &input))?;
    }
    outcome.print(globals);
    Ok(())
}

fn of_tiff(outcome: Outcome, info: &Info) -> Outcome {
    let layout = format!(
        "{} {} × {}",
        if info.is_tiled { "tiles" } else { "strips" },
        info.block_rows,
        info.block_cols
    );
    let crs = info.georeference.as_ref().map(|place| &place.crs);
    outcome
        .with("rows", ("行数", "rows"), info.rows)
        .with("columns", ("列数", "columns"), info.cols)
        .with("bands", ("波段", "bands"), info.bands)
        .with("cells", ("单元类型", "cells"), info.sample.to_string())
        .with("layout", ("分块", "layout"), layout)
        .with(
            "compression",
            ("压缩", "compression"),
            info.compression.to_string(),
        )
        .with(
            "predictor",
            ("预测器", "predictor"),
            format!("{:?}", info.predictor),
        )
        .with("big", ("BigTIFF", "BigTIFF"), info.is_big)
        .with("nodata", ("无数据值", "no data"), &info.nodata)
        .with(
            "crs",
            ("坐标系", "coordinate system"),
            crs.or(info.crs.as_ref()).map(named),
        )
        .with(
            "transform",
            ("变换参数", "transform"),
            info.georeference.as_ref().map(|place| place.transform),
        )
        .with("overviews", ("概览", "overviews"), &info.overviews)
        .with("software", ("软件", "software"), &info.software)
        .with("metadata", ("元数据", "metadata"), &info.metadata)
}

fn with_stats<T: Heights>(outcome: Outcome, input: &Input) -> Result<Outcome, Failure> {
    let raster = input.raster::<T>()?;
    Ok(outcome.with_cells(&raster))
}
