//! Against the programs of Debian's gdal-bin.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use terrain::surface::{Aspect, Gradient, GradientMethod, Hillshade, Slope, SlopeUnit, derive};
use terrain::vector::{Connectedness, Lattice, MultiPolygon, Rule, polygonize, rasterize};
use terrain::{Grid, Raster};

use super::oracle::{Dice, area, data, ground, shapes};

fn gdal(program: &str, arguments: &[&str], folder: &Path) {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}; install it: apt-get install gdal-bin"));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{program} {arguments:?}: {said}");
}

/// Writes the cells as ENVI has them, which GDAL reads: `code` is the type, 1 u8, 4 f32, 3 i32.
fn envi(folder: &Path, (rows, cols): (usize, usize), transform: [f64; 6], code: u8, bytes: &[u8]) {
    let [x, dx, _, y, _, dy] = transform;
    let header = format!(
        "ENVI\nsamples = {cols}\nlines = {rows}\nbands = 1\nheader offset = 0\nfile type = ENVI Standard\n\
         data type = {code}\ninterleave = bsq\nbyte order = 0\n\
         map info = {{Arbitrary, 1, 1, {x}, {y}, {dx}, {}}}\ndata ignore value = -9999\n",
        -dy
    );
    std::fs::write(folder.join("in.hdr"), header).unwrap();
    std::fs::write(folder.join("in"), bytes).unwrap();
}

fn write(folder: &Path, raster: &Raster<f32>) {
    let bytes: Vec<u8> = raster
        .grid
        .cells()
        .iter()
        .flat_map(|c| c.to_le_bytes())
        .collect();
    let transform = raster.georeference.as_ref().unwrap().transform;
    envi(
        folder,
        (raster.grid.rows(), raster.grid.cols()),
        transform,
        4,
        &bytes,
    );
}

/// What gdaldem makes of a raster, as `f32`.
fn gdaldem(raster: &Raster<f32>, arguments: &[&str]) -> Vec<f32> {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), raster);
    let (mode, options) = arguments.split_first().unwrap();
    let all = [&[*mode, "in", "out", "-of", "ENVI", "-q"], options].concat();
    gdal("gdaldem", &all, folder.path());
    let bytes = std::fs::read(folder.path().join("out")).unwrap();
    if bytes.len() == raster.grid.cells().len() {
        return bytes.iter().map(|byte| f32::from(*byte)).collect();
    }
    bytes
        .as_chunks()
        .0
        .iter()
        .map(|b| f32::from_le_bytes(*b))
        .collect()
}

/// The lake, with cells of 10 × 25 and heights that are no whole metres.
fn oblong() -> Raster<f32> {
    let mut lake = ground("synthlake", "dem");
    lake.georeference.as_mut().unwrap().transform[5] = -25.0;
    let mut dice = Dice(5);
    for cell in lake.grid.cells_mut() {
        if *cell != -9999.0 {
            // Eighths, which gdaldem sums without loss.
            *cell += dice.below(8) as f32 / 8.0;
        }
    }
    lake
}

fn compare(found: &Raster<f32>, expected: &[f32], within: f32, what: &str) {
    for (at, (found, expected)) in found.grid.cells().iter().zip(expected).enumerate() {
        if *expected == -9999.0 {
            assert!(found.is_nan(), "{what}, cell {at}: {found}, none expected");
        } else {
            assert!(
                (found - expected).abs() <= within,
                "{what}, cell {at}: {found}, gdaldem {expected}"
            );
        }
    }
}

fn gradients() -> Vec<(Gradient, Vec<&'static str>)> {
    let mut all = Vec::new();
    for (method, name) in [
        (GradientMethod::Horn, "Horn"),
        (GradientMethod::ZevenbergenThorne, "ZevenbergenThorne"),
    ] {
        for at_edges in [false, true] {
            let gradient = Gradient {
                method,
                at_edges,
                z_factor: 1.0,
            };
            let mut arguments = vec!["-alg", name];
            if at_edges {
                arguments.push("-compute_edges");
            }
            all.push((gradient, arguments));
        }
    }
    all
}

