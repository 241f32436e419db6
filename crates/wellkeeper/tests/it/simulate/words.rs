//! What the command says, and what it refuses.

use serde_json::Value;

use super::{THREE, answer, door::Door, second};
use crate::program::Walk;

#[test]
fn the_summary_is_said_in_either_language() {
    let door = Door::open(|heard, _| answer(heard));
    let walk = Walk::without_zone();
    walk.write("s.toml", THREE);
    let to = door.to();
    let said = |lang: &str| {
        let told = walk.done(&[
            "simulate",
            "hj212",
            "--scenario",
            "s.toml",
            "--to",
            &to,
            "--for",
            "2m",
            "--speed",
            "100000",
            "--lang",
            lang,
        ]);
        let (counts, latency) = told.rsplit_once('\n').unwrap().0.rsplit_once('\n').unwrap();
        (counts.to_owned(), latency.to_owned())
    };
    let (counts, latency) = said("en");
    assert_eq!(
        counts,
        "devices: 3\nframes sent: 6\nof these asking for an answer: 6\nacknowledged: 6\nsent again: 0\n\
         given up unanswered: 0"
    );
    assert!(
        latency.starts_with("time to an answer: p50 ") && latency.ends_with(" ms"),
        "{latency}"
    );
    let (counts, latency) = said("zh");
    assert_eq!(
        counts,
        "设备: 3\n发送报文: 6\n其中要求应答: 6\n已应答: 6\n重发次数: 0\n超时放弃: 0"
    );
    assert!(latency.starts_with("应答用时: p50 "), "{latency}");
}

#[test]
fn an_address_elsewhere_is_refused_unless_it_is_meant() {
    let walk = Walk::without_zone();
    walk.write("s.toml", second());
    let error = walk.refused(&[
        "simulate",
        "hj212",
        "--scenario",
        "s.toml",
        "--to",
        "192.0.2.1:7212",
    ]);
    assert!(
        error.starts_with(
            "error: 192.0.2.1:7212 is not this machine; expected an address such as 127.0.0.1:7212."
        ),
        "{error}"
    );
    assert!(error.contains("`--not-this-machine`"), "{error}");
}

#[test]
fn mistakes_of_a_scenario_are_shown_where_they_stand() {
    let walk = Walk::without_zone();
    let text = second()
        .replace("system = 32", "system = 320")
        .replace("constant = 2", "");
    walk.write("s.toml", text);
    let command = ["simulate", "hj212", "--scenario", "s.toml"];
    assert_eq!(
        walk.refused(&command),
        "\
s.toml:15:10: `system` is 320; expected a whole number from 1 to 99
    ╭─[s.toml:15:10]
 14 │ edition = 2017
 15 │ system = 320
    ·          ─┬─
    ·           ╰── here
 16 │ minute_data_minutes = 1
    ╰────
s.toml:18:1: 0 of constant, daily, steps, follows; expected exactly one
    ╭─[s.toml:18:1]
 17 │
 18 │ [[device.channel]]
    · ─────────┬────────
    ·          ╰── here
 19 │ code = \"w21003\"
    ╰────
error: 2 mistakes
"
    );
    let output = walk.run(&[&["--json"], &command[..]].concat());
    assert_eq!(output.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["mistakes"][0]["line"], 15);
    assert_eq!(told["mistakes"].as_array().unwrap().len(), 2);
}

