//! Signing in by the city's own sign-in: off to it, and back.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, Html, IntoResponse, Response};
use serde::{Deserialize, Serialize};
use url::form_urlencoded::Serializer;
use utoipa::ToSchema;

use crate::Served;
use crate::asked::{Asked, Sent};
use crate::door::From;
use crate::door::oidc::{self, Answer, Refused, Why};
use crate::problem::Problem;

/// Where a person is, to whom the city's sign-in is offered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Leaving {
    /// The page of this site that they go back to, such as `/section/X?month=2021-04`; else the first.
    to: Option<String>,
}

/// Where signing in goes on.
#[derive(Serialize, ToSchema)]
pub(crate) struct Away {
    /// The address at the city's sign-in to which the browser goes on.
    address: String,
}

/// Begins a sign-in by the city's own; the answer sets a cookie that only its return reads.
///
/// It is no redirect, so that a page elsewhere can send nobody off, and so that the form can say why
/// the city's sign-in is not to be had.
#[utoipa::path(post, path = "/api/session/city", request_body = Leaving,
    responses((status = 200, body = Away), Problem))]
pub(crate) async fn begin_city_sign_in(
    State(served): State<Served>,
    From(address): From,
    headers: HeaderMap,
    Sent(sent): Sent<Leaving>,
) -> Result<impl IntoResponse, Problem> {
    let (away, cookie) = oidc::begin(&served, address, &headers, sent.to.as_deref()).await?;
    let away = Away {
        address: away.into(),
    };
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(away)))
}

/// Where the city's sign-in sends people back to. A browser is given a page that goes on to where they
/// were, or to the form, which says why they are not let in; a program is given a problem.
///
/// It is no redirect either: a browser that another site sent here would not send the cookie of the
/// session, which is `SameSite=Strict`, along the whole way of redirects.
#[utoipa::path(get, path = "/api/session/city/return", params(Answer),
    responses((status = 200, content_type = "text/html", body = String), Problem))]
pub(crate) async fn end_city_sign_in(
    State(served): State<Served>,
    From(address): From,
    headers: HeaderMap,
    Asked(answer): Asked<Answer>,
) -> Response {
    let came = Box::pin(oidc::come_back(&served, address, &headers, &answer)).await;
    let forget = (header::SET_COOKIE, oidc::forget_attempt(&headers));
    let mut response = match came {
        Ok((to, cookie)) => {
            let page = going_on(&to, "已登录，正在返回。", "Signed in; going on.");
            (AppendHeaders([forget, (header::SET_COOKIE, cookie)]), page).into_response()
        }
        // Nothing was taken: what is under way in this browser stays so.
        Err(refused) if refused.why == Why::Expired => refusal(&refused, &headers),
        Err(refused) => (AppendHeaders([forget]), refusal(&refused, &headers)).into_response(),
    };
    let all = response.headers_mut();
    all.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Its address has the code in it.
    all.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    response
}

/// A browser is led to the form, which says the same in the language of its person.
fn refusal(refused: &Refused, headers: &HeaderMap) -> Response {
    let problem = refused.why.problem();
    let accepted = headers
        .get(header::ACCEPT)
        .and_then(|kinds| kinds.to_str().ok());
    if !accepted.is_some_and(|kinds| kinds.contains("text/html")) {
        return problem.into_response();
    }
    let status = StatusCode::from_u16(problem.status());
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut said = Serializer::new(String::new());
    said.append_pair("city", refused.why.code());
    match &refused.why {
        Why::NotRegistered(name) => {
            said.append_pair("name", name);
        }
        Why::Wait(seconds) => {
            said.append_pair("wait", &seconds.to_string());
        }
        _ => {}
    }
    if let Some(to) = &refused.to {
        said.append_pair("to", to);
    }
    let form = format!("/sign-in?{}", said.finish());
    (status, going_on(&form, "没有登录成功。", "Not signed in.")).into_response()
}

/// A page that goes on to `to` by itself, without a script.
fn going_on(to: &str, zh: &str, en: &str) -> Html<String> {
    let to = escaped(to);
    Html(format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<meta charset=\"utf-8\">\n<title>守井人 · Wellkeeper</title>\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"refresh\" content=\"0;url={to}\">\n\
         <p>{zh} <span lang=\"en\">{en}</span></p>\n\
         <p><a href=\"{to}\">继续 · <span lang=\"en\">Go on</span></a></p>\n</html>\n"
    ))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_does_not_break_out_of_the_page() {
        let Html(page) = going_on("/a?b='\"><script>&c", "", "");
        assert!(
            page.contains("url=/a?b=&#39;&quot;&gt;&lt;script&gt;&amp;c\""),
            "{page}"
        );
        assert!(!page.contains("<script"), "{page}");
    }
}
