//! The book as the server reads it: one session for all who see the same, opened again when the book
//! has learned something, and threads of their own for the questions, so that a heavy one never holds up
//! those who answer the network.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use packs::session::{Memory, Session};
use packs::simulated::Simulated;
use packs::{Pack, PackError, kept};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Mutex, OnceCell, Semaphore};
use zone::Zone;
use zone::bulletin::{Bulletin, Format, Lang, Printed};
use zone::inbox::Unread;
use zone::person::Area;

use crate::completeness::Settled;
use crate::door::Asker;
use crate::limits::{
    ANSWER_SECONDS_MAX, AREAS_OPEN_MAX, DOOR_LOOK_MS, PRINT_SECONDS_MAX, PRINTS_AT_ONCE,
    QUERY_BYTES_MAX, QUESTIONS_AT_ONCE, WATERSHEDS_AT_ONCE,
};
use crate::lines::Lines;
use crate::press::Prints;
use crate::problem::Problem;

/// What the book has: what is asked again before it has more says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Version {
    /// The instant of the last change, µs UTC.
    pub changed_us: i64,
    /// Frames that were accepted at the door.
    pub accepted: i64,
}

/// A session on what those see who see `area`, or all.
#[derive(Clone)]
struct Held {
    area: Option<Area>,
    version: Version,
    session: Arc<Session>,
    /// What of it is simulated, once somebody asked.
    simulated: Arc<OnceCell<Arc<Simulated>>>,
}

/// An open zone with its packs.
pub struct Book {
    zone: Zone,
    packs: Vec<Pack>,
    sessions: Mutex<VecDeque<Held>>,
    accepted: Mutex<Option<(Instant, i64)>>,
    memory: Memory,
    threads: Threads,
    places: Semaphore,
    changes: Semaphore,
    press: Arc<dyn Prints>,
    prints: Semaphore,
    watersheds: Arc<Semaphore>,
    lines: Option<Arc<dyn Lines>>,
    settled: Arc<Settled>,
}

impl Book {
    /// A book on `zone`, whose bulletins `press` prints.
    ///
    /// # Errors
    /// What the system says when it gives no threads or no memory.
    pub fn new(zone: Zone, packs: Vec<Pack>, press: Arc<dyn Prints>) -> std::io::Result<Self> {
        Ok(Self {
            zone,
            packs,
            sessions: Mutex::default(),
            accepted: Mutex::default(),
            memory: Memory::of(QUERY_BYTES_MAX).map_err(std::io::Error::other)?,
            threads: Threads::start()?,
            places: Semaphore::new(QUESTIONS_AT_ONCE),
            changes: Semaphore::new(1),
            press,
            prints: Semaphore::new(PRINTS_AT_ONCE),
            watersheds: Arc::new(Semaphore::new(WATERSHEDS_AT_ONCE)),
            lines: None,
            settled: Arc::default(),
        })
    }

    /// The same book, where the door that `lines` knows of is open.
    #[must_use]
    pub fn with_lines(mut self, lines: Arc<dyn Lines>) -> Self {
        self.lines = Some(lines);
        self
    }

    /// Whether a door for instruments is open in this process.
    pub(crate) fn has_door(&self) -> bool {
        self.lines.is_some()
    }

    /// Who is on line; nothing where no door is open here.
    pub(crate) fn lines(&self) -> Option<Arc<dyn Lines>> {
        self.lines.clone()
    }

    /// The intervals of series that need not be looked for again.
    pub(crate) fn settled(&self) -> &Arc<Settled> {
        &self.settled
    }

    /// The zone.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Its packs.
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// What prints its bulletins.
    pub(crate) fn press(&self) -> &dyn Prints {
        self.press.as_ref()
    }

    /// Prints a bulletin on the threads for questions, within [`PRINTS_AT_ONCE`].
    ///
    /// # Errors
    /// What the press says, or that it took too long.
    pub(crate) async fn print(
        &self,
        bulletin: Bulletin,
        wanted: Vec<(Lang, Format)>,
    ) -> Result<Vec<Printed>, Problem> {
        let (zone, press) = (self.zone.clone(), Arc::clone(&self.press));
        self.printed(async move { press.print(&zone, &bulletin, &wanted).await })
            .await
    }

    /// Fills the forms that go with a bulletin, where and within what it is printed.
    ///
    /// # Errors
    /// As [`Book::print`], and what in a form cannot be filled.
    pub(crate) async fn fill(&self, bulletin: Bulletin) -> Result<Vec<Printed>, Problem> {
        if self.zone.config().letterhead().forms.is_empty() {
            return Ok(Vec::new());
        }
        let (zone, press) = (self.zone.clone(), Arc::clone(&self.press));
        self.printed(async move { press.fill(&zone, &bulletin).await })
            .await
    }

    async fn printed(
        &self,
        printing: impl Future<Output = Result<Vec<Printed>, PackError>> + Send + 'static,
    ) -> Result<Vec<Printed>, Problem> {
        let in_time = tokio::time::timeout(Duration::from_secs(PRINT_SECONDS_MAX), async {
            let _place = self
                .prints
                .acquire()
                .await
                .map_err(|e| Problem::fault(&e))?;
            let printed = async move { printing.await.map_err(Problem::from) };
            AbortWhenDropped(self.threads.spawn(printed)).await
        });
        in_time.await.unwrap_or_else(|_| {
            Err(Problem::too_much(format!(
                "the bulletin was not printed within {PRINT_SECONDS_MAX} s: try again"
            )))
        })
    }

