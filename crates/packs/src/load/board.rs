//! `board.toml`: what of the pack's tables stands on its page.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::{BOARD, Reading, read_toml};
use crate::board::{Board, Part, Show};
use crate::check::{board_column, board_key, board_size, board_table, id, title};
use crate::error::Mistake;
use crate::model::{Pack, Title};
use crate::source::PackSource;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBoard {
    title: Spanned<Title>,
    part: Vec<Spanned<RawPart>>,
}

/// A part as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawPart {
    pub id: Spanned<String>,
    title: Spanned<Title>,
    note: Option<Spanned<Title>>,
    pub show: Spanned<Show>,
    pub table: Spanned<String>,
    pub column: Option<Spanned<String>>,
    pub by: Option<Spanned<String>>,
    pub columns: Option<Spanned<Vec<Spanned<String>>>>,
    #[serde(default, rename = "where")]
    pub conditions: BTreeMap<Spanned<String>, Spanned<Vec<String>>>,
    pub sort: Option<Spanned<String>>,
    pub rows: Option<Spanned<i64>>,
}

impl RawPart {
    /// Where the keys stand that not every part has.
    pub fn own_keys(&self) -> [(&'static str, Option<Range<usize>>); 5] {
        [
            ("column", self.column.as_ref().map(Spanned::span)),
            ("by", self.by.as_ref().map(Spanned::span)),
            ("columns", self.columns.as_ref().map(Spanned::span)),
            ("sort", self.sort.as_ref().map(Spanned::span)),
            ("rows", self.rows.as_ref().map(Spanned::span)),
        ]
    }
}

/// The board while it is read, with all else that the pack says.
pub(crate) struct BoardReading<'a> {
    pub source: &'a PackSource,
    pub pack: &'a Pack,
    file: Reading<'a>,
}

impl BoardReading<'_> {
    /// Tells a mistake at a place of the board.
    pub fn tell(
        &mut self,
        check: &'static str,
        at: Range<usize>,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.file.tell_with(check, at, message, help);
    }

    /// Whether something of the file was left away because it could not be read.
    pub fn is_torn(&self, path: &str) -> bool {
        let path = self.source.shown(path);
        self.file
            .mistakes
            .iter()
            .any(|m| m.path == path && m.check == "toml")
    }

    /// Whether something between two places of the board was left away.
    fn is_torn_within(&self, within: &Range<usize>) -> bool {
        let line = |offset: usize| self.file.text[..offset].matches('\n').count() + 1;
        let lines = line(within.start)..=line(within.end);
        self.file
            .mistakes
            .iter()
            .any(|m| m.path == self.file.path && m.check == "toml" && lines.contains(&m.line))
    }

    /// Looks for all that can be wrong in a part. Where something of it could not be read, nothing
    /// is said of keys that it lacks.
    fn check_part(&mut self, raw: &RawPart, is_torn: bool) {
        let id = raw.id.get_ref();
        title::look(&mut self.file, &format!("title of `{id}`"), &raw.title);
        if let Some(note) = &raw.note {
            title::look(&mut self.file, &format!("note of `{id}`"), note);
        }
        board_key::look(self, raw, is_torn);
        board_size::look(self, raw);
        if let Some(table) = board_table::look(self, raw)
            && !self.is_torn(&table.toml_path)
        {
            board_table::look_for_period(self, raw, table);
            board_column::look(self, raw, table);
        }
    }
}

/// Reads the board, where there is one, against the tables that were read before it.
pub(super) fn read(source: &PackSource, pack: &Pack, mistakes: &mut Vec<Mistake>) -> Option<Board> {
    let text = source.files.get(BOARD)?;
    let path = source.shown(BOARD);
    let raw: RawBoard = read_toml(&path, text, mistakes)?;
    let file = Reading {
        path: &path,
        text,
        mistakes,
    };
    let mut reading = BoardReading { source, pack, file };
    title::look(&mut reading.file, "title of the board", &raw.title);
    board_size::look_for_parts(&mut reading, &raw.part);
    let mut starts: Vec<usize> = raw.part.iter().map(|part| part.span().start).collect();
    starts.push(text.len());
    let mut seen = HashSet::new();
    for (part, ends) in raw.part.iter().zip(&starts[1..]) {
        let within = part.span().start..*ends;
        let is_torn = reading.is_torn_within(&within);
        id::look(&mut reading.file, "part", &part.get_ref().id, &mut seen);
        reading.check_part(part.get_ref(), is_torn);
    }
    let schema = pack.schema_name();
    let parts = raw.part.into_iter().map(Spanned::into_inner);
    Some(Board {
        title: raw.title.into_inner(),
        parts: parts.map(|part| meant(&schema, part)).collect(),
    })
}

fn meant(schema: &str, raw: RawPart) -> Part {
    let columns = raw.columns.map(Spanned::into_inner).unwrap_or_default();
    let conditions = raw.conditions.into_iter();
    Part {
        id: raw.id.into_inner(),
        title: raw.title.into_inner(),
        note: raw.note.map(Spanned::into_inner),
        show: raw.show.into_inner(),
        table: format!("{schema}.{}", raw.table.get_ref()),
        column: raw.column.map(Spanned::into_inner),
        by: raw.by.map(Spanned::into_inner),
        columns: columns.into_iter().map(Spanned::into_inner).collect(),
        conditions: conditions
            .map(|(column, words)| (column.into_inner(), words.into_inner()))
            .collect(),
        sort: raw.sort.map(Spanned::into_inner),
        rows: raw
            .rows
            .and_then(|rows| usize::try_from(rows.into_inner()).ok()),
    }
}
