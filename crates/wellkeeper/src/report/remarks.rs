//! What people remarked on the month of a report, its readings, and things while it lasted.

use std::collections::HashMap;

use serde::Serialize;
use zone::Zone;
use zone::instant::show;
use zone::lake::Month;
use zone::remark::{Remark, RemarksAsked, remarks};
use zone::series::{self, Series};
use zone::thing::{self, Thing};

use super::monthly::Monthly;
use crate::failure::Failure;
use crate::language::Language;

/// Remarks that a report shows; of more it says how many there are.
const REMARKS_SHOWN: usize = 200;

/// A remark as the report has it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Remarked {
    pub thing: String,
    pub name_zh: String,
    pub name_en: Option<String>,
    /// Of a reading: its item in Chinese and English, and when.
    pub item: Option<(String, String)>,
    pub time: Option<String>,
    pub text: String,
    pub who: String,
}

/// The remarks about `month` that stood at `at_us` (µs UTC), in the order of what they are about; and
/// whether there are more.
pub(super) async fn read(
    zone: &Zone,
    month: Month,
    at_us: i64,
) -> Result<(Vec<Remarked>, bool), Failure> {
    let Some((from_us, until_us)) = month.bounds(zone.tz()) else {
        return Ok((Vec::new(), false));
    };
    let asked = RemarksAsked {
        from_us: Some(from_us),
        to_us: Some(until_us - 1),
        with_withdrawn: true,
        most: REMARKS_SHOWN + 1,
        ..RemarksAsked::default()
    };
    let stood = |remark: &Remark| {
        remark.at_us <= at_us && remark.ended_us.is_none_or(|ended_us| ended_us > at_us)
    };
    let mut found = remarks(zone.state(), &asked, stood).await?;
    let has_more = found.len() > REMARKS_SHOWN;
    found.truncate(REMARKS_SHOWN);
    found.sort_by_key(|remark| (remark.from_us, remark.id));
    let things = thing::all_at(zone.state(), at_us).await?.into_iter();
    let things: HashMap<i64, Thing> = things.map(|thing| (thing.id, thing)).collect();
    let series = series::all(zone.state()).await?.into_iter();
    let series: HashMap<i64, Series> = series.map(|series| (series.id, series)).collect();
    let told = found
        .into_iter()
        .filter_map(|remark| told(zone, &things, &series, remark));
    Ok((told.collect(), has_more))
}

fn told(
    zone: &Zone,
    things: &HashMap<i64, Thing>,
    series: &HashMap<i64, Series>,
    remark: Remark,
) -> Option<Remarked> {
    let draft = &things.get(&remark.thing)?.draft;
    let property = remark.series.and_then(|id| series.get(&id));
    let item = property.map(|series| {
        let id = &series.key.property;
        zone.vocabulary()
            .property_by_id(id)
            .map_or((id.clone(), id.clone()), |property| {
                (property.title.zh.clone(), property.title.en.clone())
            })
    });
    Some(Remarked {
        thing: draft.code.clone(),
        name_zh: draft.name_zh.clone(),
        name_en: draft.name_en.clone(),
        item,
        time: remark.time_us.map(|us| show(us, zone.tz())),
        text: remark.words,
        who: remark.who,
    })
}

impl Remarked {
    /// What it is on: the section, and the item and time of a reading.
    pub fn on(&self, lang: Language) -> String {
        let name = lang.pick(
            &self.name_zh,
            self.name_en.as_deref().unwrap_or(&self.name_zh),
        );
        match (&self.item, &self.time) {
            (Some((zh, en)), Some(time)) => {
                // `2021-04-03T08:00`: seconds and offset say nothing here.
                let minute = time.get(..16).unwrap_or(time).replace('T', " ");
                format!("{name} {} {minute}", lang.pick(zh, en))
            }
            _ => name.to_owned(),
        }
    }
}

/// The chapter in the terminal; nothing where nobody remarked anything.
pub(super) fn lines(lang: Language, monthly: &Monthly) -> Vec<String> {
    if monthly.remarks.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![lang.pick("备注", "Remarks").to_owned(), String::new()];
    for remark in &monthly.remarks {
        let on = remark.on(lang);
        let text = remark.text.replace('\n', " ");
        lines.push(match lang {
            Language::Zh => format!("  {on}：{text}（{}）", remark.who),
            Language::En => format!("  {on}: {text} ({})", remark.who),
        });
    }
    if monthly.has_more_remarks {
        lines.push("  …".to_owned());
    }
    lines.push(String::new());
    lines
}
