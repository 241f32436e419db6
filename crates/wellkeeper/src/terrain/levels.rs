//! `wellkeeper terrain levels RASTER OUT.csv`

use std::path::PathBuf;

use terrain::tiff::SampleType;
use terrain::vector::{Cover, Lattice, MultiPolygon, Rule};
use terrain::zonal::{area_by_level, area_by_level_file, lattice_of};
use terrain::{Georeference, TerrainError};

use super::InOut;
use super::input::{Heights, Input, with_heights};
use super::outcome::Outcome;
use super::output::Made;
use super::phase::by_rows;
use super::shapes;
use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::write_whole;

/// Arguments of `terrain levels`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The raster of heights, and the CSV to make.
    #[command(flatten)]
    pub files: InOut,
    /// The levels: first, last and step, such as 140,170,0.5.
    #[arg(long, value_name = "FIRST,LAST,STEP", value_parser = levels_of, allow_hyphen_values = true)]
    pub levels: Rising,
    /// Only within these polygons.
    #[arg(long, value_name = "GEOJSON")]
    pub within: Option<PathBuf>,
}

/// First, last and step.
#[derive(Debug, Clone, Copy)]
pub struct Rising(f64, f64, f64);

/// Levels of a curve: no page shows more.
const LEVELS_MAX: f64 = 1e6;

fn levels_of(text: &str) -> Result<Rising, String> {
    let expected = || format!("`{text}`; expected first, last and step, such as 140,170,0.5");
    let numbers: Vec<f64> = text
        .split(',')
        .map(|part| part.trim().parse())
        .collect::<Result<_, _>>()
        .map_err(|_| expected())?;
    match numbers[..] {
        [first, last, step]
            if step > 0.0 && last >= first && (last - first) / step <= LEVELS_MAX =>
        {
            Ok(Rising(first, last, step))
        }
        _ => Err(expected()),
    }
}

impl Rising {
    /// Each of them.
    fn all(self) -> Vec<f64> {
        let Self(first, last, step) = self;
        let mut levels = Vec::new();
        while levels.len() as f64 * step <= last - first + step * 1e-9 {
            levels.push(first + levels.len() as f64 * step);
        }
        levels
    }
}

/// Makes the curve.
pub fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let input = Input::open(&args.files.input)?;
    with_heights!(input, of(globals, args, &input))
}

fn of<T: Heights>(globals: &Globals, args: &Args, input: &Input) -> Result<(), Failure> {
    Made::of("levels", &[input]).check_apart(&args.files.out)?;
    let levels = args.levels.all();
    let refuse = |error: TerrainError| input.refuses(&error);
    let curve = if let Some(reader) = input.reader() {
        input.tell_bands();
        let info = reader.info();
        let lattice = lattice_of(reader).map_err(refuse)?;
        let cover = within(args, input, info.georeference.as_ref(), &lattice)?;
        let found = by_rows("adding up", info.rows, |told| {
            area_by_level_file::<T, _>(reader, cover.as_ref(), &levels, told)
        });
        let (curve, without) = found.map_err(refuse)?;
        input.tell_file(reader, without);
        curve
    } else {
        let raster = input.raster::<T>()?;
        let lattice = Lattice::of(&raster).map_err(refuse)?;
        let cover = within(args, input, raster.georeference.as_ref(), &lattice)?;
        area_by_level(&raster, cover.as_ref(), &levels).map_err(refuse)?
    };
    let mut csv = "level,area_m2,volume_m3\n".to_owned();
    for point in &curve.points {
        let cells = [point.level, point.area, point.volume].map(|cell| cell.to_string());
        csv += &(cells.join(",") + "\n");
    }
    write_whole(&args.files.out, csv.as_bytes())?;
    Outcome::default()
        .with("levels", ("水位级数", "levels"), curve.points.len())
        .with(
            "area_m2",
            ("有数据面积 m²", "area with data, m²"),
            curve.area,
        )
        .with(
            "nodata_m2",
            ("无数据面积 m²", "area without data, m²"),
            curve.nodata_area,
        )
        .print(globals);
    Ok(())
}

/// The cells within the polygons, if there are any.
fn within(
    args: &Args,
    input: &Input,
    place: Option<&Georeference>,
    lattice: &Lattice,
) -> Result<Option<Cover>, Failure> {
    let refuse = |error: TerrainError| input.refuses(&error);
    let place = Georeference::or_cells(place);
    let Some(path) = &args.within else {
        return Ok(None);
    };
    let shapes = shapes::read(path, &place.crs, None)?.shapes;
    let shape = MultiPolygon {
        polygons: (shapes.into_iter())
            .flat_map(|shape| shape.polygons)
            .collect(),
    };
    let cover = Cover::of(&shape, lattice, Rule::Exact).map_err(refuse)?;
    Ok(Some(cover))
}
