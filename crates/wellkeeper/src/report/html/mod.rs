//! The report as one page that needs nothing beside it: no script, no font, no picture from
//! elsewhere. It prints on A4, and every figure leads to where it can be asked after.

mod annex;
mod chapters;
mod chart;
mod cite;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::monthly::Monthly;
use super::phrases::month;
use crate::language::Language;
use cite::Cites;

const STYLE: &str = include_str!("style.css");

/// What every chapter is written from.
#[derive(Clone, Copy)]
struct Page<'m> {
    lang: Language,
    monthly: &'m Monthly,
    cites: &'m Cites,
}

impl<'m> Page<'m> {
    fn say(self, zh: &'m str, en: &'m str) -> &'m str {
        self.lang.pick(zh, en)
    }
}

/// The whole page.
pub(in super::super) fn render(lang: Language, monthly: &Monthly) -> String {
    let cites = Cites::default();
    let page = Page {
        lang,
        monthly,
        cites: &cites,
    };
    let zone = lang.pick(&monthly.zone.zh, &monthly.zone.en);
    let of_month = month(lang, &monthly.month_id());
    let title = format!(
        "{zone} · {} · {of_month}",
        lang.pick("水质月报", "Water quality report")
    );
    // The annex tells of what the chapters cited, so it is written after them.
    let chapters = chapters::all(page);
    let values = annex::values(page);
    let sources = annex::sources(page);
    html! {
        (DOCTYPE)
        html lang=(lang.pick("zh-CN", "en")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (cover(page, zone, &of_month))
                main { (chapters) (values) (sources) }
            }
        }
    }
    .into_string()
}

fn cover(page: Page<'_>, zone: &str, of_month: &str) -> Markup {
    let signed = [("编制", "Drafted"), ("审核", "Checked"), ("签发", "Issued")];
    html! {
        header {
            p .zone { (zone) }
            h1 { (page.say("水质月报", "Water quality report")) }
            p .month { (of_month) }
            p .asof {
                (page.say("数据截至 ", "As of "))
                time { (page.monthly.read_at) }
                (page.say("；快照 ", "; snapshot "))
                (page.monthly.snapshot)
            }
            dl .signed {
                @for (zh, en) in signed { div { dt { (page.lang.pick(zh, en)) } dd {} } }
            }
        }
    }
}
