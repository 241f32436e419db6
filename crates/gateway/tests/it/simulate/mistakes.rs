//! Mistakes in scenarios, and their places.

use gateway::limits::{SCENARIO_BYTES_MAX, SIMULATED_CHANNELS_MAX, SIMULATED_DEVICES_MAX};
use gateway::simulate::scenario::Scenario;

use super::{HEAD, channel};

/// A scenario without mistakes, a key a line.
const WHOLE: &str = r#"title_zh = "两台"
title_en = "Two"
utc_offset = "+08:00"
[[thing]]
count = 2
kind = "outfall"
code = "O{n}"
name_zh = "排口"
name_en = "Outfall"
fields = { county = ["甲县", "乙县"] }
[[device]]
count = 2
mn = "010000A8900016F000169DC{n}"
name_zh = "数采仪"
name_en = "Logger"
edition = 2017
crc = "modbus"
system = 32
password = "123456"
minute_data_minutes = 10
[[device.channel]]
code = "w00000"
kind = "outfall"
thing = "O{n}"
property = "flow"
unit = "L/s"
decimals = 1
constant = 17.5
amount = { per_second = 0.001 }
[[device.channel]]
code = "w01018"
kind = "outfall"
thing = "O{n}"
property = "cod"
unit = "mg/L"
point = "minute-Max"
follows = { channel = "w00000", ratio = 2, lag_seconds = 60 }
drift = { per_day = 0.1, from = 2026-11-01T00:00:00 }
amount = { per_second = 1e-6, with = "w00000" }
[[device.fault]]
fault = "exceed"
only = [2]
channels = ["w01018"]
begin = 2026-11-27T08:00:00
end = 2026-11-28T08:00:00
daily = "23:00-05:00"
times = 2.5
"#;

