//! Trends, and the state of the data.

use maud::{Markup, html};

use super::super::Page;
use super::table;
use crate::report::phrases::{NOTHING, check, feed_check, name};
use crate::report::rows::Trend;

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
    let heads = html! {
        th { (page.say("断面", "Section")) }
        th { (page.say("项目", "Item")) }
        th { (page.say("检查", "Check")) }
        th .n { (page.say("查出/检查", "Found of tested")) }
        th { (page.say("说明", "Because")) }
    };
    let rows = html! {
        @for found in monthly.quality.iter().take(FINDINGS_SHOWN) {
            @let key = [("section", found.section.as_str()), ("item", found.item.as_str()), ("month", found.month.as_str()), ("check", found.check.as_str())];
            tr {
                td .k { (name(lang, &found.section, found.name_zh.as_deref(), found.name_en.as_deref())) }
                td .k { (lang.pick(&found.item_zh, &found.item_en)) }
                td { (check(lang, &found.check)) }
                td .n { (page.cites.figure(("data_quality", found.run), &key, format!("{}/{}", found.found, found.tested))) }
                td { (lang.pick_of(found.because_zh.as_deref(), found.because_en.as_deref()).unwrap_or(NOTHING)) }
            }
        }
    };
    html! {
        section #data {
            h2 { (page.say("数据质量", "The state of the data")) }
            p { (monthly.quality_summary(lang)) }
            @if !monthly.quality.is_empty() { (table(&heads, &rows)) }
            @if monthly.quality.len() > FINDINGS_SHOWN {
                p .soft {
                    (page.say("其余见 ", "The others: "))
                    code { "wellkeeper query \"select section, item, \\\"check\\\", found, because_" (page.say("zh", "en"))
                        " from water_quality.data_quality where month = '" (monthly.month_id()) "'\"" }
                }
            }
            @if let Some(compared) = &monthly.feed_check { p { (feed_check(lang, compared)) } }
        }
    }
}
