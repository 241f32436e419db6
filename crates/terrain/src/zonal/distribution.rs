//! What must know every value of a zone: how often each comes.

use rayon::prelude::*;

use super::refuse;
use crate::Result;
use crate::cell::Cell;

/// Which parts of a distribution to give, beside majority, minority and variety.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wanted {
    /// Quantiles, each from 0 to 1.
    pub quantiles: Vec<f64>,
    /// Edges of the bins of a histogram, rising; one more than there are bins.
    pub bins: Vec<f64>,
}

impl Wanted {
    pub(super) fn check(&self) -> Result<()> {
        if let Some(quantile) = self.quantiles.iter().find(|q| !(0.0..=1.0).contains(*q)) {
            return refuse(format!("quantile {quantile}; expected 0 to 1"));
        }
        let rises = |pair: &[f64]| pair[0] < pair[1];
        if !self.bins.windows(2).all(rises) {
            return refuse(format!("bins {:?}; expected edges that rise", self.bins));
        }
        Ok(())
    }
}

/// How the values of a zone are distributed, each cell by its share.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    /// Those that were asked for, in that order. The i-th of n distinct values stands at
    /// i·wᵢ + (n − 1)·Σⱼ﹤ᵢ wⱼ, w being the shares of each, and between two of them it goes straight; with
    /// shares that are all the same that is the usual quantile (R's type 7). As exactextract's `quantile`.
    pub quantiles: Vec<f64>,
    /// The value that covers most; of several the greatest.
    pub majority: f64,
    /// The value that covers least; of several the least.
    pub minority: f64,
    /// How many distinct values there are.
    pub variety: u64,
    /// The cells in each bin: from its lower edge to before its upper, the last with its upper edge too. As
    /// numpy's `histogram`.
    pub histogram: Vec<f64>,
}

/// The values of a zone: sorted when they are asked for, and counted on the way where many are equal. At most
/// what the cells themselves take.
#[derive(Debug, Clone)]
pub(super) struct Frequencies<T> {
    /// Those of cells that are covered whole, as they came.
    whole: Vec<T>,
    /// How many of them to wait for before they are counted.
    enough: usize,
    /// Those that were counted, by value.
    counted: Vec<(T, u64)>,
    /// Those of cells that are covered in part, as they came, with their shares.
    parts: Vec<(T, f64)>,
}

/// Values that wait at least before they are counted.
const ENOUGH_LEAST: usize = 1 << 16;

/// Values by which to tell whether it is worth counting.
const FEW: usize = 1 << 10;

/// Values of a zone that several threads sort.
const LARGE: usize = 1 << 21;

