//! The report in the terminal.

use super::monthly::Monthly;
use super::phrases::{
    NOTHING, check, class, decided, empty_month, feed_check, from_to, met, month, months_met, name,
    percent, points, verdict,
};
use super::rows::ZoneMonth;
use crate::language::Language;
use crate::output::{Align, Grid};

/// Silent sections are named up to here; beyond, they are counted.
const NAMES_SHOWN: usize = 8;
/// Findings about the data are listed up to here; beyond, they are counted.
const FINDINGS_SHOWN: usize = 12;

/// The whole report.
pub(super) fn render(lang: Language, monthly: &Monthly) -> String {
    let mut page = Page {
        lang,
        out: String::new(),
    };
    let title = lang.pick("水质月报", "Water quality report");
    let zone = lang.pick(&monthly.zone.zh, &monthly.zone.en);
    page.line("");
    page.line(&format!(
        "{zone} · {title} · {}",
        month(lang, &monthly.month_id())
    ));
    page.line("");
    overview(&mut page, monthly);
    months(&mut page, monthly);
    rivers(&mut page, monthly);
    lakes(&mut page, monthly);
    drinking(&mut page, monthly);
    sections(&mut page, monthly);
    compliance(&mut page, monthly);
    ranks(&mut page, monthly);
    trends(&mut page, monthly);
    data(&mut page, monthly);
    let remarks = super::remarks::lines(lang, monthly);
    for line in &remarks {
        page.line(line);
    }
    end(&mut page, monthly);
    page.out
}

struct Page {
    lang: Language,
    out: String,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn heading(&mut self, zh: &str, en: &str) {
        let text = self.lang.pick(zh, en).to_owned();
        self.line(&text);
        self.line("");
    }

    fn grid(&mut self, heads: &[(&str, &str, Align)], rows: Vec<Vec<String>>) {
        let heads = heads
            .iter()
            .map(|(zh, en, align)| (self.lang.pick(zh, en).to_owned(), *align))
            .collect();
        let mut grid = Grid::new(heads);
        for row in rows {
            grid.row(row);
        }
        let text = grid.text();
        self.line(&text);
    }
}

fn overview(page: &mut Page, monthly: &Monthly) {
    let lang = page.lang;
    let Some(now) = monthly.now() else {
        page.line(&empty_month(lang, monthly));
        page.line("");
        return;
    };
    let because = lang.pick(&now.because_zh, &now.because_en);
    page.line(&because.replace("; ", "\n  ").replace('；', "\n  "));
    if let Some(quality) = &now.quality {
        let words = lang.pick("全区水质状况", "Quality of the zone");
        let colon = lang.pick("：", ": ");
        page.line(&format!(
            "{words}{colon}{}",
            monthly.word(lang, Some(quality))
        ));
    }
    page.line("");
}

fn months(page: &mut Page, monthly: &Monthly) {
    let lang = page.lang;
    if monthly.months.is_empty() {
        return;
    }
    let rows = monthly
        .months
        .iter()
        .map(|m| {
            vec![
                m.month.clone(),
                m.expected.to_string(),
                m.judged.to_string(),
                m.complete.to_string(),
                percent(m.share_good),
                format!(
                    "{}–{}",
                    percent(m.share_good_at_worst),
                    percent(m.share_good_at_best)
                ),
                percent(m.share_inferior_v),
                change(m.change_month, m.sections_month_before),
                change(m.change_year, m.sections_year_before),
                silent(lang, m),
            ]
        })
        .collect();
    page.grid(
        &[
            ("月份", "month", Align::Left),
            ("应有", "expected", Align::Right),
            ("已评", "judged", Align::Right),
            ("数据完整", "complete", Align::Right),
            ("Ⅰ～Ⅲ类", "I–III", Align::Right),
            ("范围（无数据者）", "if silent worst–best", Align::Right),
            ("劣Ⅴ类", "inferior V", Align::Right),
            ("环比（可比断面）", "on last month (sections)", Align::Right),
            ("同比（可比断面）", "on last year (sections)", Align::Right),
            ("无数据", "silent", Align::Left),
        ],
        rows,
    );
}

fn change(points: Option<f64>, sections: Option<i64>) -> String {
    match (points, sections) {
        (Some(points), Some(sections)) => format!("{points:+.1} ({sections})"),
        _ => NOTHING.to_owned(),
    }
}

fn silent(lang: Language, month: &ZoneMonth) -> String {
    let names = lang.pick_of(
        month.silent_names.as_deref(),
        month.silent_names_en.as_deref(),
    );
    let comma = lang.pick("、", ", ");
    let all: Vec<&str> = names
        .unwrap_or_default()
        .split(comma)
        .filter(|name| !name.is_empty())
        .collect();
    if all.len() > NAMES_SHOWN {
        return format!("{} … {}", all[..NAMES_SHOWN].join(comma), all.len());
    }
    all.join(comma)
}

