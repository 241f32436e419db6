//! The first person decides; nothing of the lake changes.

use std::collections::HashMap;

use serde_json::json;

use super::draft::{DecisionDraft, PartDraft};
use super::read::{decision, waiting_on};
use super::seen::{check_there, readings_of, said};
use super::{Decision, Span, Standing};
use crate::limits::{DECISION_READINGS_MAX, PARTS_WAITING_MAX};
use crate::observation::Observation;
use crate::state::{AuditEntry, Change, query};
use crate::{Result, Zone, ZoneError, instant};

/// Keeps what `who` decides of readings until a second person approves or refuses it.
///
/// # Errors
/// [`ZoneError::Refused`] for a draft that says too little or too much, [`ZoneError::Unknown`] where
/// there is no reading, [`ZoneError::Outdated`] where another decision waits about one of them.
pub async fn propose(zone: &Zone, draft: &DecisionDraft, who: &str) -> Result<Decision> {
    draft.check()?;
    let spans: Vec<Span> = draft.parts.iter().map(|part| part.span).collect();
    let head = zone.lake().head()?;
    let readings = readings_of(zone, &spans, head).await?;
    for (span, found) in spans.iter().zip(&readings) {
        check_there(zone, span, found)?;
    }
    let count: usize = readings.iter().map(Vec::len).sum();
    if count > DECISION_READINGS_MAX {
        return Err(ZoneError::Refused(format!(
            "there are more than {DECISION_READINGS_MAX} readings; one decision covers at most that many: choose a shorter range"
        )));
    }
    let mut change = zone.state().change(who).await?;
    check_free(zone, &mut change, &spans).await?;
    let id = insert(&mut change, draft, &readings).await?;
    let detail = json!({
        "verb": draft.verb.as_str(), "reason_code": draft.reason_code.as_str(),
        "reason": draft.reason.trim(), "readings": count,
    });
    let entry = AuditEntry::new("propose_decision", format!("decision {id}"), &detail);
    change.commit(entry).await?;
    decision(zone.state(), id).await
}

/// Refuses what another decision waits about, and more than people can look at.
async fn check_free(zone: &Zone, change: &mut Change, spans: &[Span]) -> Result<()> {
    let waiting = waiting_on(change.connection()).await?;
    check_room(waiting.len(), spans.len())?;
    let mut by_series: HashMap<i64, Vec<&(i64, String, Span)>> = HashMap::new();
    for one in &waiting {
        by_series.entry(one.2.series).or_default().push(one);
    }
    for span in spans {
        let mut near = by_series.get(&span.series).into_iter().flatten();
        if let Some((id, whose, taken)) = near.find(|one| one.2.meets(span)) {
            let at = taken.from_us.max(span.from_us);
            return Err(ZoneError::Outdated(format!(
                "decision {id} of {whose} about series {} at {} waits already; approve, refuse or withdraw it first",
                span.series,
                instant::show(at, zone.tz())
            )));
        }
    }
    Ok(())
}

fn check_room(waiting: usize, fresh: usize) -> Result<()> {
    if waiting + fresh <= PARTS_WAITING_MAX {
        return Ok(());
    }
    Err(ZoneError::Refused(format!(
        "{waiting} readings and ranges wait for a second person; with these {fresh} there would be more than \
         {PARTS_WAITING_MAX}: have them approved first"
    )))
}

async fn insert(
    change: &mut Change,
    draft: &DecisionDraft,
    readings: &[Vec<Observation>],
) -> Result<i64> {
    let id = change.next_id("decision").await?;
    let (at_us, who) = (change.at_us(), change.who().to_owned());
    let count: usize = readings.iter().map(Vec::len).sum();
    query(
        "insert into decision (id, verb, reason_code, reason, readings, at_us, who, standing) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(draft.verb.as_str())
    .bind(draft.reason_code.as_str())
    .bind(draft.reason.trim())
    .bind(i64::try_from(count).unwrap_or(i64::MAX))
    .bind(at_us)
    .bind(who)
    .bind(Standing::Proposed.as_str())
    .execute(change.connection())
    .await?;
    change.wrote("decision", &[id]);
    let first = change.next_id("decision_part").await?;
    for (part_id, (part, found)) in (first..).zip(draft.parts.iter().zip(readings)) {
        insert_part(change, (part_id, id), part, found).await?;
    }
    Ok(id)
}

async fn insert_part(
    change: &mut Change,
    (id, decision): (i64, i64),
    part: &PartDraft,
    found: &[Observation],
) -> Result<()> {
    query(
        "insert into decision_part (id, decision, series, from_us, to_us, value, readings, seen) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(decision)
    .bind(part.span.series)
    .bind(part.span.from_us)
    .bind(part.span.to_us)
    .bind(part.value.as_deref().map(|value| value.trim().to_owned()))
    .bind(i64::try_from(found.len()).unwrap_or(i64::MAX))
    .bind(said(found))
    .execute(change.connection())
    .await?;
    change.wrote("decision_part", &[id]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{PARTS_WAITING_MAX, check_room};

    #[test]
    fn as_much_may_wait_as_people_can_look_at_and_no_more() {
        assert!(check_room(PARTS_WAITING_MAX - 2, 2).is_ok());
        assert!(check_room(PARTS_WAITING_MAX - 2, 3).is_err());
    }
}
