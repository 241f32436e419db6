//! Keys and values of a text in TOML, asked for one by one: what is wrong with any of them is told with
//! its place, and so is every key that nobody asked for.

use std::cell::RefCell;
use std::ops::{Range, RangeInclusive};

use jiff::civil::DateTime;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::mistake::Mistake;
use super::moment::Moment;

/// The greatest number that is read: products of several stay numbers.
const NUMBER_MAX: f64 = 1e9;

/// A text that is read, and the mistakes that were found in it.
pub(super) struct Told<'t> {
    path: &'t str,
    text: &'t str,
    mistakes: RefCell<Vec<Mistake>>,
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Said<T> {
    pub value: T,
    pub at: Range<usize>,
}

/// The keys of one table.
pub(super) struct Keys<'d> {
    told: &'d Told<'d>,
    table: &'d DeTable<'d>,
    /// The header of the table, or the table itself.
    pub at: Range<usize>,
    known: RefCell<Vec<&'static str>>,
}

impl<'t> Told<'t> {
    pub fn new(path: &'t str, text: &'t str) -> Self {
        Self {
            path,
            text,
            mistakes: RefCell::new(Vec::new()),
        }
    }

    pub fn tell(&self, at: &Range<usize>, message: impl Into<String>) {
        let mistake = Mistake::at(self.path, self.text, at.clone(), message.into());
        self.mistakes.borrow_mut().push(mistake);
    }

    /// All mistakes in the order of their places.
    pub fn mistakes(self) -> Vec<Mistake> {
        let mut mistakes = self.mistakes.into_inner();
        mistakes.sort_by_key(|mistake| (mistake.span.start, mistake.span.end));
        mistakes
    }
}

impl<'d> Keys<'d> {
    pub fn new(told: &'d Told<'d>, table: &'d DeTable<'d>, at: Range<usize>) -> Self {
        Self {
            told,
            table,
            at,
            known: RefCell::new(Vec::new()),
        }
    }

    pub fn tell(&self, at: &Range<usize>, message: impl Into<String>) {
        self.told.tell(at, message);
    }

    /// Where a key stands; the table's own place where it is not there.
    pub fn place(&self, key: &str) -> Range<usize> {
        let found = self.table.get_key_value(key);
        found.map_or(self.at.clone(), |(key, _)| key.span())
    }

    pub fn has(&self, key: &'static str) -> bool {
        self.get(key).is_some()
    }

    fn get(&self, key: &'static str) -> Option<&'d Spanned<DeValue<'d>>> {
        let mut known = self.known.borrow_mut();
        if !known.contains(&key) {
            known.push(key);
        }
        self.table.get(key)
    }

    /// What a key says, where it is there and `read` takes it.
    fn read<T>(
        &self,
        key: &'static str,
        expected: &str,
        read: impl FnOnce(&'d DeValue<'d>) -> Option<T>,
    ) -> Option<Said<T>> {
        let found = self.get(key)?;
        let at = found.span();
        let Some(value) = read(found.get_ref()) else {
            let shown = self.told.text.get(at.clone()).unwrap_or_default();
            let shown = shown.lines().next().unwrap_or_default();
            let message = format!("`{key}` is {shown}; expected {expected}");
            self.tell(&at, message);
            return None;
        };
        Some(Said { value, at })
    }

    /// Tells that a key is not there, where it is not.
    fn need(&self, key: &'static str) {
        if !self.has(key) {
            self.tell(&self.at, format!("`{key}` is missing"));
        }
    }

    pub fn text(&self, key: &'static str) -> Option<Said<String>> {
        self.read(key, "a text between quotes", |value| {
            let text = value.as_str()?.to_owned();
            (!text.trim().is_empty()).then_some(text)
        })
    }

    pub fn needed_text(&self, key: &'static str) -> Option<Said<String>> {
        self.need(key);
        self.text(key)
    }

    pub fn yes(&self, key: &'static str) -> Option<bool> {
        let said = self.read(key, "true or false", DeValue::as_bool);
        said.map(|said| said.value)
    }

    pub fn whole(&self, key: &'static str, range: RangeInclusive<i64>) -> Option<Said<i64>> {
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        self.read(key, &expected, |value| {
            whole(value).filter(|whole| range.contains(whole))
        })
    }

    pub fn number(&self, key: &'static str) -> Option<Said<f64>> {
        self.read(key, "a number up to a milliard", number)
    }

    pub fn needed_number(&self, key: &'static str) -> Option<Said<f64>> {
        self.need(key);
        self.number(key)
    }

    pub fn positive(&self, key: &'static str) -> Option<f64> {
        let said = self.read(key, "a number that is not negative", |value| {
            number(value).filter(|number| *number >= 0.0)
        });
        said.map(|said| said.value)
    }

    /// A wall-clock time with its date, without a zone.
    pub fn moment(&self, key: &'static str) -> Option<Said<Moment>> {
        self.read(key, "a moment such as 2026-11-27T08:00:00", |value| {
            let DeValue::Datetime(written) = value else {
                return None;
            };
            let has_both = written.date.is_some() && written.time.is_some();
            let is_local = has_both && written.offset.is_none();
            let local: DateTime = is_local.then(|| written.to_string().parse().ok())??;
            Moment::of(local)
        })
    }

    pub fn numbers(&self, key: &'static str, count: usize) -> Option<Said<Vec<f64>>> {
        let expected = format!("a list of {count} numbers");
        self.read(key, &expected, |value| {
            let numbers: Option<Vec<f64>> =
                list(value)?.iter().map(|v| number(v.get_ref())).collect();
            numbers.filter(|numbers| numbers.len() == count)
        })
    }

