//! What people decide of readings, and what a second person says to it.

#![allow(
    unused_qualifications,
    reason = "the macro that describes parameters names its traits in full"
)]

use std::sync::Arc;

use ::zone::decision::{
    self, DecisionDraft, DecisionsAsked as Wanted, PartDraft, ReasonCode, Span, Standing, Verb,
    approve, decisions, propose, refuse, withdraw,
};
use ::zone::instant::{read, read_last, show};
use ::zone::limits::APPROVED_AT_ONCE_MAX;
use ::zone::person::Role;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Page;
use crate::asked::{Asked, Named, Sent};
use crate::book::Book;
use crate::door::Asker;
use crate::limits::PARTS_SHOWN;
use crate::paging::{cut, number_of, page_rows};
use crate::problem::Problem;
use crate::seen::Seen;

/// A decision of a reviewer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Decision {
    id: i64,
    /// `accept`, `void` or `replace`.
    verb: &'static str,
    reason_code: &'static str,
    reason: String,
    /// `proposed`, `approved`, `refused` or `withdrawn`.
    state: &'static str,
    /// Whoever decided.
    who: String,
    at: String,
    /// How many readings it is about.
    readings: i64,
    /// Which: the first 20 where decisions are listed, else all.
    parts: Vec<PartSeen>,
    part_count: usize,
    /// Who approved, refused or took it back; nothing while it waits.
    closed: Option<ClosedSeen>,
}

/// Some readings of a decision.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartSeen {
    series: i64,
    kind: String,
    thing: String,
    name_zh: String,
    name_en: Option<String>,
    property: String,
    /// The first instant; the last one too where it is one reading.
    from: String,
    to: String,
    /// What they become, as it was written.
    value: Option<String>,
    readings: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClosedSeen {
    who: String,
    at: String,
    reason: Option<String>,
}

impl Decision {
    fn of(found: &decision::Decision, seen: &Seen, tz: &TimeZone, most: usize) -> Self {
        let parts = found.parts.iter().take(most);
        let parts = parts.filter_map(|part| {
            let (series, thing) = seen.series(part.span.series)?;
            Some(PartSeen {
                series: series.id,
                kind: thing.draft.kind.clone(),
                thing: thing.draft.code.clone(),
                name_zh: thing.draft.name_zh.clone(),
                name_en: thing.draft.name_en.clone(),
                property: series.key.property.clone(),
                from: show(part.span.from_us, tz),
                to: show(part.span.to_us, tz),
                value: part.value.clone(),
                readings: part.readings,
            })
        });
        Self {
            id: found.id,
            verb: found.verb.as_str(),
            reason_code: found.reason_code.as_str(),
            reason: found.reason.clone(),
            state: found.standing.as_str(),
            who: found.who.clone(),
            at: show(found.at_us, tz),
            readings: found.readings,
            parts: parts.collect(),
            part_count: found.parts.len(),
            closed: found.closed.as_ref().map(|closed| ClosedSeen {
                who: closed.who.clone(),
                at: show(closed.at_us, tz),
                reason: closed.reason.clone(),
            }),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DecisionsAsked {
    /// `proposed`, `approved`, `refused` or `withdrawn`; else all.
    state: Option<String>,
    /// Only what this person decided.
    by: Option<String>,
    /// Only what anybody else decided: what waits for this person.
    not_by: Option<String>,
    /// Rows of the page, 1 to 1,000.
    limit: Option<usize>,
    /// The cursor that the page before gave.
    after: Option<String>,
}

/// Decisions about readings, the newest first.
#[utoipa::path(get, path = "/api/review/decisions", params(DecisionsAsked),
    responses((status = 200, body = Page<Decision>), Problem))]
pub(crate) async fn list_decisions(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Asked(asked): Asked<DecisionsAsked>,
) -> Result<Json<Page<Decision>>, Problem> {
    asker.works_here()?;
    let standing = asked.state.as_deref().map(|word| {
        Standing::parse(word).ok_or_else(|| {
            Problem::bad_request(format!(
                "`state` is `{word}`; expected one of {}",
                words(Standing::ALL.iter().map(|standing| standing.as_str()))
            ))
        })
    });
    let rows = page_rows(asked.limit)?;
    let wanted = Wanted {
        standing: standing.transpose()?,
        by: asked.by,
        not_by: asked.not_by,
        before: asked.after.as_deref().map(number_of).transpose()?,
        most: rows + 1,
    };
    let seen = Seen::read(book.zone(), &asker).await?;
    let zone = book.zone();
    let mut found = decisions(zone.state(), &wanted, |decision| seen.sees(decision)).await?;
    let next = cut(&mut found, rows, |last| last.id.to_string());
    Ok(Json(Page {
        next,
        rows: found
            .iter()
            .map(|found| Decision::of(found, &seen, zone.tz(), PARTS_SHOWN))
            .collect(),
    }))
}

/// One decision with all its readings.
#[utoipa::path(get, path = "/api/review/decisions/{id}", params(("id" = i64, Path)),
    responses((status = 200, body = Decision), Problem))]
