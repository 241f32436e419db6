//! What people remarked.

use maud::{Markup, html};

use super::table;
use crate::report::html::Page;

/// The remarks about the month.
pub(super) fn remarks(page: Page<'_>) -> Markup {
    let heads = html! {
        th { (page.say("对象", "On")) }
        th { (page.say("内容", "Remark")) }
        th { (page.say("何人", "By")) }
    };
    let rows = html! {
        @for remark in &page.monthly.remarks {
            tr {
                td .k { (remark.on(page.lang)) }
                td { (remark.text) }
                td { (remark.who) }
            }
        }
    };
    html! {
        @if !page.monthly.remarks.is_empty() {
            section #remarks {
                h2 { (page.say("备注", "Remarks")) }
                (table(&heads, &rows))
                @if page.monthly.has_more_remarks {
                    p { (page.say("另有更多备注，见网页。", "There are more; the page has all of them.")) }
                }
            }
        }
    }
}
