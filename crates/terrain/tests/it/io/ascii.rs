//! ESRI ASCII grids.

use std::fmt::Write as _;

use proptest::prelude::*;
use terrain::ascii::{read, write};
use terrain::grid::Crs;
use terrain::{Georeference, Grid, Raster};

use super::{folder, gdal};

/// The example of ArcGIS's page on the format, its rows cut to four cells.
const ARCGIS: &str = "NCOLS 4\nNROWS 2\nXLLCORNER 378923\nYLLCORNER 4072345\nCELLSIZE 30\nNODATA_VALUE -32768\n\
    43 2 45 7\n35 5 34 -32768\n";

#[test]
fn the_example_of_the_formats_page_is_read() {
    let raster = read::<i16>(ARCGIS.as_bytes()).unwrap();
    assert_eq!(raster.grid.cells(), [43, 2, 45, 7, 35, 5, 34, -32768]);
    assert_eq!(raster.nodata, Some(-32768));
    let place = raster.georeference.unwrap();
    assert_eq!(
        place.transform,
        [378_923.0, 30.0, 0.0, 4_072_405.0, 0.0, -30.0]
    );
}

#[test]
fn a_mistake_has_line_column_found_and_expected() {
    let cases = [
        (
            "43 2",
            "43 x2",
            "line 7, column 4: found `x2`, expected a number of type i16",
        ),
        (
            "43 2",
            "43 99999",
            "line 7, column 4: found `99999`, expected a number of type i16",
        ),
        (
            "34 -32768\n",
            "34\n",
            "line 9, column 1: found the end, expected a number of type i16",
        ),
        (
            "34 -32768\n",
            "34 1 8\n",
            "line 8, column 11: found `8`, expected the end after 2 × 4 cells",
        ),
        (
            "NROWS 2",
            "NROWS 0",
            "line 2, column 7: found `0`, expected a whole number, 1 to 1048576",
        ),
        (
            "CELLSIZE 30",
            "CELLSIZE -1",
            "line 5, column 10: found `-1`, expected a number greater than 0",
        ),
        (
            "CELLSIZE 30\n",
            "",
            "line 6, column 1: found `43`, expected cellsize, or dx and dy, in the header",
        ),
        (
            "NROWS",
            "NROWZ",
            "line 2, column 1: found `NROWZ`, expected one of ncols, nrows",
        ),
        (
            "CELLSIZE 30",
            "NCOLS 4",
            "line 5, column 1: found `NCOLS`, expected one of ncols",
        ),
        (
            "NODATA_VALUE -32768",
            "NODATA_VALUE none",
            "line 6, column 14: found `none`, expected a number that stands",
        ),
        (
            "NROWS 2",
            "NROWS 1000000",
            "expected 1000000 × 4 cells in the",
        ),
    ];
    for (good, bad, expected) in cases {
        let said = read::<i16>(ARCGIS.replace(good, bad).as_bytes())
            .unwrap_err()
            .to_string();
        assert!(said.contains(expected), "{said}; expected {expected}");
    }
    let said = read::<i16>(b"").unwrap_err().to_string();
    assert_eq!(
        said,
        "line 1, column 1: found the end, expected nrows in the header"
    );
}

#[test]
fn centres_oblong_cells_and_wrapped_rows_are_read_as_gdal_reads_them() {
    let folder = folder();
    let texts = [
        (
            "centre",
            "ncols 3\nnrows 2\nxllcenter 5\nyllcenter 7.5\ncellsize 2.5\n1 2 3\n4 5 6\n",
        ),
        (
            "oblong",
            "ncols 3\nnrows 2\nxllcorner -5\nyllcorner 7.5\ndx 2\ndy 3\nNODATA_value -1.5\n1 2.25\n3 4 5 \n -1.5",
        ),
        (
            "exponent",
            "nrows 1\r\nncols 2\r\nxllcorner 1e3\r\nyllcorner 0\r\ncellsize 1\r\n1e-3 -2.5E+2\r\n",
        ),
    ];
    let script = "import sys\nfrom osgeo import gdal\nfor n in sys.stdin.read().split():\n d = gdal.Open(sys.argv[1] + \
        '/' + n + '.asc')\n print(n, *d.GetGeoTransform(), d.GetRasterBand(1).GetNoDataValue(), \
        *d.ReadAsArray().astype('f4').ravel().tolist())\n";
    let mut expected = String::new();
    for (name, text) in texts {
        std::fs::write(folder.path().join(format!("{name}.asc")), text).unwrap();
        let raster = read::<f32>(text.as_bytes()).unwrap();
        write!(expected, "{name}").unwrap();
        for number in raster.georeference.unwrap().transform {
            write!(expected, " {number:?}").unwrap();
        }
        let nodata = raster
            .nodata
            .map_or("None".to_owned(), |n| format!("{n:?}"));
        write!(expected, " {nodata}").unwrap();
        for cell in raster.grid.cells() {
            write!(expected, " {:?}", f64::from(*cell)).unwrap();
        }
        expected.push('\n');
    }
    assert_eq!(
        gdal(script, folder.path(), "centre oblong exponent"),
        expected
    );
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        cols in 1_usize..9,
        bits in prop::collection::vec(any::<u32>(), 9..40),
        dy in 1_u8..4,
    ) {
        let rows = bits.len() / cols;
        let cells: Vec<f32> = bits[..rows * cols].iter().map(|b| f32::from_bits(*b)).collect();
        let raster = Raster {
            grid: Grid::new(rows, cols, cells).unwrap(),
            nodata: Some(-9999.0),
            georeference: Some(Georeference {
                transform: [0.5, 2.0, 0.0, 40.0, 0.0, -f64::from(dy)],
                crs: Crs::default(),
            }),
        };
        let mut text = Vec::new();
        write(&raster, &mut text).unwrap();
        let back = read::<f32>(&text).unwrap();
        // One NaN is as good as another.
        let same = |a: &f32, b: &f32| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
        prop_assert!(back.grid.cells().iter().zip(raster.grid.cells()).all(|(a, b)| same(a, b)));
        prop_assert_eq!((back.nodata, back.georeference), (raster.nodata, raster.georeference));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[nN]cols [0-9]{1,2}\nnrows [0-9]\n[a-z0-9. \n-]{0,60}") {
        drop(read::<f64>(text.as_bytes()));
    }
}

#[test]
fn a_raster_that_the_format_cannot_say_is_refused() {
    let mut raster = read::<i16>(ARCGIS.as_bytes()).unwrap();
    raster.georeference.as_mut().unwrap().transform[2] = 1.0;
    let said = write(&raster, Vec::new()).unwrap_err().to_string();
    assert_eq!(
        said,
        "an ESRI ASCII grid of a raster that is turned or not north up"
    );
}
