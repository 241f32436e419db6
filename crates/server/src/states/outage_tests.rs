//! Hand-made lines and arrivals, and the outages that they tell of; times are seconds.

use zone::door::Ended;

use super::*;

const S: i64 = 1_000_000;
const NOW: i64 = 100_000;
/// Every device here is silent after ten minutes.
const LIMIT: i64 = 600;

fn device(id: i64, heard: i64) -> Outlying {
    Outlying {
        id,
        silent_after_us: LIMIT * S,
        heard_us: Some(heard * S),
        stopped_us: None,
    }
}

fn line(device: i64, source: &str, up: i64, down: Option<i64>) -> Line {
    Line {
        device,
        source: source.into(),
        up_us: up * S,
        down_us: down.map(|s| s * S),
        why: down.map(|_| Ended::HungUp),
        breaks: 0,
    }
}

fn closed(from: i64, until: i64) -> DoorOutage {
    DoorOutage {
        from_us: from * S,
        until_us: Some(until * S),
        why: Closed::Stopped,
    }
}

/// What, from, until, whom it took: the oldest first.
fn told(
    door: &[DoorOutage],
    lines: &[Line],
    devices: &[Outlying],
    arrivals: &[(i64, &[(i64, i64)])],
) -> Vec<(String, i64, Option<i64>, Vec<i64>)> {
    let spans = |spans: &[(i64, i64)]| spans.iter().map(|(a, b)| (a * S, b * S)).collect();
    let arrivals = arrivals.iter().map(|(device, of)| (*device, spans(of)));
    let found = outages(&History {
        since_us: 0,
        now_us: NOW * S,
        door,
        lines,
        devices,
        arrivals: &arrivals.collect(),
    });
    let word = |kind: &OutageKind| match kind {
        OutageKind::Door(why) => format!("door {}", why.as_str()),
        OutageKind::Source(address) => format!("source {address}"),
        OutageKind::Line => "line".to_owned(),
        OutageKind::Silence => "silence".to_owned(),
    };
    let one = |out: &Outage| {
        let until = out.until_us.map(|us| us / S);
        let devices = out.devices.iter().copied().collect();
        (word(&out.kind), out.from_us / S, until, devices)
    };
    found.iter().rev().map(one).collect()
}

fn outage(
    what: &str,
    from: i64,
    until: Option<i64>,
    devices: &[i64],
) -> (String, i64, Option<i64>, Vec<i64>) {
    (what.to_owned(), from, until, devices.to_vec())
}

#[test]
fn a_line_that_was_down_no_longer_than_its_device_may_be_silent_is_no_outage() {
    let lines = [
        line(1, "a", 0, Some(1_000)),
        line(1, "a", 1_600, Some(3_000)),
        line(1, "a", 3_601, None),
    ];
    let expected = [outage("line", 3_000, Some(3_601), &[1])];
    assert_eq!(told(&[], &lines, &[device(1, NOW)], &[]), expected);
}

#[test]
fn an_outage_that_lasts_has_no_end_and_one_of_a_device_out_of_service_ends_there() {
    let lines = [line(1, "a", 0, Some(90_000))];
    let one = device(1, 89_990);
    let lasting = [outage("line", 90_000, None, &[1])];
    assert_eq!(told(&[], &lines, &[one], &[]), lasting);
    let stopped = Outlying {
        stopped_us: Some(95_000 * S),
        ..one
    };
    let ended = [outage("line", 90_000, Some(95_000), &[1])];
    assert_eq!(told(&[], &lines, &[stopped], &[]), ended);
    // Its line went 300 s ago, but it has said nothing for 700 s: the tree says so too.
    let quiet = [line(1, "a", 0, Some(NOW - 300))];
    let early = [outage("line", NOW - 300, None, &[1])];
    assert_eq!(told(&[], &quiet, &[device(1, NOW - 700)], &[]), early);
    assert_eq!(told(&[], &quiet, &[device(1, NOW - 600)], &[]), []);
}

