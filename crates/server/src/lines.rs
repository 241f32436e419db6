//! Who is on line, and what came in. The server does not listen for instruments: whoever starts it beside a
//! door hands in a [`Lines`].

/// The lines of a door that is open in this process.
pub trait Lines: Send + Sync {
    /// Whether the device with this number in the register has a line now.
    fn is_on_line(&self, device: i64) -> bool;

    /// What came in since the door was opened.
    fn counts(&self) -> Counts;
}

/// What came in at a door since it was opened; of frames where it does not say otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Durable, and answered.
    pub kept: u64,
    /// Known already, and answered again.
    pub sent_again: u64,
    /// Not kept and not answered: the inbox was full, or the disk refused.
    pub not_kept: u64,
    /// When that was last, µs UTC.
    pub not_kept_us: Option<i64>,
    /// Of identities that are not in the register.
    pub of_strangers: u64,
    /// Of devices that spoke otherwise, or from elsewhere, than the register says.
    pub refused: u64,
    /// Bytes that were no frame.
    pub skipped_bytes: u64,
    /// Connections that found no room.
    pub lines_turned_away: u64,
    /// Connections that did not come to speak TLS where it is spoken.
    pub handshakes_failed: u64,
}
