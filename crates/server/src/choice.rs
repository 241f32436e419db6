//! Which rows of which table a request is about.

use std::collections::BTreeMap;

use datafusion::arrow::datatypes::{DataType, Schema};
use datafusion::common::{ScalarValue, TableReference};
use datafusion::prelude::{DataFrame, Expr, lit};
use packs::session::Session;

use crate::book::Book;
use crate::limits::CONDITIONS_MAX;
use crate::paging::column;
use crate::problem::Problem;

/// Where the rows of a name are kept, and what tells them apart.
#[derive(Debug)]
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
#[derive(Debug)]
pub(crate) struct Choice {
    /// The table as it was named.
    pub name: String,
    /// Rows of a page.
    pub limit: Option<usize>,
    /// The cursor of a page.
    pub after: Option<String>,
    /// The conditions as they were asked, for those who read the answer later.
    pub conditions: Vec<(String, String)>,
    kept: Kept,
    from: Option<String>,
    to: Option<String>,
    sort: Option<String>,
    wanted: BTreeMap<String, Vec<String>>,
}

impl Choice {
    /// Reads the parameters of a request about the table `name`: `from`, `to`, `sort`, `limit`,
    /// `after`, and columns with their values.
    ///
    /// # Errors
    /// A [`Problem`] for a table that is not there, too many conditions, a limit that is no number.
    pub fn read(
        book: &Book,
        name: &str,
        parameters: Vec<(String, String)>,
    ) -> Result<Self, Problem> {
        if parameters.len() > CONDITIONS_MAX {
            return Err(Problem::bad_request(format!(
                "{} conditions; expected at most {CONDITIONS_MAX}",
                parameters.len()
            )));
        }
        let is_condition =
            |(name, _): &&(String, String)| !["limit", "after"].contains(&name.as_str());
        let mut asked = Self {
            name: name.to_owned(),
            limit: None,
            after: None,
            conditions: parameters.iter().filter(is_condition).cloned().collect(),
            kept: Kept::find(book, name)?,
            from: None,
            to: None,
            sort: None,
            wanted: BTreeMap::new(),
        };
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

    /// The columns that tell the rows of the table apart.
    pub fn key(&self) -> &[String] {
        &self.kept.key
    }

    /// The rows that were asked for, and in which order.
    ///
    /// # Errors
    /// A [`Problem`] for a column that is not there, a value that it cannot have, a table that no run
    /// has computed.
    pub async fn rows(
        &self,
        session: &Session,
    ) -> Result<(DataFrame, Vec<(String, bool)>), Problem> {
        if session.not_computed.contains(&self.name) {
            return Err(Problem::not_found(format!(
                "`{}` is not computed yet: `wellkeeper run` computes it",
                self.name
            )));
        }
        let reference =
            TableReference::partial(self.kept.schema.as_str(), self.kept.table.as_str());
        let mut frame = session.context.table(reference).await?;
        let schema = frame.schema().as_arrow().clone();
        for condition in self.filters(&schema)? {
            frame = frame.filter(condition)?;
        }
        let order = self.order(&schema)?;
        Ok((frame, order))
    }

    fn filters(&self, schema: &Schema) -> Result<Vec<Expr>, Problem> {
        let mut conditions = Vec::new();
        for (name, values) in &self.wanted {
            let kind = kind_of(schema, name)?;
            let values: Result<Vec<Expr>, Problem> = values
                .iter()
                .map(|value| typed(name, value, kind))
                .collect();
            conditions.push(column(name).in_list(values?, false));
        }
        match self.kept.period.as_deref() {
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

    fn order(&self, schema: &Schema) -> Result<Vec<(String, bool)>, Problem> {
        let key = &self.kept.key;
        let mut order = Vec::with_capacity(key.len() + 1);
        if let Some(sort) = &self.sort {
            let name = sort.trim_start_matches('-');
            kind_of(schema, name)?;
            order.push((name.to_owned(), sort.starts_with('-')));
        }
        let sorted = order.first().map(|(name, _)| name.clone());
        let rest = key.iter().filter(|name| Some(*name) != sorted.as_ref());
        order.extend(rest.map(|name| (name.clone(), false)));
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
