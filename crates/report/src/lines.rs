//! Text becomes lines: glyphs are measured, and lines broken as Chinese and English are.

use std::collections::BTreeSet;

use krilla::text::GlyphId;
use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::fonts::{BOX, Face, Fonts};
use crate::model::{Colour, Text};

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// The face of what is not strong.
    pub face: Face,
    /// Size in points.
    pub size: f32,
    /// Colour of what is no link.
    pub colour: Colour,
    /// From one line to the next, in sizes.
    pub leading: f32,
}

impl Style {
    /// From one line to the next, in points.
    pub(crate) fn line_height(self) -> f32 {
        self.size * self.leading
    }
}

/// A character in its place.
#[derive(Debug, Clone)]
pub(crate) struct Glyph {
    /// What it says; of a box too, so that a copied text is whole.
    pub character: char,
    pub face: Face,
    pub id: GlyphId,
    /// How far the pen moves, in points.
    pub advance: f32,
    /// How far it stands from the pen, in points.
    pub shift: f32,
    /// Its size and its height above the line, in points.
    pub size: f32,
    pub rise: f32,
    pub colour: Colour,
    /// Which link of the text it belongs to.
    pub link: Option<usize>,
}

/// A line of glyphs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    pub glyphs: Vec<Glyph>,
    /// Without the spaces at its end.
    pub width: f32,
}

/// A text, set in lines.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines {
    pub lines: Vec<Line>,
    /// Addresses that the glyphs' `link` counts.
    pub links: Vec<String>,
}

/// Colour of a link: it also has to be read on paper.
const LINK: Colour = Colour::rgb(0x1F, 0x4E, 0x8C);

/// Between a Chinese character and a Latin letter or a figure, as a share of the size: without it
/// `共12个` clots; a space that the text has is left as it is.
const BETWEEN_SCRIPTS: f32 = 0.12;

/// Measures texts and breaks them into lines.
pub(crate) struct Setter<'f> {
    fonts: &'f Fonts,
    missing: BTreeSet<char>,
}

impl<'f> Setter<'f> {
    pub(crate) fn new(fonts: &'f Fonts) -> Self {
        Self {
            fonts,
            missing: BTreeSet::new(),
        }
    }

    /// Characters that were asked for and that the fonts lack.
    pub(crate) fn missing(&self) -> Vec<char> {
        self.missing.iter().copied().collect()
    }

    /// A text in lines of at most `width`, the first of them shorter by `indent`.
    pub(crate) fn set(&mut self, text: &Text, style: Style, width: f32, indent: f32) -> Lines {
        let (glyphs, links) = self.shape(text, style);
        Lines {
            lines: break_lines(glyphs, width, indent),
            links,
        }
    }

    /// A text in one line, however wide.
    pub(crate) fn line(&mut self, text: &str, style: Style) -> Line {
        let (glyphs, _) = self.shape(&Text::plain(text.replace(is_line_end, " ")), style);
        Line {
            width: width_of(&glyphs),
            glyphs,
        }
    }

    /// The width of the widest part that cannot be broken, and of all in one line.
    pub(crate) fn extent(&mut self, text: &Text, style: Style) -> (f32, f32) {
        let (glyphs, _) = self.shape(text, style);
        let mut least = 0.0_f32;
        let mut start = 0;
        for (end, _) in breaks(&glyphs) {
            least = least.max(width_of(&glyphs[start..end]));
            start = end;
        }
        let most = break_lines(glyphs, f32::INFINITY, 0.0);
        (least, most.iter().fold(0.0, |w, line| w.max(line.width)))
    }

