//! What must know every value of a zone: how often each comes.

use rayon::prelude::*;

use super::refuse;
use crate::Result;

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

/// Distinct values and their shares.
#[derive(Debug, Clone, Default)]
pub(super) struct Frequencies {
    /// By value.
    sorted: Vec<(f64, f64)>,
    /// As they came.
    waiting: Vec<(f64, f64)>,
}

/// Values that wait at least before they are sorted in.
const WAITING_LEAST: usize = 1 << 16;

impl Frequencies {
    /// Adds values with their shares. When they are sorted in hangs on their number alone, so the sums of the
    /// shares do too.
    pub fn add(&mut self, values: &[(f64, f64)]) {
        self.waiting.extend_from_slice(values);
        if self.waiting.len() >= WAITING_LEAST.max(self.sorted.len()) {
            self.settle();
        }
    }

    fn settle(&mut self) {
        // Stable: equal values are summed as they came. 0 and -0 are one value.
        for (value, _) in &mut self.waiting {
            *value += 0.0;
        }
        self.waiting.par_sort_by(|a, b| a.0.total_cmp(&b.0));
        let old = std::mem::take(&mut self.sorted);
        let mut merged: Vec<(f64, f64)> = Vec::with_capacity(old.len() + self.waiting.len());
        let mut old = old.into_iter().peekable();
        for (value, share) in self.waiting.drain(..) {
            while let Some(before) = old.next_if(|old| old.0 <= value) {
                merged.push(before);
            }
            match merged.last_mut() {
                Some(last) if last.0.total_cmp(&value).is_eq() => last.1 += share,
                _ => merged.push((value, share)),
            }
        }
        merged.extend(old);
        merged.shrink_to_fit();
        self.sorted = merged;
    }

    /// None where there are no values.
    pub fn finish(mut self, wanted: &Wanted) -> Option<Distribution> {
        self.settle();
        let (first, all) = (*self.sorted.first()?, self.sorted);
        let (mut majority, mut minority) = (first, first);
        for entry in &all {
            if entry.1 >= majority.1 {
                majority = *entry;
            }
            if entry.1 < minority.1 {
                minority = *entry;
            }
        }
        let places = places(&all);
        Some(Distribution {
            quantiles: (wanted.quantiles.iter())
                .map(|q| quantile(&all, &places, *q))
                .collect(),
            majority: majority.0,
            minority: minority.0,
            variety: all.len() as u64,
            histogram: histogram(&all, &wanted.bins),
        })
    }
}

/// Where each value stands.
///
/// Source: the weighted quantile of <https://stats.stackexchange.com/a/13223>, which exactextract follows.
fn places(all: &[(f64, f64)]) -> Vec<f64> {
    let gaps = all.len().saturating_sub(1) as f64;
    let mut before = 0.0;
    let mut places = Vec::with_capacity(all.len());
    for (number, (_, share)) in all.iter().enumerate() {
        places.push(number as f64 * share + gaps * before);
        before += share;
    }
    places
}

fn quantile(all: &[(f64, f64)], places: &[f64], q: f64) -> f64 {
    let (Some(end), Some(last)) = (places.last(), all.last()) else {
        return f64::NAN;
    };
    let place = q * end;
    let right = places.partition_point(|at| *at <= place);
    let (Some(after), Some(before)) = (all.get(right), right.checked_sub(1)) else {
        return last.0;
    };
    let (from, to) = (places[before], places[right]);
    all[before].0 + (place - from) / (to - from) * (after.0 - all[before].0)
}

fn histogram(all: &[(f64, f64)], bins: &[f64]) -> Vec<f64> {
    let mut cells = vec![0.0; bins.len().saturating_sub(1)];
    for (value, share) in all {
        let above = bins.partition_point(|edge| edge <= value);
        let bin = if bins.last() == Some(value) {
            above.checked_sub(2)
        } else {
            above.checked_sub(1)
        };
        if let Some(cells) = bin.and_then(|bin| cells.get_mut(bin)) {
            *cells += share;
        }
    }
    cells
}
