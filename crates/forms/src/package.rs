//! The archive that a workbook is: read within limits, and written with some parts exchanged.

use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::error::FormError;
use crate::limits::{FORM_BYTES_MAX, FORM_INFLATED_BYTES_MAX, FORM_PARTS_MAX};

/// What an `.xls` begins with, and an `.xlsx` under a password.
const COMPOUND: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const SAVE_AS: &str = "open it in Excel and save it as an Excel workbook (.xlsx)";

/// An archive whose every part was read once.
pub(crate) struct Package {
    bytes: Vec<u8>,
    /// Place in the archive by name in small letters.
    parts: HashMap<String, usize>,
}

impl Package {
    pub fn open(bytes: &[u8]) -> Result<Self, FormError> {
        if bytes.len() > FORM_BYTES_MAX {
            return Err(too_large(
                "bytes",
                count(bytes.len()),
                count(FORM_BYTES_MAX),
            ));
        }
        if bytes.starts_with(&COMPOUND) {
            return Err(other("an .xls, or a workbook with a password"));
        }
        let mut archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|_| other("no Excel workbook"))?;
        if archive.len() > FORM_PARTS_MAX {
            return Err(too_large(
                "parts",
                count(archive.len()),
                count(FORM_PARTS_MAX),
            ));
        }
        let mut parts = HashMap::with_capacity(archive.len());
        let mut left = FORM_INFLATED_BYTES_MAX;
        for index in 0..archive.len() {
            let at = |e: &dyn std::fmt::Display| FormError::damaged(&format!("no. {index}"), e);
            let mut part = archive.by_index(index).map_err(|e| at(&e))?;
            let name = part.name().map_err(|e| at(&e))?.into_owned();
            // What the directory says of sizes is not believed.
            let inflated = std::io::copy(&mut part.by_ref().take(left + 1), &mut std::io::sink())
                .map_err(|e| FormError::damaged(&name, e))?;
            if inflated > left {
                let found = FORM_INFLATED_BYTES_MAX - left + inflated;
                let what = "bytes when it is unpacked";
                return Err(too_large(what, found, FORM_INFLATED_BYTES_MAX));
            }
            left -= inflated;
            if parts.insert(name.to_lowercase(), index).is_some() {
                return Err(FormError::damaged(&name, "it is there twice"));
            }
        }
        Ok(Self {
            bytes: bytes.to_vec(),
            parts,
        })
    }

    /// Whether a part's name begins so.
    pub fn has_under(&self, folder: &str) -> bool {
        self.parts.keys().any(|name| name.starts_with(folder))
    }

    /// The text of a part, if it is there.
    pub fn text(&self, name: &str) -> Result<Option<String>, FormError> {
        let Some(index) = self.parts.get(&name.to_lowercase()) else {
            return Ok(None);
        };
        let damaged = |e: &dyn std::fmt::Display| FormError::damaged(name, e);
        let mut archive = ZipArchive::new(Cursor::new(&*self.bytes)).map_err(|e| damaged(&e))?;
        let part = archive.by_index(*index).map_err(|e| damaged(&e))?;
        let mut bytes = Vec::new();
        let read = part.take(FORM_INFLATED_BYTES_MAX).read_to_end(&mut bytes);
        read.map_err(|e| damaged(&e))?;
        let text = String::from_utf8(bytes).map_err(|_| damaged(&"it is not UTF-8"))?;
        Ok(Some(text))
    }

    /// The text of a part that must be there.
    pub fn needed(&self, name: &str) -> Result<String, FormError> {
        let text = self.text(name)?;
        text.ok_or_else(|| FormError::damaged(name, "it is not there"))
    }

    /// The archive with the text of some parts exchanged; the others are copied as they are, compressed
    /// bytes and all.
    pub fn with(&self, exchanged: &BTreeMap<String, String>) -> Result<Vec<u8>, FormError> {
        let damaged = |e: zip::result::ZipError| FormError::damaged("archive", e);
        let mut archive = ZipArchive::new(Cursor::new(&*self.bytes)).map_err(damaged)?;
        let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(self.bytes.len())));
        let wanted: HashMap<usize, &String> = exchanged
            .iter()
            .filter_map(|(name, text)| Some((*self.parts.get(&name.to_lowercase())?, text)))
            .collect();
        for index in 0..archive.len() {
            let part = archive.by_index_raw(index).map_err(damaged)?;
            let Some(text) = wanted.get(&index) else {
                out.raw_copy_file(part).map_err(damaged)?;
                continue;
            };
            let name = part.name().map_err(damaged)?.into_owned();
            let options = SimpleFileOptions::default()
                .compression_method(CompressionMethod::Deflated)
                .last_modified_time(part.last_modified().unwrap_or_default());
            out.start_file(name.as_str(), options).map_err(damaged)?;
            let wrote = out.write_all(text.as_bytes());
            wrote.map_err(|e| FormError::damaged(&name, e))?;
        }
        Ok(out.finish().map_err(damaged)?.into_inner())
    }
}

pub(crate) fn other(found: &str) -> FormError {
    FormError::OtherKind {
        found: found.to_owned(),
        instead: SAVE_AS,
    }
}

/// A number of things, for a message.
pub(crate) fn count(things: usize) -> u64 {
    u64::try_from(things).unwrap_or(u64::MAX)
}

pub(crate) fn too_large(what: &'static str, found: u64, limit: u64) -> FormError {
    FormError::TooLarge { what, found, limit }
}
