//! Water quality's tables on small books, against arithmetic by hand and the standard's own limits
//! (GB 3838-2002, table 1).

use packs::embedded;
use packs::session::Session;
use packs::{Pack, PackSource};
use wellkeeper_packs as packs;

use crate::book::Book;

const LAKE_AND_RIVER: &str =
    "kind,code,name_zh,water_body\nsection,湖,湖,lake\nsection,河,河,river\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_lake_at_0_03_mg_of_phosphorus_is_class_iii_where_a_river_is_ii() {
    let book = Book::new().await;
    book.things(LAKE_AND_RIVER).await;
    book.readings("断面名称,监测时间,总磷\n湖,2021-04-01 08:00,0.03\n河,2021-04-01 08:00,0.03\n")
        .await;
    let rows = book.rows("section_month", "section").await;
    let classes: Vec<_> = rows
        .iter()
        .map(|r| (r["section"].as_str(), r["class"].as_str()))
        .collect();
    assert_eq!(classes, [("河", "II"), ("湖", "III")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn readings_become_day_means_before_they_become_a_month_mean() {
    // Day 1: (1 + 2 + 3) / 3 = 2; day 2: 5; month (2 + 5) / 2 = 3.5, where all readings give 2.75.
    let book = Book::new().await;
    book.readings(
        "断面名称,监测时间,高锰酸盐指数\n甲,2021-04-01 00:00,1\n甲,2021-04-01 04:00,2\n\
         甲,2021-04-01 08:00,3\n甲,2021-04-02 00:00,5\n",
    )
    .await;
    let rows = book.rows("item_month", "item").await;
    assert_eq!(rows[0]["mean"], "3.5");
    assert_eq!(
        (rows[0]["days"].as_str(), rows[0]["readings"].as_str()),
        ("2", "4")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn ph_is_averaged_over_hydrogen_ions_at_each_step() {
    // Day 1 of 6 and 8 is 6.2967; day 2 is 8; the month -log10((10^-6.2967 + 10^-8) / 2) = 6.589,
    // which the rounding to no decimals makes 7 (arithmetic would give 7.5, rounded to 8).
    let book = Book::new().await;
    book.readings("断面名称,监测时间,pH\n甲,2021-04-01 00:00,6\n甲,2021-04-01 04:00,8\n甲,2021-04-02 00:00,8\n").await;
    let rows = book.rows("item_month", "item").await;
    assert_eq!(
        (rows[0]["mean"].as_str(), rows[0]["class"].as_str()),
        ("7", "I")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn maintenance_and_standstill_are_kept_and_enter_no_mean() {
    let book = Book::new().await;
    book.readings(
        "断面名称,监测时间,氨氮,站点情况\n甲,2021-04-01 00:00,0.10,正常\n甲,2021-04-01 04:00,9.00,维护\n\
         甲,2021-04-01 08:00,9.00,停站\n",
    )
    .await;
    let rows = book.rows("item_month", "item").await;
    assert_eq!(
        (rows[0]["mean"].as_str(), rows[0]["readings"].as_str()),
        ("0.1", "1")
    );
    assert_eq!(rows[0]["readings_left_out"], "2");
    let session = Session::open(&book.zone, &book.packs).await.unwrap();
    let kept = session
        .query("select flag from observations order by time")
        .await
        .unwrap();
    let flags: Vec<_> = (0..3)
        .map(|i| packs::cell::cell(kept[0].column(0), i, book.zone.tz()).text())
        .collect();
    assert_eq!(flags, ["N", "M", "F"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_routine_samples_enter_a_mean() {
    let book = Book::new().await;
    book.readings(
        "断面名称,监测时间,氨氮,样品类型\n甲,2021-04-01 00:00,0.10,常规\n甲,2021-04-01 00:00,0.90,空白\n",
    )
    .await;
    let rows = book.rows("item_month", "item").await;
    assert_eq!(rows[0]["mean"], "0.1");
}

#[tokio::test(flavor = "multi_thread")]
async fn below_detection_half_the_limit_enters_the_mean() {
    // (0.05 / 2 + 0.175) / 2 days = 0.1.
    let book = Book::new().await;
    book.readings("断面名称,监测时间,氨氮\n甲,2021-04-01 00:00,<0.05\n甲,2021-04-02 00:00,0.175\n")
        .await;
    let rows = book.rows("item_month", "item").await;
    assert_eq!(
        (rows[0]["mean"].as_str(), rows[0]["class"].as_str()),
        ("0.1", "I")
    );
    assert_eq!(rows[0]["readings_below"], "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_detection_limit_above_the_class_limit_cannot_judge() {
    // Mercury: class I and II up to 0.00005 mg/L; not detected below 0.0001 proves neither.
    let book = Book::new().await;
    book.readings("断面名称,监测时间,汞,高锰酸盐指数\n甲,2021-04-01 00:00,<0.0001,1.0\n")
        .await;
    let rows = book.rows("section_month", "section").await;
    assert_eq!(rows[0]["class"], "");
    assert!(
        rows[0]["because_en"].starts_with("cannot judge"),
        "{}",
        rows[0]["because_en"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_judged_leaves_a_class_alone_that_is_as_bad_already() {
    // Mercury below 0.0001 is class III at worst; permanganate 7 is class IV whatever mercury is.
    let book = Book::new().await;
    book.readings("断面名称,监测时间,汞,高锰酸盐指数\n甲,2021-04-01 00:00,<0.0001,7.0\n")
        .await;
    let rows = book.rows("section_month", "section").await;
    assert_eq!(
        (rows[0]["class"].as_str(), rows[0]["deciding_item"].as_str()),
        ("IV", "codmn")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zone_may_refuse_to_judge_anything_below_detection() {
    let book = Book::with_settings("nondetect = \"cannot_judge\"").await;
    book.readings("断面名称,监测时间,氨氮\n甲,2021-04-01 00:00,<0.05\n")
        .await;
    assert_eq!(
        book.rows("item_month", "item").await[0]["can_judge"],
        "false"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn main_pollutants_are_those_beyond_class_iii_worst_class_first_at_most_three() {
    // Class III: codmn 6, cod 20, nh3n 1.0, tp 0.2, lead 0.05. Times over: codmn 12 → 1.00 (V),
    // nh3n 3 → 2.00 (inferior V), tp 0.25 → 0.25 (IV), cod 28 → 0.40 (IV); lead 0.08 → 0.60 goes
    // first as a heavy metal, whatever its class (V).
    let book = Book::new().await;
    book.readings(
        "断面名称,监测时间,高锰酸盐指数,化学需氧量,氨氮,总磷,铅\n甲,2021-04-01 00:00,12,28,3,0.25,0.08\n",
    )
    .await;
    let rows = book.rows("section_month", "section").await;
    assert_eq!(rows[0]["main_pollutants"], "lead 0.6; nh3n 2.0; codmn 1.0");
    assert_eq!(
        (rows[0]["class"].as_str(), rows[0]["deciding_item"].as_str()),
        ("inferior_V", "nh3n")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn total_nitrogen_and_coliforms_are_reported_apart_and_decide_nothing() {
    let book = Book::new().await;
    book.things(LAKE_AND_RIVER).await;
    book.readings(
        "断面名称,监测时间,高锰酸盐指数,总氮,粪大肠菌群\n湖,2021-04-01 00:00,1.0,1.8,50000\n",
    )
    .await;
    let rows = book.rows("section_month", "section").await;
    assert_eq!(rows[0]["class"], "I");
    assert_eq!(
        (
            rows[0]["tn_class"].as_str(),
            rows[0]["faecal_coliform_class"].as_str()
        ),
        ("V", "inferior_V")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_target_there_is_no_verdict() {
    let book = Book::new().await;
    book.things("kind,code,name_zh,target_class\nsection,甲,甲,II\nsection,乙,乙,\n")
        .await;
    book.readings("断面名称,监测时间,高锰酸盐指数\n甲,2021-04-01 00:00,5\n乙,2021-04-01 00:00,5\n")
        .await;
    let rows = book.rows("section_month", "section").await;
    let verdicts: Vec<_> = rows
        .iter()
        .map(|r| (r["section"].as_str(), r["meets_target"].as_str()))
        .collect();
    assert_eq!(verdicts, [("乙", ""), ("甲", "false")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_bad_section_widens_the_range_and_does_not_improve_the_zone() {
    // March: one good, one bad: 50 %. April: the bad one is silent: 1 of 1 is good, but if it were
    // worst 1 of 2, and the change compares only the section that speaks in both months.
    let book = Book::new().await;
    book.readings(
        "断面名称,监测时间,高锰酸盐指数\n甲,2021-03-01 00:00,1\n乙,2021-03-01 00:00,20\n甲,2021-04-01 00:00,1\n",
    )
    .await;
    let rows = book.rows("zone_month", "month").await;
    assert_eq!(rows[0]["share_good"], "50");
    let april = &rows[1];
    assert_eq!(
        (
            april["expected"].as_str(),
            april["judged"].as_str(),
            april["silent"].as_str()
        ),
        ("2", "1", "1")
    );
    assert_eq!(april["silent_names"], "乙");
    assert_eq!(
        (
            april["share_good_at_worst"].as_str(),
            april["share_good_at_best"].as_str()
        ),
        ("50", "100")
    );
    assert_eq!(
        (
            april["sections_month_before"].as_str(),
            april["change_month"].as_str()
        ),
        ("1", "0")
    );
}

const FEED_HEAD: &str = "断面名称,监测时间,水质类别,pH,溶解氧,高锰酸盐指数,氨氮,总磷\n";

async fn feed(rows: &str) -> Vec<(String, String, String)> {
    let book = Book::new().await;
    book.readings(&format!("{FEED_HEAD}{rows}")).await;
    let rows = book.rows("feed_check", "section, time").await;
    rows.into_iter()
        .map(|r| (r["ours"].clone(), r["agrees"].clone(), r["cause"].clone()))
        .collect()
}

fn row(ours: &str, agrees: &str, cause: &str) -> (String, String, String) {
    (ours.into(), agrees.into(), cause.into())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_on_its_limit_explains_a_class_one_worse() {
    // River phosphorus 0.020 is class I as printed; 0.0204 before rounding is class II.
    let rows = feed("甲,2021-04-01 04:00,Ⅱ,8,9,1.5,0.10,0.020\n").await;
    assert_eq!(rows, [row("I", "false", "on_limit")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn ph_on_nine_is_within_and_explains_inferior_v() {
    let rows = feed("甲,2021-04-01 04:00,劣Ⅴ,9.00,9,1.5,0.10,0.010\n甲,2021-04-01 08:00,劣Ⅴ,9.01,9,1.5,0.10,0.010\n").await;
    assert_eq!(
        rows,
        [row("I", "false", "on_limit"), row("inferior_V", "true", "")]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_class_of_the_reading_before_explains_a_page_that_lags() {
    let rows = feed(
        "甲,2021-04-01 20:00,Ⅱ,8,9,3.0,0.10,0.010\n甲,2021-04-02 00:00,Ⅱ,8,9,1.5,0.10,0.010\n",
    )
    .await;
    assert_eq!(rows[1], row("I", "false", "previous_reading"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_printed_class_before_serves_where_a_value_was_missing() {
    let rows =
        feed("甲,2021-04-01 20:00,Ⅳ,8,9,3.0,0.10,--\n甲,2021-04-02 00:00,Ⅳ,8,9,1.5,0.10,0.010\n")
            .await;
    assert_eq!(rows[0], row("", "", "masked"));
    assert_eq!(rows[1], row("I", "false", "previous_reading"));
}

/// The same reading on so many days: phosphorus 0.03 is class II in a river, III in a lake.
fn days_of_class_iii(days: &[&str]) -> String {
    let row = |day: &&str| format!("甲,2021-04-{day} 04:00,Ⅲ,8,9,1.5,0.10,0.030");
    days.iter().map(row).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn three_readings_that_fit_a_lake_propose_to_mend_the_dossier() {
    let three = days_of_class_iii(&["01", "02", "03"]);
    assert!(
        feed(&three)
            .await
            .iter()
            .all(|r| *r == row("II", "false", "water_body"))
    );
    let two = days_of_class_iii(&["01", "02"]);
    assert!(
        feed(&two)
            .await
            .iter()
            .all(|r| *r == row("II", "false", ""))
    );
    // One reading that the river's limits explain and the lake's do not takes the proposal back.
    let lost = format!("{three}\n甲,2021-04-04 04:00,Ⅱ,8,9,1.5,0.10,0.030\n");
    assert_eq!(
        feed(&lost)
            .await
            .iter()
            .filter(|r| r.2 == "water_body")
            .count(),
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn printed_values_are_not_rounded_before_they_are_judged() {
    // Dissolved oxygen 7.49 is class II as printed; 7.5 after rounding to one decimal.
    assert_eq!(
        feed("甲,2021-04-01 04:00,Ⅱ,8,7.49,1.5,0.10,0.010\n").await,
        [row("II", "true", "")]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_on_the_same_book_writes_nothing() {
    let book = Book::new().await;
    book.readings("断面名称,监测时间,高锰酸盐指数\n甲,2021-03-01 00:00,1\n")
        .await;
    let first = packs::run::run(&book.zone, &book.packs, &[], "test", |_| {})
        .await
        .unwrap();
    assert!(first.iter().all(|t| t.changed));
    let head = book.zone.lake().head().unwrap();
    let second = packs::run::run(&book.zone, &book.packs, &[], "test", |_| {})
        .await
        .unwrap();
    assert!(second.iter().all(|t| !t.changed));
    assert_eq!(book.zone.lake().head().unwrap(), head);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_with_another_column_computes_its_table_anew() {
    let mut book = Book::new().await;
    book.readings("断面名称,监测时间,高锰酸盐指数\n甲,2021-03-01 00:00,1\n")
        .await;
    book.rows("zone_month", "month").await;
    let mut source: PackSource = embedded()["water-quality"].clone();
    let declaration = source.files.get_mut("tables/zone_month.toml").unwrap();
    let fewer = declaration
        .split("\n[[column]]\nid = \"because_en\"")
        .next()
        .unwrap();
    *declaration = fewer.to_owned().into();
    book.packs = vec![Pack::load(&source).unwrap()];
    let rows = book.rows("zone_month", "month").await;
    assert_eq!(rows.len(), 1);
    assert!(!rows[0].contains_key("because_en"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_setting_in_the_zone_is_refused_with_those_that_are_known() {
    let book = Book::with_settings("complete_dys = 15").await;
    let error = packs::run::run(&book.zone, &book.packs, &[], "test", |_| {})
        .await
        .unwrap_err();
    assert!(error.to_string().contains("complete_days"), "{error}");
}
