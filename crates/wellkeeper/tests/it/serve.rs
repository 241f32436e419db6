//! The API and the page, from outside.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::process::Command;

use calamine::Reader;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};

use crate::program::{MAKE, Walk, data};
use crate::served::{Served, encoded};

/// A zone with the five days of the national feed.
fn of_the_feed() -> Walk {
    let walk = Walk::new();
    walk.done(&["--zone", "zone", "import", "things", &data("sections.csv")]);
    let feed = data("feed_2021_04.csv");
    walk.import(&[&[feed.as_str(), "--rejects", "r.csv"], &MAKE[..]].concat());
    walk
}

/// That zone with its tables of months.
fn with_tables() -> Walk {
    let walk = of_the_feed();
    walk.run_months("zone");
    walk
}

fn series_of(served: &Served, thing: &str, property: &str) -> i64 {
    let path = format!("/api/series?kind=section&thing={}", encoded(thing));
    let rows = served.pages(&path, 1_000).concat();
    let row = rows.iter().find(|row| row["property"] == property).unwrap();
    row["series"].as_i64().unwrap()
}

#[test]
fn rows_of_a_table_are_those_that_a_query_gives_however_they_are_cut_to_pages() {
    let walk = with_tables();
    let served = Served::start(&walk);
    let expected: Value = serde_json::from_str(&walk.done(&[
        "--zone",
        "zone",
        "query",
        "select * from water_quality.item_month order by section, item, month",
        "--format",
        "json",
    ]))
    .unwrap();
    let expected = expected.as_array().unwrap();
    assert!(expected.len() > 100, "{}", expected.len());
    let table = "/api/tables/water_quality.item_month";
    for limit in [7, 100, 1_000] {
        let pages = served.pages(table, limit);
        assert!(
            pages[..pages.len() - 1]
                .iter()
                .all(|page| page.len() == limit)
        );
        assert_eq!(&pages.concat(), expected, "by {limit}");
    }
    // Whatever it is sorted by, every row comes once, and nothing comes last.
    for sort in ["mean", "-mean", "-class", "deciding"] {
        let answer = served.get(&format!("{table}?sort={sort}&limit=1"));
        if answer.status == 400 {
            assert_eq!(sort, "deciding");
            continue;
        }
        let rows = served.pages(&format!("{table}?sort={sort}"), 7).concat();
        let told =
            |rows: &[Value]| -> BTreeSet<String> { rows.iter().map(Value::to_string).collect() };
        assert_eq!(
            (rows.len(), told(&rows)),
            (expected.len(), told(expected)),
            "by {sort}"
        );
        let means: Vec<Option<f64>> = rows.iter().map(|row| row["mean"].as_f64()).collect();
        let known: Vec<f64> = means.iter().flatten().copied().collect();
        assert!(means[known.len()..].iter().all(Option::is_none) || sort == "-class");
        match sort {
            "mean" => assert!(known.is_sorted()),
            "-mean" => assert!(known.iter().rev().is_sorted()),
            _ => {}
        }
    }
    assert_eq!(served.end(), Some(0));
}

#[test]
fn rows_are_chosen_by_the_values_of_their_columns() {
    let walk = with_tables();
    let served = Served::start(&walk);
    let table = "/api/tables/water_quality.section_month";
    let one = format!("{table}?section={}", encoded("陶岔"));
    let rows = served.pages(&one, 100).concat();
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (&rows[0]["month"], &rows[0]["class"]),
        (&json!("2021-04"), &json!("II"))
    );
    let two = format!("{one}&section={}", encoded("神定河口"));
    assert_eq!(served.pages(&two, 100).concat().len(), 2);
    assert_eq!(
        served
            .pages(&format!("{table}?from=2021-05"), 100)
            .concat()
            .len(),
        0
    );
    assert_eq!(
        served
            .pages(&format!("{one}&to=2021-04&from=2021-04"), 100)
            .concat()
            .len(),
        1
    );
    let limits = served.pages(
        "/api/tables/water_quality.gb3838_2002_table1?item=tp&water_body=lake",
        100,
    );
    assert_eq!(limits.concat()[0]["class_ii"], json!(0.025));
}

