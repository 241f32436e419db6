//! TLS at the door: what the door shows of itself, and whose certificate a device shows.
//!
//! HJ 212 itself has its identities and passwords in clear, and since 2025 a cipher that authenticates
//! nothing; TLS is what protects a line across a network that others use.

mod name;

use std::sync::Arc;

use thiserror::Error;
use tokio::net::TcpStream;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::server::danger::ClientCertVerifier;
use tokio_rustls::rustls::{self, RootCertStore, ServerConfig};
use tokio_rustls::{Accept, TlsAcceptor};

/// What the door needs to speak TLS, each a text in PEM.
#[derive(Debug, Clone, Copy)]
pub struct Papers<'p> {
    /// Its certificate, and after it those between it and the authority that devices know.
    pub certificate: &'p [u8],
    /// The key of the certificate.
    pub key: &'p [u8],
    /// The authorities one of which signed the certificate of every device; none where devices need none.
    pub authority: Option<&'p [u8]>,
}

/// One of [`Papers`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// The certificate.
    Certificate,
    /// The key.
    Key,
    /// The authorities.
    Authority,
}

/// Why the door cannot speak TLS with its papers.
#[derive(Debug, Error)]
#[error("{fault}")]
pub struct TlsError {
    /// The paper that is at fault.
    pub paper: Paper,
    /// What is wrong with it.
    pub fault: PaperFault,
}

/// What is wrong with a paper.
#[derive(Debug, Error)]
pub enum PaperFault {
    /// It has no certificate.
    #[error("there is no certificate in it; expected PEM, `-----BEGIN CERTIFICATE-----`")]
    NoCertificate,
    /// It has no key.
    #[error(
        "there is no key in it; expected PEM, `-----BEGIN PRIVATE KEY-----` without a password"
    )]
    NoKey,
    /// It is no PEM from some place on.
    #[error("it cannot be read: {0}; expected PEM")]
    Torn(pem::Error),
    /// The key is another certificate's.
    #[error("the key is not that of the certificate; expected the one that it was made with")]
    DoesNotFit,
    /// TLS has no use for it.
    #[error("TLS cannot use it: {0}")]
    Unusable(String),
}

/// What TLS is spoken with.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
    asks_for_certificate: bool,
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls")
            .field("asks_for_certificate", &self.asks_for_certificate)
            .finish_non_exhaustive()
    }
}

impl Tls {
    /// TLS 1.2 and 1.3 by these papers.
    ///
    /// # Errors
    /// [`TlsError`] with the paper that is at fault.
    pub fn read(papers: &Papers<'_>) -> Result<Self, TlsError> {
        let chain = certificates(papers.certificate, Paper::Certificate)?;
        let key = PrivateKeyDer::from_pem_slice(papers.key).map_err(|error| match error {
            pem::Error::NoItemsFound => at(Paper::Key, PaperFault::NoKey),
            other => at(Paper::Key, PaperFault::Torn(other)),
        })?;
        let provider = Arc::new(ring::default_provider());
        let verifier = papers
            .authority
            .map(|pem| verifier(pem, &provider))
            .transpose()?;
        let unusable = |error: &rustls::Error| PaperFault::Unusable(error.to_string());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| at(Paper::Certificate, unusable(&error)))?;
        let asks_for_certificate = verifier.is_some();
        let config = match verifier {
            Some(verifier) => config.with_client_cert_verifier(verifier),
            None => config.with_no_client_auth(),
        };
        let config = config
            .with_single_cert(chain, key)
            .map_err(|error| match error {
                rustls::Error::InconsistentKeys(_) => at(Paper::Key, PaperFault::DoesNotFit),
                rustls::Error::InvalidCertificate(_) => at(Paper::Certificate, unusable(&error)),
                other => at(Paper::Key, unusable(&other)),
            })?;
        Ok(Self {
            acceptor: Arc::new(config).into(),
            asks_for_certificate,
        })
    }

    /// Whether a device shows a certificate.
    pub(super) fn asks_for_certificate(&self) -> bool {
        self.asks_for_certificate
    }

    pub(super) fn accept(&self, socket: TcpStream) -> Accept<TcpStream> {
        self.acceptor.accept(socket)
    }
}

fn at(paper: Paper, fault: PaperFault) -> TlsError {
    TlsError { paper, fault }
}

fn certificates(pem: &[u8], paper: Paper) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let found = found.map_err(|error| at(paper, PaperFault::Torn(error)))?;
    if found.is_empty() {
        return Err(at(paper, PaperFault::NoCertificate));
    }
    Ok(found)
}

fn verifier(
    pem: &[u8],
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ClientCertVerifier>, TlsError> {
    let unusable = |why: String| at(Paper::Authority, PaperFault::Unusable(why));
    let mut roots = RootCertStore::empty();
    for authority in certificates(pem, Paper::Authority)? {
        roots
            .add(authority)
            .map_err(|error| unusable(error.to_string()))?;
    }
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
        .build()
        .map_err(|error| unusable(error.to_string()))
}

/// Whose certificate a device showed.
#[derive(Debug)]
pub(super) struct Shown(Vec<String>);

impl Shown {
    /// By the chain of a handshake, which was verified there.
    pub fn by(chain: Option<&[CertificateDer<'static>]>) -> Self {
        let own = chain.and_then(<[_]>::first);
        Self(own.map_or_else(Vec::new, |own| name::common_names(own)))
    }

    /// Whether a device of this identity is named.
    pub fn names(&self, identity: &str) -> bool {
        self.0.iter().any(|name| name == identity)
    }
}
