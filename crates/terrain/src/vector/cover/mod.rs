//! Which cells a polygon covers, and how much of each.
//!
//! Every edge leaves in the cells that it passes how far it goes down there, and how much of the cell lies to
//! its right; summed along a row that gives for every cell the share that the rings enclose, and between the
//! cells that edges pass the share is 0 or 1. The cost is that of the cells on the perimeter. Heights within a
//! row are whole numbers of 2⁻⁵² of it, so that what closes sums to nothing exactly, and a cell inside is
//! covered by 1, not nearly 1.
//!
//! Source: the same figures as Baston's exactextract, found by the accumulation of signed areas of font
//! rasterisers (FreeType's smooth rasteriser, after LibArt).

mod edges;
mod sweep;

use crate::limits::SIDE_MAX;
use crate::vector::{Lattice, MultiPolygon};
use crate::{Grid, Result, TerrainError};

/// When a cell belongs to a polygon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rule {
    /// By the share of it that the polygon covers.
    #[default]
    Exact,
    /// Whole, when its centre lies inside. A centre on an edge belongs to the polygon on the side of the lower
    /// column; on an edge along a row, to the one on the side of the higher row. So of polygons that share their
    /// edges exactly one has each centre. As GDAL, but where an edge lies along a row of centres: those GDAL
    /// gives to both or to none, by the direction of the ring.
    Centre,
    /// Whole, when any part of it is covered.
    AnyPart,
}

/// Cells of a row, each covered by the same share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// The first column.
    pub first: u32,
    /// The column after the last.
    pub end: u32,
    /// Above 0, to 1.
    pub share: f64,
}

/// The cells that a shape covers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cover {
    first_row: usize,
    /// Where the spans of each row start, and after them where the last ones end.
    starts: Vec<usize>,
    spans: Vec<Span>,
}

impl Cover {
    /// Of a shape on a lattice. What lies beyond the lattice is left out; a ring of no area covers nothing, and
    /// cells in the overlap of polygons are covered once. A ring that crosses itself covers what lies on either
    /// side of the crossing; only in the cell of the crossing itself the two are set off against each other.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] when a position is not a finite number, in x and y or in columns and rows.
    pub fn of(shape: &MultiPolygon, lattice: &Lattice, rule: Rule) -> Result<Self> {
        let mut marks = edges::Marks::new(lattice.rows(), lattice.cols());
        for polygon in &shape.polygons {
            for (number, ring) in polygon.iter().enumerate() {
                let mut placed = Vec::with_capacity(ring.len());
                for position in ring {
                    let at = lattice.place(*position);
                    if !(at[0].is_finite() && at[1].is_finite()) {
                        return Err(TerrainError::Refused(format!(
                            "a polygon has the position {position:?}; expected numbers that are a place"
                        )));
                    }
                    placed.push(at);
                }
                // Outer rings count up and holes down, whichever way they are drawn.
                let is_reversed = (signed_area(&placed) < 0.0) != (number > 0);
                let sign = if is_reversed { -1 } else { 1 };
                match rule {
                    Rule::Exact | Rule::AnyPart => marks.areas(&placed, sign),
                    Rule::Centre => marks.centres(&placed, sign),
                }
            }
        }
        Ok(sweep::sweep(marks, rule))
    }

    /// Of the cells of a grid that are in, whole.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] when a row is beyond [`SIDE_MAX`].
    pub fn of_mask<T: Copy>(grid: &Grid<T>, is_in: impl Fn(T) -> bool) -> Result<Self> {
        check_cols(grid.cols())?;
        let mut cover = Self::default();
        for row in 0..grid.rows() {
            cover.starts.push(cover.spans.len());
            let mut first = 0;
            for run in grid.row(row).chunk_by(|a, b| is_in(*a) == is_in(*b)) {
                let end = first + u32::try_from(run.len()).unwrap_or(u32::MAX);
                if is_in(run[0]) {
                    let share = 1.0;
                    cover.spans.push(Span { first, end, share });
                }
                first = end;
            }
        }
        cover.starts.push(cover.spans.len());
        Ok(cover)
    }

    /// Of all cells of so many rows and columns.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] when a row is beyond [`SIDE_MAX`].
    pub fn whole(rows: usize, cols: usize) -> Result<Self> {
        check_cols(cols)?;
        let span = Span {
            first: 0,
            end: u32::try_from(cols).unwrap_or(u32::MAX),
            share: 1.0,
        };
        Ok(Self {
            first_row: 0,
            starts: (0..=rows).collect(),
            spans: vec![span; rows],
        })
    }

    /// The rows that it has cells in.
    pub fn rows(&self) -> std::ops::Range<usize> {
        self.first_row..self.first_row + self.starts.len().saturating_sub(1)
    }

    /// The spans of a row from west to east, none touching the next with the same share.
    pub fn spans(&self, row: usize) -> &[Span] {
        let Some(at) = row.checked_sub(self.first_row) else {
            return &[];
        };
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(start), Some(end)) => &self.spans[*start..*end],
            _ => &[],
        }
    }

    /// The column after the easternmost that it has cells in; none where it has none.
    pub fn end_col(&self) -> Option<usize> {
        let end = self.spans.iter().map(|span| span.end).max()?;
        usize::try_from(end).ok()
    }

    /// How many cells it covers, those in part by their share.
    pub fn cells(&self) -> f64 {
        self.spans
            .iter()
            .map(|span| f64::from(span.end - span.first) * span.share)
            .sum()
    }
}

fn check_cols(cols: usize) -> Result<()> {
    if cols > SIDE_MAX {
        return Err(TerrainError::Refused(format!(
            "{cols} columns; expected at most {SIDE_MAX}"
        )));
    }
    Ok(())
}

/// Twice the area of a ring, positive where it turns from the higher columns to the higher rows.
fn signed_area(ring: &[[f64; 2]]) -> f64 {
    let Some(origin) = ring.first() else {
        return 0.0;
    };
    let from = |at: &[f64; 2]| [at[0] - origin[0], at[1] - origin[1]];
    let mut sum = 0.0;
    for pair in ring.windows(2) {
        let [a, b] = [from(&pair[0]), from(&pair[1])];
        sum += a[0] * b[1] - b[0] * a[1];
    }
    // From the last to the first there is nothing, since all is counted from the first.
    sum
}
