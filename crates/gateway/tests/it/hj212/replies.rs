//! Answers, byte for byte as published.

use gateway::hj212::crc::CrcVariant;
use gateway::hj212::error::EncodeError;
use gateway::hj212::flag::Flag;
use gateway::hj212::reply::{self, Answer, Outcome};

use super::{frame, framed};
use crate::vectors;

fn published(id: &str) -> Vec<u8> {
    vectors::row(vectors::annex_c(), id).bytes()
}

#[test]
fn data_of_2017_are_answered_as_annex_c_prints_it() {
    let frame = frame(&published("c17-020"));
    let segment = frame.segment().unwrap();
    assert!(segment.wants_answer());
    let answer = reply::data(&segment).unwrap();
    assert_eq!(
        answer.encode(CrcVariant::Hj212).unwrap(),
        published("c17-021")
    );
}

#[test]
fn each_packet_is_answered_by_its_own_qn() {
    let frame = frame(&published("c17-075"));
    let answer = reply::data(&frame.segment().unwrap()).unwrap();
    assert_eq!(
        answer.encode(CrcVariant::Hj212).unwrap(),
        published("c17-076")
    );
}

#[test]
fn a_water_station_is_answered_as_published() {
    let asked = vectors::row(vectors::messages(), "hj212-18").bytes();
    let published = vectors::row(vectors::messages(), "hj212-20").bytes();
    let frame = frame(&asked);
    let answer = reply::data(&frame.segment().unwrap()).unwrap();
    let sent = answer.encode(CrcVariant::Hj212).unwrap();
    assert_eq!(sent, [published, b"\r\n".to_vec()].concat());
}

#[test]
fn notice_and_result_are_answered_as_annex_c_prints_it() {
    let frame = frame(&published("c17-001"));
    let segment = frame.segment().unwrap();
    let notice = reply::notice(&segment).unwrap();
    assert_eq!(
        notice.encode(CrcVariant::Hj212).unwrap(),
        published("c17-008")
    );
    let done = reply::result(&segment, Outcome::Done).unwrap();
    assert_eq!(
        done.encode(CrcVariant::Hj212).unwrap(),
        published("c17-003")
    );
    let ready = reply::request(&segment, Answer::Ready).unwrap();
    let segment = String::from_utf8(ready.segment().unwrap()).unwrap();
    assert_eq!(
        segment,
        "QN=20160801085857223;ST=91;CN=9011;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&QnRtn=1&&"
    );
}

#[test]
fn devices_of_2005_are_answered_with_the_qn_in_the_data_area() {
    let asked = vectors::row(vectors::messages(), "hj212-46").bytes();
    let frame = frame(&asked);
    let answer = reply::notice(&frame.segment().unwrap()).unwrap();
    let sent = answer.encode(CrcVariant::Modbus).unwrap();
    assert_eq!(sent, vectors::row(vectors::messages(), "hj212-51").bytes());
}

#[test]
fn an_answer_of_2005_is_matched_by_the_qn_of_its_data_area() {
    let frame = frame(&vectors::row(vectors::messages(), "hj212-51").bytes());
    let segment = frame.segment().unwrap();
    assert_eq!(segment.qn().unwrap().text(), Some("20170516010101001"));
}

#[test]
fn data_without_a_qn_have_no_answer() {
    let frame = frame(&published("c17-035"));
    let answer = reply::data(&frame.segment().unwrap());
    assert_eq!(answer, Err(EncodeError::NothingToAnswer));
}

#[test]
fn a_constant_check_in_an_answer_is_not_ours() {
    // hj212-53: a server that answers every QN with 2F80. Ours has the check of its own text.
    let row = vectors::row(vectors::messages(), "hj212-53");
    let segment = row.segment();
    let frame = frame(&framed(segment));
    let answer = reply::data(&frame.segment().unwrap()).unwrap();
    assert_eq!(answer.encode(CrcVariant::Hj212).unwrap(), framed(segment));
}

#[test]
fn a_qn_that_would_end_its_field_is_not_sent_back() {
    let frame = frame(&framed("QN=1#2;ST=32;CN=2011;PW=1;MN=1;Flag=5;CP=&&&&"));
    let answer = reply::data(&frame.segment().unwrap()).unwrap();
    assert!(matches!(
        answer.segment(),
        Err(EncodeError::Header { field: "QN", .. })
    ));
}

#[test]
fn a_heartbeat_is_a_frame() {
    let text = |text: &str| text.to_owned();
    let beat = reply::heartbeat(
        text("20240601085857223"),
        text("123456"),
        text("A110000_0001"),
        Flag(8),
    );
    let sent = beat.encode(CrcVariant::Hj212).unwrap();
    assert_eq!(
        frame(&sent).segment_bytes(),
        b"QN=20240601085857223;ST=91;CN=9015;PW=123456;MN=A110000_0001;Flag=8;CP=&&&&"
    );
}

#[test]
fn codes_of_answers_and_outcomes_lead_there_and_back() {
    for code in (0..12).chain([99, 100, 101]) {
        assert_eq!(Answer::of(code).code(), code);
        assert_eq!(Outcome::of(code).code(), code);
    }
    assert_eq!(Answer::of(9), Answer::WrongCrc);
    assert_eq!(Outcome::of(100), Outcome::NoData);
    let frame = frame(&published("c17-003"));
    let returned = reply::returned(&frame.segment().unwrap(), "ExeRtn");
    assert_eq!(returned.map(Outcome::of), Some(Outcome::Done));
}
