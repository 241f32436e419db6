//! What is printed in the specifications.

use terrain::tiff::Reader;

use super::hand::{Field, strip, tiff, with};

fn cells(bytes: &[u8]) -> Vec<u8> {
    let reader = Reader::new(bytes).unwrap();
    reader.read::<u8>(0).unwrap().grid.into_cells()
}

/// TIFF 6.0, section 9, names Apple's TN1023, whose example this is.
#[test]
fn packbits_unpacks_the_example_of_apples_note() {
    let packed = [
        0xFE, 0xAA, 0x02, 0x80, 0x00, 0x2A, 0xFD, 0xAA, 0x03, 0x80, 0x00, 0x2A, 0x22, 0xF7, 0xAA,
    ];
    let mut plain = vec![
        0xAA, 0xAA, 0xAA, 0x80, 0x00, 0x2A, 0xAA, 0xAA, 0xAA, 0xAA, 0x80, 0x00, 0x2A, 0x22,
    ];
    plain.extend([0xAA; 10]);
    assert_eq!(cells(&tiff(&packed, &strip(2, 12, 32773, &packed))), plain);
}

/// TIFF 6.0, section 13: 7 7 7 8 8 7 7 6 6 is written as the codes below, nine bits each.
#[test]
fn lzw_unpacks_the_example_of_tiff_6() {
    let codes: [u16; 9] = [256, 7, 258, 8, 8, 258, 6, 6, 257];
    let bits = codes.map(|code| format!("{code:09b}")).concat();
    let packed: Vec<u8> = bits
        .as_bytes()
        .chunks(8)
        .map(|byte| {
            let byte = std::str::from_utf8(byte).unwrap();
            u8::from_str_radix(&format!("{byte:0<8}"), 2).unwrap()
        })
        .collect();
    let file = tiff(&packed, &strip(3, 3, 5, &packed));
    assert_eq!(cells(&file), [7, 7, 7, 8, 8, 7, 7, 6, 6]);
}

/// TIFF 6.0, section 14: each sample less the one before; the first row of its example is 0 1 2 3 4 …, all ones.
#[test]
fn a_row_of_equal_differences_is_a_ramp() {
    let mut stored = libdeflater::Compressor::new(libdeflater::CompressionLvl::default());
    let plain = [0, 1, 1, 1, 1, 10, 255, 255, 255, 255];
    let mut packed = vec![0; 64];
    let size = stored.zlib_compress(&plain, &mut packed).unwrap();
    packed.truncate(size);
    // 32946 is the number that deflate had before it was registered.
    for compression in [8, 32946] {
        let tags = with(
            strip(2, 5, compression, &packed),
            317,
            Field::Shorts(vec![2]),
        );
        assert_eq!(
            cells(&tiff(&packed, &tags)),
            [0, 1, 2, 3, 4, 10, 9, 8, 7, 6]
        );
    }
}

/// Adobe's technical note 3, figure 1 to 3, in words: bytes of equal weight side by side, most significant first, then differences of
/// bytes. Worked out by hand for 1.0 (3F800000), 2.0 (40000000), 1.5 (3FC00000).
#[test]
fn floats_are_put_together_from_planes_of_bytes() {
    let planes: [u8; 12] = [0x3F, 0x40, 0x3F, 0x80, 0x00, 0xC0, 0, 0, 0, 0, 0, 0];
    let mut differences = planes;
    for i in (1..12).rev() {
        differences[i] = planes[i].wrapping_sub(planes[i - 1]);
    }
    let mut deflate = libdeflater::Compressor::new(libdeflater::CompressionLvl::default());
    let mut packed = vec![0; 64];
    let size = deflate.zlib_compress(&differences, &mut packed).unwrap();
    packed.truncate(size);
    let mut tags = strip(1, 3, 8, &packed);
    for (tag, value) in [(258, 32), (317, 3), (339, 3)] {
        tags = with(tags, tag, Field::Shorts(vec![value]));
    }
    let file = tiff(&packed, &tags);
    let reader = Reader::new(&file[..]).unwrap();
    assert_eq!(
        reader.read::<f32>(0).unwrap().grid.into_cells(),
        [1.0, 2.0, 1.5]
    );
    assert_eq!(
        reader.read::<f64>(0).unwrap().grid.into_cells(),
        [1.0, 2.0, 1.5]
    );
}
