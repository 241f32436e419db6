//! `wellkeeper run [TABLE..] [--as-of INSTANT [--out DIR]]`

use std::path::{Path, PathBuf};

use packs::cell::{csv_text, json_rows};
use packs::kept;
use zone::Zone;
use zone::instant;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::{say, terminal_table};
use crate::wiring::{open, who};

/// Arguments of `run`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tables such as `water_quality.section_month`; all of them when none is named. What a table
    /// reads is computed before it.
    pub tables: Vec<String>,
    /// Compute from what the book knew at this instant (readings, dossiers, settings, the packs'
    /// rules and limits) and print it: the zone's tables stay as they are.
    #[arg(long, value_name = "INSTANT")]
    pub as_of: Option<String>,
    /// With --as-of: write a CSV file a table into this folder instead of printing.
    #[arg(long, value_name = "DIR", requires = "as_of")]
    pub out: Option<PathBuf>,
}

/// Computes tables.
pub async fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let (zone, packs) = open(&globals.zone).await?;
    if let Some(written) = &args.as_of {
        return as_of(globals, &zone, args, written).await;
    }
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

async fn as_of(globals: &Globals, zone: &Zone, args: &Args, written: &str) -> Result<(), Failure> {
    let at_us = instant::read(written, zone.tz())?;
    let (zone, packs) = kept::as_of(zone, at_us).await?;
    let tables = packs::run::run_as_of(&zone, &packs, &args.tables, at_us).await?;
    if let Some(folder) = &args.out {
        let io = |path: &Path, e| Failure::Refused(format!("{}: {e}", path.display()));
        std::fs::create_dir_all(folder).map_err(|e| io(folder, e))?;
        for (name, rows) in tables {
            let path = folder.join(format!("{name}.csv"));
            std::fs::write(&path, csv_text(&[rows], zone.tz())).map_err(|e| io(&path, e))?;
            eprintln!("{}", path.display());
        }
    } else if globals.json {
        let tables: serde_json::Map<_, _> = tables
            .into_iter()
            .map(|(name, rows)| (name, json_rows(&[rows], zone.tz()).into()))
            .collect();
        say!(
            "{}",
            serde_json::json!({ "as_of": written, "tables": tables })
        );
    } else {
        for (name, rows) in tables {
            say!("{name}\n{}", terminal_table(&[rows], zone.tz()));
        }
    }
    Ok(())
}
