//! Sen's slope and its confidence limits.

use proptest::collection::vec;
use proptest::prelude::*;
use wellkeeper_methods::MethodError;
use wellkeeper_methods::trend::sen_slope;

use crate::agree;
use crate::figures::epa_example_17_6;

#[test]
fn sulfate_of_epa_example_17_6_has_the_printed_slope_and_limits() {
    // EnvStats 3.1.0, manual page of kendallTrendTest, with its intercept and 95 % limits.
    let table = epa_example_17_6();
    let trend = sen_slope(
        &table.numbers("sampling_date"),
        &table.numbers("sulfate_ppm"),
    );
    let trend = trend.expect("a slope");
    assert_eq!((trend.n, trend.pairs), (23, 253));
    assert!(agree(trend.slope, 26.666_666_7, 9));
    assert!(agree(
        trend.intercept.expect("a median"),
        -1_909.333_333_3,
        11
    ));
    assert!(agree(trend.lower.expect("a limit"), 20.0, 7));
    assert!(agree(trend.upper.expect("a limit"), 35.711_82, 7));
}

#[test]
fn uneven_sampling_changes_the_slope_where_it_changes_no_rank() {
    // pyMannKendall takes the row number for the time.
    let values = epa_example_17_6().numbers("sulfate_ppm");
    let rows: Vec<f64> = (0..23).map(f64::from).collect();
    let trend = sen_slope(&rows, &values).expect("a slope");
    assert!(agree(trend.slope, 9.444_444_444_444_445, 12));
    assert!(agree(
        trend.intercept.expect("a median"),
        456.111_111_111_111_1,
        12
    ));
}

#[test]
fn pairs_at_the_same_time_have_no_slope() {
    let trend = sen_slope(&[1.0, 1.0, 2.0], &[5.0, 7.0, 8.0]).expect("a slope");
    assert_eq!((trend.pairs, trend.slope), (2, 2.0));
    assert_eq!(
        sen_slope(&[4.0; 3], &[1.0, 2.0, 3.0]),
        Err(MethodError::OneTime { found: 3 })
    );
}

#[test]
fn a_short_series_has_a_slope_without_limits() {
    let trend = sen_slope(&[0.0, 1.0, 2.0], &[1.0, 2.0, 4.0]).expect("a slope");
    assert_eq!(trend.slope, 1.5);
    assert_eq!((trend.lower, trend.upper), (None, None));
}

#[test]
fn a_constant_series_is_flat_between_flat_limits() {
    let times: Vec<f64> = (0..12).map(f64::from).collect();
    let trend = sen_slope(&times, &[0.3; 12]).expect("a slope");
    assert_eq!((trend.slope, trend.intercept), (0.0, Some(0.3)));
    assert_eq!((trend.lower, trend.upper), (Some(0.0), Some(0.0)));
}

#[test]
fn what_cannot_have_a_slope_is_refused() {
    assert!(matches!(
        sen_slope(&[], &[]),
        Err(MethodError::TooFew { found: 0, .. })
    ));
    assert!(matches!(
        sen_slope(&[1.0], &[1.0]),
        Err(MethodError::TooFew { found: 1, .. })
    ));
    assert!(matches!(
        sen_slope(&[1.0], &[1.0, 2.0]),
        Err(MethodError::UnequalLengths {
            item: "`times`",
            found: 1,
            expected: 2
        })
    ));
    assert!(matches!(
        sen_slope(&[1.0, f64::NAN], &[1.0, 2.0]),
        Err(MethodError::NotFinite {
            item: "`times`",
            position: 2,
            ..
        })
    ));
    assert!(matches!(
        sen_slope(&[1.0, 2.0], &[f64::INFINITY, 2.0]),
        Err(MethodError::NotFinite {
            item: "`values`",
            position: 1,
            ..
        })
    ));
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn a_straight_line_has_its_own_slope_everywhere(
        slope in -100..100_i32,
        start in -100..100_i32,
        count in 2..40_i32,
    ) {
        let times: Vec<f64> = (0..count).map(f64::from).collect();
        let values: Vec<f64> = (0..count).map(|time| f64::from(start + slope * time)).collect();
        let trend = sen_slope(&times, &values).expect("a slope");
        prop_assert_eq!(trend.slope, f64::from(slope));
        prop_assert_eq!(trend.intercept, Some(f64::from(start)));
    }

    #[test]
    fn limits_lie_around_the_slope_whatever_the_numbers(
        rows in vec((crate::any_finite(), crate::any_finite()), 2..40),
    ) {
        let (times, values): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
        match sen_slope(&times, &values) {
            Err(refused) => {
                prop_assert_eq!(refused, MethodError::OneTime { found: times.len() });
            }
            Ok(trend) => {
                prop_assert!(trend.slope.is_finite());
                prop_assert!(trend.lower.is_none_or(|lower| lower <= trend.slope));
                prop_assert!(trend.upper.is_none_or(|upper| upper >= trend.slope));
            }
        }
    }

    #[test]
    fn the_order_of_the_rows_does_not_change_a_slope(
        rows in vec((0..50_i32, -50..50_i32), 3..30),
    ) {
        let split = |rows: &[(i32, i32)]| -> (Vec<f64>, Vec<f64>) {
            rows.iter().map(|&(time, value)| (f64::from(time), f64::from(value))).unzip()
        };
        let (times, values) = split(&rows);
        let forwards = sen_slope(&times, &values);
        let (times, values) = split(&rows.into_iter().rev().collect::<Vec<_>>());
        prop_assert_eq!(sen_slope(&times, &values), forwards);
    }
}
