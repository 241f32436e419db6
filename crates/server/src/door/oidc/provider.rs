//! The provider: what its discovery document says (OpenID Connect Discovery 1.0), its keys, and what
//! it gives for a code (OpenID Connect Core 1.0 §3.1.3).

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::sync::Mutex;
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};
use zone::sign_in::{Oidc, Secret};

use super::attempts::Attempt;
use super::client::{Client, Question};
use super::id_token::{Expected, subject_of};
use super::jws::{ALGORITHMS, Doubt, Keys, Signed};
use super::{CityError, Trouble};
use crate::limits::{DISCOVERY_SECONDS, PROVIDER_KEYS_AGAIN_SECONDS, PROVIDER_TROUBLE_SECONDS};

/// An OpenID provider, and what this book is to it.
pub(super) struct Provider {
    pub oidc: Oidc,
    secret: Secret,
    client: Client,
    found: Mutex<Option<Found>>,
    keys: Mutex<KeysHeld>,
}

/// What the last discovery found, trouble as well: who comes next does not wait for it again at once.
struct Found {
    at: Instant,
    told: Result<Arc<Endpoints>, Trouble>,
}

#[derive(Default)]
struct KeysHeld {
    keys: Option<Arc<Keys>>,
    /// When they were last asked for because of a key that was not among them.
    again: Option<Instant>,
}

/// What is needed of a discovery document.
#[derive(Debug)]
pub(super) struct Endpoints {
    authorization: Url,
    token: Url,
    keys: Url,
    person: Option<Url>,
    /// Whether the secret goes into the form and not into a header.
    takes_secret_in_form: bool,
    /// Whether every answer names its issuer (RFC 9207).
    pub names_issuer: bool,
}

#[derive(Deserialize)]
struct Discovered {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    code_challenge_methods_supported: Option<Vec<String>>,
    id_token_signing_alg_values_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Tokens {
    access_token: Option<String>,
    id_token: String,
}

/// Who somebody is to the provider.
pub(super) struct Identity {
    /// The provider's identifier, which stays theirs.
    pub subject: String,
    /// What the claim says that names people; nothing where it is not told.
    pub name: Option<String>,
}

/// The code challenge of `verifier` (RFC 7636 §4.2, S256).
fn challenge_of(verifier: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes());
    URL_SAFE_NO_PAD.encode(digest)
}

impl Provider {
    /// The provider that `oidc` names, which knows this book by `secret`.
    ///
    /// # Errors
    /// [`CityError::NoRoots`].
    pub fn new(oidc: Oidc, secret: Secret) -> Result<Self, CityError> {
        let client = Client::new(oidc.issuer.starts_with("https://"))?;
        Ok(Self {
            oidc,
            secret,
            client,
            found: Mutex::default(),
            keys: Mutex::default(),
        })
    }

