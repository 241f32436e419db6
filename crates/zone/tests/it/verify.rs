//! What is tampered with or lost is reported by name; a book that was left alone holds.

use std::path::{Path, PathBuf};

use serde_json::json;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;
use wellkeeper_zone as zone;
use zone::clock::Clock;
use zone::compaction::compact;
use zone::lake::{Commit, Extra, MAIN, OBSERVATIONS, Touched, commits};
use zone::observation::arrow::to_batch;
use zone::state::AuditEntry;
use zone::thing;
use zone::{Zone, ZoneError};

use crate::empty_zone;
use crate::lake::observation;
use crate::state::draft;

/// A zone with two things, ten observations and a correction, all through the book.
pub async fn book() -> (TempDir, Zone) {
    filled(empty_zone().await).await
}

/// The same, in a zone that is empty yet.
pub async fn filled((folder, zone): (TempDir, Zone)) -> (TempDir, Zone) {
    for code in ["甲", "乙"] {
        let mut change = zone.state().change("tester").await.unwrap();
        thing::put(&mut change, &draft(code, "river"))
            .await
            .unwrap();
        let entry = AuditEntry::new("put_thing", code, &json!({}));
        change.commit(entry).await.unwrap();
    }
    let rows: Vec<_> = (0..10).map(|h| observation(1, h, Some(1.0), 1)).collect();
    let extra = Extra {
        kind: "import".into(),
        touched: "1:2021-04".into(),
        ..Extra::default()
    };
    let commit = |reason| Commit {
        who: "tester",
        reason,
        extra: extra.clone(),
        base: None,
    };
    let batch = to_batch(&rows).unwrap();
    zone.lake()
        .append(MAIN, OBSERVATIONS, &[batch], &commit("append"))
        .await
        .unwrap();
    let right = observation(1, 3, Some(9.0), 2);
    let keys = [(1, right.time_us)];
    zone.lake()
        .correct(&keys, &[to_batch(&[right]).unwrap()], &commit("a slip"))
        .await
        .unwrap();
    // Neither commit has its entry in the log yet: whoever writes next makes them.
    drop(zone.write("tester", "test").await.unwrap());
    (folder, zone)
}

pub async fn findings(zone: &Zone) -> Vec<String> {
    let done = zone.verify("tester").await.unwrap();
    done.findings
        .iter()
        .map(|f| format!("{}: {}", f.what, f.wrong))
        .collect()
}

