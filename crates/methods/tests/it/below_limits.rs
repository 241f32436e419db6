//! Trends of series in which some values are only known to be below a limit.

use proptest::collection::vec;
use proptest::prelude::*;
use wellkeeper_methods::MethodError;
use wellkeeper_methods::trend::{
    mann_kendall, mann_kendall_censored, seasonal_kendall, seasonal_kendall_censored, sen_slope,
    sen_slope_censored,
};

use crate::agree;
use crate::figures::{epa_example_17_6, precipitation_sulfate, rhine_at_maxau};

/// Values below the limit of their time, and the limit there.
fn cut(values: &[f64], limit: impl Fn(usize) -> f64) -> (Vec<f64>, Vec<bool>) {
    let rows = values.iter().enumerate();
    rows.map(|(row, &value)| (value.max(limit(row)), value < limit(row)))
        .unzip()
}

#[test]
fn sulfate_below_one_or_two_limits_has_the_trend_that_nada_finds() {
    // R 4.2.2, NADA's cenken (ken.R) on example 17-6 cut at the limits: tests/data/README.md. NADA
    // lowers a limit by a thousandth of the least value and stops at the first slope with an S of 0.
    // Its variance is another: with one limit ours is the usual one for ties, of which the ten below
    // 550 and two pairs of 560 and 590 make (23 · 22 · 51 − 10 · 9 · 25 − 2 · 2 · 1 · 9) / 18.
    let table = epa_example_17_6();
    let (times, values) = (table.numbers("sampling_date"), table.numbers("sulfate_ppm"));
    for (limits, n_below, s, tau, between, var_s) in [
        (
            [550.0, 550.0],
            10,
            166,
            0.656_126_482_213,
            [33.3, 33.7],
            Some(23_520.0 / 18.0),
        ),
        (
            [550.0, 600.0],
            15,
            114,
            0.450_592_885_375,
            [48.0, 49.3],
            None,
        ),
        (
            [650.0, 500.0],
            10,
            81,
            0.320_158_102_767,
            [29.40, 29.42],
            None,
        ),
    ] {
        let limit = |row: usize| limits[usize::from(times[row] >= 92.0)];
        let (values, is_below) = cut(&values, limit);
        let test = mann_kendall_censored(&values, &is_below).expect("a test");
        assert_eq!(is_below.iter().filter(|&&below| below).count(), n_below);
        assert_eq!(test.s, s, "{limits:?}");
        assert!(agree(test.tau, tau, 11));
        if let Some(var_s) = var_s {
            assert!(agree(test.var_s, var_s, 11), "{}", test.var_s);
        }
        let slope = sen_slope_censored(&times, &values, &is_below)
            .expect("a slope")
            .slope;
        assert!(
            between[0] <= slope && slope <= between[1],
            "{limits:?}: {slope}"
        );
    }
}

#[test]
fn sediment_below_a_limit_has_the_trend_that_nada_finds() {
    // As above, on the Rhine's sediment: below 18, and below 25 to 1984 and 18 after.
    let table = rhine_at_maxau();
    let (years, values) = (
        table.numbers("year"),
        table.numbers("suspended_sediment_mg_l"),
    );
    let (one, is_below) = cut(&values, |_| 18.0);
    let test = mann_kendall_censored(&one, &is_below).expect("a test");
    assert_eq!(test.s, -375);
    assert!(agree(test.tau, -0.378_787_878_788, 11));
    let slope = sen_slope_censored(&years, &one, &is_below)
        .expect("a slope")
        .slope;
    assert!((slope + 0.308).abs() < 0.001, "{slope}");
    let (two, is_below) = cut(&values, |row| if years[row] < 1985.0 { 25.0 } else { 18.0 });
    assert_eq!(
        mann_kendall_censored(&two, &is_below).expect("a test").s,
        -364
    );
    let slope = sen_slope_censored(&years, &two, &is_below)
        .expect("a slope")
        .slope;
    assert!((slope + 0.3074).abs() < 0.001, "{slope}");
}

#[test]
fn four_readings_by_hand() {
    // 1, below 2, 3, 2 at the times 0 to 3. Surely different: 1 and 3 rise, 1 and 2 rise, below 2
    // and 3 rise, below 2 and 2 rise, 3 and 2 fall; 1 and below 2 are not. S = 4 − 1.
    let (values, is_below) = ([1.0, 2.0, 3.0, 2.0], [false, true, false, false]);
    let test = mann_kendall_censored(&values, &is_below).expect("a test");
    assert_eq!((test.s, test.tau), (3, 0.5));
    // Measured pairs: (1 to 3) 1, (1 to 2) 1/3, (3 to 2) −1, each twice; from below 2: to 3 at most
    // 1, to 2 at most 0, each once; to it from 1 at most 1, once. Falling S: 5 below all, after −1
    // 3, after 0 2, after 1/3 0 until 1.
    let slope = sen_slope_censored(&[0.0, 1.0, 2.0, 3.0], &values, &is_below).expect("a slope");
    assert!(agree(slope.slope, f64::midpoint(1.0 / 3.0, 1.0), 15));
    assert_eq!(slope.pairs, 6);
}

