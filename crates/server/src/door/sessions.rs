//! Who has signed in, for as long as this server runs.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use zone::person::random_key;

use crate::limits::SESSIONS_MAX;

/// A session ends so many seconds after its beginning.
pub(super) const SECONDS_MAX: u64 = 7 * 24 * 3_600;
/// And so many after its last request.
const IDLE_SECONDS_MAX: u64 = 12 * 3_600;

/// Sessions by the hash of their key: what lies in memory lets nobody in.
#[derive(Default)]
pub(super) struct Sessions(Mutex<HashMap<blake3::Hash, Held>>);

struct Held {
    person: i64,
    begun: Instant,
    asked: Instant,
}

impl Held {
    fn holds(&self, now: Instant) -> bool {
        now.duration_since(self.begun) < Duration::from_secs(SECONDS_MAX)
            && now.duration_since(self.asked) < Duration::from_secs(IDLE_SECONDS_MAX)
    }
}

impl Sessions {
    /// Begins one of `person`. Gives its key. Where there are too many, the one that was silent
    /// longest ends.
    pub fn begin(&self, person: i64) -> String {
        let now = Instant::now();
        let key = random_key();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= SESSIONS_MAX {
            all.retain(|_, held| held.holds(now));
        }
        if all.len() >= SESSIONS_MAX
            && let Some(oldest) = all
                .iter()
                .min_by_key(|(_, held)| held.asked)
                .map(|(key, _)| *key)
        {
            all.remove(&oldest);
        }
        let held = Held {
            person,
            begun: now,
            asked: now,
        };
        all.insert(blake3::hash(key.as_bytes()), held);
        key
    }

    /// Whose the session with this key is.
    pub fn person(&self, key: &str) -> Option<i64> {
        let now = Instant::now();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held = all.get_mut(&blake3::hash(key.as_bytes()))?;
        if !held.holds(now) {
            return None;
        }
        held.asked = now;
        Some(held.person)
    }

    /// Ends the session with this key.
    pub fn end(&self, key: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&blake3::hash(key.as_bytes()));
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]
mod tests {
    use super::*;

    #[test]
    fn a_session_holds_until_it_ends() {
        let sessions = Sessions::default();
        let key = sessions.begin(7);
        assert_eq!(key.len(), 64);
        assert_eq!(sessions.person(&key), Some(7));
        assert_eq!(sessions.person("another"), None);
        sessions.end(&key);
        assert_eq!(sessions.person(&key), None);
    }

    #[test]
    fn there_are_never_more_than_the_limit() {
        let sessions = Sessions::default();
        let most = i64::try_from(SESSIONS_MAX).unwrap();
        let keys: Vec<String> = (0..=most).map(|id| sessions.begin(id)).collect();
        assert_eq!(sessions.person(&keys[0]), None);
        assert_eq!(sessions.person(&keys[SESSIONS_MAX]), Some(most));
        assert_eq!(sessions.0.lock().unwrap().len(), SESSIONS_MAX);
    }
}
