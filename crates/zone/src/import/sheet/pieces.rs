//! A table of any size: a small one is held whole, a large text is walked over piece by piece, so
//! that what is in memory does not grow with the file.

use std::borrow::Cow;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8};

use super::delimited::{self, Splitter};
use super::kind::{self, Kind};
use super::text::is_damaged_utf8;
use super::{
    Cell, Row, SHEET_BYTES_MAX, SheetError, SheetOptions, XLSX_BYTES_MAX, check_size, read_bytes,
    read_sheet_bytes, regular_file,
};

/// Bytes of a text that are read at a time; a smaller file is one piece.
pub const PIECE_BYTES: usize = 8 << 20;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// A file of a table, whose pieces can be walked over again and again.
#[derive(Debug)]
pub struct Pieces {
    name: String,
    hash: String,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Whole(Vec<Row>),
    Text(LargeText),
}

#[derive(Debug)]
struct LargeText {
    path: PathBuf,
    /// Bytes that are read at a time.
    piece: usize,
    encoding: &'static Encoding,
    /// Bytes of the byte order mark.
    skipped: u64,
    delimiter: Option<u8>,
    /// Length and time of the last change, as they were when the file was hashed.
    state: (u64, Option<SystemTime>),
}

impl Pieces {
    /// Looks through the file at `path`: what it is, its encoding, its hash.
    ///
    /// # Errors
    /// [`SheetError`] for what is no table, and for a workbook or a UTF-16 text that is too large
    /// to be held.
    pub fn open(path: &Path, options: &SheetOptions) -> Result<Self, SheetError> {
        Self::open_by(path, options, PIECE_BYTES)
    }

    /// [`Pieces::open`] with pieces of so many bytes.
    pub(super) fn open_by(
        path: &Path,
        options: &SheetOptions,
        piece: usize,
    ) -> Result<Self, SheetError> {
        let name = path.display().to_string();
        let (mut file, length) = regular_file(path)?;
        let mut head = vec![0; 1 << 16];
        let read = read_full(&mut file, &mut head).map_err(io(&name))?;
        head.truncate(read);
        let is_utf16 = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
        let is_zip = head.starts_with(b"PK\x03\x04");
        if is_zip {
            check_size(&name, "a workbook", length, XLSX_BYTES_MAX)?;
        }
        if length <= piece as u64 || is_zip || is_utf16 {
            let limit = if is_zip {
                XLSX_BYTES_MAX
            } else {
                SHEET_BYTES_MAX
            };
            let bytes = read_bytes(path, limit)?;
            let sheet = read_sheet_bytes(&name, &bytes, options)?;
            return Ok(Self {
                name,
                hash: blake3::hash(&bytes).to_hex().to_string(),
                content: Content::Whole(sheet.rows),
            });
        }
        match kind::recognise(&name, &head)? {
            Kind::Text => {}
            Kind::Workbook => return Err(kind::plain_zip(&name)),
        }
        let (hash, encoding) = look_through(&name, &mut file, piece)?;
        let skipped = if head.starts_with(BOM) {
            BOM.len() as u64
        } else {
            0
        };
        Ok(Self {
            content: Content::Text(LargeText {
                path: path.to_owned(),
                piece,
                encoding,
                skipped,
                delimiter: delimited::delimiter_given(&name, options.delimiter)?,
                state: state_of(&file).map_err(io(&name))?,
            }),
            name,
            hash,
        })
    }

    /// BLAKE3 of the file's bytes, hexadecimal.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// A walk from the beginning.
    ///
    /// # Errors
    /// [`SheetError::Io`], and [`SheetError::Changed`] when the file is no longer what was hashed.
    pub fn walk(&self) -> Result<Walk<'_>, SheetError> {
        let text = match &self.content {
            Content::Whole(rows) => return Ok(Walk::Whole(Some(rows))),
            Content::Text(text) => text,
        };
        let mut file = File::open(&text.path).map_err(io(&self.name))?;
        if state_of(&file).map_err(io(&self.name))? != text.state {
            return Err(SheetError::Changed {
                name: self.name.clone(),
            });
        }
        file.seek(SeekFrom::Start(text.skipped))
            .map_err(io(&self.name))?;
        Ok(Walk::Text(Box::new(TextWalk {
            name: &self.name,
            text,
            file,
            decoder: text.encoding.new_decoder_without_bom_handling(),
            at: text.skipped,
            carry: String::new(),
            line: 1,
            delimiter: text.delimiter,
            ended: false,
        })))
    }
}

/// A walk over the pieces of a table.
#[derive(Debug)]
pub enum Walk<'a> {
    /// All of it, not handed out yet.
    Whole(Option<&'a [Row]>),
    /// A large text.
    Text(Box<TextWalk<'a>>),
}

/// A place in a large text.
pub struct TextWalk<'a> {
    name: &'a str,
    text: &'a LargeText,
    file: File,
    decoder: encoding_rs::Decoder,
    /// Bytes that were decoded.
    at: u64,
    /// What was decoded and belongs to no whole row yet.
    carry: String,
    line: u64,
    delimiter: Option<u8>,
    ended: bool,
}

impl std::fmt::Debug for TextWalk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TextWalk({} at {})", self.name, self.at)
    }
}

