//! ESRI ASCII grids: a header of words and numbers, then the cells from the north-west.
//!
//! Source: ArcGIS, "Esri ASCII raster format"; `dx` and `dy` in place of `cellsize`, and cells wrapped over
//! lines at will, as GDAL's `AAIGrid` has them. A coordinate system is not in the format.

use std::fmt::Display;
use std::io::Write;
use std::str::FromStr;

use crate::limits::{ASCII_TOKEN_BYTES_MAX, SIDE_MAX};
use crate::tiff::Sample;
use crate::{Georeference, Grid, Raster, Result, TerrainError};

/// A word of the file, and where it stands.
#[derive(Debug, Clone, Copy)]
struct Token<'a> {
    text: &'a [u8],
    line: usize,
    column: usize,
}

/// The words of the file, one after the other.
struct Tokens<'a> {
    left: &'a [u8],
    line: usize,
    column: usize,
}

impl<'a> Tokens<'a> {
    /// The next word; none at the end.
    fn next(&mut self) -> Option<Token<'a>> {
        while let Some((byte, rest)) = self.left.split_first() {
            match byte {
                b'\n' => {
                    self.line += 1;
                    self.column = 1;
                }
                byte if byte.is_ascii_whitespace() => self.column += 1,
                _ => break,
            }
            self.left = rest;
        }
        let length = self
            .left
            .iter()
            .position(u8::is_ascii_whitespace)
            .unwrap_or(self.left.len());
        let (text, rest) = self.left.split_at(length);
        let token = Token {
            text,
            line: self.line,
            column: self.column,
        };
        self.left = rest;
        self.column += length;
        (length > 0).then_some(token)
    }

    /// What stands where a word should.
    fn unexpected(&self, token: Option<Token<'_>>, expected: impl Into<String>) -> TerrainError {
        let (line, column) = token.map_or((self.line, self.column), |t| (t.line, t.column));
        TerrainError::Text {
            line,
            column,
            found: token.map_or_else(|| "the end".to_owned(), |t| quoted(t.text)),
            expected: expected.into(),
        }
    }

    /// The next word as a number.
    fn number<N: FromStr>(&mut self, expected: &str) -> Result<N> {
        let token = self.next();
        token
            .and_then(|token| std::str::from_utf8(token.text).ok()?.parse().ok())
            .ok_or_else(|| self.unexpected(token, expected))
    }
}

/// A word as an error shows it.
fn quoted(text: &[u8]) -> String {
    let shown = text.get(..ASCII_TOKEN_BYTES_MAX).unwrap_or(text);
    format!("`{}`", String::from_utf8_lossy(shown))
}

/// Where the header says that the raster begins.
#[derive(Clone, Copy)]
enum Origin {
    Corner(f64),
    Centre(f64),
}

#[derive(Default)]
struct Header<'a> {
    rows: Option<usize>,
    cols: Option<usize>,
    x: Option<Origin>,
    y: Option<Origin>,
    dx: Option<f64>,
    dy: Option<f64>,
    nodata: Option<Token<'a>>,
}

