//! Simulated devices before a door.

mod door;
mod words;

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::program::Walk;
use door::{Deed, Door, Heard, acknowledged, field, framed, refused};

/// Three devices, one of each edition, that send a frame a minute.
pub const THREE: &str = r#"title_zh = "三台"
title_en = "Three"

[[thing]]
kind = "outfall"
code = "O1"
name_zh = "模拟排口"
name_en = "Simulated outfall"

[[device]]
mn = "LD130133000015"
name_zh = "一号"
name_en = "One"
edition = 2005
system = 32
minute_data_minutes = 1

[[device.channel]]
code = "011"
kind = "outfall"
thing = "O1"
property = "cod"
unit = "mg/L"
constant = 30

[[device]]
mn = "010000A8900016F000169DC1"
name_zh = "二号"
name_en = "Two"
edition = 2017
system = 32
minute_data_minutes = 1

[[device.channel]]
code = "w21003"
kind = "outfall"
thing = "O1"
property = "nh3n"
unit = "mg/L"
constant = 2
noise_percent = 5

[[device]]
mn = "010000A8900016F000169DC2"
name_zh = "三号"
name_en = "Three"
edition = 2025
crc = "modbus"
system = 32
minute_data_minutes = 1

[[device.channel]]
code = "w21011"
kind = "outfall"
thing = "O1"
property = "tp"
unit = "mg/L"
constant = 0.3
"#;

/// Only the device of 2017.
pub fn second() -> String {
    let parts: Vec<&str> = THREE.split("[[device]]").collect();
    format!("{}[[device]]{}", parts[0], parts[2])
}

/// Plays a scenario from a Friday's midnight on, as fast as the door answers. The answer in JSON and the
/// exit code.
fn play(scenario: &str, door: &Door, more: &[&str]) -> (Value, i32) {
    let walk = Walk::without_zone();
    walk.write("s.toml", scenario);
    let to = door.to();
    let fixed = [
        "--json",
        "simulate",
        "hj212",
        "--scenario",
        "s.toml",
        "--to",
        &to,
        "--speed",
        "100000",
        "--from",
        "2026-11-27T00:00+08:00",
    ];
    let output = walk.run(&[&fixed[..], more].concat());
    let told = String::from_utf8(output.stdout).unwrap();
    let summary = serde_json::from_str(&told)
        .unwrap_or_else(|_| panic!("{told}\n{}", String::from_utf8_lossy(&output.stderr)));
    (summary, output.status.code().unwrap())
}

fn answer(heard: &Heard) -> Deed {
    Deed::Say(acknowledged(&heard.frame, field(&heard.frame, "QN")))
}

#[test]
fn every_device_has_a_connection_and_every_frame_is_acknowledged_once() {
    let door = Door::open(|heard, _| answer(heard));
    let (summary, code) = play(THREE, &door, &["--for", "20m"]);
    assert_eq!(code, 0, "{summary}");
    let counts = [
        "devices",
        "frames",
        "asking",
        "acknowledged",
        "resent",
        "unanswered",
        "unexpected",
    ];
    let found = counts.map(|name| summary[name].as_u64().unwrap());
    assert_eq!(found, [3, 60, 60, 60, 0, 0, 0], "{summary}");
    assert_eq!(summary["refused"], json!({}));
    assert!(summary["latency_ms"]["p50"].as_f64() <= summary["latency_ms"]["max"].as_f64());
    let heard = door.heard();
    assert_eq!(heard.len(), 60);
    let lines: BTreeSet<_> = heard
        .iter()
        .map(|h| (h.connection, field(&h.frame, "MN")))
        .collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    let stamps: Vec<&str> = heard
        .iter()
        .filter(|h| field(&h.frame, "MN").ends_with("C2"))
        .map(|h| field(&h.frame, "QN"))
        .collect();
    assert_eq!(stamps[..2], ["20261127000100000", "20261127000200000"]);
    assert!(stamps.is_sorted_by(|a, b| a < b));
}

#[test]
fn a_frame_that_is_not_answered_is_sent_again_with_its_qn() {
    let door = Door::open(|heard, before| {
        if before == 0 {
            Deed::Nothing
        } else {
            answer(heard)
        }
    });
    let (summary, code) = play(THREE, &door, &["--for", "1m"]);
    assert_eq!(code, 0, "{summary}");
    let found = ["frames", "acknowledged", "resent"].map(|name| summary[name].as_u64().unwrap());
    assert_eq!(found, [3, 3, 3], "{summary}");
    let heard = door.heard();
    for (mn, mark) in [
        ("LD130133000015", false),
        ("010000A8900016F000169DC1", false),
        ("010000A8900016F000169DC2", true),
    ] {
        let both: Vec<&str> = heard
            .iter()
            .map(|h| h.frame.as_str())
            .filter(|f| field(f, "MN") == mn)
            .collect();
        assert_eq!(both.len(), 2);
        assert_eq!(field(both[0], "QN"), field(both[1], "QN"));
        assert_eq!(both[0] == both[1], !mark, "2025 marks what is sent again");
        assert_eq!(both[1].contains(";RF=1;"), mark);
    }
    assert!(
        summary["latency_ms"]["p50"].as_f64().unwrap() >= 1_000.0,
        "from the first sending on"
    );
}

