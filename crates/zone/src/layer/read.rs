//! Reading layers.

use std::collections::HashMap;

use super::row::{COLUMNS, FileRow, LayerRow};
use super::{FOLDER, Form, Layer};
use crate::lake::hash_file;
use crate::state::{State, query};
use crate::{Result, Zone, ZoneError, kept_files};

/// Every layer that ever was, by code, the newest of each first.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn all_layers(state: &State) -> Result<Vec<Layer>> {
    let rows: Vec<LayerRow> = query(sqlx::AssertSqlSafe(COLUMNS))
        .fetch_all(state.reader())
        .await?;
    let files: Vec<FileRow> =
        query("select layer, part, name, bytes, hash from layer_file order by id")
            .fetch_all(state.reader())
            .await?;
    let mut of: HashMap<i64, Vec<FileRow>> = HashMap::new();
    for file in files {
        of.entry(file.layer).or_default().push(file);
    }
    let layers = rows.into_iter().map(|row| {
        let files = of.remove(&row.id).unwrap_or_default();
        row.layer(files)
    });
    let mut layers: Vec<Layer> = layers.collect::<Result<_>>()?;
    layers.sort_by(|a, b| a.code.cmp(&b.code).then(b.id.cmp(&a.id)));
    Ok(layers)
}

/// What each code means today, by code.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn current_layers(state: &State) -> Result<Vec<Layer>> {
    let mut layers = all_layers(state).await?;
    layers.retain(Layer::is_current);
    Ok(layers)
}

/// The layer with this number, whether or not it was superseded or removed.
///
/// # Errors
/// [`ZoneError::Unknown`] where there is none.
pub async fn layer(state: &State, id: i64) -> Result<Layer> {
    let text = format!("{COLUMNS} where id = $1");
    let row: Option<LayerRow> = query(sqlx::AssertSqlSafe(text))
        .bind(id)
        .fetch_optional(state.reader())
        .await?;
    let Some(row) = row else {
        return Err(ZoneError::Unknown {
            what: "layer",
            name: id.to_string(),
        });
    };
    let files: Vec<FileRow> =
        query("select layer, part, name, bytes, hash from layer_file where layer = $1 order by id")
            .bind(id)
            .fetch_all(state.reader())
            .await?;
    row.layer(files)
}

/// The GeoJSON of a layer that is given whole.
///
/// # Errors
/// [`ZoneError::Refused`] for one in tiles and for a file that was changed, [`ZoneError::Io`] for one
/// that is not there.
pub fn features(zone: &Zone, layer: &Layer) -> Result<Vec<u8>> {
    match (layer.form, layer.served()) {
        (Form::GeoJson, Some(file)) => kept_files::read(zone, FOLDER, &file.hash),
        _ => Err(ZoneError::Refused(format!(
            "layer {} is given in tiles",
            layer.id
        ))),
    }
}

/// A tile of a layer that is given in tiles; none where nothing lies in it. Its bytes are not compared with
/// their hash each time: `verify` does that.
///
/// # Errors
/// [`ZoneError::Refused`] for a layer that is given whole, [`ZoneError::Io`] for a file that is not there or
/// no archive.
pub fn tile(zone: &Zone, layer: &Layer, zoom: u8, x: u32, y: u32) -> Result<Option<Vec<u8>>> {
    let (Form::Tiles, Some(file)) = (layer.form, layer.served()) else {
        return Err(ZoneError::Refused(format!(
            "layer {} is given whole",
            layer.id
        )));
    };
    let path = zone.dir().join(FOLDER).join(&file.hash);
    let mut archive = std::fs::File::open(&path).map_err(ZoneError::io(&path))?;
    layers::tiles::tile(&mut archive, zoom, x, y).map_err(ZoneError::io(&path))
}

/// The hash of every file that the book names, once each.
pub(crate) async fn all_files(state: &State) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = query("select distinct hash from layer_file")
        .fetch_all(state.reader())
        .await?;
    let mut hashes: Vec<String> = rows.into_iter().map(|(hash,)| hash).collect();
    hashes.sort();
    Ok(hashes)
}

/// What is wrong with the kept file at `hash`; it is read piece by piece.
pub(crate) fn wrong_file(zone: &Zone, hash: &str) -> Option<String> {
    let path = zone.dir().join(FOLDER).join(hash);
    match hash_file(&path) {
        Ok((_, found)) if found == hash => None,
        Ok(_) => Some(format!(
            "{} was changed: its checksum is not its name",
            path.display()
        )),
        Err(error) => Some(error.to_string()),
    }
}
