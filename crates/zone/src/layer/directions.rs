//! Layers of directions: a GeoTIFF that says of each cell which neighbour it drains to, as `terrain d8` makes it.
//!
//! Beside the file that was handed over it is kept how many cells drain through each: whoever asks for the ground
//! above a place means the river near it, and to find that must not count the raster anew.

use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use layers::Crs;
use layers::crs::KNOWN;
use terrain::flow::accumulate::{Tiled, cells_by_tiles};
use terrain::flow::ground::{Scratch, Source as _, Target as _, Window};
use terrain::flow::metres::CellSize;
use terrain::flow::pointer::NODATA;
use terrain::tiff::{self, Blocks, ReadAt, Reader, SampleType, WriteOptions, Writer};
use terrain::{Georeference, TerrainError};

use super::LayerDraft;
use super::source::refused;
use crate::limits::{DIRECTIONS_BLOCK_CELLS_MAX, DIRECTIONS_BYTES_MAX, DIRECTIONS_CELLS_MAX};
use crate::{Result, ZoneError};

/// Web Mercator: its metres are none, and cells would not have the area that they seem to have.
const WEB_MERCATOR: &str = "EPSG:3857";
/// Parts of an edge that are looked at for how far the raster reaches: an edge of a plane is bent among degrees.
const EDGE_PARTS: u32 = 16;
/// Rows and columns of a tile of the counts.
const TILE: usize = 256;

/// Directions that can be a layer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Checked {
    /// Cells with a direction.
    pub cells: u64,
    /// Cells without data.
    pub without: u64,
    /// West, south, east and north, degrees.
    pub extent: [f64; 4],
    pub crs: Crs,
    /// A file of how many cells drain through each, where it was asked for.
    pub counts: Option<Vec<u8>>,
}

/// Looks whether the bytes of a GeoTIFF are directions of which every cell comes to an exit, and counts; the counts
/// are put together in `folder` and nothing stays there.
///
/// # Errors
/// [`ZoneError::Refused`] with the file, what was found and what was expected.
pub(super) fn check(
    path: &Path,
    bytes: &[u8],
    draft: &LayerDraft,
    folder: Option<&Path>,
) -> Result<Checked> {
    let wrong = |error: TerrainError| refused(path, format!(": {error}"));
    let reader = Reader::new(bytes).map_err(wrong)?;
    let info = reader.info();
    shape(path, info)?;
    let crs = system(path, info, draft)?;
    let place = place(&reader, crs).ok_or_else(|| {
        refused(
            path,
            "does not say where it lies; expected a GeoTIFF with a place",
        )
    })?;
    let extent = extent(path, &place, crs, (info.rows, info.cols))?;
    CellSize::at(Some(&place), (info.rows, info.cols)).map_err(wrong)?;
    let scratch = folder.map(|folder| scratch(folder, info)).transpose()?;
    let with_data = count(&reader, scratch.as_ref()).map_err(wrong)?;
    if with_data == 0 {
        return Err(refused(path, "has no cell with a direction"));
    }
    let counts = match (folder, scratch) {
        (Some(folder), Some(scratch)) => Some(counts_file(folder, &scratch, &place)?),
        _ => None,
    };
    Ok(Checked {
        cells: with_data,
        without: wide(info.rows) * wide(info.cols) - with_data,
        extent,
        crs,
        counts,
    })
}

/// What cannot be read by windows, or has no directions, is refused before a cell is looked at.
fn shape(path: &Path, info: &tiff::Info) -> Result<()> {
    let made = "`wellkeeper terrain d8` makes them";
    if info.sample != SampleType::U8 {
        let found = info.sample;
        return Err(refused(
            path,
            format!("has cells of {found}; expected directions, u8: {made}"),
        ));
    }
    if info.bands != 1 {
        return Err(refused(
            path,
            format!("has {} bands; expected 1 of directions: {made}", info.bands),
        ));
    }
    if let Some(nodata) = info
        .nodata
        .as_deref()
        .map(str::trim)
        .filter(|&said| said.parse() != Ok(f64::from(NODATA)))
    {
        return Err(refused(
            path,
            format!("says {nodata} for no data; expected {NODATA} beside directions: {made}"),
        ));
    }
    let cells = info.rows.saturating_mul(info.cols);
    if cells > DIRECTIONS_CELLS_MAX {
        return Err(refused(
            path,
            format!("has {cells} cells; expected at most {DIRECTIONS_CELLS_MAX}"),
        ));
    }
    let block = info.block_rows.saturating_mul(info.block_cols);
    if block > DIRECTIONS_BLOCK_CELLS_MAX {
        return Err(refused(
            path,
            format!(
                "has blocks of {} × {} cells, which are unpacked whole; expected at most {DIRECTIONS_BLOCK_CELLS_MAX} \
                 cells, as tiles have: {made}",
                info.block_rows, info.block_cols
            ),
        ));
    }
    Ok(())
}

