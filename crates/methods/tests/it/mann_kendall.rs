//! The Mann–Kendall test, against printed answers and against counting every pair.

use proptest::collection::vec;
use proptest::prelude::*;
use wellkeeper_methods::MethodError;
use wellkeeper_methods::trend::mann_kendall;

use crate::agree;
use crate::figures::{epa_example_17_6, rhine_at_maxau};

#[test]
fn sulfate_of_epa_example_17_6_has_the_printed_trend() {
    // EnvStats 3.1.0, manual page of kendallTrendTest; s and var_s by pyMannKendall.
    let test = mann_kendall(&epa_example_17_6().numbers("sulfate_ppm")).expect("a test");
    assert_eq!((test.n, test.s, test.var_s), (23, 194, 1428.0));
    assert!(agree(test.tau, 0.766_798_4, 7));
    assert!(agree(test.z, 5.107_322, 7));
    assert!(agree(test.p, 3.267_574e-7, 7));
}

#[test]
fn the_rhine_at_maxau_carries_less_sediment_but_not_less_water() {
    // trend 1.1.6, mk.test.
    let table = rhine_at_maxau();
    let water = mann_kendall(&table.numbers("discharge_m3_s")).expect("a test");
    assert_eq!((water.n, water.s, water.var_s), (45, -144, 10450.0));
    assert!(agree(water.z, -1.398_871_7, 8));
    assert!(agree(water.p, 0.161_851_5, 7));
    assert!(agree(water.tau, -0.145_454_545_5, 10));
    let sediment = mann_kendall(&table.numbers("suspended_sediment_mg_l")).expect("a test");
    assert_eq!(sediment.s, -394);
    assert!(agree(sediment.z, -3.844_451_7, 8));
    assert!(agree(sediment.p, 0.000_120_822_3, 7));
    assert!(agree(sediment.tau, -0.397_979_798, 9));
}

#[test]
fn p_is_right_to_twelve_digits_far_into_the_tail() {
    // Rising series of n: s = n (n - 1) / 2; p by the C library's erfc.
    for (n, p) in [
        (3, 0.296_269_871_484_286_4),
        (5, 0.027_486_336_111_510_353),
        (8, 0.000_836_627_131_119_304_7),
        (12, 8.303_107_353_564_735e-6),
        (20, 8.679_762_763_377_87e-10),
        (40, 1.124_771_839_571_795_4e-19),
    ] {
        let rising: Vec<f64> = (0..n).map(f64::from).collect();
        let found = mann_kendall(&rising).expect("a test").p;
        assert!(agree(found, p, 12), "n {n}: {found:e} against {p:e}");
    }
}

#[test]
fn a_constant_series_has_no_trend_and_p_one() {
    let test = mann_kendall(&[3.5; 20]).expect("a test");
    assert_eq!(
        (test.s, test.var_s, test.z, test.p, test.tau),
        (0, 0.0, 0.0, 1.0, 0.0)
    );
}

#[test]
fn negative_zero_ties_with_zero() {
    assert_eq!(mann_kendall(&[-0.0, 0.0, -0.0]).expect("a test").var_s, 0.0);
}

#[test]
fn an_empty_series_and_a_single_value_are_too_few() {
    for values in [&[][..], &[1.0]] {
        let refused = mann_kendall(values).expect_err("too few");
        assert!(
            matches!(refused, MethodError::TooFew { needed: 2, found, .. } if found == values.len())
        );
    }
}

#[test]
fn nan_in_a_series_is_refused_with_its_place() {
    let refused = mann_kendall(&[1.0, 2.0, f64::NAN]).expect_err("no number");
    assert_eq!(
        refused.to_string(),
        "value 3 of `values` is NaN; expected a finite number: leave it out"
    );
}

#[test]
fn a_million_values_are_counted_without_pairing_them() {
    let saw: Vec<f64> = (0..1_000_000).map(|step| f64::from(step % 1000)).collect();
    let test = mann_kendall(&saw).expect("a test");
    // Within a tooth 499 500 pairs rise; between two teeth as many rise as fall.
    assert_eq!(test.s, 1_000 * 499_500);
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn s_and_its_variance_agree_with_counting_every_pair(
        values in vec((0..9_i32).prop_map(f64::from), 2..40),
    ) {
        let test = mann_kendall(&values).expect("a test");
        prop_assert_eq!(test.s, every_pair(&values));
        let tied = |value: &f64| values.iter().filter(|other| *other == value).count() as f64;
        let ties: f64 = values.iter().map(|value| (tied(value) - 1.0) * (2.0 * tied(value) + 5.0)).sum();
        let n = values.len() as f64;
        let expected = (n * (n - 1.0) * (2.0 * n + 5.0) - ties) / 18.0;
        prop_assert!((test.var_s - expected).abs() < 1e-9);
    }

    #[test]
    fn any_finite_series_has_numbers_within_their_bounds(values in vec(crate::any_finite(), 2..60)) {
        let test = mann_kendall(&values).expect("a test");
        prop_assert_eq!(test.s, every_pair(&values));
        prop_assert!((0.0..=1.0).contains(&test.p));
        prop_assert!((-1.0..=1.0).contains(&test.tau));
        prop_assert!(test.var_s >= 0.0 && test.z.is_finite());
    }

    #[test]
    fn a_series_backwards_has_the_opposite_trend(values in vec(crate::any_finite(), 2..60)) {
        let forwards = mann_kendall(&values).expect("a test");
        let backwards: Vec<f64> = values.iter().rev().copied().collect();
        let backwards = mann_kendall(&backwards).expect("a test");
        prop_assert_eq!((backwards.s, backwards.z), (-forwards.s, -forwards.z));
        prop_assert_eq!(backwards.p, forwards.p);
    }
}

/// Pairs that rise less pairs that fall, one by one.
fn every_pair(values: &[f64]) -> i64 {
    let mut s = 0;
    for (index, earlier) in values.iter().enumerate() {
        for later in &values[index + 1..] {
            s += i64::from(later > earlier) - i64::from(later < earlier);
        }
    }
    s
}
