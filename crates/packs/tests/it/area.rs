//! Who sees a part of the zone sees the rows of its things, all of them and no other.

use std::collections::BTreeSet;
use std::fmt::Write;

use datafusion::arrow::array::RecordBatch;
use packs::session::{Memory, Session};
use proptest::prelude::*;
use wellkeeper_packs as packs;
use zone::person::Area;

use crate::book::Book;

const SECTIONS: [&str; 6] = ["甲", "乙", "丙", "丁", "戊", "己"];
const COUNTIES: [&str; 3] = ["丹江口市", "郧阳区", "竹山县"];

/// Tables whose rows are of no one thing.
const OF_NO_THING: [&str; 3] = ["lake_month", "river_month", "zone_month"];

impl Book {
    /// Sections with the counties of `of`, and some readings of each in two months.
    async fn with_counties(of: &[Option<usize>]) -> Self {
        let book = Self::new().await;
        let mut things = "kind,code,name_zh,river,target_class,county\n".to_owned();
        let mut readings = "断面名称,监测时间,高锰酸盐指数,总磷\n".to_owned();
        for (at, (section, county)) in SECTIONS.iter().zip(of).enumerate() {
            let county = county.map_or("", |county| COUNTIES[county]);
            writeln!(things, "section,{section},{section},汉江,II,{county}").unwrap();
            for day in ["2021-03-01", "2021-03-02", "2021-04-01"] {
                writeln!(readings, "{section},{day} 08:00,{}.5,0.0{at}1", at + 1).unwrap();
            }
        }
        book.things(&things).await;
        book.readings(&readings).await;
        packs::run::run(&book.zone, &book.packs, &[], "test", |_| {})
            .await
            .unwrap();
        book
    }
}

/// The rows as text, without order; those of `section` alone where it says so.
fn rows(batches: &[RecordBatch], column: &str, of: Option<&BTreeSet<&str>>) -> BTreeSet<String> {
    let mut rows = BTreeSet::new();
    for batch in batches {
        for row in 0..batch.num_rows() {
            let text = |at: usize| {
                packs::cell::cell(batch.column(at), row, &jiff::tz::TimeZone::UTC).text()
            };
            let subject = batch.schema().index_of(column).map(text);
            if of.is_some_and(|of| !of.contains(subject.unwrap().as_str())) {
                continue;
            }
            let cells: Vec<String> = (0..batch.num_columns()).map(text).collect();
            rows.insert(cells.join("|"));
        }
    }
    rows
}

/// The column of `table` that has the section.
fn subject_of(key: &[String]) -> &'static str {
    if key.iter().any(|column| column == "section") {
        "section"
    } else {
        "subject"
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2, max_shrink_iters: 4, ..ProptestConfig::default() })]

    #[test]
    fn of_every_noun_and_table_a_county_shows_its_own_rows_and_no_other(
        counties in proptest::collection::vec(proptest::option::of(0..COUNTIES.len()), SECTIONS.len())
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let pairs = runtime.block_on(async {
            let book = Book::with_counties(&counties).await;
            let whole = Session::open(&book.zone, &book.packs).await.unwrap();
            let memory = Memory::of(1 << 28).unwrap();
            let mut pairs = Vec::new();
            for (number, county) in COUNTIES.iter().enumerate() {
                let area = Area::parse(&format!("county={county}")).unwrap();
                let own: BTreeSet<&str> = SECTIONS
                    .into_iter()
                    .zip(&counties)
                    .filter(|(_, of)| **of == Some(number))
                    .map(|(section, _)| section)
                    .collect();
                let seen =
                    Session::open_within(&book.zone, &book.packs, (whole.read_us, None), &memory, Some(&area))
                        .await
                        .unwrap();
                let nouns = [
                    ("things", "code"),
                    ("section", "code"),
                    ("series", "thing"),
                    ("observations", "thing"),
                    ("latest", "thing"),
                ];
                let mut asked: Vec<(String, &str, bool)> =
                    nouns.map(|(noun, column)| (noun.to_owned(), column, false)).to_vec();
                for table in book.packs[0].tables.values() {
                    let hidden = OF_NO_THING.contains(&table.name.as_str());
                    asked.push((format!("water_quality.{}", table.name), subject_of(&table.key), hidden));
                }
                for (name, column, hidden) in asked {
                    let sql = format!("select * from {name}");
                    let all = whole.query(&sql).await.unwrap();
                    let found = rows(&seen.query(&sql).await.unwrap(), column, None);
                    let expected = if hidden { BTreeSet::new() } else { rows(&all, column, Some(&own)) };
                    pairs.push((format!("{county}: {name}"), found, expected));
                }
                let files = seen.query("select * from batches").await.unwrap();
                pairs.push(("batches".to_owned(), rows(&files, "batch", None), BTreeSet::new()));
            }
            pairs
        });
        for (name, found, expected) in pairs {
            prop_assert_eq!(found, expected, "{}", name);
        }
    }
}
