//! The zone, and what of it the session shows.

use std::sync::Arc;

use ::packs::Pack;
use ::zone::instant::show;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::Names;
use crate::book::Book;
use crate::door::Asker;
use crate::problem::Problem;

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ZoneHead {
    name: Names,
    time_zone: String,
    /// The lake's snapshot that every answer is read from.
    snapshot: i64,
    /// The book's last change before it.
    read_at: String,
    packs: Vec<PackHead>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackHead {
    id: String,
    /// The schema of its tables.
    schema: String,
    version: String,
    hash: String,
    title: Names,
}

impl From<&Pack> for PackHead {
    fn from(pack: &Pack) -> Self {
        Self {
            id: pack.id.clone(),
            schema: pack.schema_name(),
            version: pack.version.clone(),
            hash: pack.hash.clone(),
            title: Names::from(&pack.title),
        }
    }
}

/// The zone, its packs, and the state of the book that is read.
#[utoipa::path(get, path = "/api/zone", responses((status = 200, body = ZoneHead), Problem))]
pub(crate) async fn zone(
    State(book): State<Arc<Book>>,
    asker: Asker,
) -> Result<Json<ZoneHead>, Problem> {
    let session = book.session(&asker).await?;
    let config = book.zone().config();
    Ok(Json(ZoneHead {
        name: Names::from(&config.name),
        time_zone: config.time_zone.clone(),
        snapshot: session.snapshot,
        read_at: show(session.read_us, book.zone().tz()),
        packs: book.packs().iter().map(PackHead::from).collect(),
    }))
}
