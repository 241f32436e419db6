//! Trends, the state of the data, and what people remarked.

use ::report::model::{Block, Cell, Row};

use super::{Chapter, Page, row, table};
use crate::report::phrases::{NOTHING, check, feed_check, name};
use crate::report::rows::{Quality, Trend};

/// Findings about the data that are listed; beyond, they are counted.
const FINDINGS_SHOWN: usize = 40;

pub(super) fn trends(page: Page<'_>) -> Chapter<'_> {
    let monthly = page.monthly;
    let heads = [
        page.say("断面", "Section"),
        page.say("项目", "Item"),
        page.say(">每年变化（95 %区间）", ">Change a year (95 % interval)"),
        page.say("|水质", "|The water is"),
    ];
    let rows = monthly.trends.iter().map(|t| trend(page, t)).collect();
    let mut blocks = vec![Block::Paragraph(monthly.trends_summary(page.lang).into())];
    blocks.extend(table(&heads, rows));
    (page.say("趋势", "Trends"), blocks)
}

fn trend(page: Page<'_>, trend: &Trend) -> Row {
    let (zh, en) = (trend.name_zh.as_deref(), trend.name_en.as_deref());
    let water = if trend.water_is == "better" {
        page.say("变好", "better")
    } else {
        page.say("变差", "worse")
    };
    let cells = vec![
        Cell::from(name(page.lang, &trend.section, zh, en)),
        page.lang.pick(&trend.item_zh, &trend.item_en).into(),
        slope(trend).into(),
        water.into(),
    ];
    row(
        page,
        cells,
        trend.because_zh.as_deref(),
        trend.because_en.as_deref(),
    )
}

fn slope(trend: &Trend) -> String {
    let shown =
        |value: Option<f64>| value.map_or_else(|| NOTHING.to_owned(), |v| format!("{v:+.3}"));
    let unit = trend.unit.as_deref().filter(|unit| *unit != "1");
    format!(
        "{} {} ({} … {})",
        shown(trend.slope),
        unit.unwrap_or_default(),
        shown(trend.slope_lower),
        shown(trend.slope_upper)
    )
}

pub(super) fn data(page: Page<'_>) -> Chapter<'_> {
    let (lang, monthly) = (page.lang, page.monthly);
    let heads = [
        page.say("检查", "Check"),
        page.say("断面", "Section"),
        page.say("项目：查出/检查", "Item: found of tested"),
    ];
    let findings = monthly.findings();
    let all = findings.len();
    let shown = findings.take(FINDINGS_SHOWN);
    let rows = shown.filter_map(|found| finding(page, found)).collect();
    let mut blocks = vec![Block::Paragraph(monthly.quality_summary(lang).into())];
    blocks.extend(table(&heads, rows));
    if all > FINDINGS_SHOWN {
        let told = match lang {
            crate::language::Language::Zh => {
                format!("共 {all} 处，其余见表 water_quality.data_quality。")
            }
            crate::language::Language::En => {
                format!("{all} in all; the others are in water_quality.data_quality.")
            }
        };
        blocks.push(Block::Note(told.into()));
    }
    if let Some(compared) = &monthly.feed_check {
        blocks.push(Block::Paragraph(feed_check(lang, compared).into()));
    }
    (page.say("数据质量", "The state of the data"), blocks)
}

/// Findings of one check and section in a row, the first of them explained.
fn finding(page: Page<'_>, found: &[Quality]) -> Option<Row> {
    let first = found.first()?;
    let (zh, en) = (first.name_zh.as_deref(), first.name_en.as_deref());
    let items: Vec<String> = found
        .iter()
        .map(|one| {
            let item = page.lang.pick(&one.item_zh, &one.item_en);
            format!("{item} {}/{}", one.found, one.tested)
        })
        .collect();
    let cells = vec![
        Cell::from(check(page.lang, &first.check)),
        name(page.lang, &first.section, zh, en).into(),
        items.join(page.say("、", ", ")).into(),
    ];
    let (zh, en) = (first.because_zh.as_deref(), first.because_en.as_deref());
    Some(row(page, cells, zh, en))
}

pub(super) fn remarks(page: Page<'_>) -> Chapter<'_> {
    let heads = [
        page.say("对象", "On"),
        page.say("内容", "Remark"),
        page.say("何人", "By"),
    ];
    let told = page.monthly.remarks.iter().map(|remark| {
        let cells = [
            remark.on(page.lang),
            remark.text.clone(),
            remark.who.clone(),
        ];
        row(page, cells.map(Cell::from).into(), None, None)
    });
    let mut blocks = table(&heads, told.collect());
    if page.monthly.has_more_remarks {
        let more = page.say(
            "另有更多备注，见网页。",
            "There are more; the page has all of them.",
        );
        blocks.push(Block::Note(more.into()));
    }
    (page.say("备注", "Remarks"), blocks)
}
