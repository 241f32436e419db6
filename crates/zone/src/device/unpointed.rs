//! Values that devices sent of codes which feed no series: counted by code, so that whoever keeps the
//! register sees what a device says beyond its points. The values themselves stand in their frames: the
//! counts prove nothing, and are not sealed.

use std::collections::HashMap;

use serde_json::json;
use sqlx::FromRow;

use super::Device;
use crate::limits::UNPOINTED_OF_DEVICE_MAX;
use crate::state::{AuditEntry, Change, State, query};
use crate::{Result, Zone};

/// What came of a code without a point: as it is kept, or since it was last written down.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Unpointed {
    /// The device's number in the register.
    pub device: i64,
    /// The code, as the device sends it.
    pub code: String,
    /// Which of its values: `Rtd`, `Avg` …
    pub field: String,
    /// Of which data: `realtime`, `minute`, `hour`, `day`.
    pub data: String,
    /// When the first of them came, µs UTC.
    pub first_us: i64,
    /// When the last came, µs UTC.
    pub last_us: i64,
    /// How many came.
    pub came: i64,
    /// The last of them, as it was sent.
    pub last_value: String,
}

#[derive(FromRow)]
struct KeptRow {
    id: i64,
    came: i64,
}

/// What came of codes without a point of each of `devices`, by their numbers, the most frequent code
/// first. What got its point meanwhile is left out.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn unpointed(state: &State, devices: &[&Device]) -> Result<HashMap<i64, Vec<Unpointed>>> {
    let rows: Vec<Unpointed> = match devices {
        // A page of one device does not read what all of them sent.
        [one] => query(
            "select device, code, field, data, first_us, last_us, came, last_value from unpointed \
                 where device = $1 order by came desc, code, field, data",
        )
        .bind(one.id)
        .fetch_all(state.reader())
        .await?,
        _ => query(
            "select device, code, field, data, first_us, last_us, came, last_value from unpointed \
                 order by device, came desc, code, field, data",
        )
        .fetch_all(state.reader())
        .await?,
    };
    let mut found: HashMap<i64, Vec<Unpointed>> = HashMap::new();
    for row in rows {
        let device = devices.iter().find(|device| device.id == row.device);
        if device.is_some_and(|device| !has_point(device, &row)) {
            found.entry(row.device).or_default().push(row);
        }
    }
    Ok(found)
}

fn has_point(device: &Device, row: &Unpointed) -> bool {
    device
        .points
        .iter()
        .any(|point| (&point.code, &point.field, &point.data) == (&row.code, &row.field, &row.data))
}

/// Adds what came to what is kept. Gives how many codes found no room any more: of each device
/// [`UNPOINTED_OF_DEVICE_MAX`] are kept.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses; then nothing is written.
pub async fn write_down(zone: &Zone, came: &[Unpointed], who: &str) -> Result<usize> {
    let mut change = zone.state().change(who).await?;
    let mut without_room = 0;
    for one in came {
        let kept: Option<KeptRow> = query(
            "select id, came from unpointed \
             where device = $1 and code = $2 and field = $3 and data = $4",
        )
        .bind(one.device)
        .bind(&one.code)
        .bind(&one.field)
        .bind(&one.data)
        .fetch_optional(change.connection())
        .await?;
        match kept {
            Some(kept) => update(&mut change, &kept, one).await?,
            None if has_room(&mut change, one.device).await? => insert(&mut change, one).await?,
            None => without_room += 1,
        }
    }
    let values: i64 = came.iter().map(|one| one.came).sum();
    let detail = json!({ "codes": came.len(), "values": values, "without_room": without_room });
    let entry = AuditEntry::new("count_unpointed", "door".to_owned(), &detail);
    change.commit(entry).await?;
    Ok(without_room)
}

async fn has_room(change: &mut Change, device: i64) -> Result<bool> {
    let (count,): (i64,) = query("select count(*) from unpointed where device = $1")
        .bind(device)
        .fetch_one(change.connection())
        .await?;
    Ok(usize::try_from(count).is_ok_and(|count| count < UNPOINTED_OF_DEVICE_MAX))
}

async fn insert(change: &mut Change, one: &Unpointed) -> Result<()> {
    let id = change.next_id("unpointed").await?;
    query(
        "insert into unpointed (id, device, code, field, data, first_us, last_us, came, last_value) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(id)
    .bind(one.device)
    .bind(&one.code)
    .bind(&one.field)
    .bind(&one.data)
    .bind(one.first_us)
    .bind(one.last_us)
    .bind(one.came)
    .bind(&one.last_value)
    .execute(change.connection())
    .await?;
    Ok(())
}

async fn update(change: &mut Change, kept: &KeptRow, one: &Unpointed) -> Result<()> {
    query("update unpointed set last_us = $1, came = $2, last_value = $3 where id = $4")
        .bind(one.last_us)
        .bind(kept.came + one.came)
        .bind(&one.last_value)
        .bind(kept.id)
        .execute(change.connection())
        .await?;
    Ok(())
}
