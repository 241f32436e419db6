//! Who signs in, with what, and what they see.

use std::process::Stdio;

use serde_json::{Value, json};

use super::{of_the_feed, with_tables};
use crate::program::Walk;
use crate::served::{Answer, Served, encoded};

const PASSWORD: &str = "清泉石上流 2026";
const NAMED: &str = "127.0.0.1:0";

impl Walk {
    /// `wellkeeper person add …`, with the password on stdin.
    pub(super) fn add_person(&self, arguments: &[&str]) {
        use std::io::Write;
        let all = [&["--zone", "zone", "person", "add"], arguments].concat();
        let mut program = self
            .command(&all)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        writeln!(program.stdin.take().unwrap(), "{PASSWORD}").unwrap();
        assert!(program.wait().unwrap().success(), "{all:?}");
    }

    pub(super) fn served_to_people(&self) -> Served {
        Served::start_as(
            self,
            &["--zone", "zone", "serve", "--sign-in", "--bind", NAMED],
        )
    }
}

impl Served {
    fn sign_in(&self, name: &str, password: &str) -> Answer {
        let sent = json!({ "name": name, "password": password });
        self.send("POST", "/api/session", &[], &sent)
    }

    /// The cookie of somebody who signed in.
    pub(super) fn cookie(&self, name: &str) -> String {
        let answer = self.sign_in(name, PASSWORD);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let cookie = answer.header("set-cookie").to_owned();
        for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        cookie.split(';').next().unwrap().to_owned()
    }

    fn read(&self, path: &str, name: &str, value: &str) -> Answer {
        self.get_with(path, &[(name, value)])
    }
}

#[test]
fn a_book_on_a_network_is_not_served_before_somebody_can_sign_in() {
    let walk = of_the_feed();
    for arguments in [
        ["--bind", "0.0.0.0:0"].as_slice(),
        &["--sign-in", "--bind", NAMED],
    ] {
        let told = walk.refused(&[&["--zone", "zone", "serve"], arguments].concat());
        assert!(told.contains("wellkeeper person add"), "{told}");
    }
    walk.add_person(&["wang"]);
    let served = Served::start_as(&walk, &["--zone", "zone", "serve", "--bind", "0.0.0.0:0"]);
    let answer = served.get("/api/zone");
    assert_eq!(answer.status, 401, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(served.get("/").status, 200, "the page asks them to sign in");
    assert_eq!(served.get("/healthz").status, 200);
    assert_eq!(served.get("/api/session").json()["door"], "sign_in");
}

#[test]
fn a_person_signs_in_is_known_and_signs_out() {
    let walk = of_the_feed();
    walk.add_person(&["wang", "--title", "王工", "--role", "reviewer"]);
    let served = walk.served_to_people();
    assert_eq!(served.sign_in("wang", "not the password").status, 401);
    assert_eq!(served.sign_in("nobody", PASSWORD).status, 401);
    let cookie = served.cookie("wang");
    let known = served.read("/api/session", "cookie", &cookie).json();
    let person = json!({ "name": "wang", "title": "王工", "role": "reviewer", "area": null });
    assert_eq!(known["person"], person);
    assert_eq!(served.read("/api/zone", "cookie", &cookie).status, 200);
    let out = served.send(
        "DELETE",
        "/api/session",
        &[("cookie", &cookie)],
        &Value::Null,
    );
    assert_eq!(out.status, 204);
    assert_eq!(served.read("/api/zone", "cookie", &cookie).status, 401);
    let again = served.cookie("wang");
    walk.done(&["--zone", "zone", "person", "end", "wang"]);
    assert_eq!(
        served.read("/api/zone", "cookie", &again).status,
        401,
        "who left is not let in"
    );
}

#[test]
fn a_change_that_another_site_makes_a_browser_send_is_refused() {
    let walk = of_the_feed();
    walk.add_person(&["wang"]);
    let served = walk.served_to_people();
    let cookie = served.cookie("wang");
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "http://evil.example"),
    ] {
        let said = [("cookie", cookie.as_str()), (name, value)];
        let answer = served.send("DELETE", "/api/session", &said, &Value::Null);
        assert_eq!(answer.status, 403, "{name}: {}", answer.text());
    }
    assert_eq!(served.read("/api/zone", "cookie", &cookie).status, 200);
}

#[test]
fn whoever_guesses_waits_and_is_told_how_long() {
    let walk = of_the_feed();
    walk.add_person(&["wang"]);
    let served = walk.served_to_people();
    let tried: Vec<Answer> = (0..6)
        .map(|n| served.sign_in("wang", &format!("guess {n}")))
        .collect();
    let statuses: Vec<u16> = tried.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429]);
    let wait: u64 = tried[5].header("retry-after").parse().unwrap();
    assert!((800..=901).contains(&wait), "{wait}");
    assert_eq!(
        served.sign_in("wang", PASSWORD).status,
        429,
        "the right one waits too"
    );
}

#[test]
fn a_name_that_no_book_can_hold_is_refused_in_words() {
    let walk = of_the_feed();
    walk.add_person(&["wang"]);
    let served = walk.served_to_people();
    let answer = served.sign_in("wa\0ng", PASSWORD);
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert!(answer.text().contains("NUL"), "{}", answer.text());
}

