//! The last day of a thousand enterprises at the door, twenty channels each and a frame a minute, pressed into
//! minutes, while somebody looks at their devices. Memory is told as it goes; at the end the lake is compacted, and its frames and readings are counted against
//! what was answered.
//!
//! `WELLKEEPER_BENCH=small` takes 4 devices and 10 minutes of the day.

#![allow(
    clippy::unwrap_used,
    reason = "a bench that cannot go on should stop and say where"
)]

mod filled;
mod instruments;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use instruments::{FACTORS, Served, frames_in_lake, ours, registered, send};

const LOOK_EVERY: Duration = Duration::from_secs(10);
/// What somebody looks at meanwhile.
const DEVICES: &str = "/api/devices";
/// A run that takes longer has stalled.
const HOURS_MAX: u64 = 1;

fn main() {
    let is_small = std::env::var("WELLKEEPER_BENCH").is_ok_and(|v| v == "small");
    let (devices, minutes) = if is_small { (4, 10) } else { (1_000, 1_440) };
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("soak");
    let zone = registered(&folder, devices, FACTORS.len());
    let served = Arc::new(Served::start(&zone));
    let is_over = Arc::new(AtomicBool::new(false));
    let watching = watch(&served, &is_over);
    let began = Instant::now();
    let answered = day(&served, devices, minutes);
    let seconds = began.elapsed().as_secs_f64();
    let cpu = served.cpu_seconds();
    is_over.store(true, Ordering::Relaxed);
    let (memory, looks) = watching.join().unwrap();
    println!(
        "{devices} devices, {minutes} minutes, {} channels: {answered} frames answered in {seconds:.0} s, \
         {:.0} a second, {:.1} µs of the program's CPU a frame",
        FACTORS.len(),
        answered as f64 / seconds,
        cpu * 1e6 / answered as f64
    );
    let every = LOOK_EVERY.as_secs();
    let told = |numbers: &[f64], digits: usize| {
        let told: Vec<String> = numbers.iter().map(|n| format!("{n:.digits$}")).collect();
        told.join(" ")
    };
    println!("  memory every {every} s, MB: {}", told(&memory, 0));
    println!("  {DEVICES} every {every} s, seconds: {}", told(&looks, 2));
    let quiet = [(); 3].map(|()| served.seconds_of(DEVICES));
    println!("  and once no frame comes any more: {}", told(&quiet, 2));
    Arc::into_inner(served).unwrap().stop();
    assert_eq!(frames_in_lake(&zone), answered, "frames in the lake");
    compacted(&zone, answered);
}

/// Looks at the program's memory, and at its devices, until `is_over`.
fn watch(
    served: &Arc<Served>,
    is_over: &Arc<AtomicBool>,
) -> std::thread::JoinHandle<(Vec<f64>, Vec<f64>)> {
    let (served, is_over) = (Arc::clone(served), Arc::clone(is_over));
    std::thread::spawn(move || {
        let (mut seen, mut looks) = (vec![served.memory_mb()], Vec::new());
        let mut next = Instant::now() + LOOK_EVERY;
        while !is_over.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(100));
            if Instant::now() >= next {
                seen.push(served.memory_mb());
                looks.push(served.seconds_of(DEVICES));
                next = Instant::now() + LOOK_EVERY;
            }
        }
        seen.push(served.memory_mb());
        (seen, looks)
    })
}

/// Sends the day; gives how many frames were answered.
fn day(served: &Served, devices: usize, minutes: usize) -> usize {
    let until = Instant::now() + Duration::from_secs(HOURS_MAX * 3_600);
    let now = jiff::Timestamp::now().in_tz("Asia/Shanghai").unwrap();
    let first = now.datetime() - jiff::ToSpan::minutes(i64::try_from(minutes).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let senders: Vec<_> = (0..devices)
            .map(|device| {
                tokio::spawn(send(
                    served.door,
                    (device, FACTORS.len()),
                    (first, minutes),
                    until,
                ))
            })
            .collect();
        let mut answered = 0;
        for sender in senders {
            answered += sender.await.unwrap().len();
        }
        answered
    })
}

/// Compacts the lake and counts what it holds.
fn compacted(zone: &Path, answered: usize) {
    let name = zone.display().to_string();
    let size = |what: &str| {
        let bytes = folder_bytes(&zone.join("lake"));
        println!("  the lake {what}: {:.0} MB", bytes as f64 / 1e6);
    };
    size("as the door left it");
    let began = Instant::now();
    ours(&["--zone", &name, "compact"]);
    println!("  compacted in {:.0} s", began.elapsed().as_secs_f64());
    size("compacted");
    let count = |sql: &str| {
        let said = ours(&["--zone", &name, "--json", "query", sql]);
        let rows: serde_json::Value = serde_json::from_str(&said).unwrap();
        usize::try_from(rows["rows"][0]["n"].as_u64().unwrap()).unwrap()
    };
    let frames = count("select count(distinct frame) as n from lake.main.frames");
    let readings = count("select count(*) as n from observations");
    assert_eq!(frames, answered, "frames, each once");
    assert_eq!(readings, answered * FACTORS.len(), "readings, each once");
    println!("  {frames} frames and {readings} readings, each that was answered, once");
}

fn folder_bytes(folder: &Path) -> u64 {
    let mut bytes = 0;
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            match entry.metadata().unwrap() {
                of if of.is_dir() => waiting.push(entry.path()),
                of => bytes += of.len(),
            }
        }
    }
    bytes
}
