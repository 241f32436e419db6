//! Who is on line. The server does not listen for instruments: whoever starts it beside a door hands in
//! a [`Lines`].

/// The lines of a door that is open in this process.
pub trait Lines: Send + Sync {
    /// Whether the device with this number in the register has a line now.
    fn is_on_line(&self, device: i64) -> bool;
}
