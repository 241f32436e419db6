//! The ground above a place, of a layer of directions.

use layers::Crs;
use terrain::flow::accumulate::{CellCounts, Tiled};
use terrain::flow::ground::Window;
use terrain::flow::pointer::NODATA;
use terrain::flow::watershed::{Above, Outlet, Snapped, above, snap_in};
use terrain::tiff::{FileSource, Reader};
use terrain::vector::{Connectedness, Polygon, polygonize};
use terrain::{Georeference, Grid, Raster, TerrainError};

use super::directions::place;
use super::{FOLDER, Form, Layer, LayerFile, Part};
use crate::limits::{WATERSHED_CELLS_MAX, WATERSHED_VERTICES_MAX};
use crate::{Result, Zone, ZoneError};

/// Rows and columns of the tiles that a watershed is climbed by where the file's own are smaller.
const TILE: usize = 256;
/// Parts of a degree that a border is told by: a centimetre.
const KEPT_PARTS: f64 = 1e7;

/// What lies above a place.
#[derive(Debug, Clone, PartialEq)]
pub enum Ground {
    /// The ground that drains to it.
    Watershed(Box<Watershed>),
    /// Nothing is known of it: it lies outside the raster.
    Outside,
    /// No cell in reach has data.
    NoData,
    /// More drains there than is drawn: so many cells.
    TooLarge(u64),
}

/// The ground that drains to a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Watershed {
    /// Longitude and latitude of the cell that it drains to.
    pub outlet: [f64; 2],
    /// How far that is from the cell of the place that was asked for, metres.
    pub moved_m: f64,
    /// How many cells drain there, itself included.
    pub cells: u64,
    /// Their area, km².
    pub km2: f64,
    /// The border along the edges of cells: polygons of rings of longitude and latitude, outer rings
    /// counterclockwise.
    pub polygons: Vec<Polygon>,
}

/// The ground that drains to a place, by longitude and latitude, or to the river next to it: to the cell with the
/// most cells above it of all within `reach` rows and columns. Takes processor time, and no more memory than
/// [`WATERSHED_CELLS_MAX`] cells do.
///
/// # Errors
/// [`ZoneError::Refused`] for a layer of no directions and for a file that was changed, [`ZoneError::Io`] for one
/// that is not there.
pub fn ground_above(zone: &Zone, layer: &Layer, at: [f64; 2], reach: usize) -> Result<Ground> {
    let opened = Opened::of(zone, layer)?;
    let Ok([x, y]) = opened.crs.project(at) else {
        return Ok(Ground::Outside);
    };
    let outlet = Outlet {
        code: layer.code.clone(),
        x,
        y,
        registered_km2: None,
    };
    let shape = opened.shape();
    let is_within = opened
        .place
        .cell_at(x, y)
        .is_some_and(|(row, col)| row < shape.0 && col < shape.1);
    if !is_within {
        return Ok(Ground::Outside);
    }
    let mut has_data = true;
    let snapped = snap_in(shape, &opened.place, &outlet, reach, |block| {
        let (codes, counts) = opened.part(block)?;
        has_data = codes.grid.cells().iter().any(|&code| code != NODATA);
        Ok((codes, counts))
    });
    if !has_data {
        return Ok(Ground::NoData);
    }
    let snapped = snapped.map_err(|error| opened.changed(&error))?;
    if snapped.cells > WATERSHED_CELLS_MAX {
        return Ok(Ground::TooLarge(snapped.cells));
    }
    opened.watershed(&snapped)
}

/// A layer of directions whose files are open.
struct Opened {
    name: String,
    codes: Reader<FileSource>,
    counts: Reader<FileSource>,
    place: Georeference,
    crs: Crs,
}

impl Opened {
    fn of(zone: &Zone, layer: &Layer) -> Result<Self> {
        let file = |part| layer.files.iter().find(|file| file.part == part);
        let (Form::Directions, Some(codes), Some(counts)) =
            (layer.form, file(Part::Source), file(Part::Counts))
        else {
            return Err(ZoneError::Refused(format!(
                "layer {} is none of directions",
                layer.id
            )));
        };
        let open = |file: &LayerFile| {
            let path = zone.dir().join(FOLDER).join(&file.hash);
            match Reader::open(&path) {
                Err(TerrainError::Io(error)) => Err(ZoneError::io(&path)(error)),
                other => other
                    .map_err(|error| ZoneError::Refused(format!("{}: {error}", path.display()))),
            }
        };
        let (codes, counts) = (open(codes)?, open(counts)?);
        let crs = Crs::parse(&layer.crs).map_err(|error| ZoneError::Refused(error.to_string()))?;
        let placed = place(&codes, crs);
        let place =
            placed.ok_or_else(|| ZoneError::Refused(format!("layer {} has no place", layer.id)))?;
        Ok(Self {
            name: format!("layer {}", layer.id),
            codes,
            counts,
            place,
            crs,
        })
    }

