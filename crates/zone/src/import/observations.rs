//! Importing observations: one file, one batch.

use std::collections::HashMap;
use std::path::Path;

use serde_json::json;

use super::Progress;
use super::batch::{self, BatchCounts, NewBatch};
use super::header::{Layout, find_layout};
use super::mapping::Mapping;
use super::names::{self, find_things};
use super::reconcile;
use super::reject::Reject;
use super::rows::{Draft, Drafts, Reader, Said};
use super::sheet::{SheetOptions, read_sheet_bytes};
use crate::lake::log_commit;
use crate::limits::IMPORT_COMMIT_ROWS;
use crate::observation::{Level, Observation, Quality};
use crate::schema::Property;
use crate::series::{self, SeriesKey};
use crate::state::AuditEntry;
use crate::{Result, Zone, ZoneError};

/// The source of a file that names none.
const DEFAULT_SOURCE: &str = "files";

/// What the code of a new thing is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CodeFrom {
    /// The section's name.
    #[default]
    Section,
    /// Province and section, where names repeat between provinces.
    ProvinceAndSection,
}

/// How files are imported.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Columns and units that the headers do not tell.
    pub mapping: Mapping,
    /// The source; else the mapping's; else `files`.
    pub source: Option<String>,
    /// The year of stamps that have none.
    pub year: Option<i16>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The kind of thing to make for each unknown name.
    pub create_things: Option<String>,
    /// What the code of a new thing is made of.
    pub code_from: CodeFrom,
    /// Stop at the first reject, with nothing written.
    pub strict: bool,
    /// Say what would happen, and write nothing.
    pub dry_run: bool,
}

/// A value that another source holds otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The series.
    pub series: i64,
    /// When, µs UTC.
    pub time_us: i64,
    /// The line of the file.
    pub line: i64,
    /// What the file says.
    pub given: Option<f64>,
    /// What stands.
    pub held: Option<f64>,
    /// Whose value stands.
    pub held_source: String,
}

/// What became of one file.
#[derive(Debug, Clone)]
pub struct FileSummary {
    /// The file's name as given.
    pub file: String,
    /// Its batch; `None` for a dry run, or when the same file stands already.
    pub batch: Option<i64>,
    /// The batch by which the very same file stands already.
    pub already: Option<i64>,
    /// The source.
    pub source: String,
    /// Counts.
    pub counts: BatchCounts,
    /// Codes of the things that were made.
    pub created: Vec<String>,
    /// Headers that nothing was made of.
    pub ignored: Vec<String>,
    /// Values that another source holds otherwise.
    pub conflicts: Vec<Conflict>,
    /// What was not taken.
    pub rejects: Vec<Reject>,
}

/// Imports one file of observations as a batch of its own.
///
/// # Errors
/// A file that cannot be read at all, has no known header, or names one section under two
/// provinces is refused whole; with `strict` so is a file with any reject. Rows are durable when
/// `progress` hears of them.
pub async fn import_observations(
    zone: &Zone,
    path: &Path,
    options: &ImportOptions,
    who: &str,
    progress: &dyn Progress,
) -> Result<FileSummary> {
    let bytes = super::sheet::read_bytes(path)?;
    let name = path.display().to_string();
    let source = source_of(options);
    let hash = blake3::hash(&bytes).to_hex().to_string();
    let options_text = options_text(options, &source);
    if let Some(there) = batch::standing(zone.state(), &hash, &options_text).await? {
        return Ok(already(name, source, &there));
    }
    let sheet_options = SheetOptions {
        sheet: options
            .sheet
            .clone()
            .or_else(|| options.mapping.sheet.clone()),
        delimiter: None,
    };
    let sheet = read_sheet_bytes(&name, &bytes, &sheet_options)?;
    let layout =
        find_layout(&sheet, zone.vocabulary(), &options.mapping).map_err(|(line, message)| {
            ZoneError::BadFile {
                path: path.to_owned(),
                line,
                column: 1,
                message,
            }
        })?;
    progress.file(&name, sheet.rows.len().saturating_sub(layout.first_row));
    let reader = Reader {
        layout: &layout,
        vocabulary: zone.vocabulary(),
        mapping: &options.mapping,
        tz: zone.tz(),
        year: options.year,
        now_us: zone.clock().now_us(),
    };
    let drafts = reader.read(&sheet, |done| progress.rows(done));
    drop(sheet);
    refuse_if_strict(path, options, &drafts.rejects)?;
    let file = File {
        name,
        source,
        hash,
        options_text,
        path,
        layout,
    };
    take(zone, file, drafts, options, who, progress).await
}

