//! Reading things.

use std::collections::HashMap;

use serde_json::Value;

use super::row::{ThingRow, VersionRow};
use super::{Thing, ThingDraft, ThingVersion};
use crate::Result;
use crate::state::{State, query};

const THINGS: &str = "\
select t.id, t.kind, t.code, v.version, v.name_zh, v.name_en, v.geometry, v.fields
from thing t
join thing_version v on v.thing = t.id and v.version = (
  select max(w.version) from thing_version w where w.thing = t.id and w.at_us <= $1
)";

/// The present version of every thing, by kind and code.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn all(state: &State) -> Result<Vec<Thing>> {
    all_at(state, i64::MAX).await
}

/// Every thing in the version that stood at `at_us` (µs UTC), by kind and code.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn all_at(state: &State, at_us: i64) -> Result<Vec<Thing>> {
    let mut rows: Vec<ThingRow> = query(THINGS).bind(at_us).fetch_all(state.reader()).await?;
    rows.sort_by(|a, b| (&a.kind, &a.code).cmp(&(&b.kind, &b.code)));
    rows.into_iter().map(Thing::try_from).collect()
}

/// Every version of one thing, the newest first; none where it is not there.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn versions(state: &State, kind: &str, code: &str) -> Result<Vec<ThingVersion>> {
    let rows: Vec<VersionRow> = query(
        "select t.id, t.kind, t.code, v.version, v.name_zh, v.name_en, v.geometry, v.fields, v.at_us, v.who \
         from thing t join thing_version v on v.thing = t.id \
         where t.kind = $1 and t.code = $2 order by v.version desc",
    )
    .bind(kind)
    .bind(code)
    .fetch_all(state.reader())
    .await?;
    let version = |row: VersionRow| {
        Ok(ThingVersion {
            thing: row.thing.try_into()?,
            at_us: row.at_us,
            who: row.who,
        })
    };
    rows.into_iter().map(version).collect()
}

/// When the first version of each thing of `kind` was written, µs UTC, by the thing's number.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn begun(state: &State, kind: &str) -> Result<HashMap<i64, i64>> {
    let rows: Vec<(i64, i64)> = query(
        "select t.id, min(v.at_us) from thing t join thing_version v on v.thing = t.id \
         where t.kind = $1 group by t.id",
    )
    .bind(kind)
    .fetch_all(state.reader())
    .await?;
    Ok(rows.into_iter().collect())
}

/// Whether a dossier was written after `after_us` and not after `until_us` (µs UTC).
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn changed_between(state: &State, after_us: i64, until_us: i64) -> Result<bool> {
    let (first,): (Option<i64>,) =
        query("select min(at_us) from thing_version where at_us > $1 and at_us <= $2")
            .bind(after_us)
            .bind(until_us)
            .fetch_one(state.reader())
            .await?;
    Ok(first.is_some())
}

/// Every name that a thing goes by: code, names, former names with the date until which they held.
pub fn names_of(draft: &ThingDraft) -> Vec<(&str, Option<&str>)> {
    let mut names = vec![(draft.code.as_str(), None), (draft.name_zh.as_str(), None)];
    names.extend(draft.name_en.as_deref().map(|name| (name, None)));
    if let Some(former) = draft.fields.get("former_names").and_then(Value::as_array) {
        names.extend(former.iter().filter_map(|entry| {
            let name = entry.get("name")?.as_str()?;
            Some((name, entry.get("until").and_then(Value::as_str)))
        }));
    }
    names
}
