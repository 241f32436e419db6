use proptest::prelude::*;

use super::{CellError, Reading, plain, plain_decimal, read_value, shown, value_scaled};
use crate::import::sheet::Cell;

fn text(written: &str) -> Result<Reading, CellError> {
    read_value(&Cell::Text(written.to_owned()))
}

fn value(written: &str) -> Option<(String, f64)> {
    match text(written) {
        Ok(Reading::Value { text, value }) => Some((text, value)),
        _ => None,
    }
}

fn below(written: &str) -> Option<(String, f64)> {
    match text(written) {
        Ok(Reading::Below { limit_text, limit }) => Some((limit_text, limit)),
        _ => None,
    }
}

#[test]
fn full_width_text_becomes_ascii_and_roman_classes_stay() {
    assert_eq!(
        plain("０１２３９ＡＺａｚ＜．－（），："),
        "01239AZaz<.-(),:"
    );
    assert_eq!(plain("\u{3000}\u{a0} Ⅲ类，优 \u{feff}\t\r\n"), "Ⅲ类,优");
    assert_eq!(plain("−0.5"), "-0.5");
    assert_eq!(plain("﹤0.01"), "<0.01");
    assert_eq!(plain("五 龙　泉"), "五 龙　泉");
}

#[test]
fn a_text_that_is_plain_already_is_not_copied() {
    assert!(matches!(
        plain(" 羊尾 "),
        std::borrow::Cow::Borrowed("羊尾")
    ));
}

#[test]
fn every_sign_for_no_value_is_missing_and_says_what_stood_there() {
    let signs = [
        "",
        " ",
        "*",
        "**",
        "--",
        "-",
        "---",
        "—",
        "——",
        "－",
        "/",
        "NA",
        "n/a",
        "N/A",
        "null",
        "NULL",
        "无",
        "未监测",
        "缺测",
        "\u{3000}",
    ];
    for sign in signs {
        assert_eq!(
            text(sign),
            Ok(Reading::Missing(plain(sign).into_owned())),
            "{sign:?}"
        );
    }
    assert_eq!(
        read_value(&Cell::Empty),
        Ok(Reading::Missing(String::new()))
    );
}

#[test]
fn censored_values_are_read_in_every_spelling_of_the_limit() {
    let spellings = [
        "<0.01",
        "＜0.01",
        "< 0.01",
        "0.01L",
        "0.01l",
        "0.01 L",
        "０．０１Ｌ",
        "ND(0.01)",
        "nd（0.01）",
        "未检出(0.01)",
        "未检出（0.01L）",
        "<0.01L",
        "≤0.01",
        "ND(<0.01)",
    ];
    for spelling in spellings {
        assert_eq!(
            below(spelling),
            Some(("0.01".to_owned(), 0.01)),
            "{spelling:?}"
        );
    }
}

#[test]
fn not_detected_without_a_limit_has_no_number() {
    for word in ["ND", "nd", "未检出", "Ｎ．Ｄ．", " 未检出 ", "低于检出限"] {
        assert_eq!(text(word), Ok(Reading::NotDetected), "{word:?}");
    }
}

#[test]
fn a_value_over_the_range_keeps_its_bound() {
    for bound in [">24000", "＞24000", "≥24000", ">= 24,000", "> 24000"] {
        let read = Reading::Above {
            text: "24000".to_owned(),
            value: 24_000.0,
        };
        assert_eq!(text(bound), Ok(read), "{bound:?}");
    }
}

#[test]
fn numbers_keep_the_decimal_that_was_written() {
    for (written, kept, number) in [
        ("0.110", "0.110", 0.11),
        ("+7.5", "7.5", 7.5),
        ("-0.5", "-0.5", -0.5),
        ("−0.5", "-0.5", -0.5),
        (".5", ".5", 0.5),
        ("5.", "5.", 5.0),
        ("1.2E-3", "1.2E-3", 0.0012),
        ("1,234.5", "1234.5", 1234.5),
        ("384，003", "384003", 384_003.0),
        ("1,234,567", "1234567", 1_234_567.0),
        ("007.10", "007.10", 7.1),
    ] {
        assert_eq!(
            value(written),
            Some((kept.to_owned(), number)),
            "{written:?}"
        );
    }
}

#[test]
fn what_could_be_a_decimal_comma_is_an_error() {
    for doubtful in [
        "1,2", "0,123", "12,34", "1234,567", "1,2345", ",123", "1,,234", "1.234,5", "1,234e2",
    ] {
        assert!(text(doubtful).is_err(), "{doubtful:?}");
    }
}