impl<'a> Walk<'a> {
    /// The next rows in which something stands; `None` at the end.
    ///
    /// # Errors
    /// [`SheetError`] at a place that cannot be read.
    pub fn next_rows(&mut self) -> Result<Option<Cow<'a, [Row]>>, SheetError> {
        match self {
            Self::Whole(rows) => Ok(rows.take().map(Cow::Borrowed)),
            Self::Text(walk) => Ok(walk.next_rows()?.map(Cow::Owned)),
        }
    }
}

impl TextWalk<'_> {
    fn next_rows(&mut self) -> Result<Option<Vec<Row>>, SheetError> {
        while !self.ended {
            self.decode_more()?;
            let delimiter = *self
                .delimiter
                .get_or_insert_with(|| delimited::delimiter_of(&self.carry));
            let mut splitter = Splitter::new(self.name, &self.carry, delimiter, self.line);
            let mut rows = Vec::new();
            let (mut done, mut line) = (0, self.line);
            loop {
                let row = match splitter.next_row() {
                    Ok(row) => row,
                    // The rest of the cell may stand in the next piece.
                    Err(SheetError::UnclosedQuote { .. })
                        if !self.ended && self.carry.len() - done <= PIECE_BYTES =>
                    {
                        break;
                    }
                    Err(error) => return Err(error),
                };
                let Some(row) = row else { break };
                let is_whole = splitter.at() < self.carry.len() || self.carry.ends_with('\n');
                if !is_whole && !self.ended {
                    break;
                }
                (done, line) = (splitter.at(), splitter.line());
                if row.cells.iter().any(|cell| *cell != Cell::Empty) {
                    rows.push(row);
                }
            }
            self.carry.drain(..done);
            self.line = line;
            if !rows.is_empty() {
                return Ok(Some(rows));
            }
        }
        Ok(None)
    }

    /// Decodes the next bytes of the file behind what is carried.
    fn decode_more(&mut self) -> Result<(), SheetError> {
        let mut bytes = vec![0; self.text.piece];
        let read = read_full(&mut self.file, &mut bytes).map_err(io(self.name))?;
        let bytes = &bytes[..read];
        self.ended = read < self.text.piece;
        if self.ended && state_of(&self.file).map_err(io(self.name))? != self.text.state {
            return Err(SheetError::Changed {
                name: self.name.to_owned(),
            });
        }
        let mut used = 0;
        loop {
            self.carry.reserve(bytes.len() - used + 64);
            let (result, taken) = self.decoder.decode_to_string_without_replacement(
                &bytes[used..],
                &mut self.carry,
                self.ended,
            );
            used += taken;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(wrong, after) => {
                    let at = used.saturating_sub(usize::from(wrong) + usize::from(after));
                    return Err(SheetError::Undecodable {
                        name: self.name.to_owned(),
                        line: self.line + delimited::line_breaks(&self.carry),
                        at: self.at + at as u64,
                        byte: bytes.get(at).copied().unwrap_or(0),
                        encoding: self.text.encoding.name(),
                    });
                }
            }
        }
        self.at += used as u64;
        Ok(())
    }
}

/// Hashes all of the file and tells its encoding.
fn look_through(
    name: &str,
    file: &mut File,
    piece: usize,
) -> Result<(String, &'static Encoding), SheetError> {
    file.seek(SeekFrom::Start(0)).map_err(io(name))?;
    let mut hasher = blake3::Hasher::new();
    let mut decoder = UTF_8.new_decoder_with_bom_removal();
    let (mut at, mut line, mut leads) = (0_u64, 1_u64, Vec::new());
    let mut encoding = UTF_8;
    let (mut bytes, mut text) = (vec![0; piece], String::new());
    loop {
        let read = read_full(file, &mut bytes).map_err(io(name))?;
        let part = &bytes[..read];
        hasher.update(part);
        if part.contains(&0) {
            return Err(kind::binary(name));
        }
        if encoding == UTF_8 {
            text.clear();
            text.reserve(read + 64);
            let last = read < piece;
            let (result, taken) =
                decoder.decode_to_string_without_replacement(part, &mut text, last);
            if let DecoderResult::Malformed(wrong, after) = result {
                let stop = taken.saturating_sub(usize::from(wrong) + usize::from(after));
                leads.extend(part[..stop].iter().filter(|byte| **byte >= 0xC0).take(64));
                if is_damaged_utf8(&leads) {
                    return Err(SheetError::Undecodable {
                        name: name.to_owned(),
                        line: line + delimited::line_breaks(&text),
                        at: at + stop as u64,
                        byte: part.get(stop).copied().unwrap_or(0),
                        encoding: "UTF-8",
                    });
                }
                encoding = GB18030;
            }
            line += delimited::line_breaks(&text);
            if leads.len() < 64 {
                leads.extend(part.iter().filter(|byte| **byte >= 0xC0).take(64));
            }
        }
        at += read as u64;
        if read < piece {
            return Ok((hasher.finalize().to_hex().to_string(), encoding));
        }
    }
}

fn state_of(file: &File) -> std::io::Result<(u64, Option<SystemTime>)> {
    let metadata = file.metadata()?;
    Ok((metadata.len(), metadata.modified().ok()))
}

/// Fills `buffer` as far as the file goes.
fn read_full(file: &mut File, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

fn io(name: &str) -> impl FnOnce(std::io::Error) -> SheetError {
    let name = name.to_owned();
    move |source| SheetError::Io { name, source }
}
