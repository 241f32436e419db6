//! Slope and hillshade, file to file beside gdaldem, and what each costs in memory:
//! `cargo bench -p wellkeeper-terrain --bench surface -- 10000`; 5,000 cells a side where nothing is said.

#![allow(missing_docs, reason = "a program")]
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a bench that cannot go on should stop and say where"
)]

mod measure;
mod peers;

use std::ffi::OsString;
use std::path::Path;

use measure::{hash, hills, measure, sides};
use peers::{cheapest, ours, told};
use terrain::surface::{Aspect, Gradient, Hillshade, Product, Slope, derive, derive_file};
use terrain::tiff::{Blocks, Compression, Predictor, Reader, Stored, WriteOptions, Writer, write};
use terrain::{Cell, Raster};

/// How gdaldem is told to write the way that ours does by itself.
const COG: [&str; 8] = [
    "-of",
    "COG",
    "-co",
    "COMPRESS=DEFLATE",
    "-co",
    "PREDICTOR=YES",
    "-co",
    "NUM_THREADS=ALL_CPUS",
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, child, what, form, from, to] = &arguments[..]
        && child == "child"
    {
        return derived(what, form, Path::new(from), Path::new(to));
    }
    for side in sides() {
        file_to_file(side);
        in_memory(side);
    }
}

/// Strips that are not packed, without overviews: what gdaldem writes by default.
fn plain<T: Stored>() -> WriteOptions {
    WriteOptions {
        blocks: Blocks::Strips { rows: 16 },
        compression: Compression::None,
        predictor: Predictor::None,
        ..WriteOptions::continuous::<T>()
    }
}

/// Ours, in a process of its own.
fn derived(what: &str, form: &str, from: &Path, to: &Path) {
    match what {
        "slope" => derived_to(&Slope::default(), form, from, to),
        _ => derived_to(&Hillshade::default(), form, from, to),
    }
}

fn derived_to<P: Product<Out: Cell + Stored>>(product: &P, form: &str, from: &Path, to: &Path) {
    let reader = Reader::open(from).unwrap();
    let info = reader.info();
    let options = match form {
        "plain" => plain::<P::Out>(),
        _ => WriteOptions::derived::<P::Out>(),
    };
    let place = info.georeference.as_ref();
    let shape = (info.rows, info.cols);
    let mut writer =
        Writer::create(to, shape.0, shape.1, Some(P::NODATA), place, &options).unwrap();
    derive_file::<f32, _, _>(&reader, &mut writer, product, |_| ()).unwrap();
    writer.finish().unwrap();
}

fn file_to_file(side: usize) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let ground = hills(side);
    write(&at("plain.tif"), &ground, &plain::<f32>()).unwrap();
    write(
        &at("cloud.tif"),
        &ground,
        &WriteOptions::continuous::<f32>(),
    )
    .unwrap();
    drop(ground);
    for what in ["slope", "hillshade"] {
        for form in ["plain", "cloud"] {
            let from = at(&format!("{form}.tif"));
            let (mine, theirs) = (at("mine.tif"), at("theirs.tif"));
            let words = ["child", what, form].map(OsString::from);
            let files = [from.clone().into(), mine.clone().into()];
            let ours = ours(&[&words[..], &files].concat(), &mine);
            let mut words: Vec<OsString> = vec![what.into(), from.into(), theirs.clone().into()];
            if form == "cloud" {
                words.extend(COG.map(OsString::from));
            }
            let peer = cheapest(Path::new("gdaldem"), &words, &theirs);
            match what {
                "slope" => compare_slopes(&mine, &theirs),
                _ => compare_shades(&mine, &theirs),
            }
            let form = match form {
                "plain" => "strips to strips",
                _ => "deflate COG to COG",
            };
            told(&format!("{what}, {form}"), side, ours, ("gdaldem", peer));
            let bytes = |path: &Path| std::fs::metadata(path).unwrap().len() as f64 / 1e6;
            println!(
                "    {:.1} MB, gdaldem's {:.1} MB",
                bytes(&mine),
                bytes(&theirs)
            );
        }
    }
}

/// Sums of heights in `f32`, as gdaldem takes them, lose some digits of the slope.
fn compare_slopes(mine: &Path, theirs: &Path) {
    let read = |path: &Path| Reader::open(path).unwrap().read::<f32>(0).unwrap();
    let (mine, theirs) = (read(mine), read(theirs));
    for (mine, theirs) in mine.grid.cells().iter().zip(theirs.grid.cells()) {
        let is_same = if mine.is_nan() {
            theirs.to_bits() == (-9999.0_f32).to_bits()
        } else {
            (mine - theirs).abs() <= 5e-4 + 1e-4 * theirs.abs()
        };
        assert!(is_same, "{mine}, gdaldem {theirs}");
    }
}

fn compare_shades(mine: &Path, theirs: &Path) {
    let read = |path: &Path| Reader::open(path).unwrap().read::<u8>(0).unwrap();
    let (mine, theirs) = (read(mine), read(theirs));
    for (mine, theirs) in mine.grid.cells().iter().zip(theirs.grid.cells()) {
        assert!(mine.abs_diff(*theirs) <= 1, "{mine}, gdaldem {theirs}");
    }
}

fn in_memory(side: usize) {
    let ground = hills(side);
    let floats = |r: &Raster<f32>| hash(r.grid.cells().iter().map(|c| u64::from(c.to_bits())));
    let slope = Slope::default();
    measure(
        "slope, Horn, degrees",
        side,
        || derive(&slope, &ground).unwrap(),
        floats,
    );
    let at_edges = Slope {
        gradient: Gradient {
            at_edges: true,
            ..Gradient::default()
        },
        ..Slope::default()
    };
    measure(
        "slope with its edges",
        side,
        || derive(&at_edges, &ground).unwrap(),
        floats,
    );
    let aspect = Aspect::default();
    measure("aspect", side, || derive(&aspect, &ground).unwrap(), floats);
    let shade = Hillshade::default();
    measure(
        "hillshade",
        side,
        || derive(&shade, &ground).unwrap(),
        |r| hash(r.grid.cells().iter().map(|c| u64::from(*c))),
    );
}
