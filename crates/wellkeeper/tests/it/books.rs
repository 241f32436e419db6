//! Books of former programs are opened, verified, read and gone on with.

use std::path::Path;

use crate::program::{RUN_MONTHS, Walk, duckdb};

#[test]
fn the_book_of_november_2026_is_opened_verified_read_and_gone_on_with() {
    let walk = Walk::new();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/books/2026-11/book.tar");
    walk.done(&["restore", &kept.display().to_string(), "book"]);
    let book = |arguments: &[&str]| walk.done(&[&["--zone", "book"], arguments].concat());
    let csv = |sql: &str| book(&["query", sql, "--format", "csv"]);
    assert!(book(&["verify"]).contains("0 findings"));
    reads_what_stood(&walk);
    // (0.35 + 0.02 / 2) / 2 = 0.18, within 0.5; a lake's 0.75 lies above 0.5 and within 1.0.
    let classes = "select section, month, class, deciding_item, deciding_mean from water_quality.section_month order by 1, 2";
    let expected = "section,month,class,deciding_item,deciding_mean\n\
                    S1,2021-04,II,nh3n,0.18\nS2,2021-04,II,nh3n,0.5\nS2,2021-05,III,nh3n,0.75\n";
    assert_eq!(csv(classes), expected);
    let history = book(&["history", "S1/nh3n", "2021-04-01 08:00"]);
    assert!(
        history.contains("0.25") && history.contains("a slip of the pen"),
        "{history}"
    );
    // Before the correction ammonia was (0.25 + 0.01) / 2 = 0.13, class I; phosphorus decided, with
    // (0.03 + 0.04) / 2 above a river's 0.02.
    let first = csv("select max(finished_at) as at from batches");
    let first = first.lines().nth(1).unwrap();
    let then = book(&[
        "--json",
        "run",
        "water_quality.section_month",
        "--as-of",
        first,
    ]);
    let then: serde_json::Value = serde_json::from_str(&then).unwrap();
    let rows = then["tables"]["water_quality.section_month"]
        .as_array()
        .unwrap();
    assert_eq!(rows.len(), 4, "the third import stood then");
    assert_eq!(rows[0]["deciding_mean"], 0.035);
    assert_eq!(rows[0]["deciding_item"], "tp");
    assert_eq!(rows[0]["class"], "II");
    let proof = [
        "explain",
        "water_quality.section_month",
        "section=S1",
        "--recompute",
    ];
    assert!(book(&proof).contains("the same to the last digit"));
    assert_eq!(
        duckdb(
            &walk.path("book"),
            "select count(*) from lake.main.observations"
        ),
        "(8,)"
    );

    book(&[
        "correct",
        "S2/nh3n",
        "2021-05-01 08:00",
        "0.4",
        "--reason",
        "r",
    ]);
    book(&RUN_MONTHS);
    assert_eq!(
        csv(classes),
        expected.replace("III,nh3n,0.75", "II,nh3n,0.4")
    );
    assert!(book(&["verify"]).contains("0 findings"));
}

fn reads_what_stood(walk: &Walk) {
    let csv = |sql: &str| walk.done(&["--zone", "book", "query", sql, "--format", "csv"]);
    // By hand from a.csv and b.csv: 甲's first ammonia was corrected to 0.35, 乙's phosphorus reviewed.
    assert_eq!(
        csv(
            "select thing, property, time, value, detection_limit, level, batch from observations order by 1, 2, 3"
        ),
        "thing,property,time,value,detection_limit,level,batch\n\
         S1,nh3n,2021-04-01T08:00:00+08:00,0.35,,reviewed,1\n\
         S1,nh3n,2021-04-02T08:00:00+08:00,,0.02,auto_checked,1\n\
         S1,tp,2021-04-01T08:00:00+08:00,0.03,,auto_checked,1\n\
         S1,tp,2021-04-02T08:00:00+08:00,0.04,,auto_checked,1\n\
         S2,nh3n,2021-04-01T08:00:00+08:00,0.5,,auto_checked,1\n\
         S2,nh3n,2021-05-01T08:00:00+08:00,0.75,,auto_checked,2\n\
         S2,tp,2021-04-01T08:00:00+08:00,0.02,,reviewed,1\n\
         S2,tp,2021-05-01T08:00:00+08:00,0.02,,reviewed,2\n"
    );
    assert_eq!(
        csv("select code, name_zh, version from things order by code"),
        "code,name_zh,version\nS1,新甲,2\nS2,乙,1\n"
    );
}
