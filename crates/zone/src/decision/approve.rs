//! A second person approves: what was decided goes to the lake in one commit, under both names.

use serde_json::{Value, json};

use super::close::{check_second, check_waits, note_approval};
use super::read::decision;
use super::seen::{readings_of, said};
use super::{Decision, Part, Span, Verb};
use crate::correction::{Edited, Signed, put, read_new_value, revalue};
use crate::lake::log_new_commits;
use crate::limits::{APPROVED_AT_ONCE_MAX, APPROVED_READINGS_MAX, COMMIT_TRIES_MAX};
use crate::observation::{Level, Observation, Quality};
use crate::state::AuditEntry;
use crate::{Result, Zone, ZoneError};

/// What an approval did.
#[derive(Debug, Clone, PartialEq)]
pub struct Approved {
    /// The decisions as they stand.
    pub decisions: Vec<Decision>,
    /// The readings that say something else now.
    pub changed: usize,
    /// How many said so already.
    pub unchanged: usize,
}

/// Carries out the decisions `ids` in one commit, approved by `who`: all of them or none.
///
/// # Errors
/// [`ZoneError::Unknown`] for a number that is none, [`ZoneError::NotAllowed`] for one's own decision,
/// [`ZoneError::Outdated`] for one that does not wait any more or whose readings say something else
/// than when it was made.
pub async fn approve(zone: &Zone, ids: &[i64], who: &str) -> Result<Approved> {
    check_numbers(ids)?;
    let subject = subject(ids);
    let _held = zone.write(who, &format!("approve {subject}")).await?;
    let waiting = waiting_ones(zone, ids, who).await?;
    let reason = reason(&waiting, who);
    let kind = if waiting.iter().all(|d| d.verb == Verb::Replace) {
        "correct"
    } else {
        "review"
    };
    for _ in 0..COMMIT_TRIES_MAX {
        let base = zone.lake().head()?;
        let (changed, unchanged) = carried_out(zone, &waiting, who, base).await?;
        if !changed.is_empty() {
            let signed = Signed {
                who,
                kind,
                reason: &reason,
                decisions: ids,
                acceptance: None,
            };
            match put(zone, base, &changed, &signed).await {
                Err(ZoneError::Contended) => continue,
                other => other?,
            };
        }
        record(zone, &waiting, who, changed.is_empty()).await?;
        let mut decisions = Vec::with_capacity(ids.len());
        for id in ids {
            decisions.push(decision(zone.state(), *id).await?);
        }
        return Ok(Approved {
            decisions,
            changed: changed.len(),
            unchanged,
        });
    }
    Err(ZoneError::Contended)
}

fn check_numbers(ids: &[i64]) -> Result<()> {
    if !(1..=APPROVED_AT_ONCE_MAX).contains(&ids.len()) {
        return Err(ZoneError::Refused(format!(
            "{} decisions; expected 1 to {APPROVED_AT_ONCE_MAX}",
            ids.len()
        )));
    }
    let mut sorted = ids.to_vec();
    sorted.sort_unstable();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(ZoneError::Refused(format!(
            "decision {} is named twice",
            pair[0]
        ))),
        None => Ok(()),
    }
}

/// The decisions `ids`, all of which wait for `who` or somebody like them.
async fn waiting_ones(zone: &Zone, ids: &[i64], who: &str) -> Result<Vec<Decision>> {
    let mut waiting = Vec::with_capacity(ids.len());
    for id in ids {
        let found = decision(zone.state(), *id).await?;
        check_waits(&found)?;
        check_second(&found, who)?;
        waiting.push(found);
    }
    let readings: i64 = waiting.iter().map(|d| d.readings).sum();
    if usize::try_from(readings).is_ok_and(|readings| readings <= APPROVED_READINGS_MAX) {
        return Ok(waiting);
    }
    Err(ZoneError::Refused(format!(
        "{readings} readings; at most {APPROVED_READINGS_MAX} are approved in one commit: approve fewer decisions at once"
    )))
}

