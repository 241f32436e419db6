//! What is written is read, whatever the arrangement; and a file is whole or not there.

use proptest::prelude::*;
use terrain::tiff::{
    Blocks, Compression, Predictor, Reader, Resampling, Stored, Window, WriteOptions, Writer, write,
};
use terrain::{Grid, Raster, Result};

use super::hand::{Field, strip, tiff, with};
use super::{folder, raw};

fn any_blocks() -> impl Strategy<Value = Blocks> {
    prop_oneof![
        (1_usize..20).prop_map(|rows| Blocks::Strips { rows }),
        (1_usize..4, 1_usize..4).prop_map(|(r, c)| Blocks::Tiles {
            rows: r * 16,
            cols: c * 16
        }),
        (1_usize..3, 0..3).prop_map(|(side, how)| Blocks::Cloud {
            side: side * 16,
            overviews: [Resampling::Average, Resampling::Nearest, Resampling::Mode][how as usize],
        }),
    ]
}

fn any_packing() -> impl Strategy<Value = (Compression, Predictor)> {
    let packed = [Compression::Lzw, Compression::Deflate, Compression::Zstd];
    let predictors = [Predictor::None, Predictor::Horizontal, Predictor::Float];
    prop_oneof![
        Just((Compression::None, Predictor::None)),
        Just((Compression::PackBits, Predictor::None)),
        (0..3_usize, 0..3_usize).prop_map(move |(c, p)| (packed[c], predictors[p])),
    ]
}

/// Writes in pieces of some rows, and reads whole and in a window.
fn round<T: Stored>(
    rows: usize,
    cells: &[T],
    options: &WriteOptions,
    piece: usize,
    window: &Window,
) -> Result<()> {
    let cols = cells.len() / rows;
    let folder = folder();
    let path = folder.path().join("a.tif");
    let mut writer = Writer::create(&path, rows, cols, None, None, options)?;
    for rows in cells.chunks(piece * cols) {
        writer.push_rows(rows)?;
    }
    writer.finish()?;
    let reader = Reader::open(&path)?;
    let back = reader.read::<T>(0)?;
    assert!(raw(back.grid.cells()) == raw(cells), "{options:?}");
    let mut part = vec![T::default(); window.rows.len() * window.cols.len()];
    reader.read_window(window, &mut part)?;
    let expected: Vec<T> = window
        .rows
        .clone()
        .flat_map(|row| cells[row * cols..][window.cols.clone()].to_vec())
        .collect();
    assert!(raw(&part) == raw(&expected), "{options:?} {window:?}");
    // In one piece, the file is the same.
    let raster = Raster {
        grid: Grid::new(rows, cols, cells.to_vec())?,
        nodata: None,
        georeference: None,
    };
    let other = folder.path().join("b.tif");
    write(&other, &raster, options)?;
    assert!(
        std::fs::read(&path).unwrap() == std::fs::read(other).unwrap(),
        "{options:?}"
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn what_is_written_is_read_whatever_the_arrangement(
        (rows, cols, bits) in (1_usize..70, 1_usize..70).prop_flat_map(|(rows, cols)| {
            (Just(rows), Just(cols), prop::collection::vec(any::<u64>(), rows * cols))
        }),
        blocks in any_blocks(),
        (compression, predictor) in any_packing(),
        is_big in any::<bool>(),
        piece in 1_usize..30,
        corners in prop::array::uniform4(0.0_f64..1.0),
    ) {
        let span = |a: f64, b: f64, n: usize| {
            let (a, b) = if a < b { (a, b) } else { (b, a) };
            let n = n as f64;
            (a * n) as usize..(b * n).ceil() as usize
        };
        let window = Window {
            band: 0,
            rows: span(corners[0], corners[1], rows),
            cols: span(corners[2], corners[3], cols),
        };
        let options = WriteOptions { blocks, compression, predictor, is_big, ..WriteOptions::codes() };
        let of_whole = WriteOptions {
            predictor: if predictor == Predictor::Float { Predictor::Horizontal } else { predictor },
            ..options.clone()
        };
        let as_u8: Vec<u8> = bits.iter().map(|b| *b as u8).collect();
        let as_i16: Vec<i16> = bits.iter().map(|b| (*b as u16).cast_signed()).collect();
        let as_f32: Vec<f32> = bits.iter().map(|b| f32::from_bits(*b as u32)).collect();
        let as_f64: Vec<f64> = bits.iter().map(|b| f64::from_bits(*b)).collect();
        round(rows, &as_u8, &of_whole, piece, &window).unwrap();
        round(rows, &as_i16, &of_whole, piece, &window).unwrap();
        round(rows, &as_f32, &options, piece, &window).unwrap();
        round(rows, &as_f64, &options, piece, &window).unwrap();
    }
}

fn ramp(rows: usize, cols: usize) -> Raster<f32> {
    let cells = (0..rows * cols).map(|i| i as f32 * 0.25).collect();
    Raster {
        grid: Grid::new(rows, cols, cells).unwrap(),
        nodata: None,
        georeference: None,
    }
}

#[test]
fn a_file_is_the_same_for_any_number_of_threads() {
    let folder = folder();
    let raster = ramp(300, 200);
    let options = WriteOptions {
        blocks: Blocks::Cloud {
            side: 32,
            overviews: Resampling::Average,
        },
        ..WriteOptions::continuous::<f32>()
    };
    let files: Vec<Vec<u8>> = [1, 2, 5]
        .into_iter()
        .map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            let path = folder.path().join(format!("{threads}.tif"));
            pool.install(|| {
                write(&path, &raster, &options).unwrap();
                assert_eq!(Reader::open(&path).unwrap().read::<f32>(0).unwrap(), raster);
            });
            std::fs::read(path).unwrap()
        })
        .collect();
    assert!(files[0] == files[1] && files[1] == files[2]);
}

