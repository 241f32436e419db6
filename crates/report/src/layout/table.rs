//! Tables: columns as wide as their words ask for, heads on every page, rows that stay whole.

use super::page::{BOTTOM, FIELD, LEFT, Mark, Stand, TOP, lines_at};
use super::{BLACK, CAPTION, Desk, HAIR, NOTE, height};
use crate::error::ReportError;
use crate::fonts::Face;
use crate::lines::{Lines, Style, count};
use crate::model::{Align, Colour, Row, Table, Text};
use crate::structure::{Node, Role};

const CELL: Style = Style {
    face: Face::Song,
    size: 9.0,
    colour: BLACK,
    leading: 1.4,
};
const HEAD: Style = Style {
    face: Face::Hei,
    ..CELL
};
const REMARK: Style = Style { size: 8.5, ..NOTE };
/// Between a cell's words and its edges; tables of many columns have less.
const INSET: f32 = 4.5;
const INSET_NARROW: f32 = 2.0;
const MANY_COLUMNS: usize = 10;
const ABOVE: f32 = 3.2;
const BEHIND_HEAD: Colour = Colour::rgb(0xE9, 0xEE, 0xF3);
const TINT_GAP: f32 = 0.8;
/// A page's width halved so often is finer than a printer's dot.
const HALVINGS: usize = 24;
/// A tint is no wider, whatever its column is.
const TINT_WIDEST: f32 = 44.0;
/// Chinese may break after every character, but a column of single characters cannot be read.
const EASE: f32 = 4.0 * CELL.size;
/// Rows whose words are measured for the widths of columns; those of later rows wrap.
const ROWS_MEASURED: usize = 400;

/// The columns of a table in their places.
struct Columns {
    /// Left edge and width.
    places: Vec<(f32, f32)>,
    aligns: Vec<Align>,
    inset: f32,
}

/// A row in lines.
struct SetRow<'t> {
    cells: Vec<(Lines, Option<Colour>)>,
    note: Option<(Lines, &'t Text)>,
    style: Style,
}

impl SetRow<'_> {
    fn most_lines(&self) -> usize {
        let cells = self.cells.iter().map(|(lines, _)| lines.lines.len());
        cells.max().unwrap_or(0).max(1)
    }

    fn note_height(&self) -> f32 {
        self.note
            .as_ref()
            .map_or(0.0, |(lines, _)| height(lines, REMARK) + ABOVE)
    }

    fn height(&self) -> f32 {
        count(self.most_lines()) * self.style.line_height() + 2.0 * ABOVE + self.note_height()
    }
}

