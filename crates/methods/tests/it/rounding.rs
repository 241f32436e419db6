//! Half to even, on the digits that a person reads.

use proptest::prelude::*;
use wellkeeper_methods::rounding::{round_half_even, round_keeping_a_digit};

#[test]
fn a_five_goes_to_the_even_neighbour_whatever_binary_makes_of_it() {
    for (value, decimals, expected) in [
        (0.025, 2, 0.02),
        (0.035, 2, 0.04),
        (0.045, 2, 0.04),
        (2.665, 2, 2.66),
        (2.675, 2, 2.68),
        (1.005, 2, 1.0),
        (1.015, 2, 1.02),
        (0.5, 0, 0.0),
        (1.5, 0, 2.0),
        (2.5, 0, 2.0),
        (0.000_25, 4, 0.000_2),
        (9.995, 2, 10.0),
    ] {
        assert_eq!(
            round_half_even(value, decimals),
            expected,
            "{value} to {decimals}"
        );
    }
}

#[test]
fn a_digit_beyond_the_five_decides_against_even() {
    assert_eq!(round_half_even(0.025_000_01, 2), 0.03);
    assert_eq!(round_half_even(0.034_999_99, 2), 0.03);
    assert_eq!(round_half_even(0.024_999_999_999, 2), 0.02);
    assert_eq!(round_half_even(0.025_000_000_001, 2), 0.03);
}

#[test]
fn the_noise_of_a_mean_does_not_move_a_five() {
    assert_eq!(round_half_even((0.02 + 0.025 + 0.03) / 3.0, 2), 0.02);
    assert_eq!(round_half_even((0.1 + 0.2) / 4.0, 2), 0.08);
    assert_eq!(round_half_even((1.1 + 2.2 + 3.45) / 3.0, 2), 2.25);
    assert_eq!(round_half_even(0.1 + 0.2 - 0.275, 2), 0.02);
}

#[test]
fn negative_places_round_to_tens_and_hundreds() {
    assert_eq!(round_half_even(1250.0, -2), 1200.0);
    assert_eq!(round_half_even(1350.0, -2), 1400.0);
    assert_eq!(round_half_even(49.0, -2), 0.0);
    assert_eq!(round_half_even(50.0, -2), 0.0);
    assert_eq!(round_half_even(51.0, -2), 100.0);
}

#[test]
fn zero_nan_and_infinities_stay_what_they_are() {
    assert!(round_half_even(f64::NAN, 2).is_nan());
    assert!(round_keeping_a_digit(f64::NAN, 2).is_nan());
    for value in [f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(round_half_even(value, 2), value);
        assert_eq!(round_keeping_a_digit(value, 2), value);
    }
    for value in [0.0, -0.0, -0.001] {
        assert!(round_half_even(value, 2).is_sign_positive(), "no -0.00");
    }
}

#[test]
fn places_beyond_all_digits_leave_the_value_or_nothing_of_it() {
    for value in [1.5, -0.1, 5e-324, f64::MAX] {
        assert_eq!(round_half_even(value, i32::MAX), value);
        assert_eq!(round_half_even(value, i32::MIN), 0.0);
    }
    assert_eq!(round_half_even(f64::MAX, 2), f64::MAX);
    assert_eq!(round_half_even(5e-324, 2), 0.0);
}

#[test]
fn more_than_thirteen_digits_are_kept_when_asked_for() {
    assert_eq!(round_half_even(12_345_678_901.234, 2), 12_345_678_901.23);
    assert_eq!(round_half_even(123_456_789_012.346, 2), 123_456_789_012.35);
}

#[test]
fn a_value_that_would_vanish_keeps_one_digit() {
    for (value, expected) in [
        (0.0004, 0.0004),
        (0.000_46, 0.0005),
        (0.0005, 0.0005),
        (0.0006, 0.001),
        (0.000_096, 0.0001),
        (-0.000_04, -0.000_04),
        (5e-324, 5e-324),
        (0.0, 0.0),
        (0.0016, 0.002),
    ] {
        assert_eq!(round_keeping_a_digit(value, 3), expected, "{value}");
    }
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn rounding_agrees_with_whole_number_arithmetic_and_a_few_ulps_of_noise(
        digits in 0..10_000_000_i64,
        decimals in 0..6_i32,
        noise in -3..=3_i32,
    ) {
        let (mut whole, rest) = (digits / 10, digits % 10);
        if rest > 5 || (rest == 5 && whole % 2 == 1) {
            whole += 1;
        }
        let mut value = parse(digits, -decimals - 1);
        for _ in 0..noise.abs() {
            value = if noise > 0 { value.next_up() } else { value.next_down() };
        }
        prop_assert_eq!(round_half_even(value, decimals), parse(whole, -decimals));
    }

    #[test]
    fn rounding_twice_is_rounding_once(value in crate::any_finite(), decimals in -20..40_i32) {
        let once = round_half_even(value, decimals);
        prop_assert_eq!(round_half_even(once, decimals), once);
        let once = round_keeping_a_digit(value, decimals);
        prop_assert_eq!(round_keeping_a_digit(once, decimals), once);
    }

    #[test]
    fn rounding_moves_a_value_by_half_a_unit_at_most(
        value in -1e9..1e9_f64,
        decimals in 0..8_i32,
    ) {
        let moved = (round_half_even(value, decimals) - value).abs();
        prop_assert!(moved <= 0.5 * 10_f64.powi(-decimals) + 1e-12 * value.abs());
    }

    #[test]
    fn a_greater_value_never_rounds_lower(
        one in prop_oneof![crate::any_finite(), -10.0..10.0_f64],
        step in prop_oneof![Just(1e-13), Just(1e-3), Just(1.0)],
        decimals in -3..14_i32,
    ) {
        let other = one + step * one.abs();
        prop_assert!(round_half_even(one, decimals) <= round_half_even(other, decimals));
        prop_assert!(round_keeping_a_digit(one, decimals) <= round_keeping_a_digit(other, decimals));
    }

    #[test]
    fn rounding_minds_the_magnitude_and_not_the_sign(value in crate::any_finite(), decimals in -20..40_i32) {
        prop_assert_eq!(round_half_even(-value, decimals), -round_half_even(value, decimals));
        prop_assert_eq!(round_keeping_a_digit(-value, decimals), -round_keeping_a_digit(value, decimals));
    }

    #[test]
    fn keeping_a_digit_differs_only_where_rounding_gives_zero(
        value in crate::any_finite(),
        decimals in 0..6_i32,
    ) {
        let (plain, kept) = (round_half_even(value, decimals), round_keeping_a_digit(value, decimals));
        prop_assert!(kept == plain || plain == 0.0);
        prop_assert_eq!(kept == 0.0, value == 0.0);
    }
}

/// The double nearest to a decimal, as the language reads it.
fn parse(digits: i64, exponent: i32) -> f64 {
    format!("{digits}e{exponent}").parse().expect("a number")
}
