//! Layers of the map.

#![allow(
    unused_qualifications,
    reason = "the macro that describes parameters names its traits in full"
)]

use std::sync::Arc;

use ::zone::instant::show;
use ::zone::layer::{self, Form, current_layers, features, tile};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Names, Whole};
use crate::asked::Named;
use crate::book::Book;
use crate::door::Asker;
use crate::problem::Problem;

/// What a number of a layer means never changes; whose eyes it is for may be one person's.
const FOR_EVER: &str = "private, max-age=31536000, immutable";
/// Digits of a hash in a tag: 64 bits.
const TAG_DIGITS: usize = 16;

/// A layer of the map.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Layer {
    id: i64,
    code: String,
    title: Names,
    /// `point`, `line`, `polygon`, `mixed` or `raster`.
    geometry: String,
    /// How many there are, those without a shape included; of a raster the cells with data.
    features: i64,
    /// West, south, east and north, degrees.
    #[schema(min_items = 4, max_items = 4)]
    extent: Option<Vec<f64>>,
    /// Shown wherever the layer is.
    attribution: String,
    /// 审图号, shown wherever the layer is.
    map_number: Option<String>,
    licence: Option<String>,
    /// The name of the file that it came from.
    source: String,
    /// BLAKE3 of that file, hexadecimal.
    source_hash: String,
    /// What the coordinates of that file were in, such as `EPSG:4547`.
    crs: String,
    /// The part of the zone whose people see it, `county=丹江口市`.
    area: Option<String>,
    imported_at: String,
    /// Told to those who work with the book.
    imported_by: Option<String>,
    /// `geojson`: whole at `url`; `tiles`: as vector tiles; `directions`: not drawn, `url` tells what drains to a place.
    form: &'static str,
    /// The highest zoom that has tiles.
    max_zoom: Option<i64>,
    /// Where it is read; of tiles with `{z}`, `{x}` and `{y}`.
    url: String,
    /// The one that took its place.
    superseded_by: Option<i64>,
}

impl Layer {
    fn of(found: layer::Layer, asker: &Asker, tz: &TimeZone) -> Self {
        let id = found.id;
        let rest = match found.form {
            Form::GeoJson => "features",
            Form::Tiles => "tiles/{z}/{x}/{y}",
            Form::Directions => "watershed",
        };
        Self {
            id,
            code: found.code,
            title: Names::from(&found.title),
            geometry: found.geometry,
            features: found.features,
            extent: Some(found.extent.to_vec()),
            attribution: found.attribution,
            map_number: found.map_number,
            licence: found.licence,
            source: found.source,
            source_hash: found.source_hash,
            crs: found.crs,
            area: found.area.map(|area| area.to_string()),
            imported_at: show(found.at_us, tz),
            imported_by: asker.works_here().is_ok().then_some(found.who),
            form: found.form.as_str(),
            max_zoom: found.max_zoom,
            url: format!("/api/layers/{id}/{rest}"),
            superseded_by: found.superseded_by,
        }
    }
}

/// The layers that the map shows, by code.
#[utoipa::path(get, path = "/api/layers", responses((status = 200, body = Whole<Layer>), Problem))]
pub(crate) async fn list_layers(
    State(book): State<Arc<Book>>,
    asker: Asker,
) -> Result<Json<Whole<Layer>>, Problem> {
    let mut found = current_layers(book.zone().state()).await?;
    found.retain(|layer| layer.is_seen_from(asker.area()));
    let tz = book.zone().tz();
    let rows = found.into_iter().map(|one| Layer::of(one, &asker, tz));
    Ok(Json(Whole {
        rows: rows.collect(),
    }))
}

/// A layer, also one that another took the place of.
#[utoipa::path(get, path = "/api/layers/{id}", params(("id" = i64, Path)),
    responses((status = 200, body = Layer), Problem))]
pub(crate) async fn one_layer(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Json<Layer>, Problem> {
    let found = seen(&book, &asker, id).await?;
    Ok(Json(Layer::of(found, &asker, book.zone().tz())))
}

/// The features of a layer that is given whole. What a number means never changes.
#[utoipa::path(get, path = "/api/layers/{id}/features", params(("id" = i64, Path)),
    responses((status = 200, content((String = "application/geo+json"))), Problem))]