/// What stood there, what stands there now, the place and the words.
const PLANTED: [(&str, &str, &str); 36] = [
    (
        "title_zh = \"两台\"",
        "titel_zh = \"两台\"",
        "1:1: unknown key `titel_zh`; expected one of device, thing, title_en, title_zh, utc_offset",
    ),
    (
        "title_en = \"Two\"",
        "title_en = 2",
        "2:12: `title_en` is 2; expected a text between quotes",
    ),
    (
        "utc_offset = \"+08:00\"",
        "utc_offset = \"8\"",
        "3:14: `utc_offset` is 8; expected one such as +08:00",
    ),
    (
        "code = \"O{n}\"\nname",
        "code = \"O\"\nname",
        "7:1: the code `O` of a outfall stands twice; write {nnn} where it shall count",
    ),
    (
        "[\"甲县\", \"乙县\"]",
        "[\"甲县\", true]",
        "10:21: expected a text or a number, or a list of them",
    ),
    (
        "count = 2\nmn",
        "count = 0\nmn",
        "12:9: `count` is 0; expected a whole number from 1 to 20000",
    ),
    (
        "DC{n}\"",
        "DC1\"",
        "13:6: the MN `010000A8900016F000169DC1` stands twice; write {nnn} where it shall count",
    ),
    (
        "DC{n}\"",
        "DX{n}\"",
        "13:6: the MN is `010000A8900016F000169DX1`; expected 24 hexadecimal digits",
    ),
    (
        "edition = 2017",
        "edition = 2016",
        "16:11: `edition` is 2016; expected one of 2005, 2017, 2025",
    ),
    (
        "crc = \"modbus\"",
        "crc = \"ccitt\"",
        "17:7: `crc` is \"ccitt\"; expected one of standard, modbus",
    ),
    (
        "system = 32",
        "system = 320",
        "18:10: `system` is 320; expected a whole number from 1 to 99",
    ),
    (
        "\"123456\"",
        "\"12;456\"",
        "19:12: `password` is 12;456; expected at most 6 letters and digits",
    ),
    (
        "minute_data_minutes = 10",
        "minute_data_minutes = 7",
        "20:23: `minute_data_minutes` is 7; expected one of 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30",
    ),
    (
        "minute_data_minutes = 10",
        "hour_data = \"yes\"\nminute_data_minutes = 10",
        "20:13: `hour_data` is \"yes\"; expected true or false",
    ),
    (
        "minute_data_minutes = 10",
        "real_time_seconds = 7\nminute_data_minutes = 10",
        "20:21: a day is no multiple of 7 seconds",
    ),
    (
        "code = \"w00000\"",
        "code = \"w-0\"",
        "22:8: `code` is w-0; expected letters and digits such as w01018",
    ),
    (
        "thing = \"O{n}\"\nproperty = \"flow\"",
        "thing = \"P{n}\"\nproperty = \"flow\"",
        "24:9: no outfall `P1` among the things; expected a [[thing]] of that kind and code",
    ),
    ("property = \"flow\"\n", "", "21:1: `property` is missing"),
    (
        "decimals = 1",
        "decimals = 1.5",
        "27:12: `decimals` is 1.5; expected a whole number from 0 to 6",
    ),
    (
        "constant = 17.5",
        "constant = 17.5\nsteps = [[\"08:00\", 3]]",
        "21:1: 2 of constant, daily, steps, follows; expected exactly one",
    ),
    (
        "constant = 17.5",
        "daily = [1, 2, 3]",
        "28:9: `daily` is [1, 2, 3]; expected a list of 24 numbers",
    ),
    (
        "constant = 17.5",
        "steps = [[\"09:00\", 3], [\"08:00\", 4]]",
        "28:9: `steps` is [[\"09:00\", 3], [\"08:00\", 4]]; expected a list such as [[\"00:00\", 5], [\"08:00\", 60]], each time later than the one before",
    ),
    (
        "constant = 17.5",
        "constant = nan",
        "28:12: `constant` is nan; expected a number up to a milliard",
    ),
    (
        "constant = 17.5",
        "follows = { channel = \"w01018\" }",
        "37:23: `w00000` follows itself",
    ),
    (
        "code = \"w01018\"",
        "code = \"w00000\"",
        "31:8: the channel `w00000` stands twice",
    ),
    (
        "\"minute-Max\"",
        "\"hour-Max\"",
        "36:9: `point` is hour-Max; the channel sends minute-Avg, minute-Min, minute-Max, minute-Cou",
    ),
    (
        "channel = \"w00000\"",
        "channel = \"w0000\"",
        "37:23: no channel `w0000`; there are w00000, w01018",
    ),
    (
        "ratio = 2,",
        "ration = 2,",
        "37:33: unknown key `ration`; expected one of channel, lag_seconds, ratio",
    ),
    (
        "from = 2026-11-01T00:00:00",
        "from = 2026-11-01",
        "38:33: `from` is 2026-11-01; expected a moment such as 2026-11-27T08:00:00",
    ),
    (
        "fault = \"exceed\"",
        "fault = \"excede\"",
        "41:9: `fault` is \"excede\"; expected one of off, exceed, frozen, calm, parameter_change, offset, flag, silent, clock, resend, same_qn",
    ),
    (
        "fault = \"exceed\"",
        "fault = \"off\"",
        "47:1: unknown key `times`; expected one of begin, channels, daily, end, fault, only, to",
    ),
    (
        "only = [2]",
        "only = [3]",
        "42:9: no device 3; there are 1 to 2",
    ),
    (
        "channels = [\"w01018\"]",
        "channels = [\"w01019\"]",
        "43:13: no channel `w01019`; there are w00000, w01018",
    ),
    (
        "end = 2026-11-28",
        "end = 2026-11-27",
        "45:7: `end` is not after `begin`",
    ),
    (
        "\"23:00-05:00\"",
        "\"23:00-25:00\"",
        "46:9: `daily` is \"23:00-25:00\"; expected two times such as \"23:00-05:00\", not the same",
    ),
    ("times = 2.5\n", "", "40:1: `times` is missing"),
];

