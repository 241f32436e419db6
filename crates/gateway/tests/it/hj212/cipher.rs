//! Sealed frames of 2025 against the two examples of annex A.2.

use gateway::codec::Codec;
use gateway::hj212::cipher::{CipherForm, Key};
use gateway::hj212::crc::{CrcRule, CrcVariant};
use gateway::hj212::error::CipherError;
use gateway::hj212::frame::{Frame, Framer, Framing, Sealing};
use gateway::hj212::message::Message;
use proptest::prelude::*;

use super::{Out, framed, read, read_all};
use crate::vectors;

fn sealed(sealed: Sealing) -> Framing {
    Framing {
        sealed,
        ..Framing::default()
    }
}

fn one(framing: Framing, bytes: &[u8]) -> Frame {
    match read(framing, bytes).into_iter().next() {
        Some(Out::Frame(frame)) => frame,
        other => panic!("{other:?}"),
    }
}

fn plain_segment(row: &vectors::Row) -> &'static [u8] {
    let plain = row.cell("plain").as_bytes();
    &plain[6..plain.len() - 4]
}

#[test]
fn both_examples_are_opened_to_their_plaintext() {
    for row in vectors::sm4() {
        let key = Key::new(&row.hex("key_hex")).unwrap();
        let frame = one(sealed(Sealing::Binary), &row.hex("wire_hex"));
        assert!(frame.is_sealed());
        assert!(matches!(
            frame.segment(),
            Err(CipherError::Sealed { at: 6 })
        ));
        let mn = frame.unproved_header().mn().unwrap();
        assert_eq!(mn.text(), Some("010000A8900016F000169DC0"));
        let wire = frame.wire_bytes().to_vec();
        let opened = frame.open(&key, CrcRule::Hj212).unwrap();
        assert_eq!(
            opened.segment_bytes(),
            plain_segment(&row),
            "{}",
            row.cell("id")
        );
        assert_eq!(opened.crc(), Some(CrcVariant::Hj212));
        assert_eq!(opened.wire_bytes(), wire);
        assert_eq!(Framer::encode(&opened), row.hex("wire_hex"));
    }
}

#[test]
fn both_examples_are_sealed_to_their_bytes() {
    for row in vectors::sm4() {
        let key = Key::new(&row.hex("key_hex")).unwrap();
        let plain = [row.cell("plain").as_bytes(), b"\r\n"].concat();
        let frame = super::frame(&plain);
        let message = Message::of(&frame.segment().unwrap()).unwrap();
        let wire = message
            .encode_sealed(CrcVariant::Hj212, &key, CipherForm::Binary)
            .unwrap();
        assert_eq!(wire, row.hex("wire_hex"), "{}", row.cell("id"));
        assert_eq!(message.encode(CrcVariant::Hj212).unwrap(), plain);
    }
}

#[test]
fn printed_ciphertext_of_the_annex_is_opened_under_the_length_that_one_project_sends() {
    for (row, length) in vectors::sm4().into_iter().zip([1128, 811]) {
        let printed = row.cell("printed");
        let (segment, check) = printed.split_at(printed.len() - 4);
        let segment = &segment[6..];
        let text = format!("##{:04}{segment}{check}\r\n", segment.len());
        let frame = one(sealed(Sealing::Printed), text.as_bytes());
        assert_eq!(frame.cipher_form(), Some(CipherForm::Printed));
        let key = Key::new(&row.hex("key_hex")).unwrap();
        let opened = frame.open(&key, CrcRule::Hj212).unwrap();
        assert_eq!(opened.segment_bytes(), plain_segment(&row));
        assert_eq!(segment.len(), length, "{}", row.cell("id"));
    }
}