/// What the readings of `waiting` become, and how many of them are so already.
async fn carried_out(
    zone: &Zone,
    waiting: &[Decision],
    who: &str,
    base: i64,
) -> Result<(Vec<Edited>, usize)> {
    let (mut changed, mut unchanged) = (Vec::new(), 0);
    for decision in waiting {
        let spans: Vec<Span> = decision.parts.iter().map(|part| part.span).collect();
        let readings = readings_of(zone, &spans, base).await?;
        for (part, found) in decision.parts.iter().zip(readings) {
            if said(&found) != part.seen {
                return Err(changed_since(zone, decision, part));
            }
            for old in found {
                let new = become_of(zone, decision, part, &old, who)?;
                if new.says_the_same_as(&old)
                    && (new.quality, new.level) == (old.quality, old.level)
                {
                    unchanged += 1;
                } else {
                    changed.push(Edited { old, new });
                }
            }
        }
    }
    Ok((changed, unchanged))
}

fn changed_since(zone: &Zone, decision: &Decision, part: &Part) -> ZoneError {
    ZoneError::Outdated(format!(
        "{} says something else than when {} decided (decision {}); nothing was changed: refuse the \
         decision, or let {} withdraw it and look again",
        part.span.in_words(zone),
        decision.who,
        decision.id,
        decision.who
    ))
}

fn become_of(
    zone: &Zone,
    decision: &Decision,
    part: &Part,
    old: &Observation,
    who: &str,
) -> Result<Observation> {
    let mut new = old.clone();
    match (decision.verb, &part.value) {
        (Verb::Accept, _) => new.quality = Quality::Valid,
        (Verb::Void, _) => new.quality = Quality::Invalid,
        (Verb::Replace, Some(written)) => revalue(&mut new, read_new_value(written)?),
        (Verb::Replace, None) => {}
    }
    new.level = Level::Approved;
    new.cause = Some(format!("person:{},{who}", decision.who));
    new.learned_us = zone.clock().now_us();
    Ok(new)
}

/// Enters the commit in the log, which notes the approvals; where there was none, notes them alone.
async fn record(zone: &Zone, waiting: &[Decision], who: &str, is_nothing: bool) -> Result<()> {
    let mut change = zone.state().change(who).await?;
    let snapshots = log_new_commits(&mut change, zone.lake()).await?;
    if is_nothing {
        for decision in waiting {
            note_approval(&mut change, decision.id, who, None).await?;
        }
    }
    let decided: Vec<Value> = waiting
        .iter()
        .map(|d| {
            json!({
                "decision": d.id, "decided_by": d.who, "verb": d.verb.as_str(),
                "reason_code": d.reason_code.as_str(), "reason": d.reason, "readings": d.readings,
            })
        })
        .collect();
    let detail = json!({ "approved_by": who, "decisions": decided, "snapshots": snapshots });
    let ids: Vec<i64> = waiting.iter().map(|d| d.id).collect();
    let entry = AuditEntry::new("approve_decision", subject(&ids), &detail);
    change.commit(entry).await
}

/// `decision 7`, `decisions 7, 8`.
fn subject(ids: &[i64]) -> String {
    let numbers: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let plural = if ids.len() == 1 { "" } else { "s" };
    format!("decision{plural} {}", numbers.join(", "))
}

/// Why, in words that stand in the log of commits.
fn reason(waiting: &[Decision], who: &str) -> String {
    let ids: Vec<i64> = waiting.iter().map(|d| d.id).collect();
    let mut people: Vec<&str> = waiting.iter().map(|d| d.who.as_str()).collect();
    people.sort_unstable();
    people.dedup();
    let names = format!("decided by {}, approved by {who}", people.join(", "));
    match waiting {
        [only] => format!("{} (decision {}, {names})", only.reason, only.id),
        _ => format!("{}, {names}", subject(&ids)),
    }
}
