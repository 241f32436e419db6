//! Cells become drafts of observations; what cannot become one is a reject with its place.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use jiff::tz::TimeZone;

use super::cell::{Reading, plain_decimal, read_value, value_scaled};
use super::header::{Layout, cell_text, scale_to};
use super::mapping::Mapping;
use super::reject::Reject;
use super::role::Role;
use super::sheet::{Cell, Row};
use super::stamp::{StampError, StampRules, read_stamp};
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
    pub method: Option<Arc<str>>,
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
    /// By the section's name.
    by_name: HashMap<String, Vec<usize>, RandomState>,
    /// By the word in the column of properties.
    items: HashMap<String, Option<Item>, RandomState>,
    /// The last time as it was written: a long file repeats it.
    stamp: (String, i64),
    /// The last method.
    method: Option<Arc<str>>,
}

/// What a word in the column of properties means.
#[derive(Debug)]
struct Item {
    /// Index into the vocabulary's properties.
    property: usize,
    /// The unit that the mapping gives it.
    unit: Option<String>,
    /// What turns a value into the property's unit, by the unit as written.
    powers: Vec<(String, i32)>,
}

impl Item {
    fn power(&mut self, property: &Property, written: Option<&str>) -> Result<i32, String> {
        let unit = written.or(self.unit.as_deref()).unwrap_or_default();
        if let Some((_, power)) = self.powers.iter().find(|(known, _)| known == unit) {
            return Ok(*power);
        }
        let power = scale_to(property, Some(unit))?;
        self.powers.push((unit.to_owned(), power));
        Ok(power)
    }
}

impl Met {
    fn place(&mut self, province: Option<&str>, name: &str) -> usize {
        let known = self.by_name.get(name).into_iter().flatten();
        for index in known {
            if self.places[*index].province.as_deref() == province {
                return *index;
            }
        }
        let index = self.places.len();
        self.places.push(Place {
            province: province.map(str::to_owned),
            name: name.to_owned(),
        });
        self.by_name.entry(name.to_owned()).or_default().push(index);
        index
    }

    fn stamp(&mut self, cell: &Cell, rules: &StampRules<'_>) -> Result<i64, StampError> {
        let Cell::Text(text) = cell else {
            return Ok(read_stamp(cell, rules)?.instant_us);
        };
        if *text != self.stamp.0 {
            let instant_us = read_stamp(cell, rules)?.instant_us;
            text.clone_into(&mut self.stamp.0);
            self.stamp.1 = instant_us;
        }
        Ok(self.stamp.1)
    }

    fn method(&mut self, written: &str) -> Arc<str> {
        match &self.method {
            Some(last) if **last == *written => Arc::clone(last),
            _ => Arc::clone(self.method.insert(Arc::from(written))),
        }
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

impl Drafts {
    /// Forgets what was read, and keeps the room that it took.
    pub fn clear(&mut self) {
        self.readings.clear();
        self.rejects.clear();
        self.rows = 0;
    }
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
    /// Reads `row` and adds to `out` what it says.
    pub fn read(&self, row: &Row, met: &mut Met, out: &mut Drafts) {
        out.rows += 1;
        let Some(head) = self.read_head(row, met, out) else {
            return;
        };
        if self.layout.wide.is_empty() {
            self.read_long(row, &head, met, out);
        } else {
            self.read_wide(row, &head, out);
        }
    }

    fn reject(&self, row: &Row, column: Option<usize>, expected: impl Into<String>) -> Reject {
        let found = column.map_or_else(String::new, |c| cell_text(row.cell(c)).into_owned());
        Reject {
            line: row.line,
            column: column.map_or(0, |c| c + 1),
            header: column.map_or_else(String::new, |c| self.layout.header(c).to_owned()),
            found,
            expected: expected.into(),
            held: false,
        }
    }

    fn role_text<'r>(&self, row: &'r Row, role: Role) -> Option<Cow<'r, str>> {
        let text = cell_text(row.cell(self.layout.role(role)?));
        (!matches!(&*text, "" | "*" | "--" | "-" | "/")).then_some(text)
    }

