//! Proving a figure: computed again from the snapshot, the dossiers, the settings and the pack's
//! text that its run read, it comes out the same to the last bit.

use serde_json::{Map, Value};
use zone::Zone;
use zone::run::Run;

use super::{find, run_as_of};
use crate::cell::cell;
use crate::error::{PackError, Result};
use crate::kept::as_of;

/// What came of computing a stored row again.
#[derive(Debug, Clone, PartialEq)]
pub struct Recomputed {
    /// How many columns were compared.
    pub columns: usize,
    /// Those that came out otherwise: name, stored, computed.
    pub differing: Vec<(String, Value, Value)>,
}

/// Computes again what `run` made of the row of the table `name` whose stored values are `row`.
///
/// # Errors
/// [`PackError::Refused`] when a text that the run read was lost or changed, or when no row has
/// the key any more.
pub async fn recompute(
    zone: &Zone,
    name: &str,
    run: &Run,
    row: &Map<String, Value>,
) -> Result<Recomputed> {
    let (then, packs) = as_of(zone, run.read_us).await?;
    let (pack, table) = find(&packs, name)?;
    if pack.hash != run.pack_hash {
        return Err(PackError::Refused(format!(
            "run {} read the text {} of `{}`; the book says that {} was in force",
            run.id, run.pack_hash, run.pack, pack.hash
        )));
    }
    let computed = run_as_of(&then, &packs, &[name.to_owned()], run.read_us).await?;
    for (_, rows) in &computed {
        for index in 0..rows.num_rows() {
            let value = |id: &str| {
                let array = rows.column_by_name(id)?;
                Some(cell(array, index, then.tz()).json())
            };
            if !table
                .key
                .iter()
                .all(|key| value(key).as_ref() == row.get(key))
            {
                continue;
            }
            let columns = table.columns.iter().map(|c| c.id.as_str());
            let differing = columns
                .map(|id| {
                    let stored = row.get(id).cloned().unwrap_or_default();
                    (id.to_owned(), stored, value(id).unwrap_or_default())
                })
                .filter(|(_, stored, computed)| stored != computed)
                .collect();
            return Ok(Recomputed {
                columns: table.columns.len(),
                differing,
            });
        }
    }
    Err(PackError::Refused(format!(
        "computed again from snapshot {}, `{name}` has no such row",
        run.read_snapshot
    )))
}
