//! Computed tables and standards, row by row.

use std::collections::BTreeMap;
use std::sync::Arc;

use ::packs::cell::json_rows;
use ::packs::{Column, Pack, Table};
use axum::Json;
use axum::extract::{Path, Query, State};
use datafusion::arrow::datatypes::{DataType, Schema};
use datafusion::common::{ScalarValue, TableReference};
use datafusion::prelude::{Expr, lit};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{Names, Whole};
use crate::book::Book;
use crate::limits::CONDITIONS_MAX;
use crate::paging::{Paging, column, page_rows};
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
#[utoipa::path(get, path = "/api/tables", responses((status = 200, body = Whole<TableHead>), (status = 500, body = Problem)))]
pub(crate) async fn tables(
    State(book): State<Arc<Book>>,
) -> Result<Json<Whole<TableHead>>, Problem> {
    let session = book.session().await?;
    let heads = book.packs().iter().flat_map(|pack| {
        let of = |table| head_of(pack, table, &session.not_computed);
        pack.tables.values().map(of).collect::<Vec<_>>()
    });
    Ok(Json(Whole {
        rows: heads.collect(),
    }))
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
    responses((status = 200, body = TablePage), (status = 400, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem))
)]
pub(crate) async fn table(
    State(book): State<Arc<Book>>,
    Path(name): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Json<TablePage>, Problem> {
    let kept = Kept::find(&book, &name)?;
    let asked = Asked::read(asked)?;
    let session = book.session().await?;
    if session.not_computed.contains(&name) {
        return Err(Problem::not_found(format!(
            "`{name}` is not computed yet: `wellkeeper run` computes it"
        )));
    }
    let reader = Arc::clone(&book);
    book.answer(async move {
        let reference = TableReference::partial(kept.schema, kept.table);
        let mut frame = session.context.table(reference).await?;
        let schema = Arc::new(frame.schema().as_arrow().clone());
        for condition in asked.conditions(&schema, kept.period.as_deref())? {
            frame = frame.filter(condition)?;
        }
        let paging = Paging {
            order: asked.order(&schema, kept.key)?,
            rows: page_rows(asked.limit)?,
            after: asked.after,
        };
        let (rows, next) = paging.page(frame).await?;
        Ok(Json(TablePage {
            table: name,
            snapshot: session.snapshot,
            rows: json_rows(&[rows], reader.zone().tz()),
            next,
        }))
    })
    .await
}

/// Where the rows of a name are kept, and what tells them apart.
struct Kept {
    schema: String,
    table: String,
    key: Vec<String>,
    period: Option<String>,
}

impl Kept {
    fn find(book: &Book, name: &str) -> Result<Self, Problem> {
        let unknown = || Problem::not_found(format!("there is no table `{name}`"));
        let (schema, table) = name.split_once('.').ok_or_else(unknown)?;
        let pack = book
            .packs()
            .iter()
            .find(|pack| pack.schema_name() == schema);
        let pack = pack.ok_or_else(unknown)?;
        let (key, period) = match (pack.tables.get(table), pack.standards.get(table)) {
            (Some(declared), _) => (declared.key.clone(), declared.period.clone()),
            // A standard declares no key: all of a row tells it apart.
            (None, Some(standard)) => {
                let schema = standard.rows.schema();
                let names = schema.fields().iter().map(|field| field.name().clone());
                (names.collect(), None)
            }
            (None, None) => return Err(unknown()),
        };
        Ok(Self {
            schema: schema.to_owned(),
            table: table.to_owned(),
            key,
            period,
        })
    }
}

/// What was asked of a table.
#[derive(Debug, Default)]
struct Asked {
    from: Option<String>,
    to: Option<String>,
    sort: Option<String>,
    limit: Option<usize>,
    after: Option<String>,
    wanted: BTreeMap<String, Vec<String>>,
}

impl Asked {
    fn read(parameters: Vec<(String, String)>) -> Result<Self, Problem> {
        if parameters.len() > CONDITIONS_MAX {
            return Err(Problem::bad_request(format!(
                "{} conditions; expected at most {CONDITIONS_MAX}",
                parameters.len()
            )));
        }
        let mut asked = Self::default();
        for (name, value) in parameters {
            match name.as_str() {
                "from" => asked.from = Some(value),
                "to" => asked.to = Some(value),
                "sort" => asked.sort = Some(value),
                "after" => asked.after = Some(value),
                "limit" => {
                    let limit = value.parse().map_err(|_| {
                        Problem::bad_request(format!("`limit` is `{value}`; expected a number"))
                    })?;
                    asked.limit = Some(limit);
                }
                _ => asked.wanted.entry(name).or_default().push(value),
            }
        }
        Ok(asked)
    }

    fn conditions(&self, schema: &Schema, period: Option<&str>) -> Result<Vec<Expr>, Problem> {
        let mut conditions = Vec::new();
        for (name, values) in &self.wanted {
            let kind = kind_of(schema, name)?;
            let values: Result<Vec<Expr>, Problem> = values
                .iter()
                .map(|value| typed(name, value, kind))
                .collect();
            conditions.push(column(name).in_list(values?, false));
        }
        match period {
            Some(period) => {
                let from = self
                    .from
                    .iter()
                    .map(|from| column(period).gt_eq(lit(from.as_str())));
                let to = self
                    .to
                    .iter()
                    .map(|to| column(period).lt_eq(lit(to.as_str())));
                conditions.extend(from.chain(to));
            }
            None if self.from.is_some() || self.to.is_some() => {
                return Err(Problem::bad_request(
                    "this table has no periods: `from` and `to` say nothing",
                ));
            }
            None => {}
        }
        Ok(conditions)
    }

    fn order(&self, schema: &Schema, key: Vec<String>) -> Result<Vec<(String, bool)>, Problem> {
        let mut order = Vec::with_capacity(key.len() + 1);
        if let Some(sort) = &self.sort {
            let name = sort.trim_start_matches('-');
            kind_of(schema, name)?;
            order.push((name.to_owned(), sort.starts_with('-')));
        }
        let sorted = order.first().map(|(name, _)| name.clone());
        let rest = key.into_iter().filter(|name| Some(name) != sorted.as_ref());
        order.extend(rest.map(|name| (name, false)));
        Ok(order)
    }
}

fn kind_of<'s>(schema: &'s Schema, name: &str) -> Result<&'s DataType, Problem> {
    let field = schema.field_with_name(name).map_err(|_| {
        let known: Vec<&str> = schema
            .fields()
            .iter()
            .map(|field| field.name().as_str())
            .collect();
        Problem::bad_request(format!(
            "there is no column `{name}`; there are {}",
            known.join(", ")
        ))
    })?;
    Ok(field.data_type())
}

/// A value as a column keeps it.
fn typed(name: &str, value: &str, kind: &DataType) -> Result<Expr, Problem> {
    let scalar = ScalarValue::try_from_string(value.to_owned(), kind)
        .map_err(|_| Problem::bad_request(format!("`{name}={value}`: expected {kind}")))?;
    Ok(lit(scalar))
}