/// Reads a grid.
///
/// # Errors
/// [`TerrainError::Text`] with line and column where a word is not what is expected there: an unknown or
/// repeated key, a cell that is no number or that `T` does not hold, too few or too many cells.
///
/// ```
/// let text = "ncols 2\nnrows 1\nxllcorner 10\nyllcorner 20\ncellsize 5\nNODATA_value -9999\n7.5 -9999\n";
/// let raster = terrain::ascii::read::<f32>(text.as_bytes())?;
/// assert_eq!(raster.grid.cells(), [7.5, -9999.0]);
/// assert_eq!(raster.nodata, Some(-9999.0));
/// assert_eq!(raster.georeference.unwrap().transform, [10.0, 5.0, 0.0, 25.0, 0.0, -5.0]);
/// # terrain::Result::Ok(())
/// ```
pub fn read<T: Sample + FromStr>(text: &[u8]) -> Result<Raster<T>> {
    let mut tokens = Tokens {
        left: text,
        line: 1,
        column: 1,
    };
    let header = header(&mut tokens)?;
    let first = Tokens { ..tokens }.next();
    let lacks = |key: &str| tokens.unexpected(first, format!("{key} in the header"));
    let whole = |value: Option<usize>, key: &str| value.ok_or_else(|| lacks(key));
    let (rows, cols) = (whole(header.rows, "nrows")?, whole(header.cols, "ncols")?);
    let georeference = header.place(rows, lacks)?;
    let nodata = match header.nodata {
        None => None,
        Some(token) => {
            let text = String::from_utf8_lossy(token.text);
            let is_number = text.parse::<f64>().is_ok();
            if !is_number {
                return Err(tokens.unexpected(Some(token), "a number that stands for no data"));
            }
            T::parse(&text)
        }
    };
    // A cell takes a digit and a blank: a header cannot ask for more room than the file is large.
    if rows * cols > tokens.left.len().div_ceil(2) {
        return Err(tokens.unexpected(
            first,
            format!(
                "{rows} × {cols} cells in the {} bytes that are left",
                tokens.left.len()
            ),
        ));
    }
    let expected = format!("a number of type {}", T::TYPE);
    let mut cells = Vec::with_capacity(rows * cols);
    for _ in 0..rows * cols {
        cells.push(tokens.number::<T>(&expected)?);
    }
    let behind = tokens.next();
    if behind.is_some() {
        let after = format!("the end after {rows} × {cols} cells");
        return Err(tokens.unexpected(behind, after));
    }
    Ok(Raster {
        grid: Grid::new(rows, cols, cells)?,
        nodata,
        georeference: Some(georeference),
    })
}

/// The keys, in any order and case, up to the first number.
fn header<'a>(tokens: &mut Tokens<'a>) -> Result<Header<'a>> {
    let mut header = Header::default();
    loop {
        let mut ahead = Tokens { ..*tokens };
        let Some(key) = ahead.next() else {
            return Ok(header);
        };
        // Not a digit but a letter, though `nan` and `inf` may be cells.
        let word = key.text.to_ascii_lowercase();
        let is_cell = std::str::from_utf8(&word).is_ok_and(|word| word.parse::<f64>().is_ok());
        if is_cell {
            return Ok(header);
        }
        *tokens = ahead;
        let is_known = header.take(&word, tokens)?;
        if !is_known {
            return Err(tokens.unexpected(
                Some(key),
                "one of ncols, nrows, xllcorner, xllcenter, yllcorner, yllcenter, cellsize, dx, dy, NODATA_value, each \
                 once, or the first cell",
            ));
        }
    }
}

impl<'a> Header<'a> {
    /// The value of a key; false where it is none, or was there before.
    fn take(&mut self, key: &[u8], tokens: &mut Tokens<'a>) -> Result<bool> {
        Ok(match key {
            b"ncols" => put(&mut self.cols, side(tokens)?),
            b"nrows" => put(&mut self.rows, side(tokens)?),
            b"xllcorner" => put(&mut self.x, Origin::Corner(finite(tokens)?)),
            b"xllcenter" => put(&mut self.x, Origin::Centre(finite(tokens)?)),
            b"yllcorner" => put(&mut self.y, Origin::Corner(finite(tokens)?)),
            b"yllcenter" => put(&mut self.y, Origin::Centre(finite(tokens)?)),
            b"dx" => put(&mut self.dx, size(tokens)?),
            b"dy" => put(&mut self.dy, size(tokens)?),
            b"cellsize" => {
                let size = size(tokens)?;
                let is_first = put(&mut self.dx, size);
                put(&mut self.dy, size) && is_first
            }
            b"nodata_value" | b"nodata" => {
                let token = tokens.next();
                let token = token.ok_or_else(|| tokens.unexpected(None, "a number"))?;
                put(&mut self.nodata, token)
            }
            _ => false,
        })
    }

