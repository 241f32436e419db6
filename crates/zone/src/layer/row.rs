//! Rows of the state as layers.

use sqlx::FromRow;

use super::{Form, Layer, LayerFile, Part, Removed};
use crate::config::Names;
use crate::person::Area;
use crate::{Result, ZoneError};

/// What [`LayerRow`] reads.
pub(super) const COLUMNS: &str = "select id, code, title_zh, title_en, geometry, features, \
     without_shape, west, south, east, north, attribution, map_number, licence, source, source_hash, \
     source_layer, crs, area, form, max_zoom, at_us, who, superseded_by, removed_us, removed_who, \
     removed_why from layer";

#[derive(FromRow)]
pub(super) struct LayerRow {
    pub id: i64,
    code: String,
    title_zh: String,
    title_en: String,
    geometry: String,
    features: i64,
    without_shape: i64,
    west: f64,
    south: f64,
    east: f64,
    north: f64,
    attribution: String,
    map_number: Option<String>,
    licence: Option<String>,
    source: String,
    source_hash: String,
    source_layer: Option<String>,
    crs: String,
    area: Option<String>,
    form: String,
    max_zoom: Option<i64>,
    at_us: i64,
    who: String,
    superseded_by: Option<i64>,
    removed_us: Option<i64>,
    removed_who: Option<String>,
    removed_why: Option<String>,
}

#[derive(FromRow)]
pub(super) struct FileRow {
    pub layer: i64,
    part: String,
    name: String,
    bytes: i64,
    hash: String,
}

impl LayerRow {
    pub fn layer(self, files: Vec<FileRow>) -> Result<Layer> {
        let removed = self.removed_us.zip(self.removed_who).zip(self.removed_why);
        Ok(Layer {
            id: self.id,
            code: self.code,
            title: Names {
                zh: self.title_zh,
                en: self.title_en,
            },
            geometry: self.geometry,
            features: self.features,
            without_shape: self.without_shape,
            extent: [self.west, self.south, self.east, self.north],
            attribution: self.attribution,
            map_number: self.map_number,
            licence: self.licence,
            source: self.source,
            source_hash: self.source_hash,
            source_layer: self.source_layer,
            crs: self.crs,
            area: self.area.as_deref().map(Area::parse).transpose()?,
            form: word(&self.form, Form::parse)?,
            max_zoom: self.max_zoom,
            at_us: self.at_us,
            who: self.who,
            superseded_by: self.superseded_by,
            removed: removed.map(|((at_us, who), why)| Removed { at_us, who, why }),
            files: files
                .into_iter()
                .map(FileRow::file)
                .collect::<Result<_>>()?,
        })
    }
}

impl FileRow {
    fn file(self) -> Result<LayerFile> {
        Ok(LayerFile {
            part: word(&self.part, Part::parse)?,
            name: self.name,
            bytes: self.bytes,
            hash: self.hash,
        })
    }
}

fn word<T>(written: &str, parse: fn(&str) -> Option<T>) -> Result<T> {
    parse(written).ok_or_else(|| ZoneError::Refused(format!("`{written}` is no word of a layer")))
}
