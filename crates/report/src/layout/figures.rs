//! Key figures: boxes side by side, the figure large.

use super::page::{FIELD, LEFT, Mark, Stand, lines_at};
use super::{BLACK, Desk, GREY, height};
use crate::error::ReportError;
use crate::fonts::Face;
use crate::lines::{Lines, Style, count};
use crate::model::{Colour, KeyFigure, Text};
use crate::structure::{Node, Role};

const LABEL: Style = Style {
    face: Face::Song,
    size: 9.5,
    colour: GREY,
    leading: 1.4,
};
const VALUE: Style = Style {
    face: Face::Hei,
    size: 17.0,
    colour: BLACK,
    leading: 1.4,
};
const REMARK: Style = Style {
    face: Face::Song,
    size: 8.5,
    colour: GREY,
    leading: 1.4,
};
const BEHIND: Colour = Colour::rgb(0xF1, 0xF4, 0xF7);
const EDGE: Colour = Colour::rgb(0x2F, 0x5D, 0x8A);
/// Key figures that stand in one row.
const FIGURES_IN_A_ROW: usize = 4;
const INSET: f32 = 9.0;
const GAP: f32 = 8.0;

/// What a row of boxes needs below a heading.
pub(super) const HEIGHT_LEAST: f32 = 70.0;

/// Label, figure, remark, each in lines.
type Set = [(Lines, Style); 3];

impl Desk<'_> {
    pub(super) fn figures(&mut self, figures: &[KeyFigure]) -> Result<(), ReportError> {
        for row in figures.chunks(FIGURES_IN_A_ROW) {
            let wide = (FIELD + GAP) / count(row.len()) - GAP;
            let sets: Vec<Set> = row.iter().map(|f| self.set_figure(f, wide)).collect();
            let tall = |set: &Set| set.iter().map(|(l, s)| height(l, *s)).sum::<f32>();
            let high = sets.iter().map(tall).fold(0.0, f32::max) + 2.0 * INSET;
            self.sheets.need(high)?;
            for (index, set) in sets.iter().enumerate() {
                let node = self.sheets.structure.add(Role::Paragraph, None);
                self.draw_figure(node, set, LEFT + count(index) * (wide + GAP), wide, high);
            }
            self.sheets.y += high + GAP;
        }
        self.sheets.y += 4.0;
        Ok(())
    }

    fn set_figure(&mut self, figure: &KeyFigure, wide: f32) -> Set {
        let room = wide - 2.0 * INSET;
        let remark = Text::plain(figure.remark.as_str());
        // A long figure is set smaller before it is broken.
        let (_, natural) = self.setter.extent(&figure.value, VALUE);
        let size = (VALUE.size * room / natural.max(1.0)).clamp(11.0, VALUE.size);
        let value = Style { size, ..VALUE };
        let label = Text::plain(figure.label.as_str());
        [(&label, LABEL), (&figure.value, value), (&remark, REMARK)]
            .map(|(text, style)| (self.setter.set(text, style, room, 0.0), style))
    }

    fn draw_figure(&mut self, node: Node, set: &Set, x: f32, wide: f32, high: f32) {
        let y = self.sheets.y;
        let fill = |width, colour| Mark::Fill {
            x,
            y,
            width,
            height: high,
            colour,
        };
        self.sheets
            .draw(None, vec![fill(wide, BEHIND), fill(2.0, EDGE)]);
        let mut top = y + INSET;
        for (lines, style) in set {
            let place = (x + INSET, top, wide - 2.0 * INSET);
            let marks = lines_at(lines, 0..lines.lines.len(), place, *style, Stand::Left);
            self.sheets.draw(Some(node), marks);
            top += height(lines, *style);
        }
    }
}
