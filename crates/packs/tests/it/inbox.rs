//! What a reader is shown of readings that wait in the inbox is what the lake says once they are carried.

use datafusion::arrow::util::pretty::pretty_format_batches;
use packs::session::Session;
use packs::simulated::Simulated;
use proptest::prelude::*;
use wellkeeper_packs as packs;
use zone::inbox::{Arrival, ArrivedReading, Unread, carry};
use zone::observation::{Flag, Quality};

use crate::book::Book;
use crate::steps::Step;

/// 2020-01-01T00:00:00Z, within the readings that the book begins with.
const FROM_US: i64 = 1_577_836_800_000_000;
const HOUR_US: i64 = 3_600_000_000;
/// All but the batch, which the first carrying of a day begins.
const COLUMNS: &str = "kind, thing, property, unit, time, value, flag, quality, level, cause, \
                       sample_kind, method, learned_at, source, line, series";
const ASKED: [&str; 6] = [
    "true",
    "thing = '甲'",
    "property in ('codmn', 'tp') and time >= timestamp '2020-01-05T00:00:00Z'",
    "value < 1.5",
    "line <= 2 or quality <> 'valid'",
    "kind = 'nothing'",
];

/// A frame: of which series, at which hour, and what it says.
type Said = (i64, i64, u32);

fn arrival((series, hour, value): Said, at_us: i64) -> Arrival {
    Arrival {
        device: 1,
        at_us,
        key: format!("{series}/{hour}"),
        is_late: false,
        source: "door".into(),
        bytes: b"##".to_vec(),
        told: Vec::new(),
        readings: vec![ArrivedReading {
            series,
            time_us: FROM_US + hour * HOUR_US,
            value: Some(f64::from(value) / 100.0),
            flag: Flag::Normal,
            quality: Quality::Valid,
            cause: None,
        }],
    }
}

/// Hours on which the book's own readings lie (08:00 in Shanghai is midnight in UTC), and others.
fn said() -> impl Strategy<Value = Said> {
    let hours = prop_oneof![(0..30_i64).prop_map(|day| day * 24), 0..900_i64];
    (1..8_i64, hours, 1..400_u32)
}

async fn answers(session: &Session) -> Vec<String> {
    let mut answers = Vec::new();
    for noun in ["observations", "latest"] {
        for condition in ASKED {
            let sql =
                format!("select {COLUMNS} from {noun} where {condition} order by series, time");
            let rows = session.query(&sql).await.unwrap();
            answers.push(pretty_format_batches(&rows).unwrap().to_string());
        }
        let sql = format!("select count(*) as n, max(value) as most from {noun}");
        let rows = session.query(&sql).await.unwrap();
        answers.push(pretty_format_batches(&rows).unwrap().to_string());
    }
    answers
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 16, ..ProptestConfig::default() })]

    #[test]
    fn what_waits_is_shown_as_the_lake_says_it_once_it_is_carried(
        carried in proptest::collection::vec(said(), 0..4),
        waiting in proptest::collection::vec(said(), 1..12),
        nth in 0..60_usize,
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let (live, then, plain) = runtime.block_on(async {
            let mut book = Book::new().await;
            for (section, value) in [(0, 120), (1, 240)] {
                book.take(&Step::Readings { section, month: 0, day: 3, value }).await;
            }
            // A person's word stands over what an instrument says.
            book.take(&Step::Correct { nth, value: 77 }).await;
            let mut at_us = book.zone.clock().now_us();
            for one in carried {
                at_us += 1;
                book.zone.accept(&[arrival(one, at_us)]).await.unwrap();
            }
            carry(&book.zone, "test").await.unwrap();
            let before = Session::open(&book.zone, &book.packs).await.unwrap();
            let mut moving = before.clone();
            for one in waiting {
                at_us += 1;
                book.zone.accept(&[arrival(one, at_us)]).await.unwrap();
                let unread = Unread::read(&book.zone).await.unwrap();
                moving = moving.moved_on(&book.zone, unread).await.unwrap();
            }
            let live = Session::open_live(&book.zone, &book.packs).await.unwrap();
            let shown = [answers(&live).await, answers(&moving).await];
            // The computed tables and the snapshot are the lake's alone.
            let plain = before.snapshot == live.snapshot;
            carry(&book.zone, "test").await.unwrap();
            let after = Session::open(&book.zone, &book.packs).await.unwrap();
            (shown, answers(&after).await, plain)
        });
        prop_assert!(plain);
        for live in &live {
            prop_assert_eq!(live, &then);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_simulated_holds_until_a_series_begins_to_be_or_began_earlier() {
    let mut book = Book::new().await;
    book.take(&Step::Readings {
        section: 0,
        month: 0,
        day: 3,
        value: 120,
    })
    .await;
    let played = |said, at_us| Arrival {
        source: "simulated".into(),
        ..arrival(said, at_us)
    };
    let zone = book.zone.clone();
    let now = zone.clock().now_us();
    // Series 1 is played from the hour 500 on.
    zone.accept(&[played((1, 500, 10), now)]).await.unwrap();
    let session = Session::open_live(&zone, &book.packs).await.unwrap();
    let simulated = Simulated::read(&zone, &session).await.unwrap();
    assert!(simulated.is_series(1) && !simulated.is_series(2));
    let holds = async |arrival: Arrival| {
        zone.accept(&[arrival]).await.unwrap();
        let unread = Unread::read(&zone).await.unwrap();
        let moved = session.moved_on(&zone, unread).await.unwrap();
        let holds = simulated.holds_of(&moved, zone.tz()).unwrap();
        let anew = Simulated::read(&zone, &moved).await.unwrap();
        (holds, format!("{anew:?}") == format!("{simulated:?}"))
    };
    let later = holds(played((1, 600, 10), now + 1)).await;
    assert_eq!(later, (true, true));
    let of_an_instrument = holds(arrival((2, 501, 10), now + 2)).await;
    assert_eq!(of_an_instrument, (true, true));
    let earlier = holds(played((1, 400, 10), now + 3)).await;
    assert_eq!(earlier, (false, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_is_carried_while_it_is_read_is_met_once() {
    let mut book = Book::new().await;
    book.take(&Step::Readings {
        section: 0,
        month: 0,
        day: 3,
        value: 120,
    })
    .await;
    let now = book.zone.clock().now_us();
    let ask = "select count(*) as n, count(distinct (series, time)) as keys from observations where line = 1 and source = 'door'";
    book.zone
        .accept(&[arrival((1, 5_000, 10), now)])
        .await
        .unwrap();
    // The inbox is read, the carrier comes by, and only then is the snapshot chosen.
    let unread = Unread::read(&book.zone).await.unwrap();
    carry(&book.zone, "test").await.unwrap();
    let at_us = book.zone.state().last_change_us().await.unwrap();
    let memory = packs::session::Memory::of(1 << 28).unwrap();
    let session = Session::open_within(
        &book.zone,
        &book.packs,
        (at_us, Some(unread)),
        &memory,
        None,
    )
    .await
    .unwrap();
    let rows = session.query(ask).await.unwrap();
    let shown = pretty_format_batches(&rows).unwrap().to_string();
    assert!(shown.contains("| 1 | 1    |"), "{shown}");
}
