//! What channels show, against arithmetic by hand.

use super::{at, channel, one, sent, text, value};

fn shown(shape: &str, moment: &str) -> f64 {
    let scenario = one(&[
        "edition = 2017\nsystem = 32\nreal_time_seconds = 1\n",
        &channel("x", shape),
    ]
    .concat());
    let sent = scenario.devices[0].sent_at(7, at(moment)).unwrap();
    value(&text(&sent[0]), "x-Rtd").parse().unwrap()
}

#[test]
fn a_daily_curve_goes_straight_from_hour_to_hour_and_over_midnight() {
    let hours: Vec<String> = (0..24).map(|hour| (hour * 10).to_string()).collect();
    let shape = format!(
        "daily = [{}]\nweekend = [{}]",
        hours.join(", "),
        ["1"; 24].join(", ")
    );
    // A Thursday.
    assert_eq!(shown(&shape, "2026-11-26T06:00:00"), 60.0);
    assert_eq!(shown(&shape, "2026-11-26T06:15:00"), 62.5);
    // Half way from 230 at 23:00 to 0 at midnight.
    assert_eq!(shown(&shape, "2026-11-26T23:30:00"), 115.0);
    // Friday 23:30 goes to the weekend's 1.
    assert_eq!(shown(&shape, "2026-11-27T23:30:00"), 115.5);
    assert_eq!(shown(&shape, "2026-11-28T12:34:56"), 1.0);
}

#[test]
fn a_step_holds_until_the_next_one_and_the_last_over_midnight() {
    let shape = "steps = [[\"06:00\", 40], [\"22:00\", 3]]";
    assert_eq!(shown(shape, "2026-11-26T05:59:59"), 3.0);
    assert_eq!(shown(shape, "2026-11-26T06:00:00"), 40.0);
    assert_eq!(shown(shape, "2026-11-26T21:59:59"), 40.0);
    assert_eq!(shown(shape, "2026-11-26T22:00:00"), 3.0);
}

#[test]
fn drift_grows_by_the_day_from_its_begin() {
    let shape = "constant = 10\ndrift = { per_day = 0.5, from = 2026-11-20T00:00:00 }";
    assert_eq!(shown(shape, "2026-11-19T00:00:00"), 10.0);
    assert_eq!(shown(shape, "2026-11-22T12:00:00"), 11.25);
}

#[test]
fn a_follower_has_the_ratio_of_what_its_leader_measured_before() {
    let scenario = one(&[
        "edition = 2017\nsystem = 32\nreal_time_seconds = 1\n",
        &channel("lead", "steps = [[\"00:00\", 4], [\"08:00\", 80]]"),
        &channel(
            "then",
            "follows = { channel = \"lead\", ratio = 0.25, lag_seconds = 120 }",
        ),
    ]
    .concat());
    let both = |moment: &str| {
        let sent = scenario.devices[0].sent_at(7, at(moment)).unwrap();
        let frame = text(&sent[0]);
        [
            value(&frame, "lead-Rtd").to_owned(),
            value(&frame, "then-Rtd").to_owned(),
        ]
    };
    assert_eq!(both("2026-11-26T08:01:59"), ["80.00", "1.00"]);
    assert_eq!(both("2026-11-26T08:02:00"), ["80.00", "20.00"]);
}

#[test]
fn noise_is_of_the_size_that_is_asked_for() {
    let scenario = one(&[
        "edition = 2017\nsystem = 32\nreal_time_seconds = 10\n",
        &channel("x", "constant = 100\nnoise = 2\ndecimals = 6"),
    ]
    .concat());
    let frames = sent(
        &scenario.devices[0],
        at("2026-11-26T00:00:00"),
        at("2026-11-27T00:00:00"),
    );
    let values: Vec<f64> = frames
        .iter()
        .map(|(_, sent)| value(&text(sent), "x-Rtd").parse().unwrap())
        .collect();
    assert_eq!(values.len(), 8_640);
    let mean = values.iter().sum::<f64>() / 8_640.0;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / 8_639.0;
    // Four standard errors of 2/√8640, and of 2·√(2/8640)/2.
    assert!((mean - 100.0).abs() < 0.09, "{mean}");
    assert!((variance.sqrt() - 2.0).abs() < 0.07, "{variance}");
}

#[test]
fn what_rounds_to_nothing_is_written_without_a_sign() {
    assert_eq!(
        shown("constant = -0.001", "2026-11-26T00:00:00").to_bits(),
        0.0_f64.to_bits()
    );
}
