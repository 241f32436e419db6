//! Where everything comes to lie: blocks become marks on pages, from the first to the last.

mod chart;
mod figures;
mod head;
pub(crate) mod page;
mod sign;
mod table;

use crate::error::ReportError;
use crate::fonts::{Face, Fonts};
use crate::lines::{Lines, Setter, Style};
use crate::model::{Block, Colour, Document, Language, Text};
use crate::structure::Role;
use page::{Bookmark, FIELD, FOLIO, LEFT, MARK_TOP, Mark, Sheets, Stand, foot, lines_at};

const BLACK: Colour = Colour::rgb(0x1A, 0x1A, 0x1A);
const GREY: Colour = Colour::rgb(0x5A, 0x5F, 0x66);
const HAIR: Colour = Colour::rgb(0xB8, 0xBE, 0xC6);

/// Text of paragraphs: 小四.
const BODY: Style = Style {
    face: Face::Song,
    size: 12.0,
    colour: BLACK,
    leading: 1.65,
};
/// Remarks: 小五.
const NOTE: Style = Style {
    face: Face::Song,
    size: 9.0,
    colour: GREY,
    leading: 1.5,
};
/// Titles of tables and charts.
const CAPTION: Style = Style {
    face: Face::Hei,
    size: 10.5,
    colour: BLACK,
    leading: 1.5,
};
/// Page numbers: 四号 in the standard; 五号 beside text of this size.
const PAGE_NUMBER: Style = Style {
    face: Face::Song,
    size: 10.5,
    colour: BLACK,
    leading: 1.0,
};

/// What says that a document is not final.
const MARK: Style = Style {
    face: Face::Hei,
    size: 18.0,
    colour: head::RED,
    leading: 1.2,
};

/// A document that was laid out.
pub(crate) struct Laid {
    pub sheets: Sheets,
    pub missing: Vec<char>,
}

/// What every block is set with.
struct Desk<'f> {
    setter: Setter<'f>,
    sheets: Sheets,
    language: Language,
}

/// Lays a document out.
pub(crate) fn lay(document: &Document, fonts: &Fonts) -> Result<Laid, ReportError> {
    let mut desk = Desk {
        setter: Setter::new(fonts),
        sheets: Sheets::new(),
        language: document.language,
    };
    desk.head(document)?;
    desk.blocks(&document.blocks)?;
    if let Some(sign_off) = &document.sign_off {
        desk.sign_off(sign_off, &document.bureau)?;
    }
    if !document.annexes.is_empty() {
        desk.sheets.turn()?;
        desk.blocks(&document.annexes)?;
    }
    desk.page_numbers();
    if let Some(mark) = &document.mark {
        desk.mark_pages(mark);
    }
    Ok(Laid {
        missing: desk.setter.missing(),
        sheets: desk.sheets,
    })
}

