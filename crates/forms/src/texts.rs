//! The table of texts that cells of a workbook share.

use quick_xml::events::Event;

use crate::error::FormError;
use crate::xml::{Events, add_text};

/// Every text in its order; readings above Chinese characters left out.
pub(crate) fn shared(part: &str, text: &str) -> Result<Vec<String>, FormError> {
    let mut events = Events::of(part, text);
    let mut texts = Vec::new();
    let (mut is_text, mut is_reading) = (false, false);
    while let Some((event, _)) = events.next()? {
        match &event {
            Event::Start(tag) => match tag.local_name().into_inner() {
                "si" => texts.push(String::new()),
                "t" => is_text = true,
                "rPh" => is_reading = true,
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().into_inner() == "si" => {
                texts.push(String::new());
            }
            Event::End(tag) => match tag.local_name().into_inner() {
                "t" => is_text = false,
                "rPh" => is_reading = false,
                _ => {}
            },
            other => {
                if let (true, false, Some(last)) = (is_text, is_reading, texts.last_mut()) {
                    add_text(other, last);
                }
            }
        }
    }
    Ok(texts)
}
