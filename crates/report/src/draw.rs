//! Marks on pages become the bytes of a PDF.

use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Node as Tagged};
use krilla::text::KrillaGlyph;
use krilla::{Document as Pdf, SerializeSettings};

use crate::error::ReportError;
use crate::fonts::Fonts;
use crate::layout::page::{Bookmark, HEIGHT, Mark, Page, Piece, Sheets, WIDTH};
use crate::lines::{Glyph, Line};
use crate::model::{Colour, Created, Document};

/// Writes pages that were laid out.
///
/// # Errors
/// [`ReportError::Pdf`] where the writer refuses.
pub(crate) fn write(
    document: &Document,
    sheets: Sheets,
    fonts: &Fonts,
) -> Result<Vec<u8>, ReportError> {
    // PDF/A-2a: what an archive takes, fonts and structure within.
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .finish()
        .map_err(|e| ReportError::Pdf(format!("{e:?}")))?;
    let mut pdf = Pdf::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    let mut drawn = sheets.structure.lists();
    for page in &sheets.pages {
        draw_page(&mut pdf, page, fonts, &mut drawn)?;
    }
    let language = document.language.tag();
    pdf.set_tag_tree(sheets.structure.tree(drawn, language));
    pdf.set_outline(outline(&sheets.bookmarks));
    pdf.set_metadata(metadata(document));
    pdf.finish().map_err(|e| ReportError::Pdf(e.to_string()))
}

fn metadata(document: &Document) -> Metadata {
    let authors = Some(document.bureau.trim().to_owned()).filter(|name| !name.is_empty());
    let said = [&document.number, &document.period, &document.as_of];
    let said: Vec<&str> = said
        .into_iter()
        .map(|text| text.trim())
        .filter(|text| !text.is_empty())
        .collect();
    Metadata::new()
        .title(document.title.trim().to_owned())
        .description(said.join(" · "))
        .authors(authors.into_iter().collect())
        .language(document.language.tag().to_owned())
        .creator("Wellkeeper 守井人".to_owned())
        .creation_date(date(document.created))
}

fn date(at: Created) -> DateTime {
    let ahead = at.ahead_of_utc_minutes;
    let hours = i8::try_from(ahead / 60).unwrap_or(0);
    let minutes = u8::try_from((ahead % 60).unsigned_abs()).unwrap_or(0);
    DateTime::new(at.year)
        .month(at.month)
        .day(at.day)
        .hour(at.hour)
        .minute(at.minute)
        .second(at.second)
        .utc_offset_hour(hours)
        .utc_offset_minute(minutes)
}

/// Bookmarks within each other by their levels.
fn outline(bookmarks: &[Bookmark]) -> Outline {
    let mut outline = Outline::new();
    for node in within(bookmarks) {
        outline.push_child(node);
    }
    outline
}

/// The bookmarks of a list, those of deeper levels within the one before them.
fn within(bookmarks: &[Bookmark]) -> Vec<OutlineNode> {
    let mut nodes = Vec::new();
    let mut rest = bookmarks;
    while let Some((first, after)) = rest.split_first() {
        let inner = after.iter().take_while(|b| b.level > first.level).count();
        let (children, others) = after.split_at(inner);
        let top = Point::from_xy(0.0, (first.y - 8.0).max(0.0));
        let place = XyzDestination::new(first.page, top);
        let mut node = OutlineNode::new(first.text.clone(), place).with_open(true);
        for child in within(children) {
            node.push_child(child);
        }
        nodes.push(node);
        rest = others;
    }
    nodes
}

fn draw_page(
    pdf: &mut Pdf,
    page: &Page,
    fonts: &Fonts,
    drawn: &mut [Vec<Tagged>],
) -> Result<(), ReportError> {
    let settings = PageSettings::from_wh(WIDTH, HEIGHT)
        .ok_or_else(|| ReportError::Pdf("a page has no size".to_owned()))?;
    let mut sheet = pdf.start_page_with(settings);
    let mut surface = sheet.surface();
    for piece in &page.pieces {
        draw_piece(&mut surface, piece, fonts, drawn);
    }
    surface.finish();
    for piece in &page.pieces {
        for mark in &piece.marks {
            let (Some(node), Some(link)) = (piece.node, annotation(mark)) else {
                continue;
            };
            node.linked(drawn, sheet.add_tagged_annotation(link));
        }
    }
    sheet.finish();
    Ok(())
}

