//! The check against published examples.

use gateway::hj212::crc::{CrcRule, CrcVariant, parse};

use crate::vectors;

fn segment(plain: &str) -> &[u8] {
    &plain.as_bytes()[6..plain.len() - 4]
}

#[test]
fn check_of_annex_a_of_2017_is_1c80() {
    let row = vectors::row(vectors::messages(), "hj212-01");
    let bytes = row.bytes();
    assert_eq!(CrcVariant::Hj212.of(&bytes[6..bytes.len() - 6]), 0x1C80);
}

#[test]
fn checks_of_annex_a_of_2025_are_2200_and_b541() {
    let found: Vec<u16> = vectors::sm4()
        .iter()
        .map(|row| CrcVariant::Hj212.of(segment(row.cell("plain"))))
        .collect();
    assert_eq!(found, [0x2200, 0xB541]);
}

#[test]
fn check_word_of_modbus_is_the_published_one() {
    // 0x4B37: the check value that catalogues of CRCs give for CRC-16/MODBUS over "123456789".
    assert_eq!(CrcVariant::Modbus.of(b"123456789"), 0x4B37);
}

#[test]
fn both_variants_of_every_published_frame_are_those_that_were_computed_elsewhere() {
    let mut seen = 0;
    for row in vectors::messages() {
        let stated = row.cell("crc_hj212");
        if stated.is_empty() {
            continue;
        }
        let segment = row.segment().as_bytes();
        let printed = |variant: CrcVariant| format!("{:04X}", variant.of(segment));
        assert_eq!(printed(CrcVariant::Hj212), stated, "{}", row.cell("id"));
        let modbus = row.cell("crc_modbus");
        assert_eq!(printed(CrcVariant::Modbus), modbus, "{}", row.cell("id"));
        seen += 1;
    }
    assert_eq!(seen, 31);
}

#[test]
fn standard_check_has_256_values_only() {
    let values: std::collections::BTreeSet<u16> = (0..=u16::MAX)
        .map(|two| CrcVariant::Hj212.of(&two.to_be_bytes()))
        .collect();
    assert_eq!(values.len(), 256);
}

#[test]
fn rule_says_which_variant_matched_and_takes_no_other() {
    let segment = b"ST=32;CN=2011;PW=1;MN=1;CP=&&&&";
    let modbus = CrcVariant::Modbus.of(segment);
    assert_eq!(CrcRule::Hj212.matching(segment, modbus), None);
    assert_eq!(
        CrcRule::Modbus.matching(segment, modbus),
        Some(CrcVariant::Modbus)
    );
    assert_eq!(
        CrcRule::Either.matching(segment, modbus),
        Some(CrcVariant::Modbus)
    );
}

#[test]
fn check_is_four_hexadecimal_digits_of_either_case() {
    assert_eq!(parse(*b"cc01"), Some(0xCC01));
    assert_eq!(parse(*b"CC01"), Some(0xCC01));
    assert_eq!(parse(*b"+C01"), None);
    assert_eq!(parse(*b"C01\r"), None);
}