#[test]
fn slope_is_the_one_of_gdaldem_by_both_methods_with_and_without_edges() {
    let lake = oblong();
    for (gradient, arguments) in gradients() {
        // One in the last place of 64 degrees and more.
        let degrees = derive(
            &Slope {
                gradient,
                unit: SlopeUnit::Degrees,
            },
            &lake,
        )
        .unwrap();
        let all = [&["slope"], &arguments[..]].concat();
        compare(&degrees, &gdaldem(&lake, &all), 8e-6, &format!("{all:?}"));
        let percent = derive(
            &Slope {
                gradient,
                unit: SlopeUnit::Percent,
            },
            &lake,
        )
        .unwrap();
        let all = [&["slope", "-p"], &arguments[..]].concat();
        compare(&percent, &gdaldem(&lake, &all), 1.3e-4, &format!("{all:?}"));
    }
}

#[test]
fn aspect_is_the_one_of_gdaldem_on_square_cells() {
    let mut lake = oblong();
    lake.georeference.as_mut().unwrap().transform[5] = -10.0;
    for (gradient, arguments) in gradients() {
        let found = derive(&Aspect { gradient }, &lake).unwrap();
        let all = [&["aspect"], &arguments[..]].concat();
        // Two in the last place of 360 degrees.
        compare(&found, &gdaldem(&lake, &all), 6.2e-5, &format!("{all:?}"));
    }
}

#[test]
fn hillshade_is_the_one_of_gdaldem() {
    let lake = oblong();
    for (gradient, arguments) in gradients() {
        let light = Hillshade {
            gradient: Gradient {
                z_factor: 2.5,
                ..gradient
            },
            azimuth: 290.0,
            altitude: 35.0,
        };
        let found = derive(&light, &lake).unwrap();
        let all = [
            &["hillshade", "-z", "2.5", "-az", "290", "-alt", "35"],
            &arguments[..],
        ]
        .concat();
        let expected = gdaldem(&lake, &all);
        let mut apart = 0;
        for (found, expected) in found.grid.cells().iter().zip(&expected) {
            let by = (f32::from(*found) - expected).abs();
            assert!(
                by <= 1.0 && (*found == 0) == (*expected == 0.0),
                "{found} {expected}"
            );
            apart += usize::from(by > 0.0);
        }
        // gdaldem takes the root by an approximation: where it lies on a half, it may round the other way.
        assert!(apart < 20, "{apart} cells of 160,000 differ by one");
    }
}

#[test]
fn polygons_by_value_are_as_many_and_as_large_as_those_of_gdal_polygonize() {
    let mut dice = Dice(3);
    let (rows, cols) = (60, 70);
    // Clumps: each cell as its western or northern neighbour, or something new.
    let mut cells = vec![0_u8; rows * cols];
    for at in 0..rows * cols {
        cells[at] = match dice.below(5) {
            0 | 1 if at % cols > 0 => cells[at - 1],
            2 | 3 if at >= cols => cells[at - cols],
            _ => dice.below(6) as u8,
        };
    }
    let transform = [300.0, 10.0, 0.0, 7000.0, 0.0, -25.0];
    let raster = Raster {
        grid: Grid::new(rows, cols, cells).unwrap(),
        nodata: None,
        georeference: Some(super::oracle::place(transform)),
    };
    for (by, option) in [(Connectedness::Edges, "-q"), (Connectedness::Corners, "-8")] {
        let folder = tempfile::tempdir().unwrap();
        envi(
            folder.path(),
            (rows, cols),
            transform,
            1,
            raster.grid.cells(),
        );
        let arguments = [
            "in",
            option,
            "-q",
            "-nomask",
            "-f",
            "GeoJSON",
            "out.geojson",
        ];
        gdal("gdal_polygonize.py", &arguments, folder.path());
        let file = folder.path().join("out.geojson");
        let text = std::fs::read_to_string(&file).unwrap();
        let collection: serde_json::Value = serde_json::from_str(&text).unwrap();
        let values = collection["features"].as_array().unwrap().iter();
        let values = values.map(|f| f["properties"]["DN"].as_u64().unwrap());
        let mut expected: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
        for (value, shape) in values.zip(shapes(&file)) {
            expected.entry(value).or_default().push(area(&shape));
        }
        let mut found: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
        for region in polygonize(&raster, by).unwrap() {
            assert_eq!(area(&region.shape), region.cells as f64 * 250.0);
            found
                .entry(u64::from(region.value))
                .or_default()
                .push(area(&region.shape));
        }
        for areas in found.values_mut().chain(expected.values_mut()) {
            areas.sort_by(f64::total_cmp);
        }
        assert_eq!(found, expected, "{by:?}");
    }
}

