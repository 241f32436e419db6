//! Importing observations: one file, one batch.

use std::path::Path;

use serde_json::json;

use super::Progress;
use super::batch::{self, BatchCounts, NewBatch};
use super::header::{Layout, find_layout};
use super::names::{self, Named, find_things};
use super::options::{FileSummary, ImportOptions};
use super::reconcile::{self, Writing};
use super::reject::Reject;
use super::rows::{Drafts, Reader};
use super::sheet::{SheetOptions, read_sheet_bytes};
use super::standing::{Standing, last_of_each, observations, series_keys};
use crate::limits::IMPORT_COMMIT_ROWS;
use crate::observation::Observation;
use crate::series;
use crate::state::AuditEntry;
use crate::{Result, Zone, ZoneError};

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
    let source = options.source_name();
    let hash = blake3::hash(&bytes).to_hex().to_string();
    let options_text = options.reading();
    let standing = batch::standing(zone.state(), &hash, &options_text).await?;
    if let Some(there) = standing.iter().find(|b| b.took_all()) {
        return Ok(already(name, source, there));
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
    let known_since = standing.iter().map(|b| b.id).min();
    let file = File {
        name,
        source,
        hash,
        options_text,
        path,
        layout,
        known_since,
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
    /// The batch by which the book knows the file already: what it learned since then stands.
    known_since: Option<i64>,
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
    let things: Vec<i64> = found
        .things
        .iter()
        .map(|t| t.as_ref().map_or(0, |n| n.thing))
        .collect();
    refuse_if_strict(file.path, options, &drafts.rejects)?;
    let held = drafts.rejects.iter().filter(|r| r.held).count();
    let unknown = found.things.iter().filter(|t| t.is_err()).count();
    let mut counts = BatchCounts {
        unknown,
        rows: drafts.rows,
        rejected: drafts.rejects.len() - held,
        held,
        ..BatchCounts::default()
    };
    let standing = last_of_each(&drafts.readings, &things, &mut counts);
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
    let standing = Standing {
        readings: &drafts.readings,
        indices: &standing,
        things: &things,
    };
    if options.dry_run {
        let rows = observations(zone, &standing, &file.source, None).await?;
        let verdict = reconcile::judge(zone, &rows, file.known_since, zone.lake().head()?).await?;
        reconcile::count(&verdict, &mut summary.counts, &mut summary.conflicts);
        return Ok(summary);
    }
    let batch = begin(zone, &file, &standing, who).await?;
    let rows = observations(zone, &standing, &file.source, Some(batch)).await?;
    let writing = Writing {
        who,
        batch,
        file: &file.name,
        known_since: file.known_since,
    };
    commit_rows(zone, &rows, &writing, &mut summary, progress).await?;
    let mut change = zone.state().change(who).await?;
    batch::finish(&mut change, batch, &summary.counts).await?;
    let detail = json!({ "file": file.name, "hash": file.hash, "counts": summary.counts });
    change
        .commit(AuditEntry::new("import", format!("batch {batch}"), &detail))
        .await?;
    summary.batch = Some(batch);
    Ok(summary)
}

/// Opens the batch and the series that its readings need, before any row of it is written.
async fn begin(zone: &Zone, file: &File<'_>, standing: &Standing<'_>, who: &str) -> Result<i64> {
    let mut change = zone.state().change(who).await?;
    let columns = columns_json(&file.layout, zone);
    let batch = NewBatch {
        file_name: &file.name,
        file_hash: &file.hash,
        source: &file.source,
        options: &file.options_text,
        columns: &columns,
    };
    let batch = batch::begin(&mut change, &batch).await?;
    series::ensure(&mut change, &series_keys(zone, standing)).await?;
    let detail = json!({ "file": file.name });
    change
        .commit(AuditEntry::new(
            "begin_import",
            format!("batch {batch}"),
            &detail,
        ))
        .await?;
    Ok(batch)
}

async fn commit_rows(
    zone: &Zone,
    rows: &[Observation],
    writing: &Writing<'_>,
    summary: &mut FileSummary,
    progress: &dyn Progress,
) -> Result<()> {
    let mut done = 0;
    for chunk in rows.chunks(IMPORT_COMMIT_ROWS) {
        reconcile::commit_chunk(
            zone,
            chunk,
            writing,
            &mut summary.counts,
            &mut summary.conflicts,
        )
        .await?;
        progress.committed(done + 1, done + chunk.len());
        done += chunk.len();
    }
    Ok(())
}

fn already(file: String, source: String, there: &batch::Batch) -> FileSummary {
    let before = there.counted();
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

/// Takes out the readings of places that are no thing of the zone, or were not called so at the
/// time; each of their rows becomes a reject.
fn reject_unknown_places(drafts: &mut Drafts, found: &names::Found, layout: &Layout) {
    let mut seen = std::collections::HashSet::new();
    let column = layout.role("section").unwrap_or(0);
    let Drafts {
        places,
        readings,
        rejects,
        ..
    } = drafts;
    readings.retain(|reading| {
        let name = &places[reading.place].name;
        let expected = match &found.things[reading.place] {
            Ok(Named {
                until_us: Some(until),
                ..
            }) if reading.time_us >= *until => {
                format!(
                    "`{name}` is a former name that no longer held then; expected the present one"
                )
            }
            Ok(_) => return true,
            Err(sentence) => sentence.clone(),
        };
        if seen.insert(reading.line) {
            rejects.push(Reject {
                line: reading.line,
                column: column + 1,
                header: layout.header(column).to_owned(),
                found: name.clone(),
                expected,
                held: false,
            });
        }
        false
    });
    drafts.rejects.sort_by_key(|r| (r.line, r.column));
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
