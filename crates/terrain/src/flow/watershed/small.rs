//! Ground cut into small watersheds along its rivers.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::{Watersheds, below, cell_of_outlet};
use crate::flow::accumulate::{AreaUnit, CellCounts, areas};
use crate::flow::metres::CellSize;
use crate::flow::pointer::{Directions, NODATA};
use crate::flow::route::Bands;
use crate::{Raster, Result, TerrainError};

/// Cells that may drain to one cell.
const UPSTREAM_MAX: i64 = 8;

/// Small watersheds, and what is in none.
#[derive(Debug, Clone, PartialEq)]
pub struct SmallWatersheds {
    /// The watersheds, numbered row by row of their outlets.
    pub watersheds: Watersheds,
    /// Cells with data in no watershed: by exits that less drains to than a watershed is to have.
    pub rest_cells: u64,
    /// The area of these, km².
    pub rest_km2: f64,
}

/// Cuts all ground into the fewest watersheds of which none is larger than `km2_max`; each lies on the river
/// of the next, and says which that is.
///
/// From the headwaters down, the ground that comes to a cell is one watershed as long as it is not larger than
/// `km2_max`. At the cell where it would be, the largest of what comes in is cut off, its mouth just above,
/// until the rest is not; of two as large the one that lies first, clockwise from east. Where water leaves the
/// grid the rest is a watershed if it has `km2_min`: the rim of a raster has thousands of exits of a few
/// cells.
///
/// Source: S. Kundu and J. Misra, A linear tree partitioning algorithm, SIAM J. Comput. 6 (1977) 151–154: no
/// other cut has fewer parts. Here the tree is that of all cells. Cells through which less than an eighth of
/// `km2_max` drains are never cut, and not looked at one by one. 小流域 are to have 30 to 50 km² and not more
/// (SL 653-2013, not at hand: the figure is widely quoted): `km2_max` = 50.
///
/// # Errors
/// As [`Directions::of`] and [`CellSize::of`]; [`TerrainError::Refused`] when a watershed may not be as large as
/// a cell, or `counts` has another shape; [`TerrainError::Circle`] as [`super::basins`].
pub fn small_watersheds(
    d8: &Raster<u8>,
    counts: &CellCounts,
    km2_max: f64,
    km2_min: f64,
    bands: Bands,
) -> Result<SmallWatersheds> {
    small_watersheds_with(d8, counts, km2_max, km2_min, &[], bands)
}

/// As [`small_watersheds`], and a watershed ends at each of `outlets`, given by row and column, however little
/// it holds: a section of a river, whose water is to be that of whole watersheds.
///
/// The parts are the fewest of all cuts that have these among them: a cut that is there anyway leaves two
/// trees, each of which is cut by itself.
///
/// # Errors
/// As [`small_watersheds`], and [`TerrainError::Refused`] for an outlet outside the grid or without data. Two
/// in one cell are one cut.
pub fn small_watersheds_with(
    d8: &Raster<u8>,
    counts: &CellCounts,
    km2_max: f64,
    km2_min: f64,
    outlets: &[(usize, usize)],
    bands: Bands,
) -> Result<SmallWatersheds> {
    let directions = Directions::of(d8)?;
    counts.same_shape(&directions)?;
    let size = CellSize::of(d8)?;
    let ground = Ground::new(d8, &directions, counts, &size, bands)?;
    let limits = Limits::of(&ground.unit, d8.grid.rows(), (km2_max, km2_min))?;
    let given = outlets
        .iter()
        .map(|&(row, col)| cell_of_outlet(&directions, row, col))
        .collect::<Result<HashSet<usize>>>()?;
    let outlets = ground.outlets(&limits, &given);
    let watersheds = below(d8, &directions, &outlets, bands)?;
    let labels = watersheds.labels.grid.cells();
    let rest =
        directions.cells_where(|cell| labels[cell] == 0 && directions.codes()[cell] != NODATA);
    let rest_area: i64 = rest.iter().map(|&cell| ground.own(cell)).sum();
    Ok(SmallWatersheds {
        watersheds,
        rest_cells: u64::try_from(rest.len()).unwrap_or(u64::MAX),
        rest_km2: ground.unit.km2(rest_area),
    })
}

/// Areas that watersheds may have.
pub(super) struct Limits {
    pub area_max: i64,
    pub area_min: i64,
    /// Cells through which no more drains are never cut.
    pub looked_at_above: i64,
}