impl Desk<'_> {
    /// Caption, head and first row, which stay together.
    pub(super) fn table_least(&mut self, table: &Table) -> f32 {
        let columns = self.columns(table);
        let head = self.head_row(table, &columns).height();
        let first = table
            .rows
            .first()
            .map_or(0.0, |row| self.set_row(row, &columns).height());
        self.caption_height(table) + head + first
    }

    pub(super) fn table(&mut self, table: &Table) -> Result<(), ReportError> {
        if table.columns.is_empty() {
            return Ok(());
        }
        let least = self.table_least(table).min(BOTTOM - TOP);
        self.sheets.need(least)?;
        let columns = self.columns(table);
        let summary = Role::Table(table.caption.clone());
        let node = self.sheets.structure.add(summary, None);
        if !table.caption.is_empty() {
            let caption = self.sheets.structure.add(Role::Caption, Some(node));
            self.caption(&table.caption, caption)?;
        }
        let head = self.head_row(table, &columns);
        let head_node = self.sheets.structure.add(Role::TableHead, Some(node));
        self.column_heads(&head, &columns, Some(head_node));
        let body = self.sheets.structure.add(Role::TableBody, Some(node));
        for row in &table.rows {
            let set = self.set_row(row, &columns);
            let row_node = self.sheets.structure.add(Role::Row, Some(body));
            let is_whole = set.height() <= BOTTOM - TOP - head.height();
            if is_whole && set.height() > self.sheets.room() {
                self.next_page(&head, &columns)?;
            }
            self.row(&set, &head, &columns, row_node)?;
        }
        self.close();
        self.sheets.y += 10.0;
        Ok(())
    }

    fn caption_height(&mut self, table: &Table) -> f32 {
        if table.caption.is_empty() {
            return 0.0;
        }
        let text = Text::plain(table.caption.as_str());
        let lines = self.setter.set(&text, CAPTION, FIELD, 0.0);
        height(&lines, CAPTION) + 3.0
    }

    fn caption(&mut self, text: &str, node: Node) -> Result<(), ReportError> {
        let lines = self.setter.set(&Text::plain(text), CAPTION, FIELD, 0.0);
        for index in 0..lines.lines.len() {
            self.sheets.need(CAPTION.line_height())?;
            let place = (LEFT, self.sheets.y, FIELD);
            let marks = lines_at(&lines, index..index + 1, place, CAPTION, Stand::Middle);
            self.sheets.draw(Some(node), marks);
            self.sheets.y += CAPTION.line_height();
        }
        self.sheets.y += 3.0;
        Ok(())
    }

    fn columns(&mut self, table: &Table) -> Columns {
        let is_narrow = table.columns.len() >= MANY_COLUMNS;
        let inset = if is_narrow { INSET_NARROW } else { INSET };
        let mut extents = Vec::new();
        for (index, column) in table.columns.iter().enumerate() {
            let title = Text::plain(column.title.as_str());
            let (mut least, mut most) = self.setter.extent(&title, HEAD);
            for row in table.rows.iter().take(ROWS_MEASURED) {
                let Some(cell) = row.cells.get(index) else {
                    continue;
                };
                let (word, all) = self.setter.extent(&cell.text, CELL);
                (least, most) = (least.max(word), most.max(all));
            }
            extents.push((least + 2.0 * inset, most + 2.0 * inset));
        }
        // Some characters beside each other, unless the table is too wide for that.
        let eased: Vec<(f32, f32)> = extents
            .iter()
            .map(|(least, most)| (least.max(most.min(EASE + 2.0 * inset)), *most))
            .collect();
        if eased.iter().map(|(least, _)| least).sum::<f32>() <= FIELD {
            extents = eased;
        }
        let mut x = LEFT;
        let places = widths(&extents, FIELD)
            .into_iter()
            .map(|width| {
                x += width;
                (x - width, width)
            })
            .collect();
        Columns {
            places,
            aligns: table.columns.iter().map(|c| c.align).collect(),
            inset,
        }
    }

    fn head_row(&mut self, table: &Table, columns: &Columns) -> SetRow<'static> {
        let cells = table
            .columns
            .iter()
            .zip(&columns.places)
            .map(|(column, (_, width))| {
                let text = Text::plain(column.title.as_str());
                let room = width - 2.0 * columns.inset;
                (self.setter.set(&text, HEAD, room, 0.0), None)
            })
            .collect();
        SetRow {
            cells,
            note: None,
            style: HEAD,
        }
    }

    fn set_row<'t>(&mut self, row: &'t Row, columns: &Columns) -> SetRow<'t> {
        let cells = row
            .cells
            .iter()
            .zip(&columns.places)
            .map(|(cell, (_, width))| {
                let room = width - 2.0 * columns.inset;
                let lines = self.setter.set(&cell.text, CELL, room, 0.0);
                (lines, cell.tint)
            })
            .collect();
        let note = row.note.as_ref().map(|note| {
            let lines = self.setter.set(note, REMARK, FIELD - 4.0 * INSET, 0.0);
            (lines, note)
        });
        SetRow {
            cells,
            note,
            style: CELL,
        }
    }

    /// The head: of the table's structure where it stands first, an ornament where it is repeated.
    fn column_heads(&mut self, head: &SetRow<'_>, columns: &Columns, node: Option<Node>) {
        let (y, high) = (self.sheets.y, head.height());
        let behind = Mark::Fill {
            x: LEFT,
            y,
            width: FIELD,
            height: high,
            colour: BEHIND_HEAD,
        };
        self.sheets.draw(None, vec![behind]);
        let row = node.map(|node| self.sheets.structure.add(Role::Row, Some(node)));
        for (index, (lines, _)) in head.cells.iter().enumerate() {
            let cell = row.map(|row| self.sheets.structure.add(Role::ColumnHead, Some(row)));
            // Heads stand at the foot of their row, above their figures.
            let free = high - 2.0 * ABOVE - height(lines, HEAD);
            self.cell(
                cell,
                lines,
                0..lines.lines.len(),
                (index, y + ABOVE + free),
                columns,
                HEAD,
            );
        }
        self.sheets.rule(LEFT, y, FIELD, 0.9, BLACK);
        self.sheets.rule(LEFT, y + high, FIELD, 0.5, BLACK);
        self.sheets.y += high;
    }

    fn next_page(&mut self, head: &SetRow<'_>, columns: &Columns) -> Result<(), ReportError> {
        self.close();
        self.sheets.turn()?;
        self.column_heads(head, columns, None);
        Ok(())
    }

    /// The line below the last row of a page.
    fn close(&mut self) {
        let y = self.sheets.y;
        self.sheets.rule(LEFT, y, FIELD, 0.9, BLACK);
    }

    /// A row; one that is higher than a page goes on over the next ones, line by line.
    fn row(
        &mut self,
        row: &SetRow<'_>,
        head: &SetRow<'_>,
        columns: &Columns,
        node: Node,
    ) -> Result<(), ReportError> {
        let cells: Vec<Node> = row
            .cells
            .iter()
            .map(|_| self.sheets.structure.add(Role::Cell, Some(node)))
            .collect();
        let step = row.style.line_height();
        let most = row.most_lines();
        let mut from = 0;
        while from < most {
            let mut until = most;
            while until > from + 1 && count(until - from) * step + 2.0 * ABOVE > self.sheets.room()
            {
                until -= 1;
            }
            let high = count(until - from) * step + 2.0 * ABOVE;
            if high > self.sheets.room() && self.sheets.room() < BOTTOM - TOP - head.height() {
                self.next_page(head, columns)?;
                continue;
            }
            self.slice(row, &cells, from..until, columns);
            from = until;
            if from < most {
                self.next_page(head, columns)?;
            }
        }
        if let Some((lines, _)) = &row.note {
            self.note(lines, cells.first().copied(), head, columns)?;
        }
        let y = self.sheets.y;
        self.sheets.rule(LEFT, y, FIELD, 0.35, HAIR);
        Ok(())
    }

    fn slice(
        &mut self,
        row: &SetRow<'_>,
        nodes: &[Node],
        range: std::ops::Range<usize>,
        columns: &Columns,
    ) {
        let y = self.sheets.y;
        let high = count(range.len()) * row.style.line_height() + 2.0 * ABOVE;
        for (index, ((lines, tint), node)) in row.cells.iter().zip(nodes).enumerate() {
            let place = columns.places.get(index).zip(columns.aligns.get(index));
            if let (Some(((x, width), align)), Some(colour)) = (place, *tint) {
                let own = lines.lines.len().clamp(1, range.len());
                let wide = match align {
                    Align::Centre => (width - 2.0 * TINT_GAP).min(TINT_WIDEST),
                    Align::Start | Align::End => width - 2.0 * TINT_GAP,
                };
                let behind = Mark::Fill {
                    x: x + (width - wide) / 2.0,
                    y: y + TINT_GAP,
                    width: wide,
                    height: count(own) * row.style.line_height() + 2.0 * (ABOVE - TINT_GAP),
                    colour,
                };
                self.sheets.draw(None, vec![behind]);
            }
            let top = (index, y + ABOVE);
            self.cell(Some(*node), lines, range.clone(), top, columns, row.style);
        }
        self.sheets.y += high;
    }

    fn note(
        &mut self,
        lines: &Lines,
        node: Option<Node>,
        head: &SetRow<'_>,
        columns: &Columns,
    ) -> Result<(), ReportError> {
        for index in 0..lines.lines.len() {
            if REMARK.line_height() > self.sheets.room() {
                self.next_page(head, columns)?;
                self.sheets.y += ABOVE;
            }
            let place = (LEFT + 2.0 * INSET, self.sheets.y - 1.0, FIELD - 4.0 * INSET);
            let marks = lines_at(lines, index..index + 1, place, REMARK, Stand::Left);
            self.sheets.draw(node, marks);
            self.sheets.y += REMARK.line_height();
        }
        self.sheets.y += ABOVE;
        Ok(())
    }

    fn cell(
        &mut self,
        node: Option<Node>,
        lines: &Lines,
        range: std::ops::Range<usize>,
        (index, y): (usize, f32),
        columns: &Columns,
        style: Style,
    ) {
        let place = columns.places.get(index).zip(columns.aligns.get(index));
        let Some(((x, width), align)) = place else {
            return;
        };
        let stand = match align {
            Align::Start => Stand::Left,
            Align::Centre => Stand::Middle,
            Align::End => Stand::Right,
        };
        let range = range.start.min(lines.lines.len())..range.end.min(lines.lines.len());
        let inner = (x + columns.inset, y, width - 2.0 * columns.inset);
        self.sheets
            .draw(node, lines_at(lines, range, inner, style, stand));
    }
}

