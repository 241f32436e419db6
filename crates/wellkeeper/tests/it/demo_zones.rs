//! The demo zones beyond the Danjiangkou: they hold what their sources hold, counted there by a
//! script that shares nothing with the import (data/README.md has the same figures).

use std::path::Path;

use serde_json::Value;

use crate::program::Walk;

const CALIFORNIA: &str = "california-emp";
const SAN_FRANCISCO: &str = "san-francisco-bay";

/// A walk with the demo zone of `data` in `zone/`, and what the demo printed.
fn made(data: &str, lang: &str) -> (Walk, String) {
    let walk = Walk::without_zone();
    let printed = walk.done(&[
        "demo",
        "--no-serve",
        "--data",
        data,
        "--dir",
        "zone",
        "--lang",
        lang,
    ]);
    (walk, printed)
}

fn counts(walk: &Walk) -> Value {
    let list = walk.done(&["--zone", "zone", "--json", "import", "list"]);
    let list: Value = serde_json::from_str(&list).unwrap();
    list["batches"][0].clone()
}

#[test]
fn california_is_taken_whole_with_its_signs_and_units() {
    let (walk, printed) = made(CALIFORNIA, "en");
    let batch = counts(&walk);
    let count = |name: &str| batch[name].as_u64().unwrap();
    assert_eq!((count("rows"), count("added")), (1_800, 14_148));
    for none in ["rejected", "held", "conflicts", "repeated", "superseded"] {
        assert_eq!(count(none), 0, "{none}");
    }
    // Counts and sums of the file as published (EMP_2017_on.csv of discretewq), by pandas 2.3.3:
    // Secchi there in cm. A reading below a limit has no value here; its limit stands beside it.
    let held = walk.csv(
        "select property, count(*) as readings, count(*) filter (where flag = 'L') as below, \
         cast(round(sum(coalesce(value, detection_limit)), 4) as varchar) as sum \
         from observations group by property order by property",
    );
    assert_eq!(
        held,
        "property,readings,below,sum\n\
         chlorophyll_a,1799,39,5453.11\n\
         dissolved_oxygen,1800,0,15901.81\n\
         nh3n,1794,537,173.5256\n\
         ph,1800,0,13911.62\n\
         secchi_depth,1588,0,1332.13\n\
         tp,1788,18,178.623\n\
         turbidity,1779,0,25673.31\n\
         water_temperature,1800,0,30398.3\n"
    );
    // Samples are known by their day, and the day is California's.
    let days = walk.csv(
        "select count(distinct day_of(time)) as days, min(day_of(time)) as first, max(day_of(time)) as last, \
         count(distinct thing) as stations from observations",
    );
    assert_eq!(
        days,
        "days,first,last,stations\n464,2017-01-03,2022-12-20,29\n"
    );
    let first = walk.csv("select min(time) as first from observations");
    assert_eq!(first, "first\n2017-01-03T00:00:00-08:00\n");
    assert!(printed.contains("GB 3838-2002 does not apply"), "{printed}");
}

#[test]
fn san_francisco_bay_is_taken_whole_and_shows_its_chlorophyll() {
    let (walk, printed) = made(SAN_FRANCISCO, "zh");
    let batch = counts(&walk);
    let count = |name: &str| batch[name].as_u64().unwrap();
    assert_eq!((count("rows"), count("added")), (4_490, 4_490));
    for none in ["rejected", "held", "conflicts", "repeated", "superseded"] {
        assert_eq!(count(none), 0, "{none}");
    }
    // Values and sum of the matrix sfbayChla in the package's own file, read by PyPI rdata 1.1.0.
    let held = walk.csv(
        "select count(*) as readings, count(distinct thing) as stations, min(month_of(time)) as first, \
         max(month_of(time)) as last, cast(round(sum(value), 6) as varchar) as sum from observations",
    );
    assert_eq!(
        held,
        "readings,stations,first,last,sum\n4490,16,1978-01,2009-08,27015.373322\n"
    );
    // A month stands under its first day in California, its mean to the last digit.
    let spring = walk.csv(
        "select time, value from observations \
         where thing = 's21' and month_of(time) in ('1978-04', '1978-05') order by time",
    );
    assert_eq!(
        spring,
        "time,value\n1978-04-01T00:00:00-08:00,4.9\n1978-05-01T00:00:00-07:00,2.96666666666667\n"
    );
    assert!(printed.contains("GB 3838-2002 没有它的限值"), "{printed}");
    // What stands there is not overwritten by another demo.
    let error = walk.refused(&["demo", "--data", CALIFORNIA, "--dir", "zone"]);
    assert!(error.contains("San Francisco Bay (demo)"), "{error}");
}

