//! Rows of the state as marks.

use sqlx::FromRow;

use super::{KeptPaper, Mark, Ruling, Verdict, Withdrawn};
use crate::{Result, ZoneError};

/// What a statement over `mark m left join mark_verdict v` selects.
pub(super) const COLUMNS: &str = "m.id, m.thing, m.series, m.from_us, m.until_us, m.reason, m.evidence, \
    m.paper_name, m.paper_hash, m.at_us, m.who, m.withdrawn_us, m.withdrawn_who, m.withdrawn_why";
const VERDICT: &str =
    "v.word, v.reason as ruled_why, v.at_us as ruled_us, v.who as ruled_who, v.snapshot";

/// `select … from …` of marks with their verdicts; a condition may follow.
pub(super) fn select() -> String {
    format!("select {COLUMNS}, {VERDICT} from mark m left join mark_verdict v on v.mark = m.id")
}

#[derive(FromRow)]
pub(super) struct MarkRow {
    pub id: i64,
    thing: i64,
    series: Option<i64>,
    from_us: i64,
    until_us: i64,
    reason: String,
    evidence: String,
    paper_name: Option<String>,
    paper_hash: Option<String>,
    at_us: i64,
    who: String,
    withdrawn_us: Option<i64>,
    withdrawn_who: Option<String>,
    withdrawn_why: Option<String>,
    word: Option<String>,
    ruled_why: Option<String>,
    ruled_us: Option<i64>,
    ruled_who: Option<String>,
    snapshot: Option<i64>,
}

impl MarkRow {
    pub fn mark(self) -> Result<Mark> {
        let verdict = match (self.word, self.ruled_us, self.ruled_who) {
            (Some(word), Some(at_us), Some(who)) => Some(Verdict {
                ruling: Ruling::parse(&word).ok_or_else(|| {
                    ZoneError::Refused(format!("`{word}` is no word of a verdict"))
                })?,
                reason: self.ruled_why.unwrap_or_default(),
                at_us,
                who,
                snapshot: self.snapshot,
            }),
            _ => None,
        };
        let withdrawn = self.withdrawn_us.zip(self.withdrawn_who);
        let paper = self.paper_name.zip(self.paper_hash);
        Ok(Mark {
            id: self.id,
            thing: self.thing,
            series: self.series,
            from_us: self.from_us,
            until_us: self.until_us,
            reason: self.reason,
            evidence: self.evidence,
            paper: paper.map(|(name, hash)| KeptPaper { name, hash }),
            at_us: self.at_us,
            who: self.who,
            withdrawn: withdrawn.map(|(at_us, who)| Withdrawn {
                at_us,
                who,
                why: self.withdrawn_why.unwrap_or_default(),
            }),
            verdict,
        })
    }
}
