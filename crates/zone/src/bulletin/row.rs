//! Rows of the state as bulletins.

use sqlx::FromRow;

use super::{Bulletin, Document, Format, Lang, Stage, Step};
use crate::{Result, ZoneError};

pub(super) const COLUMNS: &str =
    "id, month, issue_of_month, stage, as_of_us, snapshot, bureau, number";

#[derive(FromRow)]
pub(super) struct BulletinRow {
    pub id: i64,
    pub month: String,
    pub issue_of_month: i64,
    stage: String,
    as_of_us: i64,
    snapshot: i64,
    bureau: Option<String>,
    number: Option<String>,
}

#[derive(FromRow)]
pub(super) struct StepRow {
    stage: String,
    at_us: i64,
    who: String,
    words: Option<String>,
}

#[derive(FromRow)]
pub(super) struct DocumentRow {
    lang: String,
    format: String,
    name: Option<String>,
    bytes: i64,
    hash: String,
}

/// Issued bulletins of the same month: the one before, and the one after.
pub(super) type Neighbours = (Option<i64>, Option<i64>);

impl BulletinRow {
    pub fn stage(&self) -> Result<Stage> {
        word(&self.stage, Stage::parse)
    }

    pub fn bulletin(
        self,
        steps: Vec<StepRow>,
        documents: Vec<DocumentRow>,
        (supersedes, superseded_by): Neighbours,
    ) -> Result<Bulletin> {
        Ok(Bulletin {
            stage: self.stage()?,
            id: self.id,
            month: self.month,
            issue_of_month: self.issue_of_month,
            number: self.number,
            bureau: self.bureau,
            as_of_us: self.as_of_us,
            snapshot: self.snapshot,
            steps: steps
                .into_iter()
                .map(StepRow::step)
                .collect::<Result<_>>()?,
            supersedes,
            superseded_by,
            documents: newest(documents)?,
        })
    }
}

/// The documents, of those of one kind the newest: the issue fills the forms of the draft again.
fn newest(rows: Vec<DocumentRow>) -> Result<Vec<Document>> {
    let mut kept: Vec<Document> = Vec::with_capacity(rows.len());
    for row in rows {
        let row = row.document()?;
        let kind = |one: &Document| (one.lang, one.format, one.name.clone());
        match kept.iter_mut().find(|one| kind(one) == kind(&row)) {
            Some(older) => *older = row,
            None => kept.push(row),
        }
    }
    Ok(kept)
}

impl StepRow {
    fn step(self) -> Result<Step> {
        Ok(Step {
            stage: word(&self.stage, Stage::parse)?,
            who: self.who,
            at_us: self.at_us,
            words: self.words,
        })
    }
}

impl DocumentRow {
    fn document(self) -> Result<Document> {
        Ok(Document {
            lang: word(&self.lang, Lang::parse)?,
            format: word(&self.format, Format::parse)?,
            name: self.name,
            bytes: self.bytes,
            hash: self.hash,
        })
    }
}

fn word<T>(written: &str, parse: fn(&str) -> Option<T>) -> Result<T> {
    parse(written)
        .ok_or_else(|| ZoneError::Refused(format!("`{written}` is no word of a bulletin")))
}
