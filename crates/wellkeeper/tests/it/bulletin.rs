//! The bulletin of a month at the keyboard.

use serde_json::Value;

use crate::program::{MAKE, Walk, data};

/// A zone with the five days of April 2021, its tables computed.
fn april() -> Walk {
    let walk = Walk::new();
    walk.done(&["--zone", "zone", "import", "things", &data("sections.csv")]);
    let feed = data("feed_2021_04.csv");
    walk.import(&[&[feed.as_str(), "--rejects", "r.csv"], &MAKE[..]].concat());
    walk.done(&["--zone", "zone", "run"]);
    walk
}

fn said_by(walk: &Walk, who: &str, arguments: &[&str]) -> std::process::Output {
    let whole = [&["--zone", "zone", "--lang", "en", "bulletin"], arguments].concat();
    let mut command = walk.command(&whole);
    command.env("WELLKEEPER_WHO", who).output().unwrap()
}

fn done_by(walk: &Walk, who: &str, arguments: &[&str]) -> String {
    let output = said_by(walk, who, arguments);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

fn refused_by(walk: &Walk, who: &str, arguments: &[&str], says: &str) {
    let output = said_by(walk, who, arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains(says), "{arguments:?}: {told}");
}

fn file(walk: &Walk, arguments: &[&str]) -> Vec<u8> {
    done_by(
        walk,
        "tester",
        &[&["print", "1", "--out", "b"], arguments].concat(),
    );
    std::fs::read(walk.path("b")).unwrap()
}

#[test]
fn a_month_is_closed_at_the_keyboard_and_its_changes_are_told() {
    let walk = april();
    refused_by(
        &walk,
        "wang",
        &["draft", "--month", "2021-06"],
        "no figure of `2021-06` is computed",
    );
    let told = done_by(&walk, "wang", &["draft", "--month", "2021-04"]);
    assert!(told.starts_with("bulletin 1: 2021-04 issue 1"), "{told}");
    let html = String::from_utf8(file(&walk, &["--format", "html"])).unwrap();
    assert!(html.contains(">DRAFT<") && html.contains("wang"));
    refused_by(&walk, "wang", &["review", "1"], "three different people");
    done_by(
        &walk,
        "li",
        &["return", "1", "--because", "one section is missing"],
    );
    done_by(&walk, "wang", &["draft", "--month", "2021-04"]);
    done_by(&walk, "wang", &["withdraw", "2"]);
    done_by(&walk, "wang", &["draft", "--month", "2021-04"]);
    done_by(&walk, "li", &["review", "3", "--words", "checked"]);
    refused_by(&walk, "li", &["issue", "3"], "reviewed by you");
    let told = done_by(&walk, "zhao", &["issue", "3"]);
    assert!(
        told.contains("水月〔20") && told.contains("〕1号"),
        "{told}"
    );
    for words in [
        "drafted wang",
        "reviewed li",
        "checked",
        "issued zhao",
        "zh pdf",
        "en html",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let list = done_by(&walk, "tester", &["list"]);
    for words in ["issued", "withdrawn", "returned", "水月〔20"] {
        assert!(list.contains(words), "{words}: {list}");
    }

    stands_and_tells_what_changed(&walk);
}

fn stands_and_tells_what_changed(walk: &Walk) {
    let print = ["print", "3", "--format", "html", "--out", "first.html"];
    done_by(walk, "tester", &print);
    let first = std::fs::read(walk.path("first.html")).unwrap();
    assert!(!String::from_utf8_lossy(&first).contains("DRAFT"));
    let told = done_by(walk, "tester", &["show", "3", "--changes"]);
    assert!(told.contains("0 figures changed"), "{told}");
    let wrong = [
        "correct",
        "陶岔/codmn",
        "2021-04-03 08:00",
        "140",
        "--reason",
        "r",
    ];
    walk.done(&[&["--zone", "zone"], &wrong[..]].concat());
    walk.done(&["--zone", "zone", "run"]);
    let told = done_by(walk, "tester", &["--json", "show", "3", "--changes"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    let changes = told["changes"].as_array().unwrap();
    let is_class =
        |row: &&Value| row["table"] == "water_quality.section_month" && row["column"] == "class";
    let class = changes.iter().find(is_class).unwrap();
    assert_eq!(
        (&class["before"], &class["label_en"]),
        (&"II".into(), &"Taocha".into())
    );
    done_by(walk, "tester", &print);
    assert!(std::fs::read(walk.path("first.html")).unwrap() == first);
    walk.verified("zone");
}

#[test]
fn a_number_that_tells_no_two_issues_apart_is_refused_when_the_zone_is_opened() {
    let walk = Walk::new();
    let settings = walk.path("zone").join("zone.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, text + "\n[bulletin]\nnumber = \"{n}号\"\n").unwrap();
    let told = walk.refused(&["--zone", "zone", "bulletin", "list"]);
    assert!(
        told.contains("zone.toml") && told.contains("{year}"),
        "{told}"
    );
}
