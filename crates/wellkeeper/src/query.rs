//! `wellkeeper query "SQL" --format table|csv|json|parquet [--as-of INSTANT] [--out FILE]`

use std::path::PathBuf;

use clap::ValueEnum;
use packs::cell::{csv_text, json_rows};
use packs::kept;
use packs::session::Session;
use zone::instant;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::{parquet_bytes, print_bytes, terminal_table};
use crate::wiring::open;

/// Arguments of `query`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A query over `observations`, `series`, `things`, `batches`, the kinds of things
    /// (`section`) and the packs' tables (`water_quality.section_month`).
    pub sql: String,
    /// How the rows are written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// What the book knew at this instant: observations, computed tables, things and the packs'
    /// limits as they stood then. A bare date means its first moment.
    #[arg(long, value_name = "INSTANT")]
    pub as_of: Option<String>,
    /// Write to this file instead of stdout.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns.
    Table,
    /// RFC 4180, with a header.
    Csv,
    /// An array of objects.
    Json,
    /// Apache Parquet.
    Parquet,
}

/// Asks.
pub async fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    if args.format == Format::Parquet && args.out.is_none() {
        return Err(Failure::Misuse(
            "parquet is not for a terminal: add --out FILE".into(),
        ));
    }
    let (zone, packs) = open(&globals.zone).await?;
    let session = match &args.as_of {
        Some(written) => {
            let at_us = instant::read(written, zone.tz())?;
            let (zone, packs) = kept::as_of(&zone, at_us).await?;
            Session::open_at(&zone, &packs, at_us).await?
        }
        None => Session::open_live(&zone, &packs).await?,
    };
    let batches = session.query(&args.sql).await?;
    let bytes = if globals.json && args.format == Format::Table {
        let rows = json_rows(&batches, zone.tz());
        format!(
            "{}\n",
            serde_json::json!({ "snapshot": session.snapshot, "rows": rows })
        )
        .into_bytes()
    } else {
        match args.format {
            Format::Table => terminal_table(&batches, zone.tz()).into_bytes(),
            Format::Csv => csv_text(&batches, zone.tz()).into_bytes(),
            Format::Json => {
                let rows = serde_json::Value::Array(json_rows(&batches, zone.tz()));
                format!("{rows}\n").into_bytes()
            }
            Format::Parquet => parquet_bytes(&batches)?,
        }
    };
    write(args.out.as_deref(), &bytes)
}

fn write(out: Option<&std::path::Path>, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(path) = out {
        return std::fs::write(path, bytes)
            .map_err(|e| Failure::Refused(format!("{}: {e}", path.display())));
    }
    print_bytes(bytes);
    Ok(())
}
