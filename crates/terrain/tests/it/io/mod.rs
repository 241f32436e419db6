//! Files of rasters.

#![allow(
    clippy::float_cmp,
    reason = "what is read is what was written, to the bit"
)]

mod ascii;
mod corpus;
mod damage;
mod gdal;
mod georeference;
mod hand;
mod overviews;
mod published;
mod round_trip;
mod units;

use std::path::Path;
use std::process::{Command, Stdio};

use terrain::tiff::Sample;

/// Debian's, which `python3-gdal` is built for.
const PYTHON: &str = "/usr/bin/python3";

/// A folder in memory where there is one, since each file that is written is synced.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

/// What a Python script that calls GDAL prints.
fn gdal(script: &str, folder: &Path, input: &str) -> String {
    use std::io::Write;
    let mut child = Command::new(PYTHON)
        .arg("-c")
        .arg(script)
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{PYTHON}: {error}; apt-get install gdal-bin python3-gdal"));
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let _written = writer.join().unwrap();
    assert!(
        output.status.success(),
        "GDAL from Python failed; apt-get install gdal-bin python3-gdal\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Cells as little-endian bytes.
fn raw<S: Sample>(cells: &[S]) -> Vec<u8> {
    let mut bytes = vec![0; S::TYPE.bytes() * cells.len()];
    for (cell, bytes) in cells.iter().zip(bytes.chunks_exact_mut(S::TYPE.bytes())) {
        terrain::tiff::Word::write(cell.to_word(), bytes);
    }
    bytes
}
