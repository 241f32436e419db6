//! 编制: the first person drafts the bulletin of a month; from then on its figures are those of this
//! instant.
//!
//! Forms that go with it are filled before it is written: a form that cannot be filled is no surprise on
//! the day of the issue. What they show is what the book knew just before, so where something changed
//! meanwhile nothing is written and they are filled anew.

use serde_json::json;

use super::issue::{insert_documents, keep};
use super::read::bulletin;
use super::step::insert_step;
use super::{Bulletin, Printed, Stage, Step};
use crate::lake::Month;
use crate::state::{AuditEntry, Change, On, query};
use crate::{Result, Zone, ZoneError, instant};

/// A bulletin as it will stand once it is drafted: what its forms are filled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    bulletin: Bulletin,
    who: String,
    last_us: i64,
}

impl Outline {
    /// The bulletin with the step of its draft, but without an id.
    pub fn bulletin(&self) -> &Bulletin {
        &self.bulletin
    }
}

/// How the bulletin of `month` will stand that `who` drafts; writes nothing.
///
/// # Errors
/// As [`draft`].
pub async fn outline(zone: &Zone, month: &str, who: &str) -> Result<Outline> {
    check_month(month)?;
    let state = zone.state();
    check_free(state.reader(), month).await?;
    let last_us = state.last_change_us().await?;
    let at_us = zone.clock().now_us().max(last_us.saturating_add(1));
    let bulletin = Bulletin {
        id: 0,
        month: month.to_owned(),
        issue_of_month: issued(state.reader(), month).await? + 1,
        stage: Stage::Drafted,
        number: None,
        bureau: bureau(zone),
        as_of_us: at_us,
        snapshot: last_snapshot(state.reader()).await?.unwrap_or_default(),
        steps: vec![Step {
            stage: Stage::Drafted,
            who: who.to_owned(),
            at_us,
            words: None,
        }],
        supersedes: None,
        superseded_by: None,
        documents: Vec::new(),
    };
    Ok(Outline {
        bulletin,
        who: who.to_owned(),
        last_us,
    })
}

/// Drafts what was outlined, with the filled forms as its `documents`.
///
/// # Errors
/// As [`draft`], and [`ZoneError::Contended`] where the book changed since: outline it again.
pub async fn draft_with(zone: &Zone, outline: &Outline, documents: &[Printed]) -> Result<Bulletin> {
    let since = (!documents.is_empty()).then_some(outline.last_us);
    write(
        zone,
        (&outline.bulletin.month, &outline.who),
        since,
        documents,
    )
    .await
}

/// Drafts the bulletin of `month`, by `who`. Whether the month has figures is for the caller to know.
///
/// # Errors
/// [`ZoneError::Refused`] for a month that is none, [`ZoneError::Outdated`] where a bulletin of the
/// month is under way.
pub async fn draft(zone: &Zone, month: &str, who: &str) -> Result<Bulletin> {
    write(zone, (month, who), None, &[]).await
}

async fn write(
    zone: &Zone,
    (month, who): (&str, &str),
    last_us: Option<i64>,
    documents: &[Printed],
) -> Result<Bulletin> {
    check_month(month)?;
    let kept = keep(zone, documents)?;
    let mut change = zone.state().change(who).await?;
    check_free(change.connection(), month).await?;
    check_unchanged(&mut change, last_us).await?;
    let issued = issued(change.connection(), month).await?;
    let snapshot = last_snapshot(change.connection()).await?;
    let id = change.next_id("bulletin").await?;
    let at_us = change.at_us();
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
    .bind(bureau(zone))
    .execute(change.connection())
    .await?;
    change.wrote("bulletin", &[id]);
    insert_step(&mut change, id, Stage::Drafted, None).await?;
    insert_documents(&mut change, id, &kept).await?;
    let mut detail = json!({
        "month": month, "issue_of_month": issued + 1, "as_of": instant::show(at_us, zone.tz()),
        "snapshot": snapshot,
    });
    if !kept.is_empty() {
        let hashes: Vec<&String> = kept.iter().map(|document| &document.hash).collect();
        detail["documents"] = json!(hashes);
    }
    let entry = AuditEntry::new("draft_bulletin", format!("bulletin {id}"), &detail);
    change.commit(entry).await?;
    bulletin(zone.state(), id).await
}

fn check_month(month: &str) -> Result<()> {
    let is_month = Month::parse(month).is_some_and(|parsed| parsed.to_string() == month);
    if is_month {
        return Ok(());
    }
    Err(ZoneError::Refused(format!(
        "`{month}` is no month; expected such as 2021-04"
    )))
}

/// Refuses where another change than that at `last_us` was the last one.
async fn check_unchanged(change: &mut Change, last_us: Option<i64>) -> Result<()> {
    let Some(last_us) = last_us else {
        return Ok(());
    };
    let (now,): (Option<i64>,) = query("select max(at_us) from audit")
        .fetch_one(change.connection())
        .await?;
    if now.unwrap_or(i64::MIN) == last_us {
        Ok(())
    } else {
        Err(ZoneError::Contended)
    }
}

fn bureau(zone: &Zone) -> Option<String> {
    let bureau = zone.config().letterhead().bureau;
    bureau.map(|name| name.trim().to_owned())
}

async fn issued(on: On<'_>, month: &str) -> Result<i64> {
    let (issued,): (i64,) =
        query("select count(*) from bulletin where month = $1 and stage = 'issued'")
            .bind(month)
            .fetch_one(on)
            .await?;
    Ok(issued)
}

async fn last_snapshot(on: On<'_>) -> Result<Option<i64>> {
    let (snapshot,): (Option<i64>,) = query("select max(snapshot) from lake_commit")
        .fetch_one(on)
        .await?;
    Ok(snapshot)
}

/// Of a month one bulletin is under way at a time.
async fn check_free(on: On<'_>, month: &str) -> Result<()> {
    let found: Option<(i64, String, String)> = query(
        "select b.id, b.stage, s.who from bulletin b \
         join bulletin_step s on s.bulletin = b.id and s.stage = 'drafted' \
         where b.month = $1 and b.stage in ('drafted', 'reviewed')",
    )
    .bind(month)
    .fetch_optional(on)
    .await?;
    match found {
        None => Ok(()),
        Some((id, stage, whose)) => Err(ZoneError::Outdated(format!(
            "bulletin {id} of {month}, drafted by {whose}, is under way ({stage}); issue, return or withdraw it first"
        ))),
    }
}
