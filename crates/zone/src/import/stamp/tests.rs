use jiff::tz::TimeZone;

use super::{Stamp, StampError, StampRules, read_stamp};
use crate::import::sheet::Cell;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("a zone of the database")
}

fn read_in(name: &str, written: &str, year: Option<i16>) -> Result<Stamp, StampError> {
    read_stamp(
        &Cell::Text(written.to_owned()),
        &StampRules {
            zone: &zone(name),
            year,
        },
    )
}

fn shanghai(cell: &Cell) -> Result<Stamp, StampError> {
    read_stamp(
        cell,
        &StampRules {
            zone: &zone("Asia/Shanghai"),
            year: None,
        },
    )
}

fn text(written: &str) -> Result<Stamp, StampError> {
    read_in("Asia/Shanghai", written, None)
}

/// The instant of an RFC 3339 text.
fn at(instant: &str) -> Stamp {
    let instant: jiff::Timestamp = instant.parse().expect("an instant");
    Stamp {
        instant_us: instant.as_microsecond(),
    }
}

#[test]
fn four_in_the_morning_is_read_in_every_spelling() {
    for written in [
        "2021-04-01 04:00",
        "2021-04-01 04:00:00",
        "2021-04-01 04:00:00.000",
        "2021/4/1 4:00",
        "2021.4.1 4:00",
        "2021-04-01T04:00",
        "2021-04-01t04:00:00",
        "202104010400",
        "20210401040000",
        "20210401T0400",
        "20210401T040000",
        "20210401 04:00",
        "2021年4月1日 4时",
        "2021年04月01日04时00分",
        "2021年4月1日4时0分0秒",
        "2021 年 4 月 1 日 4 时",
        "2021年4月1号4点",
        "2021年4月1日 04:00",
        "２０２１－０４－０１　０４：００",
        " 2021-04-01\u{a0}04:00 ",
        "44287.1666667",
        "44287.166666666664",
    ] {
        assert_eq!(
            text(written),
            Ok(at("2021-04-01T04:00:00+08:00")),
            "{written:?}"
        );
    }
}

#[test]
fn an_offset_of_the_stamp_stands_above_the_zone() {
    for written in [
        "2021-03-31T20:00:00Z",
        "2021-03-31 20:00z",
        "2021-04-01T04:00:00+08:00",
        "2021-04-01T04:00+0800",
        "2021-04-01 04:00 +08",
        "2021-03-31T15:00:00-05:00",
        "20210331T200000Z",
        "20210401040000+0800",
    ] {
        assert_eq!(
            read_in("America/New_York", written, None),
            Ok(at("2021-03-31T20:00:00Z")),
            "{written:?}"
        );
    }
}

#[test]
fn fractions_of_a_second_are_kept_to_the_microsecond() {
    assert_eq!(
        text("2021-04-01 04:00:00.5"),
        Ok(at("2021-04-01T04:00:00.5+08:00"))
    );
    assert_eq!(
        text("2021-04-01 04:00:00.000001"),
        Ok(at("2021-04-01T04:00:00.000001+08:00"))
    );
}

#[test]
fn a_date_alone_is_its_midnight() {
    for written in [
        "2021-04-01",
        "2021/4/1",
        "2021.4.1",
        "20210401",
        "2021年4月1日",
        "44287",
    ] {
        assert_eq!(
            text(written),
            Ok(at("2021-04-01T00:00:00+08:00")),
            "{written:?}"
        );
    }
}

#[test]
fn twenty_four_hours_are_the_midnight_that_ends_the_day() {
    for written in [
        "2021-12-31 24:00",
        "2021-12-31 24:00:00",
        "2021年12月31日24时",
        "202112312400",
    ] {
        assert_eq!(
            text(written),
            Ok(at("2022-01-01T00:00:00+08:00")),
            "{written:?}"
        );
    }
    assert_eq!(
        read_in("Asia/Shanghai", "12-31 24:00", Some(2021)),
        text("2022-01-01")
    );
    assert_eq!(text("2021-12-31T24:00Z"), Ok(at("2022-01-01T00:00:00Z")));
}

#[test]
fn times_that_no_clock_shows_are_refused() {
    for written in [
        "2021-12-31 24:01",
        "2021-12-31 24:00:01",
        "2021-12-31 24:00:00.1",
        "2021-04-01 25:00",
        "2021-04-01 04:60",
        "2021-04-01 04:00:60",
        "20210401240100",
        "2021年4月1日25时",
    ] {
        let error = text(written).expect_err(written);
        assert_eq!(
            error,
            StampError::NoSuchTime {
                found: written.to_owned()
            }
        );
    }
}

#[test]
fn days_that_the_calendar_lacks_are_refused() {
    for written in [
        "2021-02-29",
        "2021-04-31 04:00",
        "2021-13-01",
        "2021-00-10",
        "20210230",
        "1900年2月29日",
    ] {
        let error = text(written).expect_err(written);
        assert_eq!(
            error,
            StampError::NoSuchDate {
                found: written.to_owned()
            }
        );
    }
    assert_eq!(text("2020-02-29"), Ok(at("2020-02-29T00:00:00+08:00")));
}

