//! What an ID token must say to be believed: OpenID Connect Core 1.0 §3.1.3.7, step by step.

use serde::Deserialize;
use serde_json::Number;

use crate::limits::CLOCK_LEEWAY_SECONDS;

/// What was asked, and when: an ID token must fit it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'a> {
    /// Who was asked.
    pub issuer: &'a str,
    /// What the provider calls this book.
    pub client_id: &'a str,
    /// What was sent along and must come back, so that no token of another sign-in is taken for this one's.
    pub nonce: &'a str,
    /// When it was asked, seconds since 1970.
    pub asked_s: i64,
    /// The present, seconds since 1970.
    pub now_s: i64,
}

/// The claims that are checked; a claim that is there twice is no JSON that anybody meant.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: Number,
    iat: Number,
    nbf: Option<Number>,
    nonce: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Several(all) => all,
        }
    }
}

/// Checks the payload of an ID token whose signature holds. Gives the provider's own identifier of
/// the person, `sub`.
///
/// # Errors
/// What was found and expected.
pub(super) fn subject_of(payload: &[u8], expected: &Expected<'_>) -> Result<String, String> {
    let claims: Claims = serde_json::from_slice(payload)
        .map_err(|e| format!("its claims are not those of an ID token: {e}"))?;
    // Step 2.
    if claims.iss != expected.issuer {
        return Err(format!(
            "it was issued by {:?}; expected {:?}",
            claims.iss, expected.issuer
        ));
    }
    // Steps 3 to 5: nobody else is trusted, so that there is no other audience.
    if claims.aud.all() != [expected.client_id] {
        return Err(format!(
            "it is meant for {:?}; expected {:?} alone",
            claims.aud.all(),
            expected.client_id
        ));
    }
    if let Some(party) = claims.azp.filter(|party| party != expected.client_id) {
        return Err(format!(
            "it was issued to {party:?} (azp); expected {:?}",
            expected.client_id
        ));
    }
    check_times(&claims.exp, &claims.iat, claims.nbf.as_ref(), expected)?;
    // Step 11.
    if claims.nonce.as_deref() != Some(expected.nonce) {
        return Err("it does not carry the nonce that was asked with".to_owned());
    }
    // §2: at most 255 ASCII characters.
    if claims.sub.is_empty() || claims.sub.len() > 255 || !claims.sub.is_ascii() {
        return Err("its `sub` is not 1 to 255 ASCII characters".to_owned());
    }
    Ok(claims.sub)
}

/// Steps 9 and 10, and RFC 7519 §4.1.5.
fn check_times(
    exp: &Number,
    iat: &Number,
    nbf: Option<&Number>,
    expected: &Expected<'_>,
) -> Result<(), String> {
    let now_s = expected.now_s;
    if seconds("exp", exp)?.saturating_add(CLOCK_LEEWAY_SECONDS) <= now_s {
        return Err(format!("it expired at {exp}; now it is {now_s}"));
    }
    let issued_s = seconds("iat", iat)?;
    if issued_s > now_s.saturating_add(CLOCK_LEEWAY_SECONDS) {
        return Err(format!(
            "it was issued at {iat}, which is to come; now it is {now_s}"
        ));
    }
    if issued_s < expected.asked_s.saturating_sub(CLOCK_LEEWAY_SECONDS) {
        return Err(format!(
            "it was issued at {iat}, before it was asked for at {}",
            expected.asked_s
        ));
    }
    let from_s = nbf.map_or(Ok(i64::MIN), |nbf| seconds("nbf", nbf))?;
    if from_s > now_s.saturating_add(CLOCK_LEEWAY_SECONDS) {
        return Err(format!("it holds from {from_s} on; now it is {now_s}"));
    }
    Ok(())
}

