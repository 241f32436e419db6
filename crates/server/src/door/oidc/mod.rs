//! A city's own sign-in: OpenID Connect Core 1.0, the authorization code flow (§3.1) with PKCE
//! (RFC 7636). The city says who it is and no more: role and area stand in the book.

mod attempts;
mod client;
mod id_token;
mod jws;
mod provider;

use std::net::IpAddr;
use std::time::Duration;

use axum::http::{HeaderMap, header};
use serde::Deserialize;
use thiserror::Error;
use url::{Position, Url};
use utoipa::IntoParams;
use zone::config::Names;
use zone::person::{Person, note_sign_in, person_named, random_key};
use zone::sign_in::{Oidc, Secret};

use super::{cookie_named, is_over_tls, sessions, set_cookie};
use crate::Served;
use crate::limits::{ANSWER_SECONDS_MAX, ATTEMPT_SECONDS_MAX, BACK_BYTES_MAX};
use crate::problem::Problem;
use attempts::{Attempt, Attempts};
use jws::Doubt;
use provider::{Identity, Provider};

/// Where the provider sends people back to.
pub(crate) const RETURN_PATH: &str = "/api/session/city/return";
/// The cookie of a sign-in that is under way.
const COOKIE: &str = "wellkeeper_city";

/// Why no city's sign-in is offered.
#[derive(Debug, Error)]
pub enum CityError {
    /// No certificate could be checked.
    #[error(
        "this machine has no root certificates to believe the city's sign-in by: install ca-certificates, or name \
         a file in SSL_CERT_FILE ({0})"
    )]
    NoRoots(String),
}

/// A city's own sign-in.
pub struct City {
    provider: Provider,
    attempts: Attempts,
}

impl City {
    /// The sign-in that `oidc` describes; nobody is asked yet.
    ///
    /// # Errors
    /// [`CityError`].
    pub fn new(oidc: Oidc, secret: Secret) -> Result<Self, CityError> {
        Ok(Self {
            provider: Provider::new(oidc, secret)?,
            attempts: Attempts::default(),
        })
    }

    /// What the button says.
    pub(crate) fn title(&self) -> &Names {
        &self.provider.oidc.title
    }
}

/// What went wrong between here and the provider, in words for the log.
#[derive(Debug, Clone)]
enum Trouble {
    /// It does not answer, or not now.
    Unreachable(String),
    /// It says what cannot be believed.
    Wrong(String),
}

impl Doubt {
    fn why(self) -> String {
        match self {
            Self::NoKey(why) | Self::Wrong(why) => why,
        }
    }
}

/// Why somebody who came back from the city is not let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Why {
    /// The city knows them and the book does not.
    NotRegistered(String),
    /// The provider, or they themselves, said no.
    Refused,
    /// It began too long ago, in another browser, or came back before.
    Expired,
    /// The provider does not answer.
    Unreachable,
    /// The provider said what cannot be believed.
    Failed,
    /// Too many tries; the next is looked at after so many seconds.
    Wait(u64),
    /// The book could not note it.
    NotNoted(Problem),
}

/// Somebody who is not let in, and where they wanted to.
#[derive(Debug)]
pub(crate) struct Refused {
    pub why: Why,
    pub to: Option<String>,
}

impl Why {
    /// As the page's address spells it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotRegistered(_) => "not_registered",
            Self::Refused => "refused",
            Self::Expired => "expired",
            Self::Unreachable => "unreachable",
            Self::Wait(_) => "wait",
            Self::Failed | Self::NotNoted(_) => "failed",
        }
    }

    /// For a program that asks.
    pub fn problem(&self) -> Problem {
        match self {
            Self::NotRegistered(name) => Problem::forbidden(format!(
                "the city's sign-in says that this is `{name}`, whom this book does not know: whoever keeps it lets \
                 them in by `wellkeeper person add {name} --no-password`"
            )),
            Self::Refused => Problem::unauthorized("the city's sign-in let nobody in"),
            Self::Expired => Problem::bad_request(
                "no sign-in is under way that this belongs to: it began too long ago or in another browser, or was \
                 used before. Begin again",
            ),
            Self::Unreachable => unreachable(),
            Self::Failed => Problem::bad_gateway(
                "the city's sign-in said what cannot be believed; the log of the server says what",
            ),
            Self::Wait(seconds) => Problem::too_often(*seconds),
            Self::NotNoted(problem) => problem.clone(),
        }
    }
}

fn unreachable() -> Problem {
    Problem::bad_gateway(
        "the city's sign-in does not answer; a password of this book goes on working",
    )
}