    fn shape(&mut self, text: &Text, style: Style) -> (Vec<Glyph>, Vec<String>) {
        let mut glyphs: Vec<Glyph> = Vec::new();
        let mut links = Vec::new();
        for span in &text.spans {
            let link = span.link.as_ref().map(|to| {
                links.push(to.clone());
                links.len() - 1
            });
            let face = if span.is_strong {
                Face::Hei
            } else {
                style.face
            };
            for character in span.text.chars().filter_map(printed) {
                if let Some(last) = glyphs
                    .last_mut()
                    .filter(|g| are_apart(g.character, character))
                {
                    last.advance += BETWEEN_SCRIPTS * style.size;
                }
                let is_end = is_line_end(character);
                let shape = self.fonts.shape(face, if is_end { ' ' } else { character });
                if shape.is_box {
                    self.missing.insert(character);
                }
                let is_unsaid = shape.is_box && means_nothing(character);
                glyphs.push(Glyph {
                    character: if is_unsaid { BOX } else { character },
                    face,
                    id: shape.id,
                    advance: if is_end {
                        0.0
                    } else {
                        shape.advance * style.size
                    },
                    shift: shape.shift * style.size,
                    size: shape.scale * style.size,
                    rise: shape.rise * style.size,
                    colour: if link.is_some() { LINK } else { style.colour },
                    link,
                });
            }
        }
        (glyphs, links)
    }
}

/// Private characters and those that are none: an archive forbids them in text.
fn means_nothing(character: char) -> bool {
    let code = u32::from(character);
    matches!(code, 0xE000..=0xF8FF | 0xFDD0..=0xFDEF | 0xF_0000..) || code & 0xFFFE == 0xFFFE
}

fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\u{2028}' | '\u{2029}')
}

/// What is printed of a character: nothing of marks that only steer, a space for other spaces.
fn printed(character: char) -> Option<char> {
    match character {
        '\n' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' => Some(' '),
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{AD}' => None,
        other if other.is_control() => None,
        other => Some(other),
    }
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

fn are_apart(one: char, next: char) -> bool {
    let is_latin = |c: char| c.is_ascii_alphanumeric() || matches!(c, '\u{C0}'..='\u{24F}' | '%');
    (is_han(one) && is_latin(next)) || (is_latin(one) && is_han(next))
}

/// What begins no line: of the general rule, and what the rule leaves open.
fn begins_no_line(character: char) -> bool {
    "，。、；：？！）》〉】〕」』”’…—～·％%‰℃°,.;:?!)]}>²³".contains(character)
}

/// What ends no line.
fn ends_no_line(character: char) -> bool {
    "（《〈【〔「『“‘([{<￥".contains(character)
}

/// Ends of the parts that may stand on lines of their own, and whether a line must end there.
fn breaks(glyphs: &[Glyph]) -> Vec<(usize, bool)> {
    let text: String = glyphs.iter().map(|g| g.character).collect();
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let mut found: Vec<(usize, bool)> = Vec::new();
    for (at, kind) in linebreaks(&text) {
        let place = starts.binary_search(&at).unwrap_or(glyphs.len());
        let is_forced =
            kind == BreakOpportunity::Mandatory && place < glyphs.len() || place == glyphs.len();
        if is_forced || may_break(glyphs, place) {
            found.push((place, is_forced));
        }
    }
    found
}

/// Whether a line may end before the glyph at `place`, where the general rule says so.
fn may_break(glyphs: &[Glyph], place: usize) -> bool {
    let Some((one, next)) = place
        .checked_sub(1)
        .and_then(|before| Some((glyphs.get(before)?.character, glyphs.get(place)?.character)))
    else {
        return true;
    };
    if begins_no_line(next) || ends_no_line(one) {
        return false;
    }
    // `mg/L`, `12/25`: a unit or a share stays whole; a long path may break after its strokes.
    if one == '/' {
        let rest = glyphs[place..].iter().map(|g| g.character);
        return rest.take(5).take_while(char::is_ascii_alphanumeric).count() > 4;
    }
    // `0.7 倍`, `0.05 mg/L`: nor does a space part a figure from its unit.
    let is_after_figure = place
        .checked_sub(2)
        .and_then(|before| glyphs.get(before))
        .is_some_and(|g| g.character.is_ascii_digit());
    if one == ' ' && is_after_figure {
        let is_mass = next == 'm' && glyphs.get(place + 1).is_some_and(|g| g.character == 'g');
        return !(is_mass || "倍个天次项条µ".contains(next));
    }
    // `2021年`, `第4期`: a figure stays with what it counts.
    !(one == '第' && next.is_ascii_digit()
        || one.is_ascii_digit() && "年月日时分个类项次期天条".contains(next))
}

fn width_of(glyphs: &[Glyph]) -> f32 {
    let is_seen = |g: &Glyph| !matches!(g.character, ' ' | '\n' | '\u{3000}');
    let end = glyphs.iter().rposition(is_seen).map_or(0, |last| last + 1);
    glyphs[..end].iter().map(|g| g.advance).sum()
}

/// Rounding of sums of advances must not break a line that just fits.
const SLACK: f32 = 0.01;

fn break_lines(glyphs: Vec<Glyph>, width: f32, indent: f32) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut line: Vec<Glyph> = Vec::new();
    // Kept beside the line: summed anew for each glyph, a hostile text would take forever.
    let mut so_far = 0.0;
    let ends = breaks(&glyphs);
    let mut rest = glyphs.into_iter();
    let mut start = 0;
    for (end, is_forced) in ends {
        let part: Vec<Glyph> = rest.by_ref().take(end - start).collect();
        start = end;
        let room = |lines: &Vec<Line>| width - if lines.is_empty() { indent } else { 0.0 } + SLACK;
        if !line.is_empty() && so_far + width_of(&part) > room(&lines) {
            finish(&mut lines, &mut line);
            so_far = 0.0;
        }
        for glyph in part {
            // A part that is wider than a line is cut where the line is full.
            let is_space = matches!(glyph.character, ' ' | '\n');
            if !line.is_empty() && !is_space && so_far + glyph.advance > room(&lines) {
                carry(&mut lines, &mut line, &glyph);
                so_far = line.iter().map(|g| g.advance).sum();
            }
            so_far += glyph.advance;
            line.push(glyph);
        }
        if is_forced {
            finish(&mut lines, &mut line);
            so_far = 0.0;
        }
    }
    lines
}

