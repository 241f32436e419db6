//! A copy of the whole state in another database: the same rows, so the same seals.

use sqlx::AssertSqlSafe;

use super::database::Transaction;
use super::query::{Cells, Value, query};
use super::seal::SEALED;
use super::{ANCHOR_NAME, State, audit, write_anchor};
use crate::{Result, ZoneError};

/// The tables that are copied, each with the columns by which its rows are told apart; a table
/// comes after those that it refers to.
fn tables() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    let unsealed: [(_, &[&str]); 6] = [
        ("audit", &["id"]),
        ("unpointed", &["id"]),
        ("inbox", &["id"]),
        ("inbox_end", &["next_frame"]),
        ("door_opening", &["id"]),
        ("device_line", &["id"]),
    ];
    SEALED.into_iter().chain(unsealed)
}

impl State {
    /// Copies every row, as of one moment, into `target`, which was just made and is empty. Its
    /// folder gets the anchor of the copied audit log.
    ///
    /// # Errors
    /// [`ZoneError::Refused`] when `target` has rows, or what the databases refuse; then nothing is
    /// written.
    pub async fn copy_to(&self, target: &Self) -> Result<()> {
        let mut from = self.database.begin_reading().await?;
        let mut to = target.database.begin_writing().await?;
        for (table, keys) in tables() {
            let count = AssertSqlSafe(format!("select count(*) from {table}"));
            let (there,): (i64,) = query(count).fetch_one(to.on()).await?;
            if there > 0 {
                return Err(ZoneError::Refused(format!(
                    "the state that was to take the copy has {there} rows in {table}; it must be empty"
                )));
            }
            let text = format!("select * from {table} order by {}", keys.join(", "));
            let rows: Vec<Cells> = query(AssertSqlSafe(text)).fetch_all(from.on()).await?;
            for row in rows {
                insert(&mut to, table, row).await?;
            }
        }
        let (id, hash) = audit::last(to.on()).await?;
        to.commit().await?;
        write_anchor(&target.dir.join(ANCHOR_NAME), id, &hash).map_err(ZoneError::io(&target.dir))
    }
}

async fn insert(to: &mut Transaction, table: &str, row: Cells) -> Result<()> {
    let (columns, values): (Vec<String>, Vec<Value>) = row.0.into_iter().unzip();
    let places: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
    let text = format!(
        "insert into {table} ({}) values ({})",
        columns.join(", "),
        places.join(", ")
    );
    let insert = values
        .into_iter()
        .fold(query(AssertSqlSafe(text)), super::query::Query::bind);
    insert.execute(to.on()).await
}
