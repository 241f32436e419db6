//! A table of any size: a small one is held whole, a large text is walked over piece by piece, so
//! that what is in memory does not grow with the file.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8};
use memchr::{memchr, memchr_iter};

use super::delimited::{self, Splitter};
use super::kind::{self, Kind};
use super::text::is_damaged_utf8;
use super::{
    Row, SHEET_BYTES_MAX, SheetError, SheetOptions, XLSX_BYTES_MAX, check_size, read_bytes,
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
    /// Line breaks that its bytes show.
    lines: usize,
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
        let (hash, encoding, lines) = look_through(&name, &mut file, piece)?;
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
                lines,
            }),
            name,
            hash,
        })
    }

    /// BLAKE3 of the file's bytes, hexadecimal.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// How many rows it has, about: a cell of a text may hold line breaks.
    pub fn rows_about(&self) -> usize {
        match &self.content {
            Content::Whole(rows) => rows.len(),
            Content::Text(text) => text.lines,
        }
    }

    /// A walk from the beginning.
    ///
    /// # Errors
    /// [`SheetError::Io`], and [`SheetError::Changed`] when the file is no longer what was hashed.
    pub fn walk(&self) -> Result<Walk<'_>, SheetError> {
        let text = match &self.content {
            Content::Whole(rows) => return Ok(Walk::Whole(rows.iter())),
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
            done: 0,
            line: 1,
            delimiter: text.delimiter,
            ended: false,
            row: Row::default(),
        })))
    }
}

/// A walk over the rows of a table.
#[derive(Debug)]
pub enum Walk<'a> {
    /// Of a table that is held.
    Whole(std::slice::Iter<'a, Row>),
    /// Of a large text.
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
    /// What was decoded last, behind the rows that lay across its beginning.
    carry: String,
    /// Bytes of it that were handed out as rows.
    done: usize,
    line: u64,
    delimiter: Option<u8>,
    ended: bool,
    /// The row that was handed out last.
    row: Row,
}

impl std::fmt::Debug for TextWalk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TextWalk({} at {})", self.name, self.at)
    }
}

impl Walk<'_> {
    /// The next row in which something stands; `None` at the end.
    ///
    /// # Errors
    /// [`SheetError`] at a place that cannot be read.
    pub fn next_row(&mut self) -> Result<Option<&Row>, SheetError> {
        match self {
            Self::Whole(rows) => Ok(rows.next()),
            Self::Text(walk) => walk.next_row(),
        }
    }
}

impl TextWalk<'_> {
    fn next_row(&mut self) -> Result<Option<&Row>, SheetError> {
        loop {
            while self.split_row()? {
                if !self.row.is_blank() {
                    return Ok(Some(&self.row));
                }
            }
            if self.ended {
                return Ok(None);
            }
            self.carry.drain(..self.done);
            self.done = 0;
            self.decode_more()?;
        }
    }

    /// Takes a whole row off what was decoded; false where its end is still to be decoded.
    fn split_row(&mut self) -> Result<bool, SheetError> {
        if self.done == self.carry.len() {
            return Ok(false);
        }
        let delimiter = *self
            .delimiter
            .get_or_insert_with(|| delimited::delimiter_of(&self.carry));
        let place = (self.done, self.line);
        let mut splitter = Splitter::resume(self.name, &self.carry, delimiter, place);
        match splitter.next_row(&mut self.row) {
            // The rest of the cell may stand in the next piece.
            Err(SheetError::UnclosedQuote { .. })
                if !self.ended && self.carry.len() - self.done <= PIECE_BYTES =>
            {
                return Ok(false);
            }
            other => other?,
        };
        let is_whole = splitter.at() < self.carry.len() || self.carry.ends_with('\n');
        if !is_whole && !self.ended {
            return Ok(false);
        }
        (self.done, self.line) = (splitter.at(), splitter.line());
        Ok(true)
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

/// Hashes all of the file, tells its encoding and counts its lines.
fn look_through(
    name: &str,
    file: &mut File,
    piece: usize,
) -> Result<(String, &'static Encoding, usize), SheetError> {
    file.seek(SeekFrom::Start(0)).map_err(io(name))?;
    let mut hasher = blake3::Hasher::new();
    let mut decoder = UTF_8.new_decoder_with_bom_removal();
    let (mut at, mut line, mut leads) = (0_u64, 1_u64, Vec::new());
    let (mut encoding, mut lines) = (UTF_8, 0);
    let (mut bytes, mut text) = (vec![0; piece], String::new());
    loop {
        let read = read_full(file, &mut bytes).map_err(io(name))?;
        let part = &bytes[..read];
        hasher.update(part);
        lines += memchr_iter(b'\n', part).count();
        if memchr(0, part).is_some() {
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
            return Ok((hasher.finalize().to_hex().to_string(), encoding, lines));
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
