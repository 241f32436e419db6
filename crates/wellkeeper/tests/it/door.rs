//! Instruments at the door of the program: what was answered is kept, whatever becomes of the program.

mod kept;
mod power;
mod secure;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use gateway::hj212::crc::CrcVariant;

use crate::program::Walk;
use crate::served::Served;

const DEVICES: usize = 4;
const KILLS: usize = 3;

fn mn(device: usize) -> String {
    format!("0100000000000000000000{device:02}")
}

/// A zone whose register has some devices, each feeding ammonia of a section of its own.
fn zone() -> Walk {
    let walk = Walk::without_zone();
    walk.init(&[
        "init",
        "zone",
        "--packs",
        "water-quality",
        "--packs",
        "instruments",
    ]);
    let mut things = "kind,code,name_zh\n".to_owned();
    let mut devices = "mn,name_zh,name_en,edition,crc,networks,simulated\n".to_owned();
    let mut points = "mn,code,field,data,kind,thing,property,unit\n".to_owned();
    for device in 0..DEVICES {
        let mn = mn(device);
        writeln!(things, "section,S{device},断面{device}").unwrap();
        writeln!(
            devices,
            "{mn},数采仪{device},,2017,standard,127.0.0.0/8,true"
        )
        .unwrap();
        writeln!(
            points,
            "{mn},w21003,Rtd,realtime,section,S{device},nh3n,mg/L"
        )
        .unwrap();
    }
    std::fs::create_dir(walk.path("register")).unwrap();
    walk.write("things.csv", things);
    walk.write("register/devices.csv", devices);
    walk.write("register/points.csv", points);
    walk.done(&["--zone", "zone", "import", "things", "things.csv"]);
    let said = walk.done(&["--zone", "zone", "device", "import", "register"]);
    assert!(said.contains('4'), "{said}");
    walk
}

/// The program with its door open, and where.
fn open(walk: &Walk) -> (Child, String) {
    open_with(walk, &["--door", "127.0.0.1:0"], "HJ 212 at ")
}

/// The program with its door open by `door`, and the address that it says after `before`.
fn open_with(walk: &Walk, door: &[&str], before: &str) -> (Child, String) {
    open_by(walk, door, before, |_| {})
}

/// The same, of a command that `prepare` has prepared.
fn open_by(
    walk: &Walk,
    door: &[&str],
    before: &str,
    prepare: impl FnOnce(&mut Command),
) -> (Child, String) {
    let serve = [
        "--zone",
        "zone",
        "--lang",
        "en",
        "serve",
        "--bind",
        "127.0.0.1:0",
    ];
    let mut command = walk.command(&[&serve[..], door].concat());
    prepare(&mut command);
    let mut program = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stderr.take().unwrap()).lines();
    let said = lines.find_map(|line| {
        let line = line.unwrap();
        line.split_once(before)
            .map(|(_, address)| address.to_owned())
    });
    let Some(address) = said else {
        panic!("it ended: {}", program.wait().unwrap());
    };
    // What it says later must not stop it.
    std::thread::spawn(move || lines.map_while(Result::ok).count());
    (program, address)
}

fn frame(device: usize, number: usize) -> (String, Vec<u8>) {
    let (minute, hour, day) = (number % 60, number / 60 % 24, number / 1_440 + 1);
    let time = format!("202610{day:02}{hour:02}{minute:02}00");
    let qn = format!("{time}{:03}", 0);
    let segment = format!(
        "QN={qn};ST=21;CN=2011;PW=123456;MN={};Flag=5;CP=&&DataTime={time};w21003-Rtd=0.{number:04},w21003-Flag=N&&",
        mn(device)
    );
    let check = CrcVariant::Hj212.of(segment.as_bytes());
    let frame = format!("##{:04}{segment}{check:04X}\r\n", segment.len());
    (qn, frame.into_bytes())
}

/// Sends frames one after another, each when the one before was answered; tells what was answered,
/// until the line breaks.
fn send(address: &str, device: usize, from: usize, answered: &mpsc::Sender<(usize, String)>) {
    let Ok(mut line) = TcpStream::connect(address) else {
        return;
    };
    line.set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    for number in from.. {
        let (qn, bytes) = frame(device, number);
        if line.write_all(&bytes).is_err() {
            return;
        }
        let (mut heard, mut buffer) = (String::new(), [0; 512]);
        while !heard.contains("\r\n") {
            match line.read(&mut buffer) {
                Ok(0) | Err(_) => return,
                Ok(bytes) => heard += &String::from_utf8_lossy(&buffer[..bytes]),
            }
        }
        assert!(heard.contains(&format!("QN={qn};ST=91;CN=9014")), "{heard}");
        answered.send((device, qn)).unwrap();
    }
}

