//! `given/points.csv` and `given/diary.csv`: which series a device feeds, and what was done to it.

use jiff::tz::TimeZone;
use zone::device::{Device, Point};
use zone::diary::{Entry, Kind};

use super::given::Given;
use crate::error::Mistake;
use crate::near::nearest;
use crate::sheet::{Sheet, SheetCell};

/// The sheets, by name.
pub(super) const POINTS: &str = "points";
pub(super) const DIARY: &str = "diary";

/// Their columns: those of the nouns, but for what the others tell.
const POINT_COLUMNS: [&str; 7] = [
    "device", "code", "field", "data", "kind", "thing", "property",
];
const DIARY_COLUMNS: [&str; 14] = [
    "device",
    "kind",
    "starts_at",
    "ends_at",
    "factor",
    "code",
    "old_value",
    "new_value",
    "expected",
    "found",
    "full_scale",
    "words",
    "frame",
    "who",
];

type Row<'r> = &'r [SheetCell];
type Read<T> = Result<T, Box<Mistake>>;

/// A sheet that is read row by row.
struct Door<'d> {
    sheet: &'d Sheet,
    tz: &'d TimeZone,
}

/// Takes the points of `sheet` into `given`, whose readings are there already.
pub(super) fn read_points(
    sheet: &Sheet,
    tz: &TimeZone,
    given: &mut Given,
    mistakes: &mut Vec<Mistake>,
) {
    let door = Door { sheet, tz };
    if !door.has_columns(&POINT_COLUMNS, mistakes) {
        return;
    }
    for row in &sheet.rows {
        match door.point(row, given) {
            Ok((device, point)) => given.devices[device].points.push(point),
            Err(mistake) => mistakes.push(*mistake),
        }
    }
}

/// Takes the entries of `sheet` into `given`.
pub(super) fn read_diary(
    sheet: &Sheet,
    tz: &TimeZone,
    given: &mut Given,
    mistakes: &mut Vec<Mistake>,
) {
    let door = Door { sheet, tz };
    if !door.has_columns(&DIARY_COLUMNS, mistakes) {
        return;
    }
    for row in &sheet.rows {
        match door.entry(row, given) {
            Ok(entry) => given.entries.push(entry),
            Err(mistake) => mistakes.push(*mistake),
        }
    }
}

/// The place of a device among those given; one that was not met before is made.
fn place_of(given: &mut Given, identity: &str) -> usize {
    if let Some(at) = given.devices.iter().position(|d| d.identity == identity) {
        return at;
    }
    let at = given.devices.len();
    given.devices.push(Device {
        id: i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1),
        thing: 0,
        protocol: "hj212".to_owned(),
        identity: identity.to_owned(),
        edition: "2017".to_owned(),
        crc: "standard".to_owned(),
        networks: Vec::new(),
        sealing: "never".to_owned(),
        secret: None,
        is_simulated: false,
        points: Vec::new(),
        stopped_us: None,
    });
    at
}

