//! `wellkeeper terrain zonal RASTER POLYGONS OUT.csv`

use std::path::PathBuf;

use terrain::tiff::{FileSource, Reader, SampleType};
use terrain::vector::Rule;
use terrain::zonal::{Wanted, ZonalOptions, ZoneStatistics, statistics, statistics_file};
use terrain::{Georeference, OfTwo, TerrainError};

use super::input::{Heights, Input, with_heights};
use super::outcome::Outcome;
use super::output::Made;
use super::phase::{by_rows, phase};
use super::shapes;
use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::{check_apart, write_whole};

/// Arguments of `terrain zonal`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The raster: GeoTIFF or ESRI ASCII (.asc).
    #[arg(value_name = "RASTER")]
    pub raster: PathBuf,
    /// The polygons: GeoJSON in the raster's coordinates.
    #[arg(value_name = "POLYGONS")]
    pub polygons: PathBuf,
    /// The CSV to make: a row for each polygon.
    #[arg(value_name = "OUT.csv")]
    pub out: PathBuf,
    /// Each cell counts by the share of it that the polygon covers; else whole, if its centre lies inside.
    #[arg(long)]
    pub exact: bool,
    /// A second raster of the same size: what each cell counts for.
    #[arg(long, value_name = "RASTER")]
    pub weights: Option<PathBuf>,
    /// Quantiles, 0 to 1; also majority, minority and variety then.
    #[arg(long, value_name = "Q,…", value_delimiter = ',')]
    pub quantiles: Vec<f64>,
    /// Edges of the bins of a histogram, rising.
    #[arg(
        long,
        value_name = "EDGE,…",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    pub bins: Vec<f64>,
    /// The property that names a polygon; else its number in the file.
    #[arg(long, value_name = "FIELD")]
    pub id: Option<String>,
}

/// Computes them.
pub fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let input = Input::open(&args.raster)?;
    with_heights!(input, of(globals, args, &input))
}

fn of<T: Heights>(globals: &Globals, args: &Args, input: &Input) -> Result<(), Failure> {
    Made::of("zonal", &[input]).check_apart(&args.out)?;
    check_apart(&args.polygons, &args.out)?;
    let options = options_of(args);
    let weights = args.weights.as_deref().map(Input::open).transpose()?;
    let readers = (input.reader(), weights.as_ref().map(Input::reader));
    let (names, found) = match readers {
        (Some(reader), None) => by_file::<T>(args, (input, reader), None, &options)?,
        (Some(reader), Some(Some(by))) => {
            let weights = weights.as_ref().map(|weights| (weights, by));
            by_file::<T>(args, (input, reader), weights, &options)?
        }
        // ESRI ASCII is read whole.
        _ => in_memory::<T>(args, input, weights.as_ref(), &options)?,
    };
    let text = csv(&names, &found, args);
    write_whole(&args.out, text.as_bytes())?;
    let empty = found.iter().filter(|zone| zone.summary.is_none()).count();
    Outcome::default()
        .with("polygons", ("多边形", "polygons"), found.len())
        .with("empty", ("其中无数据", "of them without data"), empty)
        .print(globals);
    Ok(())
}

fn options_of(args: &Args) -> ZonalOptions {
    let is_distributed = !(args.quantiles.is_empty() && args.bins.is_empty());
    ZonalOptions {
        rule: if args.exact {
            Rule::Exact
        } else {
            Rule::Centre
        },
        distribution: is_distributed.then(|| Wanted {
            quantiles: args.quantiles.clone(),
            bins: args.bins.clone(),
        }),
    }
}

/// Polygons by name, and what was found in each.
type Found = (Vec<String>, Vec<ZoneStatistics>);

