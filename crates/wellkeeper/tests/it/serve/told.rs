//! Readings, what others write meanwhile, the way back of a figure, and boards.

use serde_json::{Value, json};

use super::{of_the_feed, series_of, with_tables};
use crate::served::{Served, encoded};

#[test]
fn a_chart_of_one_pixel_still_shows_the_least_and_the_greatest_reading() {
    let walk = of_the_feed();
    let served = Served::start(&walk);
    let series = series_of(&served, "陶岔", "tp");
    let readings = served
        .pages(&format!("/api/series/{series}/observations"), 5)
        .concat();
    let times: Vec<&str> = readings
        .iter()
        .map(|row| row["time"].as_str().unwrap())
        .collect();
    assert!(times.is_sorted() && times.len() > 20);
    let backwards = served
        .pages(&format!("/api/series/{series}/observations?sort=-time"), 5)
        .concat();
    assert!(backwards.iter().rev().eq(readings.iter()));
    let values: Vec<f64> = readings
        .iter()
        .filter(|row| row["quality"] != "invalid")
        .filter_map(|row| row["value"].as_f64())
        .collect();
    let extreme = |pick: fn(f64, f64) -> f64| values.iter().copied().reduce(pick).unwrap();
    for width in [1, 3, 800] {
        let chart = served
            .get(&format!("/api/series/{series}/buckets?width={width}"))
            .json();
        let rows = chart["rows"].as_array().unwrap();
        assert!(rows.len() <= 4 * width, "{width}");
        let of = |name: &str| {
            rows.iter()
                .filter_map(|row| row[name].as_f64())
                .collect::<Vec<_>>()
        };
        let (least, greatest) = (of("min"), of("max"));
        assert_eq!(
            least.into_iter().reduce(f64::min),
            Some(extreme(f64::min)),
            "{width}"
        );
        assert_eq!(
            greatest.into_iter().reduce(f64::max),
            Some(extreme(f64::max)),
            "{width}"
        );
        let count: f64 = of("count").iter().sum();
        assert!(
            (count - values.len() as f64).abs() < 0.5,
            "{width}: {count}"
        );
    }
}

#[test]
fn what_others_write_meanwhile_is_seen_and_what_stayed_is_not_sent_again() {
    let walk = of_the_feed();
    let served = Served::start(&walk);
    let series = series_of(&served, "陶岔", "tp");
    let path = format!("/api/series/{series}/observations?limit=1");
    let first = served.get(&path);
    let tag = first.header("etag").to_owned();
    assert_eq!(
        served.get_with(&path, &[("if-none-match", &tag)]).status,
        304
    );
    let time = first.json()["rows"][0]["time"].as_str().unwrap().to_owned();
    walk.done(&[
        "--zone",
        "zone",
        "correct",
        "陶岔/tp",
        &time,
        "0.777",
        "--reason",
        "test",
    ]);
    let after = served.get_with(&path, &[("if-none-match", &tag)]);
    assert_eq!(
        (after.status, &after.json()["rows"][0]["value"]),
        (200, &json!(0.777))
    );
    assert_ne!(after.header("etag"), tag);
}

#[test]
fn every_figure_can_be_asked_why_and_leads_to_a_line() {
    let walk = with_tables();
    let served = Served::start(&walk);
    let path = format!(
        "/api/why?table=water_quality.section_month&month=2021-04&section={}",
        encoded("陶岔")
    );
    let row = &served.get(&path).json()["rows"][0];
    let told: Value = serde_json::from_str(&walk.done(&[
        "--zone",
        "zone",
        "--json",
        "explain",
        "water_quality.section_month",
        "section=陶岔",
        "month=2021-04",
    ]))
    .unwrap();
    assert_eq!(row, &told["rows"][0]);
    let reading = &row["inputs"][0]["rows"][0]["inputs"][0]["readings"][0];
    assert!(reading["line"].as_i64().unwrap() > 1);
    assert!(
        reading["file"]
            .as_str()
            .unwrap()
            .ends_with("feed_2021_04.csv")
    );
}

#[test]
fn the_board_of_a_pack_is_told_and_every_part_of_it_is_answered() {
    let walk = of_the_feed();
    let tables = ["zone_month", "index_month", "compliance", "exceedance"]
        .map(|t| format!("water_quality.{t}"));
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    walk.done(&[&["--zone", "zone", "run"], &tables[..]].concat());
    let served = Served::start(&walk);
    let told = served.get("/api/packs/water-quality").json();
    let source = packs::embedded().remove("water-quality").unwrap();
    let board = packs::Pack::load(&source).unwrap().board.unwrap();
    assert_eq!(told["board"], serde_json::to_value(&board).unwrap());
    let rows_of = |part: &packs::board::Part| {
        let words = part.conditions.iter();
        let mut asked: Vec<String> = words
            .flat_map(|(column, words)| words.iter().map(move |word| format!("{column}={word}")))
            .collect();
        asked.extend(part.sort.as_ref().map(|sort| format!("sort={sort}")));
        asked.extend(part.rows.map(|rows| format!("limit={rows}")));
        let path = format!("/api/tables/{}?from=2021-04&to=2021-04", part.table);
        let answer = served.get(&format!("{path}&{}", asked.join("&")));
        assert_eq!(answer.status, 200, "{}", part.id);
        answer.json()["rows"].as_array().unwrap().clone()
    };
    for part in &board.parts {
        let rows = rows_of(part);
        // Those sections of the feed that have a target meet it.
        assert_eq!(rows.is_empty(), part.id == "missed", "{}", part.id);
        let shown = part.column.iter().chain(&part.by).chain(&part.columns);
        for (name, row) in shown.flat_map(|name| rows.iter().map(move |row| (name, row))) {
            assert!(row.get(name).is_some(), "{}: {name}", part.id);
        }
        match part.id.as_str() {
            "share_good" => assert_eq!(rows.len(), 1),
            "twelve_months" => assert!(rows.iter().all(|row| row["period_kind"] == "rolling12")),
            "worst" => assert!(rows[0]["cwqi"].as_f64() >= rows[9]["cwqi"].as_f64()),
            _ => {}
        }
    }
}
