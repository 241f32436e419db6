//! What is refused because it is too long, once for the whole room.

/// The most slopes that one Sen estimate may hold at a time (64 MiB of them).
///
/// A series of 4 096 values has 8 386 560 pairs and is accepted: eleven years of days. Take days or
/// months of a longer one.
///
/// Source: our own bound.
///
/// ```
/// use wellkeeper_methods::limits::MAX_SLOPES;
/// assert!(4_096 * 4_095 / 2 <= MAX_SLOPES);
/// assert!(4_097 * 4_096 / 2 > MAX_SLOPES);
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
