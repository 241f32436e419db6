//! Layers: what the map shows beside the things of the zone, with who made it and by which approved map.
//!
//! A layer is a file that somebody handed over. Its bytes are kept as they came, and beside them what the
//! map reads, or what it is asked for needs. A new import of the same code takes the place of the one before, which stays readable by
//! its number; a layer that was removed is shown to nobody any more, and the book says by whom and why.

mod above;
mod directions;
mod draft;
mod geopackage;
mod import;
mod read;
mod remove;
mod row;
mod shapefile;
mod source;

pub use above::{Ground, Watershed, ground_above};
pub use draft::LayerDraft;
pub use import::{Imported, Prospect, import};
pub(crate) use read::{all_files, wrong_file};
pub use read::{all_layers, current_layers, features, layer, tile};
pub use remove::remove;

use crate::config::Names;
use crate::observation::closed_words;
use crate::person::Area;

/// The folder of the kept files inside a zone.
pub const FOLDER: &str = "layers";

closed_words! {
    /// How the map reads a layer.
    Form {
        /// Whole.
        GeoJson = "geojson",
        /// In vector tiles.
        Tiles = "tiles",
        /// Not by itself: it is asked what drains to a place.
        Directions = "directions",
    }
}

closed_words! {
    /// What a kept file is to its layer.
    Part {
        /// As it was handed over.
        Source = "source",
        /// What the map reads.
        Served = "served",
        /// How many cells drain through each, of directions.
        Counts = "counts",
    }
}

/// A layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// Its number, which never means anything else.
    pub id: i64,
    /// What it is called by.
    pub code: String,
    /// Its title.
    pub title: Names,
    /// `point`, `line`, `polygon`, `mixed` or `raster`.
    pub geometry: String,
    /// How many features it has; of a raster the cells with data.
    pub features: i64,
    /// How many of them have no shape; of a raster the cells without data, which are not counted among those.
    pub without_shape: i64,
    /// West, south, east and north of its shapes, degrees.
    pub extent: [f64; 4],
    /// Whom the map names for it.
    pub attribution: String,
    /// 审图号, the number by which the map was approved.
    pub map_number: Option<String>,
    /// Under which terms it may be used.
    pub licence: Option<String>,
    /// The name of the file that it came from.
    pub source: String,
    /// BLAKE3 of that file, hexadecimal.
    pub source_hash: String,
    /// The layer inside that file, where it has several.
    pub source_layer: Option<String>,
    /// What the file's coordinates were in, `EPSG:4547`.
    pub crs: String,
    /// The part of the zone whose people see it; all where there is none.
    pub area: Option<Area>,
    /// How the map reads it.
    pub form: Form,
    /// The highest zoom that has tiles.
    pub max_zoom: Option<i64>,
    /// When it was imported, µs UTC.
    pub at_us: i64,
    /// By whom.
    pub who: String,
    /// The one that took its place.
    pub superseded_by: Option<i64>,
    /// By whom, when and why it was removed.
    pub removed: Option<Removed>,
    /// Its kept files.
    pub files: Vec<LayerFile>,
}

/// How a layer was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// When, µs UTC.
    pub at_us: i64,
    /// By whom.
    pub who: String,
    /// Why.
    pub why: String,
}

/// A kept file of a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerFile {
    /// What it is to the layer.
    pub part: Part,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: i64,
    /// BLAKE3 of its bytes, hexadecimal.
    pub hash: String,
}

impl Layer {
    /// Whether it is what its code means today.
    pub fn is_current(&self) -> bool {
        self.superseded_by.is_none() && self.removed.is_none()
    }

    /// Whether it is shown to those who see `area`; to whoever sees all of the zone where that is none.
    pub fn is_seen_from(&self, area: Option<&Area>) -> bool {
        match (area, &self.area) {
            (None, _) | (_, None) => true,
            (Some(asking), Some(own)) => asking == own,
        }
    }

    /// The file that the map reads.
    pub fn served(&self) -> Option<&LayerFile> {
        self.files.iter().find(|file| file.part == Part::Served)
    }
}
