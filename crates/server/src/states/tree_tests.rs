//! Hand-made facts and what they say; times are seconds.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use zone::door::{Closed, DoorOutage, Ended, Line};
use zone::observation::Flag;

use super::*;

const S: i64 = 1_000_000;
const NOW: i64 = 10_000;
/// Every device here is silent after ten minutes.
const LIMIT: i64 = 600;

fn device(id: i64, heard: Option<i64>, is_on_line: Option<bool>) -> DeviceFacts {
    DeviceFacts {
        id,
        stopped_us: None,
        heard_us: heard.map(|s| s * S),
        silent_after_us: LIMIT * S,
        is_on_line,
        series: Vec::new(),
    }
}

fn series(series: i64, learned: Option<i64>, flag: Flag) -> SeriesFacts {
    SeriesFacts {
        series,
        learned_us: learned.map(|s| s * S),
        silent_after_us: LIMIT * S,
        flag: learned.map(|_| flag),
        flag_since_us: learned.map(|s| (s - 100) * S),
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

fn out(from: i64, until: Option<i64>) -> DoorOutage {
    DoorOutage {
        from_us: from * S,
        until_us: until.map(|s| s * S),
        why: Closed::Lost,
    }
}

fn of(door: &[DoorOutage], lines: &[Line], devices: &[DeviceFacts]) -> Tree {
    tree(&Facts {
        now_us: NOW * S,
        opened_us: Some(0),
        door,
        lines,
        devices,
    })
}

type Told = (DeviceWord, Option<i64>, Option<Because>);

fn told(tree: &Tree, id: i64) -> Told {
    let (_, state) = tree.device(id).unwrap();
    (state.word, state.since_us.map(|us| us / S), state.because)
}

fn alone(door: &[DoorOutage], lines: &[Line], one: DeviceFacts) -> Told {
    told(&of(door, lines, &[one]), 1)
}

#[test]
fn a_device_is_silent_behind_its_limit_and_a_line_that_is_down_is_told_apart() {
    let up = [line(1, "a", 50, None)];
    let heard = (DeviceWord::Heard, Some(50), None);
    let on_limit = device(1, Some(NOW - LIMIT), Some(true));
    assert_eq!(alone(&[], &up, on_limit), heard);
    let last = NOW - LIMIT - 1;
    let silent = (DeviceWord::Silent, Some(last), None);
    for is_on_line in [Some(true), None] {
        let late = device(1, Some(last), is_on_line);
        assert_eq!(alone(&[], &up, late), silent);
    }
    let down = [line(1, "a", 50, Some(last + 5))];
    let late = device(1, Some(last), Some(false));
    let line_down = (DeviceWord::LineDown, Some(last + 5), None);
    assert_eq!(alone(&[], &down, late.clone()), line_down);
    // A book from before lines were written down.
    let since_heard = (DeviceWord::LineDown, Some(last), None);
    assert_eq!(alone(&[], &[], late), since_heard);
}

#[test]
fn out_of_service_goes_before_never_and_never_before_all_else() {
    let never = device(1, None, Some(false));
    assert_eq!(
        alone(&[out(100, None)], &[], never.clone()),
        (DeviceWord::Never, None, None)
    );
    let stopped = DeviceFacts {
        stopped_us: Some(7 * S),
        ..never
    };
    assert_eq!(
        alone(&[out(100, None)], &[], stopped),
        (DeviceWord::OutOfService, Some(7), None)
    );
}

#[test]
fn maintenance_fault_and_standing_still_are_told_by_flags_of_who_is_heard() {
    let of_flags = |flags: &[Flag], heard: i64| {
        let all = (1..).zip(flags);
        let mut one = device(1, Some(heard), Some(true));
        one.series = all.map(|(n, flag)| series(n, Some(heard), *flag)).collect();
        alone(&[], &[], one).0
    };
    let now = |flags: &[Flag]| of_flags(flags, NOW);
    assert_eq!(now(&[Flag::Stopped, Flag::Stopped]), DeviceWord::Stopped);
    assert_eq!(now(&[Flag::Stopped, Flag::Normal]), DeviceWord::Heard);
    assert_eq!(
        now(&[Flag::Normal, Flag::Maintenance]),
        DeviceWord::Maintenance
    );
    assert_eq!(
        now(&[Flag::Fault, Flag::Calibration]),
        DeviceWord::Maintenance
    );
    assert_eq!(now(&[Flag::Broken, Flag::Normal]), DeviceWord::Fault);
    assert_eq!(
        of_flags(&[Flag::Maintenance], NOW - LIMIT - 1),
        DeviceWord::Silent
    );
    let mut one = device(1, Some(NOW), Some(true));
    one.series = vec![series(1, Some(NOW), Flag::Maintenance)];
    assert_eq!(alone(&[], &[], one).1, Some(NOW - 100));
}

#[test]
fn a_closed_door_is_one_outage_and_all_below_are_out_because_of_it() {
    let lines = [line(1, "a", 50, Some(9_000)), line(2, "a", 50, Some(9_000))];
    let mut heard = device(1, Some(8_999), None);
    heard.series = vec![series(4, Some(8_999), Flag::Normal)];
    let all = [heard, device(2, Some(8_000), None), device(3, None, None)];
    let tree = of(&[out(9_000, None)], &lines, &all);
    let (since_us, why) = (9_000 * S, Closed::Lost);
    assert_eq!(tree.door, DoorState::Closed { since_us, why });
    let by_door = (DeviceWord::LineDown, Some(9_000), Some(Because::Door));
    assert_eq!((told(&tree, 1), told(&tree, 2)), (by_door, by_door));
    assert_eq!(told(&tree, 3).0, DeviceWord::Never);
    let source = &tree.sources[0];
    assert_eq!(
        (source.is_down, source.because),
        (true, Some(Because::Door))
    );
    let below = source.devices[0].series[0];
    assert_eq!(
        (below.word, below.because),
        (SeriesWord::Silent, Some(Because::Door))
    );
}

#[test]
fn when_the_door_is_open_again_who_is_not_back_has_as_long_as_it_may_be_silent() {
    // Heard 100 s before the door closed: 500 s are left when it opens again.
    let (heard, closed) = (1_000, 1_100);
    let opened = |ago: i64| [out(closed, Some(NOW - ago))];
    let lines = [Line {
        why: Some(Ended::Lost),
        ..line(1, "a", 50, Some(closed))
    }];
    let is = |ago: i64, on_line: bool| {
        alone(&opened(ago), &lines, device(1, Some(heard), Some(on_line)))
    };
    let by_door = (DeviceWord::LineDown, Some(closed), Some(Because::Door));
    assert_eq!(is(500, false), by_door);
    assert_eq!(is(500, true).0, DeviceWord::Heard);
    assert_eq!(is(501, true), (DeviceWord::Silent, Some(heard), None));
    // It is to blame from the opening on.
    let own = (DeviceWord::LineDown, Some(NOW - 501), None);
    assert_eq!(is(501, false), own);
    let tree = of(&opened(500), &lines, &[]);
    assert_eq!(
        tree.door,
        DoorState::Open {
            since_us: (NOW - 500) * S
        }
    );
    let never = Facts {
        now_us: NOW * S,
        opened_us: None,
        door: &[],
        lines: &[],
        devices: &[],
    };
    assert_eq!(super::tree(&never).door, DoorState::Never);
}

#[test]
fn a_source_whose_lines_are_all_down_is_one_outage_and_one_line_of_it_is_the_devices() {
    let lines = [
        line(1, "a", 50, Some(5_000)),
        line(2, "a", 50, Some(6_000)),
        line(3, "b", 50, Some(5_000)),
        line(4, "c", 50, Some(5_000)),
        line(5, "c", 50, None),
    ];
    let gone = |id: i64| {
        let mut one = device(id, Some(4_000), Some(false));
        one.series = vec![series(id, Some(4_000), Flag::Normal)];
        one
    };
    let mut all: Vec<DeviceFacts> = (1..=4).map(gone).collect();
    all.push(device(5, Some(NOW), Some(true)));
    let tree = of(&[], &lines, &all);
    let by_source = |since| (DeviceWord::LineDown, Some(since), Some(Because::Source));
    assert_eq!(told(&tree, 1), by_source(5_000));
    assert_eq!(told(&tree, 2), by_source(6_000));
    let [a, b, c] = [0, 1, 2].map(|at| &tree.sources[at]);
    // It is down since its last line went.
    assert_eq!((a.is_down, a.since_us), (true, Some(6_000 * S)));
    assert_eq!(a.devices[0].series[0].because, Some(Because::Source));
    // An address with one device says no more than the device does.
    let own = (DeviceWord::LineDown, Some(5_000), None);
    assert_eq!((b.is_down, told(&tree, 3)), (true, own));
    assert_eq!(b.devices[0].series[0].because, Some(Because::Device));
    assert_eq!((c.is_down, told(&tree, 4)), (false, own));
    // Who is out of service, or never spoke, keeps no source up.
    all[1].stopped_us = Some(1);
    let tree = of(&[], &lines, &all);
    assert!(tree.sources[0].is_down);
    assert_eq!(told(&tree, 1), own);
}

#[test]
fn a_series_is_silent_while_its_device_speaks_and_its_flag_is_its_own() {
    let mut one = device(1, Some(NOW), Some(true));
    one.series = vec![
        series(1, Some(NOW - LIMIT), Flag::Normal),
        series(2, Some(NOW - LIMIT - 1), Flag::Maintenance),
        series(3, Some(NOW), Flag::Fault),
        series(4, None, Flag::Normal),
        series(5, Some(NOW), Flag::Stopped),
    ];
    let tree = of(&[], &[], &[one.clone()]);
    let (source, state) = tree.device(1).unwrap();
    assert_eq!(source.address, None);
    let told: Vec<_> = state
        .series
        .iter()
        .map(|one| (one.word, one.since_us.map(|us| us / S), one.because))
        .collect();
    let expected = [
        (SeriesWord::Flowing, None, None),
        (SeriesWord::Silent, Some(NOW - LIMIT - 1), None),
        (SeriesWord::Fault, Some(NOW - 100), None),
        (SeriesWord::Never, None, None),
        (SeriesWord::Stopped, Some(NOW - 100), None),
    ];
    assert_eq!(told, expected);
    one.stopped_us = Some(S);
    let tree = of(&[], &[], &[one]);
    let (_, state) = tree.device(1).unwrap();
    assert_eq!(state.series[0].word, SeriesWord::Stopped);
    assert_eq!(state.series[0].because, Some(Because::Device));
}
