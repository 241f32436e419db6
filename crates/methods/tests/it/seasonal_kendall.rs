//! The seasonal Kendall test, against printed answers, another program's, and its own parts.

use proptest::collection::vec;
use proptest::prelude::*;
use wellkeeper_methods::MethodError;
use wellkeeper_methods::limits::MAX_SEASONS;
use wellkeeper_methods::trend::{mann_kendall, seasonal_kendall};

use crate::agree;
use crate::figures::{epa_example_14_8, precipitation_sulfate, sf_bay_station_27};

#[test]
fn epa_example_14_10_has_the_printed_trend_slope_and_limits() {
    // EnvStats 3.1.0, manual page of kendallSeasonalTrendTest; s and var_s by pyMannKendall.
    let table = epa_example_14_8();
    let test = seasonal_kendall(
        &table.whole_numbers("month"),
        &table.whole_numbers("year"),
        &table.numbers("concentration"),
    )
    .expect("a test");
    assert_eq!((test.n, test.seasons, test.s), (36, 12, 35));
    assert!((test.var_s - 43.0).abs() < 1e-9);
    assert!(agree(test.tau, 0.972_222_2, 7));
    assert!(agree(test.z, 5.184_951_4, 8));
    assert!(agree(test.p, 2.160_712e-7, 7));
    assert!(agree(test.slope.expect("a slope"), 0.06, 7));
    assert!(agree(test.slope_lower.expect("a limit"), 0.057_869_14, 7));
    assert!(agree(test.slope_upper.expect("a limit"), 0.072_130_86, 7));
}

#[test]
fn sulfate_in_precipitation_has_the_trend_that_rkt_finds() {
    // rkt 1.7, rkt(Year, SO4, Month, correct = TRUE): five months missing, ties among the rest.
    let table = precipitation_sulfate();
    let test = seasonal_kendall(
        &table.whole_numbers("month"),
        &table.whole_numbers("year"),
        &table.numbers("so4"),
    )
    .expect("a test");
    assert_eq!((test.n, test.seasons, test.s), (151, 12, -348));
    assert!(agree(test.tau, -0.396_355_353_1, 10));
    assert!(agree(test.slope.expect("a slope"), -0.092_666_666_67, 10));
    assert!(agree(test.var_s, 2_958.666_667, 10));
    assert!(agree(test.p, 1.777_555_88e-10, 6)); // rkt subtracts from 1 and loses digits
    assert!(agree(test.var_s_corrected, 14_495.333_33, 10));
    assert!(agree(
        test.p_corrected.expect("variance"),
        0.003_949_817_115,
        10
    ));
}

#[test]
fn chlorophyll_of_san_francisco_bay_rises_as_pymannkendall_finds() {
    // pyMannKendall 1.4.3, seasonal_test of 380 months with 51 missing (tests/data/README.md).
    let table = sf_bay_station_27();
    let test = seasonal_kendall(
        &table.whole_numbers("month"),
        &table.whole_numbers("year"),
        &table.numbers("chlorophyll_ug_l"),
    )
    .expect("a test");
    assert_eq!(
        (test.n, test.seasons, test.years, test.s),
        (329, 12, 32, 1_812)
    );
    assert!(agree(test.var_s, 29_818.666_666_666_66, 12));
    assert!(agree(test.z, 10.487_557_144_350_566, 12));
    assert!(agree(
        test.slope.expect("a slope"),
        0.108_333_333_333_331_7,
        12
    ));
}

#[test]
fn one_season_alone_is_the_plain_test() {
    let values = [1.0, 3.0, 2.0, 5.0, 5.0, 7.0];
    let years = [2001, 2002, 2003, 2004, 2005, 2006];
    let seasonal = seasonal_kendall(&[4; 6], &years, &values).expect("a test");
    let plain = mann_kendall(&values).expect("a test");
    assert_eq!((seasonal.s, seasonal.var_s), (plain.s, plain.var_s));
    assert_eq!(
        (seasonal.z, seasonal.p, seasonal.tau),
        (plain.z, plain.p, plain.tau)
    );
    assert_eq!(seasonal.var_s_corrected, plain.var_s);
}

#[test]
fn two_seasons_that_move_as_one_have_twice_the_variance_of_independent_ones() {
    let mut rows: Vec<(i32, i32, f64)> = Vec::new();
    for (year, value) in (2001..).zip([3.0, 1.0, 4.0, 1.5, 9.0, 2.6, 5.0, 3.5, 8.0, 9.7]) {
        rows.extend([(1, year, value), (2, year, value)]);
    }
    let test = judge(&rows).expect("a test");
    assert!((test.var_s_corrected - 2.0 * test.var_s).abs() < 1e-9);
}

#[test]
fn a_season_of_one_year_adds_nothing_and_is_no_error() {
    let rows = [
        (1, 2001, 1.0),
        (1, 2002, 2.0),
        (1, 2003, 3.0),
        (2, 2002, 99.0),
    ];
    let (with, without) = (
        judge(&rows).expect("a test"),
        judge(&rows[..3]).expect("a test"),
    );
    assert_eq!(
        (with.s, with.var_s, with.slope),
        (without.s, without.var_s, without.slope)
    );
    assert_eq!(
        (with.var_s_corrected, with.seasons),
        (without.var_s_corrected, 2)
    );
}

