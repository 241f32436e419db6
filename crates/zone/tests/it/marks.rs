//! What an operator marks, what the bureau finds of it, and what becomes of the readings.

use tempfile::TempDir;
use wellkeeper_zone as zone;
use zone::correction::{Edit, To, correct, history};
use zone::inbox::{Arrival, ArrivedReading, carry};
use zone::limits::{EVIDENCE_CHARS_MAX, MARK_DAYS_MAX, PAPER_BYTES_MAX};
use zone::mark::{
    FOLDER, Mark, MarkDraft, MarksAsked, Paper, Ruling, Standing, add, changed_between, judge,
    mark, marks, marks_at, paper, withdraw,
};
use zone::observation::{Flag, Level, Observation, Quality};
use zone::{Zone, ZoneError};

use crate::NOW_US;
use crate::decisions::with_readings;
use crate::verify::{execute_on_state, findings};

const HOUR_US: i64 = 3_600_000_000;

fn draft(from: i64, until: i64) -> MarkDraft {
    MarkDraft {
        thing: 1,
        series: None,
        from_us: NOW_US + from * HOUR_US,
        until_us: NOW_US + until * HOUR_US,
        reason: "monitor_maintenance".into(),
        evidence: "工单 7".into(),
        paper: None,
    }
}

async fn marked(zone: &Zone, from: i64, until: i64) -> Mark {
    add(zone, &draft(from, until), "zhang").await.unwrap()
}

async fn accepted(zone: &Zone, from: i64, until: i64) -> Mark {
    let made = marked(zone, from, until).await;
    let judged = judge(zone, made.id, Ruling::Accepted, "属实", "li").await;
    judged.unwrap().mark
}

async fn readings(zone: &Zone, first: i64, last: i64) -> Vec<Observation> {
    let head = zone.lake().head().unwrap();
    let at = |hour: i64| NOW_US + hour * HOUR_US;
    let mut found = zone
        .lake()
        .observations_of(&[1], at(first), at(last), head)
        .await
        .unwrap();
    found.sort_by_key(|o| o.time_us);
    found
}

