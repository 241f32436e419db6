//! A backup is the zone of one moment, whatever happens meanwhile; a damaged one is refused by name.

use std::fmt::Write;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::program::{Walk, duckdb};

const ROWS: &str = "select thing, property, time, value, quality, source, batch from observations order by 1, 2, 3";
const TABLE: &str = "select * from water_quality.section_month order by section, month";

fn month_of_readings(walk: &Walk, month: u32) -> String {
    let name = format!("m{month}.csv");
    let mut text = "断面名称,监测时间,氨氮,总磷\n".to_owned();
    for day in 1..=20 {
        writeln!(text, "甲,2021-{month:02}-{day:02},0.{day:02},0.0{month}").unwrap();
    }
    walk.write(&name, text)
}

fn filled() -> Walk {
    let walk = Walk::new();
    for month in 1..=2 {
        let name = month_of_readings(&walk, month);
        walk.import(&[&name, "--create-things", "section"]);
    }
    walk.done(&[
        "--zone",
        "zone",
        "correct",
        "甲/nh3n",
        "2021-01-03",
        "0.7",
        "--reason",
        "r",
    ]);
    walk.run_months("zone");
    walk
}

fn told(walk: &Walk, zone: &str, sql: &str) -> String {
    walk.done(&["query", sql, "--format", "csv", "--zone", zone])
}

#[test]
fn a_restored_zone_is_the_zone_and_goes_on() {
    let walk = filled();
    for (kind, make, source) in [
        ("archive", vec!["backup", "zone.tar"], "zone.tar"),
        ("folder", vec!["backup", "--to", "backups"], "backups"),
    ] {
        let (rows, table) = (told(&walk, "zone", ROWS), told(&walk, "zone", TABLE));
        let history = ["history", "甲/nh3n", "2021-01-03"];
        let before = walk.done(&[&["--zone", "zone"], &history[..]].concat());
        walk.done(&[&["--zone", "zone"], &make[..]].concat());
        let zone = format!("from {kind}");
        let said = walk.done(&["restore", source, &zone]);
        assert!(said.contains("it was verified and holds"), "{said}");
        walk.verified(&zone);
        assert_eq!(told(&walk, &zone, ROWS), rows);
        assert_eq!(told(&walk, &zone, TABLE), table);
        assert_eq!(
            walk.done(&[&["--zone", &zone], &history[..]].concat()),
            before
        );
        assert_eq!(
            duckdb(
                &walk.path(&zone),
                "select count(*), round(sum(value), 6) from lake.main.observations"
            ),
            duckdb(
                &walk.path("zone"),
                "select count(*), round(sum(value), 6) from lake.main.observations"
            ),
        );
        // Moved, it opens and is written to; the zone that it came from is not.
        let moved = format!("moved {kind}");
        std::fs::rename(walk.path(&zone), walk.path(&moved)).unwrap();
        let name = month_of_readings(&walk, 3);
        walk.done(&["--zone", &moved, "import", "observations", &name]);
        walk.run_months(&moved);
        walk.verified(&moved);
        let count = "select count(*) as n from observations";
        assert_eq!(told(&walk, &moved, count), "n\n120\n");
        assert_eq!(told(&walk, "zone", count), "n\n80\n");
    }
}

#[test]
fn a_folder_of_backups_grows_by_what_is_new() {
    let walk = filled();
    let backup = || -> Value {
        let said = walk.done(&["--zone", "zone", "--json", "backup", "--to", "backups"]);
        serde_json::from_str(&said).unwrap()
    };
    let first = backup();
    // Two files of one content are one blob: zone.toml and its kept text.
    let settings = std::fs::metadata(walk.path("zone/zone.toml"))
        .unwrap()
        .len();
    assert_eq!(
        first["bytes"].as_u64(),
        first["new_bytes"].as_u64().map(|new| new + settings)
    );
    let rows = told(&walk, "zone", ROWS);
    let before = walk.verified("zone");
    walk.import(&[&month_of_readings(&walk, 3)]);
    let second = backup();
    let after = walk.verified("zone");
    // New are the two databases, the anchor and the files of the one commit.
    walk.done(&["restore", "backups", "new"]);
    let databases: u64 = ["zone.sqlite", "lake.sqlite"]
        .iter()
        .map(|name| {
            std::fs::metadata(walk.path("new").join(name))
                .unwrap()
                .len()
        })
        .sum();
    let lake = after["bytes"].as_u64().unwrap() - before["bytes"].as_u64().unwrap();
    let new = second["new_bytes"].as_u64().unwrap();
    assert!(
        new > lake && new < databases + lake + 1_000,
        "{new} of {databases} and {lake}"
    );
    let name = first["backup"].as_str().unwrap();
    walk.done(&["restore", "backups", "old", "--backup", name]);
    assert_eq!(told(&walk, "old", ROWS), rows);
    assert_eq!(told(&walk, "new", ROWS), told(&walk, "zone", ROWS));
    let error = walk.refused(&["restore", "backups", "none", "--backup", "2001"]);
    assert!(error.contains(name), "{error}");
    assert!(!walk.path("none").exists());
}

