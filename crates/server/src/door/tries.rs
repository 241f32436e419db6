//! How often one may be wrong: guessing passwords takes years, and nobody who forgot theirs waits
//! longer than a quarter of an hour.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::limits::{TRIES_KEPT_MAX, TRIES_OF_ADDRESS_MAX, TRIES_OF_NAME_MAX, TRIES_SECONDS};

/// Failed sign-ins of the last quarter of an hour. A name is counted by the address too: who guesses
/// at a name from elsewhere does not lock its person out.
#[derive(Default)]
pub(super) struct Tries(Mutex<HashMap<Of, VecDeque<Instant>>>);

#[derive(PartialEq, Eq, Hash)]
enum Of {
    Name(String, IpAddr),
    Address(IpAddr),
}

impl Of {
    fn both(name: &str, from: IpAddr) -> [(Self, usize); 2] {
        [
            (Self::Name(name.to_owned(), from), TRIES_OF_NAME_MAX),
            (Self::Address(from), TRIES_OF_ADDRESS_MAX),
        ]
    }
}

const KEPT: Duration = Duration::from_secs(TRIES_SECONDS);

impl Tries {
    /// How many seconds `name` has to wait for its next try `from` there, if any.
    pub fn wait(&self, name: &str, from: IpAddr) -> Option<u64> {
        self.wait_at(name, from, Instant::now())
    }

    fn wait_at(&self, name: &str, from: IpAddr, now: Instant) -> Option<u64> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = Of::both(name, from).into_iter().filter_map(|(of, most)| {
            let failed = all.get_mut(&of)?;
            failed.retain(|at| now.duration_since(*at) < KEPT);
            let until_fewer = failed.len().checked_sub(most)?;
            let left = KEPT.saturating_sub(now.duration_since(*failed.get(until_fewer)?));
            Some(left.as_secs() + 1)
        });
        waits.max()
    }

    /// One more was wrong.
    pub fn failed(&self, name: &str, from: IpAddr) {
        self.failed_at(name, from, Instant::now());
    }

    fn failed_at(&self, name: &str, from: IpAddr, now: Instant) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= TRIES_KEPT_MAX {
            let is_new = |at: &Instant| now.duration_since(*at) < KEPT;
            all.retain(|_, failed| failed.back().is_some_and(is_new));
        }
        for (of, _) in Of::both(name, from) {
            // Of too many names the addresses alone are counted.
            if all.len() < TRIES_KEPT_MAX || matches!(of, Of::Address(_)) {
                all.entry(of).or_default().push_back(now);
            }
        }
    }

    /// The right password: what was wrong before is forgotten of the name.
    pub fn held(&self, name: &str, from: IpAddr) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&Of::Name(name.to_owned(), from));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 9));

    #[test]
    fn the_sixth_try_waits_and_another_address_does_not() {
        let (tries, now) = (Tries::default(), Instant::now());
        for _ in 0..TRIES_OF_NAME_MAX {
            assert_eq!(tries.wait_at("wang", HERE, now), None);
            tries.failed_at("wang", HERE, now);
        }
        assert_eq!(tries.wait_at("wang", HERE, now), Some(TRIES_SECONDS + 1));
        assert_eq!(tries.wait_at("li", HERE, now), None);
        assert_eq!(tries.wait_at("wang", THERE, now), None);
        assert_eq!(tries.wait_at("wang", HERE, now + KEPT), None);
    }

    #[test]
    fn an_address_that_tries_name_after_name_waits_too() {
        let (tries, now) = (Tries::default(), Instant::now());
        for n in 0..TRIES_OF_ADDRESS_MAX {
            tries.failed_at(&format!("name{n}"), HERE, now);
        }
        assert!(tries.wait_at("another", HERE, now).is_some());
        assert_eq!(tries.wait_at("another", THERE, now), None);
    }

    #[test]
    fn the_right_password_forgives() {
        let (tries, now) = (Tries::default(), Instant::now());
        for _ in 0..TRIES_OF_NAME_MAX {
            tries.failed_at("wang", HERE, now);
        }
        tries.held("wang", HERE);
        assert_eq!(tries.wait_at("wang", HERE, now), None);
    }
}
