//! A zone with many observations, made once and kept for all benches.

#![allow(dead_code, reason = "a bench may need a part of it")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::tz::TimeZone;

pub const HOUR_US: i64 = 3_600_000_000;
/// 2019-12-31T16:00:00Z, the first hour of 2020 in Beijing.
pub const BEGIN_US: i64 = 1_577_808_000_000_000;

pub struct Size {
    pub series: usize,
    pub hours: usize,
    pub hours_a_file: usize,
}

impl Size {
    pub fn of(is_small: bool) -> Self {
        let (series, hours, hours_a_file) = if is_small {
            (100, 1_000, 500)
        } else {
            (1_000, 50_000, 2_500)
        };
        Self {
            series,
            hours,
            hours_a_file,
        }
    }
}

/// The folder of the zone, which the program fills when it is not there yet.
pub fn zone(is_small: bool) -> PathBuf {
    let size = Size::of(is_small);
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("filled_4_{}", size.series));
    if !folder.join("filled").exists() {
        let _ = std::fs::remove_dir_all(&folder);
        println!(
            "importing {} observations into {}",
            size.series * size.hours,
            folder.display()
        );
        fill(&folder, &size);
        std::fs::write(folder.join("filled"), "").unwrap();
    }
    folder
}

pub fn program() -> PathBuf {
    std::env::var_os("WELLKEEPER_PROGRAM")
        .map_or_else(|| env!("CARGO_BIN_EXE_wellkeeper").into(), PathBuf::from)
}

/// Hundredths that depend on nothing but their place: a mixer (splitmix64).
fn hundredths(series: usize, hour: usize) -> u64 {
    let mut x = (series as u64) << 32 | hour as u64;
    x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (x ^ (x >> 31)) % 2_000
}

fn ask(arguments: &[&str]) {
    let output = Command::new(program())
        .args(arguments)
        .env("WELLKEEPER_WHO", "bench")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
}

fn fill(folder: &Path, size: &Size) {
    let zone = folder.display().to_string();
    ask(&["init", &zone]);
    let file = folder.join("filled.csv");
    let name = file.display().to_string();
    let mut text = "kind,code,name_zh,water_body\n".to_owned();
    for series in 0..size.series {
        writeln!(text, "section,S{series:04},S{series:04},river").unwrap();
    }
    std::fs::write(&file, text).unwrap();
    ask(&["--zone", &zone, "import", "things", &name]);
    for from in (0..size.hours).step_by(size.hours_a_file) {
        let until = (from + size.hours_a_file).min(size.hours);
        std::fs::write(&file, readings(size, from, until)).unwrap();
        ask(&["--zone", &zone, "import", "observations", &name]);
    }
    std::fs::remove_file(&file).unwrap();
}

/// The readings of all series from one hour to another, as a narrow CSV.
fn readings(size: &Size, from: usize, until: usize) -> String {
    let beijing = TimeZone::get("Asia/Shanghai").unwrap();
    let stamp = |hour: usize| {
        let micros = BEGIN_US + i64::try_from(hour).unwrap() * HOUR_US;
        format!(",{},", zone::instant::show(micros, &beijing))
    };
    let stamps: Vec<String> = (from..until).map(stamp).collect();
    let mut text = "断面名称,监测时间,高锰酸盐指数\n".to_owned();
    for series in 0..size.series {
        let code = format!("S{series:04}");
        for (hour, stamp) in (from..until).zip(&stamps) {
            let value = hundredths(series, hour);
            text.push_str(&code);
            text.push_str(stamp);
            writeln!(text, "{}.{:02}", value / 100, value % 100).unwrap();
        }
    }
    text
}
