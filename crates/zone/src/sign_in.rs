//! `[sign_in.oidc]` of `zone.toml`: the city's own sign-in, by OpenID Connect.
//!
//! Every wrong value is refused where it stands, so that the file's reader can name line and column.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

use crate::config::Names;
use crate::limits::{BUTTON_CHARS_MAX, SCOPES_MAX, SECRET_BYTES_MAX};
use crate::{Result, ZoneError};

/// How people sign in besides by a password of the book.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// By the city's own sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oidc: Option<Oidc>,
}

/// The city's own sign-in: an OpenID provider, and what this book is to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Given")]
pub struct Oidc {
    /// The provider's issuer identifier, letter by letter as its discovery document says it.
    pub issuer: String,
    /// What the provider calls this book.
    pub client_id: String,
    /// Where the secret stands that the provider knows this book by.
    #[serde(flatten)]
    pub secret: SecretPlace,
    /// What is asked for, `openid` among it.
    pub scopes: Vec<String>,
    /// The claim that says the name by which a person is registered in the book.
    pub claim: String,
    /// What the button says.
    pub title: Names,
    /// How people's browsers call this book, such as `https://reservoir.example`; else as each request says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

/// Where a secret stands: never in `zone.toml`, which goes into every backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecretPlace {
    /// A file outside the zone.
    #[serde(rename = "client_secret_file")]
    File(PathBuf),
    /// An environment variable.
    #[serde(rename = "client_secret_env")]
    Variable(String),
}

/// The table as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    #[serde(deserialize_with = "issuer")]
    issuer: String,
    #[serde(deserialize_with = "client_id")]
    client_id: String,
    #[serde(default, deserialize_with = "secret_file")]
    client_secret_file: Option<PathBuf>,
    #[serde(default, deserialize_with = "secret_variable")]
    client_secret_env: Option<String>,
    #[serde(default = "usual_scopes", deserialize_with = "scopes")]
    scopes: Vec<String>,
    #[serde(default = "usual_claim", deserialize_with = "claim")]
    claim: String,
    #[serde(default = "usual_title", deserialize_with = "title")]
    title: Names,
    #[serde(default, deserialize_with = "origin")]
    origin: Option<String>,
}

impl TryFrom<Given> for Oidc {
    type Error = &'static str;

    fn try_from(given: Given) -> std::result::Result<Self, Self::Error> {
        let secret = match (given.client_secret_file, given.client_secret_env) {
            (Some(file), None) => SecretPlace::File(file),
            (None, Some(name)) => SecretPlace::Variable(name),
            _ => {
                return Err(
                    "[sign_in.oidc] expects one of client_secret_file and client_secret_env: the secret itself \
                     never stands in zone.toml, which goes into every backup",
                );
            }
        };
        Ok(Self {
            issuer: given.issuer,
            client_id: given.client_id,
            secret,
            scopes: given.scopes,
            claim: given.claim,
            title: given.title,
            origin: given.origin,
        })
    }
}

fn usual_scopes() -> Vec<String> {
    ["openid", "profile"].map(str::to_owned).to_vec()
}

fn usual_claim() -> String {
    "preferred_username".to_owned()
}

fn usual_title() -> Names {
    Names {
        zh: "用市统一身份认证登录".to_owned(),
        en: "Sign in with the city's account".to_owned(),
    }
}

/// Whether the host of `url` is this machine, by its number or as `localhost` (RFC 6761 §6.3).
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// OpenID Connect Discovery 1.0 §2: an issuer has no query and no fragment. Plain `http` would let
/// whoever stands in between sign in as anybody; on this machine there is nobody in between.
fn issuer<'de, D: Deserializer<'de>>(given: D) -> std::result::Result<String, D::Error> {
    let text = String::deserialize(given)?;
    let is_meant = Url::parse(&text).is_ok_and(|url| {
        let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
        let is_plain = url.query().is_none() && url.fragment().is_none();
        is_safe && is_plain && url.username().is_empty() && url.password().is_none()
    });
    if is_meant {
        return Ok(text);
    }
    Err(D::Error::custom(format!(
        "issuer is `{text}`; expected the provider's https address without `?` and `#`, such as \
         https://sso.example/realms/city (http only for a provider on this machine)"
    )))
}

fn client_id<'de, D: Deserializer<'de>>(given: D) -> std::result::Result<String, D::Error> {
    let text = String::deserialize(given)?;
    // RFC 6749 §A.1: visible ASCII and blanks.
    if !text.is_empty() && text.len() <= 256 && text.chars().all(|c| (' '..='~').contains(&c)) {
        return Ok(text);
    }
    Err(D::Error::custom(format!(
        "client_id is `{text}`; expected 1 to 256 ASCII characters, as the provider gave it"
    )))
}

