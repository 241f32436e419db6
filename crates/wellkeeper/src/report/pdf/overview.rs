//! The overview: the zone in figures, and its year in classes.

use ::report::model::{Bar, Block, Chart, KeyFigure, Shape, Text};

use super::{Chapter, Page, kinds};
use crate::language::Language;
use crate::report::phrases::{NOTHING, empty_month, percent};
use crate::report::rows::ZoneMonth;

pub(super) fn overview(page: Page<'_>) -> Chapter<'_> {
    let mut blocks = match page.monthly.now() {
        None => vec![Block::Paragraph(
            empty_month(page.lang, page.monthly).into(),
        )],
        Some(now) => figures(page, now),
    };
    if !page.monthly.strip.is_empty() {
        blocks.push(month(page));
        blocks.push(year(page));
    }
    (page.say("概况", "Overview"), blocks)
}

fn figures(page: Page<'_>, now: &ZoneMonth) -> Vec<Block> {
    let range = format!(
        "{} {}–{}",
        page.say("无数据者皆差～皆好：", "if the silent were worst–best: "),
        percent(now.share_good_at_worst),
        percent(now.share_good_at_best)
    );
    let figures = vec![
        figure(
            page.say("已评价断面", "Sections judged"),
            format!("{} / {}", now.judged, now.expected),
            page.say("应有断面在后", "of those expected").to_owned(),
        ),
        figure(
            page.say("Ⅰ～Ⅲ类比例", "Class I to III"),
            percent(now.share_good),
            range,
        ),
        figure(
            page.say("劣Ⅴ类比例", "Inferior V"),
            percent(now.share_inferior_v),
            page.say("以已评价断面计", "of the sections judged")
                .to_owned(),
        ),
    ];
    let changes = vec![
        figure(
            page.say("环比", "On last month"),
            signed(now.change_month),
            compared(
                page,
                now.sections_month_before,
                now.change_month_word.as_deref(),
            ),
        ),
        figure(
            page.say("同比", "On last year"),
            signed(now.change_year),
            compared(
                page,
                now.sections_year_before,
                now.change_year_word.as_deref(),
            ),
        ),
    ];
    let mut blocks = vec![
        Block::Figures(figures),
        Block::Figures(changes),
        Block::Paragraph(page.lang.pick(&now.because_zh, &now.because_en).into()),
    ];
    if let Some(quality) = &now.quality {
        let word = page.monthly.word(page.lang, Some(quality));
        let told = Text::plain(page.say("全区水质状况：", "Quality of the zone: "));
        blocks.push(Block::Paragraph(told.strong(word)));
    }
    if now.complete < now.judged {
        let told = page.say(
            "括号里的类别数据不足，仅供参考。",
            "A class in brackets rests on too few data and is no verdict yet.",
        );
        blocks.push(Block::Note(told.into()));
    }
    blocks
}

fn figure(label: &str, value: String, remark: String) -> KeyFigure {
    KeyFigure {
        label: label.to_owned(),
        value: value.into(),
        remark,
    }
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
        Language::Zh => format!("百分点，{sections} 个断面可比"),
        Language::En => format!("points, {sections} sections compared"),
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

/// How many sections have each class in a month.
fn counts(page: Page<'_>, month: &str) -> Vec<u32> {
    let mut counts = vec![0; 6];
    for cell in page.monthly.strip.iter().filter(|c| c.month == month) {
        let rank = cell
            .class_rank
            .and_then(|rank| usize::try_from(rank - 1).ok());
        if let Some(count) = rank.and_then(|rank| counts.get_mut(rank)) {
            *count += 1;
        }
    }
    counts
}

fn month(page: Page<'_>) -> Block {
    let title = page.say("本月各类别断面数", "Sections of the month by class");
    Block::Chart(Chart {
        title: title.to_owned(),
        shape: Shape::Strip {
            kinds: kinds(page.lang),
            counts: counts(page, &page.monthly.month_id()),
        },
    })
}

fn year(page: Page<'_>) -> Block {
    let bars = (0..=12).rev().map(|before| {
        let month = page.monthly.earlier(before);
        Bar {
            label: month.get(2..).unwrap_or(&month).to_owned(),
            counts: counts(page, &month),
        }
    });
    let title = page.say("各月断面类别数", "Sections by class, month by month");
    Block::Chart(Chart {
        title: title.to_owned(),
        shape: Shape::Bars {
            kinds: kinds(page.lang),
            bars: bars.collect(),
        },
    })
}
