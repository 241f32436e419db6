//! Reading remarks.

use super::Remark;
use crate::state::{State, query};
use crate::{Result, ZoneError};

const COLUMNS: &str = "select id, thing, series, time_us, month, from_us, to_us, words, at_us, who, \
                       ended_us, ended_who from remark";
/// Rows that are read at a time where not all of them are wanted.
const LOOK_ROWS: i64 = 500;

/// Which remarks are asked for.
#[derive(Debug, Clone, Default)]
pub struct RemarksAsked {
    /// On this thing, its months and its readings.
    pub thing: Option<i64>,
    /// On readings of this series.
    pub series: Option<i64>,
    /// About this instant or a later one, µs UTC.
    pub from_us: Option<i64>,
    /// About this instant or an earlier one, µs UTC.
    pub to_us: Option<i64>,
    /// Also those that were withdrawn.
    pub with_withdrawn: bool,
    /// Only those with a lower number.
    pub before: Option<i64>,
    /// How many at most.
    pub most: usize,
}

/// The newest remarks that are asked for and that `sees` lets pass.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn remarks(
    state: &State,
    asked: &RemarksAsked,
    sees: impl Fn(&Remark) -> bool,
) -> Result<Vec<Remark>> {
    let mut before = asked.before.unwrap_or(i64::MAX);
    let mut found = Vec::new();
    loop {
        let rows = look(state, asked, before).await?;
        let Some(last) = rows.last() else {
            return Ok(found);
        };
        before = last.id;
        for row in rows.into_iter().filter(|row| sees(row)) {
            found.push(row);
            if found.len() >= asked.most {
                return Ok(found);
            }
        }
    }
}

async fn look(state: &State, asked: &RemarksAsked, before: i64) -> Result<Vec<Remark>> {
    let mut conditions = vec!["id < $1 and to_us >= $2 and from_us <= $3".to_owned()];
    if !asked.with_withdrawn {
        conditions.push("ended_us is null".to_owned());
    }
    let wanted = [("thing", asked.thing), ("series", asked.series)];
    let wanted = wanted
        .into_iter()
        .filter_map(|(name, id)| Some((name, id?)));
    let wanted: Vec<(&str, i64)> = wanted.collect();
    for ((name, _), place) in wanted.iter().zip(4..) {
        conditions.push(format!("{name} = ${place}"));
    }
    let text = format!(
        "{COLUMNS} where {} order by id desc limit {LOOK_ROWS}",
        conditions.join(" and ")
    );
    let select = query(sqlx::AssertSqlSafe(text))
        .bind(before)
        .bind(asked.from_us.unwrap_or(i64::MIN))
        .bind(asked.to_us.unwrap_or(i64::MAX));
    let select = wanted
        .into_iter()
        .fold(select, |select, (_, id)| select.bind(id));
    select.fetch_all(state.reader()).await
}

/// The remark with this number.
///
/// # Errors
/// [`ZoneError::Unknown`] where there is none.
pub async fn remark(state: &State, id: i64) -> Result<Remark> {
    let found: Option<Remark> = query(sqlx::AssertSqlSafe(format!("{COLUMNS} where id = $1")))
        .bind(id)
        .fetch_optional(state.reader())
        .await?;
    found.ok_or_else(|| ZoneError::Unknown {
        what: "remark",
        name: id.to_string(),
    })
}