async fn qualities(zone: &Zone, first: i64, last: i64) -> Vec<Quality> {
    let found = readings(zone, first, last).await;
    found.iter().map(|o| o.quality).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_changes_nothing_before_the_bureau_accepts_it_and_then_its_readings_are_invalid() {
    let (_folder, zone) = with_readings().await;
    let head = zone.lake().head().unwrap();
    let before = readings(&zone, 0, 9).await;
    let made = marked(&zone, 1, 3).await;
    assert_eq!(made.standing(), Standing::Pending);
    assert_eq!(readings(&zone, 0, 9).await, before);

    let judged = judge(&zone, made.id, Ruling::Accepted, " 属实 ", "li")
        .await
        .unwrap();
    assert_eq!((judged.changed, judged.unchanged), (2, 0));
    assert_eq!(zone.lake().head().unwrap(), head + 1, "one commit");
    let verdict = judged.mark.verdict.unwrap();
    assert_eq!((&*verdict.reason, &*verdict.who), ("属实", "li"));
    assert_eq!(verdict.snapshot, Some(head + 1));

    let after = readings(&zone, 0, 9).await;
    for (old, new) in before.iter().zip(&after) {
        let hour = (old.time_us - NOW_US) / HOUR_US;
        if !(1..3).contains(&hour) {
            // The hour at which the mark ends is not in it.
            assert_eq!(old, new, "{hour}");
            continue;
        }
        assert_eq!(
            (new.quality, new.level),
            (Quality::Invalid, Level::Approved)
        );
        assert_eq!(new.cause.as_deref(), Some("mark:monitor_maintenance"));
        assert_eq!(
            (new.value, new.flag),
            (old.value, old.flag),
            "what was said stays"
        );
    }
    let past = history(&zone, 1, NOW_US + HOUR_US).await.unwrap();
    let last = past.last().unwrap();
    assert_eq!((&*last.commit.kind, &*last.commit.who), ("mark", "li"));
    assert_eq!(last.mark.as_ref().unwrap().who, "zhang");
    let says = "monitor_maintenance: 工单 7 (mark 1, marked by zhang, accepted by li: 属实)";
    assert_eq!(last.commit.reason, says);
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_mark_changes_nothing_and_the_reason_comes_back() {
    let (_folder, zone) = with_readings().await;
    let (head, before) = (zone.lake().head().unwrap(), readings(&zone, 0, 9).await);
    let made = marked(&zone, 1, 3).await;
    let judged = judge(
        &zone,
        made.id,
        Ruling::Refused,
        "当日运维记录没有维护",
        "li",
    )
    .await
    .unwrap();
    assert_eq!((judged.changed, judged.unchanged), (0, 0));
    assert_eq!(judged.mark.standing(), Standing::Refused);
    assert_eq!(judged.mark.verdict.unwrap().reason, "当日运维记录没有维护");
    assert_eq!(zone.lake().head().unwrap(), head);
    assert_eq!(readings(&zone, 0, 9).await, before);
    // The same may be marked again, with better evidence.
    marked(&zone, 1, 3).await;
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_judges_their_own_mark_and_nobody_takes_back_anothers() {
    let (_folder, zone) = with_readings().await;
    let made = marked(&zone, 1, 3).await;
    for ruling in [Ruling::Accepted, Ruling::Refused] {
        let error = judge(&zone, made.id, ruling, "属实", "zhang")
            .await
            .unwrap_err();
        assert!(matches!(error, ZoneError::NotAllowed(_)), "{error}");
        assert!(error.to_string().contains("a second person"), "{error}");
    }
    let error = withdraw(&zone, made.id, "标错", "li").await.unwrap_err();
    assert!(matches!(error, ZoneError::NotAllowed(_)), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_that_was_withdrawn_or_judged_is_closed_and_stays() {
    let (_folder, zone) = with_readings().await;
    let first = marked(&zone, 1, 3).await;
    let twice = add(&zone, &draft(2, 4), "zhao").await.unwrap_err();
    assert!(matches!(twice, ZoneError::Outdated(_)), "{twice}");
    assert!(
        twice
            .to_string()
            .contains("mark 1 of zhang says so already"),
        "{twice}"
    );
    withdraw(&zone, first.id, "标错", "zhang").await.unwrap();
    let second = accepted(&zone, 2, 4).await;
    for closed in [first.id, second.id] {
        let error = judge(&zone, closed, Ruling::Refused, "否", "li")
            .await
            .unwrap_err();
        assert!(matches!(error, ZoneError::Outdated(_)), "{error}");
        let error = withdraw(&zone, closed, "标错", "zhang").await.unwrap_err();
        assert!(matches!(error, ZoneError::Outdated(_)), "{error}");
    }
    let asked = MarksAsked {
        most: 10,
        ..MarksAsked::default()
    };
    let all = marks(zone.state(), &asked, |_| true).await.unwrap();
    let told: Vec<(i64, Standing)> = all.iter().map(|m| (m.id, m.standing())).collect();
    assert_eq!(told, [(2, Standing::Accepted), (1, Standing::Withdrawn)]);
    let log = zone.state().audit().await.unwrap();
    let told: Vec<(&str, &str)> = log[log.len() - 4..]
        .iter()
        .map(|row| (row.action.as_str(), row.who.as_str()))
        .collect();
    let expected = [
        ("mark", "zhang"),
        ("withdraw_mark", "zhang"),
        ("mark", "zhang"),
        ("accept_mark", "li"),
    ];
    assert_eq!(told, expected);
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

fn arrival(hour: i64, value: f64) -> Arrival {
    Arrival {
        device: 7,
        at_us: NOW_US + hour * HOUR_US + 1,
        key: format!("{hour}"),
        is_late: true,
        source: "door".into(),
        bytes: b"##".to_vec(),
        told: Vec::new(),
        readings: vec![ArrivedReading {
            series: 1,
            time_us: NOW_US + hour * HOUR_US,
            value: Some(value),
            flag: Flag::Normal,
            quality: Quality::Valid,
            cause: None,
        }],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn readings_that_come_in_after_the_verdict_are_invalid_too() {
    let (_folder, zone) = with_readings().await;
    // The book has ten hours; the mark reaches beyond them.
    let made = accepted(&zone, 8, 12).await;
    assert_eq!(made.standing(), Standing::Accepted);
    let late = [arrival(10, 5.0), arrival(11, 5.0), arrival(12, 5.0)];
    zone.accept(&late).await.unwrap();
    assert_eq!(carry(&zone, "door").await.unwrap().added, 3);
    let expected = [
        Quality::Valid,
        Quality::Invalid,
        Quality::Invalid,
        Quality::Invalid,
        Quality::Invalid,
        Quality::Valid,
    ];
    assert_eq!(qualities(&zone, 7, 12).await, expected);
    let late = &readings(&zone, 10, 10).await[0];
    assert_eq!(late.cause.as_deref(), Some("mark:monitor_maintenance"));
    // The same again, and another word of the device: what the bureau found stands.
    zone.accept(&[arrival(10, 5.0)]).await.unwrap();
    assert_eq!(carry(&zone, "door").await.unwrap().unchanged, 1);
    zone.accept(&[arrival(11, 6.0)]).await.unwrap();
    assert_eq!(carry(&zone, "door").await.unwrap().conflicts, 1);
    assert_eq!(qualities(&zone, 7, 12).await, expected);
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_of_what_lies_ahead_is_judged_without_a_commit() {
    let (_folder, zone) = with_readings().await;
    let head = zone.lake().head().unwrap();
    let made = accepted(&zone, 100, 110).await;
    assert_eq!(made.verdict.unwrap().snapshot, None);
    assert_eq!(zone.lake().head().unwrap(), head);
    // Of the same hours another one finds nothing left to change.
    accepted(&zone, 0, 2).await;
    let mut again = draft(0, 2);
    again.reason = "start_up".into();
    let again = add(&zone, &again, "zhang").await.unwrap();
    let judged = judge(&zone, again.id, Ruling::Accepted, "属实", "li")
        .await
        .unwrap();
    assert_eq!((judged.changed, judged.unchanged), (0, 2));
    let first = &readings(&zone, 0, 0).await[0];
    assert_eq!(first.cause.as_deref(), Some("mark:monitor_maintenance"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_had_made_of_a_reading_is_in_its_history_below_the_verdict() {
    let (_folder, zone) = with_readings().await;
    let edit = Edit {
        series: 1,
        time_us: NOW_US + HOUR_US,
        to: To::Value(7.0),
    };
    correct(&zone, &[edit], "a slip", "zhao").await.unwrap();
    accepted(&zone, 1, 2).await;
    let past = history(&zone, 1, NOW_US + HOUR_US).await.unwrap();
    let told: Vec<(Option<f64>, Quality)> = past
        .iter()
        .filter_map(|p| p.stood.as_ref())
        .map(|o| (o.value, o.quality))
        .collect();
    let expected = [
        (Some(1.0), Quality::Valid),
        (Some(7.0), Quality::Valid),
        (Some(7.0), Quality::Invalid),
    ];
    assert_eq!(told, expected);
}

async fn without_the_last_change(folder: &TempDir, zone: &Zone, doing: impl AsyncFnOnce(Zone)) {
    let saved = folder.path().join("before.sqlite");
    zone.state().close().await;
    let files = ["zone.sqlite", "audit.head"];
    std::fs::copy(folder.path().join(files[0]), &saved).unwrap();
    let head = std::fs::read(folder.path().join(files[1])).unwrap();
    let meanwhile = Zone::open(folder.path(), crate::words(), zone.clock())
        .await
        .unwrap();
    doing(meanwhile.clone()).await;
    meanwhile.state().close().await;
    for left in ["zone.sqlite-wal", "zone.sqlite-shm"] {
        let _ = std::fs::remove_file(folder.path().join(left));
    }
    std::fs::copy(&saved, folder.path().join(files[0])).unwrap();
    std::fs::write(folder.path().join(files[1]), head).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_whose_entry_a_crash_took_is_noted_by_the_next_writer() {
    let (folder, zone) = with_readings().await;
    let made = marked(&zone, 1, 3).await;
    if !folder.path().join("zone.sqlite").exists() {
        // A state on a server is not copied by its file.
        return;
    }
    without_the_last_change(&folder, &zone, async |zone: Zone| {
        judge(&zone, made.id, Ruling::Accepted, "属实", "li")
            .await
            .unwrap();
    })
    .await;
    let zone = Zone::open(folder.path(), crate::words(), zone.clock())
        .await
        .unwrap();
    // Whoever writes next finds the verdict given, and the operator comes too late.
    let error = withdraw(&zone, made.id, "标错", "zhang").await.unwrap_err();
    assert!(error.to_string().contains("was accepted by li"), "{error}");
    let found = mark(zone.state(), made.id).await.unwrap();
    assert_eq!(found.verdict.unwrap().reason, "属实");
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_or_a_verdict_that_was_changed_or_lost_is_named() {
    let (folder, zone) = with_readings().await;
    let with_paper = MarkDraft {
        paper: Some(Paper {
            name: "工单.pdf".into(),
            bytes: b"%PDF".to_vec(),
        }),
        ..draft(1, 3)
    };
    let made = add(&zone, &with_paper, "zhang").await.unwrap();
    judge(&zone, made.id, Ruling::Accepted, "属实", "li")
        .await
        .unwrap();
    let kept = made.paper.unwrap();
    assert_eq!(paper(&zone, &kept).unwrap(), b"%PDF");
    assert_eq!(findings(&zone).await, Vec::<String>::new());

    execute_on_state(
        folder.path(),
        "update mark set evidence = '无' where id = 1",
    )
    .await;
    execute_on_state(folder.path(), "delete from mark_verdict where id = 1").await;
    let path = folder.path().join(FOLDER).join(&kept.hash);
    std::fs::write(&path, b"%PDX").unwrap();
    assert!(paper(&zone, &kept).is_err());
    let told = findings(&zone).await.join("\n");
    for says in ["mark 1", "mark_verdict 1", &kept.hash] {
        assert!(told.contains(says), "{says} in {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_says_too_little_or_too_much_is_no_mark() {
    let (_folder, zone) = with_readings().await;
    let say = |draft: MarkDraft| {
        let zone = zone.clone();
        async move { add(&zone, &draft, "zhang").await.unwrap_err().to_string() }
    };
    let with = |change: fn(&mut MarkDraft)| {
        let mut draft = draft(1, 3);
        change(&mut draft);
        draft
    };
    for (draft, says) in [
        (
            with(|d| d.reason = "wind".into()),
            "expected one of monitor_maintenance, start_up",
        ),
        (with(|d| d.until_us = d.from_us), "says until when"),
        (
            with(|d| d.until_us = d.from_us + MARK_DAYS_MAX * 24 * HOUR_US + 1),
            "longer than 92 days",
        ),
        (
            with(|d| d.evidence = " ".into()),
            "the evidence has 0 characters",
        ),
        (
            with(|d| d.evidence = "井".repeat(EVIDENCE_CHARS_MAX + 1)),
            "expected 1 to 1000",
        ),
        (with(|d| d.thing = 99), "there is no thing `99`"),
        (
            with(|d| (d.thing, d.series) = (2, Some(1))),
            "there is no series `1`",
        ),
        (
            with(|d| {
                d.paper = Some(Paper {
                    name: "a.pdf".into(),
                    bytes: vec![0; PAPER_BYTES_MAX + 1],
                });
            }),
            "a.pdf has 8388609 bytes",
        ),
        (
            with(|d| {
                d.paper = Some(Paper {
                    name: "../a.pdf".into(),
                    bytes: vec![0],
                });
            }),
            "is no name of a file",
        ),
    ] {
        let told = say(draft).await;
        assert!(told.contains(says), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn as_much_as_a_mark_may_say_is_one_and_a_verdict_says_why() {
    let (_folder, zone) = with_readings().await;
    let most = MarkDraft {
        until_us: NOW_US + HOUR_US + MARK_DAYS_MAX * 24 * HOUR_US,
        evidence: "井".repeat(EVIDENCE_CHARS_MAX),
        series: Some(1),
        ..draft(1, 3)
    };
    let made = add(&zone, &most, "zhang").await.unwrap();
    let error = judge(&zone, made.id, Ruling::Refused, " ", "li")
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("the reason has 0 characters"),
        "{error}"
    );
    let error = judge(&zone, 7, Ruling::Refused, "否", "li")
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("there is no mark `7`"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn marks_are_known_as_they_stood_and_what_changed_meanwhile_is_told() {
    let (_folder, zone) = with_readings().await;
    let made = marked(&zone, 1, 3).await;
    let then = zone.state().last_change_us().await.unwrap();
    judge(&zone, made.id, Ruling::Refused, "否", "li")
        .await
        .unwrap();
    let now = zone.state().last_change_us().await.unwrap();
    let standings = async |at_us: i64| -> Vec<Standing> {
        let found = marks_at(zone.state(), at_us).await.unwrap();
        found.iter().map(Mark::standing).collect()
    };
    assert_eq!(standings(then - 1).await, []);
    assert_eq!(standings(then).await, [Standing::Pending]);
    assert_eq!(standings(now).await, [Standing::Refused]);
    let period = (made.from_us, made.until_us);
    for (after, until, expected) in [
        (then - 1, then, vec![period]),
        (then, now, vec![period]),
        (now, i64::MAX, vec![]),
    ] {
        let changed = changed_between(zone.state(), after, until).await.unwrap();
        assert_eq!(changed, expected, "{after} to {until}");
    }
}
