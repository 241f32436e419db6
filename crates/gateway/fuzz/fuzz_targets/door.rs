//! What the door hears, under the fuzzer.

#![no_main]

mod door_body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| door_body::door(data));