struct File<'a> {
    name: String,
    source: String,
    hash: String,
    options_text: String,
    path: &'a Path,
    layout: Layout,
}

async fn take(
    zone: &Zone,
    file: File<'_>,
    mut drafts: Drafts,
    options: &ImportOptions,
    who: &str,
    progress: &dyn Progress,
) -> Result<FileSummary> {
    let found = find_things(zone, &drafts.places, options, who).await?;
    reject_unknown_places(&mut drafts, &found, &file.layout);
    refuse_if_strict(file.path, options, &drafts.rejects)?;
    let held = drafts.rejects.iter().filter(|r| r.held).count();
    let mut counts = BatchCounts {
        rows: drafts.rows,
        rejected: drafts.rejects.len() - held,
        held,
        ..BatchCounts::default()
    };
    let standing = last_of_each(&drafts.drafts, &found.things, &mut counts);
    let mut summary = FileSummary {
        file: file.name.clone(),
        batch: None,
        already: None,
        source: file.source.clone(),
        counts,
        created: found.created.clone(),
        ignored: file.layout.ignored.clone(),
        conflicts: Vec::new(),
        rejects: std::mem::take(&mut drafts.rejects),
    };
    if options.dry_run {
        let rows = observations(
            zone,
            &drafts.drafts,
            &standing,
            &found.things,
            &file.source,
            None,
        )
        .await?;
        let verdict = reconcile::judge(zone, &rows, zone.lake().head()?).await?;
        reconcile::count(&verdict, &mut summary.counts, &mut summary.conflicts);
        return Ok(summary);
    }
    let mut change = zone.state().change(who).await?;
    let columns = columns_json(&file.layout, zone);
    let batch = batch::begin(
        &mut change,
        &NewBatch {
            file_name: &file.name,
            file_hash: &file.hash,
            source: &file.source,
            options: &file.options_text,
            columns: &columns,
        },
    )
    .await?;
    let keys = series_keys(zone, &drafts.drafts, &standing, &found.things);
    series::ensure(&mut change, &keys).await?;
    change
        .commit(AuditEntry::new(
            "begin_import",
            format!("batch {batch}"),
            &json!({ "file": file.name }),
        ))
        .await?;
    let rows = observations(
        zone,
        &drafts.drafts,
        &standing,
        &found.things,
        &file.source,
        Some(batch),
    )
    .await?;
    commit_rows(zone, &rows, who, batch, &file.name, &mut summary, progress).await?;
    let mut change = zone.state().change(who).await?;
    batch::finish(&mut change, batch, &summary.counts).await?;
    let detail = json!({ "file": file.name, "hash": file.hash, "counts": summary.counts });
    change
        .commit(AuditEntry::new("import", format!("batch {batch}"), &detail))
        .await?;
    summary.batch = Some(batch);
    Ok(summary)
}

async fn commit_rows(
    zone: &Zone,
    rows: &[Observation],
    who: &str,
    batch: i64,
    file: &str,
    summary: &mut FileSummary,
    progress: &dyn Progress,
) -> Result<()> {
    let mut done = 0;
    for chunk in rows.chunks(IMPORT_COMMIT_ROWS) {
        let committed = reconcile::commit_chunk(
            zone,
            chunk,
            who,
            batch,
            file,
            &mut summary.counts,
            &mut summary.conflicts,
        )
        .await?;
        if let Some((snapshot, touched)) = committed {
            let mut change = zone.state().change(who).await?;
            let reason = format!("import {file}");
            log_commit(
                &mut change,
                snapshot,
                "import",
                &reason,
                Some(batch),
                &touched,
            )
            .await?;
            let detail = json!({ "snapshot": snapshot, "series_months": touched.len() });
            change
                .commit(AuditEntry::new(
                    "lake_commit",
                    format!("batch {batch}"),
                    &detail,
                ))
                .await?;
        }
        progress.committed(done + 1, done + chunk.len());
        done += chunk.len();
    }
    Ok(())
}

