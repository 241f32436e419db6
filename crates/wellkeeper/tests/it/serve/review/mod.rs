//! The queue of doubtful readings, and how two people decide about them.

mod refused;

use serde_json::{Value, json};
use zone::clock::Clock;
use zone::config::ZoneConfig;
use zone::state::{AuditRow, State};

use super::desk::Desk;
use super::{of_the_feed, series_of, with_tables};
use crate::program::Walk;
use crate::served::{Served, encoded};

const DECISIONS: &str = "/api/review/decisions";
const APPROVALS: &str = "/api/review/approvals";
const DAY: &str = "2021-04-03";

/// Doubts a section's readings of a day.
fn doubt(walk: &Walk, series: &str) {
    let range = [
        "review",
        series,
        DAY,
        DAY,
        "doubtful",
        "--reason",
        "与往年不符",
    ];
    walk.done(&[&["--zone", "zone"], &range[..]].concat());
}

fn void(series: i64) -> Value {
    json!({
        "verb": "void", "reason_code": "instrument_fault", "reason": "电极漂移",
        "range": { "series": series, "from": DAY, "to": DAY },
    })
}

fn approval(decision: &Value) -> Value {
    json!({ "decisions": [decision["id"]] })
}

pub(in crate::serve) fn audit_of(walk: &Walk) -> Vec<AuditRow> {
    let folder = walk.path("zone");
    let config = ZoneConfig::read(&folder).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let clock = Clock::system();
        let state = State::open(&folder, config.state.as_ref(), clock).await;
        state.unwrap().audit().await.unwrap()
    })
}

#[test]
fn doubtful_readings_come_by_doubt_with_their_reasons_and_page_by_page() {
    let walk = with_tables();
    walk.done(&["--zone", "zone", "run", "water_quality.data_quality"]);
    for series in ["陶岔/tp", "陶岔/nh3n", "浪河口/tp", "淅川张营(张营)/codmn"] {
        doubt(&walk, series);
    }
    let served = Served::start(&walk);
    let rows = served.pages("/api/review", 1_000).concat();
    assert!(rows.len() > 12, "{}", rows.len());
    for limit in [1, 5] {
        assert_eq!(served.pages("/api/review", limit).concat(), rows, "{limit}");
    }
    let key = |row: &Value| {
        let time = row["time"].as_str().unwrap().to_owned();
        (row["doubt"].as_i64().unwrap(), time)
    };
    assert!(rows.windows(2).all(|two| key(&two[0]) >= key(&two[1])));
    assert!(key(&rows[0]).0 > 1, "the checks found something too");
    for row in &rows {
        let reasons = row["reasons"].as_array().unwrap();
        assert_eq!(row["doubt"], reasons.len(), "{row}");
        assert_eq!(reasons[0]["check"], "doubtful");
        assert_eq!(reasons[0]["en"], "judged doubtful by person:tester");
        assert!(reasons.iter().all(|r| r["zh"] != "" && r["en"] != ""));
        assert_eq!(row["raw_value"], row["value"]);
        assert!(row["batch"] == 1 && row["line"].as_i64().unwrap() > 1);
    }
    let series = series_of(&served, "陶岔", "tp");
    let path = format!("/api/review?section={}&property=tp", encoded("陶岔"));
    let own = served.pages(&path, 100).concat();
    assert!(!own.is_empty() && own.iter().all(|row| row["series"] == series));
    assert_eq!(own[0]["title_zh"], "总磷");
    let near = own[0]["neighbours"].as_array().unwrap();
    assert!(!near.is_empty(), "another point of the reservoir");
    assert!(near.iter().all(|other| other["series"] != series));
    for other in near {
        let path = format!("/api/series/{}/buckets?to={DAY}", other["series"]);
        assert_eq!(served.get(&path).status, 200);
    }
}

