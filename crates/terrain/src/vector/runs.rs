//! Cells of one value that hang together, as runs along rows.

use std::ops::Range;

use rayon::prelude::*;

use crate::cell::Cell;
use crate::{Result, TerrainError};

/// Instead of the part of a run: its cells have no data.
const NO_PART: u32 = u32::MAX;

/// A run with its row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PlacedRun {
    pub row: u32,
    pub run: u32,
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

/// The runs of a grid, those that hang together by edges joined into parts. Every cell is in one, also those without
/// data: the runs are all that is kept of the grid.
pub(super) struct Runs<T> {
    cols: usize,
    /// Where the runs of each row start, and after them the number of all.
    starts: Vec<usize>,
    /// Where each run ends; it begins where the one before in its row ends.
    ends: Vec<u32>,
    values: Vec<T>,
    /// The part of each run, or [`NO_PART`]; parts are numbered by their first cell in the order of rows.
    parts: Vec<u32>,
    /// How many parts there are.
    count: usize,
}

/// A row as it is read.
struct Row<T> {
    ends: Vec<u32>,
    values: Vec<T>,
}

impl<T: Cell> Runs<T> {
    /// Of rows of so many columns, which `read` gives in order, so many at once; no more than `most` runs.
    pub fn of(
        (rows, cols): (usize, usize),
        nodata: Option<T>,
        (rows_at_once, most): (usize, usize),
        mut read: impl FnMut(Range<usize>) -> Result<Vec<T>>,
    ) -> Result<Self> {
        let most = most.min(index(NO_PART - 1));
        let mut found = Self {
            cols,
            starts: vec![0],
            ends: Vec::new(),
            values: Vec::new(),
            parts: Vec::new(),
            count: 0,
        };
        let step = rows_at_once.max(1);
        for start in (0..rows).step_by(step) {
            let band = start..(start + step).min(rows);
            let cells = read(band.clone())?;
            if cols == 0 {
                found.starts.resize(band.end + 1, 0);
                continue;
            }
            let made: Vec<Row<T>> = cells.par_chunks(cols).map(runs_of_row).collect();
            for row in made {
                found.ends.extend(row.ends);
                found.values.extend(row.values);
                found.starts.push(found.ends.len());
            }
            if found.ends.len() > most {
                return Err(TerrainError::Refused(format!(
                    "{} runs of equal cells in the first {} of {rows} rows; expected at most {most} in all: bring the \
                     values into classes first",
                    found.ends.len(),
                    band.end
                )));
            }
        }
        let mut sets = Sets::new(found.ends.len());
        found.join(&mut sets, false);
        let has_data = |run: usize| found.values[run].is_data(nodata);
        (found.parts, found.count) = sets.numbered(has_data);
        Ok(found)
    }

    /// How many parts there are.
    pub fn parts(&self) -> usize {
        self.count
    }

    /// How many runs there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The group of each part, those of one value that meet at a corner being one, and how many groups.
    pub fn corner_groups(&self) -> (Vec<u32>, usize) {
        let mut sets = Sets::new(self.len());
        self.join(&mut sets, true);
        let (groups, count) = sets.numbered(|run| self.parts[run] != NO_PART);
        let mut of_parts = vec![0; self.count];
        for (part, group) in self.parts.iter().zip(&groups) {
            if let Some(of_part) = of_parts.get_mut(index(*part)) {
                *of_part = *group;
            }
        }
        (of_parts, count)
    }

    /// The runs sorted by part.
    pub fn by_part(&self) -> Parts {
        let mut starts = vec![0; self.count + 1];
        for part in self.parts.iter().filter(|part| **part != NO_PART) {
            starts[index(*part) + 1] += 1;
        }
        for part in 0..self.count {
            starts[part + 1] += starts[part];
        }
        let mut next = starts.clone();
        let mut runs = vec![PlacedRun::default(); starts[self.count]];
        for (row, pair) in (0_u32..).zip(self.starts.windows(2)) {
            for (run, number) in (pair[0]..pair[1]).zip(number(pair[0])..) {
                let part = self.parts[run];
                if part != NO_PART {
                    let place = &mut next[index(part)];
                    runs[*place] = PlacedRun { row, run: number };
                    *place += 1;
                }
            }
        }
        Parts { starts, runs }
    }

