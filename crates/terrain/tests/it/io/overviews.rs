//! Smaller rasters beside the first.

use terrain::tiff::{Blocks, Reader, Resampling, Stored, WriteOptions, write};
use terrain::{Georeference, Grid, Raster};

use super::folder;
use super::hand::{strip, tiff};

/// The first overview of a raster that is one tile of 16 and a bit, so that it has one.
fn first_overview<T: Stored>(cells: Vec<T>, nodata: Option<T>, how: Resampling) -> Raster<T> {
    let folder = folder();
    let path = folder.path().join("a.tif");
    let raster = Raster {
        grid: Grid::new(cells.len() / 17, 17, cells).unwrap(),
        nodata,
        georeference: Some(Georeference {
            transform: [100.0, 2.0, 0.0, 50.0, 0.0, -3.0],
            crs: terrain::grid::Crs::default(),
        }),
    };
    let options = WriteOptions {
        blocks: Blocks::Cloud {
            side: 16,
            overviews: how,
        },
        ..WriteOptions::codes()
    };
    write(&path, &raster, &options).unwrap();
    let reader = Reader::open(&path).unwrap();
    assert_eq!(
        reader.info().overviews,
        [(raster.grid.rows().div_ceil(2), 9)]
    );
    let overview = reader.overview(0).unwrap();
    let read = overview.read(0).unwrap();
    assert!(reader.overview(1).is_err());
    read
}

/// Two rows of 17 of which the first cells are given, the others 4.
fn two_rows<T: Copy>(north: &[T], south: &[T], rest: T) -> Vec<T> {
    let mut cells = vec![rest; 34];
    cells[..north.len()].copy_from_slice(north);
    cells[17..17 + south.len()].copy_from_slice(south);
    cells
}

#[test]
fn means_are_of_the_cells_that_have_data_and_of_whole_numbers_the_nearest() {
    let north = [1, 2, -9, -9, -9, 3, 0, -1];
    let south = [3, 5, -9, 7, -9, -9, -1, 0];
    let made = first_overview(
        two_rows(&north, &south, 4),
        Some(-9_i16),
        Resampling::Average,
    );
    // (1+2+3+5)/4 = 2.75; 7 alone; 3 alone; -0.5 is as near to 0 as to -1.
    assert_eq!(made.grid.row(0), [3, 7, 3, 0, 4, 4, 4, 4, 4]);
    let place = made.georeference.unwrap().transform;
    // 17 columns became 9: the last is half outside.
    assert_eq!(place, [100.0, 2.0 * 17.0 / 9.0, 0.0, 50.0, 0.0, -6.0]);
}

#[test]
fn a_cell_without_data_below_is_without_data_and_nan_never_counts() {
    let north = [f32::NAN, f32::NAN, 1.0, f32::NAN];
    let south = [f32::NAN, f32::NAN, f32::NAN, 2.5];
    let made = first_overview(two_rows(&north, &south, 4.0), None, Resampling::Average);
    assert!(made.grid.row(0)[0].is_nan());
    assert_eq!(
        made.grid.row(0)[1..],
        [1.75, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0]
    );
}

#[test]
fn codes_are_what_most_are_or_the_first() {
    let north = [1, 2, 255, 8, 1, 2, 255, 255];
    let south = [2, 4, 8, 1, 3, 4, 255, 255];
    let most = first_overview(two_rows(&north, &south, 16_u8), Some(255), Resampling::Mode);
    assert_eq!(most.grid.row(0)[..4], [2, 8, 1, 255]);
    let first = first_overview(
        two_rows(&north, &south, 16_u8),
        Some(255),
        Resampling::Nearest,
    );
    assert_eq!(first.grid.row(0)[..4], [1, 8, 1, 255]);
}

#[test]
fn a_raster_of_one_tile_has_no_overview() {
    let bytes = tiff(&[1, 2], &strip(1, 2, 1, &[1, 2]));
    let raster = Reader::new(&bytes[..]).unwrap().read::<u8>(0).unwrap();
    let folder = folder();
    let path = folder.path().join("a.tif");
    write(&path, &raster, &WriteOptions::codes()).unwrap();
    let reader = Reader::open(&path).unwrap();
    assert_eq!(reader.info().overviews, []);
    assert_eq!((reader.read::<u8>(0).unwrap()), raster);
}

/// `strip_deflate_p3` of the corpus: 20 × 37, by GDAL 3.6, with `CreateMaskBand` and `BuildOverviews("NEAREST", [2, 4])`.
#[test]
fn overviews_and_masks_that_gdal_made_are_listed() {
    let bytes = include_bytes!("../../../fuzz/corpus/tiff/strip_deflate_p3");
    let reader = Reader::new(&bytes[..]).unwrap();
    let info = reader.info();
    assert_eq!((info.rows, info.cols), (20, 37));
    assert_eq!(info.overviews, [(10, 19), (5, 10)]);
    assert_eq!(info.masks[0], (20, 37));
    assert_eq!(info.other_pages, 0);
    let heights = reader.read::<f32>(0).unwrap();
    let half = reader.overview(0).unwrap().read::<f32>(0).unwrap();
    assert!(
        half.grid
            .cells()
            .iter()
            .all(|cell| heights.grid.cells().contains(cell))
    );
}