impl From<Trouble> for Why {
    fn from(trouble: Trouble) -> Self {
        let (what, why) = match trouble {
            Trouble::Unreachable(what) => (what, Self::Unreachable),
            Trouble::Wrong(what) => (what, Self::Failed),
        };
        tracing::info!(what, "the city's sign-in is in trouble");
        why
    }
}

/// What the provider sends a browser back with (Core §3.1.2.5 and §3.1.2.6, RFC 9207).
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Answer {
    /// What was sent along.
    state: Option<String>,
    /// What the provider gives an ID token for.
    code: Option<String>,
    /// Why it gives none.
    error: Option<String>,
    /// Who answers.
    iss: Option<String>,
}

/// Begins a sign-in by the city, for somebody who comes from the page `to`. Gives the address at which
/// it goes on and the cookie that this browser is known by.
///
/// # Errors
/// A [`Problem`] where there is no such sign-in, it does not answer, or too many are under way.
pub(crate) async fn begin(
    served: &Served,
    from: IpAddr,
    headers: &HeaderMap,
    to: Option<&str>,
) -> Result<(Url, String), Problem> {
    let city = city_of(served)?;
    let endpoints = city.provider.endpoints().await;
    let endpoints = endpoints.map_err(|trouble| Why::from(trouble).problem())?;
    let attempt = Attempt {
        nonce: random_key(),
        verifier: random_key(),
        return_url: return_url(city.provider.oidc.origin.as_deref(), headers)?,
        to: place_of(to.unwrap_or("/")),
        asked_s: served.book.now_us() / 1_000_000,
    };
    let begun = city.attempts.begin(attempt.clone(), from);
    let begun = begun.map_err(Problem::too_often)?;
    let address = city.provider.address(&endpoints, &attempt, &begun.state);
    Ok((
        address,
        attempt_cookie(&begun.browser, headers, ATTEMPT_SECONDS_MAX),
    ))
}

fn city_of(served: &Served) -> Result<&City, Problem> {
    let city = served.door.city.as_ref();
    city.ok_or_else(|| {
        Problem::not_found("this book has no city's sign-in: [sign_in.oidc] of zone.toml names one")
    })
}

/// Lets in whom the provider sends back. Gives where they wanted to and the cookie of their session.
///
/// # Errors
/// [`Refused`], with all that the page is to say.
pub(crate) async fn come_back(
    served: &Served,
    from: IpAddr,
    headers: &HeaderMap,
    answer: &Answer,
) -> Result<(String, String), Refused> {
    let refused = |why, to: Option<&str>| {
        tracing::info!(%from, ?why, "a sign-in by the city was refused");
        Refused {
            why,
            to: to.map(str::to_owned),
        }
    };
    let city = city_of(served).map_err(|problem| refused(Why::NotNoted(problem), None))?;
    let (state, browser) = (answer.state.as_deref(), cookie_named(COOKIE, headers));
    let attempt = state
        .zip(browser)
        .and_then(|(state, browser)| city.attempts.take(state, browser));
    let attempt = attempt.ok_or_else(|| refused(Why::Expired, None))?;
    let person = let_in(served, city, from, answer, &attempt).await;
    let person = person.map_err(|why| refused(why, Some(&attempt.to)))?;
    tracing::info!(name = person.name, %from, "signed in by the city");
    let key = served.door.sessions.begin(person.id);
    Ok((attempt.to, set_cookie(&key, headers, sessions::SECONDS_MAX)))
}

async fn let_in(
    served: &Served,
    city: &City,
    from: IpAddr,
    answer: &Answer,
    attempt: &Attempt,
) -> Result<Person, Why> {
    let code = code_of(city, answer).await?;
    served.door.tries.begin(None, from).map_err(Why::Wait)?;
    let now_s = served.book.now_us() / 1_000_000;
    let redeemed = Box::pin(city.provider.redeem(code, attempt, now_s));
    let in_time = tokio::time::timeout(Duration::from_secs(ANSWER_SECONDS_MAX), redeemed).await;
    let too_slow = || Trouble::Unreachable(format!("no answer within {ANSWER_SECONDS_MAX} s"));
    let Identity { subject, name } = in_time.unwrap_or_else(|_| Err(too_slow()))?;
    let claim = &city.provider.oidc.claim;
    let name = name.ok_or_else(|| Trouble::Wrong(format!("nothing says the claim `{claim}`")))?;
    let state = served.book.zone().state();
    // A name with a NUL in it is in no book, and no database can be asked for it.
    let found = if name.contains('\0') {
        None
    } else {
        let found = person_named(state, &name).await;
        found.map_err(|e| Why::NotNoted(e.into()))?
    };
    let person = found.ok_or(Why::NotRegistered(name))?;
    let (zone, issuer) = (
        served.book.zone().clone(),
        city.provider.oidc.issuer.clone(),
    );
    let noted = served.book.change(async move {
        note_sign_in(zone.state(), &person, &issuer, &subject).await?;
        Ok(person)
    });
    let person = noted.await.map_err(Why::NotNoted)?;
    served.door.tries.held(None, from);
    Ok(person)
}

