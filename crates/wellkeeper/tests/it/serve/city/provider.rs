//! An OpenID provider on the loopback. The tests play the browser and the person; it keeps to the
//! standard where a test does not tell it otherwise.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};

use super::keys::{self, By};
use super::{CLIENT, SECRET};

/// How the provider answers all that it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Well,
    /// With more bytes than anybody needs.
    Huge,
    /// A byte now and then.
    Slow,
    /// That it lies elsewhere.
    Elsewhere,
    /// 503.
    Broken,
}

/// What one code is redeemed for.
struct Grant {
    challenge: String,
    return_url: String,
    id_token: String,
}

struct State {
    mood: Mood,
    discovery: Value,
    keys: Vec<Value>,
    person: Value,
    grants: HashMap<String, Grant>,
    /// The paths that were asked for, in their order.
    asked: Vec<String>,
}

pub struct Provider {
    pub issuer: String,
    state: Arc<Mutex<State>>,
}

impl Provider {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        Self::listening(listener, issuer, None)
    }

    /// One that speaks TLS at the loopback address `at`, and is called `name`.
    pub fn over_tls(at: &str, name: &str) -> Self {
        let listener = TcpListener::bind((at, 0)).unwrap();
        let issuer = format!("https://{name}:{}", listener.local_addr().unwrap().port());
        Self::listening(listener, issuer, Some(Arc::new(tls())))
    }

    fn listening(listener: TcpListener, issuer: String, tls: Option<Arc<ServerConfig>>) -> Self {
        let discovery = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize?tenant=1"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "code_challenge_methods_supported": ["S256"],
        });
        let state = Arc::new(Mutex::new(State {
            mood: Mood::Well,
            discovery,
            keys: vec![keys::rsa("r1"), keys::p256("e1")],
            person: json!({}),
            grants: HashMap::new(),
            asked: Vec::new(),
        }));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (state, tls) = (Arc::clone(&shared), tls.clone());
                std::thread::spawn(move || {
                    // Whoever asks may go before the answer is over.
                    let _ = match tls {
                        None => answer(stream, &state),
                        Some(tls) => {
                            let session = ServerConnection::new(tls).unwrap();
                            answer(StreamOwned::new(session, stream), &state)
                        }
                    };
                });
            }
        });
        Self { issuer, state }
    }

    pub fn feel(&self, mood: Mood) {
        self.state.lock().unwrap().mood = mood;
    }

    /// Says `value` for `name` in its discovery document.
    pub fn say(&self, name: &str, value: Value) {
        self.state.lock().unwrap().discovery[name] = value;
    }

    pub fn sign_by(&self, keys: Vec<Value>) {
        self.state.lock().unwrap().keys = keys;
    }

    /// What is told of the person behind an access token.
    pub fn tell_of_person(&self, person: Value) {
        self.state.lock().unwrap().person = person;
    }

    /// How often `path` was asked for.
    pub fn times_asked(&self, path: &str) -> usize {
        let state = self.state.lock().unwrap();
        state.asked.iter().filter(|asked| *asked == path).count()
    }

    /// Somebody has signed in here: gives the code for an ID token of `claims`.
    pub fn code(
        &self,
        asked: &HashMap<String, String>,
        claims: &Value,
        kid: &str,
        by: By,
    ) -> String {
        let mut state = self.state.lock().unwrap();
        let code = format!("code-{}", state.grants.len());
        let grant = Grant {
            challenge: asked["code_challenge"].clone(),
            return_url: asked["redirect_uri"].clone(),
            id_token: keys::signed(claims, kid, by),
        };
        state.grants.insert(code.clone(), grant);
        code
    }

    /// The claims of a right ID token for what was `asked`.
    pub fn claims(&self, asked: &HashMap<String, String>, name: &str) -> Value {
        let now = jiff::Timestamp::now().as_second();
        json!({
            "iss": self.issuer, "sub": format!("sub-of-{name}"), "aud": CLIENT, "exp": now + 300, "iat": now,
            "nonce": asked["nonce"], "preferred_username": name,
        })
    }
}

