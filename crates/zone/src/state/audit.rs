//! The audit log: a row for every change of state, each bound to the one before by its hash.

use serde_json::{Map, Value};
use sqlx::FromRow;

use super::State;
use super::query::{On, query};
use crate::Result;

/// What the first row of a chain follows.
pub(super) const NOTHING_BEFORE: &str = "";

/// What a change did, in words that an auditor reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// The verb: `import`, `put_thing`, `run` …
    pub action: String,
    /// What it was done to.
    pub subject: String,
    /// Details, a JSON object.
    pub detail: String,
}

impl AuditEntry {
    /// An entry; `detail` becomes its JSON.
    pub fn new(action: &str, subject: impl Into<String>, detail: &Value) -> Self {
        Self {
            action: action.to_owned(),
            subject: subject.into(),
            detail: detail.to_string(),
        }
    }
}

/// One row of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct AuditRow {
    /// Its place in the chain, from 1.
    pub id: i64,
    /// When, µs UTC.
    pub at_us: i64,
    /// Who.
    pub who: String,
    /// The verb.
    pub action: String,
    /// What it was done to.
    pub subject: String,
    /// Details, a JSON object.
    pub detail: String,
    /// The rows of the state that the change wrote, as table → key → hash; JSON.
    pub seals: String,
    /// The hash of the row before; empty for the first.
    pub previous: String,
    /// BLAKE3 over all of the above, hexadecimal.
    pub hash: String,
}

impl AuditRow {
    /// The hash that the row should have: over every other field, each with its length before it,
    /// so that no two rows spell the same bytes.
    pub fn expected_hash(&self) -> String {
        let (id, at_us) = (self.id.to_string(), self.at_us.to_string());
        let parts = [
            &id,
            &at_us,
            &self.who,
            &self.action,
            &self.subject,
            &self.detail,
            &self.seals,
            &self.previous,
        ];
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// The rows that the change wrote: (table, key, hash).
    pub fn sealed_rows(&self) -> Vec<(String, String, String)> {
        let tables: Map<String, Value> = serde_json::from_str(&self.seals).unwrap_or_default();
        let mut rows = Vec::new();
        for (table, keys) in tables {
            for (key, hash) in keys.as_object().into_iter().flatten() {
                let hash = hash.as_str().unwrap_or_default().to_owned();
                rows.push((table.clone(), key.clone(), hash));
            }
        }
        rows
    }
}

impl State {
    /// The audit log, oldest first.
    ///
    /// # Errors
    /// [`crate::ZoneError::State`] when the database refuses.
    pub async fn audit(&self) -> Result<Vec<AuditRow>> {
        all(self.reader()).await
    }
}

pub(super) async fn all(on: On<'_>) -> Result<Vec<AuditRow>> {
    query(
        "select id, at_us, who, action, subject, detail, seals, previous, hash \
         from audit order by id",
    )
    .fetch_all(on)
    .await
}

/// The place and the hash of the last row.
pub(super) async fn last(on: On<'_>) -> Result<(i64, String)> {
    let last = query("select id, hash from audit order by id desc limit 1")
        .fetch_optional(on)
        .await?;
    Ok(last.unwrap_or((0, NOTHING_BEFORE.to_owned())))
}

/// The instant of the last row, µs UTC.
pub(super) async fn last_us(on: On<'_>) -> Result<Option<i64>> {
    let (last,) = query("select max(at_us) from audit").fetch_one(on).await?;
    Ok(last)
}
