//! Whoever marked takes it back, while it waits.

use serde_json::json;

use super::Mark;
use super::judge::check_waits;
use super::note::check_words;
use super::read::mark;
use crate::state::{AuditEntry, query};
use crate::{Result, Zone, ZoneError};

/// Takes a mark back, by whoever made it.
///
/// # Errors
/// [`ZoneError::Unknown`] where there is none, [`ZoneError::Refused`] without a reason,
/// [`ZoneError::NotAllowed`] for somebody else's, [`ZoneError::Outdated`] for one that does not wait any
/// more.
pub async fn withdraw(zone: &Zone, id: i64, why: &str, who: &str) -> Result<Mark> {
    check_words(why)?;
    // A verdict holds the zone while it is carried out: no mark goes meanwhile.
    let _held = zone.write(who, &format!("withdraw mark {id}")).await?;
    let found = mark(zone.state(), id).await?;
    check_waits(&found)?;
    if found.who != who {
        return Err(ZoneError::NotAllowed(format!(
            "mark {id} is {}'s; whoever marked takes it back, the bureau refuses it",
            found.who
        )));
    }
    let mut change = zone.state().change(who).await?;
    let at_us = change.at_us();
    query(
        "update mark set withdrawn_us = $1, withdrawn_who = $2, withdrawn_why = $3 where id = $4",
    )
    .bind(at_us)
    .bind(who)
    .bind(why.trim())
    .bind(id)
    .execute(change.connection())
    .await?;
    change.wrote("mark", &[id]);
    let entry = AuditEntry::new(
        "withdraw_mark",
        format!("mark {id}"),
        &json!({ "why": why.trim() }),
    );
    change.commit(entry).await?;
    mark(zone.state(), id).await
}
