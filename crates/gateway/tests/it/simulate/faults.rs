//! What goes wrong, and that nothing else does.

use gateway::simulate::device::Sent;

use super::{at, channel, one, sent, text, value};

/// What a device with two channels and a fault sends between 08:00 and 08:06, a minute each.
fn morning(schedule: &str, fault: &str) -> Vec<Sent> {
    let scenario = one(&[
        "system = 32\nminute_data_minutes = 1\n",
        schedule,
        "\n",
        &channel("lead", "constant = 50\nnoise_percent = 5"),
        &channel("then", "follows = { channel = \"lead\", ratio = 2 }"),
        "[[device.fault]]\n",
        fault,
    ]
    .concat());
    let (from, until) = (at("2026-11-26T08:00:00"), at("2026-11-26T08:06:00"));
    let frames = sent(&scenario.devices[0], from, until);
    frames.into_iter().map(|(_, sent)| sent).collect()
}

fn column(frames: &[Sent], field: &str) -> Vec<f64> {
    frames
        .iter()
        .map(|sent| value(&text(sent), field).parse().unwrap())
        .collect()
}

const DAILY: &str = "daily = \"08:02-08:04\"\n";

#[test]
fn what_is_off_takes_its_follower_with_it_and_comes_back() {
    let frames = morning(
        "edition = 2017",
        &format!("fault = \"off\"\nchannels = [\"lead\"]\nto = 0.5\n{DAILY}"),
    );
    let lead = column(&frames, "lead-Avg");
    assert!(lead[0] > 40.0 && lead[1] > 40.0 && lead[4] > 40.0 && lead[5] > 40.0);
    assert_eq!(lead[2..4], [0.5, 0.5]);
    assert_eq!(column(&frames, "then-Avg")[2..4], [1.0, 1.0]);
}

#[test]
fn what_exceeds_does_so_in_the_plant_and_an_offset_in_the_instrument_alone() {
    let plain = morning(
        "edition = 2017",
        &format!("fault = \"flag\"\nflag = \"N\"\n{DAILY}"),
    );
    let exceeding = morning(
        "edition = 2017",
        &format!("fault = \"exceed\"\nchannels = [\"lead\"]\ntimes = 3\n{DAILY}"),
    );
    let shifted = morning(
        "edition = 2017",
        &format!("fault = \"offset\"\nchannels = [\"lead\"]\nby = 7\n{DAILY}"),
    );
    let near = |a: f64, b: f64| (a - b).abs() < 0.03;
    for minute in 0..6 {
        let is_in = (2..4).contains(&minute);
        let of = |frames: &[Sent], field| column(frames, field)[minute];
        let (lead, then) = (of(&plain, "lead-Avg"), of(&plain, "then-Avg"));
        let times = if is_in { 3.0 } else { 1.0 };
        assert!(near(of(&exceeding, "lead-Avg"), lead * times));
        assert!(near(of(&exceeding, "then-Avg"), then * times));
        let by = if is_in { 7.0 } else { 0.0 };
        assert!(near(of(&shifted, "lead-Avg"), lead + by));
        assert!(near(of(&shifted, "then-Avg"), then));
    }
}

#[test]
fn a_frozen_meter_shows_what_it_showed_and_the_plant_goes_on() {
    let frames = morning(
        "edition = 2017",
        &format!("fault = \"frozen\"\nchannels = [\"lead\"]\n{DAILY}"),
    );
    let lead = column(&frames, "lead-Min");
    assert_eq!(
        column(&frames[2..4], "lead-Min"),
        column(&frames[2..4], "lead-Max")
    );
    assert_eq!(lead[2].to_bits(), lead[3].to_bits());
    assert_ne!(lead[1].to_bits(), lead[2].to_bits());
    let then = column(&frames, "then-Avg");
    assert_ne!(then[2].to_bits(), then[3].to_bits());
}

#[test]
fn a_flag_stands_on_the_channels_that_are_named() {
    let frames = morning(
        "edition = 2017",
        &format!("fault = \"flag\"\nchannels = [\"then\"]\nflag = \"M\"\n{DAILY}"),
    );
    let flags = |field: &str| -> String {
        frames
            .iter()
            .map(|sent| value(&text(sent), field).to_owned())
            .collect()
    };
    assert_eq!(flags("lead-Flag"), "NNNNNN");
    assert_eq!(flags("then-Flag"), "NNMMNN");
}

#[test]
fn a_silent_device_sends_nothing_and_goes_on_afterwards() {
    let frames = morning("edition = 2017", &format!("fault = \"silent\"\n{DAILY}"));
    let stamps: Vec<String> = frames
        .iter()
        .map(|sent| value(&text(sent), "DataTime")[8..12].to_owned())
        .collect();
    // What is due at 08:02 and 08:03 speaks of the minutes before.
    assert_eq!(stamps, ["0800", "0803", "0804", "0805"]);
}

