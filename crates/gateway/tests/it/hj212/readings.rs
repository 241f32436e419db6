//! Fields of one factor together, and what their stamps stand for.

use gateway::hj212::clock;
use gateway::hj212::command::Command;
use gateway::hj212::error::FieldFault;
use gateway::hj212::flag::Edition;
use gateway::hj212::reading::{DataFlag, Kind, Reading, RunningState};
use gateway::stamp::{Stamp, StampRule};
use jiff::civil::date;

use super::{frame, framed};
use crate::vectors;

#[test]
fn readings_of_a_water_station_are_its_factors_with_value_and_flag() {
    let row = vectors::row(vectors::messages(), "hj212-18");
    let frame = frame(&row.bytes());
    let segment = frame.segment().unwrap();
    let readings: Vec<Reading> = segment.data().readings().map(Result::unwrap).collect();
    let codes: Vec<&str> = readings.iter().map(|reading| reading.code).collect();
    assert_eq!(codes, ["w01010", "w01014", "w01001", "w01017", "w01019"]);
    // Stated by the source: 28.6, N.
    assert_eq!(
        readings[0].value(Kind::RealTime).unwrap().number(),
        Ok(28.6)
    );
    assert_eq!(readings[0].flag(), Some(DataFlag::Normal));
    let stamp = segment.data().first("DataTime").unwrap().time().unwrap();
    assert_eq!(stamp, date(2026, 7, 6).at(10, 30, 0, 0));
}

#[test]
fn minute_data_of_a_stack_have_converted_values_beside_measured_ones() {
    let row = vectors::row(vectors::messages(), "hj212-25");
    let frame = frame(&row.bytes());
    let segment = frame.segment().unwrap();
    let reading = segment.data().readings().next().unwrap().unwrap();
    assert_eq!(reading.code, "a24088");
    let number = |kind| reading.value(kind).unwrap().number().unwrap();
    assert_eq!(number(Kind::Avg), 0.0002);
    assert_eq!(number(Kind::ConvertedMax), 0.0002);
    assert_eq!(number(Kind::Amount), 0.0);
    assert_eq!(reading.value(Kind::RealTime), None);
}

#[test]
fn a_factor_that_comes_twice_is_two_readings() {
    let row = vectors::row(vectors::messages(), "hj212-06");
    let frame = frame(&framed(row.segment()));
    let segment = frame.segment().unwrap();
    let codes: Vec<&str> = segment.data().readings().map(|r| r.unwrap().code).collect();
    assert_eq!(codes[..3], ["a21", "a21", "a21007"]);
}

#[test]
fn an_item_of_annex_c_with_a_misprint_gives_what_is_there() {
    // `w01018-SampleTime=…,01018-Rtd=2.2,w01018-Flag=N,w01018-EFlag=A01;…`
    let row = vectors::row(vectors::annex_c(), "c17-020");
    let frame = frame(&row.bytes());
    let segment = frame.segment().unwrap();
    let readings: Vec<_> = segment.data().readings().collect();
    let codes: Vec<&str> = readings
        .iter()
        .flatten()
        .map(|reading| reading.code)
        .collect();
    assert_eq!(codes, ["w01001", "w01018", "01018", "w01018"]);
    let last = readings.iter().flatten().last().unwrap();
    assert_eq!(last.value(Kind::DeviceFlag).unwrap().text(), Some("A01"));
    assert!(readings.last().unwrap().is_err());
}

#[test]
fn states_of_facilities_are_read_by_their_numbers() {
    let row = vectors::row(vectors::messages(), "hj212-45");
    let frame = frame(&row.bytes());
    let segment = frame.segment().unwrap();
    let states: Vec<RunningState> = segment
        .data()
        .readings()
        .map(|reading| RunningState::of(reading.unwrap().value(Kind::RunningState).unwrap()))
        .collect();
    assert_eq!(states, [RunningState::Off; 8]);
}

