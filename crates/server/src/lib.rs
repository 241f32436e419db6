//! The book over HTTP: the API for programs and the page for people, one binary, one origin.
//!
//! A request is read by a handler under [`routes`], answered from one session on the book ([`Book`]),
//! and refused with a [`Problem`]. Nothing is written: what changes the book is the command line's.

mod asked;
mod book;
mod choice;
mod export;
mod guard;
pub mod limits;
mod paging;
mod problem;
mod routes;
mod web;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use thiserror::Error;
use tokio::net::TcpListener;

pub use book::Book;
pub use problem::Problem;
pub use routes::openapi;
pub use web::IS_WHOLE;

/// Why nothing is served.
#[derive(Debug, Error)]
pub enum ServeError {
    /// Anybody on the network could read the book, and nobody said that they may.
    #[error(
        "{0} can be reached from other machines, and there is no sign-in yet: add --public-read if \
         everybody may read this book, or bind 127.0.0.1"
    )]
    Open(SocketAddr),
    /// The address is taken, or not this machine's.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// The system gave no threads, or took the socket away.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Listens on `address`. Only this machine is let in, unless everybody may read.
///
/// # Errors
/// [`ServeError::Open`] and [`ServeError::Listen`].
pub async fn listen(address: SocketAddr, public_read: bool) -> Result<TcpListener, ServeError> {
    if !address.ip().is_loopback() && !public_read {
        return Err(ServeError::Open(address));
    }
    TcpListener::bind(address)
        .await
        .map_err(|error| ServeError::Listen(address, error))
}

/// Serves `book` until `ended`; requests that are under way are answered first.
///
/// # Errors
/// [`ServeError::Io`] when the socket fails.
pub async fn serve(
    book: Arc<Book>,
    listener: TcpListener,
    ended: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let is_local = listener.local_addr()?.ip().is_loopback();
    axum::serve(listener, app(book, is_local))
        .with_graceful_shutdown(ended)
        .await?;
    Ok(())
}

/// All that is answered, by path. Where only this machine is let in, only its names are answered to.
fn app(book: Arc<Book>, is_local: bool) -> Router {
    let routes = routes::router(Arc::clone(&book))
        .fallback(web::page)
        .method_not_allowed_fallback(async || Problem::only_read());
    guard::guarded(routes, book, is_local)
}
