//! The annexes: every mean of the month, and where the figures come from.

use ::report::model::{Block, Cell, Row};

use super::{Chapter, Page, row, table};
use crate::language::Language;
use crate::report::phrases::{class, mean};
use crate::report::rows::Item;

/// Means by section and item.
pub(super) fn values(page: Page<'_>) -> Chapter<'_> {
    let heads = [
        page.say("断面", "Section"),
        page.say(
            "项目：月均值（类别，有数据天数）",
            "Item: mean (class, days with data)",
        ),
    ];
    let by_section = page
        .monthly
        .items
        .chunk_by(|one, next| one.section == next.section);
    let rows = by_section
        .filter_map(|items| section(page, items))
        .collect();
    let title = page.say("附录一：月均值", "Annex 1: Means of the month");
    (title, table(&heads, rows))
}

fn section(page: Page<'_>, items: &[Item]) -> Option<Row> {
    let first = items.first()?;
    let told: Vec<String> = items.iter().map(|item| value(page.lang, item)).collect();
    let cells = vec![
        Cell::from(page.lang.pick(&first.name_zh, &first.name_en)),
        told.join(page.say("；", "; ")).into(),
    ];
    Some(row(page, cells, None, None))
}

fn value(lang: Language, item: &Item) -> String {
    let unit = if item.unit == "1" { "" } else { &item.unit };
    let days = match lang {
        Language::Zh => format!("{}天", item.days),
        Language::En => format!("{} d", item.days),
    };
    let below = if item.readings_below > 0 { "ND " } else { "" };
    let judged = item
        .class
        .as_deref()
        .map_or_else(String::new, |name| format!("{}, ", class(lang, Some(name))));
    let title = lang.pick(&item.item_zh, &item.item_en);
    let shown = mean(item.mean, item.decimals);
    format!("{title} {shown} {unit} ({below}{judged}{days})")
}

/// The runs that computed the figures, and the files that the month's readings stand in.
pub(super) fn sources(page: Page<'_>) -> Chapter<'_> {
    let told = page.say(
        "每个数字都可用 wellkeeper explain 逐级追到原始读数和文件行；加 --recompute 可证明数字能够重现。下列为算出本月报各表的运行。",
        "Every figure can be followed back to the readings and the lines of the files with wellkeeper explain; with --recompute it comes out again. These runs computed the tables of this report.",
    );
    let runs = [
        page.say("表", "Table"),
        page.say(">运行", ">Run"),
        page.say("规则包", "Pack"),
        page.say(">读取快照", ">From snapshot"),
        page.say("执行者", "By"),
    ];
    let files = [
        page.say("断面", "Section"),
        page.say("文件", "File"),
        page.say(">读数", ">Readings"),
        page.say(">行", ">Lines"),
    ];
    let mut blocks = vec![Block::Note(told.into())];
    blocks.extend(table(&runs, rows_of_runs(page)));
    blocks.extend(table(&files, rows_of_files(page)));
    let title = page.say("附录二：数字的来历", "Annex 2: Where the figures come from");
    (title, blocks)
}

fn rows_of_runs(page: Page<'_>) -> Vec<Row> {
    let monthly = page.monthly;
    // Each once, in the order of the chapters.
    let mut cited: Vec<i64> = Vec::new();
    let all = (monthly.now().map(|row| row.run).into_iter())
        .chain(monthly.rivers.iter().map(|row| row.run))
        .chain(monthly.lakes.iter().map(|row| row.run))
        .chain(monthly.drinking.iter().map(|row| row.run))
        .chain(monthly.sections.iter().map(|row| row.run))
        .chain(monthly.compliance.iter().map(|row| row.run))
        .chain(monthly.index.iter().map(|row| row.run))
        .chain(monthly.trends.iter().map(|row| row.run))
        .chain(monthly.quality.iter().map(|row| row.run))
        .chain(monthly.items.iter().map(|row| row.run));
    for run in all {
        if !cited.contains(&run) {
            cited.push(run);
        }
    }
    let runs = cited.iter().filter_map(|id| monthly.runs.get(id));
    runs.map(|run| {
        let hash = run.pack_hash.get(..12).unwrap_or(&run.pack_hash);
        let cells = vec![
            Cell::from(run.table_name.as_str()),
            run.id.to_string().into(),
            format!("{} {} ({hash})", run.pack, run.pack_version).into(),
            run.read_snapshot.to_string().into(),
            run.who.as_str().into(),
        ];
        row(page, cells, None, None)
    })
    .collect()
}

fn rows_of_files(page: Page<'_>) -> Vec<Row> {
    let readings = page.monthly.readings.iter();
    readings
        .map(|of| {
            let cells = vec![
                Cell::from(of.section.as_str()),
                of.file.as_str().into(),
                of.readings.to_string().into(),
                format!("{}–{}", of.first_line, of.last_line).into(),
            ];
            row(page, cells, None, None)
        })
        .collect()
}
