//! `wellkeeper run [TABLE..]`

use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::say;
use crate::wiring::{open, who};

/// Arguments of `run`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tables such as `water_quality.section_month`; all of them when none is named. What a table
    /// reads is computed before it.
    pub tables: Vec<String>,
}

/// Computes tables.
pub async fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let (zone, packs) = open(&globals.zone).await?;
    let lang = globals.language();
    let runs = packs::run::run(&zone, &packs, &args.tables, &who(), |done| {
        let state = if done.changed {
            lang.pick("已更新", "written")
        } else {
            lang.pick("无变化", "unchanged")
        };
        eprintln!(
            "{}: {} {} ({state})",
            done.table,
            done.rows,
            lang.pick("行", "rows")
        );
    })
    .await?;
    if globals.json {
        let tables: Vec<_> = runs
            .iter()
            .map(|r| serde_json::json!({ "table": r.table, "rows": r.rows, "changed": r.changed }))
            .collect();
        say!("{}", serde_json::json!({ "tables": tables }));
    }
    Ok(())
}
