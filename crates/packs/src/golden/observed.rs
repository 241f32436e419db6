//! `given/observations.csv`: readings as a case writes them, taken in as at the door.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::tz::TimeZone;
use zone::observation::{Flag, Level, Observation, Quality, SampleKind};
use zone::schema::{Kind, Property};
use zone::series::{Series, SeriesKey};
use zone::thing::{Thing, ThingDraft, check_fields};

use super::given::{Given, thing};
use crate::error::Mistake;
use crate::near::nearest;
use crate::sheet::{Sheet, SheetCell};

/// The columns that `given/observations.csv` may have: those of the view, and `unit`.
const COLUMNS: [&str; 17] = [
    "kind",
    "thing",
    "property",
    "unit",
    "time",
    "value",
    "flag",
    "quality",
    "level",
    "cause",
    "sample_kind",
    "method",
    "detection_limit",
    "qualifier",
    "learned_at",
    "source",
    "batch",
];

/// Takes the readings of `sheet` into `given`: units are converted, what is not said is filled in,
/// and a thing that no sheet gives is made of `default_kind`.
pub(super) fn read(
    sheet: &Sheet,
    tz: &TimeZone,
    default_kind: Option<&Kind>,
    given: &mut Given,
    mistakes: &mut Vec<Mistake>,
) {
    let door = Door {
        sheet,
        tz,
        default_kind,
        given,
        ids: HashMap::new(),
        seen: HashSet::new(),
    };
    door.read(mistakes);
}

struct Door<'d> {
    sheet: &'d Sheet,
    tz: &'d TimeZone,
    default_kind: Option<&'d Kind>,
    given: &'d mut Given,
    ids: HashMap<SeriesKey, i64>,
    seen: HashSet<(i64, i64)>,
}

/// What a reading says beside its value.
struct Said {
    flag: Flag,
    quality: Quality,
    level: Level,
    sample_kind: SampleKind,
}

type Row<'r> = &'r [SheetCell];
type Read<T> = Result<T, Box<Mistake>>;

