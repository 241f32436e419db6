//! What a workbook inflates to, before anybody reads it: a few kilobytes can claim to be gigabytes.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{SheetError, XLSX_INFLATED_BYTES_MAX, XLSX_PARTS_MAX, XLSX_TEXTS_BYTES_MAX};

/// The part of a workbook that holds its texts.
const TEXTS: &str = "sharedstrings.xml";

/// Refuses a workbook that inflates to more than is read. What its directory says is not believed:
/// every part is inflated and counted.
pub(super) fn check_inflated(name: &str, bytes: &[u8]) -> Result<(), SheetError> {
    let too_large = |what, found, limit| SheetError::WorkbookTooLarge {
        name: name.to_owned(),
        what,
        found,
        limit,
    };
    // What is no archive is told by the reader of the format.
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Ok(());
    };
    if archive.len() > XLSX_PARTS_MAX {
        let found = archive.len() as u64;
        return Err(too_large("parts", found, XLSX_PARTS_MAX as u64));
    }
    let mut left = XLSX_INFLATED_BYTES_MAX;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else {
            continue;
        };
        let is_texts = part
            .name()
            .is_ok_and(|name| name.to_ascii_lowercase().ends_with(TEXTS));
        let limit = if is_texts {
            left.min(XLSX_TEXTS_BYTES_MAX)
        } else {
            left
        };
        // A damaged part is told by the reader of the format.
        let inflated = std::io::copy(&mut part.take(limit + 1), &mut std::io::sink()).unwrap_or(0);
        if inflated > limit {
            return Err(if limit < left {
                too_large("bytes of text", inflated, XLSX_TEXTS_BYTES_MAX)
            } else {
                let found = XLSX_INFLATED_BYTES_MAX - left + inflated;
                too_large("bytes when it is unpacked", found, XLSX_INFLATED_BYTES_MAX)
            });
        }
        left -= inflated;
    }
    Ok(())
}
