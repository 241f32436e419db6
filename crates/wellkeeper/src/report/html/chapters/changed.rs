//! Which figures changed since the issue before.

use maud::{Markup, html};

use super::table;
use crate::report::html::Page;
use crate::report::paper::{CHANGED, HEADS, cells};

/// The figures that a corrected issue corrects; nothing in a first one.
pub(super) fn changed(page: Page<'_>) -> Markup {
    let Some(corrects) = page.paper.and_then(|paper| paper.corrects.as_ref()) else {
        return html! {};
    };
    let heads = html! { @for (zh, en) in HEADS { th { (page.lang.pick(zh, en)) } } };
    let rows = html! {
        @for change in &corrects.changes {
            @let [of, figure, before, after] = cells(page.lang, page.monthly, change);
            tr { td .k { (of) } td { (figure) } td { (before) } td { (after) } }
        }
    };
    html! {
        section #changed {
            h2 { (page.lang.pick(CHANGED.0, CHANGED.1)) }
            p { (corrects.told(page.lang)) }
            @if !corrects.changes.is_empty() { (table(&heads, &rows)) }
            @if corrects.has_more { p .soft { (page.say("另有更多，见网页。", "There are more; the page has all of them.")) } }
        }
    }
}