#[test]
fn seasons_that_cancel_each_other_may_leave_no_corrected_variance() {
    let rows: Vec<_> = (1..=5)
        .flat_map(|year| [(1, year, f64::from(year)), (2, year, -f64::from(year))])
        .collect();
    let test = judge(&rows).expect("a test");
    assert_eq!((test.s, test.p), (0, 1.0));
    assert_eq!((test.var_s_corrected, test.p_corrected), (0.0, None));
}

#[test]
fn a_constant_series_has_no_trend_and_no_slope() {
    let rows: Vec<_> = (0..24).map(|row| (row % 4, row / 4, 0.5)).collect();
    let test = judge(&rows).expect("a test");
    assert_eq!(
        (test.s, test.var_s, test.z, test.p, test.slope),
        (0, 0.0, 0.0, 1.0, Some(0.0))
    );
}

#[test]
fn a_season_twice_in_a_year_is_refused_by_name() {
    let refused = judge(&[(5, 2020, 1.0), (5, 2021, 2.0), (5, 2020, 3.0)]).expect_err("twice");
    assert_eq!(
        refused,
        MethodError::SeasonTwice {
            season: 5,
            year: 2020
        }
    );
}

#[test]
fn what_has_no_two_years_of_a_season_is_too_few() {
    assert!(matches!(
        judge(&[]),
        Err(MethodError::TooFew {
            found: 0,
            needed: 2,
            ..
        })
    ));
    let apart = [(1, 2020, 1.0), (2, 2021, 2.0)];
    assert!(matches!(
        judge(&apart),
        Err(MethodError::TooFew {
            found: 1,
            needed: 2,
            ..
        })
    ));
}

#[test]
fn columns_that_do_not_fit_and_nan_are_refused() {
    assert!(matches!(
        seasonal_kendall(&[1], &[2020, 2021], &[1.0, 2.0]),
        Err(MethodError::UnequalLengths {
            item: "`season`",
            ..
        })
    ));
    assert!(matches!(
        seasonal_kendall(&[1, 1], &[2020], &[1.0, 2.0]),
        Err(MethodError::UnequalLengths { item: "`year`", .. })
    ));
    let unknown = [(1, 2020, 1.0), (1, 2021, f64::NAN)];
    assert!(matches!(
        judge(&unknown),
        Err(MethodError::NotFinite { position: 2, .. })
    ));
}

#[test]
fn the_days_of_a_leap_year_are_taken_and_one_season_more_is_refused() {
    let rows: Vec<_> = (0..734)
        .map(|row| (row / 2, row % 2, f64::from(row % 2)))
        .collect();
    assert_eq!(judge(&rows[..732]).expect("a test").s, 366);
    let refused = MethodError::TooMany {
        item: "seasons",
        found: 367,
        limit: MAX_SEASONS,
    };
    assert_eq!(judge(&rows), Err(refused));
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn sums_over_seasons_are_those_of_the_plain_tests(
        values in vec(vec((0..9_i32).prop_map(f64::from), 2..12), 1..6),
    ) {
        let test = judge(&rows_of(&values)).expect("a test");
        let plain: Vec<_> = values.iter().map(|season| mann_kendall(season).expect("a test")).collect();
        prop_assert_eq!(test.s, plain.iter().map(|one| one.s).sum::<i64>());
        let var_s: f64 = plain.iter().map(|one| one.var_s).sum();
        prop_assert!((test.var_s - var_s).abs() < 1e-9);
    }

    #[test]
    fn the_order_of_rows_and_the_names_of_seasons_do_not_matter(
        values in vec(vec((0..9_i32).prop_map(f64::from), 2..8), 1..5),
    ) {
        let rows = rows_of(&values);
        let renamed: Vec<_> = rows.iter().rev().map(|&(season, year, value)| (7 - 3 * season, year, value)).collect();
        let (one, other) = (judge(&rows).expect("a test"), judge(&renamed).expect("a test"));
        prop_assert_eq!((one.s, one.slope, one.p), (other.s, other.slope, other.p));
        prop_assert_eq!(one.var_s_corrected, other.var_s_corrected);
    }

    #[test]
    fn any_finite_values_give_numbers_within_their_bounds(
        values in vec(vec(crate::any_finite(), 2..12), 1..6),
    ) {
        let test = judge(&rows_of(&values)).expect("a test");
        prop_assert!((0.0..=1.0).contains(&test.p) && (-1.0..=1.0).contains(&test.tau));
        prop_assert!(test.slope.is_some_and(f64::is_finite) && test.var_s_corrected.is_finite());
        prop_assert!(test.p_corrected.is_none_or(|p| (0.0..=1.0).contains(&p)));
    }
}

type Judged = Result<wellkeeper_methods::trend::SeasonalKendall, MethodError>;

/// The test of rows of season, year and value.
fn judge(rows: &[(i32, i32, f64)]) -> Judged {
    let season: Vec<i32> = rows.iter().map(|row| row.0).collect();
    let year: Vec<i32> = rows.iter().map(|row| row.1).collect();
    let values: Vec<f64> = rows.iter().map(|row| row.2).collect();
    seasonal_kendall(&season, &year, &values)
}

/// Seasons 0, 1, … with values from year 2000 on.
fn rows_of(seasons: &[Vec<f64>]) -> Vec<(i32, i32, f64)> {
    let number = |(season, values): (i32, &Vec<f64>)| -> Vec<(i32, i32, f64)> {
        let row = |(year, value): (i32, &f64)| (season, year, *value);
        (2000..).zip(values).map(row).collect()
    };
    (0..).zip(seasons).flat_map(number).collect()
}
