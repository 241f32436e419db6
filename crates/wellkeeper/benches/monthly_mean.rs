//! Monthly mean by section from a new process, ours and DuckDB's in turn over the same files, the
//! answers compared first; then the first query on the demo zone.
//!
//! 50 M observations of 1,000 series; `WELLKEEPER_BENCH=small` takes 0.2 M, so that the ordinary
//! tests run it too and it cannot rot. The program measured is the one that `WELLKEEPER_PROGRAM`
//! names, else the one built with this harness.

#![allow(
    clippy::unwrap_used,
    reason = "a bench that cannot go on should stop and say where"
)]

mod filled;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Means of the two may differ by so much of themselves: both add in their own order.
const TOLERANCE: f64 = 1e-9;
const ROUNDS: usize = 5;
const OURS: &str = "select thing as section, month, mean from (\
                    select series, month_of(time) as month, avg(value) as mean \
                    from lake.main.observations group by series, month_of(time)) m \
                    join series s on s.series = m.series order by section, month";

fn main() {
    let is_small = std::env::var("WELLKEEPER_BENCH").is_ok_and(|v| v == "small");
    let folder = filled::zone(is_small);
    compare(&folder);
    let rounds = if is_small { 1 } else { ROUNDS };
    race(&folder, rounds);
    first_query(&folder, rounds);
}

fn ours(folder: &Path, out: &Path) -> Duration {
    let began = Instant::now();
    let status = Command::new(filled::program())
        .args(["query", OURS, "--format", "csv", "--zone"])
        .arg(folder)
        .arg("--out")
        .arg(out)
        .status()
        .unwrap();
    assert!(status.success());
    began.elapsed()
}

/// The whole process and, of that, the query alone.
fn duckdb(folder: &Path, out: &Path) -> (Duration, Duration) {
    let python = std::env::var("WELLKEEPER_DUCKDB_PYTHON")
        .expect("WELLKEEPER_DUCKDB_PYTHON is not set: run this through `make bench`");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/monthly_mean.py");
    let began = Instant::now();
    let output = Command::new(python)
        .arg(script)
        .arg(folder)
        .arg(out)
        .output()
        .unwrap();
    let whole = began.elapsed();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let query: f64 = String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .unwrap();
    (whole, Duration::from_secs_f64(query))
}

fn answers(path: &Path) -> Vec<(String, f64)> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .filter(|line| !line.starts_with("section"))
        .map(|line| {
            let (key, mean) = line.rsplit_once(',').unwrap();
            (key.to_owned(), mean.parse().unwrap())
        })
        .collect()
}

fn compare(folder: &Path) {
    let (a, b) = (folder.join("ours.csv"), folder.join("duckdb.csv"));
    ours(folder, &a);
    duckdb(folder, &b);
    let (a, b) = (answers(&a), answers(&b));
    assert_eq!(a.len(), b.len());
    for ((key, mean), (other_key, other)) in a.iter().zip(&b) {
        assert_eq!(key, other_key);
        assert!(
            (mean - other).abs() <= TOLERANCE * mean.abs(),
            "{key}: {mean} and {other}"
        );
    }
    println!(
        "the same {} means, within {TOLERANCE:e} of themselves",
        a.len()
    );
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

fn race(folder: &Path, rounds: usize) {
    let (a, b) = (folder.join("ours.csv"), folder.join("duckdb.csv"));
    let (mut mine, mut whole, mut query) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        mine.push(ours(folder, &a));
        let (process, alone) = duckdb(folder, &b);
        whole.push(process);
        query.push(alone);
    }
    let (mine, whole, query) = (median(mine), median(whole), median(query));
    println!("monthly mean by section, medians of {rounds}");
    println!("  ours, whole process     {mine:.3} s");
    println!(
        "  DuckDB, whole process   {whole:.3} s   DuckDB / ours {:.2}",
        whole / mine
    );
    println!(
        "  DuckDB, query alone     {query:.3} s   DuckDB / ours {:.2}",
        query / mine
    );
}

fn first_query(folder: &Path, rounds: usize) {
    let demo = folder.with_file_name("demo");
    let _ = std::fs::remove_dir_all(&demo);
    let made = Command::new(filled::program())
        .args(["demo", "--no-serve", "--dir"])
        .arg(&demo)
        .output()
        .unwrap();
    assert!(made.status.success());
    let sql = "select section, class from water_quality.section_month where month = '2021-04'";
    let times = (0..rounds.max(3))
        .map(|_| {
            let began = Instant::now();
            let asked = Command::new(filled::program())
                .args(["query", sql, "--zone"])
                .arg(&demo)
                .output()
                .unwrap();
            assert!(asked.status.success());
            began.elapsed()
        })
        .collect();
    println!(
        "first query on the demo zone {:.0} ms (goal: below 300)",
        median(times) * 1_000.0
    );
}
