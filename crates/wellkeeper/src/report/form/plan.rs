//! Which cell is filled with what.

use std::collections::BTreeMap;

use forms::limits::NAMED_CELLS_MAX;
use forms::{Area, Form, Place, Value, Values};

use super::Subject;
use super::fault::Fault;
use super::figures::{Figures, Row};
use super::grammar::{self, Reading};
use super::keys::Keys;
use super::ranges::{KeyRange, Way, key_ranges, seen};

/// A name that asks for something, and the cells where it does.
pub(super) struct Asked<'p> {
    pub name: String,
    pub reading: Reading<'p>,
    pub sheet: usize,
    pub area: Area,
}

impl Asked<'_> {
    pub fn fault(&self, form: &Form, says: String) -> Fault {
        Fault {
            place: Some((
                form.sheet_name(self.sheet).to_owned(),
                self.area.to_string(),
            )),
            name: self.name.clone(),
            says,
        }
    }

    /// Its cells: of merged ones the first.
    pub fn places(&self, form: &Form) -> Result<Vec<Place>, String> {
        let cells = self.area.cells();
        if cells > NAMED_CELLS_MAX {
            return Err(format!("{cells} cells; expected at most {NAMED_CELLS_MAX}"));
        }
        let places = seen(form, self.sheet, self.area);
        if places.is_empty() {
            let first = form.anchor(self.sheet, self.area.first);
            return Err(format!(
                "its cells are merged with others; expected it at {first}"
            ));
        }
        Ok(places)
    }
}

/// Decides what each cell is filled with.
pub(super) struct Plan<'a> {
    of: &'a Subject<'a>,
    form: &'a Form,
    figures: &'a Figures,
    keys: &'a Keys,
}

/// What is put into cells, and by which name.
#[derive(Default)]
struct Put {
    values: BTreeMap<(usize, Place), (String, Value)>,
    twice: Vec<(usize, Place, [String; 2])>,
}

impl Put {
    fn put(&mut self, name: &str, sheet: usize, place: Place, value: Value) {
        let new = (name.to_owned(), value);
        if let Some((other, _)) = self.values.insert((sheet, place), new) {
            self.twice.push((sheet, place, [other, name.to_owned()]));
        }
    }
}

/// One name's figures, with where each of their keys comes from.
struct Sourced<'s, 'p> {
    wanted: &'s grammar::Figures<'p>,
    given: Vec<(&'p str, String)>,
    beside: Vec<(&'s KeyRange<'p>, Way)>,
}

impl<'a> Plan<'a> {
    pub fn new(
        of: &'a Subject<'a>,
        form: &'a Form,
        (figures, keys): (&'a Figures, &'a Keys),
    ) -> Self {
        Self {
            of,
            form,
            figures,
            keys,
        }
    }

