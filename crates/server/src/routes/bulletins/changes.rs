//! Which figures of a bulletin say something else now.

use std::sync::Arc;

use ::packs::changes::{self, between};
use ::zone::bulletin::Bulletin;
use ::zone::lake::last_commit;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::seen;
use crate::asked::Named;
use crate::book::Book;
use crate::door::Asker;
use crate::limits::CHANGES_SHOWN;
use crate::problem::Problem;

/// The figures of a bulletin that say something else now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Changes {
    /// At most 1,000.
    rows: Vec<ChangeSeen>,
    /// Whether there are more.
    more: bool,
}

/// A figure that says something else now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangeSeen {
    /// Such as `water_quality.section_month`.
    table: String,
    title_zh: String,
    title_en: String,
    /// The columns that tell the table's rows apart.
    #[schema(value_type = Object)]
    key: Map<String, Value>,
    /// What the row is of.
    label_zh: String,
    label_en: String,
    /// Nothing where the whole row came or went.
    column: Option<String>,
    column_zh: Option<String>,
    column_en: Option<String>,
    /// Text, a number, truth or nothing; `row` where there was a row that is gone.
    #[schema(value_type = Value)]
    before: Value,
    /// The same; `row` where there is one that was not there.
    #[schema(value_type = Value)]
    after: Value,
}

impl From<changes::Change> for ChangeSeen {
    fn from(change: changes::Change) -> Self {
        let (column, column_zh, column_en) = match change.column {
            Some(of) => (Some(of.id), Some(of.title.zh), Some(of.title.en)),
            None => (None, None, None),
        };
        Self {
            table: change.table,
            title_zh: change.title.zh,
            title_en: change.title.en,
            key: change.key,
            label_zh: change.label.zh,
            label_en: change.label.en,
            column,
            column_zh,
            column_en,
            before: change.before,
            after: change.after,
        }
    }
}

/// The figures of a bulletin that say something else now than it does: by table, row and column.
#[utoipa::path(get, path = "/api/bulletins/{id}/changes", params(("id" = i64, Path)),
    responses((status = 200, body = Changes), Problem))]
pub(crate) async fn bulletin_changes(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Json<Changes>, Problem> {
    let found = seen(&book, &asker, id).await?;
    let mut changes = since(&book, &asker, &found).await?;
    let more = changes.len() > CHANGES_SHOWN;
    changes.truncate(CHANGES_SHOWN);
    Ok(Json(Changes {
        rows: changes.into_iter().map(ChangeSeen::from).collect(),
        more,
    }))
}

/// The figures of `found` that say something else now, of those that `asker` may see.
pub(super) async fn since(
    book: &Arc<Book>,
    asker: &Asker,
    found: &Bulletin,
) -> Result<Vec<changes::Change>, Problem> {
    let last = last_commit(book.zone().state(), None).await?;
    // Figures lie in the lake: where nothing was committed since, none of them is another.
    if last.is_some_and(|last| last.snapshot == found.snapshot) {
        return Ok(Vec::new());
    }
    let now = book.session(asker).await?;
    let (reader, asker) = (Arc::clone(book), asker.clone());
    let (month, as_of_us) = (found.month.clone(), found.as_of_us);
    book.answer(async move {
        let then = Box::pin(reader.session_at(&asker, as_of_us)).await?;
        let of = (reader.zone(), reader.packs());
        let shown = reader.press().shown();
        Ok(Box::pin(between((&then, &now), of, shown, &month)).await?)
    })
    .await
}
