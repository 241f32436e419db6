//! Bulletins as people and programs read them.

use packs::changes::Change;
use serde_json::{Value, json};
use zone::Zone;
use zone::bulletin::{Bulletin, Stage};
use zone::instant::show;

use crate::globals::Globals;
use crate::language::Language;
use crate::output::{Align, Grid, say};

/// Changed figures that a terminal shows; of more it says how many there are.
const SHOWN_MAX: usize = 200;

/// Says what a bulletin is, and what changed since where that was looked at.
pub fn tell(globals: &Globals, zone: &Zone, found: &Bulletin, changes: Option<&[Change]>) {
    if globals.json {
        let mut told = json_of(zone, found);
        if let Some(changes) = changes {
            told["changes"] = changes.iter().map(change_json).collect();
        }
        say!("{told}");
        return;
    }
    let lang = globals.language();
    let number = found.number.as_deref().unwrap_or("–");
    let issue = found.issue_of_month;
    say!(
        "{} {}: {} {}{}  {}",
        lang.pick("月报", "bulletin"),
        found.id,
        found.month,
        lang.pick("第", "issue "),
        match lang {
            Language::Zh => format!("{issue}版"),
            Language::En => issue.to_string(),
        },
        number
    );
    say!(
        "{} {}",
        lang.pick("数据截至", "as of"),
        show(found.as_of_us, zone.tz())
    );
    for step in &found.steps {
        say!(
            "{} {} {} {}",
            stage(lang, step.stage),
            step.who,
            show(step.at_us, zone.tz()),
            step.words.as_deref().unwrap_or_default()
        );
    }
    for kept in &found.documents {
        say!(
            "{} {} {}{} {}",
            kept.lang.as_str(),
            kept.format.as_str(),
            kept.name
                .as_ref()
                .map_or_else(String::new, |name| format!("{name} ")),
            kept.bytes,
            kept.hash
        );
    }
}

/// Says which bulletins there are.
pub fn tell_all(globals: &Globals, zone: &Zone, all: &[Bulletin]) {
    if globals.json {
        let rows: Vec<Value> = all.iter().map(|found| json_of(zone, found)).collect();
        say!("{}", json!({ "bulletins": rows }));
        return;
    }
    let lang = globals.language();
    let head = |zh, en| (lang.pick(zh, en).to_owned(), Align::Left);
    let mut grid = Grid::new(vec![
        ("id".to_owned(), Align::Right),
        head("月份", "month"),
        (lang.pick("版次", "issue").to_owned(), Align::Right),
        head("状态", "state"),
        head("编号", "number"),
        head("编制", "drafted by"),
        head("数据截至", "as of"),
    ]);
    for found in all {
        let drafted = found.step(Stage::Drafted);
        grid.row(vec![
            found.id.to_string(),
            found.month.clone(),
            found.issue_of_month.to_string(),
            stage(lang, found.stage).to_owned(),
            found.number.clone().unwrap_or_default(),
            drafted.map(|step| step.who.clone()).unwrap_or_default(),
            show(found.as_of_us, zone.tz()),
        ]);
    }
    say!("{}", grid.text().trim_end());
}

/// Says which figures changed.
pub fn tell_changes(lang: Language, changes: &[Change]) {
    let head = |zh, en| (lang.pick(zh, en).to_owned(), Align::Left);
    let mut grid = Grid::new(vec![
        head("表", "table"),
        head("对象", "of"),
        head("数字", "figure"),
        head("原为", "was"),
        head("现为", "is"),
    ]);
    for change in changes.iter().take(SHOWN_MAX) {
        let column = change.column.as_ref();
        grid.row(vec![
            change.table.clone(),
            lang.pick(&change.label.zh, &change.label.en).to_owned(),
            column.map(|of| of.id.clone()).unwrap_or_default(),
            said(&change.before),
            said(&change.after),
        ]);
    }
    if !changes.is_empty() {
        say!("{}", grid.text().trim_end());
    }
    say!(
        "{} {}",
        changes.len(),
        lang.pick("个数字已变化", "figures changed")
    );
}

fn said(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn stage(lang: Language, stage: Stage) -> &'static str {
    match stage {
        Stage::Drafted => lang.pick("编制", "drafted"),
        Stage::Reviewed => lang.pick("审核", "reviewed"),
        Stage::Issued => lang.pick("签发", "issued"),
        Stage::Returned => lang.pick("退回", "returned"),
        Stage::Withdrawn => lang.pick("撤回", "withdrawn"),
    }
}

fn json_of(zone: &Zone, found: &Bulletin) -> Value {
    let steps: Vec<Value> = found
        .steps
        .iter()
        .map(|step| {
            json!({
                "step": step.stage.as_str(), "who": step.who, "at": show(step.at_us, zone.tz()),
                "words": step.words,
            })
        })
        .collect();
    let documents: Vec<Value> = found
        .documents
        .iter()
        .map(|kept| {
            json!({
                "lang": kept.lang.as_str(), "format": kept.format.as_str(), "name": kept.name,
                "bytes": kept.bytes, "hash": kept.hash,
            })
        })
        .collect();
    json!({
        "id": found.id, "month": found.month, "issue_of_month": found.issue_of_month,
        "state": found.stage.as_str(), "number": found.number, "bureau": found.bureau,
        "as_of": show(found.as_of_us, zone.tz()), "steps": steps, "supersedes": found.supersedes,
        "superseded_by": found.superseded_by, "documents": documents,
    })
}

fn change_json(change: &Change) -> Value {
    json!({
        "table": change.table, "key": change.key, "label_zh": change.label.zh,
        "label_en": change.label.en, "column": change.column.as_ref().map(|of| &of.id),
        "before": change.before, "after": change.after,
    })
}
