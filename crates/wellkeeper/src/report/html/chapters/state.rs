//! Trends, and the state of the data.

use maud::{Markup, html};

use super::super::Page;
use super::table;
use crate::report::phrases::{NOTHING, check, feed_check, name};
use crate::report::rows::{Quality, Trend};

/// Findings about the data that are listed; beyond, they are counted.
const FINDINGS_SHOWN: usize = 40;

pub(super) fn trends(page: Page<'_>) -> Markup {
    let (lang, monthly) = (page.lang, page.monthly);
    let heads = html! {
        th { (page.say("断面", "Section")) }
        th { (page.say("项目", "Item")) }
        th .n { (page.say("每年变化（95 %区间）", "Change a year (95 % interval)")) }
        th { (page.say("水质", "The water is")) }
        th { (page.say("说明", "Because")) }
    };
    let rows = html! {
        @for trend in &monthly.trends {
            @let key = [("section", trend.section.as_str()), ("item", trend.item.as_str()), ("method", trend.method.as_str())];
            tr {
                td .k { (name(lang, &trend.section, trend.name_zh.as_deref(), trend.name_en.as_deref())) }
                td .k { (lang.pick(&trend.item_zh, &trend.item_en)) }
                td .n { (page.cites.figure(("trend", trend.run), &key, slope(trend))) }
                td { (if trend.water_is == "better" { page.say("变好", "better") } else { page.say("变差", "worse") }) }
                td { (lang.pick_of(trend.because_zh.as_deref(), trend.because_en.as_deref()).unwrap_or(NOTHING)) }
            }
        }
    };
    html! {
        section #trends {
            h2 { (page.say("趋势", "Trends")) }
            p { (monthly.trends_summary(lang)) }
            @if !monthly.trends.is_empty() { (table(&heads, &rows)) }
        }
    }
}

fn slope(trend: &Trend) -> String {
    let shown =
        |value: Option<f64>| value.map_or_else(|| NOTHING.to_owned(), |v| format!("{v:+.3}"));
    let unit = trend
        .unit
        .as_deref()
        .filter(|unit| *unit != "1")
        .unwrap_or_default();
    format!(
        "{} {unit} ({} … {})",
        shown(trend.slope),
        shown(trend.slope_lower),
        shown(trend.slope_upper)
    )
}

pub(super) fn data(page: Page<'_>) -> Markup {
    let (lang, monthly) = (page.lang, page.monthly);
    let findings = monthly.findings();
    let all = findings.len();
    let heads = html! {
        th { (page.say("检查", "Check")) }
        th { (page.say("断面", "Section")) }
        th { (page.say("项目：查出/检查", "Item: found of tested")) }
        th { (page.say("说明（首项）", "Because, of the first")) }
    };
    let rows = html! {
        @for found in findings.take(FINDINGS_SHOWN) {
            @let first = &found[0];
            tr {
                td .k { (check(lang, &first.check)) }
                td .k { (name(lang, &first.section, first.name_zh.as_deref(), first.name_en.as_deref())) }
                td { @for (index, one) in found.iter().enumerate() {
                    @if index > 0 { (page.say("、", ", ")) }
                    (lang.pick(&one.item_zh, &one.item_en)) " " (share(page, one))
                } }
                td { (lang.pick_of(first.because_zh.as_deref(), first.because_en.as_deref()).unwrap_or(NOTHING)) }
            }
        }
    };
    html! {
        section #data {
            h2 { (page.say("数据质量", "The state of the data")) }
            p { (monthly.quality_summary(lang)) }
            @if all > 0 { (table(&heads, &rows)) }
            @if all > FINDINGS_SHOWN {
                p .soft {
                    (page.say("其余见 ", "The others: "))
                    code { "wellkeeper query \"select * from water_quality.data_quality where month = '" (monthly.month_id()) "'\"" }
                }
            }
            @if let Some(compared) = &monthly.feed_check { p { (feed_check(lang, compared)) } }
        }
    }
}

fn share(page: Page<'_>, found: &Quality) -> Markup {
    let key = [
        ("section", found.section.as_str()),
        ("item", found.item.as_str()),
        ("month", found.month.as_str()),
        ("check", found.check.as_str()),
    ];
    let shown = format!("{}/{}", found.found, found.tested);
    page.cites.figure(("data_quality", found.run), &key, shown)
}
