//! Things and their kinds.

#![allow(
    unused_qualifications,
    reason = "the macro that describes parameters names its traits in full"
)]

use std::sync::Arc;

use ::packs::cell::json_rows;
use ::packs::simulated::Simulated;
use ::zone::instant::show;
use ::zone::schema::{Field, FieldShape, Kind};
use ::zone::thing::versions;
use axum::Json;
use axum::extract::State;
use datafusion::prelude::lit;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::{Names, Page, Whole};
use crate::asked::{Asked, Named};
use crate::book::Book;
use crate::door::Asker;
use crate::paging::{Paging, column, page_rows};
use crate::problem::Problem;

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KindOfThing {
    id: String,
    title: Names,
    fields: Vec<FieldOfKind>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldOfKind {
    id: String,
    title: Names,
    /// `text`, `number`, `date`, `one_of` or `former_names`.
    shape: &'static str,
    /// The words of `one_of`.
    one_of: Option<Vec<String>>,
}

impl From<&Kind> for KindOfThing {
    fn from(kind: &Kind) -> Self {
        Self {
            id: kind.id.clone(),
            title: Names::from(&kind.title),
            fields: kind.fields.iter().map(FieldOfKind::from).collect(),
        }
    }
}

impl From<&Field> for FieldOfKind {
    fn from(field: &Field) -> Self {
        let (shape, one_of) = match &field.shape {
            FieldShape::Text => ("text", None),
            FieldShape::Number => ("number", None),
            FieldShape::Date => ("date", None),
            FieldShape::OneOf(words) => ("one_of", Some(words.clone())),
            FieldShape::FormerNames => ("former_names", None),
        };
        Self {
            id: field.id.clone(),
            title: Names::from(&field.title),
            shape,
            one_of,
        }
    }
}

/// A thing and its dossier.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Thing {
    kind: String,
    code: String,
    name_zh: String,
    name_en: Option<String>,
    longitude: Option<f64>,
    latitude: Option<f64>,
    /// GeoJSON.
    #[schema(value_type = Option<Object>)]
    geometry: Option<Value>,
    #[schema(value_type = Object)]
    fields: Value,
    version: i64,
    /// Whether readings that a program plays feed it.
    is_simulated: bool,
}

impl Thing {
    /// The same, with what is known of the readings that feed it.
    pub(crate) fn labelled(self, simulated: &Simulated) -> Self {
        let is_simulated = simulated.is_thing(&self.kind, &self.code);
        self.played(is_simulated)
    }

    /// The same, played by a program or not.
    pub(crate) fn played(self, is_simulated: bool) -> Self {
        Self {
            is_simulated,
            ..self
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ThingsAsked {
    /// Only things of this kind.
    kind: Option<String>,
    /// Rows of the page, 1 to 1,000.
    limit: Option<usize>,
    /// The cursor that the page before gave.
    after: Option<String>,
}

/// The kinds of things, with the fields of their dossiers.
#[utoipa::path(get, path = "/api/kinds", responses((status = 200, body = Whole<KindOfThing>), Problem))]
pub(crate) async fn kinds(State(book): State<Arc<Book>>) -> Json<Whole<KindOfThing>> {
    let kinds = book.zone().vocabulary().kinds.values();
    Json(Whole {
        rows: kinds.map(KindOfThing::from).collect(),
    })
}

/// Things by kind and code.
#[utoipa::path(get, path = "/api/things", params(ThingsAsked),
    responses((status = 200, body = Page<Thing>), Problem))]
pub(crate) async fn things(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Asked(asked): Asked<ThingsAsked>,
) -> Result<Json<Page<Thing>>, Problem> {
    let (session, simulated) = book.session_labelled(&asker).await?;
    let paging = Paging {
        order: vec![("kind".to_owned(), false), ("code".to_owned(), false)],
        rows: page_rows(asked.limit)?,
        after: asked.after,
    };
    let reader = Arc::clone(&book);
    let (rows, next) = book
        .answer(async move {
            let mut frame = session.context.table("things").await?;
            if let Some(kind) = asked.kind {
                frame = frame.filter(column("kind").eq(lit(kind)))?;
            }
            let (rows, next) = paging.page(frame).await?;
            Ok((json_rows(&[rows], reader.zone().tz()), next))
        })
        .await?;
    let labelled = |row| thing_of(row).map(|thing| thing.labelled(&simulated));
    let rows = rows.into_iter().map(labelled).collect::<Result<_, _>>()?;
    Ok(Json(Page { rows, next }))
}

/// The noun keeps geometry and fields as text.
fn thing_of(mut row: Value) -> Result<Thing, Problem> {
    let mut parsed = |name: &str| match row.get_mut(name).map(Value::take) {
        Some(Value::String(text)) => serde_json::from_str(&text),
        _ => Ok(Value::Null),
    };
    let geometry = parsed("geometry").map_err(|e| Problem::fault(&e))?;
    let fields = parsed("fields").map_err(|e| Problem::fault(&e))?;
    let text = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
    let number = |name: &str| row.get(name).and_then(Value::as_f64);
    Ok(Thing {
        kind: text("kind").unwrap_or_default(),
        code: text("code").unwrap_or_default(),
        name_zh: text("name_zh").unwrap_or_default(),
        name_en: text("name_en"),
        longitude: number("longitude"),
        latitude: number("latitude"),
        geometry: Some(geometry).filter(|geometry| !geometry.is_null()),
        fields,
        version: row
            .get("version")
            .and_then(Value::as_i64)
            .unwrap_or_default(),
        is_simulated: false,
    })
}

/// A thing with every version of its dossier, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Dossier {
    thing: Thing,
    versions: Vec<VersionOfThing>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VersionOfThing {
    /// When it was written.
    at: String,
    /// By whom.
    who: String,
    #[serde(flatten)]
    thing: Thing,
}

/// A thing with the versions of its dossier.
#[utoipa::path(
    get, path = "/api/things/{kind}/{code}",
    params(("kind" = String, Path), ("code" = String, Path)),
    responses((status = 200, body = Dossier), Problem)
)]
pub(crate) async fn thing(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named((kind, code)): Named<(String, String)>,
) -> Result<Json<Dossier>, Problem> {
    let (_, simulated) = book.session_labelled(&asker).await?;
    let mut versions = versions(book.zone().state(), &kind, &code).await?;
    let newest = versions.first().map(|version| &version.thing);
    if let (Some(area), Some(newest)) = (asker.area(), newest)
        && !area.holds(newest)
    {
        versions.clear();
    }
    let versions: Vec<VersionOfThing> = versions
        .into_iter()
        .map(|version| VersionOfThing {
            at: show(version.at_us, book.zone().tz()),
            who: version.who,
            thing: Thing::from(version.thing).labelled(&simulated),
        })
        .collect();
    match versions.first() {
        Some(newest) => Ok(Json(Dossier {
            thing: newest.thing.clone(),
            versions,
        })),
        None => Err(Problem::not_found(format!("there is no {kind} `{code}`"))),
    }
}

impl From<::zone::thing::Thing> for Thing {
    fn from(thing: ::zone::thing::Thing) -> Self {
        let point = thing.draft.point();
        Self {
            longitude: point.map(|(longitude, _)| longitude),
            latitude: point.map(|(_, latitude)| latitude),
            kind: thing.draft.kind,
            code: thing.draft.code,
            name_zh: thing.draft.name_zh,
            name_en: thing.draft.name_en,
            geometry: thing.draft.geometry,
            fields: Value::Object(thing.draft.fields),
            version: thing.version,
            is_simulated: false,
        }
    }
}