/// The shapes as gdal_rasterize burns them, later ones over earlier ones.
fn gdal_rasterize(file: &Path, how: &[&str], lattice: &Lattice, extent: [&str; 4]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (rows, cols) = (lattice.rows().to_string(), lattice.cols().to_string());
    let mut arguments = vec!["-q", "-of", "ENVI", "-ot", "Byte", "-init", "255", "-te"];
    arguments.extend(extent);
    arguments.extend(how);
    arguments.extend(["-ts", &cols, &rows, file.to_str().unwrap(), "out"]);
    gdal("gdal_rasterize", &arguments, folder.path());
    std::fs::read(folder.path().join("out")).unwrap()
}

#[test]
fn cells_by_centre_are_those_of_gdal_rasterize() {
    let transform = [300_000.0, 10.0, 0.0, 3_700_000.0, 0.0, -10.0];
    let lattice = Lattice::new((400, 400), transform).unwrap();
    let extent = ["300000", "3696000", "304000", "3700000"];
    for (file, field) in [
        ("synthlake_zones.geojson", "zid"),
        ("shapes.geojson", "shape"),
    ] {
        let file = data(file);
        let text = std::fs::read_to_string(&file).unwrap();
        let collection: serde_json::Value = serde_json::from_str(&text).unwrap();
        let features = collection["features"].as_array().unwrap().iter();
        let values = features.map(|f| f["properties"][field].as_u64().unwrap() as u8);
        let shapes: Vec<(MultiPolygon, u8)> = shapes(&file).into_iter().zip(values).collect();
        let mut found = Grid::filled(400, 400, 255);
        rasterize(&shapes, &lattice, Rule::Centre, &mut found).unwrap();
        let expected = gdal_rasterize(&file, &["-a", field], &lattice, extent);
        let differ: Vec<usize> = (0..160_000)
            .filter(|at| found.cells()[*at] != expected[*at])
            .collect();
        // Shape 17 has an edge along a row of centres, where GDAL goes by the direction of the ring.
        let expected_to: Vec<usize> = (101..141).map(|col| 130 * 400 + col).collect();
        let allowed = |at: &usize| field == "shape" && expected_to.contains(at);
        assert!(
            differ.iter().all(allowed),
            "{field}: {:?}",
            &differ[..differ.len().min(9)]
        );
    }
}

#[test]
fn cells_that_are_touched_are_those_of_gdal_rasterize() {
    let transform = [300_000.0, 10.0, 0.0, 3_700_000.0, 0.0, -10.0];
    let lattice = Lattice::new((400, 400), transform).unwrap();
    let extent = ["300000", "3696000", "304000", "3700000"];
    // The stars: none of them has an edge along cells, where GDAL takes the cells beyond it too.
    let file = data("shapes.geojson");
    let shapes: Vec<(MultiPolygon, u8)> = shapes(&file).into_iter().take(16).zip(0..).collect();
    let mut found = Grid::filled(400, 400, 255);
    rasterize(&shapes, &lattice, Rule::AnyPart, &mut found).unwrap();
    let how = ["-at", "-a", "shape", "-where", "shape < 16"];
    let expected = gdal_rasterize(&file, &how, &lattice, extent);
    let differ: Vec<usize> = (0..160_000)
        .filter(|at| found.cells()[*at] != expected[*at])
        .collect();
    assert!(
        differ.is_empty(),
        "{} {:?}",
        differ.len(),
        &differ[..differ.len().min(9)]
    );
}