#[test]
fn another_key_is_an_error_and_no_plaintext() {
    let row = vectors::sm4().remove(0);
    let frame = one(sealed(Sealing::Binary), &row.hex("wire_hex"));
    let key = Key::new(b"0000000000000001").unwrap();
    let error = frame.open(&key, CrcRule::Hj212).unwrap_err();
    assert!(
        matches!(
            error,
            CipherError::WrongKey {
                printed: 0x2200,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn a_key_is_16_bytes() {
    for length in [0, 15, 17, 32] {
        let error = Key::new(&vec![b'0'; length]).unwrap_err();
        assert_eq!(error, CipherError::KeyLength(length));
    }
    let key = Key::new(&[b'0'; 16]).unwrap();
    assert_eq!(format!("{key:?}"), "Key(…)");
}

#[test]
fn a_sealed_frame_of_a_device_that_seals_none_is_a_damaged_one() {
    let row = vectors::sm4().remove(0);
    let out = read_all(Framing::default(), &row.hex("wire_hex"));
    assert!(matches!(out.as_slice(), [Out::Skipped(..)]), "{out:?}");
}

#[test]
fn a_damaged_plain_frame_of_a_device_that_seals_is_not_taken_for_a_sealed_one() {
    let mut bytes = framed("ST=32;CN=2011;PW=1;MN=1;CP=&&DataTime=20240520210600&&");
    bytes[40] = b'7';
    let out = read_all(sealed(Sealing::Binary), &bytes);
    assert!(matches!(out.as_slice(), [Out::Skipped(..)]), "{out:?}");
}

#[test]
fn printed_ciphertext_that_is_no_list_of_blocks_is_an_error() {
    let key = Key::new(&[b'0'; 16]).unwrap();
    let block = vec!["0x00"; 16].join(",");
    for area in [
        "{0x00}".to_owned(),
        "{0x0G}".to_owned(),
        format!("{{{block}"),
        format!("{{{block},}}"),
        format!("{{{block},0x1}}"),
        format!("{{{block},+0x01}}"),
    ] {
        let segment = format!("ST=32;CN=2011;PW=1;MN=1;CP=&&{area}&&");
        let text = format!("##{:04}{segment}0000\r\n", segment.len());
        let frame = one(sealed(Sealing::Printed), text.as_bytes());
        let error = frame.open(&key, CrcRule::Hj212).unwrap_err();
        assert_eq!(error, CipherError::NotPrinted { at: 6 }, "{area}");
    }
}

#[test]
fn a_plain_frame_cannot_be_opened() {
    let key = Key::new(&[b'0'; 16]).unwrap();
    let frame = super::frame(&framed("ST=32;CN=2011;PW=1;MN=1;CP=&&&&"));
    assert_eq!(
        frame.open(&key, CrcRule::Hj212),
        Err(CipherError::NotSealed { at: 0 })
    );
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn what_is_sealed_is_opened_to_itself(
        text in "[A-Za-z0-9]{16,200}",
        key in proptest::array::uniform16(any::<u8>()),
        form in prop::sample::select(vec![CipherForm::Binary, CipherForm::Printed]),
    ) {
        let key = Key::new(&key).unwrap();
        let frame = super::frame(&framed(&format!("ST=32;CN=2011;PW=1;MN=1;CP=&&a={text}&&")));
        let message = Message::of(&frame.segment().unwrap()).unwrap();
        let wire = message.encode_sealed(CrcVariant::Hj212, &key, form).unwrap();
        let found = one(sealed(Sealing::Printed), &wire);
        // One ciphertext in 256 has the check of its plaintext by chance, and reads as a plain frame.
        if found.is_sealed() {
            let opened = found.open(&key, CrcRule::Hj212).unwrap();
            prop_assert_eq!(opened.segment_bytes(), frame.segment_bytes());
        }
    }

    #[test]
    fn no_ciphertext_makes_opening_panic(
        area in prop::collection::vec(any::<u8>(), 16..400),
        key in proptest::array::uniform16(any::<u8>()),
    ) {
        let mut segment = b"ST=32;CN=2011;PW=1;MN=1;CP=&&".to_vec();
        segment.extend_from_slice(&area);
        segment.extend_from_slice(b"&&");
        let mut bytes = format!("##{:04}", segment.len()).into_bytes();
        bytes.extend_from_slice(&segment);
        bytes.extend_from_slice(b"1234\r\n");
        let key = Key::new(&key).unwrap();
        for out in read_all(sealed(Sealing::Printed), &bytes) {
            if let Out::Frame(frame) = out {
                let _ = frame.open(&key, CrcRule::Either);
            }
        }
    }
}
