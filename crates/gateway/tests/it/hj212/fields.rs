//! The fields of header and data area.

use gateway::hj212::command::Command;
use gateway::hj212::error::FieldFault;
use gateway::hj212::segment::{Field, Packet};
use gateway::hj212::system::System;

use super::{frame, framed};
use crate::vectors;

#[test]
fn fields_of_every_published_frame_are_those_that_were_read_elsewhere() {
    let stated = vectors::message_fields();
    let mut seen = 0;
    for row in vectors::messages() {
        let verdict = row.cell("verdict");
        // Another length or check keeps some from coming out; their fields are read all the same.
        let frame = frame(&framed(row.segment()));
        let segment = frame.segment().unwrap();
        let of = |part: &str| -> Vec<(&str, &str)> {
            let own = stated.iter().filter(|s| s.cell("id") == row.cell("id"));
            own.filter(|s| s.cell("part") == part)
                .map(|s| (s.cell("name"), s.cell("value")))
                .collect()
        };
        if verdict.contains("bad_length_field") {
            continue;
        }
        let data: Vec<Field> = segment.data().fields().filter_map(Result::ok).collect();
        let pairs: Vec<(&str, &str)> = data
            .iter()
            .map(|field| (field.name, field.value.text().unwrap()))
            .collect();
        assert_eq!(pairs, of("data"), "{}", row.cell("id"));
        for (name, value) in of("header") {
            assert_eq!(
                segment.field(name.trim_start_matches(',')).unwrap().text(),
                Some(value),
                "{}",
                row.cell("id")
            );
        }
        for (name, value) in of("flag") {
            let flag = segment.flag().unwrap().unwrap();
            let found = match name {
                "version_bits" => flag.edition_bits().to_string(),
                "split" => if flag.is_split() { "True" } else { "False" }.to_owned(),
                _ => if flag.wants_answer() { "True" } else { "False" }.to_owned(),
            };
            assert_eq!(found, value, "{} {name}", row.cell("id"));
        }
        seen += 1;
    }
    assert_eq!(seen, 31);
}

#[test]
fn a_length_of_three_digits_is_no_frame_but_its_fields_can_be_read() {
    // hj212-28: `LA-td` for `LA-Rtd`, and a semicolon before the end.
    let row = vectors::row(vectors::messages(), "hj212-28");
    let frame = frame(&framed(row.segment()));
    let segment = frame.segment().unwrap();
    assert!(segment.data().fields().all(|field| field.is_ok()));
    assert_eq!(segment.data().first("LA-td").unwrap().number(), Ok(50.1));
    assert!(segment.lacks_packet());
}

#[test]
fn capitals_and_a_stray_comma_in_a_header_are_told_of_and_read() {
    let row = vectors::row(vectors::messages(), "hj212-38");
    let frame = frame(&row.bytes());
    let segment = frame.segment().unwrap();
    assert_eq!(segment.mn().unwrap().text(), Some("88888881234567"));
    assert_eq!(segment.flag().unwrap().unwrap().0, 0);
    let faults: Vec<&FieldFault> = segment.faults().iter().map(|fault| &fault.why).collect();
    assert_eq!(
        faults,
        [&FieldFault::Nothing, &FieldFault::OtherCase("Flag")]
    );
    // `;,MN` stands at byte 29 of the frame: ##0218ST=32;CN=2011;PW=123456;
    assert_eq!(segment.faults()[0].at, 30);
}

#[test]
fn packet_numbers_in_the_data_area_are_data() {
    let row = vectors::row(vectors::messages(), "hj212-16");
    let frame = frame(&row.bytes());
    let segment = frame.segment().unwrap();
    assert_eq!(segment.packet(), Ok(None));
    assert_eq!(segment.data().first("PNO").unwrap().text(), Some("11"));
}

#[test]
fn fields_that_repeat_are_kept_in_their_order_and_items_are_told_apart() {
    let frame = frame(&framed(
        "ST=32;CN=2011;PW=1;MN=1;CP=&&a=1,a=2;a=3;b=4,,c;d=5&&",
    ));
    let segment = frame.segment().unwrap();
    let fields: Vec<_> = segment.data().fields().collect();
    let read: Vec<(&str, &str, usize)> = fields
        .iter()
        .filter_map(|field| field.as_ref().ok())
        .map(|field| (field.name, field.value.text().unwrap(), field.item))
        .collect();
    assert_eq!(
        read,
        [
            ("a", "1", 0),
            ("a", "2", 0),
            ("a", "3", 1),
            ("b", "4", 2),
            ("d", "5", 3)
        ]
    );
    let faults: Vec<_> = fields.into_iter().filter_map(Result::err).collect();
    assert_eq!(faults[0].why, FieldFault::Nothing);
    assert_eq!(faults[1].why, FieldFault::NoEquals);
    assert_eq!(
        (faults[1].field.to_string().as_str(), faults[1].at),
        ("c", 52)
    );
}

