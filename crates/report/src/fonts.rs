//! The two fonts that the program carries: Song for text, Hei for what stands out.

use krilla::text::{Font, GlyphId};
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

use crate::error::ReportError;

const SONG: &[u8] = include_bytes!("../fonts/bulletin-song.otf");
const HEI: &[u8] = include_bytes!("../fonts/bulletin-hei.otf");

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    /// 宋体
    Song,
    /// 黑体
    Hei,
}

/// A glyph of a face, sizes as shares of the type's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Shape {
    /// The glyph.
    pub id: GlyphId,
    /// Whether it is the box that stands for what the font lacks.
    pub is_box: bool,
    /// How far the pen moves.
    pub advance: f32,
    /// How far the glyph stands from the pen.
    pub shift: f32,
    /// Its own size: less than 1 for small figures.
    pub scale: f32,
    /// How far it stands above the line.
    pub rise: f32,
}

/// Both faces, ready to measure with and to embed.
pub(crate) struct Fonts {
    song: Opened,
    hei: Opened,
}

struct Opened {
    read: FontRef<'static>,
    metrics: GlyphMetrics<'static>,
    units_per_em: f32,
    embedded: Font,
    /// The widest figure's advance: all figures stand in as much, so that columns of them align.
    figure: f32,
}

impl Opened {
    fn open(data: &'static [u8], name: &'static str) -> Result<Self, ReportError> {
        let read = FontRef::new(data).map_err(|_| ReportError::Font(name))?;
        let embedded = Font::new(data.into(), 0).ok_or(ReportError::Font(name))?;
        let mut font = Self {
            metrics: read.glyph_metrics(Size::unscaled(), LocationRef::default()),
            units_per_em: embedded.units_per_em(),
            read,
            embedded,
            figure: 0.0,
        };
        let figures = ('0'..='9').filter_map(|c| font.glyph(c));
        font.figure = figures.fold(0.0, |most, (_, advance)| most.max(advance));
        // Without it, what the font lacks could not be shown.
        font.glyph(BOX).ok_or(ReportError::Font(name))?;
        Ok(font)
    }

    fn glyph(&self, character: char) -> Option<(GlyphId, f32)> {
        let id = self.read.charmap().map(character)?;
        let advance = self.metrics.advance_width(id)? / self.units_per_em;
        Some((GlyphId::new(id.to_u32()), advance))
    }
}

impl Fonts {
    /// Opens both.
    pub(crate) fn open() -> Result<Self, ReportError> {
        Ok(Self {
            song: Opened::open(SONG, "bulletin-song.otf")?,
            hei: Opened::open(HEI, "bulletin-hei.otf")?,
        })
    }

    fn of(&self, face: Face) -> &Opened {
        match face {
            Face::Song => &self.song,
            Face::Hei => &self.hei,
        }
    }

    /// The font to embed.
    pub(crate) fn embedded(&self, face: Face) -> Font {
        self.of(face).embedded.clone()
    }

    /// How a character is drawn. What the face lacks is taken from a figure made small, and where
    /// that is none either, it is a box.
    pub(crate) fn shape(&self, face: Face, character: char) -> Shape {
        let font = self.of(face);
        if let Some((id, own)) = font.glyph(character) {
            let advance = if character.is_ascii_digit() {
                font.figure
            } else {
                own
            };
            return Shape {
                id,
                is_box: false,
                advance,
                shift: (advance - own) / 2.0,
                scale: 1.0,
                rise: 0.0,
            };
        }
        let small = small_figure(character)
            .and_then(|(base, rise)| font.glyph(base).map(|found| (found, rise)));
        let ((id, advance), rise, scale) = match small {
            Some((found, rise)) => (found, rise, SMALL),
            None => (font.glyph(BOX).unwrap_or((GlyphId::new(0), 1.0)), 0.0, 1.0),
        };
        Shape {
            id,
            is_box: small.is_none(),
            advance: advance * scale,
            shift: 0.0,
            scale,
            rise,
        }
    }
}

/// What stands for a character that the fonts lack.
pub(crate) const BOX: char = '□';

/// Size of a small figure beside the ordinary ones, and where it stands.
const SMALL: f32 = 0.62;
const ABOVE: f32 = 0.34;
const BELOW: f32 = -0.14;

/// The ordinary character of a superscript or subscript, and how far it rises.
fn small_figure(character: char) -> Option<(char, f32)> {
    const ORDINARY: &str = "0123456789+-=()";
    const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾";
    const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎";
    let find = |among: &str| {
        let place = among.chars().position(|c| c == character)?;
        ORDINARY.chars().nth(place)
    };
    find(RAISED)
        .map(|base| (base, ABOVE))
        .or_else(|| find(LOWERED).map(|base| (base, BELOW)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::{Face, Fonts};

    #[test]
    fn both_faces_have_what_a_bulletin_needs() {
        let fonts = Fonts::open().unwrap();
        let needed =
            "守井人水质月报劣ⅠⅡⅢⅣⅤⅥ①②③⑩²³₂₃₄⁻≤≥±×℃°µμαβ→–—…“”‘’，。；：？！（）《》〔〕【】、·～%‰";
        for face in [Face::Song, Face::Hei] {
            for character in needed.chars().chain(' '..='~') {
                assert!(
                    !fonts.shape(face, character).is_box,
                    "{face:?} lacks {character}"
                );
            }
        }
    }

    #[test]
    fn figures_are_of_one_width() {
        let fonts = Fonts::open().unwrap();
        for face in [Face::Song, Face::Hei] {
            let zero = fonts.shape(face, '0').advance;
            for figure in '1'..='9' {
                assert!((fonts.shape(face, figure).advance - zero).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn what_the_fonts_lack_is_a_box_as_wide_as_a_character() {
        let shape = Fonts::open().unwrap().shape(Face::Song, '😀');
        assert!(shape.is_box);
        assert!((shape.advance - 1.0).abs() < 1e-6);
    }
}
