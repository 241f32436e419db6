//! Seals: the hash of every row that a change wrote, kept in the change's audit row. What the book
//! holds today must be what the last change of each row left there.

use std::collections::{BTreeMap, BTreeSet};

use super::database::Transaction;
use super::query::{Cells, Value, query};
use crate::Result;

/// The tables whose rows are sealed, each with the columns that tell its rows apart.
pub(crate) const SEALED: [(&str, &[&str]); 23] = [
    ("thing", &["id"]),
    ("thing_version", &["thing", "version"]),
    ("relation", &["id"]),
    ("series", &["id"]),
    ("batch", &["id"]),
    ("lake_commit", &["id"]),
    ("run", &["id"]),
    ("kept_text", &["id"]),
    ("person", &["id"]),
    ("token", &["id"]),
    ("decision", &["id"]),
    ("decision_part", &["id"]),
    ("remark", &["id"]),
    ("bulletin", &["id"]),
    ("bulletin_step", &["id"]),
    ("bulletin_document", &["id"]),
    ("layer", &["id"]),
    ("layer_file", &["id"]),
    ("device", &["id"]),
    ("stranger", &["id"]),
    ("mark", &["id"]),
    ("mark_verdict", &["id"]),
    ("diary", &["id"]),
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
    pub async fn seal(&self, transaction: &mut Transaction) -> Result<String> {
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
                let mut select = query(sqlx::AssertSqlSafe(text.clone()));
                for part in key {
                    select = select.bind(*part);
                }
                let row = select.fetch_one(transaction.on()).await?;
                let (key, seal) = seal_of(&row, columns);
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

/// A row's key, as `3` or `3/2`, and its seal: over each column's name and value, in words that are
/// the same whichever database holds the row.
pub(super) fn seal_of(row: &Cells, key: &[&str]) -> (String, String) {
    let mut hasher = blake3::Hasher::new();
    let mut part = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    for (column, value) in &row.0 {
        part(column);
        match value {
            Value::Int(Some(number)) => part(&number.to_string()),
            Value::Real(Some(number)) => part(&format!("{:016x}", number.to_bits())),
            Value::Text(Some(text)) => part(text),
            Value::Int(None) | Value::Real(None) | Value::Text(None) => part("null"),
        }
    }
    let seal = hasher.finalize().to_hex()[..SEAL_DIGITS].to_owned();
    let parts: Vec<String> = key
        .iter()
        .map(|column| row.int(column).unwrap_or_default().to_string())
        .collect();
    (parts.join("/"), seal)
}
