//! The layout of the tables, and how a book of an older one is brought up to it.

use super::database::Database;
use super::query::query;
use crate::{Result, ZoneError};

/// The layout that this program writes; a book of a later one is not opened.
const LAYOUT: i64 = 3;
/// What a new book is made by.
pub(super) const SCHEMA: &str = concat!(
    include_str!("schema.sql"),
    include_str!("people.sql"),
    include_str!("review.sql"),
    include_str!("bulletins.sql"),
    include_str!("layers.sql"),
    include_str!("door.sql"),
    include_str!("marks.sql"),
    include_str!("lines.sql"),
    include_str!("diary.sql")
);
/// The oldest layout that is brought up, and what each lacked to the next.
const OLDEST: i64 = 2;
const LACKED: [&str; 1] = [concat!(
    include_str!("people.sql"),
    include_str!("review.sql"),
    include_str!("bulletins.sql"),
    include_str!("layers.sql"),
    include_str!("door.sql"),
    include_str!("marks.sql"),
    include_str!("lines.sql"),
    include_str!("diary.sql")
)];

/// Brings the tables of an older book up, all or nothing; refuses a book of another layout. `place`
/// is where it lives, and `layout` what it says of itself: nothing in the very first.
///
/// # Errors
/// [`ZoneError::Refused`] for a layout that is not known, or what the database refuses.
pub(super) async fn bring_up(database: &Database, place: &str, layout: Option<i64>) -> Result<()> {
    match layout {
        Some(LAYOUT) => return Ok(()),
        Some(older) if (OLDEST..LAYOUT).contains(&older) => {}
        _ => return Err(unknown(place, layout)),
    }
    let mut transaction = database.begin_writing().await?;
    // Whoever came first has done it meanwhile.
    let (found,): (Option<i64>,) = query("select max(layout) from book")
        .fetch_one(transaction.on())
        .await?;
    let steps = LACKED.iter().zip(OLDEST..);
    let missing = steps.filter(|(_, from)| found.is_some_and(|found| found <= *from));
    for (lacked, _) in missing {
        for statement in lacked.split(';').filter(|text| !text.trim().is_empty()) {
            query(statement).execute(transaction.on()).await?;
        }
    }
    query("update book set layout = $1")
        .bind(LAYOUT)
        .execute(transaction.on())
        .await?;
    transaction.commit().await
}

fn unknown(place: &str, layout: Option<i64>) -> ZoneError {
    ZoneError::Refused(format!(
        "{place} has layout {}; this program reads layout {LAYOUT}. Open it with the program that made it, \
         or make a new zone and import its files",
        layout.unwrap_or_default(),
    ))
}
