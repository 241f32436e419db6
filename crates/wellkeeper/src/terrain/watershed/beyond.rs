//! Watersheds of a raster beyond memory.

use std::ops::Range;

use terrain::flow::ground::{Scratch, Source, Target, Window};
use terrain::flow::watershed::{
    basins_by_tiles, small_watersheds_by_tiles, snap_by_tiles, watersheds_by_tiles,
};
use terrain::tiff::WriteOptions;
use terrain::vector::{Connectedness, Lattice, Region, polygonize_bands};
use terrain::{Georeference, TerrainError};

use super::outlets::{Outlets, asked};
use super::{Args, Found};
use crate::failure::Failure;
use crate::terrain::beyond::{Away, Beyond, Codes, rows_of};
use crate::terrain::input::Input;
use crate::terrain::output::Made;
use crate::terrain::phase::phase;

/// Delineates; the raster of numbers is written.
pub fn delineate(args: &Args, input: &Input, made: &Made, memory: usize) -> Result<Found, Failure> {
    let refuses = |error: TerrainError| input.refuses(&error);
    let beyond = Beyond::beside(&args.files.out, memory);
    let codes = Codes::of(input, &beyond)?;
    let (tiled, size, place) = (codes.tiled, &codes.size, codes.place());
    let labels = beyond.cells::<u32>(tiled.rows, tiled.cols)?;
    let read = |block, some: &mut [u8]| codes.read(block, some);
    let write = |block: Window, some: &[u32]| labels.write(block, some);
    let mut found = Found::default();
    found.table = if args.basins {
        phase("climbing", || basins_by_tiles(tiled, size, read, write)).map_err(refuses)?
    } else if let Some(km2) = args.small {
        let km2 = (km2, args.least);
        let small = phase("cutting", || {
            small_watersheds_by_tiles((tiled, size), km2, beyond.kept_bytes(), read, write)
        });
        let small = small.map_err(refuses)?;
        found.rest_km2 = Some(small.rest_km2);
        small.table
    } else {
        let asked = asked(args, place.map(|place| &place.crs))?;
        let snapped = phase("accumulating", || {
            snap_by_tiles(tiled, (place, size), &asked, args.snap, read)
        });
        found.outlets = Outlets::of(snapped.map_err(refuses)?)?;
        let cells = found.outlets.cells();
        phase("climbing", || {
            watersheds_by_tiles(tiled, size, &cells, read, write)
        })
        .map_err(refuses)?
    };
    codes.tell();
    let away = Away {
        cells: &labels,
        nodata: Some(0),
        place,
    };
    made.streamed(&args.files.out, &away, &beyond, WriteOptions::codes())?;
    if args.polygons.is_some() {
        let place = Georeference::or_cells(place);
        let regions = regions(&labels, place, &beyond).map_err(refuses)?;
        found.regions = Some((regions, place.crs.clone()));
    }
    Ok(found)
}

/// The ground of each number.
fn regions(
    labels: &Scratch<u32>,
    place: &Georeference,
    beyond: &Beyond,
) -> Result<Vec<Region<u32>>, TerrainError> {
    let (rows, cols) = (labels.rows(), labels.cols());
    let lattice = Lattice::new((rows, cols), place.transform)?;
    let how = (Connectedness::Corners, beyond.lists_bytes());
    let band = beyond.band_rows(cols, size_of::<u32>(), 1);
    polygonize_bands(&lattice, Some(0), how, band, |rows: Range<usize>| {
        let mut some = vec![0; rows.len() * cols];
        labels.read(rows_of(rows.start, rows.end, cols), &mut some)?;
        Ok(some)
    })
}
