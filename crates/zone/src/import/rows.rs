//! Cells become drafts of observations; what cannot become one is a reject with its place.

use std::collections::HashMap;

use jiff::tz::TimeZone;

use super::cell::{Reading, read_value, value_scaled};
use super::header::{Layout, cell_text, scale_to};
use super::mapping::Mapping;
use super::reject::Reject;
use super::sheet::{Cell, Row};
use super::stamp::{StampRules, read_stamp};
use crate::limits::FUTURE_TOLERANCE_US;
use crate::observation::{Flag, SampleKind};
use crate::schema::{Property, Vocabulary, fold};

const EXPECTED_STATUS: &str =
    "expected 正常, 维护, 停站, 故障, 校准 … or a letter N F M S D C T B L of HJ 212";

/// A reading of a file that has no series yet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draft {
    /// Index into [`Met::places`].
    pub place: usize,
    /// Index into the vocabulary's properties.
    pub property: usize,
    /// When, µs UTC.
    pub time_us: i64,
    /// What was said.
    pub said: Said,
    /// The station's word on itself.
    pub flag: Flag,
    /// Kind of sample.
    pub sample_kind: SampleKind,
    /// Method as given.
    pub method: Option<String>,
    /// Line of the file.
    pub line: u64,
    /// Column, from 0.
    pub column: usize,
}

/// What a cell said.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    /// That there is no value; it still stands against an earlier row of the file.
    Nothing,
    /// A value.
    Value(f64),
    /// Below this detection limit, if one is named.
    Below(Option<f64>),
    /// More than the instrument can tell.
    Above(f64),
}

/// Where a reading was taken, as the file names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Place {
    /// Province, where the file has one.
    pub province: Option<String>,
    /// The section's name.
    pub name: String,
}

/// What was met in a file so far: its words are understood once.
#[derive(Debug, Default)]
pub(super) struct Met {
    /// The places that it names, in their order.
    pub places: Vec<Place>,
    by_place: HashMap<Place, usize>,
    items: HashMap<String, Option<Item>>,
}

/// What a word in the column of properties means.
#[derive(Debug, Clone)]
struct Item {
    /// Index into the vocabulary's properties.
    property: usize,
    /// The unit that the mapping gives it.
    unit: Option<String>,
}

impl Met {
    fn place(&mut self, place: &Place) -> usize {
        if let Some(index) = self.by_place.get(place) {
            return *index;
        }
        let index = self.places.len();
        self.places.push(place.clone());
        self.by_place.insert(place.clone(), index);
        index
    }
}

/// What was read of a file, or of a piece of it.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    /// Readings in the order of the file.
    pub readings: Vec<Draft>,
    /// What was not taken.
    pub rejects: Vec<Reject>,
    /// Rows of data seen.
    pub rows: usize,
}

/// How a file is read.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub layout: &'a Layout,
    pub vocabulary: &'a Vocabulary,
    pub mapping: &'a Mapping,
    pub tz: &'a TimeZone,
    pub year: Option<i16>,
    pub now_us: i64,
}