/// A zone in California with the readings of `file`, no table computed.
fn read(file: &str) -> Walk {
    let walk = Walk::without_zone();
    walk.init(&["init", "zone", "--time-zone", "America/Los_Angeles"]);
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../data")
        .join(file);
    walk.import(&[path.to_str().unwrap(), "--create-things", "section"]);
    walk
}

fn rows(csv: &str) -> Vec<Vec<&str>> {
    csv.lines()
        .skip(1)
        .map(|line| line.split(',').collect())
        .collect()
}

/// Whether two numbers agree to nine places of the larger.
fn agree(ours: &str, theirs: &str) -> bool {
    let (a, b): (f64, f64) = (ours.parse().unwrap(), theirs.parse().unwrap());
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

#[test]
fn chlorophyll_of_the_bay_has_the_trends_that_pymannkendall_and_rkt_find() {
    let walk = read("san_francisco_bay/observations_1978_2009.csv");
    let ours = walk.csv(
        "with test as ( \
           select thing as section, seasonal_kendall(time, value) as k from observations \
           where property = 'chlorophyll_a' group by thing) \
         select section, k['n'], k['s'], k['var_s'], k['z'], k['p'], k['tau'], k['slope'], k['p_corrected'] \
         from test order by section",
    );
    let peer = rows(include_str!(
        "../../../methods/tests/data/san_francisco_bay_seasonal_kendall.csv"
    ));
    let ours = rows(&ours);
    assert_eq!(ours.len(), 16);
    for (ours, peer) in ours.iter().zip(peer) {
        let station = peer[0];
        assert_eq!(ours[0], station);
        for (column, place) in [
            ("n", 1),
            ("s", 2),
            ("var_s", 3),
            ("z", 4),
            ("tau", 6),
            ("slope", 7),
        ] {
            assert!(
                agree(ours[place], peer[place]),
                "{station} {column}: {ours:?}"
            );
        }
        // The peers compute p as 2 (1 - Φ), which is exact to some 1e-16 and no more.
        for (column, place, theirs) in [("p", 5, 5), ("p_corrected", 8, 9)] {
            let (ours, theirs): (f64, f64) =
                (ours[place].parse().unwrap(), peer[theirs].parse().unwrap());
            assert!((ours - theirs).abs() < 1e-15, "{station} {column}: {ours}");
        }
    }
}

#[test]
fn two_samples_of_the_delta_have_the_trophic_index_of_hand_arithmetic() {
    let walk = read("california_emp/observations_2017_2022.csv");
    let indices = walk.csv(
        "with sample as ( \
           select thing, day_of(time) as day, \
             max(value) filter (where property = 'chlorophyll_a') as chlorophyll, \
             max(value) filter (where property = 'tp') as tp, \
             max(value) filter (where property = 'secchi_depth') as secchi \
           from observations group by thing, day_of(time)) \
         select thing, day, trophic_level_index(chlorophyll, tp, null, null, secchi) as index from sample \
         where (thing = 'D41' and day = '2022-08-23') or (thing = 'D7' and day = '2018-04-12') order by thing",
    );
    // D41 in bloom: chlorophyll 56.2 µg/L, 10 (2.5 + 1.086 ln 56.2) = 68.7540; TP 0.146 mg/L,
    // 10 (9.436 + 1.624 ln 0.146) = 63.1118; Secchi 68 cm, 10 (5.118 - 1.94 ln 0.68) = 58.6619.
    // (68.7540 + 0.84² · 63.1118 + 0.83² · 58.6619) / (1 + 0.84² + 0.83²) = 153.6979 / 2.3945 = 64.188.
    // D7, clear of algae in muddy water: 1.71 µg/L, 0.07 mg/L, 52 cm: 30.8263, 51.1736, 63.8662,
    // 110.9318 / 2.3945 = 46.328: the mud's Secchi depth speaks for two fifths of it.
    let expected = [("D41", "2022-08-23", 64.188), ("D7", "2018-04-12", 46.328)];
    let indices = rows(&indices);
    assert_eq!(indices.len(), expected.len());
    for (row, (thing, day, index)) in indices.iter().zip(expected) {
        assert_eq!((row[0], row[1]), (thing, day));
        assert!(
            (row[2].parse::<f64>().unwrap() - index).abs() < 0.0005,
            "{row:?}"
        );
    }
}
