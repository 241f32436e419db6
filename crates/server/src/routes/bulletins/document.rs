//! The files of a bulletin.

#![allow(
    unused_qualifications,
    reason = "the macro that describes parameters names its traits in full"
)]

use std::sync::Arc;

use ::zone::bulletin::{Bulletin, Format, Lang, Stage, document};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::seen;
use crate::asked::{Asked, Named};
use crate::book::Book;
use crate::door::Asker;
use crate::export::Language;
use crate::problem::Problem;

/// The form of a bulletin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DocumentFormat {
    /// To sign and to seal.
    Pdf,
    /// A page that needs nothing beside it.
    Html,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DocumentAsked {
    /// The language; else `zh`.
    #[serde(default)]
    lang: Language,
    /// The form.
    format: DocumentFormat,
}

/// A bulletin as a file: of an issued one that which was issued, byte for byte; of another a draft, which
/// says so on every page.
#[utoipa::path(get, path = "/api/bulletins/{id}/document", params(("id" = i64, Path), DocumentAsked),
    responses((status = 200, content((Vec<u8> = "application/pdf"), (String = "text/html"))), Problem))]
pub(crate) async fn bulletin_document(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
    Asked(asked): Asked<DocumentAsked>,
) -> Result<Response, Problem> {
    let found = seen(&book, &asker, id).await?;
    let lang = match asked.lang {
        Language::Zh => Lang::Zh,
        Language::En => Lang::En,
    };
    let format = match asked.format {
        DocumentFormat::Pdf => Format::Pdf,
        DocumentFormat::Html => Format::Html,
    };
    let name = file_name(&found, lang, format);
    let bytes = if found.stage == Stage::Issued {
        kept(&book, &found, (lang, format)).await?
    } else {
        draft(&book, &asker, found, (lang, format)).await?
    };
    let media_type = match format {
        Format::Pdf => "application/pdf",
        Format::Html => "text/html; charset=utf-8",
    };
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"{name}\""),
        ),
    ];
    Ok((headers, bytes).into_response())
}

fn file_name(found: &Bulletin, lang: Lang, format: Format) -> String {
    let draft = if found.stage == Stage::Issued {
        ""
    } else {
        "-draft"
    };
    let (month, issue) = (&found.month, found.issue_of_month);
    let (lang, ending) = (lang.as_str(), format.as_str());
    format!("bulletin-{month}-{issue}{draft}-{lang}.{ending}")
}

async fn kept(
    book: &Arc<Book>,
    found: &Bulletin,
    (lang, format): (Lang, Format),
) -> Result<Vec<u8>, Problem> {
    let all = found.documents.iter();
    let mut fits = all.filter(|kept| (kept.lang, kept.format) == (lang, format));
    let Some(wanted) = fits.next().cloned() else {
        return Err(Problem::not_found(format!(
            "bulletin {} was issued without a document in {} as {}",
            found.id,
            lang.as_str(),
            format.as_str()
        )));
    };
    let reader = Arc::clone(book);
    let read = tokio::task::spawn_blocking(move || document(reader.zone(), &wanted));
    let read = read.await.map_err(|e| Problem::fault(&e))?;
    read.map_err(|e| Problem::fault(&e))
}

/// A draft shows the whole zone; whoever sees a part of it is told of none.
async fn draft(
    book: &Arc<Book>,
    asker: &Asker,
    found: Bulletin,
    wanted: (Lang, Format),
) -> Result<Vec<u8>, Problem> {
    if asker.area().is_some() {
        return Err(Problem::not_found(format!(
            "bulletin {} is not issued yet, and whoever sees a part of the zone reads no draft of the whole",
            found.id
        )));
    }
    let mut printed = book.print(found, vec![wanted]).await?;
    let first = printed.pop();
    first
        .map(|one| one.bytes)
        .ok_or_else(|| Problem::not_found("the press printed nothing in that language and form"))
}
