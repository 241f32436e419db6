//! Covariances by comparing years against counting them.

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::reading::{Reading, Standings};
use super::super::slopes::Points;
use super::covariance::{by_counting, by_moves};

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn seasons_move_together_as_much_whether_years_are_compared_or_counted(
        seasons in vec(vec((0..20_i32, 0..10_u8, 0..10_u8), 0..90), 1..6),
        share_below in 0..11_u8,
        share_missed in 0..11_u8,
    ) {
        let points = |rows: &Vec<(i32, u8, u8)>| {
            let years = (1950..).map(f64::from).zip(rows);
            let (times, readings) = years
                .filter(|(_, row)| row.1 >= share_missed)
                .map(|(year, row)| {
                    let is_below = row.2 < share_below;
                    (year, Reading { value: f64::from(row.0), is_below })
                })
                .unzip();
            Points { times, readings }
        };
        let seasons: Vec<Points> = seasons.iter().map(points).collect();
        let standings: Vec<Standings> = seasons.iter().map(|one| Standings::of(&one.readings)).collect();
        let years: Vec<f64> = (1950..2040).map(f64::from).collect();
        prop_assert_eq!(by_moves(&years, &seasons, &standings), by_counting(&seasons, &standings));
    }
}
