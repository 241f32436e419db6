//! The chapters, in the order of the national monthly report.

mod assessed;
mod changed;
mod overview;
mod remarks;
mod sections;
mod state;

use maud::{Markup, html};

use super::Page;
use crate::report::phrases::{NOTHING, class};

/// All of them; one that has nothing to say is left out.
pub(super) fn all(page: Page<'_>) -> Markup {
    html! {
        (changed::changed(page))
        (overview::overview(page))
        (assessed::rivers(page))
        (assessed::lakes(page))
        (assessed::drinking(page))
        (sections::exceeding(page))
        (sections::all(page))
        (sections::year(page))
        (assessed::targets(page))
        (assessed::ranks(page))
        (state::trends(page))
        (state::data(page))
        (remarks::remarks(page))
    }
}

/// A class as a coloured mark with its numeral; dashed where the data were not enough.
fn mark(page: Page<'_>, name: Option<&str>, is_complete: bool) -> Markup {
    let shown = class(page.lang, name);
    let rank = name
        .and_then(|name| name.parse::<methods::class::WaterClass>().ok())
        .map(methods::class::WaterClass::rank);
    html! {
        @match rank {
            Some(rank) => {
                @let open = if is_complete { "" } else { " open" };
                span class={ "class c" (rank) (open) } { (shown) }
            }
            None => (NOTHING),
        }
    }
}

/// A table that may be wider than a phone.
fn table(heads: &Markup, rows: &Markup) -> Markup {
    html! {
        div .wide { table { thead { tr { (heads) } } tbody { (rows) } } }
    }
}

/// What a row says in words, below it and over its `columns`.
fn because(page: Page<'_>, columns: usize, zh: Option<&str>, en: Option<&str>) -> Markup {
    html! {
        @if let Some(text) = page.lang.pick_of(zh, en) {
            tr .because { td colspan=(columns) { (text) } }
        }
    }
}
