//! Proving a figure: computed again from the snapshot, the dossiers, the settings and the pack's
//! text that its run read, it comes out the same to the last bit.

use datafusion::arrow::array::RecordBatch;
use serde_json::{Map, Value};
use zone::Zone;
use zone::run::Run;

use super::{find, run_as_of};
use crate::cell::cell;
use crate::error::{PackError, Result};
use crate::kept::as_of;
use crate::model::Table;

/// What came of computing a stored row again.
#[derive(Debug, Clone, PartialEq)]
pub struct Recomputed {
    /// How many columns were compared.
    pub columns: usize,
    /// Those that came out otherwise: name, stored, computed.
    pub differing: Vec<(String, Value, Value)>,
}

/// What a run made of a table, computed again.
#[derive(Debug)]
pub struct Again {
    zone: Zone,
    name: String,
    table: Table,
    snapshot: i64,
    rows: RecordBatch,
}

impl Again {
    /// Computes the table `name` again from what `run` read.
    ///
    /// # Errors
    /// [`PackError::Refused`] when a text that the run read was lost or changed.
    pub async fn compute(zone: &Zone, name: &str, run: &Run) -> Result<Self> {
        let (then, packs) = as_of(zone, run.read_us).await?;
        let (pack, table) = find(&packs, name)?;
        if pack.hash != run.pack_hash {
            return Err(PackError::Refused(format!(
                "run {} read the text {} of `{}`; the book says that {} was in force",
                run.id, run.pack_hash, run.pack, pack.hash
            )));
        }
        let mut computed = run_as_of(&then, &packs, &[name.to_owned()], run.read_us).await?;
        let (_, rows) = computed
            .pop()
            .ok_or_else(|| PackError::Refused(format!("`{name}` was not computed again")))?;
        Ok(Self {
            table: table.clone(),
            name: name.to_owned(),
            snapshot: run.read_snapshot,
            zone: then,
            rows,
        })
    }

    /// Compares the row whose stored values are `row`.
    ///
    /// # Errors
    /// [`PackError::Refused`] when no row has its key any more.
    pub fn compare(&self, row: &Map<String, Value>) -> Result<Recomputed> {
        let value = |index: usize, id: &str| {
            let array = self.rows.column_by_name(id)?;
            Some(cell(array, index, self.zone.tz()).json())
        };
        let has_key = |index: &usize| {
            let mut key = self.table.key.iter();
            key.all(|id| value(*index, id).as_ref() == row.get(id))
        };
        let Some(index) = (0..self.rows.num_rows()).find(has_key) else {
            return Err(PackError::Refused(format!(
                "computed again from snapshot {}, `{}` has no such row",
                self.snapshot, self.name
            )));
        };
        let columns = self.table.columns.iter().map(|c| c.id.as_str());
        let differing = columns
            .map(|id| {
                let stored = row.get(id).cloned().unwrap_or_default();
                (id.to_owned(), stored, value(index, id).unwrap_or_default())
            })
            .filter(|(_, stored, computed)| stored != computed)
            .collect();
        Ok(Recomputed {
            columns: self.table.columns.len(),
            differing,
        })
    }
}
