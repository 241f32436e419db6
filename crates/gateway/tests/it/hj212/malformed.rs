//! The malformed vectors, each with the reaction that is wanted of it.

use gateway::hj212::crc::CrcVariant;
use gateway::hj212::error::{FieldFault, Foreign, FrameFault};
use gateway::hj212::frame::Framing;
use gateway::hj212::reading::{DataFlag, Kind, Reading};

use super::{Out, either, frame, read, read_all};
use crate::vectors;

fn bytes(id: &str) -> Vec<u8> {
    vectors::row(vectors::malformed(), id).hex("hex")
}

/// What the first step says is wrong.
fn fault(id: &str) -> FrameFault {
    let out = read_all(Framing::default(), &bytes(id));
    match out.into_iter().next() {
        Some(Out::Skipped(_, why) | Out::Close(why)) => why.why,
        other => panic!("{id}: {other:?}"),
    }
}

fn number_fault(id: &str) -> FieldFault {
    let frame = frame(&bytes(id));
    let segment = frame.segment().unwrap();
    let readings: Vec<Reading> = segment.data().readings().map(Result::unwrap).collect();
    let value = readings[0].value(Kind::RealTime).unwrap();
    // The rest of the frame stays readable.
    assert_eq!(readings[0].flag(), Some(DataFlag::Normal));
    value.number().unwrap_err().why
}

#[test]
fn the_vectors_are_those_that_these_tests_speak_of() {
    let ids: Vec<&str> = vectors::malformed()
        .iter()
        .map(|row| row.cell("id"))
        .collect();
    let known = "bad-02 bad-03 bad-05 bad-06 bad-08 bad-09 bad-11 bad-12 bad-14 bad-15 bad-17 bad-18 bad-20 \
                 bad-21 bad-23 bad-24 bad-26 bad-27 bad-29 bad-30 bad-32 bad-33 bad-35 bad-36 bad-38";
    assert_eq!(ids.join(" "), known);
}

#[test]
fn bad_02_a_wrong_check_is_no_frame() {
    assert!(matches!(
        fault("bad-02"),
        FrameFault::CrcWrong { printed: 0, .. }
    ));
}

#[test]
fn bad_03_the_modbus_variant_is_taken_of_a_device_that_is_known_for_it() {
    assert!(matches!(fault("bad-03"), FrameFault::CrcWrong { .. }));
    assert_eq!(frame(&bytes("bad-03")).crc(), Some(CrcVariant::Modbus));
}

#[test]
fn bad_05_and_06_a_line_end_may_lack_or_be_half() {
    for id in ["bad-05", "bad-06"] {
        let out = read(Framing::default(), &bytes(id));
        assert!(matches!(out.as_slice(), [Out::Frame(_)]), "{id}: {out:?}");
    }
}

#[test]
fn bad_08_a_length_that_is_too_short_finds_no_check() {
    assert_eq!(fault("bad-08"), FrameFault::CrcNotHex { declared: 135 });
    let whole = bytes("bad-05");
    let out = read(Framing::default(), &[bytes("bad-08"), whole].concat());
    assert!(matches!(out.last(), Some(Out::Frame(_))), "{out:?}");
}

#[test]
fn bad_09_and_11_a_length_beyond_the_cap_or_with_a_sign_is_not_waited_for() {
    let long = fault("bad-09");
    assert!(matches!(
        long,
        FrameFault::LengthOutOfRange { declared: 9999, .. }
    ));
    assert_eq!(fault("bad-11"), FrameFault::LengthNotDigits);
}

#[test]
fn bad_12_of_many_marks_the_last_one_counts() {
    let out = read(Framing::default(), &bytes("bad-12"));
    assert!(
        matches!(out.as_slice(), [Out::Skipped(4, _), Out::Frame(_)]),
        "{out:?}"
    );
}