    /// The value of a run.
    pub fn value(&self, run: usize) -> T {
        self.values[run]
    }

    /// Whether two runs are of one part.
    pub fn is_one_part(&self, a: usize, b: usize) -> bool {
        self.parts[a] == self.parts[b]
    }

    /// The runs of a row.
    pub fn of_row(&self, row: usize) -> Range<usize> {
        self.starts[row]..self.starts[row + 1]
    }

    /// The columns of a run in a row.
    pub fn columns(&self, row: usize, run: usize) -> Range<usize> {
        self.first(row, run)..index(self.ends[run])
    }

    fn first(&self, row: usize, run: usize) -> usize {
        if run == self.starts[row] {
            0
        } else {
            index(self.ends[run - 1])
        }
    }

    /// The run that a cell belongs to; `nth` is about the how manieth in its row it is, which neighbouring rows know of
    /// each other.
    pub fn at(&self, row: usize, col: usize, nth: usize) -> usize {
        let runs = self.of_row(row);
        let ends = &self.ends[runs.clone()];
        let is_before = |at: usize| index(ends[at]) <= col;
        let guess = nth.min(ends.len() - 1);
        // Outwards in steps that double, then within the last of them by halves.
        let (mut low, mut high, mut step) = (guess, guess, 1);
        while low > 0 && !is_before(low) {
            (low, high) = (low.saturating_sub(step), low);
            step *= 2;
        }
        while high < ends.len() && is_before(high) {
            (low, high) = (high, (high + step).min(ends.len()));
            step *= 2;
        }
        runs.start + low + ends[low..high].partition_point(|end| index(*end) <= col)
    }

    /// The how manieth run of a row it is.
    pub fn nth(&self, row: usize, run: usize) -> usize {
        run - self.starts[row]
    }

    /// As [`Self::at`], of a cell that is near one of the run `hint` in the same row.
    pub fn near(&self, row: usize, col: usize, hint: usize) -> usize {
        let mut run = hint;
        while index(self.ends[run]) <= col {
            run += 1;
        }
        while self.first(row, run) > col {
            run -= 1;
        }
        run
    }

    /// How many columns there are.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// Joins runs of equal value in neighbouring rows, also over corners if asked.
    fn join(&self, sets: &mut Sets, over_corners: bool) {
        let reach = usize::from(over_corners);
        for row in 1..self.rows() {
            let before = self.of_row(row - 1);
            let mut above = before.start;
            let mut above_first = 0;
            let mut first = 0;
            for run in self.of_row(row) {
                let end = index(self.ends[run]);
                while above < before.end && index(self.ends[above]) + reach <= first {
                    above_first = index(self.ends[above]);
                    above += 1;
                }
                let (mut other, mut other_first) = (above, above_first);
                while other < before.end && other_first < end + reach {
                    if self.values[other] == self.values[run] {
                        sets.join(other, run);
                    }
                    other_first = index(self.ends[other]);
                    other += 1;
                }
                first = end;
            }
        }
    }
}

fn runs_of_row<T: Cell>(row: &[T]) -> Row<T> {
    let (mut ends, mut values) = (Vec::new(), Vec::new());
    let mut end = 0_u32;
    for group in row.chunk_by(|a, b| a == b || (a.is_nan() && b.is_nan())) {
        end += number(group.len());
        ends.push(end);
        values.push(group[0]);
    }
    Row { ends, values }
}

/// Sets of runs, joined by the lower number.
struct Sets(Vec<u32>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..number(count)).collect())
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

    /// The number of each one's set, counted by their first members, and how many there are; of those that count.
    fn numbered(mut self, counts: impl Fn(usize) -> bool) -> (Vec<u32>, usize) {
        let mut numbers: Vec<u32> = Vec::with_capacity(self.0.len());
        let mut count = 0;
        for at in 0..self.0.len() {
            if !counts(at) {
                numbers.push(NO_PART);
                continue;
            }
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

/// An index as a number; sides and runs are fewer than 2^32.
pub(super) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
