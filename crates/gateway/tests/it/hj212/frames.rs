//! Bytes to frames: what others published, and what lines carry.

use gateway::hj212::crc::{CrcRule, CrcVariant};
use gateway::hj212::error::FrameFault;
use gateway::hj212::frame::{Framing, Sealing};
use gateway::limits::{
    HJ212_JUNK_BYTES_BEFORE_FIRST_FRAME_MAX, HJ212_JUNK_BYTES_BETWEEN_FRAMES_MAX,
    HJ212_SEGMENT_BYTES_MAX, HJ212_SEGMENT_PRINTED_BYTES_MAX,
};

use super::{Out, either, framed, frames, read, read_all};
use crate::vectors;

#[test]
fn every_published_frame_that_is_right_comes_out_with_the_variant_that_it_has() {
    let mut right = 0;
    for row in vectors::messages() {
        let verdict = row.cell("verdict");
        if verdict.contains("crc_bad") || verdict.contains("bad_length_field") {
            continue;
        }
        let frame = frames(&row.bytes()).remove(0);
        let expected = if verdict.contains("modbus") {
            CrcVariant::Modbus
        } else {
            CrcVariant::Hj212
        };
        assert_eq!(frame.crc(), Some(expected), "{}", row.cell("id"));
        let printed = std::str::from_utf8(&frame.printed_crc())
            .unwrap()
            .to_owned();
        assert_eq!(printed, row.cell("crc_printed"));
        right += 1;
    }
    assert_eq!(right, 25);
}

#[test]
fn published_frames_with_a_wrong_check_or_length_do_not_come_out() {
    for row in vectors::messages() {
        let verdict = row.cell("verdict");
        if verdict.contains("crc_bad") || verdict.contains("bad_length_field") {
            assert!(frames(&row.bytes()).is_empty(), "{}", row.cell("id"));
        }
    }
}

#[test]
fn a_device_of_the_standard_is_not_taken_with_the_modbus_variant() {
    let row = vectors::row(vectors::messages(), "hj212-46");
    let out = read(Framing::default(), &row.bytes());
    let [Out::Skipped(_, why), ..] = out.as_slice() else {
        panic!("{out:?}")
    };
    let FrameFault::CrcWrong {
        printed, modbus, ..
    } = why.why
    else {
        panic!("{why}")
    };
    assert_eq!((printed, modbus), (0x30A5, 0x30A5));
    let crc = CrcRule::Modbus;
    let framing = Framing {
        crc,
        ..Framing::default()
    };
    assert!(matches!(
        read(framing, &row.bytes()).as_slice(),
        [Out::Frame(_)]
    ));
}

#[test]
fn all_examples_of_annex_c_in_one_stream_come_out_in_their_order() {
    let rows = vectors::annex_c();
    let bytes: Vec<u8> = rows.iter().flat_map(vectors::Row::bytes).collect();
    let found = frames(&bytes);
    assert_eq!(found.len(), rows.len());
    let mut offset = 0;
    for (frame, row) in found.iter().zip(&rows) {
        let bytes = row.bytes();
        assert_eq!(
            frame.segment_bytes(),
            &bytes[6..bytes.len() - 6],
            "{}",
            row.cell("id")
        );
        assert_eq!(frame.offset(), offset);
        offset += u64::try_from(bytes.len()).unwrap();
    }
}

#[test]
fn a_frame_comes_out_before_its_line_end_and_without_one() {
    let bytes = framed("ST=32;CN=2011;PW=1;MN=1;CP=&&&&");
    let without = &bytes[..bytes.len() - 2];
    assert!(matches!(
        read(either(), without).as_slice(),
        [Out::Frame(_)]
    ));
    let glued = [without, without, b"\n", without, b"\r", without, b"\r\n"].concat();
    let out = read_all(either(), &glued);
    assert_eq!(out.len(), 4);
    assert!(
        out.iter().all(|out| matches!(out, Out::Frame(_))),
        "{out:?}"
    );
}

