//! Sections: what exceeds, all of them, and their year.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::super::Page;
use super::super::chart::course;
use super::{mark, table};
use crate::report::phrases::{NOTHING, decided, from_to, met, name};
use crate::report::rows::SectionMonth;

/// Rank of class III.
const GOOD: i64 = 3;

pub(super) fn exceeding(page: Page<'_>) -> Markup {
    let worse: Vec<_> = page
        .monthly
        .sections
        .iter()
        .filter(|s| s.class_rank.is_some_and(|rank| rank > GOOD) || s.meets_target == Some(false))
        .collect();
    html! {
        @if page.monthly.now().is_some() {
            section #exceeding {
                h2 { (page.say("超标断面", "Sections that exceed")) }
                @if worse.is_empty() {
                    p { (page.say("没有劣于Ⅲ类或未达目标的断面。", "No section is worse than class III or misses its target.")) }
                }
                @for section in worse {
                    p {
                        strong { (named(page, section)) } " "
                        (cite(page, section, mark(page, section.class.as_deref(), section.complete))) " "
                        (page.lang.pick_of(section.because_zh.as_deref(), section.because_en.as_deref()).unwrap_or(NOTHING))
                    }
                }
            }
        }
    }
}

pub(super) fn all(page: Page<'_>) -> Markup {
    let lang = page.lang;
    let heads = html! {
        th { (page.say("断面", "Section")) }
        th { (page.say("河流、湖库", "River or lake")) }
        th { (page.say("类别", "Class")) }
        th { (page.say("定类因子及月均值", "Decided by, month mean")) }
        th { (page.say("近13个月", "13 months")) }
        th .n { (page.say("与Ⅲ类之比", "Share of III")) }
        th { (page.say("目标", "Target")) }
        th { (page.say("达标", "Met")) }
        th { (page.say("环比", "On last month")) }
        th { (page.say("同比", "On last year")) }
        th .n { (page.say("天数", "Days")) }
    };
    let rows = html! {
        @for section in &page.monthly.sections {
            @let now = section.class.as_deref();
            @let share = section.deciding_share.map(|share| format!("{share:.2}"));
            tr {
                td .k { (named(page, section)) }
                td .k { (section.river.as_deref().unwrap_or(NOTHING)) }
                td { (cite(page, section, mark(page, now, section.complete))) }
                td .k { (cite(page, section, decided(lang, &section.deciding))) }
                td { @if let Some(drawn) = year_of(page, section) { (drawn) } }
                td .n { (cite(page, section, share.as_deref().unwrap_or(NOTHING))) }
                td { (mark(page, section.target_class.as_deref(), true)) }
                td { (met(lang, section.meets_target)) }
                td .k { (from_to(lang, section.class_month_before.as_deref(), now)) }
                td .k { (from_to(lang, section.class_year_before.as_deref(), now)) }
                td .n { (cite(page, section, section.days)) }
            }
        }
    };
    let is_provisional = page.monthly.sections.iter().any(|s| s.status != "verified");
    html! {
        @if !page.monthly.sections.is_empty() {
            section #sections {
                h2 { (page.say("断面与点位", "Sections and points")) }
                (table(&heads, &rows))
                p .soft {
                    (page.say("小图为定类因子近13个月的月均值，红虚线为Ⅲ类限值；缺测的月份断开。",
                        "The small chart is the month mean of the deciding item; the dashed line is the limit of class III; a month without data is a gap."))
                    @if is_provisional {
                        " " (page.say("有断面的数据未经人工审核，结果为暂定。", "Some sections' data were not reviewed by a person yet: their results are provisional."))
                    }
                }
            }
        }
    }
}

fn named<'p>(page: Page<'p>, section: &'p SectionMonth) -> &'p str {
    name(
        page.lang,
        &section.section,
        section.name_zh.as_deref(),
        section.name_en.as_deref(),
    )
}

fn cite(page: Page<'_>, section: &SectionMonth, shown: impl maud::Render) -> Markup {
    let month = page.monthly.month_id();
    let key = [
        ("section", section.section.as_str()),
        ("month", month.as_str()),
    ];
    page.cites
        .figure(("section_month", section.run), &key, shown)
}

/// The deciding item's means over the year.
fn year_of(page: Page<'_>, section: &SectionMonth) -> Option<Markup> {
    let points: Vec<_> = page
        .monthly
        .courses
        .iter()
        .filter(|point| point.section == section.section)
        .collect();
    let mean = |month: &str| points.iter().find(|point| point.month == month)?.mean;
    let values: Vec<_> = (0..=12)
        .rev()
        .map(|before| mean(&page.monthly.earlier(before)))
        .collect();
    let limit = points.iter().find_map(|point| point.class_iii);
    let item = page.lang.pick_of(
        section.deciding.item_zh.as_deref(),
        section.deciding.item_en.as_deref(),
    )?;
    course(&values, limit, item)
}

/// The classes of every section over the year.
pub(super) fn year(page: Page<'_>) -> Markup {
    let monthly = page.monthly;
    let months: Vec<String> = (0..=12)
        .rev()
        .map(|before| monthly.earlier(before))
        .collect();
    let filled: BTreeSet<&str> = monthly
        .strip
        .iter()
        .map(|cell| cell.month.as_str())
        .collect();
    html! {
        @if filled.len() > 1 {
            section #year {
                h2 { (page.say("各月类别", "Classes month by month")) }
                div .wide {
                    table .strip {
                        thead { tr { th { (page.say("断面", "Section")) } @for month in &months { th { (month.get(2..).unwrap_or(month)) } } } }
                        tbody {
                            @for section in &monthly.sections {
                                tr { td { (named(page, section)) } @for month in &months { (cell_of(page, &section.section, month)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn cell_of(page: Page<'_>, section: &str, month: &str) -> Markup {
    let mut cells = page.monthly.strip.iter();
    match cells.find(|cell| cell.section == section && cell.month == month) {
        None => html! { td .none { "·" } },
        Some(cell) => html! { td { (mark(page, cell.class.as_deref(), cell.complete)) } },
    }
}