/// Changes a SQLite file past the book.
pub async fn execute(database: &Path, sql: &str) {
    let url = format!("sqlite:{}", database.display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let text = sqlx::AssertSqlSafe(format!("pragma foreign_keys = off; {sql}"));
    sqlx::raw_sql(text).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// Changes the state of the zone in `folder` past the book, wherever it lives.
pub async fn execute_on_state(folder: &Path, sql: &str) {
    let text = std::fs::read_to_string(folder.join("zone.toml")).unwrap();
    let config: toml::Table = toml::from_str(&text).unwrap();
    let Some(state) = config.get("state") else {
        return execute(&folder.join("zone.sqlite"), sql).await;
    };
    let options: PgConnectOptions = state["postgres"].as_str().unwrap().parse().unwrap();
    let options = options.options([("search_path", state["schema"].as_str().unwrap())]);
    let mut connection = PgConnection::connect_with(&options).await.unwrap();
    let text = sqlx::AssertSqlSafe(format!("set session_replication_role = replica; {sql}"));
    sqlx::raw_sql(text).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

fn data_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut waiting = vec![folder.join("lake")];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn a_book_that_was_left_alone_holds() {
    let (_folder, zone) = book().await;
    let done = zone.verify("tester").await.unwrap();
    assert_eq!(done.findings, []);
    assert_eq!(done.files, 3, "two of rows, one of deletions");
    assert!(done.bytes > 0 && done.audit_rows == 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_the_state_that_were_changed_lost_or_added_are_named() {
    for (sql, expected) in [
        (
            "update thing_version set name_zh = '丙' where thing = 1",
            "thing_version 1/1: was changed after audit row 2 wrote it",
        ),
        (
            "delete from thing_version where thing = 2",
            "thing_version 2/1: is gone; audit row 3 wrote it",
        ),
        (
            "insert into thing values (9, 'section', '丁', 1)",
            "thing 9: was not written by any change in the audit log",
        ),
        (
            "update lake_commit set who = 'nobody' where id = 1",
            "lake_commit 1: was changed after audit row 1 wrote it",
        ),
    ] {
        let (folder, zone) = book().await;
        execute_on_state(folder.path(), sql).await;
        assert_eq!(findings(&zone).await, [expected], "{sql}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_log_that_was_changed_cut_or_rewritten_is_named() {
    for (sql, expected) in [
        (
            "update audit set who = 'nobody' where id = 2",
            "audit row 2: was changed: its hash is not that of what it says",
        ),
        (
            "delete from audit where id = 2",
            "audit row 3: follows row 1: those between are gone",
        ),
        (
            "update audit set previous = '' where id = 3",
            "audit row 3: does not carry the hash of the row before",
        ),
        ("delete from audit where id = 4", "audit row 4: was written"),
    ] {
        let (folder, zone) = book().await;
        execute_on_state(folder.path(), sql).await;
        let found = findings(&zone).await;
        assert!(found[0].starts_with(expected), "{sql}: {found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_the_lake_that_were_flipped_lost_or_swapped_are_named() {
    let (folder, zone) = book().await;
    let files = data_files(folder.path());
    assert_eq!(files.len(), 3);
    let original = std::fs::read(&files[0]).unwrap();
    let mut flipped = original.clone();
    flipped[original.len() / 2] ^= 1;
    std::fs::write(&files[0], flipped).unwrap();
    let found = findings(&zone).await;
    let name = files[0]
        .strip_prefix(folder.path())
        .unwrap()
        .display()
        .to_string();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with(&name) && found[0].contains("checksum"),
        "{found:?}"
    );

    std::fs::remove_file(&files[0]).unwrap();
    let found = findings(&zone).await;
    assert!(
        found[0].contains(&name) && found[0].contains("No such file"),
        "{found:?}"
    );

    let other = std::fs::read(&files[1]).unwrap();
    std::fs::write(&files[0], other).unwrap();
    std::fs::write(&files[1], &original).unwrap();
    assert_eq!(findings(&zone).await.len(), 2);
    std::fs::write(&files[1], std::fs::read(&files[0]).unwrap()).unwrap();
    std::fs::write(&files[0], &original).unwrap();
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_catalog_that_forgets_files_rows_or_snapshots_is_found_out() {
    for (sql, expected) in [
        (
            "delete from ducklake_delete_file",
            "is no longer named by the catalog",
        ),
        (
            "update ducklake_data_file set record_count = 7 where data_file_id = \
             (select min(data_file_id) from ducklake_data_file)",
            "10 rows and",
        ),
        (
            "delete from ducklake_snapshot where snapshot_id = (select max(snapshot_id) - 1 from ducklake_snapshot)",
            "is no longer in the catalog",
        ),
        (
            "update ducklake_data_file set end_snapshot = begin_snapshot",
            "stood when it was committed",
        ),
    ] {
        let (folder, zone) = book().await;
        execute(&folder.path().join("lake.sqlite"), sql).await;
        let found = findings(&zone).await.join("\n");
        assert!(found.contains(expected), "{sql}: {found}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_a_crash_took_is_written_by_the_next_writer() {
    let (_folder, zone) = book().await;
    let log = commits(zone.state()).await.unwrap();
    let kinds: Vec<_> = log.iter().map(|c| c.kind.as_str()).collect();
    assert_eq!(kinds[kinds.len() - 2..], ["import", "import"]);
    assert!(
        kinds[..kinds.len() - 2]
            .iter()
            .all(|kind| *kind == "layout")
    );
    let last = log.last().unwrap();
    assert_eq!(last.snapshot, zone.lake().head().unwrap());
    assert_eq!(
        (last.who.as_str(), last.reason.as_str()),
        ("tester", "a slip")
    );
    assert_eq!(Some(last.what_it_touched()), Touched::parse("1:2021-04"));
    assert_eq!(last.row_count, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_writer_waits_for_the_first_and_readers_do_not() {
    let (_folder, zone) = book().await;
    let first = zone.write("甲某", "a long import").await.unwrap();
    let second = {
        let zone = zone.clone();
        tokio::spawn(async move { zone.write("乙某", "another").await.map(drop) })
    };
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert!(!second.is_finished());
    assert_eq!(findings(&zone).await, Vec::<String>::new());
    drop(first);
    assert!(matches!(second.await.unwrap(), Ok::<(), ZoneError>(())));
}

#[tokio::test(flavor = "multi_thread")]
async fn files_let_go_of_an_hour_ago_are_deleted_unless_somebody_holds_them() {
    let (folder, _) = book().await;
    // 2100-01-01: more than an hour after the catalog's own clock let go of them.
    let late = Clock::fixed(4_102_444_800_000_000);
    let zone = Zone::open(folder.path(), crate::words(), late)
        .await
        .unwrap();
    let held = zone.hold_files().unwrap();
    let before = data_files(folder.path());
    let done = compact(&zone, None, "tester").await.unwrap();
    assert!(done.files.from_files > done.files.to_files, "{done:?}");
    assert_eq!(done.deleted, 0, "somebody copies them");
    assert!(before.iter().all(|file| file.exists()));
    drop(held);
    let done = compact(&zone, None, "tester").await.unwrap();
    assert!(done.deleted > 0);
    assert!(before.iter().any(|file| !file.exists()));
    assert_eq!(findings(&zone).await, [""; 0]);
}
