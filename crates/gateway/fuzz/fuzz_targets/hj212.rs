//! HJ 212 under the fuzzer.

#![no_main]

mod hj212_body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| hj212_body::hj212(data));
