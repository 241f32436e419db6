//! A signed text and the keys that it is checked by: compact JWS (RFC 7515) with RS256 or ES256
//! (RFC 7518 §3.3, §3.4), keys as a JWK set (RFC 7517). The arithmetic is ring's.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;
use serde_json::Value;

use crate::limits::PROVIDER_KEYS_MAX;

/// The algorithms that are taken: `none` signs nothing, and the keys of HS256 are known to too many.
pub(super) const ALGORITHMS: [&str; 2] = ["RS256", "ES256"];

/// The public keys of a provider.
#[derive(Debug, Default)]
pub(super) struct Keys(Vec<PublicKey>);

#[derive(Debug)]
struct PublicKey {
    id: Option<String>,
    algorithm: &'static str,
    material: Material,
}

#[derive(Debug)]
enum Material {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// The point, uncompressed: 4, x, y.
    P256(Vec<u8>),
}

/// A key as it is sent; what is not needed here is left unread.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    #[serde(rename = "use")]
    purpose: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    kid: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Keys {
    /// Reads a set; a key that signs nothing here, or is of a kind not known here, is left out
    /// (RFC 7517 §5).
    pub fn of(set: Vec<Value>) -> Self {
        let keys = set.into_iter().take(PROVIDER_KEYS_MAX);
        Self(keys.filter_map(key_of).collect())
    }

    /// The key that `signed` names; where it names none, the one that fits, if no other does
    /// (OpenID Connect Core 1.0 §10.1).
    fn of_signed(&self, signed: &Signed) -> Option<&PublicKey> {
        let fits = |key: &&PublicKey| {
            let is_named = signed.key_id.is_none() || key.id == signed.key_id;
            key.algorithm == signed.algorithm && is_named
        };
        let mut fitting = self.0.iter().filter(fits);
        let found = fitting.next()?;
        fitting.next().is_none().then_some(found)
    }
}

fn key_of(value: Value) -> Option<PublicKey> {
    let key: Jwk = serde_json::from_value(value).ok()?;
    let is_for_signatures = key
        .purpose
        .as_deref()
        .is_none_or(|purpose| purpose == "sig");
    let operations = key.key_ops.as_ref();
    let verifies = operations.is_none_or(|all| all.iter().any(|one| one == "verify"));
    let (algorithm, material) = match (key.kty.as_str(), key.crv.as_deref()) {
        ("RSA", _) => {
            let (n, e) = (bytes_of(key.n.as_deref()?)?, bytes_of(key.e.as_deref()?)?);
            ("RS256", Material::Rsa { n, e })
        }
        ("EC", Some("P-256")) => {
            let (x, y) = (bytes_of(key.x.as_deref()?)?, bytes_of(key.y.as_deref()?)?);
            let is_whole = x.len() == 32 && y.len() == 32;
            let point = is_whole.then(|| [&[4], &x[..], &y[..]].concat())?;
            ("ES256", Material::P256(point))
        }
        _ => return None,
    };
    let is_meant = key.alg.as_deref().is_none_or(|alg| alg == algorithm);
    (is_for_signatures && verifies && is_meant).then_some(PublicKey {
        id: key.kid,
        algorithm,
        material,
    })
}

fn bytes_of(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// A signed text that nobody has checked yet: what it says is not to be had before it was.
#[derive(Debug)]
pub(super) struct Signed<'a> {
    algorithm: &'static str,
    key_id: Option<String>,
    /// What the signature is of: header and payload as they came.
    message: &'a str,
    payload: &'a str,
    signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

/// Why a signed text is not believed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// No key that is known here fits; there may be a new one.
    NoKey(String),
    /// In words.
    Wrong(String),
}

impl<'a> Signed<'a> {
    /// Reads the three parts of `text`.
    ///
    /// # Errors
    /// [`Doubt::Wrong`] for what is no compact JWS, for one signed by an algorithm that is not taken,
    /// and for one that says it must be read by rules not known here (`crit`).
    pub fn read(text: &'a str) -> Result<Self, Doubt> {
        let wrong = |what: &str| Doubt::Wrong(what.to_owned());
        let three = "it is not three parts of base64url, signed and not encrypted";
        let (message, signature) = text.rsplit_once('.').ok_or_else(|| wrong(three))?;
        let (header, payload) = message.split_once('.').ok_or_else(|| wrong(three))?;
        let header = bytes_of(header).ok_or_else(|| wrong(three))?;
        let header: Header = serde_json::from_slice(&header)
            .map_err(|_| wrong("its header is no JSON object with an `alg`"))?;
        if header.crit.is_some() {
            return Err(wrong(
                "its header has `crit`, which asks for more than is known here",
            ));
        }
        let known = ALGORITHMS.into_iter().find(|name| *name == header.alg);
        let algorithm = known.ok_or_else(|| {
            Doubt::Wrong(format!(
                "it is signed by `{}`; RS256 and ES256 are taken",
                header.alg.chars().take(20).collect::<String>()
            ))
        })?;
        Ok(Self {
            algorithm,
            key_id: header.kid,
            message,
            payload,
            signature: bytes_of(signature).ok_or_else(|| wrong(three))?,
        })
    }

