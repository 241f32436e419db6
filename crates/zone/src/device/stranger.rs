//! Strangers: identities that spoke at the door and are not in the register. Their frames are kept, a
//! few of each, and never believed; a person looks at them and takes the device into the register.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::json;
use sqlx::FromRow;

use crate::limits::{STRANGER_FRAMES_KEPT, STRANGERS_MAX};
use crate::state::{AuditEntry, Change, State, query};
use crate::{Result, Zone};

/// A stranger, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stranger {
    /// Its number.
    pub id: i64,
    /// The protocol that it spoke.
    pub protocol: String,
    /// What it called itself.
    pub identity: String,
    /// The address that it spoke from last.
    pub source: String,
    /// When it spoke first, µs UTC.
    pub first_us: i64,
    /// When it spoke last, µs UTC.
    pub last_us: i64,
    /// How many frames came of it.
    pub frames: i64,
    /// Its first frames, as they came.
    pub kept: Vec<Vec<u8>>,
}

/// What came of a stranger since it was last written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The protocol.
    pub protocol: String,
    /// What it calls itself.
    pub identity: String,
    /// The address that it speaks from.
    pub source: String,
    /// When the first of these frames came, µs UTC.
    pub first_us: i64,
    /// When the last came, µs UTC.
    pub last_us: i64,
    /// How many came.
    pub frames: i64,
    /// The first of them, at most [`STRANGER_FRAMES_KEPT`].
    pub kept: Vec<Vec<u8>>,
}

#[derive(FromRow)]
struct StrangerRow {
    id: i64,
    protocol: String,
    identity: String,
    source: String,
    first_us: i64,
    last_us: i64,
    frames: i64,
    kept: String,
}

const COLUMNS: &str =
    "select id, protocol, identity, source, first_us, last_us, frames, kept from stranger";

/// The strangers that nobody has taken in, the last heard first.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn strangers(state: &State) -> Result<Vec<Stranger>> {
    let text = format!("{COLUMNS} where adopted_us is null order by last_us desc, id");
    let rows: Vec<StrangerRow> = query(sqlx::AssertSqlSafe(text))
        .fetch_all(state.reader())
        .await?;
    Ok(rows.into_iter().map(Stranger::from).collect())
}

/// Writes down what was heard of strangers. Gives how many of them found no room any more: of those
/// nothing is kept.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses; then nothing is written.
pub async fn write_down(zone: &Zone, heard: &[Heard], who: &str) -> Result<usize> {
    let mut change = zone.state().change(who).await?;
    let (count,): (i64,) = query("select count(*) from stranger where adopted_us is null")
        .fetch_one(change.connection())
        .await?;
    let mut room = STRANGERS_MAX - count;
    let mut without_room = 0;
    for one in heard {
        let text = format!("{COLUMNS} where protocol = $1 and identity = $2");
        let there: Option<StrangerRow> = query(sqlx::AssertSqlSafe(text))
            .bind(&one.protocol)
            .bind(&one.identity)
            .fetch_optional(change.connection())
            .await?;
        match there {
            Some(row) => update(&mut change, row, one).await?,
            None if room > 0 => {
                room -= 1;
                insert(&mut change, one).await?;
            }
            None => without_room += 1,
        }
    }
    let frames: i64 = heard.iter().map(|one| one.frames).sum();
    let detail =
        json!({ "identities": heard.len(), "frames": frames, "without_room": without_room });
    let entry = AuditEntry::new("hear_strangers", "door".to_owned(), &detail);
    change.commit(entry).await?;
    Ok(without_room)
}

/// Says that a stranger was taken into the register. Gives whether there was such a stranger.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub(super) async fn adopted(change: &mut Change, protocol: &str, identity: &str) -> Result<bool> {
    let found: Option<(i64,)> = query(
        "select id from stranger where protocol = $1 and identity = $2 and adopted_us is null",
    )
    .bind(protocol)
    .bind(identity)
    .fetch_optional(change.connection())
    .await?;
    let Some((id,)) = found else {
        return Ok(false);
    };
    let (at_us, who) = (change.at_us(), change.who().to_owned());
    query("update stranger set adopted_us = $1, adopted_who = $2 where id = $3")
        .bind(at_us)
        .bind(who)
        .bind(id)
        .execute(change.connection())
        .await?;
    change.wrote("stranger", &[id]);
    Ok(true)
}

async fn insert(change: &mut Change, one: &Heard) -> Result<()> {
    let id = change.next_id("stranger").await?;
    query(
        "insert into stranger (id, protocol, identity, source, first_us, last_us, frames, kept) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(&one.protocol)
    .bind(&one.identity)
    .bind(&one.source)
    .bind(one.first_us)
    .bind(one.last_us)
    .bind(one.frames)
    .bind(packed(&one.kept))
    .execute(change.connection())
    .await?;
    change.wrote("stranger", &[id]);
    Ok(())
}

async fn update(change: &mut Change, row: StrangerRow, one: &Heard) -> Result<()> {
    let mut kept = unpacked(&row.kept);
    kept.extend(one.kept.iter().cloned());
    kept.truncate(STRANGER_FRAMES_KEPT);
    query("update stranger set source = $1, last_us = $2, frames = $3, kept = $4 where id = $5")
        .bind(&one.source)
        .bind(one.last_us)
        .bind(row.frames + one.frames)
        .bind(packed(&kept))
        .bind(row.id)
        .execute(change.connection())
        .await?;
    change.wrote("stranger", &[row.id]);
    Ok(())
}

fn packed(frames: &[Vec<u8>]) -> String {
    let frames: Vec<String> = frames
        .iter()
        .map(|bytes| STANDARD_NO_PAD.encode(bytes))
        .collect();
    frames.join(" ")
}

fn unpacked(kept: &str) -> Vec<Vec<u8>> {
    kept.split_whitespace()
        .filter_map(|frame| STANDARD_NO_PAD.decode(frame).ok())
        .collect()
}

impl From<StrangerRow> for Stranger {
    fn from(row: StrangerRow) -> Self {
        Self {
            kept: unpacked(&row.kept),
            id: row.id,
            protocol: row.protocol,
            identity: row.identity,
            source: row.source,
            first_us: row.first_us,
            last_us: row.last_us,
            frames: row.frames,
        }
    }
}
