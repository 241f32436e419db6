//! Requests, byte for byte as published.

use std::collections::BTreeSet;

use gateway::hj212::clock;
use gateway::hj212::crc::CrcVariant;
use gateway::hj212::flag::Edition;
use gateway::hj212::request::{Device, Past, Request};
use gateway::hj212::system::System;
use jiff::civil::{DateTime, time};

use crate::vectors;

fn device(edition: Edition, system: System) -> Device {
    Device {
        mn: "010000A8900016F000169DC0".to_owned(),
        password: "123456".to_owned(),
        system,
        edition,
    }
}

fn at(digits: &str) -> DateTime {
    clock::parse(digits.as_bytes()).unwrap()
}

fn factor() -> String {
    "w01018".to_owned()
}

fn extract(what: Past, from: &str, to: &str) -> Request {
    let (from, to) = (at(from), at(to));
    Request::Extract { what, from, to }
}

fn info(info: &str, span: Option<(&str, &str)>) -> Request {
    Request::ReadInfo {
        factor: factor(),
        info: info.to_owned(),
        span: span.map(|(from, to)| (at(from), at(to))),
    }
}

fn calibrate(kind: Option<u8>) -> Request {
    Request::Calibrate {
        factor: factor(),
        kind,
    }
}

fn of_2017() -> Vec<(&'static str, Request)> {
    vec![
        (
            "c17-001",
            Request::SetTimeout {
                seconds: 5,
                resends: 3,
            },
        ),
        (
            "c17-006",
            Request::SetClock {
                factor: Some(factor()),
                time: at("20160801085857"),
            },
        ),
        ("c17-011", Request::SetRealTimeInterval { seconds: 30 }),
        (
            "c17-015",
            Request::SetPassword {
                new: "654321".to_owned(),
            },
        ),
        ("c17-016", Request::StartRealTime),
        ("c17-018", Request::StartFacilityState),
        (
            "c17-030",
            extract(Past::Minutes, "20160801084000", "20160801084000"),
        ),
        (
            "c17-036",
            extract(Past::RunningTimes, "20160801000000", "20160801000000"),
        ),
        ("c17-045", Request::Sample { factor: factor() }),
        ("c17-046", Request::Clean { factor: factor() }),
        ("c17-048", Request::KeepSample),
        (
            "c17-050",
            Request::SetSampling {
                factor: factor(),
                start: time(0, 0, 0, 0),
                every_hours: 2,
            },
        ),
        ("c17-051", Request::ReadSampling { factor: factor() }),
        ("c17-053", Request::ReadSampleTime { factor: factor() }),
        ("c17-055", Request::ReadSerial { factor: factor() }),
        ("c17-063", info("i12001", None)),
        (
            "r25-010",
            Request::SetSampling {
                factor: factor(),
                start: time(0, 0, 0, 0),
                every_hours: 2,
            },
        ),
        ("r25-011", Request::KeepSample),
        ("r25-015", calibrate(None)),
        (
            "r25-018",
            extract(Past::RunningTimes, "20160801000000", "20160801000000"),
        ),
    ]
}

fn of_2025() -> Vec<(&'static str, Request)> {
    let day = "20240601000000";
    let hour = "20240601080000";
    vec![
        ("r25-001", Request::KeepSampleNow { factor: factor() }),
        ("r25-003", extract(Past::StandardChecks, hour, hour)),
        ("r25-005", info("i12001", None)),
        (
            "r25-006",
            info("i11001", Some(("20240601010522", "20240601085857"))),
        ),
        ("r25-008", Request::ReadSampleTime { factor: factor() }),
        ("r25-013", Request::Clean { factor: factor() }),
        ("r25-016", calibrate(Some(0))),
        ("r25-020", extract(Past::Days, day, day)),
        ("r25-021", extract(Past::Hours, hour, hour)),
        ("r25-023", Request::StopFacilityState),
        ("r25-025", Request::StopRealTime),
        ("r25-026", Request::StartRealTime),
        ("r25-028", Request::SetMinuteInterval { minutes: 10 }),
        ("r25-030", Request::SetRealTimeInterval { seconds: 30 }),
        ("r25-031", Request::ReadRealTimeInterval),
        (
            "r25-033",
            Request::SetClock {
                factor: Some(factor()),
                time: at("20240601085857"),
            },
        ),
        (
            "r25-035",
            Request::SetMn {
                hardware_id: "6970000000001ABCDEFG1234".to_owned(),
            },
        ),
        (
            "r25-036",
            Request::SetTimeout {
                seconds: 5,
                resends: 3,
            },
        ),
    ]
}

#[test]
fn requests_of_2017_are_those_of_annex_c() {
    for (id, request) in of_2017() {
        let device = device(Edition::Hj2017, System::WATER_SOURCE);
        let message = request.message(&device, at("20160801085857223"));
        let published = vectors::row(vectors::annex_c(), id).bytes();
        let sent = message.encode(CrcVariant::Hj212).unwrap();
        assert_eq!(
            sent.escape_ascii().to_string(),
            published.escape_ascii().to_string(),
            "{id}"
        );
    }
}

#[test]
fn requests_of_2025_are_those_of_the_public_list() {
    for (id, request) in of_2025() {
        let system = match id {
            "r25-028" => System::AIR_SOURCE,
            _ => System::WATER_SOURCE,
        };
        let device = device(Edition::Hj2025, system);
        let message = request.message(&device, at("20240601085857223"));
        let published = vectors::row(vectors::annex_c(), id).bytes();
        let sent = message.encode(CrcVariant::Hj212).unwrap();
        assert_eq!(
            sent.escape_ascii().to_string(),
            published.escape_ascii().to_string(),
            "{id}"
        );
    }
}

#[test]
fn every_request_of_the_public_list_is_one_that_we_can_send() {
    let sent: BTreeSet<&str> = of_2017()
        .iter()
        .chain(&of_2025())
        .map(|(id, _)| *id)
        .collect();
    // Answers, which `replies` makes.
    let answers = ["r25-038", "r25-040", "r25-041", "r25-043"];
    for row in vectors::annex_c() {
        let id = row.cell("id");
        if id.starts_with("r25") && !answers.contains(&id) {
            assert!(sent.contains(id), "{id}");
        }
    }
}

#[test]
fn requests_without_a_published_example_are_frames_with_their_fields() {
    let requests = [
        (Request::ReadClock { factor: None }, ""),
        (
            Request::ReadClock {
                factor: Some(factor()),
            },
            "PolId=w01018",
        ),
        (
            Request::SetClock {
                factor: None,
                time: at("20160801085857"),
            },
            "SystemTime=20160801085857",
        ),
        (Request::ReadMinuteInterval, ""),
        (Request::Compare { factor: factor() }, "PolId=w01018"),
        (Request::StartCheck { factor: factor() }, "PolId=w01018"),
        (
            Request::SetParameter {
                factor: factor(),
                info: "i13004".to_owned(),
                value: "168.0".to_owned(),
            },
            "PolId=w01018;InfoId=i13004;i13004-Info=168.0",
        ),
    ];
    for (request, expected) in requests {
        let device = device(Edition::Hj2017, System::WATER_SOURCE);
        let sent = request
            .message(&device, at("20160801085857223"))
            .encode(CrcVariant::Hj212);
        let frame = super::frame(&sent.unwrap());
        let segment = frame.segment().unwrap();
        assert_eq!(segment.command(), Ok(request.command()));
        assert_eq!(segment.data().bytes(), expected.as_bytes());
        assert!(segment.wants_answer());
    }
}