    /// Where to ask what. Asked again after [`DISCOVERY_SECONDS`], after trouble sooner.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn endpoints(&self) -> Result<Arc<Endpoints>, Trouble> {
        let mut found = self.found.lock().await;
        if let Some(found) = found.as_ref() {
            let holds = match &found.told {
                Ok(_) => DISCOVERY_SECONDS,
                Err(_) => PROVIDER_TROUBLE_SECONDS,
            };
            if found.at.elapsed() < Duration::from_secs(holds) {
                return found.told.clone();
            }
        }
        let told = self.discover().await.map(Arc::new);
        *found = Some(Found {
            at: Instant::now(),
            told: told.clone(),
        });
        told
    }

    async fn discover(&self) -> Result<Endpoints, Trouble> {
        let wrong = |what: String| Trouble::Wrong(format!("the discovery document {what}"));
        let issuer = &self.oidc.issuer;
        let place = format!(
            "{}/.well-known/openid-configuration",
            issuer.trim_end_matches('/')
        );
        let place = Url::parse(&place).map_err(|e| wrong(format!("has no address: {e}")))?;
        let said: Discovered = self.client.ask(Question::of(place)).await?;
        // Discovery §4.3: letter by letter.
        if said.issuer != *issuer {
            return Err(wrong(format!(
                "is of {:?}; expected {issuer:?}",
                said.issuer
            )));
        }
        let lacks = |all: &Option<Vec<String>>, wanted: &[&str]| {
            let all = all.as_ref();
            all.is_some_and(|all| !all.iter().any(|one| wanted.contains(&one.as_str())))
        };
        if lacks(&said.code_challenge_methods_supported, &["S256"]) {
            return Err(wrong("names ways of PKCE, and not S256".to_owned()));
        }
        if lacks(&said.id_token_signing_alg_values_supported, &ALGORITHMS) {
            return Err(wrong(
                "signs ID tokens by neither RS256 nor ES256".to_owned(),
            ));
        }
        let is_over_tls = issuer.starts_with("https://");
        let url = |text: &str| {
            let url = Url::parse(text).ok().filter(|url| {
                let is_plain_here = !is_over_tls && zone::sign_in::is_loopback(url);
                url.scheme() == "https" || (url.scheme() == "http" && is_plain_here)
            });
            url.ok_or_else(|| wrong(format!("names {text:?}; expected an https address")))
        };
        let methods = &said.token_endpoint_auth_methods_supported;
        let has_no_basic = lacks(methods, &["client_secret_basic"]);
        Ok(Endpoints {
            authorization: url(&said.authorization_endpoint)?,
            token: url(&said.token_endpoint)?,
            keys: url(&said.jwks_uri)?,
            person: said.userinfo_endpoint.as_deref().map(url).transpose()?,
            takes_secret_in_form: has_no_basic && !lacks(methods, &["client_secret_post"]),
            names_issuer: said.authorization_response_iss_parameter_supported,
        })
    }

    /// Where a browser goes to sign in (Core §3.1.2.1).
    pub fn address(&self, endpoints: &Endpoints, attempt: &Attempt, state: &str) -> Url {
        let mut url = endpoints.authorization.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.oidc.client_id)
            .append_pair("redirect_uri", attempt.return_url.as_str())
            .append_pair("scope", &self.oidc.scopes.join(" "))
            .append_pair("state", state)
            .append_pair("nonce", &attempt.nonce)
            .append_pair("code_challenge", &challenge_of(&attempt.verifier))
            .append_pair("code_challenge_method", "S256");
        url
    }

    /// Redeems `code` and finds out who it is; `now_s` is the present, seconds since 1970.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn redeem(
        &self,
        code: &str,
        attempt: &Attempt,
        now_s: i64,
    ) -> Result<Identity, Trouble> {
        let endpoints = self.endpoints().await?;
        let tokens: Tokens = self
            .client
            .ask(self.exchange(&endpoints, code, attempt))
            .await?;
        let wrong = |why: String| Trouble::Wrong(format!("the ID token is not believed: {why}"));
        let signed = Signed::read(&tokens.id_token).map_err(|doubt| wrong(doubt.why()))?;
        let payload = self.proved(&endpoints, &signed).await?;
        let expected = Expected {
            issuer: &self.oidc.issuer,
            client_id: &self.oidc.client_id,
            nonce: &attempt.nonce,
            asked_s: attempt.asked_s,
            now_s,
        };
        let subject = subject_of(&payload, &expected).map_err(wrong)?;
        let claims: Map<String, Value> =
            serde_json::from_slice(&payload).map_err(|e| wrong(e.to_string()))?;
        let mut name = self.name_in(&claims);
        if let (None, Some(place), Some(token)) = (&name, &endpoints.person, &tokens.access_token) {
            name = self.name_told(place, token, &subject).await?;
        }
        Ok(Identity { subject, name })
    }

    fn exchange(&self, endpoints: &Endpoints, code: &str, attempt: &Attempt) -> Question {
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", attempt.return_url.as_str())
            .append_pair("code_verifier", &attempt.verifier);
        let (id, secret) = (&self.oidc.client_id, self.secret.text());
        let mut authorization = None;
        if endpoints.takes_secret_in_form {
            form.append_pair("client_id", id)
                .append_pair("client_secret", secret);
        } else {
            // RFC 6749 §2.3.1: each encoded as in a form before they are joined.
            let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
            let both = format!("{}:{}", encoded(id), encoded(secret));
            authorization = Some(format!("Basic {}", STANDARD.encode(both)));
        }
        Question {
            url: endpoints.token.clone(),
            authorization,
            form: Some(form.finish()),
        }
    }

    /// The payload of `signed`. For a key that is not known the keys are asked for again, once in
    /// [`PROVIDER_KEYS_AGAIN_SECONDS`]: else anybody's token would have the provider asked.
    async fn proved(&self, endpoints: &Endpoints, signed: &Signed<'_>) -> Result<Vec<u8>, Trouble> {
        let wrong =
            |doubt: Doubt| Trouble::Wrong(format!("the ID token is not believed: {}", doubt.why()));
        let mut held = self.keys.lock().await;
        let known = match &held.keys {
            Some(keys) => Arc::clone(keys),
            None => held
                .keys
                .insert(self.ask_for_keys(endpoints).await?)
                .clone(),
        };
        match signed.proved_by(&known) {
            Err(Doubt::NoKey(why)) => {
                let pause = Duration::from_secs(PROVIDER_KEYS_AGAIN_SECONDS);
                if held.again.is_some_and(|at| at.elapsed() < pause) {
                    return Err(wrong(Doubt::NoKey(why)));
                }
                held.again = Some(Instant::now());
                let keys = self.ask_for_keys(endpoints).await?;
                held.keys = Some(Arc::clone(&keys));
                signed.proved_by(&keys).map_err(wrong)
            }
            proved => proved.map_err(wrong),
        }
    }

    async fn ask_for_keys(&self, endpoints: &Endpoints) -> Result<Arc<Keys>, Trouble> {
        let set: KeySet = self
            .client
            .ask(Question::of(endpoints.keys.clone()))
            .await?;
        Ok(Arc::new(Keys::of(set.keys)))
    }

    fn name_in(&self, claims: &Map<String, Value>) -> Option<String> {
        let name = claims.get(&self.oidc.claim)?.as_str()?;
        Some(name.to_owned())
    }

    /// A provider that keeps to §5.4 tells the claims of a scope here, and not in the ID token.
    async fn name_told(
        &self,
        place: &Url,
        token: &str,
        subject: &str,
    ) -> Result<Option<String>, Trouble> {
        let question = Question {
            authorization: Some(format!("Bearer {token}")),
            ..Question::of(place.clone())
        };
        let claims: Map<String, Value> = self.client.ask(question).await?;
        // §5.3.2: else it may be somebody else.
        if claims.get("sub").and_then(Value::as_str) != Some(subject) {
            return Err(Trouble::Wrong(
                "what is told of the person is told of another `sub`".to_owned(),
            ));
        }
        Ok(self.name_in(&claims))
    }
}

#[cfg(test)]
mod tests {
    use super::challenge_of;

    /// RFC 7636, appendix B.
    #[test]
    fn the_challenge_is_that_of_rfc_7636() {
        assert_eq!(
            challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }
}