#[test]
fn a_silent_door_is_knocked_at_four_times_and_nothing_acknowledged_is_a_failure() {
    let door = Door::open(|_, _| Deed::Nothing);
    let (summary, code) = play(&second(), &door, &["--for", "1m"]);
    assert_eq!(code, 1);
    let found = ["frames", "acknowledged", "resent", "unanswered"]
        .map(|name| summary[name].as_u64().unwrap());
    assert_eq!(found, [1, 0, 3, 1], "{summary}");
    assert_eq!(
        summary["error"],
        "nothing was acknowledged: 1 frames asked for an answer; expected 9014 with the QN of each"
    );
    let frames: BTreeSet<String> = door.heard().into_iter().map(|h| h.frame).collect();
    assert_eq!((door.heard().len(), frames.len()), (4, 1));
}

#[test]
fn an_answer_with_another_qn_acknowledges_nothing() {
    let door = Door::open(|heard, before| {
        let wrong = acknowledged(&heard.frame, "20200101000000000");
        if before == 0 {
            Deed::Say(wrong)
        } else {
            answer(heard)
        }
    });
    let (summary, code) = play(&second(), &door, &["--for", "1m"]);
    assert_eq!(code, 0);
    let found =
        ["acknowledged", "unexpected", "resent"].map(|name| summary[name].as_u64().unwrap());
    assert_eq!(found, [1, 1, 1], "{summary}");
}

#[test]
fn what_is_refused_is_counted_by_its_code_and_not_sent_again() {
    let door = Door::open(|heard, _| {
        let minute = &field(&heard.frame, "QN")[10..12];
        match minute {
            "01" => Deed::Say(refused(&heard.frame, 9)),
            "02" | "03" => Deed::Say(refused(&heard.frame, 4)),
            // Ready first, then the answer proper; what is no frame is counted, with the line end before it.
            "04" => Deed::Say(
                refused(&heard.frame, 1)
                    + "junk"
                    + &acknowledged(&heard.frame, field(&heard.frame, "QN")),
            ),
            _ => answer(heard),
        }
    });
    let (summary, code) = play(&second(), &door, &["--for", "5m"]);
    assert_eq!(code, 0);
    assert_eq!(summary["refused"], json!({ "4": 2, "9": 1 }), "{summary}");
    let found = ["frames", "acknowledged", "resent", "junk_bytes"]
        .map(|name| summary[name].as_u64().unwrap());
    assert_eq!(found, [5, 2, 0, 6], "{summary}");
}

#[test]
fn a_door_that_hangs_up_is_knocked_at_again_and_loses_nothing() {
    let door = Door::open(|heard, before| {
        let minute: u32 = field(&heard.frame, "QN")[10..12].parse().unwrap();
        if before == 0 && minute.is_multiple_of(4) {
            Deed::HangUp
        } else {
            answer(heard)
        }
    });
    let (summary, code) = play(&second(), &door, &["--for", "10m"]);
    assert_eq!(code, 0);
    let found = ["frames", "acknowledged", "resent", "connections_lost"]
        .map(|name| summary[name].as_u64().unwrap());
    assert_eq!(found, [10, 10, 2, 2], "{summary}");
    let connections: BTreeSet<usize> = door.heard().iter().map(|h| h.connection).collect();
    assert_eq!(connections.len(), 3);
}

#[test]
fn so_many_frames_are_in_flight_as_are_asked_for() {
    // Answers nothing before four are there, then the newest first.
    let waiting = std::sync::Mutex::new(Vec::new());
    let door = Door::open(move |heard, _| {
        let mut waiting = waiting.lock().unwrap();
        waiting.push(acknowledged(&heard.frame, field(&heard.frame, "QN")));
        if waiting.len() < 4 {
            return Deed::Nothing;
        }
        Deed::Say(waiting.drain(..).rev().collect())
    });
    let (summary, code) = play(&second(), &door, &["--for", "8m", "--in-flight", "4"]);
    assert_eq!(code, 0);
    let found = ["frames", "acknowledged", "resent"].map(|name| summary[name].as_u64().unwrap());
    assert_eq!(found, [8, 8, 0], "{summary}");
}

#[test]
fn the_same_seed_makes_the_same_frames_and_another_one_others() {
    let frames = |seed: &str| -> Vec<String> {
        let door = Door::open(|heard, _| answer(heard));
        let (_, code) = play(&second(), &door, &["--for", "5m", "--seed", seed]);
        assert_eq!(code, 0);
        door.heard().into_iter().map(|h| h.frame).collect()
    };
    let first = frames("3");
    assert_eq!(first, frames("3"));
    assert_ne!(first, frames("4"));
}

