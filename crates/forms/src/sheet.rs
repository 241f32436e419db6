//! A worksheet: where its cells stand in its part, and what stands in them.

use std::ops::Range;

use quick_xml::events::{BytesStart, Event};

use crate::error::FormError;
use crate::limits::FORM_CELLS_MAX;
use crate::package::{count, too_large};
use crate::place::{Area, Place};
use crate::xml::{Events, add_text, attribute};

/// A cell that its part has.
#[derive(Debug, Default)]
pub(crate) struct Cell {
    pub column: u32,
    /// The bytes that it takes.
    pub span: Range<usize>,
    pub style: Option<u32>,
    pub has_formula: bool,
    /// What `t` says: `s` for a shared text.
    pub kind: String,
    pub value: String,
}

/// A row that its part has.
#[derive(Debug)]
pub(crate) struct Row {
    pub number: u32,
    /// The bytes of its first tag.
    pub tag: Range<usize>,
    /// Where a cell after its last would stand; the end of the tag where it is all that there is.
    pub end: usize,
    pub style: Option<u32>,
    pub cells: Vec<Cell>,
}

/// Where the rows stand.
#[derive(Debug, Clone)]
pub(crate) enum Data {
    /// The bytes of a tag without content.
    Bare(Range<usize>),
    /// Where a row after the last would stand.
    Until(usize),
}

#[derive(Debug)]
pub(crate) struct Sheet {
    pub part: String,
    pub text: String,
    /// What stands before the names of its tags, such as `x:`.
    pub prefix: String,
    pub data: Option<Data>,
    pub dimension: Option<(Range<usize>, Area)>,
    pub rows: Vec<Row>,
    pub merges: Vec<Area>,
    /// Cells that one formula fills together.
    pub arrays: Vec<Area>,
    is_in_cell: bool,
    columns: Vec<(u32, u32, u32)>,
}

impl Sheet {
    /// Reads a worksheet, which may have so many cells at most.
    pub fn read(part: &str, text: String, left: &mut usize) -> Result<Self, FormError> {
        let mut sheet = Self {
            part: part.to_owned(),
            text: String::new(),
            prefix: String::new(),
            data: None,
            dimension: None,
            rows: Vec::new(),
            merges: Vec::new(),
            arrays: Vec::new(),
            is_in_cell: false,
            columns: Vec::new(),
        };
        let mut events = Events::of(part, &text);
        let mut is_text = false;
        while let Some((event, span)) = events.next()? {
            match &event {
                Event::Start(tag) => {
                    sheet.begins(tag, &span, left)?;
                    is_text = matches!(tag.local_name().into_inner(), "v" | "t");
                }
                Event::Empty(tag) => {
                    let name = tag.local_name().into_inner();
                    if name == "sheetData" {
                        sheet.named(tag);
                        sheet.data = Some(Data::Bare(span));
                        continue;
                    }
                    sheet.begins(tag, &span, left)?;
                    // It ends where it begins.
                    sheet.is_in_cell &= name != "c";
                }
                Event::End(tag) => {
                    sheet.ends(tag.local_name().into_inner(), &span);
                    is_text = false;
                }
                text if is_text => sheet.hears(text),
                _ => {}
            }
        }
        sheet.text = text;
        Ok(sheet)
    }

    fn named(&mut self, data: &BytesStart<'_>) {
        let whole = data.name().into_inner();
        let prefix = whole.strip_suffix("sheetData").unwrap_or_default();
        prefix.clone_into(&mut self.prefix);
    }