/// What x and y are in: what a person says goes before what the file says.
fn system(path: &Path, info: &tiff::Info, draft: &LayerDraft) -> Result<Crs> {
    let said = draft.crs.as_deref().map(Crs::parse).transpose();
    let said = said.map_err(|error| ZoneError::Refused(error.to_string()))?;
    let epsg = info.crs.as_ref().and_then(|crs| crs.epsg);
    let known = epsg.and_then(|epsg| Crs::of_epsg(u32::from(epsg)));
    let crs = said.or(known).ok_or_else(|| {
        let found = match (epsg, &info.crs) {
            (Some(epsg), _) => format!("has its cells in EPSG:{epsg}"),
            (None, Some(_)) => "has its cells in a system without a number of EPSG".to_owned(),
            (None, None) => "does not say what its cells are in".to_owned(),
        };
        refused(
            path,
            format!("{found}; expected {KNOWN}. Where it is one of these, `--crs EPSG:N` says so"),
        )
    })?;
    if crs.to_string() == WEB_MERCATOR {
        return Err(refused(
            path,
            format!(
                "is in {WEB_MERCATOR}, whose metres are none: at 33° north a square kilometre would be 1.42; expected degrees or a zone"
            ),
        ));
    }
    Ok(crs)
}

/// Where it lies, in a system that is known: the file's own where it says that one.
pub(super) fn place<R: ReadAt>(reader: &Reader<R>, crs: Crs) -> Option<Georeference> {
    let mut place = reader.info().georeference.clone()?;
    let own = place
        .crs
        .epsg
        .and_then(|epsg| Crs::of_epsg(u32::from(epsg)));
    if own != Some(crs) {
        place.crs = terrain::grid::Crs {
            is_geographic: crs.is_degrees(),
            ..Default::default()
        };
    }
    Some(place)
}

/// How far it reaches, by points of its edges.
fn extent(
    path: &Path,
    place: &Georeference,
    crs: Crs,
    (rows, cols): (usize, usize),
) -> Result<[f64; 4]> {
    let [x, x_col, x_row, y, y_col, y_row] = place.transform;
    let (rows, cols) = (f64::from(narrow(rows)), f64::from(narrow(cols)));
    let mut extent = [
        f64::INFINITY,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NEG_INFINITY,
    ];
    for part in 0..=EDGE_PARTS {
        let share = f64::from(part) / f64::from(EDGE_PARTS);
        for (row, col) in [(0.0, share), (1.0, share), (share, 0.0), (share, 1.0)] {
            let (row, col) = (row * rows, col * cols);
            let at = [x + col * x_col + row * x_row, y + col * y_col + row * y_row];
            let at = crs
                .to_degrees(at)
                .map_err(|wrong| refused(path, format!(": {wrong}")))?;
            extent = [
                extent[0].min(at[0]),
                extent[1].min(at[1]),
                extent[2].max(at[0]),
                extent[3].max(at[1]),
            ];
        }
    }
    Ok(extent)
}

fn scratch(folder: &Path, info: &tiff::Info) -> Result<Scratch<u32>> {
    std::fs::create_dir_all(folder).map_err(ZoneError::io(folder))?;
    let file = tempfile::tempfile_in(folder).map_err(ZoneError::io(folder))?;
    Scratch::new(file, info.rows, info.cols).map_err(|error| refused(folder, format!(": {error}")))
}

/// Counts the cells that drain through each, into `into` where it is given; how many have a direction.
fn count<R: ReadAt>(reader: &Reader<R>, into: Option<&Scratch<u32>>) -> terrain::Result<u64> {
    let with_data = AtomicU64::new(0);
    let info = reader.info();
    let tiled = Tiled::within(info.rows, info.cols, DIRECTIONS_BYTES_MAX)?;
    let read = |block: Window, codes: &mut [u8]| reader.read_window(&block.into(), codes);
    cells_by_tiles(tiled, read, |block, counts| {
        let some = counts.iter().filter(|count| **count > 0).count();
        with_data.fetch_add(wide(some), Relaxed);
        let Some(into) = into else { return Ok(()) };
        let counts: Vec<u32> = counts
            .iter()
            .map(|&count| u32::try_from(count).unwrap_or(u32::MAX))
            .collect();
        into.write(block, &counts)
    })?;
    Ok(with_data.into_inner())
}

/// The counts as a GeoTIFF, in tiles.
fn counts_file(folder: &Path, counts: &Scratch<u32>, place: &Georeference) -> Result<Vec<u8>> {
    let wrong = |error: TerrainError| refused(folder, format!(": {error}"));
    let options = WriteOptions {
        blocks: Blocks::Tiles {
            rows: TILE,
            cols: TILE,
        },
        ..WriteOptions::continuous::<u32>()
    };
    let within = tempfile::tempdir_in(folder).map_err(ZoneError::io(folder))?;
    let path = within.path().join("counts.partial");
    let (rows, cols) = (counts.rows(), counts.cols());
    let mut writer =
        Writer::<u32>::create(&path, rows, cols, Some(0), Some(place), &options).map_err(wrong)?;
    let mut band = vec![0; TILE.min(rows) * cols];
    for row in (0..rows).step_by(TILE) {
        let high = TILE.min(rows - row);
        let cells = &mut band[..high * cols];
        counts
            .read(
                Window {
                    row,
                    col: 0,
                    rows: high,
                    cols,
                },
                cells,
            )
            .map_err(wrong)?;
        writer.push_rows(cells).map_err(wrong)?;
    }
    writer.finish().map_err(wrong)?;
    let mut file = std::fs::File::open(&path).map_err(ZoneError::io(&path))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(ZoneError::io(&path))?;
    Ok(bytes)
}

fn wide(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn narrow(side: usize) -> u32 {
    u32::try_from(side).unwrap_or(u32::MAX)
}
