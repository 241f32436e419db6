//! `tests/<what_it_shows>/case.toml`: what a case shows, by which source, and how it is compared.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::tz::TimeZone;
use serde::Deserialize;
use toml::Spanned;

use crate::check::title;
use crate::error::Mistake;
use crate::load::{Reading, is_identifier, read_toml};
use crate::model::{Pack, Title};
use crate::near::nearest;
use crate::sheet::Sheet;
use crate::source::PackSource;

/// The folder of the cases inside a pack.
const FOLDER: &str = "tests/";
const CASE_FILE: &str = "case.toml";
/// The source of a case that stands on arithmetic alone.
pub(crate) const OWN: &str = "own";
const TIME_ZONE: &str = "Asia/Shanghai";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCase {
    title: Spanned<Title>,
    source: Spanned<String>,
    clause: Option<Spanned<String>>,
    arithmetic: Option<Spanned<String>>,
    time_zone: Option<Spanned<String>>,
    #[serde(default)]
    tables: Vec<Spanned<String>>,
    #[serde(default)]
    only: bool,
    #[serde(default)]
    settings: BTreeMap<String, Spanned<toml::Value>>,
    #[serde(default)]
    tolerance: BTreeMap<String, BTreeMap<String, Spanned<f64>>>,
}

/// A golden case: a few rows in, the rows that a source or arithmetic by hand gives out.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it shows: the name of its folder.
    pub name: String,
    /// Title.
    pub title: Title,
    /// Key of the bibliography, or `own`.
    pub source: String,
    /// The clause of the source, or the arithmetic in words.
    pub clause: String,
    /// Settings that differ from their defaults.
    pub settings: toml::Table,
    /// Tables to compute.
    pub tables: BTreeSet<String>,
    /// Whether rows whose keys are not expected may be there.
    pub only: bool,
    /// How far a number may lie from the expected one, by table and column.
    pub tolerance: BTreeMap<String, BTreeMap<String, f64>>,
    /// What a day is, and how instants are read.
    pub tz: TimeZone,
    /// `given/<name>.csv` by name.
    pub(super) given: BTreeMap<String, Sheet>,
    /// `expect/<table>.csv` by table.
    pub(super) expect: BTreeMap<String, Sheet>,
}

impl Case {
    /// Tables whose rows the case expects.
    pub fn expects(&self) -> impl Iterator<Item = &str> {
        self.expect.keys().map(String::as_str)
    }
}

/// The cases of a pack by name; what is wrong in their files is told in `mistakes`.
pub(crate) fn cases(
    source: &PackSource,
    pack: &Pack,
    mistakes: &mut Vec<Mistake>,
) -> BTreeMap<String, Case> {
    let mut folders: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for (path, text) in &source.files {
        let Some((name, inside)) = path.strip_prefix(FOLDER).and_then(|p| p.split_once('/')) else {
            continue;
        };
        folders
            .entry(name)
            .or_default()
            .push((path.as_str(), inside, text));
    }
    let mut found = BTreeMap::new();
    for (name, files) in folders {
        let mut reading = CaseFolder {
            source,
            pack,
            mistakes,
        };
        if let Some(case) = reading.case(name, &files) {
            found.insert(name.to_owned(), case);
        }
    }
    found
}

struct CaseFolder<'r> {
    source: &'r PackSource,
    pack: &'r Pack,
    mistakes: &'r mut Vec<Mistake>,
}

impl CaseFolder<'_> {
    fn case(&mut self, name: &str, files: &[(&str, &str, &Arc<String>)]) -> Option<Case> {
        let shown = |path: &str| self.source.shown(path);
        let Some((path, _, text)) = files.iter().find(|(_, inside, _)| *inside == CASE_FILE) else {
            let (path, _, text) = files[0];
            let message =
                format!("the case `{name}` has no {CASE_FILE}, which tells what it shows");
            self.mistakes
                .push(Mistake::at(&shown(path), text, 0, 1, message));
            return None;
        };
        let shown = shown(path);
        let raw: RawCase = read_toml(&shown, text, self.mistakes)?;
        let (mut given, mut expect) = (BTreeMap::new(), BTreeMap::new());
        for (path, inside, text) in files {
            let Some((folder, stem)) = inside
                .split_once('/')
                .and_then(|(folder, file)| Some((folder, file.strip_suffix(".csv")?)))
            else {
                continue;
            };
            let sheets = match folder {
                "given" => &mut given,
                "expect" => &mut expect,
                _ => continue,
            };
            let sheet = Sheet::read(&self.source.shown(path), text, self.mistakes)?;
            sheets.insert(stem.to_owned(), sheet);
        }
        let mut file = CaseFile {
            pack: self.pack,
            file: Reading {
                path: &shown,
                text,
                mistakes: self.mistakes,
            },
        };
        file.check(name, &raw, &expect);
        let tz = file.time_zone(raw.time_zone.as_ref())?;
        let tables = raw
            .tables
            .into_iter()
            .map(Spanned::into_inner)
            .chain(expect.keys().cloned())
            .collect();
        let clause = raw.clause.or(raw.arithmetic).map(Spanned::into_inner);
        Some(Case {
            name: name.to_owned(),
            title: raw.title.into_inner(),
            source: raw.source.into_inner(),
            clause: clause.unwrap_or_default(),
            settings: raw
                .settings
                .into_iter()
                .map(|(id, value)| (id, value.into_inner()))
                .collect(),
            tables,
            only: raw.only,
            tolerance: raw.tolerance.into_iter().map(plain_tolerance).collect(),
            tz,
            given,
            expect,
        })
    }
}