#[test]
fn bad_14_and_15_scans_by_tls_and_http_are_hung_up_on() {
    assert_eq!(fault("bad-14"), FrameFault::Foreign(Foreign::Tls));
    assert_eq!(fault("bad-15"), FrameFault::Foreign(Foreign::Http));
}

#[test]
fn bad_17_18_20_and_36_are_no_numbers() {
    for id in ["bad-17", "bad-18", "bad-36"] {
        assert!(
            matches!(number_fault(id), FieldFault::NotANumber(_)),
            "{id}"
        );
    }
    assert_eq!(number_fault("bad-20"), FieldFault::Empty);
}

#[test]
fn bad_21_an_unknown_flag_is_kept_as_it_came() {
    let frame = frame(&bytes("bad-21"));
    let segment = frame.segment().unwrap();
    let reading = segment.data().readings().next().unwrap().unwrap();
    let Some(DataFlag::Other(flag)) = reading.flag() else {
        panic!("{reading:?}")
    };
    assert_eq!(flag.text(), Some("ZZ"));
}

#[test]
fn bad_23_24_and_35_are_whole_frames_whose_meaning_the_caller_judges() {
    // Ten years ahead, a QN that was there before, a wrong password: the codec knows neither clock nor register.
    for id in ["bad-23", "bad-24", "bad-35"] {
        let frame = frame(&bytes(id));
        let segment = frame.segment().unwrap();
        assert!(segment.faults().is_empty());
        assert!(segment.qn().unwrap().time().is_ok());
    }
    let frame = frame(&bytes("bad-35"));
    let password = frame.segment().unwrap().password().unwrap();
    assert_eq!(password.text(), Some("654321"));
}

#[test]
fn bad_26_an_mn_that_is_a_path_is_a_text_like_any_other() {
    let frame = frame(&bytes("bad-26"));
    assert_eq!(
        frame.segment().unwrap().mn().unwrap().text(),
        Some("../../etc/passwd")
    );
}

#[test]
fn bad_27_a_name_beyond_the_cap_is_an_error_of_its_field_alone() {
    let frame = frame(&bytes("bad-27"));
    let segment = frame.segment().unwrap();
    let fields: Vec<_> = segment.data().fields().collect();
    let why = &fields[1].as_ref().unwrap_err().why;
    assert!(matches!(why, FieldFault::NameTooLong { .. }));
    assert_eq!(fields[2].as_ref().unwrap().name, "w01018-Flag");
}

#[test]
fn bad_29_a_frame_within_a_frame_is_one_frame() {
    let out = read_all(Framing::default(), &bytes("bad-29"));
    assert!(matches!(out.as_slice(), [Out::Frame(_)]), "{out:?}");
}

#[test]
fn bad_30_a_frame_that_comes_twice_comes_out_twice() {
    let out = read_all(Framing::default(), &bytes("bad-30"));
    let [Out::Frame(one), Out::Frame(other)] = out.as_slice() else {
        panic!("{out:?}")
    };
    assert_eq!(one.segment_bytes(), other.segment_bytes());
    assert_eq!((one.offset(), other.offset()), (0, 152));
}

#[test]
fn bad_32_a_packet_beyond_the_last_is_an_error() {
    let frame = frame(&bytes("bad-32"));
    let fault = frame.segment().unwrap().packet().unwrap_err();
    let (number, packets) = (3, 2);
    assert_eq!(fault.why, FieldFault::PacketBeyondLast { number, packets });
    assert_eq!(fault.field.to_string(), "PNO");
}

#[test]
fn bad_33_a_frame_that_promises_packet_numbers_and_has_none_is_whole() {
    let frame = frame(&bytes("bad-33"));
    let segment = frame.segment().unwrap();
    assert_eq!(segment.packet(), Ok(None));
    assert!(segment.lacks_packet());
}

#[test]
fn bad_38_zeros_are_hung_up_on() {
    let out = read(either(), &bytes("bad-38"));
    assert!(matches!(out.last(), Some(Out::Close(_))), "{out:?}");
}
