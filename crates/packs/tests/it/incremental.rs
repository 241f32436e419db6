//! A run computes again what was touched, and nothing else; the tables are those of a full run.

use packs::kept::keep_texts;
use packs::run::run;
use packs::{Pack, PackSource, embedded};
use proptest::prelude::*;
use wellkeeper_packs as packs;

use crate::book::Book;
use crate::steps::{Step, step};

/// Tables by quarter, by year, over twelve months, and by month of a table by year: name, statement
/// and declaration.
const LONGER: [(&str, &str, &str); 4] = [
    (
        "item_quarter",
        include_str!("longer/item_quarter.sql"),
        include_str!("longer/item_quarter.toml"),
    ),
    (
        "item_year",
        include_str!("longer/item_year.sql"),
        include_str!("longer/item_year.toml"),
    ),
    (
        "item_rolling12",
        include_str!("longer/item_rolling12.sql"),
        include_str!("longer/item_rolling12.toml"),
    ),
    (
        "month_of_year",
        include_str!("longer/month_of_year.sql"),
        include_str!("longer/month_of_year.toml"),
    ),
];

/// The pack's tables of months, and tables of longer periods: enough to follow what a run touches.
fn source() -> PackSource {
    const MONTHS: [&str; 6] = [
        "item_day",
        "oxygen_month",
        "item_month",
        "section_month",
        "zone_month",
        "feed_check",
    ];
    let mut source: PackSource = embedded()["water-quality"].clone();
    source.files.retain(|path, _| {
        let table = path
            .strip_prefix("tables/")
            .and_then(|file| file.split('.').next());
        table.is_none_or(|table| MONTHS.contains(&table))
    });
    // It shows tables that are not here.
    source.files.remove("board.toml");
    for (name, sql, toml) in LONGER {
        let mut put = |ending: &str, text: &str| {
            let path = format!("tables/{name}.{ending}");
            source.files.insert(path, text.to_owned().into());
        };
        put("sql", sql);
        put("toml", toml);
    }
    source
}

/// A book whose pack has tables of longer periods.
async fn book() -> Book {
    let mut book = Book::new().await;
    book.packs = vec![Pack::load(&source()).unwrap()];
    book
}

/// The pack with another rounding of the permanganate index.
pub fn rounding_to(decimals: u32) -> Pack {
    let mut source = source();
    let rounding = source
        .files
        .get_mut("standards/assessment_rounding.csv")
        .unwrap();
    let lines: Vec<String> = rounding
        .lines()
        .map(|line| match line.strip_prefix("codmn,") {
            Some(rest) => {
                let (_, source) = rest.split_once(',').unwrap();
                format!("codmn,{decimals},{source}")
            }
            None => line.to_owned(),
        })
        .collect();
    *rounding = (lines.join("\n") + "\n").into();
    Pack::load(&source).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 8, ..ProptestConfig::default() })]

    #[test]
    fn runs_of_what_was_touched_leave_the_tables_of_a_full_run(
        steps in proptest::collection::vec(step(), 6..18)
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let (stored, computed) = runtime.block_on(async {
            let mut book = book().await;
            for step in &steps {
                book.take(step).await;
            }
            book.take(&Step::Run { only_items: false }).await;
            (book.stored().await, book.computed().await)
        });
        for (stored, computed) in stored.iter().zip(&computed) {
            prop_assert_eq!(stored, computed);
        }
        let tables = Pack::load(&source()).unwrap().tables.len();
        prop_assert_eq!(stored.len(), tables);
        prop_assert_eq!(computed.len(), tables);
    }
}