/// The keys of all frames that the book has, each with its device.
fn kept(walk: &Walk) -> Vec<(String, String)> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let vocabulary = zone::schema::Vocabulary::default();
        let clock = zone::clock::Clock::system();
        let zone = zone::Zone::open(&walk.path("zone"), vocabulary, clock)
            .await
            .unwrap();
        while zone::inbox::carry(&zone, "tester").await.unwrap().frames > 0 {}
        let last = zone
            .lake()
            .last_frame(zone.lake().head().unwrap())
            .await
            .unwrap();
        let numbers: Vec<i64> = (1..=last).collect();
        let frames = zone::inbox::frames(&zone, &numbers).await.unwrap();
        let mn_of = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            text.split(';')
                .find_map(|f| f.strip_prefix("MN=").map(str::to_owned))
                .unwrap()
        };
        let keys = frames.values().map(|f| (mn_of(&f.bytes), f.key.clone()));
        keys.collect()
    })
}

#[test]
fn a_program_that_is_killed_under_load_has_kept_every_frame_that_it_answered() {
    let walk = zone();
    let (tell, told) = mpsc::channel();
    for round in 0..KILLS {
        let (mut program, address) = open(&walk);
        let senders: Vec<_> = (0..DEVICES)
            .map(|device| {
                let (tell, address) = (tell.clone(), address.clone());
                std::thread::spawn(move || send(&address, device, round * 5_000, &tell))
            })
            .collect();
        std::thread::sleep(Duration::from_millis(
            700 + 300 * u64::try_from(round).unwrap(),
        ));
        program.kill().unwrap();
        program.wait().unwrap();
        for sender in senders {
            sender.join().unwrap();
        }
    }
    drop(tell);
    let answered: Vec<(usize, String)> = told.into_iter().collect();
    assert!(
        answered.len() > 3 * KILLS * DEVICES,
        "{} frames",
        answered.len()
    );
    let all = kept(&walk);
    let distinct: BTreeSet<_> = all.iter().cloned().collect();
    assert_eq!(distinct.len(), all.len(), "a frame is there twice");
    for (device, qn) in answered {
        let key = (mn(device), format!("{qn}/2011/0"));
        assert!(distinct.contains(&key), "{key:?} was answered and is lost");
    }
    walk.done(&["--zone", "zone", "verify"]);
}

#[test]
fn a_figure_is_followed_back_to_the_bytes_of_its_frame() {
    let walk = zone();
    let (mut program, address) = open(&walk);
    let (tell, told) = mpsc::channel();
    let sender = std::thread::spawn(move || send(&address, 1, 600, &tell));
    let (_, qn) = told.recv_timeout(Duration::from_secs(20)).unwrap();
    program.kill().unwrap();
    program.wait().unwrap();
    drop(told);
    assert!(
        sender.join().is_ok() || qn.starts_with("20261001"),
        "the line broke"
    );
    kept(&walk);
    walk.done(&["--zone", "zone", "run"]);
    let key = [
        "water_quality.item_day",
        "section=S1",
        "item=nh3n",
        "day=2026-10-01",
    ];
    let said = walk.done(&[&["--zone", "zone", "--lang", "en", "explain"], &key[..]].concat());
    let frame = String::from_utf8(frame(1, 600).1).unwrap();
    assert!(said.contains(frame.trim_end()), "{said}");
    let said = walk.done(&["--zone", "zone", "device", "frame", "1"]);
    assert!(said.contains(frame.trim_end()), "{said}");
    // It has the device's password in it: whoever reads without a name does not see it.
    let why = "/api/why?table=water_quality.item_day&section=S1&item=nh3n&day=2026-10-01";
    for (more, is_seen) in [(&[][..], true), (&["--public-read"][..], false)] {
        let serve = ["--zone", "zone", "serve", "--bind", "127.0.0.1:0"];
        let served = Served::start_as(&walk, &[&serve, more].concat());
        let answer = served.get(why);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.text().contains("PW=123456"), is_seen, "{more:?}");
    }
}