#[test]
fn what_is_no_number_is_an_error_and_never_a_guess() {
    let wrong = [
        "1.2.3",
        "12abc",
        "NaN",
        "nan",
        "inf",
        "-inf",
        "Infinity",
        "0x10",
        "1 234",
        "--1",
        "+-1",
        "1e",
        "e5",
        ".",
        "1e9999",
        "1e31",
        "0.01mg/L",
        "<",
        ">",
        "<abc",
        "<0",
        "<-1",
        "L",
        "ND(",
        "ND()",
        "NDX",
        "(0.01)",
        "维护",
        "2021-04-01",
        "١٢",
    ];
    for found in wrong {
        let error = text(found).expect_err(found);
        assert_eq!(error.found, plain(found), "{found:?}");
    }
}

#[test]
fn errors_of_formulas_are_errors_as_cells_and_as_text() {
    for found in ["#NUM!", "#DIV/0!", "#N/A", "#VALUE!", "#REF!"] {
        let as_cell = read_value(&Cell::Error(found.to_owned()));
        assert_eq!(as_cell, text(found));
        let message = as_cell.expect_err(found).to_string();
        assert!(
            message.starts_with(&format!("found `{found}`; expected a number")),
            "{message}"
        );
    }
}

#[test]
fn a_date_cell_is_no_value() {
    let stamp = Cell::Stamp(jiff::civil::date(2021, 4, 1).at(4, 0, 0, 0));
    assert_eq!(
        read_value(&stamp).expect_err("a date").to_string(),
        "found `2021-04-01T04:00:00`; expected a number: a date stands where a number was expected. \
         Give the cell a number format, or put the right column here"
    );
}

#[test]
fn a_number_cell_that_is_not_finite_never_gets_through() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e31] {
        assert!(
            read_value(&Cell::Number {
                text: value.to_string(),
                value
            })
            .is_err()
        );
    }
}

#[test]
fn the_message_says_found_then_expected() {
    assert_eq!(
        text("12abc").expect_err("no number").to_string(),
        "found `12abc`; expected a number such as 0.025 or 1,234.5, <0.01 or 0.01L below a detection \
         limit, or -- for none"
    );
    assert_eq!(shown(&"长".repeat(50)), format!("{}…", "长".repeat(40)));
}

#[test]
#[allow(clippy::float_cmp, reason = "exactness is what is shown")]
fn a_shift_of_the_point_is_exact_in_decimal() {
    assert_eq!(value_scaled("0.0057", 3), 5.7);
    assert_eq!(value_scaled("0.0041", 3), 4.1);
    assert_eq!(value_scaled("1.001", 3), 1001.0);
    assert_eq!(value_scaled("5.7", -3), 0.0057);
    assert_eq!(value_scaled("1.2E-3", 3), 1.2);
    assert_eq!(value_scaled("-.5", 1), -5.0);
    assert_eq!(value_scaled("384003", 0), 384_003.0);
    assert!(value_scaled("维护", 3).is_nan());
    assert!(value_scaled("inf", 0).is_nan());
}

/// Texts that come near to what is read, more often than any text does.
fn near_readings() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[-+<>≥≤＜＞]?[0-9０-９]{0,3}[.,，．]?[0-9]{0,3}([eE][-+]?[0-9]{1,4})?[Ll)]?",
        "(ND|nd|未检出|#|NaN|inf|0x)[(（]?[0-9.]{0,4}[)）L]?",
    ]
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_and_gives_only_finite_numbers(written in near_readings()) {
        match text(&written) {
            Ok(Reading::Value { text, value } | Reading::Above { text, value }) => {
                prop_assert!(value.is_finite());
                prop_assert_eq!(value_scaled(&text, 0).to_bits(), value.to_bits());
                prop_assert!(value_scaled(&text, 12).is_finite());
            }
            Ok(Reading::Below { limit_text, limit }) => {
                prop_assert!(limit.is_finite() && limit > 0.0);
                prop_assert_eq!(value_scaled(&limit_text, 0).to_bits(), limit.to_bits());
            }
            Ok(Reading::Missing(_) | Reading::NotDetected) | Err(_) => {}
        }
    }

    #[test]
    fn a_finite_number_that_is_written_reads_back_as_itself(number in -1e30_f64..1e30) {
        prop_assert_eq!(value(&number.to_string()).map(|v| v.1), Some(number));
        prop_assert_eq!(value(&format!("{number:e}")).map(|v| v.1), Some(number));
    }

    #[test]
    fn plain_text_stays_as_it_is(written in near_readings()) {
        let once = plain(&written).into_owned();
        prop_assert_eq!(plain(&once).into_owned(), once);
    }

    #[test]
    fn what_is_taken_for_a_plain_decimal_is_read_as_the_same_number(
        written in prop_oneof![near_readings(), "[0-9]{0,20}[.]?[0-9]{0,14}"]
    ) {
        if let Some(value) = plain_decimal(&written) {
            let read = text(&written);
            prop_assert!(
                matches!(&read, Ok(Reading::Value { value: v, .. }) if v.to_bits() == value.to_bits()),
                "{read:?}"
            );
        }
    }
}