impl Reader<'_> {
    /// Reads `rows`; `on_row` hears how many are done.
    pub fn read(&self, rows: &[Row], met: &mut Met, mut on_row: impl FnMut(usize)) -> Drafts {
        let mut out = Drafts::default();
        for row in rows {
            if row.cells.iter().all(|c| matches!(c, Cell::Empty)) {
                continue;
            }
            out.rows += 1;
            self.read_row(row, met, &mut out);
            if out.rows.is_multiple_of(1_000) {
                on_row(out.rows);
            }
        }
        on_row(out.rows);
        out
    }

    fn read_row(&self, row: &Row, met: &mut Met, out: &mut Drafts) {
        let Some(head) = self.read_head(row, out) else {
            return;
        };
        let place = met.place(&head.place);
        if self.layout.wide.is_empty() {
            self.read_long(row, place, &head, met, out);
        } else {
            self.read_wide(row, place, &head, out);
        }
    }

    fn reject(&self, row: &Row, column: Option<usize>, expected: impl Into<String>) -> Reject {
        let found = column.map_or_else(String::new, |c| cell_text(row.cell(c)));
        Reject {
            line: row.line,
            column: column.map_or(0, |c| c + 1),
            header: column.map_or_else(String::new, |c| self.layout.header(c).to_owned()),
            found,
            expected: expected.into(),
            held: false,
        }
    }

    fn role_text(&self, row: &Row, role: &str) -> Option<String> {
        let text = cell_text(row.cell(self.layout.role(role)?));
        (!matches!(text.as_str(), "" | "*" | "--" | "-" | "/")).then_some(text)
    }

    fn read_head(&self, row: &Row, out: &mut Drafts) -> Option<Head> {
        let Some(name) = self.role_text(row, "section") else {
            out.rejects.push(self.reject(
                row,
                self.layout.role("section"),
                "expected the name of a section",
            ));
            return None;
        };
        let column = self.layout.role("time")?;
        let rules = StampRules {
            zone: self.tz,
            year: self.year,
        };
        let time_us = match read_stamp(row.cell(column), &rules) {
            Ok(stamp) => stamp.instant_us,
            Err(error) => {
                out.rejects
                    .push(self.reject(row, Some(column), error.expected()));
                return None;
            }
        };
        if time_us > self.now_us + FUTURE_TOLERANCE_US {
            let mut held = self.reject(
                row,
                Some(column),
                "this time is still to come; held, import it again then",
            );
            held.held = true;
            out.rejects.push(held);
            return None;
        }
        let flag = self.word(
            row,
            "status",
            Flag::Normal,
            Flag::from_status,
            EXPECTED_STATUS,
            out,
        )?;
        let sample_kind = self.word(
            row,
            "sample_kind",
            SampleKind::Routine,
            read_sample_kind,
            "expected routine, duplicate, blank, spike or standard",
            out,
        )?;
        let place = Place {
            province: self.role_text(row, "province"),
            name,
        };
        Some(Head {
            place,
            time_us,
            flag,
            sample_kind,
            method: self.role_text(row, "method"),
        })
    }

    /// What a role's word means, `usual` where there is none; an unknown word rejects the row.
    fn word<T>(
        &self,
        row: &Row,
        role: &str,
        usual: T,
        read: fn(&str) -> Option<T>,
        expected: &str,
        out: &mut Drafts,
    ) -> Option<T> {
        let Some(written) = self.role_text(row, role) else {
            return Some(usual);
        };
        let meaning = read(&written);
        if meaning.is_none() {
            let reject = self.reject(row, self.layout.role(role), expected);
            out.rejects.push(reject);
        }
        meaning
    }

    fn read_wide(&self, row: &Row, place: usize, head: &Head, out: &mut Drafts) {
        for value in &self.layout.wide {
            let Some(property) = self
                .vocabulary
                .properties
                .iter()
                .position(|p| p.id == value.property)
            else {
                continue;
            };
            let cell = row.cell(value.column);
            match say(
                cell,
                &self.vocabulary.properties[property],
                value.power_of_ten,
            ) {
                Ok(said) => {
                    out.readings
                        .push(head.draft(place, property, said, row.line, value.column));
                }
                Err(expected) => out
                    .rejects
                    .push(self.reject(row, Some(value.column), expected)),
            }
        }
    }

    fn read_long(&self, row: &Row, place: usize, head: &Head, met: &mut Met, out: &mut Drafts) {
        let (Some(item), Some(column)) = (self.layout.role("property"), self.layout.role("value"))
        else {
            return;
        };
        let written = cell_text(row.cell(item));
        if !met.items.contains_key(&written) {
            met.items.insert(written.clone(), self.item(&written));
        }
        let Some(Some(known)) = met.items.get(&written) else {
            out.rejects.push(self.reject(
                row,
                Some(item),
                "expected a property of the zone's packs, such as codmn or 氨氮",
            ));
            return;
        };
        let property = &self.vocabulary.properties[known.property];
        let unit = self.role_text(row, "unit").or_else(|| known.unit.clone());
        let power = match scale_to(property, unit.as_deref()) {
            Ok(power) => power,
            Err(sentence) => {
                out.rejects
                    .push(self.reject(row, self.layout.role("unit"), sentence));
                return;
            }
        };
        let said = say(row.cell(column), property, power)
            .and_then(|said| self.refine(row, said, head, power));
        match said {
            Ok(said) => {
                out.readings
                    .push(head.draft(place, known.property, said, row.line, column));
            }
            Err(expected) => out.rejects.push(self.reject(row, Some(column), expected)),
        }
    }

    /// What a word in the column of properties means, by the mapping and by the packs.
    fn item(&self, written: &str) -> Option<Item> {
        let mapped = self
            .mapping
            .values
            .iter()
            .find(|(_, v)| fold(&v.column) == fold(written));
        let wanted = mapped.map_or(written, |(id, _)| id.as_str());
        let found = self.vocabulary.property(wanted)?;
        Some(Item {
            property: self
                .vocabulary
                .properties
                .iter()
                .position(|p| p.id == found.id)?,
            unit: mapped.and_then(|(_, v)| v.unit.clone()),
        })
    }

    /// What stands in columns beside a long file's value: a sign, or a detection limit.
    fn refine(&self, row: &Row, said: Said, head: &Head, power: i32) -> Result<Said, String> {
        let sign = self.role_text(row, "qualifier");
        let limit = match self.layout.role("detection_limit") {
            None => None,
            Some(column) => {
                match read_value(row.cell(column))
                    .map_err(|e| format!("expected {}", e.expected))?
                {
                    Reading::Value { text, .. } => Some(value_scaled(&text, power)),
                    _ => None,
                }
            }
        };
        Ok(match (said, sign.as_deref()) {
            (Said::Value(value), Some("<" | "≤" | "L" | "l")) => Said::Below(Some(value)),
            (Said::Value(value), Some(">" | "≥")) => Said::Above(value),
            (Said::Nothing | Said::Below(None), _) if head.flag == Flag::BelowDetection => {
                Said::Below(limit)
            }
            (Said::Below(None), _) => Said::Below(limit),
            (said, _) => said,
        })
    }
}