#[test]
fn a_reading_is_seen_before_it_is_carried_to_the_lake() {
    let walk = zone();
    let (mut program, address) = open(&walk);
    let (tell, told) = mpsc::channel();
    let sender = std::thread::spawn(move || send(&address, 1, 600, &tell));
    told.recv_timeout(Duration::from_secs(20)).unwrap();
    program.kill().unwrap();
    program.wait().unwrap();
    let _ = sender.join();
    let rows = |sql: &str| walk.done(&["--zone", "zone", "query", "--format", "csv", sql]);
    let in_lake = "select count(*) as n from lake.main.observations";
    assert_eq!(rows(in_lake).trim(), "n\n0");
    let seen = "select thing, property, line from observations where value = 0.06 and source = 'simulated'";
    assert_eq!(rows(seen).trim(), "thing,property,line\nS1,nh3n,1");
    let last = "select thing from latest";
    assert_eq!(rows(last).trim(), "thing\nS1");

    let served = Served::start(&walk);
    let series = &served.get("/api/series?kind=section&thing=S1").json()["rows"][0]["series"];
    let path = format!("/api/series/{series}/observations?sort=-time");
    let first = served.get(&path);
    let before = first.json()["rows"].as_array().unwrap().len();
    assert!(before > 0, "{}", first.text());
    accept_one(&walk, series.as_i64().unwrap());
    std::thread::sleep(Duration::from_millis(1_100));
    let again = served.get_with(&path, &[("If-None-Match", first.header("etag"))]);
    assert_eq!(again.status, 200, "a frame came in");
    let rows = &again.json()["rows"];
    assert_eq!(rows.as_array().unwrap().len(), before + 1);
    assert_eq!(rows[0]["value"], 7.5);
    let once_more = served.get_with(&path, &[("If-None-Match", again.header("etag"))]);
    assert_eq!(once_more.status, 304, "nothing came in");
}

/// What another process accepts meanwhile.
fn accept_one(walk: &Walk, series: i64) {
    let reading = zone::inbox::ArrivedReading {
        series,
        time_us: zone::clock::Clock::system().now_us(),
        value: Some(7.5),
        flag: zone::observation::Flag::Normal,
        quality: zone::observation::Quality::Valid,
        cause: None,
    };
    let arrival = zone::inbox::Arrival {
        device: 2,
        at_us: reading.time_us,
        key: String::new(),
        is_late: false,
        source: "simulated".to_owned(),
        bytes: b"##".to_vec(),
        readings: vec![reading],
        told: Vec::new(),
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let vocabulary = zone::schema::Vocabulary::default();
        let clock = zone::clock::Clock::system();
        let zone = zone::Zone::open(&walk.path("zone"), vocabulary, clock)
            .await
            .unwrap();
        zone.accept(&[arrival]).await.unwrap();
    });
}

#[test]
fn a_stranger_is_taken_in_by_a_command_that_names_it() {
    let walk = zone();
    let (mut program, address) = open(&walk);
    let strange = "A123456789";
    let mut line = TcpStream::connect(&address).unwrap();
    let known = String::from_utf8(frame(0, 1).1).unwrap();
    let segment = known[6..known.len() - 6].replace(&mn(0), strange);
    let check = CrcVariant::Hj212.of(segment.as_bytes());
    let sent = format!("##{:04}{segment}{check:04X}", segment.len());
    line.write_all(format!("{sent}\r\n").as_bytes()).unwrap();
    let device = ["--zone", "zone", "--lang", "en", "device"];
    let mut strangers = String::new();
    for _ in 0..50 {
        strangers = walk.done(&[&device[..], &["strangers"]].concat());
        if strangers.contains(strange) {
            break;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    assert!(strangers.contains(&sent), "{strangers}");
    program.kill().unwrap();
    program.wait().unwrap();
    let adopt = ["adopt", strange, "--name-zh", "新站", "--edition", "2017"];
    let adopt = [&device[..], &adopt, &["--crc", "standard", "--network"]].concat();
    let refused = walk.refused(&[&adopt[..], &["10.20"]].concat());
    assert!(refused.contains("`10.20` is no network"), "{refused}");
    let said = walk.done(&[&adopt[..], &["10.20.0.0/16"]].concat());
    assert!(said.contains("has no points yet"), "{said}");
    let listed = walk.done(&[&device[..], &["list"]].concat());
    let row = listed.lines().find(|line| line.contains(strange)).unwrap();
    assert!(
        row.contains("10.20.0.0/16") && row.contains("standard"),
        "{row}"
    );
    let refused = walk.refused(&[&adopt[..], &["10.20.0.0/16"]].concat());
    assert!(refused.contains("in the register already"), "{refused}");
    walk.done(&["--zone", "zone", "verify"]);
}
