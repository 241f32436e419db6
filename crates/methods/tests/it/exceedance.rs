//! Times over a limit.

use proptest::prelude::*;
use wellkeeper_methods::exceedance::times_over_limit;

#[test]
fn three_times_the_limit_exceeds_it_twice() {
    assert_eq!(times_over_limit(6.0, 2.0), 2.0);
}

#[test]
fn a_value_on_or_below_the_limit_exceeds_it_zero_times() {
    assert_eq!(times_over_limit(0.2, 0.2), 0.0);
    assert_eq!(times_over_limit(0.0, 0.2), 0.0);
    assert_eq!(times_over_limit(-1.0, 0.2), 0.0);
    assert_eq!(times_over_limit(0.0, 0.0), 0.0);
}

#[test]
fn what_has_no_multiple_gives_nan_and_not_zero() {
    for (value, limit) in [(f64::NAN, 1.0), (1.0, f64::NAN), (1.0, 0.0), (1.0, -1.0)] {
        assert!(
            times_over_limit(value, limit).is_nan(),
            "{value} over {limit}"
        );
    }
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn times_over_is_never_negative_and_says_whether_the_limit_is_exceeded(
        value in crate::any_finite(),
        limit in 1e-6..1e6_f64,
    ) {
        let times = times_over_limit(value, limit);
        prop_assert!(times >= 0.0);
        prop_assert_eq!(times > 0.0, value > limit);
    }
}
