use jiff::tz::{TimeZone, offset};

use super::{Stamp, StampError, StampRules, from_serial, read_stamp};
use crate::import::sheet::Cell;

fn read(cell: &Cell) -> Result<Stamp, StampError> {
    let zone = TimeZone::fixed(offset(8));
    read_stamp(
        cell,
        &StampRules {
            zone: &zone,
            year: None,
        },
    )
}

fn text(written: &str) -> Result<Stamp, StampError> {
    read(&Cell::Text(written.to_owned()))
}

fn number(value: f64) -> Cell {
    Cell::Number {
        text: value.to_string(),
        value,
    }
}

#[test]
fn dates_of_excel_are_days_since_1899_12_30_to_the_nearest_second() {
    let four = text("2021-04-01 04:00").expect("a time");
    assert_eq!(read(&number(44_287.166_666_7)), Ok(four));
    assert_eq!(read(&number(44_287.166_666_664)), Ok(four));
    assert_eq!(read(&number(44_286.999_999_9)), text("2021-04-01"));
    assert_eq!(
        read(&Cell::Stamp(jiff::civil::date(2021, 4, 1).at(4, 0, 0, 0))),
        Ok(four)
    );
    assert_eq!(read(&number(20_000.0)), text("1954-10-03"));
    assert_eq!(read(&number(80_000.0)), text("2119-01-11"));
    for beyond in [
        19_999.9,
        80_000.1,
        0.166_666,
        2021.0,
        f64::NAN,
        f64::INFINITY,
        -44_287.0,
    ] {
        assert!(
            matches!(read(&number(beyond)), Err(StampError::NotAStamp { .. })),
            "{beyond}"
        );
    }
    assert_eq!(from_serial(f64::NAN), None);
    assert_eq!(from_serial(1e300), None);
}

#[test]
fn a_number_cell_that_is_written_as_a_date_is_one() {
    assert_eq!(read(&number(20_210_401.0)), text("2021-04-01"));
    assert_eq!(
        read(&number(20_210_401_040_000.0)),
        text("2021-04-01 04:00")
    );
}

#[test]
fn a_time_of_day_in_a_date_cell_says_that_the_date_is_missing() {
    let clock = Cell::Stamp(jiff::civil::date(1899, 12, 30).at(4, 0, 0, 0));
    assert_eq!(
        read(&clock).expect_err("no date").to_string(),
        "found `1899-12-30T04:00:00`; expected a year from 1900 to 2200, and it reads as 1899. \
         A time of day without a date reads like this too"
    );
}
