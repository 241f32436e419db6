//! Marks of operators, and the bureau's verdicts on them.

#![allow(
    unused_qualifications,
    reason = "the macro that describes parameters names its traits in full"
)]

use std::sync::Arc;

use ::packs::marking::due;
use ::zone::instant::{read, show};
use ::zone::mark::{
    self, MarkDraft, MarksAsked as Wanted, Ruling, Standing, add, judge, marks, paper, read_until,
    withdraw,
};
use ::zone::person::Role;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::bulletins::document::encoded;
use super::{Names, Page, Whole};
use crate::asked::{Asked, Named, Sent};
use crate::book::Book;
use crate::door::Asker;
use crate::paging::{cut, number_of, page_rows};
use crate::problem::Problem;
use crate::seen::Seen;

/// The kind of thing that is meant where none is named.
const KIND: &str = "outfall";

/// A mark of an operator.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Mark {
    id: i64,
    kind: String,
    thing: String,
    name_zh: String,
    name_en: Option<String>,
    /// The one series that is meant; all of the thing where there is none.
    series: Option<i64>,
    property: Option<String>,
    from: String,
    /// The first instant that is not meant any more; it may lie ahead.
    until: String,
    /// One of `/api/marks/reasons`.
    reason: String,
    reason_title: Names,
    evidence: String,
    /// The name of the paper that was handed in.
    paper: Option<String>,
    who: String,
    at: String,
    /// Whether it was made later than the zone asks for.
    is_late: bool,
    /// `pending`, `accepted`, `refused` or `withdrawn`.
    state: &'static str,
    /// Until when the bureau is to judge it.
    verdict_until: Option<String>,
    /// Whether it waits longer than that.
    is_overdue: bool,
    /// Who judged it, or took it back; nothing while it waits.
    closed: Option<MarkClosed>,
}

/// Who judged or withdrew a mark.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarkClosed {
    who: String,
    at: String,
    reason: String,
}

impl Mark {
    fn of(found: &mark::Mark, seen: &Seen, book: &Book) -> Option<Self> {
        let zone = book.zone();
        let at = |us| show(us, zone.tz());
        let thing = seen.thing(found.thing)?;
        let series = found.series.and_then(|id| seen.series(id));
        let declared = zone.vocabulary().mark_reason(&found.reason);
        let due = due(zone, book.packs(), found, zone.clock().now_us());
        Some(Self {
            id: found.id,
            kind: thing.draft.kind.clone(),
            thing: thing.draft.code.clone(),
            name_zh: thing.draft.name_zh.clone(),
            name_en: thing.draft.name_en.clone(),
            series: found.series,
            property: series.map(|(series, _)| series.key.property.clone()),
            from: at(found.from_us),
            until: at(found.until_us),
            reason: found.reason.clone(),
            // A word of a pack that the zone has no more stands as it was written.
            reason_title: declared.map_or_else(
                || Names {
                    zh: found.reason.clone(),
                    en: found.reason.clone(),
                },
                |reason| Names::from(&reason.title),
            ),
            evidence: found.evidence.clone(),
            paper: found.paper.as_ref().map(|paper| paper.name.clone()),
            who: found.who.clone(),
            at: at(found.at_us),
            is_late: due.is_late,
            state: found.standing().as_str(),
            verdict_until: due.verdict_until_us.map(at),
            is_overdue: due.is_overdue,
            closed: closed(found, zone.tz()),
        })
    }
}

fn closed(found: &mark::Mark, tz: &TimeZone) -> Option<MarkClosed> {
    let withdrawn = found.withdrawn.as_ref();
    let withdrawn = withdrawn.map(|w| (&w.who, w.at_us, &w.why));
    let verdict = found.verdict.as_ref();
    let verdict = verdict.map(|v| (&v.who, v.at_us, &v.reason));
    let (who, at_us, reason) = withdrawn.or(verdict)?;
    Some(MarkClosed {
        who: who.clone(),
        at: show(at_us, tz),
        reason: reason.clone(),
    })
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MarksAsked {
    /// `pending`, `accepted`, `refused` or `withdrawn`; else all.
    state: Option<String>,
    /// The kind of `thing`; else `outfall`.
    kind: Option<String>,
    /// Only marks about the thing with this code.
    thing: Option<String>,
    /// Rows of the page, 1 to 1,000.
    limit: Option<usize>,
    /// The cursor that the page before gave.
    after: Option<String>,
}

/// Marks, the newest first.
#[utoipa::path(get, path = "/api/marks", params(MarksAsked),
    responses((status = 200, body = Page<Mark>), Problem))]