    /// The values of all cells that are asked for; what cannot be filled is added to `faults`.
    pub fn values(&self, asked: &[Asked<'_>], faults: &mut Vec<Fault>) -> Values {
        let mut put = Put::default();
        let ranges = key_ranges(
            (self.of, self.form),
            (self.figures, self.keys),
            asked,
            (faults, &mut |name, sheet, place, value| {
                put.put(name, sheet, place, value);
            }),
        );
        for one in asked {
            let told = match &one.reading {
                Reading::Fact(fact) => self.fact(one, fact.value(self.of), &mut put),
                Reading::Figures(wanted) if !wanted.is_key_range() => {
                    self.figures(one, wanted, &ranges, &mut put)
                }
                _ => Ok(()),
            };
            if let Err(says) = told {
                faults.push(one.fault(self.form, says));
            }
        }
        for (sheet, place, [one, other]) in &put.twice {
            faults.push(self.at(
                other,
                (*sheet, *place),
                format!("`{one}` asks for the same cell"),
            ));
        }
        let mut values = Values::new();
        for ((sheet, place), (name, value)) in put.values {
            if let Err(says) = self.check(sheet, place, &value) {
                faults.push(self.at(&name, (sheet, place), says));
            }
            values.entry(sheet).or_default().insert(place, value);
        }
        values
    }

    fn at(&self, name: &str, (sheet, place): (usize, Place), says: String) -> Fault {
        Fault {
            place: Some((self.form.sheet_name(sheet).to_owned(), place.to_string())),
            name: name.to_owned(),
            says,
        }
    }

    /// Whether a cell can take a value as it is.
    fn check(&self, sheet: usize, place: Place, value: &Value) -> Result<(), String> {
        if self.form.has_formula(sheet, place) {
            return Err("a formula stands in the cell; expected none, or no name on it".to_owned());
        }
        if self.form.is_table_head(sheet, place) {
            return Err(
                "the head of a table stands in the cell; expected a cell below it, or no name on it"
                    .to_owned(),
            );
        }
        if matches!(value, Value::Days(_)) && !self.form.shows_dates(sheet, place) {
            return Err(
                "the cell shows a date as a number; expected the format of a date (Format Cells → Date)"
                    .to_owned(),
            );
        }
        Ok(())
    }

    fn fact(&self, one: &Asked<'_>, value: Value, put: &mut Put) -> Result<(), String> {
        match one.places(self.form)?.as_slice() {
            [place] => {
                put.put(&one.name, one.sheet, *place, value);
                Ok(())
            }
            several => Err(format!("{} cells; a single fact fills one", several.len())),
        }
    }

    fn figures<'p>(
        &self,
        one: &Asked<'p>,
        wanted: &grammar::Figures<'p>,
        ranges: &[KeyRange<'p>],
        put: &mut Put,
    ) -> Result<(), String> {
        let places = one.places(self.form)?;
        let sourced = self.sourced(one, wanted, ranges)?;
        if places.len() > 1 && sourced.beside.is_empty() {
            let lacks = Self::lacks(one, &sourced, ranges);
            return Err(format!(
                "{} cells and no key beside them; {lacks}",
                places.len()
            ));
        }
        for place in places {
            let mut keys = sourced.given.clone();
            let mut is_blank = false;
            for (range, way) in &sourced.beside {
                match range.code(*way, place) {
                    Some(code) => keys.push((range.column, code.clone())),
                    None => is_blank = true,
                }
            }
            let value = if is_blank {
                Value::Empty
            } else {
                let mut rows = self.figures.rows(wanted.table, &keys);
                match (rows.next(), rows.count()) {
                    (None, _) => Value::Empty,
                    (Some(row), 0) => self.written(wanted, row),
                    (Some(_), more) => {
                        let lacks = Self::lacks(one, &sourced, ranges);
                        return Err(format!("the month has {} rows of it; {lacks}", more + 1));
                    }
                }
            };
            put.put(&one.name, one.sheet, place, value);
        }
        Ok(())
    }

    fn written(&self, wanted: &grammar::Figures<'_>, row: &Row) -> Value {
        self.figures.written(self.of, wanted.column, row)
    }

    /// Where the keys of a name come from: those with a range beside it from there, the others in
    /// their order from behind the column.
    fn sourced<'s, 'p>(
        &self,
        one: &Asked<'p>,
        wanted: &'s grammar::Figures<'p>,
        ranges: &'s [KeyRange<'p>],
    ) -> Result<Sourced<'s, 'p>, String> {
        let names: Vec<&'p str> = wanted.table.keys().map(String::as_str).collect();
        let mut beside = Vec::new();
        // Where every key stands behind the column, what stands beside it is somebody else's.
        if wanted.keys.len() < names.len() {
            for name in &names {
                let own = of_table(ranges, one, wanted).filter(|range| range.column == *name);
                let fit = own.filter_map(|range| Some((range, range.fits(one.area)?)));
                beside.extend(fit.min_by_key(|(range, _)| range.distance(one.area)));
            }
        }
        let is_beside = |name: &str| beside.iter().any(|(range, _)| range.column == name);
        let rest: Vec<&'p str> = names
            .iter()
            .copied()
            .filter(|name| !is_beside(name))
            .collect();
        if wanted.keys.len() > rest.len() {
            return Err(format!(
                "its keys stand beside it and behind its column; expected {} behind it",
                rest.len()
            ));
        }
        let mut given = Vec::new();
        for (name, key) in rest.into_iter().zip(&wanted.keys) {
            given.push((name, self.keys.code(self.of.zone, wanted.table, name, key)?));
        }
        Ok(Sourced {
            wanted,
            given,
            beside,
        })
    }

    /// Which key a name lacks, and what was nearly one.
    fn lacks(one: &Asked<'_>, sourced: &Sourced<'_, '_>, ranges: &[KeyRange<'_>]) -> String {
        let wanted = sourced.wanted;
        let is_known = |name: &str| {
            let mut given = sourced.given.iter();
            let mut beside = sourced.beside.iter();
            given.any(|(known, _)| *known == name) || beside.any(|(range, _)| range.column == name)
        };
        let lacking: Vec<&str> = wanted
            .table
            .keys()
            .map(String::as_str)
            .filter(|name| !is_known(name))
            .collect();
        let table = &wanted.table.table.name;
        let mut near = ranges.iter().filter(|range| {
            range.sheet == one.sheet
                && range.table.full_name() == wanted.table.full_name()
                && lacking.contains(&range.column)
        });
        match (near.next(), lacking.first()) {
            (Some(range), _) => format!(
                "the keys of `{}` stand in {} ({}), the figures in {} ({}): expected the same rows, or the same columns",
                range.name,
                range.area,
                size(range.area),
                one.area,
                size(one.area)
            ),
            (None, Some(name)) => format!(
                "expected the cells of its keys beside it as `{table}.{name}`, or a key as in `{}.KEY`",
                one.name
            ),
            (None, None) => "its keys tell no single row".to_owned(),
        }
    }
}

fn of_table<'s, 'p>(
    ranges: &'s [KeyRange<'p>],
    one: &Asked<'p>,
    wanted: &grammar::Figures<'p>,
) -> impl Iterator<Item = &'s KeyRange<'p>> {
    let (sheet, table) = (one.sheet, wanted.table.full_name());
    let all = ranges.iter();
    all.filter(move |range| range.sheet == sheet && range.table.full_name() == table)
}

fn size(area: Area) -> String {
    let of = |count: u32, one: &str, more: &str| match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {more}"),
    };
    let rows = of(area.rows(), "row", "rows");
    format!("{rows}, {}", of(area.columns(), "column", "columns"))
}
