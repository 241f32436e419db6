//! Rivers, lakes, drinking-water sources, targets and ranks.

use maud::{Markup, html};

use super::super::Page;
use super::{because, mark, table};
use crate::report::phrases::{NOTHING, decided, met, months_met, name, percent, verdict};

pub(super) fn rivers(page: Page<'_>) -> Markup {
    let (lang, monthly) = (page.lang, page.monthly);
    let month = monthly.month_id();
    let heads = html! {
        th { (page.say("河流", "River")) }
        th .n { (page.say("已评/应有断面", "Sections judged")) }
        th { (page.say("类别", "Class")) }
        th .n { (page.say("Ⅰ～Ⅲ类", "I–III")) }
        th { (page.say("水质状况", "Quality")) }
        th { (page.say("环比", "On last month")) }
        th { (page.say("同比", "On last year")) }
    };
    let rows = html! {
        @for river in &monthly.rivers {
            @let key = [("river", river.river.as_str()), ("month", month.as_str())];
            @let cited = ("river_month", river.run);
            tr {
                td .k { (river.river) }
                td .n { (page.cites.figure(cited, &key, format!("{}/{}", river.sections_judged, river.sections_expected))) }
                td { (page.cites.figure(cited, &key, mark(page, river.class.as_deref(), true))) }
                td .n { (page.cites.figure(cited, &key, percent(river.share_good))) }
                td { (monthly.word(lang, river.quality.as_deref())) }
                td { (monthly.word(lang, river.change_month.as_deref())) }
                td { (monthly.word(lang, river.change_year.as_deref())) }
            }
            (because(page, 7, river.because_zh.as_deref(), river.because_en.as_deref()))
        }
    };
    html! {
        @if !monthly.rivers.is_empty() {
            section #rivers { h2 { (page.say("河流", "Rivers")) } (table(&heads, &rows)) }
        }
    }
}

pub(super) fn lakes(page: Page<'_>) -> Markup {
    let (lang, monthly) = (page.lang, page.monthly);
    let month = monthly.month_id();
    let heads = html! {
        th { (page.say("湖库", "Lake")) }
        th .n { (page.say("点位", "Points")) }
        th { (page.say("类别", "Class")) }
        th { (page.say("定类因子", "Decided by")) }
        th { (page.say("总氮（单列）", "Total nitrogen, apart")) }
        th .n { (page.say("营养状态指数", "Trophic index")) }
        th { (page.say("营养状态", "Trophic state")) }
        th { (page.say("环比", "On last month")) }
        th { (page.say("同比", "On last year")) }
    };
    let rows = html! {
        @for lake in &monthly.lakes {
            @let key = [("lake", lake.lake.as_str()), ("month", month.as_str())];
            @let cited = ("lake_month", lake.run);
            @let index = lake.trophic_index.map(|index| format!("{index:.1}"));
            tr {
                td .k { (lake.lake) }
                td .n { (lake.points) }
                td { (page.cites.figure(cited, &key, mark(page, lake.class.as_deref(), true))) }
                td { (page.cites.figure(cited, &key, decided(lang, &lake.deciding))) }
                td { (mark(page, lake.tn_class.as_deref(), true)) @if let Some(tn) = lake.tn { " " (tn) " mg/L" } }
                td .n { (page.cites.figure(cited, &key, index.as_deref().unwrap_or(NOTHING))) }
                td { (monthly.word(lang, lake.trophic_state.as_deref())) }
                td { (monthly.word(lang, lake.change_month.as_deref())) }
                td { (monthly.word(lang, lake.change_year.as_deref())) }
            }
            (because(page, 9, lake.because_zh.as_deref(), lake.because_en.as_deref()))
        }
    };
    html! {
        @if !monthly.lakes.is_empty() {
            section #lakes { h2 { (page.say("湖泊水库", "Lakes and reservoirs")) } (table(&heads, &rows)) }
        }
    }
}

