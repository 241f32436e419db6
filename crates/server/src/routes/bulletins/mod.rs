//! Bulletins: the report of a month through three hands.

#![allow(
    unused_qualifications,
    reason = "the macro that describes parameters names its traits in full"
)]

pub(super) mod changes;
pub(super) mod document;
pub(super) mod steps;

use std::collections::HashMap;
use std::sync::Arc;

use ::packs::changes::has_month;
use ::zone::ZoneError;
use ::zone::bulletin::{self, BulletinsAsked as Wanted, Stage, bulletins, draft_with, outline};
use ::zone::instant::show;
use ::zone::limits::ISSUE_TRIES_MAX;
use ::zone::person::{Person, Role, people};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Page;
use super::tables::declared;
use crate::asked::{Asked, Named, Sent};
use crate::book::Book;
use crate::door::Asker;
use crate::paging::{cut, number_of, page_rows};
use crate::problem::Problem;

/// The bulletin of a month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Bulletin {
    id: i64,
    month: String,
    /// 1 for the first issue of the month, 2 for the first corrected one …
    issue_of_month: i64,
    /// `drafted`, `reviewed`, `issued`, `returned` or `withdrawn`.
    state: &'static str,
    /// From the issue on.
    number: Option<String>,
    bureau: Option<String>,
    /// The instant whose knowledge every figure shows.
    as_of: String,
    /// Who did what with it, in order.
    steps: Vec<StepSeen>,
    /// The issued one of the month that it takes the place of.
    supersedes: Option<i64>,
    /// The issued one of the month that took its place.
    superseded_by: Option<i64>,
    /// The files of an issued one, kept byte for byte; of another the filled forms, while the rest is
    /// printed when asked for.
    documents: Vec<DocumentSeen>,
    /// How many figures say something else now; only where one bulletin is asked for that is under way
    /// or issued.
    changed: Option<usize>,
}

/// What somebody did with a bulletin.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepSeen {
    /// `drafted`, `reviewed`, `issued`, `returned` or `withdrawn`.
    step: &'static str,
    who: String,
    /// The name that they are called by.
    name: Option<String>,
    at: String,
    words: Option<String>,
}

/// A kept file of a bulletin.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentSeen {
    /// `zh` or `en`.
    lang: &'static str,
    /// `pdf`, `html` or `xlsx`.
    format: &'static str,
    /// Which of the forms of somebody else's it is.
    name: Option<String>,
    bytes: i64,
    /// BLAKE3, hexadecimal.
    hash: String,
}

/// The names that people are called by, and the zone's calendar.
struct Told<'b> {
    titles: HashMap<String, String>,
    tz: &'b TimeZone,
}

impl<'b> Told<'b> {
    async fn read(book: &'b Book) -> Result<Self, Problem> {
        let people: Vec<Person> = people(book.zone().state()).await?;
        let titles = people.into_iter();
        Ok(Self {
            titles: titles
                .filter_map(|person| Some((person.name, person.title?)))
                .collect(),
            tz: book.zone().tz(),
        })
    }

    fn of(&self, found: &bulletin::Bulletin) -> Bulletin {
        let steps = found.steps.iter().map(|step| StepSeen {
            step: step.stage.as_str(),
            who: step.who.clone(),
            name: self.titles.get(&step.who).cloned(),
            at: show(step.at_us, self.tz),
            words: step.words.clone(),
        });
        let documents = found.documents.iter().map(|kept| DocumentSeen {
            lang: kept.lang.as_str(),
            format: kept.format.as_str(),
            name: kept.name.clone(),
            bytes: kept.bytes,
            hash: kept.hash.clone(),
        });
        Bulletin {
            id: found.id,
            month: found.month.clone(),
            issue_of_month: found.issue_of_month,
            state: found.stage.as_str(),
            number: found.number.clone(),
            bureau: found.bureau.clone(),
            as_of: show(found.as_of_us, self.tz),
            steps: steps.collect(),
            supersedes: found.supersedes,
            superseded_by: found.superseded_by,
            documents: documents.collect(),
            changed: None,
        }
    }
}

async fn told(book: &Book, found: &bulletin::Bulletin) -> Result<Bulletin, Problem> {
    Ok(Told::read(book).await?.of(found))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct BulletinsAsked {
    /// Only those of this month, such as `2021-04`.
    month: Option<String>,
    /// `drafted`, `reviewed`, `issued`, `returned` or `withdrawn`; else all.
    state: Option<String>,
    /// Rows of the page, 1 to 1,000.
    limit: Option<usize>,
    /// The cursor that the page before gave.
    after: Option<String>,
}

/// Bulletins, the newest first. Where everybody reads, whoever is not signed in sees those that are
/// issued.
#[utoipa::path(get, path = "/api/bulletins", params(BulletinsAsked),
    responses((status = 200, body = Page<Bulletin>), Problem))]
