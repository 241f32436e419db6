//! Corrections and reviews as a person at the keyboard makes them.

use serde_json::Value;

use crate::program::Walk;

const NOW: &str = "select time, value, detection_limit, flag, quality, level, source from observations order by time";

fn walk() -> Walk {
    let walk = Walk::new();
    walk.write(
        "a.csv",
        "断面名称,监测时间,氨氮\n甲,2021-04-01 00:00,0.1\n甲,2021-04-01 04:00,0.2\n甲,2021-04-02 00:00,0.3\n",
    );
    walk.import(&["a.csv", "--create-things", "section"]);
    walk
}

fn json(walk: &Walk, arguments: &[&str]) -> Value {
    let whole = [&["--zone", "zone", "--json"], arguments].concat();
    serde_json::from_str(&walk.done(&whole)).unwrap()
}

fn said_by(walk: &Walk, who: &str, arguments: &[&str]) -> std::process::Output {
    walk.command(&[&["--zone", "zone"], arguments].concat())
        .env("WELLKEEPER_WHO", who)
        .output()
        .unwrap()
}

#[test]
fn a_corrected_value_stands_and_its_history_tells_who_and_why() {
    let walk = walk();
    let done = json(
        &walk,
        &[
            "correct",
            "甲/氨氮",
            "2021-04-01 04:00",
            "<0.02",
            "--reason",
            "仪器校准前",
        ],
    );
    assert_eq!(done["changed"], 1);
    assert_eq!(done["changes"][0]["old"], 0.2);
    assert_eq!(done["changes"][0]["new_limit"], 0.02);
    let rows = walk.csv(NOW);
    assert!(
        rows.contains("2021-04-01T04:00:00+08:00,,0.02,L,valid,reviewed,correction"),
        "{rows}"
    );
    let told = json(&walk, &["history", "甲/nh3n", "2021-04-01 04:00"]);
    let told = told["history"].as_array().unwrap();
    assert_eq!(told.len(), 2);
    assert_eq!(
        (&told[0]["value"], &told[0]["kind"]),
        (&0.2.into(), &"import".into())
    );
    assert_eq!(
        (&told[1]["value"], &told[1]["kind"]),
        (&Value::Null, &"correct".into())
    );
    assert_eq!(
        (&told[1]["who"], &told[1]["reason"]),
        (&"tester".into(), &"仪器校准前".into())
    );
    assert!(
        walk.done(&["--zone", "zone", "verify"])
            .contains("0 findings")
    );
}

#[test]
fn a_file_speaks_no_word_against_a_person() {
    let walk = walk();
    json(
        &walk,
        &[
            "correct",
            "甲/氨氮",
            "2021-04-01 04:00",
            "0.25",
            "--reason",
            "r",
        ],
    );
    walk.write("b.csv", "断面名称,监测时间,氨氮\n甲,2021-04-01 04:00,0.9\n");
    let done = walk.import(&["b.csv"]);
    assert_eq!(done["corrected"], 0);
    assert_eq!(done["conflicts"], 1);
    assert!(walk.csv(NOW).contains("0.25"));
    // Taking the file of the first value back does not take the person's word back.
    walk.done(&["--zone", "zone", "import", "undo", "1"]);
    assert!(walk.csv(NOW).contains("0.25"));
    assert_eq!(walk.csv("select count(*) as n from observations"), "n\n1\n");
}

#[test]
fn a_correction_file_is_taken_whole_or_not_at_all() {
    let walk = walk();
    walk.write(
        "c.csv",
        "series,time,value\n甲/氨氮,2021-04-01 00:00,1.5\n甲/氨氮,2021-04-01 01:00,2.5\n",
    );
    let before = walk.csv(NOW);
    let file = [
        "--zone", "zone", "correct", "--file", "c.csv", "--reason", "r",
    ];
    let error = walk.refused(&file);
    assert!(
        error.contains("has no observation at 2021-04-01T01:00:00+08:00"),
        "{error}"
    );
    assert_eq!(walk.csv(NOW), before);
    walk.write(
        "c.csv",
        "series,time,value\n甲/氨氮,2021-04-01 00:00,1.5\n甲/总磷,2021-04-01,2\n",
    );
    let error = walk.refused(&file);
    assert!(
        error.contains("c.csv:3:1:") && error.contains("it has nh3n"),
        "{error}"
    );
    walk.write("c.csv", "series,time,value,note\n");
    let error = walk.refused(&file);
    assert!(
        error.contains("c.csv:1:4: unknown column `note`"),
        "{error}"
    );
    walk.write(
        "c.csv",
        "series,time,value\n甲/氨氮,2021-04-01 00:00,1.5\n甲/氨氮,2021-04-02,2.5\n",
    );
    let done = json(&walk, &["correct", "--file", "c.csv", "--reason", "r"]);
    assert_eq!(done["changed"], 2);
    let sql = "select value from observations order by time";
    assert_eq!(walk.csv(sql), "value\n1.5\n0.2\n2.5\n");
}

#[test]
fn a_review_judges_a_range_and_a_second_person_approves_it() {
    let walk = walk();
    let range = ["甲/氨氮", "2021-04-01", "2021-04-01"];
    let review = |word| [&["review"], &range[..], &[word, "--reason", "停电"]].concat();
    let early = said_by(&walk, "tester", &review("approved"));
    assert!(String::from_utf8_lossy(&early.stderr).contains("nobody has reviewed"));
    let done = json(&walk, &review("invalid"));
    assert_eq!(
        done["changed"], 2,
        "the day's two readings, not the next day's"
    );
    let again = json(&walk, &review("invalid"));
    assert_eq!(
        (&again["changed"], &again["unchanged"]),
        (&0.into(), &2.into())
    );
    let same = said_by(&walk, "tester", &review("approved"));
    assert_eq!(same.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&same.stderr).contains("a second one approves"));
    assert!(
        said_by(&walk, "second", &review("approved"))
            .status
            .success()
    );
    let sql = "select quality, level, cause from observations order by time";
    assert_eq!(
        walk.csv(sql),
        "quality,level,cause\ninvalid,approved,person:second\ninvalid,approved,person:second\nvalid,auto_checked,\n"
    );
    let told = json(&walk, &["history", "甲/nh3n", "2021-04-01"]);
    assert_eq!(told["history"].as_array().unwrap().len(), 3);
}

#[test]
fn a_change_without_a_reason_or_a_value_is_refused() {
    let walk = walk();
    let say = |value: &str, reason: &str| {
        let whole = [
            "--zone",
            "zone",
            "correct",
            "甲/氨氮",
            "2021-04-01",
            value,
            "--reason",
            reason,
        ];
        walk.refused(&whole)
    };
    assert!(say("1", " ").contains("the reason is empty"));
    assert!(say("-", "r").contains("review the reading as `invalid`"));
    assert!(say(">9", "r").contains("is no value"));
    assert!(say("abc", "r").contains("found `abc`"));
    let error = walk.refused(&["--zone", "zone", "history", "乙/氨氮", "2021-04-01"]);
    assert!(error.contains("there is no thing `乙`"), "{error}");
    let error = walk.refused(&["--zone", "zone", "history", "甲", "2021-04-01"]);
    assert!(error.contains("expected THING/PROPERTY"), "{error}");
}