pub(crate) async fn list_marks(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Asked(asked): Asked<MarksAsked>,
) -> Result<Json<Page<Mark>>, Problem> {
    asker.works_here()?;
    let standing = asked.state.as_deref().map(|word| {
        Standing::parse(word).ok_or_else(|| {
            Problem::bad_request(format!(
                "`state` is `{word}`; expected one of pending, accepted, refused, withdrawn"
            ))
        })
    });
    let rows = page_rows(asked.limit)?;
    let seen = Seen::read(book.zone(), &asker).await?;
    let kind = asked.kind.as_deref().unwrap_or(KIND);
    let thing = asked.thing.as_deref();
    let wanted = Wanted {
        standing: standing.transpose()?,
        thing: thing.map(|code| seen.thing_coded(kind, code)).transpose()?,
        before: asked.after.as_deref().map(number_of).transpose()?,
        most: rows + 1,
    };
    let is_seen = |mark: &mark::Mark| seen.thing(mark.thing).is_some();
    let mut found = marks(book.zone().state(), &wanted, is_seen).await?;
    let next = cut(&mut found, rows, |last| last.id.to_string());
    Ok(Json(Page {
        next,
        rows: found
            .iter()
            .filter_map(|found| Mark::of(found, &seen, &book))
            .collect(),
    }))
}

/// A reason why readings may be marked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarkReason {
    id: String,
    title: Names,
    /// `facility`: the works; `monitor`: its automatic monitor.
    about: &'static str,
}

/// The reasons that the packs of the zone declare.
#[utoipa::path(get, path = "/api/marks/reasons", responses((status = 200, body = Whole<MarkReason>), Problem))]
pub(crate) async fn mark_reasons(
    State(book): State<Arc<Book>>,
    _: Asker,
) -> Json<Whole<MarkReason>> {
    let reasons = book.zone().vocabulary().mark_reasons.iter();
    Json(Whole {
        rows: reasons
            .map(|reason| MarkReason {
                id: reason.id.clone(),
                title: Names::from(&reason.title),
                about: reason.about.as_str(),
            })
            .collect(),
    })
}

/// The paper that was handed in with a mark.
#[utoipa::path(get, path = "/api/marks/{id}/paper", params(("id" = i64, Path)),
    responses((status = 200, body = [u8], content_type = "application/octet-stream"), Problem))]
pub(crate) async fn mark_paper(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Response, Problem> {
    asker.works_here()?;
    let seen = Seen::read(book.zone(), &asker).await?;
    let found = seen_mark(&book, &seen, id).await?;
    let Some(kept) = found.paper else {
        return Err(Problem::not_found(format!(
            "no paper was handed in with mark {id}"
        )));
    };
    let name = encoded(&kept.name);
    let reader = Arc::clone(&book);
    let bytes = tokio::task::spawn_blocking(move || paper(reader.zone(), &kept)).await;
    let bytes = bytes.map_err(|e| Problem::fault(&e))?;
    let bytes = bytes.map_err(|e| Problem::fault(&e))?;
    // Whatever an operator handed in is saved, never shown as a page of ours.
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{name}"),
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// A mark about a thing that is seen; another is as if it were not there.
async fn seen_mark(book: &Book, seen: &Seen, id: i64) -> Result<mark::Mark, Problem> {
    let found = mark::mark(book.zone().state(), id).await;
    let found = found.map_err(Problem::of_change)?;
    if seen.thing(found.thing).is_some() {
        return Ok(found);
    }
    Err(Problem::not_found(format!("there is no mark `{id}`")))
}

fn told(book: &Book, seen: &Seen, found: &mark::Mark) -> Result<Json<Mark>, Problem> {
    let told = Mark::of(found, seen, book);
    told.map(Json)
        .ok_or_else(|| Problem::not_found(format!("there is no mark `{}`", found.id)))
}

/// A period of readings that is marked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkSent {
    /// Else `outfall`.
    kind: Option<String>,
    /// The code of the thing, all series of which are meant.
    thing: Option<String>,
    /// Or one series.
    series: Option<i64>,
    from: String,
    /// The first instant that is not meant any more; a bare date takes its whole day.
    until: String,
    /// One of `/api/marks/reasons`.
    reason: String,
    /// What shows it, 1 to 1,000 characters.
    evidence: String,
}

impl MarkSent {
    fn draft(self, seen: &Seen, tz: &TimeZone) -> Result<MarkDraft, Problem> {
        let (thing, series) = match (self.thing, self.series) {
            (Some(code), None) => {
                let kind = self.kind.as_deref().unwrap_or(KIND);
                (seen.thing_coded(kind, &code)?, None)
            }
            (None, Some(series)) if self.kind.is_none() => {
                seen.check_series(series)?;
                let thing = seen.series(series).map(|(series, _)| series.key.thing);
                (thing.unwrap_or_default(), Some(series))
            }
            _ => {
                return Err(Problem::bad_request(
                    "expected a `thing` or a `series`, and one of them alone",
                ));
            }
        };
        Ok(MarkDraft {
            thing,
            series,
            from_us: read(&self.from, tz).map_err(Problem::of_change)?,
            until_us: read_until(&self.until, tz).map_err(Problem::of_change)?,
            reason: self.reason,
            evidence: self.evidence,
            paper: None,
        })
    }
}

/// Marks readings as their operator does; nothing of them changes before the bureau's verdict. Takes an
/// editor who sees the thing.
#[utoipa::path(post, path = "/api/marks", request_body = MarkSent,
    responses((status = 201, body = Mark), Problem))]
