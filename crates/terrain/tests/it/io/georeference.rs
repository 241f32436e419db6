//! Where a raster lies, as GDAL has it.

use std::fmt::Write as _;

use terrain::tiff::{Reader, WriteOptions, write};

use super::hand::{Field, strip, tiff, with};
use super::{folder, gdal};

#[test]
fn places_and_systems_are_those_that_gdal_finds_and_stay_so_when_they_are_written() {
    let folder = folder();
    let script = include_str!("gdal_places.py");
    let said = gdal(script, folder.path(), "");
    let mut pairs = String::new();
    let mut known = 0;
    for line in said.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [name, code, is_geographic, axis, flattening, transform @ ..] = &words[..] else {
            panic!("{line}");
        };
        let path = folder.path().join(format!("{name}.tif"));
        let reader = Reader::open(&path).unwrap();
        let info = reader.info();
        let place = info.georeference.as_ref().map(|g| g.transform);
        let expected: Vec<f64> = transform.iter().map(|t| t.parse().unwrap()).collect();
        assert_eq!(place.map_or(Vec::new(), |t| t.to_vec()), expected, "{name}");
        let crs = info.crs.clone().unwrap_or_default();
        assert_eq!(
            crs.epsg.map(|c| c.to_string()),
            code.parse::<u16>().ok().map(|c| c.to_string()),
            "{name}"
        );
        assert_eq!(crs.is_geographic, *is_geographic == "True", "{name}");
        if *name != "no_system" {
            let (a, f) = crs
                .ellipsoid
                .unwrap_or_else(|| panic!("{name} has no ellipsoid"));
            assert!(
                (a - axis.parse::<f64>().unwrap()).abs() < 1e-3,
                "{name}: {a}"
            );
            assert!(
                (f - flattening.parse::<f64>().unwrap()).abs() < 1e-8,
                "{name}: {f}"
            );
            known += 1;
        }
        if place.is_some() {
            let raster = reader.read::<u8>(0).unwrap();
            let back = folder.path().join(format!("{name}_again.tif"));
            write(&back, &raster, &WriteOptions::codes()).unwrap();
            assert_eq!(
                Reader::open(&back).unwrap().info().georeference,
                info.georeference,
                "{name}"
            );
            writeln!(pairs, "{name} {name}_again").unwrap();
        }
    }
    assert!(known >= 330, "GDAL knew of {known} systems");
    assert_eq!(gdal(script, folder.path(), &pairs), "");
}

#[test]
fn several_control_points_are_no_place() {
    let tags = with(
        strip(1, 1, 1, &[1]),
        33550,
        Field::Doubles(vec![2.0, 3.0, 0.0]),
    );
    let one = vec![0.0, 0.0, 0.0, 10.0, 20.0, 0.0];
    let two = [one.clone(), vec![1.0, 1.0, 0.0, 12.0, 17.0, 0.0]].concat();
    let place = |ties| {
        let bytes = tiff(&[1], &with(tags.clone(), 33922, Field::Doubles(ties)));
        let reader = Reader::new(&bytes[..]).unwrap();
        reader.info().georeference.as_ref().map(|g| g.transform)
    };
    assert_eq!(place(one), Some([10.0, 2.0, 0.0, 20.0, 0.0, -3.0]));
    assert_eq!(place(two), None);
}

#[test]
fn keys_keep_their_places_in_a_text_that_is_not_utf_8() {
    let keys = vec![1, 1, 0, 2, 1024, 0, 1, 1, 1026, 34737, 6, 0];
    let tags = with(strip(1, 1, 1, &[1]), 34735, Field::Shorts(keys));
    let mut bytes = tiff(&[1], &with(tags, 34737, Field::Text("Gau_s|")));
    let at = bytes.windows(5).position(|text| text == b"Gau_s").unwrap();
    // As Latin-1 writes it.
    bytes[at + 3] = 0xDF;
    let reader = Reader::new(&bytes[..]).unwrap();
    assert_eq!(reader.info().crs.as_ref().unwrap().keys.ascii, "Gau?s|");
}
