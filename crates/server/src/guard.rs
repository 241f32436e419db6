//! What stands before every handler: who may ask, how much they may send, what a browser may do with
//! the answer.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::Served;
use crate::book::Book;
use crate::door::{Asker, Rule, is_of_session, let_in};
use crate::limits::{BODY_BYTES_MAX, SILENCE_SECONDS_MAX};
use crate::problem::Problem;

/// Styles in elements are what the charts and the map set; nothing comes from elsewhere.
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; \
     worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Where only this machine is let in, only its names are answered to.
pub(crate) fn guarded(routes: Router, served: Served) -> Router {
    let rule = served.door.rule;
    let mut guarded = routes
        .layer(from_fn_with_state(Arc::clone(&served.book), unchanged))
        .layer(from_fn_with_state(served, let_in))
        .layer(RequestBodyLimitLayer::new(BODY_BYTES_MAX))
        .layer(RequestBodyTimeoutLayer::new(Duration::from_secs(
            SILENCE_SECONDS_MAX,
        )));
    if rule == Rule::Open {
        guarded = guarded.layer(from_fn(only_local_names));
    }
    let says = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    guarded
        .layer(says(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(says(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(says(header::REFERRER_POLICY, "same-origin"))
        .layer(CompressionLayer::new())
        .layer(TraceLayer::new_for_http())
}

/// A page elsewhere can point a name of its own at this machine and ask in the browser of who sits
/// here: such a name is not answered to.
async fn only_local_names(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST);
    let name = host.and_then(|host| host.to_str().ok()).map(without_port);
    match name {
        Some("localhost" | "127.0.0.1" | "[::1]") => next.run(request).await,
        _ => Problem::forbidden("this book is read on this machine only, as localhost")
            .into_response(),
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    }
}

/// While the book has learned nothing, an answer of the API stays as it was: whoever has it need not
/// be told again.
async fn unchanged(
    State(book): State<Arc<Book>>,
    asker: Asker,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let is_question = matches!(*request.method(), Method::GET | Method::HEAD);
    if !path.starts_with("/api/") || is_of_session(path) || !is_question {
        return next.run(request).await;
    }
    let version = match book.version().await {
        Ok(version) => version,
        Err(problem) => return problem.into_response(),
    };
    // What others see who share this browser is another answer.
    let area = asker.area().map(ToString::to_string).unwrap_or_default();
    let asked = format!(
        "{} {} {} {} {area}",
        env!("CARGO_PKG_VERSION"),
        version.changed_us,
        version.accepted,
        request.uri()
    );
    let hash = blake3::hash(asked.as_bytes());
    let tag = format!("W/\"{}\"", &hash.to_hex()[..16]);
    let known = request.headers().get(header::IF_NONE_MATCH);
    let is_known = known.is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        next.run(request).await
    };
    // What never changes says so itself.
    let is_settled = response.headers().contains_key(header::CACHE_CONTROL);
    if !is_settled
        && (is_known || response.status().is_success())
        && let Ok(tag) = HeaderValue::from_str(&tag)
    {
        response.headers_mut().insert(header::ETAG, tag);
        let again = HeaderValue::from_static("private, no-cache");
        response.headers_mut().insert(header::CACHE_CONTROL, again);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::without_port;

    #[test]
    fn a_host_is_named_with_or_without_its_port() {
        for (host, name) in [
            ("localhost", "localhost"),
            ("localhost:8080", "localhost"),
            ("[::1]:8080", "[::1]"),
            ("[::1]", "[::1]"),
            ("evil.example:80", "evil.example"),
        ] {
            assert_eq!(without_port(host), name);
        }
    }
}
