//! The state in a schema of a PostgreSQL server.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};

use super::layout::SCHEMA;
use super::query::{On, query};
use crate::limits::{STATE_BUSY_MS, STATE_CONNECT_MS, STATE_CONNECTIONS};
use crate::{Result, ZoneError};

/// The environment variable that is asked for the password first; then come `PGPASSWORD` and the
/// file of passwords, as everywhere with PostgreSQL.
pub const PASSWORD_VARIABLE: &str = "WELLKEEPER_STATE_PASSWORD";

/// `[state]` of `zone.toml`: where on a PostgreSQL server a state lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostgresAddress {
    /// `postgres://USER@HOST:PORT/DATABASE`, without a password.
    postgres: String,
    /// The schema that holds the tables; what the server takes where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    schema: Option<String>,
    #[serde(skip)]
    with_password: Option<Secret>,
}

/// An address with its password, which is never printed and never written.
#[derive(Clone, PartialEq, Eq)]
struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl fmt::Display for PostgresAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.postgres)?;
        match &self.schema {
            Some(schema) => write!(f, ", schema {schema}"),
            None => Ok(()),
        }
    }
}

impl PostgresAddress {
    /// An address as a person gives it. A password in it is used and not shown or written again.
    ///
    /// # Errors
    /// [`ZoneError::Refused`] for what is no address of a PostgreSQL server.
    pub fn given(text: &str, schema: Option<&str>) -> Result<Self> {
        let without = without_password(text);
        let address = Self {
            with_password: (without != text).then(|| Secret(text.to_owned())),
            postgres: without,
            schema: schema.map(str::to_owned),
        };
        address.check()?;
        Ok(address)
    }

    /// Whether a password came with it, which `zone.toml` does not keep.
    pub fn has_password(&self) -> bool {
        self.with_password.is_some()
    }

    /// Refuses what cannot be meant, and a password in `zone.toml`.
    pub(crate) fn check(&self) -> Result<()> {
        if without_password(&self.postgres) != self.postgres {
            return Err(ZoneError::Refused(format!(
                "the address of the state has a password in it, and zone.toml goes into every \
                 backup; take it out and give it in {PASSWORD_VARIABLE}, PGPASSWORD or ~/.pgpass"
            )));
        }
        if !["postgres://", "postgresql://"]
            .iter()
            .any(|scheme| self.postgres.starts_with(scheme))
        {
            return Err(ZoneError::Refused(format!(
                "`{}` is no address of a state; expected postgres://USER@HOST/DATABASE",
                self.postgres
            )));
        }
        let is_plain = |name: &String| {
            name.len() <= 63
                && name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
                && name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        match self.schema.as_ref().filter(|name| !is_plain(name)) {
            Some(name) => Err(ZoneError::Refused(format!(
                "`{name}` is no name of a schema; expected at most 63 of a-z, 0-9 and _, no digit first"
            ))),
            None => Ok(()),
        }
    }

    fn options(&self) -> Result<PgConnectOptions> {
        let text = self.with_password.as_ref().map_or(&self.postgres, |s| &s.0);
        let mut options: PgConnectOptions = text
            .parse()
            .map_err(|e| ZoneError::Refused(format!("`{self}` is no address of a state: {e}")))?;
        if let Ok(password) = std::env::var(PASSWORD_VARIABLE)
            && !self.has_password()
        {
            options = options.password(&password);
        }
        if let Some(schema) = &self.schema {
            options = options.options([("search_path", schema)]);
        }
        Ok(options
            .application_name("wellkeeper")
            .options([("lock_timeout", STATE_BUSY_MS.to_string())]))
    }
}

/// The address without what stands for a password: `user:password@`, or `password=` behind the `?`.
fn without_password(address: &str) -> String {
    let (head, parameters) = match address.split_once('?') {
        Some((head, parameters)) => (head, Some(parameters)),
        None => (address, None),
    };
    let mut text = head.to_owned();
    if let Some((scheme, rest)) = head.split_once("://") {
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if let Some((person, host)) = authority.rsplit_once('@')
            && let Some((user, _password)) = person.split_once(':')
        {
            text = format!("{scheme}://{user}@{host}{path}");
        }
    }
    let kept: Vec<&str> = parameters
        .into_iter()
        .flat_map(|parameters| parameters.split('&'))
        .filter(|parameter| !parameter.starts_with("password="))
        .collect();
    if !kept.is_empty() {
        text.push('?');
        text.push_str(&kept.join("&"));
    }
    text
}

/// Opens the book at `address`; with `create` it is made, and must not be there. Gives the layout
/// that it says.
pub(super) async fn open(address: &PostgresAddress, create: bool) -> Result<(PgPool, Option<i64>)> {
    let options = address.options()?;
    let mut connection = connect(address, &options).await?;
    if create {
        make(address, &mut connection).await?;
    } else if !has_book(&mut connection).await? {
        return Err(ZoneError::Refused(format!(
            "there is no book at {address}; it is where zone.toml looks for it ([state])"
        )));
    }
    let (layout,): (Option<i64>,) = query("select max(layout) from book")
        .fetch_one(On::Postgres(&mut connection))
        .await?;
    connection.close().await?;
    let pool = PgPoolOptions::new()
        .max_connections(STATE_CONNECTIONS)
        .connect_lazy_with(options);
    Ok((pool, layout))
}

/// One connection, so that what hinders it is said at once and as it is.
async fn connect(address: &PostgresAddress, options: &PgConnectOptions) -> Result<PgConnection> {
    let wait = Duration::from_millis(STATE_CONNECT_MS);
    let error = match tokio::time::timeout(wait, PgConnection::connect_with(options)).await {
        Ok(Ok(connection)) => return Ok(connection),
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("no answer within {} s", STATE_CONNECT_MS / 1_000),
    };
    Err(ZoneError::Refused(format!(
        "cannot connect to the state at {address}: {error}. A password is taken from \
         {PASSWORD_VARIABLE}, PGPASSWORD or ~/.pgpass"
    )))
}

async fn has_book(connection: &mut PgConnection) -> Result<bool> {
    let (found,): (i64,) = query("select count(*) from pg_class where oid = to_regclass('book')")
        .fetch_one(On::Postgres(connection))
        .await?;
    Ok(found > 0)
}

async fn make(address: &PostgresAddress, connection: &mut PgConnection) -> Result<()> {
    let mut transaction = connection.begin().await?;
    if let Some(schema) = &address.schema {
        let text = AssertSqlSafe(format!("create schema if not exists {schema}"));
        sqlx::raw_sql(text).execute(&mut *transaction).await?;
    }
    if has_book(&mut transaction).await? {
        return Err(ZoneError::Refused(format!(
            "{address} has a book already, of another zone or of a command that was interrupted; \
             name another schema, or drop this one if no zone is of it"
        )));
    }
    sqlx::raw_sql(SCHEMA).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(())
}
