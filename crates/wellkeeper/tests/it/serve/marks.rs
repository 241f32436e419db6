//! Marks over HTTP: who may mark, who may judge, and who is told of what.

use serde_json::{Value, json};

use super::desk::Desk;
use crate::mark::outfall;

const MARKS: &str = "/api/marks";

/// Of the works 甲 the editor `zhang` and the reader `sun`; of 乙 the editor `wu`; of the bureau `wang` and `li`.
fn desk() -> Desk {
    Desk::of(
        outfall(),
        &[
            ("zhang", &["--role", "editor", "--area", "operator=甲厂"]),
            ("sun", &["--role", "reader", "--area", "operator=甲厂"]),
            ("wu", &["--role", "editor", "--area", "operator=乙厂"]),
            ("wang", &["--role", "reviewer"]),
            ("li", &["--role", "reviewer"]),
        ],
    )
}

fn sent(thing: &str) -> Value {
    json!({
        "thing": thing, "from": "2021-04-01T01:00", "until": "2021-04-01 02:00", "reason": "facility_fault",
        "evidence": "风机跳闸，工单 7",
    })
}

fn states(desk: &Desk, who: &str, asked: &str) -> Vec<Value> {
    let page = desk.get(who, &format!("{MARKS}?{asked}"));
    let rows = page["rows"].as_array().unwrap().iter();
    rows.map(|row| json!([row["id"], row["thing"], row["state"]]))
        .collect()
}

#[test]
fn an_operator_marks_their_own_outfall_and_the_bureau_judges_it() {
    let desk = desk();
    desk.refused("sun", MARKS, &sent("甲口"), (403, "editor"));
    desk.refused("wu", MARKS, &sent("甲口"), (404, "there is no outfall"));
    let made = desk.done("zhang", MARKS, &sent("甲口"));
    assert_eq!(made["from"], "2021-04-01T01:00:00+08:00");
    assert_eq!(made["reason_title"]["en"], "Fault or accident of the works");
    assert_eq!(
        (&made["is_late"], &made["is_overdue"]),
        (&json!(true), &json!(false))
    );
    desk.refused("zhang", MARKS, &sent("甲口"), (409, "says so already"));

    let judge = format!("{MARKS}/1/judge");
    let verdict = |word: &str| json!({ "verdict": word, "reason": "属实" });
    desk.refused("zhang", &judge, &verdict("accepted"), (403, "reviewer"));
    desk.refused(
        "wang",
        &judge,
        &verdict("maybe"),
        (400, "accepted or refused"),
    );
    let judged = desk.done("wang", &judge, &verdict("accepted"));
    assert_eq!(
        (&judged["changed"], &judged["mark"]["state"]),
        (&json!(1), &json!("accepted"))
    );
    assert_eq!(judged["mark"]["closed"]["who"], "wang");
    desk.refused(
        "li",
        &judge,
        &verdict("refused"),
        (409, "was accepted by wang"),
    );
    let series = desk.series("甲口", "cod");
    let past = desk.history(series, "2021-04-01 01:00");
    assert_eq!(past.last().unwrap()["mark"]["evidence"], "风机跳闸，工单 7");
    desk.walk.verified("zone");
}

#[test]
fn a_mark_is_told_to_whoever_sees_its_thing_and_taken_back_by_whoever_made_it() {
    let desk = desk();
    desk.done("zhang", MARKS, &sent("甲口"));
    desk.done("wu", MARKS, &sent("乙口"));
    let both = [json!([2, "乙口", "pending"]), json!([1, "甲口", "pending"])];
    assert_eq!(states(&desk, "wang", ""), both);
    assert_eq!(states(&desk, "wang", "state=accepted"), [json!(null); 0]);
    assert_eq!(states(&desk, "sun", "state=pending"), both[1..]);
    let of = format!("thing={}", crate::served::encoded("乙口"));
    assert_eq!(states(&desk, "wu", &of), both[..1]);
    assert_eq!(desk.ask("zhang", &format!("{MARKS}?{of}")).status, 404);
    assert_eq!(desk.ask("wang", &format!("{MARKS}?state=done")).status, 400);

    let withdraw = json!({ "reason": "标错" });
    desk.refused(
        "zhang",
        &format!("{MARKS}/2/withdraw"),
        &withdraw,
        (404, "there is no mark"),
    );
    desk.refused(
        "wang",
        &format!("{MARKS}/2/withdraw"),
        &withdraw,
        (403, "is wu's"),
    );
    let back = desk.done("wu", &format!("{MARKS}/2/withdraw"), &withdraw);
    assert_eq!(back["state"], "withdrawn");
    assert_eq!(desk.ask("wang", &format!("{MARKS}/1/paper")).status, 404);
    desk.walk.verified("zone");
}

#[test]
fn the_reasons_are_those_of_the_packs_and_a_mark_is_about_one_thing_or_series() {
    let desk = desk();
    let reasons = desk.get("sun", "/api/marks/reasons");
    let reasons = reasons["rows"].as_array().unwrap();
    assert_eq!(reasons.len(), 10);
    assert_eq!(
        reasons[0],
        json!({
            "id": "start_up", "about": "facility",
            "title": { "zh": "生产、治理设施启动", "en": "Start-up of the works" },
        })
    );
    let mut both = sent("甲口");
    both["series"] = desk.series("甲口", "cod").into();
    desk.refused("zhang", MARKS, &both, (400, "one of them alone"));
    both.as_object_mut().unwrap().remove("thing");
    let made = desk.done("zhang", MARKS, &both);
    assert_eq!(
        (&made["property"], &made["thing"]),
        (&json!("cod"), &json!("甲口"))
    );
    let mut unknown = sent("甲口");
    unknown["reason"] = "wind".into();
    desk.refused("zhang", MARKS, &unknown, (400, "expected one of start_up"));
}
