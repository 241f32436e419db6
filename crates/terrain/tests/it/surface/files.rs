//! What goes file to file is what is made in memory, to the last bit.

use std::path::Path;

use terrain::grid::{Crs, Georeference};
use terrain::surface::{
    Aspect, Gradient, GradientMethod, Height, Hillshade, Product, Slope, SlopeUnit, derive,
    derive_file,
};
use terrain::tiff::{
    Blocks, Compression, FileSource, Predictor, Reader, Resampling, Stored, WriteOptions, Writer,
    write,
};
use terrain::vector::{Cover, Lattice, MultiPolygon, Rule};
use terrain::zonal::{
    Wanted, ZonalOptions, area_by_level, area_by_level_file, statistics, statistics_file,
};
use terrain::{Cell, Figures, Grid, OfTwo, Raster};

use super::oracle::{Dice, data, ground, shapes};

/// How files are arranged: strips of one row and of some, tiles, overviews.
fn arrangements() -> [Blocks; 4] {
    let overviews = Resampling::Average;
    [
        Blocks::Strips { rows: 1 },
        Blocks::Strips { rows: 7 },
        Blocks::Tiles { rows: 16, cols: 32 },
        Blocks::Cloud {
            side: 32,
            overviews,
        },
    ]
}

fn options(blocks: Blocks) -> WriteOptions {
    WriteOptions {
        blocks,
        predictor: Predictor::None,
        compression: Compression::Zstd,
        ..WriteOptions::continuous::<f32>()
    }
}

/// Steps of one row of blocks, of some of them read ahead, and of the whole raster.
const STEPS: [usize; 3] = [1, 12_000, 8 << 20];

/// Ground with holes; without any data where `holes` is all.
fn rough<T: Copy>(
    (rows, cols): (usize, usize),
    holes: u64,
    of: impl Fn(u16) -> T,
    nodata: T,
) -> Raster<T> {
    let mut dice = Dice(7);
    let cells = (0..rows * cols).map(|_| {
        let height = of(u16::try_from(dice.below(1000)).unwrap());
        if dice.below(10) < holes {
            nodata
        } else {
            height
        }
    });
    Raster {
        grid: Grid::new(rows, cols, cells.collect()).unwrap(),
        nodata: Some(nodata),
        georeference: Some(Georeference {
            transform: [111.0, 0.001, 0.0, 32.5, 0.0, -0.0012],
            crs: Crs {
                is_geographic: true,
                ..Crs::default()
            },
        }),
    }
}

fn stored<T: Stored>(path: &Path, raster: &Raster<T>, blocks: Blocks) -> Raster<T> {
    write(path, raster, &options(blocks)).unwrap();
    // What the file says of its place is what counts.
    Reader::open(path).unwrap().read(0).unwrap()
}

fn bits<T: Stored>(raster: &Raster<T>) -> Vec<u64> {
    let cells = raster.grid.cells().iter();
    cells.map(|cell| word(*cell)).collect()
}

fn word<T: Stored>(cell: T) -> u64 {
    let mut bytes = [0; 8];
    terrain::tiff::Word::write(cell.to_word(), &mut bytes[..T::TYPE.bytes()]);
    u64::from_le_bytes(bytes)
}

fn is_the_same<T, P>(folder: &Path, product: &P, raster: &Raster<T>)
where
    T: Stored + Height,
    P: Product<Out: Cell + Stored>,
{
    let shape = (raster.grid.rows(), raster.grid.cols());
    let (from, to) = (folder.join("from.tif"), folder.join("to.tif"));
    for (number, blocks) in arrangements().into_iter().enumerate() {
        let raster = stored(&from, raster, blocks);
        let expected = derive(product, &raster).unwrap();
        let figures = Figures::of(&expected.grid, expected.nodata);
        let out = options(arrangements()[(number + 1) % 4]);
        for bytes in STEPS {
            let reader = Reader::open(&from).unwrap().in_steps_of(bytes);
            let nodata = Some(P::NODATA);
            let mut writer = Writer::create(&to, shape.0, shape.1, nodata, None, &out).unwrap();
            let mut told = 0;
            let done =
                derive_file::<T, _, _>(&reader, &mut writer, product, |rows| told = rows).unwrap();
            writer.finish().unwrap();
            let found: Raster<P::Out> = Reader::open(&to).unwrap().read(0).unwrap();
            assert!(
                bits(&found) == bits(&expected),
                "{shape:?} {blocks:?} {bytes}"
            );
            assert_eq!(
                (done.made, told),
                (figures, shape.0),
                "{shape:?} {blocks:?}"
            );
            let without = Figures::of(&raster.grid, raster.nodata).without;
            assert_eq!(done.without, without);
        }
    }
}

