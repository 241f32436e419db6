//! Reading marks.

use super::row::{MarkRow, select};
use super::{FOLDER, KeptPaper, Mark, Standing};
use crate::state::{State, query};
use crate::{Result, Zone, ZoneError, kept_files};

/// Rows that are read at a time where not all of them are wanted.
const LOOK_ROWS: i64 = 500;

/// Which marks are asked for.
#[derive(Debug, Clone, Default)]
pub struct MarksAsked {
    /// How far they have come.
    pub standing: Option<Standing>,
    /// Of this thing.
    pub thing: Option<i64>,
    /// Only those with a lower number.
    pub before: Option<i64>,
    /// How many at most.
    pub most: usize,
}

/// The newest marks that are asked for and that `sees` lets pass.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn marks(
    state: &State,
    asked: &MarksAsked,
    sees: impl Fn(&Mark) -> bool,
) -> Result<Vec<Mark>> {
    let mut before = asked.before.unwrap_or(i64::MAX);
    let mut found = Vec::new();
    let text = format!(
        "{} where m.id < $1 order by m.id desc limit {LOOK_ROWS}",
        select()
    );
    loop {
        let rows: Vec<MarkRow> = query(sqlx::AssertSqlSafe(text.clone()))
            .bind(before)
            .fetch_all(state.reader())
            .await?;
        let Some(last) = rows.last() else {
            return Ok(found);
        };
        before = last.id;
        for row in rows {
            let mark = row.mark()?;
            let is_asked = asked.thing.is_none_or(|thing| thing == mark.thing)
                && asked.standing.is_none_or(|s| s == mark.standing());
            if is_asked && sees(&mark) {
                found.push(mark);
                if found.len() >= asked.most {
                    return Ok(found);
                }
            }
        }
    }
}

/// The mark with this number.
///
/// # Errors
/// [`ZoneError::Unknown`] where there is none.
pub async fn mark(state: &State, id: i64) -> Result<Mark> {
    let row: Option<MarkRow> = query(sqlx::AssertSqlSafe(format!("{} where m.id = $1", select())))
        .bind(id)
        .fetch_optional(state.reader())
        .await?;
    match row {
        Some(row) => row.mark(),
        None => Err(ZoneError::Unknown {
            what: "mark",
            name: id.to_string(),
        }),
    }
}

/// Every mark as the book knew it at `at_us` (µs UTC), by number.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn marks_at(state: &State, at_us: i64) -> Result<Vec<Mark>> {
    let text = format!("{} where m.at_us <= $1 order by m.id", select());
    let rows: Vec<MarkRow> = query(sqlx::AssertSqlSafe(text))
        .bind(at_us)
        .fetch_all(state.reader())
        .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.extend(row.mark()?.as_of(at_us));
    }
    Ok(found)
}

/// The periods, µs UTC, of the marks that were made, withdrawn or judged after `after_us` and until
/// `until_us`: what is computed from marks may differ there.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn changed_between(
    state: &State,
    after_us: i64,
    until_us: i64,
) -> Result<Vec<(i64, i64)>> {
    query(
        "select m.from_us, m.until_us from mark m left join mark_verdict v on v.mark = m.id \
         where (m.at_us > $1 and m.at_us <= $2) or (m.withdrawn_us > $1 and m.withdrawn_us <= $2) \
         or (v.at_us > $1 and v.at_us <= $2) order by m.id",
    )
    .bind(after_us)
    .bind(until_us)
    .fetch_all(state.reader())
    .await
}

/// The mark about the reading of `series` at `time_us` whose verdict the commit of `snapshot` carried
/// out.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn accepted_by(
    state: &State,
    snapshot: i64,
    series: i64,
    time_us: i64,
) -> Result<Option<Mark>> {
    let text = format!(
        "{} join series s on s.thing = m.thing and (m.series is null or m.series = s.id) \
         where v.snapshot = $1 and s.id = $2 and m.from_us <= $3 and m.until_us > $3",
        select()
    );
    let row: Option<MarkRow> = query(sqlx::AssertSqlSafe(text))
        .bind(snapshot)
        .bind(series)
        .bind(time_us)
        .fetch_optional(state.reader())
        .await?;
    row.map(MarkRow::mark).transpose()
}

/// The bytes of a paper, as they were when it was handed in.
///
/// # Errors
/// [`ZoneError::Io`] when the file is not there, [`ZoneError::Refused`] when it was changed.
pub fn paper(zone: &Zone, kept: &KeptPaper) -> Result<Vec<u8>> {
    kept_files::read(zone, FOLDER, &kept.hash)
}

/// The hash of every paper that the book names.
pub(crate) async fn all_papers(state: &State) -> Result<Vec<String>> {
    let rows: Vec<(String,)> =
        query("select distinct paper_hash from mark where paper_hash is not null")
            .fetch_all(state.reader())
            .await?;
    let mut hashes: Vec<String> = rows.into_iter().map(|(hash,)| hash).collect();
    hashes.sort();
    Ok(hashes)
}