#[test]
fn what_is_asked_wrongly_is_answered_with_what_was_found_and_expected() {
    let walk = with_tables();
    let served = Served::start(&walk);
    let table = "/api/tables/water_quality.section_month";
    let conditions = |count: usize| {
        let all: Vec<String> = (0..count).map(|n| format!("section=S{n}")).collect();
        format!("{table}?{}", all.join("&"))
    };
    let series = series_of(&served, "陶岔", "tp");
    for (path, status, sentence) in [
        ("/api/nothing".to_owned(), 404, "/api/nothing"),
        (
            "/api/tables/water_quality.nothing".to_owned(),
            404,
            "water_quality.nothing",
        ),
        ("/api/tables/nothing".to_owned(), 404, "nothing"),
        (
            "/api/tables/water_quality.trend".to_owned(),
            404,
            "not computed yet",
        ),
        (
            format!("/api/things/section/{}", encoded("无此断面")),
            404,
            "无此断面",
        ),
        ("/api/packs/nothing".to_owned(), 404, "nothing"),
        (
            format!("{table}?colour=red"),
            400,
            "there is no column `colour`; there are section",
        ),
        (format!("{table}?days=many"), 400, "`days=many`"),
        (
            format!("{table}?limit=1001"),
            400,
            "`limit` is 1001; expected 1 to 1000",
        ),
        (format!("{table}?limit=0"), 400, "`limit` is 0"),
        (format!("{table}?limit=x"), 400, "`limit` is `x`"),
        (format!("{table}?after=7"), 400, "`after` is no cursor"),
        (
            format!("{table}?after=%5B%22a%22%5D"),
            400,
            "`after` is no cursor",
        ),
        (format!("{table}?sort=colour"), 400, "`colour`"),
        (
            "/api/tables/water_quality.gb3838_2002_table1?from=2021".to_owned(),
            400,
            "no periods",
        ),
        (conditions(201), 400, "201 conditions; expected at most 200"),
        (
            format!("/api/series/{series}/buckets?width=0"),
            400,
            "`width` is 0",
        ),
        (
            format!("/api/series/{series}/buckets?width=16385"),
            400,
            "expected 1 to 16384",
        ),
        (
            format!("/api/series/{series}/buckets?from=yesterday"),
            400,
            "yesterday",
        ),
        (
            format!("/api/series/{series}/observations?sort=value"),
            400,
            "`sort` is `value`",
        ),
        ("/api/why".to_owned(), 400, "`table` is missing"),
        (
            "/api/why?table=water_quality.nothing".to_owned(),
            404,
            "water_quality.nothing",
        ),
        (
            "/api/why?table=water_quality.section_month&month=1999-01".to_owned(),
            400,
            "1999-01",
        ),
    ] {
        let answer = served.get(&path);
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
    for path in [
        conditions(200),
        format!("{table}?limit=1000"),
        format!("/api/series/{series}/buckets?width=16384"),
    ] {
        assert_eq!(served.get(&path).status, 200, "{path}");
    }
}

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
fn files_to_take_away_have_the_rows_and_say_what_they_are() {
    let walk = with_tables();
    let served = Served::start(&walk);
    let table = "/api/tables/water_quality.item_month";
    let export =
        |format: &str| served.get(&format!("{table}/export?item=tp&lang=en&format={format}"));
    let expected = walk.csv(
        "select * from water_quality.item_month where item = 'tp' order by section, item, month",
    );
    let rows = expected.lines().count() - 1;
    assert!(rows > 20);

    let csv = export("csv");
    assert!(
        csv.header("content-disposition")
            .contains("water_quality_item_month.csv")
    );
    let text = csv.text();
    let (about, told): (Vec<&str>, Vec<&str>) = text
        .strip_prefix('\u{feff}')
        .unwrap()
        .lines()
        .partition(|line| line.starts_with("# "));
    assert_eq!(told.join("\n"), expected.trim_end());
    for said in [
        "# filter: item=tp",
        "# method: tables/item_month.sql",
        "# pack: water-quality ",
        "# snapshot: ",
        "# made_at: ",
        "# column mean: Month mean",
    ] {
        assert!(
            about.iter().any(|line| line.starts_with(said)),
            "{said} {about:?}"
        );
    }

    let book = export("xlsx").body;
    let mut book = calamine::Xlsx::new(std::io::Cursor::new(book)).unwrap();
    let sheet = book.worksheet_range("data").unwrap();
    assert_eq!(sheet.height(), rows + 1);
    let about = book.worksheet_range("about").unwrap();
    assert!(
        about
            .rows()
            .any(|row| row[0].to_string() == "filter" && row[1].to_string() == "item=tp")
    );

    let parquet = bytes::Bytes::from(export("parquet").body);
    let builder = ParquetRecordBatchReaderBuilder::try_new(parquet).unwrap();
    let told = builder
        .metadata()
        .file_metadata()
        .key_value_metadata()
        .unwrap();
    assert!(
        told.iter()
            .any(|kv| kv.key == "wellkeeper.filter" && kv.value.as_deref() == Some("item=tp"))
    );
    let read: usize = builder
        .build()
        .unwrap()
        .map(|batch| batch.unwrap().num_rows())
        .sum();
    assert_eq!(read, rows);

    for (query, sentence) in [
        ("", "`format` is missing"),
        ("?format=pdf", "`format` is `pdf`"),
        ("?format=csv&lang=fr", "`lang` is `fr`"),
    ] {
        let answer = served.get(&format!("{table}/export{query}"));
        assert_eq!(answer.status, 400);
        assert!(answer.text().contains(sentence), "{}", answer.text());
    }
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
fn the_book_is_not_read_from_elsewhere_unless_everybody_may() {
    let walk = of_the_feed();
    let told = walk.refused(&["--zone", "zone", "serve", "--bind", "0.0.0.0:0"]);
    assert!(told.contains("--public-read"), "{told}");
    let served = Served::start(&walk);
    let answer = served.get_with("/api/zone", &[("host", "reservoir.example")]);
    assert_eq!(answer.status, 403, "{}", answer.text());
    drop(served);
    let open = [
        "--zone",
        "zone",
        "serve",
        "--bind",
        "0.0.0.0:0",
        "--public-read",
    ];
    let served = Served::start_as(&walk, &open);
    assert_eq!(served.get("/api/zone").json()["time_zone"], "Asia/Shanghai");
}

#[test]
fn the_page_comes_with_a_policy_and_its_missing_files_are_missing() {
    let walk = of_the_feed();
    let served = Served::start(&walk);
    for path in ["/", "/section/%E9%99%B6%E5%B2%94", "/index.html"] {
        let answer = served.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.header("content-type").starts_with("text/html"));
        assert!(
            answer
                .header("content-security-policy")
                .contains("default-src 'self'")
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    assert_eq!(served.get("/assets/nothing.js").status, 404);
    let tag = served.get("/").header("etag").to_owned();
    assert_eq!(served.get_with("/", &[("if-none-match", &tag)]).status, 304);
    assert_eq!(served.get("/healthz").json()["status"], "ok");
    let packed = served.get_with("/api/tables", &[("accept-encoding", "br")]);
    assert_eq!(packed.header("content-encoding"), "br");
}

#[test]
fn what_is_routed_is_described() {
    let walk = of_the_feed();
    let served = Served::start(&walk);
    let described = served.get("/openapi.json").json();
    assert_eq!(described["openapi"], "3.1.0");
    let paths = described["paths"].as_object().unwrap();
    assert!(paths.len() >= 14);
    for (path, item) in paths {
        let told = &item["get"];
        assert!(
            told["description"].is_string() || told["summary"].is_string(),
            "{path}"
        );
        let refused = &told["responses"]["4XX"]["content"];
        assert!(refused["application/problem+json"].is_object(), "{path}");
        let answered = told["responses"]["200"]["content"].as_object().unwrap();
        assert!(!answered.is_empty(), "{path}");
        if !path.contains('{') && path != "/api/why" {
            let answer = served.get(path);
            assert_eq!(answer.status, 200, "{path}");
            assert!(
                answered.contains_key(answer.header("content-type")),
                "{path}"
            );
        }
    }
    let mut waiting = vec![&described];
    while let Some(value) = waiting.pop() {
        if let Some(place) = value["$ref"].as_str() {
            let found = described.pointer(place.trim_start_matches('#'));
            assert!(found.is_some(), "{place} leads nowhere");
        }
        waiting.extend(
            value
                .as_object()
                .into_iter()
                .flat_map(|object| object.values()),
        );
        waiting.extend(value.as_array().into_iter().flatten());
    }
}

#[test]
fn any_request_is_answered_as_it_is_described() {
    let schemathesis = std::env::var("WELLKEEPER_SCHEMATHESIS")
        .expect("WELLKEEPER_SCHEMATHESIS is not set: run the tests through `make test`");
    let walk = with_tables();
    let served = Served::start(&walk);
    let seed = RandomState::new().build_hasher().finish() % 1_000_000;
    println!("seed {seed}");
    let output = Command::new(schemathesis)
        .current_dir(walk.path(""))
        .args(["run", &served.url("/openapi.json"), "--seed", &seed.to_string()])
        .args(["--max-examples", "10", "--phases", "coverage,fuzzing", "--checks"])
        .arg("not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,unsupported_method")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert_eq!(served.end(), Some(0));
}
