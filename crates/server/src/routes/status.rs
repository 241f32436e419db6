//! How the book is: for the people who keep it.

use std::path::Path;
use std::sync::Arc;

use ::packs::cell::json_rows;
use ::packs::session::Session;
use ::zone::Zone;
use ::zone::backup::{Noted, last_noted};
use ::zone::import::{Batch, list_batches};
use ::zone::instant::show;
use axum::Json;
use axum::extract::State;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::book::Book;
use crate::door::Asker;
use crate::limits::{IMPORTS_SHOWN, SILENT_DAYS, SILENT_SHOWN};
use crate::problem::Problem;

/// How the book is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Status {
    now: String,
    /// The book's last change.
    last_change: String,
    /// The newest reading of all.
    last_reading: Option<String>,
    sources: Vec<SourceStatus>,
    /// Things whose series have been silent for more than three days before the newest reading of
    /// all, the longest silent first.
    silent: Vec<SilentThing>,
    /// The newest imports; none for those who see a part of the zone.
    imports: Vec<ImportStatus>,
    /// Rows and cells that imports could not take, all together.
    rejected: usize,
    review: ReviewStatus,
    tables: TablesStatus,
    disk: DiskStatus,
    backup: BackupStatus,
}

/// What one source gave last.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct SourceStatus {
    source: String,
    /// Series whose latest reading is of this source.
    series: i64,
    things: i64,
    last_reading: String,
    /// When the newest of its readings came into the book.
    last_learned: String,
}

/// A thing that nothing was read of lately.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct SilentThing {
    kind: String,
    code: String,
    name_zh: String,
    name_en: Option<String>,
    last_reading: String,
    /// Days before the newest reading of all.
    days: i64,
}

/// What became of a file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportStatus {
    batch: i64,
    file_name: String,
    source: String,
    who: String,
    /// `null` where it was interrupted.
    finished: Option<String>,
    /// Readings that were new, or replaced older ones.
    taken: usize,
    rejected: usize,
}

/// What waits for people.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
pub(crate) struct ReviewStatus {
    doubtful: i64,
    oldest_doubtful: Option<String>,
    /// Readings that one person reviewed and no second one approved.
    reviewed_not_approved: i64,
    oldest_not_approved: Option<String>,
}

/// What was computed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TablesStatus {
    computed: usize,
    not_computed: Vec<String>,
    last_run: Option<String>,
}

/// The disk that the zone lies on.
#[derive(Debug, Serialize, ToSchema)]
#[allow(
    clippy::struct_field_names,
    reason = "the API's names carry their unit"
)]
pub(crate) struct DiskStatus {
    free_bytes: u64,
    total_bytes: u64,
    /// The lake's files.
    lake_bytes: u64,
}

/// What could be restored.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BackupStatus {
    last: Option<NotedBackup>,
    last_restore_proved: Option<NotedBackup>,
}

/// A backup that was written, or restored and proved.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NotedBackup {
    at: String,
    who: String,
    name: String,
    bytes: u64,
}

const SOURCES: &str = "\
select source, count(distinct series) as series, count(distinct thing) as things,
       max(time) as last_reading, max(learned_at) as last_learned
from latest group by source order by source";

const REVIEW: &str = "\
select count(*) filter (where quality = 'doubtful') as doubtful,
       min(time) filter (where quality = 'doubtful') as oldest_doubtful,
       count(*) filter (where level = 'reviewed') as reviewed_not_approved,
       min(time) filter (where level = 'reviewed') as oldest_not_approved
from observations";

fn silent_sql() -> String {
    format!(
        "with last as (select kind, thing, max(time) as time from latest group by kind, thing),
              newest as (select max(time) as time from last)
         select l.kind, l.thing as code, t.name_zh, t.name_en, l.time as last_reading,
                cast(date_part('epoch', n.time - l.time) / 86400 as bigint) as days
         from last l
         cross join newest n
         join things t on t.kind = l.kind and t.code = l.thing
         where date_part('epoch', n.time - l.time) > {SILENT_DAYS} * 86400
         order by days desc, code limit {SILENT_SHOWN}"
    )
}

