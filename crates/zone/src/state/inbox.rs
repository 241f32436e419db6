//! The inbox: what came in at the door and is not in the lake yet.
//!
//! Its rows are written many times a second, without an audit row each: each is chained to the one
//! before it by its hash instead, and the change that takes rows out names the hash of the last of
//! them in the audit log.

use sqlx::FromRow;

use super::{Change, On, State, query};
use crate::Result;

/// A row: what one commit made durable.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct InboxRow {
    pub id: i64,
    /// The number of its first frame; the others follow.
    pub first_frame: i64,
    pub frames: i64,
    pub payload: String,
    pub hash: String,
}

/// What the audit log calls the change that takes rows out; its detail has the hash of the last.
pub(crate) const CARRIED: &str = "carry";
const COLUMNS: &str = "id, first_frame, frames, payload, hash";

impl State {
    /// Makes `frames` frames durable as one row. Gives the number of the first.
    pub(crate) async fn append_to_inbox(
        &self,
        frames: i64,
        readings: i64,
        payload: &str,
    ) -> Result<i64> {
        let mut transaction = self.database.begin_writing().await?;
        let end: Option<(i64, String)> = query("select next_frame, hash from inbox_end")
            .fetch_optional(transaction.on())
            .await?;
        let (first, previous) = end.unwrap_or((1, String::new()));
        let hash = chained(&previous, first, payload);
        let (id,): (i64,) = query("select coalesce(max(id), 0) + 1 from inbox")
            .fetch_one(transaction.on())
            .await?;
        query(
            "insert into inbox (id, at_us, first_frame, frames, readings, payload, hash) \
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id)
        .bind(self.clock.now_us())
        .bind(first)
        .bind(frames)
        .bind(readings)
        .bind(payload)
        .bind(&hash)
        .execute(transaction.on())
        .await?;
        query("delete from inbox_end")
            .execute(transaction.on())
            .await?;
        query("insert into inbox_end (next_frame, hash) values ($1, $2)")
            .bind(first + frames)
            .bind(&hash)
            .execute(transaction.on())
            .await?;
        transaction.commit().await?;
        Ok(first)
    }

    /// The oldest rows, as long as they have no more than `frames` frames and `readings` readings
    /// together; one at least.
    pub(crate) async fn oldest_of_inbox(
        &self,
        frames: i64,
        readings: i64,
    ) -> Result<Vec<InboxRow>> {
        let counts: Vec<(i64, i64, i64)> =
            query("select id, frames, readings from inbox order by id")
                .fetch_all(self.reader())
                .await?;
        let mut room = (frames, readings);
        let taken = counts.iter().enumerate().take_while(|(place, row)| {
            room = (room.0 - row.1, room.1 - row.2);
            *place == 0 || (room.0 >= 0 && room.1 >= 0)
        });
        let Some((_, (last, _, _))) = taken.last() else {
            return Ok(Vec::new());
        };
        let text = format!("select {COLUMNS} from inbox where id <= $1 order by id");
        query(sqlx::AssertSqlSafe(text))
            .bind(*last)
            .fetch_all(self.reader())
            .await
    }

    /// The newest rows, at most `most`, the newest first.
    pub(crate) async fn newest_of_inbox(&self, most: i64) -> Result<Vec<InboxRow>> {
        let text = format!("select {COLUMNS} from inbox order by id desc limit $1");
        query(sqlx::AssertSqlSafe(text))
            .bind(most)
            .fetch_all(self.reader())
            .await
    }

    /// The row that holds a frame, while it is in the inbox.
    pub(crate) async fn inbox_row_of(&self, frame: i64) -> Result<Option<InboxRow>> {
        let text = format!(
            "select {COLUMNS} from inbox where first_frame <= $1 and first_frame + frames > $1"
        );
        query(sqlx::AssertSqlSafe(text))
            .bind(frame)
            .fetch_optional(self.reader())
            .await
    }

    /// How many frames were ever appended.
    pub(crate) async fn frames_accepted(&self) -> Result<i64> {
        let (accepted,): (i64,) =
            query("select cast(coalesce(max(next_frame), 1) - 1 as bigint) from inbox_end")
                .fetch_one(self.reader())
                .await?;
        Ok(accepted)
    }

    /// How many frames wait, and since when, µs UTC.
    pub(crate) async fn inbox_waiting(&self) -> Result<(i64, Option<i64>)> {
        query("select cast(coalesce(sum(frames), 0) as bigint), min(at_us) from inbox")
            .fetch_one(self.reader())
            .await
    }
}

/// Every row, in its order.
pub(super) async fn rows(on: On<'_>) -> Result<Vec<InboxRow>> {
    let text = format!("select {COLUMNS} from inbox order by id");
    query(sqlx::AssertSqlSafe(text)).fetch_all(on).await
}

/// The hash of a row, chained to the row before it.
pub(crate) fn chained(previous: &str, first_frame: i64, payload: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(previous.as_bytes());
    hasher.update(&first_frame.to_le_bytes());
    hasher.update(payload.as_bytes());
    hasher.finalize().to_hex().to_string()
}

/// Takes the rows up to `last` out.
pub(crate) async fn take_out(change: &mut Change, last: i64) -> Result<()> {
    query("delete from inbox where id <= $1")
        .bind(last)
        .execute(change.connection())
        .await
}