/// Every table of the pack once, through what the random books do with its tables of months: late
/// data, a correction, an import that is taken back, files that are merged.
#[tokio::test(flavor = "multi_thread")]
async fn every_table_of_water_quality_is_that_of_a_full_run() {
    let mut book = Book::new().await;
    let readings = |section, month, value| Step::Readings {
        section,
        month,
        day: 3,
        value,
    };
    for step in [
        readings(0, 0, 120),
        readings(1, 12, 310),
        Step::Run { only_items: false },
        readings(0, 1, 90),
        readings(2, 13, 250),
        Step::Correct { nth: 4, value: 777 },
        Step::Compact,
        readings(1, 0, 200),
        Step::Undo,
        readings(1, 11, 180),
        Step::Run { only_items: false },
    ] {
        book.take(&step).await;
    }
    let (stored, computed) = (book.stored().await, book.computed().await);
    assert_eq!(stored.len(), book.packs[0].tables.len());
    for (stored, computed) in stored.iter().zip(&computed) {
        assert_eq!(stored, computed);
    }
}

/// What is stored of `table` and what a computation from nothing gives, after a run for each of
/// `months` in their order, where `table` says that it reads `reads`.
async fn stored_and_computed(table: &str, reads: &str, months: &[u32]) -> (String, String) {
    let mut source = source();
    // What no longer table reads only takes time here.
    for table in ["section_month", "zone_month", "feed_check"] {
        source.files.remove(&format!("tables/{table}.sql"));
        source.files.remove(&format!("tables/{table}.toml"));
    }
    let path = format!("tables/{table}.toml");
    let toml = source.files.get_mut(&path).unwrap();
    let told: Vec<String> = toml
        .lines()
        .map(|line| match line.split_once(" = ") {
            Some(("reads_periods", _)) => format!("reads_periods = {reads}"),
            _ => line.to_owned(),
        })
        .collect();
    *toml = told.join("\n").into();
    let mut book = Book::new().await;
    book.packs = vec![Pack::load(&source).unwrap()];
    for month in months {
        let readings = Step::Readings {
            section: 0,
            month: *month,
            day: 1,
            value: 100 + 10 * month,
        };
        book.take(&readings).await;
        book.take(&Step::Run { only_items: false }).await;
    }
    let of = |tables: Vec<(String, String)>| {
        let name = format!("water_quality.{table}");
        tables.into_iter().find(|t| t.0 == name).unwrap().1
    };
    (of(book.stored().await), of(book.computed().await))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_hides_what_it_reads_would_be_found_out() {
    for (table, months, hidden, told) in [
        // The same quarter a year later is computed from this one.
        ("item_quarter", [12, 0], "[0]", "[0, -4]"),
        // Twelve months that end in March have January in them.
        ("item_rolling12", [2, 0], "[0, -1]", "[0, -1, -2]"),
        // A year is computed from the one before, also when that is not touched.
        ("item_year", [1, 13], "[0]", "[0, -1]"),
    ] {
        let (stored, computed) = stored_and_computed(table, hidden, &months).await;
        assert_ne!(stored, computed, "{table}");
        let (stored, computed) = stored_and_computed(table, told, &months).await;
        assert_eq!(stored, computed, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_is_spelled_as_its_table_declares() {
    let mut source = source();
    let sql = source.files.get_mut("tables/item_year.sql").unwrap();
    *sql = sql.replace("y.year,", "y.year || '-01' as year,").into();
    let mut book = Book::new().await;
    book.packs = vec![Pack::load(&source).unwrap()];
    let readings = Step::Readings {
        section: 0,
        month: 0,
        day: 1,
        value: 100,
    };
    book.take(&readings).await;
    let refused = run(&book.zone, &book.packs, &[], "test", |_| {})
        .await
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "`item_year` has a row of the period `2020-01`; expected a year such as 2021"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unchanged_figure_keeps_the_run_that_it_cites() {
    let mut book = Book::new().await;
    for month in [0, 1, 12] {
        let readings = Step::Readings {
            section: 0,
            month,
            day: 1,
            value: 150,
        };
        book.take(&readings).await;
    }
    let first = book.rows("section_month", "month").await;
    let late = Step::Readings {
        section: 1,
        month: 1,
        day: 5,
        value: 700,
    };
    book.take(&late).await;
    let second = book.rows("section_month", "month, section").await;
    let runs = |rows: &[crate::book::Row]| -> Vec<(String, String)> {
        let pair = |row: &crate::book::Row| (row["month"].clone(), row["run"].clone());
        rows.iter().map(pair).collect()
    };
    let old = first[0]["run"].clone();
    let new = second.iter().find(|row| row["section"] == "乙").unwrap()["run"].clone();
    assert_ne!(old, new);
    // 乙 sorts before 甲.
    assert_eq!(
        runs(&second),
        [
            ("2020-01".to_owned(), old.clone()),
            ("2020-02".to_owned(), new),
            ("2020-02".to_owned(), old.clone()),
            ("2021-01".to_owned(), old),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn packs_and_settings_are_known_as_they_were() {
    let mut book = Book::with_settings("complete_days = 2").await;
    keep_texts(&book.zone, &book.packs, "test").await.unwrap();
    let then = book.zone.state().last_change_us().await.unwrap();
    book.take(&Step::Pack(0)).await;
    book.take(&Step::CompleteDays(5)).await;
    keep_texts(&book.zone, &book.packs, "test").await.unwrap();
    let now = book.zone.state().last_change_us().await.unwrap();
    let (before, packs_then) = packs::kept::as_of(&book.zone, then).await.unwrap();
    let (after, packs_now) = packs::kept::as_of(&book.zone, now).await.unwrap();
    let days = |zone: &zone::Zone| zone.config().settings["water-quality"]["complete_days"].clone();
    assert_eq!(days(&before).as_integer(), Some(2));
    assert_eq!(days(&after).as_integer(), Some(5));
    assert_eq!(
        packs_then[0].hash,
        Pack::load(&embedded()["water-quality"]).unwrap().hash
    );
    assert_eq!(packs_now[0].hash, rounding_to(0).hash);
    // A text that somebody changed is found out.
    let path = book.folder.path().join("texts").join(&packs_then[0].hash);
    std::fs::write(&path, "{}").unwrap();
    let error = packs::kept::as_of(&book.zone, then).await.unwrap_err();
    assert!(
        error.to_string().contains("its checksum is not its name"),
        "{error}"
    );
    let findings = book.zone.verify("test").await.unwrap().findings;
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].what.contains(&packs_then[0].hash));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stored_figure_comes_out_again_from_what_its_run_read() {
    let mut book = Book::new().await;
    for (section, month) in [(0, 0), (1, 0), (0, 1)] {
        let readings = Step::Readings {
            section,
            month,
            day: 1,
            value: 150,
        };
        book.take(&readings).await;
    }
    book.take(&Step::Run { only_items: false }).await;
    // What the first figures were made from is no longer what stands.
    book.take(&Step::Correct {
        nth: 0,
        value: 3999,
    })
    .await;
    book.take(&Step::Target {
        section: 1,
        class: 0,
    })
    .await;
    book.take(&Step::CompleteDays(1)).await;
    book.take(&Step::Pack(2)).await;
    let name = "water_quality.section_month";
    let key = [
        ("section".to_owned(), "甲".to_owned()),
        ("month".to_owned(), "2020-02".to_owned()),
    ];
    let session = packs::session::Session::open(&book.zone, &book.packs)
        .await
        .unwrap();
    let rows = packs::explain::explain(&book.zone, &book.packs, &session, name, &key)
        .await
        .unwrap();
    let (run, mut row) = (&rows[0].run, rows[0].row.clone());
    let computed = packs::run::Again::compute(&book.zone, name, run)
        .await
        .unwrap();
    let again = computed.compare(&row).unwrap();
    assert_eq!(
        again.columns,
        book.packs[0].tables["section_month"].columns.len()
    );
    assert_eq!(again.differing, []);

    // A figure that its run did not make is told apart, to the last digit.
    let mean = row["deciding_mean"].as_f64().unwrap();
    row.insert("deciding_mean".into(), mean.next_up().into());
    let again = computed.compare(&row).unwrap();
    let names: Vec<_> = again
        .differing
        .iter()
        .map(|(name, ..)| name.as_str())
        .collect();
    assert_eq!(names, ["deciding_mean"]);
}
