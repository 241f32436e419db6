//! Of all that a file says of a series at an instant, what stands; and how it enters the book.

use std::collections::{HashMap, HashSet};

use super::batch::BatchCounts;
use super::rows::{Draft, Said};
use crate::observation::{Level, Observation, Quality, SampleKind};
use crate::schema::Property;
use crate::series::{self, SeriesKey};
use crate::{Result, Zone};

/// The draft that stands for each (series, time): the last of the file, even if it says nothing.
pub(super) fn last_of_each(
    drafts: &[Draft],
    things: &[i64],
    counts: &mut BatchCounts,
) -> Vec<usize> {
    let mut last: HashMap<(i64, usize, &str, i64), usize> = HashMap::with_capacity(drafts.len());
    for (index, draft) in drafts.iter().enumerate() {
        let thing = things[draft.place];
        let key = (
            thing,
            draft.property,
            draft.sample_kind.as_str(),
            draft.time_us,
        );
        let Some(earlier) = last.insert(key, index).map(|i| &drafts[i]) else {
            continue;
        };
        if earlier.said == Said::Nothing {
            continue;
        }
        if earlier.said == draft.said
            && earlier.flag == draft.flag
            && earlier.method == draft.method
        {
            counts.repeated += 1;
        } else {
            counts.superseded += 1;
        }
    }
    let mut standing: Vec<usize> = last
        .into_values()
        .filter(|index| drafts[*index].said != Said::Nothing)
        .collect();
    standing.sort_unstable();
    standing
}

fn key_of(zone: &Zone, draft: &Draft, thing: i64) -> SeriesKey {
    let property = zone.vocabulary().properties[draft.property].id.clone();
    SeriesKey {
        thing,
        property,
        sample_kind: draft.sample_kind,
    }
}

/// The readings of a file that stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing<'a> {
    /// All readings of the file.
    pub readings: &'a [Draft],
    /// Those that stand, by their index.
    pub indices: &'a [usize],
    /// The thing of each place.
    pub things: &'a [i64],
}

impl<'a> Standing<'a> {
    fn iter(&self) -> impl Iterator<Item = &'a Draft> {
        let readings = self.readings;
        self.indices.iter().map(move |index| &readings[*index])
    }
}

/// What tells the series of a file's readings apart, cheaper than a [`SeriesKey`].
type ShortKey = (i64, usize, SampleKind);

fn short_key(standing: &Standing<'_>, draft: &Draft) -> ShortKey {
    (
        standing.things[draft.place],
        draft.property,
        draft.sample_kind,
    )
}

/// The series that the standing readings belong to, each once.
pub(super) fn series_keys(zone: &Zone, standing: &Standing<'_>) -> Vec<SeriesKey> {
    let mut seen = HashSet::new();
    standing
        .iter()
        .filter(|draft| seen.insert(short_key(standing, draft)))
        .map(|draft| key_of(zone, draft, standing.things[draft.place]))
        .collect()
}

/// The observations of the standing drafts. In a dry run (`batch` none) a series that is not there
/// yet gets a number below zero, which no observation of the book has.
pub(super) async fn observations(
    zone: &Zone,
    standing: &Standing<'_>,
    source: &str,
    batch: Option<i64>,
) -> Result<Vec<Observation>> {
    let mut ids: HashMap<SeriesKey, i64> = series::all(zone.state())
        .await?
        .into_iter()
        .map(|s| (s.key, s.id))
        .collect();
    let mut by_short: HashMap<ShortKey, i64> = HashMap::new();
    let learned_us = zone.clock().now_us();
    let mut rows = Vec::with_capacity(standing.indices.len());
    for draft in standing.iter() {
        let series = *by_short
            .entry(short_key(standing, draft))
            .or_insert_with(|| {
                let unknown = -1 - i64::try_from(ids.len()).unwrap_or(i64::MAX - 1);
                let key = key_of(zone, draft, standing.things[draft.place]);
                *ids.entry(key).or_insert(unknown)
            });
        let property = &zone.vocabulary().properties[draft.property];
        let mut row = Observation {
            series,
            time_us: draft.time_us,
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
            source: source.to_owned(),
            batch: batch.unwrap_or(0),
            line: i64::try_from(draft.line).unwrap_or(i64::MAX),
        };
        match draft.said {
            Said::Nothing => continue,
            Said::Value(value) => row.value = Some(value),
            Said::Below(limit) => row.detection_limit = limit,
            Said::Above(value) => {
                row.value = Some(value);
                row.qualifier = Some(">".to_owned());
            }
        }
        check_range(&mut row, property);
        rows.push(row);
    }
    Ok(rows)
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
