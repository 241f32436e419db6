//! Sections of a table, and the cells of the river that they mean.

use std::collections::HashMap;

use terrain::flow::accumulate::CellCounts;
use terrain::flow::watershed::{Outlet, Snapped, snap};
use terrain::{Raster, TerrainError};

use crate::terrain::degrees::ToDegrees;
use crate::terrain::places::Places;

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

impl Placed {
    /// Of a table's places.
    pub fn of(places: Places, to_degrees: Option<ToDegrees>) -> Self {
        let (outlets, beyond) = places.placed(to_degrees);
        let refused = beyond.iter().map(|why| format!("section {why}")).collect();
        Self {
            is_given: true,
            outlets,
            refused,
        }
    }

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
            return Err(TerrainError::Refused(self.refused.join("; ")));
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