#[test]
fn an_outage_of_a_source_is_told_once_for_all_its_devices() {
    let lines = [
        line(1, "a", 0, Some(10_000)),
        line(1, "a", 20_000, None),
        line(2, "a", 0, Some(10_030)),
        line(2, "a", 20_400, None),
        line(3, "a", 0, Some(9_000)),
        line(3, "a", 21_000, None),
        line(4, "b", 0, Some(10_000)),
        line(4, "b", 20_000, None),
    ];
    let all: Vec<Outlying> = (1..=4).map(|id| device(id, NOW)).collect();
    let expected = [
        // The third was out by itself before, and after the others were back: more than ten minutes each.
        outage("line", 9_000, Some(10_030), &[3]),
        outage("line", 10_000, Some(20_000), &[4]),
        outage("source a", 10_030, Some(20_000), &[1, 2, 3]),
        outage("line", 20_000, Some(21_000), &[3]),
    ];
    assert_eq!(told(&[], &lines, &all, &[]), expected);
}

#[test]
fn a_source_is_not_down_while_one_of_its_devices_is_there() {
    let lines = [
        line(1, "a", 0, Some(10_000)),
        line(2, "a", 0, Some(10_000)),
        line(3, "a", 0, None),
    ];
    let all: Vec<Outlying> = (1..=3).map(|id| device(id, 10_000)).collect();
    let each = [
        outage("line", 10_000, None, &[2]),
        outage("line", 10_000, None, &[1]),
    ];
    let found = told(&[], &lines, &all, &[]);
    assert_eq!(found.len(), 2);
    assert!(each.iter().all(|one| found.contains(one)), "{found:?}");
    // A device that moved to another address is not missed here.
    let mut moved = lines.to_vec();
    moved[2].down_us = Some(9_000 * S);
    moved.push(line(3, "b", 9_010, None));
    let source = [outage("source a", 10_000, None, &[1, 2])];
    assert_eq!(told(&[], &moved, &all, &[]), source);
}

#[test]
fn an_outage_of_the_door_accuses_nobody_else() {
    let lines = [
        line(1, "a", 0, Some(10_000)),
        // Back ten minutes after the door was, on the limit.
        line(1, "a", 50_600, None),
        line(2, "a", 0, Some(10_000)),
        line(2, "a", 50_601, None),
        // Out long before.
        line(3, "b", 0, Some(2_000)),
    ];
    let all = [device(1, NOW), device(2, NOW), device(3, 2_000)];
    let arrivals: [(i64, &[(i64, i64)]); 2] = [
        (1, &[(9_900, 9_990), (50_600, 50_600), (NOW, NOW)]),
        (2, &[(9_900, 9_990), (50_601, NOW)]),
    ];
    let expected = [
        outage("line", 2_000, Some(10_000), &[3]),
        outage("door stopped", 10_000, Some(50_000), &[1, 2]),
        outage("line", 50_000, None, &[3]),
        outage("line", 50_000, Some(50_601), &[2]),
        outage("silence", 50_600, Some(NOW), &[1]),
    ];
    let found = told(&[closed(10_000, 50_000)], &lines, &all, &arrivals);
    let mut sorted = found.clone();
    sorted.sort_by_key(|one| (one.1, std::cmp::Reverse(one.3.first().copied())));
    let expected: Vec<_> = expected
        .into_iter()
        .map(|mut one| {
            one.2 = one.2.filter(|until| *until < NOW);
            one
        })
        .collect();
    assert_eq!(sorted, expected);
}

#[test]
fn a_silence_is_what_a_device_kept_while_it_had_its_line() {
    let lines = [line(1, "a", 0, Some(30_000)), line(1, "a", 40_000, None)];
    // Silent from 1,000 to 2,000; ten minutes exactly from 2,000; from 29,000 through the time without a
    // line; and 500 s since the last.
    let arrivals: [(i64, &[(i64, i64)]); 1] = [(
        1,
        &[
            (500, 1_000),
            (2_000, 2_000),
            (2_600, 29_000),
            (40_500, NOW - 500),
        ],
    )];
    let expected = [
        outage("silence", 1_000, Some(2_000), &[1]),
        outage("silence", 29_000, Some(30_000), &[1]),
        outage("line", 30_000, Some(40_000), &[1]),
    ];
    let found = told(&[], &lines, &[device(1, NOW - 500)], &arrivals);
    assert_eq!(found, expected);
}
