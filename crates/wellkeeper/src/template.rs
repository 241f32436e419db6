//! `wellkeeper template observations | things`: the workbook that the import reads.

use std::path::PathBuf;

use clap::Subcommand;
use rust_xlsxwriter::{DataValidation, Format, Workbook, Worksheet, XlsxError};
use zone::import::{Role, THING_COLUMNS};
use zone::schema::{FieldShape, Kind, Vocabulary};

use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::output::say;
use crate::wiring::open;

/// Rows below the head that get drop-down lists.
const LISTED_ROWS: u32 = 1_000;

/// Which template.
#[derive(Debug, Subcommand)]
pub enum What {
    /// A wide table: a row a reading, a column a property.
    Observations {
        /// Where to write it.
        #[arg(long, value_name = "FILE", default_value = "observations.xlsx")]
        out: PathBuf,
    },
    /// A row a thing, a column a field of its kind.
    Things {
        /// The kind.
        #[arg(long, default_value = "section")]
        kind: String,
        /// Where to write it.
        #[arg(long, value_name = "FILE", default_value = "things.xlsx")]
        out: PathBuf,
    },
}

/// Writes a template.
pub async fn run(globals: &Globals, what: &What) -> Result<(), Failure> {
    let (zone, _) = open(&globals.zone).await?;
    let lang = globals.language();
    let words = zone.vocabulary();
    let (out, book) = match what {
        What::Observations { out } => (out, observations(words, lang)),
        What::Things { kind, out } => {
            let known: Vec<_> = words.kinds.keys().map(String::as_str).collect();
            let kind = words.kinds.get(kind).ok_or_else(|| {
                Failure::Misuse(format!(
                    "`{kind}` is no kind of the zone's packs; there are {}",
                    known.join(", ")
                ))
            })?;
            (out, things(kind, lang))
        }
    };
    let refuse = |e: XlsxError| Failure::Refused(e.to_string());
    book.map_err(refuse)?.save(out).map_err(refuse)?;
    if globals.json {
        say!(
            "{}",
            serde_json::json!({ "file": out.display().to_string() })
        );
    } else {
        say!("{} {}", lang.pick("已写出", "wrote"), out.display());
    }
    Ok(())
}

fn role_header(role: Role, lang: Language) -> &'static str {
    let words = role.words();
    let is_chinese = |w: &&&str| !w.is_ascii();
    match lang {
        Language::Zh => words.iter().find(is_chinese).or(words.first()),
        Language::En => words.iter().find(|w| w.is_ascii()).or(words.first()),
    }
    .copied()
    .unwrap_or("")
}

fn observations(words: &Vocabulary, lang: Language) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book
        .add_worksheet()
        .set_name(lang.pick("监测数据", "observations"))?;
    let bold = Format::new().set_bold();
    let mut column = 0;
    for role in [Role::Section, Role::Time, Role::Status] {
        sheet.write_with_format(0, column, role_header(role, lang), &bold)?;
        column += 1;
    }
    let stamp = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    sheet
        .set_column_format(1, &stamp)?
        .set_column_width(1, 18)?;
    list(sheet, 2, &["正常", "维护", "停站", "故障", "校准"])?;
    for property in &words.properties {
        let title = lang.pick(&property.title.zh, &property.title.en);
        let head = match property.unit.as_str() {
            "1" | "" => title.to_owned(),
            _ if !property.coded.is_empty() => title.to_owned(),
            unit => format!("{title} ({unit})"),
        };
        sheet.write_with_format(0, column, head, &bold)?;
        column += 1;
    }
    sheet.set_freeze_panes(1, 2)?;
    Ok(book)
}

fn things(kind: &Kind, lang: Language) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book
        .add_worksheet()
        .set_name(lang.pick(&kind.title.zh, &kind.title.en))?;
    let bold = Format::new().set_bold();
    let columns = THING_COLUMNS
        .iter()
        .copied()
        .chain(kind.fields.iter().map(|f| f.id.as_str()));
    for (column, name) in (0..).zip(columns) {
        sheet.write_with_format(0, column, name, &bold)?;
    }
    list(sheet, 0, &[kind.id.as_str()])?;
    for (index, field) in (0..).zip(&kind.fields) {
        if let FieldShape::OneOf(words) = &field.shape {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            list(
                sheet,
                u16::try_from(THING_COLUMNS.len()).unwrap_or(0) + index,
                &words,
            )?;
        }
    }
    sheet.set_freeze_panes(1, 2)?;
    Ok(book)
}

/// A drop-down list below the head of a column.
fn list(sheet: &mut Worksheet, column: u16, words: &[&str]) -> Result<(), XlsxError> {
    let validation = DataValidation::new().allow_list_strings(words)?;
    sheet.add_data_validation(1, column, LISTED_ROWS, column, &validation)?;
    Ok(())
}
