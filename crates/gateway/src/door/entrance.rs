//! An address to listen at, in clear or by TLS.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::server::TlsStream;

use super::line::{self, Caller};
use super::tls::{Shown, Tls};
use super::{Door, LineGuard};
use crate::limits::DOOR_FIRST_FRAME_SECONDS_MAX;

/// How long no connection is taken after the system refused one.
const PAUSE: Duration = Duration::from_millis(100);

/// An address to listen at.
#[derive(Debug)]
pub struct Entrance {
    /// The address.
    pub listener: TcpListener,
    /// With what TLS is spoken there; in clear without.
    pub tls: Option<Tls>,
}

impl Entrance {
    /// Takes connections until `stop` says so, and serves each to its end.
    pub(super) async fn attend(self, door: Arc<Door>, mut stop: watch::Receiver<bool>) {
        let mut lines = JoinSet::new();
        while !*stop.borrow() {
            tokio::select! {
                accepted = self.listener.accept() => match accepted {
                    Ok((socket, peer)) => {
                        let Some(guard) = LineGuard::take(&door, peer.ip()) else {
                            door.tally.turned_away();
                            continue;
                        };
                        let (door, tls) = (Arc::clone(&door), self.tls.clone());
                        let stop = stop.clone();
                        lines.spawn(async move {
                            Box::pin(serve(&door, (socket, peer), tls, stop)).await;
                            drop(guard);
                        });
                    }
                    Err(error) => {
                        tracing::error!(%error, "the door could not take a connection");
                        tokio::time::sleep(PAUSE).await;
                    }
                },
                _ = stop.changed() => {}
                Some(_) = lines.join_next() => {}
            }
        }
        while lines.join_next().await.is_some() {}
    }
}

async fn serve(
    door: &Arc<Door>,
    (socket, peer): (TcpStream, SocketAddr),
    tls: Option<Tls>,
    mut stop: watch::Receiver<bool>,
) {
    // Answers are short, and a device waits for each.
    let _ = socket.set_nodelay(true);
    let mut caller = Caller {
        peer,
        since: Instant::now(),
        shown: None,
    };
    let Some(tls) = tls else {
        line::serve(door, socket.into_split(), caller, stop).await;
        return;
    };
    let Some(stream) = shaken(&tls, socket, caller.since, &mut stop).await else {
        door.tally.handshake_failed();
        return;
    };
    caller.shown = tls
        .asks_for_certificate()
        .then(|| Shown::by(stream.get_ref().1.peer_certificates()));
    line::serve(door, tokio::io::split(stream), caller, stop).await;
}

/// The connection once both sides speak TLS; none where they do not, or not soon enough: a handshake
/// counts towards the time until the first frame.
async fn shaken(
    tls: &Tls,
    socket: TcpStream,
    since: Instant,
    stop: &mut watch::Receiver<bool>,
) -> Option<TlsStream<TcpStream>> {
    let until = since + Duration::from_secs(DOOR_FIRST_FRAME_SECONDS_MAX);
    tokio::select! {
        shaken = timeout_at(until, tls.accept(socket)) => shaken.ok()?.ok(),
        _ = stop.changed() => None,
    }
}
