//! What one person decides of readings, and what becomes of it.

use serde_json::json;
use tempfile::TempDir;
use wellkeeper_zone as zone;
use zone::correction::{Edit, To, correct, history};
use zone::decision::{
    Decision, DecisionDraft, DecisionsAsked, PartDraft, ReasonCode, Span, Standing, Verb, approve,
    decisions, propose, refuse, waiting, withdraw,
};
use zone::limits::{DECISION_PARTS_MAX, REASON_CHARS_MAX};
use zone::observation::{Level, Observation, Quality, SampleKind};
use zone::series::{SeriesKey, ensure};
use zone::state::AuditEntry;
use zone::{Zone, ZoneError};

use crate::NOW_US;
use crate::verify::{book, findings};

const HOUR_US: i64 = 3_600_000_000;

/// A zone with ten hourly readings of series 1.
pub async fn with_readings() -> (TempDir, Zone) {
    let (folder, zone) = book().await;
    let mut change = zone.state().change("tester").await.unwrap();
    let key = SeriesKey {
        thing: 1,
        property: "nh3n".into(),
        sample_kind: SampleKind::Routine,
    };
    ensure(&mut change, &[key]).await.unwrap();
    let entry = AuditEntry::new("series", "1", &json!({}));
    change.commit(entry).await.unwrap();
    (folder, zone)
}

fn span(from: i64, to: i64) -> Span {
    Span {
        series: 1,
        from_us: NOW_US + from * HOUR_US,
        to_us: NOW_US + to * HOUR_US,
    }
}

fn draft(verb: Verb, (from, to): (i64, i64), value: Option<&str>) -> DecisionDraft {
    DecisionDraft {
        verb,
        reason_code: ReasonCode::InstrumentFault,
        reason: "电极漂移".into(),
        parts: vec![PartDraft {
            span: span(from, to),
            value: value.map(str::to_owned),
        }],
    }
}

async fn decided(zone: &Zone, verb: Verb, range: (i64, i64), value: Option<&str>) -> Decision {
    propose(zone, &draft(verb, range, value), "wang")
        .await
        .unwrap()
}

