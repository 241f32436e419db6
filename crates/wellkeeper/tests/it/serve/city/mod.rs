//! Who signs in by the city's own sign-in, and who does not. The numbers of checks are those of
//! OpenID Connect Core 1.0 §3.1.3.7.

mod keys;
mod people;
mod provider;
mod trouble;

use std::collections::HashMap;

use serde_json::{Value, json};

use super::of_the_feed;
use super::review::audit_of;
use crate::program::Walk;
use crate::served::{Answer, Served};
use keys::By;
use provider::{Provider, pairs};

const CLIENT: &str = "the book";
/// It must be encoded before it goes anywhere.
const SECRET: &str = "s3cret+of%the:book";
const RETURN: &str = "/api/session/city/return";
const DEEP: &str = "/section/x?month=2021-04";

/// A zone whose city signs in at `provider`.
fn of_a_city(provider: &Provider, more: &str) -> Walk {
    let walk = Walk::new();
    join(&walk, provider, more);
    walk
}

fn join(walk: &Walk, provider: &Provider, more: &str) {
    walk.write("city-secret", format!("{SECRET}\n"));
    let mut text = std::fs::read_to_string(walk.path("zone/zone.toml")).unwrap();
    let table = format!(
        "\n[sign_in.oidc]\nissuer = \"{}\"\nclient_id = \"{CLIENT}\"\nclient_secret_file = \"{}\"\n{more}\n",
        provider.issuer,
        walk.path("city-secret").display()
    );
    text.push_str(&table);
    walk.write("zone/zone.toml", text);
}

/// A sign-in that has begun.
struct Begun {
    cookie: String,
    /// What goes to the provider.
    asked: HashMap<String, String>,
}

impl Served {
    fn leave(&self, headers: &[(&str, &str)], to: &str) -> Answer {
        self.send("POST", "/api/session/city", headers, &json!({ "to": to }))
    }

    fn begin(&self, to: &str) -> Begun {
        let answer = self.leave(&[], to);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let told = answer.json();
        let address = told["address"].as_str().unwrap();
        let (_, asked) = address.split_once('?').unwrap();
        let cookie = answer.header("set-cookie").split(';').next().unwrap();
        Begun {
            cookie: cookie.to_owned(),
            asked: pairs(asked),
        }
    }

    /// What a browser with `cookie` is answered that comes back with `said`; a page, or a problem.
    fn come_back(&self, cookie: &str, said: &[(&str, &str)], accept: &str) -> Answer {
        let pairs = said.iter();
        let pairs = pairs.map(|(name, value)| format!("{name}={}", crate::served::encoded(value)));
        let path = format!("{RETURN}?{}", pairs.collect::<Vec<_>>().join("&"));
        let site = ("sec-fetch-site", "cross-site");
        self.get_with(&path, &[("cookie", cookie), ("accept", accept), site])
    }

    /// What `begun` comes to with this code.
    fn back_with(&self, begun: &Begun, code: &str) -> Answer {
        let state = begun.asked["state"].as_str();
        self.come_back(&begun.cookie, &[("state", state), ("code", code)], "*/*")
    }

    /// Signs in whom the provider calls `name`, and gives what it comes to.
    fn by_the_city(&self, provider: &Provider, name: &str) -> Answer {
        let begun = self.begin("/");
        let claims = provider.claims(&begun.asked, name);
        let code = provider.code(&begun.asked, &claims, "r1", By::Rs256);
        self.back_with(&begun, &code)
    }
}

/// The cookie of a session that an answer begins.
fn session_of(answer: &Answer) -> Option<String> {
    let all = answer.headers("set-cookie");
    let cookie = all
        .iter()
        .find(|cookie| cookie.starts_with("wellkeeper="))?;
    for part in ["; Path=/;", "; HttpOnly", "; SameSite=Strict"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    cookie.split(';').next().map(str::to_owned)
}

fn assert_refused(answer: &Answer, status: u16, says: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let detail = answer.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains(says), "{detail}");
    assert_eq!(session_of(answer), None);
}

