//! `Flag` by editions.

use gateway::hj212::flag::{Edition, EditionHint, Flag};
use gateway::hj212::system::System;

const EPC: &[u8] = b"010000A8900016F000169DC0";

#[test]
fn low_bits_are_answer_and_packets_in_every_edition() {
    for bits in 0..64_u8 {
        let flag = Flag(bits << 2);
        assert!(!flag.wants_answer() && !flag.is_split());
        let asked = flag.answered(true).split(true);
        assert!(asked.wants_answer() && asked.is_split());
        assert_eq!(asked.edition_bits(), bits);
        assert_eq!(asked.split(false).answered(false), flag);
    }
}

#[test]
fn flags_4_to_7_are_2017_and_0_to_3_are_2005() {
    for flag in 0..4 {
        let stated = EditionHint::Stated(Edition::Hjt2005);
        assert_eq!(Flag(flag).edition(Some(System::WATER_SOURCE), EPC), stated);
        let stated = EditionHint::Stated(Edition::Hj2017);
        assert_eq!(
            Flag(flag + 4).edition(Some(System::SURFACE_WATER), EPC),
            stated
        );
    }
}

#[test]
fn flags_8_to_11_are_2025_or_a_water_station_and_never_certain() {
    let surface_water = Some(System::SURFACE_WATER);
    let source = Some(System::AIR_SOURCE);
    let station = EditionHint::Likely(Edition::SurfaceWater2017);
    for flag in 8..12 {
        let flag = Flag(flag);
        assert_eq!(flag.edition(surface_water, b"A110000_0001"), station);
        assert_eq!(flag.edition(surface_water, b"ZLDSZ20210127"), station);
        assert_eq!(flag.edition(None, b"NM100000_0005"), station);
        assert_eq!(
            flag.edition(source, EPC),
            EditionHint::Likely(Edition::Hj2025)
        );
        assert_eq!(
            flag.edition(None, EPC),
            EditionHint::Likely(Edition::Hj2025)
        );
        // A station of surface water with the MN of 2025: the register has to say.
        assert_eq!(flag.edition(surface_water, EPC), EditionHint::Ambiguous);
        assert_eq!(flag.edition(None, b"?"), EditionHint::Ambiguous);
    }
}

#[test]
fn bits_of_no_edition_are_unknown() {
    assert_eq!(Flag(12).edition(None, EPC), EditionHint::Unknown(3));
    assert_eq!(Flag(255).edition(None, EPC), EditionHint::Unknown(63));
}
