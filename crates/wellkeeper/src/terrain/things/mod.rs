//! `wellkeeper terrain things D8 DEM OUT`: small watersheds as `import things` takes them.
//!
//! | file | holds |
//! |---|---|
//! | `sections` | sections of a table, moved onto the river that they mean |
//! | `find` | what each watershed is: areas, relief, slopes, streams |
//! | `degrees` | from a raster's coordinates to longitude and latitude |
//! | `written` | the things as GeoJSON or as CSV |

mod find;
mod sections;
mod written;

use std::path::PathBuf;

use layers::Crs;
use terrain::grid::Georeference;
use terrain::tiff::SampleType;
use terrain::unit::LinearUnit;
use terrain::{Raster, TerrainError};
use zone::limits::{GEOJSON_BYTES_MAX, GEOMETRY_VERTICES_MAX};

use self::find::Found;
use self::sections::Placed;
use super::degrees::{Border, ToDegrees};
use super::input::{Heights, Input, hash_of, named, refuse, with_heights};
use super::outcome::{Outcome, rounded};
use super::output::Made;
use super::places;
use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::{check_apart, write_whole};

/// Places are the same where they differ by less than this part of a cell: other programs round.
const CELLS_APART_MAX: f64 = 1e-3;

/// Arguments of `terrain things`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The directions, as `terrain d8` makes them.
    #[arg(value_name = "D8")]
    pub d8: PathBuf,
    /// The heights that they were made of.
    #[arg(value_name = "DEM")]
    pub dem: PathBuf,
    /// The file to make: GeoJSON with borders in degrees, or CSV without borders where the name ends in .csv.
    #[arg(value_name = "OUT")]
    pub out: PathBuf,
    /// All ground in the fewest watersheds of at most so many km², each on the river of the next.
    #[arg(long, value_name = "KM2")]
    pub small: f64,
    /// Where water leaves the raster: ground of less than so many km² is no watershed.
    #[arg(long, value_name = "KM2", default_value_t = 0.0)]
    pub least: f64,
    /// How many cells must drain through a cell of a stream.
    #[arg(long, value_name = "CELLS")]
    pub streams: u64,
    /// What stands before the number in a code. Another delineation gives the numbers to other ground: give each
    /// its own prefix.
    #[arg(long, value_name = "TEXT", value_parser = prefix)]
    pub prefix: String,
    /// The kind of the things.
    #[arg(long, value_name = "KIND", default_value = "small_watershed")]
    pub kind: String,
    /// What stands before the number in a Chinese name.
    #[arg(long, value_name = "TEXT", default_value = "小流域")]
    pub name_zh: String,
    /// What stands before the number in an English name.
    #[arg(long, value_name = "TEXT", default_value = "Small watershed")]
    pub name_en: String,
    /// Sections that a watershed ends at, however small: a table with code and longitude, latitude, or x, y in the
    /// raster's coordinates.
    #[arg(long, value_name = "CSV")]
    pub sections: Option<PathBuf>,
    /// Move each section to the cell with the greatest accumulation within so many cells.
    #[arg(long, value_name = "CELLS", default_value_t = 0, requires = "sections")]
    pub snap: usize,
    /// What the raster's coordinates are in, whatever it says.
    #[arg(long, value_name = "EPSG:N", value_parser = crs)]
    pub crs: Option<Crs>,
    /// Heights are multiplied by this to be metres; else as the raster says.
    #[arg(long, value_name = "FACTOR")]
    pub z_factor: Option<f64>,
}

fn prefix(text: &str) -> Result<String, String> {
    let is_word = !text.is_empty() && !text.contains(char::is_whitespace);
    is_word
        .then(|| text.to_owned())
        .ok_or_else(|| format!("`{text}`; expected letters without spaces, such as w2026-"))
}

fn crs(text: &str) -> Result<Crs, String> {
    Crs::parse(text).map_err(|error| error.to_string())
}

impl Args {
    fn is_csv(&self) -> bool {
        let end = self.out.extension();
        end.is_some_and(|end| end.eq_ignore_ascii_case("csv"))
    }

