//! The way of a figure back to its readings.

use std::sync::Arc;

use ::packs::explain::{Explanation, explain};
use ::packs::simulated::COLUMN;
use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::Whole;
use super::tables::declared;
use crate::asked::Asked;
use crate::book::Book;
use crate::door::Asker;
use crate::limits::CONDITIONS_MAX;
use crate::problem::Problem;

/// The rows of a table that have the values of its columns, each with the SQL and the run that
/// computed it, the rows that it was made from, and their readings with file and line; one that is made
/// of readings that a program plays has `is_simulated` besides.
#[utoipa::path(
    get, path = "/api/why",
    params(
        ("table" = String, Query, description = "such as `water_quality.section_month`"),
        ("column" = Option<String>, Query, description = "a column of the key and its value, such as `month=2021-04`; any number of them"),
    ),
    responses((status = 200, body = Whole<Object>), Problem)
)]
pub(crate) async fn why(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Asked(mut wanted): Asked<Vec<(String, String)>>,
) -> Result<Json<Whole<Value>>, Problem> {
    let at = wanted.iter().position(|(name, _)| name == "table");
    let Some((_, table)) = at.map(|at| wanted.remove(at)) else {
        return Err(Problem::bad_request(
            "`table` is missing; expected such as `table=water_quality.section_month`",
        ));
    };
    if wanted.len() > CONDITIONS_MAX {
        return Err(Problem::bad_request(format!(
            "{} conditions; expected at most {CONDITIONS_MAX}",
            wanted.len()
        )));
    }
    let (session, simulated) = book.session_labelled(&asker).await?;
    // A frame carries the password of its device: who reads without a name does not see it.
    let sees_frames = asker.works_here().is_ok();
    let asked = Arc::clone(&book);
    let rows = book
        .answer(async move {
            let mut found = explain(asked.zone(), asked.packs(), &session, &table, &wanted).await?;
            if !sees_frames {
                for row in &mut found {
                    row.hide_frames();
                }
            }
            let labelled = |row: &Explanation| {
                let mut json = row.json();
                let of = declared(asked.packs(), &row.table);
                let is = of.is_some_and(|(pack, table)| simulated.is_row(pack, table, &row.row));
                if let Some(json) = json.as_object_mut().filter(|_| is) {
                    json.insert(COLUMN.to_owned(), true.into());
                }
                json
            };
            Ok(found.iter().map(labelled).collect())
        })
        .await?;
    Ok(Json(Whole { rows }))
}
