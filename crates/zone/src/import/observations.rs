//! Importing observations: one file, one batch.

use std::path::Path;

use serde_json::json;

use super::Progress;
use super::batch::{self, BatchCounts, NewBatch};
use super::header::{Layout, find_layout};
use super::names::{Found, Named, find_things};
use super::options::{FileSummary, ImportOptions};
use super::reconcile::{self, Writing};
use super::reject::Reject;
use super::role::Role;
use super::rows::{Draft, Drafts, Met, Reader};
use super::sheet::{Pieces, SheetOptions, Walk};
use super::standing::{Standing, observations};
use crate::limits::{HEADER_SEARCH_ROWS, IMPORT_COMMIT_ROWS, REJECTS_MAX};
use crate::observation::Observation;
use crate::series;
use crate::state::AuditEntry;
use crate::{Result, Zone, ZoneError};

/// Imports one file of observations as a batch of its own. A large text is taken piece by piece,
/// after all of it was looked through.
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
    let sheet_options = SheetOptions {
        sheet: options
            .sheet
            .clone()
            .or_else(|| options.mapping.sheet.clone()),
        delimiter: None,
    };
    let table = Pieces::open(path, &sheet_options)?;
    let name = path.display().to_string();
    let source = options.source_name();
    let options_text = options.reading();
    let standing = batch::standing(zone.state(), table.hash(), &options_text).await?;
    if let Some(there) = standing.iter().find(|b| b.took_all()) {
        return Ok(already(name, source, there));
    }
    let layout = layout_of(zone, path, &table, options)?;
    let file = File {
        hash: table.hash().to_owned(),
        name,
        source,
        options_text,
        path,
        layout,
        known_since: standing.iter().map(|b| b.id).min(),
    };
    let reader = Reader {
        layout: &file.layout,
        vocabulary: zone.vocabulary(),
        mapping: &options.mapping,
        tz: zone.tz(),
        year: options.year,
        now_us: zone.clock().now_us(),
    };
    let survey = look_through(&table, &reader, &file, progress)?;
    refuse_if_strict(path, options, &survey.rejects)?;
    let pass = Pass {
        zone,
        file: &file,
        reader: &reader,
        options,
        who,
        progress,
    };
    pass.take(&table, survey).await
}

fn layout_of(zone: &Zone, path: &Path, table: &Pieces, options: &ImportOptions) -> Result<Layout> {
    let (mut walk, mut first) = (table.walk()?, Vec::new());
    // Behind the last row that may be the header stands the one that may give units.
    while first.len() <= HEADER_SEARCH_ROWS
        && let Some(row) = walk.next_row()?
    {
        first.push(row.clone());
    }
    if first.is_empty() {
        let name = path.display().to_string();
        return Err(super::sheet::SheetError::Empty { name }.into());
    }
    find_layout(&first, zone.vocabulary(), &options.mapping).map_err(|(line, message)| {
        ZoneError::BadFile {
            path: path.to_owned(),
            line,
            column: 1,
            message,
        }
    })
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

/// What a file holds, before anything of it is taken.
struct Survey {
    met: Met,
    rows: usize,
    rejects: Vec<Reject>,
    /// The readings, when there are no more than a commit takes.
    readings: Option<Vec<Draft>>,
}

/// Reads all of the file and keeps of it what does not grow with it.
fn look_through(
    table: &Pieces,
    reader: &Reader<'_>,
    file: &File<'_>,
    progress: &dyn Progress,
) -> Result<Survey> {
    let mut met = Met::default();
    let mut read = Drafts::default();
    let mut is_held = true;
    progress.file(&file.name, table.rows_about());
    let mut walk = body(table, &file.layout)?;
    while let Some(row) = walk.next_row()? {
        reader.read(row, &mut met, &mut read);
        if is_held && read.readings.len() > IMPORT_COMMIT_ROWS {
            (read.readings, is_held) = (Vec::new(), false);
        }
        if !is_held {
            read.readings.clear();
        }
        if read.rows.is_multiple_of(1_000) {
            progress.rows(read.rows);
        }
        if read.rejects.len() > REJECTS_MAX {
            return Err(ZoneError::BadFile {
                path: file.path.to_owned(),
                line: read.rejects.first().map_or(1, |reject| reject.line),
                column: 1,
                message: format!(
                    "more than {REJECTS_MAX} cells of the file cannot be read, from here on; expected \
                     a table of readings. Nothing was imported: name the columns in a mapping file (--mapping)"
                ),
            });
        }
    }
    progress.rows(read.rows);
    Ok(Survey {
        met,
        rows: read.rows,
        rejects: read.rejects,
        readings: is_held.then_some(read.readings),
    })
}

/// A walk over the rows below the header.
fn body<'t>(table: &'t Pieces, layout: &Layout) -> Result<Walk<'t>> {
    let mut walk = table.walk()?;
    for _ in 0..layout.first_row {
        walk.next_row()?;
    }
    Ok(walk)
}