#[test]
fn text_of_a_log_may_hold_what_separates_fields() {
    let frame = frame(&framed(
        "ST=32;CN=3020;PW=1;MN=1;CP=&&i11001-Info=//清洗;管路,a=b&&c//;PolId=w01018&&",
    ));
    let segment = frame.segment().unwrap();
    let log = segment.data().first("i11001-Info").unwrap();
    assert_eq!(log.text(), Some("//清洗;管路,a=b&&c//"));
    assert_eq!(
        segment.data().first("PolId").unwrap().text(),
        Some("w01018")
    );
}

#[test]
fn a_log_without_an_end_is_an_error_and_the_next_field_is_read() {
    let frame = frame(&framed(
        "ST=32;CN=3020;PW=1;MN=1;CP=&&i11001-Info=//清洗;PolId=w01018&&",
    ));
    let segment = frame.segment().unwrap();
    let fields: Vec<_> = segment.data().fields().collect();
    assert_eq!(fields[0].as_ref().unwrap_err().why, FieldFault::TextOpen);
    assert_eq!(fields[1].as_ref().unwrap().name, "PolId");
}

#[test]
fn a_data_area_without_an_end_is_told_of_and_read() {
    let frame = frame(&framed(
        "ST=23;CN=2051;PW=1;MN=1;CP=&&L50-Data=49.0;L90-Data=4",
    ));
    let segment = frame.segment().unwrap();
    let faults: Vec<&FieldFault> = segment.faults().iter().map(|fault| &fault.why).collect();
    assert_eq!(faults, [&FieldFault::DataAreaOpen]);
    assert_eq!(segment.data().first("L90-Data").unwrap().text(), Some("4"));
}

#[test]
fn header_is_read_into_its_types() {
    let row = vectors::row(vectors::messages(), "hj212-33");
    let frame = frame(&row.bytes());
    let segment = frame.segment().unwrap();
    assert_eq!(segment.system(), Ok(System::AIR_SOURCE));
    assert_eq!(segment.command(), Ok(Command::MINUTE));
    let (packets, number) = (2, 1);
    assert_eq!(segment.packet(), Ok(Some(Packet { packets, number })));
    assert!(segment.wants_answer());
    assert_eq!(segment.qn().unwrap().text(), Some("20201029122005355"));
}

#[test]
fn what_a_header_lacks_or_has_twice_is_told_of() {
    let frame = frame(&framed("ST=32;ST=33;PW=1;MN=1;Flag=256;PNUM=2;CP=&&&&"));
    let segment = frame.segment().unwrap();
    assert_eq!(segment.system(), Ok(System::WATER_SOURCE));
    assert_eq!(segment.faults()[0].why, FieldFault::Again);
    assert_eq!(segment.command().unwrap_err().why, FieldFault::Missing);
    assert_eq!(segment.packet().unwrap_err().why, FieldFault::Missing);
    assert_eq!(
        segment.flag().unwrap_err().to_string(),
        "byte 33: `Flag`: `256`; 0 to 255 expected"
    );
}

#[test]
fn numbers_keep_their_text_and_their_decimals() {
    let frame = frame(&framed(
        "ST=32;CN=2011;PW=1;MN=1;CP=&&a=-120.4117;b=+0.10;c=.5;d=1425;e=7.&&",
    ));
    let segment = frame.segment().unwrap();
    let data = segment.data();
    let read = |name: &str| {
        let value = data.first(name).unwrap();
        (value.number().unwrap(), value.decimals())
    };
    assert_eq!(read("a"), (-120.4117, 4));
    assert_eq!(read("b"), (0.1, 2));
    assert_eq!(read("c"), (0.5, 1));
    assert_eq!(read("d"), (1425.0, 0));
    assert_eq!(read("e"), (7.0, 0));
}

#[test]
fn what_is_not_plainly_a_number_is_none() {
    for text in [
        "NaN", "inf", "-inf", "1e3", "0x10", "--1", "+", ".", "1 ", "1.2.3", "１",
    ] {
        let frame = frame(&framed(&format!("ST=32;CN=2011;PW=1;MN=1;CP=&&a={text}&&")));
        let segment = frame.segment().unwrap();
        let fault = segment.data().first("a").unwrap().number().unwrap_err();
        assert!(matches!(fault.why, FieldFault::NotANumber(_)), "{text}");
    }
    let digits = |count: usize| {
        let frame = frame(&framed(&format!(
            "ST=32;CN=2011;PW=1;MN=1;CP=&&a={}&&",
            "9".repeat(count)
        )));
        let segment = frame.segment().unwrap();
        segment.data().first("a").unwrap().number().is_ok()
    };
    assert!(digits(32));
    assert!(!digits(33));
}
