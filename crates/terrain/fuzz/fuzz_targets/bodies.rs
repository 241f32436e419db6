//! What the fuzzer asks of files of rasters, as the ordinary tests ask it of the corpus: nothing panics or
//! goes on for ever, a window says what the whole says, and what is read is written so that it is read again.

#![allow(dead_code, reason = "each target asks one of them")]

use terrain::tiff::{ReadAt, Reader, SampleType, Stored, Window};
use terrain::{TerrainError, ascii};

/// Cells that are read whole; of larger rasters only corners.
const CELLS_MAX: usize = 1 << 20;

/// Any bytes as a GeoTIFF.
pub fn tiff(data: &[u8]) {
    let reader = match Reader::new(data) {
        Ok(reader) => reader,
        Err(error) => return excuse(&error),
    };
    look(&reader);
    for number in 0..reader.info().overviews.len() {
        match reader.overview(number) {
            Ok(overview) => look(&overview),
            Err(error) => excuse(&error),
        }
    }
}

/// An error has a place, or says what was asked for that cannot be; the disk is not there.
fn excuse(error: &TerrainError) {
    assert!(
        matches!(error, TerrainError::Bytes { .. } | TerrainError::Refused(_)),
        "{error:?}"
    );
}

fn look<R: ReadAt>(reader: &Reader<R>) {
    match reader.info().sample {
        SampleType::U8 => cells::<R, u8>(reader),
        SampleType::U16 => cells::<R, u16>(reader),
        SampleType::U32 => cells::<R, u32>(reader),
        SampleType::U64 => cells::<R, u64>(reader),
        SampleType::I8 => cells::<R, i8>(reader),
        SampleType::I16 => cells::<R, i16>(reader),
        SampleType::I32 => cells::<R, i32>(reader),
        SampleType::I64 => cells::<R, i64>(reader),
        SampleType::F16 | SampleType::F32 => cells::<R, f32>(reader),
        SampleType::F64 => cells::<R, f64>(reader),
    }
}

fn cells<R: ReadAt, T: Stored>(reader: &Reader<R>) {
    let (rows, cols) = (reader.info().rows, reader.info().cols);
    let band = reader.info().bands - 1;
    let window = Window {
        band,
        rows: rows / 3..rows.min(rows / 3 + 5),
        cols: cols / 2..cols.min(cols / 2 + 7),
    };
    let mut part = vec![T::default(); window.rows.len() * window.cols.len()];
    let is_read = reader.read_window(&window, &mut part);
    if rows * cols > CELLS_MAX {
        return is_read.unwrap_or_else(|error| excuse(&error));
    }
    match reader.read::<T>(band) {
        Err(error) => excuse(&error),
        Ok(whole) => {
            is_read.expect("the whole is read, so is a part");
            let mut part = part.iter();
            for row in window.rows {
                for cell in &whole.grid.row(row)[window.cols.clone()] {
                    let other = part.next().expect("as many cells");
                    assert!(bits(*cell) == bits(*other), "a window is not as the whole");
                }
            }
        }
    }
}

fn bits<T: Stored>(cell: T) -> [u8; 8] {
    let mut bytes = [0; 8];
    terrain::tiff::Word::write(cell.to_word(), &mut bytes[..T::TYPE.bytes()]);
    bytes
}

/// Any bytes as an ESRI ASCII grid.
pub fn ascii(data: &[u8]) {
    let raster = match ascii::read::<f64>(data) {
        Ok(raster) => raster,
        Err(TerrainError::Text { line, column, .. }) => {
            assert!(line >= 1 && column >= 1);
            return;
        }
        Err(other) => panic!("{other:?}"),
    };
    let mut text = Vec::new();
    // Turned it is not, but a size may be lost in a very large coordinate.
    if ascii::write(&raster, &mut text).is_ok() {
        let again = ascii::read::<f64>(&text).expect("what was written is read");
        let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
        assert!(raster.grid.cells().iter().zip(again.grid.cells()).all(same));
    }
}
