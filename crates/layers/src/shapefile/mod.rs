//! Shapefiles: shapes, a table of what is said of them, and in what both are written.
//!
//! Source: ESRI Shapefile Technical Description, 1998; dBASE III and IV file structure.

mod dbf;
mod rings;
mod shp;
mod text;

use crate::bytes::Bytes;
use crate::crs::{Crs, Declared};
use crate::error::{LayerError, Result};
use crate::features::Features;
use crate::gathering::Gathering;

/// The files that belong together, each whole.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'b> {
    /// `.shp`: the shapes.
    pub shapes: &'b [u8],
    /// `.dbf`: what is said of them.
    pub table: &'b [u8],
    /// `.prj`: the coordinate system, as well-known text.
    pub projection: Option<&'b [u8]>,
    /// `.cpg`: the encoding of the table's texts.
    pub code_page: Option<&'b [u8]>,
}

/// Reads a Shapefile. `said` goes before its `.prj`. Records that the table marks as deleted are left out;
/// heights and measures are no part of a map.
///
/// # Errors
/// [`LayerError`] with the number of the record that is wrong, or what is wrong with the whole.
pub fn read(parts: &Parts<'_>, said: Option<Crs>) -> Result<Features> {
    let mut gathering = Gathering::new("record");
    let table = dbf::Table::read(parts.table)?;
    let code_page = parts.code_page.map(String::from_utf8_lossy);
    let encoding = text::encoding(code_page.as_deref(), &table)?;
    let mut columns = Vec::with_capacity(table.fields.len());
    for field in &table.fields {
        let name = encoding.decode(field.name);
        let name = name.ok_or_else(|| {
            LayerError::file(format!(
                ".dbf: the name of a field, {:?}, is not written in {}",
                String::from_utf8_lossy(field.name),
                encoding.name()
            ))
        })?;
        columns.push(gathering.column(&name)?);
    }
    let mut shapes = shp::Shapes::open(parts.shapes)?;
    let mut rows = table.rows();
    loop {
        match (shapes.next(&gathering)?, rows.next()) {
            (None, None) => break,
            (Some(shape), Some(row)) => {
                if row.is_deleted() {
                    gathering.pass_over();
                    continue;
                }
                let mut properties = Vec::with_capacity(columns.len());
                for ((field, cell), column) in row.cells().zip(&columns) {
                    let value = field.value(cell, encoding);
                    let value = value.map_err(|wrong| gathering.refuse(wrong))?;
                    properties.extend(value.map(|value| (*column, value)));
                }
                gathering.take(shape, properties)?;
            }
            (Some(_), None) => {
                return Err(gathering.refuse("has a shape and no row in .dbf; expected both"));
            }
            (None, Some(_)) => {
                return Err(gathering.refuse("has a row in .dbf and no shape; expected both"));
            }
        }
    }
    let declared = parts.projection.map_or(Declared::Nothing, |bytes| {
        Declared::of_wkt(&String::from_utf8_lossy(bytes))
    });
    gathering.finish(declared, said)
}

/// What a file is too short for.
fn too_short(part: &str, bytes: &Bytes<'_>) -> LayerError {
    LayerError::file(format!("{part} ends at byte {}, too early", bytes.end()))
}
