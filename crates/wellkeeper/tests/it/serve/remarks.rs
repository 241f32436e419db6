//! What people note on readings, things and months.

use serde_json::{Value, json};

use super::{of_the_feed, series_of};
use crate::served::{Answer, Served, encoded};

const REMARKS: &str = "/api/remarks";

fn post(served: &Served, cookie: &str, path: &str, sent: &Value) -> Answer {
    served.send("POST", path, &[("cookie", cookie)], sent)
}

fn texts(served: &Served, cookie: &str, asked: &str) -> Vec<String> {
    let answer = served.get_with(&format!("{REMARKS}?{asked}"), &[("cookie", cookie)]);
    assert_eq!(answer.status, 200, "{asked}: {}", answer.text());
    let page = answer.json();
    let rows = page["rows"].as_array().unwrap().iter();
    rows.map(|row| row["text"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn what_people_write_to_each_other_is_not_for_everybody_who_reads() {
    let walk = of_the_feed();
    walk.add_person(&["zhao", "--role", "editor"]);
    let public = ["--zone", "zone", "serve", "--public-read", "--bind"];
    let address = "127.0.0.1:0";
    let served = Served::start_as(&walk, &[&public[..], &[address]].concat());
    assert_eq!(served.get("/api/things").status, 200);
    let zhao = served.cookie("zhao");
    for path in [REMARKS, "/api/review", "/api/review/decisions"] {
        assert_eq!(served.get(path).status, 401, "{path}");
        let answer = served.get_with(path, &[("cookie", &zhao)]);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    }
    let one = "/api/review/decisions/1";
    assert_eq!(served.get(one).status, 401);
    assert_eq!(served.get_with(one, &[("cookie", &zhao)]).status, 404);
}

#[test]
fn remarks_are_written_by_editors_found_by_what_they_are_about_and_withdrawn() {
    let walk = of_the_feed();
    let open = Served::start(&walk);
    let series = series_of(&open, "陶岔", "tp");
    let readings = open.get(&format!("/api/series/{series}/observations?limit=1"));
    let time = readings.json()["rows"][0]["time"].clone();
    for (name, role) in [
        ("zhao", "editor"),
        ("qian", "editor"),
        ("guo", "keeper"),
        ("du", "reader"),
    ] {
        walk.add_person(&[name, "--role", role]);
    }
    let served = walk.served_to_people();
    let [zhao, qian, guo, du] = ["zhao", "qian", "guo", "du"].map(|name| served.cookie(name));
    let reading = json!({ "series": series, "time": time, "text": "上游施工" });
    let refused = post(&served, &du, REMARKS, &reading);
    assert_eq!(refused.status, 403, "{}", refused.text());
    for sent in [
        reading,
        json!({ "thing": "陶岔", "month": "2021-04", "text": "本月换了电极" }),
        json!({ "kind": "section", "thing": "浪河口", "text": "站房迁址" }),
    ] {
        let answer = post(&served, &zhao, REMARKS, &sent);
        assert_eq!(answer.status, 201, "{}", answer.text());
        let made = answer.json();
        assert_eq!(
            (&made["who"], &made["withdrawn"]),
            (&json!("zhao"), &Value::Null)
        );
    }
    let all = ["站房迁址", "本月换了电极", "上游施工"];
    assert_eq!(texts(&served, &du, ""), all);
    assert_eq!(texts(&served, &du, &format!("series={series}")), all[2..]);
    assert_eq!(
        texts(&served, &du, &format!("thing={}", encoded("陶岔"))),
        all[1..]
    );
    assert_eq!(texts(&served, &du, "month=2021-04"), all[1..]);
    assert_eq!(texts(&served, &du, "month=2021-05"), [""; 0]);
    assert_eq!(
        texts(&served, &du, "from=2021-04-30&to=2021-04-30"),
        all[1..2]
    );
    let pages = open.pages(REMARKS, 1);
    assert_eq!(pages.len(), 3);
    assert_eq!(pages[1][0]["of"], "month");
    assert_eq!(pages[2][0]["property"], "tp");

    let withdraw = |who: &str, id: i64| {
        post(
            &served,
            who,
            &format!("{REMARKS}/{id}/withdraw"),
            &Value::Null,
        )
    };
    let others = withdraw(&qian, 1);
    assert_eq!(others.status, 403, "{}", others.text());
    assert!(others.text().contains("is zhao's"), "{}", others.text());
    assert_eq!(withdraw(&zhao, 1).json()["withdrawn"]["who"], "zhao");
    assert_eq!(withdraw(&guo, 2).json()["withdrawn"]["who"], "guo");
    assert_eq!(withdraw(&zhao, 1).status, 409);
    assert_eq!(texts(&served, &du, ""), all[..1]);
    assert_eq!(texts(&served, &du, "withdrawn=true"), all);
    walk.verified("zone");
}

#[test]
fn remarks_of_another_part_of_the_zone_are_neither_read_nor_written() {
    let walk = of_the_feed();
    walk.add_person(&["guo", "--role", "keeper"]);
    walk.add_person(&["he", "--role", "keeper", "--area", "area=河南省"]);
    let served = walk.served_to_people();
    let [guo, he] = ["guo", "he"].map(|name| served.cookie(name));
    let on = |thing: &str| json!({ "thing": thing, "text": thing });
    for thing in ["陶岔", "浪河口"] {
        assert_eq!(post(&served, &guo, REMARKS, &on(thing)).status, 201);
    }
    assert_eq!(texts(&served, &he, ""), ["陶岔"]);
    let path = format!("{REMARKS}?thing={}", encoded("浪河口"));
    assert_eq!(served.get_with(&path, &[("cookie", &he)]).status, 404);
    assert_eq!(post(&served, &he, REMARKS, &on("浪河口")).status, 404);
    let withdraw = format!("{REMARKS}/2/withdraw");
    assert_eq!(post(&served, &he, &withdraw, &Value::Null).status, 404);
    assert_eq!(post(&served, &he, REMARKS, &on("陶岔")).status, 201);
}

#[test]
fn a_remark_that_says_nothing_or_is_on_nothing_is_refused() {
    let walk = of_the_feed();
    let open = Served::start(&walk);
    let series = series_of(&open, "陶岔", "tp");
    walk.add_person(&["zhao", "--role", "editor"]);
    let served = walk.served_to_people();
    let zhao = served.cookie("zhao");
    let text = |count: usize| json!({ "thing": "陶岔", "text": "井".repeat(count) });
    assert_eq!(post(&served, &zhao, REMARKS, &text(2_000)).status, 201);
    for (sent, status, says) in [
        (text(2_001), 400, "2001 characters; expected 1 to 2000"),
        (text(0), 400, "0 characters"),
        (json!({ "text": "x" }), 400, "expected `series` and `time`"),
        (
            json!({ "thing": "陶岔", "series": series, "text": "x" }),
            400,
            "expected `series`",
        ),
        (
            json!({ "series": series, "text": "x" }),
            400,
            "expected `series` and `time`",
        ),
        (
            json!({ "thing": "陶岔", "month": "2021-13", "text": "x" }),
            400,
            "is no month",
        ),
        (json!({ "thing": "无此断面", "text": "x" }), 404, "无此断面"),
        (
            json!({ "series": 9_999, "time": "2021-04-03", "text": "x" }),
            404,
            "no series",
        ),
        (
            json!({ "series": series, "time": "1999-01-01", "text": "x" }),
            404,
            "no reading",
        ),
    ] {
        let answer = post(&served, &zhao, REMARKS, &sent);
        assert_eq!(answer.status, status, "{sent}: {}", answer.text());
        assert!(answer.text().contains(says), "{sent}: {}", answer.text());
    }
    for (asked, says) in [
        ("month=2021-13", "expected such as 2021-04"),
        ("month=2021-04&from=2021-04-01", "one of the two ways"),
        ("after=x", "no cursor"),
        ("limit=1001", "expected 1 to 1000"),
        ("withdrawn=perhaps", "withdrawn"),
    ] {
        let answer = served.get_with(&format!("{REMARKS}?{asked}"), &[("cookie", &zhao)]);
        assert_eq!(answer.status, 400, "{asked}: {}", answer.text());
        assert!(answer.text().contains(says), "{asked}: {}", answer.text());
    }
}