fn plain_tolerance(
    (table, columns): (String, BTreeMap<String, Spanned<f64>>),
) -> (String, BTreeMap<String, f64>) {
    let plain = columns
        .into_iter()
        .map(|(column, within)| (column, within.into_inner()));
    (table, plain.collect())
}

struct CaseFile<'r> {
    pack: &'r Pack,
    file: Reading<'r>,
}

impl CaseFile<'_> {
    fn wrong<T>(&mut self, at: &Spanned<T>, message: String, help: Option<String>) {
        self.file
            .tell_with(crate::check::case::NAME, at.span(), message, help);
    }

    fn check(&mut self, name: &str, raw: &RawCase, expect: &BTreeMap<String, Sheet>) {
        if !is_identifier(name) {
            let message = format!(
                "`{name}` says not what the case shows; expected lower-case words with `_` between"
            );
            self.wrong(&raw.title, message, None);
        }
        title::look(&mut self.file, "title", &raw.title);
        self.check_source(raw);
        if expect.is_empty() && raw.tables.is_empty() {
            let message =
                format!("`{name}` expects nothing; expected expect/<table>.csv or `tables`");
            self.wrong(&raw.title, message, None);
        }
        for table in &raw.tables {
            self.check_table(table, table.get_ref());
        }
        for (id, value) in &raw.settings {
            if !self.pack.settings.contains_key(id) {
                let known: Vec<&str> = self.pack.settings.keys().map(String::as_str).collect();
                let message = format!(
                    "`{id}` is no setting of this pack; it has {}",
                    known.join(", ")
                );
                let help = nearest(id, known);
                self.wrong(value, message, help);
            }
        }
        for (table, columns) in &raw.tolerance {
            for (column, within) in columns {
                if within.get_ref().is_nan() || *within.get_ref() <= 0.0 {
                    let message =
                        format!("a tolerance of {}; expected more than 0", within.get_ref());
                    self.wrong(within, message, None);
                }
                let declared = self
                    .pack
                    .tables
                    .get(table)
                    .is_some_and(|t| t.columns.iter().any(|c| &c.id == column));
                if !declared {
                    let message = format!("`{table}` has no column `{column}`");
                    self.wrong(within, message, None);
                }
            }
        }
    }

    /// A figure of the house's own stands on arithmetic, any other on a clause.
    fn check_source(&mut self, raw: &RawCase) {
        let key = raw.source.get_ref();
        if key == OWN && raw.arithmetic.is_none() {
            let message = "`own` needs `arithmetic`: how the expected rows come about, in words";
            self.wrong(&raw.source, message.to_owned(), None);
        }
        if key != OWN && raw.clause.is_none() {
            let message = format!("`{key}` needs `clause`: where in the source this stands");
            self.wrong(&raw.source, message, None);
        }
    }

    fn check_table<T>(&mut self, at: &Spanned<T>, name: &str) {
        if !self.pack.tables.contains_key(name) {
            let known: Vec<&str> = self.pack.tables.keys().map(String::as_str).collect();
            let message = format!(
                "`{name}` is no table of this pack; it has {}",
                known.join(", ")
            );
            let help = nearest(name, known);
            self.wrong(at, message, help);
        }
    }

    fn time_zone(&mut self, written: Option<&Spanned<String>>) -> Option<TimeZone> {
        let Some(written) = written else {
            return TimeZone::get(TIME_ZONE).ok();
        };
        let tz = TimeZone::get(written.get_ref()).ok();
        if tz.is_none() {
            let message = format!(
                "`{}` is no time zone; expected an IANA name such as {TIME_ZONE}",
                written.get_ref()
            );
            self.wrong(written, message, None);
        }
        tz
    }
}