fn source_of(options: &ImportOptions) -> String {
    let named = options
        .source
        .clone()
        .or_else(|| options.mapping.source.clone());
    named.unwrap_or_else(|| DEFAULT_SOURCE.to_owned())
}

/// What decides how the bytes of a file are understood: with the same, the same file says the same.
fn options_text(options: &ImportOptions, source: &str) -> String {
    let mapping = format!(
        "{:?}{:?}{:?}",
        options.mapping.columns, options.mapping.values, options.mapping.header_line
    );
    json!({
        "source": source,
        "year": options.year,
        "sheet": options.sheet.as_ref().or(options.mapping.sheet.as_ref()),
        "mapping": blake3::hash(mapping.as_bytes()).to_hex().as_str()[..16],
        "code": options.code_from == CodeFrom::ProvinceAndSection,
    })
    .to_string()
}

fn already(file: String, source: String, there: &batch::Batch) -> FileSummary {
    let before: BatchCounts = serde_json::from_str(&there.counts).unwrap_or_default();
    let counts = BatchCounts {
        rows: before.rows,
        unchanged: before.added + before.corrected + before.unchanged,
        repeated: before.repeated,
        superseded: before.superseded,
        conflicts: before.conflicts,
        rejected: before.rejected,
        held: before.held,
        ..BatchCounts::default()
    };
    FileSummary {
        file,
        batch: None,
        already: Some(there.id),
        source,
        counts,
        created: Vec::new(),
        ignored: Vec::new(),
        conflicts: Vec::new(),
        rejects: Vec::new(),
    }
}

fn refuse_if_strict(path: &Path, options: &ImportOptions, rejects: &[Reject]) -> Result<()> {
    let Some(first) = rejects.iter().find(|r| !r.held).filter(|_| options.strict) else {
        return Ok(());
    };
    Err(ZoneError::BadFile {
        path: path.to_owned(),
        line: first.line,
        column: first.column.max(1),
        message: format!(
            "`{}`: {}; nothing of the file was imported (--strict)",
            first.found, first.expected
        ),
    })
}

fn reject_unknown_places(drafts: &mut Drafts, found: &names::Found, layout: &Layout) {
    let mut seen = std::collections::HashSet::new();
    let column = layout.role("section").unwrap_or(0);
    for draft in &drafts.drafts {
        if let Err(sentence) = &found.things[draft.place]
            && seen.insert(draft.line)
        {
            drafts.rejects.push(Reject {
                line: draft.line,
                column: column + 1,
                header: layout.header(column).to_owned(),
                found: drafts.places[draft.place].name.clone(),
                expected: sentence.clone(),
                held: false,
            });
        }
    }
    drafts.rejects.sort_by_key(|r| (r.line, r.column));
}

/// The draft that stands for each (series, time): the last of the file, even if it says nothing.
fn last_of_each(
    drafts: &[Draft],
    things: &[std::result::Result<i64, String>],
    counts: &mut BatchCounts,
) -> Vec<usize> {
    let mut last: HashMap<(i64, usize, &str, i64), usize> = HashMap::with_capacity(drafts.len());
    for (index, draft) in drafts.iter().enumerate() {
        let Ok(thing) = things[draft.place] else {
            continue;
        };
        let key = (
            thing,
            draft.property,
            draft.sample_kind.as_str(),
            draft.time_us,
        );
        let Some(earlier) = last.insert(key, index).map(|i| &drafts[i]) else {
            continue;
        };
        if earlier.said == Said::Nothing {
            continue;
        }
        if earlier.said == draft.said
            && earlier.flag == draft.flag
            && earlier.method == draft.method
        {
            counts.repeated += 1;
        } else {
            counts.superseded += 1;
        }
    }
    let mut standing: Vec<usize> = last
        .into_values()
        .filter(|index| drafts[*index].said != Said::Nothing)
        .collect();
    standing.sort_unstable();
    standing
}