fn gradients() -> Vec<Gradient> {
    let mut all = Vec::new();
    for method in [GradientMethod::Horn, GradientMethod::ZevenbergenThorne] {
        for at_edges in [false, true] {
            all.push(Gradient {
                method,
                z_factor: 1.5,
                at_edges,
            });
        }
    }
    all
}

fn each_product_is_the_same<T: Stored + Height>(raster: &Raster<T>) {
    let folder = tempfile::tempdir().unwrap();
    for gradient in gradients() {
        let unit = SlopeUnit::Percent;
        is_the_same(folder.path(), &Slope { gradient, unit }, raster);
        is_the_same(folder.path(), &Aspect { gradient }, raster);
        let shade = Hillshade {
            gradient,
            ..Hillshade::default()
        };
        is_the_same(folder.path(), &shade, raster);
    }
}

#[test]
fn what_is_derived_file_to_file_is_what_is_derived_in_memory() {
    // More than a row of blocks, and no multiple of one.
    each_product_is_the_same(&rough((69, 75), 1, |z| f32::from(z) / 7.0, -9999.0));
    each_product_is_the_same(&rough((33, 40), 1, |z| i16::try_from(z).unwrap(), -1));
    each_product_is_the_same(&rough((34, 33), 1, |z| f64::from(z) / 3.0, f64::NAN));
}

#[test]
fn a_file_of_one_row_of_one_column_or_without_data_is_derived_too() {
    for shape in [(1, 1), (1, 70), (70, 1), (2, 2), (2, 70), (70, 2), (17, 3)] {
        each_product_is_the_same(&rough(shape, 1, f32::from, -9999.0));
    }
    each_product_is_the_same(&rough((40, 35), 10, f32::from, -9999.0));
}

#[test]
fn any_number_of_threads_derives_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from.tif"), folder.path().join("to.tif"));
    let lake = ground("synthlake", "dem");
    let made = WriteOptions {
        blocks: arrangements()[3],
        ..WriteOptions::continuous::<f32>()
    };
    write(&from, &lake, &made).unwrap();
    let by = |threads: usize, bytes: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let reader = Reader::open(&from).unwrap().in_steps_of(bytes);
            let nodata = Some(f32::NAN);
            let mut writer = Writer::create(&to, 400, 400, nodata, None, &made).unwrap();
            derive_file::<f32, _, _>(&reader, &mut writer, &Slope::default(), |_| ()).unwrap();
            writer.finish().unwrap();
            std::fs::read(&to).unwrap()
        })
    };
    let one = by(1, 8 << 20);
    for (threads, bytes) in [(1, 1), (2, 1), (2, 60_000), (3, 100_000)] {
        assert!(
            by(threads, bytes) == one,
            "{threads} threads, steps of {bytes}"
        );
    }
}

#[test]
fn a_refusal_says_which_of_the_two_files_it_is_of() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from.tif"), folder.path().join("to.tif"));
    let raster = rough((40, 40), 0, f32::from, -9999.0);
    write(&from, &raster, &options(arrangements()[2])).unwrap();
    let into = |rows: usize, cols: usize| {
        let reader = Reader::open(&from).unwrap();
        let how = options(arrangements()[1]);
        let mut writer = Writer::create(&to, rows, cols, Some(f32::NAN), None, &how).unwrap();
        let done = derive_file::<f32, _, _>(&reader, &mut writer, &Slope::default(), |_| ());
        done.err()
    };
    assert!(into(40, 40).is_none());
    assert!(matches!(into(40, 30), Some(OfTwo::Beside(_))));
    assert!(matches!(into(30, 40), Some(OfTwo::Beside(_))));
    // Of 12 blocks the last ones are gone.
    let whole = std::fs::read(&from).unwrap();
    let mut damaged = whole.clone();
    damaged[2500..3500].fill(0xff);
    std::fs::write(&from, &damaged).unwrap();
    assert!(matches!(into(40, 40), Some(OfTwo::Read(_))));
    assert!(!to.with_extension("part").exists());
}

