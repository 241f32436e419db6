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
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::seen;
use crate::asked::{Asked, Named};
use crate::book::Book;
use crate::door::Asker;
use crate::export::Language;
use crate::problem::Problem;

/// What stands in a name as it is, beside letters and digits (RFC 5987 has a few more).
const NOT_IN_A_NAME: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// The form of a bulletin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DocumentFormat {
    /// To sign and to seal.
    Pdf,
    /// A page that needs nothing beside it.
    Html,
    /// A form of somebody else's, filled.
    Xlsx,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DocumentAsked {
    /// The language; else `zh`.
    #[serde(default)]
    lang: Language,
    /// The form.
    format: DocumentFormat,
    /// Which of several workbooks, as the bulletin's documents name it; else the first.
    name: Option<String>,
}

/// A bulletin as a file: of an issued one that which was issued, byte for byte; of another a draft, which
/// says so on every page. A workbook is kept from the draft on, with what stood then.
#[utoipa::path(get, path = "/api/bulletins/{id}/document", params(("id" = i64, Path), DocumentAsked),
    responses((status = 200, content((Vec<u8> = "application/pdf"), (String = "text/html"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), Problem))]
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
        DocumentFormat::Xlsx => Format::Xlsx,
    };
    let name = file_name(&found, lang, format);
    let wanted = Wanted {
        lang,
        format,
        name: asked.name.as_deref(),
    };
    let is_kept = found.stage == Stage::Issued || format == Format::Xlsx;
    let bytes = if is_kept {
        check_seen(&asker, &found)?;
        kept(&book, &found, wanted).await?
    } else {
        draft(&book, &asker, found, (lang, format)).await?
    };
    let media_type = match format {
        Format::Pdf => "application/pdf",
        Format::Html => "text/html; charset=utf-8",
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            match asked.name.as_deref() {
                // Several forms of one bulletin are told apart where they are saved.
                Some(called) if is_kept => format!(
                    "inline; filename=\"{name}\"; filename*=UTF-8''{}",
                    encoded(&name.replace(".xlsx", &format!("-{called}.xlsx")))
                ),
                _ => format!("inline; filename=\"{name}\""),
            },
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// The letters of a file's name as a header has them, whatever language they are of.
pub(crate) fn encoded(name: &str) -> String {
    utf8_percent_encode(name, &NOT_IN_A_NAME).to_string()
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

/// Which kept file is asked for.
struct Wanted<'a> {
    lang: Lang,
    format: Format,
    name: Option<&'a str>,
}

async fn kept(
    book: &Arc<Book>,
    found: &Bulletin,
    Wanted { lang, format, name }: Wanted<'_>,
) -> Result<Vec<u8>, Problem> {
    let all = found.documents.iter();
    let fits = all.filter(|kept| (kept.lang, kept.format) == (lang, format));
    let mut fits = fits.filter(|kept| name.is_none() || kept.name.as_deref() == name);
    let Some(wanted) = fits.next().cloned() else {
        let called = name.map_or_else(String::new, |name| format!(" called `{name}`"));
        return Err(Problem::not_found(format!(
            "bulletin {} has no document in {} as {}{called}",
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
fn check_seen(asker: &Asker, found: &Bulletin) -> Result<(), Problem> {
    if found.stage == Stage::Issued || asker.area().is_none() {
        return Ok(());
    }
    Err(Problem::not_found(format!(
        "bulletin {} is not issued yet, and whoever sees a part of the zone reads no draft of the whole",
        found.id
    )))
}

async fn draft(
    book: &Arc<Book>,
    asker: &Asker,
    found: Bulletin,
    wanted: (Lang, Format),
) -> Result<Vec<u8>, Problem> {
    check_seen(asker, &found)?;
    let mut printed = book.print(found, vec![wanted]).await?;
    let first = printed.pop();
    first
        .map(|one| one.bytes)
        .ok_or_else(|| Problem::not_found("the press printed nothing in that language and form"))
}
