//! The framer put through the contract of all codecs.

use gateway::hj212::crc::CrcVariant;
use gateway::hj212::frame::{Frame, Framer, Framing, Sealing};
use proptest::prelude::*;

use super::{either, framed};
use crate::contract::{Subject, check};
use crate::vectors;

/// HJ 212 with what the register says of a device.
pub struct Hj212(pub Framing);

impl Subject for Hj212 {
    type Codec = Framer;
    type Content = (Vec<u8>, [u8; 4], Option<CrcVariant>);

    fn fresh(&self) -> Framer {
        Framer::new(self.0)
    }

    fn content(frame: &Frame) -> Self::Content {
        let segment = frame.segment_bytes().to_vec();
        (segment, frame.printed_crc(), frame.crc())
    }
}

#[test]
fn every_published_frame_keeps_the_contract() {
    let all = vectors::messages().into_iter().chain(vectors::annex_c());
    for row in all {
        let bytes = row.bytes();
        for sealed in [Sealing::Never, Sealing::Binary, Sealing::Printed] {
            let subject = Hj212(Framing { sealed, ..either() });
            if let Err(broken) = check(&subject, &bytes, &[7, 60, 61]) {
                panic!("{}: {broken:?}", row.cell("id"));
            }
        }
    }
}

#[test]
fn every_malformed_vector_keeps_the_contract() {
    for row in vectors::malformed() {
        let subject = Hj212(either());
        if let Err(broken) = check(&subject, &row.hex("hex"), &[7, 60, 61]) {
            panic!("{}: {broken:?}", row.cell("id"));
        }
    }
}

/// Pieces that a line may carry: frames, frames that were damaged, marks without a frame, junk.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let published: Vec<Vec<u8>> = vectors::messages()
        .into_iter()
        .chain(vectors::annex_c())
        .map(|row| row.bytes())
        .collect();
    let whole = prop::sample::select(published);
    let small = "[A-Za-z0-9=;,#]{0,40}"
        .prop_map(|text| framed(&format!("ST=32;CN=2011;PW=1;MN=1;CP=&&{text}&&")));
    let damaged = (whole.clone(), any::<prop::sample::Index>(), any::<u8>()).prop_map(
        |(mut bytes, at, byte)| {
            let at = at.index(bytes.len());
            bytes[at] = byte;
            bytes
        },
    );
    let cut = (whole.clone(), any::<prop::sample::Index>()).prop_map(|(mut bytes, at)| {
        bytes.truncate(at.index(bytes.len()));
        bytes
    });
    let mark = prop::sample::select(vec![
        b"#".to_vec(),
        b"##".to_vec(),
        b"###".to_vec(),
        b"##12".to_vec(),
        b"##0100".to_vec(),
        b"##2000QN=".to_vec(),
        b"##9999".to_vec(),
        b"\r\n".to_vec(),
        b"**".to_vec(),
        b"GET ".to_vec(),
        b"\x16\x03".to_vec(),
    ]);
    let junk = prop::collection::vec(any::<u8>(), 0..400);
    prop_oneof![4 => whole, 4 => small, 3 => damaged, 2 => cut, 3 => mark, 1 => junk]
}

/// The examples of annex C that are printed to their end.
fn whole_segments() -> Vec<Vec<u8>> {
    vectors::annex_c()
        .iter()
        .map(vectors::Row::bytes)
        .filter(|bytes| bytes[..bytes.len() - 6].ends_with(b"&&"))
        .collect()
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn any_line_in_any_pieces_keeps_the_contract(
        pieces in prop::collection::vec(piece(), 0..8),
        cuts in prop::collection::vec(any::<usize>(), 0..12),
        sealed in prop::sample::select(vec![Sealing::Never, Sealing::Binary, Sealing::Printed]),
    ) {
        let subject = Hj212(Framing { sealed, ..either() });
        let checked = check(&subject, &pieces.concat(), &cuts);
        prop_assert!(checked.is_ok(), "{:?}", checked.err());
    }

    #[test]
    fn a_frame_behind_a_fault_is_found(
        fault in piece(),
        whole in prop::sample::select(whole_segments()),
    ) {
        let mut bytes = framed("ST=32;CN=2011;PW=1;MN=1;CP=&&&&");
        bytes.extend_from_slice(&fault);
        bytes.extend_from_slice(&whole);
        let found = super::frames(&bytes);
        let wanted = &whole[6..whole.len() - 6];
        prop_assert!(found.iter().any(|frame| frame.segment_bytes() == wanted));
    }
}

proptest! {
    // Fewer and long ones: the contract goes through them byte by byte.
    #![proptest_config(ProptestConfig { cases: 48, ..crate::cases() })]

    #[test]
    fn junk_keeps_the_contract(
        bytes in prop::collection::vec(prop_oneof![Just(b'#'), b'0'..=b'9', any::<u8>()], 0..3400),
        cuts in prop::collection::vec(any::<usize>(), 0..12),
    ) {
        let checked = check(&Hj212(either()), &bytes, &cuts);
        prop_assert!(checked.is_ok(), "{:?}", checked.err());
    }
}
