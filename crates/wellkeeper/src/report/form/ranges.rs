//! Key ranges: cells beside the figures that say whose figures they are.

use std::collections::{BTreeMap, HashSet};

use forms::{Area, Form, Place, Value};

use super::Subject;
use super::fault::Fault;
use super::figures::{Figures, key_of};
use super::grammar::{Reading, TableAsked};
use super::keys::Keys;
use super::plan::Asked;

/// Along which way the keys of a range follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// A key a row.
    Down,
    /// A key a column.
    Across,
}

/// Cells in which the keys of one column of a table stand.
pub(super) struct KeyRange<'p> {
    pub name: String,
    pub table: TableAsked<'p>,
    pub column: &'p str,
    pub sheet: usize,
    pub area: Area,
    /// A single cell goes both ways.
    ways: Vec<Way>,
    /// The code by row, or by column; nothing where nothing stands.
    codes: BTreeMap<u32, Option<String>>,
    /// Whether nothing stood in any of its cells.
    is_empty: bool,
}

impl KeyRange<'_> {
    /// Whether figures in `area` are beside it, and which way.
    pub fn fits(&self, area: Area) -> Option<Way> {
        let mut ways = self.ways.iter().copied();
        ways.find(|way| match way {
            Way::Down => {
                (self.area.first.row, self.area.last.row) == (area.first.row, area.last.row)
            }
            Way::Across => {
                let own = (self.area.first.column, self.area.last.column);
                own == (area.first.column, area.last.column)
            }
        })
    }

    /// How far figures in `area` are from it: of several ranges the nearest is meant.
    pub fn distance(&self, area: Area) -> u32 {
        let (own, other) = (self.area.first, area.first);
        own.row.abs_diff(other.row) + own.column.abs_diff(other.column)
    }

    /// The code for the figure at `place`.
    pub fn code(&self, way: Way, place: Place) -> Option<&String> {
        if self.ways.len() > 1 {
            // A single cell is the key of whatever is beside it, either way.
            return self.codes.values().next()?.as_ref();
        }
        let at = match way {
            Way::Down => place.row,
            Way::Across => place.column,
        };
        self.codes.get(&at)?.as_ref()
    }

    fn way(&self) -> Way {
        self.ways.first().copied().unwrap_or(Way::Down)
    }

    /// Its cells that are seen, each with its place along the way.
    fn seen(&self, form: &Form) -> Vec<Place> {
        seen(form, self.sheet, self.area)
    }
}

/// The cells of an area that are seen: of merged ones the first.
pub(super) fn seen(form: &Form, sheet: usize, area: Area) -> Vec<Place> {
    let places = area.places();
    places
        .filter(|place| form.anchor(sheet, *place) == *place)
        .collect()
}

/// What takes the value of a cell that the name `&str` asks for.
pub(super) type Put<'f> = dyn FnMut(&str, usize, Place, Value) + 'f;

/// The key ranges of a form, those without content filled: what they are filled with goes to `put`.
pub(super) fn key_ranges<'p>(
    (of, form): (&Subject<'_>, &Form),
    (figures, keys): (&Figures, &Keys),
    asked: &[Asked<'p>],
    (faults, put): (&mut Vec<Fault>, &mut Put<'_>),
) -> Vec<KeyRange<'p>> {
    let mut ranges = Vec::new();
    for one in asked {
        if let Reading::Figures(wanted) = &one.reading
            && wanted.is_key_range()
        {
            match read_range(form, one, (wanted.table, &wanted.column.id)) {
                Ok(mut range) => {
                    range.resolve((of, form), keys, faults);
                    ranges.push(range);
                }
                Err(says) => faults.push(one.fault(form, says)),
            }
        }
    }
    let mut done = HashSet::new();
    for at in 0..ranges.len() {
        if !ranges[at].is_empty || done.contains(&at) {
            continue;
        }
        let together: Vec<usize> = (at..ranges.len())
            .filter(|other| is_together(&ranges[at], &ranges[*other]))
            .collect();
        done.extend(together.iter().copied());
        let columns: Vec<&str> = together.iter().map(|one| ranges[*one].column).collect();
        let rows = distinct(figures, ranges[at].table, &columns);
        let places = ranges[at].seen(form).len();
        if rows.len() > places {
            let says = format!(
                "{places} cells for keys; the month needs {}: expected a range of so many, or keys written into it",
                rows.len()
            );
            faults.push(fault_of(form, &ranges[at], says));
            continue;
        }
        for (column, one) in together.into_iter().enumerate() {
            let codes = rows.iter().map(|row| row[column].clone());
            ranges[one].fill((of, form), keys, codes.collect(), put);
        }
    }
    ranges
}

/// Empty ranges over the same rows are filled together: a row a pair of keys.
fn is_together(one: &KeyRange<'_>, other: &KeyRange<'_>) -> bool {
    let extent = |range: &KeyRange<'_>| match range.way() {
        Way::Down => (range.area.first.row, range.area.last.row),
        Way::Across => (range.area.first.column, range.area.last.column),
    };
    other.is_empty
        && one.sheet == other.sheet
        && one.table.full_name() == other.table.full_name()
        && one.way() == other.way()
        && extent(one) == extent(other)
}

