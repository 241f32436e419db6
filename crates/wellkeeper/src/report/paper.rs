//! What makes a bulletin of a report: its number, who drafted, checked and issued it, and which figures
//! changed since the issue before.

use std::collections::HashMap;

use packs::changes::Change;
use serde_json::Value;
use zone::bulletin::{Bulletin, Stage};
use zone::instant::show;
use zone::person::Person;

use super::monthly::Monthly;
use super::phrases::{NOTHING, class};
use crate::language::Language;

/// Changed figures that are printed; of more it says that there are.
const CHANGES_PRINTED: usize = 1_000;

/// What stands on a bulletin beside the report.
#[derive(Debug)]
pub(super) struct Paper {
    /// Its number; none before it is issued.
    pub number: Option<String>,
    /// Who issues it.
    pub bureau: Option<String>,
    /// Whether it may still change.
    pub is_draft: bool,
    /// Who drafted, checked and issued it.
    pub signed: [Option<Signed>; 3],
    /// What the issue before said otherwise, where there is one.
    pub corrects: Option<Corrected>,
}

/// Who signed in the book, and on which day.
#[derive(Debug)]
pub(super) struct Signed {
    pub name: String,
    /// `2026-11-26`.
    pub day: String,
}

/// The issue before, and what it said otherwise.
#[derive(Debug)]
pub(super) struct Corrected {
    pub number: String,
    pub changes: Vec<Change>,
    pub has_more: bool,
}

impl Corrected {
    pub fn new(number: String, mut changes: Vec<Change>) -> Self {
        let has_more = changes.len() > CHANGES_PRINTED;
        changes.truncate(CHANGES_PRINTED);
        Self {
            number,
            changes,
            has_more,
        }
    }

    /// What the chapter says first.
    pub fn told(&self, lang: Language) -> String {
        match (lang, self.changes.is_empty()) {
            (Language::Zh, false) => {
                format!("本期替代{}，下列数字自该期签发后有变化。", self.number)
            }
            (Language::Zh, true) => format!("本期替代{}，各表数字没有变化。", self.number),
            (Language::En, false) => format!(
                "This issue takes the place of {}; these figures changed since.",
                self.number
            ),
            (Language::En, true) => format!(
                "This issue takes the place of {}; no figure of its tables changed.",
                self.number
            ),
        }
    }
}

/// What the chapter of changed figures is called.
pub(super) const CHANGED: (&str, &str) = (
    "与上一期相比变化的数字",
    "Figures that changed since the issue before",
);

/// The heads of its table.
pub(super) const HEADS: [(&str, &str); 4] = [
    ("对象", "Of"),
    ("数字", "Figure"),
    ("原为", "Was"),
    ("现为", "Is"),
];

impl Paper {
    /// The paper of `bulletin`, which `people` signed.
    pub fn new(bulletin: &Bulletin, people: &[Person], tz: &jiff::tz::TimeZone) -> Self {
        let titles: HashMap<&str, &str> = people
            .iter()
            .filter_map(|person| Some((person.name.as_str(), person.title.as_deref()?)))
            .collect();
        let signed = [Stage::Drafted, Stage::Reviewed, Stage::Issued].map(|stage| {
            let step = bulletin.step(stage)?;
            let name = titles.get(step.who.as_str()).copied();
            let at = show(step.at_us, tz);
            Some(Signed {
                name: name.unwrap_or(&step.who).to_owned(),
                day: at.split('T').next().unwrap_or_default().to_owned(),
            })
        });
        Self {
            number: bulletin.number.clone(),
            bureau: bulletin.bureau.clone(),
            is_draft: bulletin.stage != Stage::Issued,
            signed,
            corrects: None,
        }
    }

    /// What stands over every page until it is issued.
    pub fn mark(&self, lang: Language) -> Option<&'static str> {
        self.is_draft.then(|| lang.pick("送审稿", "DRAFT"))
    }

    /// The day of the issue, as a sealed paper writes it.
    pub fn issued_on(&self, lang: Language) -> Option<String> {
        let day = &self.signed[2].as_ref()?.day;
        let date = day.parse::<jiff::civil::Date>().ok()?;
        Some(match lang {
            Language::Zh => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
            Language::En => date.strftime("%-d %B %Y").to_string(),
        })
    }
}

/// A row of the table of changes: of what, which figure, what it was and what it is.
pub(super) fn cells(lang: Language, monthly: &Monthly, change: &Change) -> [String; 4] {
    let pick = |names: &zone::config::Names| lang.pick(&names.zh, &names.en).to_owned();
    let title = pick(&change.title);
    let figure = match &change.column {
        Some(column) => {
            let colon = lang.pick("：", ": ");
            let named = pick(&column.title);
            // What a title lists after its colon, the words that may stand there, is no name.
            let named = named.split(colon).next().unwrap_or_default();
            format!("{title}{colon}{named}")
        }
        None => title,
    };
    let id = change.column.as_ref().map(|column| column.id.as_str());
    [
        pick(&change.label),
        figure,
        value(lang, monthly, id, &change.before),
        value(lang, monthly, id, &change.after),
    ]
}

fn value(lang: Language, monthly: &Monthly, column: Option<&str>, said: &Value) -> String {
    match said {
        Value::Null => NOTHING.to_owned(),
        Value::Bool(true) => lang.pick("是", "yes").to_owned(),
        Value::Bool(false) => lang.pick("否", "no").to_owned(),
        Value::String(_) if column.is_none() => lang.pick("有此行", "a row").to_owned(),
        Value::String(word) if column.is_some_and(|id| id.contains("class")) => {
            class(lang, Some(word))
        }
        Value::String(word) => monthly.word(lang, Some(word)).to_owned(),
        other => other.to_string(),
    }
}