pub(crate) async fn add_mark(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Sent(sent): Sent<MarkSent>,
) -> Result<(StatusCode, Json<Mark>), Problem> {
    let who = asker.may(Role::Editor)?.name.clone();
    let seen = Seen::read(book.zone(), &asker).await?;
    let draft = sent.draft(&seen, book.zone().tz())?;
    let written = Arc::clone(&book);
    let made = book.change(async move {
        let made = add(written.zone(), &draft, &who).await;
        made.map_err(Problem::of_change)
    });
    let told = told(&book, &seen, &made.await?)?;
    Ok((StatusCode::CREATED, told))
}

/// Why a mark is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkWithdrawalSent {
    /// In words, 1 to 500 characters.
    reason: String,
}

/// Takes a mark of one's own back while it waits. Takes an editor.
#[utoipa::path(post, path = "/api/marks/{id}/withdraw", params(("id" = i64, Path)),
    request_body = MarkWithdrawalSent, responses((status = 200, body = Mark), Problem))]
pub(crate) async fn withdraw_mark(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
    Sent(sent): Sent<MarkWithdrawalSent>,
) -> Result<Json<Mark>, Problem> {
    let who = asker.may(Role::Editor)?.name.clone();
    let seen = Seen::read(book.zone(), &asker).await?;
    seen_mark(&book, &seen, id).await?;
    let written = Arc::clone(&book);
    let made = book.change(async move {
        let made = withdraw(written.zone(), id, &sent.reason, &who).await;
        made.map_err(Problem::of_change)
    });
    told(&book, &seen, &made.await?)
}

/// What the bureau finds of a mark.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerdictSent {
    /// `accepted`: its readings are invalid, those that come in later too; `refused`: nothing changes.
    verdict: String,
    /// Why, in words, 1 to 500 characters.
    reason: String,
}

/// What a verdict did.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarkJudged {
    mark: Mark,
    /// Readings that are invalid now and were not before.
    changed: usize,
    /// Readings that were so by another mark.
    unchanged: usize,
}

/// Judges a mark of somebody else's for the bureau. Takes a reviewer.
#[utoipa::path(post, path = "/api/marks/{id}/judge", params(("id" = i64, Path)),
    request_body = VerdictSent, responses((status = 200, body = MarkJudged), Problem))]
pub(crate) async fn judge_mark(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
    Sent(sent): Sent<VerdictSent>,
) -> Result<Json<MarkJudged>, Problem> {
    let who = asker.may(Role::Reviewer)?.name.clone();
    let Some(ruling) = Ruling::parse(&sent.verdict) else {
        return Err(Problem::bad_request(format!(
            "`verdict` is `{}`; expected accepted or refused",
            sent.verdict
        )));
    };
    let seen = Seen::read(book.zone(), &asker).await?;
    seen_mark(&book, &seen, id).await?;
    let written = Arc::clone(&book);
    let made = book.change(async move {
        let made = judge(written.zone(), id, ruling, &sent.reason, &who).await;
        made.map_err(Problem::of_change)
    });
    let made = made.await?;
    Ok(Json(MarkJudged {
        mark: told(&book, &seen, &made.mark)?.0,
        changed: made.changed,
        unchanged: made.unchanged,
    }))
}