    fn shape(&self) -> (usize, usize) {
        (self.codes.info().rows, self.codes.info().cols)
    }

    /// Directions and counts of a block.
    fn part(&self, block: Window) -> terrain::Result<(Raster<u8>, CellCounts)> {
        let mut codes = vec![NODATA; block.cells()];
        self.codes.read_window(&block.into(), &mut codes)?;
        let mut counts = vec![0_u32; block.cells()];
        self.counts.read_window(&block.into(), &mut counts)?;
        let codes = Raster {
            grid: Grid::new(block.rows, block.cols, codes)?,
            nodata: Some(NODATA),
            georeference: None,
        };
        let counts = Raster {
            grid: Grid::new(block.rows, block.cols, counts)?,
            nodata: Some(0),
            georeference: None,
        };
        Ok((codes, CellCounts::Narrow(counts)))
    }

    fn watershed(&self, snapped: &Snapped) -> Result<Ground> {
        let (rows, cols) = self.shape();
        let info = self.codes.info();
        let side = info.block_rows.max(info.block_cols).clamp(TILE, 2 * TILE);
        let tiled = Tiled { rows, cols, side };
        let outlet = (snapped.row, snapped.col);
        let read = |block: Window, codes: &mut [u8]| self.codes.read_window(&block.into(), codes);
        let found = above(tiled, Some(&self.place), outlet, WATERSHED_CELLS_MAX, read);
        let found = match found {
            // The outlet is one and its cells are few enough: it lies askew in too large a box.
            Err(TerrainError::Refused(_)) => return Ok(Ground::TooLarge(snapped.cells)),
            other => other.map_err(|error| self.changed(&error))?,
        };
        let Some(polygons) = self.border(&found)? else {
            return Ok(Ground::TooLarge(found.cells));
        };
        let (x, y) = self.place.centre(snapped.row, snapped.col);
        Ok(Ground::Watershed(Box::new(Watershed {
            outlet: self.degrees([x, y])?,
            moved_m: snapped.moved_m,
            cells: found.cells,
            km2: found.km2,
            polygons,
        })))
    }

    /// The border in degrees; none where it has more vertices than are drawn.
    fn border(&self, found: &Above) -> Result<Option<Vec<Polygon>>> {
        let regions = polygonize(&found.mask, Connectedness::Corners);
        let regions = regions.map_err(|error| self.changed(&error))?;
        let polygons = || regions.iter().flat_map(|region| &region.shape.polygons);
        if polygons().flatten().map(Vec::len).sum::<usize>() > WATERSHED_VERTICES_MAX {
            return Ok(None);
        }
        let ring = |ring: &Vec<[f64; 2]>| {
            ring.iter()
                .map(|&at| self.degrees(at))
                .collect::<Result<Vec<_>>>()
        };
        let mut made = Vec::new();
        for polygon in polygons() {
            let mut rings = polygon.iter().map(ring).collect::<Result<Vec<_>>>()?;
            // Made for rows that run from north to south; of others every ring goes round the other way.
            if rings.first().is_some_and(|outer| doubled_area(outer) < 0.0) {
                for ring in &mut rings {
                    ring.reverse();
                }
            }
            made.push(rings);
        }
        Ok(Some(made))
    }

    fn degrees(&self, at: [f64; 2]) -> Result<[f64; 2]> {
        let at = self.crs.to_degrees(at).map_err(ZoneError::Refused)?;
        Ok(at.map(|degrees| (degrees * KEPT_PARTS).round() / KEPT_PARTS))
    }

    /// Its files were looked at when they came in: what is wrong with them came later.
    fn changed(&self, error: &TerrainError) -> ZoneError {
        ZoneError::Refused(format!("{}: {error}", self.name))
    }
}

/// Twice the area within a closed ring, below 0 where it goes clockwise.
fn doubled_area(ring: &[[f64; 2]]) -> f64 {
    let pairs = ring.iter().zip(ring.iter().skip(1));
    pairs.map(|([x, y], [u, v])| x * v - u * y).sum()
}
