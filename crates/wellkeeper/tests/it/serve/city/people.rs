//! Who is let in by the city: whom the book knows, and nobody else.

use serde_json::{Value, json};

use super::keys::By;
use super::provider::Provider;
use super::{DEEP, assert_refused, of_a_city, session_of};
use crate::program::Walk;
use crate::serve::review::audit_of;

#[test]
fn the_audit_log_names_whoever_came_by_the_city() {
    let provider = Provider::start();
    let walk = of_a_city(&provider, "");
    walk.add_person(&["wang"]);
    let served = walk.served_to_people();
    assert_eq!(served.by_the_city(&provider, "wang").status, 200);
    served.cookie("wang");
    let log = audit_of(&walk);
    let told: Vec<(&str, &str, Value)> = log
        .iter()
        .filter(|row| row.action == "sign_in")
        .map(|row| {
            let detail = serde_json::from_str(&row.detail).unwrap();
            (row.who.as_str(), row.subject.as_str(), detail)
        })
        .collect();
    let by_city = json!({ "by": "oidc", "issuer": provider.issuer, "sub": "sub-of-wang" });
    assert_eq!(told, [("wang", "wang", by_city)]);
    walk.verified("zone");
}

#[test]
fn who_is_in_no_book_is_told_how_one_comes_into_it_and_nothing_is_made() {
    let provider = Provider::start();
    let walk = of_a_city(&provider, "");
    walk.add_person(&["wang"]);
    walk.add_person(&["zhao"]);
    walk.done(&["--zone", "zone", "person", "end", "zhao"]);
    let served = walk.served_to_people();
    let before = walk.done(&["--zone", "zone", "--json", "person", "list"]);
    for name in ["li", "zhao", "Wang", "wa\0ng", ""] {
        let answer = served.by_the_city(&provider, name);
        assert_refused(&answer, 403, "wellkeeper person add");
    }
    assert_eq!(
        walk.done(&["--zone", "zone", "--json", "person", "list"]),
        before
    );
    // A browser is led to the form, which says so, and from there back to where one was.
    let begun = served.begin(DEEP);
    let claims = provider.claims(&begun.asked, "li&x=\"<b>");
    let code = provider.code(&begun.asked, &claims, "r1", By::Rs256);
    let said = [("state", begun.asked["state"].as_str()), ("code", &code)];
    let answer = served.come_back(&begun.cookie, &said, "text/html,*/*;q=0.8");
    assert_eq!(answer.status, 403);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    let form = "0;url=/sign-in?city=not_registered&amp;name=li%26x%3D%22%3Cb%3E&amp;to=%2Fsection%2Fx%3Fmonth%3D2021-04\"";
    assert!(answer.text().contains(form), "{}", answer.text());
    assert_eq!(session_of(&answer), None);
}

#[test]
fn who_has_no_password_is_let_in_by_no_password() {
    let provider = Provider::start();
    let walk = of_a_city(&provider, "");
    walk.add_person(&["wang", "--no-password"]);
    let served = walk.served_to_people();
    for password in ["", "清泉石上流 2026", "$argon2id$"] {
        let sent = json!({ "name": "wang", "password": password });
        let answer = served.send("POST", "/api/session", &[], &sent);
        assert_refused(&answer, 401, "the name or the password is wrong");
    }
    assert_eq!(served.by_the_city(&provider, "wang").status, 200);
    let listed = walk.done(&["--zone", "zone", "--json", "person", "list"]);
    let listed: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed["people"][0]["password"], false);
}

#[test]
fn whoever_comes_back_wrongly_again_and_again_waits() {
    let provider = Provider::start();
    let walk = of_a_city(&provider, "");
    walk.add_person(&["wang"]);
    let served = walk.served_to_people();
    for _ in 0..30 {
        assert_eq!(served.by_the_city(&provider, "li").status, 403);
    }
    let answer = served.by_the_city(&provider, "wang");
    assert_refused(&answer, 429, "too many tries");
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((800..=901).contains(&wait), "{wait}");
    assert_eq!(provider.times_asked("/token"), 30);
}

#[test]
fn a_book_without_a_city_offers_none_and_a_city_without_its_secret_stops_it() {
    let walk = Walk::new();
    walk.add_person(&["wang"]);
    let served = walk.served_to_people();
    assert_eq!(served.get("/api/session").json()["city"], Value::Null);
    assert_refused(&served.leave(&[], "/"), 404, "[sign_in.oidc] of zone.toml");
    assert_refused(
        &served.come_back("", &[], "*/*"),
        404,
        "[sign_in.oidc] of zone.toml",
    );
    drop(served);
    let provider = Provider::start();
    let walk = of_a_city(&provider, "");
    std::fs::remove_file(walk.path("city-secret")).unwrap();
    let told = walk.refused(&["--zone", "zone", "serve", "--bind", "127.0.0.1:0"]);
    assert!(
        told.contains("zone.toml: [sign_in.oidc] client_secret_file"),
        "{told}"
    );
    let walk = of_a_city(&provider, "claims = \"x\"");
    let told = walk.refused(&["--zone", "zone", "serve", "--bind", "127.0.0.1:0"]);
    let lines = std::fs::read_to_string(walk.path("zone/zone.toml")).unwrap();
    let line = lines
        .lines()
        .position(|line| line.starts_with("claims"))
        .unwrap()
        + 1;
    assert!(
        told.contains(&format!("zone.toml:{line}:1: unknown field `claims`")),
        "{told}"
    );
}

/// What the pages of operations say is left out may be left out, and is that then.
#[test]
fn the_table_that_the_operations_pages_print_is_read_and_says_what_is_usual() {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let read = |table: &str| {
        let head = "time_zone = \"Asia/Shanghai\"\nname = { zh = \"区\", en = \"zone\" }\n";
        let config = zone::config::ZoneConfig::parse(&format!("{head}{table}")).unwrap();
        config.sign_in.unwrap().oidc.unwrap()
    };
    for page in ["operations.md", "operations.zh-CN.md"] {
        let text = std::fs::read_to_string(docs.join(page)).unwrap();
        let (_, rest) = text.split_once("```toml\n[sign_in.oidc]").unwrap();
        let (whole, _) = rest.split_once("```").unwrap();
        let least: Vec<&str> = whole
            .lines()
            .take_while(|line| !line.starts_with('#'))
            .collect();
        assert!(least.len() < whole.lines().count(), "{page}");
        let least = read(&format!("[sign_in.oidc]{}", least.join("\n")));
        assert_eq!(read(&format!("[sign_in.oidc]{whole}")), least, "{page}");
    }
}