    /// A session on what the zone knew at `at_us` (µs UTC) of what `asker` may see, by the rules of
    /// then.
    pub(crate) async fn session_at(&self, asker: &Asker, at_us: i64) -> Result<Session, Problem> {
        let (zone, packs) = kept::as_of(&self.zone, at_us).await?;
        let (memory, area) = (&self.memory, asker.area());
        Ok(Session::open_within(&zone, &packs, (at_us, None), memory, area).await?)
    }

    /// What the book has now. Frames at the door are looked for every [`DOOR_LOOK_MS`]: many come in a
    /// second, and each would make another book.
    ///
    /// # Errors
    /// A [`Problem`] when the state refuses.
    pub(crate) async fn version(&self) -> Result<Version, Problem> {
        let mut seen = self.accepted.lock().await;
        let accepted = match *seen {
            Some((at, accepted)) if at.elapsed() < Duration::from_millis(DOOR_LOOK_MS) => accepted,
            _ => {
                let accepted = self.zone.frames_accepted().await?;
                *seen = Some((Instant::now(), accepted));
                accepted
            }
        };
        drop(seen);
        Ok(Version {
            changed_us: self.zone.state().last_change_us().await?,
            accepted,
        })
    }

    /// The present instant, µs UTC.
    pub(crate) fn now_us(&self) -> i64 {
        self.zone.clock().now_us()
    }

    /// A session on all that the zone knows now and `asker` may see.
    pub(crate) async fn session(&self, asker: &Asker) -> Result<Arc<Session>, Problem> {
        Ok(self.held(asker).await?.session)
    }

    /// The same, and what of it is made of readings that a program plays.
    pub(crate) async fn session_labelled(
        &self,
        asker: &Asker,
    ) -> Result<(Arc<Session>, Arc<Simulated>), Problem> {
        let held = self.held(asker).await?;
        let (zone, session) = (self.zone.clone(), Arc::clone(&held.session));
        let read = || async {
            let reading = async move { Ok(Arc::new(Simulated::read(&zone, &session).await?)) };
            self.answer(reading).await
        };
        let simulated = held.simulated.get_or_try_init(read).await?;
        Ok((held.session, Arc::clone(simulated)))
    }

    async fn held(&self, asker: &Asker) -> Result<Held, Problem> {
        let mut all = self.sessions.lock().await;
        let version = self.version().await?;
        all.retain(|held| held.version.changed_us == version.changed_us);
        let is_asked = |held: &&Held| held.area.as_ref() == asker.area();
        if let Some(held) = all.iter().find(is_asked)
            && held.version == version
        {
            return Ok(held.clone());
        }
        let (memory, area) = (&self.memory, asker.area());
        let unread = Unread::read(&self.zone).await?;
        let now_us = self.zone.state().last_change_us().await?;
        let mut simulated = Arc::default();
        let before = all.iter().position(|held| held.area.as_ref() == area);
        let opened = match before.and_then(|place| all.remove(place)) {
            // Frames alone came in, and none was carried to the lake before they were read.
            Some(before) if before.session.read_us == now_us => {
                let moved = before.session.moved_on(&self.zone, unread).await?;
                let known = before.simulated.get();
                if let Some(known) = known
                    && known.holds_of(&moved, self.zone.tz())?
                {
                    simulated = Arc::new(OnceCell::new_with(Some(Arc::clone(known))));
                }
                moved
            }
            _ => {
                let now = (now_us, Some(unread));
                Session::open_within(&self.zone, &self.packs, now, memory, area).await?
            }
        };
        if all.len() >= AREAS_OPEN_MAX {
            all.pop_front();
        }
        let held = Held {
            area: area.cloned(),
            version,
            session: Arc::new(opened),
            simulated,
        };
        all.push_back(held.clone());
        Ok(held)
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

    /// Works out what drains to a place, on a thread of its own, within [`WATERSHEDS_AT_ONCE`]. Work that was begun
    /// is not broken off; it keeps its place until it ends, also when nobody waits for it any more.
    ///
    /// # Errors
    /// What `work` says, or that it took too long.
    pub(crate) async fn watershed<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Zone) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let in_time = tokio::time::timeout(Duration::from_secs(ANSWER_SECONDS_MAX), async {
            let waiting = Arc::clone(&self.watersheds).acquire_owned();
            let place = waiting.await.map_err(|e| Problem::fault(&e))?;
            let zone = self.zone.clone();
            let working = tokio::task::spawn_blocking(move || {
                let _place = place;
                work(&zone)
            });
            working.await.map_err(|e| Problem::fault(&e))?
        });
        in_time.await.unwrap_or_else(|_| {
            Err(Problem::too_much(format!(
                "no watershed within {ANSWER_SECONDS_MAX} s: ask for a smaller one, or later"
            )))
        })
    }

    /// Makes a change to the book, one after another. Once begun it is made whole, also when whoever
    /// sent it is gone.
    ///
    /// # Errors
    /// What `change` says, or that those before it took too long.
    pub(crate) async fn change<T: Send + 'static>(
        &self,
        change: impl Future<Output = Result<T, Problem>> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = self.changes.acquire();
        let waited = tokio::time::timeout(Duration::from_secs(ANSWER_SECONDS_MAX), turn).await;
        let Ok(turn) = waited else {
            return Err(Problem::too_much(format!(
                "others change the book; waited {ANSWER_SECONDS_MAX} s and changed nothing: try again"
            )));
        };
        let _turn = turn.map_err(|e| Problem::fault(&e))?;
        let made = self.threads.spawn(change).await;
        made.unwrap_or_else(|error| Err(Problem::fault(&error)))
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
