//! Devices of the register and strangers at the door, over HTTP.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use gateway::hj212::crc::CrcVariant;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::program::{MAKE, Walk, data};
use crate::served::{Answer, Served, encoded};

pub const HENAN: &str = "A000000000000000000000AA";
pub const HUBEI: &str = "B000000000000000000000BB";
pub const BOTH: &str = "C000000000000000000000CC";
const STRANGE: &str = "D000000000000000000000DD";
const GAP_SECONDS: i64 = 300;

/// Devices that feed ammonia of a section of Henan, of one of Hubei, and of both.
pub fn zone() -> Walk {
    let walk = Walk::without_zone();
    let packs = ["--packs", "water-quality", "--packs", "instruments"];
    walk.init(&[&["init", "zone"], &packs[..]].concat());
    walk.done(&["--zone", "zone", "import", "things", &data("sections.csv")]);
    let devices: Vec<String> = [
        (HENAN, "陶岔站", true),
        (HUBEI, "浪河口站", false),
        (BOTH, "两站", false),
    ]
    .map(|(mn, name, simulated)| format!("{mn},{name},,2017,standard,127.0.0.0/8,{simulated}"))
    .into();
    let point = |mn: &str, code: &str, thing: &str| {
        format!("{mn},{code},Rtd,realtime,section,{thing},nh3n,mg/L")
    };
    let points = [
        point(HENAN, "w21003", "陶岔"),
        point(HUBEI, "w21003", "浪河口"),
        point(BOTH, "w21003", "陶岔"),
        point(BOTH, "w21004", "浪河口"),
    ];
    register(&walk, &devices, &points);
    walk
}

fn register(walk: &Walk, devices: &[String], points: &[String]) {
    std::fs::create_dir_all(walk.path("register")).unwrap();
    let devices = devices.join("\n");
    let points = points.join("\n");
    walk.write(
        "register/devices.csv",
        format!("mn,name_zh,name_en,edition,crc,networks,simulated\n{devices}\n"),
    );
    walk.write(
        "register/points.csv",
        format!("mn,code,field,data,kind,thing,property,unit\n{points}\n"),
    );
    walk.done(&["--zone", "zone", "device", "import", "register"]);
}

/// The zone served with its door open, to whoever signs in or to this machine; and where the door is.
pub fn open(walk: &Walk, signs_in: bool) -> (Served, String) {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let door = free.local_addr().unwrap().to_string();
    drop(free);
    let serve = [
        "--zone",
        "zone",
        "serve",
        "--bind",
        "127.0.0.1:0",
        "--door",
        &door,
    ];
    let more: &[&str] = if signs_in { &["--sign-in"] } else { &[] };
    (Served::start_as(walk, &[&serve[..], more].concat()), door)
}

/// A frame of real-time data, told `ago` seconds ago.
pub fn frame(mn: &str, ago: i64, flag: &str) -> String {
    let at = Timestamp::now().as_second() - ago;
    let at = Timestamp::from_second(at).unwrap();
    let local = at.to_zoned_datetime(TimeZone::get("Asia/Shanghai").unwrap());
    let time = local.strftime("%Y%m%d%H%M%S").to_string();
    let segment = format!(
        "QN={time}000;ST=21;CN=2011;PW=123456;MN={mn};Flag=5;CP=&&DataTime={time};w21003-Rtd=0.25,w21003-Flag={flag}&&"
    );
    frame_of(&segment)
}

/// A segment with its length and its check.
pub fn frame_of(segment: &str) -> String {
    let check = CrcVariant::Hj212.of(segment.as_bytes());
    format!("##{:04}{segment}{check:04X}", segment.len())
}

