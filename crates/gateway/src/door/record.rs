//! Writes down that the door is open and what became of lines, a batch every few seconds and never on the
//! way of an answer.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use zone::Zone;
use zone::door::Record;

use super::lines::Lines;
use crate::limits::DOOR_REGISTER_SECONDS;

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
        if let Err(error) = record.note(&zone, &changes).await {
            tracing::error!(%error, "what became of lines was not written down, and waits");
            lines.give_back(changes);
        }
    }
    record
}

/// Writes the last of it, and that the door closed.
pub(super) async fn close(zone: &Zone, lines: &Lines, record: Record) {
    if let Err(error) = record.close(zone, &lines.take_changes()).await {
        tracing::error!(%error, "the closing of the door was not written down");
    }
}
