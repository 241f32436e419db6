//! Who is let in: nobody's word is taken twice, and no handler forgets to ask, since an answer needs
//! an [`Asker`] and only this room makes one.
//!
//! A browser signs in by name and password, or by the city's own sign-in ([`oidc`]), and carries a
//! cookie; a program shows a token. On this
//! machine alone, and where everybody may read, a question needs neither; a change always does.

pub(crate) mod oidc;
mod sessions;
mod tries;

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use zone::person::{Area, Person, Role, Scope, no_password, person_named, person_of};

use crate::Served;
use crate::problem::Problem;
use oidc::City;
use sessions::Sessions;
use tries::Tries;

/// The cookie's name.
const COOKIE: &str = "wellkeeper";
/// Where one signs in and out: asked by whoever is not signed in.
pub(crate) const SESSION_PATH: &str = "/api/session";

/// Whether `path` is one by which one signs in or out.
pub(crate) fn is_of_session(path: &str) -> bool {
    let rest = path.strip_prefix(SESSION_PATH);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What is said to a change at a door at which one need not sign in.
const NOBODY_HERE: &str = "nobody is signed in, and a change names its person: `wellkeeper person add NAME --role reviewer` \
     lets somebody in, `wellkeeper serve --sign-in` asks who it is";

/// What whoever is not signed in may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Read: nobody but this machine is let in.
    Open,
    /// Read, from wherever.
    Public,
    /// Nothing.
    SignIn,
}

/// The door of one server.
pub struct Door {
    /// What whoever is not signed in may do.
    pub rule: Rule,
    /// The city's own sign-in, where there is one.
    pub(crate) city: Option<City>,
    sessions: Sessions,
    tries: Tries,
}

impl Door {
    /// A door at which nobody has been yet.
    pub fn new(rule: Rule, city: Option<City>) -> Self {
        Self {
            rule,
            city,
            sessions: Sessions::default(),
            tries: Tries::default(),
        }
    }
}

/// Who asks.
#[derive(Debug, Clone)]
pub(crate) struct Asker {
    /// Nobody where one need not sign in.
    person: Option<Person>,
    only_reads: bool,
    rule: Rule,
}

impl Asker {
    /// The part of the zone that they see; all where there is none.
    pub fn area(&self) -> Option<&Area> {
        self.person.as_ref()?.area.as_ref()
    }

    /// Who they are, if they signed in.
    pub fn person(&self) -> Option<&Person> {
        self.person.as_ref()
    }

    /// Lets in whoever works with the book: at a door through which everybody reads, what people
    /// write to each other is for those who signed in.
    ///
    /// # Errors
    /// A [`Problem`] that says what is lacking.
    pub fn works_here(&self) -> Result<(), Problem> {
        if self.rule == Rule::Public && self.person.is_none() {
            return Err(Problem::unauthorized(
                "what people here decide and remark is read by those who signed in",
            ));
        }
        Ok(())
    }

    /// Lets in whoever may read what takes `role`; on this machine alone, that is everybody.
    ///
    /// # Errors
    /// A [`Problem`] that says what is lacking.
    pub fn reads_as(&self, role: Role) -> Result<(), Problem> {
        match &self.person {
            None if self.rule == Rule::Open => Ok(()),
            None => Err(Problem::unauthorized("sign in to read this")),
            Some(person) if person.role >= role => Ok(()),
            Some(_) => Err(Problem::forbidden(format!(
                "this takes the role {}",
                role.as_str()
            ))),
        }
    }

    /// Who they are, where they may do what takes `role`.
    ///
    /// # Errors
    /// A [`Problem`] that says what is lacking.
    pub fn may(&self, role: Role) -> Result<&Person, Problem> {
        let Some(person) = &self.person else {
            return Err(match self.rule {
                Rule::Open => Problem::forbidden(NOBODY_HERE),
                Rule::Public | Rule::SignIn => Problem::unauthorized("sign in to change anything"),
            });
        };
        if self.only_reads || person.role < role {
            return Err(Problem::forbidden(format!(
                "this takes the role {}",
                role.as_str()
            )));
        }
        Ok(person)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let asker = parts.extensions.get::<Self>().cloned();
        asker.ok_or_else(|| Problem::unauthorized("sign in first"))
    }
}

/// Finds out who asks, before anything is answered.
pub(crate) async fn let_in(State(served): State<Served>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let asker = asker_of(&served, &parts.method, &parts.headers, parts.uri.path()).await;
    let mut request = Request::from_parts(parts, body);
    match asker {
        Ok(asker) => {
            request.extensions_mut().insert(asker);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

async fn asker_of(
    served: &Served,
    method: &Method,
    headers: &HeaderMap,
    path: &str,
) -> Result<Asker, Problem> {
    let asks = matches!(*method, Method::GET | Method::HEAD);
    if let Some(token) = bearer(headers) {
        let (state, now_us) = (served.book.zone().state(), served.book.now_us());
        let found = Person::by_token(state, token, now_us).await?;
        let (person, scope) = found.ok_or_else(|| {
            Problem::unauthorized("the token is unknown, has expired or was ended")
        })?;
        return Ok(Asker {
            person: Some(person),
            only_reads: scope == Scope::Read,
            rule: served.door.rule,
        });
    }
    if !asks {
        same_origin(headers)?;
    }
    let held = cookie(headers).and_then(|key| served.door.sessions.person(key));
    let person = match held {
        Some(id) => person_of(served.book.zone().state(), id).await?,
        None => None,
    };
    let is_asked_of_all = !path.starts_with("/api/") || is_of_session(path);
    if person.is_none() && served.door.rule == Rule::SignIn && !is_asked_of_all {
        return Err(Problem::unauthorized("sign in first"));
    }
    Ok(Asker {
        person,
        only_reads: false,
        rule: served.door.rule,
    })
}

/// A page elsewhere may make a browser send a change with its cookies: then the browser says so.
fn same_origin(headers: &HeaderMap) -> Result<(), Problem> {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_ours = match (said("sec-fetch-site"), said("origin")) {
        (Some(site), _) => ["same-origin", "none"].contains(&site),
        (None, Some(origin)) => origin.split_once("://").map(|(_, host)| host) == said("host"),
        // No browser: it has no cookie but its own.
        (None, None) => true,
    };
    if is_ours {
        return Ok(());
    }
    Err(Problem::forbidden(
        "a change is only taken from the book's own page",
    ))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let said = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    said.strip_prefix("Bearer ").map(str::trim)
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    cookie_named(COOKIE, headers)
}

fn cookie_named<'a>(wanted: &str, headers: &'a HeaderMap) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).into_iter();
    all.filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == wanted).then_some(value))
}