/// How the book is: sources, silence, imports, what waits for review, tables, disk, backups.
#[utoipa::path(get, path = "/api/status", responses((status = 200, body = Status), Problem))]
pub(crate) async fn status(
    State(book): State<Arc<Book>>,
    asker: Asker,
) -> Result<Json<Status>, Problem> {
    let session = book.session(&asker).await?;
    let sees_all = asker.area().is_none();
    let asked = Arc::clone(&book);
    book.answer(async move { status_of(&asked, &session, sees_all).await.map(Json) })
        .await
}

async fn status_of(book: &Book, session: &Session, sees_all: bool) -> Result<Status, Problem> {
    let zone = book.zone();
    let at = |us: i64| show(us, zone.tz());
    let sources: Vec<SourceStatus> = rows(session, zone, SOURCES).await?;
    let mut batches = if sees_all {
        list_batches(zone.state()).await?
    } else {
        Vec::new()
    };
    batches.retain(|batch| batch.undone_us.is_none());
    let runs = ::zone::run::all(zone.state()).await?;
    let tables: usize = book.packs().iter().map(|pack| pack.tables.len()).sum();
    let (written, proved) = last_noted(zone.state()).await?;
    let noted = |noted: Noted| NotedBackup {
        at: at(noted.at_us),
        who: noted.who,
        name: noted.name,
        bytes: noted.bytes,
    };
    let mut review: Vec<ReviewStatus> = rows(session, zone, REVIEW).await?;
    Ok(Status {
        now: at(book.now_us()),
        last_change: at(session.read_us),
        last_reading: sources
            .iter()
            .map(|source| source.last_reading.clone())
            .max(),
        sources,
        silent: rows(session, zone, &silent_sql()).await?,
        rejected: batches.iter().map(|batch| batch.counted().rejected).sum(),
        imports: batches
            .iter()
            .rev()
            .take(IMPORTS_SHOWN)
            .map(|batch| import_of(batch, at))
            .collect(),
        review: review.pop().unwrap_or_default(),
        tables: TablesStatus {
            computed: tables - session.not_computed.len(),
            not_computed: session.not_computed.clone(),
            last_run: runs.iter().map(|run| run.at_us).max().map(at),
        },
        disk: disk_of(zone.dir()).await?,
        backup: BackupStatus {
            last: written.map(noted),
            last_restore_proved: proved.map(noted),
        },
    })
}

fn import_of(batch: &Batch, at: impl Fn(i64) -> String) -> ImportStatus {
    let counts = batch.counted();
    ImportStatus {
        batch: batch.id,
        file_name: batch.file_name.clone(),
        source: batch.source.clone(),
        who: batch.who.clone(),
        finished: batch.finished_us.map(at),
        taken: counts.added + counts.corrected,
        rejected: counts.rejected,
    }
}

/// The rows of a question, as what they are told as.
async fn rows<T: DeserializeOwned>(
    session: &Session,
    zone: &Zone,
    sql: &str,
) -> Result<Vec<T>, Problem> {
    let batches = session.query(sql).await?;
    let read = |row| serde_json::from_value(row).map_err(|e| Problem::fault(&e));
    json_rows(&batches, zone.tz())
        .into_iter()
        .map(read)
        .collect()
}

async fn disk_of(dir: &Path) -> Result<DiskStatus, Problem> {
    let dir = dir.to_owned();
    let found = tokio::task::spawn_blocking(move || {
        let disk = rustix::fs::statvfs(&dir)?;
        Ok::<_, std::io::Error>(DiskStatus {
            free_bytes: disk.f_bavail * disk.f_frsize,
            total_bytes: disk.f_blocks * disk.f_frsize,
            lake_bytes: bytes_under(&dir.join("lake")),
        })
    });
    let found = found.await.map_err(|e| Problem::fault(&e))?;
    found.map_err(|e| Problem::fault(&e))
}

/// Bytes of all files under `dir`; a file that goes meanwhile counts nothing.
fn bytes_under(dir: &Path) -> u64 {
    let mut bytes = 0;
    let mut waiting = vec![dir.to_owned()];
    while let Some(dir) = waiting.pop() {
        for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(found) if found.is_dir() => waiting.push(entry.path()),
                Ok(found) => bytes += found.len(),
                Err(_) => {}
            }
        }
    }
    bytes
}
