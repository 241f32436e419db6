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
    /// What a try counts for. Who comes by the city's sign-in has no name before it is looked at.
    fn all(name: Option<&str>, from: IpAddr) -> impl Iterator<Item = (Self, usize)> {
        let name = name.map(|name| (Self::Name(name.to_owned(), from), TRIES_OF_NAME_MAX));
        let address = (Self::Address(from), TRIES_OF_ADDRESS_MAX);
        name.into_iter().chain([address])
    }
}

const KEPT: Duration = Duration::from_secs(TRIES_SECONDS);

impl Tries {
    /// Counts a try as wrong before its password is looked at, so that many at once are not looked at
    /// before the first of them counts; [`Tries::held`] takes it back.
    ///
    /// # Errors
    /// How many seconds `name` has to wait for its next try `from` there.
    pub fn begin(&self, name: Option<&str>, from: IpAddr) -> Result<(), u64> {
        self.begin_at(name, from, Instant::now())
    }

    fn begin_at(&self, name: Option<&str>, from: IpAddr, now: Instant) -> Result<(), u64> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = Of::all(name, from).filter_map(|(of, most)| {
            let failed = all.get_mut(&of)?;
            failed.retain(|at| now.duration_since(*at) < KEPT);
            let until_fewer = failed.len().checked_sub(most)?;
            let left = KEPT.saturating_sub(now.duration_since(*failed.get(until_fewer)?));
            Some(left.as_secs() + 1)
        });
        if let Some(seconds) = waits.max() {
            return Err(seconds);
        }
        if all.len() >= TRIES_KEPT_MAX {
            let is_new = |at: &Instant| now.duration_since(*at) < KEPT;
            all.retain(|_, failed| failed.back().is_some_and(is_new));
        }
        for (of, _) in Of::all(name, from) {
            // Of too many names the addresses alone are counted.
            if all.len() < TRIES_KEPT_MAX || matches!(of, Of::Address(_)) {
                all.entry(of).or_default().push_back(now);
            }
        }
        Ok(())
    }

    /// The right password: what was wrong before is forgotten of the name, and this try of the address.
    pub fn held(&self, name: Option<&str>, from: IpAddr) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(name) = name {
            all.remove(&Of::Name(name.to_owned(), from));
        }
        if let Some(failed) = all.get_mut(&Of::Address(from)) {
            failed.pop_back();
        }
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
            assert_eq!(tries.begin_at(Some("wang"), HERE, now), Ok(()));
        }
        assert_eq!(
            tries.begin_at(Some("wang"), HERE, now),
            Err(TRIES_SECONDS + 1)
        );
        assert_eq!(tries.begin_at(Some("li"), HERE, now), Ok(()));
        assert_eq!(tries.begin_at(Some("wang"), THERE, now), Ok(()));
        assert_eq!(tries.begin_at(Some("wang"), HERE, now + KEPT), Ok(()));
    }

    #[test]
    fn an_address_that_tries_name_after_name_waits_too() {
        let (tries, now) = (Tries::default(), Instant::now());
        for n in 0..TRIES_OF_ADDRESS_MAX {
            assert_eq!(tries.begin_at(Some(&format!("name{n}")), HERE, now), Ok(()));
        }
        assert!(tries.begin_at(Some("another"), HERE, now).is_err());
        assert_eq!(tries.begin_at(Some("another"), THERE, now), Ok(()));
    }

    #[test]
    fn the_right_password_forgives_and_counts_nothing_against_its_address() {
        let (tries, now) = (Tries::default(), Instant::now());
        for _ in 0..TRIES_OF_NAME_MAX {
            assert_eq!(tries.begin_at(Some("wang"), HERE, now), Ok(()));
        }
        tries.held(Some("wang"), HERE);
        for _ in 0..2 * TRIES_OF_ADDRESS_MAX {
            assert_eq!(tries.begin_at(Some("wang"), HERE, now), Ok(()));
            tries.held(Some("wang"), HERE);
        }
    }

    #[test]
    fn who_has_no_name_yet_is_counted_by_the_address() {
        let (tries, now) = (Tries::default(), Instant::now());
        for _ in 0..TRIES_OF_ADDRESS_MAX {
            assert_eq!(tries.begin_at(None, HERE, now), Ok(()));
        }
        assert!(tries.begin_at(None, HERE, now).is_err());
        assert!(tries.begin_at(Some("wang"), HERE, now).is_err());
        assert_eq!(tries.begin_at(None, THERE, now), Ok(()));
        tries.held(None, HERE);
        assert_eq!(tries.begin_at(None, HERE, now), Ok(()));
    }
}
