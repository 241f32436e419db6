//! Who may not decide, how much at once, and what is decided wrongly.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{APPROVALS, DECISIONS, approval, void};
use crate::program::Walk;
use crate::serve::desk::Desk;
use crate::serve::{of_the_feed, series_of};
use crate::served::Served;

#[test]
fn nobody_decides_without_a_name_and_the_door_says_how_to_get_one() {
    let walk = of_the_feed();
    let open = Served::start(&walk);
    let series = series_of(&open, "陶岔", "tp");
    for path in [DECISIONS, "/api/remarks"] {
        let sent = if path == DECISIONS {
            void(series)
        } else {
            json!({ "thing": "陶岔", "text": "x" })
        };
        let answer = open.send("POST", path, &[], &sent);
        assert_eq!(answer.status, 403, "{}", answer.text());
        for words in ["wellkeeper person add", "serve --sign-in"] {
            assert!(answer.text().contains(words), "{}", answer.text());
        }
    }
    drop(open);
    walk.add_person(&["wang", "--role", "reviewer"]);
    let served = walk.served_to_people();
    assert_eq!(
        served.send("POST", DECISIONS, &[], &void(series)).status,
        401
    );
    let token = |scope: &[&str]| {
        let add = [
            "--zone", "zone", "--json", "token", "add", "wang", "--title", "t",
        ];
        let made: Value = serde_json::from_str(&walk.done(&[&add, scope].concat())).unwrap();
        format!("Bearer {}", made["token"].as_str().unwrap())
    };
    for (scope, status) in [(&[][..], 403), (&["--scope", "write"], 201)] {
        let said = [("authorization", token(scope))];
        let said = said.each_ref().map(|(name, value)| (*name, value.as_str()));
        let answer = served.send("POST", DECISIONS, &said, &void(series));
        assert_eq!(answer.status, status, "{}", answer.text());
    }
}

#[test]
fn as_much_is_decided_at_once_as_may_be_and_one_more_is_not() {
    let walk = Walk::new();
    let mut file = "断面名称,监测时间,氨氮\n".to_owned();
    for minute in 0..10_001 {
        let (day, hour, minute) = (minute / 1440 + 1, minute / 60 % 24, minute % 60);
        writeln!(file, "甲,2021-04-{day:02} {hour:02}:{minute:02},0.1").unwrap();
    }
    walk.write("a.csv", file);
    walk.import(&["a.csv", "--create-things", "section"]);
    let desk = Desk::new(walk, &["wang", "li"]);
    let series = desk.series("甲", "nh3n");
    let range = |to: &str| {
        let mut sent = void(series);
        sent["range"] = json!({ "series": series, "from": "2021-04-01", "to": to });
        sent
    };
    let all = range("2021-04-30");
    desk.refused("wang", DECISIONS, &all, (400, "at most that many"));
    let most = desk.done("wang", DECISIONS, &range("2021-04-07 22:39"));
    assert_eq!(most["readings"], 10_000);
    let withdraw = format!("{DECISIONS}/{}/withdraw", most["id"]);
    desk.done("wang", &withdraw, &Value::Null);

    let list = |count: u32| {
        let reading = |n: u32| {
            let time = format!("2021-04-01 {:02}:{:02}", n / 60, n % 60);
            json!({ "series": series, "time": time })
        };
        let readings: Vec<Value> = (0..count).map(reading).collect();
        json!({ "verb": "accept", "reason_code": "confirmed", "reason": "r", "readings": readings })
    };
    desk.refused(
        "wang",
        DECISIONS,
        &list(501),
        (400, "501 readings; expected 1 to 500"),
    );
    let made = desk.done("wang", DECISIONS, &list(500));
    assert_eq!(
        (&made["part_count"], &made["readings"]),
        (&json!(500), &json!(500))
    );
    let listed = desk.get("li", DECISIONS);
    assert_eq!(listed["rows"][0]["parts"].as_array().unwrap().len(), 20);
    let done = desk.done("li", APPROVALS, &approval(&made));
    assert_eq!(done["changed"], 500);

    let numbers = |count: i64| json!({ "decisions": (1_000..1_000 + count).collect::<Vec<_>>() });
    desk.refused("li", APPROVALS, &numbers(201), (400, "expected 1 to 200"));
    desk.refused("li", APPROVALS, &numbers(200), (404, "no decision"));
    desk.walk.verified("zone");
}

#[test]
fn what_is_decided_wrongly_is_answered_with_what_was_expected() {
    let desk = Desk::new(of_the_feed(), &["wang"]);
    let series = desk.series("陶岔", "tp");
    for (name, value, says) in [
        (
            "verb",
            json!("delete"),
            "expected one of accept, void, replace",
        ),
        ("reason_code", json!("because"), "expected one of confirmed"),
        ("reason", json!(" "), "the reason has 0 characters"),
        ("value", json!("0.1"), "only `replace` takes one"),
        ("readings", json!([]), "one of them alone"),
        ("range", Value::Null, "expected `readings` or `range`"),
        ("colour", json!("red"), "colour"),
    ] {
        let mut sent = void(series);
        sent[name] = value;
        desk.refused("wang", DECISIONS, &sent, (400, says));
    }
    let mut early = void(series);
    early["range"] = json!({ "series": series, "from": "1999-01-01", "to": "1999-02-01" });
    desk.refused("wang", DECISIONS, &early, (404, "there is no reading"));
    for (asked, says) in [
        ("?state=closed", "expected `open` or `proposed`"),
        ("?decision=1", "`state=proposed`"),
        ("?limit=1001", "expected 1 to 1000"),
        ("?after=7", "no cursor"),
        (
            "/decisions?state=open",
            "expected one of proposed, approved",
        ),
        ("/decisions?after=x", "no cursor"),
    ] {
        let answer = desk.ask("wang", &format!("/api/review{asked}"));
        assert_eq!(answer.status, 400, "{asked}: {}", answer.text());
        assert!(answer.text().contains(says), "{asked}: {}", answer.text());
    }
    let reasons = desk.get("wang", "/api/review/reasons");
    let reasons = reasons["rows"].as_array().unwrap();
    let of = |verb: &str| {
        reasons
            .iter()
            .any(|reason| reason["verbs"].as_array().unwrap().contains(&json!(verb)))
    };
    assert!(of("accept") && of("void") && of("replace"));
}
