//! Relations: thing → thing, such as `flows_to`, `monitors`, `located_in`, `answers_for`.

use crate::Result;
use crate::state::{Change, State, query};

/// A relation that holds at present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Its kind.
    pub kind: String,
    /// From which thing.
    pub from_thing: i64,
    /// To which thing.
    pub to_thing: i64,
    /// Since when it stands in the book, µs UTC.
    pub begin_us: i64,
}

/// All relations that hold at present.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn present(state: &State) -> Result<Vec<Relation>> {
    let rows: Vec<(String, i64, i64, i64)> = query(
        "select kind, from_thing, to_thing, begin_us from relation where end_us is null order by id",
    )
    .fetch_all(state.reader())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(kind, from_thing, to_thing, begin_us)| Relation {
            kind,
            from_thing,
            to_thing,
            begin_us,
        })
        .collect())
}

/// Lets a relation begin; one that holds already is left as it is.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses or one of the things is not there.
pub async fn begin(change: &mut Change, kind: &str, from_thing: i64, to_thing: i64) -> Result<()> {
    let (holds,): (i64,) = query(
        "select count(*) from relation \
         where kind = $1 and from_thing = $2 and to_thing = $3 and end_us is null",
    )
    .bind(kind)
    .bind(from_thing)
    .bind(to_thing)
    .fetch_one(change.connection())
    .await?;
    if holds > 0 {
        return Ok(());
    }
    let id = change.next_id("relation").await?;
    change.wrote("relation", &[id]);
    let (at_us, who) = (change.at_us(), change.who().to_owned());
    query(
        "insert into relation (id, kind, from_thing, to_thing, begin_us, begin_who) \
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(id)
    .bind(kind)
    .bind(from_thing)
    .bind(to_thing)
    .bind(at_us)
    .bind(who)
    .execute(change.connection())
    .await?;
    Ok(())
}

/// Lets a relation end; it stays readable with its dates.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn end(change: &mut Change, kind: &str, from_thing: i64, to_thing: i64) -> Result<()> {
    let ending: Vec<(i64,)> = query(
        "select id from relation \
         where kind = $1 and from_thing = $2 and to_thing = $3 and end_us is null",
    )
    .bind(kind)
    .bind(from_thing)
    .bind(to_thing)
    .fetch_all(change.connection())
    .await?;
    for (id,) in ending {
        change.wrote("relation", &[id]);
    }
    let (at_us, who) = (change.at_us(), change.who().to_owned());
    query(
        "update relation set end_us = $1, end_who = $2 \
         where kind = $3 and from_thing = $4 and to_thing = $5 and end_us is null",
    )
    .bind(at_us)
    .bind(who)
    .bind(kind)
    .bind(from_thing)
    .bind(to_thing)
    .execute(change.connection())
    .await?;
    Ok(())
}