#[test]
fn a_backup_taken_while_others_import_restores_to_a_zone_that_holds() {
    let walk = filled();
    for month in 3..=9 {
        month_of_readings(&walk, month);
    }
    let mut importing = walk
        .command(&["--zone", "zone", "import", "observations"])
        .args((3..=9).map(|month| format!("m{month}.csv")))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut taken = Vec::new();
    while importing.try_wait().unwrap().is_none() && taken.len() < 6 {
        let name = format!("b{}.tar", taken.len());
        walk.done(&["--zone", "zone", "backup", &name]);
        walk.done(&["--zone", "zone", "backup", "--to", "backups"]);
        taken.push(name);
    }
    assert!(importing.wait().unwrap().success());
    assert!(!taken.is_empty());
    for name in &taken {
        let zone = format!("from {name}");
        walk.done(&["restore", name, &zone]);
        let rows = told(
            &walk,
            &zone,
            "select batch, count(*) as n from observations group by batch order by batch",
        );
        // Batches are whole: a file of this size is one commit.
        for line in rows.lines().skip(1).filter(|line| !line.starts_with("0,")) {
            assert!(
                line.ends_with(",40") || line == "1,39" || line.ends_with(",1"),
                "{rows}"
            );
        }
        walk.verified(&zone);
    }
    walk.done(&["restore", "backups", "newest"]);
    walk.verified("newest");
}

/// Nothing is left of a refused restore.
fn leaves_nothing(walk: &Walk, source: &str, expected: &str) {
    let error = walk.refused(&["restore", source, "refused"]);
    assert!(
        error.contains(expected),
        "expected `{expected}` in: {error}"
    );
    assert!(!walk.path("refused").exists() && !walk.path("refused.partial").exists());
}

#[test]
fn a_damaged_backup_is_refused_by_name_and_leaves_nothing() {
    let walk = filled();
    walk.done(&["--zone", "zone", "backup", "zone.tar"]);
    let error = walk.refused(&["--zone", "zone", "backup", "zone.tar"]);
    assert!(error.contains("is there already"), "{error}");
    walk.done(&["--zone", "zone", "backup", "zone.tar", "--replace"]);
    let whole = std::fs::read(walk.path("zone.tar")).unwrap();
    let at = whole.windows(4).position(|bytes| bytes == b"PAR1").unwrap();
    let mut flipped = whole.clone();
    flipped[at + 40] ^= 1;
    walk.write("flipped.tar", flipped);
    leaves_nothing(&walk, "flipped.tar", ".parquet` was changed");
    walk.write("cut.tar", &whole[..whole.len() / 2]);
    leaves_nothing(&walk, "cut.tar", "ends early");
    walk.write("empty.tar", "");
    leaves_nothing(&walk, "empty.tar", "ends early");
    walk.write(
        "text.tar",
        "no archive at all, but some text that is longer than nothing".repeat(40),
    );
    leaves_nothing(&walk, "text.tar", "text.tar");
    leaves_nothing(&walk, "missing.tar", "missing.tar");
    std::fs::create_dir(walk.path("bare")).unwrap();
    leaves_nothing(&walk, "bare", "the folder has none");
    let error = walk.refused(&["restore", "zone.tar", "zone"]);
    assert!(error.contains("is not empty"), "{error}");

    walk.done(&["--zone", "zone", "backup", "--to", "backups"]);
    let blob = largest_below(&walk.path("backups/blobs"));
    let bytes = std::fs::read(&blob).unwrap();
    let mut flipped = bytes.clone();
    flipped[bytes.len() / 2] ^= 1;
    std::fs::write(&blob, flipped).unwrap();
    leaves_nothing(
        &walk,
        "backups",
        "was changed: its checksum is not its name",
    );
    std::fs::remove_file(&blob).unwrap();
    leaves_nothing(&walk, "backups", "not found");
    // A backup of a file that was changed in the lake is none.
    let file = largest_below(&walk.path("zone/lake"));
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let error = walk.refused(&["--zone", "zone", "backup", "bad.tar"]);
    assert!(
        error.contains("was changed since it was committed"),
        "{error}"
    );
    assert!(!walk.path("bad.tar").exists());
}

fn largest_below(folder: &Path) -> std::path::PathBuf {
    let (mut waiting, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                files.push((std::fs::metadata(&path).unwrap().len(), path));
            }
        }
    }
    files.sort();
    files.pop().unwrap().1
}
