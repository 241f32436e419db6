//! `.shp`: a shape a record.

use super::{rings, too_short};
use crate::bytes::Bytes;
use crate::error::{LayerError, Result};
use crate::features::{Geometry, Position};
use crate::gathering::Gathering;

/// The first number of every `.shp`.
const FILE_CODE: i32 = 9994;
/// Bytes of its head.
const HEAD_BYTES: usize = 100;
/// Bytes of the box that stands before many positions.
const BOX_BYTES: usize = 32;
/// Bytes of a position.
const POSITION_BYTES: usize = 16;

/// The kinds of shapes, whether or not they have heights and measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nothing,
    Point,
    Line,
    Polygon,
    MultiPoint,
}

impl Kind {
    fn of(code: i32) -> Option<Self> {
        Some(match code {
            0 => Self::Nothing,
            1 | 11 | 21 => Self::Point,
            3 | 13 | 23 => Self::Line,
            5 | 15 | 25 => Self::Polygon,
            8 | 18 | 28 => Self::MultiPoint,
            _ => return None,
        })
    }
}

/// The shapes that are left.
pub(super) struct Shapes<'b> {
    bytes: Bytes<'b>,
    code: i32,
}

impl<'b> Shapes<'b> {
    /// Reads the head.
    pub fn open(file: &'b [u8]) -> Result<Self> {
        let mut head = Bytes::new(file);
        let short = || too_short(".shp", &Bytes::new(file));
        let code = head.i32_be().ok_or_else(short)?;
        if code != FILE_CODE {
            return Err(LayerError::file(format!(
                ".shp begins with {code}; expected {FILE_CODE}, as a Shapefile does"
            )));
        }
        head.take(20).ok_or_else(short)?;
        let words = head.u32_be().ok_or_else(short)?;
        let _version = head.i32_le().ok_or_else(short)?;
        let code = head.i32_le().ok_or_else(short)?;
        if Kind::of(code).is_none() {
            return Err(LayerError::file(format!(
                ".shp has shapes of type {code}; expected points, lines or polygons"
            )));
        }
        let said = usize::try_from(words).unwrap_or(usize::MAX);
        let said = said.saturating_mul(2);
        let body = file.get(HEAD_BYTES..said).ok_or_else(|| {
            LayerError::file(format!(
                ".shp says that it has {said} bytes and has {}; expected a whole file",
                file.len()
            ))
        })?;
        Ok(Self {
            bytes: Bytes::new(body),
            code,
        })
    }

    /// The next shape; an empty one for a record without any.
    pub fn next(&mut self, gathering: &Gathering) -> Result<Option<Geometry>> {
        if self.bytes.left() == 0 {
            return Ok(None);
        }
        let read = self.record().map_err(|wrong| gathering.refuse(wrong))?;
        Ok(Some(read))
    }

    fn record(&mut self) -> std::result::Result<Geometry, String> {
        let short = |bytes: &Bytes<'_>| {
            format!(
                ".shp ends {} bytes into the record; expected a whole one",
                bytes.left()
            )
        };
        let before = self.bytes;
        let mut head = || {
            let _number = self.bytes.u32_be()?;
            let words = usize::try_from(self.bytes.u32_be()?).ok()?;
            self.bytes.take(words.checked_mul(2)?)
        };
        let content = head().ok_or_else(|| short(&before))?;
        let mut content = Bytes::new(content);
        let code = content.i32_le().ok_or("the record is empty")?;
        let kind = Kind::of(code).filter(|kind| *kind == Kind::Nothing || code == self.code);
        let kind = kind.ok_or_else(|| {
            format!(
                "a shape of type {code}; expected {}, as the file says",
                self.code
            )
        })?;
        let length = content.end();
        shape(kind, &mut content).ok_or_else(|| {
            format!(
                "its {length} bytes do not hold the positions that it says; expected all of them"
            )
        })
    }
}

/// The shape in the content of a record; none where it is cut off.
fn shape(kind: Kind, content: &mut Bytes<'_>) -> Option<Geometry> {
    let mut geometry = Geometry::default();
    match kind {
        Kind::Nothing => {}
        Kind::Point => geometry.points.push(position(content)?),
        Kind::MultiPoint => {
            content.take(BOX_BYTES)?;
            let count = count(content)?;
            geometry.points = positions(content, count)?;
        }
        Kind::Line => geometry.lines = parts(content)?,
        Kind::Polygon => geometry.polygons = rings::grouped(parts(content)?),
    }
    Some(geometry)
}

fn count(content: &mut Bytes<'_>) -> Option<usize> {
    usize::try_from(content.i32_le()?).ok()
}

fn position(content: &mut Bytes<'_>) -> Option<Position> {
    Some([content.f64_le()?, content.f64_le()?])
}

fn positions(content: &mut Bytes<'_>, count: usize) -> Option<Vec<Position>> {
    let bytes = content.take(count.checked_mul(POSITION_BYTES)?)?;
    let mut bytes = Bytes::new(bytes);
    (0..count).map(|_| position(&mut bytes)).collect()
}

/// Lines or rings: where each begins among the positions, then the positions.
fn parts(content: &mut Bytes<'_>) -> Option<Vec<Vec<Position>>> {
    content.take(BOX_BYTES)?;
    let (parts, vertices) = (count(content)?, count(content)?);
    let begins = content.take(parts.checked_mul(size_of::<i32>())?)?;
    let mut begins = Bytes::new(begins);
    let all = positions(content, vertices)?;
    let mut places = Vec::with_capacity(parts + 1);
    for _ in 0..parts {
        places.push(count(&mut begins)?);
    }
    places.push(vertices);
    let parts = places.windows(2);
    parts
        .map(|ends| all.get(ends[0]..ends[1]).map(<[_]>::to_vec))
        .collect()
}