/// The certificate of the folder `tls`.
fn tls() -> ServerConfig {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/serve/city/tls");
    let certificate = CertificateDer::from_pem_file(folder.join("leaf.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).unwrap();
    let crypto = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(crypto);
    let config = config.with_safe_default_protocol_versions().unwrap();
    config
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap()
}

fn answer(stream: impl Read + Write, state: &Mutex<State>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream);
    let mut first = String::new();
    lines.read_line(&mut first)?;
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    let length = headers
        .get("content-length")
        .map_or(0, |text| text.parse().unwrap());
    let mut body = vec![0; length];
    lines.read_exact(&mut body)?;
    let path = first
        .split_whitespace()
        .nth(1)
        .unwrap_or_default()
        .to_owned();
    let (mood, status, told) = {
        let mut state = state.lock().unwrap();
        state.asked.push(path.clone());
        let (status, told) = state.told(&path, &headers, &String::from_utf8(body).unwrap());
        (state.mood, status, told.to_string())
    };
    let stream = lines.get_mut();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
    match mood {
        Mood::Well => {
            let length = told.len();
            write!(
                stream,
                "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{told}"
            )
        }
        Mood::Broken => write!(
            stream,
            "HTTP/1.1 503 X\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
        ),
        Mood::Elsewhere => write!(
            stream,
            "HTTP/1.1 302 X\r\nlocation: /elsewhere{path}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
        ),
        Mood::Huge => {
            write!(stream, "{head}\r\n{}", &told[..told.len() - 1])?;
            loop {
                stream.write_all(&[b' '; 4_096])?;
            }
        }
        Mood::Slow => {
            write!(stream, "{head}\r\n")?;
            loop {
                stream.write_all(b" ")?;
                std::thread::sleep(Duration::from_millis(200));
            }
        }
    }
}

impl State {
    fn told(&mut self, path: &str, headers: &HashMap<String, String>, body: &str) -> (u16, Value) {
        match path {
            "/.well-known/openid-configuration" => (200, self.discovery.clone()),
            "/keys" => (200, json!({ "keys": self.keys })),
            "/token" => self.redeemed(headers, body),
            "/person"
                if headers
                    .get("authorization")
                    .is_some_and(|said| said == "Bearer at") =>
            {
                (200, self.person.clone())
            }
            _ => (404, json!({ "error": "not_found" })),
        }
    }

    /// RFC 6749 §4.1.3 and RFC 7636 §4.6: the code once, by who asked for it, for where it was sent.
    fn redeemed(&mut self, headers: &HashMap<String, String>, body: &str) -> (u16, Value) {
        let sent = pairs(body);
        // RFC 6749 §2.3.1: both as they are spelled in a form.
        let basic = format!(
            "Basic {}",
            STANDARD.encode("the+book:s3cret%2Bof%25the%3Abook")
        );
        let is_basic = headers
            .get("authorization")
            .is_some_and(|said| *said == basic);
        let in_form = |name: &str| sent.get(name).map(String::as_str);
        let is_in_form =
            in_form("client_id") == Some(CLIENT) && in_form("client_secret") == Some(SECRET);
        let methods = &self.discovery["token_endpoint_auth_methods_supported"];
        let wants_form = *methods == json!(["client_secret_post"]);
        let is_known = if wants_form {
            is_in_form && !is_basic
        } else {
            is_basic && !is_in_form
        };
        if !is_known {
            return (401, json!({ "error": "invalid_client" }));
        }
        let grant = sent.get("code").and_then(|code| self.grants.remove(code));
        let Some(grant) = grant else {
            return (400, json!({ "error": "invalid_grant" }));
        };
        let verifier = sent["code_verifier"].as_bytes();
        let digest = ring::digest::digest(&ring::digest::SHA256, verifier);
        let is_theirs = URL_SAFE_NO_PAD.encode(digest) == grant.challenge
            && sent["redirect_uri"] == grant.return_url
            && sent["grant_type"] == "authorization_code";
        if !is_theirs {
            return (400, json!({ "error": "invalid_grant" }));
        }
        let told =
            json!({ "access_token": "at", "token_type": "Bearer", "id_token": grant.id_token });
        (200, told)
    }
}

/// What a form or the end of an address says.
pub fn pairs(text: &str) -> HashMap<String, String> {
    let decoded = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.as_bytes();
        while let Some((byte, after)) = rest.split_first() {
            rest = after;
            match byte {
                b'+' => bytes.push(b' '),
                b'%' => {
                    let digits = std::str::from_utf8(&rest[..2]).unwrap();
                    bytes.push(u8::from_str_radix(digits, 16).unwrap());
                    rest = &rest[2..];
                }
                other => bytes.push(*other),
            }
        }
        String::from_utf8(bytes).unwrap()
    };
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}