impl Door<'_> {
    fn read(mut self, mistakes: &mut Vec<Mistake>) {
        for head in &self.sheet.header {
            if !COLUMNS.contains(&head.text.as_str()) {
                let message = format!(
                    "`{}` is no column of observations; expected some of {}",
                    head.text,
                    COLUMNS.join(", ")
                );
                let help = nearest(&head.text, COLUMNS);
                mistakes.push(self.sheet.wrong(head, message).help(help));
            }
        }
        for needed in ["thing", "property", "time", "value"] {
            if self.sheet.column(needed).is_none() {
                let message = format!("no column `{needed}`; every reading needs it");
                mistakes.push(self.sheet.wrong_header(message));
                return;
            }
        }
        let sheet = self.sheet;
        for row in &sheet.rows {
            match self.observation(row) {
                Ok(observation) => self.given.observations.push(observation),
                Err(mistake) => mistakes.push(*mistake),
            }
        }
    }

    fn cell<'r>(&self, row: Row<'r>, name: &str) -> Option<&'r SheetCell> {
        Some(&row[self.sheet.column(name)?]).filter(|cell| !cell.text.is_empty())
    }

    fn text(&self, row: Row<'_>, name: &str) -> Option<String> {
        self.cell(row, name).map(|cell| cell.text.clone())
    }

    /// The cell of a column that may not be empty.
    fn needed<'r>(&self, row: Row<'r>, name: &str) -> Read<&'r SheetCell> {
        self.cell(row, name).ok_or_else(|| {
            let at = self.sheet.column(name).unwrap_or(0);
            Box::new(self.sheet.wrong(
                &row[at],
                format!("`{name}` is empty; every reading needs it"),
            ))
        })
    }

    fn instant(&self, cell: &SheetCell) -> Read<i64> {
        zone::instant::read(&cell.text, self.tz)
            .map_err(|e| Box::new(self.sheet.wrong(cell, e.to_string())))
    }

    fn word<T>(
        &self,
        row: Row<'_>,
        name: &str,
        parse: fn(&str) -> Option<T>,
        expected: &str,
    ) -> Read<Option<T>> {
        let Some(cell) = self.cell(row, name) else {
            return Ok(None);
        };
        parse(&cell.text).map(Some).ok_or_else(|| {
            let message = format!("`{}` in `{name}`; expected {expected}", cell.text);
            Box::new(self.sheet.wrong(cell, message))
        })
    }

    fn observation(&mut self, row: Row<'_>) -> Read<Observation> {
        let time = self.needed(row, "time")?;
        let time_us = self.instant(time)?;
        let property = self.property(self.needed(row, "property")?)?;
        let shift = self.shift(row, &property)?;
        let (value, below) = self.value(row, &property, shift)?;
        let detection_limit = match below {
            Some(limit) => Some(limit),
            None => self.number(row, "detection_limit", shift)?,
        };
        let said = self.said(row, value.is_none())?;
        let key = SeriesKey {
            thing: self.thing(row)?,
            property: property.id,
            sample_kind: said.sample_kind,
        };
        let series = self.series(key);
        if !self.seen.insert((series, time_us)) {
            let message = "this thing has a reading of this property at this time already";
            return Err(Box::new(self.sheet.wrong(time, message)));
        }
        let learned = self.cell(row, "learned_at");
        let learned = learned.map(|cell| self.instant(cell)).transpose()?;
        Ok(Observation {
            series,
            time_us,
            value,
            flag: said.flag,
            quality: said.quality,
            level: said.level,
            cause: self.text(row, "cause"),
            sample_kind: said.sample_kind,
            method: self.text(row, "method").map(Arc::from),
            detection_limit,
            qualifier: self.text(row, "qualifier"),
            learned_us: learned.unwrap_or(time_us),
            source: self
                .text(row, "source")
                .map_or_else(|| Arc::from("given"), Arc::from),
            batch: 1,
            line: i64::try_from(self.sheet.line(&row[0])).unwrap_or(0),
        })
    }

    /// The words of a row, those that are not written filled in.
    fn said(&self, row: Row<'_>, is_below: bool) -> Read<Said> {
        let flags = "a letter of HJ 212 such as N, M, F, L";
        let qualities = "valid, doubtful or invalid";
        let levels = "raw, auto_checked, reviewed or approved";
        let kinds = "routine, duplicate, blank, spike or standard";
        let flag = if is_below {
            Flag::BelowDetection
        } else {
            Flag::Normal
        };
        Ok(Said {
            flag: self.word(row, "flag", Flag::parse, flags)?.unwrap_or(flag),
            quality: self
                .word(row, "quality", Quality::parse, qualities)?
                .unwrap_or(Quality::Valid),
            level: self
                .word(row, "level", Level::parse, levels)?
                .unwrap_or(Level::Raw),
            sample_kind: self
                .word(row, "sample_kind", SampleKind::parse, kinds)?
                .unwrap_or(SampleKind::Routine),
        })
    }

    fn property(&self, cell: &SheetCell) -> Read<Property> {
        let words = &self.given.vocabulary;
        words.property_by_id(&cell.text).cloned().ok_or_else(|| {
            let known = words.properties.iter().map(|p| p.id.as_str());
            let help = match words.property(&cell.text) {
                Some(meant) => Some(format!("did you mean `{}`?", meant.id)),
                None => nearest(&cell.text, known),
            };
            let message = format!("`{}` is no property of this pack", cell.text);
            Box::new(self.sheet.wrong(cell, message).help(help))
        })
    }

    /// The power of ten from the row's unit to the property's.
    fn shift(&self, row: Row<'_>, property: &Property) -> Read<i32> {
        let Some(cell) = self.cell(row, "unit") else {
            return Ok(0);
        };
        // A property whose own unit is not known has been told of.
        let Some(to) = zone::import::parse_unit(&property.unit) else {
            return Ok(0);
        };
        zone::import::parse_unit(&cell.text)
            .and_then(|from| zone::import::power_of_ten_between(from, to))
            .ok_or_else(|| {
                let message = format!(
                    "`{}` cannot become {}, the unit of `{}`",
                    cell.text, property.unit, property.id
                );
                Box::new(self.sheet.wrong(cell, message))
            })
    }

    /// The value, or the detection limit that it lies below (`<0.05`).
    fn value(
        &self,
        row: Row<'_>,
        property: &Property,
        shift: i32,
    ) -> Read<(Option<f64>, Option<f64>)> {
        let Some(cell) = self.cell(row, "value") else {
            return Ok((None, None));
        };
        if let Some((_, code)) = property.coded.iter().find(|(word, _)| *word == cell.text) {
            return Ok((Some(*code), None));
        }
        match cell.text.strip_prefix('<') {
            Some(limit) => Ok((None, Some(self.read_number(cell, limit.trim(), shift)?))),
            None => Ok((Some(self.read_number(cell, &cell.text, shift)?), None)),
        }
    }

    fn number(&self, row: Row<'_>, name: &str, shift: i32) -> Read<Option<f64>> {
        self.cell(row, name)
            .map(|cell| self.read_number(cell, &cell.text, shift))
            .transpose()
    }

    fn read_number(&self, cell: &SheetCell, text: &str, shift: i32) -> Read<f64> {
        Some(zone::import::cell::value_scaled(text, shift))
            .filter(|number| number.is_finite())
            .ok_or_else(|| {
                let message = format!(
                    "`{}`; expected a number, `<` before a detection limit, or nothing",
                    cell.text
                );
                Box::new(self.sheet.wrong(cell, message))
            })
    }

    /// The id of the row's thing. One that no sheet gives is made, with the defaults of its kind.
    fn thing(&mut self, row: Row<'_>) -> Read<i64> {
        let code = self.needed(row, "thing")?;
        let kind = self.cell(row, "kind");
        let fits = |t: &&Thing| {
            t.draft.code == code.text && kind.is_none_or(|kind| kind.text == t.draft.kind)
        };
        if let Some(known) = self.given.things.iter().find(fits) {
            return Ok(known.id);
        }
        let declared = match kind {
            Some(kind) => self.given.vocabulary.kinds.get(&kind.text).cloned(),
            None => self.default_kind.cloned(),
        };
        let Some(declared) = declared else {
            let known: Vec<&str> = self
                .given
                .vocabulary
                .kinds
                .keys()
                .map(String::as_str)
                .collect();
            let message = format!("of which kind? expected one of {}", known.join(", "));
            return Err(Box::new(self.sheet.wrong(kind.unwrap_or(code), message)));
        };
        let fields = check_fields(&declared, &[]).map_err(|wrong| {
            let sentences: Vec<String> = wrong.into_iter().map(|(_, sentence)| sentence).collect();
            let message = format!(
                "`{}` is not in given/{}.csv, and {}",
                code.text,
                declared.id,
                sentences.join("; ")
            );
            Box::new(self.sheet.wrong(code, message))
        })?;
        let made = thing(
            self.given.things.len(),
            ThingDraft {
                kind: declared.id,
                code: code.text.clone(),
                name_zh: code.text.clone(),
                name_en: None,
                geometry: None,
                fields,
            },
        );
        let id = made.id;
        self.given.things.push(made);
        Ok(id)
    }

    fn series(&mut self, key: SeriesKey) -> i64 {
        let next = i64::try_from(self.ids.len())
            .unwrap_or(i64::MAX)
            .saturating_add(1);
        let id = *self.ids.entry(key.clone()).or_insert(next);
        if id == next {
            self.given.series.push(Series { id, key });
        }
        id
    }
}
