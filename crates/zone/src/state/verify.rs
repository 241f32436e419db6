//! Proving the state: the audit chain holds, and every row is what the last change left there.

use std::collections::BTreeMap;

use serde_json::Value;

use super::audit::{self, AuditRow, NOTHING_BEFORE};
use super::database::Transaction;
use super::inbox::{self, CARRIED};
use super::query::{Cells, query};
use super::seal::{SEALED, seal_of};
use super::{ANCHOR_NAME, State};
use crate::Result;
use crate::verify::Finding;

impl State {
    /// How many rows the audit log has, and what is wrong with the state: links of the chain that do
    /// not hold, rows that were changed, lost or added beside the book.
    ///
    /// # Errors
    /// [`crate::ZoneError::State`] when the database refuses.
    pub async fn verify(&self) -> Result<(usize, Vec<Finding>)> {
        // One moment: what others write meanwhile is not held against the log.
        let mut reading = self.database.begin_reading().await?;
        let log = audit::all(reading.on()).await?;
        let mut findings = broken_links(&log);
        findings.extend(self.missing_end(&log));
        findings.extend(changed_rows(&mut reading, &log).await?);
        findings.extend(broken_inbox(&mut reading, &log).await?);
        Ok((log.len(), findings))
    }

    /// Whether the log still reaches as far as the anchor says.
    fn missing_end(&self, log: &[AuditRow]) -> Option<Finding> {
        let path = self.dir.join(ANCHOR_NAME);
        let anchor = std::fs::read_to_string(&path).unwrap_or_default();
        let Some((id, hash)) = anchor.trim().split_once(' ') else {
            return (!log.is_empty()).then(|| Finding {
                what: ANCHOR_NAME.to_owned(),
                wrong: "is missing or empty; expected the place and hash of the last audit row"
                    .to_owned(),
            });
        };
        let there = log.iter().any(|r| r.id.to_string() == id && r.hash == hash);
        (!there).then(|| Finding {
            what: format!("audit row {id}"),
            wrong: format!(
                "was written with the hash {hash} and is not in the log, which ends at {}",
                log.last().map_or(0, |r| r.id)
            ),
        })
    }
}

/// Rows of the inbox that do not follow from the row before them, or from what was carried last.
async fn broken_inbox(reading: &mut Transaction, log: &[AuditRow]) -> Result<Vec<Finding>> {
    let carried = log.iter().rev().find(|row| row.action == CARRIED);
    let carried = carried.and_then(|row| serde_json::from_str::<Value>(&row.detail).ok());
    let mut previous = carried
        .and_then(|detail| detail.get("hash")?.as_str().map(str::to_owned))
        .unwrap_or_default();
    let mut findings = Vec::new();
    for row in inbox::rows(reading.on()).await? {
        if row.hash != inbox::chained(&previous, row.first_frame, &row.payload) {
            findings.push(Finding {
                what: format!("inbox row {}", row.id),
                wrong: "does not follow from the row before it: it was changed, or one was lost"
                    .to_owned(),
            });
        }
        previous = row.hash;
    }
    Ok(findings)
}

async fn changed_rows(reading: &mut Transaction, log: &[AuditRow]) -> Result<Vec<Finding>> {
    let mut sealed: BTreeMap<(String, String), (String, i64)> = BTreeMap::new();
    for row in log {
        for (table, key, seal) in row.sealed_rows() {
            sealed.insert((table, key), (seal, row.id));
        }
    }
    let mut findings = Vec::new();
    for (table, columns) in SEALED {
        let text = format!("select * from {table} order by {}", columns.join(", "));
        let rows: Vec<Cells> = query(sqlx::AssertSqlSafe(text))
            .fetch_all(reading.on())
            .await?;
        for row in rows {
            let (key, seal) = seal_of(&row, columns);
            let wrong = match sealed.remove(&(table.to_owned(), key.clone())) {
                Some((expected, _)) if expected == seal => continue,
                Some((_, by)) => format!("was changed after audit row {by} wrote it"),
                None => "was not written by any change in the audit log".to_owned(),
            };
            let what = format!("{table} {key}");
            findings.push(Finding { what, wrong });
        }
    }
    findings.extend(sealed.into_iter().map(|((table, key), (_, by))| Finding {
        what: format!("{table} {key}"),
        wrong: format!("is gone; audit row {by} wrote it"),
    }));
    Ok(findings)
}

/// Rows of the chain that do not follow from the one before, or do not have their own hash.
fn broken_links(log: &[AuditRow]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (mut id, mut previous) = (0, NOTHING_BEFORE);
    for row in log {
        let what = format!("audit row {}", row.id);
        let wrong = if row.id != id + 1 {
            Some(format!("follows row {id}: those between are gone"))
        } else if row.previous != previous {
            Some("does not carry the hash of the row before".to_owned())
        } else if row.hash != row.expected_hash() {
            Some("was changed: its hash is not that of what it says".to_owned())
        } else {
            None
        };
        findings.extend(wrong.map(|wrong| Finding { what, wrong }));
        (id, previous) = (row.id, &row.hash);
    }
    findings
}