/// What the first columns of a row say of all its values.
struct Head {
    place: Place,
    time_us: i64,
    flag: Flag,
    sample_kind: SampleKind,
    method: Option<String>,
}

impl Head {
    fn draft(&self, place: usize, property: usize, said: Said, line: u64, column: usize) -> Draft {
        let flag = match (self.flag, &said) {
            (Flag::Normal, Said::Below(_)) => Flag::BelowDetection,
            (Flag::Normal, Said::Above(_)) => Flag::OverRange,
            (flag, _) => flag,
        };
        Draft {
            place,
            property,
            time_us: self.time_us,
            said,
            flag,
            sample_kind: self.sample_kind,
            method: self.method.clone(),
            line,
            column,
        }
    }
}

fn read_sample_kind(written: &str) -> Option<SampleKind> {
    SampleKind::parse(&written.to_lowercase()).or_else(|| {
        Some(match written {
            "常规" | "例行" | "正常样" => SampleKind::Routine,
            "平行样" | "平行" => SampleKind::Duplicate,
            "空白" | "全程序空白" | "空白样" => SampleKind::Blank,
            "加标" | "加标样" => SampleKind::Spike,
            "标样" | "标准样" => SampleKind::Standard,
            _ => return None,
        })
    })
}

fn say(cell: &Cell, property: &Property, power: i32) -> Result<Said, String> {
    if !property.coded.is_empty() {
        return say_coded(cell, property);
    }
    Ok(
        match read_value(cell).map_err(|e| format!("expected {}", e.expected))? {
            Reading::Missing(_) => Said::Nothing,
            Reading::Value { text, .. } => Said::Value(value_scaled(&text, power)),
            Reading::Below { limit_text, .. } => {
                Said::Below(Some(value_scaled(&limit_text, power)))
            }
            Reading::NotDetected => Said::Below(None),
            Reading::Above { text, .. } => Said::Above(value_scaled(&text, power)),
        },
    )
}

fn say_coded(cell: &Cell, property: &Property) -> Result<Said, String> {
    let text = cell_text(cell);
    if matches!(text.as_str(), "" | "*" | "-" | "--" | "—" | "/" | "无") {
        return Ok(Said::Nothing);
    }
    let wanted = fold(&text);
    property
        .coded
        .iter()
        // An export writes the number that the word is kept as.
        .find(|(word, code)| fold(word) == wanted || wanted.parse() == Ok(*code))
        .map(|(_, code)| Said::Value(*code))
        .ok_or_else(|| {
            let words: Vec<_> = property
                .coded
                .iter()
                .map(|(word, _)| word.as_str())
                .collect();
            format!("expected one of {}", words.join(", "))
        })
}
