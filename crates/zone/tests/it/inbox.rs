//! What comes in at the door is durable before it is acknowledged, and reaches the lake once.

use wellkeeper_zone as zone;
use zone::ZoneError;
use zone::device::stranger::{Heard, strangers, write_down};
use zone::inbox::{Arrival, ArrivedReading, Carried, KeptFrame, carry, frame};
use zone::limits::{INBOX_ROW_FRAMES_MAX, STRANGER_FRAMES_KEPT, STRANGERS_MAX};
use zone::observation::{Flag, Quality};

use crate::NOW_US;
use crate::decisions::with_readings;
use crate::verify::{execute_on_state, findings};

/// Later than all readings that the book begins with.
const LATER_US: i64 = NOW_US + 1_000 * 3_600_000_000;
const MINUTE_US: i64 = 60_000_000;

fn arrival(minute: i64, value: f64, bytes: &[u8]) -> Arrival {
    Arrival {
        device: 7,
        at_us: LATER_US + minute * MINUTE_US + 1,
        key: format!("{minute}"),
        is_late: false,
        source: "door".into(),
        bytes: bytes.to_vec(),
        told: Vec::new(),
        readings: vec![ArrivedReading {
            series: 1,
            time_us: LATER_US + minute * MINUTE_US,
            value: Some(value),
            flag: Flag::Normal,
            quality: Quality::Valid,
            cause: None,
        }],
    }
}

async fn readings(zone: &zone::Zone) -> Vec<(i64, Option<f64>, i64)> {
    let head = zone.lake().head().unwrap();
    let found = zone
        .lake()
        .observations_of(&[1], LATER_US, i64::MAX / 2, head)
        .await
        .unwrap();
    let mut rows: Vec<_> = found
        .iter()
        .map(|o| ((o.time_us - LATER_US) / MINUTE_US, o.value, o.line))
        .collect();
    rows.sort_by_key(|row| row.0);
    rows
}

