//! Fills the named cells of an Excel workbook and leaves everything else in the file as it is.
//!
//! A [`Form`] says which names a workbook defines and what stands in their cells; [`Form::filled`]
//! gives the workbook with values in some of them. It is edited, not written anew: other cells, styles,
//! pictures, charts and formulas keep every byte, and whoever opens it computes the formulas. Nothing
//! here knows what the names mean.

mod book;
mod edit;
mod error;
pub mod limits;
mod package;
mod place;
mod sheet;
mod styles;
mod texts;
mod value;
mod xml;

use std::collections::BTreeMap;

pub use book::{Name, Refers};
pub use error::FormError;
pub use place::{Area, Place};
pub use value::Value;

use book::Book;
use limits::{CELL_CHARACTERS_MAX, FORM_CELLS_MAX};
use package::Package;
use sheet::Sheet;

/// Values by worksheet, from 0, and cell.
pub type Values = BTreeMap<usize, BTreeMap<Place, Value>>;

/// A workbook with named cells.
pub struct Form {
    package: Package,
    book: Book,
    /// The worksheets in which the asked names lie.
    sheets: BTreeMap<usize, Sheet>,
    /// In which of their cells the heads of tables stand.
    heads: BTreeMap<usize, Vec<Area>>,
    texts: Vec<String>,
    dated: Vec<bool>,
}

impl Form {
    /// Reads an `.xlsx`; of its worksheets those in which names lie that are `wanted`.
    ///
    /// # Errors
    /// [`FormError`] for another kind of file, for one that is damaged and for one beyond [`limits`].
    pub fn read(bytes: &[u8], wanted: impl Fn(&str) -> bool) -> Result<Self, FormError> {
        let package = Package::open(bytes)?;
        let book = Book::read(&package)?;
        let (mut sheets, mut heads) = (BTreeMap::new(), BTreeMap::new());
        let mut left = FORM_CELLS_MAX;
        for name in &book.names {
            let Refers::Cells { sheet, .. } = name.refers else {
                continue;
            };
            if sheets.contains_key(&sheet) || !wanted(&name.name) {
                continue;
            }
            let of = &book.sheets[sheet];
            let text = package.needed(&of.part)?;
            heads.insert(sheet, book::table_heads(&package, &of.part)?);
            sheets.insert(sheet, Sheet::read(&of.part, text, &mut left)?);
        }
        let texts = match &book.texts {
            Some(part) if !sheets.is_empty() => texts::shared(part, &package.needed(part)?)?,
            _ => Vec::new(),
        };
        let dated = match &book.styles {
            Some(part) => styles::dated(part, &package.needed(part)?)?,
            None => Vec::new(),
        };
        Ok(Self {
            package,
            book,
            sheets,
            heads,
            texts,
            dated,
        })
    }

    /// The defined names in the order of the file.
    pub fn names(&self) -> &[Name] {
        &self.book.names
    }

    /// What a worksheet is called.
    pub fn sheet_name(&self, sheet: usize) -> &str {
        self.book.sheets.get(sheet).map_or("", |one| &one.name)
    }

    /// What stands in a cell, or what its formula last came to; of merged cells in their first.
    pub fn text(&self, sheet: usize, place: Place) -> &str {
        let Some(of) = self.sheets.get(&sheet) else {
            return "";
        };
        let Some(cell) = of.cell(self.anchor(sheet, place)) else {
            return "";
        };
        if cell.kind != "s" {
            return &cell.value;
        }
        let index = cell.value.trim().parse::<usize>().ok();
        index
            .and_then(|at| self.texts.get(at))
            .map_or("", String::as_str)
    }

    /// Whether a formula stands in a cell, or fills it from another.
    pub fn has_formula(&self, sheet: usize, place: Place) -> bool {
        self.sheets.get(&sheet).is_some_and(|of| {
            let own = of.cell(place).is_some_and(|cell| cell.has_formula);
            own || of.arrays.iter().any(|area| area.has(place))
        })
    }

    /// Whether a cell is the head of a table's column.
    pub fn is_table_head(&self, sheet: usize, place: Place) -> bool {
        let heads = self.heads.get(&sheet).into_iter().flatten();
        heads.into_iter().any(|area| area.has(place))
    }

    /// Whether a number in a cell is shown as a date.
    pub fn shows_dates(&self, sheet: usize, place: Place) -> bool {
        let style = self.sheets.get(&sheet).and_then(|of| of.style(place));
        let style = usize::try_from(style.unwrap_or(0)).unwrap_or(usize::MAX);
        self.dated.get(style).is_some_and(|is| *is)
    }

    /// The cell that shows what `place` does: the first of merged ones, else itself.
    pub fn anchor(&self, sheet: usize, place: Place) -> Place {
        let merges = self.sheets.get(&sheet).map(|of| of.merges.as_slice());
        let mut merges = merges.unwrap_or_default().iter();
        let found = merges.find(|area| area.has(place));
        found.map_or(place, |area| area.first)
    }

    /// The workbook with `values` in its cells.
    ///
    /// # Errors
    /// [`FormError::Cell`] for a cell of a worksheet that was not read, with a formula, with the head of a
    /// table, inside of merged cells, or for a text that is too long.
    pub fn filled(&self, values: &Values) -> Result<Vec<u8>, FormError> {
        let mut exchanged = BTreeMap::new();
        for (at, cells) in values {
            for (place, value) in cells {
                self.check(*at, *place, value)?;
            }
            if let Some(sheet) = self.sheets.get(at) {
                let text = edit::filled(sheet, cells, self.book.is_1904);
                exchanged.insert(sheet.part.clone(), text);
            }
        }
        let book = self.book.computed_when_opened();
        exchanged.insert(self.book.part.clone(), book);
        self.package.with(&exchanged)
    }

    fn check(&self, at: usize, place: Place, value: &Value) -> Result<(), FormError> {
        let refuse = |message: String| {
            Err(FormError::Cell {
                sheet: self.sheet_name(at).to_owned(),
                cell: place,
                message,
            })
        };
        if !self.sheets.contains_key(&at) {
            return refuse("no name lies in this worksheet".to_owned());
        }
        if self.has_formula(at, place) {
            return refuse("a formula stands there".to_owned());
        }
        if self.is_table_head(at, place) {
            return refuse("the head of a table stands there".to_owned());
        }
        if self.anchor(at, place) != place {
            return refuse("it is merged with others and not their first".to_owned());
        }
        if let Value::Text(text) = value {
            // Excel counts as UTF-16 does.
            let found = text.encode_utf16().count();
            if found > CELL_CHARACTERS_MAX {
                return refuse(format!(
                    "{found} characters; expected at most {CELL_CHARACTERS_MAX}"
                ));
            }
        }
        Ok(())
    }
}
