//! Seals: the hash of every row that a change wrote, kept in the change's audit row. What the book
//! holds today must be what the last change of each row left there.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::sqlite::SqliteRow;
use sqlx::{Column, Row, SqliteConnection, TypeInfo, ValueRef};

use crate::Result;

/// The tables whose rows are sealed, each with the columns that tell its rows apart.
pub(crate) const SEALED: [(&str, &[&str]); 8] = [
    ("thing", &["id"]),
    ("thing_version", &["thing", "version"]),
    ("relation", &["id"]),
    ("series", &["id"]),
    ("batch", &["id"]),
    ("lake_commit", &["id"]),
    ("run", &["id"]),
    ("kept_text", &["id"]),
];

/// Hexadecimal digits of a seal: 128 bits.
const SEAL_DIGITS: usize = 32;

/// The rows that a change touched.
#[derive(Debug, Default)]
pub(super) struct Touched(BTreeMap<&'static str, BTreeSet<Vec<i64>>>);

impl Touched {
    pub fn add(&mut self, table: &'static str, key: &[i64]) {
        self.0.entry(table).or_default().insert(key.to_vec());
    }

    /// The seals of all touched rows as they stand now: table → key → hash, JSON.
    pub async fn seal(&self, connection: &mut SqliteConnection) -> Result<String> {
        let mut tables = serde_json::Map::new();
        for (table, keys) in &self.0 {
            let columns = key_columns(table);
            let conditions: Vec<String> = columns
                .iter()
                .enumerate()
                .map(|(i, column)| format!("{column} = ${}", i + 1))
                .collect();
            let text = format!("select * from {table} where {}", conditions.join(" and "));
            let mut seals = serde_json::Map::new();
            for key in keys {
                let mut query = sqlx::query(sqlx::AssertSqlSafe(text.clone()));
                for part in key {
                    query = query.bind(*part);
                }
                let row = query.fetch_one(&mut *connection).await?;
                let (key, seal) = seal_of(&row, columns)?;
                seals.insert(key, seal.into());
            }
            tables.insert((*table).to_owned(), seals.into());
        }
        Ok(serde_json::Value::Object(tables).to_string())
    }
}

fn key_columns(table: &str) -> &'static [&'static str] {
    SEALED
        .iter()
        .find(|(name, _)| *name == table)
        .map_or(&[], |(_, columns)| columns)
}

/// A row's key, as `3` or `3/2`, and its seal: over each column's name, type and text.
pub(super) fn seal_of(row: &SqliteRow, key: &[&str]) -> Result<(String, String)> {
    let mut hasher = blake3::Hasher::new();
    let mut part = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    for column in row.columns() {
        let index = column.ordinal();
        let value = row.try_get_raw(index)?;
        part(column.name());
        if value.is_null() {
            part("null");
            continue;
        }
        match value.type_info().name() {
            "INTEGER" => part(&row.try_get::<i64, _>(index)?.to_string()),
            "REAL" => part(&format!("{:016x}", row.try_get::<f64, _>(index)?.to_bits())),
            _ => part(&row.try_get::<String, _>(index)?),
        }
    }
    let seal = hasher.finalize().to_hex()[..SEAL_DIGITS].to_owned();
    let parts: Vec<String> = key
        .iter()
        .map(|column| row.try_get::<i64, _>(*column).map(|part| part.to_string()))
        .collect::<std::result::Result<_, _>>()?;
    Ok((parts.join("/"), seal))
}