async fn bytes_of(zone: &zone::Zone, number: i64) -> Option<Vec<u8>> {
    let found: Option<KeptFrame> = frame(zone, number).await.unwrap();
    found.map(|frame| frame.bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_is_found_byte_for_byte_in_the_inbox_and_then_in_the_lake() {
    let (_folder, zone) = with_readings().await;
    // Bytes that are no text: HJ 212-2025 seals its frames.
    let sealed = [0x23, 0x23, 0x00, 0xff, 0x0d, 0x0a];
    let two = [arrival(0, 1.5, b"##a"), arrival(1, 2.5, &sealed)];
    assert_eq!(zone.accept(&two).await.unwrap(), 1..3);
    assert_eq!(zone.accept(&[arrival(2, 3.5, b"##c")]).await.unwrap(), 3..4);
    assert_eq!(zone.waiting().await.unwrap().frames, 3);
    assert_eq!(bytes_of(&zone, 2).await.unwrap(), sealed);
    let carried = carry(&zone, "door").await.unwrap();
    assert_eq!((carried.frames, carried.added), (3, 3));
    assert_eq!(zone.waiting().await.unwrap().frames, 0);
    assert_eq!(bytes_of(&zone, 2).await.unwrap(), sealed);
    assert_eq!(bytes_of(&zone, 4).await, None);
    let expected = [(0, Some(1.5), 1), (1, Some(2.5), 2), (2, Some(3.5), 3)];
    assert_eq!(readings(&zone).await, expected);
    assert_eq!(zone.accept(&[arrival(3, 1.0, b"##d")]).await.unwrap(), 4..5);
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_carrier_that_died_before_it_took_the_rows_out_brings_nothing_twice() {
    let (folder, zone) = with_readings().await;
    zone.accept(&[arrival(0, 1.5, b"##a"), arrival(1, 2.5, b"##b")])
        .await
        .unwrap();
    execute_on_state(folder.path(), "create table saved as select * from inbox").await;
    carry(&zone, "door").await.unwrap();
    // As if the process had ended between the lake's commit and the state's.
    execute_on_state(
        folder.path(),
        "insert into inbox select * from saved; drop table saved",
    )
    .await;
    zone.accept(&[arrival(2, 3.5, b"##c")]).await.unwrap();
    let again = carry(&zone, "door").await.unwrap();
    assert_eq!((again.frames, again.added), (1, 1), "only what is new");
    assert_eq!(readings(&zone).await.len(), 3);
    assert_eq!(carry(&zone, "door").await.unwrap(), Carried::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_again_changes_nothing_and_a_later_word_of_the_same_source_stands() {
    let (_folder, zone) = with_readings().await;
    zone.accept(&[arrival(0, 1.5, b"##a")]).await.unwrap();
    carry(&zone, "door").await.unwrap();
    zone.accept(&[
        arrival(0, 1.5, b"##a"),
        arrival(1, 9.0, b"##b"),
        arrival(1, 2.0, b"##c"),
    ])
    .await
    .unwrap();
    let carried = carry(&zone, "door").await.unwrap();
    assert_eq!((carried.added, carried.unchanged), (1, 1));
    assert_eq!(
        readings(&zone).await,
        [(0, Some(1.5), 1), (1, Some(2.0), 4)]
    );
    zone.accept(&[arrival(1, 2.25, b"##d")]).await.unwrap();
    assert_eq!(carry(&zone, "door").await.unwrap().corrected, 1);
    assert_eq!(readings(&zone).await[1], (1, Some(2.25), 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_commit_takes_so_many_frames_and_no_more() {
    let (_folder, zone) = with_readings().await;
    let many = vec![arrival(0, 1.0, b"##a"); INBOX_ROW_FRAMES_MAX + 1];
    let refused = zone.accept(&many).await.unwrap_err();
    assert!(matches!(refused, ZoneError::Refused(_)), "{refused}");
    assert_eq!(zone.waiting().await.unwrap().frames, 0, "none is kept");
    let accepted = zone.accept(&many[1..]).await.unwrap();
    assert_eq!(accepted.end - accepted.start, 16_384);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_of_the_inbox_that_was_changed_or_lost_is_named() {
    let (folder, zone) = with_readings().await;
    for minute in 0..3 {
        zone.accept(&[arrival(minute, 1.0, b"##a")]).await.unwrap();
    }
    carry(&zone, "door").await.unwrap();
    for minute in 3..6 {
        zone.accept(&[arrival(minute, 1.0, b"##a")]).await.unwrap();
    }
    assert_eq!(findings(&zone).await, Vec::<String>::new());
    execute_on_state(folder.path(), "delete from inbox where first_frame = 5").await;
    let found = findings(&zone).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("inbox row 3: does not follow"),
        "{found:?}"
    );
    let changed = "update inbox set payload = 'x' where first_frame = 4";
    execute_on_state(folder.path(), changed).await;
    assert_eq!(findings(&zone).await.len(), 2);
}

fn heard(identity: &str, frames: usize) -> Heard {
    Heard {
        protocol: "hj212".into(),
        identity: identity.into(),
        source: "127.0.0.1".into(),
        first_us: NOW_US,
        last_us: NOW_US + 1,
        frames: i64::try_from(frames).unwrap(),
        kept: vec![identity.as_bytes().to_vec(); frames.min(STRANGER_FRAMES_KEPT)],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_stranger_a_few_frames_are_kept_and_all_are_counted() {
    let (_folder, zone) = with_readings().await;
    for _ in 0..2 {
        write_down(&zone, &[heard("A", 5), heard("B", 1)], "door")
            .await
            .unwrap();
    }
    let there = strangers(zone.state()).await.unwrap();
    let told: Vec<_> = there
        .iter()
        .map(|s| (s.identity.as_str(), s.frames, s.kept.len()))
        .collect();
    assert_eq!(told, [("A", 10, STRANGER_FRAMES_KEPT), ("B", 2, 2)]);
    assert_eq!(there[0].kept[0], b"A");
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_does_not_fill_the_book_with_strangers() {
    let (_folder, zone) = with_readings().await;
    let most = usize::try_from(STRANGERS_MAX).unwrap();
    let scan: Vec<Heard> = (0..=most).map(|n| heard(&format!("{n:05}"), 1)).collect();
    assert_eq!(write_down(&zone, &scan, "door").await.unwrap(), 1);
    assert_eq!(strangers(zone.state()).await.unwrap().len(), most);
}