impl Limits {
    /// Of km², for a raster of so many rows.
    pub(super) fn of(unit: &AreaUnit, rows: usize, (most, least): (f64, f64)) -> Result<Self> {
        let largest = (0..rows).map(|row| unit.of_row(row)).max();
        let largest = largest.unwrap_or_default();
        let area_max = unit.sum(most * 1e6);
        if most.is_nan() || area_max < largest {
            return Err(TerrainError::Refused(format!(
                "watersheds of at most {most} km²; expected no less than a cell, {} km²",
                unit.km2(largest)
            )));
        }
        Ok(Self {
            area_max,
            area_min: unit.sum(least.max(0.0) * 1e6),
            looked_at_above: (area_max - largest) / UPSTREAM_MAX,
        })
    }
}

/// Areas that drain to cells.
struct Ground<'a> {
    directions: &'a Directions<'a>,
    counts: &'a CellCounts,
    unit: AreaUnit,
    /// Where cells of one row are as large as those of another, nothing: the counts tell.
    areas: Option<Vec<i64>>,
}

impl<'a> Ground<'a> {
    fn new(
        d8: &Raster<u8>,
        directions: &'a Directions<'a>,
        counts: &'a CellCounts,
        size: &CellSize,
        bands: Bands,
    ) -> Result<Self> {
        let areas = match size.one_area_m2() {
            Some(_) => None,
            None => Some(areas(d8, size, bands)?),
        };
        Ok(Self {
            directions,
            counts,
            unit: AreaUnit::new(size, d8.grid.rows(), d8.grid.cols()),
            areas,
        })
    }

    fn own(&self, cell: usize) -> i64 {
        self.unit.of_row(self.directions.place(cell).0)
    }

    fn upstream(&self, cell: usize) -> i64 {
        match &self.areas {
            Some(areas) => areas[cell],
            None => self.unit.of_row(0) * i64::try_from(self.counts.at(cell)).unwrap_or(i64::MAX),
        }
    }

    /// Where the ground is cut, at those given among others, and the exits that enough is left at, row by row.
    fn outlets(&self, limits: &Limits, given: &HashSet<usize>) -> Vec<usize> {
        let Limits {
            area_max,
            area_min,
            looked_at_above,
        } = *limits;
        let mut rivers = self
            .directions
            .cells_where(|cell| self.upstream(cell) > looked_at_above);
        rivers.extend(self.brooks(given, looked_at_above));
        // More drains through a cell than through any above it.
        rivers.par_sort_unstable_by_key(|&cell| (self.counts.at(cell), cell));
        let mut left: HashMap<usize, i64> = HashMap::with_capacity(rivers.len());
        let mut outlets = Vec::new();
        for cell in rivers {
            let left_at = |above: usize| {
                left.get(&above)
                    .copied()
                    .unwrap_or_else(|| self.upstream(above))
            };
            let mut above: Vec<(i64, usize)> = self
                .directions
                .upstream(cell)
                .map(|(_, above)| (left_at(above), above))
                .collect();
            let mut sum = self.own(cell) + above.iter().map(|(left, _)| left).sum::<i64>();
            // Stable, so that of two as large the first stays the first.
            above.sort_by_key(|&(left, _)| std::cmp::Reverse(left));
            for (left_there, cut) in above {
                if sum <= area_max {
                    break;
                }
                sum -= left_there;
                outlets.push(cut);
            }
            if given.contains(&cell) {
                outlets.push(cell);
                sum = 0;
            }
            left.insert(cell, sum);
        }
        let at_exits = self.directions.exits();
        outlets.extend(at_exits.into_iter().filter(|exit| {
            let left = left.get(exit).copied();
            !given.contains(exit) && left.unwrap_or_else(|| self.upstream(*exit)) >= area_min
        }));
        outlets.sort_unstable();
        outlets
    }

    /// The cells from those given down to rivers that are looked at anyway: less is left in them than drains
    /// through.
    fn brooks(&self, given: &HashSet<usize>, looked_at_above: i64) -> HashSet<usize> {
        let mut brooks = HashSet::new();
        for &cell in given {
            let mut way = Some(cell);
            while let Some(cell) = way.filter(|&cell| self.upstream(cell) <= looked_at_above) {
                if !brooks.insert(cell) {
                    break;
                }
                way = self.directions.downstream(cell).map(|(_, below)| below);
            }
        }
        brooks
    }
}
