//! `wellkeeper terrain streams D8 OUT.geojson`

use geojson::GeometryValue;
use serde_json::json;
use terrain::Georeference;
use terrain::flow::accumulate::cells;
use terrain::flow::route::Bands;
use terrain::flow::streams::{Streams, streams, streams_by_tiles};

use super::beyond::{Beyond, Codes};
use super::input::Input;
use super::outcome::Outcome;
use super::output::Made;
use super::phase::phase;
use super::{InMemory, InOut, shapes};
use crate::failure::Failure;
use crate::globals::Globals;

/// Arguments of `terrain streams`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The directions, and the GeoJSON to make.
    #[command(flatten)]
    pub files: InOut,
    /// How many cells must drain through a cell of a stream.
    #[arg(long, value_name = "CELLS")]
    pub threshold: u64,
    /// How much memory.
    #[command(flatten)]
    pub within: InMemory,
}

/// Draws streams.
pub fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let input = Input::open(&args.files.input)?;
    Made::of("streams", &[&input]).check_apart(&args.files.out)?;
    let refuse = |error| input.refuses(&error);
    if let Some(memory) = args.within.memory {
        let beyond = Beyond::beside(&args.files.out, memory);
        let codes = Codes::of(&input, &beyond)?;
        let place = Georeference::or_cells(codes.place());
        let tiled = (codes.tiled, &codes.size);
        let found = phase("accumulating", || {
            let read = |block, some: &mut [u8]| codes.read(block, some);
            streams_by_tiles(tiled, args.threshold, beyond.lists_bytes(), read)
        });
        let found = found.map_err(refuse)?;
        codes.tell();
        return draw(globals, args, &found, place);
    }
    let d8 = input.directions()?;
    let place = Georeference::or_cells(d8.georeference.as_ref());
    let counts = phase("accumulating", || cells(&d8, Bands::default())).map_err(refuse)?;
    let found = streams(&d8, |cell| counts.at(cell) >= args.threshold).map_err(refuse)?;
    draw(globals, args, &found, place)
}

fn draw(
    globals: &Globals,
    args: &Args,
    found: &Streams,
    place: &Georeference,
) -> Result<(), Failure> {
    // A link that begins in its exit is a point.
    let drawn = || found.links.iter().filter(|link| link.cell_count() > 1);
    let features = drawn().map(|link| {
        let line = link.line(place).into_iter();
        let line = GeometryValue::LineString {
            coordinates: line.map(|(x, y)| geojson::Position::from([x, y])).collect(),
        };
        shapes::feature(
            line,
            json!({
                "id": link.id, "downstream": link.downstream, "upstream": link.upstream,
                "strahler": link.strahler, "shreve": link.shreve, "length_m": link.length_m,
            }),
        )
    });
    shapes::write(&args.files.out, features, &place.crs)?;
    let highest = found.links.iter().map(|link| link.strahler).max();
    Outcome::default()
        .with("links", ("河段", "links"), drawn().count())
        .with(
            "strahler",
            ("最高级别（Strahler）", "highest order (Strahler)"),
            highest,
        )
        .with("length_m", ("总长 m", "length, m"), found.length_m())
        .print(globals);
    Ok(())
}