fn rivers(page: &mut Page, monthly: &Monthly) {
    let lang = page.lang;
    if monthly.rivers.is_empty() {
        return;
    }
    page.heading("河流", "Rivers");
    let rows = monthly
        .rivers
        .iter()
        .map(|r| {
            vec![
                r.river.clone(),
                format!("{}/{}", r.sections_judged, r.sections_expected),
                class(lang, r.class.as_deref()),
                percent(r.share_good),
                monthly.word(lang, r.quality.as_deref()).to_owned(),
                monthly.word(lang, r.change_month.as_deref()).to_owned(),
                monthly.word(lang, r.change_year.as_deref()).to_owned(),
            ]
        })
        .collect();
    page.grid(
        &[
            ("河流", "river", Align::Left),
            ("已评/应有断面", "sections judged", Align::Right),
            ("类别", "class", Align::Left),
            ("Ⅰ～Ⅲ类", "I–III", Align::Right),
            ("水质状况", "quality", Align::Left),
            ("环比", "on last month", Align::Left),
            ("同比", "on last year", Align::Left),
        ],
        rows,
    );
}

fn lakes(page: &mut Page, monthly: &Monthly) {
    let lang = page.lang;
    if monthly.lakes.is_empty() {
        return;
    }
    page.heading("湖泊水库", "Lakes and reservoirs");
    let rows = monthly
        .lakes
        .iter()
        .map(|l| {
            let index = l.trophic_index.map(|index| format!("{index:.1}"));
            vec![
                l.lake.clone(),
                l.points.to_string(),
                class(lang, l.class.as_deref()),
                decided(lang, &l.deciding),
                class(lang, l.tn_class.as_deref()),
                index.unwrap_or_else(|| NOTHING.to_owned()),
                monthly.word(lang, l.trophic_state.as_deref()).to_owned(),
                monthly.word(lang, l.change_month.as_deref()).to_owned(),
                monthly.word(lang, l.change_year.as_deref()).to_owned(),
            ]
        })
        .collect();
    page.grid(
        &[
            ("湖库", "lake", Align::Left),
            ("点位", "points", Align::Right),
            ("类别", "class", Align::Left),
            ("定类因子", "decided by", Align::Left),
            ("总氮类别（单列）", "total nitrogen, apart", Align::Left),
            ("营养状态指数", "trophic index", Align::Right),
            ("营养状态", "trophic state", Align::Left),
            ("环比", "on last month", Align::Left),
            ("同比", "on last year", Align::Left),
        ],
        rows,
    );
}

fn drinking(page: &mut Page, monthly: &Monthly) {
    let lang = page.lang;
    if monthly.drinking.is_empty() {
        return;
    }
    page.heading("饮用水水源地", "Drinking-water sources");
    for source in &monthly.drinking {
        let named = name(
            lang,
            &source.section,
            source.name_zh.as_deref(),
            source.name_en.as_deref(),
        );
        let because = lang.pick_of(source.because_zh.as_deref(), source.because_en.as_deref());
        let colon = lang.pick("：", ": ");
        page.line(&format!("  {named}{colon}{}", because.unwrap_or(NOTHING)));
    }
    page.line("");
}

fn sections(page: &mut Page, monthly: &Monthly) {
    let lang = page.lang;
    if monthly.sections.is_empty() {
        return;
    }
    page.heading("断面与点位", "Sections and points");
    let rows = monthly
        .sections
        .iter()
        .map(|s| {
            let now = s.class.as_deref();
            let share = s.deciding_share.map(|share| format!("{share:.2}"));
            let note = match (s.class.is_none(), s.complete, lang) {
                (true, ..) => lang.pick("不能评价", "cannot judge").to_owned(),
                (false, true, _) => String::new(),
                (false, false, Language::Zh) => format!("数据不足（{} 天）", s.days),
                (false, false, Language::En) => format!("not enough data ({} days)", s.days),
            };
            vec![
                name(lang, &s.section, s.name_zh.as_deref(), s.name_en.as_deref()).to_owned(),
                water_body(lang, s.water_body.as_deref()).to_owned(),
                class(lang, now),
                decided(lang, &s.deciding),
                share.unwrap_or_else(|| NOTHING.to_owned()),
                class(lang, s.target_class.as_deref()),
                met(lang, s.meets_target).to_owned(),
                from_to(lang, s.class_month_before.as_deref(), now),
                from_to(lang, s.class_year_before.as_deref(), now),
                note,
            ]
        })
        .collect();
    page.grid(
        &[
            ("断面", "section", Align::Left),
            ("水体", "water", Align::Left),
            ("类别", "class", Align::Left),
            ("定类因子及月均值", "decided by, month mean", Align::Left),
            ("与Ⅲ类限值之比", "share of III", Align::Right),
            ("目标", "target", Align::Left),
            ("达标", "met", Align::Left),
            ("环比", "on last month", Align::Left),
            ("同比", "on last year", Align::Left),
            ("说明", "note", Align::Left),
        ],
        rows,
    );
}

fn water_body(lang: Language, word: Option<&str>) -> &str {
    match word {
        Some("lake") => lang.pick("湖库", "lake"),
        Some("river") => lang.pick("河流", "river"),
        other => other.unwrap_or(NOTHING),
    }
}

