//! Writes down that the door is open and what became of lines, a batch every few seconds and never on the
//! way of an answer.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use zone::door::{LineChange, Record};
use zone::{Zone, ZoneError};

use super::lines::Lines;
use crate::limits::{DOOR_LINE_CHANGES_AT_ONCE, DOOR_REGISTER_SECONDS};

/// Writes until told to stop. Gives the record back: lines end after that, and the door closes last.
pub(super) async fn keep(
    zone: Arc<Zone>,
    lines: Arc<Lines>,
    mut record: Record,
    mut stop: watch::Receiver<bool>,
) -> Record {
    while !*stop.borrow() {
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(DOOR_REGISTER_SECONDS)) => {}
            _ = stop.changed() => return record,
        }
        let changes = lines.take_changes();
        if let Err((error, rest)) = note(&zone, &mut record, changes).await {
            tracing::error!(%error, "what became of lines was not written down, and waits");
            lines.give_back(rest);
        }
    }
    record
}

/// Writes in portions: frames that wait for their commit wait for none longer than that. Gives back what
/// was not written.
async fn note(
    zone: &Zone,
    record: &mut Record,
    mut changes: Vec<LineChange>,
) -> Result<(), (ZoneError, Vec<LineChange>)> {
    loop {
        let rest = changes.split_off(changes.len().min(DOOR_LINE_CHANGES_AT_ONCE));
        if let Err(error) = record.note(zone, &changes).await {
            changes.extend(rest);
            return Err((error, changes));
        }
        if rest.is_empty() {
            return Ok(());
        }
        changes = rest;
    }
}

/// Writes the last of it, and that the door closed.
pub(super) async fn close(zone: &Zone, lines: &Lines, mut record: Record) {
    let noted = note(zone, &mut record, lines.take_changes()).await;
    if let Err((error, _)) = noted {
        tracing::error!(%error, "what became of lines was not written down");
    }
    if let Err(error) = record.close(zone).await {
        tracing::error!(%error, "the closing of the door was not written down");
    }
}