fn wanted() -> ZonalOptions {
    ZonalOptions {
        rule: Rule::Exact,
        distribution: Some(Wanted {
            quantiles: vec![0.1, 0.5],
            bins: vec![0.0, 500.0, 1000.0],
        }),
    }
}

#[test]
fn statistics_of_files_are_those_of_memory() {
    let folder = tempfile::tempdir().unwrap();
    let (values, weights) = (folder.path().join("v.tif"), folder.path().join("w.tif"));
    let zones = shapes(&data("shapes.geojson"));
    let lake = ground("synthlake", "dem");
    let mut heavy = rough((400, 400), 1, |z| i16::try_from(z).unwrap(), -1);
    heavy.georeference = None;
    let centre = ZonalOptions {
        rule: Rule::Centre,
        distribution: None,
    };
    for (number, blocks) in arrangements().into_iter().enumerate() {
        write(&values, &lake, &options(blocks)).unwrap();
        write(&weights, &heavy, &options(arrangements()[3 - number])).unwrap();
        let by_weight = Reader::open(&weights).unwrap();
        let whole: Raster<f64> = by_weight.read(0).unwrap();
        for options in [wanted(), centre.clone()] {
            for weighted in [None, Some(&by_weight)] {
                let expected = statistics(&lake, weighted.map(|_| &whole), &zones, &options);
                let expected = expected.unwrap();
                for bytes in STEPS {
                    let reader = Reader::open(&values).unwrap().in_steps_of(bytes);
                    let found =
                        statistics_file::<f32, _, _>(&reader, weighted, &zones, &options, |_| ());
                    let found = found.unwrap();
                    // Equal numbers of f64 are equal bits here: none is NaN or 0 with a sign.
                    assert!(found.zones == expected, "{blocks:?}, steps of {bytes}");
                    let without = Figures::of(&lake.grid, lake.nodata).without;
                    assert_eq!(found.without, without);
                    let light = Figures::of(&heavy.grid, heavy.nodata).without;
                    assert_eq!(found.weights_without, weighted.map_or(0, |_| light));
                }
            }
        }
    }
}

#[test]
fn weights_of_another_size_are_refused_by_their_name() {
    let folder = tempfile::tempdir().unwrap();
    let (values, weights) = (folder.path().join("v.tif"), folder.path().join("w.tif"));
    for (path, shape) in [(&values, (20, 20)), (&weights, (20, 21))] {
        let raster = rough(shape, 0, f32::from, -9999.0);
        write(path, &raster, &options(arrangements()[0])).unwrap();
    }
    let [values, weights] = [values, weights].map(|path| Reader::open(&path).unwrap());
    let none: [MultiPolygon; 0] = [];
    let found = statistics_file::<f32, _, _>(&values, Some(&weights), &none, &wanted(), |_| ());
    assert!(matches!(found, Err(OfTwo::Beside(_))));
}

#[test]
fn a_level_curve_of_a_file_is_that_of_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lake.tif");
    let lake = ground("synthlake", "dem");
    let zones = shapes(&data("shapes.geojson"));
    let cover = Cover::of(&zones[0], &Lattice::of(&lake).unwrap(), Rule::Exact).unwrap();
    let levels: Vec<f64> = (0..200_u32).map(|level| f64::from(level) * 2.5).collect();
    for blocks in arrangements() {
        write(&path, &lake, &options(blocks)).unwrap();
        for within in [None, Some(&cover)] {
            let expected = area_by_level(&lake, within, &levels).unwrap();
            for bytes in STEPS {
                let reader: Reader<FileSource> = Reader::open(&path).unwrap().in_steps_of(bytes);
                let (found, without) =
                    area_by_level_file::<f32, _>(&reader, within, &levels, |_| ()).unwrap();
                assert_eq!(found, expected, "{blocks:?}, steps of {bytes}");
                let figures = Figures::of(&lake.grid, lake.nodata);
                assert_eq!(without, figures.without);
            }
        }
    }
}
