//! A power cut: what was not synced is forgotten, what was committed is not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use wellkeeper_zone as zone;
use zone::lake::{
    Commit, Extra, KeptFrame, Lake, Leaving, MAIN, OBSERVATIONS, SyncedStore, TableChange,
};
use zone::observation::arrow::to_batch;

use crate::empty_zone;
use crate::lake::observation;

/// What the disk was made to remember, over all tests of this process.
static SYNCED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

#[allow(clippy::unnecessary_wraps, reason = "it stands for a sync")]
fn remember(file: &Path) -> std::io::Result<()> {
    let zone = file
        .ancestors()
        .find(|f| f.join("lake.sqlite").exists())
        .unwrap();
    let name = file.file_name().unwrap().to_str().unwrap();
    let catalog = std::fs::read(zone.join("lake.sqlite")).unwrap();
    let named = catalog
        .windows(name.len())
        .any(|bytes| bytes == name.as_bytes());
    assert!(!named, "{name} was committed before it was synced");
    SYNCED.lock().unwrap().insert(file.to_owned());
    Ok(())
}

#[allow(clippy::unnecessary_wraps, reason = "it stands for a sync")]
fn forget(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Cuts the power: files that were not synced are empty afterwards.
fn cut(folder: &Path) {
    let mut waiting = vec![folder.join("lake").canonicalize().unwrap()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if !SYNCED.lock().unwrap().contains(&path) {
                std::fs::write(path, "").unwrap();
            }
        }
    }
}

/// Appends, corrects, replaces a table and takes in a frame; then the power is cut. Gives what a proof finds.
async fn after_a_cut(store: SyncedStore) -> Vec<zone::verify::Finding> {
    let (folder, zone) = empty_zone().await;
    let lake = Lake::open_on(folder.path(), store).await.unwrap();
    let commit = |kind: &str| Commit {
        who: "tester",
        reason: "test",
        extra: Extra {
            kind: kind.into(),
            ..Extra::default()
        },
        base: None,
    };
    for hour in 0..4 {
        let rows = to_batch(&[observation(1, hour, Some(1.0), 1)]).unwrap();
        lake.append(
            MAIN,
            OBSERVATIONS,
            std::slice::from_ref(&rows),
            &commit("import"),
        )
        .await
        .unwrap();
        let change = |table: &str| TableChange {
            schema: "pack".into(),
            table: table.into(),
            columns: rows.schema(),
            leaving: Leaving::All,
            coming: rows.clone(),
        };
        lake.change_tables(&[change("one"), change("other")], &commit("run"))
            .await
            .unwrap();
    }
    let right = observation(1, 2, Some(9.0), 2);
    let rows = [to_batch(std::slice::from_ref(&right)).unwrap()];
    lake.correct(&[(1, right.time_us)], &rows, &commit("correct"))
        .await
        .unwrap();
    let frame = KeptFrame {
        frame: 1,
        device: 1,
        at_us: right.time_us,
        key: "1".into(),
        is_late: false,
        bytes: b"##".to_vec(),
    };
    let heard = observation(1, 5, Some(2.0), 3);
    lake.append_frames(&[frame], &[&heard], &[], &commit("door"))
        .await
        .unwrap();
    // What was committed is entered in the log with the hashes of the moment before the cut.
    drop(zone.write("tester", "test").await.unwrap());
    cut(folder.path());
    zone.verify("tester").await.unwrap().findings
}

#[tokio::test(flavor = "multi_thread")]
async fn a_power_cut_takes_nothing_that_was_committed() {
    assert_eq!(after_a_cut(SyncedStore::with(remember)).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_does_not_sync_is_found_out() {
    let findings = after_a_cut(SyncedStore::with(forget)).await;
    assert!(findings.len() > 4, "{findings:?}");
}
