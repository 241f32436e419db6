//! Sections of a table, and the cells of the river that they mean.

use std::collections::HashMap;
use std::path::Path;

use terrain::flow::accumulate::CellCounts;
use terrain::flow::watershed::{Outlet, Snapped, snap};
use terrain::{Raster, TerrainError};
use zone::import::sheet::{Cell, Row, SheetOptions, read_sheet};

use super::degrees::ToDegrees;
use super::refuse;
use crate::failure::Failure;

/// Sections as a table has them.
pub struct Read {
    /// Whether their places are longitude and latitude.
    pub in_degrees: bool,
    /// Each with x and y as they stand there.
    outlets: Vec<Outlet>,
}

/// Sections in the raster's coordinates, and what cannot be one.
#[derive(Default)]
pub struct Placed {
    /// Whether there was a table at all.
    is_given: bool,
    outlets: Vec<Outlet>,
    refused: Vec<String>,
}

/// Sections on their cells, each on one of its own.
pub struct Sections {
    /// In the order of the table.
    pub placed: Vec<Snapped>,
    /// Those that could not be used, each with why.
    pub refused: Vec<String>,
}

/// A table and its columns.
struct Table<'a> {
    path: &'a Path,
    code: usize,
    x: usize,
    y: usize,
}

/// Reads a table with the columns code and longitude, latitude, or x, y; a mistake has its line and column.
pub fn read(path: &Path) -> Result<Read, Failure> {
    let sheet = read_sheet(path, &SheetOptions::default());
    let sheet = sheet.map_err(|error| Failure::Refused(error.to_string()))?;
    let Some((head, rows)) = sheet.rows.split_first() else {
        return Err(refuse(
            path,
            &"it is empty; expected the columns code, x, y",
        ));
    };
    let names: Vec<String> = head.cells.iter().map(text).collect();
    let column = |name: &str| names.iter().position(|known| known == name);
    let pair = |x: &str, y: &str| column(x).zip(column(y));
    let Some(code) = column("code") else {
        return Err(refuse(path, &without("code", head, &names)));
    };
    let (in_degrees, (x, y)) = match (pair("longitude", "latitude"), pair("x", "y")) {
        (Some(degrees), None) => (true, degrees),
        (None, Some(units)) => (false, units),
        (Some(_), Some(_)) => {
            let both = format!(
                "{}:1: found both longitude, latitude and x, y; expected one of them",
                head.line
            );
            return Err(refuse(path, &both));
        }
        (None, None) => {
            let lacks = without("longitude` and `latitude", head, &names);
            return Err(refuse(path, &lacks));
        }
    };
    let table = Table { path, code, x, y };
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut outlets = Vec::with_capacity(rows.len());
    for row in rows {
        let outlet = table.outlet(row)?;
        if let Some(first) = seen.insert(outlet.code.clone(), row.line) {
            let found = format!("`{}`, which line {first} has already", outlet.code);
            return Err(table.wrong(row, code, &found, "a code of its own"));
        }
        outlets.push(outlet);
    }
    Ok(Read {
        in_degrees,
        outlets,
    })
}

fn without(name: &str, head: &Row, found: &[String]) -> String {
    format!(
        "{}:1: there is no column `{name}`; expected code and longitude, latitude, or code and x, y. Found {}",
        head.line,
        found.join(", ")
    )
}

/// What stands in a cell, without space around it.
fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Number { text, .. } | Cell::Error(text) => text.trim().to_owned(),
        Cell::Stamp(stamp) => stamp.to_string(),
    }
}

impl Table<'_> {
    fn outlet(&self, row: &Row) -> Result<Outlet, Failure> {
        let code = text(row.cell(self.code));
        if code.is_empty() {
            return Err(self.wrong(row, self.code, "nothing", "the code of a section"));
        }
        let number = |column: usize| {
            let cell = text(row.cell(column));
            let number = cell.parse::<f64>().ok().filter(|n| n.is_finite());
            number.ok_or_else(|| self.wrong(row, column, &format!("`{cell}`"), "a number"))
        };
        Ok(Outlet {
            code,
            x: number(self.x)?,
            y: number(self.y)?,
            registered_km2: None,
        })
    }

    fn wrong(&self, row: &Row, column: usize, found: &str, expected: &str) -> Failure {
        let place = format!("{}:{}", row.line, column + 1);
        refuse(
            self.path,
            &format!("{place}: found {found}, expected {expected}"),
        )
    }
}

impl Read {
    /// In the raster's coordinates.
    pub fn placed(self, to_degrees: Option<ToDegrees>) -> Placed {
        let mut placed = Placed {
            is_given: true,
            ..Placed::default()
        };
        let to_raster = to_degrees.filter(|_| self.in_degrees);
        for outlet in self.outlets {
            let at = [outlet.x, outlet.y];
            match to_raster.map_or(Ok(at), |to| to.crs.project(at)) {
                Ok([x, y]) => placed.outlets.push(Outlet { x, y, ..outlet }),
                Err(wrong) => placed
                    .refused
                    .push(format!("section {}: {wrong}", outlet.code)),
            }
        }
        placed
    }
}

impl Placed {
    /// Each moved to the cell with the greatest accumulation within `reach` cells, and told on stderr where it
    /// cannot be used; none where no table was given.
    ///
    /// # Errors
    /// As [`snap`], and where none of a table can be used.
    pub fn snapped(
        mut self,
        d8: &Raster<u8>,
        counts: &CellCounts,
        reach: usize,
    ) -> Result<Option<Sections>, TerrainError> {
        if !self.is_given {
            return Ok(None);
        }
        let mut taken: HashMap<(usize, usize), String> = HashMap::new();
        let mut placed = Vec::with_capacity(self.outlets.len());
        for found in snap(d8, counts, &self.outlets, reach)? {
            match found {
                Ok(one) => match taken.get(&(one.row, one.col)) {
                    None => {
                        taken.insert((one.row, one.col), one.code.clone());
                        placed.push(one);
                    }
                    Some(first) => self.refused.push(format!(
                        "section {} comes to the cell of section {first}, row {}, column {}; expected one of its \
                         own: a smaller --snap, or one of the two",
                        one.code, one.row, one.col
                    )),
                },
                Err(error) => self.refused.push(error.to_string()),
            }
        }
        for why in &self.refused {
            eprintln!("{why}");
        }
        if placed.is_empty() {
            let why = match self.refused.as_slice() {
                [] => "there are no sections in the table".to_owned(),
                refused => refused.join("; "),
            };
            return Err(TerrainError::Refused(why));
        }
        Ok(Some(Sections {
            placed,
            refused: self.refused,
        }))
    }
}

impl Sections {
    /// Where a watershed is to end.
    pub fn cells(&self) -> Vec<(usize, usize)> {
        self.placed.iter().map(|one| (one.row, one.col)).collect()
    }

    /// The code of the section in a cell.
    pub fn at(&self, row: usize, col: usize) -> Option<&str> {
        let mut placed = self.placed.iter();
        placed
            .find(|one| (one.row, one.col) == (row, col))
            .map(|one| one.code.as_str())
    }
}
