//! ESRI ASCII grids under the fuzzer.

#![no_main]

mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::ascii(data));
