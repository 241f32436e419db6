//! The page, carried in the program.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::problem::Problem;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/dist"]
struct Dist;

/// Whether the page was there when the program was built; else a few words stand in its place.
pub const IS_WHOLE: bool = env!("WELLKEEPER_PAGE").len() == "whole".len();

/// Files that the build names by their content never change.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

/// A file of the page; every path that names no file is the page's own affair and gives its frame.
pub(crate) async fn page(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return Problem::not_found(format!("the API has no {}", uri.path())).into_response();
    }
    if let Some(file) = Dist::get(path) {
        let keep = if path.starts_with("assets/") {
            FOR_EVER
        } else {
            ASK_AGAIN
        };
        return answer(&file, kind_of(path), keep, &headers);
    }
    if path.starts_with("assets/") {
        return Problem::not_found(format!("there is no file {path}")).into_response();
    }
    match Dist::get("index.html") {
        Some(frame) => answer(&frame, kind_of("index.html"), ASK_AGAIN, &headers),
        None => Problem::not_found("the program was built without its page").into_response(),
    }
}

fn answer(
    file: &EmbeddedFile,
    kind: &'static str,
    keep: &'static str,
    asked: &HeaderMap,
) -> Response {
    let hash = file.metadata.sha256_hash();
    let start = hash
        .first_chunk()
        .map_or(0, |start| u64::from_be_bytes(*start));
    let tag = format!("\"{start:016x}\"");
    // What was compressed on its way has the same tag, marked as weak by some.
    let is_known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok())
        .is_some_and(|known| known.trim_start_matches("W/") == tag);
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(file.data.to_vec()).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// The kinds of files that the build of the page makes.
fn kind_of(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "geojson") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
