//! The operator marks; nothing of the lake changes.

use serde_json::json;

use super::draft::MarkDraft;
use super::read::mark;
use super::row::{MarkRow, select};
use super::{FOLDER, KeptPaper, Mark};
use crate::limits::MARKS_PENDING_MAX;
use crate::state::{AuditEntry, Change, query};
use crate::{Result, Zone, ZoneError, instant, kept_files};

/// Keeps the mark of `who` until the bureau judges it.
///
/// # Errors
/// [`ZoneError::Refused`] for a draft that says too little or too much, [`ZoneError::Unknown`] for a thing
/// or a series of it that is not there, [`ZoneError::Outdated`] where the same waits already.
pub async fn add(zone: &Zone, draft: &MarkDraft, who: &str) -> Result<Mark> {
    draft.check(zone.vocabulary())?;
    check_there(zone, draft).await?;
    // On the disk before a row names it; a mark that is refused below leaves a file that nothing names.
    let paper = draft.paper.as_ref().map(|paper| {
        Ok::<_, ZoneError>(KeptPaper {
            name: paper.name.clone(),
            hash: kept_files::store(zone, FOLDER, &paper.bytes)?,
        })
    });
    let paper = paper.transpose()?;
    let mut change = zone.state().change(who).await?;
    check_free(zone, &mut change, draft).await?;
    let id = insert(&mut change, draft, paper.as_ref()).await?;
    let detail = json!({
        "thing": draft.thing, "series": draft.series, "reason": draft.reason,
        "from": instant::show(draft.from_us, zone.tz()), "until": instant::show(draft.until_us, zone.tz()),
        "evidence": draft.evidence.trim(), "paper": paper.as_ref().map(|paper| &paper.hash),
    });
    let entry = AuditEntry::new("mark", format!("mark {id}"), &detail);
    change.commit(entry).await?;
    mark(zone.state(), id).await
}

async fn check_there(zone: &Zone, draft: &MarkDraft) -> Result<()> {
    let thing: Option<(i64,)> = query("select id from thing where id = $1")
        .bind(draft.thing)
        .fetch_optional(zone.state().reader())
        .await?;
    if thing.is_none() {
        return Err(ZoneError::Unknown {
            what: "thing",
            name: draft.thing.to_string(),
        });
    }
    let Some(series) = draft.series else {
        return Ok(());
    };
    let of_it: Option<(i64,)> = query("select id from series where id = $1 and thing = $2")
        .bind(series)
        .bind(draft.thing)
        .fetch_optional(zone.state().reader())
        .await?;
    of_it.map(|_| ()).ok_or_else(|| ZoneError::Unknown {
        what: "series",
        name: series.to_string(),
    })
}

/// Refuses what waits already, and more than people can look at.
async fn check_free(zone: &Zone, change: &mut Change, draft: &MarkDraft) -> Result<()> {
    let text = format!(
        "{} where m.withdrawn_us is null and v.id is null order by m.id",
        select()
    );
    let waiting: Vec<MarkRow> = query(sqlx::AssertSqlSafe(text))
        .fetch_all(change.connection())
        .await?;
    if waiting.len() >= MARKS_PENDING_MAX {
        return Err(ZoneError::Refused(format!(
            "{} marks wait for a verdict, no more than {MARKS_PENDING_MAX} do: have some judged first",
            waiting.len()
        )));
    }
    for row in waiting {
        let waits = row.mark()?;
        if draft.says_the_same_as(&waits) {
            return Err(ZoneError::Outdated(format!(
                "mark {} of {} says so already from {} to {}; withdraw it first, or mark the rest alone",
                waits.id,
                waits.who,
                instant::show(waits.from_us, zone.tz()),
                instant::show(waits.until_us, zone.tz())
            )));
        }
    }
    Ok(())
}

async fn insert(change: &mut Change, draft: &MarkDraft, paper: Option<&KeptPaper>) -> Result<i64> {
    let id = change.next_id("mark").await?;
    let (at_us, who) = (change.at_us(), change.who().to_owned());
    query(
        "insert into mark (id, thing, series, from_us, until_us, reason, evidence, paper_name, paper_hash, \
         at_us, who) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(id)
    .bind(draft.thing)
    .bind(draft.series)
    .bind(draft.from_us)
    .bind(draft.until_us)
    .bind(&draft.reason)
    .bind(draft.evidence.trim())
    .bind(paper.map(|paper| paper.name.clone()))
    .bind(paper.map(|paper| paper.hash.clone()))
    .bind(at_us)
    .bind(who)
    .execute(change.connection())
    .await?;
    change.wrote("mark", &[id]);
    Ok(id)
}
