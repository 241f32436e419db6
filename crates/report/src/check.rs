//! What a document may not be, found before anything is set.

use crate::error::ReportError;
use crate::limits::{
    BLOCKS_MAX, CHARACTERS_MAX, COLUMNS_MAX, LINK_BYTES_MAX, POINTS_MAX, ROWS_MAX,
};
use crate::model::{Block, Chart, Created, Document, Shape, Table, Text};

/// Refuses a document that is too long or that contradicts itself.
pub(crate) fn check(document: &Document) -> Result<(), ReportError> {
    let blocks = || document.blocks.iter().chain(&document.annexes);
    at_most("blocks", blocks().count(), BLOCKS_MAX)?;
    created(document.created)?;
    let mut characters = Count(0);
    let head = [
        &document.title,
        &document.bureau,
        &document.number,
        &document.period,
        &document.as_of,
    ];
    for text in head
        .into_iter()
        .chain(&document.letterhead)
        .chain(&document.mark)
    {
        characters.add(text)?;
    }
    if let Some(sign_off) = &document.sign_off {
        at_most("signatures", sign_off.roles.len(), COLUMNS_MAX)?;
        let signed = sign_off.roles.iter();
        let signed = signed.flat_map(|one| [&one.role, &one.name, &one.date]);
        for text in signed.chain([&sign_off.seal, &sign_off.date]) {
            characters.add(text)?;
        }
    }
    for block in blocks() {
        match block {
            Block::Heading { text, .. } => characters.add(text)?,
            Block::Paragraph(text) | Block::Note(text) => characters.add_text(text)?,
            Block::Figures(figures) => {
                at_most("key figures", figures.len(), POINTS_MAX)?;
                for figure in figures {
                    characters.add(&figure.label)?;
                    characters.add_text(&figure.value)?;
                    characters.add(&figure.remark)?;
                }
            }
            Block::Table(table) => check_table(table, &mut characters)?,
            Block::Chart(chart) => check_chart(chart, &mut characters)?,
        }
    }
    Ok(())
}

fn at_most(what: &'static str, found: usize, at_most: usize) -> Result<(), ReportError> {
    if found <= at_most {
        return Ok(());
    }
    Err(ReportError::TooMuch {
        what,
        found,
        at_most,
    })
}

struct Count(usize);

impl Count {
    fn add(&mut self, text: &str) -> Result<(), ReportError> {
        self.0 = self.0.saturating_add(text.chars().count());
        at_most("characters", self.0, CHARACTERS_MAX)
    }

    fn add_text(&mut self, text: &Text) -> Result<(), ReportError> {
        for span in &text.spans {
            self.add(&span.text)?;
            let Some(link) = &span.link else { continue };
            let is_web = link.starts_with("http://") || link.starts_with("https://");
            if !is_web || link.len() > LINK_BYTES_MAX || !link.bytes().all(|b| b.is_ascii_graphic())
            {
                return Err(ReportError::Link(link.chars().take(200).collect()));
            }
        }
        Ok(())
    }
}

fn check_table(table: &Table, characters: &mut Count) -> Result<(), ReportError> {
    let columns = table.columns.len();
    at_most("columns in a table", columns, COLUMNS_MAX)?;
    at_most("rows in a table", table.rows.len(), ROWS_MAX)?;
    characters.add(&table.caption)?;
    for column in &table.columns {
        characters.add(&column.title)?;
    }
    for (index, row) in table.rows.iter().enumerate() {
        if row.cells.len() != columns {
            return Err(ReportError::RowCells {
                row: index + 1,
                found: row.cells.len(),
                expected: columns,
            });
        }
        let cells = row.cells.iter().map(|cell| &cell.text);
        for text in cells.chain(&row.note) {
            characters.add_text(text)?;
        }
    }
    Ok(())
}

fn check_chart(chart: &Chart, characters: &mut Count) -> Result<(), ReportError> {
    characters.add(&chart.title)?;
    match &chart.shape {
        Shape::Bars { kinds, bars } => {
            at_most("bars in a chart", bars.len(), POINTS_MAX)?;
            at_most("kinds in a chart", kinds.len(), COLUMNS_MAX)?;
            for text in kinds
                .iter()
                .map(|k| &k.name)
                .chain(bars.iter().map(|b| &b.label))
            {
                characters.add(text)?;
            }
        }
        Shape::Strip { kinds, .. } => {
            at_most("kinds in a chart", kinds.len(), COLUMNS_MAX)?;
            for kind in kinds {
                characters.add(&kind.name)?;
            }
        }
        Shape::Course {
            points,
            limit,
            unit,
        } => {
            at_most("points in a chart", points.len(), POINTS_MAX)?;
            let of_limit = limit.as_ref().map(|(_, name)| name);
            for text in points
                .iter()
                .map(|(label, _)| label)
                .chain(of_limit)
                .chain([unit])
            {
                characters.add(text)?;
            }
            let values = points.iter().filter_map(|(_, value)| *value);
            let mut all = values.chain(limit.as_ref().map(|(value, _)| *value));
            if let Some(value) = all.find(|value| !value.is_finite()) {
                return Err(ReportError::NotFinite {
                    chart: chart.title.clone(),
                    value,
                });
            }
        }
    }
    Ok(())
}

fn created(at: Created) -> Result<(), ReportError> {
    let is_leap =
        at.year.is_multiple_of(4) && (!at.year.is_multiple_of(100) || at.year.is_multiple_of(400));
    let days = match at.month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    };
    let is_date = (1..=9999).contains(&at.year) && (1..=days).contains(&at.day);
    let is_time = at.hour < 24 && at.minute < 60 && at.second < 60;
    if is_date && is_time && at.ahead_of_utc_minutes.unsigned_abs() < 24 * 60 {
        return Ok(());
    }
    Err(ReportError::Created(format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}, {} minutes ahead of UTC",
        at.year, at.month, at.day, at.hour, at.minute, at.second, at.ahead_of_utc_minutes
    )))
}
