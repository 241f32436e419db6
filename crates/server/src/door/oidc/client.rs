//! Asking the provider: few at a time, in time, of a bounded size, and never on to where it sends one.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use url::Url;

use super::{CityError, Trouble};
use crate::limits::{PROVIDER_BYTES_MAX, PROVIDER_CALLS_AT_ONCE, PROVIDER_SECONDS_MAX};

const IN_TIME: Duration = Duration::from_secs(PROVIDER_SECONDS_MAX);

/// What asks one provider.
pub(super) struct Client {
    agent: ureq::Agent,
    places: Semaphore,
}

/// A question to the provider.
pub(super) struct Question {
    pub url: Url,
    /// What goes into the header `authorization`.
    pub authorization: Option<String>,
    /// A form to send; without one it is only asked for.
    pub form: Option<String>,
}

impl Question {
    /// Asks for what lies at `url`.
    pub fn of(url: Url) -> Self {
        Self {
            url,
            authorization: None,
            form: None,
        }
    }
}

/// What is sent where a form is refused (RFC 6749 §5.2).
#[derive(Deserialize)]
struct Refusal {
    error: String,
}

impl Client {
    /// Who asks over TLS believes whom this machine believes.
    ///
    /// # Errors
    /// [`CityError::NoRoots`] where this machine believes nobody.
    pub fn new(asks_over_tls: bool) -> Result<Self, CityError> {
        let roots = if asks_over_tls { roots()? } else { Vec::new() };
        let crypto = rustls::crypto::ring::default_provider();
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(roots)))
            .unversioned_rustls_crypto_provider(Arc::new(crypto))
            .build();
        let config = ureq::Agent::config_builder()
            .tls_config(tls)
            .https_only(asks_over_tls)
            .timeout_global(Some(IN_TIME))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(0)
            .http_status_as_error(false)
            .proxy(None)
            .user_agent("wellkeeper")
            .build();
        Ok(Self {
            agent: config.into(),
            places: Semaphore::new(PROVIDER_CALLS_AT_ONCE),
        })
    }

    /// What the provider answers, read as JSON.
    ///
    /// # Errors
    /// [`Trouble`], in words for the log.
    pub async fn ask<T: DeserializeOwned>(&self, question: Question) -> Result<T, Trouble> {
        let host = question.url.host_str().unwrap_or_default().to_owned();
        let place = tokio::time::timeout(IN_TIME, self.places.acquire()).await;
        let Ok(Ok(_place)) = place else {
            return Err(Trouble::Unreachable(format!(
                "{host} answers too slowly: others wait for it too"
            )));
        };
        let agent = self.agent.clone();
        let asked = tokio::task::spawn_blocking(move || answer(&agent, question));
        let answered = asked
            .await
            .map_err(|e| Trouble::Unreachable(e.to_string()))?;
        let (status, body) = answered.map_err(|e| match e {
            ureq::Error::BodyExceedsLimit(most) => {
                Trouble::Wrong(format!("{host} answered with more than {most} bytes"))
            }
            other => Trouble::Unreachable(format!("{host}: {other}")),
        })?;
        read(&host, status, &body)
    }
}

fn roots() -> Result<Vec<Certificate<'static>>, CityError> {
    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        let why = found.errors.first().map(ToString::to_string);
        return Err(CityError::NoRoots(why.unwrap_or_default()));
    }
    let certs = found.certs.iter();
    Ok(certs
        .map(|cert| Certificate::from_der(cert).to_owned())
        .collect())
}

fn answer(agent: &ureq::Agent, question: Question) -> Result<(u16, Vec<u8>), ureq::Error> {
    let mut request = ureq::http::Request::builder()
        .uri(question.url.as_str())
        .header("accept", "application/json");
    if let Some(said) = &question.authorization {
        request = request.header("authorization", said);
    }
    let mut response = match question.form {
        Some(form) => {
            let kind = "application/x-www-form-urlencoded";
            agent.run(
                request
                    .method("POST")
                    .header("content-type", kind)
                    .body(form)?,
            )?
        }
        None => agent.run(request.body(())?)?,
    };
    let status = response.status().as_u16();
    let body = response.body_mut().with_config().limit(PROVIDER_BYTES_MAX);
    Ok((status, body.read_to_vec()?))
}

fn read<T: DeserializeOwned>(host: &str, status: u16, body: &[u8]) -> Result<T, Trouble> {
    match status {
        200 => serde_json::from_slice(body)
            .map_err(|e| Trouble::Wrong(format!("{host} answered what is not expected: {e}"))),
        300..400 => Err(Trouble::Wrong(format!(
            "{host} answered {status}, which sends elsewhere; nobody is followed"
        ))),
        500.. => Err(Trouble::Unreachable(format!("{host} answered {status}"))),
        _ => {
            let told = serde_json::from_slice::<Refusal>(body).map(|refusal| refusal.error);
            let told: String = told.unwrap_or_default().chars().take(64).collect();
            Err(Trouble::Wrong(format!("{host} answered {status} {told:?}")))
        }
    }
}
