//! The slope at a place among all, without making all.
//!
//! How many slopes are at most m is how many pairs change their order when a line of slope m is
//! taken off: inversions, which merging counts in O(n log n). Between two slopes around the place a
//! sample of the pairs gives two that are nearer; when few pairs are left they are looked at one by
//! one. Expected O(n log n) for a place; 64 halvings of the doubles at worst.
//!
//! Source: the way of Matoušek, Information Processing Letters 39 (1991), and of Dillencourt, Mount
//! and Netanyahu, Int. J. Computational Geometry & Applications 2 (1992), in our own form; from
//! memory; not checked against the printed texts. The tests compare with sorting all slopes.

use super::exact::{Residual, Threshold, of_rising, rising, slope};
use super::{Points, weight};

/// How many pairs are drawn to find nearer bounds.
const SAMPLE: u64 = 2_048;
/// How many places of the sample the bounds keep away from where the place should be.
const MARGIN: usize = 96;

/// What is known of where a place is.
struct Bounds {
    /// A slope and how many are at most that; fewer than or as many as the place has before it.
    below: (f64, usize),
    /// The same above the place.
    above: (f64, usize),
}

/// Selects slopes at places, keeping what earlier places told.
pub(super) struct Selection<'a> {
    seasons: &'a [Points],
    is_partly_below: bool,
    /// Slopes and how many are at most that, both rising.
    known: Vec<(f64, usize)>,
    seed: u64,
}

impl<'a> Selection<'a> {
    /// Of `count` slopes.
    pub fn new(seasons: &'a [Points], is_partly_below: bool, count: usize) -> Self {
        Self {
            seasons,
            is_partly_below,
            known: vec![(f64::NEG_INFINITY, 0), (f64::INFINITY, count)],
            seed: 0x0057_454c_4c4b_4545,
        }
    }

    /// The slope at `place`, counted from 0.
    pub fn at(&mut self, place: usize) -> f64 {
        let few = 1_024
            + 4 * self
                .seasons
                .iter()
                .map(|one| one.times.len() as u64)
                .sum::<u64>();
        let mut is_sampled = true;
        loop {
            let bounds = self.bounds(place);
            if bounds.below.0.next_up() == bounds.above.0 {
                return bounds.above.0;
            }
            let between = Between::new(self.seasons, bounds.below.0, bounds.above.0);
            let pairs = between.count();
            if pairs <= few {
                return self.look_at_all(&between, place - bounds.below.1);
            }
            let left = bounds.above.1 - bounds.below.1;
            if is_sampled {
                for nearer in self.sample(&between, pairs, &bounds, place) {
                    self.learn(nearer);
                }
            } else {
                self.learn(middle(bounds.below.0, bounds.above.0));
            }
            // Where drawing did not help the doubles are halved once.
            let bounds = self.bounds(place);
            is_sampled = !is_sampled || (bounds.above.1 - bounds.below.1) * 2 <= left;
        }
    }

    fn bounds(&self, place: usize) -> Bounds {
        let above = self.known.partition_point(|&(_, count)| count <= place);
        Bounds {
            below: self.known[above - 1],
            above: self.known[above],
        }
    }

    fn learn(&mut self, slope: f64) {
        let at = self.known.partition_point(|&(known, _)| known < slope);
        if self.known[at].0 != slope {
            let count = self.count_at_most(slope);
            self.known.insert(at, (slope, count));
        }
    }

    /// How many slopes are at most `slope`, those of two measured values twice where some are below
    /// a limit: all pairs and those of measured values, less those of limits.
    fn count_at_most(&self, slope: f64) -> usize {
        let threshold = Threshold::at_most(slope);
        let (mut more, mut less) = (0, 0);
        for season in self.seasons {
            let order = order_at(season, threshold);
            more += falls(&order);
            if self.is_partly_below {
                let of = |is_below: bool| -> Vec<u32> {
                    let rows = order.iter().zip(&season.readings);
                    rows.filter(|(_, reading)| reading.is_below == is_below)
                        .map(|(&place, _)| place)
                        .collect()
                };
                more += falls(&of(false));
                less += falls(&of(true));
            }
        }
        usize::try_from(more - less).unwrap_or(usize::MAX)
    }

