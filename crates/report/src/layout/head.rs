//! The head of the first page: the red line, the number, the title.

use super::page::{FIELD, LEFT, Stand, TOP};
use super::{BLACK, Desk, GREY};
use crate::error::ReportError;
use crate::fonts::Face;
use crate::lines::Style;
use crate::model::{Colour, Document};
use crate::structure::Role;

pub(super) const RED: Colour = Colour::rgb(0xC8, 0x10, 0x1E);

const LETTERHEAD: Style = Style {
    face: Face::Hei,
    size: 34.0,
    colour: RED,
    leading: 1.35,
};
const NUMBER: Style = Style {
    face: Face::Song,
    size: 12.0,
    colour: BLACK,
    leading: 1.5,
};
const TITLE: Style = Style {
    face: Face::Hei,
    size: 22.0,
    colour: BLACK,
    leading: 1.4,
};
const PERIOD: Style = Style {
    face: Face::Song,
    size: 15.0,
    colour: BLACK,
    leading: 1.5,
};
const AS_OF: Style = Style {
    face: Face::Song,
    size: 10.5,
    colour: GREY,
    leading: 1.6,
};

/// The red line is made smaller to stay on one line, as the standard has it, but no further.
const LETTERHEAD_LEAST: f32 = 20.0;
/// So is a title that is a little too long.
const TITLE_LEAST: f32 = 18.0;

impl Desk<'_> {
    pub(super) fn head(&mut self, document: &Document) -> Result<(), ReportError> {
        if let Some(text) = &document.letterhead {
            let style = self.fitted(text, LETTERHEAD, LETTERHEAD_LEAST);
            self.centred(text, style, Role::Paragraph)?;
            self.sheets.y += 14.0;
            self.number(document)?;
            let y = self.sheets.y;
            self.sheets.rule(LEFT, y, FIELD, 1.8, RED);
            self.sheets.y += 26.0;
        } else {
            self.number(document)?;
            let y = self.sheets.y;
            self.sheets.rule(LEFT, y, FIELD, 0.8, BLACK);
            self.sheets.y += 22.0;
        }
        let title = Role::Heading(1, document.title.clone());
        let style = self.fitted(&document.title, TITLE, TITLE_LEAST);
        self.centred(&document.title, style, title)?;
        self.sheets.y += 2.0;
        self.centred(&document.period, PERIOD, Role::Paragraph)?;
        self.centred(&document.as_of, AS_OF, Role::Paragraph)?;
        self.sheets.y += 8.0;
        Ok(())
    }

    /// A style made smaller, but not below `least`, for a text to fit on one line.
    fn fitted(&mut self, text: &str, style: Style, least: f32) -> Style {
        let wide = self.setter.line(text, style).width;
        let share = (FIELD / wide.max(1.0)).min(1.0);
        // A hair less than the field, which rounding must not exceed.
        let size = if share < 1.0 {
            style.size * share * 0.999
        } else {
            style.size
        };
        if size < least {
            return Style {
                size: style.size.min(least * 1.2),
                ..style
            };
        }
        Style { size, ..style }
    }

    /// The number to the left and the bureau to the right; below each other where they meet.
    fn number(&mut self, document: &Document) -> Result<(), ReportError> {
        let widths =
            [&document.number, &document.bureau].map(|text| self.setter.line(text, NUMBER).width);
        if widths[0] + widths[1] + 2.0 * NUMBER.size > FIELD {
            self.centred(&document.number, NUMBER, Role::Paragraph)?;
            self.centred(&document.bureau, NUMBER, Role::Paragraph)?;
        } else if widths[0] + widths[1] > 0.0 {
            let y = self.sheets.y;
            let sides = [
                (&document.number, LEFT, Stand::Left),
                (&document.bureau, LEFT + FIELD, Stand::Right),
            ];
            for (text, x, stand) in sides {
                let node = self.sheets.structure.add(Role::Paragraph, None);
                let words = self.words(text, NUMBER, (x, y), stand);
                self.sheets.draw(Some(node), vec![words]);
            }
            self.sheets.y += NUMBER.line_height();
        }
        self.sheets.y = self.sheets.y.max(TOP) + 6.0;
        Ok(())
    }
}