#[test]
fn a_program_shows_a_token_until_it_ends() {
    let walk = of_the_feed();
    walk.add_person(&["wang", "--area", "area=河南省"]);
    let served = walk.served_to_people();
    let made = walk.done(&[
        "--zone", "zone", "--json", "token", "add", "wang", "--title", "大屏",
    ]);
    let made: Value = serde_json::from_str(&made).unwrap();
    let bearer = format!("Bearer {}", made["token"].as_str().unwrap());
    let things = served.read("/api/things", "authorization", &bearer).json();
    let things = things["rows"].as_array().unwrap();
    assert!(!things.is_empty());
    assert!(
        things
            .iter()
            .all(|thing| thing["fields"]["area"] == "河南省")
    );
    assert_eq!(
        served
            .read("/api/things", "authorization", "Bearer wk_0")
            .status,
        401
    );
    let text = made["token"].as_str().unwrap().as_bytes();
    // On a server the state is no file of the zone.
    if let Ok(state) = std::fs::read(walk.path("zone/zone.sqlite")) {
        let holds = state.windows(text.len()).any(|bytes| bytes == text);
        assert!(!holds, "its hash alone is kept");
    }
    walk.done(&["--zone", "zone", "token", "end", "1"]);
    assert_eq!(
        served.read("/api/things", "authorization", &bearer).status,
        401
    );
    walk.done(&["--zone", "zone", "verify"]);
}

#[test]
fn a_part_of_the_zone_is_all_that_its_people_are_told_of() {
    let walk = with_tables();
    walk.add_person(&["li", "--area", "area=河南省"]);
    let served = walk.served_to_people();
    let cookie = served.cookie("li");
    let all = of_the_feed_codes(&walk);
    let (own, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, area)| area == "河南省");
    assert!(own.len() > 1 && others.len() > 1);
    let tables = served.read("/api/tables", "cookie", &cookie).json();
    let computed = tables["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|t| t["computed"] == true);
    let names: Vec<&str> = computed.map(|t| t["table"].as_str().unwrap()).collect();
    let mut paths: Vec<String> = ["/api/things?limit=1000", "/api/series?limit=1000"]
        .map(str::to_owned)
        .to_vec();
    for name in names {
        paths.push(format!("/api/tables/{name}?limit=1000"));
        paths.push(format!("/api/tables/{name}/export?format=csv"));
    }
    let mut told = 0;
    for path in &paths {
        let answer = served.read(path, "cookie", &cookie);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        let text = answer.text();
        told += usize::from(own.iter().any(|(code, _)| text.contains(code.as_str())));
        let other = others
            .iter()
            .find(|(code, _)| text.contains(&format!("\"{code}\"")));
        assert_eq!(other, None, "{path}");
    }
    assert!(told > 8, "{told} of {} tell of their own", paths.len());
    let (own, other) = (&own[0].0, &others[0].0);
    for (code, status) in [(own, 200), (other, 404)] {
        let path = format!("/api/things/section/{}", encoded(code));
        assert_eq!(
            served.read(&path, "cookie", &cookie).status,
            status,
            "{code}"
        );
    }
    let why = format!(
        "/api/why?table=water_quality.section_month&section={}",
        encoded(other)
    );
    assert_eq!(served.read(&why, "cookie", &cookie).status, 400);
    // The same question of one who sees all is another answer, also to a browser that asks again.
    walk.add_person(&["zhao"]);
    let wide = served.cookie("zhao");
    let path = "/api/things?limit=1000";
    let tag = served
        .read(path, "cookie", &cookie)
        .header("etag")
        .to_owned();
    let said = [("cookie", wide.as_str()), ("if-none-match", tag.as_str())];
    assert_eq!(served.get_with(path, &said).status, 200);
}

/// The sections of the zone with the province of each.
fn of_the_feed_codes(walk: &Walk) -> Vec<(String, String)> {
    let sql = "select code, area from section order by code";
    let rows = walk.done(&["--zone", "zone", "--json", "query", sql]);
    let rows: Value = serde_json::from_str(&rows).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = rows["rows"].as_array().unwrap();
    rows.iter()
        .map(|row| (text(&row["code"]), text(&row["area"])))
        .collect()
}

#[test]
fn a_name_is_given_once_and_an_area_is_one_of_a_dossier() {
    let walk = of_the_feed();
    walk.add_person(&["wang"]);
    for (arguments, says) in [
        (
            ["person", "end", "li"].as_slice(),
            "nobody here is called `li`",
        ),
        (&["person", "add", "a b"], "no name to sign in by"),
        (
            &["person", "add", "li", "--area", "colour=red"],
            "no kind of thing has a field `colour`",
        ),
        (&["token", "end", "9"], "no token 9"),
    ] {
        let told = walk.refused(&[&["--zone", "zone"], arguments].concat());
        assert!(told.contains(says), "{told}");
    }
    let listed = walk.done(&["--zone", "zone", "--json", "person", "list"]);
    let listed: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed["people"].as_array().unwrap().len(), 1);
}

#[test]
fn many_guesses_at_once_are_no_more_than_one_after_another() {
    let walk = of_the_feed();
    walk.add_person(&["wang"]);
    let served = walk.served_to_people();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let served = &served;
        let guesses: Vec<_> = (0..12)
            .map(|n| scope.spawn(move || served.sign_in("wang", &format!("guess {n}")).status))
            .collect();
        guesses
            .into_iter()
            .map(|guess| guess.join().unwrap())
            .collect()
    });
    let looked_at = statuses.iter().filter(|status| **status == 401).count();
    let refused = statuses.iter().filter(|status| **status == 429).count();
    assert_eq!((looked_at, refused), (5, 7), "{statuses:?}");
}