#[test]
fn a_stamp_without_a_year_takes_the_year_of_the_rules() {
    for written in ["04-01 04:00", "4-1 4:00", "4月1日 4时", "04月01日04时00分"] {
        let read = read_in("Asia/Shanghai", written, Some(2021));
        assert_eq!(read, Ok(at("2021-04-01T04:00:00+08:00")), "{written:?}");
        let error = text(written).expect_err(written);
        assert_eq!(
            error,
            StampError::NoYear {
                found: written.to_owned()
            }
        );
    }
    assert_eq!(
        text("04-01 04:00").expect_err("no year").to_string(),
        "found `04-01 04:00`; expected a year; the table writes none, so give it (--year 2021)"
    );
}

#[test]
fn the_29_of_february_without_a_year_exists_in_leap_years_only() {
    assert!(read_in("Asia/Shanghai", "02-29 04:00", Some(2020)).is_ok());
    let error = read_in("Asia/Shanghai", "02-29 04:00", Some(2021)).expect_err("no leap year");
    assert!(matches!(error, StampError::NoSuchDate { .. }));
    assert!(matches!(
        text("02-29 04:00"),
        Err(StampError::NoYear { .. })
    ));
    // No year would help these.
    assert!(matches!(
        text("02-30 04:00"),
        Err(StampError::NoSuchDate { .. })
    ));
    assert!(matches!(
        text("13-01 04:00"),
        Err(StampError::NoSuchDate { .. })
    ));
}

#[test]
fn a_month_without_a_day_is_no_instant() {
    for written in [
        "2021年4月",
        "2021-04",
        "2021/4",
        "2021年",
        "4月",
        "2021-04 04:00",
    ] {
        let error = text(written).expect_err(written);
        assert_eq!(
            error,
            StampError::NoDay {
                found: written.to_owned()
            }
        );
    }
}

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    for written in [
        "3/4/2021",
        "04-01-2021",
        "1.4.2021 04:00",
        "21-04-01",
        "21/4/1 4:00",
        "4/1 4:00",
        "21年4月1日",
    ] {
        let error = read_in("Asia/Shanghai", written, Some(2021)).expect_err(written);
        assert_eq!(
            error,
            StampError::Ambiguous {
                found: written.to_owned()
            }
        );
        assert!(error.to_string().ends_with("Write 2021-04-03"));
    }
}

#[test]
fn signs_for_nothing_are_missing_and_not_wrong() {
    for written in ["", "*", "--", "-", "  ", "/", "无"] {
        assert!(
            matches!(text(written), Err(StampError::Missing { .. })),
            "{written:?}"
        );
    }
    assert!(matches!(
        shanghai(&Cell::Empty),
        Err(StampError::Missing { .. })
    ));
}

#[test]
fn anything_else_is_no_stamp() {
    for written in [
        "羊尾",
        "2021-04-01 4:00 PM",
        "2021-04-01 上午",
        "2021-04-01 04",
        "2021-04-01 4:5",
        "2021-04-01T",
        "2021-04-0104:00",
        "2021-04/01",
        "2021-04-01 04:00 CST",
        "2021-04-01 04:00+15:00",
        "2021-04-01 04:00:00.",
        "1617220800",
        "4.1",
        "99999",
        "12345.5",
        "#N/A",
        "2021年4月1日 4时30",
    ] {
        let error = read_in("Asia/Shanghai", written, Some(2021)).expect_err(written);
        assert_eq!(
            error,
            StampError::NotAStamp {
                found: written.to_owned()
            }
        );
    }
}

#[test]
fn years_without_readings_are_refused() {
    for (written, found) in [
        ("1899-12-31", 1899),
        ("2201-01-01", 2201),
        ("0021-04-01", 21),
    ] {
        let error = text(written).expect_err(written);
        assert_eq!(
            error,
            StampError::YearOutOfRange {
                found: written.to_owned(),
                year: found
            }
        );
    }
    assert!(text("1900-01-01").is_ok());
    assert!(text("2200-12-31 24:00").is_ok());
    assert!(matches!(
        read_in("UTC", "04-01", Some(21)),
        Err(StampError::YearOutOfRange { year: 21, .. })
    ));
}

#[test]
fn a_local_time_that_clocks_skip_moves_forward_and_a_repeated_one_is_the_first() {
    // New York, 2021: clocks skipped 02:00–03:00 on 14 March and repeated 01:00–02:00 on 7 November.
    let read = |written| read_in("America/New_York", written, None);
    let skipped = at("2021-03-14T03:30:00-04:00");
    assert_eq!(read("2021-03-14 02:30"), Ok(skipped));
    let repeated = at("2021-11-07T01:30:00-04:00");
    assert_eq!(read("2021-11-07 01:30"), Ok(repeated));
}
