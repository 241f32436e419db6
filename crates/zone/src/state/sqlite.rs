//! The state in a file of the zone's folder.

use std::path::Path;
use std::time::Duration;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::layout::SCHEMA;
use super::query::{On, query};
use crate::Result;
use crate::limits::{STATE_BUSY_MS, STATE_CONNECTIONS};

/// Opens the file; with `create` it is made, and must not be there. Gives the layout that it says.
pub(super) async fn open(file: &Path, create: bool) -> Result<(SqlitePool, Option<i64>)> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(create)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_millis(STATE_BUSY_MS))
        .foreign_keys(true);
    let pool = SqlitePoolOptions::new()
        .max_connections(STATE_CONNECTIONS)
        .connect_with(options)
        .await?;
    if create {
        sqlx::raw_sql(SCHEMA).execute(&pool).await?;
    }
    let layout: Result<(Option<i64>,)> = query("select max(layout) from book")
        .fetch_one(On::SqlitePool(&pool))
        .await;
    // The first layout had no such table.
    let layout = layout.map_or(Some(1), |(layout,)| layout);
    Ok((pool, layout))
}
