//! The book over HTTP: the API for programs and the page for people, one binary, one origin.
//!
//! A request is read by a handler under [`routes`], answered from one session on the book ([`Book`]),
//! and refused with a [`Problem`]. What people decide, remark, issue and adopt is written through [`Book`],
//! under their names; nothing else changes the book.

mod asked;
mod book;
mod choice;
mod completeness;
mod connections;
mod door;
mod doubt;
mod export;
mod guard;
pub mod limits;
mod lines;
mod paging;
mod press;
mod problem;
mod routes;
mod seen;
mod states;
mod web;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use thiserror::Error;
use tokio::net::TcpListener;

pub use book::Book;
use connections::Bounds;
use door::Door;
pub use door::Rule;
pub use door::oidc::{City, CityError};
pub use lines::{Counts, Lines};
pub use press::{Printing, Prints};
pub use problem::Problem;
pub use routes::door::{DoorDevice, DoorSeries, DoorSource, DoorTree, door_states};
pub use routes::openapi;
pub use web::IS_WHOLE;

/// Why nothing is served.
#[derive(Debug, Error)]
pub enum ServeError {
    /// Nobody could sign in, and nobody said that everybody may read.
    #[error(
        "whoever asks at {0} must sign in, and nobody can: `wellkeeper person add NAME` first, add \
         --public-read if everybody may read this book, or bind 127.0.0.1"
    )]
    NoPeople(SocketAddr),
    /// The address is taken, or not this machine's.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
}

/// A book and its door.
#[derive(Clone)]
pub struct Served {
    book: Arc<Book>,
    door: Arc<Door>,
}

impl Served {
    /// `book`, where `rule` says who is let in, and `city` who they are besides by a password.
    pub fn new(book: Book, rule: Rule, city: Option<City>) -> Self {
        Self {
            book: Arc::new(book),
            door: Arc::new(Door::new(rule, city)),
        }
    }
}

impl FromRef<Served> for Arc<Book> {
    fn from_ref(served: &Served) -> Self {
        Self::clone(&served.book)
    }
}

/// Listens on `address`, where `rule` says who is let in.
///
/// # Errors
/// [`ServeError::NoPeople`] where one must sign in and nobody can, [`ServeError::Listen`].
pub async fn listen(
    address: SocketAddr,
    rule: Rule,
    has_people: bool,
) -> Result<TcpListener, ServeError> {
    if rule == Rule::SignIn && !has_people {
        return Err(ServeError::NoPeople(address));
    }
    TcpListener::bind(address)
        .await
        .map_err(|error| ServeError::Listen(address, error))
}

/// Serves `served` until `ended`; requests that are under way are answered first.
pub async fn serve(served: Served, listener: TcpListener, ended: impl Future<Output = ()>) {
    connections::serve(app(served), listener, Bounds::default(), ended).await;
}

/// All that is answered, by path.
fn app(served: Served) -> Router {
    let routes = routes::router(served.clone())
        .fallback(web::page)
        .method_not_allowed_fallback(async || Problem::only_read());
    guard::guarded(routes, served)
}
