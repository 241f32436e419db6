//! Signing in and out.

use ::zone::person::{Area, Person, Role, has_people};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Served;
use crate::asked::Sent;
use crate::door::{self, Asker, From, Rule};
use crate::problem::Problem;
use crate::routes::Names;

/// Who asks, and what whoever is not signed in may do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Session {
    door: Rule,
    /// Whether anybody can sign in.
    has_people: bool,
    /// What the button of the city's own sign-in says, where there is one: `POST /api/session/city`.
    city: Option<Names>,
    /// Who is signed in.
    person: Option<PersonSeen>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonSeen {
    name: String,
    title: Option<String>,
    /// `reader`, `editor`, `reviewer` or `keeper`.
    #[schema(value_type = String)]
    role: Role,
    /// The part of the zone that they see; all of it where there is none.
    area: Option<AreaSeen>,
}

/// All things whose dossier says so.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AreaSeen {
    field: String,
    value: String,
}

impl std::convert::From<&Area> for AreaSeen {
    fn from(area: &Area) -> Self {
        Self {
            field: area.field.clone(),
            value: area.value.clone(),
        }
    }
}

impl std::convert::From<&Person> for PersonSeen {
    fn from(person: &Person) -> Self {
        Self {
            name: person.name.clone(),
            title: person.title.clone(),
            role: person.role,
            area: person.area.as_ref().map(AreaSeen::from),
        }
    }
}

async fn session_of(served: &Served, person: Option<&Person>) -> Result<Session, Problem> {
    Ok(Session {
        door: served.door.rule,
        has_people: has_people(served.book.zone().state()).await?,
        city: served.door.city.as_ref().map(|city| city.title().into()),
        person: person.map(PersonSeen::from),
    })
}

/// Who asks.
#[utoipa::path(get, path = "/api/session", responses((status = 200, body = Session), Problem))]
pub(crate) async fn session(
    State(served): State<Served>,
    asker: Asker,
) -> Result<Json<Session>, Problem> {
    Ok(Json(session_of(&served, asker.person()).await?))
}

/// A name and its password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameAndPassword {
    name: String,
    password: String,
}

/// Signs in; the answer sets a cookie that no script reads.
#[utoipa::path(post, path = "/api/session", request_body = NameAndPassword,
    responses((status = 200, body = Session), Problem))]
pub(crate) async fn sign_in(
    State(served): State<Served>,
    From(address): From,
    headers: HeaderMap,
    Sent(sent): Sent<NameAndPassword>,
) -> Result<impl IntoResponse, Problem> {
    let (person, cookie) =
        door::sign_in(&served, address, &headers, &sent.name, sent.password).await?;
    let session = session_of(&served, Some(&person)).await?;
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(session)))
}

/// Signs out, on this device.
#[utoipa::path(delete, path = "/api/session", responses((status = 204, description = "signed out"), Problem))]
pub(crate) async fn sign_out(
    State(served): State<Served>,
    headers: HeaderMap,
) -> impl IntoResponse {
    let cookie = door::sign_out(&served, &headers);
    (
        StatusCode::NO_CONTENT,
        AppendHeaders([(header::SET_COOKIE, cookie)]),
    )
}