pub(crate) async fn one_decision(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Json<Decision>, Problem> {
    asker.works_here()?;
    let seen = Seen::read(book.zone(), &asker).await?;
    let found = seen_decision(&book, &seen, id).await?;
    let most = found.parts.len();
    Ok(Json(Decision::of(&found, &seen, book.zone().tz(), most)))
}

/// A decision of which all readings are seen; another is as if it were not there.
async fn seen_decision(book: &Book, seen: &Seen, id: i64) -> Result<decision::Decision, Problem> {
    let found = decision::decision(book.zone().state(), id).await;
    let found = found.map_err(Problem::of_change)?;
    if seen.sees(&found) {
        return Ok(found);
    }
    Err(Problem::not_found(format!("there is no decision `{id}`")))
}

/// What is decided of readings.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionSent {
    /// `accept`: valid; `void`: invalid; `replace`: another value.
    verb: String,
    /// One of `/api/review/reasons`.
    reason_code: String,
    /// Why, in words, 1 to 500 characters.
    reason: String,
    /// What all readings become that name no value of their own: a number, `<0.01`, `0.01L` or `未检出`.
    value: Option<String>,
    /// Readings one by one, 1 to 500.
    readings: Option<Vec<ReadingSent>>,
    /// Or all readings of a range.
    range: Option<RangeSent>,
}

/// One reading.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReadingSent {
    series: i64,
    time: String,
    /// What it becomes.
    value: Option<String>,
}

/// Readings of a series between two instants, both included, at most 10,000.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RangeSent {
    series: i64,
    from: String,
    /// A bare date takes its whole day.
    to: String,
}

impl DecisionSent {
    fn draft(self, tz: &TimeZone) -> Result<DecisionDraft, Problem> {
        let all = self.value;
        let parts = match (self.readings, self.range) {
            (Some(readings), None) => readings
                .into_iter()
                .map(|reading| {
                    let at = read(&reading.time, tz).map_err(Problem::of_change)?;
                    Ok(PartDraft {
                        span: Span {
                            series: reading.series,
                            from_us: at,
                            to_us: at,
                        },
                        value: reading.value.or_else(|| all.clone()),
                    })
                })
                .collect::<Result<Vec<_>, Problem>>()?,
            (None, Some(range)) => vec![PartDraft {
                span: Span {
                    series: range.series,
                    from_us: read(&range.from, tz).map_err(Problem::of_change)?,
                    to_us: read_last(&range.to, tz).map_err(Problem::of_change)?,
                },
                value: all,
            }],
            _ => {
                return Err(Problem::bad_request(
                    "expected `readings` or `range`, and one of them alone",
                ));
            }
        };
        Ok(DecisionDraft {
            verb: word("verb", &self.verb, Verb::parse, Verb::ALL, Verb::as_str)?,
            reason_code: word(
                "reason_code",
                &self.reason_code,
                ReasonCode::parse,
                ReasonCode::ALL,
                ReasonCode::as_str,
            )?,
            reason: self.reason,
            parts,
        })
    }
}

/// A word of a closed list, or that it is none.
fn word<T: Copy>(
    name: &str,
    written: &str,
    parse: fn(&str) -> Option<T>,
    all: &[T],
    spelled: fn(T) -> &'static str,
) -> Result<T, Problem> {
    parse(written).ok_or_else(|| {
        Problem::bad_request(format!(
            "`{name}` is `{written}`; expected one of {}",
            words(all.iter().map(|one| spelled(*one)))
        ))
    })
}

fn words(all: impl Iterator<Item = &'static str>) -> String {
    all.collect::<Vec<_>>().join(", ")
}

