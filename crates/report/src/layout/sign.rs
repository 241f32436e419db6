//! The end of the bulletin: who drafted, checked and issued it, the seal and the date.

use super::page::{FIELD, LEFT, Mark, Stand};
use super::{BLACK, Desk, HAIR};
use crate::error::ReportError;
use crate::fonts::Face;
use crate::lines::{Style, count};
use crate::model::{SignOff, Signature};
use crate::structure::Role;

const SIGNED: Style = Style {
    face: Face::Song,
    size: 12.0,
    colour: BLACK,
    leading: 1.5,
};
/// When somebody signed.
const SIGNED_ON: Style = Style {
    face: Face::Song,
    size: 9.0,
    colour: BLACK,
    leading: 1.2,
};
/// A word that the seal is set over.
const SEAL: Style = Style {
    face: Face::Song,
    size: 9.0,
    colour: HAIR,
    leading: 1.5,
};
/// A seal of a bureau is 42 mm across; it is set over its name and the date.
const SEAL_ROOM: f32 = 132.0;
const SIGNATURE_ROOM: f32 = 44.0;
/// The date ends four characters from the edge (`gb_t_9704_2012`, from memory).
const DATE_INSET: f32 = 4.0 * SIGNED.size;
/// Signatures in a row.
const IN_A_ROW: usize = 3;

impl Desk<'_> {
    pub(super) fn sign_off(&mut self, sign: &SignOff, bureau: &str) -> Result<(), ReportError> {
        let rows = sign.roles.chunks(IN_A_ROW);
        self.sheets.skip(24.0);
        self.sheets
            .need(count(rows.len()).min(8.0) * SIGNATURE_ROOM + SEAL_ROOM)?;
        for row in rows {
            self.sheets.need(SIGNATURE_ROOM)?;
            self.signatures(row);
            self.sheets.y += SIGNATURE_ROOM;
        }
        self.sheets.need(SEAL_ROOM)?;
        self.seal(sign, bureau);
        self.sheets.y += SEAL_ROOM;
        Ok(())
    }

    fn signatures(&mut self, roles: &[Signature]) {
        let gap = 14.0;
        let width = FIELD / count(IN_A_ROW);
        let y = self.sheets.y;
        for (index, signed) in roles.iter().enumerate() {
            let x = LEFT + count(index) * width;
            let words = self.words(&signed.role, SIGNED, (x, y + 8.0), Stand::Left);
            let Mark::Glyphs { line, .. } = &words else {
                continue;
            };
            let from = (x + line.width + 6.0).min(x + width - gap);
            let node = self.sheets.structure.add(Role::Paragraph, None);
            self.sheets.draw(Some(node), vec![words]);
            let foot = y + 8.0 + SIGNED.line_height();
            self.sheets
                .rule(from, foot, x + width - gap - from, 0.5, BLACK);
            let middle = f32::midpoint(from, x + width - gap);
            self.signed(&signed.name, SIGNED, (middle, y + 8.0));
            self.signed(&signed.date, SIGNED_ON, (middle, foot + 2.0));
        }
    }

    /// Who signed, over the line, or when, below it.
    fn signed(&mut self, text: &str, style: Style, place: (f32, f32)) {
        if !text.is_empty() {
            let node = self.sheets.structure.add(Role::Paragraph, None);
            let words = self.words(text, style, place, Stand::Middle);
            self.sheets.draw(Some(node), vec![words]);
        }
    }

    fn seal(&mut self, sign: &SignOff, bureau: &str) {
        let date = self.setter.line(&sign.date, SIGNED).width;
        let right = LEFT + FIELD - DATE_INSET;
        let middle = right - date / 2.0;
        let lowest = self.sheets.y + SEAL_ROOM - 30.0;
        let above = lowest - SIGNED.line_height();
        let words = [
            (bureau, SIGNED, above, middle),
            (sign.seal.as_str(), SEAL, above - 34.0, middle),
            (sign.date.as_str(), SIGNED, lowest, middle),
        ];
        for (text, style, y, x) in words {
            // A long name of a bureau stays within the field.
            let half = self.setter.line(text, style).width / 2.0;
            let x = x.min(LEFT + FIELD - half);
            let node = self.sheets.structure.add(Role::Paragraph, None);
            let mark = self.words(text, style, (x, y), Stand::Middle);
            self.sheets.draw(Some(node), vec![mark]);
        }
    }
}
