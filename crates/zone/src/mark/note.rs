//! Writing a verdict into the state.

use serde::{Deserialize, Serialize};

use super::Ruling;
use crate::limits::REASON_CHARS_MAX;
use crate::state::{Change, query};
use crate::{Result, ZoneError};

/// A verdict that a commit of the lake carries out, as the commit carries it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Acceptance {
    /// The mark's number.
    pub mark: i64,
    /// Why it was accepted.
    pub reason: String,
}

/// Writes into `change` that `who` accepted a mark, which the commit of `snapshot` carried out; none
/// where no reading had to change.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub(crate) async fn note_acceptance(
    change: &mut Change,
    acceptance: &Acceptance,
    who: &str,
    snapshot: Option<i64>,
) -> Result<()> {
    let Acceptance { mark, reason } = acceptance;
    insert(change, (*mark, Ruling::Accepted, reason), who, snapshot).await
}

pub(super) async fn insert(
    change: &mut Change,
    (mark, ruling, reason): (i64, Ruling, &str),
    who: &str,
    snapshot: Option<i64>,
) -> Result<()> {
    let id = change.next_id("mark_verdict").await?;
    let at_us = change.at_us();
    query(
        "insert into mark_verdict (id, mark, word, reason, at_us, who, snapshot) \
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(mark)
    .bind(ruling.as_str())
    .bind(reason)
    .bind(at_us)
    .bind(who)
    .bind(snapshot)
    .execute(change.connection())
    .await?;
    change.wrote("mark_verdict", &[id]);
    Ok(())
}

/// Refuses a reason without words, and a report in the place of one.
pub(super) fn check_words(reason: &str) -> Result<()> {
    let chars = reason.trim().chars().count();
    if (1..=REASON_CHARS_MAX).contains(&chars) {
        return Ok(());
    }
    Err(ZoneError::Refused(format!(
        "the reason has {chars} characters; expected 1 to {REASON_CHARS_MAX}, for those who marked and those \
         who read the history"
    )))
}
