//! The files of a layer as they were handed over, and the features in them.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use layers::limits::LAYER_BYTES_MAX;
use layers::{Crs, Features};

use super::{LayerDraft, geopackage, shapefile};
use crate::{Result, ZoneError};

/// A file, whole.
#[derive(Debug)]
pub(super) struct SourceFile {
    /// Its name without its folder.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What was handed over: the file that was named stands first.
#[derive(Debug)]
pub(super) struct Source {
    pub files: Vec<SourceFile>,
    /// The layer that was read of it, where it may have several.
    pub layer: Option<String>,
    pub features: Features,
}

/// What was handed over, by its kind.
#[derive(Debug)]
pub(super) enum Given {
    /// Features.
    Features(Source),
    /// A raster, whose cells have not been looked at.
    Raster(SourceFile),
}

/// Reads the layer at `path`.
///
/// # Errors
/// [`ZoneError::Refused`] naming the file, the feature in it, what was found and what was expected;
/// [`ZoneError::Io`] when it cannot be read.
pub(super) async fn read(path: &Path, draft: &LayerDraft) -> Result<Given> {
    let said = draft.crs.as_deref().map(Crs::parse).transpose();
    let said = said.map_err(|error| ZoneError::Refused(error.to_string()))?;
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    match ending.to_str() {
        Some("geojson" | "json") => {
            not_chosen(path, draft)?;
            geojson(path, said).await.map(Given::Features)
        }
        Some("shp") => {
            not_chosen(path, draft)?;
            shapefile::read(path, said).await.map(Given::Features)
        }
        Some("gpkg") => {
            let features = geopackage::read(path, draft.layer.as_deref(), said);
            Box::pin(features).await.map(Given::Features)
        }
        Some("tif" | "tiff") => {
            not_chosen(path, draft)?;
            let place = path.to_owned();
            let reading = tokio::task::spawn_blocking(move || {
                let mut left = LAYER_BYTES_MAX;
                whole_file(&place, &mut left)
            });
            finished(reading).await.map(Given::Raster)
        }
        _ => Err(refused(
            path,
            "is no layer by its name; expected .geojson, .json, .shp, .gpkg, or .tif of directions",
        )),
    }
}

/// Only a GeoPackage has layers to choose from.
fn not_chosen(path: &Path, draft: &LayerDraft) -> Result<()> {
    match &draft.layer {
        None => Ok(()),
        Some(name) => Err(refused(
            path,
            format!("has one layer; `--layer {name}` is for a GeoPackage"),
        )),
    }
}

async fn geojson(path: &Path, said: Option<Crs>) -> Result<Source> {
    let place = path.to_owned();
    let reading = tokio::task::spawn_blocking(move || {
        let mut left = LAYER_BYTES_MAX;
        let file = whole_file(&place, &mut left)?;
        let features = layers::geojson::read(&file.bytes, said);
        let features = features.map_err(|error| refused(&place, format!(": {error}")))?;
        Ok(Source {
            files: vec![file],
            layer: None,
            features,
        })
    });
    finished(reading).await
}

/// What a thread for heavy work gave.
pub(super) async fn finished<T>(work: tokio::task::JoinHandle<Result<T>>) -> Result<T> {
    let done = work.await;
    done.map_err(|error| ZoneError::Refused(error.to_string()))?
}

/// The file at `path` with `wrong` behind its name.
pub(super) fn refused(path: &Path, wrong: impl AsRef<str>) -> ZoneError {
    let wrong = wrong.as_ref();
    let space = if wrong.starts_with(':') { "" } else { " " };
    ZoneError::Refused(format!("{}{space}{wrong}", path.display()))
}

/// The bytes of the file at `path`, counted against those that are `left`.
pub(super) fn whole_file(path: &Path, left: &mut u64) -> Result<SourceFile> {
    // Before it is opened: opening a pipe waits for somebody to write.
    let metadata = std::fs::metadata(path).map_err(ZoneError::io(path))?;
    if !metadata.is_file() {
        return Err(refused(path, "is no file"));
    }
    let file = File::open(path).map_err(ZoneError::io(path))?;
    let mut bytes = Vec::new();
    // A file may grow: the limit holds for what is read.
    let read = file.take(*left + 1).read_to_end(&mut bytes);
    read.map_err(ZoneError::io(path))?;
    let taken = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    *left = left.checked_sub(taken).ok_or_else(|| {
        refused(
            path,
            format!("makes the layer larger than {LAYER_BYTES_MAX} bytes; expected less"),
        )
    })?;
    let name = path.file_name().unwrap_or_default();
    Ok(SourceFile {
        name: name.to_string_lossy().into_owned(),
        bytes,
    })
}
