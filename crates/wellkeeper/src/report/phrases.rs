//! How the report writes a class, a mean, a change: the same in every form.

use super::monthly::Monthly;
use super::rows::{Compliance, Deciding, FeedCheck};
use crate::language::Language;

/// What stands where there is nothing.
pub(super) const NOTHING: &str = "–";

/// `Ⅱ` or `II`; `劣Ⅴ` or `inferior V`; a dash where there is no class.
pub(super) fn class(lang: Language, name: Option<&str>) -> String {
    let parsed = name.and_then(|name| name.parse::<methods::class::WaterClass>().ok());
    match (lang, parsed) {
        (Language::Zh, Some(class)) => class.title_zh().to_owned(),
        (Language::En, Some(class)) => class.as_str().replace('_', " "),
        (_, None) => NOTHING.to_owned(),
    }
}

/// The name in the reader's language, the Chinese one where there is no other.
pub(super) fn name<'n>(
    lang: Language,
    code: &'n str,
    zh: Option<&'n str>,
    en: Option<&'n str>,
) -> &'n str {
    let filled = |name: Option<&'n str>| name.filter(|name| !name.is_empty());
    let zh = filled(zh).unwrap_or(code);
    lang.pick(zh, filled(en).unwrap_or(zh))
}

/// A mean with as many decimals as its item is assessed with. What would be printed as 0 is
/// printed as it is.
pub(super) fn mean(value: Option<f64>, decimals: Option<f64>) -> String {
    let Some(value) = value else {
        return NOTHING.to_owned();
    };
    let Some(decimals) = decimals else {
        return value.to_string();
    };
    let places = (0_u8..=9).rfind(|places| f64::from(*places) <= decimals);
    let fixed = format!("{value:.*}", usize::from(places.unwrap_or(0)));
    if value != 0.0 && fixed.chars().all(|c| matches!(c, '0' | '.' | '-')) {
        value.to_string()
    } else {
        fixed
    }
}

/// A value and its unit, which `1` is not.
pub(super) fn with_unit(value: String, unit: Option<&str>) -> String {
    match unit {
        Some(unit) if unit != "1" && value != NOTHING => format!("{value} {unit}"),
        _ => value,
    }
}

/// `92.5 %`.
pub(super) fn percent(value: Option<f64>) -> String {
    value.map_or_else(|| NOTHING.to_owned(), |value| format!("{value:.1} %"))
}

/// `+3.1` points over so many sections.
pub(super) fn points(lang: Language, change: Option<f64>, sections: Option<i64>) -> String {
    match (change, sections) {
        (Some(change), Some(sections)) if lang == Language::Zh => {
            format!("{change:+.1} 个百分点（{sections} 个断面可比）")
        }
        (Some(change), Some(sections)) => {
            format!("{change:+.1} points ({sections} sections compared)")
        }
        _ => lang.pick("无可比断面", "nothing to compare").to_owned(),
    }
}

/// Class of another month and class now: `Ⅱ → Ⅲ`, or only what is known.
pub(super) fn from_to(lang: Language, before: Option<&str>, now: Option<&str>) -> String {
    match before {
        None => NOTHING.to_owned(),
        Some(_) if before == now => lang.pick("不变", "same").to_owned(),
        Some(_) => format!("{} → {}", class(lang, before), class(lang, now)),
    }
}

/// The month as a heading says it: `2021年4月`, `April 2021`.
pub(super) fn month(lang: Language, month: &str) -> String {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts = month.split_once('-').and_then(|(year, month)| {
        let number: usize = month.parse().ok()?;
        Some((year, number, NAMES.get(number.checked_sub(1)?)?))
    });
    match (lang, parts) {
        (_, None) => month.to_owned(),
        (Language::Zh, Some((year, number, _))) => format!("{year}年{number}月"),
        (Language::En, Some((year, _, name))) => format!("{name} {year}"),
    }
}

/// What the deciding item came to: `Total phosphorus 0.083 mg/L`.
pub(super) fn decided(lang: Language, deciding: &Deciding) -> String {
    let item = lang.pick_of(deciding.item_zh.as_deref(), deciding.item_en.as_deref());
    item.map_or_else(
        || NOTHING.to_owned(),
        |item| {
            let value = with_unit(
                mean(deciding.deciding_mean, deciding.decimals),
                deciding.item_unit.as_deref(),
            );
            format!("{item} {value}")
        },
    )
}