#[test]
fn a_file_that_was_not_finished_is_not_there_and_the_one_before_is_as_it_was() {
    let folder = folder();
    let path = folder.path().join("dem.tif");
    std::fs::write(&path, "the one before").unwrap();
    let options = WriteOptions::continuous::<f32>();
    let mut writer = Writer::<f32>::create(&path, 40, 30, None, None, &options).unwrap();
    writer.push_rows(&[0.0; 30 * 39]).unwrap();
    let too_many = writer.push_rows(&[0.0; 60]).unwrap_err().to_string();
    assert_eq!(too_many, "60 cells after row 39 of a raster of 40 × 30");
    assert_eq!(
        writer.finish().unwrap_err().to_string(),
        "39 rows of a raster of 40"
    );
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["dem.tif"]);
    assert_eq!(std::fs::read(&path).unwrap(), b"the one before");
    write(&path, &ramp(40, 30), &options).unwrap();
    assert_eq!(
        Reader::open(&path).unwrap().read::<f32>(0).unwrap(),
        ramp(40, 30)
    );
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let base = WriteOptions::continuous::<f32>();
    let folder = folder();
    let refused = |options: WriteOptions| {
        let path = folder.path().join("x.tif");
        let said = Writer::<u8>::create(&path, 10, 10, None, None, &options);
        said.err().unwrap().to_string()
    };
    assert_eq!(refused(base.clone()), "the predictor of floats on u8");
    let base = WriteOptions::codes();
    let tiles = Blocks::Tiles { rows: 16, cols: 24 };
    assert!(
        refused(WriteOptions {
            blocks: tiles,
            ..base.clone()
        })
        .contains("multiples of 16")
    );
    let level = WriteOptions {
        level: Some(13),
        ..base.clone()
    };
    assert_eq!(refused(level), "level 13 of deflate; expected 1 to 12");
    let packing = WriteOptions {
        compression: Compression::PackBits,
        predictor: Predictor::Horizontal,
        ..base.clone()
    };
    assert_eq!(
        refused(packing),
        "a predictor before PackBits, which has none"
    );
    let nul = WriteOptions {
        software: Some("a\0b".to_owned()),
        ..base
    };
    assert!(refused(nul).contains("a NUL"));
}

