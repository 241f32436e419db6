//! Who is let in, what a browser is told, what is described.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::process::Command;

use super::{of_the_feed, with_tables};
use crate::served::Served;

#[test]
fn the_book_is_not_read_from_elsewhere_unless_everybody_may() {
    let walk = of_the_feed();
    let told = walk.refused(&["--zone", "zone", "serve", "--bind", "0.0.0.0:0"]);
    assert!(told.contains("--public-read"), "{told}");
    let served = Served::start(&walk);
    let answer = served.get_with("/api/zone", &[("host", "reservoir.example")]);
    assert_eq!(answer.status, 403, "{}", answer.text());
    drop(served);
    let open = [
        "--zone",
        "zone",
        "serve",
        "--bind",
        "0.0.0.0:0",
        "--public-read",
    ];
    let served = Served::start_as(&walk, &open);
    assert_eq!(served.get("/api/zone").json()["time_zone"], "Asia/Shanghai");
}

#[test]
fn the_page_comes_with_a_policy_and_its_missing_files_are_missing() {
    let walk = of_the_feed();
    let served = Served::start(&walk);
    for path in ["/", "/section/%E9%99%B6%E5%B2%94", "/index.html"] {
        let answer = served.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.header("content-type").starts_with("text/html"));
        assert!(
            answer
                .header("content-security-policy")
                .contains("default-src 'self'")
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    assert_eq!(served.get("/assets/nothing.js").status, 404);
    let tag = served.get("/").header("etag").to_owned();
    assert_eq!(served.get_with("/", &[("if-none-match", &tag)]).status, 304);
    assert_eq!(served.get("/healthz").json()["status"], "ok");
    let packed = served.get_with("/api/tables", &[("accept-encoding", "br")]);
    assert_eq!(packed.header("content-encoding"), "br");
}

#[test]
fn what_is_routed_is_described() {
    let walk = of_the_feed();
    let served = Served::start(&walk);
    let described = served.get("/openapi.json").json();
    assert_eq!(described["openapi"], "3.1.0");
    let paths = described["paths"].as_object().unwrap();
    assert!(paths.len() >= 14);
    for (path, item) in paths {
        for told in item.as_object().unwrap().values() {
            let says = told["description"].is_string() || told["summary"].is_string();
            assert!(says, "{path}");
            let refused = &told["responses"]["4XX"]["content"];
            assert!(refused["application/problem+json"].is_object(), "{path}");
        }
        let Some(told) = item.get("get") else {
            assert!(item["post"].is_object(), "{path}");
            continue;
        };
        let answered = told["responses"]["200"]["content"].as_object().unwrap();
        assert!(!answered.is_empty(), "{path}");
        // These answer nothing to whoever says nothing.
        let asks_for_more = ["/api/why", "/api/session/city/return"].contains(&path.as_str());
        if !path.contains('{') && !asks_for_more {
            let answer = served.get(path);
            assert_eq!(answer.status, 200, "{path}");
            assert!(
                answered.contains_key(answer.header("content-type")),
                "{path}"
            );
        }
    }
    let mut waiting = vec![&described];
    while let Some(value) = waiting.pop() {
        if let Some(place) = value["$ref"].as_str() {
            let found = described.pointer(place.trim_start_matches('#'));
            assert!(found.is_some(), "{place} leads nowhere");
        }
        waiting.extend(
            value
                .as_object()
                .into_iter()
                .flat_map(|object| object.values()),
        );
        waiting.extend(value.as_array().into_iter().flatten());
    }
}

#[test]
fn any_request_is_answered_as_it_is_described() {
    let schemathesis = std::env::var("WELLKEEPER_SCHEMATHESIS")
        .expect("WELLKEEPER_SCHEMATHESIS is not set: run the tests through `make test`");
    let walk = with_tables();
    let served = Served::start(&walk);
    let seed = RandomState::new().build_hasher().finish() % 1_000_000;
    println!("seed {seed}");
    let output = Command::new(schemathesis)
        .current_dir(walk.path(""))
        .args(["run", &served.url("/openapi.json"), "--seed", &seed.to_string()])
        .args(["--max-examples", "10", "--phases", "coverage,fuzzing", "--checks"])
        .arg("not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,unsupported_method")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert_eq!(served.end(), Some(0));
}
