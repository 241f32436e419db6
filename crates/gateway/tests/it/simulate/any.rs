//! Of any scenario: frames are whole, in the standard's shape by a reading of its own, in their order, and
//! the same again.

use std::fmt::Write;

use gateway::hj212::crc::CrcRule;
use gateway::hj212::segment::{Packet, Value};
use gateway::simulate::device::Sent;
use gateway::simulate::moment::Moment;
use gateway::simulate::scenario::Scenario;
use proptest::prelude::*;

use super::super::hj212::frames;
use super::{at, channel, text};
use crate::cases;

/// The check as annex A of 2017 words it, a bit at a time; CRC-16/MODBUS keeps the high half.
fn check(segment: &[u8], is_modbus: bool) -> u16 {
    let mut register: u16 = 0xFFFF;
    for byte in segment {
        register = if is_modbus {
            register ^ u16::from(*byte)
        } else {
            (register >> 8) ^ u16::from(*byte)
        };
        for _ in 0..8 {
            let lowest = register & 1;
            register >>= 1;
            if lowest == 1 {
                register ^= 0xA001;
            }
        }
    }
    register
}

/// Reads a frame by 6.3 of HJ 212-2017 without a line of ours: head, length, order of the header, check, end.
fn assert_shape(frame: &str, edition: u16, is_modbus: bool) {
    let body = frame.strip_prefix("##").unwrap();
    let (length, rest) = body.split_at(4);
    let (segment, tail) = rest.split_at(length.parse().unwrap());
    assert_eq!(
        tail,
        format!("{:04X}\r\n", check(segment.as_bytes(), is_modbus)),
        "{frame}"
    );
    assert!(segment.len() <= 1_024, "{frame}");
    let (header, area) = segment.split_once("CP=&&").unwrap();
    let area = area.strip_suffix("&&").unwrap();
    assert!(
        area.len() <= 950 && area.starts_with("DataTime="),
        "{frame}"
    );
    let names: Vec<&str> = header
        .strip_suffix(';')
        .unwrap()
        .split(';')
        .map(|field| field.split_once('=').unwrap().0)
        .collect();
    let order = ["QN", "ST", "CN", "PW", "MN", "Flag", "PNUM", "PNO", "RF"];
    let mut places = names
        .iter()
        .map(|name| order.iter().position(|known| known == name).unwrap());
    assert!(places.clone().is_sorted_by(|a, b| a < b), "{frame}");
    assert_eq!(
        places.any(|place| place == 8),
        header.contains("RF=1"),
        "{frame}"
    );
    if let Some((_, flag)) = header.split_once("Flag=") {
        let flag: u16 = flag.split_once(';').unwrap().0.parse().unwrap();
        let bits = match edition {
            2005 => 0,
            2017 => 1,
            _ => 2,
        };
        assert_eq!(flag >> 2, bits, "{frame}");
        assert_eq!(flag & 2 != 0, header.contains("PNUM="), "{frame}");
    }
    for item in area.split(';').skip(1) {
        let (code, _) = item.split_once('-').unwrap();
        for field in item.split(',') {
            let (name, value) = field.split_once('=').unwrap();
            let suffix = name.strip_prefix(code).unwrap();
            match suffix {
                "-Flag" => assert_eq!(value.len(), 1, "{frame}"),
                "-Rtd" | "-Min" | "-Avg" | "-Max" | "-Cou" => {
                    let digits = value.strip_prefix('-').unwrap_or(value);
                    assert!(
                        digits.bytes().all(|b| b.is_ascii_digit() || b == b'.'),
                        "{frame}"
                    );
                    assert!(value.len() <= 22, "{frame}");
                }
                other => panic!("{other}: {frame}"),
            }
        }
    }
}

#[derive(Debug, Clone)]
struct Any {
    text: String,
    edition: u16,
    is_modbus: bool,
    has_own_order: bool,
}