#[test]
fn who_comes_by_the_city_is_who_the_book_says_and_sees_what_it_says() {
    let provider = Provider::start();
    let walk = of_the_feed();
    join(&walk, &provider, "");
    walk.add_person(&[
        "wang",
        "--title",
        "王工",
        "--role",
        "reviewer",
        "--area",
        "area=河南省",
        "--no-password",
    ]);
    let served = walk.served_to_people();
    let offered = served.get("/api/session").json();
    assert_eq!(
        offered["city"],
        json!({ "zh": "用市统一身份认证登录", "en": "Sign in with the city's account" })
    );
    for (kid, by) in [("r1", By::Rs256), ("e1", By::Es256)] {
        let begun = served.begin(DEEP);
        let asked = &begun.asked;
        let wanted = [
            ("tenant", "1"),
            ("response_type", "code"),
            ("client_id", CLIENT),
            ("scope", "openid profile"),
            ("code_challenge_method", "S256"),
            ("redirect_uri", &served.url(RETURN)),
        ];
        for (name, value) in wanted {
            assert_eq!(asked[name], value, "{name}");
        }
        let mut claims = provider.claims(asked, "wang");
        // The city's word on what somebody may do is not asked for.
        claims["role"] = json!("keeper");
        claims["area"] = json!(null);
        let code = provider.code(asked, &claims, kid, by);
        let answer = served.back_with(&begun, &code);
        assert_eq!(answer.status, 200, "{by:?}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert!(
            answer.text().contains(&format!("content=\"0;url={DEEP}\"")),
            "{}",
            answer.text()
        );
        assert!(
            answer
                .header("content-security-policy")
                .contains("default-src 'self'")
        );
        assert_eq!(answer.header("cache-control"), "no-store");
        let cookie = session_of(&answer).unwrap();
        let known = served
            .get_with("/api/session", &[("cookie", &cookie)])
            .json();
        let area = json!({ "field": "area", "value": "河南省" });
        assert_eq!(
            known["person"],
            json!({ "name": "wang", "title": "王工", "role": "reviewer", "area": area })
        );
        let things = served
            .get_with("/api/things?kind=section", &[("cookie", &cookie)])
            .json();
        let rows = things["rows"].as_array().unwrap();
        assert!(!rows.is_empty() && rows.iter().all(|row| row["fields"]["area"] == "河南省"));
    }
}

#[test]
fn the_cookie_of_a_sign_in_under_way_goes_to_its_return_and_nowhere_else() {
    let provider = Provider::start();
    let walk = of_a_city(&provider, "");
    walk.add_person(&["wang"]);
    let served = walk.served_to_people();
    let plain = served.leave(&[], "/").header("set-cookie").to_owned();
    let over_tls = served.leave(&[("x-forwarded-proto", "https")], "/");
    for cookie in [&plain, over_tls.header("set-cookie")] {
        for part in [
            "wellkeeper_city=",
            "; HttpOnly",
            "; SameSite=Lax",
            "; Max-Age=600",
        ] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(cookie.contains(&format!("; Path={RETURN};")), "{cookie}");
    }
    assert!(!plain.contains("Secure") && over_tls.header("set-cookie").ends_with("; Secure"));
    let told = over_tls.json()["address"].as_str().unwrap().to_owned();
    let (_, asked) = told.split_once('?').unwrap();
    assert!(pairs(asked)["redirect_uri"].starts_with("https://127.0.0.1:"));
    // A page elsewhere sends nobody off.
    let answer = served.leave(&[("sec-fetch-site", "cross-site")], "/");
    assert_eq!(answer.status, 403, "{}", answer.text());
    // Nor does it say where one goes back to.
    let begun = served.begin("//evil.example/x");
    let claims = provider.claims(&begun.asked, "wang");
    let code = provider.code(&begun.asked, &claims, "r1", By::Rs256);
    let answer = served.back_with(&begun, &code);
    assert!(
        answer.text().contains("content=\"0;url=/\""),
        "{}",
        answer.text()
    );
    let cookies = answer.headers("set-cookie");
    let forgets = cookies
        .iter()
        .any(|cookie| cookie.starts_with("wellkeeper_city=;") && cookie.contains("Max-Age=0"));
    assert!(forgets, "{cookies:?}");
}