    /// The payload, after `keys` have proved who signed it.
    ///
    /// # Errors
    /// [`Doubt::NoKey`] where none of `keys` fits, [`Doubt::Wrong`] where the one that does says no.
    pub fn proved_by(&self, keys: &Keys) -> Result<Vec<u8>, Doubt> {
        let key = keys.of_signed(self).ok_or_else(|| {
            let named = self.key_id.as_deref().unwrap_or("none");
            let named: String = named.chars().take(64).collect();
            Doubt::NoKey(format!(
                "no one key of the provider is for {} and has the kid {named:?}",
                self.algorithm
            ))
        })?;
        let (message, signature) = (self.message.as_bytes(), &self.signature[..]);
        let proof = match &key.material {
            Material::Rsa { n, e } => RsaPublicKeyComponents { n, e }.verify(
                &RSA_PKCS1_2048_8192_SHA256,
                message,
                signature,
            ),
            Material::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature)
            }
        };
        let wrong = |what: &str| Doubt::Wrong(what.to_owned());
        proof.map_err(|_| wrong("its signature does not hold"))?;
        bytes_of(self.payload).ok_or_else(|| wrong("its payload is not base64url"))
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]
mod tests {
    use serde_json::json;

    use super::*;

    // RFC 7515, appendices A.2 (RS256) and A.3 (ES256): what is signed, by which keys.
    const PAYLOAD: &str =
        "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
    const A2_SIGNED: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
        cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4\
        BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv\
        hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    const A2_N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs\
        D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV\
        MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
    const A3_SIGNED: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
        DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    fn rsa_key() -> Value {
        json!({ "kty": "RSA", "n": A2_N, "e": "AQAB" })
    }

    fn ec_key() -> Value {
        json!({
            "kty": "EC",
            "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        })
    }

    fn proved(text: &str, keys: Vec<Value>) -> Result<Vec<u8>, Doubt> {
        Signed::read(text)?.proved_by(&Keys::of(keys))
    }

    #[test]
    fn the_examples_of_rfc_7515_are_proved_by_their_keys() {
        assert_eq!(
            proved(A2_SIGNED, vec![rsa_key()]).unwrap(),
            PAYLOAD.as_bytes()
        );
        assert_eq!(
            proved(A3_SIGNED, vec![ec_key()]).unwrap(),
            PAYLOAD.as_bytes()
        );
    }

    #[test]
    fn a_byte_that_was_changed_is_not_proved() {
        for (signed, key) in [(A2_SIGNED, rsa_key()), (A3_SIGNED, ec_key())] {
            let (header, rest) = signed.split_once('.').unwrap();
            let (payload, signature) = rest.split_once('.').unwrap();
            let other = payload.replacen('e', "f", 1);
            let changed = format!("{header}.{other}.{signature}");
            let told = proved(&changed, vec![key.clone()]).unwrap_err();
            assert_eq!(told, Doubt::Wrong("its signature does not hold".into()));
            let cut = format!("{header}.{payload}.");
            assert!(matches!(proved(&cut, vec![key]), Err(Doubt::Wrong(_))));
        }
    }

    /// The example of RFC 7515 A.1, signed by HS256, and one of A.5 that nobody signed.
    #[test]
    fn what_anybody_could_have_signed_is_not_read() {
        for header in [
            r#"{"alg":"none"}"#,
            r#"{"typ":"JWT","alg":"HS256"}"#,
            r#"{"alg":"RS384"}"#,
            r#"{"alg":"rs256"}"#,
            r#"{"alg":"RS256","crit":["b64"],"b64":false}"#,
            r#"{"alg":"RS256","alg":"none"}"#,
            r#"{"kid":"1"}"#,
        ] {
            let text = format!(
                "{}.{}.",
                URL_SAFE_NO_PAD.encode(header),
                URL_SAFE_NO_PAD.encode(PAYLOAD)
            );
            assert!(
                matches!(Signed::read(&text), Err(Doubt::Wrong(_))),
                "{header}"
            );
        }
        for text in ["", "a", "a.b", "....", "e30.e30.e30.e30.e30"] {
            assert!(matches!(Signed::read(text), Err(Doubt::Wrong(_))), "{text}");
        }
    }

    #[test]
    fn a_key_of_another_kind_or_for_another_purpose_proves_nothing() {
        let with = |name: &str, value: Value| {
            let mut key = rsa_key();
            key[name] = value;
            key
        };
        for key in [
            ec_key(),
            with("use", json!("enc")),
            with("key_ops", json!(["encrypt"])),
            with("alg", json!("RS512")),
            json!({ "kty": "oct", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75" }),
            json!({ "kty": "RSA", "n": "!", "e": "AQAB" }),
            json!("no key"),
        ] {
            let told = proved(A2_SIGNED, vec![key.clone()]);
            assert!(matches!(told, Err(Doubt::NoKey(_))), "{key}");
        }
        let named = |id: &str| with("kid", json!(id));
        assert!(proved(A2_SIGNED, vec![named("a")]).is_ok());
        // Two fit and none is named.
        let told = proved(A2_SIGNED, vec![named("a"), named("b")]);
        assert!(matches!(told, Err(Doubt::NoKey(_))));
    }
}