/// Decides of readings; nothing of them changes before a second person approves it. Takes a reviewer.
#[utoipa::path(post, path = "/api/review/decisions", request_body = DecisionSent,
    responses((status = 201, body = Decision), Problem))]
pub(crate) async fn decide(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Sent(sent): Sent<DecisionSent>,
) -> Result<(StatusCode, Json<Decision>), Problem> {
    let who = asker.may(Role::Reviewer)?.name.clone();
    let draft = sent.draft(book.zone().tz())?;
    let seen = Seen::read(book.zone(), &asker).await?;
    for part in &draft.parts {
        seen.check_series(part.span.series)?;
    }
    let written = Arc::clone(&book);
    let made = book.change(async move {
        let made = propose(written.zone(), &draft, &who).await;
        made.map_err(Problem::of_change)
    });
    let made = made.await?;
    let told = Decision::of(&made, &seen, book.zone().tz(), made.parts.len());
    Ok((StatusCode::CREATED, Json(told)))
}

/// Takes a decision of one's own back while it waits. Takes a reviewer.
#[utoipa::path(post, path = "/api/review/decisions/{id}/withdraw", params(("id" = i64, Path)),
    responses((status = 200, body = Decision), Problem))]
pub(crate) async fn withdraw_decision(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Json<Decision>, Problem> {
    let who = asker.may(Role::Reviewer)?.name.clone();
    let seen = Seen::read(book.zone(), &asker).await?;
    seen_decision(&book, &seen, id).await?;
    let written = Arc::clone(&book);
    let made = book.change(async move {
        let made = withdraw(written.zone(), id, &who).await;
        made.map_err(Problem::of_change)
    });
    let made = made.await?;
    let most = made.parts.len();
    Ok(Json(Decision::of(&made, &seen, book.zone().tz(), most)))
}

/// Why a decision is refused.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefusalSent {
    /// In words, 1 to 500 characters.
    reason: String,
}

/// Refuses a decision of somebody else's while it waits. Takes a reviewer.
#[utoipa::path(post, path = "/api/review/decisions/{id}/refuse", params(("id" = i64, Path)),
    request_body = RefusalSent, responses((status = 200, body = Decision), Problem))]
pub(crate) async fn refuse_decision(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
    Sent(sent): Sent<RefusalSent>,
) -> Result<Json<Decision>, Problem> {
    let who = asker.may(Role::Reviewer)?.name.clone();
    let seen = Seen::read(book.zone(), &asker).await?;
    seen_decision(&book, &seen, id).await?;
    let written = Arc::clone(&book);
    let made = book.change(async move {
        let made = refuse(written.zone(), id, &sent.reason, &who).await;
        made.map_err(Problem::of_change)
    });
    let made = made.await?;
    let most = made.parts.len();
    Ok(Json(Decision::of(&made, &seen, book.zone().tz(), most)))
}

/// Decisions to approve.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApprovalSent {
    /// Their numbers, 1 to 200.
    decisions: Vec<i64>,
}

/// What an approval did.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApprovalMade {
    rows: Vec<Decision>,
    /// Readings that say something else now.
    changed: usize,
    /// Readings that said so already.
    unchanged: usize,
}

/// Approves decisions of others in one commit, all of them or none; then the readings change. Takes a
/// reviewer.
#[utoipa::path(post, path = "/api/review/approvals", request_body = ApprovalSent,
    responses((status = 200, body = ApprovalMade), Problem))]
pub(crate) async fn approve_decisions(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Sent(sent): Sent<ApprovalSent>,
) -> Result<Json<ApprovalMade>, Problem> {
    let who = asker.may(Role::Reviewer)?.name.clone();
    let seen = Seen::read(book.zone(), &asker).await?;
    // How many there may be is the book's to say; of more, none is looked at.
    if sent.decisions.len() <= APPROVED_AT_ONCE_MAX {
        for id in &sent.decisions {
            seen_decision(&book, &seen, *id).await?;
        }
    }
    let written = Arc::clone(&book);
    let made = book.change(async move {
        let made = approve(written.zone(), &sent.decisions, &who).await;
        made.map_err(Problem::of_change)
    });
    let made = made.await?;
    let tz = book.zone().tz();
    Ok(Json(ApprovalMade {
        rows: made
            .decisions
            .iter()
            .map(|found| Decision::of(found, &seen, tz, PARTS_SHOWN))
            .collect(),
        changed: made.changed,
        unchanged: made.unchanged,
    }))
}
