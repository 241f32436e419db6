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

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use zone::Zone;
use zone::clock::Clock;
use zone::config::{Names, ZoneConfig};
use zone::lake::{Commit, MAIN, OBSERVATIONS};
use zone::observation::arrow::to_batch;
use zone::observation::{Flag, Level, Observation, Quality, SampleKind};
use zone::series::{self, SeriesKey};
use zone::state::AuditEntry;
use zone::thing::{self, ThingDraft};

const HOUR_US: i64 = 3_600_000_000;
/// 2019-12-31T16:00:00Z, the first hour of 2020 in Beijing.
const BEGIN_US: i64 = 1_577_808_000_000_000;
/// Means of the two may differ by so much of themselves: both add in their own order.
const TOLERANCE: f64 = 1e-9;
const ROUNDS: usize = 5;
const OURS: &str = "select thing as section, month, mean from (\
                    select series, month_of(time) as month, avg(value) as mean \
                    from lake.main.observations group by series, month_of(time)) m \
                    join series s on s.series = m.series order by section, month";

struct Size {
    series: usize,
    hours: usize,
    hours_a_commit: usize,
}

fn main() {
    let is_small = std::env::var("WELLKEEPER_BENCH").is_ok_and(|v| v == "small");
    let size = if is_small {
        Size {
            series: 100,
            hours: 2_000,
            hours_a_commit: 1_000,
        }
    } else {
        Size {
            series: 1_000,
            hours: 50_000,
            hours_a_commit: 2_500,
        }
    };
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("monthly_mean_{}", size.series));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if !folder.join("filled").exists() {
        let _ = std::fs::remove_dir_all(&folder);
        println!(
            "writing {} observations to {}",
            size.series * size.hours,
            folder.display()
        );
        runtime.block_on(fill(&folder, &size));
        std::fs::write(folder.join("filled"), "").unwrap();
    }
    compare(&folder);
    let rounds = if is_small { 1 } else { ROUNDS };
    race(&folder, rounds);
    first_query(&folder, rounds);
}

fn program() -> PathBuf {
    std::env::var_os("WELLKEEPER_PROGRAM")
        .map_or_else(|| env!("CARGO_BIN_EXE_wellkeeper").into(), PathBuf::from)
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap()
}

/// A value that depends on nothing but its place: a mixer (splitmix64) and two decimals.
fn value(series: usize, hour: usize) -> f64 {
    let mut x = (series as u64) << 32 | hour as u64;
    x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((x ^ (x >> 31)) % 2_000) as f64 / 100.0
}

async fn fill(folder: &Path, size: &Size) {
    let names = Names {
        zh: "测速".into(),
        en: "bench".into(),
    };
    let config = ZoneConfig::new(names, "Asia/Shanghai", vec!["water-quality".into()]).unwrap();
    Zone::init(folder, &config, Clock::system(), "bench")
        .await
        .unwrap();
    let zone = Zone::open(folder, zone::schema::Vocabulary::default(), Clock::system())
        .await
        .unwrap();
    let mut change = zone.state().change("bench").await.unwrap();
    let mut keys = Vec::new();
    for i in 0..size.series {
        let draft = ThingDraft {
            kind: "section".into(),
            code: format!("S{i:04}"),
            name_zh: format!("断面{i:04}"),
            name_en: None,
            geometry: None,
            fields: serde_json::Map::new(),
        };
        let (thing, _) = thing::put(&mut change, &draft).await.unwrap();
        keys.push(SeriesKey {
            thing,
            property: "codmn".into(),
            sample_kind: SampleKind::Routine,
        });
    }
    let ids = series::ensure(&mut change, &keys).await.unwrap();
    change
        .commit(AuditEntry::new("bench", "series", &serde_json::json!({})))
        .await
        .unwrap();
    for from in (0..size.hours).step_by(size.hours_a_commit) {
        let mut batches = Vec::new();
        for (i, key) in keys.iter().enumerate() {
            let hours = from..(from + size.hours_a_commit).min(size.hours);
            let rows: Vec<_> = hours.map(|hour| observation(ids[key], i, hour)).collect();
            batches.push(to_batch(&rows).unwrap());
        }
        let commit = Commit {
            who: "bench",
            reason: "fill",
            extra: zone::lake::Extra::default(),
            base: None,
        };
        zone.lake()
            .append(MAIN, OBSERVATIONS, &batches, &commit)
            .await
            .unwrap();
    }
}

fn observation(series: i64, index: usize, hour: usize) -> Observation {
    Observation {
        series,
        time_us: BEGIN_US + whole(hour) * HOUR_US,
        value: Some(value(index, hour)),
        flag: Flag::Normal,
        quality: Quality::Valid,
        level: Level::Raw,
        cause: None,
        sample_kind: SampleKind::Routine,
        method: None,
        detection_limit: None,
        qualifier: None,
        learned_us: BEGIN_US,
        source: "bench".into(),
        batch: 1,
        line: whole(hour) + 2,
    }
}

fn ours(folder: &Path, out: &Path) -> Duration {
    let began = Instant::now();
    let status = Command::new(program())
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
    let made = Command::new(program())
        .args(["demo", "--no-serve", "--dir"])
        .arg(&demo)
        .output()
        .unwrap();
    assert!(made.status.success());
    let sql = "select section, class from water_quality.section_month where month = '2021-04'";
    let times = (0..rounds.max(3))
        .map(|_| {
            let began = Instant::now();
            let asked = Command::new(program())
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
