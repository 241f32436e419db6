//! The files of a Shapefile, found beside the one that was named.

use std::path::{Path, PathBuf};

use layers::Crs;
use layers::limits::LAYER_BYTES_MAX;
use layers::shapefile::{self, Parts};

use super::source::{Source, SourceFile, finished, refused, whole_file};
use crate::{Result, ZoneError};

/// Reads the Shapefile at `path`, whose other files have its name.
///
/// # Errors
/// [`ZoneError::Refused`] naming the record that is wrong, or the file that is missing.
pub(super) async fn read(path: &Path, said: Option<Crs>) -> Result<Source> {
    let place = path.to_owned();
    let reading = tokio::task::spawn_blocking(move || read_files(&place, said));
    finished(reading).await
}

fn read_files(path: &Path, said: Option<Crs>) -> Result<Source> {
    let mut left = LAYER_BYTES_MAX;
    let shapes = whole_file(path, &mut left)?;
    let mut part = |ending: &str| match beside(path, ending)? {
        Some(path) => whole_file(&path, &mut left).map(Some),
        None => Ok(None),
    };
    let (table, projection, code_page) = (part("dbf")?, part("prj")?, part("cpg")?);
    let Some(table) = table else {
        return Err(refused(
            path,
            "has no .dbf beside it, which says what its shapes are; a Shapefile is handed over with all its files",
        ));
    };
    let parts = Parts {
        shapes: &shapes.bytes,
        table: &table.bytes,
        projection: projection.as_ref().map(|file| file.bytes.as_slice()),
        code_page: code_page.as_ref().map(|file| file.bytes.as_slice()),
    };
    let features = shapefile::read(&parts, said);
    let features = features.map_err(|error| refused(path, format!(": {error}")))?;
    let files: [Option<SourceFile>; 4] = [Some(shapes), Some(table), projection, code_page];
    Ok(Source {
        files: files.into_iter().flatten().collect(),
        layer: None,
        features,
    })
}

/// The file of the same name with another ending, in small letters or capitals.
fn beside(path: &Path, ending: &str) -> Result<Option<PathBuf>> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let entries = std::fs::read_dir(folder).map_err(ZoneError::io(folder))?;
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(ZoneError::io(folder))?.path();
        let fits = entry
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case(ending));
        if fits && entry.file_stem() == path.file_stem() {
            found.push(entry);
        }
    }
    found.sort();
    match found.as_slice() {
        [_, _, ..] => Err(refused(
            path,
            format!("has several .{ending} beside it, which differ in capitals; expected one"),
        )),
        _ => Ok(found.pop()),
    }
}