fn in_memory<T: Heights>(
    args: &Args,
    input: &Input,
    weights: Option<&Input>,
    options: &ZonalOptions,
) -> Result<Found, Failure> {
    let raster = input.raster::<T>()?;
    let refuse = |error: TerrainError| input.refuses(&error);
    let place = Georeference::or_cells(raster.georeference.as_ref());
    let zones = shapes::read(&args.polygons, &place.crs, args.id.as_deref())?;
    let weights = weights.map(Input::raster::<f64>).transpose()?;
    let found = phase("adding up", || {
        statistics(&raster, weights.as_ref(), &zones.shapes, options)
    });
    Ok((zones.names, found.map_err(refuse)?))
}

/// By bands of rows.
fn by_file<T: Heights>(
    args: &Args,
    (input, reader): (&Input, &Reader<FileSource>),
    weights: Option<(&Input, &Reader<FileSource>)>,
    options: &ZonalOptions,
) -> Result<Found, Failure> {
    input.tell_bands();
    if let Some((weights, _)) = weights {
        weights.tell_bands();
    }
    let info = reader.info();
    let place = Georeference::or_cells(info.georeference.as_ref());
    let zones = shapes::read(&args.polygons, &place.crs, args.id.as_deref())?;
    let by = weights.map(|(_, by)| by);
    let found = by_rows("adding up", info.rows, |told| {
        statistics_file::<T, _, _>(reader, by, &zones.shapes, options, told)
    });
    let found = found.map_err(|error| match (error, weights) {
        (OfTwo::Beside(error), Some((weights, _))) => weights.refuses(&error),
        (OfTwo::Read(error) | OfTwo::Beside(error), _) => input.refuses(&error),
    })?;
    input.tell_file(reader, found.without);
    if let Some((weights, by)) = weights {
        weights.tell_file(by, found.weights_without);
    }
    Ok((zones.names, found.zones))
}

/// A row for each polygon; what it does not have is empty.
fn csv(names: &[String], found: &[ZoneStatistics], args: &Args) -> String {
    let mut head: Vec<String> = [
        "id",
        "count",
        "nodata_share",
        "mean",
        "min",
        "max",
        "sum",
        "stdev",
    ]
    .map(str::to_owned)
    .to_vec();
    if args.weights.is_some() {
        head.extend(["weight", "weighted_mean", "weighted_sum"].map(str::to_owned));
    }
    let is_distributed = !(args.quantiles.is_empty() && args.bins.is_empty());
    if is_distributed {
        head.extend(["majority", "minority", "variety"].map(str::to_owned));
        head.extend(args.quantiles.iter().map(|q| format!("q{q}")));
        let bins = args.bins.windows(2);
        head.extend(bins.map(|edges| format!("from_{}_to_{}", edges[0], edges[1])));
    }
    let mut text = head.join(",") + "\n";
    for (name, zone) in names.iter().zip(found) {
        let mut cells = vec![
            quoted(name),
            zone.count.to_string(),
            shown(zone.nodata_share()),
        ];
        let summary = zone.summary;
        cells.extend(
            [
                summary.map(|s| s.mean),
                summary.map(|s| s.min),
                summary.map(|s| s.max),
                summary.map(|s| s.sum),
                summary.map(|s| s.stdev()),
            ]
            .map(shown),
        );
        if args.weights.is_some() {
            let weighted = zone.weighted;
            cells.extend(
                [
                    weighted.map(|w| w.weight),
                    weighted.map(|w| w.mean),
                    weighted.map(|w| w.sum),
                ]
                .map(shown),
            );
        }
        if is_distributed {
            let of = zone.distribution.as_ref();
            cells.push(shown(of.map(|d| d.majority)));
            cells.push(shown(of.map(|d| d.minority)));
            cells.push(of.map(|d| d.variety.to_string()).unwrap_or_default());
            let at = |values: Option<&Vec<f64>>, place: usize| {
                shown(values.and_then(|values| values.get(place)).copied())
            };
            cells.extend((0..args.quantiles.len()).map(|i| at(of.map(|d| &d.quantiles), i)));
            let bins = args.bins.len().saturating_sub(1);
            cells.extend((0..bins).map(|i| at(of.map(|d| &d.histogram), i)));
        }
        text += &(cells.join(",") + "\n");
    }
    text
}

fn shown(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A cell of a CSV.
pub fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
