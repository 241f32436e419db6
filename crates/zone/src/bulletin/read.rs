//! Reading bulletins.

use super::row::{BulletinRow, COLUMNS, DocumentRow, Neighbours, StepRow};
use super::{Bulletin, Document, FOLDER, Stage};
use crate::state::{State, query};
use crate::{Result, Zone, ZoneError, kept_files};

/// Which bulletins are asked for.
#[derive(Debug, Clone, Default)]
pub struct BulletinsAsked {
    /// Of this month.
    pub month: Option<String>,
    /// That have come so far.
    pub stage: Option<Stage>,
    /// Only those with a lower id.
    pub before: Option<i64>,
    /// How many at most.
    pub most: usize,
}

/// The newest bulletins that are asked for.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn bulletins(state: &State, asked: &BulletinsAsked) -> Result<Vec<Bulletin>> {
    let stage = asked.stage.map_or("", Stage::as_str);
    let month = asked.month.as_deref().unwrap_or_default();
    let text = format!(
        "select {COLUMNS} from bulletin where id < $1 and ($2 = '' or stage = $3) \
         and ($4 = '' or month = $5) order by id desc limit $6"
    );
    let rows: Vec<BulletinRow> = query(sqlx::AssertSqlSafe(text))
        .bind(asked.before.unwrap_or(i64::MAX))
        .bind(stage)
        .bind(stage)
        .bind(month)
        .bind(month)
        .bind(i64::try_from(asked.most).unwrap_or(i64::MAX))
        .fetch_all(state.reader())
        .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(whole(state, row).await?);
    }
    Ok(found)
}

/// The bulletin with this id.
///
/// # Errors
/// [`ZoneError::Unknown`] where there is none.
pub async fn bulletin(state: &State, id: i64) -> Result<Bulletin> {
    let text = format!("select {COLUMNS} from bulletin where id = $1");
    let row: Option<BulletinRow> = query(sqlx::AssertSqlSafe(text))
        .bind(id)
        .fetch_optional(state.reader())
        .await?;
    match row {
        Some(row) => whole(state, row).await,
        None => Err(ZoneError::Unknown {
            what: "bulletin",
            name: id.to_string(),
        }),
    }
}

/// The bytes of a kept document, as they were when the bulletin was issued.
///
/// # Errors
/// [`ZoneError::Io`] when the file is not there, [`ZoneError::Refused`] when it was changed.
pub fn document(zone: &Zone, kept: &Document) -> Result<Vec<u8>> {
    kept_files::read(zone, FOLDER, &kept.hash)
}

/// The hash of every document that the book names.
pub(crate) async fn all_documents(state: &State) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = query("select distinct hash from bulletin_document")
        .fetch_all(state.reader())
        .await?;
    let mut hashes: Vec<String> = rows.into_iter().map(|(hash,)| hash).collect();
    hashes.sort();
    Ok(hashes)
}

/// The snapshots that bulletins under way or issued show.
pub(crate) async fn cited_snapshots(state: &State) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = query(
        "select distinct snapshot from bulletin where stage in ('drafted', 'reviewed', 'issued') \
         order by snapshot",
    )
    .fetch_all(state.reader())
    .await?;
    Ok(rows.into_iter().map(|(snapshot,)| snapshot).collect())
}

/// A bulletin with its steps, its documents and its neighbours.
async fn whole(state: &State, row: BulletinRow) -> Result<Bulletin> {
    let steps: Vec<StepRow> =
        query("select stage, at_us, who, words from bulletin_step where bulletin = $1 order by id")
            .bind(row.id)
            .fetch_all(state.reader())
            .await?;
    let documents: Vec<DocumentRow> = query(
        "select lang, format, name, bytes, hash from bulletin_document where bulletin = $1 \
         order by id",
    )
    .bind(row.id)
    .fetch_all(state.reader())
    .await?;
    let neighbours = neighbours(state, &row).await?;
    row.bulletin(steps, documents, neighbours)
}

async fn neighbours(state: &State, row: &BulletinRow) -> Result<Neighbours> {
    let issued: Vec<(i64, i64)> = query(
        "select id, issue_of_month from bulletin where month = $1 and stage = 'issued' \
         order by issue_of_month",
    )
    .bind(&row.month)
    .fetch_all(state.reader())
    .await?;
    let before = issued
        .iter()
        .rfind(|(_, place)| *place < row.issue_of_month);
    let after = issued.iter().find(|(_, place)| *place > row.issue_of_month);
    let after = after.filter(|_| row.stage().is_ok_and(|stage| stage == Stage::Issued));
    Ok((before.map(|(id, _)| *id), after.map(|(id, _)| *id)))
}
