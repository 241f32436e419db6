//! Cells of one value that hang together, as runs along rows.

use rayon::prelude::*;

use crate::cell::Cell;
use crate::{Grid, Result, TerrainError};

/// Cells of one value along a row.
#[derive(Debug, Clone, Copy)]
struct Run {
    first: u32,
    end: u32,
}

/// A run with its row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PlacedRun {
    pub row: u32,
    pub first: u32,
    pub end: u32,
}

/// The runs of each part, in the order of rows.
pub(super) struct Parts {
    starts: Vec<usize>,
    runs: Vec<PlacedRun>,
}

impl Parts {
    /// The runs of a part.
    pub fn runs(&self, part: usize) -> &[PlacedRun] {
        &self.runs[self.starts[part]..self.starts[part + 1]]
    }
}

/// The runs of a grid, those that hang together by edges joined into parts.
pub(super) struct Runs {
    /// Where the runs of each row start, and after them the number of all.
    starts: Vec<usize>,
    all: Vec<Run>,
    /// The part of each run; parts are numbered by their first cell in the order of rows.
    parts: Vec<u32>,
    /// How many parts there are.
    count: usize,
}

impl Runs {
    /// Of the cells that have data.
    pub fn of<T: Cell>(grid: &Grid<T>, nodata: Option<T>) -> Result<Self> {
        let by_row: Vec<Vec<Run>> = (0..grid.rows())
            .into_par_iter()
            .map(|row| runs_of_row(grid.row(row), nodata))
            .collect();
        let mut starts = Vec::with_capacity(grid.rows() + 1);
        let mut runs = Vec::with_capacity(by_row.iter().map(Vec::len).sum());
        for row in by_row {
            starts.push(runs.len());
            runs.extend(row);
        }
        starts.push(runs.len());
        if u32::try_from(runs.len()).is_err() {
            return Err(TerrainError::Refused(format!(
                "{} runs of equal cells; expected at most {}",
                runs.len(),
                u32::MAX
            )));
        }
        let mut found = Self {
            starts,
            all: runs,
            parts: Vec::new(),
            count: 0,
        };
        let mut sets = Sets::new(found.all.len());
        found.join(grid, &mut sets, false);
        (found.parts, found.count) = sets.numbered();
        Ok(found)
    }

    /// How many parts there are.
    pub fn parts(&self) -> usize {
        self.count
    }

    /// The group of each part, those of one value that meet at a corner being one, and how many groups.
    pub fn corner_groups<T: Cell>(&self, grid: &Grid<T>) -> (Vec<u32>, usize) {
        let mut sets = Sets::new(self.all.len());
        self.join(grid, &mut sets, true);
        let (groups, count) = sets.numbered();
        let mut of_parts = vec![0; self.count];
        for (part, group) in self.parts.iter().zip(&groups) {
            if let Some(of_part) = of_parts.get_mut(index(*part)) {
                *of_part = *group;
            }
        }
        (of_parts, count)
    }

    /// The part that a cell belongs to.
    pub fn part_at(&self, row: usize, col: u32) -> Option<u32> {
        let (start, end) = (*self.starts.get(row)?, *self.starts.get(row + 1)?);
        let runs = &self.all[start..end];
        let at = runs.partition_point(|run| run.end <= col);
        let run = runs.get(at)?;
        (run.first <= col).then(|| self.parts[start + at])
    }

    /// The runs sorted by part.
    pub fn by_part(&self) -> Parts {
        let mut starts = vec![0; self.count + 1];
        for part in &self.parts {
            starts[index(*part) + 1] += 1;
        }
        for part in 0..self.count {
            starts[part + 1] += starts[part];
        }
        let mut next = starts.clone();
        let mut runs = vec![PlacedRun::default(); self.all.len()];
        for (row, pair) in (0_u32..).zip(self.starts.windows(2)) {
            for run in pair[0]..pair[1] {
                let place = &mut next[index(self.parts[run])];
                let Run { first, end } = self.all[run];
                runs[*place] = PlacedRun { row, first, end };
                *place += 1;
            }
        }
        Parts { starts, runs }
    }

    /// Joins runs of equal value in neighbouring rows, also over corners if asked.
    fn join<T: Cell>(&self, grid: &Grid<T>, sets: &mut Sets, over_corners: bool) {
        let reach = u32::from(over_corners);
        for row in 1..grid.rows() {
            let [before, start, end] =
                [self.starts[row - 1], self.starts[row], self.starts[row + 1]];
            let (cells_before, cells) = (grid.row(row - 1), grid.row(row));
            let mut above = before;
            for run in start..end {
                let here = self.all[run];
                while above < start && self.all[above].end + reach <= here.first {
                    above += 1;
                }
                let mut other = above;
                while other < start && self.all[other].first < here.end + reach {
                    let there = self.all[other];
                    if cells_before[index(there.first)] == cells[index(here.first)] {
                        sets.join(other, run);
                    }
                    other += 1;
                }
            }
        }
    }
}

fn runs_of_row<T: Cell>(row: &[T], nodata: Option<T>) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut first = 0;
    for group in row.chunk_by(|a, b| a == b) {
        let end = first + u32::try_from(group.len()).unwrap_or(u32::MAX);
        if group[0].is_data(nodata) {
            runs.push(Run { first, end });
        }
        first = end;
    }
    runs
}

/// Sets of runs, joined by the lower number.
struct Sets(Vec<u32>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..u32::try_from(count).unwrap_or(u32::MAX)).collect())
    }

    fn root(&mut self, of: usize) -> u32 {
        let mut at = of;
        loop {
            let next = index(self.0[at]);
            if next == at {
                return self.0[at];
            }
            // Halves the way for those that come after.
            self.0[at] = self.0[next];
            at = index(self.0[at]);
        }
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[index(a.max(b))] = a.min(b);
    }

    /// The number of each one's set, counted by their first members, and how many there are.
    fn numbered(mut self) -> (Vec<u32>, usize) {
        let mut numbers: Vec<u32> = Vec::with_capacity(self.0.len());
        let mut count = 0;
        for at in 0..self.0.len() {
            let root = index(self.root(at));
            // The root is the lowest of its set, so it has its number by now.
            let number = numbers.get(root).copied().unwrap_or_else(|| {
                count += 1;
                count - 1
            });
            numbers.push(number);
        }
        (numbers, index(count))
    }
}

/// A number as an index.
pub(super) fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
