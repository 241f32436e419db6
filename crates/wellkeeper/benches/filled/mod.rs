//! A zone with many observations, made once and kept for all benches.

#![allow(dead_code, reason = "a bench may need a part of it")]

use std::path::{Path, PathBuf};

use zone::Zone;
use zone::clock::Clock;
use zone::config::{Names, ZoneConfig};
use zone::lake::{Commit, Extra, MAIN, Month, OBSERVATIONS, Touched, log_new_commits};
use zone::observation::arrow::to_batch;
use zone::observation::{Flag, Level, Observation, Quality, SampleKind};
use zone::series::{self, SeriesKey};
use zone::state::AuditEntry;
use zone::thing::{self, ThingDraft};

pub const HOUR_US: i64 = 3_600_000_000;
/// 2019-12-31T16:00:00Z, the first hour of 2020 in Beijing.
pub const BEGIN_US: i64 = 1_577_808_000_000_000;

pub struct Size {
    pub series: usize,
    pub hours: usize,
    pub hours_a_commit: usize,
}

impl Size {
    pub fn of(is_small: bool) -> Self {
        let (series, hours, hours_a_commit) = if is_small {
            (100, 2_000, 1_000)
        } else {
            (1_000, 50_000, 2_500)
        };
        Self {
            series,
            hours,
            hours_a_commit,
        }
    }
}

/// The folder of the zone, which is filled when it is not there yet.
pub fn zone(is_small: bool) -> PathBuf {
    let size = Size::of(is_small);
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("filled_3_{}", size.series));
    if !folder.join("filled").exists() {
        let _ = std::fs::remove_dir_all(&folder);
        println!(
            "writing {} observations to {}",
            size.series * size.hours,
            folder.display()
        );
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(fill(&folder, &size));
        std::fs::write(folder.join("filled"), "").unwrap();
    }
    folder
}

/// The first month of the hours from `from` to `until`, and all after it.
fn months(from: usize, until: usize) -> Vec<Month> {
    let tz = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
    let of = |hour: usize| Month::of(BEGIN_US + whole(hour) * HOUR_US, &tz).unwrap();
    let (mut month, last) = (of(from), of(until - 1));
    let mut months = vec![month];
    while month < last {
        month = month.plus(1);
        months.push(month);
    }
    months
}

pub fn program() -> PathBuf {
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

fn section(index: usize) -> ThingDraft {
    ThingDraft {
        kind: "section".into(),
        code: format!("S{index:04}"),
        name_zh: format!("断面{index:04}"),
        name_en: None,
        geometry: None,
        fields: [("water_body".to_owned(), "river".into())]
            .into_iter()
            .collect(),
    }
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
        let draft = section(i);
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
        let until = (from + size.hours_a_commit).min(size.hours);
        let mut touched = Touched::default();
        for month in months(from, until) {
            for id in ids.values() {
                touched.insert(*id, month);
            }
        }
        let mut batches = Vec::new();
        for (i, key) in keys.iter().enumerate() {
            let rows: Vec<_> = (from..until)
                .map(|hour| observation(ids[key], i, hour))
                .collect();
            batches.push(to_batch(&rows).unwrap());
        }
        let commit = Commit {
            who: "bench",
            reason: "fill",
            extra: Extra {
                kind: "import".into(),
                touched: touched.to_text(),
                ..Extra::default()
            },
            base: None,
        };
        zone.lake()
            .append(MAIN, OBSERVATIONS, &batches, &commit)
            .await
            .unwrap();
        let mut change = zone.state().change("bench").await.unwrap();
        log_new_commits(&mut change, zone.lake()).await.unwrap();
        let entry = AuditEntry::new("bench", "fill", &serde_json::json!({}));
        change.commit(entry).await.unwrap();
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
