//! A compacted book says what it said, at every snapshot, to us and to DuckDB.

use std::fmt::Write;

use serde_json::Value;

use crate::program::{RUN_MONTHS, Walk, duckdb};

/// A book of many small commits: imports of several months, corrections, an undo, two runs.
fn crowded() -> Walk {
    let walk = Walk::new();
    for month in 1..=9 {
        let name = format!("m{month}.csv");
        let mut text = "断面名称,监测时间,氨氮,总磷\n".to_owned();
        for day in 1..=20 {
            writeln!(text, "甲,2021-0{month}-{day:02},0.{day:02},0.0{month}").unwrap();
        }
        walk.write(&name, text);
        walk.import(&[&name, "--create-things", "section"]);
        if month == 5 {
            walk.run_months("zone");
        }
    }
    for (day, value) in [("01", "0.7"), ("02", "0.8"), ("01", "0.9")] {
        let time = format!("2021-03-{day}");
        let correct = [
            "--zone", "zone", "correct", "甲/nh3n", &time, value, "--reason", "r",
        ];
        walk.done(&correct);
    }
    walk.done(&["--zone", "zone", "import", "undo", "9"]);
    walk.run_months("zone");
    walk
}

fn json(walk: &Walk, arguments: &[&str]) -> Value {
    let whole = [&["--zone", "zone", "--json"], arguments].concat();
    serde_json::from_str(&walk.done(&whole)).unwrap()
}

fn head(walk: &Walk) -> i64 {
    json(walk, &["query", "select 1 as x"])["snapshot"]
        .as_i64()
        .unwrap()
}

/// What DuckDB reads of the observations at each of the snapshots from `first` to `last`.
fn told_by_duckdb(walk: &Walk, first: i64, last: i64) -> Vec<String> {
    (first..=last)
        .map(|snapshot| {
            let sql = format!(
                "select count(*), round(sum(value), 6), max(batch) from lake.main.observations at (version => {snapshot})"
            );
            duckdb(&walk.path("zone"), &sql)
        })
        .collect()
}

#[test]
fn a_compacted_book_says_the_same_at_every_snapshot() {
    let walk = crowded();
    let last = head(&walk);
    walk.verified("zone");
    // Snapshots 1 to 3 make the empty table.
    let before = told_by_duckdb(&walk, 4, last);
    assert!(
        before
            .iter()
            .collect::<std::collections::BTreeSet<_>>()
            .len()
            > 8
    );
    let history = walk.done(&["--zone", "zone", "history", "甲/nh3n", "2021-03-01"]);
    let rows = "select thing, property, time, value, source from observations order by 1, 2, 3";
    let tables = "select * from water_quality.section_month order by month";
    let (stood, computed) = (walk.csv(rows), walk.csv(tables));
    let then = walk.csv("select max(finished_at) as at from batches where batch <= 4");
    let then = then.lines().nth(1).unwrap();
    let as_of = |walk: &Walk| {
        walk.done(&[
            "--zone", "zone", "query", rows, "--format", "csv", "--as-of", then,
        ])
    };
    let known = as_of(&walk);

    let done = json(&walk, &["compact"]);
    assert!(
        done["from_files"].as_i64() > done["to_files"].as_i64(),
        "{done}"
    );
    walk.verified("zone");
    assert!(head(&walk) > last, "a compaction is a commit of its own");
    assert_eq!(told_by_duckdb(&walk, 4, last), before);
    assert_eq!(
        told_by_duckdb(&walk, head(&walk), head(&walk)),
        before[before.len() - 1..]
    );
    assert_eq!(walk.csv(rows), stood);
    assert_eq!(walk.csv(tables), computed);
    assert_eq!(as_of(&walk), known);
    assert_eq!(
        walk.done(&["--zone", "zone", "history", "甲/nh3n", "2021-03-01"]),
        history
    );
    let again = json(&walk, &RUN_MONTHS);
    let tables = again["tables"].as_array().unwrap();
    assert!(tables.iter().all(|t| t["changed"] == false), "{again}");
    // Nothing is left to do, and what is corrected afterwards is corrected in the merged file.
    let idle = json(&walk, &["compact"]);
    assert_eq!(idle["from_files"], 0, "{idle}");
    walk.done(&[
        "--zone",
        "zone",
        "correct",
        "甲/nh3n",
        "2021-04-05",
        "9",
        "--reason",
        "r",
    ]);
    assert_eq!(
        walk.csv("select count(*) as n from observations"),
        "n\n320\n"
    );
    walk.verified("zone");
}

#[test]
fn what_nothing_cites_is_given_up_on_request_and_figures_still_prove() {
    let walk = crowded();
    let history = walk.done(&["--zone", "zone", "history", "甲/nh3n", "2021-03-01"]);
    let count = duckdb(
        &walk.path("zone"),
        "select count(*) from lake.main.observations",
    );
    let done = json(&walk, &["compact", "--expire-before", "2100-01-01"]);
    assert!(done["expired"].as_i64() > Some(0), "{done}");
    assert_eq!(
        done["deleted"], 0,
        "readers of a moment ago still find their files"
    );
    walk.verified("zone");
    assert_eq!(
        duckdb(
            &walk.path("zone"),
            "select count(*) from lake.main.observations"
        ),
        count
    );
    assert_eq!(
        walk.done(&["--zone", "zone", "history", "甲/nh3n", "2021-03-01"]),
        history
    );
    for month in ["2021-01", "2021-03"] {
        let month = format!("month={month}");
        let proof = walk.done(&[
            "--zone",
            "zone",
            "explain",
            "water_quality.section_month",
            &month,
            "--recompute",
        ]);
        assert!(proof.contains("the same to the last digit"), "{proof}");
    }
    walk.done(&["--zone", "zone", "import", "undo", "2"]);
    walk.verified("zone");
}
