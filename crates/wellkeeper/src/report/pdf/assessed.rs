//! Rivers, lakes, drinking-water sources, targets and ranks.

use ::report::model::{Block, Cell, Row};

use super::{Chapter, Page, mark, row, table};
use crate::report::phrases::{NOTHING, decided, met, months_met, name, percent, verdict};
use crate::report::rows::{Drinking, Lake, River};

pub(super) fn rivers(page: Page<'_>) -> Chapter<'_> {
    let heads = [
        page.say("河流", "River"),
        page.say(">已评/应有断面", ">Sections judged"),
        page.say("|类别", "|Class"),
        page.say(">Ⅰ～Ⅲ类", ">I–III"),
        page.say("水质状况", "Quality"),
        page.say("环比", "On last month"),
        page.say("同比", "On last year"),
    ];
    let rows = page.monthly.rivers.iter().map(|r| river(page, r)).collect();
    (page.say("河流", "Rivers"), table(&heads, rows))
}

fn river(page: Page<'_>, river: &River) -> Row {
    let word = |word: &Option<String>| page.monthly.word(page.lang, word.as_deref()).into();
    let judged = format!("{}/{}", river.sections_judged, river.sections_expected);
    let cells = vec![
        Cell::from(river.river.as_str()),
        judged.into(),
        mark(page, river.class.as_deref(), true),
        percent(river.share_good).into(),
        word(&river.quality),
        word(&river.change_month),
        word(&river.change_year),
    ];
    row(
        page,
        cells,
        river.because_zh.as_deref(),
        river.because_en.as_deref(),
    )
}

pub(super) fn lakes(page: Page<'_>) -> Chapter<'_> {
    let heads = [
        page.say("湖库", "Lake"),
        page.say(">点位", ">Points"),
        page.say("|类别", "|Class"),
        page.say("定类因子", "Decided by"),
        page.say("总氮（单列）", "Total nitrogen, apart"),
        page.say(">营养状态指数", ">Trophic index"),
        page.say("营养状态", "Trophic state"),
        page.say("环比", "On last month"),
        page.say("同比", "On last year"),
    ];
    let rows = page.monthly.lakes.iter().map(|l| lake(page, l)).collect();
    (
        page.say("湖泊水库", "Lakes and reservoirs"),
        table(&heads, rows),
    )
}

fn lake(page: Page<'_>, lake: &Lake) -> Row {
    let word = |word: &Option<String>| page.monthly.word(page.lang, word.as_deref()).into();
    let mut nitrogen = mark(page, lake.tn_class.as_deref(), true);
    if let Some(tn) = lake.tn {
        nitrogen.text = nitrogen.text.and(format!(" {tn} mg/L"));
    }
    let index = lake.trophic_index.map(|index| format!("{index:.1}"));
    let cells = vec![
        Cell::from(lake.lake.as_str()),
        lake.points.to_string().into(),
        mark(page, lake.class.as_deref(), true),
        decided(page.lang, &lake.deciding).into(),
        nitrogen,
        index.as_deref().unwrap_or(NOTHING).into(),
        word(&lake.trophic_state),
        word(&lake.change_month),
        word(&lake.change_year),
    ];
    row(
        page,
        cells,
        lake.because_zh.as_deref(),
        lake.because_en.as_deref(),
    )
}

pub(super) fn drinking(page: Page<'_>) -> Chapter<'_> {
    let heads = [
        page.say("水源地", "Source"),
        page.say("|表1类别", "|Class by table 1"),
        page.say(">补充项目", ">Supplementary items"),
        page.say(">特定项目", ">Specific items"),
        page.say("|达标", "|Meets"),
    ];
    let sources = page.monthly.drinking.iter();
    let rows = sources.map(|source| source_of(page, source)).collect();
    (
        page.say("饮用水水源地", "Drinking-water sources"),
        table(&heads, rows),
    )
}

fn source_of(page: Page<'_>, source: &Drinking) -> Row {
    let (zh, en) = (source.name_zh.as_deref(), source.name_en.as_deref());
    let cells = vec![
        Cell::from(name(page.lang, &source.section, zh, en)),
        mark(page, source.class.as_deref(), true),
        format!("{}/5", source.supplementary_measured).into(),
        format!("{}/80", source.specific_measured).into(),
        met(page.lang, source.meets).into(),
    ];
    row(
        page,
        cells,
        source.because_zh.as_deref(),
        source.because_en.as_deref(),
    )
}

pub(super) fn targets(page: Page<'_>) -> Chapter<'_> {
    let lang = page.lang;
    let heads = [
        page.say("断面", "Section"),
        page.say("|目标", "|Target"),
        page.say(">达标月份", ">Months that met it"),
        page.say(">达标率", ">Rate"),
        page.say("|稳定达标", "|Stable"),
        page.say("|逐年向优", "|Better every year"),
    ];
    let with_target = page.monthly.compliance.iter();
    let rows = with_target
        .filter(|target| target.target_class.is_some())
        .map(|target| {
            let (zh, en) = (target.name_zh.as_deref(), target.name_en.as_deref());
            let cells = vec![
                Cell::from(name(lang, &target.section, zh, en)),
                mark(page, target.target_class.as_deref(), true),
                months_met(lang, target).into(),
                percent(target.rate).into(),
                verdict(lang, target.stable.as_deref()).into(),
                verdict(lang, target.better.as_deref()).into(),
            ];
            let (zh, en) = (target.because_zh.as_deref(), target.because_en.as_deref());
            row(page, cells, zh, en)
        })
        .collect();
    let title = page.say("近十二个月达标", "Targets over the twelve months to date");
    (title, table(&heads, rows))
}

pub(super) fn ranks(page: Page<'_>) -> Chapter<'_> {
    let heads = [
        page.say(">名次", ">Rank"),
        page.say("断面", "Section"),
        page.say(">指数", ">Index"),
        page.say(">同比", ">On last year"),
        page.say(">项目数", ">Items"),
    ];
    let ranked = page.monthly.index.iter();
    let rows: Vec<Row> = ranked
        .map(|ranked| {
            let (zh, en) = (ranked.name_zh.as_deref(), ranked.name_en.as_deref());
            let change = ranked.change_percent.map(|c| format!("{c:+.1} %"));
            let cells = vec![
                Cell::from(format!("{}/{}", ranked.rank, ranked.ranked)),
                name(page.lang, &ranked.section, zh, en).into(),
                format!("{:.3}", ranked.cwqi).into(),
                change.as_deref().unwrap_or(NOTHING).into(),
                ranked.items_count.to_string().into(),
            ];
            row(page, cells, None, None)
        })
        .collect();
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        let told = page.say(
            "指数越小越好；只在测了相同项目的断面之间排名。",
            "Less is better; sections are ranked only among those with the same items.",
        );
        blocks.push(Block::Note(told.into()));
        blocks.extend(table(&heads, rows));
    }
    let title = page.say("水质指数名次", "Ranks by the water quality index");
    (title, blocks)
}
