//! In what the texts of a table are written.

use encoding_rs::{BIG5, GB18030, SHIFT_JIS, UTF_8, WINDOWS_1252};

use super::dbf::Table;
use crate::error::{LayerError, Result};

/// Bytes of one character at most, in any of the encodings.
const CHARACTER_BYTES_MAX: usize = 4;

/// The encoding of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Encoding(&'static encoding_rs::Encoding);

/// What `.cpg` says, else what the table's head says, else UTF-8 where all texts are, else GB 18030, of
/// which GBK and GB 2312 are parts.
pub(super) fn encoding(code_page: Option<&str>, table: &Table<'_>) -> Result<Encoding> {
    let code_page = code_page.map(|text| text.trim_matches(['\0', '\u{feff}', ' ', '\r', '\n']));
    if let Some(said) = code_page.filter(|said| !said.is_empty()) {
        return named(said).map(Encoding).ok_or_else(|| {
            LayerError::file(format!(
                ".cpg says `{said}`; expected UTF-8, GBK or another encoding that is known"
            ))
        });
    }
    let by_head = match table.language {
        0x4d | 0x7a => Some(GB18030),
        0x4f | 0x78 => Some(BIG5),
        0x13 | 0x7b => Some(SHIFT_JIS),
        _ => None,
    };
    let is_utf8 = || table.texts().all(|text| std::str::from_utf8(text).is_ok());
    let found = by_head.unwrap_or_else(|| if is_utf8() { UTF_8 } else { GB18030 });
    Ok(Encoding(found))
}

fn named(said: &str) -> Option<&'static encoding_rs::Encoding> {
    let number = said.to_ascii_lowercase();
    let number = number.trim_start_matches("ansi").trim_start_matches("oem");
    let number = number.trim_start_matches(['c', 'p', ' ', '_', '-']);
    let found = match number {
        "65001" | "utf8" => UTF_8,
        "936" | "54936" | "gbk" | "gb2312" | "gb18030" => GB18030,
        "950" => BIG5,
        "932" => SHIFT_JIS,
        "1252" | "88591" | "8859-1" => WINDOWS_1252,
        _ => encoding_rs::Encoding::for_label(said.as_bytes())?,
    };
    Some(if found == encoding_rs::GBK {
        GB18030
    } else {
        found
    })
}

impl Encoding {
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// `bytes` as text, without what pads them; none where they are not in this encoding.
    pub fn decode(self, bytes: &[u8]) -> Option<String> {
        let text = self
            .0
            .decode_without_bom_handling_and_without_replacement(bytes)?;
        Some(text.trim_end_matches([' ', '\0']).to_owned())
    }

    /// The same of a cell, of which some writers cut the last character in two when it was full.
    pub fn decode_cell(self, cell: &[u8]) -> Option<String> {
        let whole = self.decode(cell);
        if whole.is_some() || cell.ends_with(b" ") || cell.ends_with(&[0]) {
            return whole;
        }
        let mut shorter = (1..CHARACTER_BYTES_MAX).filter_map(|cut| {
            let length = cell.len().checked_sub(cut)?;
            self.decode(cell.get(..length)?)
        });
        shorter.next()
    }
}

impl<'b> Table<'b> {
    /// The cells that are text, for finding out in what they are written. One whose last character may be
    /// cut in two tells nothing.
    fn texts(&self) -> impl Iterator<Item = &'b [u8]> {
        self.rows()
            .flat_map(|row| {
                row.cells()
                    .map(|(field, cell)| (field.is_text(), cell))
                    .collect::<Vec<_>>()
            })
            .filter(|(is_text, cell)| *is_text && matches!(cell.last(), Some(b' ' | 0)))
            .map(|(_, cell)| cell)
    }
}
