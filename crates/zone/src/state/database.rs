//! The two databases that a state can live in, and transactions on either.

use sqlx::{PgPool, Postgres, Sqlite, SqlitePool};

use super::query::{On, query};
use crate::Result;

/// Where a state lives.
#[derive(Debug, Clone)]
pub(super) enum Database {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A transaction on either database. Dropped without [`Transaction::commit`] it leaves nothing.
#[derive(Debug)]
pub(super) enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Database {
    /// Any connection.
    pub fn on(&self) -> On<'_> {
        match self {
            Self::Sqlite(pool) => On::SqlitePool(pool),
            Self::Postgres(pool) => On::PostgresPool(pool),
        }
    }

    /// Waits until nobody else writes, then lets nobody else write.
    pub async fn begin_writing(&self) -> Result<Transaction> {
        match self {
            Self::Sqlite(pool) => Ok(Transaction::Sqlite(
                pool.begin_with("BEGIN IMMEDIATE").await?,
            )),
            Self::Postgres(pool) => {
                let mut transaction = Transaction::Postgres(pool.begin().await?);
                // Not `lock table`, which waits for the server's own vacuum, and not SERIALIZABLE,
                // which refuses at the end what could have waited at the beginning. The number is
                // this book's own, also where several books share a database. What the statements
                // after this one read is what the writer before has committed.
                query("select pg_advisory_xact_lock('audit'::regclass::oid::bigint)")
                    .execute(transaction.on())
                    .await?;
                Ok(transaction)
            }
        }
    }

    /// Reads one moment, whatever others commit meanwhile.
    pub async fn begin_reading(&self) -> Result<Transaction> {
        Ok(match self {
            Self::Sqlite(pool) => Transaction::Sqlite(pool.begin().await?),
            Self::Postgres(pool) => Transaction::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            ),
        })
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Transaction {
    /// Its connection.
    pub fn on(&mut self) -> On<'_> {
        match self {
            Self::Sqlite(transaction) => On::Sqlite(transaction),
            Self::Postgres(transaction) => On::Postgres(transaction),
        }
    }

    /// Makes all that was written durable.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}
