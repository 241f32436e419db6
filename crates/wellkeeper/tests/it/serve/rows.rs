//! Rows of tables, page by page and as files.

use std::collections::BTreeSet;

use calamine::Reader;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};

use super::{series_of, with_tables};
use crate::served::{Served, encoded};

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
            .any(|row| row[0] == *"filter" && row[1] == *"item=tp")
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
}

#[test]
fn rows_of_things_are_features_where_the_things_lie() {
    let walk = with_tables();
    let served = Served::start(&walk);
    let path = "/api/tables/water_quality.section_month/export?format=geojson";
    let answer = served.get(path);
    assert_eq!(answer.header("content-type"), "application/geo+json");
    let told: geojson::FeatureCollection = answer.text().parse().unwrap();
    let places = walk.csv("select code from section where longitude is not null");
    let months = walk.csv("select section from water_quality.section_month");
    assert_eq!(told.features.len(), months.lines().count() - 1);
    let mut placed = 0;
    for feature in &told.features {
        let section = feature.property("section").unwrap().as_str().unwrap();
        let is_known = places.lines().any(|code| code == section);
        assert_eq!(feature.geometry.is_some(), is_known, "{section}");
        placed += usize::from(is_known);
    }
    assert!(placed > 0);
    let about = told.foreign_members.unwrap();
    assert_eq!(about["about"]["table"], "water_quality.section_month");
    let of_none = "/api/tables/water_quality.zone_month/export?format=geojson";
    let refused = served.get(of_none);
    assert_eq!(refused.status, 400);
    assert!(
        refused.text().contains("of no one thing"),
        "{}",
        refused.text()
    );
}

#[test]
fn readings_that_were_taken_away_come_in_again_as_they_were() {
    let walk = with_tables();
    let lines =
        "断面名称,监测时间,汞\n陶岔,2021-04-02 08:00,<0.00004\n陶岔,2021-04-03 08:00,0.00005\n";
    let file = walk.write("mercury.csv", lines);
    walk.done(&["--zone", "zone", "import", "observations", &file]);
    let served = Served::start(&walk);
    let columns = "thing, time, value, detection_limit, flag, sample_kind";
    let asked = |zone: &str, id: i64| {
        let sql = format!("select {columns} from observations where series = {id} order by time");
        walk.done(&["--zone", zone, "query", &sql, "--format", "csv"])
    };
    // One with readings below detection, and one without.
    let below =
        walk.csv("select series from observations where detection_limit is not null limit 1");
    let below: i64 = below.lines().nth(1).unwrap().parse().unwrap();
    walk.done(&["init", "another"]);
    let things = walk.csv("select 'section' as kind, code, name_zh, water_body from section");
    let things = walk.write("things.csv", things);
    walk.done(&["--zone", "another", "import", "things", &things]);
    for (number, id) in [below, series_of(&served, "陶岔", "ph")]
        .into_iter()
        .enumerate()
    {
        let csv = served.get(&format!("/api/series/{id}/export?format=csv&lang=zh"));
        assert_eq!(csv.status, 200, "{}", csv.text());
        let text = csv.text();
        for said in [
            "# series: section ",
            "# snapshot: ",
            "# made_at: ",
            "# pack: water-quality ",
        ] {
            assert!(
                text.lines()
                    .any(|line| line.trim_start_matches('\u{feff}').starts_with(said)),
                "{said}"
            );
        }
        let file = walk.write(&format!("taken{number}.csv"), csv.body);
        walk.done(&["--zone", "another", "import", "observations", &file]);
        let mine = i64::try_from(number).unwrap() + 1;
        assert_eq!(asked("another", mine), asked("zone", id));
    }
    let parquet = served.get(&format!("/api/series/{below}/export?format=parquet"));
    let parquet = bytes::Bytes::from(parquet.body);
    let read = ParquetRecordBatchReaderBuilder::try_new(parquet)
        .unwrap()
        .build()
        .unwrap();
    let read: usize = read.map(|batch| batch.unwrap().num_rows()).sum();
    assert_eq!(read, asked("zone", below).lines().count() - 1);
    let none = served.get("/api/series/999999/export?format=csv");
    assert_eq!(none.status, 404);
}