impl Door<'_> {
    /// Whether the columns are those that there are, and `device` is one of them.
    fn has_columns(&self, known: &[&'static str], mistakes: &mut Vec<Mistake>) -> bool {
        for head in &self.sheet.header {
            if !known.contains(&head.text.as_str()) {
                let message = format!(
                    "`{}` is no column of this sheet; expected some of {}",
                    head.text,
                    known.join(", ")
                );
                let help = nearest(&head.text, known.iter().copied());
                mistakes.push(self.sheet.wrong(head, message).help(help));
            }
        }
        let has_device = self.sheet.column("device").is_some();
        if !has_device {
            let message = "no column `device`; every row needs it";
            mistakes.push(self.sheet.wrong_header(message));
        }
        has_device
    }

    fn cell<'r>(&self, row: Row<'r>, name: &str) -> Option<&'r SheetCell> {
        Some(&row[self.sheet.column(name)?]).filter(|cell| !cell.text.is_empty())
    }

    fn text(&self, row: Row<'_>, name: &str) -> Option<String> {
        self.cell(row, name).map(|cell| cell.text.clone())
    }

    fn needed<'r>(&self, row: Row<'r>, name: &str) -> Read<&'r SheetCell> {
        self.cell(row, name).ok_or_else(|| {
            let at = self.sheet.column(name).unwrap_or(0);
            let message = format!("`{name}` is empty; every row needs it");
            Box::new(self.sheet.wrong(&row[at], message))
        })
    }

    fn instant(&self, cell: &SheetCell) -> Read<i64> {
        zone::instant::read(&cell.text, self.tz)
            .map_err(|e| Box::new(self.sheet.wrong(cell, e.to_string())))
    }

    fn number<T: std::str::FromStr>(&self, row: Row<'_>, name: &str) -> Read<Option<T>> {
        let Some(cell) = self.cell(row, name) else {
            return Ok(None);
        };
        cell.text.parse().map(Some).map_err(|_| {
            let message = format!("`{}` in `{name}`; expected a number", cell.text);
            Box::new(self.sheet.wrong(cell, message))
        })
    }

    fn point(&self, row: Row<'_>, given: &mut Given) -> Read<(usize, Point)> {
        let device = self.needed(row, "device")?;
        let (thing, property) = (self.needed(row, "thing")?, self.needed(row, "property")?);
        let kind = self.text(row, "kind");
        let is_thing = |id: i64| {
            let found = given.things.iter().find(|t| t.id == id);
            found.is_some_and(|t| {
                t.draft.code == thing.text && kind.as_ref().is_none_or(|k| *k == t.draft.kind)
            })
        };
        let series = given
            .series
            .iter()
            .find(|s| s.key.property == property.text && is_thing(s.key.thing))
            .map(|s| s.id)
            .ok_or_else(|| {
                let message = format!(
                    "no reading of `{}` of `{}` is in given/observations.csv",
                    property.text, thing.text
                );
                Box::new(self.sheet.wrong(thing, message))
            })?;
        let point = Point {
            code: self.needed(row, "code")?.text.clone(),
            field: self.text(row, "field").unwrap_or_else(|| "Rtd".to_owned()),
            data: self
                .text(row, "data")
                .unwrap_or_else(|| "realtime".to_owned()),
            series,
            property: property.text.clone(),
            unit: String::new(),
            shift: 0,
        };
        Ok((place_of(given, &device.text), point))
    }

    fn entry(&self, row: Row<'_>, given: &mut Given) -> Read<Entry> {
        let device = self.needed(row, "device")?;
        let kind = self.needed(row, "kind")?;
        if Kind::parse(&kind.text).is_none() {
            let known = Kind::ALL.map(Kind::as_str);
            let message = format!(
                "`{}` in `kind`; expected one of {}",
                kind.text,
                known.join(", ")
            );
            return Err(Box::new(
                self.sheet
                    .wrong(kind, message)
                    .help(nearest(&kind.text, known)),
            ));
        }
        let from_us = self.instant(self.needed(row, "starts_at")?)?;
        let to = self.cell(row, "ends_at");
        let device = place_of(given, &device.text);
        Ok(Entry {
            id: i64::try_from(given.entries.len())
                .unwrap_or(i64::MAX)
                .saturating_add(1),
            device: given.devices[device].id,
            kind: kind.text.clone(),
            from_us,
            to_us: to.map(|cell| self.instant(cell)).transpose()?,
            factor: self.text(row, "factor"),
            code: self.text(row, "code"),
            old_value: self.text(row, "old_value"),
            new_value: self.text(row, "new_value"),
            expected: self.number(row, "expected")?,
            found: self.number(row, "found")?,
            full_scale: self.number(row, "full_scale")?,
            words: self.text(row, "words").unwrap_or_default(),
            frame: self.number(row, "frame")?,
            at_us: from_us,
            who: self.text(row, "who").unwrap_or_else(|| "given".to_owned()),
            ended_us: None,
            ended_who: None,
        })
    }
}
