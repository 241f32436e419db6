//! Places of a table: outlets, gauges, sections.

use std::collections::HashMap;
use std::path::Path;

use terrain::flow::watershed::Outlet;
use zone::import::sheet::{Cell, Row, SheetOptions, read_sheet};

use super::degrees::ToDegrees;
use super::input::refuse;
use crate::failure::Failure;

/// The column that may say how large the ground of a place is registered to be, km².
const REGISTERED: &str = "registered_km2";

/// Places as a table has them.
pub struct Places {
    /// Whether they are longitude and latitude.
    pub in_degrees: bool,
    /// Each with x and y as they stand there.
    outlets: Vec<Outlet>,
}

/// A table and its columns.
struct Table<'a> {
    path: &'a Path,
    code: usize,
    x: usize,
    y: usize,
    registered: Option<usize>,
}

/// Reads a table with the columns code and longitude, latitude, or x, y; a mistake has its line and column.
pub fn read(path: &Path) -> Result<Places, Failure> {
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
    let table = Table {
        path,
        code,
        x,
        y,
        registered: column(REGISTERED),
    };
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
    if outlets.is_empty() {
        return Err(refuse(path, &"it has no rows; expected a place at least"));
    }
    Ok(Places {
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
            return Err(self.wrong(row, self.code, "nothing", "a code"));
        }
        let number = |column: usize| {
            let cell = text(row.cell(column));
            let number = cell.parse::<f64>().ok().filter(|n| n.is_finite());
            number.ok_or_else(|| self.wrong(row, column, &format!("`{cell}`"), "a number"))
        };
        let registered = self
            .registered
            .filter(|&column| !text(row.cell(column)).is_empty());
        Ok(Outlet {
            code,
            x: number(self.x)?,
            y: number(self.y)?,
            registered_km2: registered.map(number).transpose()?,
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

impl Places {
    /// In the raster's coordinates; of those that lie beyond its system, each with its code, why.
    pub fn placed(self, to_degrees: Option<ToDegrees>) -> (Vec<Outlet>, Vec<String>) {
        let (mut placed, mut beyond) = (Vec::new(), Vec::new());
        let to_raster = to_degrees.filter(|_| self.in_degrees);
        for outlet in self.outlets {
            let at = [outlet.x, outlet.y];
            match to_raster.map_or(Ok(at), |to| to.crs.project(at)) {
                Ok([x, y]) => placed.push(Outlet { x, y, ..outlet }),
                Err(wrong) => beyond.push(format!("{}: {wrong}", outlet.code)),
            }
        }
        (placed, beyond)
    }
}
