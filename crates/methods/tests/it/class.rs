//! The six classes and their spellings.

use proptest::prelude::*;
use wellkeeper_methods::MethodError;
use wellkeeper_methods::class::WaterClass;

#[test]
fn every_spelling_of_a_class_is_read() {
    let spellings = [
        (WaterClass::I, ["I", "Ⅰ", "Ｉ", "一"]),
        (WaterClass::II, ["II", "Ⅱ", "ＩＩ", "二"]),
        (WaterClass::III, ["III", "Ⅲ", "ＩＩＩ", "三"]),
        (WaterClass::IV, ["IV", "Ⅳ", "ＩＶ", "四"]),
        (WaterClass::V, ["V", "Ⅴ", "Ｖ", "五"]),
        (WaterClass::InferiorV, ["劣Ⅴ", "劣V", "劣Ｖ", "劣五"]),
    ];
    for (class, words) in spellings {
        for word in words.into_iter().chain([class.as_str(), class.title_zh()]) {
            for text in [
                word.to_owned(),
                format!("{word}类"),
                format!("{word} 类"),
                format!(" {word}\t"),
                format!("\u{3000}{word}类\u{3000}"),
            ] {
                assert_eq!(WaterClass::parse(&text), Some(class), "`{text}`");
            }
        }
    }
}

#[test]
fn digits_dashes_and_half_words_name_no_class() {
    for text in [
        "",
        " ",
        "类",
        "1",
        "3",
        "6",
        "４",
        "*",
        "--",
        "iii",
        "IIII",
        "VI",
        "Ⅵ",
        "六",
        "劣",
        "劣类",
        "劣Ⅳ",
        "劣劣Ⅴ",
        "Inferior_V",
        "inferior_I",
        "III类类",
        "水质Ⅲ类",
        "Ⅲ~Ⅳ",
        "ⅠⅠ",
        "I I",
    ] {
        assert_eq!(WaterClass::parse(text), None, "`{text}`");
    }
}

#[test]
fn an_unknown_class_is_refused_with_the_text_and_the_words_expected() {
    let refused = "4类".parse::<WaterClass>().expect_err("no class");
    assert_eq!(
        refused,
        MethodError::UnknownClass {
            found: "4类".to_owned()
        }
    );
    assert_eq!(
        refused.to_string(),
        "`4类` is no class of water; expected one of I, II, III, IV, V, inferior_V or Ⅰ, Ⅱ, Ⅲ, Ⅳ, Ⅴ, 劣Ⅴ"
    );
}

#[test]
fn ranks_run_from_one_to_six_and_order_the_classes() {
    for (class, rank) in WaterClass::ALL.into_iter().zip(1..) {
        assert_eq!(class.rank(), rank);
        assert_eq!(WaterClass::from_rank(rank), Some(class));
        assert_eq!(format!("{class}").parse(), Ok(class));
    }
    assert!(WaterClass::ALL.is_sorted_by(|better, worse| better < worse));
    for rank in [0, 7, u8::MAX] {
        assert_eq!(WaterClass::from_rank(rank), None);
    }
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn no_text_whatever_makes_parsing_panic(text in "[ⅠⅤIV劣类一五 \\PC]{0,12}") {
        let _ = WaterClass::parse(&text);
    }
}
