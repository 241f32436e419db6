//! Which figures changed since the issue before.

use ::report::model::{Block, Cell};

use super::{Chapter, Page, row, table};
use crate::report::paper::{CHANGED, HEADS, cells};

/// The figures that a corrected issue corrects; nothing in a first one.
pub(super) fn changed(page: Page<'_>) -> Chapter<'_> {
    let title = page.say(CHANGED.0, CHANGED.1);
    let Some(corrects) = page.paper.and_then(|paper| paper.corrects.as_ref()) else {
        return (title, Vec::new());
    };
    let heads = HEADS.map(|(zh, en)| page.lang.pick(zh, en));
    let rows = corrects.changes.iter().map(|change| {
        let said = cells(page.lang, page.monthly, change);
        row(page, said.map(Cell::from).into(), None, None)
    });
    let mut blocks = vec![Block::Paragraph(corrects.told(page.lang).into())];
    blocks.extend(table(&heads, rows.collect()));
    if corrects.has_more {
        let more = page.say(
            "另有更多，见网页。",
            "There are more; the page has all of them.",
        );
        blocks.push(Block::Note(more.into()));
    }
    (title, blocks)
}
