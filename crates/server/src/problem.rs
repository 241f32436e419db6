//! An error as a client reads it: RFC 9457, `application/problem+json`.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response as Answer};
use datafusion::error::DataFusionError;
use packs::PackError;
use serde::Serialize;
use utoipa::openapi::{ContentBuilder, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, PartialSchema, ToSchema};
use zone::ZoneError;

/// What a request was refused for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status says which kind it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: String,
    /// The status.
    status: u16,
    /// What was found and what was expected.
    detail: String,
    #[serde(skip)]
    retry_after: Option<u64>,
}

impl Problem {
    fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            retry_after: None,
        }
    }

    /// A request that asks for what cannot be.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// Something that is not there.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// A request of somebody who must sign in first, or could not.
    pub fn unauthorized(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, detail)
    }

    /// One try too many; the next is looked at after `seconds`.
    pub fn too_often(seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                format!("too many tries: the next is looked at in {seconds} s"),
            )
        }
    }

    /// A request from where none is answered.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    /// A request that would change something.
    pub fn only_read() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "this path is not asked in that way; /openapi.json tells how",
        )
    }

    /// A request that rests on what is not so any more.
    pub fn outdated(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, detail)
    }

    /// What the book says to a change that a person asked for.
    pub(crate) fn of_change(error: ZoneError) -> Self {
        match error {
            ZoneError::Refused(sentence) => Self::bad_request(sentence),
            ZoneError::NotAllowed(sentence) => Self::forbidden(sentence),
            ZoneError::Outdated(sentence) => Self::outdated(sentence),
            ZoneError::Unknown { .. } => Self::not_found(error.to_string()),
            ZoneError::Held { .. } | ZoneError::Contended => Self::too_much(error.to_string()),
            other => other.into(),
        }
    }

    /// A request that somebody else's server would have to answer for, and did not.
    pub(crate) fn bad_gateway(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_GATEWAY, detail)
    }

    /// A question that took more time or memory than one may.
    pub fn too_much(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
    }

    /// A fault of the program or of the disk: the log has it in full, the client does not.
    pub fn fault(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "a request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the server failed; its log says why",
        )
    }

    /// What was found and what was expected.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Answer {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after;
        let mut response = (status, Json(self)).into_response();
        if let Some(seconds) = retry_after {
            let seconds = HeaderValue::from(seconds);
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    }
}

/// Any request can be refused, and any can fail.
impl IntoResponses for Problem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let of = |sentence: &str| {
            ResponseBuilder::new()
                .description(sentence)
                .content(
                    "application/problem+json",
                    ContentBuilder::new().schema(Some(Self::schema())).build(),
                )
                .build()
        };
        BTreeMap::from([
            (
                "4XX".to_owned(),
                RefOr::T(of("What was asked wrongly, and what was expected.")),
            ),
            (
                "5XX".to_owned(),
                RefOr::T(of("What took too much, or failed.")),
            ),
        ])
    }
}

impl From<DataFusionError> for Problem {
    fn from(error: DataFusionError) -> Self {
        match error.find_root() {
            DataFusionError::ResourcesExhausted(_) => Self::too_much(
                "the answer needs more memory than one may take: ask for less, or for fewer periods",
            ),
            _ => Self::fault(&error),
        }
    }
}

impl From<PackError> for Problem {
    fn from(error: PackError) -> Self {
        match error {
            PackError::UnknownTable { .. } | PackError::UnknownPack { .. } => {
                Self::not_found(error.to_string())
            }
            PackError::Refused(sentence) => Self::bad_request(sentence),
            PackError::Query(error) => error.into(),
            PackError::Zone(error) => error.into(),
            other => Self::fault(&other),
        }
    }
}

impl From<ZoneError> for Problem {
    fn from(error: ZoneError) -> Self {
        match error {
            ZoneError::NulInText(_) => Self::bad_request(error.to_string()),
            _ => Self::fault(&error),
        }
    }
}
