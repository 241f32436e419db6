//! Computed tables and standards, row by row.

use std::sync::Arc;

use ::packs::cell::json_rows;
use ::packs::simulated::COLUMN;
use ::packs::{Column, Pack, Table};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{Names, Whole};
use crate::asked::{Asked, Named};
use crate::book::Book;
use crate::choice::Choice;
use crate::door::Asker;
use crate::paging::{Paging, page_rows};
use crate::problem::Problem;

/// What is declared of a table.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TableHead {
    /// Its name: `water_quality.section_month`.
    table: String,
    pack: String,
    title: Names,
    /// The column that is its period.
    period: Option<String>,
    /// The columns that tell its rows apart.
    key: Vec<String>,
    /// Whether a run has computed it.
    computed: bool,
    /// `id`, `type`, `title`, `unit` of each.
    #[schema(value_type = Vec<Object>)]
    columns: Vec<Value>,
}

/// The tables of the zone's packs, with their columns.
#[utoipa::path(get, path = "/api/tables", responses((status = 200, body = Whole<TableHead>), Problem))]
pub(crate) async fn tables(
    State(book): State<Arc<Book>>,
    asker: Asker,
) -> Result<Json<Whole<TableHead>>, Problem> {
    let session = book.session(&asker).await?;
    let heads = book.packs().iter().flat_map(|pack| {
        let of = |table| head_of(pack, table, &session.not_computed);
        pack.tables.values().map(of).collect::<Vec<_>>()
    });
    Ok(Json(Whole {
        rows: heads.collect(),
    }))
}

/// The table that is called so, with its pack; none of a standard.
pub(super) fn declared<'p>(packs: &'p [Pack], name: &str) -> Option<(&'p Pack, &'p Table)> {
    let (schema, table) = name.split_once('.')?;
    let pack = packs.iter().find(|pack| pack.schema_name() == schema)?;
    Some((pack, pack.tables.get(table)?))
}

fn head_of(pack: &Pack, table: &Table, not_computed: &[String]) -> TableHead {
    let name = format!("{}.{}", pack.schema_name(), table.name);
    TableHead {
        computed: !not_computed.contains(&name),
        table: name,
        pack: pack.id.clone(),
        title: Names::from(&table.title),
        period: table.period.clone(),
        key: table.key.clone(),
        columns: table.columns.iter().map(Column::json).collect(),
    }
}

/// A page of a table.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TablePage {
    table: String,
    /// The lake's snapshot that the rows were read from.
    snapshot: i64,
    /// One of a computed table that is made of readings that a program plays has `is_simulated` besides.
    #[schema(value_type = Vec<Object>)]
    rows: Vec<Value>,
    /// The cursor of the next page; give it back as `after`.
    next: Option<String>,
}

/// Rows of a computed table, or of a standard of a pack. Every other parameter is a column and its
/// value; a column that is named several times has any of the values.
#[utoipa::path(
    get, path = "/api/tables/{table}",
    params(
        ("table" = String, Path, description = "such as `water_quality.section_month`"),
        ("from" = Option<String>, Query, description = "the first period, such as `2021-01`"),
        ("to" = Option<String>, Query, description = "the last period, included"),
        ("sort" = Option<String>, Query, description = "a column, or `-` and a column for the greatest first; else the key"),
        ("limit" = Option<usize>, Query, description = "rows of the page, 1 to 1,000"),
        ("after" = Option<String>, Query, description = "the cursor that the page before gave"),
    ),
    responses((status = 200, body = TablePage), Problem)
)]
pub(crate) async fn table(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(name): Named<String>,
    Asked(asked): Asked<Vec<(String, String)>>,
) -> Result<Json<TablePage>, Problem> {
    let choice = Choice::read(&book, &name, asked)?;
    let (session, simulated) = book.session_labelled(&asker).await?;
    let reader = Arc::clone(&book);
    book.answer(async move {
        let (frame, order) = choice.rows(&session).await?;
        let paging = Paging {
            order,
            rows: page_rows(choice.limit)?,
            after: choice.after,
        };
        let (rows, next) = paging.page(frame).await?;
        let mut rows = json_rows(&[rows], reader.zone().tz());
        if let Some((pack, table)) = declared(reader.packs(), &name) {
            for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                if simulated.is_row(pack, table, row) {
                    row.insert(COLUMN.to_owned(), true.into());
                }
            }
        }
        Ok(Json(TablePage {
            table: name,
            snapshot: session.snapshot,
            rows,
            next,
        }))
    })
    .await
}
