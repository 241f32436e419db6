//! 签发: a third person issues a bulletin; it gets its number, its files are kept, and it stands.
//!
//! The files say the number and the day, so both are settled before they are printed, which takes its
//! time, and checked when the issue is written: where another one took the number meanwhile, nothing is
//! written and the files are printed anew.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

use super::read::bulletin;
use super::step::{begin, check_fresh_eyes, check_stage, insert_step, read_words};
use super::{Bulletin, Document, FOLDER, Printed, Stage, Step};
use crate::state::{AuditEntry, Change, On, query};
use crate::{Result, Zone, ZoneError, kept_files};

/// A bulletin as it will stand once it is issued: what is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    found: Bulletin,
    issued: Bulletin,
    who: String,
    words: Option<String>,
    day: Date,
    place: i64,
}

impl Prepared {
    /// The bulletin with its number and the step of its issue.
    pub fn bulletin(&self) -> &Bulletin {
        &self.issued
    }
}

/// Settles under which number and day `who` issues a reviewed bulletin; writes nothing.
///
/// # Errors
/// [`ZoneError::Unknown`] where there is none, [`ZoneError::NotAllowed`] for whoever drafted or
/// reviewed it, [`ZoneError::Outdated`] for one that is not reviewed.
pub async fn prepare(zone: &Zone, id: i64, words: Option<&str>, who: &str) -> Result<Prepared> {
    let words = read_words(words)?;
    let found = bulletin(zone.state(), id).await?;
    check_stage(&found, &[Stage::Reviewed])?;
    check_fresh_eyes(&found, who)?;
    let last_us = zone.state().last_change_us().await?;
    let at_us = zone.clock().now_us().max(last_us.saturating_add(1));
    let day = day_of(zone, at_us);
    let year = i64::from(day.year());
    let place = next_place(zone.state().reader(), year).await?;
    let mut issued = found.clone();
    issued.stage = Stage::Issued;
    issued.number = Some(zone.config().letterhead().number_of(year, place));
    issued.steps.push(Step {
        stage: Stage::Issued,
        who: who.to_owned(),
        at_us,
        words: words.clone(),
    });
    Ok(Prepared {
        found,
        issued,
        who: who.to_owned(),
        words,
        day,
        place,
    })
}

/// Issues what was prepared, with its `documents`.
///
/// # Errors
/// [`ZoneError::Contended`] where the number or the day is another one by now: prepare it again;
/// [`ZoneError::Outdated`] where the bulletin was issued, returned or withdrawn meanwhile.
pub async fn issue(zone: &Zone, prepared: &Prepared, documents: &[Printed]) -> Result<Bulletin> {
    // The files first: a row of the book never names one that is not there.
    let kept = keep(zone, documents)?;
    let id = prepared.found.id;
    let year = i64::from(prepared.day.year());
    let mut change = begin(zone, &prepared.found, &prepared.who).await?;
    let place = next_place(change.connection(), year).await?;
    if place != prepared.place || day_of(zone, change.at_us()) != prepared.day {
        return Err(ZoneError::Contended);
    }
    query(
        "update bulletin set stage = $1, number = $2, issue_year = $3, issue_of_year = $4 where id = $5",
    )
    .bind(Stage::Issued.as_str())
    .bind(&prepared.issued.number)
    .bind(year)
    .bind(place)
    .bind(id)
    .execute(change.connection())
    .await?;
    change.wrote("bulletin", &[id]);
    insert_step(&mut change, id, Stage::Issued, prepared.words.as_deref()).await?;
    insert_documents(&mut change, id, &kept).await?;
    let by = |stage| prepared.found.step(stage).map(|step| &step.who);
    let hashes: Vec<&String> = kept.iter().map(|document| &document.hash).collect();
    let detail = json!({
        "month": prepared.found.month, "number": prepared.issued.number, "words": prepared.words,
        "drafted_by": by(Stage::Drafted), "reviewed_by": by(Stage::Reviewed), "documents": hashes,
    });
    let entry = AuditEntry::new("issue_bulletin", format!("bulletin {id}"), &detail);
    change.commit(entry).await?;
    bulletin(zone.state(), id).await
}

/// Keeps the files of documents, which are on the disk then.
pub(super) fn keep(zone: &Zone, documents: &[Printed]) -> Result<Vec<Document>> {
    let kept = documents.iter().map(|printed| {
        Ok(Document {
            lang: printed.lang,
            format: printed.format,
            name: printed.name.clone(),
            bytes: i64::try_from(printed.bytes.len()).unwrap_or(i64::MAX),
            hash: kept_files::store(zone, FOLDER, &printed.bytes)?,
        })
    });
    kept.collect()
}

pub(super) async fn insert_documents(
    change: &mut Change,
    bulletin: i64,
    kept: &[Document],
) -> Result<()> {
    let first = change.next_id("bulletin_document").await?;
    for (id, document) in (first..).zip(kept) {
        query(
            "insert into bulletin_document (id, bulletin, lang, format, name, bytes, hash) \
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id)
        .bind(bulletin)
        .bind(document.lang.as_str())
        .bind(document.format.as_str())
        .bind(&document.name)
        .bind(document.bytes)
        .bind(&document.hash)
        .execute(change.connection())
        .await?;
        change.wrote("bulletin_document", &[id]);
    }
    Ok(())
}

/// The place that the next issue of `year` has in it.
async fn next_place(on: On<'_>, year: i64) -> Result<i64> {
    let (place,): (i64,) =
        query("select coalesce(max(issue_of_year), 0) + 1 from bulletin where issue_year = $1")
            .bind(year)
            .fetch_one(on)
            .await?;
    Ok(place)
}

/// The day of an instant in the zone's calendar.
fn day_of(zone: &Zone, at_us: i64) -> Date {
    let at = Timestamp::from_microsecond(at_us).unwrap_or_default();
    at.to_zoned_datetime(zone.tz().clone()).date()
}
