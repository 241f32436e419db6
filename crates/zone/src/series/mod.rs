//! Series: one property of one thing over time, by kind of sample.

mod named;

pub use named::SeriesNames;

use std::collections::{HashMap, HashSet};

use crate::Result;
use crate::observation::SampleKind;
use crate::state::{Change, State, query};

/// A series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Identifier; the lake's rows carry it.
    pub id: i64,
    /// The thing.
    pub key: SeriesKey,
}

/// What a series is of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SeriesKey {
    /// The thing's id.
    pub thing: i64,
    /// The property's id.
    pub property: String,
    /// Routine samples, duplicates, blanks … are series of their own.
    pub sample_kind: SampleKind,
}

/// All series, by id.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn all(state: &State) -> Result<Vec<Series>> {
    all_at(state, i64::MAX).await
}

/// All series that the book had at `at_us` (µs UTC), by id.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn all_at(state: &State, at_us: i64) -> Result<Vec<Series>> {
    let rows: Vec<(i64, i64, String, String)> = query(
        "select id, thing, property, sample_kind from series where created_us <= $1 order by id",
    )
    .bind(at_us)
    .fetch_all(state.reader())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, thing, property, kind)| {
            let sample_kind = SampleKind::parse(&kind)?;
            Some(Series {
                id,
                key: SeriesKey {
                    thing,
                    property,
                    sample_kind,
                },
            })
        })
        .collect())
}

/// Whether the book has all of `keys`.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn all_known(state: &State, keys: &[SeriesKey]) -> Result<bool> {
    let known: HashSet<SeriesKey> = all(state).await?.into_iter().map(|s| s.key).collect();
    Ok(keys.iter().all(|key| known.contains(key)))
}

/// The ids of `keys`, series made where they are missing.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn ensure(change: &mut Change, keys: &[SeriesKey]) -> Result<HashMap<SeriesKey, i64>> {
    let mut ids = HashMap::with_capacity(keys.len());
    for key in keys {
        let found: Option<(i64,)> =
            query("select id from series where thing = $1 and property = $2 and sample_kind = $3")
                .bind(key.thing)
                .bind(&key.property)
                .bind(key.sample_kind.as_str())
                .fetch_optional(change.connection())
                .await?;
        let id = match found {
            Some((id,)) => id,
            None => insert(change, key).await?,
        };
        ids.insert(key.clone(), id);
    }
    Ok(ids)
}

async fn insert(change: &mut Change, key: &SeriesKey) -> Result<i64> {
    let id = change.next_id("series").await?;
    change.wrote("series", &[id]);
    let at_us = change.at_us();
    query("insert into series (id, thing, property, sample_kind, created_us) values ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(key.thing)
        .bind(&key.property)
        .bind(key.sample_kind.as_str())
        .bind(at_us)
        .execute(change.connection())
        .await?;
    Ok(id)
}
