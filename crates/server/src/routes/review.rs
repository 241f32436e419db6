//! The queue of readings that wait for a person.

#![allow(
    unused_qualifications,
    reason = "the macro that describes parameters names its traits in full"
)]

use std::sync::Arc;

use ::packs::cell::json_rows;
use ::zone::correction::{CORRECTION, history};
use ::zone::decision::{ReasonCode, Span, Verb, waiting};
use ::zone::thing::Thing;
use axum::Json;
use axum::extract::State;
use datafusion::prelude::{DataFrame, lit};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Page, Whole};
use crate::asked::Asked;
use crate::book::Book;
use crate::door::Asker;
use crate::doubt::{Checks, Found, Reason, Reasons, parsed};
use crate::paging::{Paging, column, page_rows};
use crate::problem::Problem;
use crate::seen::Seen;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct QueueAsked {
    /// `open`: doubtful, and nobody has decided; `proposed`: decided by one person, waiting for a second.
    /// Else `open`.
    state: Option<String>,
    /// Only readings of things of this kind.
    kind: Option<String>,
    /// Only readings of the thing with this code.
    section: Option<String>,
    /// Only readings of this property.
    property: Option<String>,
    /// Only readings of the decision with this number, where `state` is `proposed`.
    decision: Option<i64>,
    /// Rows of the page, 1 to 1,000.
    limit: Option<usize>,
    /// The cursor that the page before gave.
    after: Option<String>,
}

/// A reading that waits for a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Waiting {
    series: i64,
    kind: String,
    thing: String,
    name_zh: String,
    name_en: Option<String>,
    property: String,
    title_zh: Option<String>,
    title_en: Option<String>,
    unit: Option<String>,
    sample_kind: String,
    /// The water that the dossier names.
    river: Option<String>,
    water_body: Option<String>,
    target_class: Option<String>,
    time: String,
    month: String,
    value: Option<f64>,
    detection_limit: Option<f64>,
    qualifier: Option<String>,
    /// The value as it first came in.
    raw_value: Option<f64>,
    raw_detection_limit: Option<f64>,
    /// The instrument's flag, a letter of HJ 212 or `L`.
    flag: String,
    quality: String,
    level: String,
    cause: Option<String>,
    method: Option<String>,
    source: String,
    batch: i64,
    line: i64,
    learned_at: String,
    /// How many reasons there are to look at it; nothing is weighed.
    doubt: i64,
    reasons: Vec<Reason>,
    /// The same property and kind of sample at other sections of the same water, by code, at most 12.
    neighbours: Vec<Neighbour>,
    /// The decision that waits about it.
    decision: Option<i64>,
}

/// A series beside which a reading is looked at.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Neighbour {
    series: i64,
    thing: String,
    name_zh: String,
    name_en: Option<String>,
}

/// Readings that wait for a person, those with the most reasons to look at them first, then the newest.
/// A reason is that the reading was judged doubtful, that its instrument's flag is neither N, S nor L,
/// that the official class of its sample is not ours (`feed_check`), and each check that found something
/// in its section's month of the item (`data_quality`): where these tables are computed.
#[utoipa::path(get, path = "/api/review", params(QueueAsked),
    responses((status = 200, body = Page<Waiting>), Problem))]
pub(crate) async fn review_queue(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Asked(asked): Asked<QueueAsked>,
) -> Result<Json<Page<Waiting>>, Problem> {
    asker.works_here()?;
    let is_open = match (asked.state.as_deref(), asked.decision) {
        (None | Some("open"), None) => true,
        (Some("proposed"), _) => false,
        (None | Some("open"), Some(_)) => {
            return Err(Problem::bad_request(
                "`decision` without `state=proposed`: no decision waits about what is open",
            ));
        }
        (Some(other), _) => {
            return Err(Problem::bad_request(format!(
                "`state` is `{other}`; expected `open` or `proposed`"
            )));
        }
    };
    let order = [("doubt", true), ("time", true), ("series", false)];
    let paging = Paging {
        order: order
            .map(|(name, descends)| (name.to_owned(), descends))
            .to_vec(),
        rows: page_rows(asked.limit)?,
        after: asked.after.clone(),
    };
    let session = book.session(&asker).await?;
    let seen = Seen::read(book.zone(), &asker).await?;
    let reader = Arc::clone(&book);
    book.answer(async move {
        let mut spans = waiting_spans(&reader).await?;
        let checks = Checks::of(&reader, &session);
        let frame = if is_open {
            checks.open(&session, &spans).await?
        } else {
            spans.retain(|(id, _)| asked.decision.is_none_or(|wanted| wanted == *id));
            checks.proposed(&session, &spans).await?
        };
        let (rows, next) = paging.page(asked.narrow(frame)?).await?;
        let found: Vec<Found> = parsed(json_rows(&[rows], reader.zone().tz()))?;
        let reasons = Reasons::read(&reader, &session, checks, &found).await?;
        let mut rows = Vec::with_capacity(found.len());
        for one in found {
            rows.push(Waiting::of(&reader, &seen, &reasons, one).await?);
        }
        Ok(Json(Page { rows, next }))
    })
    .await
}