#[test]
fn two_stars_behind_a_frame_are_skipped_and_the_next_frame_is_found() {
    let row = vectors::row(vectors::messages(), "hj212-30");
    let next = framed("ST=32;CN=2011;PW=1;MN=1;CP=&&&&");
    let out = read(either(), &[row.bytes(), next].concat());
    let [Out::Frame(_), Out::Skipped(2, why), Out::Frame(_)] = out.as_slice() else {
        panic!("{out:?}")
    };
    assert_eq!((why.at, &why.why), (134, &FrameFault::NotAStart));
    assert_eq!(why.near.to_string(), "**");
}

#[test]
fn marks_and_separators_inside_data_fool_nobody() {
    let inner = "ST=32;CN=2011;PW=1;MN=1;CP=&&a=##0031ST=32;CN=2011;b=&&\r\n##0007CP=&&&&0000&&";
    let found = frames(&framed(inner));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].segment_bytes(), inner.as_bytes());
}

#[test]
fn a_frame_that_broke_off_costs_itself_and_not_the_next_one() {
    let broken = vectors::row(vectors::messages(), "hj212-21").bytes();
    let whole = framed("QN=20260706103512346;ST=21;CN=2011;PW=1;MN=A110000_0001;Flag=9;CP=&&&&");
    // The length of the broken frame reaches into the next one, and ends beyond both.
    let line = [broken.clone(), whole.clone()].concat();
    let out = read_all(either(), &line);
    let [Out::Skipped(140, why), Out::Frame(frame)] = out.as_slice() else {
        panic!("{out:?}")
    };
    assert!(matches!(why.why, FrameFault::BrokenOff), "{why}");
    assert_eq!(frame.offset(), 140);
    // With more on the line the check is wrong, or not there.
    let line = [broken, whole.clone(), whole.clone(), whole].concat();
    assert_eq!(frames(&line).len(), 3);
}

#[test]
fn a_frame_that_swallowed_the_start_of_the_next_one_does_not_pass_by_chance() {
    // 256 frames that broke off so that their check stands within the next frame, over all values of one byte.
    let next = framed("QN=20160801085857223;ST=32;CN=2011;PW=1;MN=1;CP=&&a=0000&&");
    let cut = next.windows(4).position(|four| four == b"0000").unwrap();
    for byte in 0..=u8::MAX {
        let mut broken = b"ST=32;CN=2011;PW=1;MN=1;CP=&&a=".to_vec();
        broken.push(byte);
        let mut line = format!("##{:04}", broken.len() + cut).into_bytes();
        line.extend_from_slice(&broken);
        line.extend_from_slice(&next);
        let found = frames(&line);
        assert_eq!(found.len(), 1, "{byte}");
        assert_eq!(found[0].segment_bytes(), &next[6..next.len() - 6], "{byte}");
    }
}

#[test]
fn four_frames_without_a_line_end_between_them_are_four() {
    let row = vectors::row(vectors::messages(), "hj212-26");
    let found = frames(&row.bytes());
    assert_eq!(found.len(), 4);
    assert_eq!(found[0].segment_bytes(), found[3].segment_bytes());
}

#[test]
fn a_length_that_is_false_costs_at_most_the_longest_frame() {
    let start = format!("##{HJ212_SEGMENT_BYTES_MAX:04}QN=");
    let whole = framed("ST=32;CN=2011;PW=1;MN=1;CP=&&&&");
    let mut bytes = start.into_bytes();
    while bytes.len() < HJ212_SEGMENT_BYTES_MAX + 10 {
        bytes.extend_from_slice(&whole);
    }
    let out = read(either(), &bytes);
    assert!(matches!(out[0], Out::Skipped(9, _)), "{:?}", out[0]);
    assert!(out[1..].iter().all(|out| matches!(out, Out::Frame(_))));
    assert_eq!(out.len() - 1, (bytes.len() - 9) / whole.len());
}

