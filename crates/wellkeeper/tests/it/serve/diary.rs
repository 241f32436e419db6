//! The diary of a device over HTTP and by the command line.

use std::time::Duration;

use serde_json::{Value, json};

use crate::served::{Answer, Served};

use super::devices::{BOTH, HENAN, device, frame_of, get, open, rows, send, zone};

fn path(mn: &str) -> String {
    format!("{}/diary", device(mn))
}

fn told(mn: &str, qn: &str, data: &str) -> String {
    frame_of(&format!(
        "QN={qn};ST=21;CN=3020;PW=123456;MN={mn};Flag=5;CP=&&{data}&&"
    ))
}

fn post(served: &Served, cookie: &str, path: &str, sent: &Value) -> Answer {
    served.send("POST", path, &[("cookie", cookie)], sent)
}

/// Kind, old and new value, frame; the newest first.
fn lines(rows: &[Value]) -> Vec<Value> {
    let line = |row: &Value| json!([row["kind"], row["old"], row["new"], row["frame"]]);
    rows.iter().map(line).collect()
}

#[test]
fn what_a_device_says_stands_in_its_diary_with_its_frame() {
    let walk = zone();
    let (served, door) = open(&walk, false);
    let said = [("30", "168.0"), ("31", "172.5")].map(|(minute, value)| {
        let data = format!("DataTime=2026010108{minute}00;PolId=w21003;i13004-Info={value}");
        told(HENAN, &format!("2026010108{minute}00000"), &data)
    });
    assert_eq!(send(&door, &said), 2);
    // The door carries what came some fifteen seconds later.
    let entries = (0..600)
        .find_map(|_| {
            std::thread::sleep(Duration::from_millis(200));
            let entries = rows(&served.get(&path(HENAN)));
            (!entries.is_empty()).then_some(entries)
        })
        .unwrap();
    let expected = [
        json!(["parameter", "168.0", "172.5", 2]),
        json!(["parameter", null, "168.0", 1]),
    ];
    assert_eq!(lines(&entries), expected);
    let frame = served.get("/api/frames/2");
    let bytes = frame.text();
    assert!(bytes.contains("i13004-Info=172.5"), "{bytes}");
    let first = served.get(&format!("{}?limit=1", path(HENAN)));
    let next = first.json()["next"].as_str().unwrap().replace('/', "%2F");
    let second = served.get(&format!("{}?limit=1&after={next}", path(HENAN)));
    assert_eq!(lines(&rows(&first)), expected[..1]);
    assert_eq!(lines(&rows(&second)), expected[1..]);
    let unknown = served.get(&format!("{}?kind=parameters", path(HENAN)));
    assert_eq!(unknown.status, 400, "{}", unknown.text());
    drop(served);
    walk.verified("zone");
}

#[test]
fn what_an_editor_writes_in_a_diary_is_judged_and_withdrawn_by_its_author() {
    let walk = zone();
    walk.add_person(&["li", "--role", "editor"]);
    walk.add_person(&["bai", "--role", "reader"]);
    walk.add_person(&["he", "--role", "editor", "--area", "area=河南省"]);
    let (served, _) = open(&walk, true);
    let [li, bai, he] = ["li", "bai", "he"].map(|name| served.cookie(name));
    let check = json!({
        "kind": "standard_check", "from": "2026-01-01 09:00", "factor": "w21003",
        "expected": 2.0, "found": 2.3, "text": "标样",
    });
    let refused = post(&served, &bai, &path(HENAN), &check);
    assert_eq!(refused.status, 403, "{}", refused.text());
    let written = post(&served, &li, &path(HENAN), &check);
    assert_eq!(written.status, 201, "{}", written.text());
    let written = written.json();
    // (2.3 - 2) / 2 is 15 %; the pack allows 10.
    assert_eq!(written["allowed_percent"], 10.0);
    assert_eq!(written["passed"], false);
    assert_eq!(written["who"], "li");
    let refused = post(&served, &li, &path(HENAN), &json!({ "kind": "note" }));
    assert_eq!(refused.status, 400);
    let why = refused.text();
    assert!(why.contains("needs `text`"), "{why}");
    let only = |kinds: &str| {
        let asked = format!("{}?kind={kinds}", path(HENAN));
        rows(&get(&served, &li, &asked)).len()
    };
    assert_eq!((only("standard_check,visit"), only("visit")), (1, 0));
    assert_eq!(get(&served, &he, &path(HENAN)).status, 200);
    assert_eq!(get(&served, &he, &path(BOTH)).status, 404);
    let withdraw = format!("/api/diary/{}/withdraw", written["entry"]);
    let others = post(&served, &he, &withdraw, &Value::Null);
    assert_eq!(others.status, 403, "{}", others.text());
    let own = post(&served, &li, &withdraw, &Value::Null);
    assert_eq!(own.json()["withdrawn"]["who"], "li");
    drop(served);
    walk.verified("zone");
}

#[test]
fn a_sheet_of_a_visit_is_imported_by_the_command_line_and_listed() {
    let walk = zone();
    let head = "mn,kind,from,expected,found,text";
    walk.write(
        "visit.csv",
        format!("{head}\n{HENAN},visit,2026-01-01 09:00,,,例行巡检\n{HENAN},standard_check,2026-01-01 09:30,2,2.1,\n"),
    );
    let import = [
        "--zone",
        "zone",
        "--json",
        "device",
        "diary",
        "import",
        "visit.csv",
    ];
    let done: Value = serde_json::from_str(&walk.done(&import)).unwrap();
    assert_eq!(done, json!({ "added": 2, "known": 0 }));
    let again: Value = serde_json::from_str(&walk.done(&import)).unwrap();
    assert_eq!(again, json!({ "added": 0, "known": 2 }));
    let add = [
        "--zone",
        "zone",
        "device",
        "diary",
        "add",
        HENAN,
        "--kind",
        "parameter",
        "--code",
        "i13007",
        "--new",
        "-0.2",
    ];
    walk.done(&add);
    let list = ["--zone", "zone", "--json", "device", "diary", "list", HENAN];
    let listed: Value = serde_json::from_str(&walk.done(&list)).unwrap();
    let kinds: Vec<&Value> = listed["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["kind"])
        .collect();
    assert_eq!(kinds, ["parameter", "standard_check", "visit"]);
    // (2.1 - 2) / 2.
    let percent = &listed["entries"][1]["deviation_percent"];
    assert_eq!(format!("{:.6}", percent.as_f64().unwrap()), "5.000000");
    let query = [
        "--zone",
        "zone",
        "--json",
        "query",
        "select kind, device, words from diary where kind = 'visit'",
    ];
    let asked = walk.done(&query);
    assert!(
        asked.contains("例行巡检") && asked.contains(HENAN),
        "{asked}"
    );
    walk.verified("zone");
}
