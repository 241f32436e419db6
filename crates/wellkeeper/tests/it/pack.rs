//! What a hydrologist does with packs: write one, check it, test it, use it.

use std::fs;

use serde_json::Value;

use crate::program::Walk;

fn json(walk: &Walk, arguments: &[&str]) -> Value {
    let output = walk.run(&[&["--json"], arguments].concat());
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_new_pack_passes_check_and_test_at_once() {
    let walk = Walk::new();
    let said = walk.done(&["pack", "new", "rain-watch"]);
    assert!(said.contains("rain-watch/tables/gauge_day.sql") || said.contains("gauge_day.sql"));
    let checked = walk.done(&["pack", "check", "rain-watch"]);
    assert_eq!(checked, "rain-watch: no mistakes\n");
    let tested = walk.done(&["pack", "test", "rain-watch"]);
    assert!(tested.ends_with("1 passed, 0 failed\n"), "{tested}");
}

#[test]
fn an_existing_folder_and_an_id_that_is_none_are_refused() {
    let walk = Walk::new();
    walk.done(&["pack", "new", "rain-watch"]);
    let error = walk.refused(&["pack", "new", "rain-watch"]);
    assert!(error.contains("is there already"), "{error}");
    let error = walk.refused(&["pack", "new", "Rain Watch"]);
    assert!(error.contains("is no id of a pack"), "{error}");
}

#[test]
fn a_case_that_does_not_hold_exits_with_1_and_shows_expected_and_found() {
    let walk = Walk::new();
    walk.done(&["pack", "new", "rain-watch"]);
    let file = walk.path("rain-watch/tests/a_day_of_52_mm_exceeds_50/expect/gauge_day.csv");
    let text = fs::read_to_string(&file)
        .unwrap()
        .replace(",52,2,", ",53,2,");
    fs::write(&file, text).unwrap();
    let output = walk.run(&["pack", "test", "rain-watch"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stdout).unwrap();
    let line = "gauge_day gauge=Dam day=2021-04-02: rain is expected to be 53; found 52";
    assert!(said.contains(line), "{said}");
    let told = json(&walk, &["pack", "test", "rain-watch"]);
    assert_eq!((&told["passed"], &told["failed"]), (&0.into(), &1.into()));
    assert_eq!(told["cases"][0]["differences"][0]["key"]["gauge"], "Dam");
}

#[test]
fn a_pack_that_is_added_judges_the_zone_and_stands_in_its_log() {
    let walk = Walk::new();
    walk.done(&["pack", "new", "rain-watch"]);
    let comment = "# our zone\n";
    let config = walk.path("zone/zone.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("{comment}{text}")).unwrap();
    let added = walk.done(&["--zone", "zone", "pack", "add", "rain-watch"]);
    assert!(added.contains("added tables/gauge_day.sql"), "{added}");
    let text = fs::read_to_string(&config).unwrap();
    assert!(
        text.starts_with(comment) && text.contains("rain-watch"),
        "{text}"
    );
    walk.write(
        "rain.csv",
        "station,time,rain\nDam,2021-04-02 08:00,30\nDam,2021-04-02 20:00,22\n",
    );
    walk.import(&["rain.csv", "--create-things", "gauge"]);
    walk.done(&["--zone", "zone", "run"]);
    let rows = walk.csv("select gauge, day, rain, exceeds from rain_watch.gauge_day");
    assert_eq!(rows, "gauge,day,rain,exceeds\nDam,2021-04-02,52,true\n");
    // Again: it says what it said before. Changed: which file is told.
    let again = walk.done(&["--zone", "zone", "pack", "add", "rain-watch"]);
    assert!(again.contains("it says what it said before"), "{again}");
    let limits = walk.path("rain-watch/standards/rain_limits.csv");
    let text = fs::read_to_string(&limits).unwrap().replace(",50,", ",51,");
    fs::write(&limits, text).unwrap();
    let changed = json(&walk, &["--zone", "zone", "pack", "add", "rain-watch"]);
    assert_eq!(
        changed["changed"],
        serde_json::json!(["standards/rain_limits.csv"])
    );
    walk.verified("zone");
    let left: Vec<String> = fs::read_dir(walk.path("zone/packs"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(left, ["rain-watch"]);
}

#[test]
fn a_pack_with_a_mistake_is_not_added_and_nothing_is_written() {
    let walk = Walk::new();
    walk.done(&["pack", "new", "rain-watch"]);
    let sql = walk.path("rain-watch/tables/gauge_day.sql");
    let text = fs::read_to_string(&sql)
        .unwrap()
        .replace("month_of", "month_off");
    fs::write(&sql, text).unwrap();
    let error = walk.refused(&["--zone", "zone", "pack", "add", "rain-watch"]);
    assert!(
        error.contains("gauge_day.sql:6:5: there is no function `month_off`"),
        "{error}"
    );
    assert!(!walk.path("zone/packs/rain-watch").exists());
    let config = fs::read_to_string(walk.path("zone/zone.toml")).unwrap();
    assert!(!config.contains("rain-watch"));
}

#[test]
fn the_maturity_of_a_pack_follows_from_its_proofs() {
    let walk = Walk::new();
    walk.done(&["pack", "new", "rain-watch"]);
    walk.done(&["--zone", "zone", "pack", "add", "rain-watch"]);
    let level = |walk: &Walk| {
        let listed = json(walk, &["--zone", "zone", "pack", "list"]);
        let packs = listed["packs"].as_array().unwrap().clone();
        let ours = packs.into_iter().find(|p| p["id"] == "rain-watch").unwrap();
        ours["maturity"]["level"].as_str().unwrap().to_owned()
    };
    // Its one case stands on arithmetic alone.
    assert_eq!(level(&walk), "tried");
    let case = walk.path("zone/packs/rain-watch/tests/a_day_of_52_mm_exceeds_50/case.toml");
    let text = fs::read_to_string(&case).unwrap().replace(
        "source = \"own\"",
        "source = \"hj525_2009\"\nclause = \"a table of it\"",
    );
    fs::write(&case, text).unwrap();
    assert_eq!(level(&walk), "complete");
    fs::remove_file(
        walk.path("zone/packs/rain-watch/tests/a_day_of_52_mm_exceeds_50/expect/gauge_day.csv"),
    )
    .unwrap();
    assert_eq!(level(&walk), "draft");
}
