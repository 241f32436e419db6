//! Importing a layer: read whole, kept, and entered in the book; or nothing of all that.

use std::path::Path;

use layers::Features;
use layers::limits::{WHOLE_BYTES_MAX, WHOLE_FEATURES_MAX};
use serde_json::json;

use super::directions::{self, Checked};
use super::read::{current_layers, layer};
use super::source::{Given, Source, SourceFile, finished, read, refused};
use super::{FOLDER, Form, Layer, LayerDraft, LayerFile, Part};
use crate::limits::LAYERS_MAX;
use crate::state::{AuditEntry, Change, query};
use crate::{Result, Zone, ZoneError, kept_files};

/// What a file would be as a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Prospect {
    /// `point`, `line`, `polygon`, `mixed` or `raster`.
    pub geometry: &'static str,
    /// How many features it has; of a raster the cells with data.
    pub features: usize,
    /// How many of them have no shape; of a raster the cells without data beside those.
    pub without_shape: usize,
    /// West, south, east and north, degrees.
    pub extent: [f64; 4],
    /// What its coordinates are in.
    pub crs: String,
    /// The layer inside the file, where it may have several.
    pub source_layer: Option<String>,
    /// How the map will read it.
    pub form: Form,
    /// The highest zoom that has tiles.
    pub max_zoom: Option<i64>,
    /// How many tiles there are.
    pub tiles: usize,
    /// How many of them leave out the smallest of their features.
    pub thinned: usize,
    /// Bytes of what the map will read.
    pub bytes: usize,
}

/// What became of an import.
#[derive(Debug, Clone, PartialEq)]
pub enum Imported {
    /// Nothing was written, as was asked.
    Would(Prospect),
    /// The book has just this already.
    Already(Layer),
    /// It was entered.
    Entered(Layer),
}

/// A layer with all that is kept of it.
struct Made {
    prospect: Prospect,
    /// Files to keep, what was handed over first.
    files: Vec<(Part, String, Vec<u8>)>,
}

/// Imports the layer at `path` as `draft` says, by `who`. With `is_dry` it is read and nothing is written.
///
/// # Errors
/// [`ZoneError::Refused`] naming the file, the feature in it, what was found and what was expected; for
/// words that are none or too many; for one layer too many. Then nothing is written.
pub async fn import(
    zone: &Zone,
    path: &Path,
    draft: &LayerDraft,
    is_dry: bool,
    who: &str,
) -> Result<Imported> {
    draft.check(zone)?;
    let source = read(path, draft).await?;
    let place = path.to_owned();
    let (said, folder) = (draft.clone(), zone.dir().join(FOLDER));
    let making = tokio::task::spawn_blocking(move || match source {
        Given::Features(source) => make(&place, source),
        Given::Raster(file) => {
            let checked =
                directions::check(&place, &file.bytes, &said, (!is_dry).then_some(&folder))?;
            Ok(of_directions(file, checked))
        }
    });
    let made = finished(making).await?;
    if is_dry {
        return Ok(Imported::Would(made.prospect));
    }
    let current = current_layers(zone.state()).await?;
    let before = current.iter().find(|layer| layer.code == draft.code);
    if before.is_none() {
        check_room(current.len())?;
    }
    // The files first: a row of the book never names one that is not there.
    let mut files = Vec::with_capacity(made.files.len());
    for (part, name, bytes) in &made.files {
        files.push(LayerFile {
            part: *part,
            name: name.clone(),
            bytes: count(bytes.len()),
            hash: kept_files::store(zone, FOLDER, bytes)?,
        });
    }
    if let Some(before) = before.filter(|before| is_the_same(before, draft, &files)) {
        return Ok(Imported::Already(before.clone()));
    }
    let mut change = zone.state().change(who).await?;
    let id = enter(&mut change, draft, &made.prospect, &files).await?;
    let superseded = supersede(&mut change, &draft.code, id).await?;
    let source = source_of(&files);
    let detail = json!({
        "layer": id, "supersedes": superseded, "file": source.name, "hash": source.hash,
        "features": made.prospect.features, "crs": made.prospect.crs, "crs_said": draft.crs,
        "attribution": draft.attribution, "map_number": draft.map_number, "licence": draft.licence,
        "area": draft.area.as_ref().map(ToString::to_string), "form": made.prospect.form.as_str(),
        "tiles": made.prospect.tiles, "thinned": made.prospect.thinned,
    });
    let entry = AuditEntry::new("import_layer", format!("layer {}", draft.code), &detail);
    change.commit(entry).await?;
    Ok(Imported::Entered(layer(zone.state(), id).await?))
}