pub(crate) async fn list_bulletins(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Asked(asked): Asked<BulletinsAsked>,
) -> Result<Json<Page<Bulletin>>, Problem> {
    let stage = asked.state.as_deref().map(|word| {
        Stage::parse(word).ok_or_else(|| {
            let words: Vec<&str> = Stage::ALL.iter().map(|stage| stage.as_str()).collect();
            let words = words.join(", ");
            Problem::bad_request(format!("`state` is `{word}`; expected one of {words}"))
        })
    });
    let mut stage = stage.transpose()?;
    if let Err(refusal) = asker.works_here() {
        if stage.is_some_and(|stage| stage != Stage::Issued) {
            return Err(refusal);
        }
        stage = Some(Stage::Issued);
    }
    let rows = page_rows(asked.limit)?;
    let wanted = Wanted {
        month: asked.month.filter(|month| !month.is_empty()),
        stage,
        before: asked.after.as_deref().map(number_of).transpose()?,
        most: rows + 1,
    };
    let mut found = bulletins(book.zone().state(), &wanted).await?;
    let next = cut(&mut found, rows, |last| last.id.to_string());
    let told = Told::read(&book).await?;
    Ok(Json(Page {
        next,
        rows: found.iter().map(|found| told.of(found)).collect(),
    }))
}

/// One bulletin, and how many of its figures say something else now.
#[utoipa::path(get, path = "/api/bulletins/{id}", params(("id" = i64, Path)),
    responses((status = 200, body = Bulletin), Problem))]
pub(crate) async fn one_bulletin(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Json<Bulletin>, Problem> {
    let found = seen(&book, &asker, id).await?;
    // What one that was returned or withdrawn shows may have been given up since.
    let changed = if found.stage.is_under_way() || found.stage == Stage::Issued {
        Some(changes::since(&book, &asker, &found).await?.len())
    } else {
        None
    };
    Ok(Json(Bulletin {
        changed,
        ..told(&book, &found).await?
    }))
}

/// A bulletin that `asker` may know of.
async fn seen(book: &Book, asker: &Asker, id: i64) -> Result<bulletin::Bulletin, Problem> {
    let found = bulletin::bulletin(book.zone().state(), id).await;
    let found = found.map_err(Problem::of_change)?;
    if found.stage != Stage::Issued {
        asker.works_here()?;
    }
    Ok(found)
}

/// Who takes a step with the bulletin of the whole zone.
fn may(asker: &Asker, role: Role) -> Result<String, Problem> {
    let person = asker.may(role)?;
    match &person.area {
        None => Ok(person.name.clone()),
        Some(area) => Err(Problem::forbidden(format!(
            "the bulletin is of the whole zone; whoever sees a part of it ({area}) takes no step with it"
        ))),
    }
}

/// Of which month.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftSent {
    /// Such as `2021-04`.
    month: String,
}

/// Drafts the bulletin of a month; its figures are those of this instant from then on. Takes an editor.
#[utoipa::path(post, path = "/api/bulletins", request_body = DraftSent,
    responses((status = 201, body = Bulletin), Problem))]
pub(crate) async fn draft_bulletin(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Sent(sent): Sent<DraftSent>,
) -> Result<(StatusCode, Json<Bulletin>), Problem> {
    let who = may(&asker, Role::Editor)?;
    check_computed(&book, &asker, &sent.month).await?;
    let made = filled_and_drafted(&book, &sent.month, &who).await?;
    Ok((StatusCode::CREATED, Json(told(&book, &made).await?)))
}

/// Fills the forms of a draft, and drafts it; filled anew where something changed meanwhile.
async fn filled_and_drafted(
    book: &Arc<Book>,
    month: &str,
    who: &str,
) -> Result<bulletin::Bulletin, Problem> {
    for _ in 0..ISSUE_TRIES_MAX {
        let outlined = outline(book.zone(), month, who).await;
        let outlined = outlined.map_err(Problem::of_change)?;
        let files = book.fill(outlined.bulletin().clone()).await?;
        let written = Arc::clone(book);
        let made =
            book.change(async move { Ok(draft_with(written.zone(), &outlined, &files).await) });
        match made.await? {
            Err(ZoneError::Contended) => {}
            made => return made.map_err(Problem::of_change),
        }
    }
    Err(Problem::of_change(ZoneError::Contended))
}

/// Refuses a month of which there is no figure.
async fn check_computed(book: &Arc<Book>, asker: &Asker, month: &str) -> Result<(), Problem> {
    let Some(first) = book.press().shown().first() else {
        return Ok(());
    };
    let (session, simulated) = book.session_labelled(asker).await?;
    let (reader, asked) = (Arc::clone(book), month.to_owned());
    let found = book.answer(async move {
        let of = (reader.zone(), reader.packs());
        let has = has_month(&session, of, first.table, &asked).await?;
        let played = match declared(reader.packs(), first.table) {
            Some((pack, _)) => {
                let tz = reader.zone().tz();
                simulated.things_in(&session, pack, &asked, tz).await?
            }
            None => Vec::new(),
        };
        Ok((has, played))
    });
    let (has, played) = found.await?;
    if !played.is_empty() {
        return Err(Problem::bad_request(format!(
            "readings of `{month}` are simulated: of {}; a bulletin is made of real ones",
            played.join(", ")
        )));
    }
    if has {
        return Ok(());
    }
    Err(Problem::bad_request(format!(
        "no figure of `{month}` is computed; expected a month such as 2021-04 that the tables have: \
         `wellkeeper run` computes them"
    )))
}
