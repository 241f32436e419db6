//! Messages to bytes and back.

use gateway::hj212::command::Command;
use gateway::hj212::crc::CrcVariant;
use gateway::hj212::error::EncodeError;
use gateway::hj212::flag::Flag;
use gateway::hj212::message::{Item, Message};
use gateway::hj212::segment::Packet;
use gateway::hj212::system::System;
use gateway::limits::{
    HJ212_DATA_AREA_SENT_BYTES_MAX, HJ212_FIELD_NAME_BYTES_MAX, HJ212_PACKETS_MAX,
    HJ212_SEGMENT_SENT_BYTES_MAX,
};
use proptest::prelude::*;

use super::{frame, frames};
use crate::vectors;

pub fn message(data: Vec<Item>) -> Message {
    Message {
        qn: Some("20160801085857223".to_owned()),
        system: System::WATER_SOURCE,
        command: Command::MINUTE,
        password: "123456".to_owned(),
        mn: "010000A8900016F000169DC0".to_owned(),
        flag: Some(Flag(5)),
        packet: None,
        is_resent: false,
        data,
    }
}

pub fn item(name: &str, value: &str) -> Item {
    vec![(name.to_owned(), value.to_owned())]
}

#[test]
fn published_frames_without_a_fault_are_encoded_byte_for_byte() {
    let mut same = 0;
    for row in vectors::annex_c() {
        let bytes = row.bytes();
        let frame = frame(&bytes);
        let segment = frame.segment().unwrap();
        let is_whole = segment.faults().is_empty() && segment.data().fields().all(|f| f.is_ok());
        if !is_whole {
            continue;
        }
        let message = Message::of(&segment).unwrap();
        assert_eq!(
            message.encode(CrcVariant::Hj212).unwrap(),
            bytes,
            "{}",
            row.cell("id")
        );
        same += 1;
    }
    assert!(same >= 55, "{same}");
}

#[test]
fn a_text_that_would_end_its_field_is_not_sent() {
    let sent = |value: &str| message(vec![item("a", value)]).segment();
    for value in [
        "1;b=2", "1,b=2", "1&&", "1\r", "1\n", "1&", "//a", "//a//b//", "//a&&//",
    ] {
        let error = sent(value).unwrap_err();
        assert!(matches!(error, EncodeError::Separator { .. }), "{value}");
    }
    assert!(sent("//清洗;管路,a=b//").is_ok());
    assert!(sent("").is_ok());
}

#[test]
fn names_and_headers_have_a_form() {
    for name in [
        "",
        "a=b",
        "a;b",
        "a&",
        &"n".repeat(HJ212_FIELD_NAME_BYTES_MAX + 1),
    ] {
        let error = message(vec![item(name, "1")]).segment().unwrap_err();
        assert!(matches!(error, EncodeError::Name(_)), "{name}");
    }
    assert!(
        message(vec![item(&"n".repeat(HJ212_FIELD_NAME_BYTES_MAX), "1")])
            .segment()
            .is_ok()
    );
    for mn in ["", "a;b", "a b", "守", "CP=&&"] {
        let mut wrong = message(Vec::new());
        wrong.mn = mn.to_owned();
        assert!(
            matches!(
                wrong.segment(),
                Err(EncodeError::Header { field: "MN", .. })
            ),
            "{mn}"
        );
    }
    let mut wrong = message(Vec::new());
    wrong.system = System(100);
    assert!(matches!(
        wrong.segment(),
        Err(EncodeError::Header { field: "ST", .. })
    ));
    let mut wrong = message(Vec::new());
    wrong.command = Command(10_000);
    assert!(matches!(
        wrong.segment(),
        Err(EncodeError::Header { field: "CN", .. })
    ));
}

#[test]
fn data_areas_of_950_bytes_are_sent_and_one_byte_more_is_not() {
    let cap = HJ212_DATA_AREA_SENT_BYTES_MAX;
    let of = |bytes: usize| {
        let mut message = message(vec![item("a", &"1".repeat(bytes - 2))]);
        message.mn = "88888880000137".to_owned();
        message.qn = None;
        message.segment()
    };
    assert!(of(cap).is_ok());
    let (bytes, accepted) = (cap + 1, cap);
    let error = of(cap + 1).unwrap_err();
    assert_eq!(error, EncodeError::DataAreaTooLong { bytes, accepted });
}

#[test]
fn segments_of_1024_bytes_are_sent_and_one_byte_more_is_not() {
    let cap = HJ212_SEGMENT_SENT_BYTES_MAX;
    let around = message(vec![item("a", "")]).segment().unwrap().len();
    let of = |bytes: usize| message(vec![item("a", &"1".repeat(bytes - around))]).segment();
    assert_eq!(of(cap).unwrap().len(), cap);
    let (bytes, accepted) = (cap + 1, cap);
    let error = of(cap + 1).unwrap_err();
    assert_eq!(error, EncodeError::SegmentTooLong { bytes, accepted });
}