/// Signs a person in. Gives who it is and the cookie that says so.
///
/// # Errors
/// A [`Problem`] after too many tries, and for a name or password that does not hold; which of the
/// two is not said.
pub(crate) async fn sign_in(
    served: &Served,
    from: IpAddr,
    headers: &HeaderMap,
    name: &str,
    password: String,
) -> Result<(Person, String), Problem> {
    let begun = served.door.tries.begin(Some(name), from);
    begun.map_err(Problem::too_often)?;
    let found = person_named(served.book.zone().state(), name).await?;
    let checked = served.book.answer(async move {
        let checked = tokio::task::spawn_blocking(move || {
            if let Some(person) = found {
                return person.is_password(&password).then_some(person);
            }
            no_password(&password);
            None
        });
        checked.await.map_err(|e| Problem::fault(&e))
    });
    let Some(person) = checked.await? else {
        tracing::info!(name, %from, "a sign-in was refused");
        return Err(Problem::unauthorized("the name or the password is wrong"));
    };
    served.door.tries.held(Some(name), from);
    tracing::info!(name, %from, "signed in");
    let key = served.door.sessions.begin(person.id);
    Ok((person, set_cookie(&key, headers, sessions::SECONDS_MAX)))
}

/// Signs out whoever shows these headers. Gives the cookie that forgets.
pub(crate) fn sign_out(served: &Served, headers: &HeaderMap) -> String {
    if let Some(key) = cookie(headers) {
        served.door.sessions.end(key);
    }
    set_cookie("", headers, 0)
}

/// No script reads it and no other site sends it; behind a proxy that speaks TLS, it is sent over
/// TLS alone.
fn set_cookie(key: &str, headers: &HeaderMap, seconds: u64) -> String {
    let secure = if is_over_tls(headers) { "; Secure" } else { "" };
    format!("{COOKIE}={key}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
}

/// Whether the proxy before this server speaks TLS to the browser.
fn is_over_tls(headers: &HeaderMap) -> bool {
    let scheme = headers.get("x-forwarded-proto").map(HeaderValue::as_bytes);
    scheme == Some(b"https")
}

/// The address that a request came from.
pub(crate) struct From(pub IpAddr);

impl<S: Send + Sync> FromRequestParts<S> for From {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let told = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        told.map(|ConnectInfo(address)| Self(address.ip()))
            .ok_or_else(|| Problem::forbidden("the address of the request is not known"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter().map(|(name, value)| {
            let name = axum::http::HeaderName::from_static(name);
            (name, HeaderValue::from_static(value))
        });
        pairs.collect()
    }

    #[test]
    fn a_change_that_another_site_sends_is_refused() {
        for (said, is_taken) in [
            (vec![("sec-fetch-site", "same-origin")], true),
            (vec![("sec-fetch-site", "cross-site")], false),
            (vec![("sec-fetch-site", "same-site")], false),
            (
                vec![("origin", "http://book:8080"), ("host", "book:8080")],
                true,
            ),
            (
                vec![("origin", "http://evil.example"), ("host", "book:8080")],
                false,
            ),
            (vec![("origin", "null"), ("host", "book:8080")], false),
            (vec![], true),
        ] {
            assert_eq!(same_origin(&headers(&said)).is_ok(), is_taken, "{said:?}");
        }
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let said = headers(&[("cookie", "a=b; wellkeeper=k1; c=d")]);
        assert_eq!(cookie(&said), Some("k1"));
        assert_eq!(cookie(&headers(&[("cookie", "xwellkeeper=k1")])), None);
    }

    #[test]
    fn a_cookie_over_tls_stays_there() {
        let plain = set_cookie("k", &headers(&[]), 9);
        assert_eq!(
            plain,
            "wellkeeper=k; Path=/; Max-Age=9; HttpOnly; SameSite=Strict"
        );
        let over_tls = headers(&[("x-forwarded-proto", "https")]);
        assert!(set_cookie("k", &over_tls, 9).ends_with("; Secure"));
    }

    #[test]
    fn the_paths_of_signing_in_are_asked_of_all_and_no_other() {
        for (path, is_one) in [
            ("/api/session", true),
            ("/api/session/city", true),
            (oidc::RETURN_PATH, true),
            ("/api/sessions", false),
            ("/api/zone", false),
        ] {
            assert_eq!(is_of_session(path), is_one, "{path}");
        }
    }
}
