//! Appending, correcting, and reading as of a snapshot.

use wellkeeper_zone as zone;
use zone::lake::{Commit, Extra, MAIN, OBSERVATIONS};
use zone::observation::arrow::{from_batch, to_batch};
use zone::observation::{Flag, Level, Observation, Quality, SampleKind};
use zone::{Zone, ZoneError};

use crate::{NOW_US, empty_zone};

const HOUR_US: i64 = 3_600_000_000;

pub fn observation(series: i64, hour: i64, value: Option<f64>, batch: i64) -> Observation {
    Observation {
        series,
        time_us: NOW_US + hour * HOUR_US,
        value,
        flag: if value.is_some() {
            Flag::Normal
        } else {
            Flag::BelowDetection
        },
        quality: Quality::Valid,
        level: Level::Raw,
        cause: None,
        sample_kind: SampleKind::Routine,
        method: Some("HJ 535".into()),
        detection_limit: value.is_none().then_some(0.025),
        qualifier: None,
        learned_us: NOW_US,
        source: "lab".into(),
        batch,
        line: hour + 2,
    }
}

fn commit(reason: &str, base: Option<i64>) -> Commit<'_> {
    Commit {
        who: "tester",
        reason,
        extra: Extra::default(),
        base,
    }
}

async fn append(zone: &Zone, rows: &[Observation]) -> i64 {
    let batch = to_batch(rows).unwrap();
    zone.lake()
        .append(MAIN, OBSERVATIONS, &[batch], &commit("append", None))
        .await
        .unwrap()
}

async fn read(zone: &Zone, series: &[i64], snapshot: i64) -> Vec<Observation> {
    let mut rows = zone
        .lake()
        .observations_of(series, i64::MIN, i64::MAX, snapshot)
        .await
        .unwrap();
    rows.sort_by_key(|o| (o.series, o.time_us));
    rows
}

#[test]
fn observations_come_back_from_arrow_as_they_went_in() {
    let rows = vec![observation(1, 0, Some(0.1), 1), observation(1, 1, None, 1)];
    assert_eq!(from_batch(&to_batch(&rows).unwrap()).unwrap(), rows);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_replaces_one_row_and_the_old_one_stays_at_its_snapshot() {
    let (_folder, zone) = empty_zone().await;
    let before: Vec<_> = (0..10)
        .map(|hour| observation(7, hour, Some(1.0), 1))
        .collect();
    let old = append(&zone, &before).await;
    let right = observation(7, 3, Some(9.0), 2);
    let keys = [(7, right.time_us)];
    let batch = to_batch(std::slice::from_ref(&right)).unwrap();
    let new = zone
        .lake()
        .correct(&keys, &[batch], &commit("a slip of the pen", Some(old)))
        .await
        .unwrap();
    assert_eq!(new, old + 1, "one commit deletes and inserts");
    assert_eq!(read(&zone, &[7], old).await, before);
    let after = read(&zone, &[7], new).await;
    assert_eq!(after.len(), 10);
    assert_eq!(after[3], right);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_corrected_twice_stands_once() {
    let (_folder, zone) = empty_zone().await;
    append(
        &zone,
        &[
            observation(7, 0, Some(1.0), 1),
            observation(7, 1, Some(1.0), 1),
        ],
    )
    .await;
    for value in [2.0, 3.0] {
        let row = observation(7, 0, Some(value), 2);
        let keys = [(7, row.time_us)];
        let batch = to_batch(&[row]).unwrap();
        zone.lake()
            .correct(&keys, &[batch], &commit("again", None))
            .await
            .unwrap();
    }
    let head = zone.lake().head().unwrap();
    let values: Vec<_> = read(&zone, &[7], head)
        .await
        .iter()
        .map(|o| o.value)
        .collect();
    assert_eq!(values, [Some(3.0), Some(1.0)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_on_a_snapshot_that_is_no_longer_the_newest_is_refused() {
    let (_folder, zone) = empty_zone().await;
    let base = append(&zone, &[observation(1, 0, Some(1.0), 1)]).await;
    append(&zone, &[observation(1, 1, Some(1.0), 1)]).await;
    let batch = to_batch(&[observation(1, 2, Some(1.0), 1)]).unwrap();
    let late = zone
        .lake()
        .append(MAIN, OBSERVATIONS, &[batch], &commit("late", Some(base)))
        .await;
    assert!(matches!(late, Err(ZoneError::Contended)), "{late:?}");
    let head = zone.lake().head().unwrap();
    assert_eq!(read(&zone, &[1], head).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn observations_of_several_years_lie_in_a_folder_a_year_without_a_column_in_its_name() {
    let (folder, zone) = empty_zone().await;
    let year_hours = 365 * 24;
    append(
        &zone,
        &[
            observation(1, 0, Some(1.0), 1),
            observation(1, -year_hours, Some(2.0), 1),
        ],
    )
    .await;
    let data = folder.path().join("lake/main/observations");
    let mut files = 0;
    let mut waiting = vec![data];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            assert!(
                !path.to_string_lossy().contains("time="),
                "{}",
                path.display()
            );
            if path.is_dir() {
                waiting.push(path);
            } else {
                files += 1;
            }
        }
    }
    assert_eq!(files, 2, "a file a year");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zone_that_was_moved_opens_and_reads_its_files() {
    let (folder, zone) = empty_zone().await;
    append(&zone, &[observation(1, 0, Some(1.0), 1)]).await;
    drop(zone);
    let elsewhere = tempfile::tempdir().unwrap();
    let moved = elsewhere.path().join("守井 zone");
    std::fs::rename(folder.path(), &moved).unwrap();
    let zone = Zone::open(&moved, crate::words(), zone::clock::Clock::fixed(NOW_US))
        .await
        .unwrap();
    let head = zone.lake().head().unwrap();
    assert_eq!(read(&zone, &[1], head).await.len(), 1);
    append(&zone, &[observation(1, 1, Some(1.0), 1)]).await;
    assert_eq!(
        read(&zone, &[1], zone.lake().head().unwrap()).await.len(),
        2
    );
}