/// One file on its way into the book.
struct Pass<'a> {
    zone: &'a Zone,
    file: &'a File<'a>,
    reader: &'a Reader<'a>,
    options: &'a ImportOptions,
    who: &'a str,
    progress: &'a dyn Progress,
}

impl Pass<'_> {
    async fn take(&self, table: &Pieces, mut survey: Survey) -> Result<FileSummary> {
        let found = find_things(self.zone, &survey.met.places, self.options, self.who).await?;
        let mut summary = FileSummary {
            file: self.file.name.clone(),
            batch: None,
            already: None,
            source: self.file.source.clone(),
            counts: BatchCounts {
                unknown: found.things.iter().filter(|t| t.is_err()).count(),
                rows: survey.rows,
                ..BatchCounts::default()
            },
            created: found.created.clone(),
            ignored: self.file.layout.ignored.clone(),
            conflicts: Vec::new(),
            rejects: std::mem::take(&mut survey.rejects),
        };
        match survey.readings.take() {
            Some(readings) => {
                self.take_whole(readings, &survey, &found, &mut summary)
                    .await?;
            }
            None => {
                self.take_pieces(table, &mut survey, &found, &mut summary)
                    .await?;
            }
        }
        summary.rejects.sort_by_key(|r| (r.line, r.column));
        summary.conflicts.sort_by_key(|c| c.line);
        self.finish(summary).await
    }

    async fn take_whole(
        &self,
        mut readings: Vec<Draft>,
        survey: &Survey,
        found: &Found,
        summary: &mut FileSummary,
    ) -> Result<()> {
        let rejects = reject_unknown_places(&mut readings, &survey.met, found, &self.file.layout);
        summary.rejects.extend(rejects);
        refuse_if_strict(self.file.path, self.options, &summary.rejects)?;
        self.commit(&readings, found, summary, 0).await.map(|_| ())
    }

    async fn take_pieces(
        &self,
        table: &Pieces,
        survey: &mut Survey,
        found: &Found,
        summary: &mut FileSummary,
    ) -> Result<()> {
        let mut piece = Drafts {
            readings: Vec::with_capacity(IMPORT_COMMIT_ROWS + self.file.layout.wide.len()),
            ..Drafts::default()
        };
        // Strict means that nothing is taken before all of it was seen to be right.
        if self.options.strict {
            let mut walk = body(table, &self.file.layout)?;
            while let Some(rejects) = self.next_piece(&mut walk, survey, found, &mut piece)? {
                refuse_if_strict(self.file.path, self.options, &rejects)?;
            }
        }
        let (mut walk, mut done) = (body(table, &self.file.layout)?, 0);
        while let Some(rejects) = self.next_piece(&mut walk, survey, found, &mut piece)? {
            summary.rejects.extend(rejects);
            done = self.commit(&piece.readings, found, summary, done).await?;
        }
        Ok(())
    }

    /// Takes the next readings of known places into `piece`, as many as a commit takes. Gives what is
    /// said of the others, `None` at the end of the file.
    fn next_piece(
        &self,
        walk: &mut Walk<'_>,
        survey: &mut Survey,
        found: &Found,
        piece: &mut Drafts,
    ) -> Result<Option<Vec<Reject>>> {
        piece.clear();
        while piece.readings.len() < IMPORT_COMMIT_ROWS
            && let Some(row) = walk.next_row()?
        {
            self.reader.read(row, &mut survey.met, piece);
        }
        if piece.rows == 0 {
            return Ok(None);
        }
        let layout = &self.file.layout;
        let rejects = reject_unknown_places(&mut piece.readings, &survey.met, found, layout);
        Ok(Some(rejects))
    }

    /// Takes the readings of a piece, `done` observations after the first. Gives how many are done.
    async fn commit(
        &self,
        readings: &[Draft],
        found: &Found,
        summary: &mut FileSummary,
        done: usize,
    ) -> Result<usize> {
        let things: Vec<i64> = found
            .things
            .iter()
            .map(|t| t.as_ref().map_or(0, |n| n.thing))
            .collect();
        let standing = Standing::of(readings, &things, &mut summary.counts);
        let (zone, file) = (self.zone, self.file);
        if self.options.dry_run {
            let rows = observations(zone, &standing, &file.source, None).await?;
            let head = zone.lake().head()?;
            let verdict = reconcile::judge(zone, &rows, file.known_since, None, head).await?;
            reconcile::count(&verdict, &mut summary.counts, &mut summary.conflicts);
            return Ok(done + rows.len());
        }
        let batch = begin(zone, file, &standing, summary.batch, self.who).await?;
        summary.batch = Some(batch);
        let rows = observations(zone, &standing, &file.source, Some(batch)).await?;
        let writing = Writing {
            who: self.who,
            batch,
            file: &file.name,
            known_since: file.known_since,
        };
        commit_rows(zone, &rows, &writing, summary, (self.progress, done)).await?;
        Ok(done + rows.len())
    }

    async fn finish(&self, mut summary: FileSummary) -> Result<FileSummary> {
        summary.counts.held = summary.rejects.iter().filter(|r| r.held).count();
        summary.counts.rejected = summary.rejects.len() - summary.counts.held;
        let Some(batch) = summary.batch else {
            return Ok(summary);
        };
        let mut change = self.zone.state().change(self.who).await?;
        batch::finish(&mut change, batch, &summary.counts).await?;
        let file = self.file;
        let detail = json!({ "file": file.name, "hash": file.hash, "counts": summary.counts });
        change
            .commit(AuditEntry::new("import", format!("batch {batch}"), &detail))
            .await?;
        Ok(summary)
    }
}