fn annotation(mark: &Mark) -> Option<Annotation> {
    let Mark::Link {
        x,
        y,
        width,
        height,
        to,
        shown,
    } = mark
    else {
        return None;
    };
    let place = Rect::from_xywh(*x, *y, *width, *height)?;
    let target = Target::Action(Action::Link(LinkAction::new(to.clone())));
    let link = LinkAnnotation::new(place, target);
    Some(Annotation::new_link(link, Some(format!("{shown}: {to}"))))
}

/// The marks of a piece, tagged as what they are.
fn draw_piece(surface: &mut Surface<'_>, piece: &Piece, fonts: &Fonts, drawn: &mut [Vec<Tagged>]) {
    let ornament = Artifact::with_kind(ArtifactType::Layout);
    let tag = match piece.node {
        Some(_) => ContentTag::Other,
        None => ContentTag::Artifact(ornament),
    };
    let identifier = surface.start_tagged(tag);
    if let Some(node) = piece.node {
        node.drew(drawn, identifier);
    }
    for mark in &piece.marks {
        match mark {
            Mark::Fill {
                x,
                y,
                width,
                height,
                colour,
            } => fill_rect(surface, (*x, *y, *width, *height), *colour),
            Mark::Stroke {
                points,
                width,
                colour,
                is_dashed,
            } => stroke(surface, points, *width, *colour, *is_dashed),
            Mark::Link { .. } => {}
            Mark::Glyphs { x, y, line } => {
                let mut at = *x;
                for run in runs(line) {
                    glyphs(surface, run, (at, *y), fonts);
                    at += run.iter().map(|g| g.advance).sum::<f32>();
                }
            }
        }
    }
    surface.end_tagged();
}

/// Glyphs that are drawn together: of one face, size and colour.
fn runs(line: &Line) -> impl Iterator<Item = &[Glyph]> {
    line.glyphs.chunk_by(|one, next| {
        one.face == next.face
            && one.size.total_cmp(&next.size).is_eq()
            && one.rise.total_cmp(&next.rise).is_eq()
            && one.colour == next.colour
    })
}

fn glyphs(surface: &mut Surface<'_>, run: &[Glyph], (x, y): (f32, f32), fonts: &Fonts) {
    let Some(first) = run.first() else { return };
    let mut text = String::new();
    let mut set = Vec::with_capacity(run.len());
    for glyph in run {
        let from = text.len();
        text.push(glyph.character);
        let (advance, shift) = (glyph.advance / glyph.size, glyph.shift / glyph.size);
        let range = from..text.len();
        set.push(KrillaGlyph::new(
            glyph.id, advance, shift, 0.0, 0.0, range, None,
        ));
    }
    surface.set_fill(Some(paint(first.colour)));
    surface.set_stroke(None);
    let start = Point::from_xy(x, y - first.rise);
    let font = fonts.embedded(first.face);
    surface.draw_glyphs(start, &set, font, &text, first.size, false);
}

fn paint(colour: Colour) -> Fill {
    Fill {
        paint: rgb::Color::new(colour.red, colour.green, colour.blue).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }
}

fn fill_rect(
    surface: &mut Surface<'_>,
    (x, y, width, height): (f32, f32, f32, f32),
    colour: Colour,
) {
    let Some(rect) = Rect::from_xywh(x, y, width, height) else {
        return;
    };
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    let Some(path) = path.finish() else { return };
    surface.set_fill(Some(paint(colour)));
    surface.set_stroke(None);
    surface.draw_path(&path);
}

fn stroke(
    surface: &mut Surface<'_>,
    points: &[(f32, f32)],
    width: f32,
    colour: Colour,
    is_dashed: bool,
) {
    let mut path = PathBuilder::new();
    for (index, (x, y)) in points.iter().enumerate() {
        if index == 0 {
            path.move_to(*x, *y);
        } else {
            path.line_to(*x, *y);
        }
    }
    let Some(path) = path.finish() else { return };
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: rgb::Color::new(colour.red, colour.green, colour.blue).into(),
        width,
        dash: is_dashed.then(|| StrokeDash {
            array: vec![4.0, 2.5],
            offset: 0.0,
        }),
        ..Stroke::default()
    }));
    surface.draw_path(&path);
}