/// Ends a line in the midst of a part, and takes along what may not stand at its end or without
/// which the next line would begin with `next`.
fn carry(lines: &mut Vec<Line>, line: &mut Vec<Glyph>, next: &Glyph) {
    let mut keep = line.len();
    let mut first = next.character;
    while keep > 1 && (begins_no_line(first) || ends_no_line(line[keep - 1].character)) {
        keep -= 1;
        first = line[keep].character;
    }
    // Nothing but such signs: they are cut where they stand.
    let taken = if keep > 1 {
        line.split_off(keep)
    } else {
        Vec::new()
    };
    finish(lines, line);
    *line = taken;
}

fn finish(lines: &mut Vec<Line>, line: &mut Vec<Glyph>) {
    let mut glyphs = std::mem::take(line);
    if glyphs.last().is_some_and(|g| g.character == '\n') {
        glyphs.pop();
    }
    lines.push(Line {
        width: width_of(&glyphs),
        glyphs,
    });
}

impl Line {
    /// Widens the line to `width` where its gaps can take it unseen; else it stays ragged.
    pub(crate) fn justify(&mut self, width: f32, size: f32) {
        let is_seen = |g: &Glyph| !matches!(g.character, ' ' | '\u{3000}');
        let Some(last) = self.glyphs.iter().rposition(is_seen) else {
            return;
        };
        let takes = |pair: &[Glyph]| {
            let wide = |c: char| {
                is_han(c) || matches!(c, '\u{3001}'..='\u{3011}' | '\u{FF01}'..='\u{FF5E}')
            };
            pair[0].character == ' ' || wide(pair[0].character) || wide(pair[1].character)
        };
        let gaps: Vec<usize> = self.glyphs[..=last]
            .windows(2)
            .enumerate()
            .filter(|(_, pair)| takes(pair))
            .map(|(index, _)| index)
            .collect();
        let lacks = width - self.width;
        let each = lacks / count(gaps.len());
        if gaps.is_empty() || lacks <= 0.0 || each > 0.35 * size {
            return;
        }
        for index in gaps {
            self.glyphs[index].advance += each;
        }
        self.width = width;
    }
}

/// A count as a number of points; no page has as many glyphs as would be rounded.
pub(crate) fn count(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}