#[test]
fn a_file_takes_the_place_of_a_file_and_of_nothing_else() {
    let folder = folder();
    let options = WriteOptions::continuous::<f32>();
    let socket = folder.path().join("socket");
    let _listens = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    for there in [folder.path(), &socket] {
        let said = write(there, &ramp(4, 3), &options).unwrap_err().to_string();
        assert!(said.ends_with("expected the name of a file"), "{said}");
        assert!(!there.is_file());
    }
    let found = std::fs::read_dir(folder.path()).unwrap();
    assert_eq!(found.count(), 1, "the socket and nothing half-written");
}

#[test]
fn blocks_that_were_never_written_have_no_data() {
    let data = [5, 6];
    let tags = strip(2, 2, 1, &data);
    let tags = with(tags, 278, Field::Longs(vec![1]));
    let tags = with(tags, 273, Field::Longs(vec![8, 0]));
    let tags = with(tags, 279, Field::Longs(vec![2, 0]));
    let without = tiff(&data, &tags);
    let reader = Reader::new(&without[..]).unwrap();
    assert_eq!(reader.read::<u8>(0).unwrap().grid.cells(), [5, 6, 0, 0]);
    let file = tiff(&data, &with(tags, 42113, Field::Text("-99.0 ")));
    let reader = Reader::new(&file[..]).unwrap();
    assert_eq!(reader.info().sparse_blocks, 1);
    assert_eq!(reader.nodata::<i32>(), None, "no byte is -99");
    let tags = with(strip(2, 2, 1, &data), 279, Field::Longs(vec![0]));
    let tags = with(tags, 273, Field::Longs(vec![0]));
    let file = tiff(&data, &with(tags, 42113, Field::Text("77")));
    let reader = Reader::new(&file[..]).unwrap();
    let raster = reader.read::<f64>(0).unwrap();
    assert_eq!(
        (raster.grid.cells(), raster.nodata),
        (&[77.0; 4][..], Some(77.0))
    );
}

#[test]
fn a_strip_of_the_whole_raster_is_read_in_part() {
    let (rows, cols) = (3000, 1000);
    let data: Vec<u8> = (0..rows * cols).map(|i| (i % 251) as u8).collect();
    let file = tiff(&data, &strip(rows, cols, 1, &data));
    let reader = Reader::new(&file[..]).unwrap();
    assert!(reader.info().block_rows < 3000);
    assert_eq!(reader.read::<u8>(0).unwrap().grid.cells(), data);
    let mut last = vec![0_u8; 10];
    let window = Window {
        band: 0,
        rows: 2999..3000,
        cols: 990..1000,
    };
    reader.read_window(&window, &mut last).unwrap();
    assert_eq!(last, data[data.len() - 10..]);
}

/// libtiff reckons them too (`EstimateStripByteCounts`).
#[test]
fn counts_of_bytes_that_an_old_writer_left_out_follow_from_the_size() {
    let data = [1, 2, 3, 4, 5, 6];
    let mut tags = with(strip(3, 2, 1, &data), 278, Field::Longs(vec![2]));
    tags = with(tags, 273, Field::Longs(vec![8, 12]));
    let zeros = with(tags.clone(), 279, Field::Longs(vec![0, 0]));
    tags.retain(|(tag, _)| *tag != 279);
    for tags in [tags, zeros] {
        let file = tiff(&data, &tags);
        let raster = Reader::new(&file[..]).unwrap().read::<u8>(0).unwrap();
        assert_eq!(raster.grid.cells(), data);
    }
}
