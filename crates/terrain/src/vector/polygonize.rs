//! Polygons of a raster.
//!
//! Rings are walked along the edges of cells, with the region on the left. Where two cells of a region touch
//! at a corner alone and are joined elsewhere, the ring goes on to the other cell: so a ring never touches
//! itself, and a hole that meets the outer ring at a point stays a hole, as OGC 06-103r4 (6.1.11) has polygons.
//!
//! Of the raster only the runs of equal cells along its rows are kept: it need not be in memory.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::cell::Cell;
use crate::limits::REGIONS_MAX;
use crate::vector::runs::{PlacedRun, Runs, index, number};
use crate::vector::{Lattice, MultiPolygon, Ring};
use crate::{Raster, Result, TerrainError};

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
/// Time goes with the number of cells, memory with that of edges between regions.
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
    let (rows, cols) = (raster.grid.rows(), raster.grid.cols());
    let read = |rows: Range<usize>| {
        let cells = raster.grid.cells();
        Ok(cells[rows.start * cols..rows.end * cols].to_vec())
    };
    let how = (by, usize::MAX);
    // A copy of a few rows at a time.
    let at_once = (ROWS_CELLS / cols.max(1)).clamp(1, rows.max(1));
    polygonize_bands(&Lattice::of(raster)?, raster.nodata, how, at_once, read)
}

/// Cells of the rows that are looked at at once.
const ROWS_CELLS: usize = 1 << 20;

/// Bytes that a run of equal cells takes: where it ends, its value, its part, its place in the part, twice while
/// lists grow; and its share of the rings.
const RUN_BYTES: usize = 2 * (4 + 8 + 4 + 8) + 64;

/// As [`polygonize`], of a raster whose rows `read` gives in order, so many at once; `lattice` says how many it has and
/// where they lie. What is kept of it and made of it takes about so many bytes, the second of `how`.
///
/// # Errors
/// As [`polygonize`], and what `read` says; [`TerrainError::Refused`] when it takes more memory.
pub fn polygonize_bands<T: Cell>(
    lattice: &Lattice,
    nodata: Option<T>,
    (by, bytes): (Connectedness, usize),
    rows_at_once: usize,
    read: impl FnMut(Range<usize>) -> Result<Vec<T>>,
) -> Result<Vec<Region<T>>> {
    let shape = (lattice.rows(), lattice.cols());
    let runs = Runs::of(shape, nodata, (rows_at_once, bytes / RUN_BYTES), read)?;
    if runs.parts() > REGIONS_MAX {
        return Err(TerrainError::Refused(format!(
            "{} regions of equal cells; expected at most {REGIONS_MAX}: bring the values into classes first",
            runs.parts()
        )));
    }
    let parts = runs.by_part();
    let walk = Walk {
        runs: &runs,
        lattice,
        begun: Seen::new(runs.len()),
        resumed: Seen::new(runs.len()),
    };
    let found: Vec<Region<T>> = (0..runs.parts())
        .into_par_iter()
        .with_min_len(PARTS_AT_ONCE)
        .filter_map(|part| walk.part(parts.runs(part)))
        .collect();
    if by == Connectedness::Edges {
        return Ok(found);
    }
    let (groups, count) = runs.corner_groups();
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

/// Around regions.
///
/// The northern edges of a run that other regions lie behind are stretches, between its ends and the ends of runs of
/// the same value above. A ring that comes to a stretch goes along all of it, so that one mark for it is enough.
struct Walk<'a, T> {
    runs: &'a Runs<T>,
    lattice: &'a Lattice,
    /// By run: the stretch that begins where it begins was walked.
    begun: Seen,
    /// By run: the stretch that begins where it ends, in the row below, was walked.
    resumed: Seen,
}

/// Marks of runs, a bit each. Threads set and read marks of their own parts only; what they share is words.
struct Seen(Vec<AtomicU64>);

impl Seen {
    fn new(runs: usize) -> Self {
        Self((0..runs.div_ceil(64)).map(|_| AtomicU64::new(0)).collect())
    }

    fn mark(&self, run: usize) {
        self.0[run / 64].fetch_or(1 << (run % 64), Ordering::Relaxed);
    }