    /// Two slopes around where the place should be by a sample, within the bounds.
    fn sample(
        &mut self,
        between: &Between<'_>,
        pairs: u64,
        bounds: &Bounds,
        place: usize,
    ) -> Vec<f64> {
        let mut drawn: Vec<u64> = (0..SAMPLE).map(|_| self.random() % pairs).collect();
        drawn.sort_unstable();
        let (mut next, mut seen) = (0, 0);
        let mut slopes = Vec::new();
        between.walk(|season, left, right| {
            let until = seen + left.len() as u64;
            while let Some(&pair) = drawn.get(next).filter(|&&pair| pair < until) {
                let index = usize::try_from(pair - seen).unwrap_or(0);
                push(
                    &mut slopes,
                    season,
                    left[index],
                    right,
                    self.is_partly_below,
                );
                next += 1;
            }
            seen = until;
        });
        slopes.sort_unstable_by(f64::total_cmp);
        let (before, left) = (place - bounds.below.1, bounds.above.1 - bounds.below.1);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of the sample's length"
        )]
        let should_be = (before as f64 / left as f64 * slopes.len() as f64) as usize;
        // The lower bound is just below a slope of the sample, so that many equal slopes are left
        // alone between the bounds.
        let at = |place: usize| slopes.get(place.min(slopes.len().saturating_sub(1)));
        let lower = at(should_be.saturating_sub(MARGIN)).map(|one| one.next_down());
        let upper = at(should_be + MARGIN).copied();
        let is_nearer = |slope: &f64| bounds.below.0 < *slope && *slope < bounds.above.0;
        [lower, upper]
            .into_iter()
            .flatten()
            .filter(is_nearer)
            .collect()
    }

    fn look_at_all(&self, between: &Between<'_>, place: usize) -> f64 {
        let mut slopes = Vec::new();
        between.walk(|season, left, right| {
            for &one in left {
                push(&mut slopes, season, one, right, self.is_partly_below);
            }
        });
        *slopes.select_nth_unstable_by(place, f64::total_cmp).1
    }

    /// Splitmix, from a fixed seed: the same series takes the same way.
    fn random(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.seed ^ (self.seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

fn push(slopes: &mut Vec<f64>, season: &Points, one: u32, other: u32, is_partly_below: bool) {
    let (from, to) = (one.min(other) as usize, one.max(other) as usize);
    let slope = slope(season.point(from), season.point(to), true);
    let weight = weight(season.readings[from], season.readings[to], is_partly_below);
    slopes.extend(core::iter::repeat_n(slope, weight));
}

/// The double half way between two others, counted in doubles.
fn middle(below: f64, above: f64) -> f64 {
    of_rising(i64::midpoint(rising(below), rising(above)))
}

/// The pairs of all seasons whose slopes are above one and at most another.
struct Between<'a> {
    /// Each season, its points in the order of residuals at the lower slope, and of each point the
    /// place at the upper one.
    orders: Vec<(&'a Points, Vec<u32>, Vec<u32>)>,
}

impl<'a> Between<'a> {
    fn new(seasons: &'a [Points], below: f64, above: f64) -> Self {
        let orders = seasons.iter().map(|season| {
            let lower = order_at(season, Threshold::at_most(below));
            let mut points = vec![0; lower.len()];
            for (point, &place) in (0..).zip(&lower) {
                points[place as usize] = point;
            }
            (season, points, order_at(season, Threshold::at_most(above)))
        });
        Self {
            orders: orders.collect(),
        }
    }

    fn count(&self) -> u64 {
        let of = |(_, points, upper): &(&Points, Vec<u32>, Vec<u32>)| {
            let places: Vec<u32> = points.iter().map(|&point| upper[point as usize]).collect();
            falls(&places)
        };
        self.orders.iter().map(of).sum()
    }

    /// Visits all pairs: several points, and one that makes a pair with each.
    fn walk(&self, mut visit: impl FnMut(&Points, &[u32], u32)) {
        for (season, points, upper) in &self.orders {
            let mut points = points.clone();
            let before = |one: u32, other: u32| upper[one as usize] < upper[other as usize];
            let mut pairs = |left: &[u32], right: u32| visit(season, left, right);
            merge(&mut points, &mut vec![0; upper.len()], &before, &mut pairs);
        }
    }
}

/// Of each point, its place when all are ordered by what remains when the line of the threshold is
/// taken off: a pair has changed its order just when its slope is within the threshold.
fn order_at(season: &Points, threshold: Threshold) -> Vec<u32> {
    let mut order: Vec<u32> = (0..).take(season.times.len()).collect();
    let later_first = |one: u32, other: u32| {
        let time = |point: u32| season.times[point as usize];
        let by_time = time(other).partial_cmp(&time(one));
        by_time
            .unwrap_or(core::cmp::Ordering::Equal)
            .then(one.cmp(&other))
    };
    match threshold {
        Threshold::None => {}
        Threshold::All => order.sort_unstable_by(|&one, &other| later_first(one, other)),
        Threshold::To {
            slope,
            more,
            is_inclusive,
        } => {
            let of = |point: u32| Residual::of(season.point(point as usize), slope, more);
            let rounded: Vec<(f64, f64)> = order.iter().map(|&point| of(point).rounded()).collect();
            let doubt = 2.1 * rounded.iter().map(|one| one.1).fold(0.0, f64::max);
            let near = |point: u32| rounded[point as usize].0;
            order.sort_unstable_by(|&one, &other| near(one).total_cmp(&near(other)));
            for doubtful in order.chunk_by_mut(|&one, &next| near(next) - near(one) <= doubt) {
                doubtful.sort_unstable_by(|&one, &other| {
                    of(one).cmp(&of(other)).then_with(|| {
                        if is_inclusive {
                            later_first(one, other)
                        } else {
                            one.cmp(&other)
                        }
                    })
                });
            }
        }
    }
    let mut places = vec![0; order.len()];
    for (place, &point) in (0..).zip(&order) {
        places[point as usize] = place;
    }
    places
}

/// How many pairs fall.
fn falls(places: &[u32]) -> u64 {
    let mut falls = 0;
    let mut pairs = |left: &[u32], _: u32| falls += left.len() as u64;
    let before = |one: u32, other: u32| one < other;
    merge(
        &mut places.to_vec(),
        &mut vec![0; places.len()],
        &before,
        &mut pairs,
    );
    falls
}

/// Sorts by merging, and says of each of the later half which of the earlier it overtook.
fn merge(
    items: &mut [u32],
    room: &mut [u32],
    before: &impl Fn(u32, u32) -> bool,
    overtakes: &mut impl FnMut(&[u32], u32),
) {
    if items.len() < 2 {
        return;
    }
    let middle = items.len() / 2;
    let (left, right) = items.split_at_mut(middle);
    let (left_room, right_room) = room.split_at_mut(middle);
    merge(left, left_room, before, overtakes);
    merge(right, right_room, before, overtakes);
    let (mut left, mut right) = (&left[..], &right[..]);
    for place in room.iter_mut() {
        let takes_right = match (left.first(), right.first()) {
            (Some(&one), Some(&other)) => before(other, one),
            (one, _) => one.is_none(),
        };
        let side = if takes_right { &mut right } else { &mut left };
        *place = side[0];
        *side = &side[1..];
        if takes_right {
            overtakes(left, *place);
        }
    }
    items.copy_from_slice(room);
}
