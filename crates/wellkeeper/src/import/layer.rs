//! `wellkeeper import layer`

use std::path::PathBuf;

use serde_json::json;
use zone::Zone;
use zone::config::Names;
use zone::layer::{Imported, LayerDraft, Prospect, import};
use zone::person::Area;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::layer::{counted, degrees, lacking, layer_json, print_layer};
use crate::output::say;
use crate::wiring::who;

/// Arguments of `import layer`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file: .geojson, .shp with its other files beside it, .gpkg, or .tif of directions as `terrain d8` makes it, by which the map tells what drains to a place.
    pub file: PathBuf,
    /// What the layer is called by; what was called so before is superseded.
    #[arg(long)]
    pub code: String,
    /// Its title in Chinese.
    #[arg(long, value_name = "TITLE")]
    pub title_zh: String,
    /// Its title in English.
    #[arg(long, value_name = "TITLE")]
    pub title_en: String,
    /// Whom the map names for it, such as © the surveying bureau.
    #[arg(long, value_name = "WORDS")]
    pub attribution: String,
    /// 审图号: the number by which the map was approved; shown on the map.
    #[arg(long, value_name = "NUMBER")]
    pub map_number: Option<String>,
    /// Under which terms it may be used.
    #[arg(long, value_name = "WORDS")]
    pub licence: Option<String>,
    /// What the coordinates are in, whatever the file says: EPSG:4326, 4490, 3857, 32601–32660, 4491–4554.
    #[arg(long, value_name = "EPSG:N")]
    pub crs: Option<String>,
    /// The part of the zone whose people see it beside those who see all; else everybody.
    #[arg(long, value_name = "FIELD=VALUE", value_parser = area)]
    pub area: Option<Area>,
    /// The layer of a GeoPackage that has several.
    #[arg(long, value_name = "NAME")]
    pub layer: Option<String>,
    /// Say what it would be, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
}

fn area(text: &str) -> Result<Area, String> {
    Area::parse(text).map_err(|e| e.to_string())
}

/// Imports it.
pub async fn run(globals: &Globals, zone: &Zone, args: &Args) -> Result<(), Failure> {
    let draft = LayerDraft {
        code: args.code.clone(),
        title: Names {
            zh: args.title_zh.clone(),
            en: args.title_en.clone(),
        },
        attribution: args.attribution.clone(),
        map_number: args.map_number.clone(),
        licence: args.licence.clone(),
        crs: args.crs.clone(),
        area: args.area.clone(),
        layer: args.layer.clone(),
    };
    let done = Box::pin(import(zone, &args.file, &draft, args.dry_run, &who())).await?;
    let lang = globals.language();
    match done {
        Imported::Would(prospect) if globals.json => say!("{}", prospect_json(&prospect)),
        Imported::Would(prospect) => {
            say!(
                "{} ({})",
                args.file.display(),
                lang.pick("试运行，未写入", "dry run, nothing written")
            );
            print_prospect(globals, &prospect);
        }
        Imported::Already(layer) | Imported::Entered(layer) if globals.json => {
            say!("{}", layer_json(zone, &layer));
        }
        Imported::Already(layer) => {
            say!(
                "{} {} {}",
                args.file.display(),
                lang.pick("已是图层", "stands already as layer"),
                layer.id
            );
        }
        Imported::Entered(layer) => print_layer(globals, zone, &layer),
    }
    Ok(())
}

fn prospect_json(found: &Prospect) -> serde_json::Value {
    json!({
        "dry_run": true, "geometry": found.geometry, "features": found.features,
        "without_shape": found.without_shape, "extent": found.extent, "crs": found.crs,
        "source_layer": found.source_layer, "form": found.form.as_str(),
        "max_zoom": found.max_zoom, "tiles": found.tiles, "thinned": found.thinned,
        "bytes": found.bytes,
    })
}

fn print_prospect(globals: &Globals, found: &Prospect) {
    let lang = globals.language();
    let form = match found.max_zoom {
        None => found.form.as_str().to_owned(),
        Some(zoom) => format!("{} z0–{zoom}", found.form.as_str()),
    };
    let lines = [
        (lang.pick("几何", "geometry"), found.geometry.to_owned()),
        (counted(lang, found.form), found.features.to_string()),
        (lacking(lang, found.form), found.without_shape.to_string()),
        (lang.pick("坐标系", "coordinates"), found.crs.clone()),
        (lang.pick("范围", "extent"), degrees(&found.extent)),
        (lang.pick("形式", "form"), form),
        (lang.pick("字节", "bytes"), found.bytes.to_string()),
    ];
    let thinned = lang.pick("省略细小要素的瓦片", "tiles that leave out small features");
    let thinned = (found.thinned > 0).then(|| (thinned, found.thinned.to_string()));
    for (name, value) in lines.into_iter().chain(thinned) {
        say!("  {name}: {value}");
    }
}
