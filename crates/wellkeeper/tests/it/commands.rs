//! What the commands answer: figures and where they come from, refusals, and what others read.

use serde_json::Value;

use crate::program::{MAKE, Walk, data, duckdb};

#[test]
fn the_feed_agrees_with_the_ministry_but_for_fourteen_readings_with_causes() {
    let walk = Walk::new();
    walk.done(&["--zone", "zone", "import", "things", &data("sections.csv")]);
    walk.import(
        &[
            &[data("feed_2021_04.csv").as_str(), "--rejects", "r.csv"],
            &MAKE[..],
        ]
        .concat(),
    );
    walk.run_months("zone");
    let judged = walk.csv("select count(agrees) as judged, count(*) filter (where not agrees) as disagree from water_quality.feed_check");
    assert_eq!(judged, "judged,disagree\n571,14\n");
    let causes = walk.csv("select cause, count(*) as n from water_quality.feed_check where not agrees group by cause order by cause");
    assert_eq!(causes, "cause,n\non_limit,13\nprevious_reading,1\n");
}

#[test]
fn a_figure_is_followed_to_the_line_of_the_file_that_holds_it() {
    let walk = Walk::new();
    walk.import(
        &[
            &[data("feed_2021_04.csv").as_str(), "--rejects", "r.csv"],
            &MAKE[..],
        ]
        .concat(),
    );
    walk.run_months("zone");
    let key = [
        "explain",
        "water_quality.section_month",
        "section=陶岔",
        "month=2021-04",
        "--json",
        "--zone",
        "zone",
    ];
    let explained: Value = serde_json::from_str(&walk.done(&key)).unwrap();
    let item = &explained["rows"][0]["inputs"][0]["rows"][0];
    let reading = &item["inputs"][0]["readings"][0];
    let line = usize::try_from(reading["line"].as_u64().unwrap()).unwrap();
    let file = std::fs::read_to_string(reading["file"].as_str().unwrap()).unwrap();
    let (head, row) = (
        file.lines().next().unwrap(),
        file.lines().nth(line - 1).unwrap(),
    );
    let column = head
        .split(',')
        .position(|h| h == reading["header"])
        .unwrap();
    let value: f64 = row.split(',').nth(column).unwrap().parse().unwrap();
    assert_eq!(reading["observation"]["value"].as_f64(), Some(value));
}

#[test]
fn the_headers_of_the_template_are_all_taken_by_the_import() {
    let walk = Walk::new();
    for lang in ["zh", "en"] {
        walk.done(&[
            "--zone",
            "zone",
            "template",
            "observations",
            "--out",
            "t.xlsx",
            "--lang",
            lang,
        ]);
        let done = walk.import(&["t.xlsx"]);
        assert_eq!(
            done["files"][0]["ignored_columns"],
            serde_json::json!([]),
            "{lang}"
        );
    }
}

#[test]
fn the_demo_never_pours_itself_into_a_zone_of_someone_elses() {
    let walk = Walk::new();
    let error = walk.refused(&["demo", "--dir", "zone"]);
    assert!(error.contains("choose another folder"), "{error}");
    assert_eq!(walk.csv("select count(*) as n from things"), "n\n0\n");
}

#[test]
fn an_instant_of_a_key_is_written_as_it_is_printed_or_in_the_zones_time() {
    let walk = Walk::new();
    walk.write(
        "a.csv",
        "断面名称,监测时间,水质类别\n甲,2021-04-01 04:00,Ⅱ\n",
    );
    walk.import(&["a.csv", "--create-things", "section"]);
    walk.run_months("zone");
    for time in [
        "time=2021-04-01T04:00:00+08:00",
        "time=2021-04-01 04:00",
        "time=2021-03-31T20:00:00Z",
    ] {
        let told = walk.done(&[
            "explain",
            "water_quality.feed_check",
            "section=甲",
            time,
            "--zone",
            "zone",
        ]);
        assert!(told.contains("a.csv:2"), "{time}: {told}");
    }
}

#[test]
fn exit_codes_tell_refusal_from_misuse() {
    let walk = Walk::new();
    for (arguments, code) in [
        (&["pack", "check"][..], 0),
        (&["--zone", "nowhere", "run"], 1),
        (&["init", "zone"], 1),
        (
            &[
                "query",
                "select nothing_of_this from section",
                "--zone",
                "zone",
            ],
            1,
        ),
        (
            &[
                "query",
                "select * from water_quality.zone_month",
                "--zone",
                "zone",
            ],
            1,
        ),
        (&["sing"], 2),
        (
            &["query", "select 1", "--format", "parquet", "--zone", "zone"],
            2,
        ),
        (
            &[
                "explain",
                "water_quality.zone_month",
                "month",
                "--zone",
                "zone",
            ],
            2,
        ),
    ] {
        let output = walk.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert_eq!(output.stdout.is_empty(), code != 0, "{arguments:?}");
    }
}

#[test]
fn duckdb_counts_and_reads_what_we_do_also_after_a_move() {
    let walk = Walk::new();
    walk.write(
        "a.csv",
        "断面名称,监测时间,氨氮\n甲,2020-12-31 00:00,0.5\n甲,2021-04-01 04:00,0.25\n",
    );
    walk.write(
        "b.csv",
        "断面名称,监测时间,氨氮\n甲,2021-04-01 04:00,4\n甲,2021-04-01 08:00,8\n",
    );
    walk.import(&["a.csv", "--create-things", "section"]);
    walk.import(&["b.csv"]);
    let sql = "select count(*), sum(value) from lake.main.observations";
    assert_eq!(duckdb(&walk.path("zone"), sql), "(3, 12.5)");
    assert_eq!(
        walk.csv("select count(*) as n, sum(value) as s from observations"),
        "n,s\n3,12.5\n"
    );
    let old = "select sum(value) from lake.main.observations at (version => 4)";
    assert_eq!(duckdb(&walk.path("zone"), old), "(0.75,)");
    std::fs::rename(walk.path("zone"), walk.path("守井 zone")).unwrap();
    walk.run_months("守井 zone");
    assert_eq!(duckdb(&walk.path("守井 zone"), sql), "(3, 12.5)");
}
