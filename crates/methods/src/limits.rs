//! What is refused because it is too long, once for the whole room.

/// The most slopes that are all made at once (64 MiB of them), which is only needed for numbers
/// beyond 1e-75 to 1e75 in size: others are selected from pairs without making them.
///
/// Source: our own bound.
///
/// ```
/// assert_eq!(wellkeeper_methods::limits::MAX_SLOPES, 8_388_608);
/// ```
pub const MAX_SLOPES: usize = 1 << 23;

/// The most seasons that one seasonal Kendall test may hold: the days of a leap year.
///
/// Source: our own bound.
///
/// ```
/// assert_eq!(wellkeeper_methods::limits::MAX_SEASONS, 366);
/// ```
pub const MAX_SEASONS: usize = 366;
