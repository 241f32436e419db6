//! Sections: what exceeds, all of them, and their year.

use std::collections::{BTreeSet, HashMap};

use ::report::model::{Block, Cell, Chart, Row, Shape, Text};

use super::{Chapter, Page, mark, row, table};
use crate::report::phrases::{NOTHING, class, decided, from_to, met, name};
use crate::report::rows::{SectionMonth, StripCell};

/// Rank of class III.
const GOOD: i64 = 3;
/// Courses that are drawn, of the sections that exceed; the page shows those of all.
const COURSES_SHOWN: usize = 3;

/// The sections that are worse than class III or miss their target.
fn worse(page: Page<'_>) -> impl Iterator<Item = &SectionMonth> {
    let is_worse = |s: &&SectionMonth| {
        s.class_rank.is_some_and(|rank| rank > GOOD) || s.meets_target == Some(false)
    };
    page.monthly.sections.iter().filter(is_worse)
}

pub(super) fn exceeding(page: Page<'_>) -> Chapter<'_> {
    let mut blocks = Vec::new();
    if page.monthly.now().is_some() {
        for section in worse(page) {
            let (zh, en) = (section.because_zh.as_deref(), section.because_en.as_deref());
            let shown = class(page.lang, section.class.as_deref());
            let because = page.lang.pick_of(zh, en).unwrap_or(NOTHING);
            let text = Text::default()
                .strong(named(page, section))
                .and(format!(" {shown} {because}"));
            blocks.push(Block::Paragraph(text));
        }
        if blocks.is_empty() {
            let told = page.say(
                "没有劣于Ⅲ类或未达目标的断面。",
                "No section is worse than class III or misses its target.",
            );
            blocks.push(Block::Paragraph(told.into()));
        }
        let drawn = worse(page).filter_map(|section| course(page, section));
        blocks.extend(drawn.take(COURSES_SHOWN));
    }
    (page.say("超标断面", "Sections that exceed"), blocks)
}

pub(super) fn all(page: Page<'_>) -> Chapter<'_> {
    let heads = [
        page.say("断面", "Section"),
        page.say("河流、湖库", "River or lake"),
        page.say("|类别", "|Class"),
        page.say("定类因子及月均值", "Decided by, month mean"),
        page.say(">与Ⅲ类之比", ">Share of III"),
        page.say("|目标", "|Target"),
        page.say("|达标", "|Met"),
        page.say("|环比", "|On last month"),
        page.say("|同比", "|On last year"),
        page.say(">天数", ">Days"),
    ];
    let sections = &page.monthly.sections;
    let rows = sections.iter().map(|s| section(page, s)).collect();
    let mut blocks = table(&heads, rows);
    if sections.iter().any(|s| s.status != "verified") {
        let told = page.say(
            "有断面的数据未经人工审核，结果为暂定。",
            "Some sections' data were not reviewed by a person yet: their results are provisional.",
        );
        blocks.push(Block::Note(told.into()));
    }
    (page.say("断面与点位", "Sections and points"), blocks)
}

fn section(page: Page<'_>, section: &SectionMonth) -> Row {
    let lang = page.lang;
    let now = section.class.as_deref();
    let share = section.deciding_share.map(|share| format!("{share:.2}"));
    let cells = vec![
        Cell::from(named(page, section)),
        section.river.as_deref().unwrap_or(NOTHING).into(),
        mark(page, now, section.complete),
        decided(lang, &section.deciding).into(),
        share.as_deref().unwrap_or(NOTHING).into(),
        class(lang, section.target_class.as_deref()).into(),
        met(lang, section.meets_target).into(),
        from_to(lang, section.class_month_before.as_deref(), now).into(),
        from_to(lang, section.class_year_before.as_deref(), now).into(),
        section.days.to_string().into(),
    ];
    row(page, cells, None, None)
}

fn named<'p>(page: Page<'p>, section: &'p SectionMonth) -> &'p str {
    name(
        page.lang,
        &section.section,
        section.name_zh.as_deref(),
        section.name_en.as_deref(),
    )
}

/// The deciding item's means over the year; nothing where fewer than two months have one.
fn course(page: Page<'_>, section: &SectionMonth) -> Option<Block> {
    let points: Vec<_> = page
        .monthly
        .courses
        .iter()
        .filter(|point| point.section == section.section)
        .collect();
    let mean = |month: &str| points.iter().find(|point| point.month == month)?.mean;
    let values: Vec<(String, Option<f64>)> = (0..=12)
        .rev()
        .map(|before| {
            let month = page.monthly.earlier(before);
            let value = mean(&month).filter(|value| value.is_finite());
            (month.get(2..).unwrap_or(&month).to_owned(), value)
        })
        .collect();
    if values.iter().filter(|(_, value)| value.is_some()).count() < 2 {
        return None;
    }
    let deciding = &section.deciding;
    let item = page
        .lang
        .pick_of(deciding.item_zh.as_deref(), deciding.item_en.as_deref())?;
    let limit = points
        .iter()
        .find_map(|point| point.class_iii)
        .filter(|limit| limit.is_finite());
    let unit = deciding.item_unit.as_deref().filter(|unit| *unit != "1");
    let limit_name = page.say("Ⅲ类限值", "Class III");
    Some(Block::Chart(Chart {
        title: match page.lang {
            crate::language::Language::Zh => format!("{}：{item}月均值", named(page, section)),
            crate::language::Language::En => {
                format!("{}: {item}, month means", named(page, section))
            }
        },
        shape: Shape::Course {
            points: values,
            limit: limit.map(|limit| (limit, limit_name.to_owned())),
            unit: unit.unwrap_or_default().to_owned(),
        },
    }))
}

/// The classes of every section over the year.
pub(super) fn year(page: Page<'_>) -> Chapter<'_> {
    let monthly = page.monthly;
    let title = page.say("各月类别", "Classes month by month");
    let filled: BTreeSet<&str> = monthly.strip.iter().map(|c| c.month.as_str()).collect();
    if filled.len() < 2 {
        return (title, Vec::new());
    }
    let months: Vec<String> = (0..=12)
        .rev()
        .map(|before| monthly.earlier(before))
        .collect();
    let heads: Vec<String> = months
        .iter()
        .map(|month| format!("|{}", month.get(2..).unwrap_or(month)))
        .collect();
    let heads: Vec<&str> = std::iter::once(page.say("断面", "Section"))
        .chain(heads.iter().map(String::as_str))
        .collect();
    let by_key: HashMap<(&str, &str), &StripCell> = monthly
        .strip
        .iter()
        .map(|cell| ((cell.section.as_str(), cell.month.as_str()), cell))
        .collect();
    let rows = monthly
        .sections
        .iter()
        .map(|section| {
            let of_month = |month: &String| {
                let cell = by_key.get(&(section.section.as_str(), month.as_str()));
                cell.map_or_else(
                    || Cell::from("·"),
                    |cell| short(mark(page, cell.class.as_deref(), cell.complete)),
                )
            };
            let cells = std::iter::once(Cell::from(named(page, section)))
                .chain(months.iter().map(of_month))
                .collect();
            row(page, cells, None, None)
        })
        .collect();
    (title, table(&heads, rows))
}

/// The mark for a narrow column: `inferior V` is written shorter there.
fn short(mut mark: Cell) -> Cell {
    for span in &mut mark.text.spans {
        span.text = span.text.replace("inferior V", "inf. V");
    }
    mark
}
