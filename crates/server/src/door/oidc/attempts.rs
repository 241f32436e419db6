//! Sign-ins that have begun here and are under way at the provider.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use url::Url;
use zone::person::random_key;

use crate::limits::{ATTEMPT_SECONDS_MAX, ATTEMPTS_MAX, ATTEMPTS_OF_ADDRESS_MAX};

/// Sign-ins under way, by the hash of their `state`; each is taken once.
#[derive(Default)]
pub(super) struct Attempts(Mutex<HashMap<blake3::Hash, Held>>);

struct Held {
    /// The hash of the cookie of the browser in which it began.
    browser: blake3::Hash,
    from: IpAddr,
    begun: Instant,
    attempt: Attempt,
}

/// What a sign-in that comes back is held against.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    /// Comes back in the ID token.
    pub nonce: String,
    /// What proves to the provider that who redeems the code is who asked for it (RFC 7636).
    pub verifier: String,
    /// Where the provider sends the browser back to.
    pub return_url: Url,
    /// The page that the person comes from.
    pub to: String,
    /// When it began, seconds since 1970.
    pub asked_s: i64,
}

/// The keys of a new attempt.
pub(super) struct Begun {
    /// Goes to the provider and back.
    pub state: String,
    /// Stays in the browser.
    pub browser: String,
}

const HELD: Duration = Duration::from_secs(ATTEMPT_SECONDS_MAX);

impl Attempts {
    /// Keeps `attempt`, which comes `from` there. Where there are too many, the oldest is given up.
    ///
    /// # Errors
    /// In how many seconds the next may begin from there, where too many from there are under way.
    pub fn begin(&self, attempt: Attempt, from: IpAddr) -> Result<Begun, u64> {
        self.begin_at(attempt, from, Instant::now())
    }

    fn begin_at(&self, attempt: Attempt, from: IpAddr, now: Instant) -> Result<Begun, u64> {
        let begun = Begun {
            state: random_key(),
            browser: random_key(),
        };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, held| now.duration_since(held.begun) < HELD);
        let of_address = all.values().filter(|held| held.from == from);
        let (count, oldest) = of_address.fold((0, now), |(count, oldest), held| {
            (count + 1, oldest.min(held.begun))
        });
        if count >= ATTEMPTS_OF_ADDRESS_MAX {
            let left = HELD.saturating_sub(now.duration_since(oldest));
            return Err(left.as_secs() + 1);
        }
        if all.len() >= ATTEMPTS_MAX
            && let Some(oldest) = all
                .iter()
                .min_by_key(|(_, held)| held.begun)
                .map(|(key, _)| *key)
        {
            all.remove(&oldest);
        }
        let held = Held {
            browser: blake3::hash(begun.browser.as_bytes()),
            from,
            begun: now,
            attempt,
        };
        all.insert(blake3::hash(begun.state.as_bytes()), held);
        Ok(begun)
    }

    /// The attempt with this `state`, if it began in the browser that shows `browser`. Who shows
    /// another does not end it for its owner.
    pub fn take(&self, state: &str, browser: &str) -> Option<Attempt> {
        self.take_at(state, browser, Instant::now())
    }

    fn take_at(&self, state: &str, browser: &str, now: Instant) -> Option<Attempt> {
        let state = blake3::hash(state.as_bytes());
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held = all.get(&state)?;
        let is_here = held.browser == blake3::hash(browser.as_bytes());
        if !is_here || now.duration_since(held.begun) >= HELD {
            return None;
        }
        all.remove(&state).map(|held| held.attempt)
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]
mod tests {
    use super::*;

    fn attempt() -> Attempt {
        Attempt {
            nonce: "nonce".into(),
            verifier: "verifier".into(),
            return_url: Url::parse("http://localhost/").unwrap(),
            to: "/".into(),
            asked_s: 0,
        }
    }

    /// The address of the `n`th machine.
    fn at(n: usize) -> IpAddr {
        IpAddr::from(u32::try_from(n).unwrap().to_be_bytes())
    }

    #[test]
    fn an_attempt_is_taken_once_by_its_own_browser_and_in_time() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        let begin = || attempts.begin_at(attempt(), at(1), now).unwrap();
        let (one, other) = (begin(), begin());
        assert!(attempts.take_at(&one.state, &other.browser, now).is_none());
        assert!(attempts.take_at("", &one.browser, now).is_none());
        assert!(attempts.take_at(&one.state, &one.browser, now).is_some());
        assert!(attempts.take_at(&one.state, &one.browser, now).is_none());
        let take_other = |at: Instant| attempts.take_at(&other.state, &other.browser, at);
        assert!(take_other(now + HELD).is_none());
        let just_in_time = now + HELD.checked_sub(Duration::from_millis(1)).unwrap();
        assert!(take_other(just_in_time).is_some());
    }

    #[test]
    fn there_are_never_more_than_the_limit() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        let first = attempts.begin_at(attempt(), at(0), now).unwrap();
        let later = now + Duration::from_secs(1);
        for n in 1..=ATTEMPTS_MAX {
            assert!(attempts.begin_at(attempt(), at(n), later).is_ok());
        }
        assert_eq!(attempts.0.lock().unwrap().len(), ATTEMPTS_MAX);
        assert!(
            attempts
                .take_at(&first.state, &first.browser, now)
                .is_none()
        );
        assert!(attempts.begin_at(attempt(), at(0), later + HELD).is_ok());
        assert_eq!(attempts.0.lock().unwrap().len(), 1);
    }

    #[test]
    fn an_address_that_begins_too_often_waits_and_another_does_not() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for _ in 0..ATTEMPTS_OF_ADDRESS_MAX {
            assert!(attempts.begin_at(attempt(), at(1), now).is_ok());
        }
        let told = attempts.begin_at(attempt(), at(1), now).err();
        assert_eq!(told, Some(ATTEMPT_SECONDS_MAX + 1));
        assert!(attempts.begin_at(attempt(), at(2), now).is_ok());
        assert!(attempts.begin_at(attempt(), at(1), now + HELD).is_ok());
    }
}
