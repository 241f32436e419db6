//! The connection of a simulated device: in clear, or over TLS.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, split};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::failure::Failure;
use crate::serve::door::read_pem;

/// How long a connection may take to be made, or the door to take a frame.
pub const WAIT: Duration = Duration::from_secs(10);

/// Where the door is, and with what TLS is spoken there; in clear without.
#[derive(Clone)]
pub struct Where {
    to: SocketAddr,
    tls: Option<TlsConnector>,
}

/// What comes in and what goes out.
pub struct Wire {
    /// What comes in.
    pub reading: Box<dyn AsyncRead + Send + Unpin>,
    writing: Box<dyn AsyncWrite + Send + Unpin>,
}

impl Where {
    /// The door at `to`, which shows a certificate that one of the authorities in the PEM at `authority`
    /// signed for its address.
    ///
    /// # Errors
    /// [`Failure::Refused`] when the file cannot be read or has no such certificates.
    pub fn new(to: SocketAddr, authority: Option<&Path>) -> Result<Self, Failure> {
        let tls = authority.map(connector).transpose()?;
        Ok(Self { to, tls })
    }

    /// Connects, within [`WAIT`].
    pub async fn connect(&self) -> io::Result<Wire> {
        let connecting = async {
            let socket = TcpStream::connect(self.to).await?;
            // Frames are small and answered one by one: none of them waits to be filled up.
            socket.set_nodelay(true)?;
            let Some(tls) = &self.tls else {
                let (reading, writing) = socket.into_split();
                return Ok(Wire {
                    reading: Box::new(reading),
                    writing: Box::new(writing),
                });
            };
            let name = ServerName::IpAddress(self.to.ip().into());
            let (reading, writing) = split(tls.connect(name, socket).await?);
            Ok(Wire {
                reading: Box::new(reading),
                writing: Box::new(writing),
            })
        };
        let late = |_| Err(io::ErrorKind::TimedOut.into());
        timeout(WAIT, connecting).await.unwrap_or_else(late)
    }
}

impl Wire {
    /// Sends all of `bytes`, within [`WAIT`].
    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let all = async {
            self.writing.write_all(bytes).await?;
            self.writing.flush().await
        };
        let late = |_| Err(io::ErrorKind::TimedOut.into());
        timeout(WAIT, all).await.unwrap_or_else(late)
    }
}

fn connector(path: &Path) -> Result<TlsConnector, Failure> {
    let refused = |why: &dyn std::fmt::Display| {
        Failure::Refused(format!("--tls-ca {}: {why}", path.display()))
    };
    let text = read_pem("--tls-ca", path)?;
    let mut roots = RootCertStore::empty();
    for authority in CertificateDer::pem_slice_iter(&text) {
        let authority = authority.map_err(|e| refused(&e))?;
        roots.add(authority).map_err(|e| refused(&e))?;
    }
    if roots.is_empty() {
        let why = "there is no certificate in it; expected PEM, `-----BEGIN CERTIFICATE-----`";
        return Err(refused(&why));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| refused(&e))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