async fn waiting_spans(book: &Book) -> Result<Vec<(i64, Span)>, Problem> {
    let all = waiting(book.zone().state()).await?;
    Ok(all.into_iter().map(|(id, _, span)| (id, span)).collect())
}

impl QueueAsked {
    fn narrow(self, mut frame: DataFrame) -> Result<DataFrame, Problem> {
        for (name, wanted) in [
            ("kind", self.kind),
            ("thing", self.section),
            ("property", self.property),
        ] {
            if let Some(wanted) = wanted {
                frame = frame.filter(column(name).eq(lit(wanted)))?;
            }
        }
        Ok(frame)
    }
}

impl Waiting {
    async fn of(
        book: &Book,
        seen: &Seen,
        reasons: &Reasons,
        found: Found,
    ) -> Result<Self, Problem> {
        let thing = seen.series(found.series).map(|(_, thing)| &thing.draft);
        let said = |field: &str| thing.and_then(|t| t.text(field)).map(str::to_owned);
        let property = book.zone().vocabulary().property_by_id(&found.property);
        let (raw_value, raw_detection_limit) = raw(book, &found).await?;
        let near = seen.neighbours(found.series).into_iter();
        Ok(Self {
            name_zh: thing.map(|t| t.name_zh.clone()).unwrap_or_default(),
            name_en: thing.and_then(|t| t.name_en.clone()),
            title_zh: property.map(|p| p.title.zh.clone()),
            title_en: property.map(|p| p.title.en.clone()),
            river: said("river"),
            water_body: said("water_body"),
            target_class: said("target_class"),
            reasons: reasons.of(&found),
            neighbours: near.map(|(series, t)| Neighbour::of(series, t)).collect(),
            raw_value,
            raw_detection_limit,
            series: found.series,
            kind: found.kind,
            thing: found.thing,
            property: found.property,
            unit: found.unit,
            sample_kind: found.sample_kind,
            time: found.time,
            month: found.month,
            value: found.value,
            detection_limit: found.detection_limit,
            qualifier: found.qualifier,
            flag: found.flag,
            quality: found.quality,
            level: found.level,
            cause: found.cause,
            method: found.method,
            source: found.source,
            batch: found.batch,
            line: found.line,
            learned_at: found.learned_at,
            doubt: found.doubt,
            decision: found.decision,
        })
    }
}

impl Neighbour {
    fn of(series: i64, thing: &Thing) -> Self {
        Self {
            series,
            thing: thing.draft.code.clone(),
            name_zh: thing.draft.name_zh.clone(),
            name_en: thing.draft.name_en.clone(),
        }
    }
}

/// What a reading said when it came in: what it says now, unless a person corrected it.
async fn raw(book: &Book, found: &Found) -> Result<(Option<f64>, Option<f64>), Problem> {
    if found.source == CORRECTION {
        let past = history(book.zone(), found.series, found.time_us).await?;
        if let Some(first) = past.into_iter().find_map(|past| past.stood) {
            return Ok((first.value, first.detection_limit));
        }
    }
    Ok((found.value, found.detection_limit))
}

/// A reason that a decision may give.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReasonOffered {
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    /// Beside which verbs it is offered; it is taken with any.
    verbs: Vec<&'static str>,
}

/// The short reasons that a decision may give, in the order to show them; the list is our own.
#[utoipa::path(get, path = "/api/review/reasons", responses((status = 200, body = Whole<ReasonOffered>), Problem))]
pub(crate) async fn review_reasons(_: Asker) -> Json<Whole<ReasonOffered>> {
    let offered = ReasonCode::ALL.iter().map(|code| ReasonOffered {
        code: code.as_str(),
        zh: code.titles().0,
        en: code.titles().1,
        verbs: code
            .verbs()
            .iter()
            .map(|verb: &Verb| verb.as_str())
            .collect(),
    });
    Json(Whole {
        rows: offered.collect(),
    })
}
