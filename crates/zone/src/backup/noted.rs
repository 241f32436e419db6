//! What the book itself remembers of its backups: when one was written, and when one was restored and
//! proved.

use serde_json::{Value, json};

use super::Manifest;
use crate::state::{AuditEntry, AuditRow, State, query};
use crate::{Result, Zone};

const WRITTEN: &str = "backup";
const PROVED: &str = "restore_proved";

/// A backup that was written, or one that was restored and proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// When, µs UTC.
    pub at_us: i64,
    /// By whom.
    pub who: String,
    /// The archive, or the backup's name in its folder.
    pub name: String,
    /// Bytes of all its files.
    pub bytes: u64,
}

/// Remembers that `manifest` was written as `name`.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses; the backup is whole all the same.
pub async fn note_backup(zone: &Zone, name: &str, manifest: &Manifest, who: &str) -> Result<()> {
    note(zone.state(), WRITTEN, name, manifest, who).await
}

/// Remembers that the backup `name` was restored elsewhere and proved, if it is one of this zone:
/// one whose last audit row stands in this log. Says whether it is.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn note_proof(zone: &Zone, name: &str, manifest: &Manifest, who: &str) -> Result<bool> {
    let log = zone.state().audit().await?;
    let is_ours = log
        .iter()
        .any(|row| format!("{} {}", row.id, row.hash) == manifest.audit);
    if is_ours {
        note(zone.state(), PROVED, name, manifest, who).await?;
    }
    Ok(is_ours)
}

async fn note(
    state: &State,
    action: &str,
    name: &str,
    manifest: &Manifest,
    who: &str,
) -> Result<()> {
    let detail = json!({ "bytes": manifest.bytes(), "audit": manifest.audit });
    let entry = AuditEntry::new(action, name, &detail);
    state.change(who).await?.commit(entry).await
}

/// The last backup that was written, and the last that was restored and proved.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn last_noted(state: &State) -> Result<(Option<Noted>, Option<Noted>)> {
    Ok((last(state, WRITTEN).await?, last(state, PROVED).await?))
}

async fn last(state: &State, action: &'static str) -> Result<Option<Noted>> {
    let row: Option<AuditRow> = query(
        "select id, at_us, who, action, subject, detail, seals, previous, hash \
         from audit where action = $1 order by id desc limit 1",
    )
    .bind(action.to_owned())
    .fetch_optional(state.reader())
    .await?;
    Ok(row.map(|row| {
        let detail: Value = serde_json::from_str(&row.detail).unwrap_or_default();
        Noted {
            at_us: row.at_us,
            who: row.who,
            name: row.subject,
            bytes: detail["bytes"].as_u64().unwrap_or_default(),
        }
    }))
}
