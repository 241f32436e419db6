//! Cells and rectangles of them, as a spreadsheet writes them.

use std::fmt;

/// Rows of a worksheet.
const ROWS: u32 = 1_048_576;
/// Columns of a worksheet.
const COLUMNS: u32 = 16_384;

/// A cell of a worksheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// From 1.
    pub row: u32,
    /// From 1; A is 1.
    pub column: u32,
}

impl Place {
    /// Reads `B4`, or `$B$4`.
    ///
    /// ```
    /// use forms::Place;
    /// assert_eq!(Place::parse("$AB$12"), Some(Place { row: 12, column: 28 }));
    /// assert_eq!(Place::parse("B0"), None);
    /// ```
    pub fn parse(written: &str) -> Option<Self> {
        let rest = written.strip_prefix('$').unwrap_or(written);
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (letters, digits) = rest.split_at(letters);
        let digits = digits.strip_prefix('$').unwrap_or(digits);
        if letters.is_empty() || letters.len() > 3 || digits.is_empty() || digits.len() > 7 {
            return None;
        }
        let column = letters.bytes().fold(0, |sum, letter| {
            sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
        });
        let is_plain = digits.bytes().all(|digit| digit.is_ascii_digit());
        let row: u32 = digits.parse().ok().filter(|_| is_plain)?;
        ((1..=ROWS).contains(&row) && column <= COLUMNS).then_some(Self { row, column })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = Vec::new();
        let mut rest = self.column;
        while rest > 0 {
            let letter = u8::try_from((rest - 1) % 26).unwrap_or_default();
            letters.push(char::from(b'A' + letter));
            rest = (rest - 1) / 26;
        }
        let letters: String = letters.into_iter().rev().collect();
        write!(f, "{letters}{}", self.row)
    }
}

/// A rectangle of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// Its first cell.
    pub first: Place,
    /// Its last cell.
    pub last: Place,
}

impl Area {
    /// Reads `B4:C7`, `$B$4` and the like; the corners may stand in any order.
    pub fn parse(written: &str) -> Option<Self> {
        let (one, other) = written.split_once(':').unwrap_or((written, written));
        let (one, other) = (Place::parse(one)?, Place::parse(other)?);
        Some(Self {
            first: Place {
                row: one.row.min(other.row),
                column: one.column.min(other.column),
            },
            last: Place {
                row: one.row.max(other.row),
                column: one.column.max(other.column),
            },
        })
    }

    /// Whether `place` lies in it.
    pub fn has(&self, place: Place) -> bool {
        (self.first.row..=self.last.row).contains(&place.row)
            && (self.first.column..=self.last.column).contains(&place.column)
    }

    /// How many rows it covers.
    pub fn rows(&self) -> u32 {
        self.last.row - self.first.row + 1
    }

    /// How many columns it covers.
    pub fn columns(&self) -> u32 {
        self.last.column - self.first.column + 1
    }

    /// How many cells it covers.
    pub fn cells(&self) -> u64 {
        u64::from(self.rows()) * u64::from(self.columns())
    }

    /// Its cells, row by row.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        let columns = self.first.column..=self.last.column;
        (self.first.row..=self.last.row).flat_map(move |row| {
            let columns = columns.clone();
            columns.map(move |column| Place { row, column })
        })
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            return self.first.fmt(f);
        }
        write!(f, "{}:{}", self.first, self.last)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{Area, Place};

    #[test]
    fn places_are_written_as_they_are_read() {
        for written in [
            "A1",
            "Z9",
            "AA10",
            "AZ3",
            "BA3",
            "ZZ1",
            "AAA1",
            "XFD1048576",
        ] {
            assert_eq!(Place::parse(written).unwrap().to_string(), written);
        }
        for wrong in [
            "", "A", "1", "A0", "XFE1", "A1048577", "AAAA1", "A1B", "A+1", "甲1",
        ] {
            assert_eq!(Place::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_area_is_read_from_any_two_corners() {
        let area = Area::parse("$C$9:$B$4").unwrap();
        assert_eq!(area.to_string(), "B4:C9");
        assert_eq!((area.rows(), area.columns(), area.cells()), (6, 2, 12));
        assert_eq!(area.places().count(), 12);
        assert_eq!(Area::parse("B:B"), None);
    }
}