#[test]
fn what_one_person_decided_waits_for_another_and_leaves_the_queue() {
    let walk = of_the_feed();
    doubt(&walk, "陶岔/tp");
    let desk = Desk::new(walk, &["wang", "li", "zhao"]);
    let series = desk.series("陶岔", "tp");
    let waiting = desk.count("wang", "state=open");
    assert!(waiting > 1);
    desk.refused("zhao", DECISIONS, &void(series), (403, "the role reviewer"));
    let made = desk.post("wang", DECISIONS, &void(series));
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    assert_eq!(
        (&made["state"], &made["who"]),
        (&json!("proposed"), &json!("wang"))
    );
    assert_eq!(made["readings"], waiting);
    assert_eq!(desk.count("wang", "state=open"), 0);
    let proposed = desk.get("li", "/api/review?state=proposed");
    let first = &proposed["rows"][0];
    assert_eq!(proposed["rows"].as_array().unwrap().len(), waiting);
    assert_eq!(
        (&first["quality"], &first["decision"]),
        (&json!("doubtful"), &json!(1))
    );
    assert_eq!(desk.count("li", "state=proposed&decision=2"), 0);
    let for_li = desk.get("li", &format!("{DECISIONS}?state=proposed&not_by=li"));
    assert_eq!(for_li["rows"], json!([made]));
    let for_wang = desk.get("wang", &format!("{DECISIONS}?state=proposed&not_by=wang"));
    assert_eq!(for_wang["rows"], json!([]));
    for (who, says) in [("zhao", "the role reviewer"), ("wang", "a second person")] {
        desk.refused(who, APPROVALS, &approval(&made), (403, says));
    }
    let done = desk.done("li", APPROVALS, &approval(&made));
    assert_eq!(
        (&done["changed"], &done["unchanged"]),
        (&json!(waiting), &json!(0))
    );
    assert_eq!(done["rows"][0]["closed"]["who"], "li");
    assert_eq!(desk.count("li", "state=proposed"), 0);
    let again = (409, "does not wait any more");
    desk.refused("li", APPROVALS, &approval(&made), again);
}

#[test]
fn history_and_audit_log_name_whoever_decided_and_whoever_approved() {
    let desk = Desk::new(of_the_feed(), &["wang", "li"]);
    let series = desk.series("陶岔", "tp");
    let made = desk.done("wang", DECISIONS, &void(series));
    desk.done("li", APPROVALS, &approval(&made));
    let time = made["parts"][0]["from"].as_str().unwrap();
    let history = desk.history(series, time);
    let last = history.last().unwrap();
    assert_eq!(
        (&last["quality"], &last["level"]),
        (&json!("invalid"), &json!("approved"))
    );
    let decision = json!({
        "id": 1, "verb": "void", "reason_code": "instrument_fault", "reason": "电极漂移",
        "decided_by": "wang", "approved_by": "li",
    });
    assert_eq!(last["decision"], decision);
    let told = ["--zone", "zone", "history", "陶岔/tp", time];
    let text = desk.walk.done(&told);
    assert!(text.contains("decided by wang, approved by li"), "{text}");
    let log = audit_of(&desk.walk);
    let named = |action: &str| log.iter().find(|row| row.action == action).unwrap();
    assert_eq!(named("propose_decision").who, "wang");
    let approved = named("approve_decision");
    assert_eq!(approved.who, "li");
    let detail = &approved.detail;
    assert!(detail.contains("\"decided_by\":\"wang\""), "{detail}");
    desk.walk.verified("zone");
}

