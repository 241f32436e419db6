//! GeoPackage: the shapes in its rows. Whoever opens the database hands the rows over.
//!
//! Source: OGC 12-128r19, clause 2.1.3, for the head; OGC 06-103r4 for well-known binary.

use crate::bytes::Bytes;
use crate::crs::{Crs, Declared};
use crate::error::Result;
use crate::features::{Features, Geometry, Position, Ring, Value};
use crate::gathering::Gathering;
use crate::limits::COLLECTION_DEPTH_MAX;

/// Bytes of the box in a head, by what its flags say.
const BOX_BYTES: [usize; 5] = [0, 32, 48, 48, 64];
/// Marks of heights, measures and a number of a system, as PostGIS writes them.
const EXTENDED_HEIGHT: u32 = 0x8000_0000;
const EXTENDED_MEASURE: u32 = 0x4000_0000;
const EXTENDED_SYSTEM: u32 = 0x2000_0000;

/// What `gpkg_spatial_ref_sys` says of a layer's coordinates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    /// Who defines it, `EPSG`.
    pub organization: String,
    /// Its number there.
    pub number: i64,
    /// Well-known text.
    pub definition: String,
}

/// Rows of a layer on their way in.
pub struct Rows(Gathering);

impl Default for Rows {
    fn default() -> Self {
        Self(Gathering::new("row"))
    }
}

impl Rows {
    /// Takes the next row: its shape as the database has it, and what is said of it.
    ///
    /// # Errors
    /// [`crate::LayerError`] with the number of the row.
    pub fn take(&mut self, shape: Option<&[u8]>, said: Vec<(&str, Value)>) -> Result<()> {
        let geometry = shape.map_or(Ok(Geometry::default()), geometry);
        let geometry = geometry.map_err(|wrong| self.0.refuse(wrong))?;
        let mut properties = Vec::with_capacity(said.len());
        for (name, value) in said {
            properties.push((self.0.column(name)?, value));
        }
        self.0.take(geometry, properties)
    }

    /// Brings all to longitude and latitude: from what a person `said`, else from the layer's `system`.
    ///
    /// # Errors
    /// [`crate::LayerError`] for a system that is not known, with the number of a row that cannot be in it.
    pub fn finish(self, system: Option<&System>, said: Option<Crs>) -> Result<Features> {
        self.0.finish(declared(system), said)
    }
}

fn declared(system: Option<&System>) -> Declared {
    let Some(system) = system.filter(|system| !system.organization.eq_ignore_ascii_case("none"))
    else {
        return Declared::Nothing;
    };
    let name = format!("{}:{}", system.organization, system.number);
    match Declared::of_name(&name) {
        known @ Declared::Known(_) => known,
        _ => match Declared::of_wkt(&system.definition) {
            known @ Declared::Known(_) => known,
            _ => Declared::Other(name),
        },
    }
}

/// The shape of a row.
fn geometry(bytes: &[u8]) -> std::result::Result<Geometry, String> {
    let mut bytes = Bytes::new(bytes);
    let cut = || "a shape whose bytes end too early; expected all of it".to_owned();
    if bytes.take(2) != Some(b"GP") {
        return Err("a shape that does not begin with `GP`; expected that of a GeoPackage".into());
    }
    let _version = bytes.u8().ok_or_else(cut)?;
    let flags = bytes.u8().ok_or_else(cut)?;
    if flags & 0x20 != 0 {
        return Err("a shape of an extension; expected points, lines or polygons".into());
    }
    let _system = bytes.i32_le().ok_or_else(cut)?;
    let box_bytes = BOX_BYTES.get(usize::from((flags >> 1) & 7));
    let box_bytes = box_bytes.ok_or("a shape with an unknown kind of box")?;
    bytes.take(*box_bytes).ok_or_else(cut)?;
    let mut into = Geometry::default();
    Wkb { bytes }.read(&mut into, COLLECTION_DEPTH_MAX)?;
    Ok(into)
}

/// Well-known binary that is left.
struct Wkb<'b> {
    bytes: Bytes<'b>,
}

/// The order of bytes, and how many numbers a position has.
#[derive(Clone, Copy)]
struct Written {
    is_little: bool,
    numbers: usize,
}

impl Wkb<'_> {
    fn read(&mut self, into: &mut Geometry, depth: usize) -> std::result::Result<(), String> {
        let cut = || "a shape whose bytes end too early; expected all of it".to_owned();
        let (kind, written) = self.head().ok_or_else(cut)?;
        match kind {
            1 => {
                let at = self.position(written).ok_or_else(cut)?;
                // An empty point has no other way to say so.
                into.points
                    .extend((!at.iter().all(|n| n.is_nan())).then_some(at));
            }
            2 => {
                let line = self.positions(written).ok_or_else(cut)?;
                into.lines.extend((!line.is_empty()).then_some(line));
            }
            3 => {
                let rings = self.count(written, size_of::<u32>()).ok_or_else(cut)?;
                let rings: Option<Vec<Ring>> =
                    (0..rings).map(|_| self.positions(written)).collect();
                let rings = rings.ok_or_else(cut)?;
                into.polygons.extend((!rings.is_empty()).then_some(rings));
            }
            4..=7 => {
                let depth = depth.checked_sub(1);
                let depth = depth.ok_or("collections that lie too deep in each other")?;
                let count = self.count(written, 1 + size_of::<u32>()).ok_or_else(cut)?;
                for _ in 0..count {
                    self.read(into, depth)?;
                }
            }
            other => {
                return Err(format!(
                    "a shape of type {other}; expected points, lines or polygons, without curves"
                ));
            }
        }
        Ok(())
    }

    fn head(&mut self) -> Option<(u32, Written)> {
        let is_little = self.bytes.u8()? == 1;
        let mut written = Written {
            is_little,
            numbers: 2,
        };
        let code = self.number(written)?;
        let plain = code & !(EXTENDED_HEIGHT | EXTENDED_MEASURE | EXTENDED_SYSTEM);
        let is_marked = |mark| usize::from(code & mark != 0);
        let more = match plain / 1000 {
            1 | 2 => 1,
            3 => 2,
            _ => is_marked(EXTENDED_HEIGHT) + is_marked(EXTENDED_MEASURE),
        };
        written.numbers += more;
        if code & EXTENDED_SYSTEM != 0 {
            self.number(written)?;
        }
        Some((plain % 1000, written))
    }

    fn number(&mut self, written: Written) -> Option<u32> {
        if written.is_little {
            self.bytes.u32_le()
        } else {
            self.bytes.u32_be()
        }
    }

    /// How many parts follow, each of `least_bytes` at least; none where there is no room for them.
    fn count(&mut self, written: Written, least_bytes: usize) -> Option<usize> {
        let count = usize::try_from(self.number(written)?).ok()?;
        let fits = count.checked_mul(least_bytes)? <= self.bytes.left();
        fits.then_some(count)
    }

    fn position(&mut self, written: Written) -> Option<Position> {
        let mut number = || {
            if written.is_little {
                self.bytes.f64_le()
            } else {
                self.bytes.f64_be()
            }
        };
        let at = [number()?, number()?];
        for _ in 2..written.numbers {
            number()?;
        }
        Some(at)
    }

    fn positions(&mut self, written: Written) -> Option<Vec<Position>> {
        let count = self.count(written, written.numbers * size_of::<f64>())?;
        (0..count).map(|_| self.position(written)).collect()
    }
}
