//! When the door was open and devices had lines, as it is written down and read again.

use tempfile::TempDir;
use wellkeeper_zone as zone;
use zone::Zone;
use zone::clock::Clock;
use zone::device::adopt;
use zone::door::{Closed, Ended, Line, LineChange, Record, is_open, lines, openings, outages};
use zone::limits::{DOOR_LOST_US, DOOR_SIGN_US, LINE_BREAK_US, LINES_KEPT_US, LINES_OF_DEVICE_MAX};
use zone::state::State;

use crate::devices::{said, with_stranger};
use crate::verify::findings;
use crate::{NOW_US, words};

const SECOND_US: i64 = 1_000_000;

/// A zone with one device, and its number.
async fn with_device() -> (TempDir, Zone, i64) {
    let (folder, zone) = with_stranger().await;
    let device = adopt(&zone, &said(), "keeper").await.unwrap().id;
    (folder, zone, device)
}

/// The same zone some microseconds later.
async fn later(folder: &TempDir, us: i64) -> Zone {
    let clock = Clock::fixed(NOW_US + us);
    Zone::open(folder.path(), words(), clock).await.unwrap()
}

fn up(device: i64, source: &str, us: i64) -> LineChange {
    LineChange::Up {
        device,
        source: source.into(),
        at_us: NOW_US + us,
    }
}

fn down(device: i64, us: i64, why: Ended) -> LineChange {
    let at_us = NOW_US + us;
    LineChange::Down { device, at_us, why }
}

/// Source, up and down in seconds, why it ended, how often it broke off.
async fn told(state: &State) -> Vec<(String, i64, Option<i64>, Option<Ended>, i64)> {
    let seconds = |us: i64| (us - NOW_US) / SECOND_US;
    let of = |line: Line| {
        let until = line.down_us.map(seconds);
        (
            line.source,
            seconds(line.up_us),
            until,
            line.why,
            line.breaks,
        )
    };
    let all = lines(state, 0).await.unwrap().into_iter();
    all.map(of).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_that_closes_ends_its_lines_and_changes_nothing_that_is_sealed() {
    let (folder, zone, device) = with_device().await;
    let before = zone.state().last_change_us().await.unwrap();
    let mut record = Record::open(&zone).await.unwrap();
    record
        .note(&zone, &[up(device, "10.1.2.3", 0)])
        .await
        .unwrap();
    let (breaks, moved) = (LINE_BREAK_US / SECOND_US, 400);
    let after = later(&folder, 500 * SECOND_US).await;
    let changes = [
        down(device, SECOND_US, Ended::HungUp),
        // Back on the limit of a break, then a microsecond later than it.
        up(device, "10.1.2.3", SECOND_US + LINE_BREAK_US),
        down(device, 130 * SECOND_US, Ended::Idle),
        up(device, "10.1.2.3", 130 * SECOND_US + LINE_BREAK_US + 1),
        up(device, "10.9.9.9", moved * SECOND_US),
    ];
    record.note(&after, &changes).await.unwrap();
    assert!(is_open(
        &openings(zone.state(), 0).await.unwrap(),
        after.clock().now_us()
    ));
    record.close(&after).await.unwrap();
    let (here, there) = ("10.1.2.3".to_owned(), "10.9.9.9".to_owned());
    assert_eq!(
        told(zone.state()).await,
        [
            (here.clone(), 0, Some(130), Some(Ended::Idle), 1),
            (here, 130 + breaks, Some(moved), Some(Ended::Replaced), 0),
            (there, moved, Some(500), Some(Ended::Stopped), 0),
        ]
    );
    let all = openings(zone.state(), 0).await.unwrap();
    assert_eq!(all[0].why, Some(Closed::Stopped));
    assert_eq!(all[0].closed_us, Some(after.clock().now_us()));
    assert_eq!(zone.state().last_change_us().await.unwrap(), before);
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_that_a_crash_took_ends_at_its_last_sign_of_life() {
    let (folder, zone, device) = with_device().await;
    let mut lost = Record::open(&zone).await.unwrap();
    let seen = later(&folder, DOOR_SIGN_US).await;
    let began = [up(device, "10.1.2.3", 0)];
    lost.note(&seen, &began).await.unwrap();
    // The next door opens at once: until the signs have failed to come long enough nobody is taken for lost.
    let again = later(&folder, DOOR_SIGN_US + SECOND_US).await;
    let mut record = Record::open(&again).await.unwrap();
    record
        .note(&again, &[up(device, "10.1.2.3", DOOR_SIGN_US + SECOND_US)])
        .await
        .unwrap();
    let much_later = later(&folder, DOOR_SIGN_US + DOOR_LOST_US + 1).await;
    record.note(&much_later, &[]).await.unwrap();
    let all = openings(zone.state(), 0).await.unwrap();
    assert_eq!(
        (all[0].closed_us, all[0].why),
        (Some(NOW_US + DOOR_SIGN_US), Some(Closed::Lost))
    );
    assert_eq!(all[1].closed_us, None);
    let out = outages(&all, much_later.clock().now_us());
    assert_eq!(out.len(), 1);
    assert_eq!(out[0].until_us, Some(NOW_US + DOOR_SIGN_US + SECOND_US));
    let lines = told(zone.state()).await;
    assert_eq!((lines.len(), lines[1].2), (2, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_of_a_device_are_kept_up_to_their_cap_and_their_age() {
    let (folder, zone, device) = with_device().await;
    let mut record = Record::open(&zone).await.unwrap();
    let most = usize::try_from(LINES_OF_DEVICE_MAX).unwrap();
    let mut changes = Vec::new();
    for (n, at) in (0..=LINES_OF_DEVICE_MAX).zip((0..).step_by(2)) {
        changes.push(up(device, &format!("10.0.{}.{}", n / 200, n % 200), at));
        changes.push(down(device, at + 1, Ended::HungUp));
    }
    record.note(&zone, &changes[2..]).await.unwrap();
    assert_eq!(told(zone.state()).await.len(), most);
    record.note(&zone, &changes[..2]).await.unwrap();
    let kept = told(zone.state()).await;
    assert_eq!(kept.len(), most);
    record.close(&zone).await.unwrap();
    let last_us = 2 * LINES_OF_DEVICE_MAX + 1;
    let old = later(&folder, last_us + LINES_KEPT_US).await;
    Record::open(&old).await.unwrap();
    assert_eq!(told(zone.state()).await.len(), 1);
    let older = later(&folder, last_us + LINES_KEPT_US + 1).await;
    Record::open(&older).await.unwrap();
    assert_eq!(told(zone.state()).await.len(), 0);
}
