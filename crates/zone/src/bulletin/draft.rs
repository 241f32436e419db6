//! 编制: the first person drafts the bulletin of a month; from then on its figures are those of this
//! instant.

use serde_json::json;

use super::read::bulletin;
use super::step::insert_step;
use super::{Bulletin, Stage};
use crate::lake::Month;
use crate::state::{AuditEntry, Change, query};
use crate::{Result, Zone, ZoneError, instant};

/// Drafts the bulletin of `month`, by `who`. Whether the month has figures is for the caller to know.
///
/// # Errors
/// [`ZoneError::Refused`] for a month that is none, [`ZoneError::Outdated`] where a bulletin of the
/// month is under way.
pub async fn draft(zone: &Zone, month: &str, who: &str) -> Result<Bulletin> {
    let is_month = Month::parse(month).is_some_and(|parsed| parsed.to_string() == month);
    if !is_month {
        return Err(ZoneError::Refused(format!(
            "`{month}` is no month; expected such as 2021-04"
        )));
    }
    let mut change = zone.state().change(who).await?;
    check_free(&mut change, month).await?;
    let (issued,): (i64,) =
        query("select count(*) from bulletin where month = $1 and stage = 'issued'")
            .bind(month)
            .fetch_one(change.connection())
            .await?;
    let (snapshot,): (Option<i64>,) = query("select max(snapshot) from lake_commit")
        .fetch_one(change.connection())
        .await?;
    let id = change.next_id("bulletin").await?;
    let at_us = change.at_us();
    let bureau = zone.config().letterhead().bureau;
    query(
        "insert into bulletin (id, month, issue_of_month, stage, as_of_us, snapshot, bureau) \
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(month)
    .bind(issued + 1)
    .bind(Stage::Drafted.as_str())
    .bind(at_us)
    .bind(snapshot.unwrap_or_default())
    .bind(bureau.map(|name| name.trim().to_owned()))
    .execute(change.connection())
    .await?;
    change.wrote("bulletin", &[id]);
    insert_step(&mut change, id, Stage::Drafted, None).await?;
    let detail = json!({
        "month": month, "issue_of_month": issued + 1, "as_of": instant::show(at_us, zone.tz()),
        "snapshot": snapshot,
    });
    let entry = AuditEntry::new("draft_bulletin", format!("bulletin {id}"), &detail);
    change.commit(entry).await?;
    bulletin(zone.state(), id).await
}

/// Of a month one bulletin is under way at a time.
async fn check_free(change: &mut Change, month: &str) -> Result<()> {
    let found: Option<(i64, String, String)> = query(
        "select b.id, b.stage, s.who from bulletin b \
         join bulletin_step s on s.bulletin = b.id and s.stage = 'drafted' \
         where b.month = $1 and b.stage in ('drafted', 'reviewed')",
    )
    .bind(month)
    .fetch_optional(change.connection())
    .await?;
    match found {
        None => Ok(()),
        Some((id, stage, whose)) => Err(ZoneError::Outdated(format!(
            "bulletin {id} of {month}, drafted by {whose}, is under way ({stage}); issue, return or withdraw it first"
        ))),
    }
}
