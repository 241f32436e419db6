//! Aligned columns in a terminal, Chinese counted as two cells wide.

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::DataType;
use jiff::tz::TimeZone;
use packs::cell::cell;
use unicode_width::UnicodeWidthStr;

/// On which side a column's cells end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// Cells in columns.
#[derive(Debug, Default)]
pub struct Grid {
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// A grid with these heads.
    pub fn new(columns: Vec<(String, Align)>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    /// One more row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The text, heads underlined, without trailing blanks.
    pub fn text(&self) -> String {
        let widths: Vec<usize> = self
            .columns
            .iter()
            .enumerate()
            .map(|(i, (head, _))| {
                let cells = self.rows.iter().filter_map(|r| r.get(i)).map(|c| c.width());
                cells.chain([head.width()]).max().unwrap_or(0)
            })
            .collect();
        let mut out = String::new();
        let heads: Vec<String> = self.columns.iter().map(|(head, _)| head.clone()).collect();
        self.line(&heads, &widths, &mut out);
        let rule: Vec<String> = widths.iter().map(|w| "─".repeat(*w)).collect();
        self.line(&rule, &widths, &mut out);
        for row in &self.rows {
            self.line(row, &widths, &mut out);
        }
        out
    }

    fn line(&self, cells: &[String], widths: &[usize], out: &mut String) {
        let mut line = String::new();
        for ((cell, width), (_, align)) in cells.iter().zip(widths).zip(&self.columns) {
            let space = " ".repeat(width.saturating_sub(cell.width()));
            match align {
                Align::Left => line.extend([cell.as_str(), &space]),
                Align::Right => line.extend([space.as_str(), cell]),
            }
            line.push_str("  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// A query's rows in columns.
pub fn terminal_table(batches: &[RecordBatch], tz: &TimeZone) -> String {
    let Some(first) = batches.first() else {
        return String::new();
    };
    let columns = first
        .schema()
        .fields()
        .iter()
        .map(|f| {
            let is_number = f.data_type().is_numeric() && f.data_type() != &DataType::Boolean;
            (
                f.name().clone(),
                if is_number { Align::Right } else { Align::Left },
            )
        })
        .collect();
    let mut grid = Grid::new(columns);
    for batch in batches {
        for row in 0..batch.num_rows() {
            grid.row(
                batch
                    .columns()
                    .iter()
                    .map(|a| cell(a, row, tz).text())
                    .collect(),
            );
        }
    }
    grid.text()
}
