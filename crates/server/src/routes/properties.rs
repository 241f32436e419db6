//! The properties that the packs declare.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Names, Whole};
use crate::book::Book;
use crate::problem::Problem;

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PropertyOfThings {
    property: String,
    title: Names,
    /// The one unit in which its values are kept.
    unit: String,
    /// What is below is no value.
    min: Option<f64>,
    /// What is above is no value.
    max: Option<f64>,
}

/// The properties of things, with titles and units.
#[utoipa::path(get, path = "/api/properties", responses((status = 200, body = Whole<PropertyOfThings>), Problem))]
pub(crate) async fn properties(State(book): State<Arc<Book>>) -> Json<Whole<PropertyOfThings>> {
    let properties = &book.zone().vocabulary().properties;
    let rows = properties.iter().map(|p| PropertyOfThings {
        property: p.id.clone(),
        title: Names::from(&p.title),
        unit: p.unit.clone(),
        min: p.min,
        max: p.max,
    });
    Json(Whole {
        rows: rows.collect(),
    })
}