#[test]
fn every_flag_of_2017_has_its_meaning() {
    let text = "NFMSDCTB"
        .chars()
        .map(|c| format!("a-Flag={c}"))
        .collect::<Vec<_>>()
        .join(";");
    let frame = frame(&framed(&format!("ST=32;CN=2011;PW=1;MN=1;CP=&&{text}&&")));
    let segment = frame.segment().unwrap();
    let flags: Vec<DataFlag> = segment
        .data()
        .readings()
        .map(|reading| reading.unwrap().flag().unwrap())
        .collect();
    assert_eq!(
        flags,
        [
            DataFlag::Normal,
            DataFlag::Stopped,
            DataFlag::Maintenance,
            DataFlag::Manual,
            DataFlag::Fault,
            DataFlag::Calibration,
            DataFlag::OverRange,
            DataFlag::LinkLost,
        ]
    );
}

#[test]
fn times_have_14_digits_or_17_and_nothing_else() {
    let time = date(2021, 3, 5).at(0, 38, 17, 0);
    assert_eq!(clock::parse(b"20210305003817"), Some(time));
    // hj212-11 sends a DataTime with milliseconds.
    assert_eq!(clock::parse(b"20210305003817000"), Some(time));
    for wrong in [
        "2021030500381",
        "20210230003817",
        "20210305243817",
        "2021030500381x",
        "",
        "２021030500",
    ] {
        assert_eq!(clock::parse(wrong.as_bytes()), None, "{wrong}");
    }
}

#[test]
fn stamps_of_periods_are_their_begin_where_the_text_was_read_and_unstated_elsewhere() {
    for command in [
        Command::DAY,
        Command::RUNNING_TIME,
        Command::MINUTE,
        Command::HOUR,
    ] {
        let rule = |edition| clock::stamp_rule(edition, command);
        assert_eq!(rule(Some(Edition::Hj2017)), StampRule::PeriodBegin);
        assert_eq!(rule(Some(Edition::Hj2025)), StampRule::PeriodBegin);
        assert_eq!(rule(Some(Edition::Hjt2005)), StampRule::Unstated);
        assert_eq!(rule(Some(Edition::SurfaceWater2017)), StampRule::Unstated);
        assert_eq!(rule(None), StampRule::Unstated);
    }
    let moment = clock::stamp_rule(Some(Edition::Hj2017), Command::REAL_TIME);
    assert_eq!(moment, StampRule::Moment);
}

#[test]
fn a_stamp_is_the_data_time_with_what_it_stands_for() {
    let row = vectors::row(vectors::annex_c(), "c17-025");
    let frame = frame(&row.bytes());
    let stamp = frame
        .segment()
        .unwrap()
        .stamp(Some(Edition::Hj2017))
        .unwrap();
    let local = date(2016, 8, 1).at(8, 0, 0, 0);
    let rule = StampRule::PeriodBegin;
    assert_eq!(stamp, Stamp { local, rule });
}

#[test]
fn a_stamp_that_is_missing_or_no_time_is_an_error() {
    let why = |data: &str| {
        let frame = frame(&framed(&format!("ST=32;CN=2051;PW=1;MN=1;CP=&&{data}&&")));
        frame.segment().unwrap().stamp(None).unwrap_err().why
    };
    assert_eq!(why(""), FieldFault::Missing);
    assert_eq!(why("DataTime="), FieldFault::Empty);
    assert!(matches!(why("DataTime=2016"), FieldFault::NotATime(_)));
}

#[test]
fn examples_of_annex_c_are_sent_after_the_period_that_their_stamp_begins() {
    let row = vectors::row(vectors::annex_c(), "c17-023");
    let frame = frame(&row.bytes());
    let segment = frame.segment().unwrap();
    let sent = segment.qn().unwrap().time().unwrap();
    let stamp = segment.data().first("DataTime").unwrap().time().unwrap();
    assert_eq!(stamp, date(2016, 8, 1).at(8, 40, 0, 0));
    assert_eq!(sent, date(2016, 8, 1).at(8, 50, 0, 1_000_000));
}
