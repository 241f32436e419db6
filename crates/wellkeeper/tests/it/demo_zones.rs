//! The demo zones beyond the Danjiangkou: they hold what their sources hold, counted there by a
//! script that shares nothing with the import (data/README.md has the same figures).

use serde_json::Value;

use crate::program::Walk;

const CALIFORNIA: &str = "california-emp";
const SAN_FRANCISCO: &str = "san-francisco-bay";

/// A walk with the demo zone of `data` in `zone/`, and what the demo printed.
fn made(data: &str, lang: &str) -> (Walk, String) {
    let walk = Walk::without_zone();
    let printed = walk.done(&["demo", "--data", data, "--dir", "zone", "--lang", lang]);
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
