//! Feet and other units, as GDAL has them.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use terrain::flow::metres::CellSize;
use terrain::grid::{Crs, GeoKeys};
use terrain::surface::{Slope, derive};
use terrain::tiff::Reader;
use terrain::unit::LinearUnit;
use terrain::zonal::area_by_level;
use terrain::{Georeference, Grid, Raster};

use super::{folder, gdal};

/// Every projected system of the registry and the size of its unit, then every one of heights.
const UNITS: &str = "
from osgeo import gdal, osr
osr.UseExceptions()
# Else systems that were withdrawn are silently those that took their place.
gdal.SetConfigOption('OSR_USE_NON_DEPRECATED', 'NO')
for info in osr.GetCRSInfoListFromDatabase('EPSG'):
    if info.type in (osr.OSR_CRS_TYPE_PROJECTED, osr.OSR_CRS_TYPE_VERTICAL) and int(info.code) < 65536:
        system = osr.SpatialReference()
        system.ImportFromEPSG(int(info.code))
        what = 'projected' if info.type == osr.OSR_CRS_TYPE_PROJECTED else 'heights'
        print(what, info.code, repr(system.GetLinearUnits()), system.GetLinearUnitsName(), sep=',')
";

fn keys(entries: &[[u16; 4]], doubles: &[f64]) -> GeoKeys {
    let head = [1, 1, 0, u16::try_from(entries.len()).unwrap()];
    GeoKeys {
        directory: head.iter().chain(entries.as_flattened()).copied().collect(),
        doubles: doubles.to_vec(),
        ascii: String::new(),
    }
}

fn projected(entries: &[[u16; 4]], doubles: &[f64]) -> Crs {
    Crs {
        keys: keys(entries, doubles),
        ..Crs::default()
    }
}

#[test]
fn the_unit_of_every_system_is_that_which_gdal_has() {
    let folder = folder();
    let mut seen = BTreeMap::new();
    for line in gdal(UNITS, folder.path(), "").lines() {
        let words: Vec<&str> = line.splitn(4, ',').collect();
        let [what, code, metres, name] = words[..] else {
            panic!("{line}");
        };
        let (code, metres): (u16, f64) = (code.parse().unwrap(), metres.parse().unwrap());
        let unit = if what == "projected" {
            let crs = Crs {
                epsg: Some(code),
                ..Crs::default()
            };
            crs.unit()
        } else {
            projected(&[[4096, 0, 1, code]], &[])
                .vertical_unit()
                .unwrap_or_default()
        };
        match unit {
            LinearUnit::Unknown(_) => {
                let told = unit.to_string();
                assert!(
                    told.to_lowercase().contains(&name.to_lowercase()),
                    "{line}: {told}"
                );
            }
            known => {
                let off = known.metres().unwrap() / metres - 1.0;
                assert!(off.abs() < 1e-15, "{line}: {off}");
            }
        }
        let kind = format!("{what} in {}", name.to_lowercase());
        *seen.entry(kind).or_insert(0) += 1;
    }
    assert!(seen["projected in us survey foot"] > 700, "{seen:?}");
    assert!(seen["projected in foot"] > 100, "{seen:?}");
    assert!(seen["projected in metre"] > 4000, "{seen:?}");
    assert!(seen["heights in us survey foot"] > 3, "{seen:?}");
}

fn run(program: &str, arguments: &[&str], folder: &Path) {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}; apt-get install gdal-bin"));
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Ground of 12 × 9 cells of 30 units, given a system by GDAL.
fn said_by_gdal(folder: &Path, system: &str) -> Raster<f32> {
    let mut text =
        "ncols 9\nnrows 12\nxllcorner 900000\nyllcorner 200000\ncellsize 30\n".to_owned();
    for row in 0..12 {
        let heights = (0..9).map(|col| ((row * row + col * 3 + row * col) % 29).to_string());
        text += &(heights.collect::<Vec<_>>().join(" ") + "\n");
    }
    std::fs::write(folder.join("heights.asc"), text).unwrap();
    let make = [
        "-q",
        "-ot",
        "Float32",
        "-a_srs",
        system,
        "heights.asc",
        "heights.tif",
    ];
    run("gdal_translate", &make, folder);
    Reader::open(&folder.join("heights.tif"))
        .unwrap()
        .read(0)
        .unwrap()
}

