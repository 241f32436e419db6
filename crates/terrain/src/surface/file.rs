//! File to file: rows are unpacked, derived and packed, each step beside the others.

use super::spacing::Spacing;
use super::{Derivation, Height, Product, Rows};
use crate::cell::Cell;
use crate::error::OfTwo;
use crate::figures::{Figures, without_data};
use crate::tiff::{ReadAt, Reader, Stored, Writer};

/// What deriving a file came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Derived {
    /// Cells of the raster that was read which have no data.
    pub without: u64,
    /// What was made of it.
    pub made: Figures,
}

/// A product of the first band of a file, written to a file of the same size; `progress` hears how many rows are done.
///
/// The cells are those of [`super::derive`], bit for bit. In memory are, of each file, one row of blocks or some that are
/// small, of the one that is read twice so many where they are narrow, some packed blocks, and what overviews wait for.
/// The file that is written is not finished.
///
/// # Errors
/// [`OfTwo::Read`] as [`super::derive`] and [`Reader::read_by_steps`]; [`OfTwo::Beside`] as [`Writer::push_rows`], also
/// where the file to write has another size.
pub fn derive_file<T, P, R>(
    reader: &Reader<R>,
    writer: &mut Writer<P::Out>,
    product: &P,
    mut progress: impl FnMut(usize) + Send,
) -> Result<Derived, OfTwo>
where
    T: Height + Stored,
    P: Product<Out: Cell + Stored>,
    R: ReadAt,
{
    let info = reader.info();
    let (rows, cols) = (info.rows, info.cols);
    let nodata = reader.nodata::<T>();
    let spacing = Spacing::of_place(info.georeference.as_ref())?;
    let derivation = Derivation::new(product, (rows, cols), nodata, spacing)?;
    let (mut without, mut figures) = (0, Figures::default());
    let (mut counted, mut done) = (0, 0);
    // A row needs the one after it; so two of the step before are needed again.
    let steps = reader.steps::<T>(0, 2);
    reader.read_by_steps::<T, OfTwo>(steps, |given, cells| {
        let fresh = &cells[(counted - given.start) * cols..];
        counted = given.end;
        // The last row waits for the one after it.
        let ready = given.end - usize::from(given.end < rows);
        let given = Rows {
            first: given.start,
            cells,
        };
        let derive = || {
            while done < ready {
                let next = done + writer.free_rows().clamp(1, ready - done);
                let pushed = writer.push_with(next - done, |out| {
                    let of_row = |row: &[P::Out]| Figures::of_row(row, Some(P::NODATA));
                    figures.extend(derivation.rows(given, done..next, out, of_row)?);
                    Ok(())
                });
                pushed.map_err(OfTwo::Beside)?;
                done = next;
            }
            Ok(())
        };
        let (derived, missing) = rayon::join(derive, || without_data(fresh, nodata));
        without += missing;
        progress(done);
        derived
    })?;
    Ok(Derived {
        without,
        made: figures,
    })
}
