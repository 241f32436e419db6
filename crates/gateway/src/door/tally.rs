//! What the door counted since it was opened.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// Counts, each of frames where it does not say otherwise.
#[derive(Debug, Default)]
pub struct Tally {
    kept: AtomicU64,
    sent_again: AtomicU64,
    not_kept: AtomicU64,
    not_kept_us: AtomicI64,
    of_strangers: AtomicU64,
    refused: AtomicU64,
    skipped_bytes: AtomicU64,
    values_without_point: AtomicU64,
    lines_turned_away: AtomicU64,
    handshakes_failed: AtomicU64,
}

/// The counts at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Durable.
    pub kept: u64,
    /// Known already, and answered again.
    pub sent_again: u64,
    /// Not kept, because the inbox was full or the disk refused; not answered.
    pub not_kept: u64,
    /// When that was last, µs UTC.
    pub not_kept_us: Option<i64>,
    /// Of identities that are not in the register.
    pub of_strangers: u64,
    /// Of devices that spoke from elsewhere, under another certificate than their own, sealed or checked otherwise
    /// than the register says.
    pub refused: u64,
    /// Bytes that were no frame.
    pub skipped_bytes: u64,
    /// Values of codes that feed no series; they stand in their frames.
    pub values_without_point: u64,
    /// Connections that found no room.
    pub lines_turned_away: u64,
    /// Connections that did not come to speak TLS where it is spoken.
    pub handshakes_failed: u64,
}

impl Tally {
    /// The counts now.
    pub fn counts(&self) -> Counts {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Counts {
            kept: of(&self.kept),
            sent_again: of(&self.sent_again),
            not_kept: of(&self.not_kept),
            not_kept_us: Some(self.not_kept_us.load(Ordering::Relaxed)).filter(|us| *us > 0),
            of_strangers: of(&self.of_strangers),
            refused: of(&self.refused),
            skipped_bytes: of(&self.skipped_bytes),
            values_without_point: of(&self.values_without_point),
            lines_turned_away: of(&self.lines_turned_away),
            handshakes_failed: of(&self.handshakes_failed),
        }
    }

    pub(super) fn kept(&self, frames: usize) {
        add(&self.kept, frames);
    }

    pub(super) fn not_kept(&self, frames: usize, at_us: i64) {
        add(&self.not_kept, frames);
        self.not_kept_us.store(at_us, Ordering::Relaxed);
    }

    pub(super) fn sent_again(&self) {
        add(&self.sent_again, 1);
    }

    pub(super) fn of_stranger(&self) {
        add(&self.of_strangers, 1);
    }

    pub(super) fn refused(&self) {
        add(&self.refused, 1);
    }

    pub(super) fn skipped(&self, bytes: usize) {
        add(&self.skipped_bytes, bytes);
    }

    pub(super) fn without_point(&self, values: usize) {
        add(&self.values_without_point, values);
    }

    pub(super) fn turned_away(&self) {
        add(&self.lines_turned_away, 1);
    }

    pub(super) fn handshake_failed(&self) {
        add(&self.handshakes_failed, 1);
    }
}

fn add(count: &AtomicU64, more: usize) {
    count.fetch_add(u64::try_from(more).unwrap_or(u64::MAX), Ordering::Relaxed);
}
