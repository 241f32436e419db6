//! A golden case whose files are wrong.

use crate::error::{Mistake, Result};
use crate::model::Pack;
use crate::source::PackSource;

pub(crate) const NAME: &str = "case";

/// All that is wrong in the files of the pack's cases, whatever it is by itself.
pub(super) fn look(source: &PackSource, pack: &Pack, mistakes: &mut Vec<Mistake>) -> Result<()> {
    let mut found = Vec::new();
    crate::golden::check(source, pack, &mut found)?;
    mistakes.extend(found.into_iter().map(|mistake| mistake.of(NAME)));
    Ok(())
}
