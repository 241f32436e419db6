//! What a file is, by its bytes.

use super::SheetError;

/// The two families of files that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text with a delimiter.
    Text,
    /// A zipped Office workbook.
    Workbook,
}

const RESAVE: &str = "Open it in Excel or WPS and save it as .xlsx or as CSV UTF-8";
const TABLE: &str = "Ask for the table behind it, as CSV or .xlsx";
const UNPACK: &str = "Unpack it and import what is in it";

/// First bytes, what has them, and what to do with it.
const SIGNATURES: &[(&[u8], &str, &str)] = &[
    (b"%PDF", "a PDF document", TABLE),
    (b"\x89PNG", "a PNG picture", TABLE),
    (b"\xFF\xD8\xFF", "a JPEG picture", TABLE),
    (b"{\\rtf", "an RTF document", RESAVE),
    (b"Rar!\x1A\x07", "a RAR archive", UNPACK),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", UNPACK),
    (b"\x1F\x8B", "a gzip file", UNPACK),
    (b"\x28\xB5\x2F\xFD", "a zstd file", UNPACK),
    (
        b"SQLite format 3\0",
        "an SQLite database",
        "Export a table of it as CSV UTF-8",
    ),
];

/// How a web page or an XML table begins, in lower case.
const MARKUP: &[(&str, &str)] = &[
    ("<!doctype html", "a web page (HTML)"),
    ("<html", "a web page (HTML)"),
    ("<head", "a web page (HTML)"),
    ("<meta", "a web page (HTML)"),
    ("<table", "a web page (HTML)"),
    ("<?xml", "an XML document"),
];

/// Parts by which a ZIP archive is known, in its directory at the end.
const ZIP_PARTS: &[(&[u8], &str, &str)] = &[
    (
        b"xl/workbook.bin",
        "a binary Excel workbook (.xlsb)",
        RESAVE,
    ),
    (b"word/document.xml", "a Word document (.docx)", RESAVE),
    (b"ppt/presentation.xml", "a PowerPoint file (.pptx)", TABLE),
    (b"content.xml", "an OpenDocument file (.ods, .odt)", RESAVE),
];

/// Bytes at the end of a ZIP archive in which its directory is looked for.
const ZIP_DIRECTORY_BYTES: usize = 256 << 10;

/// Tells what `bytes` are; what is not read is an error that says what it is.
pub(super) fn recognise(name: &str, bytes: &[u8]) -> Result<Kind, SheetError> {
    if bytes.is_empty() {
        return Err(SheetError::Empty {
            name: name.to_owned(),
        });
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return recognise_zip(name, bytes);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Err(compound_file(name, bytes));
    }
    if let Some((_, found, help)) = SIGNATURES
        .iter()
        .find(|(magic, ..)| bytes.starts_with(magic))
    {
        return Err(unknown(name, found, help));
    }
    let start = bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(bytes)
        .trim_ascii_start();
    let head = String::from_utf8_lossy(&start[..start.len().min(32)]).to_ascii_lowercase();
    if let Some((_, found)) = MARKUP.iter().find(|(tag, _)| head.starts_with(tag)) {
        return Err(unknown(name, found, RESAVE));
    }
    Ok(Kind::Text)
}

/// The refusal of a ZIP archive that holds no workbook.
pub(super) fn plain_zip(name: &str) -> SheetError {
    unknown(name, "a ZIP archive without a workbook in it", UNPACK)
}

/// The refusal of bytes that are no text.
pub(super) fn binary(name: &str) -> SheetError {
    unknown(
        name,
        "binary data, or UTF-16 text without a byte order mark",
        RESAVE,
    )
}

/// The refusal of a workbook that asks for a password.
pub(super) fn protected(name: &str) -> SheetError {
    unknown(
        name,
        "a workbook protected by a password",
        "Save it again without the password",
    )
}

fn recognise_zip(name: &str, bytes: &[u8]) -> Result<Kind, SheetError> {
    let directory = &bytes[bytes.len().saturating_sub(ZIP_DIRECTORY_BYTES)..];
    if contains(directory, b"xl/workbook.xml") {
        return Ok(Kind::Workbook);
    }
    match ZIP_PARTS
        .iter()
        .find(|(part, ..)| contains(directory, part))
    {
        Some((_, found, help)) => Err(unknown(name, found, help)),
        // Some writers keep the workbook elsewhere; the reader of the format has the last word.
        None => Ok(Kind::Workbook),
    }
}

/// The container of the old Office formats, and of protected new ones.
fn compound_file(name: &str, bytes: &[u8]) -> SheetError {
    let directory_name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    if contains(bytes, &directory_name) {
        return protected(name);
    }
    unknown(
        name,
        "an Excel 97–2003 workbook (.xls) or another old Office file",
        RESAVE,
    )
}

fn unknown(name: &str, found: &'static str, help: &'static str) -> SheetError {
    SheetError::UnknownKind {
        name: name.to_owned(),
        found,
        help,
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
