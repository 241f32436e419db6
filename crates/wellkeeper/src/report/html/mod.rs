//! The report as one page that needs nothing beside it: no script, no font, no picture from
//! elsewhere. It prints on A4, and every figure leads to where it can be asked after.

mod annex;
mod chapters;
mod chart;
mod cite;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::monthly::Monthly;
use super::paper::Paper;
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
    /// What makes a bulletin of it, if one is made.
    paper: Option<&'m Paper>,
}

impl<'m> Page<'m> {
    fn say(self, zh: &'m str, en: &'m str) -> &'m str {
        self.lang.pick(zh, en)
    }
}

/// The whole page; a bulletin where there is a `paper`.
pub(super) fn render(lang: Language, monthly: &Monthly, paper: Option<&Paper>) -> String {
    let cites = Cites::default();
    let page = Page {
        lang,
        monthly,
        cites: &cites,
        paper,
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
                @if let Some(mark) = paper.and_then(|paper| paper.mark(lang)) {
                    p .draft { (mark) }
                }
                (cover(page, zone, &of_month))
                main { (chapters) (values) (sources) }
            }
        }
    }
    .into_string()
}

fn cover(page: Page<'_>, zone: &str, of_month: &str) -> Markup {
    let roles = [("编制", "Drafted"), ("审核", "Checked"), ("签发", "Issued")];
    let signed = |index: usize| page.paper.and_then(|paper| paper.signed[index].as_ref());
    html! {
        header {
            @if let Some(paper) = page.paper {
                @if let Some(bureau) = &paper.bureau { p .bureau { (bureau) } }
                @if let Some(number) = &paper.number { p .number { (number) } }
            }
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
                @for (index, (zh, en)) in roles.into_iter().enumerate() {
                    div {
                        dt { (page.lang.pick(zh, en)) }
                        dd { @if let Some(by) = signed(index) { (by.name) " " time { (by.day) } } }
                    }
                }
            }
        }
    }
}