#[test]
fn what_was_decided_is_taken_back_before_and_decided_anew_after_its_approval() {
    let desk = Desk::new(of_the_feed(), &["wang", "li"]);
    let series = desk.series("陶岔", "tp");
    let first = desk.done("wang", DECISIONS, &void(series));
    let withdraw = format!("{DECISIONS}/{}/withdraw", first["id"]);
    desk.refused("li", &withdraw, &Value::Null, (403, "is wang's"));
    let back = desk.done("wang", &withdraw, &Value::Null);
    assert_eq!(back["state"], "withdrawn");
    desk.refused(
        "wang",
        &withdraw,
        &Value::Null,
        (409, "was withdrawn by wang"),
    );

    let path = format!("/api/series/{series}/observations?from={DAY}&limit=1");
    let reading = desk.get("wang", &path)["rows"][0].clone();
    let (time, value) = (&reading["time"], reading["value"].as_f64().unwrap());
    let replace = |value: &str| {
        json!({
            "verb": "replace", "reason_code": "manual_value", "reason": "手工比对",
            "readings": [{ "series": series, "time": time, "value": value }],
        })
    };
    for value in ["<0.01".to_owned(), value.to_string()] {
        let made = desk.done("wang", DECISIONS, &replace(&value));
        desk.done("li", APPROVALS, &approval(&made));
    }
    let history = desk.history(series, time.as_str().unwrap());
    let told: Vec<(&Value, &Value)> = history
        .iter()
        .map(|state| (&state["value"], &state["detection_limit"]))
        .collect();
    let (value, nothing) = (json!(value), Value::Null);
    let expected = [
        (&value, &nothing),
        (&nothing, &json!(0.01)),
        (&value, &nothing),
    ];
    assert_eq!(told, expected);
    // A corrected reading that is doubted again is shown beside what it was when it came in.
    let range = ["review", "陶岔/tp", DAY, DAY, "doubtful", "--reason", "r"];
    desk.walk.done(&[&["--zone", "zone"], &range[..]].concat());
    let rows = desk.get("wang", "/api/review?limit=1000");
    let rows = rows["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["time"] == *time).unwrap();
    assert_eq!(
        (&row["source"], &row["raw_value"]),
        (&json!("correction"), &value)
    );

    let third = desk.done("wang", DECISIONS, &void(series));
    let refuse = format!("{DECISIONS}/{}/refuse", third["id"]);
    desk.refused(
        "li",
        &refuse,
        &json!({ "reason": " " }),
        (400, "the reason"),
    );
    let why = json!({ "reason": "水质确有变化" });
    desk.refused("wang", &refuse, &why, (403, "a second person"));
    let refused = desk.done("li", &refuse, &why);
    assert_eq!(refused["closed"]["reason"], "水质确有变化");
}

#[test]
fn a_reading_that_changed_since_it_was_decided_is_not_approved() {
    let desk = Desk::new(of_the_feed(), &["wang", "li"]);
    let series = desk.series("陶岔", "tp");
    let made = desk.done("wang", DECISIONS, &void(series));
    let path = format!("/api/series/{series}/observations?from={DAY}&limit=1");
    let reading = desk.get("wang", &path)["rows"][0].clone();
    let time = reading["time"].as_str().unwrap();
    let value = ["correct", "陶岔/tp", time, "0.5", "--reason", "r"];
    desk.walk.done(&[&["--zone", "zone"], &value[..]].concat());
    let says = "says something else than when wang decided";
    desk.refused("li", APPROVALS, &approval(&made), (409, says));
    assert_eq!(desk.get("wang", &path)["rows"][0]["quality"], "valid");
    // Nobody decides about it meanwhile, and whoever decided looks again.
    desk.refused("li", DECISIONS, &void(series), (409, "of wang"));
    let withdraw = format!("{DECISIONS}/{}/withdraw", made["id"]);
    desk.done("wang", &withdraw, &Value::Null);
    let again = desk.done("wang", DECISIONS, &void(series));
    desk.done("li", APPROVALS, &approval(&again));
}

#[test]
fn whoever_sees_a_part_of_the_zone_decides_of_that_part_alone() {
    let walk = of_the_feed();
    for series in ["陶岔/tp", "浪河口/tp"] {
        doubt(&walk, series);
    }
    let desk = Desk::new(walk, &["wang", "li", "he"]);
    let (own, other) = (desk.series("陶岔", "tp"), desk.series("浪河口", "tp"));
    let rows = desk.get("he", "/api/review?limit=1000");
    let rows = rows["rows"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["thing"] == "陶岔"));
    desk.refused("he", DECISIONS, &void(other), (404, "there is no series"));
    let made = desk.done("wang", DECISIONS, &void(other));
    assert_eq!(desk.get("he", DECISIONS)["rows"], json!([]));
    let path = format!("{DECISIONS}/{}", made["id"]);
    assert_eq!(desk.ask("he", &path).status, 404);
    assert_eq!(desk.ask("li", &path).json(), made);
    desk.refused("he", APPROVALS, &approval(&made), (404, "no decision"));
    let seen = desk.done("wang", DECISIONS, &void(own));
    desk.done("he", APPROVALS, &approval(&seen));
}
