//! A checked, de-duplicated, durable import of a narrow CSV, beside DuckDB's bare copy of the same
//! file into Parquet; both on one core, in turn, the answers compared first.
//!
//! 2 M rows; `WELLKEEPER_BENCH=small` takes 20,000, so that the ordinary tests run it too.

#![allow(
    clippy::unwrap_used,
    reason = "a bench that cannot go on should stop and say where"
)]

mod filled;

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use filled::program;

const PROPERTIES: [&str; 5] = ["codmn", "nh3n", "tp", "tn", "dissolved_oxygen"];
const SECTIONS: usize = 50;
const COPY: &str = "\
import sys, duckdb
db = duckdb.connect()
db.execute('set threads = 1')
db.execute(f\"copy (select * from read_csv('{sys.argv[1]}')) to '{sys.argv[2]}' (format parquet)\")
print(db.execute(f\"select count(*), round(sum(value), 2) from '{sys.argv[2]}'\").fetchone())";

fn main() {
    let is_small = std::env::var("WELLKEEPER_BENCH").is_ok_and(|v| v == "small");
    let (hours, rounds) = if is_small { (80, 1) } else { (8_000, 3) };
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("import");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("narrow.csv");
    let (rows, sum) = write(&file, hours);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        ours.push(import(
            &folder.join(format!("zone{round}")),
            &file,
            rows,
            sum,
        ));
        theirs.push(copy(&file, &folder.join("copy.parquet"), rows, sum));
    }
    let (ours, theirs) = (median(ours), median(theirs));
    println!("{rows} rows of a narrow CSV on one core, medians of {rounds}");
    let rate = |seconds: f64| rows as f64 / seconds / 1e6;
    println!(
        "  ours, checked and durable   {ours:.2} s  {:.2} M rows/s (goal: 0.4)",
        rate(ours)
    );
    println!(
        "  DuckDB, COPY to Parquet     {theirs:.2} s  {:.2} M rows/s   DuckDB / ours {:.2} (goal: 0.25)",
        rate(theirs),
        theirs / ours
    );
}

/// Writes the file; gives its rows and the sum of its values, in hundredths.
fn write(file: &Path, hours: u32) -> (usize, u64) {
    let mut out = BufWriter::new(std::fs::File::create(file).unwrap());
    writeln!(out, "section,time,property,value").unwrap();
    let (mut rows, mut sum) = (0, 0);
    for hour in 0..hours {
        let (year, day) = (2010 + hour / (24 * 28 * 12), hour / 24);
        let stamp = format!(
            "{year}-{:02}-{:02} {:02}:00",
            day / 28 % 12 + 1,
            day % 28 + 1,
            hour % 24
        );
        for section in 0..SECTIONS {
            for (item, property) in PROPERTIES.iter().enumerate() {
                let value = (u64::from(hour) * 7 + section as u64 * 31 + item as u64) % 900 + 1;
                writeln!(
                    out,
                    "S{section:02},{stamp},{property},{}.{:02}",
                    value / 100,
                    value % 100
                )
                .unwrap();
                rows += 1;
                sum += value;
            }
        }
    }
    out.flush().unwrap();
    (rows, sum)
}

/// Runs a program on the first core.
fn on_one_core(program: &Path, arguments: &[&str]) -> (Output, Duration) {
    let began = Instant::now();
    let output = Command::new("taskset")
        .args(["-c", "0"])
        .arg(program)
        .args(arguments)
        .output()
        .unwrap();
    let took = began.elapsed();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    (output, took)
}

fn import(zone: &Path, file: &Path, rows: usize, sum: u64) -> f64 {
    let (zone, file) = (zone.display().to_string(), file.display().to_string());
    on_one_core(&program(), &["init", &zone]);
    let import = [
        "--zone",
        &zone,
        "import",
        "observations",
        &file,
        "--create-things",
        "section",
    ];
    let (_, took) = on_one_core(&program(), &import);
    let sql =
        "select count(*) as n, cast(round(sum(value) * 100) as bigint) as s from observations";
    let (told, _) = on_one_core(
        &program(),
        &["--zone", &zone, "query", sql, "--format", "csv"],
    );
    assert_eq!(
        String::from_utf8(told.stdout).unwrap(),
        format!("n,s\n{rows},{sum}\n")
    );
    took.as_secs_f64()
}

fn copy(file: &Path, to: &Path, rows: usize, sum: u64) -> f64 {
    let python = std::env::var("WELLKEEPER_DUCKDB_PYTHON")
        .expect("WELLKEEPER_DUCKDB_PYTHON is not set: run this through `make bench`");
    let (file, to) = (file.display().to_string(), to.display().to_string());
    let (told, took) = on_one_core(Path::new(&python), &["-c", COPY, &file, &to]);
    let told = String::from_utf8(told.stdout).unwrap();
    let told = told.trim().trim_matches(['(', ')']).to_owned();
    let (n, s) = told.split_once(", ").unwrap();
    assert_eq!(n.parse::<usize>().unwrap(), rows);
    assert!(
        (s.parse::<f64>().unwrap() - sum as f64 / 100.0).abs() < 0.01,
        "{told}"
    );
    took.as_secs_f64()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
