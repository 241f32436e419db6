//! Files that are cut, lie or mean harm.

use proptest::prelude::*;
use terrain::limits::{BLOCK_BYTES_MAX, ROWS_BYTES_MAX, SIDE_MAX};
use terrain::tiff::{Blocks, Compression, Predictor, Reader, Resampling, WriteOptions, write};
use terrain::{Grid, Raster, TerrainError};

use super::folder;
use super::hand::{Field, strip, tiff, with};

/// Six hundred times 4, as bytes.
const FOURS: &str = match std::str::from_utf8(&[4; 600]) {
    Ok(text) => text,
    Err(_) => "",
};

/// What reading comes to: the cells of a file that holds up to the last byte that they need.
fn outcome(bytes: &[u8]) -> Result<Vec<f32>, TerrainError> {
    let reader = Reader::new(bytes)?;
    Ok(reader.read::<f32>(0)?.grid.into_cells())
}

/// What is said of a file that is wrong.
fn refusal(bytes: &[u8]) -> String {
    let read = Reader::new(bytes).and_then(|reader| reader.read::<u8>(0));
    read.unwrap_err().to_string()
}

fn small(blocks: Blocks, compression: Compression, is_big: bool) -> (Vec<u8>, Vec<f32>) {
    let folder = folder();
    let path = folder.path().join("small.tif");
    let cells: Vec<f32> = (0_u16..20 * 17).map(|i| f32::from(i).sqrt()).collect();
    let raster = Raster {
        grid: Grid::new(20, 17, cells.clone()).unwrap(),
        nodata: Some(-1.0),
        georeference: None,
    };
    let options = WriteOptions {
        blocks,
        compression,
        predictor: if compression == Compression::PackBits {
            Predictor::None
        } else {
            Predictor::Float
        },
        is_big,
        ..WriteOptions::continuous::<f32>()
    };
    write(&path, &raster, &options).unwrap();
    (std::fs::read(path).unwrap(), cells)
}