    /// Where the raster lies; `lacks` says that a key is not there.
    fn place(&self, rows: usize, lacks: impl Fn(&str) -> TerrainError) -> Result<Georeference> {
        let (Some(dx), Some(dy)) = (self.dx, self.dy) else {
            return Err(lacks("cellsize, or dx and dy,"));
        };
        let west = match self.x.ok_or_else(|| lacks("xllcorner or xllcenter"))? {
            Origin::Corner(x) => x,
            Origin::Centre(x) => x - dx / 2.0,
        };
        let south = match self.y.ok_or_else(|| lacks("yllcorner or yllcenter"))? {
            Origin::Corner(y) => y,
            Origin::Centre(y) => y - dy / 2.0,
        };
        let north = south + dy * count(rows);
        Ok(Georeference {
            transform: [west, dx, 0.0, north, 0.0, -dy],
            crs: crate::grid::Crs::default(),
        })
    }
}

/// Rows as a number to reckon with; [`SIDE_MAX`] is within 32 bits.
fn count(rows: usize) -> f64 {
    u32::try_from(rows).map_or(f64::NAN, f64::from)
}

/// Keeps a value; false where there was one.
fn put<V>(place: &mut Option<V>, value: V) -> bool {
    place.replace(value).is_none()
}

fn side(tokens: &mut Tokens<'_>) -> Result<usize> {
    checked(
        tokens,
        &format!("a whole number, 1 to {SIDE_MAX}"),
        |side| (1..=SIDE_MAX).contains(side),
    )
}

fn finite(tokens: &mut Tokens<'_>) -> Result<f64> {
    checked(tokens, "a number", |value: &f64| value.is_finite())
}

fn size(tokens: &mut Tokens<'_>) -> Result<f64> {
    checked(tokens, "a number greater than 0", |value: &f64| {
        value.is_finite() && *value > 0.0
    })
}

/// A number that holds to something.
fn checked<N: FromStr>(
    tokens: &mut Tokens<'_>,
    expected: &str,
    holds: impl Fn(&N) -> bool,
) -> Result<N> {
    let token = tokens.next();
    token
        .and_then(|token| std::str::from_utf8(token.text).ok()?.parse().ok())
        .filter(holds)
        .ok_or_else(|| tokens.unexpected(token, expected))
}

/// Writes a grid, each number as short as it is read back the same. The coordinate system does not go with
/// it: the format has no place for one.
///
/// # Errors
/// [`TerrainError::Refused`] where the raster does not say where it lies, or is turned or upside down, since the
/// format cannot say so; [`TerrainError::Io`] of `to`.
pub fn write<T: Sample + Display>(raster: &Raster<T>, mut to: impl Write) -> Result<()> {
    let refused = |message: &str| {
        Err(TerrainError::Refused(format!(
            "an ESRI ASCII grid of {message}"
        )))
    };
    let Some(place) = &raster.georeference else {
        return refused("a raster that does not say where it lies");
    };
    let [west, dx, turn_x, north, turn_y, dy] = place.transform;
    if turn_x.abs() + turn_y.abs() > 0.0 || dx <= 0.0 || dy >= 0.0 {
        return refused("a raster that is turned or not north up");
    }
    let dy = -dy;
    let (rows, cols) = (raster.grid.rows(), raster.grid.cols());
    writeln!(to, "ncols {cols}\nnrows {rows}")?;
    writeln!(
        to,
        "xllcorner {west}\nyllcorner {}",
        north - dy * count(rows)
    )?;
    if (dx - dy).abs() > 0.0 {
        writeln!(to, "dx {dx}\ndy {dy}")?;
    } else {
        writeln!(to, "cellsize {dx}")?;
    }
    if let Some(nodata) = raster.nodata {
        writeln!(to, "NODATA_value {nodata}")?;
    }
    for row in 0..rows {
        for (i, cell) in raster.grid.row(row).iter().enumerate() {
            let between = if i == 0 { "" } else { " " };
            write!(to, "{between}{cell}")?;
        }
        writeln!(to)?;
    }
    Ok(())
}
