//! What becomes of a draft: a second person reviews it, another one gives it back, its own takes it
//! back.

use serde_json::json;

use super::read::bulletin;
use super::{Bulletin, Stage};
use crate::limits::REASON_CHARS_MAX;
use crate::state::{AuditEntry, Change, query};
use crate::{Result, Zone, ZoneError};

/// 审核: a second person reviews a draft.
///
/// # Errors
/// [`ZoneError::Unknown`] where there is none, [`ZoneError::NotAllowed`] for one's own,
/// [`ZoneError::Outdated`] for one that is no draft any more, [`ZoneError::Refused`] for too many
/// words.
pub async fn review(zone: &Zone, id: i64, words: Option<&str>, who: &str) -> Result<Bulletin> {
    let words = read_words(words)?;
    let found = bulletin(zone.state(), id).await?;
    check_stage(&found, &[Stage::Drafted])?;
    check_fresh_eyes(&found, who)?;
    take(zone, &found, Stage::Reviewed, words, who).await
}

/// Gives a bulletin that is not issued back, with a reason, by whoever had no hand in it.
///
/// # Errors
/// As [`review`], and [`ZoneError::Refused`] without a reason.
pub async fn give_back(zone: &Zone, id: i64, reason: &str, who: &str) -> Result<Bulletin> {
    let Some(reason) = read_words(Some(reason))? else {
        return Err(ZoneError::Refused(format!(
            "a bulletin is given back with a reason, 1 to {REASON_CHARS_MAX} characters"
        )));
    };
    let found = bulletin(zone.state(), id).await?;
    check_stage(&found, &[Stage::Drafted, Stage::Reviewed])?;
    check_fresh_eyes(&found, who)?;
    take(zone, &found, Stage::Returned, Some(reason), who).await
}

/// Takes a bulletin back while it is not issued, by whoever drafted it.
///
/// # Errors
/// [`ZoneError::Unknown`] where there is none, [`ZoneError::NotAllowed`] for somebody else's,
/// [`ZoneError::Outdated`] for one that is not under way.
pub async fn withdraw(zone: &Zone, id: i64, who: &str) -> Result<Bulletin> {
    let found = bulletin(zone.state(), id).await?;
    check_stage(&found, &[Stage::Drafted, Stage::Reviewed])?;
    match found.step(Stage::Drafted) {
        Some(step) if step.who == who => take(zone, &found, Stage::Withdrawn, None, who).await,
        other => Err(ZoneError::NotAllowed(format!(
            "bulletin {id} is {}'s; whoever drafted it takes it back, others return it",
            other.map_or("nobody", |step| step.who.as_str())
        ))),
    }
}

/// The words beside a step; none where nothing is said.
///
/// # Errors
/// [`ZoneError::Refused`] for more than a reason has room for.
pub(super) fn read_words(words: Option<&str>) -> Result<Option<String>> {
    let words = words.map(str::trim).filter(|words| !words.is_empty());
    let chars = words.map_or(0, |words| words.chars().count());
    if chars > REASON_CHARS_MAX {
        return Err(ZoneError::Refused(format!(
            "the words have {chars} characters; expected at most {REASON_CHARS_MAX}"
        )));
    }
    Ok(words.map(str::to_owned))
}

pub(super) fn check_stage(found: &Bulletin, wanted: &[Stage]) -> Result<()> {
    if wanted.contains(&found.stage) {
        return Ok(());
    }
    let last = found.steps.last();
    let wanted: Vec<&str> = wanted.iter().map(|stage| stage.as_str()).collect();
    Err(ZoneError::Outdated(format!(
        "bulletin {} of {} is {} by {}; expected one that is {}",
        found.id,
        found.month,
        found.stage.as_str(),
        last.map_or("nobody", |step| step.who.as_str()),
        wanted.join(" or ")
    )))
}

/// Each step is another person's.
pub(super) fn check_fresh_eyes(found: &Bulletin, who: &str) -> Result<()> {
    match found.steps.iter().find(|step| step.who == who) {
        None => Ok(()),
        Some(own) => Err(ZoneError::NotAllowed(format!(
            "bulletin {} was {} by you; drafting, reviewing and issuing take three different people",
            found.id,
            own.stage.as_str()
        ))),
    }
}

async fn take(
    zone: &Zone,
    found: &Bulletin,
    stage: Stage,
    words: Option<String>,
    who: &str,
) -> Result<Bulletin> {
    let mut change = begin(zone, found, who).await?;
    query("update bulletin set stage = $1 where id = $2")
        .bind(stage.as_str())
        .bind(found.id)
        .execute(change.connection())
        .await?;
    change.wrote("bulletin", &[found.id]);
    insert_step(&mut change, found.id, stage, words.as_deref()).await?;
    let action = match stage {
        Stage::Reviewed => "review_bulletin",
        Stage::Returned => "return_bulletin",
        _ => "withdraw_bulletin",
    };
    let detail = json!({
        "month": found.month, "was": found.stage.as_str(), "words": words,
        "drafted_by": found.step(Stage::Drafted).map(|step| &step.who),
    });
    let entry = AuditEntry::new(action, format!("bulletin {}", found.id), &detail);
    change.commit(entry).await?;
    bulletin(zone.state(), found.id).await
}

/// Begins a change to `found`, which nobody changed since it was read: no stage comes twice.
pub(super) async fn begin(zone: &Zone, found: &Bulletin, who: &str) -> Result<Change> {
    let mut change = zone.state().change(who).await?;
    let (stage,): (String,) = query("select stage from bulletin where id = $1")
        .bind(found.id)
        .fetch_one(change.connection())
        .await?;
    if stage == found.stage.as_str() {
        return Ok(change);
    }
    Err(ZoneError::Outdated(format!(
        "bulletin {} was {stage} meanwhile; look at it again",
        found.id
    )))
}

pub(super) async fn insert_step(
    change: &mut Change,
    bulletin: i64,
    stage: Stage,
    words: Option<&str>,
) -> Result<()> {
    let id = change.next_id("bulletin_step").await?;
    let (at_us, who) = (change.at_us(), change.who().to_owned());
    query(
        "insert into bulletin_step (id, bulletin, stage, at_us, who, words) \
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(id)
    .bind(bulletin)
    .bind(stage.as_str())
    .bind(at_us)
    .bind(who)
    .bind(words.map(str::to_owned))
    .execute(change.connection())
    .await?;
    change.wrote("bulletin_step", &[id]);
    Ok(())
}
