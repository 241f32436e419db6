//! Polygons of a raster.
//!
//! Rings are walked along the edges of cells, with the region on the left. Where two cells of a region touch
//! at a corner alone and are joined elsewhere, the ring goes on to the other cell: so a ring never touches
//! itself, and a hole that meets the outer ring at a point stays a hole, as OGC 06-103r4 (6.1.11) has polygons.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::cell::Cell;
use crate::limits::REGIONS_MAX;
use crate::vector::runs::{PlacedRun, Runs, index};
use crate::vector::{Lattice, MultiPolygon, Ring};
use crate::{Grid, Raster, Result, TerrainError};

/// Which cells of one value hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Connectedness {
    /// Those that share an edge.
    #[default]
    Edges,
    /// Those that share an edge or a corner: shapes of several polygons where only a corner joins them.
    Corners,
}

/// Cells of one value that hang together.
#[derive(Debug, Clone, PartialEq)]
pub struct Region<T> {
    /// Their value.
    pub value: T,
    /// How many they are: the area of the shape in cells.
    pub cells: u64,
    /// Their shape.
    pub shape: MultiPolygon,
}

/// Every region of a raster, by the first of its cells in the order of rows. Cells without data are in none.
///
/// Positions are the corners of cells where a ring turns, and where three regions meet: neighbours have the
/// same positions along what they share, to the last bit, so that nothing gapes when the shapes are projected.
/// Time and memory go with the number of cells, and of edges between regions.
///
/// # Errors
/// [`TerrainError::Refused`] for a raster whose cells have no area, or with more than [`REGIONS_MAX`] regions.
///
/// # Example
/// ```
/// use terrain::vector::{Connectedness, polygonize};
/// use terrain::{Grid, Raster};
///
/// let raster = Raster { grid: Grid::new(2, 2, vec![7, 7, 0, 7])?, nodata: Some(0), georeference: None };
/// let regions = polygonize(&raster, Connectedness::Edges)?;
/// assert_eq!((regions.len(), regions[0].value, regions[0].cells), (1, 7, 3));
/// assert_eq!(regions[0].shape.polygons[0][0].len(), 7);
/// # Ok::<(), terrain::TerrainError>(())
/// ```
pub fn polygonize<T: Cell>(raster: &Raster<T>, by: Connectedness) -> Result<Vec<Region<T>>> {
    let lattice = Lattice::of(raster)?;
    let grid = &raster.grid;
    let runs = Runs::of(grid, raster.nodata)?;
    if runs.parts() > REGIONS_MAX {
        return Err(TerrainError::Refused(format!(
            "{} regions of equal cells; expected at most {REGIONS_MAX}: bring the values into classes first",
            runs.parts()
        )));
    }
    let parts = runs.by_part();
    let walk = Walk {
        grid,
        runs: &runs,
        lattice: &lattice,
        seen: Seen::new(grid.cells().len()),
    };
    let found: Vec<Region<T>> = (0..runs.parts())
        .into_par_iter()
        .with_min_len(PARTS_AT_ONCE)
        .filter_map(|part| walk.part(parts.runs(part)))
        .collect();
    if by == Connectedness::Edges {
        return Ok(found);
    }
    let (groups, count) = runs.corner_groups(grid);
    let mut regions: Vec<Region<T>> = Vec::with_capacity(count);
    for (part, group) in found.into_iter().zip(groups) {
        match regions.get_mut(index(group)) {
            Some(region) => {
                region.cells += part.cells;
                region.shape.polygons.extend(part.shape.polygons);
            }
            None => regions.push(part),
        }
    }
    Ok(regions)
}

/// Parts that a thread takes at a time: most are small.
const PARTS_AT_ONCE: usize = 64;

/// A cell, by row and column.
#[derive(Clone, Copy, PartialEq)]
struct At(usize, usize);

/// Around regions.
struct Walk<'a, T> {
    grid: &'a Grid<T>,
    runs: &'a Runs,
    lattice: &'a Lattice,
    /// Cells whose northern edge was walked; every ring has such an edge.
    seen: Seen,
}

/// Marks of cells, a bit each. Threads set and read marks of their own parts only; what they share is words.
struct Seen(Vec<AtomicU64>);

impl Seen {
    fn new(cells: usize) -> Self {
        Self((0..cells.div_ceil(64)).map(|_| AtomicU64::new(0)).collect())
    }