async fn reading(zone: &Zone, hour: i64) -> Observation {
    let head = zone.lake().head().unwrap();
    let at = NOW_US + hour * HOUR_US;
    let mut found = zone
        .lake()
        .observations_of(&[1], at, at, head)
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    found.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_changes_nothing_until_a_second_person_approves_it() {
    let (_folder, zone) = with_readings().await;
    let head = zone.lake().head().unwrap();
    let void = decided(&zone, Verb::Void, (0, 2), None).await;
    let other = decided(&zone, Verb::Replace, (5, 5), Some("<0.02")).await;
    assert_eq!((void.readings, void.standing), (3, Standing::Proposed));
    assert_eq!(zone.lake().head().unwrap(), head);
    assert_eq!(waiting(zone.state()).await.unwrap().len(), 2);

    let done = approve(&zone, &[void.id, other.id], "li").await.unwrap();
    assert_eq!((done.changed, done.unchanged), (4, 0));
    assert_eq!(zone.lake().head().unwrap(), head + 1, "one commit");
    let read = reading(&zone, 1).await;
    assert_eq!(
        (read.quality, read.level),
        (Quality::Invalid, Level::Approved)
    );
    assert_eq!(read.cause.as_deref(), Some("person:wang,li"));
    let read = reading(&zone, 5).await;
    assert_eq!((read.value, read.detection_limit), (None, Some(0.02)));
    assert_eq!(
        (read.quality, read.level),
        (Quality::Valid, Level::Approved)
    );
    assert_eq!(reading(&zone, 3).await.level, Level::Raw);

    let past = history(&zone, 1, NOW_US + HOUR_US).await.unwrap();
    let last = past.last().unwrap();
    let decision = last.decision.as_ref().unwrap();
    assert_eq!((decision.id, decision.who.as_str()), (void.id, "wang"));
    assert_eq!(last.commit.who, "li");
    assert!(waiting(zone.state()).await.unwrap().is_empty());
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_so_already_is_approved_without_a_commit() {
    let (_folder, zone) = with_readings().await;
    let first = decided(&zone, Verb::Accept, (0, 0), None).await;
    approve(&zone, &[first.id], "li").await.unwrap();
    let head = zone.lake().head().unwrap();
    let again = decided(&zone, Verb::Accept, (0, 0), None).await;
    let done = approve(&zone, &[again.id], "li").await.unwrap();
    assert_eq!((done.changed, done.unchanged), (0, 1));
    assert_eq!(zone.lake().head().unwrap(), head);
    let told = &done.decisions[0];
    assert_eq!((told.standing, told.snapshot), (Standing::Approved, None));
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_approves_or_refuses_their_own_decision() {
    let (_folder, zone) = with_readings().await;
    let own = decided(&zone, Verb::Accept, (0, 0), None).await;
    let approved = approve(&zone, &[own.id], "wang").await.unwrap_err();
    let refused = refuse(&zone, own.id, "no", "wang").await.unwrap_err();
    for error in [approved, refused] {
        assert!(matches!(error, ZoneError::NotAllowed(_)), "{error}");
        assert!(error.to_string().contains("a second person"), "{error}");
    }
    let error = withdraw(&zone, own.id, "li").await.unwrap_err();
    assert!(matches!(error, ZoneError::NotAllowed(_)), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_that_was_taken_back_or_refused_stays_and_lets_another_be_made() {
    let (_folder, zone) = with_readings().await;
    let first = decided(&zone, Verb::Void, (0, 3), None).await;
    let again = propose(&zone, &draft(Verb::Void, (3, 5), None), "zhao").await;
    let error = again.unwrap_err();
    assert!(matches!(error, ZoneError::Outdated(_)), "{error}");
    assert!(error.to_string().contains("decision 1 of wang"), "{error}");
    withdraw(&zone, first.id, "wang").await.unwrap();
    let second = decided(&zone, Verb::Void, (3, 5), None).await;
    refuse(&zone, second.id, "水质确有变化", "li")
        .await
        .unwrap();
    let error = approve(&zone, &[second.id], "li").await.unwrap_err();
    assert!(error.to_string().contains("was refused by li"), "{error}");
    let all = DecisionsAsked {
        most: 10,
        ..DecisionsAsked::default()
    };
    let all = decisions(zone.state(), &all, |_| true).await.unwrap();
    let told: Vec<(i64, Standing)> = all.iter().map(|d| (d.id, d.standing)).collect();
    assert_eq!(told, [(2, Standing::Refused), (1, Standing::Withdrawn)]);
    let log = zone.state().audit().await.unwrap();
    let told: Vec<(&str, &str)> = log[log.len() - 4..]
        .iter()
        .map(|row| (row.action.as_str(), row.who.as_str()))
        .collect();
    let expected = [
        ("propose_decision", "wang"),
        ("withdraw_decision", "wang"),
        ("propose_decision", "wang"),
        ("refuse_decision", "li"),
    ];
    assert_eq!(told, expected);
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_that_changed_meanwhile_is_not_approved_unseen() {
    let (_folder, zone) = with_readings().await;
    let stale = decided(&zone, Verb::Accept, (0, 2), None).await;
    let fresh = decided(&zone, Verb::Accept, (4, 4), None).await;
    let edit = Edit {
        series: 1,
        time_us: NOW_US + HOUR_US,
        to: To::Value(7.0),
    };
    correct(&zone, &[edit], "a slip", "zhao").await.unwrap();
    let head = zone.lake().head().unwrap();
    let both = approve(&zone, &[fresh.id, stale.id], "li").await;
    let error = both.unwrap_err();
    assert!(matches!(error, ZoneError::Outdated(_)), "{error}");
    let told = error.to_string();
    assert!(
        told.contains("than when wang decided") && told.contains("nothing was changed"),
        "{told}"
    );
    assert_eq!(zone.lake().head().unwrap(), head, "all of them or none");
    assert_eq!(waiting(zone.state()).await.unwrap().len(), 2);
    approve(&zone, &[fresh.id], "li").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_whose_entry_a_crash_took_is_noted_by_the_next_writer() {
    let (folder, zone) = with_readings().await;
    let void = decided(&zone, Verb::Void, (0, 0), None).await;
    let saved = folder.path().join("before.sqlite");
    let is_file = folder.path().join("zone.sqlite").exists();
    if !is_file {
        // A state on a server is not copied by its file.
        return;
    }
    zone.state().close().await;
    let files = ["zone.sqlite", "audit.head"];
    std::fs::copy(folder.path().join(files[0]), &saved).unwrap();
    let head = std::fs::read(folder.path().join(files[1])).unwrap();
    let open = || Zone::open(folder.path(), crate::words(), zone.clock());
    let meanwhile = open().await.unwrap();
    approve(&meanwhile, &[void.id], "li").await.unwrap();
    meanwhile.state().close().await;
    // The lake has the commit; the state forgets that it noted it.
    for left in ["zone.sqlite-wal", "zone.sqlite-shm"] {
        let _ = std::fs::remove_file(folder.path().join(left));
    }
    std::fs::copy(&saved, folder.path().join(files[0])).unwrap();
    std::fs::write(folder.path().join(files[1]), head).unwrap();
    let zone = open().await.unwrap();
    drop(zone.write("tester", "test").await.unwrap());
    let found = zone::decision::decision(zone.state(), void.id)
        .await
        .unwrap();
    assert_eq!(found.standing, Standing::Approved);
    assert_eq!(found.closed.unwrap().who, "li");
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_says_too_little_or_too_much_is_no_decision() {
    let (_folder, zone) = with_readings().await;
    let say = |draft: DecisionDraft| {
        let zone = zone.clone();
        async move {
            propose(&zone, &draft, "wang")
                .await
                .unwrap_err()
                .to_string()
        }
    };
    let accept = draft(Verb::Accept, (0, 0), None);
    let without = DecisionDraft {
        reason: " ".into(),
        ..accept.clone()
    };
    assert!(say(without).await.contains("the reason has 0 characters"));
    let long = DecisionDraft {
        reason: "井".repeat(REASON_CHARS_MAX + 1),
        ..accept.clone()
    };
    assert!(say(long).await.contains("expected 1 to 500"));
    for (verb, value, says) in [
        (Verb::Replace, None, "without a value"),
        (Verb::Replace, Some("abc"), "abc"),
        (Verb::Void, Some("1"), "only `replace` takes one"),
    ] {
        let told = say(draft(verb, (0, 0), value)).await;
        assert!(told.contains(says), "{told}");
    }
    let told = say(draft(Verb::Void, (20, 30), None)).await;
    assert!(told.contains("there is no reading"), "{told}");
    assert!(
        say(draft(Verb::Void, (3, 2), None))
            .await
            .contains("ends before")
    );
    let parts = |count: usize| DecisionDraft {
        parts: vec![accept.parts[0].clone(); count],
        ..accept.clone()
    };
    let told = say(parts(DECISION_PARTS_MAX + 1)).await;
    assert!(told.contains("501 readings; expected 1 to 500"), "{told}");
    // As many as may be are looked at, and the first is found twice.
    let told = say(parts(DECISION_PARTS_MAX)).await;
    assert!(told.contains("is named twice"), "{told}");
    let most = DecisionDraft {
        reason: "井".repeat(REASON_CHARS_MAX),
        ..accept.clone()
    };
    propose(&zone, &most, "wang").await.unwrap();
}
