//! What drains to a place, of a layer of directions.

#![allow(
    unused_qualifications,
    reason = "the macro that describes parameters names its traits in full"
)]

use std::sync::Arc;

use ::zone::layer::{self, Form, Ground, ground_above};
use ::zone::limits::SNAP_CELLS_MAX;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Names;
use super::layers::{elsewhere, is_known, seen};
use crate::asked::{Asked, Named};
use crate::book::Book;
use crate::door::Asker;
use crate::problem::Problem;

/// The file of a number never changes; how it is read may, with another program.
const FOR_A_DAY: &str = "private, max-age=86400";
/// Rows and columns that a place is moved by where the request names no number.
const SNAP_CELLS: usize = 3;
/// Hexadecimal digits of a tag: 64 bits.
const TAG_DIGITS: usize = 16;

/// A place, and how far from it the river may be.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PlaceAsked {
    /// Degrees.
    #[param(minimum = -180, maximum = 180)]
    longitude: f64,
    /// Degrees.
    #[param(minimum = -90, maximum = 90)]
    latitude: f64,
    /// Rows and columns that the place may be moved by, to the cell with the most ground above it; 3 where it is
    /// left out.
    #[param(maximum = 50)]
    snap: Option<usize>,
}

/// The ground that drains to a place, as a feature of GeoJSON: its border along the edges of cells.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WatershedFeature {
    /// `Feature`.
    r#type: &'static str,
    /// A `MultiPolygon` in WGS 84, degrees; nothing where nothing was found.
    #[schema(value_type = Option<Object>)]
    geometry: Option<Border>,
    properties: WatershedFound,
}

#[derive(Debug, Serialize)]
struct Border {
    r#type: &'static str,
    coordinates: Vec<Vec<Vec<[f64; 2]>>>,
}

/// What was found, and by what.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct WatershedFound {
    /// `ground`; `outside`: the raster does not lie there; `no_data`: it has none there; `too_large`: more drains
    /// there than is drawn.
    found: &'static str,
    /// The number of the layer.
    layer: i64,
    code: String,
    title: Names,
    attribution: String,
    /// Rows and columns that the place could be moved by.
    snap: usize,
    /// The place that was asked for, longitude and latitude.
    #[schema(min_items = 2, max_items = 2)]
    asked: Vec<f64>,
    /// The middle of the cell that the ground drains to, longitude and latitude.
    #[schema(min_items = 2, max_items = 2)]
    outlet: Option<Vec<f64>>,
    /// How far that is from the cell of the place that was asked for, metres.
    moved_m: Option<f64>,
    /// How many cells drain there, itself included.
    cells: Option<u64>,
    area_km2: Option<f64>,
}

/// The ground that drains to a place, or to the river next to it, by a layer of directions. That there is none, and
/// why, is an answer too.
#[utoipa::path(get, path = "/api/layers/{id}/watershed", params(("id" = i64, Path), PlaceAsked),
    responses((status = 200, body = WatershedFeature, content_type = "application/geo+json"), Problem))]
pub(crate) async fn layer_watershed(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
    Asked(asked): Asked<PlaceAsked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = seen(&book, &asker, id).await?;
    if found.form != Form::Directions {
        return Err(elsewhere(&found));
    }
    let snap = asked.snap.unwrap_or(SNAP_CELLS);
    checked(&asked, snap)?;
    let at = [asked.longitude, asked.latitude];
    let tag = tag(&found, at, snap);
    if is_known(&tag, &headers) {
        return Ok(settled(StatusCode::NOT_MODIFIED.into_response(), &tag));
    }
    let work = move |zone: &::zone::Zone| {
        let ground = ground_above(zone, &found, at, snap).map_err(|e| Problem::fault(&e))?;
        serde_json::to_vec(&feature(&found, ground, at, snap)).map_err(|e| Problem::fault(&e))
    };
    let bytes = book.watershed(work).await?;
    Ok(settled(Body::from(bytes).into_response(), &tag))
}

fn checked(asked: &PlaceAsked, snap: usize) -> Result<(), Problem> {
    let PlaceAsked {
        longitude,
        latitude,
        ..
    } = asked;
    if !(-180.0..=180.0).contains(longitude) || !(-90.0..=90.0).contains(latitude) {
        return Err(Problem::bad_request(format!(
            "the place is {longitude}, {latitude}; expected a longitude within ±180 and a latitude within ±90"
        )));
    }
    if snap > SNAP_CELLS_MAX {
        return Err(Problem::bad_request(format!(
            "snap is {snap}; expected 0 to {SNAP_CELLS_MAX} cells"
        )));
    }
    Ok(())
}

fn feature(of: &layer::Layer, ground: Ground, at: [f64; 2], snap: usize) -> WatershedFeature {
    let mut said = WatershedFound {
        found: "ground",
        layer: of.id,
        code: of.code.clone(),
        title: Names::from(&of.title),
        attribution: of.attribution.clone(),
        snap,
        asked: at.to_vec(),
        outlet: None,
        moved_m: None,
        cells: None,
        area_km2: None,
    };
    let mut geometry = None;
    match ground {
        Ground::Outside => said.found = "outside",
        Ground::NoData => said.found = "no_data",
        Ground::TooLarge(cells) => {
            said.found = "too_large";
            said.cells = Some(cells);
        }
        Ground::Watershed(found) => {
            said.outlet = Some(found.outlet.to_vec());
            said.moved_m = Some(found.moved_m);
            said.cells = Some(found.cells);
            said.area_km2 = Some(found.km2);
            geometry = Some(Border {
                r#type: "MultiPolygon",
                coordinates: found.polygons,
            });
        }
    }
    WatershedFeature {
        r#type: "Feature",
        geometry,
        properties: said,
    }
}

/// What the answer hangs on: the file, the place, the program; and whose words it carries.
fn tag(of: &layer::Layer, [longitude, latitude]: [f64; 2], snap: usize) -> String {
    let asked = format!(
        "{} {} {} {longitude} {latitude} {snap}",
        env!("CARGO_PKG_VERSION"),
        of.id,
        of.source_hash
    );
    blake3::hash(asked.as_bytes()).to_hex()[..TAG_DIGITS].to_owned()
}

fn settled(mut response: Response, tag: &str) -> Response {
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/geo+json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(FOR_A_DAY));
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{tag}\"")) {
        headers.insert(header::ETAG, tag);
    }
    response
}