fn distinct(figures: &Figures, table: TableAsked<'_>, columns: &[&str]) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut known = HashSet::new();
    for row in figures.rows(table, &[]) {
        let keys: Vec<String> = columns.iter().map(|key| key_of(row, key)).collect();
        if known.insert(keys.clone()) {
            rows.push(keys);
        }
    }
    rows
}

fn read_range<'p>(
    form: &Form,
    one: &Asked<'p>,
    (table, column): (TableAsked<'p>, &'p str),
) -> Result<KeyRange<'p>, String> {
    let (sheet, area) = (one.sheet, one.area);
    let places = one.places(form)?;
    let is_one = |of: fn(&Place) -> u32| places.iter().all(|place| of(place) == of(&places[0]));
    let mut ways = Vec::new();
    if is_one(|place| place.column) {
        ways.push(Way::Down);
    }
    if is_one(|place| place.row) {
        ways.push(Way::Across);
    }
    if ways.is_empty() {
        return Err(format!(
            "keys stand in {} rows and {} columns; expected one row or one column",
            area.rows(),
            area.columns()
        ));
    }
    Ok(KeyRange {
        name: one.name.clone(),
        table,
        column,
        sheet,
        area,
        ways,
        codes: BTreeMap::new(),
        is_empty: false,
    })
}

impl KeyRange<'_> {
    /// The places along the way, each with the cell that says its key.
    fn along(&self, form: &Form) -> Vec<(u32, Place)> {
        let first = self.area.first;
        let own = |place: Place| form.anchor(self.sheet, place);
        match self.way() {
            Way::Down => (first.row..=self.area.last.row)
                .map(|row| (row, own(Place { row, ..first })))
                .collect(),
            Way::Across => (first.column..=self.area.last.column)
                .map(|column| (column, own(Place { column, ..first })))
                .collect(),
        }
    }

    /// Reads what stands in its cells.
    fn resolve(&mut self, (of, form): (&Subject<'_>, &Form), keys: &Keys, faults: &mut Vec<Fault>) {
        let mut told = HashSet::new();
        let along = self.along(form);
        self.codes.clear();
        self.is_empty = along
            .iter()
            .all(|(_, place)| form.text(self.sheet, *place).trim().is_empty());
        for (at, place) in along {
            let text = form.text(self.sheet, place).trim().to_owned();
            let mut code = None;
            if !text.is_empty() {
                match keys.code(of.zone, self.table, self.column, &text) {
                    Ok(known) => code = Some(known),
                    Err(says) if told.insert(place) => faults.push(Fault {
                        place: Some((form.sheet_name(self.sheet).to_owned(), place.to_string())),
                        name: self.name.clone(),
                        says,
                    }),
                    Err(_) => {}
                }
            }
            self.codes.insert(at, code);
        }
    }

    /// Fills its cells with `codes`, and clears those that are left.
    fn fill(
        &mut self,
        (of, form): (&Subject<'_>, &Form),
        keys: &Keys,
        codes: Vec<String>,
        put: &mut dyn FnMut(&str, usize, Place, Value),
    ) {
        let mut codes = codes.into_iter();
        let mut given: BTreeMap<Place, Option<String>> = BTreeMap::new();
        for (at, place) in self.along(form) {
            let code = given.entry(place).or_insert_with(|| codes.next()).clone();
            self.codes.insert(at, code);
        }
        for (place, code) in given {
            let value = code.map_or(Value::Empty, |code| {
                Value::Text(keys.name(self.table, self.column, &code, of.lang))
            });
            put(&self.name, self.sheet, place, value);
        }
    }
}

fn fault_of(form: &Form, range: &KeyRange<'_>, says: String) -> Fault {
    Fault {
        place: Some((
            form.sheet_name(range.sheet).to_owned(),
            range.area.to_string(),
        )),
        name: range.name.clone(),
        says,
    }
}