#[test]
fn a_file_that_is_cut_anywhere_is_an_error_with_its_byte() {
    let cloud = Blocks::Cloud {
        side: 16,
        overviews: Resampling::Average,
    };
    for (blocks, compression, is_big) in [
        (Blocks::Strips { rows: 3 }, Compression::Deflate, false),
        (Blocks::Tiles { rows: 16, cols: 16 }, Compression::Lzw, true),
        (Blocks::Strips { rows: 20 }, Compression::PackBits, false),
        (cloud, Compression::Zstd, false),
    ] {
        let (whole, cells) = small(blocks, compression, is_big);
        for end in 0..whole.len() {
            match outcome(&whole[..end]) {
                Err(TerrainError::Bytes { offset, .. }) => {
                    assert!(offset <= whole.len() as u64, "{end}: {offset}");
                }
                Err(other) => panic!("{end}: {other}"),
                // What is behind the last block: the repetition of its last bytes.
                Ok(found) => {
                    assert!(
                        end + 4 >= whole.len() && found == cells,
                        "{end} of {}",
                        whole.len()
                    );
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn a_file_with_other_bytes_in_it_is_read_or_refused(
        places in prop::collection::vec((0_usize..4000, any::<u8>()), 1..6),
        which in 0..3,
    ) {
        let (blocks, compression) = match which {
            0 => (Blocks::Strips { rows: 3 }, Compression::Deflate),
            1 => (Blocks::Tiles { rows: 16, cols: 16 }, Compression::Lzw),
            _ => (Blocks::Cloud { side: 16, overviews: Resampling::Average }, Compression::Zstd),
        };
        let (mut bytes, _) = small(blocks, compression, false);
        for (place, byte) in places {
            let place = place % bytes.len();
            bytes[place] = byte;
        }
        drop(outcome(&bytes));
    }
}

#[test]
fn directories_that_go_in_a_circle_are_told() {
    let mut bytes = tiff(&[1, 2, 3, 4], &strip(2, 2, 1, &[1, 2, 3, 4]));
    let at = u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
    // The offset of the next directory stands behind its nine tags.
    let next = at as usize + 2 + 9 * 12;
    bytes[next..next + 4].copy_from_slice(&at.to_le_bytes());
    assert_eq!(
        refusal(&bytes),
        format!("at byte {next}: the next directory is at {at}, where one was already: a circle")
    );
}

#[test]
fn a_raster_larger_than_its_bytes_can_become_is_refused_before_anything_is_made_room_for() {
    let side = SIDE_MAX as u32;
    // Uncompressed, 2²⁰ × 2²⁰ in one strip of four bytes.
    let lies = tiff(&[1, 2, 3, 4], &strip(side, side, 1, &[1, 2, 3, 4]));
    assert!(
        refusal(&lies).contains("blocks of 1099511627776 bytes, expected at most"),
        "{}",
        refusal(&lies)
    );
    // Deflated, 16 MiB of ten bytes.
    let packed = [0_u8; 10];
    let lies = tiff(&packed, &strip(4096, 4096, 8, &packed));
    assert_eq!(
        refusal(&lies),
        "at byte 8: 10 bytes (deflate) that should unpack to 16777216; they cannot to more than 10400"
    );
    // One past the side that is taken.
    let lies = tiff(&[1], &strip(1, side + 1, 1, &[1]));
    assert!(
        refusal(&lies).contains("columns of 1048577, expected 1 to 1048576"),
        "{}",
        refusal(&lies)
    );
    let packed = [0_u8; 4];
    let rows = u32::try_from(BLOCK_BYTES_MAX / 16384).unwrap();
    for (rows, is_too_large) in [(rows, false), (rows + 1, true)] {
        let said = refusal(&tiff(&packed, &strip(rows, 16384, 8, &packed)));
        assert_eq!(
            said.contains("expected at most 268435456"),
            is_too_large,
            "{said}"
        );
    }
}

#[test]
fn rows_that_go_by_are_believed_no_more_than_a_raster_that_is_read_whole() {
    let by_steps = |bytes: &[u8]| {
        let reader = Reader::new(bytes).unwrap();
        let steps = reader.steps::<u8>(0, 2);
        let done = reader.read_by_steps::<u8, TerrainError>(steps, |_, _| Ok(()));
        done.unwrap_err().to_string()
    };
    let packed = [0_u8; 10];
    let lies = tiff(&packed, &strip(4096, 4096, 8, &packed));
    assert_eq!(
        by_steps(&lies),
        "at byte 8: 10 bytes (deflate) that should unpack to 16777216; they cannot to more than 10400"
    );
    // Tiles of 16 × 65,536 that were never written, one more of them in a row than makes 4 GiB.
    let tiles = ROWS_BYTES_MAX / (16 * 65_536) + 1;
    let mut tags = strip(65_536, 16 * tiles as u32, 1, &[]);
    tags.retain(|(tag, _)| ![273, 278, 279].contains(tag));
    tags.extend([
        (322, Field::Longs(vec![16])),
        (323, Field::Longs(vec![65_536])),
        (324, Field::Longs(vec![0; tiles])),
        (325, Field::Longs(vec![0; tiles])),
    ]);
    let said = by_steps(&tiff(&[], &tags));
    assert!(said.contains("expected at most 4294967296"), "{said}");
}

#[test]
fn a_bomb_does_not_unpack_to_more_than_its_block() {
    let mut deflate = libdeflater::Compressor::new(libdeflater::CompressionLvl::default());
    let plain = vec![0_u8; 10_000_000];
    let mut packed = vec![0; 100_000];
    let size = deflate.zlib_compress(&plain, &mut packed).unwrap();
    packed.truncate(size);
    let said = refusal(&tiff(&packed, &strip(4, 4, 8, &packed)));
    assert!(
        said.starts_with("at byte 8: deflate is damaged or does not unpack to 16 bytes"),
        "{said}"
    );
    let packed = zstd::bulk::compress(&plain, 3).unwrap();
    let said = refusal(&tiff(&packed, &strip(4, 4, 50000, &packed)));
    assert!(
        said.starts_with("at byte 8: ZSTD is damaged or does not unpack to 16 bytes"),
        "{said}"
    );
}

#[test]
fn counts_and_offsets_that_lie_are_told_with_their_places() {
    let data = [1, 2, 3, 4];
    let tags = || strip(2, 2, 1, &data);
    let cases = [
        (
            with(tags(), 273, Field::Longs(vec![4_000_000_000])),
            "at byte 4000000000: a block of 4 bytes; the file ends at byte 126",
        ),
        (
            with(tags(), 278, Field::Longs(vec![1])),
            "1 blocks in tag 273, expected 2",
        ),
        (
            with(tags(), 279, Field::Longs(vec![3])),
            "3 bytes (none) that should unpack to 4; they cannot to more than 3",
        ),
        (with(tags(), 278, Field::Longs(vec![0])), "strips of 0 rows"),
        (
            with(tags(), 259, Field::Shorts(vec![7])),
            "compression 7 (JPEG), expected none, LZW, deflate, PackBits or ZSTD",
        ),
        (
            with(tags(), 258, Field::Shorts(vec![12])),
            "samples of format 1 with 12 bits",
        ),
        (with(tags(), 266, Field::Shorts(vec![2])), "bits in reverse"),
        (with(tags(), 277, Field::Shorts(vec![0])), "0 bands"),
        (
            with(tags(), 284, Field::Shorts(vec![3])),
            "planar configuration 3",
        ),
        (
            with(tags(), 273, Field::Text("8")),
            "tag 273 is of type 2, expected whole numbers",
        ),
    ];
    for (tags, expected) in cases {
        let said = refusal(&tiff(&data, &tags));
        assert!(
            said.contains(expected) && said.starts_with("at byte "),
            "{said}; expected {expected}"
        );
    }
    assert_eq!(
        refusal(b"GIF89a"),
        "at byte 0: found 47 49, expected II or MM: no TIFF"
    );
    assert_eq!(
        refusal(b"II\x2B\0\x04\0\0\0"),
        "at byte 4: found offsets of 4 bytes, expected 8"
    );
    assert_eq!(
        refusal(b"II*\0\0\0\0\0"),
        "at byte 4: no directory: a file without a raster"
    );
}

#[test]
fn numbers_that_a_type_does_not_hold_are_refused() {
    let bytes = tiff(&[1, 2, 3, 4], &strip(2, 2, 1, &[1, 2, 3, 4]));
    let reader = Reader::new(&bytes[..]).unwrap();
    assert_eq!(
        reader.read::<i8>(0).unwrap_err().to_string(),
        "cells of u8 as i8, which does not hold each of them exactly"
    );
    assert_eq!(reader.read::<i16>(0).unwrap().grid.cells(), [1, 2, 3, 4]);
    assert_eq!(
        reader.read::<u8>(1).unwrap_err().to_string(),
        "band 1 of 1; they count from 0"
    );
}

#[test]
fn blocks_that_all_stand_at_one_place_are_not_believed_together() {
    // A hundred strips of a row each, of the same four bytes.
    let data = [1, 2, 3, 4];
    let tags = with(strip(100, 4, 1, &data), 278, Field::Longs(vec![1]));
    let tags = with(tags, 273, Field::Longs(vec![8; 100]));
    let tags = with(tags, 279, Field::Shorts(vec![4; 100]));
    let bytes = tiff(&data, &tags);
    // 400 bytes are less than the file has; of 600 rows they are more.
    assert!(Reader::new(&bytes[..]).unwrap().read::<u8>(0).is_ok());
    let tags = with(strip(600, 4, 1, &data), 278, Field::Longs(vec![1]));
    let tags = with(tags, 273, Field::Shorts(vec![8; 600]));
    let tags = with(tags, 279, Field::Text(FOURS));
    let mut bytes = tiff(&data, &tags);
    // Counts of one byte each, which no writer would choose.
    let at = bytes
        .windows(4)
        .position(|tag| tag == [0x17, 1, 2, 0])
        .unwrap();
    bytes[at + 2] = 1;
    let size = bytes.len();
    assert_eq!(
        refusal(&bytes),
        format!(
            "at byte 0: {size} bytes (none) that should unpack to 2400; they cannot to more than {size}"
        )
    );
}

#[test]
fn of_several_damages_the_first_is_told_whatever_the_threads() {
    let (whole, _) = small(Blocks::Strips { rows: 1 }, Compression::Deflate, false);
    // Blocks stand one behind the other from byte 16 on, each with the two bytes of zlib before it.
    let heads: Vec<usize> = (16..whole.len() - 1)
        .filter(|at| whole[*at..].starts_with(&[0x78, 0x9C]))
        .collect();
    assert!(heads.len() >= 20);
    let mut bytes = whole;
    for head in &heads[3..] {
        bytes[*head] = 0;
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(4)
        .build()
        .unwrap();
    for _ in 0..20 {
        let said = pool.install(|| outcome(&bytes)).unwrap_err().to_string();
        assert!(
            said.starts_with(&format!("at byte {}: ", heads[3])),
            "{said}"
        );
    }
}
