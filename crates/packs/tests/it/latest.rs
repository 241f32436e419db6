//! `latest` is the last of each series' observations, however they got into the book.

use datafusion::arrow::util::pretty::pretty_format_batches;
use packs::session::Session;
use proptest::prelude::*;
use wellkeeper_packs as packs;

use crate::book::Book;
use crate::steps::{Step, step};

const COLUMNS: &str = "kind, thing, property, unit, time, value, flag, quality, level, cause, \
                       sample_kind, method, detection_limit, qualifier, learned_at, source, batch, \
                       line, series";

/// The same asked of all observations.
fn last_of_all() -> String {
    format!(
        "(select {COLUMNS} from (
           select *, row_number() over (partition by series order by time desc) as place
           from observations
         ) where place = 1)"
    )
}

impl Book {
    async fn said(&self, session: &Session, sql: &str) -> String {
        let rows = session.query(sql).await.unwrap();
        pretty_format_batches(&rows).unwrap().to_string()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 8, ..ProptestConfig::default() })]

    #[test]
    fn latest_is_the_last_of_each_series_now_and_as_of_then(
        steps in proptest::collection::vec(step(), 4..14)
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let pairs = runtime.block_on(async {
            let mut book = Book::new().await;
            let mut then = Vec::new();
            for step in steps.iter().filter(|step| !matches!(step, Step::Run { .. })) {
                book.take(step).await;
                then.push(book.zone.state().last_change_us().await.unwrap());
            }
            let middle = then[then.len() / 2];
            let mut pairs = Vec::new();
            for at_us in [middle, *then.last().unwrap()] {
                let session = Session::open_at(&book.zone, &book.packs, at_us).await.unwrap();
                for condition in [
                    "true",
                    "thing = '甲'",
                    "property in ('codmn', 'tp') and thing <> '乙'",
                    // Asked of the latest, not of those before it.
                    "value < 1.5",
                    "thing = '丙' and time < timestamp '2020-03-01T00:00:00Z'",
                    "kind = 'nothing'",
                ] {
                    let ask = |noun: &str| {
                        format!("select {COLUMNS} from {noun} where {condition} order by series")
                    };
                    pairs.push((
                        book.said(&session, &ask("latest")).await,
                        book.said(&session, &ask(&last_of_all())).await,
                    ));
                }
                pairs.push((
                    book.said(&session, "select count(*) as n from latest").await,
                    book.said(&session, &format!("select count(*) as n from {}", last_of_all())).await,
                ));
            }
            pairs
        });
        for (latest, last) in pairs {
            prop_assert_eq!(latest, last);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_may_read_the_latest_and_is_computed_whole() {
    let mut source = packs::embedded()["water-quality"].clone();
    let mut put = |ending: &str, text: &str| {
        let path = format!("tables/newest.{ending}");
        source.files.insert(path, text.to_owned().into());
    };
    put(
        "sql",
        "select thing as section, property as item, month_of(time) as month, value\nfrom latest\n",
    );
    put("toml", include_str!("longer/newest.toml"));
    let exempt = "\n[[exempt]]\ncheck = \"no_case\"\nof = \"newest\"\nreason = { zh = \"试验\", en = \"a test\" }\n";
    let manifest = format!("{}{exempt}", source.files["pack.toml"]);
    source.files.insert("pack.toml".to_owned(), manifest.into());
    let checked = packs::check::check(&source).await.unwrap();
    let mut book = Book::new().await;
    book.packs = vec![checked];
    for (month, value) in [(1, 200), (0, 100)] {
        let readings = Step::Readings {
            section: 0,
            month,
            day: 1,
            value,
        };
        book.take(&readings).await;
        let rows = book.rows("newest", "section, item").await;
        let codmn = rows.iter().find(|row| row["item"] == "codmn").unwrap();
        // The third of three days, each a thousandth more than the one before.
        assert_eq!(
            (codmn["month"].as_str(), codmn["value"].as_str()),
            ("2020-02", "2.003")
        );
    }
}
