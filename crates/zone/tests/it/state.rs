//! Things, relations and the audit log.

use serde_json::json;
use wellkeeper_zone as zone;
use zone::relation;
use zone::state::AuditEntry;
use zone::thing::{self, Put, ThingDraft};

use crate::{empty_zone, words};

pub fn draft(code: &str, water_body: &str) -> ThingDraft {
    let written = [("water_body".to_owned(), water_body.to_owned())];
    ThingDraft {
        kind: "section".into(),
        code: code.into(),
        name_zh: code.into(),
        name_en: None,
        geometry: None,
        fields: thing::check_fields(&words().kinds["section"], &written).unwrap(),
    }
}

fn entry() -> AuditEntry {
    AuditEntry::new("put_thing", "section", &json!({}))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_is_not_committed_leaves_nothing() {
    let (_folder, zone) = empty_zone().await;
    let mut change = zone.state().change("tester").await.unwrap();
    thing::put(&mut change, &draft("甲", "river"))
        .await
        .unwrap();
    drop(change);
    assert!(thing::all(zone.state()).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_commit_leaves_its_entry_in_the_audit_log() {
    let (_folder, zone) = empty_zone().await;
    let mut change = zone.state().change("tester").await.unwrap();
    thing::put(&mut change, &draft("甲", "river"))
        .await
        .unwrap();
    change.commit(entry()).await.unwrap();
    let log = zone.state().audit().await.unwrap();
    let actions: Vec<_> = log
        .iter()
        .map(|row| (row.who.as_str(), row.action.as_str()))
        .collect();
    assert_eq!(actions, [("tester", "init"), ("tester", "put_thing")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_field_is_a_new_version_and_the_same_text_none() {
    let (_folder, zone) = empty_zone().await;
    let mut done = Vec::new();
    for body in ["river", "river", "lake"] {
        let mut change = zone.state().change("tester").await.unwrap();
        done.push(thing::put(&mut change, &draft("甲", body)).await.unwrap().1);
        change.commit(entry()).await.unwrap();
    }
    assert_eq!(done, [Put::Created, Put::Unchanged, Put::Changed]);
    let things = thing::all(zone.state()).await.unwrap();
    assert_eq!((things.len(), things[0].version), (1, 2));
    assert_eq!(things[0].draft.text("water_body"), Some("lake"));
}

#[test]
fn fields_are_checked_all_at_once_against_the_kind() {
    let written = [
        ("water_body", "pond"),
        ("expected_from", "yesterday"),
        ("colour", "blue"),
    ];
    let written = written.map(|(field, text)| (field.to_owned(), text.to_owned()));
    let wrong = thing::check_fields(&words().kinds["section"], &written).unwrap_err();
    let fields: Vec<_> = wrong.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["colour", "water_body", "expected_from"]);
    assert!(
        wrong[1].1.contains("expected one of river, lake"),
        "{}",
        wrong[1].1
    );
}

#[test]
fn former_names_are_read_with_the_day_until_which_they_held() {
    let written = [(
        "former_names".to_owned(),
        "旧名@2019-12-31; 更旧名".to_owned(),
    )];
    let fields = thing::check_fields(&words().kinds["section"], &written).unwrap();
    assert_eq!(
        fields["former_names"],
        json!([{ "name": "旧名", "until": "2019-12-31" }, { "name": "更旧名" }])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relation_begins_once_and_ends() {
    let (_folder, zone) = empty_zone().await;
    let mut change = zone.state().change("tester").await.unwrap();
    let (a, _) = thing::put(&mut change, &draft("甲", "river"))
        .await
        .unwrap();
    let (b, _) = thing::put(&mut change, &draft("乙", "lake")).await.unwrap();
    relation::begin(&mut change, "flows_to", a, b)
        .await
        .unwrap();
    relation::begin(&mut change, "flows_to", a, b)
        .await
        .unwrap();
    change.commit(entry()).await.unwrap();
    let present = relation::present(zone.state()).await.unwrap();
    assert_eq!(present.len(), 1);
    assert_eq!((present[0].from_thing, present[0].to_thing), (a, b));
    let mut change = zone.state().change("tester").await.unwrap();
    relation::end(&mut change, "flows_to", a, b).await.unwrap();
    change.commit(entry()).await.unwrap();
    assert!(relation::present(zone.state()).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_of_the_state_wait_for_each_other_and_readers_for_none() {
    let (_folder, zone) = empty_zone().await;
    let mut first = zone.state().change("甲某").await.unwrap();
    thing::put(&mut first, &draft("甲", "river")).await.unwrap();
    let second = {
        let zone = zone.clone();
        tokio::spawn(async move {
            let mut change = zone.state().change("乙某").await.unwrap();
            thing::put(&mut change, &draft("甲", "lake")).await.unwrap();
            let at_us = change.at_us();
            change.commit(entry()).await.unwrap();
            at_us
        })
    };
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert!(!second.is_finished());
    assert!(thing::all(zone.state()).await.unwrap().is_empty());
    let at_us = first.at_us();
    first.commit(entry()).await.unwrap();
    // The clock stands still; the order of changes does not.
    assert!(second.await.unwrap() > at_us);
    let things = thing::all(zone.state()).await.unwrap();
    assert_eq!((things.len(), things[0].version), (1, 2));
    assert_eq!(zone.state().verify().await.unwrap().1, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn things_stand_in_the_order_of_their_code_points_on_every_database() {
    let (_folder, zone) = empty_zone().await;
    let mut change = zone.state().change("tester").await.unwrap();
    for code in ["b", "甲", "A", "丙", "乙"] {
        thing::put(&mut change, &draft(code, "river"))
            .await
            .unwrap();
    }
    change.commit(entry()).await.unwrap();
    let things = thing::all(zone.state()).await.unwrap();
    let codes: Vec<_> = things.iter().map(|t| t.draft.code.as_str()).collect();
    // U+0041, U+0062, U+4E19, U+4E59, U+7532; a Chinese dictionary has 丙 before 甲 before 乙.
    assert_eq!(codes, ["A", "b", "丙", "乙", "甲"]);
}
