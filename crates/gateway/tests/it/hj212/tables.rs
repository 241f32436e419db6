//! The tables that the crate carries.

use std::collections::BTreeSet;

use gateway::hj212::command::{self, Command, Direction};
use gateway::hj212::pollutant;
use gateway::hj212::system::System;

use super::{frame, framed};
use crate::vectors;

#[test]
fn every_line_of_the_table_of_commands_is_read_once_and_in_order() {
    let lines = include_str!("../../../src/hj212/commands.csv")
        .lines()
        .count();
    let codes: Vec<Command> = command::entries()
        .iter()
        .map(|entry| entry.command)
        .collect();
    assert_eq!(codes.len(), lines - 1);
    assert!(codes.is_sorted());
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
}

#[test]
fn commands_have_editions_that_exist_both_titles_and_a_source() {
    for entry in command::entries() {
        for edition in &entry.editions {
            assert!(
                ["2005", "2017", "2025", "surface_water"].contains(edition),
                "{entry:?}"
            );
        }
        assert!(
            !entry.title_zh.is_empty() && !entry.title_en.is_empty() && !entry.source.is_empty()
        );
        if entry.direction == Direction::Down {
            assert!(entry.up.is_empty(), "{entry:?}");
        }
        if entry.direction == Direction::Up {
            assert!(entry.down.is_empty(), "{entry:?}");
        }
    }
}

#[test]
fn every_command_and_system_of_a_published_frame_is_in_the_tables() {
    for row in vectors::annex_c().into_iter().chain(vectors::messages()) {
        let frame = frame(&framed(row.segment()));
        let segment = frame.segment().unwrap();
        assert!(
            segment.command().unwrap().entry().is_some(),
            "{}",
            row.cell("id")
        );
        assert!(
            segment.system().unwrap().titles().is_some(),
            "{}",
            row.cell("id")
        );
    }
}

#[test]
fn every_command_that_the_crate_speaks_of_is_in_the_table() {
    let spoken = [
        Command::SET_TIMEOUT,
        Command::SET_MN,
        Command::READ_CLOCK,
        Command::SET_CLOCK,
        Command::ASK_CLOCK,
        Command::READ_REAL_TIME_INTERVAL,
        Command::SET_REAL_TIME_INTERVAL,
        Command::READ_MINUTE_INTERVAL,
        Command::SET_MINUTE_INTERVAL,
        Command::SET_PASSWORD,
        Command::REAL_TIME,
        Command::STOP_REAL_TIME,
        Command::FACILITY_STATE,
        Command::STOP_FACILITY_STATE,
        Command::DAY,
        Command::RUNNING_TIME,
        Command::MINUTE,
        Command::HOUR,
        Command::STANDARD_CHECK,
        Command::LOGGER_START,
        Command::CALIBRATE,
        Command::SAMPLE,
        Command::CLEAN,
        Command::COMPARE,
        Command::KEEP_SAMPLE,
        Command::SET_SAMPLING,
        Command::READ_SAMPLING,
        Command::READ_SAMPLE_TIME,
        Command::READ_SERIAL,
        Command::READ_INFO,
        Command::SET_PARAMETER,
        Command::KEEP_SAMPLE_NOW,
        Command::START_CHECK,
        Command::REQUEST_ANSWER,
        Command::RESULT,
        Command::NOTICE_ANSWER,
        Command::DATA_ANSWER,
        Command::HEARTBEAT,
    ];
    for command in spoken {
        assert!(command.entry().is_some(), "{command:?}");
    }
    assert_eq!(Command(4711).entry(), None);
}

#[test]
fn data_commands_are_sealed_on_the_internet_and_answers_are_not() {
    assert!(Command::REAL_TIME.is_sealed_on_the_internet());
    assert!(Command::READ_INFO.is_sealed_on_the_internet());
    assert!(!Command::DATA_ANSWER.is_sealed_on_the_internet());
    assert!(!Command::CALIBRATE.is_sealed_on_the_internet());
}

#[test]
fn every_line_of_the_table_of_pollutants_is_read() {
    let lines = include_str!("../../../src/hj212/pollutants.csv")
        .lines()
        .count();
    assert_eq!(pollutant::all().len(), lines - 1);
    for one in pollutant::all() {
        assert!(
            !one.title_zh.is_empty() && !one.title_en.is_empty(),
            "{one:?}"
        );
        assert!(one.source.starts_with("hj212_2017 B") || one.source == "hj525_2009");
    }
}

#[test]
fn codes_have_one_meaning_but_for_two_that_the_standard_prints_twice() {
    let mut twice = BTreeSet::new();
    for one in pollutant::all() {
        let code = one.code.replace('x', "1");
        if pollutant::meanings(&code).len() > 1 {
            twice.insert(one.code);
            assert!(pollutant::find(&code).is_none());
        }
        if !one.legacy.is_empty() {
            assert_eq!(pollutant::meanings(one.legacy).len(), 1, "{one:?}");
        }
    }
    assert_eq!(twice.into_iter().collect::<Vec<_>>(), ["e701xx", "g119xx"]);
}

#[test]
fn legacy_codes_lead_to_the_codes_of_today() {
    let today = |legacy: &str| pollutant::find(legacy).unwrap().code;
    assert_eq!(today("011"), "w01018");
    assert_eq!(today("060"), "w21003");
    assert_eq!(today("101"), "w21011");
    assert_eq!(today("065"), "w21001");
    assert_eq!(today("B01"), "w00000");
    assert_eq!(today("02"), "a21026");
}

#[test]
fn a_code_with_a_number_is_of_its_family() {
    let found = pollutant::find("e30102").unwrap();
    assert_eq!((found.code, found.title_zh), ("e301xx", "污水提升泵"));
    assert_eq!(pollutant::find("i33314").unwrap().code, "i3331x");
    assert!(pollutant::find("e3010").is_none());
    assert!(pollutant::find("e301xx").is_none());
    assert!(pollutant::find("").is_none());
}

#[test]
fn plain_properties_and_units_stand_beside_their_codes() {
    let of = |code: &str| {
        let found = pollutant::find(code).unwrap();
        (found.property, found.unit, found.amount_unit)
    };
    assert_eq!(of("w01018"), ("cod", "mg/L", "kg"));
    assert_eq!(of("w21003"), ("nh3n", "mg/L", "kg"));
    assert_eq!(of("w20115"), ("cadmium", "µg/L", "g"));
    // HJ 525 has no units, and turbidity is not in annex B.
    assert_eq!(of("w01003"), ("turbidity", "", ""));
    assert_eq!(of("a21026"), ("", "mg/m³", "kg"));
}

#[test]
fn power_monitoring_of_2025_has_a_title() {
    assert_eq!(System(44).titles().unwrap().0, "用电监控");
    assert_eq!(System(99).titles(), None);
}
