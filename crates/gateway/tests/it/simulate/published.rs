//! Frames of devices that are not there, against those that the standard prints.

use super::{at, channel, one, text, value};
use crate::vectors;

#[test]
fn minute_data_of_2025_are_byte_for_byte_those_of_annex_a_2() {
    let row = vectors::row(vectors::sm4(), "A.2-ex3/4");
    let scenario = one(&[
        "edition = 2025\nsystem = 31\nminute_data_minutes = 1\n",
        &channel("a01011", "constant = 1.35"),
        &channel("a01014", "constant = 3.2"),
    ]
    .concat());
    let sent = scenario.devices[0]
        .sent_at(1, at("2024-05-20T21:07:00"))
        .unwrap();
    assert_eq!(sent.len(), 1);
    assert_eq!(text(&sent[0]), format!("{}\r\n", row.cell("plain")));
    assert_eq!(sent[0].answered_by.as_deref(), Some("20240520210700000"));
}

/// The flow, pH and COD whose least, mean and greatest annex C of 2017 prints, of so many minutes: one minute
/// each of the least and of the greatest, and of all others what makes the mean. The annex prints
/// the same amount for COD as for the flow, so that its amount here is a share of the mean.
fn annex_c(minutes: u32, begin: &str, schedule: &str) -> String {
    let others = f64::from(minutes - 2);
    let steps = |least: f64, mean: f64, greatest: f64| {
        let other = (mean * f64::from(minutes) - least - greatest) / others;
        let hour = &begin[..2];
        let minute: u32 = begin[3..].parse().unwrap();
        format!(
            "decimals = 1\nsteps = [[\"{hour}:{:02}\", {least}], [\"{hour}:{:02}\", {greatest}], [\"{hour}:{:02}\", {other}]]",
            minute,
            minute + 1,
            minute + 2
        )
    };
    let cod = format!(
        "decimals = 1\nconstant = 40.1\namount = {{ per_second = {} }}",
        0.0175 / 40.1
    );
    let flow = format!(
        "{}\namount = {{ per_second = 0.001 }}",
        steps(16.4, 17.5, 20.1)
    );
    [
        &format!("edition = 2017\nsystem = 32\nsample_seconds = 60\n{schedule}\n"),
        &channel("w00000", &flow),
        &channel("w01001", &steps(7.1, 7.5, 7.8)),
        &channel("w01018", &cod),
    ]
    .map(String::as_str)
    .concat()
}

/// What annex C prints up to where it elides, without QN and length.
fn printed(id: &str) -> &'static str {
    let segment = vectors::row(vectors::annex_c(), id).cell("bytes");
    let (_, from_st) = segment.split_once(';').unwrap();
    from_st.split_once(";…").unwrap().0
}

fn simulated(scenario: &str, moment: &str) -> String {
    let sent = one(scenario).devices[0].sent_at(1, at(moment)).unwrap();
    assert_eq!(sent.len(), 1);
    let frame = text(&sent[0]);
    let (_, from_st) = frame.split_once(';').unwrap();
    from_st
        .split_once("&&\r\n")
        .or(from_st.rsplit_once("&&"))
        .unwrap()
        .0
        .to_owned()
}

#[test]
fn minute_data_of_2017_with_their_amounts_are_those_of_annex_c() {
    let scenario = annex_c(10, "08:40", "minute_data_minutes = 10");
    let sent = simulated(&scenario, "2016-08-01T08:50:00");
    assert_eq!(sent, printed("c17-023"));
}

#[test]
fn hour_data_of_2017_with_their_amounts_are_those_of_annex_c() {
    let scenario = annex_c(60, "08:00", "hour_data = true");
    let sent = simulated(&scenario, "2016-08-01T09:00:00");
    assert_eq!(sent, printed("c17-025"));
}

#[test]
fn day_data_are_stamped_with_the_begin_of_their_day() {
    let scenario = one(&[
        "edition = 2017\nsystem = 32\nsample_seconds = 60\nday_data = true\n",
        &channel(
            "w01018",
            "constant = 40.1\ndecimals = 1\namount = { per_second = 1e-3 }",
        ),
    ]
    .concat());
    let sent = scenario.devices[0]
        .sent_at(1, at("2016-08-02T00:00:00"))
        .unwrap();
    let frame = text(&sent[0]);
    assert!(frame.contains(";CN=2031;"), "{frame}");
    assert_eq!(value(&frame, "DataTime"), "20160801000000");
    // 40.1 × 86,400 s / 1,000.
    assert_eq!(value(&frame, "w01018-Cou"), "3464.6");
}

#[test]
fn a_device_of_2005_that_wants_no_answer_writes_neither_qn_nor_flag() {
    let rest = [
        "edition = 2005\nsystem = 32\nreal_time_seconds = 60\nwants_answer = false\n",
        &channel("011", "constant = 231\ndecimals = 1"),
    ]
    .concat();
    let head = super::HEAD.replace("010000A8900016F000169DC0", "LD130133000015");
    let scenario = gateway::simulate::scenario::Scenario::read("a", &(head + &rest)).unwrap();
    let sent = scenario.devices[0]
        .sent_at(1, at("2016-08-24T00:38:00"))
        .unwrap();
    // The shape of a published frame, hj212-05, whose check its sender got wrong.
    let published = vectors::row(vectors::messages(), "hj212-05").cell("bytes");
    let header = "ST=32;CN=2011;PW=123456;MN=LD130133000015;CP=&&DataTime=201608240038";
    assert!(published.contains(header));
    let frame = text(&sent[0]);
    assert!(frame.contains(header), "{frame}");
    assert!(
        published.contains("011-Rtd=231.0,011-Flag=N")
            && frame.contains("011-Rtd=231.0,011-Flag=N")
    );
    assert_eq!(sent[0].answered_by, None);
}
