use std::fmt::Write as _;
use std::path::Path;

use half::f16;
use terrain::grid::Crs;
use terrain::tiff::{
    Blocks, Compression, Predictor, Reader, Resampling, SampleType, Stored, WriteOptions, write,
};
use terrain::{Georeference, Grid, Raster};

use super::{folder, gdal, raw};

/// The cells of all bands, as the file has them.
fn all_bands<T: Stored>(path: &Path, bands: usize) -> Vec<u8> {
    let reader = Reader::open(path).unwrap();
    (0..bands)
        .flat_map(|band| raw(reader.read::<T>(band).unwrap().grid.cells()))
        .collect()
}

#[test]
fn each_kind_of_file_that_gdal_writes_is_read_as_gdal_reads_it() {
    let folder = folder();
    let said = gdal(include_str!("gdal_writes.py"), folder.path(), "");
    let mut files = 0;
    for line in said.lines() {
        let [name, kind, bands] = *line.split(' ').collect::<Vec<_>>() else {
            panic!("{line}");
        };
        let bands = bands.parse().unwrap();
        let path = folder.path().join(format!("{name}.tif"));
        let found = match kind {
            "u8" => all_bands::<u8>(&path, bands),
            "i8" => all_bands::<i8>(&path, bands),
            "u16" => all_bands::<u16>(&path, bands),
            "i16" => all_bands::<i16>(&path, bands),
            "u32" => all_bands::<u32>(&path, bands),
            "i32" => all_bands::<i32>(&path, bands),
            "u64" => all_bands::<u64>(&path, bands),
            "i64" => all_bands::<i64>(&path, bands),
            // GDAL makes singles of them.
            "f16" | "f32" => all_bands::<f32>(&path, bands),
            "f64" => all_bands::<f64>(&path, bands),
            other => panic!("{other}"),
        };
        let expected = std::fs::read(folder.path().join(format!("{name}.raw"))).unwrap();
        assert!(found == expected, "{name}");
        files += 1;
    }
    // 11 types, packed in 2 + 3 · 2 ways, floats in three more; 3 arrangements of bands, 2 of blocks, 2
    // orders, 2 widths of offsets. Of halves with predictor 3 only one order.
    assert_eq!(files, (11 * 8 + 3 * 3) * 3 * 2 * 2 * 2 - 3 * 3 * 2 * 2);
}

/// The ways of packing that suit a type.
fn packings(sample: SampleType) -> Vec<(Compression, Predictor)> {
    let mut ways = vec![
        (Compression::None, Predictor::None),
        (Compression::PackBits, Predictor::None),
    ];
    for compression in [Compression::Lzw, Compression::Deflate, Compression::Zstd] {
        ways.push((compression, Predictor::None));
        ways.push((compression, Predictor::Horizontal));
        if sample.is_float() {
            ways.push((compression, Predictor::Float));
        }
    }
    ways
}

