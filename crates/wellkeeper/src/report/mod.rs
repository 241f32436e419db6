//! `wellkeeper report [--month 2021-04] [--format text|html|pdf] [--form FILE]`: the zone's monthly report, in the
//! order of the national one: overview, rivers, lakes, drinking-water sources, what exceeds, targets,
//! ranks, trends, the state of the data, annexes.

pub(crate) mod form;
mod html;
mod monthly;
mod paper;
mod pdf;
mod phrases;
pub(crate) mod press;
mod remarks;
mod rows;
mod text;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use packs::Pack;
use serde_json::json;
use zone::Zone;
use zone::lake::Month;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::{print_bytes, say, write_beside};
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
    /// Instead of a report: this workbook (.xlsx) with the figures of the month in its named cells,
    /// everything else in it left as it is.
    #[arg(long, value_name = "FILE", requires = "out", conflicts_with = "format")]
    pub form: Option<PathBuf>,
    /// The file to write; stdout where none is given.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Who issues it, for the red head of the PDF; without it the head is left out.
    #[arg(long, value_name = "NAME")]
    pub bureau: Option<String>,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For the terminal.
    Text,
    /// One page that needs nothing beside it, to read and to print.
    Html,
    /// A bulletin on A4, to sign and to seal.
    Pdf,
}

/// Writes the report of a month.
pub async fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let month = match &args.month {
        None => None,
        Some(text) => Some(Month::parse(text).ok_or_else(|| {
            Failure::Misuse(format!("--month {text}: expected a month such as 2021-04"))
        })?),
    };
    let is_pdf = args.format == Format::Pdf && !globals.json;
    if is_pdf && args.out.is_none() && std::io::stdout().is_terminal() {
        return Err(Failure::Misuse(
            "--format pdf: a terminal cannot show a PDF; name a file with --out".to_owned(),
        ));
    }
    let (zone, packs) = open(&globals.zone).await?;
    if let (Some(form), Some(out)) = (&args.form, &args.out) {
        let said = (globals.language(), args.bureau.as_deref());
        let file = form.display().to_string();
        let bytes = form::form_bytes(form)?;
        let known = (&zone, &*packs);
        let filled = Box::pin(form::fill_now(known, month, said, (&file, &bytes))).await?;
        return tell_filled(globals, &filled, form, out);
    }
    let asked = Asked {
        month,
        format: args.format,
        bureau: args.bureau.as_deref(),
    };
    let report = report(globals, &zone, &packs, asked).await?;
    match &args.out {
        None => print_bytes(&report),
        Some(path) => {
            std::fs::write(path, report)?;
            say!("{}", path.display());
        }
    }
    Ok(())
}

/// Writes a filled form, and says how many names were asked and left alone.
pub(crate) fn tell_filled(
    globals: &Globals,
    filled: &form::Filled,
    form: &Path,
    out: &Path,
) -> Result<(), Failure> {
    write_beside(form, out, &filled.bytes)?;
    let (asked, left_alone) = (filled.asked, filled.left_alone);
    if globals.json {
        let bytes = filled.bytes.len();
        say!(
            "{}",
            json!({ "written": out, "bytes": bytes, "names": asked, "left_alone": left_alone })
        );
        return Ok(());
    }
    say!("{}", out.display());
    eprintln!("{asked} names filled, {left_alone} left alone");
    Ok(())
}

/// Prints the report of the newest month.
pub async fn print(globals: &Globals, zone: &Zone, packs: &[Pack]) -> Result<(), Failure> {
    let asked = Asked {
        month: None,
        format: Format::Text,
        bureau: None,
    };
    let report = report(globals, zone, packs, asked).await?;
    print_bytes(&report);
    Ok(())
}

/// Which report is asked for.
struct Asked<'a> {
    month: Option<Month>,
    format: Format,
    bureau: Option<&'a str>,
}

async fn report(
    globals: &Globals,
    zone: &Zone,
    packs: &[Pack],
    asked: Asked<'_>,
) -> Result<Vec<u8>, Failure> {
    let monthly = monthly::read(zone, packs, asked.month).await?;
    let lang = globals.language();
    Ok(match asked.format {
        _ if globals.json => format!("{}\n", monthly.json()).into_bytes(),
        Format::Text => text::render(lang, &monthly).into_bytes(),
        Format::Html => html::render(lang, &monthly, None).into_bytes(),
        Format::Pdf => {
            let bulletin = pdf::render(lang, &monthly, asked.bureau, None)
                .map_err(|e| Failure::Refused(e.to_string()))?;
            tell_missing(&bulletin.missing);
            bulletin.bytes
        }
    })
}

/// Says on stderr which characters are boxes in the PDF.
pub(crate) fn tell_missing(missing: &[char]) {
    if missing.is_empty() {
        return;
    }
    let shown: String = missing.iter().collect();
    eprintln!("warning: the fonts of the PDF lack these characters, boxes stand for them: {shown}");
}
