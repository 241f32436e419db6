//! A file that is made of another one.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::failure::Failure;

/// Writes `out`, which is made of `source`: whole or not at all, and never over its source.
///
/// # Errors
/// [`Failure::Refused`] where both are one file, or the disk refuses.
pub fn write_beside(source: &Path, out: &Path, bytes: &[u8]) -> Result<(), Failure> {
    check_apart(source, out)?;
    write_whole(out, bytes)
}

/// Refuses to write over what is read, and over what is no file.
///
/// # Errors
/// [`Failure::Refused`] where both are one file, or a folder or a device is there.
pub fn check_apart(source: &Path, out: &Path) -> Result<(), Failure> {
    check_file(out)?;
    let is_source = match (source.canonicalize(), out.canonicalize()) {
        (Ok(source), Ok(out)) => source == out,
        // What is not there yet is no other file.
        _ => false,
    };
    if is_source {
        return Err(Failure::Refused(format!(
            "{} is the file that it is made of; expected another one",
            out.display()
        )));
    }
    Ok(())
}

/// A device would be put out of its place by a file of its name.
fn check_file(out: &Path) -> Result<(), Failure> {
    if out.metadata().is_ok_and(|found| !found.is_file()) {
        return Err(Failure::Refused(format!(
            "{} is there and no file; expected the name of a file",
            out.display()
        )));
    }
    Ok(())
}

/// Writes `out`, whole or not at all.
///
/// # Errors
/// [`Failure::Misuse`] where it names no file, [`Failure::Refused`] where the disk refuses, or a folder or a device is
/// there.
pub fn write_whole(out: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_whole_by(out, |file| file.write_all(bytes))
}

/// Writes `out` piece by piece, whole or not at all.
///
/// # Errors
/// As [`write_whole`].
pub fn write_whole_by(
    out: &Path,
    pieces: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>,
) -> Result<(), Failure> {
    let refuse = |error: std::io::Error| Failure::Refused(format!("{}: {error}", out.display()));
    let Some(name) = out.file_name() else {
        return Err(Failure::Misuse(format!(
            "{}: expected the name of a file",
            out.display()
        )));
    };
    check_file(out)?;
    let name = name.to_string_lossy();
    let fresh = out.with_file_name(format!(".{name}.{}.partial", std::process::id()));
    let write = || {
        let mut file = BufWriter::new(File::create(&fresh)?);
        pieces(&mut file)?;
        file.into_inner()?.sync_all()?;
        std::fs::rename(&fresh, out)
    };
    write().map_err(|error| {
        // What was begun is of no use; that it cannot be taken away changes nothing of the refusal.
        let _ = std::fs::remove_file(&fresh);
        refuse(error)
    })
}
