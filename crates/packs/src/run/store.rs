//! How what a run came to gets into the book: one commit of the lake, one change of the state.

use serde_json::json;
use zone::lake::{Commit, Extra, ExtraRun, Leaving, TableChange, log_new_commits};
use zone::run::{NewRun, last_of, next, record};
use zone::state::AuditEntry;
use zone::{Zone, ZoneError};

use super::table::Write;
use super::work::Outcome;
use super::{TableRun, with_run};
use crate::error::Result;
use crate::session::Session;

/// Writes all tables that were computed, each as a run of its own. Gives what became of each.
pub(super) async fn store(
    zone: &Zone,
    session: &Session,
    who: &str,
    outcomes: &[Outcome],
) -> Result<Vec<TableRun>> {
    let computed: Vec<&Outcome> = outcomes.iter().filter(|o| o.write.is_some()).collect();
    if !computed.is_empty() {
        write(zone, session, who, &computed).await?;
    }
    Ok(outcomes
        .iter()
        .map(|outcome| TableRun {
            table: outcome.name.clone(),
            rows: outcome.rows(),
            changed: !matches!(outcome.write, None | Some(Write::Nothing)),
        })
        .collect())
}

async fn write(zone: &Zone, session: &Session, who: &str, computed: &[&Outcome]) -> Result<()> {
    let names: Vec<&str> = computed.iter().map(|o| o.name.as_str()).collect();
    let names = names.join(", ");
    let reason = format!("run {names}");
    let _held = zone.write(who, &reason).await?;
    for outcome in computed {
        let now = last_of(zone.state(), &outcome.name).await?;
        if now.map(|run| run.id) != outcome.last.as_ref().map(|run| run.id) {
            return Err(ZoneError::Contended.into());
        }
    }
    let mut change = zone.state().change(who).await?;
    let first = next(&mut change).await?;
    let runs: Vec<ExtraRun> = (first..)
        .zip(computed)
        .map(|(id, outcome)| ExtraRun {
            id,
            run: outcome.new_run(session),
        })
        .collect();
    let mut changes = Vec::new();
    for (run, outcome) in runs.iter().zip(computed) {
        changes.extend(outcome.change(run.id)?);
    }
    let commit = Commit {
        who,
        reason: &reason,
        extra: Extra {
            kind: "run".to_owned(),
            runs: runs.clone(),
            ..Extra::default()
        },
        base: None,
    };
    let written = if changes.is_empty() {
        None
    } else {
        zone.lake().change_tables(&changes, &commit).await?
    };
    log_new_commits(&mut change, zone.lake()).await?;
    if written.is_none() {
        for run in &runs {
            record(&mut change, run.id, &run.run, session.snapshot).await?;
        }
    }
    let detail = json!({
        "snapshot": written.unwrap_or(session.snapshot),
        "runs": runs.iter().map(|run| json!({
            "run": run.id,
            "table": run.run.table_name,
            "rows": run.run.row_count,
            "pack_hash": run.run.pack_hash,
        })).collect::<Vec<_>>(),
    });
    Ok(change
        .commit(AuditEntry::new("run", names, &detail))
        .await?)
}

impl Outcome {
    /// Rows that the table has now.
    fn rows(&self) -> usize {
        let last = self.last.as_ref();
        let before = last.map_or(0, |run| usize::try_from(run.row_count).unwrap_or(0));
        match &self.write {
            Some(Write::Replace(fresh)) => fresh.num_rows(),
            Some(Write::Amend(difference)) => {
                let doomed = difference.doomed.num_rows().min(before);
                before + difference.fresh.num_rows() - doomed
            }
            Some(Write::Nothing) | None => before,
        }
    }

    fn new_run(&self, session: &Session) -> NewRun {
        NewRun {
            table_name: self.name.clone(),
            pack: self.pack.id.clone(),
            pack_version: self.pack.version.clone(),
            pack_hash: self.pack.hash.clone(),
            sql_text: self.table.sql.to_string(),
            read_snapshot: session.snapshot,
            read_us: session.read_us,
            row_count: self.rows(),
        }
    }

    /// What the lake has to do, where anything changed; rows cite the run `id`.
    fn change(&self, id: i64) -> Result<Option<TableChange>> {
        let (leaving, fresh) = match &self.write {
            Some(Write::Replace(fresh)) => (Leaving::All, fresh),
            Some(Write::Amend(difference)) => {
                (Leaving::Keys(difference.doomed.clone()), &difference.fresh)
            }
            Some(Write::Nothing) | None => return Ok(None),
        };
        Ok(Some(TableChange {
            schema: self.pack.schema_name(),
            table: self.table.name.clone(),
            columns: self.table.schema(),
            leaving,
            coming: with_run(fresh, id, &self.table)?,
        }))
    }
}
