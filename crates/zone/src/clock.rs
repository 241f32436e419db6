//! Time as the book is told it.

/// Tells the present instant, in microseconds since 1970-01-01T00:00:00Z.
///
/// The book never asks the machine: the command line hands in [`Clock::system`], a test hands in
/// [`Clock::fixed`].
#[derive(Debug, Clone, Copy)]
pub struct Clock(Source);

#[derive(Debug, Clone, Copy)]
enum Source {
    System,
    Fixed(i64),
}

impl Clock {
    /// The machine's clock.
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still at `micros`.
    pub const fn fixed(micros: i64) -> Self {
        Self(Source::Fixed(micros))
    }

    /// The present instant, µs UTC.
    pub fn now_us(&self) -> i64 {
        match self.0 {
            #[allow(
                clippy::disallowed_methods,
                reason = "the one place where the machine is asked"
            )]
            Source::System => jiff::Timestamp::now().as_microsecond(),
            Source::Fixed(micros) => micros,
        }
    }
}
