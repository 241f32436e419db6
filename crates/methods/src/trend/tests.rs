//! Comparing each reading with each against sorting them.

use proptest::collection::vec;
use proptest::prelude::*;

use super::kendall::{by_sorting, kendall_and_standings};
use super::reading::{FEW, Reading, Standings};

fn readings(most: usize) -> impl Strategy<Value = Vec<Reading>> {
    let value = prop_oneof![
        (0..40_i32).prop_map(f64::from),
        -1e9..1e9_f64,
        Just(f64::MIN_POSITIVE),
        Just(f64::MAX),
        Just(f64::MIN),
    ];
    let share_below = prop_oneof![Just(0.0), Just(0.3), Just(1.0)];
    (vec((value, 0.0..1.0_f64), 0..most), share_below).prop_map(|(rows, share_below)| {
        let reading = |(value, chance): (f64, f64)| Reading {
            value,
            is_below: chance < share_below,
        };
        rows.into_iter().map(reading).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn readings_compared_each_with_each_count_and_stand_as_when_they_are_sorted(readings in readings(400)) {
        let (by_pairs, s) = Standings::by_pairs(&readings);
        let (counted, sorted) = by_sorting(&readings);
        prop_assert_eq!((s, &by_pairs), (counted.s, &sorted));
        let (either, standings) = kendall_and_standings(&readings);
        prop_assert_eq!((either.s, either.var_s_18, standings), (counted.s, counted.var_s_18, sorted));
    }
}

#[test]
fn a_series_stands_the_same_at_the_last_length_of_comparing_and_at_the_first_of_sorting() {
    for count in [FEW, FEW + 1] {
        let values = (0..count).map(|at| (at * 7_919 % 101 + at / 5) as f64);
        let readings: Vec<Reading> = values
            .map(|value| Reading {
                value: value.max(20.0),
                is_below: value < 20.0,
            })
            .collect();
        let (standings, s) = Standings::by_pairs(&readings);
        let (counted, found) = kendall_and_standings(&readings);
        assert_eq!((counted.s, found), (s, standings), "{count}");
    }
}