pub(crate) async fn layer_features(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = seen(&book, &asker, id).await?;
    let Some(file) = found.served().filter(|_| found.form == Form::GeoJson) else {
        return Err(elsewhere(&found));
    };
    let tag = file.hash.chars().take(TAG_DIGITS).collect::<String>();
    let reader = Arc::clone(&book);
    let read = tokio::task::spawn_blocking(move || features(reader.zone(), &found));
    let read = read.await.map_err(|e| Problem::fault(&e))?;
    let bytes = read.map_err(|e| Problem::fault(&e))?;
    Ok(for_ever("application/geo+json", &tag, &headers, bytes))
}

/// Where a tile lies.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct TileAsked {
    id: i64,
    /// The zoom, up to the layer's `max_zoom`.
    #[param(maximum = 14)]
    z: u8,
    /// From the west, from 0.
    x: u32,
    /// From the north, from 0.
    y: u32,
}

/// A vector tile of a layer, its one layer called `features`; 204 where nothing lies in it. What a number
/// means never changes.
#[utoipa::path(get, path = "/api/layers/{id}/tiles/{z}/{x}/{y}", params(TileAsked),
    responses(
        (status = 200, content((Vec<u8> = "application/vnd.mapbox-vector-tile"))),
        (status = 204, description = "Nothing lies in this tile."),
        Problem
    ))]
pub(crate) async fn layer_tile(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(asked): Named<TileAsked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let TileAsked { id, z, x, y } = asked;
    let found = seen(&book, &asker, id).await?;
    let Some((file, max_zoom)) = found.served().zip(found.max_zoom) else {
        return Err(elsewhere(&found));
    };
    if i64::from(z) > max_zoom {
        return Err(Problem::not_found(format!(
            "zoom {z} is deeper than any tile of layer {id}; expected 0 to {max_zoom}"
        )));
    }
    let side = 1_u64 << z;
    if u64::from(x.max(y)) >= side {
        return Err(Problem::bad_request(format!(
            "the tile is {x}, {y}; zoom {z} has 0 to {}",
            side - 1
        )));
    }
    let hash: String = file.hash.chars().take(TAG_DIGITS).collect();
    let reader = Arc::clone(&book);
    let read = tokio::task::spawn_blocking(move || tile(reader.zone(), &found, z, x, y));
    let read = read.await.map_err(|e| Problem::fault(&e))?;
    let Some(bytes) = read.map_err(|e| Problem::fault(&e))? else {
        let keep = [(header::CACHE_CONTROL, FOR_EVER)];
        return Ok((StatusCode::NO_CONTENT, keep).into_response());
    };
    let tag = format!("{hash}-{z}-{x}-{y}");
    let kind = "application/vnd.mapbox-vector-tile";
    Ok(for_ever(kind, &tag, &headers, bytes))
}

/// A layer as its asker may see it; one that was removed or is another area's is as if it were not
/// there.
pub(super) async fn seen(book: &Book, asker: &Asker, id: i64) -> Result<layer::Layer, Problem> {
    let found = layer::layer(book.zone().state(), id).await;
    let found = found.map_err(Problem::of_change)?;
    if found.removed.is_none() && found.is_seen_from(asker.area()) {
        return Ok(found);
    }
    Err(Problem::not_found(format!("there is no layer `{id}`")))
}

/// That a layer is not given in the way that was asked for, and in which it is.
pub(super) fn elsewhere(found: &layer::Layer) -> Problem {
    let id = found.id;
    Problem::not_found(match found.form {
        Form::GeoJson => format!("layer {id} is given whole, /api/layers/{id}/features"),
        Form::Tiles => {
            format!("layer {id} is given in tiles, /api/layers/{id}/tiles/{{z}}/{{x}}/{{y}}")
        }
        Form::Directions => {
            format!("layer {id} is one of directions, /api/layers/{id}/watershed")
        }
    })
}

/// Whether whoever asks has what has this tag.
pub(super) fn is_known(tag: &str, asked: &HeaderMap) -> bool {
    // What was compressed on its way has the same tag, marked as weak by some.
    let known = asked.get(header::IF_NONE_MATCH);
    known
        .and_then(|known| known.to_str().ok())
        .is_some_and(|known| known.trim_start_matches("W/").trim_matches('"') == tag)
}

/// `bytes`, or that whoever asks has them.
fn for_ever(kind: &'static str, tag: &str, asked: &HeaderMap, bytes: Vec<u8>) -> Response {
    let mut response = if is_known(tag, asked) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(bytes).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER));
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{tag}\"")) {
        headers.insert(header::ETAG, tag);
    }
    response
}