/// An ID token that breaks one rule.
struct Broken {
    /// Of §3.1.3.7.
    step: u8,
    /// What the log says of it.
    says: &'static str,
    /// The claim that is changed, if one is.
    claim: Option<(&'static str, Value)>,
    kid: &'static str,
    by: By,
}

fn claimed(step: u8, says: &'static str, name: &'static str, value: Value) -> Broken {
    Broken {
        step,
        says,
        claim: Some((name, value)),
        kid: "r1",
        by: By::Rs256,
    }
}

fn signed(step: u8, says: &'static str, kid: &'static str, by: By) -> Broken {
    Broken {
        step,
        says,
        claim: None,
        kid,
        by,
    }
}

fn broken() -> Vec<Broken> {
    let now = jiff::Timestamp::now().as_second();
    let (hour, for_both) = (3_600, json!([CLIENT, "another"]));
    let elsewhere = json!("http://127.0.0.1:1");
    vec![
        claimed(2, "issued by \"http://127.0.0.1:1\"", "iss", elsewhere),
        claimed(3, "meant for [\"another\"]", "aud", json!("another")),
        claimed(3, "for [\"the book\", \"another\"]", "aud", for_both),
        claimed(5, "\"another\" (azp)", "azp", json!("another")),
        signed(6, "signature does not hold", "r1", By::AnotherText),
        signed(6, "has the kid \"r9\"", "r9", By::Rs256),
        signed(6, "for RS256 and has the kid \"e1\"", "e1", By::Rs256),
        signed(7, "signed by `none`", "r1", By::Nobody),
        signed(8, "signed by `HS256`", "r1", By::PublicKeyAsSecret),
        signed(8, "signed by `HS256`", "r1", By::ClientSecret),
        claimed(9, "it expired at", "exp", json!(now - hour)),
        claimed(10, "before it was asked for", "iat", json!(now - hour)),
        claimed(10, "which is to come", "iat", json!(now + hour)),
        claimed(11, "does not carry the nonce", "nonce", json!("another")),
    ]
}

#[test]
fn a_token_that_breaks_one_rule_of_the_standard_lets_nobody_in() {
    let provider = Provider::start();
    let walk = of_a_city(&provider, "");
    walk.add_person(&["wang", "--role", "keeper"]);
    let mut served = walk.served_to_people();
    served.foresee("Status code: 502");
    let mut expected = Vec::new();
    for token in broken() {
        let begun = served.begin("/");
        let mut claims = provider.claims(&begun.asked, "wang");
        if let Some((name, value)) = token.claim {
            claims[name] = value;
        }
        let code = provider.code(&begun.asked, &claims, token.kid, token.by);
        let answer = served.back_with(&begun, &code);
        assert_refused(&answer, 502, "cannot be believed");
        expected.push((token.step, token.says));
    }
    assert_eq!(served.by_the_city(&provider, "wang").status, 200);
    let signed_in = audit_of(&walk)
        .iter()
        .filter(|row| row.action == "sign_in")
        .count();
    assert_eq!(signed_in, 1);
    let log = served.end_with_log();
    let told: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("is in trouble"))
        .collect();
    assert_eq!(told.len(), expected.len(), "{log}");
    for ((step, says), line) in expected.iter().zip(&told) {
        let line = line.replace("\\\"", "\"");
        assert!(
            line.contains(says),
            "step {step}: expected {says} in {line}"
        );
    }
    for secret in ["s3cret", "code-0", "eyJ"] {
        assert!(!log.contains(secret), "the log tells {secret}: {log}");
    }
}

#[test]
fn a_sign_in_comes_back_once_to_the_browser_that_it_began_in() {
    let provider = Provider::start();
    let walk = of_a_city(&provider, "");
    walk.add_person(&["wang"]);
    let mut served = walk.served_to_people();
    served.foresee("Status code: 502");
    let (mine, theirs) = (served.begin("/"), served.begin("/"));
    let code_of = |begun: &Begun| {
        let claims = provider.claims(&begun.asked, "wang");
        provider.code(&begun.asked, &claims, "r1", By::Rs256)
    };
    let (code, their_code) = (code_of(&mine), code_of(&theirs));
    let none = "no sign-in is under way";
    // The state of another browser; no cookie; no state; a state that was never given.
    for (cookie, state) in [
        (theirs.cookie.as_str(), mine.asked["state"].as_str()),
        ("", &mine.asked["state"]),
        (&mine.cookie, ""),
        (&mine.cookie, "0"),
    ] {
        let answer = served.come_back(cookie, &[("state", state), ("code", &code)], "*/*");
        assert_refused(&answer, 400, none);
        assert_eq!(
            answer.headers("set-cookie"),
            Vec::<&str>::new(),
            "nothing was taken"
        );
    }
    assert_eq!(
        provider.times_asked("/token"),
        0,
        "nothing of it went to the provider"
    );
    assert!(session_of(&served.back_with(&mine, &code)).is_some());
    assert_refused(&served.back_with(&mine, &code), 400, none);
    // A code that somebody else got is bound to their sign-in, and one that was used is used up.
    for used in [&their_code, &code] {
        let third = served.begin("/");
        assert_refused(&served.back_with(&third, used), 502, "cannot be believed");
    }
    assert_refused(
        &served.back_with(&theirs, &their_code),
        502,
        "cannot be believed",
    );
}
