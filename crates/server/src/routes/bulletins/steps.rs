//! What becomes of a draft: reviewed, issued, returned, withdrawn.

use std::sync::Arc;

use ::zone::ZoneError;
use ::zone::bulletin::{self, Stage, give_back, issue, prepare, review, withdraw};
use ::zone::limits::ISSUE_TRIES_MAX;
use ::zone::person::Role;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Bulletin, changes, may, seen, told};
use crate::asked::{Named, Sent};
use crate::book::Book;
use crate::door::Asker;
use crate::problem::Problem;

/// What is said to a step.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepSent {
    /// At most 500 characters.
    words: Option<String>,
    /// Whether the step is refused where a figure says something else by now.
    #[serde(default)]
    unless_changed: bool,
}

/// Refuses the step where it was to be taken of unchanged figures, and one changed.
async fn check_unchanged(
    book: &Arc<Book>,
    asker: &Asker,
    found: &bulletin::Bulletin,
    sent: &StepSent,
) -> Result<(), Problem> {
    if !sent.unless_changed {
        return Ok(());
    }
    match changes::since(book, asker, found).await?.len() {
        0 => Ok(()),
        count => Err(Problem::outdated(format!(
            "figures changed since the draft: {count} say something else now; return or withdraw it and draft anew"
        ))),
    }
}

/// Reviews a draft. Takes a reviewer who did not draft it.
#[utoipa::path(post, path = "/api/bulletins/{id}/review", params(("id" = i64, Path)),
    request_body = StepSent, responses((status = 200, body = Bulletin), Problem))]
pub(crate) async fn review_bulletin(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
    Sent(sent): Sent<StepSent>,
) -> Result<Json<Bulletin>, Problem> {
    let who = may(&asker, Role::Reviewer)?;
    let found = seen(&book, &asker, id).await?;
    check_unchanged(&book, &asker, &found, &sent).await?;
    let written = Arc::clone(&book);
    let made = book.change(async move {
        let made = review(written.zone(), id, sent.words.as_deref(), &who).await;
        made.map_err(Problem::of_change)
    });
    Ok(Json(told(&book, &made.await?).await?))
}

/// Issues a reviewed bulletin: it gets its number, its files are kept, and it does not change any more.
/// Takes a keeper who neither drafted nor reviewed it.
#[utoipa::path(post, path = "/api/bulletins/{id}/issue", params(("id" = i64, Path)),
    request_body = StepSent, responses((status = 200, body = Bulletin), Problem))]
pub(crate) async fn issue_bulletin(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
    Sent(sent): Sent<StepSent>,
) -> Result<Json<Bulletin>, Problem> {
    let who = may(&asker, Role::Keeper)?;
    let found = seen(&book, &asker, id).await?;
    check_unchanged(&book, &asker, &found, &sent).await?;
    let issued = printed_and_issued(&book, id, sent.words.as_deref(), &who).await?;
    Ok(Json(told(&book, &issued).await?))
}

/// Prints what will be issued, and issues it; printed anew where another one took the number.
async fn printed_and_issued(
    book: &Arc<Book>,
    id: i64,
    words: Option<&str>,
    who: &str,
) -> Result<bulletin::Bulletin, Problem> {
    for _ in 0..ISSUE_TRIES_MAX {
        let prepared = prepare(book.zone(), id, words, who).await;
        let prepared = prepared.map_err(Problem::of_change)?;
        let all = book.press().documents().to_vec();
        let mut files = book.print(prepared.bulletin().clone(), all).await?;
        files.extend(book.fill(prepared.bulletin().clone()).await?);
        let written = Arc::clone(book);
        let made = book.change(async move { Ok(issue(written.zone(), &prepared, &files).await) });
        match made.await? {
            Err(ZoneError::Contended) => {}
            made => return made.map_err(Problem::of_change),
        }
    }
    Err(Problem::of_change(ZoneError::Contended))
}

/// Why a bulletin is given back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReturnSent {
    /// The reason, 1 to 500 characters.
    words: String,
}

/// Gives a bulletin back with a reason. Takes a reviewer for a drafted one and a keeper for a reviewed
/// one, who had no hand in it.
#[utoipa::path(post, path = "/api/bulletins/{id}/return", params(("id" = i64, Path)),
    request_body = ReturnSent, responses((status = 200, body = Bulletin), Problem))]
pub(crate) async fn return_bulletin(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
    Sent(sent): Sent<ReturnSent>,
) -> Result<Json<Bulletin>, Problem> {
    may(&asker, Role::Reviewer)?;
    let found = seen(&book, &asker, id).await?;
    let role = match found.stage {
        Stage::Reviewed => Role::Keeper,
        _ => Role::Reviewer,
    };
    let who = may(&asker, role)?;
    let written = Arc::clone(&book);
    let made = book.change(async move {
        let made = give_back(written.zone(), id, &sent.words, &who).await;
        made.map_err(Problem::of_change)
    });
    Ok(Json(told(&book, &made.await?).await?))
}

/// Takes a bulletin back while it is not issued. Takes whoever drafted it.
#[utoipa::path(post, path = "/api/bulletins/{id}/withdraw", params(("id" = i64, Path)),
    responses((status = 200, body = Bulletin), Problem))]
pub(crate) async fn withdraw_bulletin(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Json<Bulletin>, Problem> {
    let who = may(&asker, Role::Editor)?;
    seen(&book, &asker, id).await?;
    let written = Arc::clone(&book);
    let made = book.change(async move {
        let made = withdraw(written.zone(), id, &who).await;
        made.map_err(Problem::of_change)
    });
    Ok(Json(told(&book, &made.await?).await?))
}
