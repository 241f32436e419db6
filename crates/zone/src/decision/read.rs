//! Reading decisions.

use super::row::{COLUMNS, DecisionRow, PartRow};
use super::{Decision, Span, Standing};
use crate::state::{State, query};
use crate::{Result, ZoneError};

/// Rows that are read at a time where not all of them are wanted.
const LOOK_ROWS: i64 = 200;

/// Which decisions are asked for.
#[derive(Debug, Clone, Default)]
pub struct DecisionsAsked {
    /// How far they have come.
    pub standing: Option<Standing>,
    /// By whom.
    pub by: Option<String>,
    /// By anybody but them.
    pub not_by: Option<String>,
    /// Only those with a lower number.
    pub before: Option<i64>,
    /// How many at most.
    pub most: usize,
}

impl DecisionsAsked {
    fn wants(&self, decision: &Decision) -> bool {
        self.by.as_ref().is_none_or(|by| *by == decision.who)
            && self.not_by.as_ref().is_none_or(|by| *by != decision.who)
    }
}

/// The newest decisions that are asked for and that `sees` lets pass.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn decisions(
    state: &State,
    asked: &DecisionsAsked,
    sees: impl Fn(&Decision) -> bool,
) -> Result<Vec<Decision>> {
    let standing = asked.standing.map_or("", Standing::as_str);
    let mut before = asked.before.unwrap_or(i64::MAX);
    let mut found = Vec::new();
    loop {
        let text = format!(
            "select {COLUMNS} from decision d where d.id < $1 and ($2 = '' or d.standing = $3) \
             order by d.id desc limit {LOOK_ROWS}"
        );
        let rows: Vec<DecisionRow> = query(sqlx::AssertSqlSafe(text))
            .bind(before)
            .bind(standing)
            .bind(standing)
            .fetch_all(state.reader())
            .await?;
        let Some(last) = rows.last() else {
            return Ok(found);
        };
        before = last.id;
        for row in rows {
            let decision = whole(state, row).await?;
            if asked.wants(&decision) && sees(&decision) {
                found.push(decision);
                if found.len() >= asked.most {
                    return Ok(found);
                }
            }
        }
    }
}

/// The decision with this number.
///
/// # Errors
/// [`ZoneError::Unknown`] where there is none.
pub async fn decision(state: &State, id: i64) -> Result<Decision> {
    let row: Option<DecisionRow> = query(sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from decision d where d.id = $1"
    )))
    .bind(id)
    .fetch_optional(state.reader())
    .await?;
    match row {
        Some(row) => whole(state, row).await,
        None => Err(ZoneError::Unknown {
            what: "decision",
            name: id.to_string(),
        }),
    }
}

/// The decision about the reading of `series` at `time_us` that the commit of `snapshot` carried out.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn approved_by(
    state: &State,
    snapshot: i64,
    series: i64,
    time_us: i64,
) -> Result<Option<Decision>> {
    let row: Option<DecisionRow> = query(sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from decision d join decision_part p on p.decision = d.id \
         where d.snapshot = $1 and p.series = $2 and p.from_us <= $3 and p.to_us >= $4"
    )))
    .bind(snapshot)
    .bind(series)
    .bind(time_us)
    .bind(time_us)
    .fetch_optional(state.reader())
    .await?;
    match row {
        Some(row) => Ok(Some(whole(state, row).await?)),
        None => Ok(None),
    }
}

/// What waits for a second person: the decision's number, whose it is, and which readings.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn waiting(state: &State) -> Result<Vec<(i64, String, Span)>> {
    waiting_on(state.reader()).await
}

pub(super) async fn waiting_on(on: crate::state::On<'_>) -> Result<Vec<(i64, String, Span)>> {
    let rows: Vec<(i64, String, i64, i64, i64)> = query(
        "select d.id, d.who, p.series, p.from_us, p.to_us \
         from decision d join decision_part p on p.decision = d.id \
         where d.standing = 'proposed' order by p.id",
    )
    .fetch_all(on)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, who, series, from_us, to_us)| {
            let span = Span {
                series,
                from_us,
                to_us,
            };
            (id, who, span)
        })
        .collect())
}

/// A decision with its parts.
async fn whole(state: &State, row: DecisionRow) -> Result<Decision> {
    let parts: Vec<PartRow> = query(
        "select series, from_us, to_us, value, readings, seen from decision_part \
         where decision = $1 order by id",
    )
    .bind(row.id)
    .fetch_all(state.reader())
    .await?;
    row.decision(parts)
}