    fn begins(
        &mut self,
        tag: &BytesStart<'_>,
        span: &Range<usize>,
        left: &mut usize,
    ) -> Result<(), FormError> {
        let number = |name: &str| attribute(tag, name).and_then(|said| said.parse::<u32>().ok());
        match tag.local_name().into_inner() {
            "sheetData" => {
                self.named(tag);
                self.data = Some(Data::Until(span.end));
            }
            "dimension" => {
                let area = attribute(tag, "ref").and_then(|said| Area::parse(&said));
                self.dimension = area.map(|area| (span.clone(), area));
            }
            "col" => {
                let range = number("min").zip(number("max"));
                let styled = range.zip(number("style"));
                self.columns
                    .extend(styled.map(|((min, max), style)| (min, max, style)));
            }
            "mergeCell" => {
                let area = attribute(tag, "ref").and_then(|said| Area::parse(&said));
                self.merges.extend(area);
            }
            "row" => {
                let before = self.rows.last().map_or(0, |row| row.number);
                let number_of = number("r").unwrap_or(before.saturating_add(1));
                if number_of <= before {
                    let message = format!("row {number_of} stands after row {before}");
                    return Err(FormError::damaged(&self.part, message));
                }
                self.rows.push(Row {
                    number: number_of,
                    tag: span.clone(),
                    end: span.end,
                    style: number("s"),
                    cells: Vec::new(),
                });
            }
            "c" => {
                let Some(spare) = left.checked_sub(1) else {
                    let (found, limit) = (count(FORM_CELLS_MAX + 1), count(FORM_CELLS_MAX));
                    return Err(too_large("cells in its worksheets", found, limit));
                };
                *left = spare;
                self.cell_begins(tag, span)?;
            }
            // Sparklines and the like have formulas of their own, which stand in no cell.
            "f" if self.is_in_cell => self.formula(tag),
            _ => {}
        }
        Ok(())
    }

    fn cell_begins(&mut self, tag: &BytesStart<'_>, span: &Range<usize>) -> Result<(), FormError> {
        let Some(row) = self.rows.last_mut() else {
            return Err(FormError::damaged(&self.part, "a cell stands in no row"));
        };
        let before = row.cells.last().map_or(0, |cell| cell.column);
        let place = match attribute(tag, "r") {
            None => Some(before.saturating_add(1)),
            Some(said) => Place::parse(&said)
                .filter(|place| place.row == row.number && place.column > before)
                .map(|place| place.column),
        };
        let Some(column) = place else {
            let message = format!("a cell of row {} is out of its place", row.number);
            return Err(FormError::damaged(&self.part, message));
        };
        row.cells.push(Cell {
            column,
            span: span.clone(),
            style: attribute(tag, "s").and_then(|said| said.parse().ok()),
            kind: attribute(tag, "t").unwrap_or_default(),
            ..Cell::default()
        });
        row.end = span.end;
        self.is_in_cell = true;
        Ok(())
    }

    fn formula(&mut self, tag: &BytesStart<'_>) {
        if let Some(cell) = self.rows.last_mut().and_then(|row| row.cells.last_mut()) {
            cell.has_formula = true;
        }
        let fills = attribute(tag, "t").is_some_and(|t| t == "array" || t == "dataTable");
        let area = attribute(tag, "ref").and_then(|said| Area::parse(&said));
        self.arrays.extend(area.filter(|_| fills));
    }

    fn ends(&mut self, name: &str, span: &Range<usize>) {
        match name {
            "sheetData" => self.data = Some(Data::Until(span.start)),
            "row" => {
                if let Some(row) = self.rows.last_mut() {
                    row.end = span.start;
                }
            }
            "c" => {
                self.is_in_cell = false;
                if let Some(row) = self.rows.last_mut()
                    && let Some(cell) = row.cells.last_mut()
                {
                    cell.span.end = span.end;
                    row.end = span.end;
                }
            }
            _ => {}
        }
    }

    fn hears(&mut self, said: &Event<'_>) {
        if !self.is_in_cell {
            return;
        }
        if let Some(cell) = self.rows.last_mut().and_then(|row| row.cells.last_mut()) {
            add_text(said, &mut cell.value);
        }
    }

    /// The cell at `place`, if its part has it.
    pub fn cell(&self, place: Place) -> Option<&Cell> {
        let row = self
            .rows
            .binary_search_by_key(&place.row, |row| row.number)
            .ok()?;
        let cells = &self.rows[row].cells;
        let at = cells
            .binary_search_by_key(&place.column, |cell| cell.column)
            .ok()?;
        Some(&cells[at])
    }

    /// The style of the cell at `place`, or that which it would have there.
    pub fn style(&self, place: Place) -> Option<u32> {
        if let Some(cell) = self.cell(place) {
            return cell.style;
        }
        let row = self
            .rows
            .binary_search_by_key(&place.row, |row| row.number)
            .ok();
        let of_row = row.and_then(|row| self.rows[row].style);
        let of_column = || {
            let mut all = self.columns.iter();
            let found = all.find(|(min, max, _)| (*min..=*max).contains(&place.column));
            found.map(|(_, _, style)| *style)
        };
        of_row.or_else(of_column)
    }
}
