//! How streams grow where they meet.

/// The orders of one link, of those that meet at its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Order {
    pub strahler: u32,
    pub shreve: u64,
}

/// A link that nothing drains to has order 1 and magnitude 1; elsewhere Strahler's is the highest that comes
/// in, one more when that comes in twice, and Shreve's is the sum.
pub(super) fn of(above: &[Order]) -> Order {
    let Some(highest) = above.iter().map(|one| one.strahler).max() else {
        return Order {
            strahler: 1,
            shreve: 1,
        };
    };
    let as_high = above.iter().filter(|one| one.strahler == highest).count();
    Order {
        strahler: highest + u32::from(as_high > 1),
        shreve: above.iter().map(|one| one.shreve).sum(),
    }
}