    /// As it was typed, for what is made of it.
    fn typed(&self) -> String {
        let Self {
            small,
            least,
            streams,
            prefix,
            kind,
            name_zh,
            name_en,
            ..
        } = self;
        let mut typed = vec![format!(
            "things --small {small} --least {least} --streams {streams} --prefix {prefix} --kind {kind} --name-zh \
             '{name_zh}' --name-en '{name_en}'"
        )];
        typed.extend(
            self.sections
                .is_some()
                .then(|| format!("--snap {}", self.snap)),
        );
        typed.extend(self.crs.map(|crs| format!("--crs {crs}")));
        typed.extend(self.z_factor.map(|factor| format!("--z-factor {factor}")));
        typed.join(" ")
    }
}

/// Makes them.
pub fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let dem = Input::open(&args.dem)?;
    with_heights!(dem, of(globals, args, &dem))
}

fn of<T: Heights>(globals: &Globals, args: &Args, dem: &Input) -> Result<(), Failure> {
    let of_d8 = Input::open(&args.d8)?;
    let made = Made::of(&args.typed(), &[&of_d8, dem]);
    made.check_apart(&args.out)?;
    let mut provenance = made.provenance();
    if let Some(path) = &args.sections {
        check_apart(path, &args.out)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let hash = hash_of(path).map_err(|error| refuse(path, &error))?;
        let input = ("WELLKEEPER_INPUT_3", format!("{name} blake3:{hash}"));
        provenance.push((input.0.to_owned(), input.1));
    }
    let d8 = of_d8.directions()?;
    let heights = dem.raster::<T>()?;
    let place = one_place((&of_d8, &d8), (dem, &heights))?;
    // What cannot be is said before the work.
    let metres = metres_of_heights(args.z_factor, &place.crs).map_err(|e| dem.refuses(&e))?;
    let to_degrees = ToDegrees::of(args.crs, &place.crs);
    let to_degrees = to_degrees.map_err(|wrong| {
        let says = "where its coordinates are those of one of these, `--crs EPSG:n` says so";
        refuse(dem.path(), &format!("{wrong}; {says}"))
    });
    let read = args.sections.as_deref().map(places::read).transpose()?;
    let needs_degrees = !args.is_csv() || read.as_ref().is_some_and(|read| read.in_degrees);
    let to_degrees = match to_degrees {
        Err(failure) if needs_degrees => return Err(failure),
        to_degrees => to_degrees.ok(),
    };
    if needs_degrees && let Some(said) = args.crs {
        eprintln!(
            "{}: it says {}; its coordinates are taken for those of {said}",
            dem.path().display(),
            named(&place.crs)
        );
    }
    let placed = read
        .map(|read| Placed::of(read, to_degrees))
        .unwrap_or_default();
    let found = find::all(args, &of_d8, (&d8, &heights), metres, placed)?;
    let text = if args.is_csv() {
        written::csv(&found.things, args)
    } else {
        let borders = to_degrees.map_or(Ok(Vec::new()), |to| to.borders(&found.labels));
        let borders = borders.map_err(|error| of_d8.refuses(&error))?;
        let text = written::geojson(&found.things, &borders, args, provenance);
        tell_of_size(args, &borders, text.len());
        text
    };
    write_whole(&args.out, text.as_bytes())?;
    outcome(args, &found, to_degrees).print(globals);
    Ok(())
}

/// The place of both, which must be one.
fn one_place<'a, T>(
    (of_d8, d8): (&Input, &'a Raster<u8>),
    (dem, heights): (&Input, &Raster<T>),
) -> Result<&'a Georeference, Failure>
where
    T: terrain::cell::Cell,
{
    let here = Georeference::or_cells(d8.georeference.as_ref());
    let there = Georeference::or_cells(heights.georeference.as_ref());
    let differ = |what: [String; 2]| {
        Failure::Refused(format!(
            "{} has {}, {} has {}; expected one grid: `wellkeeper terrain d8` makes directions of heights",
            of_d8.path().display(),
            what[0],
            dem.path().display(),
            what[1]
        ))
    };
    let (rows, cols) = (d8.grid.rows(), d8.grid.cols());
    let other = (heights.grid.rows(), heights.grid.cols());
    if (rows, cols) != other {
        let shape = |(rows, cols)| format!("{rows} rows × {cols} columns");
        return Err(differ([(rows, cols), other].map(shape)));
    }
    if !is_near(&here.transform, &there.transform, (rows, cols)) {
        let transform = |place: &Georeference| format!("the transform {:?}", place.transform);
        return Err(differ([here, there].map(transform)));
    }
    let (one, two) = (&here.crs, &there.crs);
    let same_keys = one.epsg.is_some() || one.keys == two.keys;
    let is_same = (one.epsg, one.is_geographic) == (two.epsg, two.is_geographic) && same_keys;
    if !is_same || one.unit() != two.unit() {
        return Err(differ([named(one), named(two)]));
    }
    Ok(here)
}