    fn read_head(&self, row: &Row, met: &mut Met, out: &mut Drafts) -> Option<Head> {
        let Some(name) = self.role_text(row, Role::Section) else {
            out.rejects.push(self.reject(
                row,
                self.layout.role(Role::Section),
                "expected the name of a section",
            ));
            return None;
        };
        let time_us = self.read_time(row, met, out)?;
        let flag = self.word(
            row,
            Role::Status,
            Flag::Normal,
            Flag::from_status,
            EXPECTED_STATUS,
            out,
        )?;
        let sample_kind = self.word(
            row,
            Role::SampleKind,
            SampleKind::Routine,
            read_sample_kind,
            "expected routine, duplicate, blank, spike or standard",
            out,
        )?;
        let province = self.role_text(row, Role::Province);
        let method = self.role_text(row, Role::Method);
        Some(Head {
            place: met.place(province.as_deref(), &name),
            time_us,
            flag,
            sample_kind,
            method: method.map(|written| met.method(&written)),
        })
    }

    fn read_time(&self, row: &Row, met: &mut Met, out: &mut Drafts) -> Option<i64> {
        let column = self.layout.role(Role::Time)?;
        let rules = StampRules {
            zone: self.tz,
            year: self.year,
        };
        let time_us = match met.stamp(row.cell(column), &rules) {
            Ok(time_us) => time_us,
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
        Some(time_us)
    }

    /// What a role's word means, `usual` where there is none; an unknown word rejects the row.
    fn word<T>(
        &self,
        row: &Row,
        role: Role,
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

    fn read_wide(&self, row: &Row, head: &Head, out: &mut Drafts) {
        for value in &self.layout.wide {
            let property = &self.vocabulary.properties[value.property];
            match say(row.cell(value.column), property, value.power_of_ten) {
                Ok(said) => {
                    out.readings
                        .push(head.draft(value.property, said, row.line, value.column));
                }
                Err(expected) => {
                    let reject = self.reject(row, Some(value.column), expected);
                    out.rejects.push(reject);
                }
            }
        }
    }

    fn read_long(&self, row: &Row, head: &Head, met: &mut Met, out: &mut Drafts) {
        let (Some(item), Some(column)) = (
            self.layout.role(Role::Property),
            self.layout.role(Role::Value),
        ) else {
            return;
        };
        let written = cell_text(row.cell(item));
        if !met.items.contains_key(&*written) {
            met.items
                .insert(written.clone().into_owned(), self.item(&written));
        }
        let Some(Some(known)) = met.items.get_mut(&*written) else {
            out.rejects.push(self.reject(
                row,
                Some(item),
                "expected a property of the zone's packs, such as codmn or 氨氮",
            ));
            return;
        };
        let property = &self.vocabulary.properties[known.property];
        let unit = self.role_text(row, Role::Unit);
        let power = match known.power(property, unit.as_deref()) {
            Ok(power) => power,
            Err(sentence) => {
                let reject = self.reject(row, self.layout.role(Role::Unit), sentence);
                out.rejects.push(reject);
                return;
            }
        };
        let said = say(row.cell(column), property, power)
            .and_then(|said| self.refine(row, said, head, power));
        match said {
            Ok(said) => out
                .readings
                .push(head.draft(known.property, said, row.line, column)),
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
            powers: Vec::new(),
        })
    }

    /// What stands in columns beside a long file's value: a sign, or a detection limit.
    fn refine(&self, row: &Row, said: Said, head: &Head, power: i32) -> Result<Said, String> {
        let sign = self.role_text(row, Role::Qualifier);
        let limit = match self.layout.role(Role::DetectionLimit) {
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
    /// Index into [`Met::places`].
    place: usize,
    time_us: i64,
    flag: Flag,
    sample_kind: SampleKind,
    method: Option<Arc<str>>,
}

impl Head {
    fn draft(&self, property: usize, said: Said, line: u64, column: usize) -> Draft {
        let flag = match (self.flag, &said) {
            (Flag::Normal, Said::Below(_)) => Flag::BelowDetection,
            (Flag::Normal, Said::Above(_)) => Flag::OverRange,
            (flag, _) => flag,
        };
        Draft {
            place: self.place,
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
    if power == 0
        && let Cell::Text(text) = cell
        && let Some(value) = plain_decimal(text)
    {
        return Ok(Said::Value(value));
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
    if matches!(&*text, "" | "*" | "-" | "--" | "—" | "/" | "无") {
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