/// Opens the batch, if it is not `open` yet, and the series that its readings need, before any row
/// of them is written.
async fn begin(
    zone: &Zone,
    file: &File<'_>,
    standing: &Standing<'_>,
    open: Option<i64>,
    who: &str,
) -> Result<i64> {
    let keys = standing.series_keys(zone);
    if let Some(batch) = open
        && series::all_known(zone.state(), &keys).await?
    {
        return Ok(batch);
    }
    let mut change = zone.state().change(who).await?;
    let columns = columns_json(&file.layout, zone);
    let batch = NewBatch {
        file_name: &file.name,
        file_hash: &file.hash,
        source: &file.source,
        options: &file.options_text,
        columns: &columns,
    };
    let batch = match open {
        Some(batch) => batch,
        None => batch::begin(&mut change, &batch).await?,
    };
    series::ensure(&mut change, &keys).await?;
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
    (progress, done): (&dyn Progress, usize),
) -> Result<()> {
    let mut done = done;
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
/// time; gives a reject for each of their rows.
fn reject_unknown_places(
    readings: &mut Vec<Draft>,
    met: &Met,
    found: &Found,
    layout: &Layout,
) -> Vec<Reject> {
    let mut seen = std::collections::HashSet::new();
    let mut rejects = Vec::new();
    let column = layout.role(Role::Section).unwrap_or(0);
    readings.retain(|reading| {
        let name = &met.places[reading.place].name;
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
    rejects
}

fn columns_json(layout: &Layout, zone: &Zone) -> String {
    let mut columns = serde_json::Map::new();
    for value in &layout.wide {
        columns.insert(
            zone.vocabulary().properties[value.property].id.clone(),
            json!([value.column + 1, value.header]),
        );
    }
    if layout.wide.is_empty()
        && let Some(column) = layout.role(Role::Value)
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
