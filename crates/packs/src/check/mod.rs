//! Checking a pack: every statement is planned and analysed against empty tables, one by one, so
//! that every mistake is named with its place, all in one go.

mod columns;
mod statement;

use crate::error::{Mistake, PackError, Result};
use crate::model::Pack;
use crate::order::{cycle_mistake, order};
use crate::session::{empty_context, put_table};
use crate::source::PackSource;

/// Reads and checks a pack.
///
/// # Errors
/// [`PackError::Mistakes`] with every mistake found.
pub async fn check(source: &PackSource) -> Result<Pack> {
    let pack = Pack::load(source)?;
    let context = empty_context(&pack).await?;
    let tables =
        order(&pack).map_err(|cycle| PackError::from(cycle_mistake(source, &pack, &cycle)))?;
    let mut mistakes: Vec<Mistake> = Vec::new();
    for table in tables {
        match statement::plan(&context, source, &pack, table).await? {
            Ok(plan) => mistakes.extend(columns::check(source, table, &plan)),
            Err(mistake) => mistakes.push(*mistake),
        }
        // A table that is wrong still stands with its declared columns for those that read it.
        put_table(&context, &pack, table, Vec::new())?;
    }
    if mistakes.is_empty() {
        Ok(pack)
    } else {
        Err(PackError::Mistakes(mistakes))
    }
}
