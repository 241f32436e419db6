//! XML as the parts of a workbook have it.

use std::fmt::Write;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::error::FormError;

/// Reads the events of one part, each with where it begins and ends in the text.
pub(crate) struct Events<'t> {
    part: &'t str,
    reader: Reader<&'t [u8]>,
}

impl<'t> Events<'t> {
    pub fn of(part: &'t str, text: &'t str) -> Self {
        Self {
            part,
            reader: Reader::from_str(text),
        }
    }

    /// The next event and the bytes that it takes; nothing at the end. A document type is refused: no
    /// workbook has one, and entities of its own are what it would be for.
    pub fn next(&mut self) -> Result<Option<(Event<'t>, std::ops::Range<usize>)>, FormError> {
        let from = self.at();
        match self.reader.read_event() {
            Ok(Event::Eof) => Ok(None),
            Ok(Event::DocType(_)) => Err(FormError::damaged(self.part, "it has a document type")),
            Ok(event) => Ok(Some((event, from..self.at()))),
            Err(error) => Err(FormError::damaged(self.part, error)),
        }
    }

    fn at(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }
}

/// The attribute of a tag that is called `name`, whatever its prefix.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = tag.attributes().flatten();
    let found = all.find(|one| one.key.local_name().into_inner() == name)?;
    let said = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(said.into_owned())
}

/// Adds what a piece of text says.
pub(crate) fn add_text(event: &Event<'_>, text: &mut String) {
    match event {
        Event::Text(said) => text.push_str(&said.xml10_content()),
        Event::CData(said) => text.push_str(&said.xml10_content()),
        Event::GeneralRef(named) => match named.resolve_char_ref() {
            Ok(Some(character)) => text.push(character),
            _ => text.push_str(resolve_predefined_entity(&named.xml10_content()).unwrap_or("")),
        },
        _ => {}
    }
}

/// Text as a cell says it: XML's signs as entities; what XML cannot hold, and what Excel would read as
/// a code of a character, as such a code.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '_' if is_code(&text[at..]) => out.push_str("_x005F_"),
            '\t' | '\n' => out.push(character),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(out, "_x{:04X}_", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out
}

/// Whether a text begins as `_x0041_` does.
fn is_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7
        && bytes[1] == b'x'
        && bytes[6] == b'_'
        && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn text_that_excel_would_read_as_a_code_stays_text() {
        assert_eq!(escaped("a<b & \"c\""), "a&lt;b &amp; &quot;c&quot;");
        assert_eq!(escaped("_x0041_ _x_"), "_x005F_x0041_ _x_");
        assert_eq!(escaped("a\u{1}b"), "a_x0001_b");
    }
}
