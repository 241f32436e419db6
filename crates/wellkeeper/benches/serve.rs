//! The busiest calls of the page, asked of a server on this machine that has 100 sections with two
//! years of readings: 200 requests a second, each counted from the moment at which it was due, so that
//! a server that falls behind cannot hide it. The generator shares the cores with the server.
//!
//! `WELLKEEPER_BENCH=small` takes 5 sections, a month and five requests a second, one second. `WELLKEEPER_BENCH_SECONDS=600`
//! asks each call for so long: then the memory says whether it grows.

#![allow(
    clippy::unwrap_used,
    reason = "a bench that cannot go on should stop and say where"
)]

mod filled;

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use filled::program;

const CONNECTIONS: usize = 8;
const READINGS_A_DAY: usize = 6;
/// What the section's dossier may take, of 99 in a hundred requests.
const GOAL_MS: f64 = 50.0;

struct Size {
    sections: usize,
    days: usize,
    seconds: u32,
    a_second: u32,
}

fn main() {
    let is_small = std::env::var("WELLKEEPER_BENCH").is_ok_and(|v| v == "small");
    let asked = std::env::var("WELLKEEPER_BENCH_SECONDS").ok();
    let seconds = asked.map_or(10, |text| text.parse().unwrap());
    let size = if is_small {
        Size {
            sections: 5,
            days: 30,
            seconds: 1,
            a_second: 5,
        }
    } else {
        Size {
            sections: 100,
            days: 730,
            seconds,
            a_second: 200,
        }
    };
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("serve");
    let zone = filled_zone(&folder, &size);
    let served = Served::start(&zone);
    let calls = [
        (
            "the section's dossier",
            "/api/things/section/S001".to_owned(),
        ),
        (
            "all classes of a month",
            table("section_month", "month=2021-01&limit=1000"),
        ),
        (
            "a section's items",
            table("item_month", "section=S001&limit=1000"),
        ),
        (
            "a chart of a series",
            "/api/series/1/buckets?width=800".to_owned(),
        ),
        (
            "a page of readings",
            "/api/series/1/observations?limit=100".to_owned(),
        ),
    ];
    println!(
        "{} sections, {} days; {} requests a second for {} s each, {CONNECTIONS} connections",
        size.sections, size.days, size.a_second, size.seconds
    );
    let before = served.memory_mb();
    for (what, path) in &calls {
        let (mut took, seconds) = served.asked(path, &size);
        took.sort_by(f64::total_cmp);
        let at = |percent: usize| took[(took.len() - 1) * percent / 100];
        println!(
            "  {what:<24} p50 {:6.1} ms   p99 {:6.1} ms   {:4.0} requests/s",
            at(50),
            at(99),
            took.len() as f64 / seconds
        );
    }
    println!("  (goal: the dossier's p99 below {GOAL_MS} ms)");
    println!(
        "  memory {before:.0} MB before, {:.0} MB after",
        served.memory_mb()
    );
}

fn table(name: &str, asked: &str) -> String {
    format!("/api/tables/water_quality.{name}?{asked}")
}

fn filled_zone(folder: &Path, size: &Size) -> PathBuf {
    let zone = folder.join(format!("zone-{}-{}", size.sections, size.days));
    if zone.join("filled").exists() {
        return zone;
    }
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder).unwrap();
    let file = folder.join("readings.csv");
    write(&file, size);
    let ours = |arguments: &[&str]| {
        let output = Command::new(program()).args(arguments).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{told}");
    };
    let (name, file) = (zone.display().to_string(), file.display().to_string());
    ours(&["init", &name]);
    let import = ["--zone", &name, "import", "observations", &file];
    ours(&[&import[..], &["--create-things", "section"]].concat());
    let months = ["water_quality.section_month", "water_quality.item_month"];
    ours(&[&["--zone", &name, "run"][..], &months].concat());
    std::fs::write(zone.join("filled"), "").unwrap();
    zone
}

fn write(file: &Path, size: &Size) {
    let mut out = BufWriter::new(std::fs::File::create(file).unwrap());
    writeln!(out, "section,time,ph,dissolved_oxygen,codmn,nh3n,tp,tn").unwrap();
    let first = jiff::civil::date(2021, 1, 1);
    for (step, day) in first
        .series(jiff::ToSpan::day(1))
        .take(size.days)
        .enumerate()
    {
        for section in 0..size.sections {
            for part in 0..READINGS_A_DAY {
                let v = ((step * 31 + section * 7 + part) % 97) as f64 / 100.0;
                let hour = part * 24 / READINGS_A_DAY;
                writeln!(
                    out,
                    "S{section:03},{day} {hour:02}:00,{:.2},{:.2},{:.2},{:.3},{:.3},{:.2}",
                    7.0 + v,
                    8.0 + v,
                    1.5 + v,
                    0.05 + v / 10.0,
                    0.01 + v / 50.0,
                    1.0 + v
                )
                .unwrap();
            }
        }
    }
    out.flush().unwrap();
}

struct Served {
    program: Child,
    address: String,
}

impl Served {
    fn start(zone: &Path) -> Self {
        let mut program = Command::new(program())
            .arg("--zone")
            .arg(zone)
            .args(["serve", "--bind", "127.0.0.1:0"])
            .env("RUST_LOG", "error")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(program.stderr.take().unwrap()).lines();
        let line = lines.find_map(|line| line.unwrap().split("http://").nth(1).map(str::to_owned));
        let address = line.unwrap();
        let address = format!("http://{}", address.split('/').next().unwrap());
        std::thread::spawn(move || lines.for_each(drop));
        Self { program, address }
    }

    /// The milliseconds of each request, from when it was due, and the seconds of all.
    fn asked(&self, path: &str, size: &Size) -> (Vec<f64>, f64) {
        let url = format!("{}{path}", self.address);
        let all = usize::try_from(size.a_second * size.seconds).unwrap();
        let next = AtomicUsize::new(0);
        let began = Instant::now();
        let took = std::thread::scope(|scope| {
            let askers: Vec<_> = (0..CONNECTIONS)
                .map(|_| scope.spawn(|| asker(&url, all, f64::from(size.a_second), &next, began)))
                .collect();
            askers
                .into_iter()
                .flat_map(|asker| asker.join().unwrap())
                .collect()
        });
        (took, began.elapsed().as_secs_f64())
    }

    fn memory_mb(&self) -> f64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.program.id())).unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .unwrap();
        let kb: f64 = line.trim().trim_end_matches(" kB").parse().unwrap();
        kb / 1024.0
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// Asks whatever is due next, on a connection of its own.
fn asker(url: &str, all: usize, a_second: f64, next: &AtomicUsize, began: Instant) -> Vec<f64> {
    let agent: ureq::Agent = ureq::Agent::config_builder().build().into();
    let mut took = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= all {
            return took;
        }
        let due = began + Duration::from_secs_f64(number as f64 / a_second);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let mut answer = agent.get(url).call().unwrap();
        answer.body_mut().read_to_vec().unwrap();
        took.push(due.elapsed().as_secs_f64() * 1e3);
    }
}
