//! Sums over the cells of a row: slices and numbers, nothing else.

use crate::cell::Cell;

/// Sums that are taken side by side, so that the compiler makes vectors of them. They are added up in one
/// order, which hangs on where a span starts and on nothing else.
const LANES: usize = 8;

/// What the cells of a zone in one row sum to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tally<T> {
    /// Shares of cells without data.
    pub nodata: f64,
    /// Of those with data, from the first of them on.
    pub data: Option<Sums<T>>,
}

/// Sums of values, less the first of them: so little is lost in the squares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sums<T> {
    pub base: T,
    pub count: f64,
    pub sum: f64,
    pub squares: f64,
    pub min: T,
    pub max: T,
}

impl<T: Cell> Tally<T> {
    pub fn new() -> Self {
        Self {
            nodata: 0.0,
            data: None,
        }
    }

    /// Adds cells that are all covered by one share.
    pub fn add(&mut self, cells: &[T], nodata: Option<T>, share: f64) {
        let mut cells = cells;
        let sums = match &mut self.data {
            Some(sums) => sums,
            none => {
                let first = cells.iter().position(|cell| cell.is_data(nodata));
                let (before, rest) = cells.split_at(first.unwrap_or(cells.len()));
                self.nodata += share * before.len() as f64;
                let Some(base) = rest.first() else {
                    return;
                };
                cells = rest;
                none.insert(Sums {
                    base: *base,
                    count: 0.0,
                    sum: 0.0,
                    squares: 0.0,
                    min: *base,
                    max: *base,
                })
            }
        };
        let count = match nodata {
            Some(nodata) => sums.add(cells, |cell| cell.is_data(Some(nodata)), share),
            None => sums.add(cells, |cell| cell.is_data(None), share),
        };
        self.nodata += share * (cells.len() as f64 - count);
    }
}

impl<T: Cell> Sums<T> {
    /// Adds cells, and says how many of them had data.
    #[inline]
    fn add(&mut self, cells: &[T], is_data: impl Fn(T) -> bool, share: f64) -> f64 {
        let base = self.base.to_f64();
        let mut sum = [0.0; LANES];
        let mut squares = [0.0; LANES];
        let mut count = [0_u32; LANES];
        let mut min = [self.min; LANES];
        let mut max = [self.max; LANES];
        let mut lane = |lane: usize, cell: T| {
            let is_data = is_data(cell);
            let cell = if is_data { cell } else { self.base };
            let apart = cell.to_f64() - base;
            sum[lane] += apart;
            squares[lane] += apart * apart;
            count[lane] += u32::from(is_data);
            min[lane] = if cell < min[lane] { cell } else { min[lane] };
            max[lane] = if cell > max[lane] { cell } else { max[lane] };
        };
        let (chunks, rest) = cells.as_chunks::<LANES>();
        for chunk in chunks {
            for (at, cell) in chunk.iter().enumerate() {
                lane(at, *cell);
            }
        }
        for (at, cell) in rest.iter().enumerate() {
            lane(at, *cell);
        }
        let count = count.iter().map(|count| f64::from(*count)).sum::<f64>();
        self.count += share * count;
        self.sum += share * sum.iter().sum::<f64>();
        self.squares += share * squares.iter().sum::<f64>();
        for lane in 0..LANES {
            if min[lane] < self.min {
                self.min = min[lane];
            }
            if max[lane] > self.max {
                self.max = max[lane];
            }
        }
        count
    }
}

/// Weights, mean and sum of squares about it, of the cells of a zone in a row, or of many rows.
///
/// Source: West 1979, "Updating mean and variance estimates", CACM 22(9); Chan, Golub and LeVeque 1983,
/// "Algorithms for computing the sample variance", Am. Stat. 37(3), for two of them put together.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moments {
    pub weight: f64,
    pub sum: f64,
    pub mean: f64,
    pub about_mean: f64,
}

impl Moments {
    pub fn add(&mut self, value: f64, weight: f64) {
        if weight == 0.0 {
            return;
        }
        self.weight += weight;
        self.sum += value * weight;
        let apart = value - self.mean;
        self.mean += apart * weight / self.weight;
        self.about_mean += weight * apart * (value - self.mean);
    }

    pub fn merge(&mut self, other: &Self) {
        let weight = self.weight + other.weight;
        if other.weight == 0.0 || weight == 0.0 {
            return;
        }
        let apart = other.mean - self.mean;
        self.about_mean += other.about_mean + apart * apart * self.weight * (other.weight / weight);
        self.mean += apart * (other.weight / weight);
        self.weight = weight;
        self.sum += other.sum;
    }

    pub fn variance(&self) -> f64 {
        (self.about_mean / self.weight).max(0.0)
    }
}

impl<T: Cell> From<&Sums<T>> for Moments {
    fn from(sums: &Sums<T>) -> Self {
        let base = sums.base.to_f64();
        let apart = sums.sum / sums.count;
        Self {
            weight: sums.count,
            sum: base * sums.count + sums.sum,
            mean: base + apart,
            about_mean: (sums.squares - sums.sum * apart).max(0.0),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::float_cmp,
        clippy::unwrap_used,
        reason = "halves are exact, and a test that cannot go on should stop"
    )]

    use super::*;

    #[test]
    fn cells_without_data_are_counted_and_not_summed() {
        let mut tally = Tally::new();
        let row: Vec<f32> = (0_u8..21).map(f32::from).collect();
        let mut gaps = row.clone();
        (gaps[0], gaps[7], gaps[20]) = (-9999.0, f32::NAN, -9999.0);
        tally.add(&gaps, Some(-9999.0), 0.5);
        let sums = tally.data.unwrap();
        assert_eq!((tally.nodata, sums.count), (1.5, 9.0));
        assert_eq!((sums.min, sums.max), (1.0, 19.0));
        let moments = Moments::from(&sums);
        // 1 + … + 19 less 7, half of each.
        assert_eq!(moments.sum, 91.5);
    }

    #[test]
    fn nothing_but_nodata_has_no_sums() {
        let mut tally = Tally::new();
        tally.add(&[0_u8, 0, 0], Some(0), 1.0);
        assert!(tally.data.is_none() && tally.nodata == 3.0);
    }
}
