//! Instruments that speak HJ 212 to a served zone, for the benches of the door.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use gateway::hj212::crc::CrcVariant;
use jiff::civil::DateTime;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::filled::program;

/// Codes that a device sends, what they are, and in which unit; the first nine are those of HJ 525.
pub const FACTORS: [(&str, &str, &str); 20] = [
    ("w01010", "water_temperature", "°C"),
    ("w01001", "ph", "1"),
    ("w01009", "dissolved_oxygen", "mg/L"),
    ("w01019", "codmn", "mg/L"),
    ("w01018", "cod", "mg/L"),
    ("w01017", "bod5", "mg/L"),
    ("w21003", "nh3n", "mg/L"),
    ("w21011", "tp", "mg/L"),
    ("w21001", "tn", "mg/L"),
    ("x10", "copper", "mg/L"),
    ("x11", "zinc", "mg/L"),
    ("x12", "fluoride", "mg/L"),
    ("x13", "selenium", "mg/L"),
    ("x14", "arsenic", "mg/L"),
    ("x15", "cyanide", "mg/L"),
    ("x16", "volatile_phenol", "mg/L"),
    ("x17", "petroleum", "mg/L"),
    ("x18", "sulfide", "mg/L"),
    ("x19", "chloride", "mg/L"),
    ("x20", "nitrate_n", "mg/L"),
];
/// Devices that speak from one address.
const DEVICES_OF_SOURCE: usize = 250;

/// A program that serves a zone with an open door.
pub struct Served {
    child: Child,
    /// Where its door is.
    pub door: SocketAddr,
    /// Where its page is, as `http://127.0.0.1:5180`.
    page: String,
}

impl Served {
    /// Of `zone`.
    pub fn start(zone: &Path) -> Self {
        let mut child = Command::new(program())
            .args(["--lang", "en", "--zone"])
            .arg(zone)
            .args(["serve", "--bind", "127.0.0.1:0", "--door", "127.0.0.1:0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = |before: &str| {
            let address = lines.find_map(|line| {
                let line = line.unwrap();
                let (_, address) = line.split_once(before)?;
                address.split_whitespace().next().map(str::to_owned)
            });
            address.unwrap_or_else(|| panic!("it ended: {}", child.wait().unwrap()))
        };
        let page = said("the page is at ");
        let address = said("HJ 212 at ");
        // What it says later must not stop it.
        std::thread::spawn(move || lines.map_while(Result::ok).count());
        Self {
            child,
            door: address.parse().unwrap(),
            page: page.trim_end_matches('/').to_owned(),
        }
    }

    /// Seconds until a path of its API is answered.
    pub fn seconds_of(&self, path: &str) -> f64 {
        let began = Instant::now();
        let mut answer = ureq::get(format!("{}{path}", self.page)).call().unwrap();
        answer.body_mut().read_to_vec().unwrap();
        began.elapsed().as_secs_f64()
    }

    /// Ends it as an operator does, and waits until it ended.
    pub fn stop(mut self) {
        Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .unwrap();
        self.child.wait().unwrap();
    }

    /// User and system time, from /proc.
    pub fn cpu_seconds(&self) -> f64 {
        const TICKS_A_SECOND: f64 = 100.0;
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let behind_name = stat.rsplit_once(')').unwrap().1;
        let fields: Vec<&str> = behind_name.split_whitespace().collect();
        let ticks: f64 = fields[11..13]
            .iter()
            .map(|text| text.parse::<f64>().unwrap())
            .sum();
        ticks / TICKS_A_SECOND
    }

    /// What it holds in memory, MB.
    pub fn memory_mb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .unwrap();
        let kib: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kib / 1024.0
    }
}

fn mn(device: usize) -> String {
    format!("01000000000000000000{device:04}")
}

/// A zone in `folder` with so many devices, each feeding the first `factors` of [`FACTORS`] at a section of
/// its own.
pub fn registered(folder: &Path, devices: usize, factors: usize) -> PathBuf {
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
        for (code, property, unit) in &FACTORS[..factors] {
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
    let packs = ["--packs", "water-quality", "--packs", "instruments"];
    ours(&[&["init", &name], &packs[..]].concat());
    ours(&["--zone", &name, "import", "things", &file("things.csv")]);
    ours(&["--zone", &name, "device", "import", &file("register")]);
    zone
}

/// What the program says on stdout.
pub fn ours(arguments: &[&str]) -> String {
    let output = Command::new(program()).args(arguments).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout).unwrap()
}

/// Sends minute after minute as one device from `first` on, each once the one before was answered, at most `most` and none
/// after `until`. Gives the milliseconds until each answer.
pub async fn send(
    door: SocketAddr,
    (device, factors): (usize, usize),
    (first, most): (DateTime, usize),
    until: Instant,
) -> Vec<f64> {
    let mut line = connect(door, device).await;
    line.set_nodelay(true).unwrap();
    let mut took = Vec::new();
    let mut buffer = [0; 512];
    for number in 0..most {
        if Instant::now() >= until {
            break;
        }
        let minutes = jiff::ToSpan::minutes(i64::try_from(number).unwrap());
        let bytes = frame(device, factors, first + minutes, number);
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

/// From one of several addresses of this machine: the door takes so many lines of each.
async fn connect(door: SocketAddr, device: usize) -> TcpStream {
    let source = u8::try_from(2 + device / DEVICES_OF_SOURCE).unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    socket
        .bind(SocketAddr::from(([127, 0, 0, source], 0)))
        .unwrap();
    socket.connect(door).await.unwrap()
}

fn frame(device: usize, factors: usize, at: DateTime, number: usize) -> Vec<u8> {
    let time = at.strftime("%Y%m%d%H%M%S").to_string();
    let mut segment = format!(
        "QN={time}000;ST=21;CN=2051;PW=123456;MN={};Flag=5;CP=&&DataTime={time}",
        mn(device)
    );
    for (factor, (code, _, _)) in FACTORS[..factors].iter().enumerate() {
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

/// Frames that the lake has, once what the door left in the inbox is carried.
pub fn frames_in_lake(zone: &Path) -> usize {
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