#[test]
fn a_slope_of_feet_on_feet_is_that_of_gdaldem_and_areas_are_square_metres() {
    let folder = folder();
    let folder = folder.path();
    for (system, unit, metres, heights) in [
        ("EPSG:2263", LinearUnit::UsSurveyFoot, 1200.0 / 3937.0, None),
        ("EPSG:2222", LinearUnit::Foot, 0.3048, None),
        // GDAL writes no unit beside a system of heights.
        (
            "EPSG:2263+6360",
            LinearUnit::UsSurveyFoot,
            1200.0 / 3937.0,
            Some(LinearUnit::UsSurveyFoot),
        ),
        ("EPSG:32649", LinearUnit::Metre, 1.0, None),
    ] {
        let ground = said_by_gdal(folder, system);
        let place = ground.georeference.as_ref().unwrap();
        assert_eq!(
            (place.crs.unit(), place.crs.vertical_unit()),
            (unit, heights),
            "{system}"
        );
        run(
            "gdaldem",
            &["slope", "-q", "heights.tif", "slope.tif"],
            folder,
        );
        let expected: Raster<f32> = Reader::open(&folder.join("slope.tif"))
            .unwrap()
            .read(0)
            .unwrap();
        let found = derive(&Slope::default(), &ground).unwrap();
        let cells = found.grid.cells().iter().zip(expected.grid.cells());
        for (found, expected) in cells {
            if *expected == -9999.0 {
                assert!(found.is_nan());
            } else {
                assert!(
                    (found - expected).abs() < 1e-4,
                    "{system}: {found} {expected}"
                );
            }
        }
        let side = 30.0 * metres;
        let near = |found: f64, expected: f64| (found - expected).abs() < 1e-9 * expected;
        let (width, height) = place.cell_metres(3);
        assert!(
            near(width, side) && near(height, side),
            "{system}: {width} {height}"
        );
        let size = CellSize::of(&ground).unwrap();
        assert!(near(size.area_m2(0), side * side), "{system}");
        assert!(near(size.step_m(0, 1), side * 2_f64.sqrt()), "{system}");
        assert!(near(size.between_m((0, 0), (3, 4)), side * 5.0), "{system}");
        let curve = area_by_level(&ground, None, &[100.0]).unwrap();
        assert!(near(curve.points[0].area, side * side * 108.0), "{system}");
    }
}

#[test]
fn a_unit_of_a_size_that_is_said_is_taken_and_one_that_is_not_known_is_refused_by_name() {
    let ground = |crs: Crs| Raster {
        grid: Grid::filled(3, 3, 1.0_f32),
        nodata: None,
        georeference: Some(Georeference {
            transform: [0.0, 2.0, 0.0, 0.0, 0.0, -2.0],
            crs,
        }),
    };
    let said = projected(
        &[[1024, 0, 1, 1], [3076, 0, 1, 32767], [3077, 34736, 1, 1]],
        &[7.0, 0.5],
    );
    assert_eq!(said.unit(), LinearUnit::Metres(0.5));
    assert_eq!(CellSize::of(&ground(said)).unwrap().area_m2(0), 1.0);
    for (code, size, name) in [
        (9005, 1.0, "EPSG:9005, Clarke's foot"),
        (9036, 1.0, "EPSG:9036, kilometre"),
        (32767, -1.0, "EPSG:32767"),
        (32767, f64::NAN, "EPSG:32767"),
    ] {
        let crs = projected(
            &[[1024, 0, 1, 1], [3076, 0, 1, code], [3077, 34736, 1, 0]],
            &[size],
        );
        let ground = ground(crs);
        let told = [
            CellSize::of(&ground).unwrap_err().to_string(),
            derive(&Slope::default(), &ground).unwrap_err().to_string(),
        ];
        for told in told {
            assert!(
                told.contains(name) && told.contains("expected metres, feet"),
                "{told}"
            );
        }
    }
}
