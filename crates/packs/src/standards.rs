//! The standards of a pack, for those who print them.

use crate::model::Pack;

/// Each standard with its number of rows, by name.
pub fn listing(pack: &Pack) -> Vec<(&str, usize)> {
    pack.standards
        .iter()
        .map(|(name, standard)| (name.as_str(), standard.rows.num_rows()))
        .collect()
}