pub(super) fn drinking(page: Page<'_>) -> Markup {
    let (lang, monthly) = (page.lang, page.monthly);
    let heads = html! {
        th { (page.say("水源地", "Source")) }
        th { (page.say("表1类别", "Class by table 1")) }
        th .n { (page.say("补充项目", "Supplementary items")) }
        th .n { (page.say("特定项目", "Specific items")) }
        th { (page.say("达标", "Meets")) }
    };
    let rows = html! {
        @for source in &monthly.drinking {
            @let key = [("section", source.section.as_str()), ("month", source.month.as_str())];
            @let cited = ("drinking_source_month", source.run);
            tr {
                td .k { (name(lang, &source.section, source.name_zh.as_deref(), source.name_en.as_deref())) }
                td { (page.cites.figure(cited, &key, mark(page, source.class.as_deref(), true))) }
                td .n { (page.cites.figure(cited, &key, format!("{}/5", source.supplementary_measured))) }
                td .n { (page.cites.figure(cited, &key, format!("{}/80", source.specific_measured))) }
                td { (met(lang, source.meets)) }
            }
            (because(page, 5, source.because_zh.as_deref(), source.because_en.as_deref()))
        }
    };
    html! {
        @if !monthly.drinking.is_empty() {
            section #drinking {
                h2 { (page.say("饮用水水源地", "Drinking-water sources")) }
                (table(&heads, &rows))
            }
        }
    }
}

pub(super) fn targets(page: Page<'_>) -> Markup {
    let (lang, monthly) = (page.lang, page.monthly);
    let heads = html! {
        th { (page.say("断面", "Section")) }
        th { (page.say("目标", "Target")) }
        th .n { (page.say("达标月份", "Months that met it")) }
        th .n { (page.say("达标率", "Rate")) }
        th { (page.say("稳定达标", "Stable")) }
        th { (page.say("逐年向优", "Better every year")) }
    };
    let with_target: Vec<_> = monthly
        .compliance
        .iter()
        .filter(|row| row.target_class.is_some())
        .collect();
    let rows = html! {
        @for row in &with_target {
            @let key = [("section", row.section.as_str()), ("period_kind", "rolling12"), ("period", row.period.as_str())];
            @let cited = ("compliance", row.run);
            tr {
                td .k { (name(lang, &row.section, row.name_zh.as_deref(), row.name_en.as_deref())) }
                td { (mark(page, row.target_class.as_deref(), true)) }
                td .n { (page.cites.figure(cited, &key, months_met(lang, row))) }
                td .n { (page.cites.figure(cited, &key, percent(row.rate))) }
                td { (verdict(lang, row.stable.as_deref())) }
                td { (verdict(lang, row.better.as_deref())) }
            }
            (because(page, 6, row.because_zh.as_deref(), row.because_en.as_deref()))
        }
    };
    html! {
        @if !with_target.is_empty() {
            section #targets {
                h2 { (page.say("近十二个月达标", "Targets over the twelve months to date")) }
                (table(&heads, &rows))
            }
        }
    }
}

pub(super) fn ranks(page: Page<'_>) -> Markup {
    let (lang, monthly) = (page.lang, page.monthly);
    let heads = html! {
        th .n { (page.say("名次", "Rank")) }
        th { (page.say("断面", "Section")) }
        th .n { (page.say("指数", "Index")) }
        th .n { (page.say("同比", "On last year")) }
        th .n { (page.say("项目数", "Items")) }
    };
    let rows = html! {
        @for row in &monthly.index {
            @let key = [("section", row.section.as_str()), ("month", row.month.as_str())];
            @let cited = ("index_month", row.run);
            @let change = row.change_percent.map(|change| format!("{change:+.1} %"));
            tr {
                td .n { (page.cites.figure(cited, &key, format!("{}/{}", row.rank, row.ranked))) }
                td .k { (name(lang, &row.section, row.name_zh.as_deref(), row.name_en.as_deref())) }
                td .n { (page.cites.figure(cited, &key, format!("{:.3}", row.cwqi))) }
                td .n { (page.cites.figure(cited, &key, change.as_deref().unwrap_or(NOTHING))) }
                td .n title=(row.items) { (row.items_count) }
            }
        }
    };
    html! {
        @if !monthly.index.is_empty() {
            section #ranks {
                h2 { (page.say("水质指数名次", "Ranks by the water quality index")) }
                p .soft { (page.say("指数越小越好；只在测了相同项目的断面之间排名。",
                    "Less is better; sections are ranked only among those with the same items.")) }
                (table(&heads, &rows))
            }
        }
    }
}
