//! The door that `serve` and `demo` open to instruments: in clear, over TLS, or both.

use std::fs::File;
use std::io::Read;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gateway::door::tls::{Paper, Papers, Tls};
use gateway::door::{Entrance, Lines, Tally, listen};
use gateway::limits::DOOR_PEM_BYTES_MAX;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use zone::Zone;

use crate::failure::Failure;

/// Arguments of the door.
#[derive(Debug, Clone, clap::Args)]
#[group(id = "the_door")]
pub struct DoorArgs {
    /// Listen for instruments that speak HJ 212 at this address; who may speak is told by the register
    /// (`wellkeeper device`).
    #[arg(long = "door", value_name = "ADDRESS:PORT")]
    pub in_clear: Option<SocketAddr>,
    /// Listen for instruments that speak HJ 212 over TLS at this address, beside `--door` or instead of it.
    #[arg(
        long = "door-tls",
        value_name = "ADDRESS:PORT",
        requires = "certificate",
        requires = "key"
    )]
    pub over_tls: Option<SocketAddr>,
    /// The certificate that is shown there, and after it those between it and the authority that the
    /// instruments know, in PEM.
    #[arg(long = "door-cert", value_name = "PEM", requires = "over_tls")]
    pub certificate: Option<PathBuf>,
    /// The key of that certificate, in PEM and without a password.
    #[arg(long = "door-key", value_name = "PEM", requires = "over_tls")]
    pub key: Option<PathBuf>,
    /// Hear over TLS only instruments that show a certificate which one of these authorities signed, and
    /// of which a common name (CN) is the MN that they speak for.
    #[arg(long = "door-client-ca", value_name = "PEM", requires = "over_tls")]
    pub authority: Option<PathBuf>,
}

/// The door while it is open.
pub struct Door {
    /// Where instruments find it in clear.
    pub in_clear: Option<SocketAddr>,
    /// Where they find it over TLS.
    pub over_tls: Option<SocketAddr>,
    /// Who is on line.
    pub lines: Arc<Lines>,
    /// What came in.
    pub tally: Arc<Tally>,
    stop: watch::Sender<bool>,
    listening: JoinHandle<zone::Result<()>>,
}

impl DoorArgs {
    /// The same door, and at least one entrance in clear on this machine.
    pub fn with_one_in_clear(&self) -> Self {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            in_clear: self.in_clear.or(Some(any)),
            ..self.clone()
        }
    }

    /// Opens it at the addresses that were asked for, if any; port 0 takes any that is free.
    ///
    /// # Errors
    /// [`Failure::Refused`] with the option at fault for a file that cannot be read or is not what it is to
    /// be, and an address that cannot be listened at.
    pub async fn open(&self, zone: &Zone) -> Result<Option<Door>, Failure> {
        let tls = self.read_tls()?;
        let mut entrances = Vec::new();
        let mut at = |listener: TcpListener, tls: Option<Tls>| -> Result<SocketAddr, Failure> {
            let address = listener.local_addr()?;
            entrances.push(Entrance { listener, tls });
            Ok(address)
        };
        let in_clear = match self.in_clear {
            Some(address) => Some(at(bind("--door", address).await?, None)?),
            None => None,
        };
        let over_tls = match self.over_tls {
            Some(address) => Some(at(bind("--door-tls", address).await?, tls)?),
            None => None,
        };
        if entrances.is_empty() {
            return Ok(None);
        }
        let (stop, stopped) = watch::channel(false);
        let (zone, lines) = (Arc::new(zone.clone()), Arc::new(Lines::default()));
        let tally = Arc::new(Tally::default());
        let shared = (Arc::clone(&tally), Arc::clone(&lines));
        let listening = async move { Box::pin(listen(zone, entrances, shared, stopped)).await };
        Ok(Some(Door {
            in_clear,
            over_tls,
            lines,
            tally,
            stop,
            listening: tokio::spawn(listening),
        }))
    }

    fn read_tls(&self) -> Result<Option<Tls>, Failure> {
        let (Some(certificate), Some(key)) = (&self.certificate, &self.key) else {
            return Ok(None);
        };
        let authority = self.authority.as_deref();
        let texts = (
            read_pem("--door-cert", certificate)?,
            read_pem("--door-key", key)?,
            authority.map(|path| read_pem("--door-client-ca", path)),
        );
        let authority_text = texts.2.transpose()?;
        let papers = Papers {
            certificate: &texts.0,
            key: &texts.1,
            authority: authority_text.as_deref(),
        };
        let tls = Tls::read(&papers).map_err(|error| {
            let (option, path) = match error.paper {
                Paper::Certificate => ("--door-cert", certificate.as_path()),
                Paper::Key => ("--door-key", key.as_path()),
                Paper::Authority => ("--door-client-ca", authority.unwrap_or(Path::new(""))),
            };
            Failure::Refused(format!("{option} {}: {error}", path.display()))
        })?;
        Ok(Some(tls))
    }
}

impl Door {
    /// Lets no more frames in, and waits until those that came are kept.
    pub async fn close(self) -> Result<(), Failure> {
        let _ = self.stop.send(true);
        match self.listening.await {
            Ok(ended) => Ok(ended?),
            Err(error) => Err(Failure::Refused(format!("the door: {error}"))),
        }
    }
}

async fn bind(option: &str, address: SocketAddr) -> Result<TcpListener, Failure> {
    let refused = |e: std::io::Error| Failure::Refused(format!("{option} {address}: {e}"));
    TcpListener::bind(address).await.map_err(refused)
}

/// The bytes of a file of certificates or of a key.
pub fn read_pem(option: &str, path: &Path) -> Result<Vec<u8>, Failure> {
    let refused = |why: &dyn std::fmt::Display| {
        Failure::Refused(format!("{option} {}: {why}", path.display()))
    };
    let file = File::open(path).map_err(|e| refused(&e))?;
    let mut text = Vec::new();
    let most = u64::try_from(DOOR_PEM_BYTES_MAX).unwrap_or(u64::MAX);
    file.take(most + 1)
        .read_to_end(&mut text)
        .map_err(|e| refused(&e))?;
    if text.len() > DOOR_PEM_BYTES_MAX {
        let why = format!("it has more than {DOOR_PEM_BYTES_MAX} bytes; expected a text in PEM");
        return Err(refused(&why));
    }
    Ok(text)
}
