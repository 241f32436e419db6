//! The rank-sum test, against SciPy.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]

use proptest::prelude::*;
use wellkeeper_methods::MethodError;
use wellkeeper_methods::rank_sum::rank_sum;

/// `scipy.stats.mannwhitneyu(second, first, alternative="two-sided", method="asymptotic")` of SciPy 1.17.1:
/// statistic and p. The first are the ages of its own documentation, whose p it prints there too.
const CASES: [(&[f64], &[f64], f64, f64); 4] = [
    (
        &[19.0, 22.0, 16.0, 29.0, 24.0],
        &[20.0, 11.0, 17.0, 12.0],
        3.0,
        0.111_346_886_533_140_41,
    ),
    (
        &[1.0, 2.0, 2.0, 3.0, 3.0, 3.0, 4.0],
        &[2.0, 3.0, 3.0, 4.0, 4.0, 5.0, 5.0, 6.0],
        45.0,
        0.049_884_436_979_925_88,
    ),
    (
        &[30.1, 31.2, 29.8, 30.0, 30.6, 31.0, 29.5, 30.3],
        &[16.9, 17.2, 16.5, 16.8, 17.0, 30.0, 16.4, 16.7],
        2.5,
        0.002_304_841_217_257_187,
    ),
    (
        &[5.0, 1.0, 9.0, 3.0, 7.0],
        &[2.0, 4.0, 6.0, 8.0, 10.0, 0.0, 11.0],
        20.0,
        0.745_333_067_330_802_7,
    ),
];

#[test]
fn two_groups_differ_as_scipy_says() {
    for (first, second, u, p) in CASES {
        let test = rank_sum(first, second).unwrap();
        assert_eq!(test.u, u);
        assert!((test.p - p).abs() < 1e-12, "{} and {p}", test.p);
        let middle = f64::from(u32::try_from(first.len() * second.len()).unwrap()) / 2.0;
        assert_eq!(test.z < 0.0, u < middle);
    }
}

#[test]
fn groups_of_one_value_do_not_differ() {
    let test = rank_sum(&[0.0, -0.0, 0.0], &[0.0, 0.0]).unwrap();
    assert_eq!((test.u, test.z, test.p), (3.0, 0.0, 1.0));
    let single = rank_sum(&[1.0], &[2.0]).unwrap();
    assert_eq!((single.u, single.z, single.p), (1.0, 0.0, 1.0));
}

#[test]
fn an_empty_group_and_what_is_no_number_are_refused() {
    let too_few = rank_sum(&[], &[1.0]).unwrap_err();
    assert!(matches!(
        too_few,
        MethodError::TooFew {
            found: 0,
            needed: 1,
            ..
        }
    ));
    let not_finite = rank_sum(&[1.0], &[1.0, f64::NAN]).unwrap_err();
    assert!(matches!(
        not_finite,
        MethodError::NotFinite { position: 2, .. }
    ));
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn groups_changed_about_turn_the_answer_around(
        first in proptest::collection::vec(-5..5_i32, 1..12),
        second in proptest::collection::vec(-5..5_i32, 1..12),
    ) {
        let numbers = |group: &[i32]| group.iter().copied().map(f64::from).collect::<Vec<f64>>();
        let (first, second) = (numbers(&first), numbers(&second));
        let one = rank_sum(&first, &second).unwrap();
        let other = rank_sum(&second, &first).unwrap();
        let pairs = f64::from(u32::try_from(first.len() * second.len()).unwrap());
        prop_assert_eq!(one.u + other.u, pairs);
        prop_assert!((one.z + other.z).abs() < 1e-12);
        prop_assert_eq!(one.p, other.p);
    }
}