#[test]
fn a_median_below_a_limit_leaves_no_intercept() {
    let years = [0.0, 1.0, 2.0, 3.0, 4.0];
    let values = [5.0, 5.0, 5.0, 6.0, 7.0];
    let of = |is_below: [bool; 5]| sen_slope_censored(&years, &values, &is_below).expect("a slope");
    assert_eq!(of([true, true, true, false, false]).intercept, None);
    // Two of five below 5, then 5, 6, 7: the median is 5, at time 2.
    let slope = of([true, true, false, false, false]);
    assert_eq!(slope.intercept, Some(5.0 - slope.slope * 2.0));
}

#[test]
fn a_series_all_below_its_limits_has_no_trend_and_no_slope() {
    let (years, limits) = ([1.0, 2.0, 3.0, 4.0], [0.5, 0.1, 0.2, 0.1]);
    let test = mann_kendall_censored(&limits, &[true; 4]).expect("a test");
    assert_eq!((test.s, test.var_s, test.z, test.p), (0, 0.0, 0.0, 1.0));
    let refused = MethodError::TooManyBelow { found: 4, of: 4 };
    assert_eq!(
        sen_slope_censored(&years, &limits, &[true; 4]),
        Err(refused.clone())
    );
    assert!(
        refused
            .to_string()
            .starts_with("4 of 4 values are below their limit")
    );
    let test = seasonal_kendall_censored(&[1; 4], &[1, 2, 3, 4], &limits, &[true; 4]);
    let test = test.expect("a test");
    assert_eq!(
        (test.s, test.p, test.slope, test.slope_lower),
        (0, 1.0, None, None)
    );
}

#[test]
fn one_value_before_all_others_are_below_bounds_no_slope() {
    let refused = sen_slope_censored(&[1.0, 2.0, 3.0], &[9.0, 1.0, 1.0], &[false, true, true]);
    assert_eq!(refused, Err(MethodError::TooManyBelow { found: 2, of: 3 }));
}

#[test]
fn flags_of_another_length_are_refused() {
    let refused = mann_kendall_censored(&[1.0, 2.0], &[true]).expect_err("one flag");
    let message = "`is_below` has 1 values; expected 2, one for each value of `values`";
    assert_eq!(refused.to_string(), message);
}

#[test]
fn with_nothing_below_a_limit_the_tests_are_the_plain_ones() {
    let table = precipitation_sulfate();
    let (month, year) = (table.whole_numbers("month"), table.whole_numbers("year"));
    let values = table.numbers("so4");
    let none = vec![false; values.len()];
    assert_eq!(mann_kendall_censored(&values, &none), mann_kendall(&values));
    let censored = seasonal_kendall_censored(&month, &year, &values, &none);
    assert_eq!(censored, seasonal_kendall(&month, &year, &values));
    let times: Vec<f64> = (0..values.len()).map(|row| row as f64).collect();
    let censored = sen_slope_censored(&times, &values, &none);
    assert_eq!(censored, sen_slope(&times, &values));
}

/// Readings to one decimal, some below their limit.
fn readings(most: usize) -> impl Strategy<Value = (Vec<f64>, Vec<bool>)> {
    let reading = (
        (0..30_i32).prop_map(|tenths| f64::from(tenths) / 10.0),
        any::<bool>(),
    );
    vec(reading, 2..most).prop_map(|rows| rows.into_iter().unzip())
}

/// 1 for a pair that surely rises, −1 for one that surely falls.
fn direction(earlier: (f64, bool), later: (f64, bool)) -> i64 {
    match (earlier, later) {
        ((a, false), (b, false)) => i64::from(b > a) - i64::from(b < a),
        ((limit, true), (b, false)) => i64::from(b >= limit),
        ((a, false), (limit, true)) => -i64::from(a >= limit),
        _ => 0,
    }
}