/// The code of an answer that comes from whom it was asked of.
async fn code_of<'a>(city: &City, answer: &'a Answer) -> Result<&'a str, Why> {
    let endpoints = city.provider.endpoints().await?;
    let issuer = &city.provider.oidc.issuer;
    let is_ours = match &answer.iss {
        Some(iss) => iss == issuer,
        None => !endpoints.names_issuer,
    };
    if !is_ours {
        let found = &answer.iss;
        return Err(Trouble::Wrong(format!("{found:?} answers (iss); expected {issuer:?}")).into());
    }
    match (&answer.error, &answer.code) {
        (None, Some(code)) => Ok(code),
        (None, None) => Err(Trouble::Wrong("it answers with no code".to_owned()).into()),
        (Some(error), _) => match error.as_str() {
            "server_error" | "temporarily_unavailable" => Err(Why::Unreachable),
            _ => Err(Why::Refused),
        },
    }
}

/// The cookie of a sign-in under way is sent where the provider sends people back, and nowhere else.
fn attempt_cookie(browser: &str, headers: &HeaderMap, seconds: u64) -> String {
    let secure = if is_over_tls(headers) { "; Secure" } else { "" };
    format!(
        "{COOKIE}={browser}; Path={RETURN_PATH}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    )
}

/// The cookie that forgets a sign-in that was under way.
pub(crate) fn forget_attempt(headers: &HeaderMap) -> String {
    attempt_cookie("", headers, 0)
}

/// Where the provider sends people back: to the book as their browser calls it. The provider takes no
/// address that was not registered with it.
fn return_url(origin: Option<&str>, headers: &HeaderMap) -> Result<Url, Problem> {
    let said = origin.map_or_else(
        || {
            let host = headers.get(header::HOST);
            let host = host.and_then(|host| host.to_str().ok());
            let scheme = if is_over_tls(headers) {
                "https"
            } else {
                "http"
            };
            format!("{scheme}://{}", host.unwrap_or_default())
        },
        str::to_owned,
    );
    let origin = Url::parse(&said).ok().filter(|url| {
        let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        is_bare && url.has_host() && url.username().is_empty() && url.password().is_none()
    });
    origin
        .and_then(|origin| origin.join(RETURN_PATH).ok())
        .ok_or_else(|| {
            Problem::bad_request("the request does not say how this book is called (Host)")
        })
}

/// The page of this site that `to` names; the first where it names none. What a URL leaves out when it
/// is read (`/./`, tabs, `\`) must not lead elsewhere.
fn place_of(to: &str) -> String {
    const HOME: &str = "/";
    if to.len() > BACK_BYTES_MAX || !to.starts_with('/') {
        return HOME.to_owned();
    }
    let Ok(here) = Url::parse("http://here.invalid/") else {
        return HOME.to_owned();
    };
    let place = here.join(to).ok().filter(|url| {
        let is_here = url[..Position::BeforePath] == here[..Position::BeforePath];
        let path = url.path();
        is_here && !path.starts_with("//") && path != "/api" && !path.starts_with("/api/")
    });
    place.map_or_else(
        || HOME.to_owned(),
        |url| url[Position::BeforePath..].to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_back_to_a_page_of_this_site_and_nowhere_else() {
        for (to, place) in [
            ("/", "/"),
            (
                "/section/陶岔?month=2021-04#trend",
                "/section/%E9%99%B6%E5%B2%94?month=2021-04#trend",
            ),
            ("/a'b\"c<d>", "/a'b%22c%3Cd%3E"),
        ] {
            assert_eq!(place_of(to), place, "{to}");
        }
        let long = format!("/{}", "x".repeat(BACK_BYTES_MAX));
        for to in [
            "",
            "section",
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/.//evil.example",
            "/x/..//evil.example",
            "/%2e//evil.example",
            "javascript:alert(1)",
            "/api/session/city/return?state=x",
            "/./api/things",
            &long,
        ] {
            assert_eq!(place_of(to), "/", "{to}");
        }
    }
}