/// Sends frames on one line; gives how many were answered.
pub fn send(door: &str, frames: &[String]) -> usize {
    let mut line = TcpStream::connect(door).unwrap();
    line.set_read_timeout(Some(Duration::from_millis(1_500)))
        .unwrap();
    for frame in frames {
        line.write_all(format!("{frame}\r\n").as_bytes()).unwrap();
    }
    let (mut heard, mut buffer) = (String::new(), [0; 4_096]);
    loop {
        let answered = heard.matches("CN=9014").count();
        if answered == frames.len() {
            return answered;
        }
        match line.read(&mut buffer) {
            Ok(0) | Err(_) => return answered,
            Ok(bytes) => heard += &String::from_utf8_lossy(&buffer[..bytes]),
        }
    }
}

pub fn device(mn: &str) -> String {
    format!("/api/devices/hj212/{mn}")
}

pub fn get(served: &Served, cookie: &str, path: &str) -> Answer {
    served.get_with(path, &[("cookie", cookie)])
}

pub fn rows(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["rows"].as_array().unwrap().clone()
}

fn identities(answer: &Answer) -> Vec<String> {
    let rows = rows(answer);
    rows.iter()
        .map(|row| row["identity"].as_str().unwrap().to_owned())
        .collect()
}

/// Asks again until it is so; the door looks at the register every two seconds.
fn wait(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..100 {
        if is_so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    panic!("it never was so: {what}");
}

#[test]
fn a_stranger_is_adopted_by_a_keeper_and_answered_from_then_on() {
    let walk = zone();
    for (name, role) in [("guo", "keeper"), ("zhao", "editor"), ("du", "reader")] {
        walk.add_person(&[name, "--role", role]);
    }
    walk.add_person(&["he", "--role", "keeper", "--area", "area=河南省"]);
    let (served, door) = open(&walk, true);
    let [guo, zhao, du, he] = ["guo", "zhao", "du", "he"].map(|name| served.cookie(name));
    let sent = frame(STRANGE, 0, "N");
    assert_eq!(send(&door, std::slice::from_ref(&sent)), 0);
    let strangers = "/api/strangers";
    wait("it is written down", || {
        !rows(&get(&served, &zhao, strangers)).is_empty()
    });
    let stranger = &rows(&get(&served, &zhao, strangers))[0];
    assert_eq!(
        (&stranger["identity"], &stranger["kept"]),
        (&json!(STRANGE), &json!([sent]))
    );
    assert_eq!(get(&served, &du, strangers).status, 403);
    assert_eq!(served.get(strangers).status, 401);
    assert!(rows(&get(&served, &he, strangers)).is_empty());

    let path = format!("{strangers}/{}/adopt", stranger["id"]);
    let post = |who: &str, said: &Value| served.send("POST", &path, &[("cookie", who)], said);
    let mut said = json!({ "name_zh": "新站", "edition": "2017", "check": "standard", "networks": ["127.0.0.0/8"] });
    assert_eq!(post(&zhao, &said).status, 403);
    assert_eq!(post(&he, &said).status, 404);
    for (field, wrong, says) in [
        ("edition", json!("2018"), "expected one of 2005"),
        ("networks", json!(["10.1"]), "`10.1` is no network"),
        ("name_zh", json!(" "), "0 characters"),
    ] {
        let right = std::mem::replace(&mut said[field], wrong);
        let refused = post(&guo, &said);
        assert_eq!(refused.status, 400, "{}", refused.text());
        assert!(refused.text().contains(says), "{}", refused.text());
        said[field] = right;
    }
    let made = post(&guo, &said);
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(
        made.json(),
        json!({ "protocol": "hj212", "identity": STRANGE })
    );
    assert_eq!(post(&guo, &said).status, 404);
    assert!(rows(&get(&served, &zhao, strangers)).is_empty());
    let dossier = get(&served, &guo, &format!("/api/things/device/{STRANGE}"));
    assert_eq!(dossier.json()["versions"][0]["who"], "guo");
    wait("it is answered", || {
        send(&door, &[frame(STRANGE, 0, "N")]) == 1
    });
    let seen = get(&served, &du, &device(STRANGE)).json();
    assert_eq!(
        (&seen["points"], &seen["device"]["state"]),
        (&json!([]), &json!("heard"))
    );
    assert_eq!(get(&served, &he, &device(STRANGE)).status, 404);
    assert_eq!(served.end(), Some(0));
    walk.verified("zone");
}

#[test]
fn a_county_sees_no_device_and_no_frame_of_another() {
    let walk = zone();
    walk.add_person(&["guo", "--role", "keeper"]);
    walk.add_person(&["he", "--role", "keeper", "--area", "area=河南省"]);
    let (served, door) = open(&walk, true);
    let [guo, he] = ["guo", "he"].map(|name| served.cookie(name));
    for mn in [HENAN, HUBEI, BOTH] {
        assert_eq!(send(&door, &[frame(mn, 0, "N")]), 1);
    }
    let all = get(&served, &guo, "/api/devices");
    assert_eq!(identities(&all), [HENAN, HUBEI, BOTH]);
    let own = get(&served, &he, "/api/devices");
    assert_eq!(identities(&own), [HENAN]);
    assert_eq!(own.json()["count"], 1);
    assert_eq!(rows(&own)[0]["name_zh"], "陶岔站");
    for (number, mn) in [(1, HENAN), (2, HUBEI), (3, BOTH)] {
        let path = format!("/api/frames/{number}");
        let told = get(&served, &guo, &path);
        assert_eq!(told.json()["identity"], mn);
        let expected = if mn == HENAN { 200 } else { 404 };
        assert_eq!(get(&served, &he, &path).status, expected, "{mn}");
        assert_eq!(get(&served, &he, &device(mn)).status, expected, "{mn}");
        assert_eq!(get(&served, &guo, &device(mn)).status, 200, "{mn}");
    }
    assert_eq!(get(&served, &guo, "/api/frames/4").status, 404);
    let missing = get(&served, &guo, &device("nobody"));
    assert_eq!(missing.status, 404);
    assert_eq!(missing.header("content-type"), "application/problem+json");
}

#[test]
fn devices_are_found_by_text_and_cut_to_pages_and_not_for_whoever_walks_by() {
    let walk = zone();
    let feed = data("feed_2021_04.csv");
    walk.import(&[&[feed.as_str(), "--rejects", "r.csv"], &MAKE[..]].concat());
    let (served, _) = open(&walk, false);
    let pages = served.pages("/api/devices", 1);
    assert_eq!(pages.len(), 3);
    for (text, found) in [
        ("陶岔站", vec![HENAN]),
        ("浪河口", vec![HUBEI, BOTH]),
        ("langhekou", vec![HUBEI, BOTH]),
        (" c0000", vec![BOTH]),
        ("无此", vec![]),
    ] {
        let answer = served.get(&format!("/api/devices?text={}", encoded(text)));
        assert_eq!(identities(&answer), found, "{text}");
        assert_eq!(answer.json()["count"], 3);
    }
    // A file brought readings of this very series; the device itself never spoke.
    let never = &pages[0][0];
    assert_eq!(
        (&never["state"], &never["heard"]),
        (&json!("never"), &Value::Null)
    );
    assert_eq!(
        (&never["on_line"], &never["day"]["expected"]),
        (&json!(false), &Value::Null)
    );
    for list in ["/api/devices", "/api/strangers"] {
        assert_eq!(served.get(&format!("{list}?limit=1000")).status, 200);
        assert_eq!(served.get(&format!("{list}?limit=1001")).status, 400);
        assert_eq!(served.get(&format!("{list}?after=x")).status, 400);
    }
    drop(served);
    let public = [
        "--zone",
        "zone",
        "serve",
        "--public-read",
        "--bind",
        "127.0.0.1:0",
    ];
    let served = Served::start_as(&walk, &public);
    for path in [
        "/api/devices",
        "/api/strangers",
        &device(HENAN),
        "/api/frames/1",
    ] {
        assert_eq!(served.get(path).status, 401, "{path}");
    }
}

#[test]
fn what_came_of_a_device_stands_against_what_was_expected() {
    let walk = zone();
    let (served, door) = open(&walk, false);
    // Two in the middle are missing.
    let told = (0..14).rev().filter(|number| ![5, 6].contains(number));
    let frames: Vec<String> = told.map(|n| frame(HENAN, n * GAP_SECONDS, "N")).collect();
    assert_eq!(send(&door, &frames), frames.len());
    assert_eq!(send(&door, &[frame(HUBEI, 0, "M")]), 1);
    assert_eq!(send(&door, &[frame(BOTH, 7_200, "D")]), 1);
    // At its end the door carries all to the lake.
    assert_eq!(served.end(), Some(0));
    let (served, _) = open(&walk, false);
    let seen = served.get(&device(HENAN));
    assert_eq!(seen.header("cache-control"), "no-store");
    assert_eq!(seen.header("etag"), "");
    let seen = seen.json();
    assert_eq!(seen["device"]["simulated"], true);
    assert!(!seen.to_string().contains("secret") && !seen.to_string().contains("\"key\":null"));
    let point = &seen["points"][0];
    let (property, unit) = (&point["property"], &point["property_unit"]);
    assert_eq!(
        (&point["thing"], property, unit),
        (&json!("陶岔"), &json!("nh3n"), &json!("mg/L"))
    );
    assert_eq!(point["last"]["value"], 0.25);
    let came = &point["came"];
    assert_eq!(
        (&came["reckoned"], &came["interval_seconds"]),
        (&json!("seen"), &json!(300))
    );
    // The other device that feeds this series spoke two hours ago: 25 intervals and its own reading.
    assert_eq!(came["day"]["had"], 13);
    assert_eq!(came["day"]["expected"], 24);
    assert_eq!(came["month"], came["day"]);
    let days = came["days_had"].as_array().unwrap();
    assert_eq!((days.len(), &days[29]), (30, &json!(13)));
    let last = seen["frames"][0]["bytes"].as_str().unwrap();
    assert_eq!(last, frames.last().unwrap());
    assert_eq!(
        served.get(&device(HUBEI)).json()["device"]["state"],
        "maintenance"
    );
    let row = &served.get("/api/devices").json()["rows"][0];
    assert_eq!(
        (&row["state"], &row["silent_after_seconds"]),
        (&json!("heard"), &json!(600.0))
    );
    assert_eq!(
        (&row["day"]["expected"], &row["day"]["had"]),
        (&json!(24), &json!(13))
    );
}

#[test]
fn what_is_listed_of_a_device_ends_at_its_caps() {
    let walk = zone();
    let point = |mn: &str, number: usize, thing: &str| {
        format!("{mn},w{number:05},Rtd,realtime,section,{thing},nh3n,mg/L")
    };
    let things = ["陶岔", "浪河口", "三道河", "上河", "五龙泉", "宋岗"];
    let mut points = Vec::new();
    for (mn, count, fed) in [(HENAN, 500, 5), (HUBEI, 501, 6)] {
        points.extend((0..count).map(|number| point(mn, number, things[number % fed])));
    }
    let devices = [HENAN, HUBEI].map(|mn| format!("{mn},站,,2017,standard,127.0.0.0/8,true"));
    register(&walk, &devices, &points);
    let (served, door) = open(&walk, false);
    for (mn, frames) in [(HENAN, 20), (HUBEI, 21)] {
        let frames: Vec<String> = (0..frames).map(|n| frame(mn, n, "N")).collect();
        assert_eq!(send(&door, &frames), frames.len());
    }
    for (mn, points, things) in [(HENAN, 500, 5), (HUBEI, 501, 6)] {
        let seen = served.get(&device(mn)).json();
        let count = |of: &Value| of.as_array().unwrap().len();
        assert_eq!(
            (count(&seen["points"]), &seen["device"]["point_count"]),
            (500, &json!(points))
        );
        assert_eq!(
            (
                count(&seen["device"]["things"]),
                &seen["device"]["thing_count"]
            ),
            (5, &json!(things))
        );
        assert_eq!(count(&seen["frames"]), 20);
    }
}
