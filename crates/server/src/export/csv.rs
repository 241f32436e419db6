//! CSV that a spreadsheet and a program both read.

use std::fmt::Write;

use jiff::tz::TimeZone;
use packs::cell::csv_text;

use super::{Export, Language};

/// Without it a spreadsheet takes the text for the system's own encoding.
const BYTE_ORDER_MARK: &str = "\u{feff}";

pub(super) fn bytes(export: &Export, lang: Language, tz: &TimeZone) -> Vec<u8> {
    let mut out = BYTE_ORDER_MARK.to_owned();
    let mut line = |name: &str, text: &str| {
        let _ = writeln!(out, "# {name}: {}", text.replace(['\r', '\n'], " "));
    };
    line("title", lang.of(&export.title));
    for (name, text) in &export.about {
        line(name, text);
    }
    for head in &export.heads {
        line(&format!("column {}", head.id), &head.with_unit(lang));
    }
    out += &csv_text(std::slice::from_ref(&export.rows), tz);
    out.into_bytes()
}
