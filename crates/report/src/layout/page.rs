//! The sheet: what is drawn where, page by page. Points, from the upper left corner.

use crate::error::ReportError;
use crate::limits::PAGES_MAX;
use crate::lines::{Line, Lines, Style};
use crate::model::Colour;
use crate::structure::{Node, Structure};

const MM: f32 = 72.0 / 25.4;

/// A4.
pub(crate) const WIDTH: f32 = 210.0 * MM;
/// A4.
pub(crate) const HEIGHT: f32 = 297.0 * MM;
/// The field of official documents, 156 mm × 225 mm, 37 mm below the head and 28 mm from the binding.
/// Source: `gb_t_9704_2012`, from memory as all that is said of it here.
pub(crate) const LEFT: f32 = 28.0 * MM;
/// Its width.
pub(crate) const FIELD: f32 = 156.0 * MM;
/// Its upper edge.
pub(crate) const TOP: f32 = 37.0 * MM;
/// Its lower edge.
pub(crate) const BOTTOM: f32 = TOP + 225.0 * MM;
/// The page number's line lies 7 mm below the field.
pub(crate) const FOLIO: f32 = BOTTOM + 7.0 * MM + 10.0;

/// What stands over every page lies in the margin above the field.
pub(crate) const MARK_TOP: f32 = 18.0 * MM;

/// Something drawn.
#[derive(Debug, Clone)]
pub(crate) enum Mark {
    /// Glyphs from `x` on the line `y`.
    Glyphs { x: f32, y: f32, line: Line },
    /// A filled rectangle.
    Fill {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        colour: Colour,
    },
    /// A line through points.
    Stroke {
        points: Vec<(f32, f32)>,
        width: f32,
        colour: Colour,
        is_dashed: bool,
    },
    /// A place that leads to an address.
    Link {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        to: String,
        shown: String,
    },
}

/// What is drawn for one part of the document's structure; of none, it is ornament.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub node: Option<Node>,
    pub marks: Vec<Mark>,
}

/// A page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page {
    pub pieces: Vec<Piece>,
}

/// A bookmark.
#[derive(Debug, Clone)]
pub(crate) struct Bookmark {
    pub level: u8,
    pub text: String,
    pub page: usize,
    pub y: f32,
}

/// The pages, and how far they are filled.
#[derive(Debug)]
pub(crate) struct Sheets {
    pub pages: Vec<Page>,
    pub bookmarks: Vec<Bookmark>,
    pub structure: Structure,
    /// Where the next block begins.
    pub y: f32,
}

impl Sheets {
    pub(crate) fn new() -> Self {
        Self {
            pages: vec![Page::default()],
            bookmarks: Vec::new(),
            structure: Structure::default(),
            y: TOP,
        }
    }

    /// How much of the page is left.
    pub(crate) fn room(&self) -> f32 {
        BOTTOM - self.y
    }

    /// Whether nothing stands on the page yet.
    pub(crate) fn is_fresh(&self) -> bool {
        self.y <= TOP
    }

    /// Begins a page unless `height` is left on this one.
    ///
    /// # Errors
    /// [`ReportError::TooMuch`] beyond [`PAGES_MAX`].
    pub(crate) fn need(&mut self, height: f32) -> Result<(), ReportError> {
        if height <= self.room() || self.is_fresh() {
            return Ok(());
        }
        self.turn()
    }

    /// Begins a page.
    ///
    /// # Errors
    /// [`ReportError::TooMuch`] beyond [`PAGES_MAX`].
    pub(crate) fn turn(&mut self) -> Result<(), ReportError> {
        if self.pages.len() >= PAGES_MAX {
            return Err(ReportError::TooMuch {
                what: "pages",
                found: PAGES_MAX + 1,
                at_most: PAGES_MAX,
            });
        }
        self.pages.push(Page::default());
        self.y = TOP;
        Ok(())
    }

    /// Space between blocks, which the head of a page does not need.
    pub(crate) fn skip(&mut self, height: f32) {
        if !self.is_fresh() {
            self.y += height;
        }
    }

    /// Draws on the last page.
    pub(crate) fn draw(&mut self, node: Option<Node>, marks: Vec<Mark>) {
        if marks.is_empty() {
            return;
        }
        if let Some(page) = self.pages.last_mut() {
            page.pieces.push(Piece { node, marks });
        }
    }

    /// A line across.
    pub(crate) fn rule(&mut self, x: f32, y: f32, width: f32, weight: f32, colour: Colour) {
        let points = vec![(x, y), (x + width, y)];
        let stroke = Mark::Stroke {
            points,
            width: weight,
            colour,
            is_dashed: false,
        };
        self.draw(None, vec![stroke]);
    }
}

/// How lines stand in their width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stand {
    Left,
    Middle,
    Right,
}

/// Where a line's feet stand below its upper edge: the middle of a character is the line's middle.
pub(crate) fn foot(style: Style) -> f32 {
    style.line_height() / 2.0 + 0.38 * style.size
}

/// The marks of `range` of `lines`, the first of which has its upper edge at `y`.
pub(crate) fn lines_at(
    lines: &Lines,
    range: std::ops::Range<usize>,
    (x, y, width): (f32, f32, f32),
    style: Style,
    stand: Stand,
) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut top = y;
    for line in lines.lines.get(range).unwrap_or_default() {
        let shift = match stand {
            Stand::Left => 0.0,
            Stand::Middle => (width - line.width) / 2.0,
            Stand::Right => width - line.width,
        };
        links_of(lines, line, (x + shift, top), style, &mut marks);
        if !line.glyphs.is_empty() {
            marks.push(Mark::Glyphs {
                x: x + shift,
                y: top + foot(style),
                line: line.clone(),
            });
        }
        top += style.line_height();
    }
    marks
}

/// The places of the links in a line, underlined.
fn links_of(lines: &Lines, line: &Line, (x, top): (f32, f32), style: Style, marks: &mut Vec<Mark>) {
    let mut at = x;
    for run in line.glyphs.chunk_by(|one, next| one.link == next.link) {
        let width: f32 = run.iter().map(|g| g.advance).sum();
        let to = run.first().and_then(|g| lines.links.get(g.link?));
        if let (Some(to), Some(first)) = (to, run.first()) {
            let below = top + foot(style) + 0.16 * style.size;
            marks.push(Mark::Stroke {
                points: vec![(at, below), (at + width, below)],
                width: 0.3,
                colour: first.colour,
                is_dashed: false,
            });
            marks.push(Mark::Link {
                x: at,
                y: top,
                width,
                height: style.line_height(),
                to: to.clone(),
                shown: run.iter().map(|g| g.character).collect(),
            });
        }
        at += width;
    }
}