fn key_of(zone: &Zone, draft: &Draft, thing: i64) -> SeriesKey {
    let property = zone.vocabulary().properties[draft.property].id.clone();
    SeriesKey {
        thing,
        property,
        sample_kind: draft.sample_kind,
    }
}

fn series_keys(
    zone: &Zone,
    drafts: &[Draft],
    standing: &[usize],
    things: &[std::result::Result<i64, String>],
) -> Vec<SeriesKey> {
    let mut seen = std::collections::HashSet::new();
    standing
        .iter()
        .map(|index| &drafts[*index])
        .filter_map(|draft| Some(key_of(zone, draft, *things[draft.place].as_ref().ok()?)))
        .filter(|key| seen.insert(key.clone()))
        .collect()
}

/// The observations of the standing drafts. In a dry run (`batch` none) a series that is not there
/// yet gets a number below zero, which no observation of the book has.
async fn observations(
    zone: &Zone,
    drafts: &[Draft],
    standing: &[usize],
    things: &[std::result::Result<i64, String>],
    source: &str,
    batch: Option<i64>,
) -> Result<Vec<Observation>> {
    let mut ids: HashMap<SeriesKey, i64> = series::all(zone.state())
        .await?
        .into_iter()
        .map(|s| (s.key, s.id))
        .collect();
    let learned_us = zone.clock().now_us();
    let mut rows = Vec::with_capacity(standing.len());
    for draft in standing.iter().map(|index| &drafts[*index]) {
        let Ok(thing) = things[draft.place] else {
            continue;
        };
        let unknown = -(ids.len() as i64) - 1;
        let series = *ids.entry(key_of(zone, draft, thing)).or_insert(unknown);
        let property = &zone.vocabulary().properties[draft.property];
        let mut row = Observation {
            series,
            time_us: draft.time_us,
            value: None,
            flag: draft.flag,
            quality: Quality::Valid,
            level: Level::Raw,
            cause: None,
            sample_kind: draft.sample_kind,
            method: draft.method.clone(),
            detection_limit: None,
            qualifier: None,
            learned_us,
            source: source.to_owned(),
            batch: batch.unwrap_or(0),
            line: i64::try_from(draft.line).unwrap_or(i64::MAX),
        };
        match draft.said {
            Said::Nothing => continue,
            Said::Value(value) => row.value = Some(value),
            Said::Below(limit) => row.detection_limit = limit,
            Said::Above(value) => {
                row.value = Some(value);
                row.qualifier = Some(">".to_owned());
            }
        }
        check_range(&mut row, property);
        rows.push(row);
    }
    Ok(rows)
}

/// A value that cannot be physically true is kept as said and judged invalid, with the cause.
fn check_range(row: &mut Observation, property: &Property) {
    if property.min.is_none() && property.max.is_none() {
        return;
    }
    row.level = Level::AutoChecked;
    let Some(value) = row.value.or(row.detection_limit) else {
        return;
    };
    if property.min.is_some_and(|min| value < min) || property.max.is_some_and(|max| value > max) {
        row.quality = Quality::Invalid;
        row.cause = Some("check:range".to_owned());
    }
}

fn columns_json(layout: &Layout, zone: &Zone) -> String {
    let mut columns = serde_json::Map::new();
    for value in &layout.wide {
        columns.insert(
            value.property.clone(),
            json!([value.column + 1, value.header]),
        );
    }
    if layout.wide.is_empty()
        && let Some(column) = layout.role("value")
    {
        for property in &zone.vocabulary().properties {
            columns.insert(
                property.id.clone(),
                json!([column + 1, layout.header(column)]),
            );
        }
    }
    serde_json::Value::Object(columns).to_string()
}
