//! Of all that a file says of a series at an instant, what stands; and how it enters the book.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::batch::BatchCounts;
use super::rows::{Draft, Said};
use crate::observation::{Level, Observation, Quality, SampleKind};
use crate::schema::Property;
use crate::series::{self, SeriesKey};
use crate::{Result, Zone};

/// The readings of a file, or of a piece of it, that stand.
#[derive(Debug)]
pub(super) struct Standing<'a> {
    readings: &'a [Draft],
    /// What tells the series apart, in the order in which the file has them.
    keys: Vec<ShortKey>,
    /// Of each reading that stands: index into `keys`, µs UTC, index into `readings`; in this order.
    indices: Vec<(u32, i64, u32)>,
}

/// What tells the series of a file's readings apart, cheaper than a [`SeriesKey`].
type ShortKey = (i64, usize, SampleKind);

impl<'a> Standing<'a> {
    /// Keeps of `readings` the last of each series and instant, and nothing where that says that
    /// there is no value.
    pub(super) fn of(readings: &'a [Draft], things: &[i64], counts: &mut BatchCounts) -> Self {
        let mut known: HashMap<ShortKey, u32, RandomState> = HashMap::default();
        let mut keys = Vec::new();
        let mut indices: Vec<(u32, i64, u32)> = Vec::with_capacity(readings.len());
        for (reading, index) in readings.iter().zip(0..) {
            let key = (things[reading.place], reading.property, reading.sample_kind);
            let key = *known.entry(key).or_insert_with(|| {
                keys.push(key);
                u32::try_from(keys.len() - 1).unwrap_or(u32::MAX)
            });
            indices.push((key, reading.time_us, index));
        }
        indices.sort_unstable();
        for pair in indices.windows(2) {
            if (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1) {
                count_earlier(
                    &readings[pair[0].2 as usize],
                    &readings[pair[1].2 as usize],
                    counts,
                );
            }
        }
        // Of equal keys the last is kept.
        indices.reverse();
        indices.dedup_by_key(|(key, time_us, _)| (*key, *time_us));
        indices.reverse();
        indices.retain(|(_, _, index)| readings[*index as usize].said != Said::Nothing);
        Self {
            readings,
            keys,
            indices,
        }
    }

    /// The series that the standing readings belong to, each once.
    pub(super) fn series_keys(&self, zone: &Zone) -> Vec<SeriesKey> {
        let mut used = vec![false; self.keys.len()];
        for (key, ..) in &self.indices {
            used[*key as usize] = true;
        }
        let keys = self.keys.iter().zip(used);
        keys.filter(|(_, used)| *used)
            .map(|(key, _)| series_key(zone, *key))
            .collect()
    }
}

fn series_key(zone: &Zone, (thing, property, sample_kind): ShortKey) -> SeriesKey {
    SeriesKey {
        thing,
        property: zone.vocabulary().properties[property].id.clone(),
        sample_kind,
    }
}

/// Counts a reading that a later one of the same file takes the place of.
fn count_earlier(earlier: &Draft, later: &Draft, counts: &mut BatchCounts) {
    if earlier.said == Said::Nothing {
        return;
    }
    let is_the_same =
        earlier.said == later.said && earlier.flag == later.flag && earlier.method == later.method;
    if is_the_same {
        counts.repeated += 1;
    } else {
        counts.superseded += 1;
    }
}

/// The observations of the standing readings, by series and time. In a dry run (`batch` none) a
/// series that is not there yet gets a number below zero, which no observation of the book has.
pub(super) async fn observations(
    zone: &Zone,
    standing: &Standing<'_>,
    source: &str,
    batch: Option<i64>,
) -> Result<Vec<Observation>> {
    let series = series_of(zone, standing).await?;
    let mut indices: Vec<(i64, i64, u32)> = standing
        .indices
        .iter()
        .map(|(key, time_us, index)| (series[*key as usize], *time_us, *index))
        .collect();
    indices.sort_unstable();
    let (learned_us, source) = (zone.clock().now_us(), Arc::from(source));
    let rows = indices.into_iter().map(|(series, time_us, index)| {
        let draft = &standing.readings[index as usize];
        let mut row = Observation {
            series,
            time_us,
            value: None,
            flag: draft.flag,
            quality: Quality::Valid,
            level: Level::Raw,
            cause: None,
            sample_kind: draft.sample_kind,
            method: draft.method.clone(),
            detection_limit: None,
            qualifier: None,
            learned_us,
            source: Arc::clone(&source),
            batch: batch.unwrap_or(0),
            line: i64::try_from(draft.line).unwrap_or(i64::MAX),
        };
        match draft.said {
            Said::Nothing => {}
            Said::Value(value) => row.value = Some(value),
            Said::Below(limit) => row.detection_limit = limit,
            Said::Above(value) => {
                row.value = Some(value);
                row.qualifier = Some(">".to_owned());
            }
        }
        check_range(&mut row, &zone.vocabulary().properties[draft.property]);
        row
    });
    Ok(rows.collect())
}

/// The series of each key.
async fn series_of(zone: &Zone, standing: &Standing<'_>) -> Result<Vec<i64>> {
    let known: HashMap<SeriesKey, i64> = series::all(zone.state())
        .await?
        .into_iter()
        .map(|s| (s.key, s.id))
        .collect();
    let keys = standing.keys.iter().zip(1..);
    Ok(keys
        .map(|(key, nth): (_, i64)| {
            let found = known.get(&series_key(zone, *key));
            found.copied().unwrap_or(-nth)
        })
        .collect())
}

/// A value that cannot be physically true is kept as said and judged invalid, with the cause.
fn check_range(row: &mut Observation, property: &Property) {
    if property.min.is_none() && property.max.is_none() {
        return;
    }
    row.level = Level::AutoChecked;
    let Some(value) = row.value.or(row.detection_limit) else {
        return;
    };
    if property.min.is_some_and(|min| value < min) || property.max.is_some_and(|max| value > max) {
        row.quality = Quality::Invalid;
        row.cause = Some("check:range".to_owned());
    }
}