/// What the map reads of `source`.
fn make(path: &Path, source: Source) -> Result<Made> {
    let features = source.features;
    let no_shape = || refused(path, "has nothing to draw");
    let kind = features.kind().ok_or_else(no_shape)?;
    let extent = features.extent().ok_or_else(no_shape)?;
    let served = served(path, &features)?;
    let prospect = Prospect {
        geometry: kind.as_str(),
        features: features.features.len(),
        without_shape: features.without_shape(),
        extent,
        crs: features.crs.to_string(),
        source_layer: source.layer,
        form: served.form,
        max_zoom: served.max_zoom,
        tiles: served.tiles,
        thinned: served.thinned,
        bytes: served.bytes.len(),
    };
    let sources = source.files.into_iter();
    let mut files: Vec<_> = sources
        .map(|file| (Part::Source, file.name, file.bytes))
        .collect();
    files.push((Part::Served, served.name.to_owned(), served.bytes));
    Ok(Made { prospect, files })
}

/// A layer of directions.
fn of_directions(file: SourceFile, checked: Checked) -> Made {
    let mut files = vec![(Part::Source, file.name, file.bytes)];
    let counts = checked.counts.unwrap_or_default();
    let prospect = Prospect {
        geometry: "raster",
        features: usize::try_from(checked.cells).unwrap_or(usize::MAX),
        without_shape: usize::try_from(checked.without).unwrap_or(usize::MAX),
        extent: checked.extent,
        crs: checked.crs.to_string(),
        source_layer: None,
        form: Form::Directions,
        max_zoom: None,
        tiles: 0,
        thinned: 0,
        bytes: counts.len(),
    };
    files.push((Part::Counts, "counts.tif".to_owned(), counts));
    Made { prospect, files }
}

/// The file that the map reads.
struct Served {
    form: Form,
    max_zoom: Option<i64>,
    tiles: usize,
    thinned: usize,
    name: &'static str,
    bytes: Vec<u8>,
}

/// `features` whole, or in tiles where they are many.
fn served(path: &Path, features: &Features) -> Result<Served> {
    if features.features.len() <= WHOLE_FEATURES_MAX {
        let whole = layers::geojson::write(features);
        if whole.len() <= WHOLE_BYTES_MAX {
            return Ok(Served {
                form: Form::GeoJson,
                max_zoom: None,
                tiles: 0,
                thinned: 0,
                name: "features.geojson",
                bytes: whole,
            });
        }
    }
    let cut = layers::tiles::cut(features);
    let cut = cut.map_err(|error| refused(path, format!(": {error}")))?;
    Ok(Served {
        form: Form::Tiles,
        max_zoom: Some(i64::from(cut.max_zoom)),
        tiles: cut.tiles,
        thinned: cut.thinned,
        name: "tiles.pmtiles",
        bytes: cut.archive,
    })
}

/// Whether `before` says what `draft` says, of the same files.
fn is_the_same(before: &Layer, draft: &LayerDraft, files: &[LayerFile]) -> bool {
    let trimmed = |words: &Option<String>| words.as_deref().map(str::trim).map(str::to_owned);
    before.files == files
        && before.title.zh == draft.title.zh.trim()
        && before.title.en == draft.title.en.trim()
        && before.attribution == draft.attribution.trim()
        && before.map_number == trimmed(&draft.map_number)
        && before.licence == trimmed(&draft.licence)
        && before.area == draft.area
}

