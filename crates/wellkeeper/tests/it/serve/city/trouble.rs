//! A provider that does not answer, says no, or says what cannot be believed.

use std::path::Path;
use std::time::Instant;

use serde_json::json;

use super::keys::{self, By};
use super::provider::{Mood, Provider};
use super::{CLIENT, DEEP, RETURN, assert_refused, of_a_city, session_of};
use crate::served::Served;

#[test]
fn a_city_that_does_not_answer_is_told_in_time_and_passwords_go_on() {
    let provider = Provider::start();
    let walk = of_a_city(&provider, "");
    walk.add_person(&["wang"]);
    for (mood, says) in [
        (Mood::Broken, "does not answer"),
        (Mood::Slow, "does not answer"),
        (Mood::Huge, "cannot be believed"),
        (Mood::Elsewhere, "cannot be believed"),
    ] {
        provider.feel(mood);
        let mut served = walk.served_to_people();
        served.foresee("Status code: 502");
        let began = Instant::now();
        assert_refused(&served.leave(&[], "/"), 502, says);
        assert!(
            began.elapsed().as_secs() < 8,
            "{mood:?}: {:?}",
            began.elapsed()
        );
        // For a while it is not asked again.
        let asked = provider.times_asked("/.well-known/openid-configuration");
        assert_refused(&served.leave(&[], "/"), 502, says);
        assert_eq!(
            provider.times_asked("/.well-known/openid-configuration"),
            asked
        );
        served.cookie("wang");
    }
    let mut nobody = Provider::start();
    nobody.issuer = "http://127.0.0.1:1".to_owned();
    let walk = of_a_city(&nobody, "");
    walk.add_person(&["wang"]);
    let mut served = walk.served_to_people();
    served.foresee("Status code: 502");
    assert_refused(
        &served.leave(&[], "/"),
        502,
        "a password of this book goes on working",
    );
    served.cookie("wang");
}

#[test]
fn a_city_that_falls_silent_half_way_lets_nobody_in_and_is_told() {
    let provider = Provider::start();
    let walk = of_a_city(&provider, "");
    walk.add_person(&["wang"]);
    let mut served = walk.served_to_people();
    served.foresee("Status code: 502");
    let begun = served.begin(DEEP);
    provider.feel(Mood::Broken);
    let said = [("state", begun.asked["state"].as_str()), ("code", "x")];
    let answer = served.come_back(&begun.cookie, &said, "text/html");
    assert_eq!((answer.status, session_of(&answer)), (502, None));
    assert!(
        answer
            .text()
            .contains("url=/sign-in?city=unreachable&amp;to=%2Fsection"),
        "{}",
        answer.text()
    );
}

#[test]
fn a_discovery_document_that_does_not_fit_is_not_used() {
    for (name, value) in [
        ("issuer", json!("http://127.0.0.1:1")),
        ("issuer", json!(null)),
        ("token_endpoint", json!("http://sso.example/token")),
        ("jwks_uri", json!("file:///etc/passwd")),
        ("authorization_endpoint", json!("javascript:alert(1)")),
        ("code_challenge_methods_supported", json!(["plain"])),
        (
            "id_token_signing_alg_values_supported",
            json!(["none", "HS256"]),
        ),
    ] {
        let provider = Provider::start();
        let walk = of_a_city(&provider, "");
        walk.add_person(&["wang"]);
        provider.say(name, value.clone());
        let mut served = walk.served_to_people();
        served.foresee("Status code: 502");
        println!("{name} {value}");
        assert_refused(&served.leave(&[], "/"), 502, "cannot be believed");
    }
}

#[test]
fn keys_that_were_changed_are_asked_for_again_and_not_twice_in_a_minute() {
    let provider = Provider::start();
    let walk = of_a_city(&provider, "");
    walk.add_person(&["wang"]);
    let mut served = walk.served_to_people();
    served.foresee("Status code: 502");
    let by_key = |served: &Served, kid: &str| {
        let begun = served.begin("/");
        let claims = provider.claims(&begun.asked, "wang");
        let code = provider.code(&begun.asked, &claims, kid, By::Rs256);
        served.back_with(&begun, &code)
    };
    assert_eq!(by_key(&served, "r1").status, 200);
    assert_eq!(by_key(&served, "r1").status, 200);
    assert_eq!(provider.times_asked("/keys"), 1);
    provider.sign_by(vec![keys::rsa("r2")]);
    assert_eq!(by_key(&served, "r2").status, 200);
    assert_eq!(provider.times_asked("/keys"), 2);
    for kid in ["r3", "r1"] {
        assert_refused(&by_key(&served, kid), 502, "cannot be believed");
    }
    assert_eq!(provider.times_asked("/keys"), 2);
    assert_eq!(provider.times_asked("/.well-known/openid-configuration"), 1);
}

/// RFC 9207.
#[test]
fn an_answer_of_another_issuer_is_not_taken() {
    for (is_said, iss, is_taken) in [
        (false, None, true),
        (false, Some("itself"), true),
        (false, Some("http://127.0.0.1:1"), false),
        (true, None, false),
        (true, Some("itself"), true),
    ] {
        let provider = Provider::start();
        provider.say(
            "authorization_response_iss_parameter_supported",
            json!(is_said),
        );
        let walk = of_a_city(&provider, "");
        walk.add_person(&["wang"]);
        let mut served = walk.served_to_people();
        served.foresee("Status code: 502");
        let begun = served.begin("/");
        let claims = provider.claims(&begun.asked, "wang");
        let code = provider.code(&begun.asked, &claims, "r1", By::Rs256);
        let mut said = vec![("state", begun.asked["state"].as_str()), ("code", &code)];
        let iss = iss.map(|iss| {
            if iss == "itself" {
                provider.issuer.as_str()
            } else {
                iss
            }
        });
        said.extend(iss.map(|iss| ("iss", iss)));
        let answer = served.come_back(&begun.cookie, &said, "*/*");
        assert_eq!(
            session_of(&answer).is_some(),
            is_taken,
            "{is_said} {iss:?}: {}",
            answer.text()
        );
        assert_eq!(provider.times_asked("/token"), usize::from(is_taken));
    }
}

