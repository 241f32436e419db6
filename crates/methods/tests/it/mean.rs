//! Means: of equal values, of huge ones, in any order, in parts; and of pH.

use proptest::collection::vec;
use proptest::prelude::*;
use wellkeeper_methods::mean::{Mean, MeanPh, mean, mean_ph};

#[test]
fn the_mean_of_nothing_is_nothing() {
    assert_eq!(mean(&[]), None);
    assert_eq!(mean_ph(&[]), None);
    assert_eq!((Mean::default().count(), MeanPh::default().count()), (0, 0));
}

#[test]
fn small_values_are_not_lost_beside_great_ones() {
    assert_eq!(mean(&[1e100, 1.0, -1e100, 2.0]), Some(0.75));
}

#[test]
fn huge_values_have_a_finite_mean() {
    assert_eq!(mean(&[f64::MAX; 5]), Some(f64::MAX));
    assert_eq!(mean(&[f64::MAX, f64::MAX, f64::MIN, f64::MIN]), Some(0.0));
    assert_eq!(mean(&[f64::MAX, f64::MAX, 0.0, 0.0]), Some(f64::MAX / 2.0));
}

#[test]
fn nan_and_infinity_are_not_hidden_in_a_mean() {
    assert!(mean(&[1.0, f64::NAN, 2.0]).is_some_and(f64::is_nan));
    assert_eq!(mean(&[1.0, f64::INFINITY]), Some(f64::INFINITY));
    assert!(mean(&[f64::INFINITY, f64::NEG_INFINITY]).is_some_and(f64::is_nan));
    assert!(mean_ph(&[7.0, f64::NAN]).is_some_and(f64::is_nan));
}

#[test]
fn acid_weighs_more_in_a_mean_of_ph() {
    // -log10((1e-6 + 1e-8) / 2), by hand.
    let found = mean_ph(&[6.0, 8.0]).expect("two values");
    assert!((found - 6.296_708_621_881_339).abs() < 1e-12);
}

#[test]
fn parts_beyond_the_range_of_a_double_merge_with_small_ones() {
    let (mut huge, mut small) = (Mean::new(), Mean::new());
    huge.add(f64::MAX);
    huge.add(f64::MAX);
    small.add(1.0);
    small.add(3.0);
    let (mut one, mut other) = (huge, small);
    one.merge(&small);
    other.merge(&huge);
    assert_eq!((one.value(), one.count()), (Some(f64::MAX / 2.0), 4));
    assert_eq!(other.value(), one.value());
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn the_mean_of_equal_values_is_that_value_exactly(
        value in crate::any_finite(),
        count in 1..400_usize,
    ) {
        prop_assert_eq!(mean(&vec![value; count]), Some(value));
    }

    #[test]
    fn a_mean_lies_between_the_least_and_the_greatest(values in vec(crate::any_finite(), 1..60)) {
        let found = mean(&values).expect("a value");
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let greatest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let slack = 1e-12 * least.abs().max(greatest.abs());
        prop_assert!(least - slack <= found && found <= greatest + slack);
    }

    #[test]
    fn the_order_and_the_parts_of_a_mean_do_not_show(
        mut values in vec(-1e6..1e6_f64, 1..60),
        cut in 0..60_usize,
    ) {
        let forwards = mean(&values).expect("a value");
        let (head, tail) = values.split_at(cut.min(values.len()));
        let (mut parts, mut rest) = (Mean::new(), Mean::new());
        for value in head {
 parts.add(*value);
 }
        for value in tail {
 rest.add(*value);
 }
        let (count, numbers) = rest.state();
        parts.merge(&Mean::from_state(count, numbers));
        prop_assert_eq!(parts.count(), values.len() as u64);
        prop_assert!((parts.value().expect("a value") - forwards).abs() < 1e-9);
        values.sort_unstable_by(f64::total_cmp);
        prop_assert!((mean(&values).expect("a value") - forwards).abs() < 1e-9);
    }

    #[test]
    fn the_mean_of_equal_ph_is_that_ph(ph in -2.0..16.0_f64, count in 1..100_usize) {
        let found = mean_ph(&vec![ph; count]).expect("a value");
        prop_assert!((found - ph).abs() < 1e-12);
    }

    #[test]
    fn a_mean_of_ph_never_exceeds_the_arithmetic_mean(values in vec(0.0..14.0_f64, 1..60)) {
        let (of_ions, plain) = (mean_ph(&values), mean(&values));
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        prop_assert!(of_ions.expect("a value") <= plain.expect("a value") + 1e-12);
        prop_assert!(of_ions.expect("a value") >= least - 1e-12);
    }

    #[test]
    fn parts_of_a_mean_of_ph_merge_to_the_whole(
        one in vec(0.0..14.0_f64, 1..30),
        other in vec(0.0..14.0_f64, 1..30),
    ) {
        let (mut merged, mut rest) = (MeanPh::new(), MeanPh::new());
        for ph in &one {
 merged.add(*ph);
 }
        for ph in &other {
 rest.add(*ph);
 }
        let (count, numbers) = rest.state();
        merged.merge(&MeanPh::from_state(count, numbers));
        let whole = mean_ph(&[one, other].concat()).expect("a value");
        prop_assert!((merged.value().expect("a value") - whole).abs() < 1e-12);
    }
}