fn mistakes(text: &str) -> Vec<String> {
    match Scenario::read("s.toml", text) {
        Ok(_) => Vec::new(),
        Err(found) => found.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn the_scenario_in_which_mistakes_are_planted_has_none() {
    let scenario = Scenario::read("s.toml", WHOLE).unwrap();
    assert_eq!(scenario.devices.len(), 2);
    assert_eq!(
        scenario.things[1].fields,
        [("county".to_owned(), "乙县".to_owned())]
    );
    assert_eq!(scenario.devices[1].channels[1].thing, "O2");
}

#[test]
fn every_planted_mistake_is_found_in_its_place() {
    for (stood, stands, expected) in PLANTED {
        assert_eq!(WHOLE.matches(stood).count(), 1, "{stood}");
        let found = mistakes(&WHOLE.replace(stood, stands));
        let expected = format!("s.toml:{expected}");
        assert!(found.contains(&expected), "{expected}\nfound {found:#?}");
    }
}

#[test]
fn mistakes_of_several_tables_are_told_at_once_in_their_order() {
    let text = WHOLE
        .replace("utc_offset = \"+08:00\"", "utc_offset = 8")
        .replace("system = 32", "system = true")
        .replace("decimals = 1", "decimal = 1")
        .replace("only = [2]", "only = 2");
    assert_eq!(
        mistakes(&text),
        [
            "s.toml:3:14: `utc_offset` is 8; expected a text between quotes",
            "s.toml:18:10: `system` is true; expected a whole number from 1 to 99",
            "s.toml:27:1: unknown key `decimal`; expected one of amount, code, constant, daily, decimals, drift, follows, kind, max, min, noise, noise_percent, point, property, steps, thing, unit, vary_percent",
            "s.toml:42:8: `only` is 2; expected a list of whole numbers",
        ]
    );
}

#[test]
fn text_that_is_no_toml_has_its_place_too() {
    let found = mistakes("title_zh = \"未完\n[[device]]\n");
    assert!(found[0].starts_with("s.toml:1:"), "{found:#?}");
    let found = mistakes("");
    assert_eq!(
        found,
        [
            "s.toml:1:1: `title_zh` is missing",
            "s.toml:1:1: `title_en` is missing",
            "s.toml:1:1: no device; expected at least one [[device]]",
        ]
    );
}

#[test]
fn a_device_that_sends_nothing_or_stands_still_at_no_moment_is_refused() {
    let silent = format!(
        "{HEAD}edition = 2017\nsystem = 32\n{}",
        channel("x", "constant = 1")
    );
    let found = mistakes(&silent);
    assert!(
        found[0].contains("the device sends nothing; expected real_time_seconds"),
        "{found:#?}"
    );
    for fault in ["frozen", "same_qn"] {
        let text = format!(
            "{HEAD}edition = 2017\nsystem = 32\nhour_data = true\n{}[[device.fault]]\nfault = \"{fault}\"\n",
            channel("x", "constant = 1")
        );
        let found = mistakes(&text);
        assert!(
            found[0].contains(&format!("`{fault}` needs `begin` or `daily`")),
            "{found:#?}"
        );
    }
}

#[test]
fn what_is_too_long_or_too_many_is_refused_one_beyond_its_cap() {
    let head = format!("{HEAD}edition = 2017\nsystem = 32\nhour_data = true\n");
    let channels = |count: usize| -> String {
        let all: String = (0..count)
            .map(|n| channel(&format!("c{n}"), "constant = 1"))
            .collect();
        head.clone() + &all
    };
    assert_eq!(
        mistakes(&channels(SIMULATED_CHANNELS_MAX)),
        Vec::<String>::new()
    );
    let found = mistakes(&channels(SIMULATED_CHANNELS_MAX + 1));
    assert!(
        found[0].contains("65 channels; expected 1 to 64"),
        "{found:#?}"
    );

    let many = channels(1)
        .replace("DC0\"\n", "DC0\"\ncount = 20000\n")
        .replace("A8900016F000169DC0", "A890001600000{nnnnn}");
    assert_eq!(mistakes(&many), Vec::<String>::new());
    let found = mistakes(&many.replace("20000", "20001"));
    assert!(
        found[0].contains(&format!("from 1 to {SIMULATED_DEVICES_MAX}")),
        "{found:#?}"
    );

    let long = channels(1) + "#" + &" ".repeat(SCENARIO_BYTES_MAX);
    assert!(mistakes(&long)[0].contains("at most"), "told and not read");
}

#[test]
fn the_page_of_scenarios_names_every_key_in_both_languages() {
    let pages = [
        include_str!("../../../../../docs/scenarios.md"),
        include_str!("../../../../../docs/scenarios.zh-CN.md"),
    ];
    let text = WHOLE
        .replace("title_zh", "x = 1\ntitle_zh")
        .replace("count = 2\n", "count = 2\nx = 1\n")
        .replace("[[device.channel]]\n", "[[device.channel]]\nx = 1\n")
        .replace("[[device.fault]]\n", "[[device.fault]]\nx = 1\n")
        .replace("per_day = 0.1", "per_day = 0.1, x = 1")
        .replace("ratio = 2", "ratio = 2, x = 1")
        .replace("per_second", "x = 1, per_second");
    let found = mistakes(&text);
    let known: std::collections::BTreeSet<&str> = found
        .iter()
        .filter_map(|mistake| mistake.split_once("unknown key `x`; expected one of "))
        .flat_map(|(_, keys)| keys.split(", "))
        .collect();
    assert!(known.len() > 50, "{known:?}");
    for key in known
        .iter()
        .filter(|key| !["thing", "device", "channel", "fault", "count"].contains(key))
    {
        for page in pages {
            let is_named =
                page.contains(&format!("`{key}`")) || page.contains(&format!("{key} = "));
            assert!(is_named, "{key}");
        }
    }
}
