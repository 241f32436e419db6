//! The class of every section in every month from all readings, by a run of our tables and by
//! equivalent SQL in DuckDB over the same lake: day means, month means, classes, each kept with the
//! columns and in the order that ours have. The answers are compared first.
//!
//! 50 M observations of 1,000 sections; `WELLKEEPER_BENCH=small` takes 0.1 M, so that the ordinary
//! tests run it too and it cannot rot. What SQL has no words for is ours alone: reasons in two
//! languages, the saturation of oxygen, a durable commit.

#![allow(
    clippy::unwrap_used,
    reason = "a bench that cannot go on should stop and say where"
)]

mod filled;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const ROUNDS: usize = 3;
/// Both round a month's mean to one decimal; where it stands on the edge, the order in which they
/// added decides. Of so many rows at most one may differ.
const ROWS_A_TIE: usize = 1_000;
const OURS: &str = "select section, month, deciding_mean, class_rank \
                    from water_quality.section_month order by section, month";

fn main() {
    let is_small = std::env::var("WELLKEEPER_BENCH").is_ok_and(|v| v == "small");
    let filled = filled::zone(is_small);
    let rounds = if is_small { 1 } else { ROUNDS };
    let folder = filled.with_file_name("full_run");
    let (mut ours, mut whole, mut query) = (vec![], vec![], vec![]);
    for round in 0..rounds {
        let zone = unrun(&filled, &folder);
        ours.push(run(&zone, &["water_quality.section_month"]));
        let answers = answers(&zone);
        let (process, alone) = duckdb(&filled, &folder);
        if round == 0 {
            compare(
                &answers,
                &std::fs::read_to_string(folder.join("class.csv")).unwrap(),
            );
        }
        whole.push(process);
        query.push(alone);
    }
    let (ours, whole, query) = (median(ours), median(whole), median(query));
    println!("sections' classes by month from every reading, medians of {rounds}");
    println!("  ours, whole process     {ours:.2} s");
    println!(
        "  DuckDB, whole process   {whole:.2} s   DuckDB / ours {:.2} (goal: 1.0)",
        whole / ours
    );
    println!(
        "  DuckDB, its queries     {query:.2} s   DuckDB / ours {:.2}",
        query / ours
    );
    let all = run(&unrun(&filled, &folder), &[]);
    println!("  ours, every table of the pack {:.2} s", all.as_secs_f64());
}

/// The zone as it was filled, in which nothing was computed: a lake's files never change, so that
/// links to them will do.
fn unrun(filled: &Path, folder: &Path) -> PathBuf {
    let zone = folder.join("zone");
    let _ = std::fs::remove_dir_all(folder);
    copy(filled, &zone);
    zone
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, copied) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &copied);
        } else if path.extension().is_some_and(|e| e == "parquet") {
            std::fs::hard_link(&path, &copied).unwrap();
        } else {
            std::fs::copy(&path, &copied).unwrap();
        }
    }
}

fn run(zone: &Path, tables: &[&str]) -> Duration {
    let began = Instant::now();
    let output = Command::new(filled::program())
        .arg("run")
        .args(tables)
        .arg("--zone")
        .arg(zone)
        .env("WELLKEEPER_WHO", "bench")
        .output()
        .unwrap();
    let took = began.elapsed();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    took
}

fn answers(zone: &Path) -> String {
    let output = Command::new(filled::program())
        .args(["query", OURS, "--format", "csv", "--zone"])
        .arg(zone)
        .output()
        .unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// The whole process and, of that, its queries alone.
fn duckdb(filled: &Path, folder: &Path) -> (Duration, Duration) {
    let python = std::env::var("WELLKEEPER_DUCKDB_PYTHON")
        .expect("WELLKEEPER_DUCKDB_PYTHON is not set: run this through `make bench`");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/full_run.py");
    let pack = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/water-quality");
    let began = Instant::now();
    let output = Command::new(python)
        .args([Path::new(script), filled, Path::new(pack), folder])
        .output()
        .unwrap();
    let whole = began.elapsed();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let alone: f64 = String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .unwrap();
    (whole, Duration::from_secs_f64(alone))
}

/// Section and month, mean, rank of the class.
fn rows(csv: &str) -> Vec<(String, f64, String)> {
    let lines = csv.lines().filter(|line| !line.starts_with("section"));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let key = format!("{} {}", cells[0], cells[1]);
            (key, cells[2].parse().unwrap(), cells[3].to_owned())
        })
        .collect()
}

fn compare(ours: &str, theirs: &str) {
    let (ours, theirs) = (rows(ours), rows(theirs));
    assert_eq!(ours.len(), theirs.len());
    let mut differing = 0;
    for ((key, mean, class), (other_key, other, other_class)) in ours.iter().zip(&theirs) {
        assert_eq!(key, other_key);
        assert!((mean - other).abs() < 0.1001, "{key}: {mean} and {other}");
        let is_same = (mean - other).abs() < 1e-9;
        assert!(
            !is_same || class == other_class,
            "{key}: {class} and {other_class}"
        );
        differing += usize::from(!is_same);
    }
    assert!(
        differing <= ours.len() / ROWS_A_TIE,
        "{differing} rows differ"
    );
    println!(
        "the same {} classes, {differing} means on an edge",
        ours.len()
    );
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}
