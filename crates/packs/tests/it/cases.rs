//! Golden cases: those of the packs hold, and what does not hold is told.

use std::sync::Arc;

use packs::golden::{Outcome, Wrong};
use packs::{Pack, PackError, PackSource, embedded};
use wellkeeper_packs as packs;

const CASE: &str = "tests/readings_become_day_means_before_a_month_mean";

async fn outcomes(source: &PackSource, named: Option<&str>) -> Vec<Outcome> {
    let pack = Pack::load(source).unwrap();
    packs::golden::test(source, &pack, named).await.unwrap()
}

/// Water quality with the case's file changed.
fn with(file: &str, from: &str, to: &str) -> PackSource {
    let mut source = embedded().remove("water-quality").unwrap();
    let path = format!("{CASE}/{file}");
    let text = &source.files[&path];
    assert!(text.contains(from), "{path} has no `{from}`");
    let text = Arc::new(text.replacen(from, to, 1));
    source.files.insert(path, text);
    source
}

fn said(outcome: &Outcome) -> Vec<String> {
    outcome
        .differences
        .iter()
        .map(ToString::to_string)
        .collect()
}

async fn changed(file: &str, from: &str, to: &str) -> Outcome {
    let source = with(file, from, to);
    outcomes(&source, Some("readings_become")).await.remove(0)
}

#[tokio::test]
async fn every_golden_case_of_every_pack_holds() {
    for (id, source) in embedded() {
        let all = outcomes(&source, None).await;
        // A pack that only says what things are computes nothing.
        let computes = source.files.keys().any(|file| file.starts_with("tables/"));
        assert_eq!(!all.is_empty(), computes, "cases of {id}");
        for outcome in &all {
            let name = outcome.case.as_ref().map(|case| case.name.as_str());
            assert!(
                outcome.holds(),
                "{id} {name:?}: {:?} {:?} {:?}",
                said(outcome),
                outcome.wrong_rows,
                outcome.failure.as_ref().map(ToString::to_string)
            );
        }
    }
}

#[tokio::test]
async fn another_number_is_told_with_row_column_expected_and_found() {
    let outcome = changed("expect/item_month.csv", "codmn,3.5,", "codmn,3.51,").await;
    assert_eq!(
        said(&outcome),
        ["item_month section=甲 month=2021-04 item=codmn: mean is expected to be 3.51; found 3.5"]
    );
}

#[tokio::test]
async fn a_row_too_few_and_a_row_too_many_are_told_apart() {
    let outcome = changed("expect/item_day.csv", "甲,2021-04-02", "乙,2021-04-02").await;
    let what: Vec<_> = outcome.differences.iter().map(|d| d.what.clone()).collect();
    assert_eq!(what, [Wrong::Missing, Wrong::Extra]);
}

#[tokio::test]
async fn with_only_rows_that_are_not_expected_may_be_there() {
    let path = format!("{CASE}/case.toml");
    let mut source = with(
        "expect/item_day.csv",
        "甲,2021-04-02,codmn,2021-04,5,5,1,0,0,,false\n",
        "",
    );
    assert_eq!(
        outcomes(&source, Some("readings_become")).await[0]
            .differences
            .len(),
        1
    );
    let text = format!("only = true\n{}", source.files[&path]);
    source.files.insert(path, Arc::new(text));
    assert!(outcomes(&source, Some("readings_become")).await[0].holds());
}

#[tokio::test]
async fn a_number_within_the_tolerance_of_its_column_is_as_expected() {
    let path = format!("{CASE}/case.toml");
    let mut source = with("expect/item_month.csv", "codmn,3.5,", "codmn,3.51,");
    let text = format!(
        "{}\n[tolerance.item_month]\nmean = 0.02\n",
        source.files[&path]
    );
    source.files.insert(path, Arc::new(text));
    assert!(outcomes(&source, Some("readings_become")).await[0].holds());
}