impl<T: Cell> Frequencies<T> {
    pub fn new() -> Self {
        Self {
            whole: Vec::new(),
            enough: ENOUGH_LEAST,
            counted: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// Adds what a row has.
    pub fn add(&mut self, values: &Values<T>) {
        self.parts.extend_from_slice(&values.parts);
        self.whole.extend_from_slice(&values.whole);
        if self.whole.len() < self.enough {
            return;
        }
        // A few of them tell whether many are equal.
        let mut few: Vec<T> = self
            .whole
            .iter()
            .step_by(self.whole.len() / FEW)
            .copied()
            .collect();
        sort(&mut few);
        if few.chunk_by(|a, b| a == b).count() < few.len() / 4 {
            sort(&mut self.whole);
            self.count();
            self.enough = ENOUGH_LEAST.max(self.counted.len());
        } else {
            self.enough = self.whole.len() * 2;
        }
    }

    /// Counts those that are sorted.
    fn count(&mut self) {
        let old = std::mem::take(&mut self.counted);
        let mut merged = Vec::with_capacity(old.len());
        let mut old = old.into_iter().peekable();
        for equal in self.whole.chunk_by(|a, b| a == b) {
            let mut count = equal.len() as u64;
            while let Some(before) = old.next_if(|(value, _)| *value < equal[0]) {
                merged.push(before);
            }
            if let Some((_, more)) = old.next_if(|(value, _)| *value == equal[0]) {
                count += more;
            }
            merged.push((equal[0], count));
        }
        merged.extend(old);
        self.counted = merged;
        self.whole.clear();
    }

    /// None where there are no values.
    pub fn finish(mut self, wanted: &Wanted) -> Option<Distribution> {
        sort(&mut self.whole);
        // Stable: shares of equal values are summed as they came.
        self.parts.par_sort_by(|a, b| a.0.order(&b.0));
        let mut variety = 0_u64;
        let mut majority: Option<(f64, f64)> = None;
        let mut minority: Option<(f64, f64)> = None;
        let mut total = 0.0;
        let mut histogram = vec![0.0; wanted.bins.len().saturating_sub(1)];
        self.each(|value, share| {
            variety += 1;
            total += share;
            if majority.is_none_or(|most| share >= most.1) {
                majority = Some((value, share));
            }
            if minority.is_none_or(|least| share < least.1) {
                minority = Some((value, share));
            }
            if let Some(bin) = bin(&wanted.bins, value).and_then(|bin| histogram.get_mut(bin)) {
                *bin += share;
            }
        });
        Some(Distribution {
            quantiles: self.quantiles(&wanted.quantiles, variety, total),
            majority: majority?.0,
            minority: minority?.0,
            variety,
            histogram,
        })
    }

    /// Source: the weighted quantile of <https://stats.stackexchange.com/a/13223>, which exactextract follows.
    fn quantiles(&self, asked: &[f64], variety: u64, total: f64) -> Vec<f64> {
        let gaps = variety.saturating_sub(1) as f64;
        let mut order: Vec<usize> = (0..asked.len()).collect();
        order.sort_by(|a, b| asked[*a].total_cmp(&asked[*b]));
        let mut order = order.into_iter().peekable();
        let mut found = vec![f64::NAN; asked.len()];
        let (mut number, mut before) = (0.0, 0.0);
        let (mut last, mut last_place) = (f64::NAN, 0.0);
        self.each(|value, share| {
            let place = number * share + gaps * before;
            let reached = |of: &usize| asked[*of] * gaps * total < place;
            while let Some(of) = order.next_if(reached) {
                let way = (asked[of] * gaps * total - last_place) / (place - last_place);
                found[of] = last + way * (value - last);
            }
            (last, last_place) = (value, place);
            number += 1.0;
            before += share;
        });
        for of in order {
            found[of] = last;
        }
        found
    }

    /// Every distinct value with the sum of its shares, by value, once all is sorted.
    fn each(&self, mut give: impl FnMut(f64, f64)) {
        let (mut whole, mut counted, mut parts) =
            (&self.whole[..], &self.counted[..], &self.parts[..]);
        // 0 and -0 are one value: 0.
        let mut give = |value: T, share: f64| give(value.to_f64() + 0.0, share);
        loop {
            let heads = [
                counted.first().map(|(value, _)| *value),
                parts.first().map(|(value, _)| *value),
            ];
            let next = heads.into_iter().flatten().min_by(T::order);
            let before = next.map_or(whole.len(), |next| {
                whole.partition_point(|value| *value < next)
            });
            for equal in whole[..before].chunk_by(|a, b| a == b) {
                give(equal[0], equal.len() as f64);
            }
            whole = &whole[before..];
            let Some(value) = next else {
                return;
            };
            let equal = whole.iter().take_while(|other| **other == value).count();
            whole = &whole[equal..];
            let mut count = equal as u64;
            if let Some(((other, more), rest)) = counted.split_first()
                && *other == value
            {
                count += more;
                counted = rest;
            }
            let mut share = count as f64;
            while let Some(((other, more), rest)) = parts.split_first()
                && *other == value
            {
                share += more;
                parts = rest;
            }
            give(value, share);
        }
    }
}

/// The values of a zone in one row.
#[derive(Debug)]
pub(super) struct Values<T> {
    /// Of cells that are covered whole.
    pub whole: Vec<T>,
    /// Of those covered in part, with their shares.
    pub parts: Vec<(T, f64)>,
}

impl<T: Cell> Values<T> {
    pub fn new() -> Self {
        Self {
            whole: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// Adds cells that are all covered by one share.
    pub fn add(&mut self, cells: &[T], nodata: Option<T>, share: f64) {
        let data = cells.iter().copied().filter(|cell| cell.is_data(nodata));
        if share < 1.0 {
            self.parts.extend(data.map(|cell| (cell, share)));
        } else {
            self.whole.extend(data);
        }
    }
}

/// Zones are sorted side by side; only a large one is worth several threads, whose sort is the slower one.
fn sort<T: Cell>(values: &mut [T]) {
    if values.len() < LARGE {
        values.sort_unstable_by(T::order);
    } else {
        values.par_sort_unstable_by(T::order);
    }
}

/// The bin that a value falls into.
pub(super) fn bin(bins: &[f64], value: f64) -> Option<usize> {
    let below = bins.partition_point(|edge| *edge <= value);
    below.checked_sub(if bins.last() == Some(&value) { 2 } else { 1 })
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::float_cmp,
        clippy::unwrap_used,
        clippy::cast_possible_truncation,
        reason = "whole numbers are exact, and a test that cannot go on should stop"
    )]

    use super::*;

    fn found(values: impl Iterator<Item = f32>, row: usize) -> Distribution {
        let mut frequencies = Frequencies::new();
        let all: Vec<f32> = values.collect();
        for row in all.chunks(row) {
            let mut values = Values::new();
            values.add(row, Some(-1.0), 1.0);
            frequencies.add(&values);
        }
        let wanted = Wanted {
            quantiles: vec![0.75, 0.0, 0.1, 1.0],
            bins: vec![0.0, 10.0, 1e6],
        };
        frequencies.finish(&wanted).unwrap()
    }

    #[test]
    fn distinct_values_have_the_usual_quantiles_however_many_there_are() {
        // 7919 and 300,001 have no divisor in common, so this is every number below once.
        let values = || (0..300_001_u64).map(|i| (i * 7919 % 300_001) as f32);
        for row in [1_000, 77_777] {
            let found = found(values(), row);
            assert_eq!(found.variety, 300_001);
            assert_eq!(found.quantiles, [225_000.0, 0.0, 30_000.0, 300_000.0]);
            assert_eq!(found.histogram, [10.0, 299_991.0]);
            assert_eq!((found.majority, found.minority), (300_000.0, 0.0));
        }
    }

    #[test]
    fn values_that_come_often_are_counted_on_the_way() {
        // 0 to 99, each 4,000 times, but 40 once more and 41 once less; and what has no data.
        let values = || {
            let often = (0..400_000_u32).map(|i| if i == 41 { 40.0 } else { (i % 100) as f32 });
            often.chain([-1.0; 5])
        };
        let found_by = [100, 50_000].map(|row| found(values(), row));
        assert_eq!(found_by[0], found_by[1]);
        let found = &found_by[0];
        assert_eq!(
            (found.majority, found.minority, found.variety),
            (40.0, 41.0, 100)
        );
        assert_eq!(found.histogram, [40_000.0, 360_000.0]);
        assert_eq!((found.quantiles[1], found.quantiles[3]), (0.0, 99.0));
    }

    #[test]
    fn zero_with_and_without_a_sign_is_one_value() {
        let found = found([0.0, -0.0, 3.0].into_iter(), 1);
        assert_eq!((found.variety, found.majority), (2, 0.0));
    }
}
