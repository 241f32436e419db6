//! Marks as people and programs read them.

use std::collections::HashMap;

use packs::Pack;
use packs::marking::{Due, due};
use serde_json::{Value, json};
use zone::Zone;
use zone::instant::show;
use zone::mark::{Mark, Standing};
use zone::series::SeriesNames;
use zone::thing;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::output::{Align, Grid, say};

/// What marks are about, by name.
struct Names<'z> {
    things: HashMap<i64, String>,
    series: SeriesNames<'z>,
}

impl<'z> Names<'z> {
    async fn read(zone: &'z Zone) -> Result<Self, Failure> {
        let things = thing::all(zone.state()).await?.into_iter();
        Ok(Self {
            things: things.map(|t| (t.id, t.draft.code)).collect(),
            series: SeriesNames::read(zone).await?,
        })
    }

    /// `THING`, or `THING/PROPERTY` where one series is meant.
    fn of(&self, mark: &Mark) -> String {
        let series = mark.series.and_then(|id| self.series.name_of(id));
        let thing = || self.things.get(&mark.thing).cloned();
        series.or_else(thing).unwrap_or_default()
    }
}

/// Says what became of one mark; `readings` are those that a verdict changed and those that were so.
pub async fn tell(
    globals: &Globals,
    (zone, packs): (&Zone, &[Pack]),
    found: &Mark,
    readings: Option<(usize, usize)>,
) -> Result<(), Failure> {
    let names = Names::read(zone).await?;
    let due = due(zone, packs, found, zone.clock().now_us());
    if globals.json {
        let mut told = json_of(zone, &names, found, due);
        if let Some((changed, unchanged)) = readings {
            told["changed"] = changed.into();
            told["unchanged"] = unchanged.into();
        }
        say!("{told}");
        return Ok(());
    }
    let lang = globals.language();
    say!(
        "{} {}: {} {}, {} – {}: {}",
        lang.pick("标记", "mark"),
        found.id,
        names.of(found),
        reason(zone, lang, found),
        show(found.from_us, zone.tz()),
        show(found.until_us, zone.tz()),
        state(lang, found.standing(), due)
    );
    if let (Standing::Pending, Some(until)) = (found.standing(), due.verdict_until_us) {
        say!(
            "{} {}",
            lang.pick("应认定于", "to be judged by"),
            show(until, zone.tz())
        );
    }
    if let Some((changed, unchanged)) = readings {
        say!(
            "{changed} {}, {unchanged} {}",
            lang.pick("条数据现判为无效", "readings are invalid now"),
            lang.pick("条原已因标记无效", "were so by another mark")
        );
    }
    Ok(())
}

/// Says which marks there are.
pub async fn tell_all(
    globals: &Globals,
    (zone, packs): (&Zone, &[Pack]),
    all: &[Mark],
) -> Result<(), Failure> {
    let names = Names::read(zone).await?;
    let now_us = zone.clock().now_us();
    if globals.json {
        let rows = all
            .iter()
            .map(|found| json_of(zone, &names, found, due(zone, packs, found, now_us)));
        say!("{}", json!({ "marks": rows.collect::<Vec<Value>>() }));
        return Ok(());
    }
    let lang = globals.language();
    let head = |zh, en| (lang.pick(zh, en).to_owned(), Align::Left);
    let mut grid = Grid::new(vec![
        (lang.pick("编号", "mark").to_owned(), Align::Right),
        head("对象", "of"),
        head("自", "from"),
        head("至", "until"),
        head("原因", "reason"),
        head("标记人", "marked by"),
        head("状态", "state"),
        head("应认定于", "to be judged by"),
    ]);
    for found in all {
        let due = due(zone, packs, found, now_us);
        let until = due.verdict_until_us;
        let until = until.filter(|_| found.standing() == Standing::Pending);
        grid.row(vec![
            found.id.to_string(),
            names.of(found),
            show(found.from_us, zone.tz()),
            show(found.until_us, zone.tz()),
            reason(zone, lang, found),
            found.who.clone(),
            state(lang, found.standing(), due),
            until.map(|us| show(us, zone.tz())).unwrap_or_default(),
        ]);
    }
    say!("{}", grid.text().trim_end());
    Ok(())
}

fn reason(zone: &Zone, lang: Language, found: &Mark) -> String {
    let declared = zone.vocabulary().mark_reason(&found.reason);
    declared.map_or_else(
        || found.reason.clone(),
        |reason| lang.pick(&reason.title.zh, &reason.title.en).to_owned(),
    )
}

fn state(lang: Language, standing: Standing, due: Due) -> String {
    let word = match (standing, due.is_overdue) {
        (Standing::Pending, true) => lang.pick("逾期未认定", "verdict overdue"),
        (Standing::Pending, false) => lang.pick("待认定", "pending"),
        (Standing::Accepted, _) => lang.pick("已认定", "accepted"),
        (Standing::Refused, _) => lang.pick("不予认定", "refused"),
        (Standing::Withdrawn, _) => lang.pick("已撤回", "withdrawn"),
    };
    if due.is_late {
        return format!("{word}{}", lang.pick("，标记逾期", ", marked late"));
    }
    word.to_owned()
}

fn json_of(zone: &Zone, names: &Names<'_>, found: &Mark, due: Due) -> Value {
    let at = |us| show(us, zone.tz());
    json!({
        "mark": found.id, "of": names.of(found), "from": at(found.from_us), "until": at(found.until_us),
        "reason": found.reason, "evidence": found.evidence,
        "paper": found.paper.as_ref().map(|p| json!({ "name": p.name, "hash": p.hash })),
        "marked_by": found.who, "marked_at": at(found.at_us), "is_late": due.is_late,
        "state": found.standing().as_str(),
        "verdict_until": due.verdict_until_us.map(at), "is_overdue": due.is_overdue,
        "withdrawn": found.withdrawn.as_ref().map(|w| json!({ "at": at(w.at_us), "why": w.why })),
        "verdict": found.verdict.as_ref().map(|v| json!({
            "verdict": v.ruling.as_str(), "reason": v.reason, "who": v.who, "at": at(v.at_us),
        })),
    })
}
