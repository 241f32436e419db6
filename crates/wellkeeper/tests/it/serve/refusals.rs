//! What is asked wrongly.

use serde_json::json;

use super::{series_of, with_tables};
use crate::served::{Served, encoded};

const SECTIONS: &str = "/api/tables/water_quality.section_month";

/// Paths, the status they are refused with, and a word of the sentence.
const OF_LISTS: [(&str, u16, &str); 14] = [
    ("/api/nothing", 404, "/api/nothing"),
    (
        "/api/tables/water_quality.nothing",
        404,
        "water_quality.nothing",
    ),
    ("/api/tables/nothing", 404, "nothing"),
    ("/api/tables/water_quality.trend", 404, "not computed yet"),
    ("/api/packs/nothing", 404, "nothing"),
    (
        "/api/tables/water_quality.gb3838_2002_table1?from=2021",
        400,
        "no periods",
    ),
    ("/api/things?limit=many", 400, "limit"),
    ("/api/things?limit=1001", 400, "expected 1 to 1000"),
    ("/api/series/first/buckets", 400, "first"),
    ("/api/series?after=7", 400, "`after` is no cursor"),
    ("/api/why", 400, "`table` is missing"),
    (
        "/api/why?table=water_quality.nothing",
        404,
        "water_quality.nothing",
    ),
    (
        "/api/why?table=water_quality.section_month&month=1999-01",
        400,
        "1999-01",
    ),
    (
        "/api/tables/water_quality.section_month/export?format=pdf",
        400,
        "`format` is `pdf`",
    ),
];

/// The same of what stands behind [`SECTIONS`].
const OF_ROWS: [(&str, &str); 10] = [
    (
        "colour=red",
        "there is no column `colour`; there are section",
    ),
    ("days=many", "`days=many`"),
    ("limit=1001", "`limit` is 1001; expected 1 to 1000"),
    ("limit=0", "`limit` is 0"),
    ("limit=x", "`limit` is `x`"),
    ("after=7", "`after` is no cursor"),
    ("after=%5B%22a%22%5D", "`after` is no cursor"),
    ("sort=colour", "`colour`"),
    ("sort=-", "there is no column ``"),
    ("=", "there is no column ``"),
];

/// The same of what stands behind a series.
const OF_SERIES: [(&str, &str); 5] = [
    ("buckets?width=0", "`width` is 0"),
    ("buckets?width=16385", "expected 1 to 16384"),
    ("buckets?from=yesterday", "yesterday"),
    ("observations?sort=value", "`sort` is `value`"),
    ("observations?to=2021-13", "2021-13"),
];

/// The same of what stands behind the files of [`SECTIONS`].
const OF_FILES: [(&str, &str); 3] = [
    ("", "`format` is missing"),
    ("?format=pdf", "`format` is `pdf`"),
    ("?format=csv&lang=fr", "`lang` is `fr`"),
];

fn assert_refused(served: &Served, path: &str, status: u16, sentence: &str) {
    let answer = served.get(path);
    assert_eq!(answer.status, status, "{path}: {}", answer.text());
    assert_eq!(
        answer.header("content-type"),
        "application/problem+json",
        "{path}"
    );
    let problem = answer.json();
    assert_eq!(problem["status"], json!(status));
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains(sentence), "{path}: {detail}");
}

#[test]
fn what_is_asked_wrongly_is_answered_with_what_was_found_and_expected() {
    let walk = with_tables();
    let served = Served::start(&walk);
    for (path, status, sentence) in OF_LISTS {
        assert_refused(&served, path, status, sentence);
    }
    for (asked, sentence) in OF_ROWS {
        assert_refused(&served, &format!("{SECTIONS}?{asked}"), 400, sentence);
    }
    for (asked, sentence) in OF_FILES {
        assert_refused(&served, &format!("{SECTIONS}/export{asked}"), 400, sentence);
    }
    let series = series_of(&served, "陶岔", "tp");
    for (asked, sentence) in OF_SERIES {
        assert_refused(
            &served,
            &format!("/api/series/{series}/{asked}"),
            400,
            sentence,
        );
    }
    let nowhere = format!("/api/things/section/{}", encoded("无此断面"));
    assert_refused(&served, &nowhere, 404, "无此断面");
    assert_eq!(served.post("/api/zone").status, 405);
}

#[test]
fn as_much_as_may_be_asked_is_answered_and_one_more_is_not() {
    let walk = with_tables();
    let served = Served::start(&walk);
    let conditions = |count: usize| {
        let all: Vec<String> = (0..count).map(|n| format!("section=S{n}")).collect();
        format!("{SECTIONS}?{}", all.join("&"))
    };
    assert_refused(
        &served,
        &conditions(201),
        400,
        "201 conditions; expected at most 200",
    );
    let series = series_of(&served, "陶岔", "tp");
    for path in [
        conditions(200),
        format!("{SECTIONS}?limit=1000"),
        format!("/api/series/{series}/buckets?width=16384"),
    ] {
        assert_eq!(served.get(&path).status, 200, "{path}");
    }
}
