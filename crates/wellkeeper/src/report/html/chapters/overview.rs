//! The overview: the zone in figures, and its year in classes.

use maud::{Markup, html};

use super::super::Page;
use super::super::chart::{ClassBar, classes};
use crate::report::phrases::{NOTHING, class, empty_month, percent};
use crate::report::rows::ZoneMonth;

pub(super) fn overview(page: Page<'_>) -> Markup {
    html! {
        section #overview {
            h2 { (page.say("概况", "Overview")) }
            @match page.monthly.now() {
                None => p { (empty_month(page.lang, page.monthly)) },
                Some(now) => (figures(page, now)),
            }
            (year(page))
        }
    }
}

fn figures(page: Page<'_>, now: &ZoneMonth) -> Markup {
    let cite = |shown: String| {
        page.cites
            .figure(("zone_month", now.run), &[("month", &now.month)], shown)
    };
    let range = format!(
        "{} {}–{}",
        page.say("无数据者皆差～皆好：", "if the silent were worst–best: "),
        percent(now.share_good_at_worst),
        percent(now.share_good_at_best)
    );
    html! {
        dl .facts {
            (fact(page.say("已评价断面", "Sections judged"), &cite(format!("{} / {}", now.judged, now.expected)),
                page.say("应有断面在后", "of those expected")))
            (fact(page.say("Ⅰ～Ⅲ类比例", "Class I to III"), &cite(percent(now.share_good)), &range))
            (fact(page.say("劣Ⅴ类比例", "Inferior V"), &cite(percent(now.share_inferior_v)), page.say("以已评价断面计", "of the sections judged")))
            (fact(page.say("环比", "On last month"), &cite(signed(now.change_month)), &compared(page, now.sections_month_before, now.change_month_word.as_deref())))
            (fact(page.say("同比", "On last year"), &cite(signed(now.change_year)), &compared(page, now.sections_year_before, now.change_year_word.as_deref())))
        }
        p { (page.lang.pick(&now.because_zh, &now.because_en)) }
        @if let Some(quality) = &now.quality {
            p { (page.say("全区水质状况：", "Quality of the zone: ")) strong { (page.monthly.word(page.lang, Some(quality))) } }
        }
        @if now.complete < now.judged {
            p .soft {
                (page.say("虚线框的类别数据不足，仅供参考。", "A class in a dashed frame rests on too few data and is no verdict yet."))
            }
        }
    }
}

fn fact(name: &str, value: &Markup, below: &str) -> Markup {
    html! { div { dt { (name) } dd { (value) small { (below) } } } }
}

/// Points are signed; nothing to compare is a dash.
fn signed(points: Option<f64>) -> String {
    points.map_or_else(|| NOTHING.to_owned(), |points| format!("{points:+.1}"))
}

fn compared(page: Page<'_>, sections: Option<i64>, word: Option<&str>) -> String {
    let Some(sections) = sections else {
        return page.say("无可比断面", "nothing to compare").to_owned();
    };
    let told = match page.lang {
        crate::language::Language::Zh => format!("百分点，{sections} 个断面可比"),
        crate::language::Language::En => format!("points, {sections} sections compared"),
    };
    match word {
        Some(word) => format!(
            "{told}{}{}",
            page.say("；", "; "),
            page.monthly.word(page.lang, Some(word))
        ),
        None => told,
    }
}

/// The classes of the sections, month by month.
fn year(page: Page<'_>) -> Markup {
    let monthly = page.monthly;
    let bars: Vec<ClassBar> = (0..=12)
        .rev()
        .map(|before| {
            let month = monthly.earlier(before);
            let mut counts = [0; 6];
            for cell in monthly.strip.iter().filter(|cell| cell.month == month) {
                let rank = cell
                    .class_rank
                    .and_then(|rank| usize::try_from(rank - 1).ok());
                if let Some(count) = rank.and_then(|rank| counts.get_mut(rank)) {
                    *count += 1;
                }
            }
            ClassBar {
                label: month,
                counts,
            }
        })
        .collect();
    let names =
        ["I", "II", "III", "IV", "V", "inferior_V"].map(|name| class(page.lang, Some(name)));
    let title = page.say("各月断面类别数", "Sections by class, month by month");
    html! {
        @if !monthly.strip.is_empty() {
            h3 { (title) }
            (classes(&bars, title, &names))
        }
    }
}
