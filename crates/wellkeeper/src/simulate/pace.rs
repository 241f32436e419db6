//! How the scenario's time passes.

use std::time::Duration;

use gateway::simulate::moment::Moment;
use tokio::time::Instant;

/// Seconds that a device waits for an answer before it sends again (HJ 212-2017: 10 s by default).
const ANSWER_SECONDS: f64 = 10.0;
/// What it waits at least, however fast the scenario's time passes: the door's own does not pass faster.
const ANSWER_WAIT_MIN: Duration = Duration::from_secs(1);
/// What it waits at most, however slowly it passes.
const ANSWER_WAIT_MAX: Duration = Duration::from_mins(10);
/// How long it waits before it connects again, first; twice as long each further time.
const RECONNECT_FIRST: Duration = Duration::from_millis(50);
/// What it waits at most before it connects again.
const RECONNECT_MAX: Duration = Duration::from_secs(5);

/// How the scenario's time passes beside the machine's.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    speed: f64,
    began: Instant,
}

impl Pace {
    /// So many seconds of the scenario in a second, from now on.
    pub fn new(speed: f64) -> Self {
        Self {
            speed,
            began: Instant::now(),
        }
    }

    /// When a moment comes of a scenario that began at another one.
    pub fn when(&self, from: Moment, at: Moment) -> Instant {
        let seconds = at.since(from).as_secs_f64() / self.speed;
        let wait = Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX);
        // What never comes is not waited for by adding up to no instant at all.
        self.began
            .checked_add(wait)
            .unwrap_or_else(|| self.began + Duration::from_secs(u64::from(u32::MAX)))
    }

    /// How long an answer is waited for.
    pub fn answer_wait(&self) -> Duration {
        Duration::try_from_secs_f64(ANSWER_SECONDS / self.speed)
            .unwrap_or(Duration::MAX)
            .clamp(ANSWER_WAIT_MIN, ANSWER_WAIT_MAX)
    }

    /// How long a device waits before it connects for the n-th time in a row without an answer.
    pub fn reconnect_wait(tries: u32) -> Duration {
        RECONNECT_FIRST
            .saturating_mul(2_u32.saturating_pow(tries))
            .min(RECONNECT_MAX)
    }
}
