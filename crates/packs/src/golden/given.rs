//! `given/*.csv`: things, observations, devices and tables that a case starts from.

use std::collections::BTreeMap;

use datafusion::arrow::array::RecordBatch;
use serde_json::json;
use zone::device::Device;
use zone::diary::Entry;
use zone::mark::Mark;
use zone::observation::Observation;
use zone::schema::{Kind, Vocabulary};
use zone::series::Series;
use zone::thing::{Thing, ThingDraft, check_fields};

use super::case::Case;
use super::device::{DIARY, POINTS, read_diary, read_points};
use super::{marked, observed, typed};
use crate::error::{Mistake, Result};
use crate::model::Pack;
use crate::near::nearest;
use crate::sheet::{Sheet, SheetCell};
use crate::vocabulary::vocabulary;

const OBSERVATIONS: &str = "observations";
const MARKS: &str = "marks";

/// What a case starts from.
pub(super) struct Given {
    pub vocabulary: Vocabulary,
    pub things: Vec<Thing>,
    pub series: Vec<Series>,
    pub observations: Vec<Observation>,
    pub marks: Vec<Mark>,
    pub tables: BTreeMap<String, RecordBatch>,
    pub devices: Vec<Device>,
    pub entries: Vec<Entry>,
}

/// Reads the given sheets; what is wrong in them is told in `mistakes`.
pub(super) fn read(pack: &Pack, case: &Case, mistakes: &mut Vec<Mistake>) -> Result<Given> {
    let mut given = Given {
        vocabulary: vocabulary([pack])?,
        things: Vec::new(),
        series: Vec::new(),
        observations: Vec::new(),
        marks: Vec::new(),
        tables: BTreeMap::new(),
        devices: Vec::new(),
        entries: Vec::new(),
    };
    for (name, sheet) in &case.given {
        if [OBSERVATIONS, MARKS, POINTS, DIARY].contains(&name.as_str()) {
            continue;
        }
        if let Some(kind) = given.vocabulary.kinds.get(name).cloned() {
            read_things(sheet, &kind, &mut given.things, mistakes);
        } else if let Some(table) = pack.tables.get(name) {
            let rows = typed::rows(sheet, table, &case.tz, mistakes)?;
            given
                .tables
                .insert(name.clone(), typed::whole(&rows, table)?);
        } else {
            let kinds = given.vocabulary.kinds.keys().map(String::as_str);
            let known: Vec<&str> = [OBSERVATIONS, MARKS, POINTS, DIARY]
                .into_iter()
                .chain(kinds)
                .chain(pack.tables.keys().map(String::as_str))
                .collect();
            let message = format!(
                "`{name}` is neither a kind nor a table; expected one of {}",
                known.join(", ")
            );
            let help = nearest(name, known.iter().copied());
            mistakes.push(sheet.wrong_header(message).help(help));
        }
    }
    if let Some(sheet) = case.given.get(OBSERVATIONS) {
        observed::read(sheet, &case.tz, pack.kinds.first(), &mut given, mistakes);
    }
    if let Some(sheet) = case.given.get(MARKS) {
        marked::read(sheet, &case.tz, &mut given, mistakes);
    }
    if let Some(sheet) = case.given.get(POINTS) {
        read_points(sheet, &case.tz, &mut given, mistakes);
    }
    if let Some(sheet) = case.given.get(DIARY) {
        read_diary(sheet, &case.tz, &mut given, mistakes);
    }
    Ok(given)
}

/// Things of one kind: `code`, names, position, and the kind's fields.
fn read_things(sheet: &Sheet, kind: &Kind, things: &mut Vec<Thing>, mistakes: &mut Vec<Mistake>) {
    let Some(code) = sheet.column("code") else {
        mistakes.push(sheet.wrong_header(format!("no column `code`; it names each {}", kind.id)));
        return;
    };
    let text = |row: &[SheetCell], name: &str| {
        let cell = &row[sheet.column(name)?];
        (!cell.text.is_empty()).then(|| cell.text.clone())
    };
    let own = ["code", "name_zh", "name_en", "longitude", "latitude"];
    for row in &sheet.rows {
        let written: Vec<(String, String)> = sheet
            .header
            .iter()
            .zip(row)
            .filter(|(head, _)| !own.contains(&head.text.as_str()))
            .map(|(head, cell)| (head.text.clone(), cell.text.clone()))
            .collect();
        let fields = check_fields(kind, &written).unwrap_or_else(|wrong| {
            for (field, message) in wrong {
                let cell = sheet.column(&field).map_or(&row[code], |i| &row[i]);
                mistakes.push(sheet.wrong(cell, message));
            }
            serde_json::Map::new()
        });
        let degrees = |name: &str| text(row, name)?.parse::<f64>().ok();
        let geometry = degrees("longitude")
            .zip(degrees("latitude"))
            .map(|(x, y)| json!({ "type": "Point", "coordinates": [x, y] }));
        let code = row[code].text.clone();
        things.push(thing(
            things.len(),
            ThingDraft {
                kind: kind.id.clone(),
                name_zh: text(row, "name_zh").unwrap_or_else(|| code.clone()),
                name_en: text(row, "name_en"),
                code,
                geometry,
                fields,
            },
        ));
    }
}

pub(super) fn thing(before: usize, draft: ThingDraft) -> Thing {
    Thing {
        id: i64::try_from(before).unwrap_or(i64::MAX).saturating_add(1),
        version: 1,
        draft,
    }
}
