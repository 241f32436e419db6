//! Frames a second at the door, durable and answered: minute data of nine factors over 200 connections,
//! each waiting for its answer before it sends on, as a data logger does. The generator shares the cores
//! with the program; the program's own CPU a frame stands beside the rate. At the end every frame that was
//! answered is counted in the lake.
//!
//! `WELLKEEPER_BENCH=small` takes 4 connections and 5 frames each. `WELLKEEPER_BENCH_SECONDS=600` goes on for so
//! long: then the memory says whether it grows.

#![allow(
    clippy::unwrap_used,
    reason = "a bench that cannot go on should stop and say where"
)]

mod filled;
mod instruments;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use instruments::{Served, frames_in_lake, registered, send};

/// Of [`instruments::FACTORS`].
const FACTORS: usize = 9;
const GOAL_RATE: f64 = 10_000.0;
const GOAL_CPU_US: f64 = 60.0;
const GOAL_P99_MS: f64 = 100.0;
/// What InfluxDB 1.6.7 took on four cores like these, a POST of nine points each (measured once).
const INFLUX_RATE: f64 = 1_232.0;

struct Size {
    connections: usize,
    frames: Option<usize>,
    seconds: u64,
}

fn main() {
    let is_small = std::env::var("WELLKEEPER_BENCH").is_ok_and(|v| v == "small");
    let asked = std::env::var("WELLKEEPER_BENCH_SECONDS").ok();
    let size = if is_small {
        Size {
            connections: 4,
            frames: Some(5),
            seconds: 20,
        }
    } else {
        Size {
            connections: 200,
            frames: None,
            seconds: asked.map_or(20, |text| text.parse().unwrap()),
        }
    };
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("door");
    let zone = registered(&folder, size.connections, FACTORS);
    let served = Served::start(&zone);
    let (cpu_before, memory_before) = (served.cpu_seconds(), served.memory_mb());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let began = Instant::now();
    let mut took = runtime.block_on(load(&served, &size));
    let seconds = began.elapsed().as_secs_f64();
    let cpu = served.cpu_seconds() - cpu_before;
    let memory = served.memory_mb();
    took.sort_by(f64::total_cmp);
    let frames = took.len() as f64;
    let at = |percent: usize| took[(took.len() - 1) * percent / 100];
    println!(
        "{} connections, {:.0} frames of 9 factors in {seconds:.1} s",
        size.connections, frames
    );
    println!(
        "  {:8.0} frames/s durable and answered (goal {GOAL_RATE:.0}; InfluxDB {INFLUX_RATE:.0}, not measured in this run)",
        frames / seconds
    );
    println!(
        "  {:8.1} µs of the program's CPU a frame (goal {GOAL_CPU_US:.0})",
        cpu * 1e6 / frames
    );
    println!(
        "  answered after p50 {:.1} ms, p99 {:.1} ms (goal {GOAL_P99_MS:.0}), longest {:.1} ms",
        at(50),
        at(99),
        at(100)
    );
    println!("  memory {memory_before:.0} MB before, {memory:.0} MB after");
    println!(
        "  its devices on the page after {:.2} s",
        served.seconds_of("/api/devices")
    );
    served.stop();
    let kept = frames_in_lake(&zone);
    assert_eq!(
        kept,
        took.len(),
        "frames in the lake, and frames that were answered"
    );
    println!("  {kept} frames in the lake: each that was answered, once");
}

/// Milliseconds until each answer, of all connections.
async fn load(served: &Served, size: &Size) -> Vec<f64> {
    let until = Instant::now() + Duration::from_secs(size.seconds);
    let first = jiff::civil::date(2026, 1, 1).at(0, 0, 0, 0);
    let senders: Vec<_> = (0..size.connections)
        .map(|device| {
            let (door, most) = (served.door, size.frames.unwrap_or(usize::MAX));
            tokio::spawn(async move { send(door, (device, FACTORS), (first, most), until).await })
        })
        .collect();
    let mut took = Vec::new();
    for sender in senders {
        took.extend(sender.await.unwrap());
    }
    took
}