fn shape() -> impl Strategy<Value = String> {
    let number = -1_000.0..1_000_000.0_f64;
    prop_oneof![
        number.clone().prop_map(|n| format!("constant = {n:.3}")),
        prop::collection::vec(-10.0..500.0_f64, 24)
            .prop_map(|curve| format!("daily = {curve:?}\nvary_percent = 50")),
        (0.0..9.0_f64, number)
            .prop_map(|(a, b)| format!("steps = [[\"01:00\", {a:.2}], [\"13:30\", {b:.2}]]")),
        (-3.0..3.0_f64, 0..7_200).prop_map(|(ratio, lag)| {
            format!("follows = {{ channel = \"c0\", ratio = {ratio:.3}, lag_seconds = {lag} }}")
        }),
    ]
}

fn fault() -> impl Strategy<Value = String> {
    let what = prop_oneof![
        Just("\"off\"\nto = 0.5"),
        Just("\"exceed\"\ntimes = 9"),
        Just("\"frozen\""),
        Just("\"offset\"\nby = -70"),
        Just("\"flag\"\nflag = \"D\""),
        Just("\"silent\""),
        Just("\"resend\"\ntimes = 1"),
        Just("\"clock\"\nseconds = -77"),
        Just("\"same_qn\""),
    ];
    (what, 0..24_u8).prop_map(|(what, hour)| {
        let end = (hour + 5) % 24;
        format!("[[device.fault]]\nfault = {what}\ndaily = \"{hour:02}:00-{end:02}:00\"\n")
    })
}

fn scenario() -> impl Strategy<Value = Any> {
    let channels = prop::collection::vec((shape(), 0.0..20.0_f64, 0..6_u8, any_amount()), 0..24);
    let head = (0..3_usize, any::<bool>(), any::<bool>(), 1..15_u8);
    let faults = prop::collection::vec(fault(), 0..3);
    (head, channels, faults).prop_map(|((edition, is_modbus, wants_answer, sends), channels, faults)| {
        let edition = [2005_u16, 2017, 2025][edition];
        let mn = if edition == 2005 { "LD130133000015" } else { "010000A8900016F000169DC0" };
        let crc = if is_modbus { "modbus" } else { "standard" };
        let mut text = super::HEAD.replace("010000A8900016F000169DC0", mn);
        write!(text, "edition = {edition}\nsystem = 32\ncrc = \"{crc}\"\nwants_answer = {wants_answer}\nsample_seconds = 60\n").unwrap();
        let kinds = ["real_time_seconds = 600", "minute_data_minutes = 10", "hour_data = true", "day_data = true"];
        for (bit, kind) in kinds.iter().enumerate() {
            if sends >> bit & 1 == 1 {
                text.extend([*kind, "\n"]);
            }
        }
        text += &channel("c0", "daily = [9,8,7,6,5,6,7,8,9,10,11,12,13,14,15,14,13,12,11,10,9,8,7,6]\nnoise_percent = 4");
        for (number, (shape, noise, decimals, amount)) in channels.into_iter().enumerate() {
            let rest = format!("{shape}\nnoise = {noise:.2}\ndecimals = {decimals}\n{amount}");
            text += &channel(&format!("w{number:05}"), &rest);
        }
        let has_own_order = faults.iter().any(|f| ["clock", "same_qn", "resend"].iter().any(|w| f.contains(w)));
        text += &faults.concat();
        Any { text, edition, is_modbus, has_own_order }
    })
}

fn any_amount() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just(""),
        Just("amount = { per_second = 1e-3 }"),
        Just("amount = { per_second = 1e-6, with = \"c0\" }"),
    ]
}

/// Half a day of a scenario's one device.
fn half_a_day(scenario: &Scenario, seed: u64) -> Vec<(Moment, Sent)> {
    let device = &scenario.devices[0];
    let until = at("2026-11-27T12:00:00");
    let mut now = at("2026-11-26T23:55:00");
    let mut all = Vec::new();
    loop {
        now = device.next_due(now);
        if now > until {
            return all;
        }
        all.extend(
            device
                .sent_at(seed, now)
                .unwrap()
                .into_iter()
                .map(|sent| (now, sent)),
        );
    }
}

proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 16, ..cases() })]

    #[test]
    fn frames_of_any_scenario_are_whole_in_the_standards_shape_and_the_same_again(any in scenario(), seed in 0..9_u64) {
        let scenario = Scenario::read("any.toml", &any.text).unwrap_or_else(|found| panic!("{found:#?}"));
        let all = half_a_day(&scenario, seed);
        prop_assert!(all == half_a_day(&scenario, seed), "not the same again");
        prop_assert!(all.is_sorted_by(|a, b| a.0 <= b.0));
        for (_, sent) in &all {
            assert_shape(&text(sent), any.edition, any.is_modbus);
            let again = String::from_utf8(sent.bytes_again.clone()).unwrap();
            assert_shape(&again, any.edition, any.is_modbus);
            let read = frames(&sent.bytes);
            prop_assert_eq!(read.len(), 1);
            let rule = if any.is_modbus { CrcRule::Modbus } else { CrcRule::Hj212 };
            prop_assert!(rule.matching(read[0].segment_bytes(), u16::from_str_radix(
                std::str::from_utf8(&read[0].printed_crc()).unwrap(), 16).unwrap()).is_some());
            let segment = read[0].segment().unwrap();
            prop_assert!(segment.faults().is_empty());
            prop_assert!(segment.data().readings().all(|reading| reading.is_ok()));
            prop_assert_eq!(segment.wants_answer(), sent.answered_by.is_some());
            prop_assert_eq!(segment.qn().and_then(Value::text).filter(|_| segment.wants_answer()), sent.answered_by.as_deref());
        }
        if !any.has_own_order {
            // By QN, then by packet: never the same, always upwards.
            let order: Vec<(String, u16)> = all.iter().filter_map(|(_, sent)| {
                let read = frames(&sent.bytes);
                let segment = read[0].segment().unwrap();
                let number = segment.packet().unwrap().map_or(0, |Packet { number, .. }| number);
                Some((sent.answered_by.clone()?, number))
            }).collect();
            prop_assert!(order.is_sorted_by(|a, b| a < b));
        }
    }
}

#[test]
fn another_seed_makes_other_figures_at_the_same_times() {
    let rest = [
        "edition = 2017\nsystem = 32\nminute_data_minutes = 10\n",
        &channel("x", "constant = 5\nnoise = 1"),
    ]
    .concat();
    let scenario = super::one(&rest);
    let (one, other) = (half_a_day(&scenario, 1), half_a_day(&scenario, 2));
    assert_eq!(one.len(), other.len());
    assert!(one.iter().zip(&other).all(|(a, b)| a.0 == b.0));
    let different = one.iter().zip(&other).filter(|(a, b)| a.1 != b.1).count();
    assert!(different > one.len() / 2, "{different}");
}

#[test]
fn a_message_longer_than_a_packet_is_split_and_put_together_again() {
    let mut rest = "edition = 2025\nsystem = 44\nminute_data_minutes = 1\n".to_owned();
    for number in 0..40 {
        rest += &channel(&format!("d2{number:04}"), "constant = 220.5\nnoise = 1");
    }
    let scenario = super::one(&rest);
    let sent = scenario.devices[0]
        .sent_at(1, at("2026-11-27T08:01:00"))
        .unwrap();
    assert!(sent.len() >= 3);
    let mut assembler = gateway::hj212::assembly::Assembler::new();
    let mut whole = 0;
    for sent in &sent {
        assert_shape(&text(sent), 2025, false);
        assert_eq!(
            sent.answered_by,
            scenario.devices[0]
                .sent_at(1, at("2026-11-27T08:01:00"))
                .unwrap()[0]
                .answered_by
        );
        let frame = frames(&sent.bytes).remove(0);
        let now = std::time::Duration::ZERO;
        if let gateway::hj212::assembly::Assembled::Whole(parts) =
            assembler.accept(&frame, now).unwrap()
        {
            let count = |frame: &gateway::hj212::frame::Frame| {
                frame.segment().unwrap().data().readings().count()
            };
            whole = parts.iter().map(count).sum();
        }
    }
    assert_eq!(whole, 40);
}
