//! What is refused because it is too long, once for the whole room.

/// The most seasons that one seasonal Kendall test may hold: the days of a leap year.
///
/// Source: our own bound.
///
/// ```
/// assert_eq!(wellkeeper_methods::limits::MAX_SEASONS, 366);
/// ```
pub const MAX_SEASONS: usize = 366;
