//! The same said slowly: filled elevations by relaxation, distances on flats by relaxation.

use terrain::Grid;
use terrain::flow::ground::Policy;

/// Elevation of each cell, none without data.
pub type Cells = Grid<Option<i32>>;

pub fn around(
    rows: usize,
    cols: usize,
    (row, col): (usize, usize),
) -> impl Iterator<Item = Option<(usize, usize)>> {
    super::STEPS.into_iter().map(move |(south, east)| {
        let at = (
            row.checked_add_signed(south)?,
            col.checked_add_signed(east)?,
        );
        (at.0 < rows && at.1 < cols).then_some(at)
    })
}

fn places(cells: &Cells) -> impl Iterator<Item = (usize, usize)> + use<> {
    let cols = cells.cols();
    (0..cells.rows()).flat_map(move |row| (0..cols).map(move |col| (row, col)))
}

/// The cells without data that take water.
fn drains(cells: &Cells, policy: Policy) -> Vec<(usize, usize)> {
    let hole = |at: (usize, usize)| cells.get(at.0, at.1) == Some(None);
    let (rows, cols) = (cells.rows(), cells.cols());
    let mut drains: Vec<_> = places(cells).filter(|at| hole(*at)).collect();
    if policy == Policy::Wall {
        let mut joined: Vec<_> = drains
            .iter()
            .copied()
            .filter(|at| around(rows, cols, *at).any(|it| it.is_none()))
            .collect();
        let mut next = 0;
        while next < joined.len() {
            for it in around(rows, cols, joined[next]).flatten() {
                if hole(it) && !joined.contains(&it) {
                    joined.push(it);
                }
            }
            next += 1;
        }
        drains = joined;
    }
    drains
}

/// Whether water leaves in a cell.
pub fn outlets(cells: &Cells, policy: Policy, sinks: &[(usize, usize)]) -> Grid<bool> {
    let drains = drains(cells, policy);
    let (rows, cols) = (cells.rows(), cells.cols());
    let leaves = |at: (usize, usize)| {
        let ground = cells.get(at.0, at.1).flatten().is_some();
        let mut beside = around(rows, cols, at);
        ground && (sinks.contains(&at) || beside.any(|it| it.is_none_or(|it| drains.contains(&it))))
    };
    Grid::new(rows, cols, places(cells).map(leaves).collect()).unwrap()
}

/// Planchon & Darboux 2001, the plain way: water stands everywhere, and sinks until nothing sinks.
///
/// Ground that no way leads out of is left out: `None`.
pub fn filled(cells: &Cells, outlets: &Grid<bool>) -> Cells {
    let (rows, cols) = (cells.rows(), cells.cols());
    let ground = |at: (usize, usize)| cells.get(at.0, at.1).flatten();
    let mut water = vec![None; rows * cols];
    loop {
        let mut sank = false;
        for at in places(cells) {
            let Some(elevation) = ground(at) else {
                continue;
            };
            let lowest = if outlets.get(at.0, at.1) == Some(true) {
                Some(elevation)
            } else {
                let beside = around(rows, cols, at).flatten();
                beside.filter_map(|it| water[it.0 * cols + it.1]).min()
            };
            let level = lowest.map(|it: i32| it.max(elevation));
            let here = &mut water[at.0 * cols + at.1];
            if level.is_some_and(|level| here.is_none_or(|it| level < it)) {
                *here = level;
                sank = true;
            }
        }
        if !sank {
            return Grid::new(rows, cols, water).unwrap();
        }
    }
}

/// The cells that neither are outlets nor have a lower neighbour.
pub fn level(filled: &Cells, outlets: &Grid<bool>) -> Grid<bool> {
    let (rows, cols) = (filled.rows(), filled.cols());
    let is_level = |at: (usize, usize)| {
        let here = filled.get(at.0, at.1).flatten();
        let mut beside = around(rows, cols, at).flatten();
        here.is_some()
            && outlets.get(at.0, at.1) == Some(false)
            && beside.all(|it| {
                filled
                    .get(it.0, it.1)
                    .flatten()
                    .is_none_or(|there| Some(there) >= here)
            })
    };
    Grid::new(rows, cols, places(filled).map(is_level).collect()).unwrap()
}

/// How many pieces touch each other nowhere.
pub fn pieces(member: &Grid<bool>) -> u64 {
    let (rows, cols) = (member.rows(), member.cols());
    let mut seen = vec![false; rows * cols];
    let mut pieces = 0;
    for cell in 0..rows * cols {
        let mut open = vec![cell];
        let mut is_piece = false;
        while let Some(cell) = open.pop() {
            if member.cells()[cell] && !seen[cell] {
                seen[cell] = true;
                is_piece = true;
                open.extend(
                    around(rows, cols, (cell / cols, cell % cols))
                        .flatten()
                        .map(|it| it.0 * cols + it.1),
                );
            }
        }
        pieces += u64::from(is_piece);
    }
    pieces
}

/// What Barnes, Lehman & Mulla 2014 have: the steps from each level cell to flowing water and to higher ground.
pub fn distances(filled: &Cells, is_level: &Grid<bool>) -> Grid<(u32, u32)> {
    let (rows, cols) = (filled.rows(), filled.cols());
    let level = |at: (usize, usize)| is_level.get(at.0, at.1) == Some(true);
    let mut steps = vec![(u32::MAX, u32::MAX); rows * cols];
    loop {
        let mut changed = false;
        for at in places(filled).filter(|at| level(*at)) {
            let here = filled.get(at.0, at.1).unwrap();
            let mut best = steps[at.0 * cols + at.1];
            for it in around(rows, cols, at).flatten() {
                let there = filled.get(it.0, it.1).unwrap();
                if level(it) {
                    let (low, high) = steps[it.0 * cols + it.1];
                    best = (
                        best.0.min(low.saturating_add(1)),
                        best.1.min(high.saturating_add(1)),
                    );
                } else if there == here {
                    best.0 = 1;
                }
                if there > here {
                    best.1 = 1;
                }
            }
            changed |= best != steps[at.0 * cols + at.1];
            steps[at.0 * cols + at.1] = best;
        }
        if !changed {
            return Grid::new(rows, cols, steps).unwrap();
        }
    }
}
