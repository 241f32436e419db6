//! What keeping the book costs: corrections, proof, the last value of every series, one new day.
//!
//! The first three on 50 M observations of 1,000 series, the last on ten years of 25 sections;
//! `WELLKEEPER_BENCH=small` takes little, so that the ordinary tests run it too and it cannot rot.

#![allow(
    clippy::unwrap_used,
    reason = "a bench that cannot go on should stop and say where"
)]

mod filled;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use filled::{Size, program};

const LAST: &str = "select s.thing, o.value from (select series, max(time) as time \
                    from lake.main.observations group by series) l \
                    join lake.main.observations o on o.series = l.series and o.time = l.time \
                    join series s on s.series = o.series order by s.thing";

const LATEST: &str = "select thing, value from latest order by thing";

fn main() {
    let is_small = std::env::var("WELLKEEPER_BENCH").is_ok_and(|v| v == "small");
    let folder = filled::zone(is_small);
    let size = Size::of(is_small);
    corrections(&folder, &size, if is_small { 2 } else { 5 });
    last_values(&folder, &size);
    proof(&folder);
    one_new_day(is_small);
}

fn ask(zone: &Path, arguments: &[&str]) -> (Output, Duration) {
    let began = Instant::now();
    let output = Command::new(program())
        .arg("--zone")
        .arg(zone)
        .args(arguments)
        .env("WELLKEEPER_WHO", "bench")
        .output()
        .unwrap();
    let took = began.elapsed();
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    (output, took)
}

fn csv(zone: &Path, sql: &str) -> String {
    let (output, _) = ask(zone, &["query", sql, "--format", "csv"]);
    String::from_utf8(output.stdout).unwrap()
}

/// The time of an hour as people write it in Beijing.
fn stamp(hour: usize) -> String {
    let micros = filled::BEGIN_US + i64::try_from(hour).unwrap() * filled::HOUR_US;
    let tz = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
    zone::instant::show(micros, &tz)
}

/// A number that no earlier round of this bench wrote.
fn fresh_value() -> f64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    (since.unwrap().as_millis() % 1_000_000_000) as f64 / 1e6 + 100.0
}

fn corrections(zone: &Path, size: &Size, rounds: usize) {
    let total = size.series * size.hours;
    let mut times = Vec::new();
    for round in 0..rounds {
        let (value, hour) = (fresh_value(), size.hours / 2 + round);
        let (text, time) = (value.to_string(), stamp(hour));
        let series = format!("S{:04}/codmn", round * 7 % size.series);
        times.push(
            ask(
                zone,
                &["correct", &series, &time, &text, "--reason", "bench"],
            )
            .1,
        );
        let stands = csv(
            zone,
            &format!(
                "select count(*) as n from observations where thing = 'S{:04}' and value = {value}",
                round * 7 % size.series
            ),
        );
        assert_eq!(stands, "n\n1\n");
    }
    times.sort();
    println!(
        "one correction among {total} observations {:.3} s (goal: 0.2 among 10 M)",
        times[rounds / 2].as_secs_f64()
    );
    let value = fresh_value();
    let mut text = "series,time,value\n".to_owned();
    for i in 0..100 {
        let (series, hour) = (i * 13 % size.series, i * 499 % size.hours);
        writeln!(text, "S{series:04}/codmn,{},{value}", stamp(hour)).unwrap();
    }
    let file = zone.join("corrections.csv");
    std::fs::write(&file, text).unwrap();
    let file = file.display().to_string();
    let (_, took) = ask(zone, &["correct", "--file", &file, "--reason", "bench"]);
    let stands = csv(
        zone,
        &format!("select count(*) as n from observations where value = {value}"),
    );
    assert_eq!(stands, "n\n100\n");
    println!(
        "100 corrections in one file {:.3} s (goal: 3)",
        took.as_secs_f64()
    );
}

fn last_values(zone: &Path, size: &Size) {
    let answers = csv(zone, LAST);
    assert_eq!(answers.lines().count(), size.series + 1);
    assert_eq!(csv(zone, LATEST), answers);
    let median = |sql: &str| {
        let mut times: Vec<_> = (0..5)
            .map(|_| ask(zone, &["query", sql, "--format", "csv"]).1)
            .collect();
        times.sort();
        times[2].as_secs_f64()
    };
    println!(
        "the last value of each of {} series by `latest` {:.3} s (goal: 0.3 over 50 M), by a statement over all observations {:.3} s",
        size.series,
        median(LATEST),
        median(LAST)
    );
}

fn proof(zone: &Path) {
    let (output, _) = ask(zone, &["--json", "verify"]);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["holds"], true);
    let bytes = told["bytes"].as_u64().unwrap() as f64;
    let mut times: Vec<_> = (0..3).map(|_| ask(zone, &["verify"]).1).collect();
    times.sort();
    let took = times[1].as_secs_f64();
    println!(
        "a proof of {:.0} MB {took:.2} s, {:.0} MB/s (goal: 300)",
        bytes / 1e6,
        bytes / 1e6 / took
    );
}

/// Rows of the national feed: `days` days of six readings of nine items at each of 25 sections.
fn readings(from: jiff::civil::Date, days: i32) -> String {
    let mut text =
        "断面名称,监测时间,水质类别,pH,溶解氧,高锰酸盐指数,氨氮,总磷,总氮,水温,浊度\n".to_owned();
    let mut date = from;
    for day in 0..days {
        for section in 0..25 {
            for hour in [0, 4, 8, 12, 16, 20] {
                let v = f64::from((day * 31 + section * 7 + hour) % 97) / 100.0;
                writeln!(
                    text,
                    "S{section:02},{date} {hour:02}:00,Ⅱ,{:.2},{:.2},{:.2},{:.3},{:.3},{:.2},{:.1},{:.1}",
                    7.0 + v, 8.0 + v, 1.5 + v, 0.05 + v / 10.0, 0.01 + v / 50.0, 1.0 + v, 10.0 + v, 3.0 + v
                )
                .unwrap();
            }
        }
        date = date.tomorrow().unwrap();
    }
    text
}

fn one_new_day(is_small: bool) {
    let years = if is_small { 1 } else { 10 };
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("years_{years}"));
    let _ = std::fs::remove_dir_all(&folder);
    let zone = folder.join("zone");
    std::fs::create_dir_all(&folder).unwrap();
    let made = Command::new(program())
        .arg("init")
        .arg(&zone)
        .output()
        .unwrap();
    assert!(made.status.success());
    let import = |name: &str, text: String| {
        let file = folder.join(name);
        std::fs::write(&file, text).unwrap();
        let file = file.display().to_string();
        ask(
            &zone,
            &[
                "import",
                "observations",
                &file,
                "--create-things",
                "section",
            ],
        );
    };
    for year in 0..years {
        let first = jiff::civil::date(2011 + year, 1, 1);
        import(&format!("{year}.csv"), readings(first, 365));
    }
    let full = ask(&zone, &["run"]).1.as_secs_f64();
    let mut times = Vec::new();
    for day in 0..3 {
        let date = jiff::civil::date(2011 + years, 1, 1 + day);
        import("day.csv", readings(date, 1));
        times.push(ask(&zone, &["run"]).1);
    }
    let idle = ask(&zone, &["run"]).1.as_secs_f64();
    times.sort();
    let day = times[1].as_secs_f64();
    println!(
        "a run of all {years} years {full:.2} s, after one new day {day:.3} s: {:.1} % (goal: 2); with nothing new {idle:.3} s",
        100.0 * day / full
    );
}