impl Desk<'_> {
    fn blocks(&mut self, blocks: &[Block]) -> Result<(), ReportError> {
        for (index, block) in blocks.iter().enumerate() {
            self.block(block, blocks.get(index + 1..).unwrap_or_default())?;
        }
        Ok(())
    }

    fn block(&mut self, block: &Block, after: &[Block]) -> Result<(), ReportError> {
        match block {
            Block::Heading { level, text } => {
                let follows = self.least(after);
                self.heading(*level, text, follows)
            }
            Block::Paragraph(text) => {
                let indent = match self.language {
                    Language::Zh => 2.0 * BODY.size,
                    Language::En => 0.0,
                };
                self.paragraph(text, BODY, indent, 6.0)
            }
            Block::Note(text) => self.paragraph(text, NOTE, 0.0, 6.0),
            Block::Figures(figures) => self.figures(figures),
            Block::Table(table) => self.table(table),
            Block::Chart(chart) => self.chart(chart),
        }
    }

    /// What must follow a heading on its page.
    fn least(&mut self, blocks: &[Block]) -> f32 {
        match blocks.first() {
            None => 0.0,
            Some(Block::Heading { level, .. }) => {
                heading_style(*level).line_height() * 2.0 + 2.0 * BODY.line_height()
            }
            Some(Block::Paragraph(_)) => 2.0 * BODY.line_height(),
            Some(Block::Note(_)) => 2.0 * NOTE.line_height(),
            Some(Block::Figures(_)) => figures::HEIGHT_LEAST,
            Some(Block::Table(table)) => self.table_least(table),
            Some(Block::Chart(chart)) => chart::height(chart),
        }
    }

    fn heading(&mut self, level: u8, text: &str, follows: f32) -> Result<(), ReportError> {
        let style = heading_style(level);
        let (above, below) = if level <= 1 { (16.0, 6.0) } else { (10.0, 4.0) };
        let lines = self.setter.set(&Text::plain(text), style, FIELD, 0.0);
        let height = height(&lines, style);
        // A block higher than a page begins where it may.
        let wanted = (above + height + below + follows).min(page::BOTTOM - page::TOP);
        self.sheets.need(wanted)?;
        self.sheets.skip(above);
        let level = level.clamp(1, 3);
        self.sheets.bookmarks.push(Bookmark {
            level,
            text: text.to_owned(),
            page: self.sheets.pages.len() - 1,
            y: self.sheets.y,
        });
        // The title is level 1 of the structure.
        let role = Role::Heading(level + 1, text.to_owned());
        let node = self.sheets.structure.add(role, None);
        for index in 0..lines.lines.len() {
            self.sheets.need(style.line_height())?;
            let place = (LEFT, self.sheets.y, FIELD);
            let marks = lines_at(&lines, index..index + 1, place, style, Stand::Left);
            self.sheets.draw(Some(node), marks);
            self.sheets.y += style.line_height();
        }
        self.sheets.y += below;
        Ok(())
    }

    /// A paragraph over as many pages as it needs; no line of it stands alone.
    fn paragraph(
        &mut self,
        text: &Text,
        style: Style,
        indent: f32,
        below: f32,
    ) -> Result<(), ReportError> {
        let mut lines = self.setter.set(text, style, FIELD, indent);
        let last = lines.lines.len().saturating_sub(1);
        for (index, line) in lines.lines.iter_mut().enumerate().take(last) {
            let own = if index == 0 { indent } else { 0.0 };
            line.justify(FIELD - own, style.size);
        }
        let node = self.sheets.structure.add(Role::Paragraph, None);
        let step = style.line_height();
        for index in 0..lines.lines.len() {
            let is_alone_below = index == 0 && last > 0;
            let is_alone_above = index > 0 && index + 1 == last;
            let needed = if is_alone_below || is_alone_above {
                2.0
            } else {
                1.0
            };
            self.sheets.need(needed * step)?;
            let x = LEFT + if index == 0 { indent } else { 0.0 };
            let place = (x, self.sheets.y, FIELD);
            let marks = lines_at(&lines, index..index + 1, place, style, Stand::Left);
            self.sheets.draw(Some(node), marks);
            self.sheets.y += step;
        }
        self.sheets.y += below;
        Ok(())
    }

    /// `— 1 —` below the field: odd pages to the right, even ones to the left, one character in.
    fn page_numbers(&mut self) {
        let blank = PAGE_NUMBER.size;
        for (index, page) in self.sheets.pages.iter_mut().enumerate() {
            let line = self.setter.line(&format!("— {} —", index + 1), PAGE_NUMBER);
            let x = if index % 2 == 0 {
                LEFT + FIELD - line.width - blank
            } else {
                LEFT + blank
            };
            page.pieces.push(page::Piece {
                node: None,
                marks: vec![Mark::Glyphs { x, y: FOLIO, line }],
            });
        }
    }

    /// What stands over every page, in the middle above the field.
    fn mark_pages(&mut self, mark: &str) {
        for index in 0..self.sheets.pages.len() {
            let words = self.words(mark, MARK, (LEFT + FIELD / 2.0, MARK_TOP), Stand::Middle);
            if let Some(page) = self.sheets.pages.get_mut(index) {
                page.pieces.push(page::Piece {
                    node: None,
                    marks: vec![words],
                });
            }
        }
    }

    /// One line at a place, its upper edge at `y`.
    fn words(&mut self, text: &str, style: Style, (x, y): (f32, f32), stand: Stand) -> Mark {
        let line = self.setter.line(text, style);
        let x = match stand {
            Stand::Left => x,
            Stand::Middle => x - line.width / 2.0,
            Stand::Right => x - line.width,
        };
        Mark::Glyphs {
            x,
            y: y + foot(style),
            line,
        }
    }

    /// A text over the field's width, all of it on one page where it fits.
    fn centred(&mut self, text: &str, style: Style, role: Role) -> Result<(), ReportError> {
        let lines = self.setter.set(&Text::plain(text), style, FIELD, 0.0);
        self.sheets
            .need(height(&lines, style).min(page::BOTTOM - page::TOP))?;
        let node = self.sheets.structure.add(role, None);
        for index in 0..lines.lines.len() {
            self.sheets.need(style.line_height())?;
            let place = (LEFT, self.sheets.y, FIELD);
            let marks = lines_at(&lines, index..index + 1, place, style, Stand::Middle);
            self.sheets.draw(Some(node), marks);
            self.sheets.y += style.line_height();
        }
        Ok(())
    }
}

fn height(lines: &Lines, style: Style) -> f32 {
    crate::lines::count(lines.lines.len()) * style.line_height()
}

fn heading_style(level: u8) -> Style {
    let size = match level {
        0 | 1 => 15.0,
        2 => 13.0,
        _ => 12.0,
    };
    Style {
        face: Face::Hei,
        size,
        colour: BLACK,
        leading: 1.5,
    }
}
