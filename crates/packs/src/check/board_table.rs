//! The table of a part of the board.

use crate::board::Show;
use crate::load::board::{BoardReading, RawPart};
use crate::model::{Pack, Table};
use crate::near::nearest;

const NAME: &str = "board_table";

/// The table that a part shows. One that is nowhere is told; of one whose files could not be read
/// nothing more is said.
pub(crate) fn look<'p>(reading: &mut BoardReading<'p>, raw: &RawPart) -> Option<&'p Table> {
    let pack: &'p Pack = reading.pack;
    let found = raw.table.get_ref();
    if let Some(table) = pack.tables.get(found) {
        return Some(table);
    }
    let is_there = |ending: &str| {
        let path = format!("tables/{found}.{ending}");
        reading.source.files.contains_key(&path)
    };
    if is_there("toml") || is_there("sql") {
        return None;
    }
    let known: Vec<&str> = pack.tables.keys().map(String::as_str).collect();
    let (what, help) = if pack.standards.contains_key(found) {
        ("is a standard", None)
    } else {
        let bare = found.split_once('.').map_or(found.as_str(), |(_, t)| t);
        let help = if pack.tables.contains_key(bare) {
            Some(format!("did you mean `{bare}`?"))
        } else {
            nearest(bare, known.iter().copied())
        };
        ("is no table of this pack", help)
    };
    let message = format!(
        "`{found}` {what}; expected one of {}",
        super::first_few(&known)
    );
    reading.tell(NAME, raw.table.span(), message, help);
    None
}

/// A line goes over periods.
pub(crate) fn look_for_period(reading: &mut BoardReading<'_>, raw: &RawPart, table: &Table) {
    if *raw.show.get_ref() == Show::Line && table.period.is_none() {
        let message = format!(
            "`{}` has no period; expected a table with one below a line",
            table.name
        );
        reading.tell(NAME, raw.table.span(), message, None);
    }
}
