//! Rows of the state as decisions.

use sqlx::FromRow;

use super::{Closed, Decision, Part, ReasonCode, Span, Standing, Verb};
use crate::{Result, ZoneError};

pub(super) const COLUMNS: &str = "d.id, d.verb, d.reason_code, d.reason, d.readings, d.at_us, d.who, \
    d.standing, d.closed_us, d.closed_who, d.closed_reason, d.snapshot";

#[derive(FromRow)]
pub(super) struct DecisionRow {
    pub id: i64,
    verb: String,
    reason_code: String,
    reason: String,
    readings: i64,
    at_us: i64,
    who: String,
    standing: String,
    closed_us: Option<i64>,
    closed_who: Option<String>,
    closed_reason: Option<String>,
    snapshot: Option<i64>,
}

#[derive(FromRow)]
pub(super) struct PartRow {
    series: i64,
    from_us: i64,
    to_us: i64,
    value: Option<String>,
    readings: i64,
    seen: String,
}

impl From<PartRow> for Part {
    fn from(row: PartRow) -> Self {
        Self {
            span: Span {
                series: row.series,
                from_us: row.from_us,
                to_us: row.to_us,
            },
            value: row.value,
            readings: row.readings,
            seen: row.seen,
        }
    }
}

impl DecisionRow {
    pub fn decision(self, parts: Vec<PartRow>) -> Result<Decision> {
        let closed = match (self.closed_us, self.closed_who) {
            (Some(at_us), Some(who)) => Some(Closed {
                at_us,
                who,
                reason: self.closed_reason,
            }),
            _ => None,
        };
        Ok(Decision {
            id: self.id,
            verb: word(&self.verb, Verb::parse)?,
            reason_code: word(&self.reason_code, ReasonCode::parse)?,
            reason: self.reason,
            readings: self.readings,
            at_us: self.at_us,
            who: self.who,
            standing: word(&self.standing, Standing::parse)?,
            closed,
            snapshot: self.snapshot,
            parts: parts.into_iter().map(Part::from).collect(),
        })
    }
}

fn word<T>(written: &str, parse: fn(&str) -> Option<T>) -> Result<T> {
    parse(written)
        .ok_or_else(|| ZoneError::Refused(format!("`{written}` is no word of a decision")))
}