#[test]
fn a_wrong_clock_is_in_stamp_and_qn() {
    let frames = morning("edition = 2017", "fault = \"clock\"\nseconds = 90\n");
    // 08:00:30 is 08:02:00 on its clock.
    assert_eq!(value(&text(&frames[0]), "DataTime"), "20261126080100");
    assert!(text(&frames[0]).contains("QN=20261126080200000;"));
    assert_eq!(frames.len(), 6);
}

#[test]
fn a_frame_that_is_sent_again_keeps_its_qn_and_2025_marks_it() {
    for (edition, mark) in [("edition = 2017", false), ("edition = 2025", true)] {
        let frames = morning(edition, &format!("fault = \"resend\"\ntimes = 2\n{DAILY}"));
        assert_eq!(frames.len(), 6 + 2 * 2);
        let copies: Vec<&Sent> = frames
            .iter()
            .filter(|s| text(s).contains("QN=20261126080200000;"))
            .collect();
        assert_eq!(copies.len(), 3);
        assert!(!text(copies[0]).contains("RF=1;"));
        assert_eq!(text(copies[1]).contains(";RF=1;CP=&&"), mark);
        assert_eq!(copies[0].bytes == copies[1].bytes, !mark);
        assert_eq!(copies[1].bytes, copies[2].bytes);
        assert_eq!(copies[0].bytes_again, copies[1].bytes);
    }
}

#[test]
fn a_qn_that_stands_still_is_on_every_frame_of_that_time() {
    let frames = morning("edition = 2017", &format!("fault = \"same_qn\"\n{DAILY}"));
    let qns: Vec<&str> = frames
        .iter()
        .filter_map(|sent| sent.answered_by.as_deref())
        .collect();
    assert_eq!(qns[2], qns[1]);
    assert_eq!(
        qns.iter().collect::<std::collections::BTreeSet<_>>().len(),
        5
    );
    let stamps: std::collections::BTreeSet<String> = frames
        .iter()
        .map(|sent| value(&text(sent), "DataTime").to_owned())
        .collect();
    assert_eq!(stamps.len(), 6, "the data are others");
}

#[test]
fn a_calm_instrument_keeps_near_what_it_showed_when_that_began() {
    let plain = morning(
        "edition = 2017",
        &format!("fault = \"flag\"\nflag = \"N\"\n{DAILY}"),
    );
    let calm = morning(
        "edition = 2017",
        &format!("fault = \"calm\"\nchannels = [\"lead\"]\nshare = 0.1\n{DAILY}"),
    );
    let (plain, calm) = (column(&plain, "lead-Avg"), column(&calm, "lead-Avg"));
    assert_eq!(plain[..2], calm[..2]);
    assert_eq!(plain[4..], calm[4..]);
    // A tenth of the way: what stood at 08:02 is between both.
    let apart = |of: &[f64]| (of[2] - of[3]).abs();
    assert!((apart(&calm) - apart(&plain) / 10.0).abs() < 0.03);
}

#[test]
fn a_parameter_that_is_set_is_said_by_3020_when_it_is_set_and_when_it_is_set_back() {
    let fault = format!(
        "fault = \"parameter_change\"\nchannels = [\"lead\"]\nparameter = \"i13008\"\n\
         before = \"1.00\"\nafter = \"0.50\"\ntimes = 0.5\n{DAILY}"
    );
    let frames = morning("edition = 2017", &fault);
    let plain = morning(
        "edition = 2017",
        &format!("fault = \"flag\"\nflag = \"N\"\n{DAILY}"),
    );
    let (said, data): (Vec<Sent>, Vec<Sent>) = frames
        .into_iter()
        .partition(|sent| text(sent).contains(";CN=3020;"));
    let said: Vec<String> = said.iter().map(text).collect();
    assert_eq!(said.len(), 2);
    for (said, expected) in said.iter().zip([
        "CP=&&DataTime=20261126080200;PolId=lead;i13008-Info=0.50&&",
        "CP=&&DataTime=20261126080400;PolId=lead;i13008-Info=1.00&&",
    ]) {
        assert!(said.contains(expected), "{said}");
    }
    let (set, plain) = (column(&data, "lead-Avg"), column(&plain, "lead-Avg"));
    for minute in 0..6 {
        let times = if (2..4).contains(&minute) { 0.5 } else { 1.0 };
        assert!(
            (set[minute] - plain[minute] * times).abs() < 0.02,
            "{minute}"
        );
    }
    // What follows it in the plant does not change.
    assert!(column(&data, "then-Avg")[2] > 80.0);
}