    fn is_marked(&self, run: usize) -> bool {
        self.0[run / 64].load(Ordering::Relaxed) & (1 << (run % 64)) != 0
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

/// The runs at a corner of cells: north-west, north-east, south-west, south-east of it. None outside the grid.
type Around = [Option<usize>; 4];

/// A corner of cells, by the cell to its south-east.
#[derive(Clone, Copy)]
struct Corner {
    row: usize,
    col: usize,
    /// Runs near it in the row above and in its own.
    hints: [Option<usize>; 2],
}

impl<T: Cell> Walk<'_, T> {
    /// A part by its runs. Its first ring starts at its first cell, so it is the outer one.
    fn part(&self, runs: &[PlacedRun]) -> Option<Region<T>> {
        let value = self.runs.value(index(runs.first()?.run));
        let (mut polygon, mut cells) = (Vec::new(), 0);
        for placed in runs {
            let (row, run) = (index(placed.row), index(placed.run));
            let columns = self.runs.columns(row, run);
            cells += u64::from(number(columns.len()));
            let mut stretch = columns.start;
            if row > 0 {
                let mut above = self.runs.at(row - 1, stretch, self.runs.nth(row, run));
                let mut after = None;
                loop {
                    let there = self.runs.columns(row - 1, above);
                    if self.runs.value(above) == value {
                        if stretch < there.start {
                            self.stretch(row, stretch, (run, after), value, &mut polygon);
                        }
                        stretch = there.end;
                        after = Some(above);
                    }
                    if there.end >= columns.end {
                        break;
                    }
                    above += 1;
                }
                if stretch < columns.end {
                    self.stretch(row, stretch, (run, after), value, &mut polygon);
                }
            } else {
                self.stretch(row, stretch, (run, None), value, &mut polygon);
            }
        }
        let shape = MultiPolygon::from(vec![polygon]);
        Some(Region {
            value,
            cells,
            shape,
        })
    }

    /// Goes around from a stretch of northern edges that begins at a column, if no ring did before: that of a run, at its
    /// beginning or after the end of one above.
    fn stretch(
        &self,
        row: usize,
        col: usize,
        (run, after): (usize, Option<usize>),
        value: T,
        polygon: &mut Vec<Ring>,
    ) {
        let is_walked = match after {
            Some(above) => self.resumed.is_marked(above),
            None => self.begun.is_marked(run),
        };
        if !is_walked {
            polygon.push(self.ring((row, col, run), value));
        }
    }

    /// The ring along the northern edge of a cell of a run, closed; it starts where that edge, or one after it, ends.
    fn ring(&self, (row, col, run): (usize, usize, usize), value: T) -> Ring {
        let mut ring = Vec::new();
        let nth = self.runs.nth(row, run);
        let above = row
            .checked_sub(1)
            .map(|above| self.runs.at(above, col, nth));
        let mut at = Corner {
            row,
            col: col + 1,
            hints: [above, Some(run)],
        };
        let first = (at.row, at.col, Way::West);
        let mut way = Way::West;
        let is_of = |run: Option<usize>| run.is_some_and(|run| self.runs.value(run) == value);
        loop {
            self.go(&mut at, way);
            let around = self.around(&mut at);
            // Those behind are of the region on the left, and of another on the right.
            let [ahead_left, ahead_right, behind_left, behind_right] = seen_from(way, around);
            let next = if is_of(ahead_left) {
                if is_of(ahead_right) { way.right() } else { way }
            } else if is_of(ahead_right) && self.is_one_part(ahead_right, behind_left) {
                way.right()
            } else {
                way.left()
            };
            if way == Way::West && next != way {
                self.mark(is_of(ahead_left), ahead_right, behind_left);
            }
            if next != way || self.value(ahead_right) != self.value(behind_right) {
                ring.push(self.position(at.row, at.col));
            }
            if (at.row, at.col, next) == first {
                ring.extend(ring.first().copied());
                return ring;
            }
            way = next;
        }
    }

    /// Marks the stretch that a way to the west has come to the end of: where the run goes on under one above, or ends.
    fn mark(&self, goes_on: bool, above: Option<usize>, run: Option<usize>) {
        match (goes_on, above, run) {
            (true, Some(above), _) => self.resumed.mark(above),
            (_, _, Some(run)) => self.begun.mark(run),
            _ => {}
        }
    }

    fn go(&self, at: &mut Corner, way: Way) {
        match way {
            Way::West => at.col -= 1,
            Way::East => at.col += 1,
            Way::South => {
                at.row += 1;
                let below = at.row < self.runs.rows();
                let below = below.then(|| self.hint(at.row, at.col, (at.row - 1, at.hints[1])));
                at.hints = [at.hints[1], below];
            }
            Way::North => {
                at.row -= 1;
                let above = at.row.checked_sub(1);
                let above = above.map(|row| self.hint(row, at.col, (at.row, at.hints[0])));
                at.hints = [above, at.hints[0]];
            }
        }
    }

    /// A run of a row near a corner, from one of the row beside it.
    fn hint(&self, row: usize, col: usize, (beside, near): (usize, Option<usize>)) -> usize {
        let nth = near.map_or(0, |near| self.runs.nth(beside, near));
        self.runs.at(row, col.saturating_sub(1), nth)
    }

    fn around(&self, at: &mut Corner) -> Around {
        let (row, col) = (at.row, at.col);
        let both = |row: Option<usize>, hint: &mut Option<usize>| match (row, *hint) {
            (Some(row), Some(near)) => {
                let west = self.runs.near(row, col.saturating_sub(1), near);
                *hint = Some(west);
                let east = (col < self.runs.cols()).then(|| self.runs.near(row, col, west));
                [(col > 0).then_some(west), east]
            }
            _ => [None, None],
        };
        let [above, here] = &mut at.hints;
        let [nw, ne] = both(row.checked_sub(1), above);
        let [sw, se] = both(Some(row), here);
        [nw, ne, sw, se]
    }

    fn is_one_part(&self, a: Option<usize>, b: Option<usize>) -> bool {
        a.zip(b).is_some_and(|(a, b)| self.runs.is_one_part(a, b))
    }

    fn value(&self, run: Option<usize>) -> Option<T> {
        run.map(|run| self.runs.value(run))
            .filter(|value| !value.is_nan())
    }

    fn position(&self, row: usize, col: usize) -> [f64; 2] {
        self.lattice.corner(number(row), number(col))
    }
}

/// Those around a corner for one who goes that way: ahead on the left and on the right, behind on the left
/// and on the right.
fn seen_from(way: Way, [nw, ne, sw, se]: Around) -> Around {
    match way {
        Way::West => [sw, nw, se, ne],
        Way::South => [se, sw, ne, nw],
        Way::East => [ne, se, nw, sw],
        Way::North => [nw, ne, sw, se],
    }
}