/// Whether a target is met, or that there is none.
pub(super) fn met(lang: Language, meets: Option<bool>) -> &'static str {
    match meets {
        Some(true) => lang.pick("是", "yes"),
        Some(false) => lang.pick("否", "no"),
        None => NOTHING,
    }
}

/// `yes`, `no`, `not_enough_data` of the tables.
pub(super) fn verdict(lang: Language, word: Option<&str>) -> &'static str {
    match word {
        Some("yes") => lang.pick("是", "yes"),
        Some("no") => lang.pick("否", "no"),
        Some("not_enough_data") => lang.pick("数据不足", "not enough data"),
        _ => NOTHING,
    }
}

/// Which check found something.
pub(super) fn check(lang: Language, word: &str) -> &str {
    match word {
        "range" => lang.pick("超出物理量程", "outside the physical range"),
        "stuck" => lang.pick("恒值", "the same value again and again"),
        "spike" => lang.pick("突变", "a spike"),
        "missing" => lang.pick("缺测", "missing"),
        "neighbour" => lang.pick("与上下游不符", "at odds with the neighbour"),
        "manual" => lang.pick("与手工样不符", "at odds with the manual sample"),
        other => other,
    }
}

/// `11 of 12 months`.
pub(super) fn months_met(lang: Language, row: &Compliance) -> String {
    match lang {
        Language::Zh => format!("{}/{} 个月", row.months_meeting, row.months_judged),
        Language::En => format!("{} of {} months", row.months_meeting, row.months_judged),
    }
}

/// How the month's readings compare with the ministry's classes.
pub(super) fn feed_check(lang: Language, check: &FeedCheck) -> String {
    let share = 100.0 * check.agree as f64 / check.judged as f64;
    let (judged, agree) = (check.judged, check.agree);
    match lang {
        Language::Zh => {
            format!("与官方逐条类别核对：{judged} 条可比，{agree} 条一致（{share:.1} %）")
        }
        Language::En => format!(
            "Against the ministry's class of each reading: {judged} comparable, {agree} agree ({share:.1} %)"
        ),
    }
}

/// What is said in the place of the overview where the month has no figures.
pub(super) fn empty_month(lang: Language, monthly: &Monthly) -> String {
    let this = month(lang, &monthly.month.to_string());
    let known = monthly.known.as_ref();
    match (lang, known) {
        (Language::Zh, Some((first, last))) => format!(
            "{this}没有任何断面的数据。本册有{}至{}的结果。",
            month(lang, first),
            month(lang, last)
        ),
        (Language::En, Some((first, last))) => format!(
            "No section has data in {this}. The book has figures from {} to {}.",
            month(lang, first),
            month(lang, last)
        ),
        (Language::Zh, None) => format!("{this}没有任何断面的数据。"),
        (Language::En, None) => format!("No section has data in {this}."),
    }
}

impl Monthly {
    /// The month as the tables name it.
    pub fn month_id(&self) -> String {
        self.month.to_string()
    }

    /// The title of a word of the standards' tables.
    pub fn word<'w>(&'w self, lang: Language, word: Option<&'w str>) -> &'w str {
        word.map_or(NOTHING, |word| {
            self.words
                .get(word)
                .map_or(word, |(zh, en)| lang.pick(zh, en))
        })
    }

    /// The month before the report's own, or the same month a year before.
    pub fn earlier(&self, months: i32) -> String {
        self.month.plus(-months).to_string()
    }
}

impl Monthly {
    /// How many trends were looked for and found, and what finding none does not mean.
    pub fn trends_summary(&self, lang: Language) -> String {
        let (asked, enough) = self.trends_asked;
        let found = self.trends.len();
        match lang {
            Language::Zh => format!(
                "{asked} 个断面项目中 {enough} 个数据足够检验，{found} 个有显著趋势。没有发现趋势不等于没有变化。"
            ),
            Language::En => format!(
                "Of {asked} items of sections {enough} have data enough for a test; {found} have a \
                 significant trend. That none was found does not mean that nothing changed."
            ),
        }
    }

    /// How many items of sections a check found something in.
    pub fn quality_summary(&self, lang: Language) -> String {
        let found = self.quality.len();
        match (lang, found) {
            (Language::Zh, 0) => "各项检查没有发现问题。".to_owned(),
            (Language::En, 0) => "The checks found nothing.".to_owned(),
            (Language::Zh, _) => format!("各项检查有 {found} 处发现："),
            (Language::En, _) => format!("The checks have {found} findings:"),
        }
    }
}