fn every_pair(rows: &[(f64, bool)]) -> i64 {
    let later = |at: usize| {
        rows[at + 1..]
            .iter()
            .map(move |&later| direction(rows[at], later))
    };
    (0..rows.len()).flat_map(later).sum()
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn s_agrees_with_comparing_every_pair((values, is_below) in readings(40)) {
        let rows: Vec<_> = values.iter().copied().zip(is_below.iter().copied()).collect();
        let test = mann_kendall_censored(&values, &is_below).expect("a test");
        prop_assert_eq!(test.s, every_pair(&rows));
    }

    #[test]
    fn the_variance_is_that_of_s_over_all_orders((values, is_below) in readings(7)) {
        let mut rows: Vec<_> = values.iter().copied().zip(is_below.iter().copied()).collect();
        let (mut squares, mut orders) = (0_i64, 0_i64);
        permute(&mut rows, 0, &mut |rows| {
            squares += every_pair(rows).pow(2);
            orders += 1;
        });
        let test = mann_kendall_censored(&values, &is_below).expect("a test");
        let over_all = squares as f64 / orders as f64;
        prop_assert!((test.var_s - over_all).abs() < 1e-9 * over_all.max(1.0), "{} against {over_all}", test.var_s);
    }

    #[test]
    fn taking_the_slope_off_leaves_an_s_that_turns((values, is_below) in readings(40)) {
        let times: Vec<f64> = (0..values.len()).map(|row| row as f64).collect();
        let Ok(found) = sen_slope_censored(&times, &values, &is_below) else {
            return Ok(());
        };
        let s_without = |slope: f64| {
            let rest = |row: usize| (values[row] - slope * times[row], is_below[row]);
            let rows: Vec<_> = (0..values.len()).map(rest).collect();
            every_pair(&rows)
        };
        prop_assert!(s_without(found.slope - 1e-6) >= 0);
        prop_assert!(s_without(found.slope + 1e-6) <= 0);
    }

    #[test]
    fn another_origin_scale_or_direction_of_time_changes_a_slope_as_it_should((values, is_below) in readings(40)) {
        let times: Vec<f64> = (0..values.len()).map(|row| row as f64).collect();
        let slope = |times: &[f64], values: &[f64], is_below: &[bool]| {
            sen_slope_censored(times, values, is_below).map(|found| found.slope)
        };
        let found = slope(&times, &values, &is_below);
        let moved: Vec<f64> = values.iter().map(|value| 4.0 * value + 2.0).collect();
        let moved = slope(&times, &moved, &is_below);
        let backwards: Vec<f64> = times.iter().map(|time| -time).collect();
        let backwards = slope(&backwards, &values, &is_below);
        match (found, moved, backwards) {
            (Ok(found), Ok(moved), Ok(backwards)) => {
                prop_assert!((moved - 4.0 * found).abs() < 1e-12);
                prop_assert_eq!(backwards, -found);
            }
            (Err(found), moved, backwards) => {
                prop_assert_eq!(moved, Err(found.clone()));
                prop_assert_eq!(backwards, Err(found));
            }
            (found, moved, backwards) => prop_assert!(false, "{found:?}, {moved:?}, {backwards:?}"),
        }
    }

    #[test]
    fn covariances_of_seasons_are_those_of_comparing_every_pair_of_years(
        rows in vec(((0..40_i32, any::<bool>()), (0..40_i32, any::<bool>())), 2..150),
        is_partly_below in any::<bool>(),
    ) {
        let reading = |(value, is_below): (i32, bool)| (f64::from(value), is_below && is_partly_below);
        let rows: Vec<_> = rows.iter().map(|&(one, other)| (reading(one), reading(other))).collect();
        let (mut together, mut standings) = (0, 0);
        for (at, year) in rows.iter().enumerate() {
            let (mut one, mut other) = (0, 0);
            for (from, earlier) in rows.iter().enumerate() {
                let moved = (direction(earlier.0, year.0), direction(earlier.1, year.1));
                (one, other) = (one + moved.0, other + moved.1);
                together += if from < at { moved.0 * moved.1 } else { 0 };
            }
            standings += one * other;
        }
        let (mut season, mut years, mut values, mut is_below) = (vec![], vec![], vec![], vec![]);
        for (year, &(one, other)) in (1900..).zip(&rows) {
            for (number, reading) in [(1, one), (2, other)] {
                season.push(number);
                years.push(year);
                values.push(reading.0);
                is_below.push(reading.1);
            }
        }
        let test = seasonal_kendall_censored(&season, &years, &values, &is_below).expect("a test");
        let covariance = 2.0 * (together + standings) as f64 / 3.0;
        prop_assert!((test.var_s_corrected - test.var_s - covariance).abs() < 1e-6);
    }

    #[test]
    fn any_finite_readings_give_numbers_within_their_bounds(
        rows in vec((crate::any_finite(), any::<bool>()), 2..40),
    ) {
        let (values, is_below): (Vec<f64>, Vec<bool>) = rows.into_iter().unzip();
        let test = mann_kendall_censored(&values, &is_below).expect("a test");
        prop_assert!((0.0..=1.0).contains(&test.p) && (-1.0..=1.0).contains(&test.tau));
        let season: Vec<i32> = (0..).take(values.len()).map(|row: i32| row % 2).collect();
        let year: Vec<i32> = (0..).take(values.len()).map(|row: i32| row / 2).collect();
        match seasonal_kendall_censored(&season, &year, &values, &is_below) {
            Err(refused) => {
                let is_too_few = matches!(refused, MethodError::TooFew { .. });
                prop_assert!(is_too_few);
            }
            Ok(test) => {
                prop_assert!(test.slope.is_none_or(f64::is_finite));
                prop_assert!(test.slope_lower.is_none_or(|lower| Some(lower) <= test.slope));
                prop_assert!(test.slope_upper.is_none_or(|upper| Some(upper) >= test.slope));
            }
        }
    }
}

fn permute(rows: &mut [(f64, bool)], from: usize, visit: &mut impl FnMut(&[(f64, bool)])) {
    if from == rows.len() {
        return visit(rows);
    }
    for at in from..rows.len() {
        rows.swap(from, at);
        permute(rows, from + 1, visit);
        rows.swap(from, at);
    }
}