/// Widths of columns whose least and natural widths are given, which together fill `field`. Where
/// not all have their natural width, short columns keep it and long ones share what is left alike.
fn widths(extents: &[(f32, f32)], field: f32) -> Vec<f32> {
    let least: f32 = extents.iter().map(|(least, _)| least).sum();
    let most: f32 = extents.iter().map(|(_, most)| most).sum();
    if most <= field {
        let each = (field - most) / count(extents.len().max(1));
        return extents.iter().map(|(_, most)| most + each).collect();
    }
    if least >= field {
        // Even words must be cut: everyone gives the same share.
        let shrink = field / least;
        return extents.iter().map(|(least, _)| least * shrink).collect();
    }
    // The one width that all columns may have which their words neither forbid nor do not need.
    let (mut low, mut high) = (0.0, field);
    let at = |level: f32| -> Vec<f32> {
        let within = |(least, most): &(f32, f32)| level.min(*most).max(*least);
        extents.iter().map(within).collect()
    };
    for _ in 0..HALVINGS {
        let level = f32::midpoint(low, high);
        if at(level).iter().sum::<f32>() > field {
            high = level;
        } else {
            low = level;
        }
    }
    at(low)
}

#[cfg(test)]
mod tests {
    use super::widths;

    #[test]
    fn columns_always_fill_the_field() {
        for extents in [
            vec![(10.0, 20.0), (10.0, 40.0)],
            vec![(10.0, 900.0), (50.0, 60.0), (5.0, 5.0)],
            vec![(300.0, 900.0), (500.0, 600.0)],
            vec![(90.0, 95.0), (20.0, 400.0), (30.0, 35.0), (200.0, 210.0)],
        ] {
            let sum: f32 = widths(&extents, 440.0).iter().sum();
            assert!((sum - 440.0).abs() < 0.01, "{sum}");
        }
    }

    #[test]
    fn a_short_column_keeps_its_width_beside_a_long_one() {
        let widths = widths(&[(20.0, 100.0), (60.0, 5000.0)], 440.0);
        assert!((widths[0] - 100.0).abs() < 0.01 && (widths[1] - 340.0).abs() < 0.01);
    }

    #[test]
    fn no_column_is_narrower_than_its_longest_word_where_all_words_fit() {
        let extents = [(30.0, 500.0), (80.0, 90.0)];
        for (width, (least, _)) in widths(&extents, 300.0).iter().zip(extents) {
            assert!(*width >= least - 0.01);
        }
    }
}
