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

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use filled::program;
use gateway::hj212::crc::CrcVariant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Codes of HJ 525 that the pack water-quality knows, of nine factors.
const FACTORS: [(&str, &str); 9] = [
    ("w01010", "water_temperature"),
    ("w01001", "ph"),
    ("w01009", "dissolved_oxygen"),
    ("w01019", "codmn"),
    ("w01018", "cod"),
    ("w01017", "bod5"),
    ("w21003", "nh3n"),
    ("w21011", "tp"),
    ("w21001", "tn"),
];
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
    let zone = registered(&folder, size.connections);
    let (mut served, address) = start(&zone);
    let (cpu_before, memory_before) = (cpu_seconds(served.id()), memory_mb(served.id()));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let began = Instant::now();
    let mut took = runtime.block_on(load(&address, &size));
    let seconds = began.elapsed().as_secs_f64();
    let cpu = cpu_seconds(served.id()) - cpu_before;
    let memory = memory_mb(served.id());
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
    Command::new("kill")
        .args(["-TERM", &served.id().to_string()])
        .status()
        .unwrap();
    served.wait().unwrap();
    let kept = counted(&zone);
    assert_eq!(
        kept,
        took.len(),
        "frames in the lake, and frames that were answered"
    );
    println!("  {kept} frames in the lake: each that was answered, once");
}

fn mn(device: usize) -> String {
    format!("01000000000000000000{device:04}")
}

/// A zone with a device a connection, each feeding nine series of a section of its own.
fn registered(folder: &Path, devices: usize) -> PathBuf {
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder.join("register")).unwrap();
    let mut things = "kind,code,name_zh\n".to_owned();
    let mut register = "mn,name_zh,name_en,edition,crc,networks,simulated\n".to_owned();
    let mut points = "mn,code,field,data,kind,thing,property,unit\n".to_owned();
    for device in 0..devices {
        let mn = mn(device);
        writeln!(things, "section,S{device},断面{device}").unwrap();
        writeln!(
            register,
            "{mn},数采仪{device},,2017,standard,127.0.0.0/8,true"
        )
        .unwrap();
        for (code, property) in FACTORS {
            let unit = match property {
                "water_temperature" => "°C",
                "ph" => "1",
                _ => "mg/L",
            };
            writeln!(
                points,
                "{mn},{code},Avg,minute,section,S{device},{property},{unit}"
            )
            .unwrap();
        }
    }
    std::fs::write(folder.join("things.csv"), things).unwrap();
    std::fs::write(folder.join("register/devices.csv"), register).unwrap();
    std::fs::write(folder.join("register/points.csv"), points).unwrap();
    let zone = folder.join("zone");
    let name = zone.display().to_string();
    let file = |name: &str| folder.join(name).display().to_string();
    ours(&[
        "init",
        &name,
        "--packs",
        "water-quality",
        "--packs",
        "instruments",
    ]);
    ours(&["--zone", &name, "import", "things", &file("things.csv")]);
    ours(&["--zone", &name, "device", "import", &file("register")]);
    zone
}

fn ours(arguments: &[&str]) -> String {
    let output = Command::new(program()).args(arguments).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout).unwrap()
}

fn start(zone: &Path) -> (Child, String) {
    let mut program = Command::new(program())
        .args(["--lang", "en", "--zone"])
        .arg(zone)
        .args(["serve", "--bind", "127.0.0.1:0", "--door", "127.0.0.1:0"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stderr.take().unwrap()).lines();
    let said = lines.find_map(|line| {
        let line = line.unwrap();
        line.split_once("HJ 212 at ")
            .map(|(_, address)| address.to_owned())
    });
    let Some(address) = said else {
        panic!("it ended: {}", program.wait().unwrap());
    };
    // What it says later must not stop it.
    std::thread::spawn(move || lines.map_while(Result::ok).count());
    (program, address)
}

/// Milliseconds until each answer, of all connections.
async fn load(address: &str, size: &Size) -> Vec<f64> {
    let until = Instant::now() + Duration::from_secs(size.seconds);
    let senders: Vec<_> = (0..size.connections)
        .map(|device| {
            let (address, most) = (address.to_owned(), size.frames.unwrap_or(usize::MAX));
            tokio::spawn(async move { send(&address, device, most, until).await })
        })
        .collect();
    let mut took = Vec::new();
    for sender in senders {
        took.extend(sender.await.unwrap());
    }
    took
}

async fn send(address: &str, device: usize, most: usize, until: Instant) -> Vec<f64> {
    let mut line = TcpStream::connect(address).await.unwrap();
    line.set_nodelay(true).unwrap();
    let mut took = Vec::new();
    let mut buffer = [0; 512];
    let first = jiff::civil::date(2026, 1, 1).at(0, 0, 0, 0);
    for number in 0..most {
        if Instant::now() >= until {
            break;
        }
        let bytes = frame(
            device,
            first + jiff::ToSpan::minutes(i64::try_from(number).unwrap()),
            number,
        );
        let sent = Instant::now();
        line.write_all(&bytes).await.unwrap();
        let mut heard = 0;
        while heard == 0 || !buffer[..heard].ends_with(b"\r\n") {
            let bytes = line.read(&mut buffer[heard..]).await.unwrap();
            assert!(bytes > 0, "the line broke");
            heard += bytes;
        }
        took.push(sent.elapsed().as_secs_f64() * 1e3);
    }
    took
}

fn frame(device: usize, at: jiff::civil::DateTime, number: usize) -> Vec<u8> {
    let time = at.strftime("%Y%m%d%H%M%S").to_string();
    let mut segment = format!(
        "QN={time}000;ST=21;CN=2051;PW=123456;MN={};Flag=5;CP=&&DataTime={time}",
        mn(device)
    );
    for (factor, (code, _)) in FACTORS.into_iter().enumerate() {
        let value = 5.0 + (number % 97 + factor) as f64 / 100.0;
        write!(
            segment,
            ";{code}-Min={value:.2},{code}-Avg={value:.3},{code}-Max={value:.2},{code}-Flag=N"
        )
        .unwrap();
    }
    segment.push_str("&&");
    let check = CrcVariant::Hj212.of(segment.as_bytes());
    format!("##{:04}{segment}{check:04X}\r\n", segment.len()).into_bytes()
}

/// Frames that the lake has.
fn counted(zone: &Path) -> usize {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let clock = zone::clock::Clock::system();
        let zone = zone::Zone::open(zone, zone::schema::Vocabulary::default(), clock)
            .await
            .unwrap();
        while zone::inbox::carry(&zone, "bench").await.unwrap().frames > 0 {}
        let last = zone
            .lake()
            .last_frame(zone.lake().head().unwrap())
            .await
            .unwrap();
        usize::try_from(last).unwrap()
    })
}

/// User and system time of a process, from /proc.
fn cpu_seconds(process: u32) -> f64 {
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let behind_name = stat.rsplit_once(')').unwrap().1;
    let fields: Vec<&str> = behind_name.split_whitespace().collect();
    let ticks: f64 = fields[11..13]
        .iter()
        .map(|text| text.parse::<f64>().unwrap())
        .sum();
    ticks / TICKS_A_SECOND
}

fn memory_mb(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    let kib: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib / 1024.0
}