#[test]
fn segments_at_the_cap_come_out_and_one_byte_more_does_not() {
    let segment = |bytes: usize| {
        let empty = "ST=32;CN=2011;PW=1;MN=1;CP=&&a=&&";
        let filled = "x".repeat(bytes - empty.len());
        format!("ST=32;CN=2011;PW=1;MN=1;CP=&&a={filled}&&")
    };
    let cap = HJ212_SEGMENT_BYTES_MAX;
    assert_eq!(frames(&framed(&segment(cap))).len(), 1);
    let out = read(either(), &framed(&segment(cap + 1)));
    let Out::Skipped(_, why) = &out[0] else {
        panic!("{out:?}")
    };
    let (declared, accepted) = (cap + 1, cap);
    assert_eq!(why.why, FrameFault::LengthOutOfRange { declared, accepted });
    let sealed = Sealing::Printed;
    let framing = Framing { sealed, ..either() };
    let cap = HJ212_SEGMENT_PRINTED_BYTES_MAX;
    assert!(matches!(
        read(framing, &framed(&segment(cap))).as_slice(),
        [Out::Frame(_)]
    ));
    assert!(matches!(
        read(framing, &framed(&segment(cap + 1)))[0],
        Out::Skipped(..)
    ));
}

#[test]
fn junk_before_the_first_frame_is_put_up_with_to_its_cap() {
    let whole = framed("ST=32;CN=2011;PW=1;MN=1;CP=&&&&");
    let cap = HJ212_JUNK_BYTES_BEFORE_FIRST_FRAME_MAX;
    let at_cap = [vec![0; cap], whole.clone()].concat();
    assert!(matches!(
        read(either(), &at_cap).last(),
        Some(Out::Frame(_))
    ));
    let beyond = [vec![0; cap + 1], whole].concat();
    let out = read(either(), &beyond);
    let Some(Out::Close(why)) = out.last() else {
        panic!("{out:?}")
    };
    assert!(matches!(why.why, FrameFault::TooMuchJunk { .. }), "{why}");
}

#[test]
fn junk_between_frames_is_put_up_with_to_its_cap_and_counted_from_the_last_frame() {
    let whole = framed("ST=32;CN=2011;PW=1;MN=1;CP=&&&&");
    let bare = &whole[..whole.len() - 2];
    let cap = HJ212_JUNK_BYTES_BETWEEN_FRAMES_MAX;
    let junk = vec![b'x'; cap];
    let out = read(either(), &[bare, &junk, bare, &junk, bare].concat());
    let found = out
        .iter()
        .filter(|out| matches!(out, Out::Frame(_)))
        .count();
    assert_eq!(found, 3);
    let out = read(either(), &[bare, &junk, b"x", bare].concat());
    assert!(
        matches!(out.last(), Some(Out::Close(_))),
        "{:?}",
        out.last()
    );
}

#[test]
fn behind_a_fault_a_length_without_a_segment_is_not_waited_for() {
    let whole = framed("ST=32;CN=2011;PW=1;MN=1;CP=&&&&");
    let out = read(either(), &[b"x##2000y", whole.as_slice()].concat());
    let [Out::Skipped(1, _), Out::Skipped(7, why), Out::Frame(_)] = out.as_slice() else {
        panic!("{out:?}")
    };
    assert_eq!(why.why, FrameFault::NotASegment);
}

#[test]
fn behind_a_fault_a_right_check_alone_makes_no_frame() {
    let bare = framed("ST=32;CN=2011;PW=1");
    assert!(matches!(read(either(), &bare).as_slice(), [Out::Frame(_)]));
    let out = read(either(), &[b"x", bare.as_slice()].concat());
    let [Out::Skipped(1, _), Out::Skipped(28, why)] = out.as_slice() else {
        panic!("{out:?}")
    };
    assert_eq!(why.why, FrameFault::NotASegment);
}

#[test]
fn an_error_shows_the_byte_and_what_stood_there() {
    let whole = framed("ST=32;CN=2011;PW=1;MN=1;CP=&&&&");
    let mut bad = whole.clone();
    let last = bad.len() - 3;
    bad[last] = if bad[last] == b'0' { b'1' } else { b'0' };
    let out = read(either(), &[whole, bad].concat());
    let Out::Skipped(43, why) = &out[1] else {
        panic!("{out:?}")
    };
    assert_eq!(
        why.to_string(),
        "byte 41: the check is D700; D701 expected (1939 as CRC-16/MODBUS), at `\\r\\n##0031ST=32;CN=2011;PW`"
    );
}
