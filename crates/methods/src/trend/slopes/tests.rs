//! Selecting slopes, by lines that are taken off and by quotients, against making all of them.

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::reading::Reading;
use super::exact::{Threshold, slope};
use super::select::Selection;
use super::{Points, Slopes, quotients};

fn points(rows: &[(f64, f64, bool)]) -> Points {
    let times: Vec<f64> = rows.iter().map(|row| row.0).collect();
    let readings: Vec<Reading> = rows
        .iter()
        .map(|&(_, value, is_below)| Reading { value, is_below })
        .collect();
    Points::new(&times, &readings)
}

/// The same places by lines, by quotients (or what is done instead) and by making all slopes.
fn all_ways(seasons: &[Points], parts: &[f64]) -> [Vec<f64>; 3] {
    let slopes = Slopes::of(seasons);
    let last = slopes.len().saturating_sub(1) as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a part of the number of slopes"
    )]
    let mut places: Vec<usize> = parts.iter().map(|part| (part * last) as usize).collect();
    places.sort_unstable();
    places.dedup();
    let mut selection = Selection::new(seasons, slopes.is_partly_below, slopes.len());
    [
        places.iter().map(|&place| selection.at(place)).collect(),
        slopes.at(&places).expect("ordinary numbers"),
        slopes.at_by_sorting(&places),
    ]
}

fn assert_one_answer(seasons: &[Points], parts: &[f64]) {
    let [by_lines, by_quotients, sorted] = all_ways(seasons, parts);
    assert_eq!(by_lines, sorted);
    assert_eq!(by_quotients, sorted);
}

const PARTS: [f64; 7] = [0.0, 0.1, 0.475, 0.5, 0.525, 0.9, 1.0];

#[test]
fn a_long_series_with_many_ties_is_selected_to_the_last_digit() {
    // 600 values to two decimals over twelfths of years, and the same with its lower half below
    // two limits: 180 000 pairs, far more than are looked at one by one.
    let mut state = 7_u32;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 16)
    };
    let rows: Vec<(f64, f64, bool)> = (0..600)
        .map(|month| {
            let value = (random() / 656.0 + f64::from(month) / 20.0).round() / 100.0;
            (2000.0 + f64::from(month) / 12.0, value, false)
        })
        .collect();
    assert_one_answer(&[points(&rows)], &PARTS);
    let below = |&(time, value, _): &(f64, f64, bool)| {
        let limit = if time < 2025.0 { 0.6 } else { 0.4 };
        (time, value.max(limit), value < limit)
    };
    let rows: Vec<_> = rows.iter().map(below).collect();
    assert_one_answer(&[points(&rows)], &PARTS);
}

#[test]
fn values_on_one_line_are_selected_although_every_pair_has_the_same_slope() {
    let rows: Vec<_> = (0..600)
        .map(|year| (f64::from(year), 0.01 * f64::from(year), false))
        .collect();
    assert_one_answer(&[points(&rows)], &PARTS);
    let found = quotients::at(&[points(&rows)], false, 600 * 599 / 2, &[0, 90_000]);
    assert_eq!(found, None);
}

#[test]
fn a_constant_series_is_flat_at_every_place() {
    let rows: Vec<_> = (0..600).map(|day| (f64::from(day), 0.3, false)).collect();
    for selected in all_ways(&[points(&rows)], &PARTS) {
        assert_eq!(selected, [0.0; 7]);
    }
}

#[test]
fn a_series_has_the_same_slopes_just_before_and_just_after_there_are_too_many_pairs_for_quotients()
{
    // 1448 points have 1 047 628 pairs, 1449 have 1 049 076; the most is 1 048 576.
    let value = |day: i32| f64::from(day * 7_919 % 1_009 + day / 3) / 100.0;
    let rows: Vec<_> = (0..1_449)
        .map(|day| (2000.0 + f64::from(day) / 365.0, value(day), false))
        .collect();
    for count in [1_448, 1_449] {
        let seasons = [points(&rows[..count])];
        let slopes = Slopes::of(&seasons);
        assert_eq!(slopes.len() <= quotients::MOST, count == 1_448);
        let places = [0, 510_000, 523_000, 523_001, 540_000, slopes.len() - 1];
        let found = slopes.at(&places).expect("ordinary numbers");
        assert_eq!(found, slopes.at_by_sorting(&places), "{count}");
    }
}

#[test]
fn a_sample_that_misleads_does_not_change_a_slope() {
    // 2000 seasons of one pair each, of which each third is drawn: those are the steep ones.
    let seasons: Vec<Points> = (0..2_000)
        .map(|season| {
            let slope = if season % 3 == 0 { 9_000 } else { 0 } + season;
            points(&[(0.0, 0.0, false), (1.0, f64::from(slope), false)])
        })
        .collect();
    for part in PARTS {
        assert_one_answer(&seasons, &[part]);
    }
}

fn ordinary() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-2_000..2_000_i32).prop_map(|hundredths| f64::from(hundredths) / 100.0),
        -1e6..1e6_f64,
        -1e-9..1e-9_f64,
        Just(0.0),
        Just(-0.0),
        Just(1e60),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn selected_slopes_are_those_of_sorting_all_pairs(
        seasons in vec(vec((ordinary(), ordinary(), any::<bool>()), 2..70), 1..4),
        is_partly_below in any::<bool>(),
        parts in prop_oneof![Just(PARTS.to_vec()), vec(0.0..=1.0_f64, 1..4)],
    ) {
        let seasons: Vec<Points> = seasons
            .iter()
            .map(|rows| {
                let rows: Vec<_> = rows.iter().map(|row| (row.0, row.1, row.2 && is_partly_below)).collect();
                points(&rows)
            })
            .collect();
        if Slopes::of(&seasons).len() > 0 {
            let [by_lines, by_quotients, sorted] = all_ways(&seasons, &parts);
            prop_assert_eq!(by_lines, &sorted[..]);
            prop_assert_eq!(by_quotients, sorted);
        }
    }

    #[test]
    fn a_slope_is_at_most_itself_and_not_at_most_the_double_before(
        from in (ordinary(), ordinary()),
        to in (ordinary(), ordinary()),
    ) {
        prop_assume!(from.0 < to.0);
        let found = slope(from, to, true);
        let is_at_most = |slope: f64| Threshold::at_most(slope).holds(from, to);
        prop_assert!(is_at_most(found));
        prop_assert!(!is_at_most(found.next_down()));
    }

    #[test]
    fn whole_numbers_have_the_slope_of_their_fraction(
        from in (-1_000_000..1_000_000_i64, -1_000_000_000..1_000_000_000_i64),
        run in 1..1_000_000_i64,
        rise in -1_000_000_000..1_000_000_000_i64,
    ) {
        let point = |(time, value): (i64, i64)| (time as f64, value as f64);
        let to = (from.0 + run, from.1 + rise);
        prop_assert_eq!(slope(point(from), point(to), true), rise as f64 / run as f64);
    }
}
