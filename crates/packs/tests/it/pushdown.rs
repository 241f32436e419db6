//! A query on one section reads only the row groups in which its series lie.

use std::fmt::Write;
use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, AsArray, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray, new_null_array,
};
use datafusion::arrow::datatypes::Int64Type;
use packs::session::Session;
use wellkeeper_packs as packs;
use zone::lake::{Commit, Extra, MAIN, OBSERVATIONS, log_new_commits};
use zone::observation::arrow::schema;
use zone::state::AuditEntry;

use crate::book::Book;

/// As many rows as the lake puts into one row group.
const ROWS_A_GROUP: usize = 122_880;
const SECTIONS: [&str; 3] = ["甲", "乙", "丙"];

/// Readings by the minute, a row group full of each series.
fn readings(series: &[i64]) -> RecordBatch {
    let rows = ROWS_A_GROUP * series.len();
    let minute = |row: usize| i64::try_from(row % ROWS_A_GROUP).unwrap() * 60_000_000;
    let begin = 1_577_836_800_000_000; // 2020-01-01T00:00:00Z, so that all lies in one year
    let time = |row| begin + minute(row);
    let times = || TimestampMicrosecondArray::from_iter_values((0..rows).map(time));
    let word = |word: &str| -> ArrayRef { Arc::new(StringArray::from(vec![word; rows])) };
    let column = |name: &str| -> ArrayRef {
        match name {
            "series" => {
                let of_row = (0..rows).map(|row| series[row / ROWS_A_GROUP]);
                Arc::new(Int64Array::from_iter_values(of_row))
            }
            "time" | "learned_at" => Arc::new(times().with_timezone("UTC")),
            "value" => Arc::new(Float64Array::from(vec![1.0; rows])),
            "flag" => word("N"),
            "quality" => word("valid"),
            "level" => word("raw"),
            "sample_kind" => word("routine"),
            "source" => word("files"),
            "batch" | "line" => Arc::new(Int64Array::from(vec![1; rows])),
            name => new_null_array(schema().field_with_name(name).unwrap().data_type(), rows),
        }
    };
    let columns = schema()
        .fields()
        .iter()
        .map(|field| column(field.name()))
        .collect();
    RecordBatch::try_new(schema(), columns).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_on_one_section_reads_only_its_row_groups() {
    let book = Book::new().await;
    // Makes the sections and their series, with one reading of each in another year.
    let mut text = "断面名称,监测时间,高锰酸盐指数\n".to_owned();
    for section in SECTIONS {
        writeln!(text, "{section},2019-06-01 08:00,2.0").unwrap();
    }
    book.readings(&text).await;
    let before = Session::open(&book.zone, &book.packs).await.unwrap();
    let found = before
        .query("select series from series order by series")
        .await
        .unwrap();
    let series = found[0].column(0).as_primitive::<Int64Type>();
    let commit = Commit {
        who: "test",
        reason: "fill",
        extra: Extra::default(),
        base: None,
    };
    book.zone
        .lake()
        .append(MAIN, OBSERVATIONS, &[readings(series.values())], &commit)
        .await
        .unwrap();
    let mut change = book.zone.state().change("test").await.unwrap();
    log_new_commits(&mut change, book.zone.lake())
        .await
        .unwrap();
    let entry = AuditEntry::new("test", "fill", &serde_json::json!({}));
    change.commit(entry).await.unwrap();

    let session = Session::open(&book.zone, &book.packs).await.unwrap();
    let count = "select count(value) from observations where thing = '乙'";
    let counted = session.query(count).await.unwrap();
    let expected = i64::try_from(ROWS_A_GROUP).unwrap() + 1;
    assert_eq!(
        counted[0].column(0).as_primitive::<Int64Type>().value(0),
        expected
    );
    let explained = session
        .query(&format!("explain analyze {count}"))
        .await
        .unwrap();
    let plan = explained[0]
        .column(1)
        .as_string::<i32>()
        .value(0)
        .to_owned();
    // One file of three full row groups, and one of a single group in which all series are.
    assert!(
        plan.contains("row_groups_pruned_statistics=4 total → 2 matched"),
        "{plan}"
    );
}
