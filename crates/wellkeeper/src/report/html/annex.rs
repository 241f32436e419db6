//! The annexes: every mean of the month, and where each figure comes from.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::Page;
use super::cite::Cited;
use crate::language::Language;
use crate::report::phrases::mean;
use crate::report::rows::Item;

/// Means by section and item.
pub(super) fn values(page: Page<'_>) -> Markup {
    let mut by_section: Vec<(&str, Vec<&Item>)> = Vec::new();
    for item in &page.monthly.items {
        match by_section.last_mut() {
            Some((section, items)) if *section == item.section => items.push(item),
            _ => by_section.push((&item.section, vec![item])),
        }
    }
    html! {
        @if !by_section.is_empty() {
            section #values .annex {
                h2 { (page.say("附录一：月均值", "Annex 1: Means of the month")) }
                div .wide {
                    table {
                        thead { tr {
                            th { (page.say("断面", "Section")) }
                            th { (page.say("项目：月均值（类别，有数据天数）", "Item: mean (class, days with data)")) }
                        } }
                        tbody {
                            @for (_, items) in &by_section {
                                tr {
                                    td .k { (page.lang.pick(&items[0].name_zh, &items[0].name_en)) }
                                    td { @for (index, item) in items.iter().enumerate() {
                                        @if index > 0 { (page.say("；", "; ")) }
                                        (value(page, item))
                                    } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn value(page: Page<'_>, item: &Item) -> Markup {
    let key = [
        ("section", item.section.as_str()),
        ("month", item.month.as_str()),
        ("item", item.item.as_str()),
    ];
    let unit = if item.unit == "1" { "" } else { &item.unit };
    let days = match page.lang {
        Language::Zh => format!("{}天", item.days),
        Language::En => format!("{} d", item.days),
    };
    let below = if item.readings_below > 0 { "ND " } else { "" };
    html! {
        (page.lang.pick(&item.item_zh, &item.item_en)) " "
        (page.cites.figure(("item_month", item.run), &key, mean(item.mean, item.decimals))) " " (unit)
        " (" (below) @if let Some(class) = &item.class { (crate::report::phrases::class(page.lang, Some(class))) ", " } (days) ")"
    }
}

/// Where every figure comes from: the run, the pack's text, the command that follows it back, and
/// the files that the month's readings stand in.
pub(super) fn sources(page: Page<'_>) -> Markup {
    let rows = page.cites.all();
    let mut by_run: BTreeMap<(&str, i64), Vec<(usize, &Cited)>> = BTreeMap::new();
    for (number, row) in rows.iter().enumerate() {
        by_run
            .entry((row.table, row.run))
            .or_default()
            .push((number, row));
    }
    html! {
        section #sources .annex {
            h2 { (page.say("附录二：数字的来历", "Annex 2: Where the figures come from")) }
            p .soft {
                (page.say("正文里每个带虚线的数字都链到这里。把命令粘到命令行，就逐级追到原始读数和文件行；加 --recompute 可证明数字能够重现。",
                    "Every dotted figure leads here. The command, pasted into a shell in the zone's folder, follows it back to the readings and the lines of the files; with --recompute it proves that the figure comes out again."))
            }
            @for ((table, run), rows) in &by_run {
                h3 { code { "water_quality." (table) } }
                (run_of(page, *run))
                ol .rows { @for (number, row) in rows { li id={ "row-" (number) } { code { (row.command()) } } } }
            }
            (files(page))
        }
    }
}

fn run_of(page: Page<'_>, id: i64) -> Markup {
    html! {
        @if let Some(run) = page.monthly.runs.get(&id) {
            p .soft {
                (page.say("第 ", "Run ")) (run.id) (page.say(" 次运行，", " of ")) (run.pack) " " (run.pack_version)
                " (" code { (run.pack_hash.get(..12).unwrap_or(&run.pack_hash)) } ")"
                (page.say("，由快照 ", ", from snapshot ")) (run.read_snapshot) (page.say("，", ", by ")) (run.who)
            }
        }
    }
}

fn files(page: Page<'_>) -> Markup {
    let monthly = page.monthly;
    html! {
        @if !monthly.readings.is_empty() {
            h3 { (page.say("本月读数所在的文件", "Files of the month's readings")) }
            div .wide { table {
                thead { tr {
                    th { (page.say("断面", "Section")) }
                    th { (page.say("文件", "File")) }
                    th .n { (page.say("读数", "Readings")) }
                    th .n { (page.say("行", "Lines")) }
                } }
                tbody { @for row in &monthly.readings { tr {
                    td .k { (row.section) }
                    td { code { (row.file) } }
                    td .n { (row.readings) }
                    td .n { (row.first_line) "–" (row.last_line) }
                } } }
            } }
        }
    }
}