/// Whether the corners of a grid are the same by both.
fn is_near(one: &[f64; 6], two: &[f64; 6], (rows, cols): (usize, usize)) -> bool {
    let at = |t: &[f64; 6], (row, col): (f64, f64)| {
        [
            t[0] + col * t[1] + row * t[2],
            t[3] + col * t[4] + row * t[5],
        ]
    };
    let (rows, cols) = (rows as f64, cols as f64);
    let cell = one[1].hypot(one[4]).min(one[2].hypot(one[5]));
    let mut corners = [(0.0, 0.0), (0.0, cols), (rows, 0.0), (rows, cols)].into_iter();
    corners.all(|corner| {
        let ([x, y], [other_x, other_y]) = (at(one, corner), at(two, corner));
        (x - other_x).hypot(y - other_y) <= cell * CELLS_APART_MAX
    })
}

/// How many metres a unit of height is: as a person says, else as the raster does, else one where x and y are
/// metres or degrees.
fn metres_of_heights(said: Option<f64>, crs: &terrain::grid::Crs) -> Result<f64, TerrainError> {
    match (said, crs.vertical_unit()) {
        (Some(factor), _) if factor.is_finite() && factor > 0.0 => Ok(factor),
        (Some(factor), _) => Err(TerrainError::Refused(format!(
            "--z-factor {factor}; expected a number greater than 0"
        ))),
        (None, Some(unit)) => unit.metres(),
        (None, None) if crs.is_geographic || crs.unit() == LinearUnit::Metre => Ok(1.0),
        (None, None) => Err(TerrainError::Refused(format!(
            "x and y are in {}, and it does not say what heights are in; expected `--z-factor`, 1 for metres, \
             0.3048 for feet",
            crs.unit()
        ))),
    }
}

/// What `import things` would refuse is said here already.
fn tell_of_size(args: &Args, borders: &[Border], bytes: usize) {
    let vertices = |border: &Border| border.iter().flatten().map(Vec::len).sum::<usize>();
    let most = borders.iter().map(vertices).max().unwrap_or_default();
    let told = |what: &str, found: usize, most: u64| {
        if u64::try_from(found).is_ok_and(|found| found > most) {
            eprintln!(
                "{}: {found} {what}; `import things` takes at most {most}: a CSV has no borders",
                args.out.display()
            );
        }
    };
    told("bytes", bytes, GEOJSON_BYTES_MAX);
    let vertices_max = u64::try_from(GEOMETRY_VERTICES_MAX).unwrap_or(u64::MAX);
    told("vertices of one border", most, vertices_max);
}

fn outcome(args: &Args, found: &Found, to_degrees: Option<ToDegrees>) -> Outcome {
    let km2 = |km2: f64| rounded(km2, 6);
    let all = Outcome::default()
        .with("things", ("对象", "things"), found.things.len())
        .with("km2", ("面积 km²", "area, km²"), km2(found.km2))
        .with(
            "rest_km2",
            ("未划入 km²", "in none, km²"),
            km2(found.rest_km2),
        )
        .with("stream_m", ("河道 m", "streams, m"), found.stream_m)
        .with(
            "stream_rest_m",
            ("其中未划入 m", "of them in none, m"),
            rounded(found.stream_rest_m, 3),
        )
        .with(
            "cells_without_height",
            ("无高程的单元", "cells without height"),
            found.without_height,
        )
        .with(
            "crs",
            ("坐标系", "coordinate system"),
            to_degrees.map(|to| to.crs.to_string()),
        );
    let Some(sections) = &found.sections else {
        return all;
    };
    all.with(
        "moved_m",
        ("断面最大移动 m", "section moved farthest, m"),
        sections
            .placed
            .iter()
            .map(|one| one.moved_m)
            .fold(0.0, f64::max),
    )
    .with(
        "sections",
        ("断面", "sections"),
        found.sections_told(sections, &args.prefix),
    )
    .with(
        "refused",
        ("未采用的断面", "sections that could not be used"),
        &sections.refused,
    )
}
