//! Whether the server answers and the book can be read.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::book::Book;
use crate::problem::Problem;

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`: what is not is a problem.
    status: &'static str,
    version: &'static str,
}

/// Whether the book can be read.
#[utoipa::path(get, path = "/healthz", responses((status = 200, body = Health), Problem))]
pub(crate) async fn health(State(book): State<Arc<Book>>) -> Result<Json<Health>, Problem> {
    book.version().await?;
    Ok(Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
    }))
}
