//! `wellkeeper import things | observations | layer | list | undo`

mod layer;

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use serde_json::json;
use zone::Zone;
use zone::import::{
    self, BatchCounts, CodeFrom, FileSummary, ImportOptions, Mapping, import_observations,
    import_things, list_batches, write_rejects,
};

use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::output::{Align, Grid, print_bytes, say};
use crate::progress::ImportProgress;
use crate::wiring::{open, who};

/// Rejects shown in the terminal of each file; the rejects file has them all.
const REJECTS_SHOWN: usize = 5;
/// Conflicts shown in the terminal of each file.
const CONFLICTS_SHOWN: usize = 5;

/// What is imported.
#[derive(Debug, Subcommand)]
pub enum What {
    /// Sections and other things: CSV, XLSX (kind, code, name_zh, …) or GeoJSON.
    Things {
        /// The file.
        file: PathBuf,
    },
    /// Readings: CSV, TSV or XLSX, long or wide, headers in Chinese or English.
    Observations(Box<Observations>),
    /// A layer of the map: GeoJSON, a Shapefile or a GeoPackage, with whom it names and by which approved map.
    Layer(Box<layer::Args>),
    /// The imports of this zone.
    List,
    /// Take an import back as a correction.
    Undo {
        /// Its number in the list.
        id: i64,
    },
}

/// Arguments of `import observations`.
#[derive(Debug, clap::Args)]
pub struct Observations {
    /// The files.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Columns and units that the headers do not tell.
    #[arg(long, value_name = "M.toml")]
    pub mapping: Option<PathBuf>,
    /// Whom the files speak for; a source corrects its own values and nobody else's.
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// The year of stamps that have none (`04-01 04:00`).
    #[arg(long)]
    pub year: Option<i16>,
    /// The sheet of a workbook.
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Make a thing of this kind for each unknown name.
    #[arg(long, value_name = "KIND")]
    pub create_things: Option<String>,
    /// What the code of a new thing is made of.
    #[arg(long, value_enum, default_value_t = Code::Section)]
    pub code: Code,
    /// Where rejected rows and cells go; else beside the file, as FILE.rejects.csv.
    #[arg(long, value_name = "R.csv")]
    pub rejects: Option<PathBuf>,
    /// Stop at the first rejected row; nothing of its file is written.
    #[arg(long)]
    pub strict: bool,
    /// Say what would be added, corrected and rejected, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// What the code of a new thing is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Code {
    /// The section's name.
    Section,
    /// Province and section, where names repeat between provinces.
    #[value(name = "province+section")]
    ProvinceAndSection,
}

/// Imports, lists or undoes.
pub async fn run(globals: &Globals, what: &What) -> Result<(), Failure> {
    let (zone, _) = open(&globals.zone).await?;
    match what {
        What::Things { file } => things(globals, &zone, file).await,
        What::Observations(args) => {
            let options = options(args)?;
            let summaries = observations(&zone, &args.files, &options).await?;
            let rejects = rejects_file(args, &summaries)?;
            print_summaries(globals, &zone, args, &summaries, rejects.as_deref()).await
        }
        What::Layer(args) => layer::run(globals, &zone, args).await,
        What::List => list(globals, &zone).await,
        What::Undo { id } => undo(globals, &zone, *id).await,
    }
}

async fn things(globals: &Globals, zone: &Zone, file: &Path) -> Result<(), Failure> {
    let done = import_things(zone, file, &who()).await?;
    if globals.json {
        say!(
            "{}",
            json!({ "created": done.created, "changed": done.changed, "unchanged": done.unchanged })
        );
    } else if globals.language() == Language::Zh {
        say!(
            "{}: 新增 {}，变更 {}，未变 {}",
            file.display(),
            done.created,
            done.changed,
            done.unchanged
        );
    } else {
        say!(
            "{}: {} created, {} changed, {} unchanged",
            file.display(),
            done.created,
            done.changed,
            done.unchanged
        );
    }
    Ok(())
}

fn options(args: &Observations) -> Result<ImportOptions, Failure> {
    Ok(ImportOptions {
        mapping: args
            .mapping
            .as_deref()
            .map(Mapping::read)
            .transpose()?
            .unwrap_or_default(),
        source: args.source.clone(),
        year: args.year,
        sheet: args.sheet.clone(),
        create_things: args.create_things.clone(),
        code_from: match args.code {
            Code::Section => CodeFrom::Section,
            Code::ProvinceAndSection => CodeFrom::ProvinceAndSection,
        },
        strict: args.strict,
        dry_run: args.dry_run,
    })
}

