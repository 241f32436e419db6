//! `wellkeeper report [--month 2021-04] [--format text|html]`: the zone's monthly report, in the
//! order of the national one: overview, rivers, lakes, drinking-water sources, what exceeds, targets,
//! ranks, trends, the state of the data, annexes.

mod html;
mod monthly;
mod phrases;
mod remarks;
mod rows;
mod text;

use std::path::PathBuf;

use clap::ValueEnum;
use packs::Pack;
use zone::Zone;
use zone::lake::Month;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::{print_bytes, say};
use crate::wiring::open;

/// Arguments of `report`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The month, such as 2021-04; the newest that is computed where none is given.
    #[arg(long, value_name = "YYYY-MM")]
    pub month: Option<String>,
    /// The form of the report.
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
    /// The file to write; stdout where none is given.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For the terminal.
    Text,
    /// One page that needs nothing beside it, to read and to print.
    Html,
}

/// Writes the report of a month.
pub async fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let month = match &args.month {
        None => None,
        Some(text) => Some(Month::parse(text).ok_or_else(|| {
            Failure::Misuse(format!("--month {text}: expected a month such as 2021-04"))
        })?),
    };
    let (zone, packs) = open(&globals.zone).await?;
    let report = report(globals, &zone, &packs, month, args.format).await?;
    match &args.out {
        None => print_bytes(report.as_bytes()),
        Some(path) => {
            std::fs::write(path, report)?;
            say!("{}", path.display());
        }
    }
    Ok(())
}

/// Prints the report of the newest month.
pub async fn print(globals: &Globals, zone: &Zone, packs: &[Pack]) -> Result<(), Failure> {
    let report = report(globals, zone, packs, None, Format::Text).await?;
    print_bytes(report.as_bytes());
    Ok(())
}

async fn report(
    globals: &Globals,
    zone: &Zone,
    packs: &[Pack],
    month: Option<Month>,
    format: Format,
) -> Result<String, Failure> {
    let monthly = monthly::read(zone, packs, month).await?;
    let lang = globals.language();
    Ok(match format {
        _ if globals.json => format!("{}\n", monthly.json()),
        Format::Text => text::render(lang, &monthly),
        Format::Html => html::render(lang, &monthly),
    })
}
