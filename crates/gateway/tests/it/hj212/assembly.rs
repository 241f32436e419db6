//! Messages put together from packets.

use std::time::Duration;

use gateway::hj212::assembly::{Assembled, Assembler, AssemblyError};
use gateway::hj212::crc::CrcVariant;
use gateway::hj212::frame::Frame;
use gateway::hj212::segment::Packet;
use gateway::limits::{
    HJ212_ASSEMBLING_BYTES_MAX, HJ212_ASSEMBLING_MESSAGES_MAX, HJ212_ASSEMBLING_SECONDS_MAX,
    HJ212_PACKETS_MAX,
};

use super::messages::{item, message};
use super::{frame, framed};
use crate::vectors;

const NOW: Duration = Duration::from_secs(1_000);

fn packet(qn: u64, number: u16, packets: u16, value: &str) -> Frame {
    let mut part = message(vec![
        item("DataTime", "20160801084000"),
        item("a-Avg", value),
    ]);
    part.qn = Some(format!("{qn:017}"));
    part.packet = Some(Packet { packets, number });
    frame(&part.encode(CrcVariant::Hj212).unwrap())
}

#[test]
fn packets_in_any_order_make_the_message_in_its_order() {
    let (one, two, three) = (
        packet(1, 1, 3, "1"),
        packet(1, 2, 3, "2"),
        packet(1, 3, 3, "3"),
    );
    let mut assembler = Assembler::new();
    let packets = 3;
    let waiting = |there| Ok(Assembled::Waiting { there, packets });
    assert_eq!(assembler.accept(&three, NOW), waiting(1));
    assert_eq!(assembler.accept(&one, NOW), waiting(2));
    assert_eq!(assembler.accept(&one, NOW), Ok(Assembled::Again));
    let whole = assembler.accept(&two, NOW).unwrap();
    assert_eq!(whole, Assembled::Whole(vec![one, two, three]));
    assert_eq!((assembler.messages(), assembler.bytes()), (0, 0));
}

#[test]
fn messages_at_once_are_told_apart_by_their_qn() {
    let mut assembler = Assembler::new();
    assembler.accept(&packet(1, 1, 2, "1"), NOW).unwrap();
    assembler.accept(&packet(2, 2, 2, "2"), NOW).unwrap();
    assert_eq!(assembler.messages(), 2);
}

#[test]
fn packets_of_2005_without_a_qn_are_told_apart_by_their_time() {
    let part = |time: &str, number: u16| {
        frame(&framed(&format!(
            "ST=31;CN=2051;PW=1;MN=1;Flag=2;PNUM=2;PNO={number};CP=&&DataTime={time};a-Avg=1&&"
        )))
    };
    let mut assembler = Assembler::new();
    assembler.accept(&part("20180303102200", 1), NOW).unwrap();
    assembler.accept(&part("20180303102300", 2), NOW).unwrap();
    assert_eq!(assembler.messages(), 2);
    let whole = assembler.accept(&part("20180303102200", 2), NOW).unwrap();
    assert!(matches!(whole, Assembled::Whole(frames) if frames.len() == 2));
}

#[test]
fn a_frame_without_packet_numbers_is_a_message() {
    let mut assembler = Assembler::new();
    let row = vectors::row(vectors::malformed(), "bad-33");
    let alone = assembler.accept(&frame(&row.hex("hex")), NOW);
    assert_eq!(alone, Ok(Assembled::Alone));
    assert_eq!(
        assembler.accept(&packet(1, 1, 1, "1"), NOW),
        Ok(Assembled::Alone)
    );
}

#[test]
fn a_packet_beyond_the_last_or_with_another_text_is_refused() {
    let mut assembler = Assembler::new();
    let row = vectors::row(vectors::malformed(), "bad-32");
    let refused = assembler.accept(&frame(&row.hex("hex")), NOW);
    assert!(matches!(refused, Err(AssemblyError::Field(_))));
    assembler.accept(&packet(1, 1, 2, "1"), NOW).unwrap();
    let refused = assembler.accept(&packet(1, 1, 2, "2"), NOW);
    assert_eq!(
        refused,
        Err(AssemblyError::SaysSomethingElse { at: 0, number: 1 })
    );
}

#[test]
fn packets_wait_for_their_time_and_not_longer() {
    let patience = Duration::from_secs(HJ212_ASSEMBLING_SECONDS_MAX);
    let first = packet(1, 1, 2, "1");
    let mut assembler = Assembler::new();
    assembler.accept(&first, NOW).unwrap();
    assert!(assembler.expire(NOW + patience).is_empty());
    let late = assembler.expire(NOW + patience + Duration::from_nanos(1));
    assert_eq!(late.len(), 1);
    assert_eq!((late[0].packets, &late[0].frames), (2, &vec![first]));
    assert_eq!((assembler.messages(), assembler.bytes()), (0, 0));
}

#[test]
fn packets_of_a_message_are_taken_to_their_cap() {
    let mut assembler = Assembler::new();
    let packets = HJ212_PACKETS_MAX;
    assert!(assembler.accept(&packet(1, 1, packets, "1"), NOW).is_ok());
    let packets = packets + 1;
    let refused = assembler.accept(&packet(2, 1, packets, "1"), NOW);
    assert_eq!(
        refused,
        Err(AssemblyError::TooManyPackets { at: 0, packets })
    );
}

#[test]
fn messages_that_wait_are_taken_to_their_cap() {
    let mut assembler = Assembler::new();
    let cap = u64::try_from(HJ212_ASSEMBLING_MESSAGES_MAX).unwrap();
    for qn in 0..cap {
        assert!(assembler.accept(&packet(qn, 1, 2, "1"), NOW).is_ok());
    }
    let refused = assembler.accept(&packet(cap, 1, 2, "1"), NOW);
    assert_eq!(refused, Err(AssemblyError::TooManyMessages { at: 0 }));
    // One that waits already still becomes whole.
    let whole = assembler.accept(&packet(0, 2, 2, "1"), NOW).unwrap();
    assert!(matches!(whole, Assembled::Whole(_)));
}

#[test]
fn bytes_that_wait_are_taken_to_their_cap() {
    let mut assembler = Assembler::new();
    let value = "1".repeat(850);
    let refused = (0..HJ212_ASSEMBLING_MESSAGES_MAX)
        .flat_map(|qn| (1..128).map(move |number| (qn, number)))
        .find_map(|(qn, number)| {
            let part = packet(u64::try_from(qn).unwrap(), number, 128, &value);
            let bytes = part.segment_bytes().len();
            let refused = assembler.accept(&part, NOW).err()?;
            assert!(assembler.bytes() + bytes > HJ212_ASSEMBLING_BYTES_MAX);
            Some(refused)
        });
    assert_eq!(refused, Some(AssemblyError::TooManyBytes { at: 0 }));
    assert!(assembler.bytes() <= HJ212_ASSEMBLING_BYTES_MAX);
}
