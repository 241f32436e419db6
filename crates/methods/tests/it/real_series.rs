//! Real series of years from `data/`: gaps, ties and seasons as the field has them.

use wellkeeper_methods::trend::seasonal_kendall;
use wellkeeper_methods::trophic::{TrophicSample, trophic_level_index};

use crate::agree;
use crate::figures::Table;

/// Months of the year, years and values of one section.
fn series(table: &Table, section: &str) -> (Vec<i32>, Vec<i32>, Vec<f64>) {
    let rows = table.rows.iter().filter(|row| row[0] == section);
    let mut found = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        found.0.push(row[1][5..7].parse().expect("a month"));
        found.1.push(row[1][..4].parse().expect("a year"));
        found.2.push(row[2].parse().expect("a number"));
    }
    found
}

#[test]
fn chlorophyll_of_san_francisco_bay_has_the_trends_that_pymannkendall_and_rkt_find() {
    let bay = Table::parse(include_str!(
        "../../../../data/san_francisco_bay/observations_1978_2009.csv"
    ));
    let peers = Table::parse(include_str!(
        "../data/san_francisco_bay_seasonal_kendall.csv"
    ));
    assert_eq!(peers.rows.len(), 16);
    for peer in &peers.rows {
        let station = peer[0];
        let theirs = |column: usize| -> f64 { peer[column].parse().expect("a number") };
        let (months, years, values) = series(&bay, station);
        let test = seasonal_kendall(&months, &years, &values).expect("a test");
        assert_eq!(
            (test.n.to_string(), test.s.to_string()),
            (peer[1].to_owned(), peer[2].to_owned()),
            "{station}"
        );
        let p_corrected = test.p_corrected.expect("a variance");
        for (what, ours, column) in [
            ("var_s", test.var_s, 3),
            ("z", test.z, 4),
            ("tau", test.tau, 6),
            ("slope", test.slope.expect("a slope"), 7),
            ("var_s_corrected", test.var_s_corrected, 8),
        ] {
            assert!(agree(ours, theirs(column), 12), "{station} {what}: {ours}");
        }
        // Both peers subtract from 1 and are exact to some 1e-16 only.
        assert!((test.p - theirs(5)).abs() < 1e-15, "{station}");
        assert!((p_corrected - theirs(9)).abs() < 1e-15, "{station}");
    }
}

#[test]
fn two_samples_of_california_have_the_trophic_index_of_hand_arithmetic() {
    let delta = Table::parse(include_str!(
        "../../../../data/california_emp/observations_2017_2022.csv"
    ));
    let index = |section: &str, day: &str| {
        let row = delta
            .rows
            .iter()
            .find(|row| row[0] == section && row[1] == day)
            .expect("the sample");
        let number = |column: usize| row[column].parse::<f64>().expect("a number");
        let sample = TrophicSample {
            chlorophyll_ug_l: Some(number(7)),
            tp_mg_l: Some(number(9)),
            secchi_m: Some(number(5) / 100.0),
            ..TrophicSample::default()
        };
        trophic_level_index(&sample)
            .expect("above 0")
            .expect("three items")
    };
    // D41 in bloom: chlorophyll 56.2 µg/L, 10 (2.5 + 1.086 ln 56.2) = 68.7540; TP 0.146 mg/L,
    // 10 (9.436 + 1.624 ln 0.146) = 63.1118; Secchi 68 cm, 10 (5.118 - 1.94 ln 0.68) = 58.6619.
    // (68.7540 + 0.84² · 63.1118 + 0.83² · 58.6619) / (1 + 0.84² + 0.83²) = 153.6979 / 2.3945 = 64.188.
    assert!((index("D41", "2022-08-23") - 64.188).abs() < 0.0005);
    // D7, few algae in muddy water: 1.71 µg/L, 0.07 mg/L, 52 cm give 30.8263, 51.1736, 63.8662 and
    // 110.9318 / 2.3945 = 46.328: the mud's Secchi depth speaks for two fifths of it.
    assert!((index("D7", "2018-04-12") - 46.328).abs() < 0.0005);
}
