//! One file a noun: the request, its description for OpenAPI, the handler.

mod bulletins;
mod city;
mod decisions;
mod devices;
pub(crate) mod door;
mod export;
mod health;
mod layers;
mod marks;
mod packs;
mod properties;
mod remarks;
mod review;
mod series;
mod sign_in;
mod status;
mod strangers;
mod tables;
mod things;
mod watershed;
mod why;
mod zone;

use std::sync::Arc;

use ::packs::Title;
use axum::{Json, Router};
use serde::Serialize;
use utoipa::openapi::OpenApi;
use utoipa::{OpenApi as _, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Served;
use crate::export::{Format, Language};
use bulletins::document::DocumentFormat;
use door::Depth;

#[derive(utoipa::OpenApi)]
#[openapi(
    components(schemas(Format, Language, DocumentFormat, Depth)),
    info(
        title = "Wellkeeper 守井人",
        description = "The book of a drinking-water reservoir: things, series, readings, computed tables, and the way of each figure back to its readings. Lists are paged: give `next` back as `after`."
    )
)]
struct Described;

fn described() -> OpenApiRouter<Served> {
    OpenApiRouter::with_openapi(Described::openapi())
        .routes(routes!(health::health))
        .routes(routes!(
            sign_in::session,
            sign_in::sign_in,
            sign_in::sign_out
        ))
        .routes(routes!(city::begin_city_sign_in))
        .routes(routes!(city::end_city_sign_in))
        .routes(routes!(zone::zone))
        .routes(routes!(status::status))
        .routes(routes!(things::kinds))
        .routes(routes!(things::things))
        .routes(routes!(things::thing))
        .routes(routes!(properties::properties))
        .routes(routes!(series::series))
        .routes(routes!(series::observations))
        .routes(routes!(series::buckets))
        .routes(routes!(tables::tables))
        .routes(routes!(tables::table))
        .routes(routes!(export::export))
        .routes(routes!(export::readings))
        .routes(routes!(packs::pack))
        .routes(routes!(why::why))
        .routes(routes!(review::review_queue))
        .routes(routes!(review::review_reasons))
        .routes(routes!(decisions::list_decisions, decisions::decide))
        .routes(routes!(decisions::one_decision))
        .routes(routes!(decisions::withdraw_decision))
        .routes(routes!(decisions::refuse_decision))
        .routes(routes!(decisions::approve_decisions))
        .routes(routes!(layers::list_layers))
        .routes(routes!(layers::one_layer))
        .routes(routes!(layers::layer_features))
        .routes(routes!(layers::layer_tile))
        .routes(routes!(watershed::layer_watershed))
        .routes(routes!(devices::list_devices))
        .routes(routes!(devices::one::one_device))
        .routes(routes!(devices::one::one_frame))
        .routes(routes!(door::door_tree))
        .routes(routes!(door::outages::door_outages))
        .routes(routes!(
            devices::diary::device_diary,
            devices::diary::write_diary
        ))
        .routes(routes!(devices::diary::withdraw_diary))
        .routes(routes!(strangers::list_strangers))
        .routes(routes!(strangers::adopt_stranger))
        .routes(routes!(marks::list_marks, marks::add_mark))
        .routes(routes!(marks::mark_reasons))
        .routes(routes!(marks::mark_paper))
        .routes(routes!(marks::withdraw_mark))
        .routes(routes!(marks::judge_mark))
        .routes(routes!(remarks::list_remarks, remarks::add_remark))
        .routes(routes!(remarks::withdraw_remark))
        .routes(routes!(
            bulletins::list_bulletins,
            bulletins::draft_bulletin
        ))
        .routes(routes!(bulletins::one_bulletin))
        .routes(routes!(bulletins::changes::bulletin_changes))
        .routes(routes!(bulletins::document::bulletin_document))
        .routes(routes!(bulletins::steps::review_bulletin))
        .routes(routes!(bulletins::steps::issue_bulletin))
        .routes(routes!(bulletins::steps::return_bulletin))
        .routes(routes!(bulletins::steps::withdraw_bulletin))
}

/// The description of the API, OpenAPI 3.1.
pub fn openapi() -> OpenApi {
    described().into_openapi()
}

pub(crate) fn router(served: Served) -> Router {
    let (router, openapi) = described().split_for_parts();
    let openapi = Arc::new(openapi);
    router
        .route(
            "/openapi.json",
            axum::routing::get(async move || Json(Arc::unwrap_or_clone(openapi))),
        )
        .with_state(served)
}

/// A title in both languages.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Names {
    zh: String,
    en: String,
}

impl From<&Title> for Names {
    fn from(title: &Title) -> Self {
        Self {
            zh: title.zh.clone(),
            en: title.en.clone(),
        }
    }
}

impl From<&::zone::config::Names> for Names {
    fn from(names: &::zone::config::Names) -> Self {
        Self {
            zh: names.zh.clone(),
            en: names.en.clone(),
        }
    }
}

/// A list that is given whole.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Whole<T> {
    rows: Vec<T>,
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    rows: Vec<T>,
    /// The cursor of the next page; give it back as `after`.
    next: Option<String>,
}
