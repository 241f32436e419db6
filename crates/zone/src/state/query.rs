//! One way to say a statement to either database: one text with `$1` placeholders, values of three
//! types, rows of whatever can be read from both.

use std::result::Result as StdResult;

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{
    Column, Database, Encode, FromRow, PgConnection, PgPool, Row, SqlSafeStr, SqlStr,
    SqliteConnection, SqlitePool, Type, TypeInfo, ValueRef,
};

use crate::{Result, ZoneError};

/// Where a statement runs: on any connection for reading, or on the one of a transaction.
#[derive(Debug)]
pub(crate) enum On<'c> {
    SqlitePool(&'c SqlitePool),
    Sqlite(&'c mut SqliteConnection),
    PostgresPool(&'c PgPool),
    Postgres(&'c mut PgConnection),
}

macro_rules! on_either {
    ($on:expr, $executor:ident => $run:expr) => {
        match $on {
            On::SqlitePool($executor) => $run,
            On::Sqlite($executor) => $run,
            On::PostgresPool($executor) => $run,
            On::Postgres($executor) => $run,
        }
    };
}

/// What a column holds; one that is empty has its type all the same, as PostgreSQL wants it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Int(Option<i64>),
    Real(Option<f64>),
    Text(Option<String>),
}

/// What can be read from a row of either database; `#[derive(FromRow)]` and tuples can.
pub(crate) trait Readable:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<T> Readable for T where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

/// A statement and its values.
#[derive(Debug)]
#[must_use = "a statement does nothing until it is executed or fetched"]
pub(crate) struct Query {
    text: SqlStr,
    values: Vec<Value>,
}

/// A statement; its text must be good SQL for both databases.
pub(crate) fn query(text: impl SqlSafeStr) -> Query {
    Query {
        text: text.into_sql_str(),
        values: Vec::new(),
    }
}

impl Query {
    /// Gives the next placeholder its value.
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Runs a statement that gives no rows.
    pub async fn execute(self, on: On<'_>) -> Result<()> {
        on_either!(on, executor => {
            bound(self)?.execute(executor).await?;
        });
        Ok(())
    }

    /// All its rows.
    pub async fn fetch_all<T: Readable>(self, on: On<'_>) -> Result<Vec<T>> {
        Ok(on_either!(on, executor => {
            let rows = bound(self)?.fetch_all(executor).await?;
            rows.iter().map(T::from_row).collect::<StdResult<_, _>>()?
        }))
    }

    /// Its first row.
    pub async fn fetch_optional<T: Readable>(self, on: On<'_>) -> Result<Option<T>> {
        Ok(on_either!(on, executor => {
            let row = bound(self)?.fetch_optional(executor).await?;
            row.as_ref().map(T::from_row).transpose()?
        }))
    }

    /// Its one row.
    pub async fn fetch_one<T: Readable>(self, on: On<'_>) -> Result<T> {
        Ok(on_either!(on, executor => {
            T::from_row(&bound(self)?.fetch_one(executor).await?)?
        }))
    }
}

/// The statement in the words of sqlx. PostgreSQL has no text with a NUL in it, so neither database
/// is given one.
fn bound<DB>(query: Query) -> Result<sqlx::query::Query<'static, DB, DB::Arguments>>
where
    DB: Database,
    for<'q> Option<i64>: Encode<'q, DB> + Type<DB>,
    for<'q> Option<f64>: Encode<'q, DB> + Type<DB>,
    for<'q> Option<String>: Encode<'q, DB> + Type<DB>,
{
    let mut said = sqlx::query(query.text);
    for value in query.values {
        said = match value {
            Value::Int(value) => said.bind(value),
            Value::Real(value) => said.bind(value),
            Value::Text(Some(text)) if text.contains('\0') => {
                return Err(ZoneError::NulInText(text));
            }
            Value::Text(value) => said.bind(value),
        };
    }
    Ok(said)
}

/// A row of any table: its columns in their order, each with its name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cells(pub Vec<(String, Value)>);

impl Cells {
    /// The number in the column called `name`.
    pub fn int(&self, name: &str) -> Option<i64> {
        let (_, value) = self.0.iter().find(|(column, _)| column == name)?;
        match value {
            Value::Int(value) => *value,
            _ => None,
        }
    }
}

impl<'r, R> FromRow<'r, R> for Cells
where
    R: Row,
    usize: sqlx::ColumnIndex<R>,
    Option<i64>: sqlx::Decode<'r, R::Database> + Type<R::Database>,
    Option<f64>: sqlx::Decode<'r, R::Database> + Type<R::Database>,
    Option<String>: sqlx::Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> StdResult<Self, sqlx::Error> {
        let mut cells = Vec::with_capacity(row.columns().len());
        for column in row.columns() {
            let index = column.ordinal();
            // SQLite's own type of a value, where there is one, else the column's.
            let kind = row.try_get_raw(index)?.type_info().name().to_owned();
            let value = match kind.as_str() {
                "INTEGER" | "INT8" => Value::Int(row.try_get(index)?),
                "REAL" | "FLOAT8" => Value::Real(row.try_get(index)?),
                _ => Value::Text(row.try_get(index)?),
            };
            cells.push((column.name().to_owned(), value));
        }
        Ok(Self(cells))
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Real(Some(value))
    }
}

impl From<Option<f64>> for Value {
    fn from(value: Option<f64>) -> Self {
        Self::Real(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}

impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        value.as_str().into()
    }
}

impl From<&Option<String>> for Value {
    fn from(value: &Option<String>) -> Self {
        Self::Text(value.clone())
    }
}

#[cfg(test)]
mod tests {
    use sqlx::{PgPool, SqlitePool};

    use super::super::database::Transaction;
    use super::{Cells, Value, query};
    use crate::{Result, ZoneError};

    const TEXT: &str = "井, it's a \"well\"";

    /// Writes a row of values and one of nothing, and reads both.
    async fn written_and_read(mut transaction: Transaction) -> Result<Vec<Cells>> {
        query("create temporary table t (n bigint, x double precision, s text)")
            .execute(transaction.on())
            .await?;
        let rows = [
            [Value::Int(None), Value::Real(None), Value::Text(None)],
            [
                Value::Int(Some(i64::MIN)),
                Value::Real(Some(0.1)),
                Value::Text(Some(TEXT.to_owned())),
            ],
        ];
        for row in rows {
            row.into_iter()
                .fold(
                    query("insert into t (n, x, s) values ($1, $2, $3)"),
                    super::Query::bind,
                )
                .execute(transaction.on())
                .await?;
        }
        query("select * from t order by coalesce(n, 0) desc")
            .fetch_all(transaction.on())
            .await
    }

    fn expected() -> Vec<Cells> {
        let cells = |n, x, s| {
            Cells(vec![
                ("n".to_owned(), Value::Int(n)),
                ("x".to_owned(), Value::Real(x)),
                ("s".to_owned(), Value::Text(s)),
            ])
        };
        vec![
            cells(None, None, None),
            cells(Some(i64::MIN), Some(0.1), Some(TEXT.to_owned())),
        ]
    }

    #[tokio::test]
    async fn a_text_that_one_database_cannot_hold_is_given_to_neither() -> Result<()> {
        let pool = SqlitePool::connect("sqlite::memory:").await?;
        let mut transaction = Transaction::Sqlite(pool.begin().await?);
        let asked = query("select $1")
            .bind("well\0keeper")
            .fetch_all::<Cells>(transaction.on());
        let refused = asked.await.err();
        assert!(
            matches!(&refused, Some(ZoneError::NulInText(text)) if text == "well\0keeper"),
            "{refused:?}"
        );
        Ok(())
    }

    #[tokio::test]
    async fn values_and_their_absence_come_back_from_a_file_as_they_went_in() -> Result<()> {
        let pool = SqlitePool::connect("sqlite::memory:").await?;
        let read = written_and_read(Transaction::Sqlite(pool.begin().await?)).await?;
        assert_eq!(read, expected());
        Ok(())
    }

    #[tokio::test]
    #[ignore = "needs the cluster of scripts/with-postgres.sh"]
    async fn values_and_their_absence_come_back_from_a_server_as_they_went_in() -> Result<()> {
        let address = std::env::var("WELLKEEPER_TEST_POSTGRES").unwrap_or_default();
        let pool = PgPool::connect(&address).await?;
        let read = written_and_read(Transaction::Postgres(pool.begin().await?)).await?;
        assert_eq!(read, expected());
        Ok(())
    }
}