/// Whole seconds of a NumericDate (RFC 7519 §2), which may have a fraction.
fn seconds(name: &str, date: &Number) -> Result<i64, String> {
    let text = date.to_string();
    let whole = text
        .split_once('.')
        .map_or(text.as_str(), |(whole, _)| whole);
    whole
        .parse()
        .map_err(|_| format!("its `{name}` is {date}; expected seconds since 1970"))
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ASKED_S: i64 = 1_790_000_000;
    const NOW_S: i64 = ASKED_S + 20;
    const LEEWAY: i64 = CLOCK_LEEWAY_SECONDS;

    fn claims() -> Value {
        json!({
            "iss": "https://sso.example", "sub": "4711", "aud": "book", "azp": "book",
            "exp": NOW_S + 300, "iat": NOW_S - 1, "nonce": "n-0S6_WzA2Mj",
        })
    }

    fn told(claims: &Value) -> Result<String, String> {
        let expected = Expected {
            issuer: "https://sso.example",
            client_id: "book",
            nonce: "n-0S6_WzA2Mj",
            asked_s: ASKED_S,
            now_s: NOW_S,
        };
        subject_of(claims.to_string().as_bytes(), &expected)
    }

    /// The claims with one of them changed; without it where `value` is null.
    fn with(name: &str, value: Value) -> Value {
        let mut claims = claims();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value;
        }
        claims
    }

    #[test]
    fn a_token_that_fits_what_was_asked_is_believed() {
        for claims in [
            claims(),
            with("aud", json!(["book"])),
            with("azp", Value::Null),
            with("exp", json!(1_790_000_300.5)),
            with("nbf", json!(NOW_S)),
        ] {
            assert_eq!(told(&claims).as_deref(), Ok("4711"), "{claims}");
        }
    }

    /// The numbers are the steps of OpenID Connect Core 1.0 §3.1.3.7.
    #[test]
    fn each_check_of_the_standard_refuses_a_token_by_itself() {
        for (step, name, value, says) in [
            (
                2,
                "iss",
                json!("https://sso.example/"),
                "expected \"https://sso.example\"",
            ),
            (2, "iss", Value::Null, "missing field `iss`"),
            (3, "aud", json!("another"), "expected \"book\" alone"),
            (
                3,
                "aud",
                json!(["book", "another"]),
                "expected \"book\" alone",
            ),
            (3, "aud", json!([]), "expected \"book\" alone"),
            (3, "aud", Value::Null, "missing field `aud`"),
            (5, "azp", json!("another"), "(azp)"),
            (9, "exp", json!(NOW_S - 3_600), "expired"),
            (9, "exp", Value::Null, "missing field `exp`"),
            (9, "exp", json!("1790000300"), "not those of an ID token"),
            (9, "exp", json!(1e300), "expected seconds"),
            (10, "iat", json!(NOW_S + 3_600), "to come"),
            (10, "iat", json!(ASKED_S - 3_600), "before it was asked for"),
            (10, "iat", Value::Null, "missing field `iat`"),
            (10, "nbf", json!(NOW_S + 3_600), "holds from"),
            (11, "nonce", json!("another"), "nonce"),
            (11, "nonce", Value::Null, "nonce"),
            (0, "sub", json!(""), "`sub`"),
            (0, "sub", json!("x".repeat(256)), "`sub`"),
        ] {
            let why = told(&with(name, value.clone())).unwrap_err();
            assert!(why.contains(says), "step {step}, {name} {value}: {why}");
        }
        let twice = claims()
            .to_string()
            .replacen('{', "{\"iss\":\"https://other.example\",", 1);
        let expected = Expected {
            issuer: "https://sso.example",
            client_id: "book",
            nonce: "n-0S6_WzA2Mj",
            asked_s: ASKED_S,
            now_s: NOW_S,
        };
        assert!(subject_of(twice.as_bytes(), &expected).is_err());
    }

    #[test]
    fn clocks_may_differ_by_the_leeway_and_no_second_more() {
        for (name, at, is_believed) in [
            ("exp", NOW_S - LEEWAY + 1, true),
            ("exp", NOW_S - LEEWAY, false),
            ("iat", NOW_S + LEEWAY, true),
            ("iat", NOW_S + LEEWAY + 1, false),
            ("iat", ASKED_S - LEEWAY, true),
            ("iat", ASKED_S - LEEWAY - 1, false),
            ("nbf", NOW_S + LEEWAY, true),
            ("nbf", NOW_S + LEEWAY + 1, false),
        ] {
            assert_eq!(
                told(&with(name, json!(at))).is_ok(),
                is_believed,
                "{name} {at}"
            );
        }
    }
}