/// Imports `files` one after the other with a bar on stderr.
pub async fn observations(
    zone: &Zone,
    files: &[PathBuf],
    options: &ImportOptions,
) -> Result<Vec<FileSummary>, Failure> {
    let progress = ImportProgress::new();
    let mut summaries = Vec::with_capacity(files.len());
    for file in files {
        let done = import_observations(zone, file, options, &who(), &progress).await;
        progress.finish();
        summaries.push(done?);
    }
    Ok(summaries)
}

/// Writes what was not taken; nothing when all was.
fn rejects_file(
    args: &Observations,
    summaries: &[FileSummary],
) -> Result<Option<PathBuf>, Failure> {
    let rejects: Vec<_> = summaries
        .iter()
        .filter(|s| !s.rejects.is_empty())
        .map(|s| (s.file.clone(), s.rejects.clone()))
        .collect();
    let Some((first, _)) = rejects.first() else {
        return Ok(None);
    };
    let path = args
        .rejects
        .clone()
        .unwrap_or_else(|| PathBuf::from(format!("{first}.rejects.csv")));
    write_rejects(&path, &rejects)?;
    Ok(Some(path))
}

async fn print_summaries(
    globals: &Globals,
    zone: &Zone,
    args: &Observations,
    summaries: &[FileSummary],
    rejects: Option<&Path>,
) -> Result<(), Failure> {
    if globals.json {
        say!("{}", summaries_json(args, summaries, rejects));
        return Ok(());
    }
    let lang = globals.language();
    for summary in summaries {
        print_summary(lang, args.dry_run, summary);
        print_conflicts(lang, zone, summary).await?;
        for reject in summary.rejects.iter().take(REJECTS_SHOWN) {
            say!(
                "  {}: `{}`: {}",
                reject.place(),
                reject.found,
                reject.expected
            );
        }
    }
    if let Some(path) = rejects {
        say!(
            "{} {}",
            lang.pick("未接收的行列于", "what was not taken stands in"),
            path.display()
        );
    }
    Ok(())
}

fn summaries_json(
    args: &Observations,
    summaries: &[FileSummary],
    rejects: Option<&Path>,
) -> serde_json::Value {
    let mut total = BatchCounts::default();
    let files: Vec<_> = summaries
        .iter()
        .map(|s| {
            add(&mut total, &s.counts);
            let mut file = counts_json(&s.counts);
            file["file"] = json!(s.file);
            file["batch"] = json!(s.batch);
            file["already_imported_as"] = json!(s.already);
            file["source"] = json!(s.source);
            file["created_things"] = json!(s.created);
            file["ignored_columns"] = json!(s.ignored);
            file
        })
        .collect();
    let mut out = counts_json(&total);
    out["dry_run"] = json!(args.dry_run);
    out["rejects_file"] = json!(rejects.map(|p| p.display().to_string()));
    out["files"] = json!(files);
    out
}

fn counts_json(counts: &BatchCounts) -> serde_json::Value {
    serde_json::to_value(counts).unwrap_or_default()
}

fn add(total: &mut BatchCounts, counts: &BatchCounts) {
    total.rows += counts.rows;
    total.added += counts.added;
    total.corrected += counts.corrected;
    total.unchanged += counts.unchanged;
    total.repeated += counts.repeated;
    total.superseded += counts.superseded;
    total.conflicts += counts.conflicts;
    total.rejected += counts.rejected;
    total.held += counts.held;
}

fn print_summary(lang: Language, dry_run: bool, summary: &FileSummary) {
    let c = &summary.counts;
    let heading = match (summary.already, summary.batch) {
        (Some(batch), _) => format!(
            "{} {batch}",
            lang.pick(
                "同一文件已导入，批次",
                "the same file stands already as batch"
            )
        ),
        (None, Some(batch)) => format!("{} {batch}", lang.pick("批次", "batch")),
        (None, None) if dry_run => lang
            .pick("试运行，未写入", "dry run, nothing written")
            .to_owned(),
        (None, None) => String::new(),
    };
    say!("{} ({heading})", summary.file);
    say!("  {}", counts_line(lang, c));
    if !summary.created.is_empty() {
        say!(
            "  {} {}: {}",
            lang.pick("新建断面", "things made"),
            summary.created.len(),
            first_few(&summary.created)
        );
    }
    if !summary.ignored.is_empty() {
        say!(
            "  {}: {}",
            lang.pick("未识别的列", "columns not taken"),
            first_few(&summary.ignored)
        );
    }
}

