//! Classes of values, by the limits of GB 3838-2002 table 1.

use proptest::prelude::*;
use wellkeeper_methods::MethodError;
use wellkeeper_methods::class::WaterClass;
use wellkeeper_methods::ladder::{Better, Ladder};

use crate::figures::gb3838_table_1;

const OXYGEN: [f64; 5] = [7.5, 6.0, 5.0, 3.0, 2.0];
const COD: [f64; 5] = [15.0, 15.0, 20.0, 30.0, 40.0];

fn ladder(better: Better, limits: [f64; 5]) -> Ladder {
    Ladder::new(better, limits).expect("limits in order")
}

/// Every item of the table that has a ladder of limits.
fn items() -> Vec<(&'static str, Better, [f64; 5])> {
    let read = |row: Vec<&'static str>| {
        let better = match row[1] {
            "higher" => Better::Higher,
            _ => Better::Lower,
        };
        let limit = |place: usize| row[place + 2].parse().expect("a limit");
        (row[0], better, std::array::from_fn(limit))
    };
    gb3838_table_1().rows.into_iter().map(read).collect()
}

/// The nearest value that is worse.
fn just_worse(better: Better, value: f64) -> f64 {
    match better {
        Better::Lower => value.next_up(),
        Better::Higher => value.next_down(),
    }
}

#[test]
fn a_value_on_a_limit_of_table_1_is_in_the_best_class_of_that_limit() {
    assert_eq!(items().len(), 23);
    for (item, better, limits) in items() {
        for limit in limits {
            let best = limits
                .iter()
                .position(|other| *other == limit)
                .expect("it is there");
            let found = ladder(better, limits).class(limit);
            assert_eq!(found, Some(WaterClass::ALL[best]), "{item} at {limit}");
        }
    }
}

#[test]
fn just_beyond_a_limit_of_table_1_is_the_first_class_with_another_limit() {
    for (item, better, limits) in items() {
        let ladder = ladder(better, limits);
        for limit in limits {
            let last = limits
                .iter()
                .rposition(|other| *other == limit)
                .expect("it is there");
            let next = Some(WaterClass::ALL[last + 1]);
            assert_eq!(
                ladder.class(just_worse(better, limit)),
                next,
                "{item} beyond {limit}"
            );
            assert_eq!(
                ladder.class_if_limits_fail(limit),
                next,
                "{item} failing {limit}"
            );
        }
    }
}

#[test]
fn lake_at_0_03_mg_tp_is_class_iii_where_a_river_is_ii() {
    let river = ladder(Better::Lower, [0.02, 0.1, 0.2, 0.3, 0.4]);
    let lake = ladder(Better::Lower, [0.01, 0.025, 0.05, 0.1, 0.2]);
    assert_eq!(river.class(0.03), Some(WaterClass::II));
    assert_eq!(lake.class(0.03), Some(WaterClass::III));
}

#[test]
fn ph_from_6_to_9_is_class_i_and_outside_worse_than_v() {
    let ph = Ladder::within(6.0, 9.0).expect("a range");
    for inside in [6.0, 7.2, 9.0] {
        assert_eq!(ph.class(inside), Some(WaterClass::I));
    }
    for outside in [5.99, 9.01, f64::NEG_INFINITY, f64::INFINITY] {
        assert_eq!(ph.class(outside), Some(WaterClass::InferiorV));
    }
    for on_an_end in [6.0, 9.0] {
        assert_eq!(
            ph.class_if_limits_fail(on_an_end),
            Some(WaterClass::InferiorV)
        );
    }
    assert_eq!(ph.class_if_limits_fail(7.0), Some(WaterClass::I));
    assert_eq!(ph.limit_of(WaterClass::III), None);
}

#[test]
fn no_number_has_no_class() {
    for ladder in [
        ladder(Better::Lower, COD),
        ladder(Better::Higher, OXYGEN),
        Ladder::within(6.0, 9.0).expect("a range"),
    ] {
        assert_eq!(ladder.class(f64::NAN), None);
        assert_eq!(ladder.class_if_limits_fail(f64::NAN), None);
    }
}

#[test]
fn infinite_values_stand_at_the_ends_of_the_ladder() {
    let (cod, oxygen) = (ladder(Better::Lower, COD), ladder(Better::Higher, OXYGEN));
    assert_eq!(cod.class(f64::INFINITY), Some(WaterClass::InferiorV));
    assert_eq!(cod.class(f64::NEG_INFINITY), Some(WaterClass::I));
    assert_eq!(oxygen.class(f64::INFINITY), Some(WaterClass::I));
    assert_eq!(oxygen.class(f64::NEG_INFINITY), Some(WaterClass::InferiorV));
}

#[test]
fn limits_out_of_order_are_refused_with_their_place() {
    let refused = Ladder::new(Better::Lower, [1.0, 2.0, 1.5, 3.0, 4.0]);
    let expected = MethodError::LimitsOutOfOrder {
        position: 3,
        found: 1.5,
        before: 2.0,
        expected: "no less than that",
    };
    assert_eq!(refused, Err(expected));
    assert!(Ladder::new(Better::Higher, COD).is_err());
    assert!(Ladder::within(9.0, 6.0).is_err());
}

#[test]
fn limits_that_are_no_finite_numbers_are_refused() {
    for limit in [f64::NAN, f64::INFINITY] {
        let refused = Ladder::new(Better::Lower, [1.0, 2.0, 3.0, 4.0, limit]);
        assert!(matches!(
            refused,
            Err(MethodError::NotFinite { position: 5, .. })
        ));
        assert!(matches!(
            Ladder::within(6.0, limit),
            Err(MethodError::NotFinite { .. })
        ));
    }
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn a_worse_value_never_has_a_better_class(
        mut limits in proptest::array::uniform5(crate::any_finite()),
        one in crate::any_finite(),
        other in crate::any_finite(),
    ) {
        limits.sort_unstable_by(f64::total_cmp);
        let (low, high) = (one.min(other), one.max(other));
        let at_most = ladder(Better::Lower, limits);
        prop_assert!(at_most.class(low) <= at_most.class(high));
        limits.reverse();
        let at_least = ladder(Better::Higher, limits);
        prop_assert!(at_least.class(high) <= at_least.class(low));
    }

    #[test]
    fn failing_limits_worsens_a_class_only_on_a_limit(
        mut limits in proptest::array::uniform5(0..8_i32),
        value in 0..8_i32,
    ) {
        limits.sort_unstable();
        let ladder = ladder(Better::Lower, limits.map(f64::from));
        let (as_it_is, failing) = (
            ladder.class(f64::from(value)),
            ladder.class_if_limits_fail(f64::from(value)),
        );
        prop_assert!(as_it_is <= failing);
        prop_assert_eq!(as_it_is != failing, limits.contains(&value));
    }
}
