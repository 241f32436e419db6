//! The corpus of the fuzz targets, replayed without the fuzzer.

use std::path::Path;

#[path = "../../../fuzz/fuzz_targets/bodies.rs"]
mod bodies;

fn replay(folder: &str, body: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(folder);
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        body(&std::fs::read(entry.unwrap().path()).unwrap());
        seen += 1;
    }
    assert!(seen > 5, "only {seen} inputs");
}

#[test]
fn every_input_of_the_corpus_is_borne() {
    replay("tiff", bodies::tiff);
    replay("ascii", bodies::ascii);
}
