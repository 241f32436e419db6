//! The fuzzer itself: this target says what is wrong, and must be found out within seconds.

#![no_main]

mod door_body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| door_body::canary(data));
