//! The corpus of the door's fuzz target, replayed without the fuzzer.

#[path = "../../../fuzz/fuzz_targets/door_body.rs"]
mod door_body;

use door_body::{canary, door};

const CORPUS: [(&str, &[u8]); 10] = [
    ("clear", include_bytes!("../../../fuzz/corpus/door/clear")),
    ("hour", include_bytes!("../../../fuzz/corpus/door/hour")),
    ("old", include_bytes!("../../../fuzz/corpus/door/old")),
    (
        "packets",
        include_bytes!("../../../fuzz/corpus/door/packets"),
    ),
    (
        "printed",
        include_bytes!("../../../fuzz/corpus/door/printed"),
    ),
    (
        "realtime",
        include_bytes!("../../../fuzz/corpus/door/realtime"),
    ),
    ("sealed", include_bytes!("../../../fuzz/corpus/door/sealed")),
    ("water", include_bytes!("../../../fuzz/corpus/door/water")),
    (
        "torn_header",
        include_bytes!("../../../fuzz/corpus/door/torn_header"),
    ),
    (
        "no_names",
        include_bytes!("../../../fuzz/corpus/door/no_names"),
    ),
];

#[test]
fn every_input_of_the_corpus_of_the_door_is_borne() {
    for (name, input) in CORPUS {
        eprintln!("{name}");
        door(input);
    }
    for row in crate::vectors::messages() {
        door(&row.bytes());
    }
    for row in crate::vectors::malformed() {
        door(&row.hex("hex"));
    }
    door(&[]);
}

#[test]
fn the_canary_of_the_fuzzer_is_found_out_by_its_corpus() {
    let found_out =
        |(_, input): &&(&str, &[u8])| std::panic::catch_unwind(|| canary(input)).is_err();
    assert!(CORPUS.iter().filter(found_out).count() >= 7);
}