    fn mark(&self, cell: usize) {
        self.0[cell / 64].fetch_or(1 << (cell % 64), Ordering::Relaxed);
    }

    fn is_marked(&self, cell: usize) -> bool {
        self.0[cell / 64].load(Ordering::Relaxed) & (1 << (cell % 64)) != 0
    }
}

/// The way along an edge, anticlockwise: the cell on its left lies south, east, north, west of it.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    West,
    South,
    East,
    North,
}

impl Way {
    fn left(self) -> Self {
        match self {
            Self::West => Self::South,
            Self::South => Self::East,
            Self::East => Self::North,
            Self::North => Self::West,
        }
    }

    fn right(self) -> Self {
        self.left().left().left()
    }
}

impl<T: Cell> Walk<'_, T> {
    /// A part by its runs. Its first ring starts at its first cell, so it is the outer one.
    fn part(&self, runs: &[PlacedRun]) -> Option<Region<T>> {
        let first = runs.first()?;
        let value = self.grid.get(index(first.row), index(first.first))?;
        let (mut polygon, mut cells) = (Vec::new(), 0);
        for run in runs {
            let (row, first) = (index(run.row), index(run.first));
            cells += u64::from(run.end - run.first);
            let above = row.checked_sub(1).map(|above| self.grid.row(above));
            for col in first..index(run.end) {
                let is_edge = above.is_none_or(|above| above[col] != value);
                if is_edge && !self.seen.is_marked(row * self.grid.cols() + col) {
                    polygon.push(self.ring(At(row, col), value));
                }
            }
        }
        let shape = MultiPolygon::from(vec![polygon]);
        Some(Region {
            value,
            cells,
            shape,
        })
    }

    /// The ring along the northern edge of a cell, closed; it starts where that edge, or one after it, ends.
    fn ring(&self, start: At, value: T) -> Ring {
        let mut ring = Vec::new();
        // The corner of cells that the walk is at, by the cell to its south-east.
        let (mut row, mut col) = (start.0, start.1 + 1);
        let first = (row, col, Way::West);
        let mut way = Way::West;
        loop {
            if way == Way::West {
                self.seen.mark(row * self.grid.cols() + col - 1);
            }
            match way {
                Way::West => col -= 1,
                Way::South => row += 1,
                Way::East => col += 1,
                Way::North => row -= 1,
            }
            // Those behind are of the region on the left, and of another on the right.
            let [ahead_left, ahead_right, behind_left, behind_right] = around(row, col, way);
            let is_of = |cell: Option<At>| self.value(cell) == Some(value);
            let next = if is_of(ahead_left) {
                if is_of(ahead_right) { way.right() } else { way }
            } else if is_of(ahead_right) && self.is_one_part(ahead_right, behind_left) {
                way.right()
            } else {
                way.left()
            };
            let is_meeting = || self.value(ahead_right) != self.value(behind_right);
            if next != way || is_meeting() {
                ring.push(self.position(row, col));
            }
            if (row, col, next) == first {
                ring.extend(ring.first().copied());
                return ring;
            }
            way = next;
        }
    }

    fn part_at(&self, cell: At) -> Option<u32> {
        self.runs.part_at(cell.0, u32::try_from(cell.1).ok()?)
    }

    fn is_one_part(&self, a: Option<At>, b: Option<At>) -> bool {
        a.and_then(|a| self.part_at(a)) == b.and_then(|b| self.part_at(b))
    }

    fn value(&self, cell: Option<At>) -> Option<T> {
        cell.and_then(|At(row, col)| self.grid.get(row, col))
            .filter(|value| !value.is_nan())
    }

    fn position(&self, row: usize, col: usize) -> [f64; 2] {
        let of = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        self.lattice.corner(of(row), of(col))
    }
}

/// The cells around a corner for one who goes that way: ahead on the left and on the right, behind on the left
/// and on the right. None beyond the northern and western rim.
fn around(row: usize, col: usize, way: Way) -> [Option<At>; 4] {
    let north = row.checked_sub(1);
    let west = col.checked_sub(1);
    let nw = north.zip(west).map(|(row, col)| At(row, col));
    let ne = north.map(|row| At(row, col));
    let sw = west.map(|col| At(row, col));
    let se = Some(At(row, col));
    match way {
        Way::West => [sw, nw, se, ne],
        Way::South => [se, sw, ne, nw],
        Way::East => [ne, se, nw, sw],
        Way::North => [nw, ne, sw, se],
    }
}