/// The counts in a sentence.
pub fn counts_line(lang: Language, c: &BatchCounts) -> String {
    let parts = [
        (c.rows, "行", "rows"),
        (c.added, "新增", "added"),
        (c.corrected, "更正", "corrected"),
        (c.unchanged, "未变", "unchanged"),
        (c.repeated, "文件内重复", "repeated"),
        (c.superseded, "文件内被取代", "superseded"),
        (c.conflicts, "来源冲突", "conflicts"),
        (c.rejected, "未接收", "rejected"),
        (c.held, "未到时间", "held"),
    ];
    let shown = parts.map(|(count, zh, en)| match lang {
        Language::Zh => format!("{zh} {count}"),
        Language::En => format!("{count} {en}"),
    });
    shown.join(lang.pick("，", ", "))
}

fn first_few(names: &[String]) -> String {
    let mut text = names.iter().take(8).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > 8 {
        text.push_str(" …");
    }
    text
}

async fn print_conflicts(
    lang: Language,
    zone: &Zone,
    summary: &FileSummary,
) -> Result<(), Failure> {
    if summary.conflicts.is_empty() {
        return Ok(());
    }
    let things = zone::thing::all(zone.state()).await?;
    let series = zone::series::all(zone.state()).await?;
    for conflict in summary.conflicts.iter().take(CONFLICTS_SHOWN) {
        let found = series.iter().find(|s| s.id == conflict.series);
        let thing = found.and_then(|s| things.iter().find(|t| t.id == s.key.thing));
        let number = |v: Option<f64>| v.map_or_else(|| "<".to_owned(), |v| v.to_string());
        say!(
            "  {} {} {} {}: {} {}, {} {} ({})",
            lang.pick("冲突", "conflict"),
            thing.map_or("?", |t| t.draft.code.as_str()),
            found.map_or("?", |s| s.key.property.as_str()),
            zone::instant::show(conflict.time_us, zone.tz()),
            lang.pick("本文件为", "this file says"),
            number(conflict.given),
            lang.pick("保留", "kept is"),
            number(conflict.held),
            conflict.held_source,
        );
    }
    Ok(())
}

async fn list(globals: &Globals, zone: &Zone) -> Result<(), Failure> {
    let batches = list_batches(zone.state()).await?;
    if globals.json {
        let rows: Vec<_> = batches
            .iter()
            .map(|b| {
                let mut row = counts_json(&b.counted());
                row["batch"] = json!(b.id);
                row["file"] = json!(b.file_name);
                row["hash"] = json!(b.file_hash);
                row["source"] = json!(b.source);
                row["who"] = json!(b.who);
                row["started_at"] = json!(zone::instant::show(b.started_us, zone.tz()));
                row["finished"] = json!(b.finished_us.is_some());
                row["undone"] = json!(b.undone_us.is_some());
                row
            })
            .collect();
        say!("{}", json!({ "batches": rows }));
        return Ok(());
    }
    let lang = globals.language();
    let head = |zh: &str, en: &str, align| (lang.pick(zh, en).to_owned(), align);
    let mut grid = Grid::new(vec![
        head("批次", "batch", Align::Right),
        head("时间", "when", Align::Left),
        head("谁", "who", Align::Left),
        head("来源", "source", Align::Left),
        head("新增", "added", Align::Right),
        head("更正", "corrected", Align::Right),
        head("未接收", "rejected", Align::Right),
        head("状态", "state", Align::Left),
        head("文件", "file", Align::Left),
    ]);
    for b in &batches {
        let c = b.counted();
        let state = match (b.finished_us, b.undone_us) {
            (_, Some(_)) => lang.pick("已撤销", "undone"),
            (None, _) => lang.pick("中断", "interrupted"),
            _ => lang.pick("完成", "done"),
        };
        grid.row(vec![
            b.id.to_string(),
            zone::instant::show(b.started_us, zone.tz())
                .chars()
                .take(19)
                .collect(),
            b.who.clone(),
            b.source.clone(),
            c.added.to_string(),
            c.corrected.to_string(),
            c.rejected.to_string(),
            state.to_owned(),
            b.file_name.clone(),
        ]);
    }
    print_bytes(grid.text().as_bytes());
    Ok(())
}

async fn undo(globals: &Globals, zone: &Zone, id: i64) -> Result<(), Failure> {
    let done = import::undo(zone, id, &who()).await?;
    if globals.json {
        say!(
            "{}",
            json!({ "batch": id, "removed": done.removed, "restored": done.restored })
        );
    } else if globals.language() == Language::Zh {
        say!(
            "批次 {id} 已撤销：移除 {}，恢复 {}",
            done.removed,
            done.restored
        );
    } else {
        say!(
            "batch {id} undone: {} removed, {} restored",
            done.removed,
            done.restored
        );
    }
    Ok(())
}
