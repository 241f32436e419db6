//! The tree of the door with its states, and its outages, over HTTP and at the command line.

use serde_json::{Value, json};

use super::devices::{BOTH, HENAN, HUBEI, frame, get, open, send, zone};
use crate::program::Walk;
use crate::served::{Served, encoded};

/// The zone of `walk`, served without a door.
fn closed(walk: &Walk, more: &[&str]) -> Served {
    let serve = ["--zone", "zone", "serve", "--bind", "127.0.0.1:0"];
    Served::start_as(walk, &[&serve[..], more].concat())
}

/// All devices of a tree.
fn devices(tree: &Value) -> Vec<Value> {
    let sources = tree["sources"].as_array().unwrap().iter();
    sources
        .flat_map(|source| source["devices"].as_array().unwrap().clone())
        .collect()
}

fn states(tree: &Value) -> Vec<(String, String, Value)> {
    let word = |device: &Value, key: &str| device[key].as_str().unwrap().to_owned();
    devices(tree)
        .iter()
        .map(|d| (word(d, "identity"), word(d, "state"), d["because"].clone()))
        .collect()
}

fn state(mn: &str, word: &str, because: Value) -> (String, String, Value) {
    (mn.to_owned(), word.to_owned(), because)
}

/// The command line tells what the page is told.
fn says_the_same(walk: &Walk, tree: &Value) {
    let told: Value =
        serde_json::from_str(&walk.done(&["--zone", "zone", "--json", "device", "states"]))
            .unwrap();
    assert_eq!(told["sources"], tree["sources"]);
    let said = walk.done(&["--zone", "zone", "--lang", "en", "device", "states"]);
    assert!(said.contains("the door: closed since"), "{said}");
    assert!(said.contains("line down since"), "{said}");
    assert!(said.contains("because of the door"), "{said}");
}