async fn enter(
    change: &mut Change,
    draft: &LayerDraft,
    prospect: &Prospect,
    files: &[LayerFile],
) -> Result<i64> {
    let id = change.next_id("layer").await?;
    let source = source_of(files);
    let (at_us, who) = (change.at_us(), change.who().to_owned());
    let [west, south, east, north] = prospect.extent;
    query(
        "insert into layer (id, code, title_zh, title_en, geometry, features, without_shape, west, \
         south, east, north, attribution, map_number, licence, source, source_hash, source_layer, \
         crs, area, form, max_zoom, at_us, who) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, \
         $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
    )
    .bind(id)
    .bind(&draft.code)
    .bind(draft.title.zh.trim())
    .bind(draft.title.en.trim())
    .bind(prospect.geometry)
    .bind(count(prospect.features))
    .bind(count(prospect.without_shape))
    .bind(west)
    .bind(south)
    .bind(east)
    .bind(north)
    .bind(draft.attribution.trim())
    .bind(
        draft
            .map_number
            .as_deref()
            .map(str::trim)
            .map(str::to_owned),
    )
    .bind(draft.licence.as_deref().map(str::trim).map(str::to_owned))
    .bind(&source.name)
    .bind(&source.hash)
    .bind(prospect.source_layer.clone())
    .bind(&prospect.crs)
    .bind(draft.area.as_ref().map(ToString::to_string))
    .bind(prospect.form.as_str())
    .bind(prospect.max_zoom)
    .bind(at_us)
    .bind(who)
    .execute(change.connection())
    .await?;
    change.wrote("layer", &[id]);
    let first = change.next_id("layer_file").await?;
    for (place, file) in (first..).zip(files) {
        query(
            "insert into layer_file (id, layer, part, name, bytes, hash) \
             values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(place)
        .bind(id)
        .bind(file.part.as_str())
        .bind(&file.name)
        .bind(file.bytes)
        .bind(&file.hash)
        .execute(change.connection())
        .await?;
        change.wrote("layer_file", &[place]);
    }
    Ok(id)
}

/// Lets `id` take the place of what `code` meant until now; a new code must find room.
async fn supersede(change: &mut Change, code: &str, id: i64) -> Result<Option<i64>> {
    let current: Vec<(i64, String)> = query(
        "select id, code from layer where superseded_by is null and removed_us is null and id <> $1",
    )
    .bind(id)
    .fetch_all(change.connection())
    .await?;
    let before = current.iter().find(|(_, known)| known == code);
    let Some((before, _)) = before else {
        check_room(current.len())?;
        return Ok(None);
    };
    query("update layer set superseded_by = $1 where id = $2")
        .bind(id)
        .bind(*before)
        .execute(change.connection())
        .await?;
    change.wrote("layer", &[*before]);
    Ok(Some(*before))
}

/// Refuses one layer too many.
fn check_room(current: usize) -> Result<()> {
    if current < LAYERS_MAX {
        return Ok(());
    }
    Err(ZoneError::Refused(format!(
        "the book has {current} layers; at most {LAYERS_MAX}. `wellkeeper layer remove CODE` makes room"
    )))
}

/// The file that was named; an import always has one.
fn source_of(files: &[LayerFile]) -> LayerFile {
    let mut sources = files.iter().filter(|file| file.part == Part::Source);
    sources.next().cloned().unwrap_or(LayerFile {
        part: Part::Source,
        name: String::new(),
        bytes: 0,
        hash: String::new(),
    })
}

fn count(many: usize) -> i64 {
    i64::try_from(many).unwrap_or(i64::MAX)
}
