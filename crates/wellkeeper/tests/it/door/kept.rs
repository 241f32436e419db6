//! What is kept of what instruments send beside their readings: codes without a point, and raw frames for
//! as long as the zone says.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use gateway::hj212::crc::CrcVariant;
use serde_json::json;

use super::{frame, kept, mn, open, zone};
use crate::program::Walk;
use crate::served::Served;

/// Sends a frame and waits for its answer.
fn answered(address: &str, bytes: &[u8]) {
    let mut line = TcpStream::connect(address).unwrap();
    line.set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    line.write_all(bytes).unwrap();
    let mut heard = [0; 512];
    let read = line.read(&mut heard).unwrap();
    let heard = String::from_utf8_lossy(&heard[..read]);
    assert!(heard.contains("CN=9014"), "{heard}");
}

fn with_code(number: usize, more: &str) -> Vec<u8> {
    let known = String::from_utf8(frame(0, number).1).unwrap();
    let segment = known[6..known.len() - 6].strip_suffix("&&").unwrap();
    let segment = format!("{segment}{more}&&");
    let check = CrcVariant::Hj212.of(segment.as_bytes());
    format!("##{:04}{segment}{check:04X}\r\n", segment.len()).into_bytes()
}

#[test]
fn codes_without_a_point_are_listed_shown_and_gone_once_they_have_one() {
    let walk = zone();
    let (mut program, address) = open(&walk);
    answered(&address, &with_code(1, ";w01018-Rtd=17.5,w01018-Flag=N"));
    let show = ["--zone", "zone", "--json", "device", "show", &mn(0)];
    let shown = || -> serde_json::Value { serde_json::from_str(&walk.done(&show)).unwrap() };
    // A new code is written down at the next look, two seconds later.
    let is_there = |_: &i32| {
        std::thread::sleep(Duration::from_millis(200));
        shown()["unpointed"] != json!([])
    };
    assert!((0..50).any(|n| is_there(&n)), "it is never written down");
    program.kill().unwrap();
    program.wait().unwrap();
    let told = &shown()["unpointed"][0];
    assert_eq!(
        (&told["code"], &told["field"], &told["data"]),
        (&json!("w01018"), &json!("Rtd"), &json!("realtime"))
    );
    assert_eq!(
        (&told["came"], &told["last_value"]),
        (&json!(1), &json!("17.5"))
    );
    let listed = walk.done(&["--zone", "zone", "--json", "device", "list"]);
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed["devices"][0]["unpointed"], 1, "{listed}");
    assert_eq!(listed["devices"][1]["unpointed"], 0);
    let served = Served::start(&walk);
    let seen = served.get(&format!("/api/devices/hj212/{}", mn(0))).json();
    assert_eq!(seen["unpointed"][0]["last_value"], "17.5", "{seen}");
    drop(served);
    let refused = walk.refused(&["--zone", "zone", "--lang", "en", "device", "show", "nobody"]);
    assert!(
        refused.contains("the register has no device `nobody`"),
        "{refused}"
    );
    let points = std::fs::read_to_string(walk.path("register/points.csv")).unwrap();
    let more = format!(
        "{points}{},w01018,Rtd,realtime,section,S0,codmn,mg/L\n",
        mn(0)
    );
    walk.write("register/points.csv", more);
    walk.done(&["--zone", "zone", "device", "import", "register"]);
    assert_eq!(shown()["unpointed"], json!([]));
    walk.verified("zone");
}

/// Compacts the book a year later.
fn compacted_a_year_later(walk: &Walk) -> usize {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let now_us = zone::clock::Clock::system().now_us();
        let clock = zone::clock::Clock::fixed(now_us + 365 * 86_400_000_000);
        let vocabulary = zone::schema::Vocabulary::default();
        let zone = zone::Zone::open(&walk.path("zone"), vocabulary, clock)
            .await
            .unwrap();
        zone::compaction::compact(&zone, None, "guo")
            .await
            .unwrap()
            .frames
    })
}

#[test]
fn a_figure_whose_frame_was_given_up_says_when_and_by_what() {
    let walk = zone();
    let (mut program, address) = open(&walk);
    for number in [600, 601] {
        answered(&address, &frame(1, number).1);
    }
    program.kill().unwrap();
    program.wait().unwrap();
    kept(&walk);
    walk.done(&["--zone", "zone", "run"]);
    let config = std::fs::read_to_string(walk.path("zone/zone.toml")).unwrap();
    walk.write(
        "zone/zone.toml",
        format!("{config}\n[door]\nkeep_frames_days = 90\n"),
    );
    assert_eq!(compacted_a_year_later(&walk), 1);
    let explain = [
        "--zone",
        "zone",
        "--lang",
        "en",
        "explain",
        "water_quality.item_day",
        "section=S1",
        "item=nh3n",
        "day=2026-10-01",
    ];
    let said = walk.done(&explain);
    assert!(said.contains("frame 1 was given up at "), "{said}");
    assert!(
        said.contains("by the zone's setting (keep_frames_days)"),
        "{said}"
    );
    // The last frame of all is kept, and so is every reading.
    let last = String::from_utf8(frame(1, 601).1).unwrap();
    assert!(said.contains(last.trim_end()), "{said}");
    let served = Served::start(&walk);
    let why = "/api/why?table=water_quality.item_day&section=S1&item=nh3n&day=2026-10-01";
    let answer = served.get(why);
    assert!(
        answer.text().contains("\"frame_given_up\":\"2027-"),
        "{}",
        answer.text()
    );
}
