//! A pack as an auditor reads it: standards, tables with their SQL, tests.

use std::sync::Arc;

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

/// A pack's standards, tables and tests, as text.
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
