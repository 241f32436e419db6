//! What becomes of a decision: its own person takes it back, another one refuses it, or a commit of
//! the lake carries it out.

use serde_json::json;

use super::draft::check_reason;
use super::read::decision;
use super::{Decision, Standing};
use crate::state::{AuditEntry, Change, query};
use crate::{Result, Zone, ZoneError};

/// Takes a decision back, by whoever made it.
///
/// # Errors
/// [`ZoneError::Unknown`] where there is none, [`ZoneError::NotAllowed`] for somebody else's,
/// [`ZoneError::Outdated`] for one that does not wait any more.
pub async fn withdraw(zone: &Zone, id: i64, who: &str) -> Result<Decision> {
    // An approval holds the zone while it carries decisions out: none of them goes meanwhile.
    let _held = zone.write(who, &format!("withdraw decision {id}")).await?;
    let found = decision(zone.state(), id).await?;
    check_waits(&found)?;
    if found.who != who {
        return Err(ZoneError::NotAllowed(format!(
            "decision {id} is {}'s; whoever made a decision takes it back, others refuse it",
            found.who
        )));
    }
    close(zone, &found, Standing::Withdrawn, who, None).await
}

/// Refuses a decision of somebody else's, with a reason.
///
/// # Errors
/// [`ZoneError::Unknown`] where there is none, [`ZoneError::Refused`] without a reason,
/// [`ZoneError::NotAllowed`] for one's own, [`ZoneError::Outdated`] for one that does not wait any more.
pub async fn refuse(zone: &Zone, id: i64, reason: &str, who: &str) -> Result<Decision> {
    check_reason(reason)?;
    let _held = zone.write(who, &format!("refuse decision {id}")).await?;
    let found = decision(zone.state(), id).await?;
    check_waits(&found)?;
    check_second(&found, who)?;
    close(zone, &found, Standing::Refused, who, Some(reason.trim())).await
}

/// A second person, not whoever decided.
pub(super) fn check_second(found: &Decision, who: &str) -> Result<()> {
    if found.who != who {
        return Ok(());
    }
    Err(ZoneError::NotAllowed(format!(
        "decision {} is your own; a second person approves or refuses it, and you may withdraw it",
        found.id
    )))
}

pub(super) fn check_waits(found: &Decision) -> Result<()> {
    let Some(closed) = &found.closed else {
        return Ok(());
    };
    Err(ZoneError::Outdated(format!(
        "decision {} does not wait any more: it was {} by {}",
        found.id,
        found.standing.as_str(),
        closed.who
    )))
}

async fn close(
    zone: &Zone,
    found: &Decision,
    standing: Standing,
    who: &str,
    reason: Option<&str>,
) -> Result<Decision> {
    let mut change = zone.state().change(who).await?;
    write(&mut change, found.id, (standing, who, reason), None).await?;
    let action = match standing {
        Standing::Refused => "refuse_decision",
        _ => "withdraw_decision",
    };
    let detail = json!({ "decided_by": found.who, "reason": reason });
    let entry = AuditEntry::new(action, format!("decision {}", found.id), &detail);
    change.commit(entry).await?;
    decision(zone.state(), found.id).await
}

/// Writes into `change` that `who` approved a decision, which the commit of `snapshot` carried out;
/// none where nothing was left to change.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub(crate) async fn note_approval(
    change: &mut Change,
    id: i64,
    who: &str,
    snapshot: Option<i64>,
) -> Result<()> {
    write(change, id, (Standing::Approved, who, None), snapshot).await
}

async fn write(
    change: &mut Change,
    id: i64,
    (standing, who, reason): (Standing, &str, Option<&str>),
    snapshot: Option<i64>,
) -> Result<()> {
    let at_us = change.at_us();
    query(
        "update decision set standing = $1, closed_us = $2, closed_who = $3, closed_reason = $4, \
         snapshot = $5 where id = $6",
    )
    .bind(standing.as_str())
    .bind(at_us)
    .bind(who)
    .bind(reason.map(str::to_owned))
    .bind(snapshot)
    .bind(id)
    .execute(change.connection())
    .await?;
    change.wrote("decision", &[id]);
    Ok(())
}