#[tokio::test]
async fn a_table_test_shows_the_wrong_rows_ten_at_most() {
    let mut source = embedded().remove("water-quality").unwrap();
    let path = "tables/item_day.toml";
    let text = source.files[path].replace(
        "where mean > mean_at_most and item <> 'ph'",
        "where mean > 4",
    );
    source.files.insert(path.to_owned(), Arc::new(text));
    let outcome = outcomes(&source, Some("readings_become")).await.remove(0);
    assert!(!outcome.holds());
    let wrong = &outcome.wrong_rows[0];
    assert_eq!((wrong.table.as_str(), wrong.count), ("item_day", 1));
    assert_eq!(wrong.rows[0][1].1.text(), "2021-04-02");
}

/// File, what stood there, what stands there now, where the finger must point, what it must say.
const PLANTED: &[(&str, &str, &str, &str, &str)] = &[
    (
        "expect/item_day.csv",
        "mean,",
        "meen,",
        "1:24",
        "`meen` is no column of `item_day`",
    ),
    (
        "expect/item_day.csv",
        "甲,2021-04-02,",
        "甲,2021-04-31,",
        "3:3",
        "expected a date",
    ),
    (
        "expect/item_month.csv",
        "3.5,",
        "three,",
        "2:17",
        "expected a number or nothing",
    ),
    (
        "given/observations.csv",
        "codmn,2021-04-02",
        "ammonia,2021-04-02",
        "5:3",
        "no property",
    ),
    (
        "given/observations.csv",
        "08:00,3",
        "08:00,3x",
        "4:26",
        "expected a number",
    ),
    (
        "given/observations.csv",
        "04:00,2",
        "00:00,2",
        "3:9",
        "at this time already",
    ),
    (
        "case.toml",
        "source = \"own\"",
        "source = \"gb3838_2002\"",
        "2:10",
        "needs `clause`",
    ),
    (
        "case.toml",
        "source = \"own\"",
        "sauce = \"own\"",
        "2:1",
        "unknown key `sauce`",
    ),
];

#[tokio::test]
async fn mistakes_in_the_files_of_a_case_have_line_and_column() {
    for (file, from, to, place, says) in PLANTED {
        let outcome = changed(file, from, to).await;
        let Some(PackError::Mistakes(mistakes)) = &outcome.failure else {
            panic!("{file}: {to} was not found");
        };
        let found = mistakes[0].to_string();
        assert!(
            found.contains(&format!("{file}:{place}: ")) && found.contains(says),
            "{found} is not {file}:{place} {says}"
        );
    }
}

#[tokio::test]
async fn an_alias_in_a_given_reading_is_answered_with_the_property_it_means() {
    let outcome = changed(
        "given/observations.csv",
        "codmn,2021-04-02",
        "氨氮,2021-04-02",
    )
    .await;
    let Some(PackError::Mistakes(mistakes)) = &outcome.failure else {
        panic!("nothing was found");
    };
    assert_eq!(mistakes[0].help.as_deref(), Some("did you mean `nh3n`?"));
}

#[test]
fn cases_change_no_figure_and_so_not_the_address_of_a_packs_text() {
    let with_cases = embedded().remove("water-quality").unwrap();
    let mut without = with_cases.clone();
    without.files.retain(|path, _| !path.starts_with("tests/"));
    assert!(without.files.len() < with_cases.files.len());
    assert_eq!(without.text(), with_cases.text());
}

#[tokio::test]
async fn a_limit_printed_in_another_unit_is_converted_exactly_when_the_pack_is_read() {
    // 5.2 cm are 52 mm: the day of 52 mm stands on its limit and does not exceed it.
    let mut source = packs::skeleton("rain-watch").unwrap();
    let path = "standards/rain_limits.csv";
    let text = source.files[path].replace(",50,mm,", ",5.2,cm,");
    source.files.insert(path.to_owned(), Arc::new(text));
    let pack = Pack::load(&source).unwrap();
    let rows = &pack.standards["rain_limits"].rows;
    let tz = jiff::tz::TimeZone::UTC;
    let cell = |name: &str| packs::cell::cell(rows.column_by_name(name).unwrap(), 0, &tz).text();
    assert_eq!((cell("limit"), cell("unit")), ("52".into(), "mm".into()));
    let outcome = outcomes(&source, None).await.remove(0);
    assert_eq!(
        said(&outcome),
        ["gauge_day gauge=Dam day=2021-04-02: exceeds is expected to be true; found false"]
    );
}
