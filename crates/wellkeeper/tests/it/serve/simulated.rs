//! What a program plays is labelled wherever it is shown, and what is made of it too.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::devices::{HENAN, HUBEI, frame, open, send, zone};
use crate::program::{MAKE, Walk, data};
use crate::served::{Served, encoded};

/// The zone with the feed of April 2021, and with readings of now: those of 陶岔 are played, those of 浪河口
/// are not. Its tables are computed.
fn played() -> Walk {
    let walk = zone();
    let feed = data("feed_2021_04.csv");
    walk.import(&[&[feed.as_str(), "--rejects", "r.csv"], &MAKE[..]].concat());
    let (served, door) = open(&walk, false);
    for mn in [HENAN, HUBEI] {
        assert_eq!(send(&door, &[frame(mn, 0, "N")]), 1);
    }
    assert_eq!(served.end(), Some(0));
    walk.done(&["--zone", "zone", "run"]);
    walk
}

fn this_month() -> String {
    let now = Timestamp::now().to_zoned_datetime(TimeZone::get("Asia/Shanghai").unwrap());
    now.strftime("%Y-%m").to_string()
}

fn labelled(rows: &[Value], column: &str) -> Vec<(String, bool)> {
    let of = |row: &Value| {
        let is_simulated = row.get("is_simulated") == Some(&json!(true));
        (row[column].as_str().unwrap().to_owned(), is_simulated)
    };
    rows.iter().map(of).collect()
}

/// A file has a column and a line of its head that say so, where a row is.
fn files_say_so(served: &Served, month: &str) {
    let export = |from: &str, format: &str| {
        let path = "/api/tables/water_quality.section_month/export";
        served.get(&format!("{path}?format={format}&from={from}&to={from}"))
    };
    let csv = export(month, "csv").text();
    assert!(
        csv.contains("# simulated: 模拟 simulated: 1 行 rows"),
        "{csv}"
    );
    let head = csv
        .lines()
        .find(|line| line.starts_with("section,"))
        .unwrap();
    assert!(head.ends_with(",is_simulated"), "{head}");
    let row = |code: &str| csv.lines().find(|line| line.starts_with(code)).unwrap();
    assert!(
        row("陶岔").ends_with(",true") && row("浪河口").ends_with(",false"),
        "{csv}"
    );
    assert_eq!(export(month, "xlsx").status, 200);
    assert!(!export("2021-04", "csv").text().contains("simulated"));
}

#[test]
fn what_is_made_of_readings_that_a_program_plays_is_labelled_to_its_rows_and_files() {
    let walk = played();
    let serve = ["--zone", "zone", "serve", "--bind", "127.0.0.1:0"];
    let served = Served::start_as(&walk, &serve);
    let things = served.pages("/api/things?kind=section", 1_000).concat();
    let is_simulated = |code: &str| {
        let thing = things.iter().find(|thing| thing["code"] == code);
        thing.unwrap()["is_simulated"].clone()
    };
    assert_eq!(is_simulated("陶岔"), true);
    assert_eq!(is_simulated("浪河口"), false);
    let dossier = served
        .get(&format!("/api/things/section/{}", encoded("陶岔")))
        .json();
    assert_eq!(dossier["thing"]["is_simulated"], true);

    let month = this_month();
    for table in ["section_month", "item_month", "item_day"] {
        let of = |from: &str, to: &str| {
            let path = format!("/api/tables/water_quality.{table}?from={from}&to={to}");
            labelled(&served.pages(&path, 1_000).concat(), "section")
        };
        let now = of(&month, &month);
        assert!(now.contains(&("陶岔".to_owned(), true)), "{table}: {now:?}");
        assert!(
            now.contains(&("浪河口".to_owned(), false)),
            "{table}: {now:?}"
        );
        // What was measured years ago is as real as it was.
        let then = of("2021-04", "2021-04");
        assert!(then.contains(&("陶岔".to_owned(), false)), "{table}");
        assert!(
            then.iter().all(|(_, is_simulated)| !is_simulated),
            "{table}"
        );
    }
    let zone = format!("/api/tables/water_quality.zone_month?from={month}");
    let zone = served.pages(&zone, 1_000).concat();
    assert_eq!(zone[0]["is_simulated"], true, "of no one section: {zone:?}");
    let series = format!("/api/series?kind=section&thing={}", encoded("陶岔"));
    let series = served.pages(&series, 1_000).concat();
    let nh3n = series.iter().filter(|row| row["property"] == "nh3n");
    assert!(
        nh3n.clone().any(|row| row["is_simulated"] == true),
        "{series:?}"
    );
    let why = |section: &str| {
        let key = format!("section={}&month={month}", encoded(section));
        served
            .get(&format!("/api/why?table=water_quality.section_month&{key}"))
            .json()
    };
    assert_eq!(why("陶岔")["rows"][0]["is_simulated"], true);
    assert_eq!(why("浪河口")["rows"][0].get("is_simulated"), None);
    files_say_so(&served, &month);
}

#[test]
fn no_bulletin_is_drafted_of_a_month_with_readings_that_a_program_plays() {
    let walk = played();
    let month = this_month();
    let said = walk.refused(&["--zone", "zone", "bulletin", "draft", "--month", &month]);
    assert!(
        said.contains("陶岔") && said.contains("simulated"),
        "{said}"
    );
    walk.done(&["--zone", "zone", "bulletin", "draft", "--month", "2021-04"]);
    walk.add_person(&["zhao", "--role", "editor"]);
    let serve = ["--zone", "zone", "serve", "--bind", "127.0.0.1:0"];
    let served = Served::start_as(&walk, &serve);
    let zhao = served.cookie("zhao");
    let sent = json!({ "month": month });
    let refused = served.send("POST", "/api/bulletins", &[("cookie", &zhao)], &sent);
    assert_eq!(refused.status, 400, "{}", refused.text());
    assert!(refused.text().contains("陶岔"), "{}", refused.text());
}