#[test]
fn recorded_frames_go_out_as_they_are_a_connection_for_each_mn() {
    let door = Door::open(|heard, _| match field(&heard.frame, "Flag") {
        "" | "4" => Deed::Nothing,
        _ => answer(heard),
    });
    let walk = Walk::without_zone();
    // Two published frames of 2017 and 2005, and one whose check is wrong, which goes with the one before it.
    let plain = "##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80";
    let quiet = "##0136ST=32;CN=2011;PW=123456;MN=LD130133000015;CP=&&DataTime=20160824003817;B01-Rtd=36.91;011-Rtd=231.0,011-Flag=N;060-Rtd=1.803,060-Flag=N&&3C00";
    let raw = json!({ "id": 3, "raw": format!("{}\r\n", quiet.replace("3C00", "4980")) });
    walk.write("frames.txt", format!("{plain}\r\n\n{quiet}\n{raw}\n"));
    let told = walk.done(&[
        "--json",
        "simulate",
        "hj212",
        "--play",
        "frames.txt",
        "--to",
        &door.to(),
    ]);
    let summary: Value = serde_json::from_str(&told).unwrap();
    let found =
        ["devices", "frames", "asking", "acknowledged"].map(|name| summary[name].as_u64().unwrap());
    assert_eq!(found, [2, 3, 1, 1], "{summary}");
    let until = Instant::now() + Duration::from_secs(5);
    while door.heard().len() < 3 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(10));
    }
    let heard: BTreeSet<String> = door.heard().into_iter().map(|h| h.frame).collect();
    let expected = [
        format!("{plain}\r\n"),
        format!("{quiet}\r\n"),
        raw["raw"].as_str().unwrap().to_owned(),
    ];
    assert_eq!(heard, BTreeSet::from(expected));
}

#[test]
fn what_the_door_asks_for_is_refused_and_the_data_go_on() {
    // A request that sets the clock.
    let request = framed(
        "QN=20160801085857223;ST=32;CN=1012;PW=123456;MN=010000A8900016F000169DC1;Flag=5;\
         CP=&&SystemTime=20160801085857&&",
    );
    let door = Door::open(move |heard, _| match field(&heard.frame, "CN") {
        "9011" => Deed::Nothing,
        _ if field(&heard.frame, "QN").ends_with("0100000") => {
            Deed::Say(request.clone() + &acknowledged(&heard.frame, field(&heard.frame, "QN")))
        }
        _ => answer(heard),
    });
    let (summary, code) = play(&second(), &door, &["--for", "3m"]);
    assert_eq!(code, 0);
    let found = ["frames", "acknowledged", "requests", "unexpected"]
        .map(|name| summary[name].as_u64().unwrap());
    assert_eq!(found, [3, 3, 1, 0], "{summary}");
    let expected = framed(
        "QN=20160801085857223;ST=91;CN=9011;PW=123456;MN=010000A8900016F000169DC1;Flag=4;CP=&&QnRtn=2&&",
    );
    assert!(door.heard().iter().any(|heard| heard.frame == expected));
}

#[test]
fn ctrl_c_ends_with_the_summary() {
    let door = Door::open(|heard, _| answer(heard));
    let walk = Walk::without_zone();
    walk.write("s.toml", THREE);
    let program = walk
        .command(&[
            "--json",
            "simulate",
            "hj212",
            "--scenario",
            "s.toml",
            "--to",
            &door.to(),
            "--speed",
            "600",
        ])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let until = Instant::now() + Duration::from_secs(30);
    while door.heard().len() < 6 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
    let id = program.id().to_string();
    let told = std::process::Command::new("kill")
        .args(["-INT", &id])
        .status()
        .unwrap();
    assert!(told.success());
    let output = program.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(summary["acknowledged"].as_u64().unwrap() >= 5, "{summary}");
}

#[test]
fn where_nobody_listens_nothing_is_sent_and_that_is_a_failure() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let to = free.local_addr().unwrap().to_string();
    drop(free);
    let walk = Walk::without_zone();
    walk.write("s.toml", second());
    let error = walk.refused(&[
        "simulate",
        "hj212",
        "--scenario",
        "s.toml",
        "--to",
        &to,
        "--for",
        "1m",
        "--speed",
        "1000",
    ]);
    assert_eq!(
        error,
        "error: nothing was sent; 8 connections could not be made\n"
    );
}

#[test]
fn what_waits_when_the_door_is_gone_for_good_is_given_up_and_counted() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let to = listener.local_addr().unwrap().to_string();
    let door = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        drop(listener);
        std::io::Read::read(&mut stream, &mut [0; 100]).unwrap()
    });
    let walk = Walk::without_zone();
    walk.write("s.toml", second());
    let command = [
        "--json",
        "simulate",
        "hj212",
        "--scenario",
        "s.toml",
        "--to",
        &to,
    ];
    let output = walk.run(&[&command[..], &["--for", "5m", "--speed", "100000"]].concat());
    assert_eq!(door.join().unwrap(), 100);
    assert_eq!(output.status.code(), Some(1));
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = [
        "frames",
        "asking",
        "unanswered",
        "connections_lost",
        "connections_not_made",
    ]
    .map(|name| summary[name].as_u64().unwrap());
    assert_eq!(found, [1, 1, 1, 1, 7], "{summary}");
}
