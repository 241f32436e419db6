//! Reading diaries.

use super::{Entry, Kind};
use crate::state::{State, query};
use crate::{Result, ZoneError};

const COLUMNS: &str = "select id, device, kind, from_us, to_us, factor, code, old_value, new_value, \
                       expected, found, full_scale, words, frame, at_us, who, ended_us, ended_who \
                       from diary";

/// Which entries are asked for.
#[derive(Debug, Clone, Default)]
pub struct DiaryAsked {
    /// Of this device, by its number in the register.
    pub device: i64,
    /// Of these kinds; of all where none is named.
    pub kinds: Vec<Kind>,
    /// Also those that were withdrawn.
    pub with_withdrawn: bool,
    /// Only what comes after this one in the order of the answer: its instant, µs UTC, and its number.
    pub after: Option<(i64, i64)>,
    /// How many at most.
    pub most: usize,
}

/// The entries that are asked for, the newest first.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn diary(state: &State, asked: &DiaryAsked) -> Result<Vec<Entry>> {
    let mut conditions =
        vec!["device = $1 and (from_us < $2 or from_us = $2 and id < $3)".to_owned()];
    if !asked.with_withdrawn {
        conditions.push("ended_us is null".to_owned());
    }
    if !asked.kinds.is_empty() {
        let words: Vec<String> = asked
            .kinds
            .iter()
            .map(|kind| format!("'{}'", kind.as_str()))
            .collect();
        conditions.push(format!("kind in ({})", words.join(", ")));
    }
    let text = format!(
        "{COLUMNS} where {} order by from_us desc, id desc limit $4",
        conditions.join(" and ")
    );
    let (from_us, id) = asked.after.unwrap_or((i64::MAX, i64::MAX));
    query(sqlx::AssertSqlSafe(text))
        .bind(asked.device)
        .bind(from_us)
        .bind(id)
        .bind(i64::try_from(asked.most).unwrap_or(i64::MAX))
        .fetch_all(state.reader())
        .await
}

/// Every entry that stood at `at_us` (µs UTC), of all devices, by number.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn entries_at(state: &State, at_us: i64) -> Result<Vec<Entry>> {
    let text =
        format!("{COLUMNS} where at_us <= $1 and (ended_us is null or ended_us > $1) order by id");
    query(sqlx::AssertSqlSafe(text))
        .bind(at_us)
        .fetch_all(state.reader())
        .await
}

/// Whether an entry was written or withdrawn after the instant `after_us`, up to `until_us`.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn changed_between(state: &State, after_us: i64, until_us: i64) -> Result<bool> {
    let (changed,): (i64,) = query(
        "select count(*) from diary where at_us > $1 and at_us <= $2 or ended_us > $1 and ended_us <= $2",
    )
    .bind(after_us)
    .bind(until_us)
    .fetch_one(state.reader())
    .await?;
    Ok(changed > 0)
}

/// The entry with this number.
///
/// # Errors
/// [`ZoneError::Unknown`] where there is none.
pub async fn entry(state: &State, id: i64) -> Result<Entry> {
    let found: Option<Entry> = query(sqlx::AssertSqlSafe(format!("{COLUMNS} where id = $1")))
        .bind(id)
        .fetch_optional(state.reader())
        .await?;
    found.ok_or_else(|| unknown(id))
}

pub(super) fn unknown(id: i64) -> ZoneError {
    ZoneError::Unknown {
        what: "entry of a diary",
        name: id.to_string(),
    }
}
