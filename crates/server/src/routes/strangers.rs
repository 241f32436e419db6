//! Strangers: who spoke at the door and is not in the register, and taking them in.

#![allow(
    unused_qualifications,
    reason = "the macro that describes parameters names its traits in full"
)]

use std::sync::Arc;

use ::zone::device::stranger::{self, strangers};
use ::zone::device::{Adopt, adopt};
use ::zone::inbox::printed;
use ::zone::instant::show;
use ::zone::person::Role;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Page;
use super::devices::{Momentary, momentary};
use crate::asked::{Asked, Named, Sent};
use crate::book::Book;
use crate::door::Asker;
use crate::paging::{cut, number_of, page_rows};
use crate::problem::Problem;

/// Somebody who spoke at the door and is not in the register.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Stranger {
    id: i64,
    protocol: String,
    /// What it calls itself.
    identity: String,
    /// The address that it spoke from last.
    from: String,
    first: String,
    last: String,
    /// How many frames came of it.
    frames: i64,
    /// Its first frames, at most 8, as they came: what is no printable sign of ASCII, and `\`, as `\xNN`.
    kept: Vec<String>,
}

impl Stranger {
    fn of(found: &stranger::Stranger, tz: &TimeZone) -> Self {
        Self {
            id: found.id,
            protocol: found.protocol.clone(),
            identity: found.identity.clone(),
            from: found.source.clone(),
            first: show(found.first_us, tz),
            last: show(found.last_us, tz),
            frames: found.frames,
            kept: found.kept.iter().map(|bytes| printed(bytes)).collect(),
        }
    }
}

/// The strangers that `asker` sees: they belong to no part of the zone.
async fn seen_by(book: &Book, asker: &Asker) -> Result<Vec<stranger::Stranger>, Problem> {
    if asker.area().is_some() {
        return Ok(Vec::new());
    }
    Ok(strangers(book.zone().state()).await?)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StrangersAsked {
    /// Rows of the page, 1 to 1,000.
    limit: Option<usize>,
    /// The cursor that the page before gave.
    after: Option<String>,
}

/// Strangers with what they sent, whoever came first last; none for those who see a part of the zone.
/// Takes an editor.
#[utoipa::path(get, path = "/api/strangers", params(StrangersAsked),
    responses((status = 200, body = Page<Stranger>), Problem))]
pub(crate) async fn list_strangers(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Asked(asked): Asked<StrangersAsked>,
) -> Result<Momentary<Page<Stranger>>, Problem> {
    asker.reads_as(Role::Editor)?;
    let rows = page_rows(asked.limit)?;
    let mut found = seen_by(&book, &asker).await?;
    if let Some(before) = asked.after.as_deref().map(number_of).transpose()? {
        found.retain(|stranger| stranger.id < before);
    }
    found.sort_by_key(|stranger| std::cmp::Reverse(stranger.id));
    let next = cut(&mut found, rows, |last| last.id.to_string());
    Ok(momentary(Page {
        next,
        rows: found
            .iter()
            .map(|found| Stranger::of(found, book.zone().tz()))
            .collect(),
    }))
}

/// What is said of a stranger that is taken into the register.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AdoptionSent {
    /// 1 to 100 characters.
    name_zh: String,
    name_en: Option<String>,
    /// `2005`, `2017`, `2025` or `surface_water`.
    edition: String,
    /// The variant of the check that it sends: `standard`, `modbus` or `either`.
    check: String,
    /// The networks that it may speak from, such as `10.20.0.0/16`, at most 16; any where there are none.
    networks: Option<Vec<String>>,
}

/// A device that was taken into the register.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Adopted {
    protocol: String,
    identity: String,
}

/// Takes a stranger into the register, as a device without points: it is answered from now on and feeds
/// nothing until its points are imported. Takes a keeper who sees the whole zone.
#[utoipa::path(post, path = "/api/strangers/{id}/adopt", params(("id" = i64, Path)),
    request_body = AdoptionSent, responses((status = 201, body = Adopted), Problem))]
pub(crate) async fn adopt_stranger(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
    Sent(sent): Sent<AdoptionSent>,
) -> Result<(StatusCode, Json<Adopted>), Problem> {
    let who = asker.may(Role::Keeper)?.name.clone();
    let mut found = seen_by(&book, &asker).await?.into_iter();
    let stranger = found
        .find(|stranger| stranger.id == id)
        .ok_or_else(|| Problem::not_found(format!("there is no stranger {id}")))?;
    let filled = |text: String| Some(text).filter(|text| !text.trim().is_empty());
    let said = Adopt {
        protocol: stranger.protocol,
        identity: stranger.identity,
        name_zh: sent.name_zh.trim().to_owned(),
        name_en: sent.name_en.and_then(filled),
        edition: sent.edition,
        crc: sent.check,
        networks: sent.networks.unwrap_or_default(),
    };
    let written = Arc::clone(&book);
    let made = book.change(async move {
        let made = adopt(written.zone(), &said, &who).await;
        made.map_err(Problem::of_change)
    });
    let device = made.await?;
    let adopted = Adopted {
        protocol: device.protocol,
        identity: device.identity,
    };
    Ok((StatusCode::CREATED, Json(adopted)))
}