#[test]
fn who_is_refused_by_the_city_is_told_so_and_may_begin_again() {
    let provider = Provider::start();
    let walk = of_a_city(&provider, "");
    walk.add_person(&["wang"]);
    let mut served = walk.served_to_people();
    served.foresee("Status code: 502");
    for (error, status, says) in [
        ("access_denied", 401, "let nobody in"),
        ("login_required", 401, "let nobody in"),
        ("temporarily_unavailable", 502, "does not answer"),
    ] {
        let begun = served.begin("/");
        let said = [("state", begun.asked["state"].as_str()), ("error", error)];
        // Somebody else's refusal ends nothing here.
        assert_refused(
            &served.come_back("", &said, "*/*"),
            400,
            "no sign-in is under way",
        );
        assert_refused(&served.come_back(&begun.cookie, &said, "*/*"), status, says);
        assert_refused(
            &served.come_back(&begun.cookie, &said, "*/*"),
            400,
            "no sign-in is under way",
        );
    }
    let begun = served.begin("/");
    let said = [("state", begun.asked["state"].as_str())];
    assert_refused(
        &served.come_back(&begun.cookie, &said, "*/*"),
        502,
        "cannot be believed",
    );
    assert_eq!(served.by_the_city(&provider, "wang").status, 200);
}

/// A provider that keeps to Core §5.4 tells names at its userinfo endpoint; §5.3.2 says how it is believed.
#[test]
fn a_name_that_the_token_does_not_say_is_asked_for_and_is_of_the_same_person() {
    let provider = Provider::start();
    provider.say(
        "userinfo_endpoint",
        json!(format!("{}/person", provider.issuer)),
    );
    provider.say(
        "token_endpoint_auth_methods_supported",
        json!(["client_secret_post"]),
    );
    let walk = of_a_city(&provider, "claim = \"employee\"");
    walk.add_person(&["wang"]);
    let mut served = walk.served_to_people();
    served.foresee("Status code: 502");
    for (person, status) in [
        (json!({ "sub": "sub-of-wang", "employee": "wang" }), 200),
        (json!({ "sub": "sub-of-li", "employee": "wang" }), 502),
        (json!({ "employee": "wang" }), 502),
        (json!({ "sub": "sub-of-wang", "employee": 7 }), 502),
        (json!({ "sub": "sub-of-wang" }), 502),
    ] {
        provider.tell_of_person(person.clone());
        let answer = served.by_the_city(&provider, "wang");
        assert_eq!(answer.status, status, "{person}: {}", answer.text());
        assert_eq!(session_of(&answer).is_some(), status == 200);
    }
}

#[test]
fn the_origin_that_the_zone_names_is_where_people_come_back_to() {
    let provider = Provider::start();
    let walk = of_a_city(
        &provider,
        "origin = \"https://reservoir.example\"\nscopes = [\"openid\"]",
    );
    walk.add_person(&["wang"]);
    let served = walk.served_to_people();
    let begun = served.begin("/");
    assert_eq!(
        begun.asked["redirect_uri"],
        format!("https://reservoir.example{RETURN}")
    );
    assert_eq!(begun.asked["scope"], "openid");
    assert_eq!(begun.asked["client_id"], CLIENT);
    assert_eq!(served.by_the_city(&provider, "wang").status, 200);
}

/// RFC 6125, as webpki reads it: a name of the certificate, signed by whom this machine believes.
#[test]
fn a_city_is_believed_over_tls_by_its_name_and_by_whom_this_machine_believes() {
    let root = |name: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/serve/city/tls");
        folder.join(name)
    };
    for (at, name, roots, is_believed) in [
        ("127.0.0.1", "localhost", "ca.pem", true),
        ("127.0.0.1", "127.0.0.1", "ca.pem", true),
        ("127.0.0.1", "localhost", "other.pem", false),
        ("127.0.0.2", "127.0.0.2", "ca.pem", false),
    ] {
        let provider = Provider::over_tls(at, name);
        let walk = of_a_city(&provider, "");
        walk.add_person(&["wang"]);
        let arguments = [
            "--zone",
            "zone",
            "serve",
            "--sign-in",
            "--bind",
            "127.0.0.1:0",
        ];
        let mut command = walk.command(&arguments);
        command
            .env_remove("SSL_CERT_DIR")
            .env("SSL_CERT_FILE", root(roots));
        let mut served = Served::start_by(command);
        served.foresee("Status code: 502");
        if is_believed {
            assert_eq!(served.by_the_city(&provider, "wang").status, 200, "{name}");
        } else {
            assert_refused(&served.leave(&[], "/"), 502, "does not answer");
            assert_eq!(provider.times_asked("/.well-known/openid-configuration"), 0);
        }
    }
    let walk = of_a_city(&Provider::over_tls("127.0.0.1", "localhost"), "");
    let mut command = walk.command(&["--zone", "zone", "serve", "--bind", "127.0.0.1:0"]);
    let output = command
        .env_remove("SSL_CERT_DIR")
        .env("SSL_CERT_FILE", root("none.pem"))
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        told.contains("no root certificates") && told.contains("SSL_CERT_FILE"),
        "{told}"
    );
}
