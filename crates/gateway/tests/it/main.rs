//! Every codec against one contract, and HJ 212 against frames that others have published.

#![expect(
    clippy::float_cmp,
    reason = "where a test compares exactly, exactly is what it claims"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod canary;
mod contract;
mod door;
mod hj212;
mod simulate;
mod vectors;

use std::hash::{BuildHasher, RandomState};

use proptest::test_runner::{Config, RngSeed};

/// 256 cases from a seed that is printed; `WELLKEEPER_SEED` gives the same cases again.
fn cases() -> Config {
    let given = std::env::var("WELLKEEPER_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| RandomState::new().hash_one(0));
    eprintln!("WELLKEEPER_SEED={seed}");
    Config {
        cases: 256,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    }
}