fn secret_file<'de, D: Deserializer<'de>>(
    given: D,
) -> std::result::Result<Option<PathBuf>, D::Error> {
    let path = PathBuf::deserialize(given)?;
    if path.is_absolute() {
        return Ok(Some(path));
    }
    Err(D::Error::custom(format!(
        "client_secret_file is `{}`; expected a path from the root, such as /etc/wellkeeper/city-secret",
        path.display()
    )))
}

fn secret_variable<'de, D: Deserializer<'de>>(
    given: D,
) -> std::result::Result<Option<String>, D::Error> {
    let name = String::deserialize(given)?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !name.is_empty() && name.chars().all(is_name) {
        return Ok(Some(name));
    }
    // What stands here by mistake may be the secret itself: it is not said again.
    Err(D::Error::custom(
        "client_secret_env is no name of an environment variable; expected such as WELLKEEPER_CITY_SECRET",
    ))
}

fn scopes<'de, D: Deserializer<'de>>(given: D) -> std::result::Result<Vec<String>, D::Error> {
    let all = Vec::<String>::deserialize(given)?;
    // RFC 6749 §3.3: visible ASCII without `"` and `\`.
    let is_scope = |scope: &String| {
        let is_meant = |c: char| c.is_ascii_graphic() && c != '"' && c != '\\';
        (1..=64).contains(&scope.len()) && scope.chars().all(is_meant)
    };
    if all.len() <= SCOPES_MAX && all.iter().all(is_scope) && all.iter().any(|s| s == "openid") {
        return Ok(all);
    }
    Err(D::Error::custom(format!(
        "scopes is {all:?}; expected at most {SCOPES_MAX} words, \"openid\" among them, such as \
         [\"openid\", \"profile\"]"
    )))
}

fn claim<'de, D: Deserializer<'de>>(given: D) -> std::result::Result<String, D::Error> {
    let name = String::deserialize(given)?;
    if (1..=64).contains(&name.len()) && name.chars().all(|c| c.is_ascii_graphic()) {
        return Ok(name);
    }
    Err(D::Error::custom(format!(
        "claim is `{name}`; expected the name of a claim, such as preferred_username or sub"
    )))
}

fn title<'de, D: Deserializer<'de>>(given: D) -> std::result::Result<Names, D::Error> {
    let title = Names::deserialize(given)?;
    for (lang, text) in [("zh", &title.zh), ("en", &title.en)] {
        let chars = text.trim().chars().count();
        if !(1..=BUTTON_CHARS_MAX).contains(&chars) {
            return Err(D::Error::custom(format!(
                "title.{lang} has {chars} characters; expected 1 to {BUTTON_CHARS_MAX}"
            )));
        }
    }
    Ok(title)
}

fn origin<'de, D: Deserializer<'de>>(given: D) -> std::result::Result<Option<String>, D::Error> {
    let text = String::deserialize(given)?;
    let is_origin = Url::parse(&text).is_ok_and(|url| {
        ["http", "https"].contains(&url.scheme()) && url.origin().ascii_serialization() == text
    });
    if is_origin {
        return Ok(Some(text));
    }
    Err(D::Error::custom(format!(
        "origin is `{text}`; expected how browsers call this book, without a path or a `/` at the end, such as \
         https://reservoir.example"
    )))
}

/// What nobody else knows: never printed, never written.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The secret itself.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Oidc {
    /// Reads the secret by which the provider knows this book; a line's end behind it is none of it.
    ///
    /// # Errors
    /// [`ZoneError::Refused`] when it is not there, empty, too long, or a file of the zone in `dir`.
    pub fn read_secret(&self, dir: &Path) -> Result<Secret> {
        let (place, text) = match &self.secret {
            SecretPlace::Variable(name) => (
                format!("client_secret_env `{name}`"),
                std::env::var(name).map_err(|e| e.to_string()),
            ),
            SecretPlace::File(path) => (
                format!("client_secret_file `{}`", path.display()),
                read_outside(path, dir),
            ),
        };
        let refuse = |why: &str| {
            ZoneError::Refused(format!(
                "{}: [sign_in.oidc] {place}: {why}",
                dir.join(crate::config::FILE_NAME).display()
            ))
        };
        let text = text.map_err(|why| refuse(&why))?;
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() || text.len() > SECRET_BYTES_MAX {
            return Err(refuse(&format!(
                "found {} bytes; expected a secret of 1 to {SECRET_BYTES_MAX}",
                text.len()
            )));
        }
        Ok(Secret(text.to_owned()))
    }
}

