//! Mann–Kendall, Sen's slope and the seasonal Kendall test over many series of months, and over one
//! long series of days: ours by one query of a new process, pyMannKendall's own seconds over the same
//! readings; the answers are compared first. What the tests alone take of ours is that query less one
//! that reads, groups and gives the same rows and counts in their place.
//!
//! 10,000 series of 120 months and one of 10,000 days. pyMannKendall is asked for a sample of the
//! series, all of whose answers are compared, and its seconds are counted up to all.
//! `WELLKEEPER_BENCH=small` takes 20 series and 600 days, so that the ordinary tests run it too.

#![allow(
    clippy::unwrap_used,
    reason = "a bench that cannot go on should stop and say where"
)]

mod filled;

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use filled::program;

const MONTHS: usize = 120;
/// Slopes may differ by so much: pyMannKendall divides by whole steps and its medians by NumPy.
const TOLERANCE: f64 = 1e-9;
/// A step of ours is a day in years of 365 or 366 days; theirs is a step.
const TOLERANCE_OF_DAYS: f64 = 0.01;
const OF_MONTHS: &str = "\
select thing, m['s'], m['var_s'], l['slope'] / 12, k['s'], k['var_s'], k['slope']
from (
  select thing, mann_kendall(month, value) as m, sen_slope(month, value) as l,
    seasonal_kendall(month, value) as k
  from (select thing, month_of(time) as month, value from observations where thing <> 'D')
  group by thing
)
order by thing";
const OF_DAYS: &str = "\
select 'D', mann_kendall(day, value)['s'], mann_kendall(day, value)['var_s'],
  sen_slope(day, value)['slope'] / 365.2425
from (select day_of(time) as day, value from observations where thing = 'D')";

/// [`OF_MONTHS`] without its tests.
const COUNTED_MONTHS: &str = "\
select thing, count(month), sum(value), min(month), max(month), min(value), max(value)
from (select thing, month_of(time) as month, value from observations where thing <> 'D')
group by thing
order by thing";
/// [`OF_DAYS`] without its tests.
const COUNTED_DAYS: &str = "\
select 'D', count(day), sum(value), max(value)
from (select day_of(time) as day, value from observations where thing = 'D')";

struct Size {
    series: usize,
    sample: usize,
    days: usize,
    rounds: usize,
}

fn main() {
    let is_small = std::env::var("WELLKEEPER_BENCH").is_ok_and(|v| v == "small");
    let size = if is_small {
        Size {
            series: 20,
            sample: 5,
            days: 600,
            rounds: 1,
        }
    } else {
        Size {
            series: 10_000,
            sample: 200,
            days: 10_000,
            rounds: 3,
        }
    };
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("trend");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let (file, zone) = (folder.join("readings.csv"), folder.join("zone"));
    write(&file, &size);
    import(&zone, &file);

    let sample: Vec<String> = (0..size.sample)
        .map(|at| section(at * size.series / size.sample))
        .collect();
    let ours = Race {
        what: format!("{} series of {MONTHS} months", size.series),
        zone: &zone,
        file: &file,
        rounds: size.rounds,
    };
    ours.run([OF_MONTHS, COUNTED_MONTHS], &sample, size.series, TOLERANCE);
    let days = Race {
        what: format!("one series of {} days", size.days),
        ..ours
    };
    days.run(
        [OF_DAYS, COUNTED_DAYS],
        &["D".to_owned()],
        1,
        TOLERANCE_OF_DAYS,
    );
}

fn section(number: usize) -> String {
    format!("S{number:05}")
}

/// A value that depends on nothing but its place: a mixer (splitmix64), two decimals, and a trend
/// that differs from series to series.
fn hundredths(series: usize, step: usize) -> u64 {
    let mut x = (series as u64) << 32 | step as u64;
    x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (x ^ (x >> 31)) % 400 + 100 + (step * (series % 7)) as u64 / 8
}

fn write(file: &Path, size: &Size) {
    let mut out = BufWriter::new(std::fs::File::create(file).unwrap());
    writeln!(out, "section,time,property,value").unwrap();
    let mut line = |section: &str, day: String, value: u64| {
        let (whole, rest) = (value / 100, value % 100);
        writeln!(out, "{section},{day} 08:00,codmn,{whole}.{rest:02}").unwrap();
    };
    for series in 0..size.series {
        for month in 0..MONTHS {
            let day = format!("{}-{:02}-15", 2010 + month / 12, month % 12 + 1);
            line(&section(series), day, hundredths(series, month));
        }
    }
    let first = jiff::civil::date(1990, 1, 1);
    for (step, day) in first
        .series(jiff::ToSpan::day(1))
        .take(size.days)
        .enumerate()
    {
        line(
            "D",
            day.to_string(),
            hundredths(1, step) + step as u64 / 100,
        );
    }
    out.flush().unwrap();
}