#[test]
fn a_long_message_goes_in_packets_that_each_have_its_time() {
    let mut data = vec![item("DataTime", "20160801084000")];
    data.extend((0..100).map(|at| item(&format!("w{at:05}-Avg"), "12.3456")));
    let packets = message(data.clone()).packets().unwrap();
    assert_eq!(packets.len(), 3);
    let mut again = vec![data[0].clone()];
    for (packet, number) in packets.iter().zip(1..) {
        assert_eq!(packet.packet, Some(Packet { packets: 3, number }));
        assert_eq!(packet.flag, Some(Flag(7)));
        assert_eq!(packet.data[0], data[0]);
        again.extend_from_slice(&packet.data[1..]);
        assert_eq!(frames(&packet.encode(CrcVariant::Hj212).unwrap()).len(), 1);
    }
    assert_eq!(again, data);
}

#[test]
fn packets_are_filled_to_their_last_byte() {
    let around = {
        let mut one = message(Vec::new());
        one.packet = Some(Packet {
            packets: HJ212_PACKETS_MAX,
            number: HJ212_PACKETS_MAX,
        });
        one.segment().unwrap().len()
    };
    let room = HJ212_SEGMENT_SENT_BYTES_MAX - around;
    // Two items that fill a packet with the semicolon between them, and one more.
    let items = |second: usize| {
        let part = |bytes: usize| item("a", &"1".repeat(bytes - 2));
        message(vec![part(100), part(second), part(100)])
            .packets()
            .unwrap()
    };
    let lengths = |packets: Vec<Message>| packets.iter().map(|p| p.data.len()).collect::<Vec<_>>();
    assert_eq!(lengths(items(room - 101)), [2, 1]);
    assert_eq!(lengths(items(room - 100)), [1, 1, 1]);
}

#[test]
fn a_message_that_fits_stays_one() {
    let short = message(vec![item("DataTime", "20160801084000")]);
    assert_eq!(short.clone().packets(), Ok(vec![short]));
}

#[test]
fn an_item_that_fits_nowhere_and_packets_beyond_the_cap_are_errors() {
    let long = message(vec![item("a", "1"), item("b", &"1".repeat(949))]);
    let sent = long.packets().and_then(|packets| {
        packets
            .iter()
            .map(Message::segment)
            .collect::<Result<Vec<_>, _>>()
    });
    assert!(matches!(sent, Err(EncodeError::DataAreaTooLong { .. })));
    let many =
        |count: u16| message((0..count).map(|_| item("a", &"1".repeat(900))).collect()).packets();
    assert_eq!(many(HJ212_PACKETS_MAX).unwrap().len(), 128);
    assert_eq!(
        many(HJ212_PACKETS_MAX + 1),
        Err(EncodeError::TooManyPackets(129))
    );
}

#[test]
fn a_message_that_is_sent_again_says_so_in_2025() {
    let mut again = message(vec![item("a", "1")]);
    again.is_resent = true;
    let frame = frame(&again.encode(CrcVariant::Hj212).unwrap());
    let segment = frame.segment().unwrap();
    assert!(segment.is_resent());
    assert_eq!(Message::of(&segment).unwrap(), again);
}

fn field() -> impl Strategy<Value = (String, String)> {
    let value = prop_oneof!["[-+0-9.A-Za-z=中文]{0,12}", "//[a-z;,=中]{1,12}//"];
    ("[a-zA-Z][a-zA-Z0-9]{0,6}(-[A-Z][a-z]{1,5})?", value)
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn what_is_encoded_is_decoded_to_itself(
        data in prop::collection::vec(prop::collection::vec(field(), 1..4), 0..8),
        qn in proptest::option::of("[0-9]{17}"),
        system in 0..100_u8,
        command in 0..10_000_u16,
        password in "[0-9a-zA-Z]{0,6}",
        mn in "[0-9A-Za-z_]{1,24}",
        flag in proptest::option::of(any::<u8>()),
        packet in proptest::option::of((1..200_u16, 1..200_u16)),
        is_resent: bool,
        crc in prop::sample::select(vec![CrcVariant::Hj212, CrcVariant::Modbus]),
    ) {
        let packet = packet.map(|(one, other)| Packet {
            packets: one.max(other),
            number: one.min(other),
        });
        let message = Message {
            qn,
            system: System(system),
            command: Command(command),
            password,
            mn,
            flag: flag.map(Flag),
            packet,
            is_resent,
            data,
        };
        let bytes = message.encode(crc).unwrap();
        let frame = frame(&bytes);
        let segment = frame.segment().unwrap();
        prop_assert!(segment.faults().is_empty(), "{:?}", segment.faults());
        prop_assert_eq!(Message::of(&segment).unwrap(), message);
    }
}