fn read_outside(path: &Path, dir: &Path) -> std::result::Result<String, String> {
    let whole = path.canonicalize().map_err(|e| e.to_string())?;
    let zone = dir.canonicalize().map_err(|e| e.to_string())?;
    if whole.starts_with(&zone) {
        return Err(
            "lies in the zone's folder, which is copied and backed up; expected it elsewhere"
                .into(),
        );
    }
    let bytes = std::fs::metadata(&whole).map_err(|e| e.to_string())?.len();
    if usize::try_from(bytes).is_ok_and(|bytes| bytes > SECRET_BYTES_MAX + 2) {
        return Err(format!(
            "has {bytes} bytes; expected at most {SECRET_BYTES_MAX}"
        ));
    }
    std::fs::read_to_string(&whole).map_err(|e| e.to_string())
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]
mod tests {
    use super::*;
    use crate::config::ZoneConfig;

    const HEAD: &str = "time_zone = \"Asia/Shanghai\"\n[name]\nzh = \"区\"\nen = \"zone\"\n";
    const LEAST: &str = "[sign_in.oidc]\nissuer = \"https://sso.example/city\"\nclient_id = \"book\"\n\
         client_secret_env = \"CITY\"\n";

    fn oidc(text: &str) -> Oidc {
        let config = ZoneConfig::parse(&format!("{HEAD}{text}")).unwrap();
        config.sign_in.unwrap().oidc.unwrap()
    }

    #[test]
    fn what_is_not_said_is_as_usual_and_is_written_again_as_it_was_read() {
        let read = oidc(LEAST);
        assert_eq!(read.claim, "preferred_username");
        assert_eq!(read.scopes, ["openid", "profile"]);
        let config = ZoneConfig::parse(&format!("{HEAD}{LEAST}")).unwrap();
        assert_eq!(
            ZoneConfig::parse(&config.to_text().unwrap()).unwrap(),
            config
        );
        let with_file = LEAST.replace(
            "client_secret_env = \"CITY\"",
            "client_secret_file = \"/etc/s\"",
        );
        let config = ZoneConfig::parse(&format!(
            "{HEAD}{with_file}origin = \"https://book.example\"\n"
        ))
        .unwrap();
        assert_eq!(
            ZoneConfig::parse(&config.to_text().unwrap()).unwrap(),
            config
        );
    }

    #[test]
    fn a_provider_without_tls_is_one_of_this_machine() {
        for issuer in [
            "http://127.0.0.1:9000",
            "http://localhost/x",
            "http://[::1]:9000/x",
        ] {
            oidc(&LEAST.replace("https://sso.example/city", issuer));
        }
        for issuer in [
            "http://sso.example/city",
            "http://localhost.example/",
            "https://sso.example/city?x=1",
            "https://sso.example/city#x",
            "https://me:pw@sso.example/city",
            "ftp://127.0.0.1/",
            "sso.example",
        ] {
            let text = format!(
                "{HEAD}{}",
                LEAST.replace("https://sso.example/city", issuer)
            );
            let told = ZoneConfig::parse(&text).unwrap_err().to_string();
            assert!(told.contains("issuer is"), "{issuer}: {told}");
        }
    }

    #[test]
    fn a_secret_lies_outside_the_zone_and_is_not_shown() {
        let (zone, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let at = |folder: &Path, bytes: &str| {
            let path = folder.join("secret");
            std::fs::write(&path, bytes).unwrap();
            let file = format!("client_secret_file = \"{}\"", path.display());
            oidc(&LEAST.replace("client_secret_env = \"CITY\"", &file)).read_secret(zone.path())
        };
        let secret = at(elsewhere.path(), "玉韫珠藏\n").unwrap();
        assert_eq!(secret.text(), "玉韫珠藏");
        assert_eq!(format!("{secret:?}"), "Secret");
        for (folder, bytes, says) in [
            (zone.path(), "x".to_owned(), "expected it elsewhere"),
            (elsewhere.path(), "\n".to_owned(), "found 0 bytes"),
            (
                elsewhere.path(),
                "x".repeat(SECRET_BYTES_MAX + 3),
                "expected at most",
            ),
        ] {
            let told = at(folder, &bytes).unwrap_err().to_string();
            assert!(
                told.contains(says) && told.contains("client_secret_file"),
                "{told}"
            );
        }
        let told = oidc(LEAST)
            .read_secret(zone.path())
            .unwrap_err()
            .to_string();
        assert!(told.contains("client_secret_env `CITY`"), "{told}");
    }
}
