//! A sheet of a visit: entries of many devices in one CSV.

use std::collections::HashMap;
use std::path::Path;

use serde_json::json;

use super::write::insert;
use super::{Kind, Written};
use crate::device::{Cells, Device, devices, read_table};
use crate::state::{AuditEntry, Change, query};
use crate::{Result, Zone, instant};

const COLUMNS: [&str; 3] = ["mn", "kind", "from"];
const COLUMNS_MORE: [&str; 9] = [
    "to",
    "factor",
    "code",
    "old",
    "new",
    "expected",
    "found",
    "full_scale",
    "text",
];

/// What became of a sheet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SheetSummary {
    /// New entries.
    pub added: usize,
    /// Entries that the diaries had just so.
    pub known: usize,
}

/// Takes the entries of a CSV, whole or not at all. What stands in the diaries just so is not written
/// again.
///
/// # Errors
/// [`crate::ZoneError::BadFile`] with line and column for the first mistake: a column that is missing or
/// not known, a device that is not in the register, an instant, a number or a kind that is none, and what
/// [`super::add`] refuses.
pub async fn import_sheet(zone: &Zone, path: &Path, who: &str) -> Result<SheetSummary> {
    let all = devices(zone.state()).await?;
    let by_identity: HashMap<&str, &Device> =
        all.iter().map(|d| (d.identity.as_str(), d)).collect();
    let mut drafts = Vec::new();
    for row in read_table(path, &COLUMNS, &COLUMNS_MORE)? {
        let Some(device) = by_identity.get(row.filled("mn")?) else {
            return Err(row.wrong("mn", "expected a device of the register"));
        };
        drafts.push((device.id, written(zone, &row)?));
    }
    let mut change = zone.state().change(who).await?;
    let mut summary = SheetSummary::default();
    for (device, written) in drafts {
        if is_there(&mut change, device, &written).await? {
            summary.known += 1;
            continue;
        }
        insert(&mut change, device, &written, None).await?;
        summary.added += 1;
    }
    if summary.added == 0 {
        return Ok(summary);
    }
    let detail = json!({
        "file": path.display().to_string(), "added": summary.added, "known": summary.known,
    });
    let audit = AuditEntry::new("import_diary", "diary".to_owned(), &detail);
    change.commit(audit).await?;
    Ok(summary)
}

fn written(zone: &Zone, row: &Cells) -> Result<Written> {
    let words = Kind::ALL.map(Kind::as_str);
    let word = row.one_of("kind", &words)?;
    let kind = Kind::parse(word).unwrap_or(Kind::Note);
    let filled = |column: &str| Some(row.text(column).to_owned()).filter(|text| !text.is_empty());
    let time = |column: &str| {
        instant::read(row.text(column), zone.tz())
            .map_err(|error| row.place(column, error.to_string()))
    };
    let number = |column: &str| match filled(column) {
        None => Ok(None),
        Some(text) => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(row.wrong(column, "expected a number")),
        },
    };
    row.filled("from")?;
    let written = Written {
        kind,
        from_us: time("from")?,
        to_us: filled("to").map(|_| time("to")).transpose()?,
        factor: filled("factor"),
        code: filled("code"),
        old_value: filled("old"),
        new_value: filled("new"),
        expected: number("expected")?,
        found: number("found")?,
        full_scale: number("full_scale")?,
        words: row.text("text").to_owned(),
    };
    match written.mistake(zone.clock().now_us()) {
        Some((field, wrong)) => Err(row.place(field, format!("`{field}`: {wrong}"))),
        None => Ok(written),
    }
}

/// Whether a person wrote the same before, and it stands.
async fn is_there(change: &mut Change, device: i64, written: &Written) -> Result<bool> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    // A number that no entry has, for none: NULL is equal to nothing.
    let number = |number: Option<f64>| number.unwrap_or(f64::MIN);
    let found: Option<(i64,)> = query(
        "select id from diary where device = $1 and kind = $2 and from_us = $3 \
         and coalesce(to_us, $3) = $4 and coalesce(factor, '') = $5 and coalesce(code, '') = $6 \
         and coalesce(old_value, '') = $7 and coalesce(new_value, '') = $8 \
         and coalesce(expected, $9) = $10 and coalesce(found, $9) = $11 \
         and coalesce(full_scale, $9) = $12 and words = $13 \
         and frame is null and ended_us is null limit 1",
    )
    .bind(device)
    .bind(written.kind.as_str())
    .bind(written.from_us)
    .bind(written.to_us.unwrap_or(written.from_us))
    .bind(text(&written.factor))
    .bind(text(&written.code))
    .bind(text(&written.old_value))
    .bind(text(&written.new_value))
    .bind(f64::MIN)
    .bind(number(written.expected))
    .bind(number(written.found))
    .bind(number(written.full_scale))
    .bind(&written.words)
    .fetch_optional(change.connection())
    .await?;
    Ok(found.is_some())
}