    pub fn wholes(&self, key: &'static str) -> Option<Said<Vec<Said<i64>>>> {
        self.read(key, "a list of whole numbers", |value| {
            list(value)?
                .iter()
                .map(|item| {
                    let value = whole(item.get_ref())?;
                    Some(Said {
                        value,
                        at: item.span(),
                    })
                })
                .collect()
        })
    }

    pub fn texts(&self, key: &'static str) -> Option<Said<Vec<Said<String>>>> {
        self.read(key, "a list of texts", |value| {
            list(value)?
                .iter()
                .map(|item| {
                    let value = item.get_ref().as_str()?.to_owned();
                    Some(Said {
                        value,
                        at: item.span(),
                    })
                })
                .collect()
        })
    }

    /// Pairs of a time of day and a number: `[["08:00", 60.0], …]`.
    pub fn steps(&self, key: &'static str) -> Option<Said<Vec<(u32, f64)>>> {
        let expected =
            "a list such as [[\"00:00\", 5], [\"08:00\", 60]], each time later than the one before";
        self.read(key, expected, |value| {
            let steps: Option<Vec<(u32, f64)>> = list(value)?
                .iter()
                .map(|step| match &list(step.get_ref())?[..] {
                    [from, value] => {
                        let from = time_of_day(from.get_ref().as_str()?)?;
                        Some((from, number(value.get_ref())?))
                    }
                    _ => None,
                })
                .collect();
            steps.filter(|steps| !steps.is_empty() && steps.is_sorted_by(|a, b| a.0 < b.0))
        })
    }

    /// From one time of day to another: `"23:00-05:00"`.
    pub fn daily(&self, key: &'static str) -> Option<(u32, u32)> {
        let expected = "two times such as \"23:00-05:00\", not the same";
        let said = self.read(key, expected, |value| {
            let (from, to) = value.as_str()?.split_once('-')?;
            let (from, to) = (time_of_day(from)?, time_of_day(to)?);
            (from != to).then_some((from, to))
        });
        said.map(|said| said.value)
    }

    /// One of these words, by what it stands for.
    pub fn one_of<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<Said<T>> {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let expected = format!("one of {}", known.join(", "));
        self.read(key, &expected, |value| {
            let found = match value {
                DeValue::Integer(number) => number.as_str(),
                other => other.as_str()?,
            };
            words
                .iter()
                .find(|(word, _)| *word == found)
                .map(|(_, meant)| *meant)
        })
    }

    /// A table within this one.
    pub fn table(&self, key: &'static str) -> Option<Keys<'d>> {
        let said = self.read(key, "a table such as { name = value }", table)?;
        Some(Keys::new(self.told, said.value, said.at))
    }

    /// The tables of a list: `[[key]]` each.
    pub fn tables(&self, key: &'static str) -> Vec<Keys<'d>> {
        let found = self.read(key, "tables, each begun by [[…]]", |value| {
            list(value)?
                .iter()
                .map(|item| Some((table(item.get_ref())?, item.span())))
                .collect::<Option<Vec<_>>>()
        });
        let found = found.map(|found| found.value).unwrap_or_default();
        found
            .into_iter()
            .map(|(table, at)| Keys::new(self.told, table, at))
            .collect()
    }

    /// Keys and texts, whatever the keys are called; a list has a text for each device in turn.
    pub fn words(&self) -> Vec<(Said<String>, Vec<String>)> {
        let mut words = Vec::new();
        for (key, value) in self.table {
            let texts: Option<Vec<String>> = match value.get_ref() {
                DeValue::Array(list) => list.iter().map(|v| word(v.get_ref())).collect(),
                one => word(one).map(|text| vec![text]),
            };
            match texts.filter(|texts| !texts.is_empty()) {
                Some(texts) => {
                    let value = key.get_ref().to_string();
                    let at = key.span();
                    words.push((Said { value, at }, texts));
                }
                None => self.tell(
                    &value.span(),
                    "expected a text or a number, or a list of them",
                ),
            }
        }
        words
    }

    /// Tells of the keys that nobody asked for.
    pub fn close(self) {
        let known = self.known.into_inner();
        for key in self.table.keys() {
            if !known.contains(&key.get_ref().as_ref()) {
                let mut expected = known.clone();
                expected.sort_unstable();
                let message = format!(
                    "unknown key `{}`; expected one of {}",
                    key.get_ref(),
                    expected.join(", ")
                );
                self.told.tell(&key.span(), message);
            }
        }
    }
}

fn table<'d>(value: &'d DeValue<'d>) -> Option<&'d DeTable<'d>> {
    match value {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}

fn list<'d>(value: &'d DeValue<'d>) -> Option<&'d DeArray<'d>> {
    match value {
        DeValue::Array(list) => Some(list),
        _ => None,
    }
}

fn whole(value: &DeValue<'_>) -> Option<i64> {
    let written = value.as_integer()?;
    i64::from_str_radix(written.as_str(), written.radix()).ok()
}

/// A number, with a point or without.
fn number(value: &DeValue<'_>) -> Option<f64> {
    let number: f64 = match value {
        DeValue::Float(written) => written.as_str().parse().ok()?,
        DeValue::Integer(written) if written.radix() == 10 => written.as_str().parse().ok()?,
        _ => return None,
    };
    (number.abs() <= NUMBER_MAX).then_some(number)
}

fn word(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(written) => Some(written.as_str().to_owned()),
        DeValue::Float(written) => Some(written.as_str().to_owned()),
        _ => None,
    }
}

/// Seconds since midnight of `08:00`; 24:00 is the end of the day.
fn time_of_day(text: &str) -> Option<u32> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let is_written = hours.len() == 2 && minutes.len() == 2;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let seconds = hours * 3_600 + minutes * 60;
    (is_written && minutes < 60 && seconds <= 86_400).then_some(seconds)
}
