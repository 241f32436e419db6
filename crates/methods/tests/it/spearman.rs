//! Spearman's rank correlation with time, against SciPy and against counting every order.

use proptest::collection::vec;
use proptest::prelude::*;
use wellkeeper_methods::MethodError;
use wellkeeper_methods::trend::spearman;

use crate::agree;

#[test]
fn correlations_with_and_without_ties_are_those_of_scipy() {
    // scipy.stats.spearmanr 1.17.1 (tests/data/README.md); its p is Student's t for every n.
    let twelve = [
        5.1, 4.9, 5.3, 4.2, 4.4, 4.1, 4.3, 3.9, 3.7, 3.8, 3.6, 3.9, // two are the same
    ];
    let fifteen = [
        2.0, 1.0, 4.0, 3.0, 5.0, 9.0, 7.0, 8.0, 6.0, 10.0, 15.0, 11.0, 12.0, 14.0, 13.0,
    ];
    let eleven = [0.2, -0.3, -0.1, -0.5, -0.8, -0.1, 0.9, 0.2, 1.5, 0.4, 0.7];
    for (values, rs, p) in [
        (
            &twelve[..],
            -0.882_663_350_106_316_4,
            0.000_143_396_818_602_318_9,
        ),
        (&fifteen, 0.921_428_571_428_571_3, 1.071_317_298_162_074e-6),
        (&eleven, 0.639_276_070_968_112_3, 0.034_196_921_404_946_52),
    ] {
        let test = spearman(values).expect("a test");
        assert!(agree(test.rs, rs, 14), "{} against {rs}", test.rs);
        assert!(agree(test.p, p, 10), "{} against {p}", test.p);
    }
    let eight = spearman(&[3.0, 3.0, 2.0, 4.0, 5.0, 5.0, 5.0, 7.0]).expect("a test");
    assert!(agree(eight.rs, 0.896_127_224_455_931_5, 14));
}

#[test]
fn p_of_few_values_is_the_share_of_orders_as_far_from_0() {
    // All 120 orders of five: 1 rises throughout and 1 falls; 4 have one pair of neighbours changed,
    // rs 0.9, and 4 the opposite.
    let p = |values: &[f64]| spearman(values).expect("a test").p;
    assert_eq!(p(&[1.0, 2.0, 3.0, 4.0, 5.0]), 2.0 / 120.0);
    assert_eq!(p(&[5.0, 4.0, 3.0, 1.0, 2.0]), 10.0 / 120.0);
    // Three values of which two are the same: 1 1 2 is as far from 0 as 2 1 1, 1 2 1 is not; each
    // stands for two orders.
    assert!(agree(p(&[1.0, 1.0, 2.0]), 4.0 / 6.0, 15));
}

#[test]
fn critical_values_to_nine_are_those_of_all_orders() {
    // The greatest share of orders that are at most so far up and at most 0.05, one side.
    for n in 5..=9_i32 {
        let mut order: Vec<i32> = (0..n).collect();
        let mut counts = std::collections::BTreeMap::new();
        permute(&mut order, 0, &mut |order| {
            let squares: i32 = (0..)
                .zip(order)
                .map(|(time, rank)| (time - rank).pow(2))
                .sum();
            *counts.entry(squares).or_insert(0_u32) += 1;
        });
        let all: u32 = counts.values().sum();
        let (mut up, mut least) = (0, 1.0);
        for (squares, count) in counts {
            up += count;
            if f64::from(up) > 0.05 * f64::from(all) {
                break;
            }
            least = 1.0 - 6.0 * f64::from(squares) / f64::from(n * n * n - n);
        }
        let rising: Vec<f64> = (0..n).map(f64::from).collect();
        let wp = spearman(&rising).expect("a test").critical_05;
        let printed = format!("{least:.3}").parse().ok();
        assert_eq!(wp, printed, "n {n}: {least}");
    }
}

fn permute(order: &mut [i32], from: usize, visit: &mut impl FnMut(&[i32])) {
    if from == order.len() {
        return visit(order);
    }
    for at in from..order.len() {
        order.swap(from, at);
        permute(order, from + 1, visit);
        order.swap(from, at);
    }
}

#[test]
fn beyond_thirty_the_critical_value_is_by_students_t() {
    // scipy.stats.t.ppf(0.95, n − 2), t / √(n − 2 + t²).
    for (n, wp) in [
        (31, 0.300_897_649_108_014_6),
        (50, 0.235_289_937_657_685_4),
        (1_000, 0.052_044_678_790_328_62),
    ] {
        let rising: Vec<f64> = (0..n).map(f64::from).collect();
        let found = spearman(&rising).expect("a test").critical_05;
        assert!((found.expect("beyond 30") - wp).abs() < 2e-5, "{n}");
    }
}

#[test]
fn a_correlation_that_reaches_the_printed_value_is_significant() {
    // 1 − 6 · 6 / 210 = 0.82857, which the table prints as 0.829.
    let six = spearman(&[3.0, 1.0, 2.0, 4.0, 5.0, 6.0]).expect("a test");
    assert!(six.rs < 0.829);
    assert_eq!(
        (six.critical_05, six.is_significant),
        (Some(0.829), Some(true))
    );
    let less = spearman(&[3.0, 2.0, 1.0, 4.0, 5.0, 6.0]).expect("a test"); // 1 − 6 · 8 / 210
    assert_eq!(less.is_significant, Some(false));
}

#[test]
fn fewer_than_five_are_not_judged_and_fewer_than_three_refused() {
    let four = spearman(&[1.0, 2.0, 3.0, 4.0]).expect("a test");
    assert_eq!(
        (four.rs, four.critical_05, four.is_significant),
        (1.0, None, None)
    );
    for values in [&[][..], &[1.0], &[1.0, 2.0]] {
        assert!(matches!(
            spearman(values),
            Err(MethodError::TooFew { needed: 3, .. })
        ));
    }
    let refused = spearman(&[1.0, 2.0, f64::NAN]);
    assert!(matches!(
        refused,
        Err(MethodError::NotFinite { position: 3, .. })
    ));
}

#[test]
fn a_constant_series_has_no_correlation_and_p_one() {
    for n in [5, 9, 10, 40] {
        let test = spearman(&vec![2.5; n]).expect("a test");
        assert_eq!(
            (test.rs, test.p, test.is_significant),
            (0.0, 1.0, Some(false))
        );
    }
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn a_series_backwards_or_on_another_scale_has_the_same_correlation(
        values in vec((-9..9_i32).prop_map(f64::from), 3..40),
    ) {
        let test = spearman(&values).expect("a test");
        let backwards: Vec<f64> = values.iter().rev().copied().collect();
        let backwards = spearman(&backwards).expect("a test");
        prop_assert_eq!((backwards.rs, backwards.p), (-test.rs, test.p));
        let scaled: Vec<f64> = values.iter().map(|value| 7.0 * value + 3.0).collect();
        prop_assert_eq!(spearman(&scaled).expect("a test"), test);
    }

    #[test]
    fn any_finite_series_has_a_correlation_within_its_bounds(values in vec(crate::any_finite(), 3..60)) {
        let test = spearman(&values).expect("a test");
        prop_assert!((-1.0..=1.0).contains(&test.rs) && (0.0..=1.0).contains(&test.p));
    }
}