#[test]
fn an_outage_of_the_door_is_told_once_and_devices_are_out_because_of_it() {
    let walk = zone();
    let (served, door) = open(&walk, false);
    let never = served.get("/api/door").json();
    assert_eq!(never["state"], "open");
    assert_eq!(
        (
            &never["sources"][0]["address"],
            &never["sources"][0]["state"]
        ),
        (&Value::Null, &json!("idle"))
    );
    for mn in [HENAN, HUBEI] {
        assert_eq!(send(&door, &[frame(mn, 0, "N")]), 1);
    }
    assert_eq!(served.end(), Some(0));

    let served = closed(&walk, &[]);
    let answer = served.get("/api/door?depth=series");
    assert_eq!(answer.header("cache-control"), "no-store");
    let tree = answer.json();
    assert_eq!(
        (&tree["state"], &tree["why"]),
        (&json!("closed"), &json!("stopped"))
    );
    let source = &tree["sources"][0];
    assert_eq!(
        (&source["address"], &source["state"], &source["because"]),
        (&json!("127.0.0.1"), &json!("down"), &json!("door"))
    );
    let out = [
        state(HENAN, "line_down", json!("door")),
        state(HUBEI, "line_down", json!("door")),
        state(BOTH, "never", Value::Null),
    ];
    assert_eq!(states(&tree), out);
    let all = devices(&tree);
    assert_eq!(all[0]["since"], tree["since"]);
    assert_eq!(
        (&all[0]["simulated"], &all[1]["simulated"]),
        (&json!(true), &json!(false))
    );
    let series = &all[0]["series"][0];
    assert_eq!(
        (&series["thing"], &series["state"], &series["because"]),
        (&json!("陶岔"), &json!("silent"), &json!("door"))
    );
    says_the_same(&walk, &tree);

    let outages = served.get("/api/door/outages").json();
    let rows = outages["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "{outages}");
    assert_eq!(
        (&rows[0]["node"], &rows[0]["kind"], &rows[0]["until"]),
        (&json!("door"), &json!("stopped"), &Value::Null)
    );
    assert_eq!(
        (&rows[0]["device_count"], &rows[0]["had"]),
        (&json!(2), &json!(0))
    );
    drop(served);

    // It opens again: who was heard a moment ago still has time to come back.
    let (served, _) = open(&walk, false);
    let tree = served.get("/api/door").json();
    assert_eq!(tree["state"], "open");
    assert_eq!(states(&tree)[0], state(HENAN, "heard", Value::Null));
    let outages = served.get("/api/door/outages").json();
    assert_eq!(outages["rows"].as_array().unwrap().len(), 1);
    assert_ne!(outages["rows"][0]["until"], Value::Null);
}

#[test]
fn a_county_is_told_of_its_own_devices_and_outages_alone() {
    let walk = zone();
    walk.add_person(&["guo", "--role", "keeper"]);
    walk.add_person(&["he", "--role", "reader", "--area", "area=河南省"]);
    let (served, door) = open(&walk, true);
    for mn in [HENAN, HUBEI] {
        assert_eq!(send(&door, &[frame(mn, 0, "N")]), 1);
    }
    assert_eq!(served.end(), Some(0));
    let served = closed(&walk, &["--sign-in"]);
    let [guo, he] = ["guo", "he"].map(|name| served.cookie(name));
    let own = get(&served, &he, "/api/door?depth=series").json();
    assert_eq!(states(&own), [state(HENAN, "line_down", json!("door"))]);
    assert_eq!(
        (&own["device_count"], &own["sources"][0]["device_count"]),
        (&json!(1), &json!(1))
    );
    let text = own.to_string();
    assert!(!text.contains(HUBEI) && !text.contains("浪河口"), "{text}");
    let count = |who: &str| {
        let outages = get(&served, who, "/api/door/outages").json();
        outages["rows"][0]["device_count"].clone()
    };
    assert_eq!((count(&he), count(&guo)), (json!(1), json!(2)));
    let of = |mn: &str| format!("/api/door/outages?protocol=hj212&identity={}", encoded(mn));
    assert_eq!(get(&served, &he, &of(HENAN)).status, 200);
    assert_eq!(get(&served, &he, &of(HUBEI)).status, 404);
    for path in ["/api/door", "/api/door/outages"] {
        assert_eq!(served.get(path).status, 401, "{path}");
    }
    let public = closed(&walk, &["--public-read"]);
    for path in ["/api/door", "/api/door/outages"] {
        assert_eq!(public.get(path).status, 401, "{path}");
    }
}

#[test]
fn what_is_asked_of_outages_has_caps() {
    let walk = zone();
    let served = closed(&walk, &[]);
    let status = |asked: &str| served.get(&format!("/api/door/outages?{asked}")).status;
    for (asked, expected) in [
        ("days=1", 200),
        ("days=30", 200),
        ("days=0", 400),
        ("days=31", 400),
        ("limit=1000", 200),
        ("limit=1001", 400),
        ("after=x", 400),
        ("protocol=hj212", 400),
        ("protocol=hj212&identity=nobody", 404),
    ] {
        assert_eq!(status(asked), expected, "{asked}");
    }
    assert_eq!(served.get("/api/door?depth=roots").status, 400);
    let never = served.get("/api/door").json();
    assert_eq!(
        (&never["state"], &never["since"]),
        (&json!("never"), &Value::Null)
    );
    assert_eq!(
        served.get("/api/door?depth=sources").json()["sources"][0]["devices"],
        json!([])
    );
}

#[test]
fn what_lacked_while_the_door_was_closed_is_told_apart() {
    let walk = zone();
    let (served, door) = open(&walk, false);
    let told = (0..12).rev();
    let frames: Vec<String> = told.map(|n| frame(HENAN, n * 300, "N")).collect();
    assert_eq!(send(&door, &frames), frames.len());
    assert_eq!(served.end(), Some(0));
    let (served, _) = open(&walk, false);
    let seen = served.get(&format!("/api/devices/hj212/{HENAN}")).json();
    // The door was closed for some seconds, less than half an interval of five minutes.
    assert_eq!(seen["device"]["day"]["lacking_by_door"], 0);
    assert_eq!(seen["device"]["source"], "127.0.0.1");
    let point = &seen["points"][0];
    assert_eq!(
        (&point["state"], &point["because"]),
        (&json!("flowing"), &Value::Null)
    );
}
