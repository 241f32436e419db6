//! Heights in 64 bits, which no float holds.

use terrain::flow::d8::condition;
use terrain::flow::fill::fill;
use terrain::flow::ground::{Elevation, Outlets, Tiling};

use super::{numbers, raster, tiles};

/// Far beyond 2^53, where the next float is 512 away.
const HIGH: i64 = (1 << 62) + 1;

#[test]
fn heights_that_differ_by_less_than_floats_do_are_filled_and_directed_as_low_ones() {
    let low = numbers("synthlake_dem.i16", i16::from_le_bytes);
    let of_low = raster(400, 400, low.clone(), Some(-9999));
    let expected = condition(of_low, &Outlets::default(), Tiling::default()).unwrap();

    let signed = raised(&low, |cell| HIGH + cell, i64::MIN, &expected.fill);
    let unsigned = raised(
        &low,
        |cell| (HIGH + cell).unsigned_abs(),
        u64::MAX,
        &expected.fill,
    );
    for (n, code) in expected.directions.grid.cells().iter().enumerate() {
        assert_eq!((signed.0[n], unsigned.0[n]), (*code, *code), "cell {n}");
    }
    let filled = expected.filled.grid.cells().iter();
    for (n, &cell) in filled.enumerate().filter(|(_, cell)| **cell != -9999) {
        let high = HIGH + i64::from(cell);
        assert_eq!(signed.1[n], high, "cell {n}");
        assert_eq!(unsigned.1[n], high.unsigned_abs(), "cell {n}");
    }
}

/// Codes and filled heights of ground of another type.
fn raised<T: Elevation>(
    low: &[i16],
    of: impl Fn(i64) -> T,
    nodata: T,
    expected: &terrain::flow::fill::Filled,
) -> (Vec<u8>, Vec<T>) {
    let cells = low.iter().map(|&cell| match cell {
        -9999 => nodata,
        cell => of(i64::from(cell)),
    });
    let dem = raster(400, 400, cells.collect(), Some(nodata));
    let found = condition(dem, &Outlets::default(), tiles(64)).unwrap();
    assert_eq!(found.fill, *expected);
    let codes = found.directions.grid.into_cells();
    (codes, found.filled.grid.into_cells())
}

#[test]
fn a_height_that_has_no_key_is_refused_with_its_place_unless_it_is_no_data() {
    for strange in [i64::MIN, i64::MAX] {
        let cells = vec![0, 5, 3, 1, strange, 2];
        let dem = raster(2, 3, cells.clone(), Some(-1));
        let error = fill(dem, &Outlets::default(), tiles(1)).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "row 1, column 1, counted from 0: a height of {strange}; expected one above -2^63 and below 2^63 - 1, \
                 or that this is the value for no data"
            )
        );
        let dem = raster(2, 3, cells, Some(strange));
        assert_eq!(fill(dem, &Outlets::default(), tiles(1)).unwrap().1.cells, 5);
    }
    // Zero is a height like others, also where it is the least of its type.
    let dem = raster(1, 3, vec![0_u64, 1 << 62, 0], None);
    assert_eq!(fill(dem, &Outlets::default(), tiles(1)).unwrap().1.cells, 3);
    let dem = raster(1, 3, vec![0_u64, 1 << 63, 0], None);
    assert!(fill(dem, &Outlets::default(), tiles(1)).is_err());
}