fn compliance(page: &mut Page, monthly: &Monthly) {
    let lang = page.lang;
    let judged: Vec<_> = monthly
        .compliance
        .iter()
        .filter(|row| row.target_class.is_some())
        .collect();
    if judged.is_empty() {
        return;
    }
    page.heading("近十二个月达标", "Targets over the twelve months to date");
    let rows = judged
        .into_iter()
        .map(|row| {
            vec![
                name(
                    lang,
                    &row.section,
                    row.name_zh.as_deref(),
                    row.name_en.as_deref(),
                )
                .to_owned(),
                class(lang, row.target_class.as_deref()),
                months_met(lang, row),
                percent(row.rate),
                verdict(lang, row.stable.as_deref()).to_owned(),
                verdict(lang, row.better.as_deref()).to_owned(),
            ]
        })
        .collect();
    page.grid(
        &[
            ("断面", "section", Align::Left),
            ("目标", "target", Align::Left),
            ("达标月份", "months that met it", Align::Right),
            ("达标率", "rate", Align::Right),
            ("稳定达标", "stable", Align::Left),
            ("逐年向优", "better every year", Align::Left),
        ],
        rows,
    );
}

fn ranks(page: &mut Page, monthly: &Monthly) {
    let lang = page.lang;
    if monthly.index.is_empty() {
        return;
    }
    page.heading(
        "水质指数名次（只在项目相同的断面之间）",
        "Ranks by the water quality index, among sections with the same items",
    );
    let rows = monthly
        .index
        .iter()
        .map(|row| {
            let change = row.change_percent.map(|change| format!("{change:+.1} %"));
            vec![
                format!("{}/{}", row.rank, row.ranked),
                name(
                    lang,
                    &row.section,
                    row.name_zh.as_deref(),
                    row.name_en.as_deref(),
                )
                .to_owned(),
                format!("{:.3}", row.cwqi),
                change.unwrap_or_else(|| NOTHING.to_owned()),
                row.items_count.to_string(),
            ]
        })
        .collect();
    page.grid(
        &[
            ("名次", "rank", Align::Right),
            ("断面", "section", Align::Left),
            ("指数", "index", Align::Right),
            ("同比", "on last year", Align::Right),
            ("项目数", "items", Align::Right),
        ],
        rows,
    );
}

fn trends(page: &mut Page, monthly: &Monthly) {
    let lang = page.lang;
    page.heading("趋势", "Trends");
    page.line(&monthly.trends_summary(lang));
    for trend in &monthly.trends {
        let because = lang.pick_of(trend.because_zh.as_deref(), trend.because_en.as_deref());
        let named = name(
            lang,
            &trend.section,
            trend.name_zh.as_deref(),
            trend.name_en.as_deref(),
        );
        let item = lang.pick(&trend.item_zh, &trend.item_en);
        page.line(&format!(
            "  {named}, {item}: {}",
            because.unwrap_or(NOTHING)
        ));
    }
    page.line("");
}

fn data(page: &mut Page, monthly: &Monthly) {
    let lang = page.lang;
    page.heading("数据质量", "The state of the data");
    page.line(&monthly.quality_summary(lang));
    let (findings, comma) = (monthly.findings(), lang.pick("、", ", "));
    let all = findings.len();
    for found in findings.take(FINDINGS_SHOWN) {
        let first = &found[0];
        let named = name(
            lang,
            &first.section,
            first.name_zh.as_deref(),
            first.name_en.as_deref(),
        );
        let items: Vec<String> = found
            .iter()
            .map(|q| {
                let item = lang.pick(&q.item_zh, &q.item_en);
                format!("{item} {}/{}", q.found, q.tested)
            })
            .collect();
        page.line(&format!(
            "  {named}, {}: {}",
            check(lang, &first.check),
            items.join(comma)
        ));
    }
    if all > FINDINGS_SHOWN {
        page.line(&format!("  … {all}"));
    }
    if let Some(compared) = &monthly.feed_check {
        page.line(&feed_check(lang, compared));
    }
    page.line("");
}

fn end(page: &mut Page, monthly: &Monthly) {
    let lang = page.lang;
    if let Some(now) = monthly.now() {
        let changes = [
            (
                lang.pick("环比", "On last month"),
                now.change_month,
                now.sections_month_before,
            ),
            (
                lang.pick("同比", "On last year"),
                now.change_year,
                now.sections_year_before,
            ),
        ];
        for (what, change, sections) in changes {
            let colon = lang.pick("：", ": ");
            page.line(&format!("{what}{colon}{}", points(lang, change, sections)));
        }
    }
    let (read_at, snapshot) = (&monthly.read_at, monthly.snapshot);
    page.line(&match lang {
        Language::Zh => format!("数据截至 {read_at}，快照 {snapshot}。"),
        Language::En => format!("As of {read_at}, snapshot {snapshot}."),
    });
    if let Some(section) = monthly.sections.first() {
        let follow = lang.pick("追溯任一数字", "Follow any figure back");
        let colon = lang.pick("：", ": ");
        page.line(&format!(
            "{follow}{colon}wellkeeper explain water_quality.section_month section={} month={}",
            section.section,
            monthly.month_id()
        ));
    }
}
