//! Polygons of a raster.
//!
//! Rings are walked along the edges of cells, with the region on the left. Where two cells of a region touch
//! at a corner alone and are joined elsewhere, the ring goes on to the other cell: so a ring never touches
//! itself, and a hole that meets the outer ring at a point stays a hole, as OGC 06-103r4 (6.1.11) has polygons.

use crate::cell::Cell;
use crate::limits::REGIONS_MAX;
use crate::vector::runs::{Runs, index};
use crate::vector::{Lattice, MultiPolygon, Polygon, Ring};
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
    let mut parts: Vec<(T, Polygon)> = Vec::with_capacity(runs.parts());
    let mut walk = Walk {
        grid,
        runs: &runs,
        lattice: &lattice,
        seen: vec![false; grid.cells().len()],
    };
    for row in 0..grid.rows() {
        for col in 0..grid.cols() {
            let value = grid.row(row)[col];
            if walk.seen[row * grid.cols() + col]
                || !value.is_data(raster.nodata)
                || (row > 0 && grid.row(row - 1)[col] == value)
            {
                continue;
            }
            let start = At(row, col);
            let Some(part) = walk.part(start) else {
                continue;
            };
            let ring = walk.ring(start, value);
            // The first ring of a part starts at its first cell, so it is the outer one.
            match parts.get_mut(index(part)) {
                Some((_, polygon)) => polygon.push(ring),
                None => parts.push((value, vec![ring])),
            }
        }
    }
    let cells = runs.cells();
    let groups = match by {
        Connectedness::Edges => None,
        Connectedness::Corners => Some(runs.corner_groups(grid)),
    };
    let mut regions: Vec<Region<T>> =
        Vec::with_capacity(groups.as_ref().map_or(parts.len(), |g| g.1));
    for (part, (value, polygon)) in parts.into_iter().enumerate() {
        let group = groups.as_ref().map_or(part, |(of, _)| index(of[part]));
        match regions.get_mut(group) {
            Some(region) => {
                region.cells += cells[part];
                region.shape.polygons.push(polygon);
            }
            None => regions.push(Region {
                value,
                cells: cells[part],
                shape: polygon.into(),
            }),
        }
    }
    Ok(regions)
}

/// A cell, by row and column.
#[derive(Clone, Copy, PartialEq)]
struct At(usize, usize);

/// Around regions.
struct Walk<'a, T> {
    grid: &'a Grid<T>,
    runs: &'a Runs,
    lattice: &'a Lattice,
    /// Cells whose northern edge was walked; every ring has such an edge.
    seen: Vec<bool>,
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
    /// The ring along the northern edge of a cell, closed; it starts where that edge, or one after it, ends.
    fn ring(&mut self, start: At, value: T) -> Ring {
        let mut ring = Vec::new();
        // The corner of cells that the walk is at, by the cell to its south-east.
        let (mut row, mut col) = (start.0, start.1 + 1);
        let first = (row, col, Way::West);
        let mut way = Way::West;
        loop {
            if way == Way::West {
                self.seen[row * self.grid.cols() + col - 1] = true;
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

    fn part(&self, cell: At) -> Option<u32> {
        self.runs.part_at(cell.0, u32::try_from(cell.1).ok()?)
    }

    fn is_one_part(&self, a: Option<At>, b: Option<At>) -> bool {
        a.and_then(|a| self.part(a)) == b.and_then(|b| self.part(b))
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
