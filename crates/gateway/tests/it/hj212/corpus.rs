//! The corpus of the fuzz target, replayed without the fuzzer.

#[path = "../../../fuzz/fuzz_targets/hj212_body.rs"]
mod hj212_body;

use hj212_body::hj212;

#[test]
fn every_input_of_the_corpus_is_borne() {
    let corpus: [(&str, &[u8]); 11] = [
        ("frame", include_bytes!("../../../fuzz/corpus/hj212/frame")),
        (
            "sealed",
            include_bytes!("../../../fuzz/corpus/hj212/sealed"),
        ),
        (
            "printed",
            include_bytes!("../../../fuzz/corpus/hj212/printed"),
        ),
        (
            "nested",
            include_bytes!("../../../fuzz/corpus/hj212/nested"),
        ),
        (
            "packets",
            include_bytes!("../../../fuzz/corpus/hj212/packets"),
        ),
        (
            "false_length",
            include_bytes!("../../../fuzz/corpus/hj212/false_length"),
        ),
        ("log", include_bytes!("../../../fuzz/corpus/hj212/log")),
        (
            "modbus",
            include_bytes!("../../../fuzz/corpus/hj212/modbus"),
        ),
        (
            "into_the_next",
            include_bytes!("../../../fuzz/corpus/hj212/into_the_next"),
        ),
        (
            "behind_a_torn_one",
            include_bytes!("../../../fuzz/corpus/hj212/behind_a_torn_one"),
        ),
        ("zeros", include_bytes!("../../../fuzz/corpus/hj212/zeros")),
    ];
    for (name, input) in corpus {
        eprintln!("{name}");
        hj212(input);
    }
}

#[test]
fn every_published_frame_is_borne() {
    for row in crate::vectors::messages() {
        hj212(&row.bytes());
    }
    for row in crate::vectors::malformed() {
        hj212(&row.hex("hex"));
    }
    hj212(&[]);
}
