//! When the door was open, and when devices had lines.
//!
//! These rows are written every few seconds, without an audit row each and without seals: they tell of
//! sockets, and no figure is made of them.

use sqlx::FromRow;

use super::database::Transaction;
use super::{State, query};
use crate::Result;
use crate::door::{Closed, Ended, LineChange};
use crate::limits::{LINE_BREAK_US, LINES_KEPT_US, LINES_OF_DEVICE_MAX};

/// An opening as it is kept.
#[derive(Debug, FromRow)]
pub(crate) struct OpeningRow {
    pub opened_us: i64,
    pub seen_us: i64,
    pub closed_us: Option<i64>,
    pub why: Option<String>,
}

/// A line as it is kept.
#[derive(Debug, FromRow)]
pub(crate) struct LineRow {
    pub id: i64,
    pub opening: i64,
    pub device: i64,
    pub source: String,
    pub up_us: i64,
    pub down_us: Option<i64>,
    pub why: Option<String>,
    pub breaks: i64,
}

const LINE: &str =
    "select id, opening, device, source, up_us, down_us, why, breaks from device_line";

impl State {
    /// Writes that the door opened, and gives up what is older than is kept. Gives its number.
    pub(crate) async fn open_door(&self, at_us: i64) -> Result<i64> {
        let mut transaction = self.database.begin_writing().await?;
        let old_us = at_us - LINES_KEPT_US;
        for text in [
            "delete from device_line where down_us < $1",
            "delete from door_opening where closed_us < $1",
        ] {
            query(text).bind(old_us).execute(transaction.on()).await?;
        }
        let id = next_id(
            &mut transaction,
            "select coalesce(max(id), 0) + 1 from door_opening",
        )
        .await?;
        query("insert into door_opening (id, opened_us, seen_us) values ($1, $2, $2)")
            .bind(id)
            .bind(at_us)
            .execute(transaction.on())
            .await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Writes a sign of life of an opening, and what became of lines since the last, in their order.
    /// Openings whose last sign came before `lost_us` were lost: they and their lines end with it. One that
    /// another process took for lost goes on.
    pub(crate) async fn note_lines(
        &self,
        opening: i64,
        changes: &[LineChange],
        at_us: i64,
        lost_us: i64,
    ) -> Result<()> {
        let mut transaction = self.database.begin_writing().await?;
        end_lost(&mut transaction, opening, lost_us).await?;
        for change in changes {
            match change {
                LineChange::Up {
                    device,
                    source,
                    at_us,
                } => {
                    up(&mut transaction, (opening, *device), source, *at_us).await?;
                }
                LineChange::Down { device, at_us, why } => {
                    down(&mut transaction, (opening, *device), *at_us, *why).await?;
                }
            }
        }
        query("update door_opening set seen_us = $1, closed_us = null, why = null where id = $2")
            .bind(at_us)
            .bind(opening)
            .execute(transaction.on())
            .await?;
        transaction.commit().await
    }

    /// Writes that the door closed: lines that are still up end with it.
    pub(crate) async fn close_door(&self, opening: i64, at_us: i64) -> Result<()> {
        let mut transaction = self.database.begin_writing().await?;
        query(
            "update device_line set down_us = $1, why = $2 where opening = $3 and down_us is null",
        )
        .bind(at_us)
        .bind(Ended::Stopped.as_str())
        .bind(opening)
        .execute(transaction.on())
        .await?;
        query("update door_opening set seen_us = $1, closed_us = $1, why = $2 where id = $3")
            .bind(at_us)
            .bind(Closed::Stopped.as_str())
            .bind(opening)
            .execute(transaction.on())
            .await?;
        transaction.commit().await
    }

    /// The openings that lasted into or began after `since_us`, in their order.
    pub(crate) async fn door_openings(&self, since_us: i64) -> Result<Vec<OpeningRow>> {
        query(
            "select opened_us, seen_us, closed_us, why from door_opening \
             where coalesce(closed_us, seen_us) >= $1 \
             or id = (select max(id) from door_opening) order by opened_us, id",
        )
        .bind(since_us)
        .fetch_all(self.reader())
        .await
    }

    /// The lines that lasted into or began after `since_us`, and the last of each device, by device and
    /// in their order.
    pub(crate) async fn device_lines(&self, since_us: i64) -> Result<Vec<LineRow>> {
        let text = format!(
            "{LINE} where down_us is null or down_us >= $1 \
             or id in (select max(id) from device_line group by device) order by device, up_us, id"
        );
        query(sqlx::AssertSqlSafe(text))
            .bind(since_us)
            .fetch_all(self.reader())
            .await
    }
}

async fn next_id(transaction: &mut Transaction, text: &'static str) -> Result<i64> {
    let (id,): (i64,) = query(text).fetch_one(transaction.on()).await?;
    Ok(id)
}

async fn end_lost(transaction: &mut Transaction, own: i64, lost_us: i64) -> Result<()> {
    let lost: Vec<(i64, i64)> = query(
        "select id, seen_us from door_opening where closed_us is null and id <> $1 and seen_us < $2",
    )
    .bind(own)
    .bind(lost_us)
    .fetch_all(transaction.on())
    .await?;
    for (id, seen_us) in lost {
        // A line that began after the last sign of life lasted no time that anybody knows of.
        query(
            "update device_line set down_us = case when up_us > $1 then up_us else $1 end, why = $2 \
             where opening = $3 and down_us is null",
        )
        .bind(seen_us)
        .bind(Ended::Lost.as_str())
        .bind(id)
        .execute(transaction.on())
        .await?;
        query("update door_opening set closed_us = seen_us, why = $1 where id = $2")
            .bind(Closed::Lost.as_str())
            .bind(id)
            .execute(transaction.on())
            .await?;
    }
    Ok(())
}

/// A line that comes back soon from where it was goes on in its row.
async fn up(
    transaction: &mut Transaction,
    (opening, device): (i64, i64),
    source: &str,
    at_us: i64,
) -> Result<()> {
    let text = format!("{LINE} where device = $1 order by id desc limit 1");
    let last: Option<LineRow> = query(sqlx::AssertSqlSafe(text))
        .bind(device)
        .fetch_optional(transaction.on())
        .await?;
    if let Some(last) = last {
        let soon = |down_us: i64| at_us - down_us <= LINE_BREAK_US;
        let is_its = last.opening == opening && last.source == source;
        if is_its && last.down_us.is_none_or(soon) {
            query("update device_line set down_us = null, why = null, breaks = $1 where id = $2")
                .bind(last.breaks + 1)
                .bind(last.id)
                .execute(transaction.on())
                .await?;
            return Ok(());
        }
        if last.down_us.is_none() {
            let ended = (last.opening, device);
            down(transaction, ended, at_us, Ended::Replaced).await?;
        }
    }
    let id = next_id(
        transaction,
        "select coalesce(max(id), 0) + 1 from device_line",
    )
    .await?;
    query(
        "insert into device_line (id, opening, device, source, up_us, breaks) \
         values ($1, $2, $3, $4, $5, 0)",
    )
    .bind(id)
    .bind(opening)
    .bind(device)
    .bind(source)
    .bind(at_us)
    .execute(transaction.on())
    .await?;
    query(
        "delete from device_line where device = $1 and id not in \
         (select id from device_line where device = $1 order by id desc limit $2)",
    )
    .bind(device)
    .bind(LINES_OF_DEVICE_MAX)
    .execute(transaction.on())
    .await
}

async fn down(
    transaction: &mut Transaction,
    (opening, device): (i64, i64),
    at_us: i64,
    why: Ended,
) -> Result<()> {
    query(
        "update device_line set down_us = $1, why = $2 \
         where device = $3 and opening = $4 and down_us is null",
    )
    .bind(at_us)
    .bind(why.as_str())
    .bind(device)
    .bind(opening)
    .execute(transaction.on())
    .await
}
