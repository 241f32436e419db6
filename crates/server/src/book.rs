//! The book as the server reads it: one session for all requests, opened again when the book has
//! learned something, and threads of their own for the questions, so that a heavy one never holds up
//! those who answer the network.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use packs::Pack;
use packs::session::Session;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Mutex, Semaphore};
use zone::Zone;

use crate::limits::{ANSWER_SECONDS_MAX, QUERY_BYTES_MAX, QUESTIONS_AT_ONCE};
use crate::problem::Problem;

/// An open zone with its packs.
pub struct Book {
    zone: Zone,
    packs: Vec<Pack>,
    session: Mutex<Option<Arc<Session>>>,
    threads: Threads,
    places: Semaphore,
}

impl Book {
    /// A book on `zone`.
    ///
    /// # Errors
    /// What the system says when it gives no threads.
    pub fn new(zone: Zone, packs: Vec<Pack>) -> std::io::Result<Self> {
        Ok(Self {
            zone,
            packs,
            session: Mutex::new(None),
            threads: Threads::start()?,
            places: Semaphore::new(QUESTIONS_AT_ONCE),
        })
    }

    /// The zone.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Its packs.
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// The instant of the last change, µs UTC: what is asked again before the next says the same.
    pub(crate) async fn version_us(&self) -> Result<i64, Problem> {
        Ok(self.zone.state().last_change_us().await?)
    }

    /// A session on all that the zone knows now.
    pub(crate) async fn session(&self) -> Result<Arc<Session>, Problem> {
        let now = self.version_us().await?;
        let mut held = self.session.lock().await;
        if let Some(session) = held.as_ref().filter(|session| session.read_us == now) {
            return Ok(Arc::clone(session));
        }
        let opened = Session::open_within(&self.zone, &self.packs, now, QUERY_BYTES_MAX).await?;
        let opened = Arc::new(opened);
        *held = Some(Arc::clone(&opened));
        Ok(opened)
    }

    /// Answers a question on the threads for questions; one that takes too long is given up.
    ///
    /// # Errors
    /// What `question` says, or that it took too long.
    pub(crate) async fn answer<T: Send + 'static>(
        &self,
        question: impl Future<Output = Result<T, Problem>> + Send + 'static,
    ) -> Result<T, Problem> {
        let in_time = tokio::time::timeout(Duration::from_secs(ANSWER_SECONDS_MAX), async {
            let _place = self
                .places
                .acquire()
                .await
                .map_err(|e| Problem::fault(&e))?;
            let asked = AbortWhenDropped(self.threads.spawn(question));
            asked.await
        });
        in_time.await.unwrap_or_else(|_| {
            Err(Problem::too_much(format!(
                "no answer within {ANSWER_SECONDS_MAX} s: ask for less, or later"
            )))
        })
    }
}

/// A question whose client is gone, or whose time is up, ends.
struct AbortWhenDropped<T>(tokio::task::JoinHandle<Result<T, Problem>>);

impl<T> Future for AbortWhenDropped<T> {
    type Output = Result<T, Problem>;

    fn poll(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Self::Output> {
        std::pin::Pin::new(&mut self.0)
            .poll(context)
            .map(|joined| joined.unwrap_or_else(|error| Err(Problem::fault(&error))))
    }
}

impl<T> Drop for AbortWhenDropped<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The threads for questions. A runtime may not be dropped by one of another runtime's tasks unless
/// it is told not to wait.
struct Threads(Option<Runtime>);

impl Threads {
    fn start() -> std::io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .thread_name("question")
            .enable_all()
            .build()?;
        Ok(Self(Some(runtime)))
    }

    fn spawn<T: Send + 'static>(
        &self,
        question: impl Future<Output = T> + Send + 'static,
    ) -> tokio::task::JoinHandle<T> {
        match &self.0 {
            Some(runtime) => runtime.spawn(question),
            None => tokio::spawn(question),
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
