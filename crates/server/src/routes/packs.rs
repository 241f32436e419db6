//! A pack as an auditor reads it: standards, tables with their SQL, tests; and what stands on its page.

use std::collections::BTreeMap;
use std::sync::Arc;

use ::packs::board::{Board, Part, Show};
use ::packs::{Pack, Table};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::Names;
use super::zone::PackHead;
use crate::asked::Named;
use crate::book::Book;
use crate::problem::Problem;

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackText {
    #[serde(flatten)]
    head: PackHead,
    standards: Vec<StandardHead>,
    tables: Vec<TableText>,
    /// What of its tables stands on its page.
    board: Option<BoardText>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StandardHead {
    /// As `/api/tables/{table}` names it.
    table: String,
    /// Path of the CSV inside the pack.
    path: String,
    rows: usize,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TableText {
    table: String,
    title: Names,
    sql_path: String,
    sql: String,
    /// Queries that return the wrong rows.
    tests: Vec<TestText>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TestText {
    title: Names,
    sql: String,
}

/// What of a pack's tables stands on its page, for one month at a time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BoardText {
    title: Names,
    /// From top to bottom.
    parts: Vec<PartText>,
}

/// One part of a board. A table with a period is shown at the period that holds the month, a line
/// over the periods up to it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartText {
    id: String,
    title: Names,
    /// What the figure means and what it does not mean.
    note: Option<Names>,
    show: Shown,
    /// As `/api/tables/{table}` names it.
    table: String,
    /// The column that is shown; a table has none.
    column: Option<String>,
    /// The column whose values are told apart: a figure or a line for each.
    by: Option<String>,
    /// The columns of a rank or a table in their order; else none.
    columns: Vec<String>,
    /// Column and words: rows in which each of these columns has one of its words, as
    /// `/api/tables/{table}` takes them.
    #[serde(rename = "where")]
    conditions: BTreeMap<String, Vec<String>>,
    /// A column, or `-` and a column for the greatest first.
    sort: Option<String>,
    /// How many rows are shown.
    rows: Option<usize>,
}

/// How a part of a board is shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Shown {
    /// One number of the period, or a few by name.
    Figure,
    /// How many rows have each value.
    Share,
    /// A number over the periods.
    Line,
    /// The first rows by order, with a bar.
    Rank,
    /// Rows as they stand.
    Table,
}

/// A pack's standards, tables and tests, as text, and its board.
#[utoipa::path(
    get, path = "/api/packs/{id}",
    params(("id" = String, Path, description = "such as `water-quality`")),
    responses((status = 200, body = PackText), Problem)
)]
pub(crate) async fn pack(
    State(book): State<Arc<Book>>,
    Named(id): Named<String>,
) -> Result<Json<PackText>, Problem> {
    let pack = book.packs().iter().find(|pack| pack.id == id);
    let pack = pack.ok_or_else(|| Problem::not_found(format!("this zone has no pack `{id}`")))?;
    Ok(Json(PackText::from(pack)))
}

impl From<&Pack> for PackText {
    fn from(pack: &Pack) -> Self {
        let schema = pack.schema_name();
        let standards = pack.standards.iter().map(|(name, standard)| StandardHead {
            table: format!("{schema}.{name}"),
            path: standard.path.clone(),
            rows: standard.rows.num_rows(),
        });
        let tables = pack.tables.values();
        Self {
            head: PackHead::from(pack),
            standards: standards.collect(),
            tables: tables.map(|table| text_of(&schema, table)).collect(),
            board: pack.board.as_ref().map(BoardText::from),
        }
    }
}

fn text_of(schema: &str, table: &Table) -> TableText {
    let tests = table.tests.iter().map(|test| TestText {
        title: Names::from(&test.title),
        sql: test.sql.to_string(),
    });
    TableText {
        table: format!("{schema}.{}", table.name),
        title: Names::from(&table.title),
        sql_path: table.sql_path.clone(),
        sql: table.sql.to_string(),
        tests: tests.collect(),
    }
}

impl From<&Board> for BoardText {
    fn from(board: &Board) -> Self {
        Self {
            title: Names::from(&board.title),
            parts: board.parts.iter().map(PartText::from).collect(),
        }
    }
}

impl From<&Part> for PartText {
    fn from(part: &Part) -> Self {
        Self {
            id: part.id.clone(),
            title: Names::from(&part.title),
            note: part.note.as_ref().map(Names::from),
            show: Shown::from(part.show),
            table: part.table.clone(),
            column: part.column.clone(),
            by: part.by.clone(),
            columns: part.columns.clone(),
            conditions: part.conditions.clone(),
            sort: part.sort.clone(),
            rows: part.rows,
        }
    }
}

impl From<Show> for Shown {
    fn from(show: Show) -> Self {
        match show {
            Show::Figure => Self::Figure,
            Show::Share => Self::Share,
            Show::Line => Self::Line,
            Show::Rank => Self::Rank,
            Show::Table => Self::Table,
        }
    }
}