/// Writes one type in each way, and a line of each for GDAL.
fn write_each<T: Stored>(folder: &Path, cells: Vec<T>, nodata: Option<T>, lines: &mut String) {
    let (rows, cols) = (53, 75);
    let place = Georeference {
        transform: [500_000.0, 12.5, 0.0, 3_400_000.0, 0.0, -25.0],
        crs: Crs {
            epsg: Some(4549),
            ..Crs::default()
        },
    };
    let raster = Raster {
        grid: Grid::new(rows, cols, cells).unwrap(),
        nodata,
        georeference: Some(place),
    };
    let expected = if T::TYPE == SampleType::F16 {
        // GDAL reads them as singles.
        let singles = raster.grid.cells().iter().map(|c| {
            let mut bits = [0; 2];
            terrain::tiff::Word::write(c.to_word(), &mut bits);
            f32::from(f16::from_le_bytes(bits))
        });
        raw(&singles.collect::<Vec<_>>())
    } else {
        raw(raster.grid.cells())
    };
    let arrangements = [
        Blocks::Strips { rows: 7 },
        Blocks::Strips { rows: 53 },
        Blocks::Tiles { rows: 16, cols: 32 },
        Blocks::Cloud {
            side: 16,
            overviews: Resampling::Average,
        },
    ];
    for (k, blocks) in arrangements.into_iter().enumerate() {
        for (compression, predictor) in packings(T::TYPE) {
            for is_big in [false, true] {
                let name = format!("{}_{k}_{compression}_{predictor:?}_{is_big}", T::TYPE);
                let options = WriteOptions {
                    blocks,
                    compression,
                    predictor,
                    is_big,
                    metadata: vec![("from".to_owned(), "a \"<b>\" & c".to_owned())],
                    ..WriteOptions::continuous::<T>()
                };
                write(&folder.join(format!("{name}.tif")), &raster, &options).unwrap();
                std::fs::write(folder.join(format!("{name}.raw")), &expected).unwrap();
                let none = || "none".to_owned();
                let nodata = nodata.map_or_else(none, terrain::tiff::Sample::print);
                let is_cloud = matches!(blocks, Blocks::Cloud { .. });
                if is_cloud && T::TYPE != SampleType::F16 {
                    let reader = Reader::open(&folder.join(format!("{name}.tif"))).unwrap();
                    let half = reader.overview(0).unwrap().read::<T>(0).unwrap();
                    let path = folder.join(format!("{name}.overview"));
                    std::fs::write(path, raw(half.grid.cells())).unwrap();
                }
                writeln!(lines, "{name} {nodata} 500000 12.5 3400000 -25 {is_cloud}").unwrap();
            }
        }
    }
}

/// The cell of a place: ramps, and a jump here and there.
fn ramp(i: u64) -> u64 {
    (i % 75) * 3 + (i / 75) + if i.is_multiple_of(97) { 0xAA } else { 0 }
}

/// The same over all bits.
fn spread(i: u64) -> u64 {
    ramp(i).wrapping_mul(0x0101_0101_0101_0101)
}

fn float(i: u64) -> f32 {
    match i {
        5 => f32::NAN,
        6 => f32::INFINITY,
        7 => -9999.0,
        _ => f32::from(ramp(i) as u16).sin() * 1000.0,
    }
}

fn cells<T>(of: impl Fn(u64) -> T) -> Vec<T> {
    (0..53 * 75).map(of).collect()
}

#[test]
fn gdal_reads_each_kind_of_file_that_we_write_and_calls_ours_cloud_optimised() {
    let folder = folder();
    let path = folder.path();
    let mut lines = String::new();
    let to = &mut lines;
    write_each(path, cells(|i| spread(i) as u8), Some(255), to);
    write_each(path, cells(|i| (spread(i) as u8).cast_signed()), None, to);
    write_each(path, cells(|i| spread(i) as u16), Some(0), to);
    let signed = |i| (spread(i) as u16).cast_signed();
    write_each(path, cells(signed), Some(-9999), to);
    write_each(path, cells(|i| spread(i) as u32), Some(7), to);
    let signed = |i| (spread(i) as u32).cast_signed();
    write_each(path, cells(signed), Some(-1), to);
    write_each(path, cells(spread), Some(3), to);
    write_each(path, cells(|i| spread(i).cast_signed()), Some(-3), to);
    let half = |i| f16::from_f32(float(i));
    write_each(path, cells(half), Some(f16::NAN), to);
    write_each(path, cells(float), Some(f32::MIN), to);
    let double = |i| f64::from(float(i)).sqrt();
    write_each(path, cells(double), Some(-9999.0), to);
    let said = gdal(include_str!("gdal_reads.py"), path, &lines);
    // 11 types, 8 packings and 3 more of floats, 4 arrangements, 2 widths.
    assert_eq!(said, format!("seen {}\n", (11 * 8 + 3 * 3) * 4 * 2));
}
