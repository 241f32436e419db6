//! The newest reading of each series, in however many looks it is found.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use wellkeeper_zone as zone;
use zone::lake::{Commit, Extra, MAIN, OBSERVATIONS};
use zone::observation::Observation;
use zone::observation::arrow::{from_batch, to_batch};

use crate::empty_zone;
use crate::lake::observation;

const COLUMNS: [&str; 15] = [
    "series",
    "time",
    "value",
    "flag",
    "quality",
    "level",
    "cause",
    "sample_kind",
    "method",
    "detection_limit",
    "qualifier",
    "learned_at",
    "source",
    "batch",
    "line",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 30, ..ProptestConfig::default() })]

    #[test]
    fn the_newest_reading_of_each_series_is_found_in_any_number_of_looks(
        // Series and hours of each commit, a year apart at most; what a later commit takes away.
        commits in proptest::collection::vec(
            proptest::collection::btree_set((1..9_i64, -9_000..9_000_i64), 1..30), 1..7),
        doomed in proptest::collection::vec(any::<prop::sample::Index>(), 0..6),
        first_rows in 1..40_u64,
        asked in proptest::collection::btree_set(1..11_i64, 0..10),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let (found, wanted) = runtime.block_on(async {
            let (_folder, zone) = empty_zone().await;
            let commit = Commit {
                who: "tester",
                reason: "test",
                extra: Extra::default(),
                base: None,
            };
            let mut stands: BTreeMap<(i64, i64), Observation> = BTreeMap::new();
            for keys in &commits {
                let rows: Vec<Observation> = keys
                    .iter()
                    .filter(|key| !stands.contains_key(key))
                    .map(|(series, hour)| observation(*series, *hour, Some(1.5), 1))
                    .collect();
                if rows.is_empty() {
                    continue;
                }
                stands.extend(rows.iter().map(|o| ((o.series, o.line - 2), o.clone())));
                let batch = to_batch(&rows).unwrap();
                zone.lake().append(MAIN, OBSERVATIONS, &[batch], &commit).await.unwrap();
            }
            for index in &doomed {
                let keys: Vec<_> = stands.keys().copied().collect();
                let Some(key) = keys.get(index.index(keys.len().max(1))) else {
                    continue;
                };
                let gone = stands.remove(key).unwrap();
                let keys = [(gone.series, gone.time_us)];
                zone.lake().correct(&keys, &[], &commit).await.unwrap();
            }
            let head = zone.lake().head().unwrap();
            let rows = zone.lake().latest(&asked, &COLUMNS, first_rows, head).await.unwrap();
            let mut found = from_batch(&rows).unwrap();
            found.sort_by_key(|o| o.series);
            let newest: BTreeMap<i64, Observation> =
                stands.into_values().map(|o| (o.series, o)).collect();
            let wanted: Vec<Observation> =
                newest.into_values().filter(|o| asked.contains(&o.series)).collect();
            (found, wanted)
        });
        prop_assert_eq!(found, wanted);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_that_was_silent_for_years_is_found_too() {
    let (_folder, zone) = empty_zone().await;
    let commit = Commit {
        who: "tester",
        reason: "test",
        extra: Extra::default(),
        base: None,
    };
    for (series, hour) in [(1, -40_000), (2, -20_000), (3, -1), (3, 0)] {
        let rows = to_batch(&[observation(series, hour, Some(1.0), 1)]).unwrap();
        zone.lake()
            .append(MAIN, OBSERVATIONS, &[rows], &commit)
            .await
            .unwrap();
    }
    let head = zone.lake().head().unwrap();
    let asked = BTreeSet::from([1, 2, 3, 4]);
    let rows = zone.lake().latest(&asked, &COLUMNS, 1, head).await.unwrap();
    let mut found: Vec<_> = from_batch(&rows)
        .unwrap()
        .into_iter()
        .map(|o| (o.series, o.line - 2))
        .collect();
    found.sort_unstable();
    assert_eq!(found, [(1, -40_000), (2, -20_000), (3, 0)]);
}
