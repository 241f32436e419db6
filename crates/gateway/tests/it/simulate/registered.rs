//! What a book must know, and the scenario that stands in the tree.

use std::collections::{BTreeMap, BTreeSet};

use gateway::hj212::pollutant;
use gateway::simulate::moment::Moment;
use gateway::simulate::register::{devices, points, things};
use gateway::simulate::scenario::Scenario;

use super::{HEAD, at, channel, sent, text, value};

const LIVE: &str = include_str!("../../../../../data/scenarios/live.toml");

fn live() -> Scenario {
    Scenario::read("data/scenarios/live.toml", LIVE).unwrap_or_else(|found| panic!("{found:#?}"))
}

#[test]
fn tables_name_what_the_scenario_says_cell_by_cell() {
    let rest = [
        "edition = 2025\nsystem = 44\ncrc = \"modbus\"\nminute_data_minutes = 1\nnetworks = \"10.1.0.0/16 10.2.0.0/16\"\n",
        &channel("w01018", "constant = 1\npoint = \"minute-Max\""),
    ]
    .concat();
    let head = HEAD.replace(
        "name_en = \"Outfall\"",
        "name_en = \"Outfall, \\\"east\\\"\"\nfields = { county = \"甲县\" }",
    );
    let scenario = Scenario::read("a.toml", &(head + &rest)).unwrap();
    assert_eq!(
        things(&scenario),
        "kind,code,name_zh,name_en,county\noutfall,O1,排口,\"Outfall, \"\"east\"\"\",甲县\n"
    );
    assert_eq!(
        devices(&scenario),
        "mn,name_zh,name_en,edition,crc,networks,simulated\n\
         010000A8900016F000169DC0,数采仪,Logger,2025,modbus,10.1.0.0/16 10.2.0.0/16,true\n"
    );
    assert_eq!(
        points(&scenario),
        "mn,code,field,data,kind,thing,property,unit\n\
         010000A8900016F000169DC0,w01018,Max,minute,outfall,O1,cod,mg/L\n"
    );
}

#[test]
fn live_is_fifty_enterprises_of_which_twenty_have_an_outfall() {
    let scenario = live();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for thing in &scenario.things {
        *kinds.entry(&thing.kind).or_default() += 1;
        assert!(thing.name_zh.contains("模拟") && thing.name_en.contains("Simulated"));
    }
    let expected = [
        ("enterprise", 50),
        ("facility", 100),
        ("outfall", 20),
        ("permit_limit", 20),
    ];
    assert_eq!(kinds, expected.into());
    assert_eq!(scenario.devices.len(), 70);
    // Of each thing one reading of each property: two of a series at one time would be a conflict.
    let series: BTreeSet<_> = scenario
        .devices
        .iter()
        .flat_map(|d| &d.channels)
        .map(|c| (&c.kind, &c.thing, &c.property))
        .collect();
    assert_eq!(series.len(), 50 * 4 + 20 * 5);
}

#[test]
fn live_measures_water_by_the_codes_of_annex_b_in_its_units() {
    for device in live().devices.iter().filter(|d| d.system.0 == 32) {
        for channel in &device.channels {
            let known = pollutant::find(&channel.code).unwrap();
            assert_eq!(known.unit, channel.unit);
            // Annex B has no property of ours for the flow.
            let property = if known.property.is_empty() {
                "sewage_flow"
            } else {
                known.property
            };
            assert_eq!(property, channel.property);
        }
    }
}

/// The minutes in which a field of a device is at least so much.
fn minutes_above(number: usize, field: &str, least: f64, from: Moment, until: Moment) -> usize {
    let scenario = live();
    let frames = sent(&scenario.devices[number - 1], from, until);
    assert!(frames.len() > 100);
    let values = frames
        .iter()
        .map(|(_, sent)| value(&text(sent), field).parse::<f64>().unwrap());
    values.filter(|value| *value >= least).count()
}

#[test]
fn live_has_one_that_cheats_at_night_and_its_neighbour_does_not() {
    // 20 % of the rated 120 kW and 30 kW is running.
    let night = (at("2026-11-27T23:01:00"), at("2026-11-28T05:00:00"));
    for (number, treating) in [(6, 360), (7, 0), (8, 360)] {
        assert_eq!(
            minutes_above(number, "d20505-Avg", 24.0, night.0, night.1),
            359,
            "{number}"
        );
        let found = minutes_above(number, "d30505-Avg", 6.0, night.0, night.1);
        assert_eq!(found, if treating > 0 { 359 } else { 0 }, "{number}");
    }
    let day = (at("2026-11-27T08:00:00"), at("2026-11-27T20:00:00"));
    assert_eq!(minutes_above(7, "d30505-Avg", 6.0, day.0, day.1), 720);
}

#[test]
fn live_has_one_meter_that_froze_and_one_outfall_that_exceeds() {
    let scenario = live();
    let (from, until) = (at("2026-11-27T08:00:00"), at("2026-11-27T18:00:00"));
    let different = |device: usize, field: &str| {
        let frames = sent(&scenario.devices[device - 1], from, until);
        let values: BTreeSet<String> = frames
            .iter()
            .map(|(_, sent)| value(&text(sent), field).to_owned())
            .collect();
        values.len()
    };
    assert_eq!(different(23, "d30505-Avg"), 1);
    assert!(different(22, "d30505-Avg") > 100);
    let exceeding: Vec<usize> = (1..=20)
        .filter(|number| {
            let frames = sent(&scenario.devices[50 + number - 1], from, until);
            let hours = frames.iter().map(|(_, sent)| text(sent));
            let mut hours = hours.filter(|frame| frame.contains(";CN=2061;"));
            hours.any(|frame| value(&frame, "w01018-Avg").parse::<f64>().unwrap() > 50.0)
        })
        .collect();
    assert_eq!(exceeding, [11]);
}

#[test]
fn live_has_one_analyser_that_is_turned_down_and_one_that_is_too_calm() {
    let scenario = live();
    let (from, until) = (at("2026-11-27T08:00:00"), at("2026-11-27T18:00:00"));
    let says = |command: &str| -> Vec<usize> {
        (1..=20)
            .filter(|number| {
                let frames = sent(&scenario.devices[50 + number - 1], from, until);
                frames.iter().any(|(_, sent)| text(sent).contains(command))
            })
            .collect()
    };
    assert_eq!(says(";CN=3020;"), [5]);
    let spread = |number: usize| {
        let frames = sent(
            &scenario.devices[50 + number - 1],
            from,
            at("2026-11-27T12:00:00"),
        );
        let minutes = frames.iter().map(|(_, sent)| text(sent));
        let minutes = minutes.filter(|frame| frame.contains(";CN=2051;"));
        let values: Vec<f64> = minutes
            .map(|frame| value(&frame, "w21003-Avg").parse().unwrap())
            .collect();
        values.iter().copied().fold(f64::MIN, f64::max)
            - values.iter().copied().fold(f64::MAX, f64::min)
    };
    let calm: Vec<usize> = (1..=20).filter(|number| spread(*number) < 0.1).collect();
    assert_eq!(calm, [16]);
}
