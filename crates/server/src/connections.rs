//! Connections: how many at once, and how long one may take to ask and to be told.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;
use tower_service::Service;

use crate::limits::{CONNECTIONS_MAX, ENDING_SECONDS_MAX, SILENCE_SECONDS_MAX};

/// What a connection is held to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Connections at the same time; the others wait to be accepted.
    at_once: usize,
    /// How long a request's head may take, a body may pause, an answer may go unread, and a
    /// connection stay open between two requests.
    silence: Duration,
    /// How long what is under way may take once the end was told.
    ending: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            at_once: CONNECTIONS_MAX,
            silence: Duration::from_secs(SILENCE_SECONDS_MAX),
            ending: Duration::from_secs(ENDING_SECONDS_MAX),
        }
    }
}

/// Answers by `app` whoever connects, until `ended`; requests that are under way are answered first.
pub(crate) async fn serve(
    app: Router,
    listener: TcpListener,
    bounds: Bounds,
    ended: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(bounds.at_once));
    let mut ended = pin!(ended);
    loop {
        let (place, stream, from) = tokio::select! {
            () = &mut ended => break,
            accepted = accept(&listener, &places) => match accepted {
                Some(accepted) => accepted,
                None => continue,
            },
        };
        let app = app.clone();
        let watcher = graceful.watcher();
        tokio::spawn(async move {
            answer(app, stream, from, bounds, watcher).await;
            drop(place);
        });
    }
    drop(listener);
    // Who reads no further is not waited for.
    let _ = tokio::time::timeout(bounds.ending, graceful.shutdown()).await;
}

/// The next connection, with its place among those at once. Nothing where it failed: that is told,
/// and waited after, since it may be that files have run out.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(OwnedSemaphorePermit, TcpStream, SocketAddr)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, from)) => Some((place, stream, from)),
        Err(error) => {
            tracing::error!(%error, "a connection was not accepted");
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

/// Answers what one connection asks, until it ends or breaks the bounds: then it is closed, and
/// nobody else notices.
async fn answer(
    app: Router,
    stream: TcpStream,
    from: SocketAddr,
    bounds: Bounds,
    watcher: Watcher,
) {
    // Answers are written whole: nothing is gained by waiting for more.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(bounds.silence));
    let service = service_fn(move |request| respond(app.clone(), from, request));
    let connection = Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(bounds.silence)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%from, %error, "a connection was closed");
    }
}

/// The answer of `app` to one request.
async fn respond(
    mut app: Router,
    from: SocketAddr,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(from));
    app.call(request).await
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::oneshot;
    use tokio::task::JoinHandle;

    use super::*;

    const SILENCE: Duration = Duration::from_millis(200);

    /// A server of few places whose patience is short, and what tells it to end.
    async fn begun(at_once: usize) -> (SocketAddr, oneshot::Sender<()>, JoinHandle<()>) {
        let big = || async { vec![b'x'; 64 << 20] };
        let app = Router::new()
            .route("/", get(async || "well"))
            .route("/big", get(big));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (end, ended) = oneshot::channel::<()>();
        let bounds = Bounds {
            at_once,
            silence: SILENCE,
            ending: 10 * SILENCE,
        };
        let served = tokio::spawn(serve(app, listener, bounds, async {
            let _ = ended.await;
        }));
        (address, end, served)
    }

    async fn connected(address: SocketAddr, says: &str) -> TcpStream {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(says.as_bytes()).await.unwrap();
        stream
    }

    async fn heard(stream: &mut TcpStream) -> String {
        let mut heard = Vec::new();
        let _ = stream.read_to_end(&mut heard).await;
        String::from_utf8_lossy(&heard).into_owned()
    }

    const WHOLE: &str = "GET / HTTP/1.1\r\nhost: well\r\nconnection: close\r\n\r\n";

    #[tokio::test]
    async fn who_never_ends_a_request_makes_room_for_the_next() {
        let (address, _end, _served) = begun(1).await;
        let mut slow = connected(address, "GET / HTTP/1.1\r\nhost: w").await;
        let mut next = connected(address, WHOLE).await;
        let answer = tokio::time::timeout(20 * SILENCE, heard(&mut next)).await;
        assert!(answer.unwrap().ends_with("well"));
        assert!(!heard(&mut slow).await.contains("200"));
    }

    #[tokio::test]
    async fn who_reads_no_answer_makes_room_for_the_next() {
        let (address, _end, _served) = begun(1).await;
        let _deaf = connected(address, "GET /big HTTP/1.1\r\nhost: well\r\n\r\n").await;
        let mut next = connected(address, WHOLE).await;
        let answer = tokio::time::timeout(20 * SILENCE, heard(&mut next)).await;
        assert!(answer.unwrap().ends_with("well"));
    }

    #[tokio::test]
    async fn who_asks_nothing_more_does_not_hold_up_the_end() {
        let (address, end, served) = begun(8).await;
        let mut idle = connected(address, "GET / HTTP/1.1\r\nhost: well\r\n\r\n").await;
        let mut first = [0; 12];
        idle.read_exact(&mut first).await.unwrap();
        assert_eq!(&first, b"HTTP/1.1 200");
        end.send(()).unwrap();
        tokio::time::timeout(20 * SILENCE, served)
            .await
            .unwrap()
            .unwrap();
        assert!(TcpStream::connect(address).await.is_err());
    }
}
