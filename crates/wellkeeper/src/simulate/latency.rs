//! How long answers took: counted in steps of a sixteenth of an octave, so that a day of them takes no
//! more memory than a minute.

use std::time::Duration;

/// Steps of an octave.
const STEPS: u64 = 16;
/// Octaves of microseconds: up to 2^36 µs, some nineteen hours.
const OCTAVES: u64 = 36;

/// How long answers took.
#[derive(Debug, Clone, Default)]
pub struct Latencies {
    counts: Vec<u64>,
    total: u64,
    greatest: Duration,
}

impl Latencies {
    /// One more.
    pub fn put(&mut self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let step = usize::try_from(step(micros)).unwrap_or_default();
        if self.counts.len() <= step {
            self.counts.resize(step + 1, 0);
        }
        if let Some(count) = self.counts.get_mut(step) {
            *count += 1;
        }
        self.total += 1;
        self.greatest = self.greatest.max(took);
    }

    /// Those of another line too.
    pub fn add(&mut self, other: &Self) {
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        self.total += other.total;
        self.greatest = self.greatest.max(other.greatest);
    }

    /// What so many of a hundred did not exceed, at most a sixteenth too much; none without any.
    pub fn percentile(&self, percent: u64) -> Option<Duration> {
        if self.total == 0 {
            return None;
        }
        let rank = (self.total * percent).div_ceil(100).max(1);
        let mut seen = 0;
        for (step, count) in (0_u64..).zip(&self.counts) {
            seen += count;
            if seen >= rank {
                return Some(Duration::from_micros(most(step)).min(self.greatest));
            }
        }
        Some(self.greatest)
    }

    /// The longest; none without any.
    pub fn greatest(&self) -> Option<Duration> {
        (self.total > 0).then_some(self.greatest)
    }
}

/// The step of a number: itself below 16, then 16 for each octave.
fn step(micros: u64) -> u64 {
    if micros < STEPS {
        return micros;
    }
    let octave = u64::from(micros.ilog2() - STEPS.ilog2());
    let octave = octave.min(OCTAVES - 1);
    (octave + 1) * STEPS + ((micros >> octave) & (STEPS - 1))
}

/// The greatest number of a step.
fn most(step: u64) -> u64 {
    if step < STEPS {
        return step;
    }
    let octave = step / STEPS - 1;
    ((STEPS + step % STEPS + 1) << octave) - 1
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test that cannot go on should stop and say where"
    )]

    use std::time::Duration;

    use super::{Latencies, most, step};

    #[test]
    fn every_number_is_in_a_step_that_exceeds_it_by_a_sixteenth_at_most() {
        let mut before = 0;
        for micros in (0..5_000).chain([65_535, 65_536, 1 << 30, (1 << 30) + 12_345]) {
            let step = step(micros);
            assert!(step >= before);
            before = step;
            assert!(most(step) >= micros && most(step) <= micros + micros / 16);
        }
    }

    #[test]
    fn percentiles_of_a_thousand_are_those_of_their_ranks() {
        let mut all = Latencies::default();
        assert_eq!(all.percentile(50), None);
        for micros in 1..=500 {
            all.put(Duration::from_micros(micros));
        }
        let mut others = Latencies::default();
        for micros in 501..=1_000 {
            others.put(Duration::from_micros(micros));
        }
        all.add(&others);
        let median = all.percentile(50).unwrap().as_micros();
        assert!((500..=531).contains(&median), "{median}");
        let late = all.percentile(99).unwrap().as_micros();
        assert!((990..=1_000).contains(&late), "{late}");
        assert_eq!(all.greatest(), Some(Duration::from_millis(1)));
    }
}