fn import(zone: &Path, file: &Path) {
    let ours = |arguments: &[&str]| {
        let output = Command::new(program()).args(arguments).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{told}");
    };
    let (zone, file) = (zone.display().to_string(), file.display().to_string());
    ours(&["init", &zone]);
    let import = ["--zone", &zone, "import", "observations", &file];
    ours(&[&import[..], &["--create-things", "section"]].concat());
}

/// The tests of a section: its name, and the numbers in the columns' order.
type Answers = Vec<(String, Vec<f64>)>;

struct Race<'a> {
    what: String,
    zone: &'a Path,
    file: &'a Path,
    rounds: usize,
}

impl Race<'_> {
    /// Compares the answers of the sample, then the seconds of all series.
    fn run(&self, sql: [&str; 2], sample: &[String], series: usize, tolerance: f64) {
        let [tested, counted] = sql;
        let (mut ours, mut alone, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..self.rounds {
            let without = self.asked(counted);
            let seconds = self.asked(tested);
            let found = self.answers();
            assert_eq!(found.len(), series);
            ours.push(seconds);
            alone.push(seconds - without);
            let (expected, seconds) = self.theirs(sample);
            theirs.push(seconds / sample.len() as f64 * series as f64);
            if round == 0 {
                compare(&found, &expected, tolerance);
            }
        }
        let (ours, alone, theirs) = (median(ours), median(alone), median(theirs));
        println!(
            "{}, s and var_s equal, slopes to {tolerance}, medians of {}",
            self.what, self.rounds
        );
        println!("  ours, whole process         {ours:.2} s");
        println!(
            "  pyMannKendall, tests alone  {theirs:.2} s, by {} of {series}   theirs / ours {:.0}",
            sample.len(),
            theirs / ours
        );
        println!(
            "  ours, tests alone           {alone:.3} s   theirs / ours {:.0} (goal: 100)",
            theirs / alone
        );
    }

    /// The seconds of a new process that answers `sql`.
    fn asked(&self, sql: &str) -> f64 {
        let out = self.zone.with_extension("ours.csv");
        let began = Instant::now();
        let status = Command::new(program())
            .args(["query", sql, "--format", "csv", "--zone"])
            .arg(self.zone)
            .arg("--out")
            .arg(&out)
            .status()
            .unwrap();
        let took = began.elapsed().as_secs_f64();
        assert!(status.success());
        took
    }

    /// What was answered last.
    fn answers(&self) -> Answers {
        read(&self.zone.with_extension("ours.csv"), 1)
    }

    fn theirs(&self, sample: &[String]) -> (Answers, f64) {
        let python = std::env::var("WELLKEEPER_DUCKDB_PYTHON")
            .expect("WELLKEEPER_DUCKDB_PYTHON is not set: run this through `make bench`");
        let out = self.zone.with_extension("theirs.csv");
        let output = Command::new(python)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/trend.py"))
            .arg(self.file)
            .arg(sample.join(","))
            .arg(&out)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{told}");
        let seconds = String::from_utf8(output.stdout).unwrap();
        (read(&out, 0), seconds.trim().parse().unwrap())
    }
}

fn read(file: &Path, header: usize) -> Answers {
    let text = std::fs::read_to_string(file).unwrap();
    let row = |line: &str| {
        let (name, numbers) = line.split_once(',').unwrap();
        let numbers = numbers.split(',').map(|number| number.parse().unwrap());
        (name.to_owned(), numbers.collect())
    };
    text.lines().skip(header).map(row).collect()
}

/// Every third number is a slope; the others must be the same.
fn compare(ours: &Answers, theirs: &Answers, tolerance: f64) {
    for (name, expected) in theirs {
        let (_, found) = ours.iter().find(|(section, _)| section == name).unwrap();
        assert_eq!(found.len(), expected.len(), "{name}");
        for (place, (found, expected)) in found.iter().zip(expected).enumerate() {
            let allowed = if place % 3 == 2 { tolerance } else { 1e-12 };
            assert!(
                (found - expected).abs() <= allowed * expected.abs().max(1e-3),
                "{name}, number {place}: {found} against {expected}"
            );
        }
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