#[test]
fn what_cannot_be_played_is_refused_or_is_misuse() {
    let walk = Walk::without_zone();
    walk.write("s.toml", second());
    walk.write("empty.txt", "\n\n");
    walk.write("bad.jsonl", "##0101\n{\"id\": 1}\n");
    for (arguments, code, words) in [
        (&["--scenario", "none.toml"][..], 1, "none.toml: "),
        (
            &["--play", "empty.txt"],
            1,
            "empty.txt: no frame; expected one a line",
        ),
        (
            &["--play", "bad.jsonl"],
            1,
            "bad.jsonl:2:1: no `raw` and no `frame`",
        ),
        (
            &["--scenario", "s.toml", "--speed", "0"],
            2,
            "--speed is 0; expected a number above zero",
        ),
        (
            &["--scenario", "s.toml", "--for", "0s"],
            2,
            "expected a length of time above zero",
        ),
        (
            &["--scenario", "s.toml", "--for", "soon"],
            2,
            "expected a length of time such as 90s",
        ),
        (
            &["--scenario", "s.toml", "--in-flight", "0"],
            2,
            "--in-flight",
        ),
        (
            &["--scenario", "s.toml", "--play", "empty.txt"],
            2,
            "cannot be used with",
        ),
        (
            &["--play", "empty.txt", "--register", "book"],
            2,
            "cannot be used with",
        ),
        (&[], 2, "required"),
    ] {
        let output = walk.run(&[&["simulate", "hj212"], arguments].concat());
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {error}");
        assert!(error.contains(words), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_book_is_told_of_the_devices_by_three_tables() {
    let walk = Walk::without_zone();
    walk.write("s.toml", THREE);
    let told = walk.done(&[
        "simulate",
        "hj212",
        "--scenario",
        "s.toml",
        "--register",
        "book/tables",
    ]);
    assert_eq!(
        told,
        "book/tables/things.csv: 1\nbook/tables/devices.csv: 3\nbook/tables/points.csv: 3\n"
    );
    let table = |name: &str| std::fs::read_to_string(walk.path("book/tables").join(name)).unwrap();
    assert_eq!(
        table("things.csv"),
        "kind,code,name_zh,name_en\noutfall,O1,模拟排口,Simulated outfall\n"
    );
    assert_eq!(
        table("devices.csv"),
        "mn,name_zh,name_en,edition,crc,networks,simulated\n\
         LD130133000015,一号,One,2005,standard,127.0.0.0/8 ::1/128,true\n\
         010000A8900016F000169DC1,二号,Two,2017,standard,127.0.0.0/8 ::1/128,true\n\
         010000A8900016F000169DC2,三号,Three,2025,modbus,127.0.0.0/8 ::1/128,true\n"
    );
    assert_eq!(
        table("points.csv"),
        "mn,code,field,data,kind,thing,property,unit\n\
         LD130133000015,011,Avg,minute,outfall,O1,cod,mg/L\n\
         010000A8900016F000169DC1,w21003,Avg,minute,outfall,O1,nh3n,mg/L\n\
         010000A8900016F000169DC2,w21011,Avg,minute,outfall,O1,tp,mg/L\n"
    );
}

#[test]
fn things_of_several_kinds_are_registered_in_one_table_that_the_import_takes() {
    let walk = Walk::new();
    walk.done(&["pack", "new", "rain-watch"]);
    walk.done(&["--zone", "zone", "pack", "add", "rain-watch"]);
    let gauge = "[[thing]]\nkind = \"gauge\"\ncode = \"G{n}\"\ncount = 2\nname_zh = \"模拟雨量站{n}\"\n\
                 name_en = \"Simulated gauge {n}\"\nfields = { county = [\"甲县\", \"乙县\"] }\n\n[[thing]]";
    let text = second()
        .replacen("[[thing]]", gauge, 1)
        .replace("\"outfall\"", "\"section\"")
        .replace(
            "\"Simulated outfall\"",
            "\"Simulated outfall\"\nfields = { water_body = \"river\" }",
        );
    walk.write("s.toml", text);
    walk.done(&[
        "simulate",
        "hj212",
        "--scenario",
        "s.toml",
        "--register",
        "book",
    ]);
    let table = std::fs::read_to_string(walk.path("book/things.csv")).unwrap();
    assert!(
        table.starts_with("kind,code,name_zh,name_en,county,water_body\n"),
        "{table}"
    );
    let told = walk.done(&["--zone", "zone", "import", "things", "book/things.csv"]);
    assert_eq!(told, "book/things.csv: 3 created, 0 changed, 0 unchanged\n");
    // What another kind has is told where it holds something, and so is a word that no kind has.
    walk.write(
        "a.csv",
        "kind,code,name_zh,county,water_body\ngauge,G3,丙,,river\n",
    );
    let error = walk.refused(&["--zone", "zone", "import", "things", "a.csv"]);
    assert!(
        error.contains("a.csv:2:5") && error.contains("`water_body` is no field of `gauge`"),
        "{error}"
    );
    walk.write(
        "b.csv",
        "kind,code,name_zh,county,waterbody\ngauge,G3,丙,,\n",
    );
    let error = walk.refused(&["--zone", "zone", "import", "things", "b.csv"]);
    assert!(
        error.contains("`waterbody` is no field of `gauge`"),
        "{error}"
    );
}
