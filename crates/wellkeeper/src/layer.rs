//! `wellkeeper layer list|show|remove`

use clap::Subcommand;
use serde_json::{Value, json};
use zone::Zone;
use zone::instant::show;
use zone::layer::{Form, Layer, all_layers, current_layers, layer, remove};

use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::output::{Align, Grid, print_bytes, say};
use crate::wiring::{open, who};

/// What is done with layers.
#[derive(Debug, Subcommand)]
pub enum What {
    /// List the layers that the map shows.
    List {
        /// Also those that were superseded or removed.
        #[arg(long)]
        all: bool,
    },
    /// Tell everything of one layer.
    Show {
        /// Its code, or its number in the list.
        layer: String,
    },
    /// Show a layer to nobody any more, with those that it superseded; its rows and files stay in the book.
    Remove {
        /// Its code.
        code: String,
        /// Why.
        #[arg(long, value_name = "WORDS")]
        reason: String,
    },
}

/// Does it.
pub async fn run(globals: &Globals, what: &What) -> Result<(), Failure> {
    let (zone, _) = open(&globals.zone).await?;
    match what {
        What::List { all } => {
            let layers = if *all {
                all_layers(zone.state()).await?
            } else {
                current_layers(zone.state()).await?
            };
            list(globals, &zone, &layers);
        }
        What::Show { layer } => {
            let found = named(&zone, layer).await?;
            if globals.json {
                say!("{}", layer_json(&zone, &found));
            } else {
                print_layer(globals, &zone, &found);
            }
        }
        What::Remove { code, reason } => {
            let removed = remove(&zone, code, reason, &who()).await?;
            let ids: Vec<i64> = removed.iter().map(|layer| layer.id).collect();
            if globals.json {
                say!("{}", json!({ "removed": ids }));
            } else {
                let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
                let said = globals.language().pick("已移除", "removed");
                say!("{said} {code} ({})", ids.join(", "));
            }
        }
    }
    Ok(())
}

/// The current layer of that code, else the one of that number.
async fn named(zone: &Zone, name: &str) -> Result<Layer, Failure> {
    let current = current_layers(zone.state()).await?;
    if let Some(found) = current.into_iter().find(|layer| layer.code == name) {
        return Ok(found);
    }
    match name.parse() {
        Ok(id) => Ok(layer(zone.state(), id).await?),
        Err(_) => Err(Failure::Refused(format!(
            "there is no layer `{name}`; `wellkeeper layer list` tells which there are"
        ))),
    }
}

fn list(globals: &Globals, zone: &Zone, layers: &[Layer]) {
    if globals.json {
        let rows: Vec<Value> = layers.iter().map(|one| layer_json(zone, one)).collect();
        say!("{}", json!({ "layers": rows }));
        return;
    }
    let lang = globals.language();
    let head = |zh: &str, en: &str, align| (lang.pick(zh, en).to_owned(), align);
    let mut grid = Grid::new(vec![
        head("编号", "layer", Align::Right),
        head("代码", "code", Align::Left),
        head("名称", "title", Align::Left),
        head("几何", "geometry", Align::Left),
        head("要素", "features", Align::Right),
        head("审图号", "map number", Align::Left),
        head("范围", "area", Align::Left),
        head("时间", "when", Align::Left),
        head("谁", "who", Align::Left),
        head("状态", "state", Align::Left),
    ]);
    for one in layers {
        let title = lang.pick(&one.title.zh, &one.title.en).to_owned();
        let area = one.area.as_ref().map(ToString::to_string);
        grid.row(vec![
            one.id.to_string(),
            one.code.clone(),
            title,
            one.geometry.clone(),
            one.features.to_string(),
            one.map_number.clone().unwrap_or_default(),
            area.unwrap_or_default(),
            show(one.at_us, zone.tz()).chars().take(19).collect(),
            one.who.clone(),
            state(lang, one),
        ]);
    }
    print_bytes(grid.text().as_bytes());
}

fn state(lang: Language, layer: &Layer) -> String {
    match (&layer.removed, layer.superseded_by) {
        (Some(_), _) => lang.pick("已移除", "removed").to_owned(),
        (None, Some(by)) => format!("{} {by}", lang.pick("被取代：", "superseded by")),
        (None, None) => lang.pick("现行", "current").to_owned(),
    }
}

/// All that the book says of a layer.
pub fn layer_json(zone: &Zone, layer: &Layer) -> Value {
    let files = layer.files.iter().map(|file| {
        json!({
            "part": file.part.as_str(), "name": file.name, "bytes": file.bytes, "hash": file.hash,
        })
    });
    let removed = layer.removed.as_ref().map(|removed| {
        json!({
            "at": show(removed.at_us, zone.tz()), "who": removed.who, "reason": removed.why,
        })
    });
    json!({
        "layer": layer.id, "code": layer.code,
        "title": { "zh": layer.title.zh, "en": layer.title.en },
        "geometry": layer.geometry, "features": layer.features,
        "without_shape": layer.without_shape, "extent": layer.extent,
        "attribution": layer.attribution, "map_number": layer.map_number,
        "licence": layer.licence, "source": layer.source, "source_hash": layer.source_hash,
        "source_layer": layer.source_layer, "crs": layer.crs,
        "area": layer.area.as_ref().map(ToString::to_string),
        "form": layer.form.as_str(), "max_zoom": layer.max_zoom,
        "imported_at": show(layer.at_us, zone.tz()), "imported_by": layer.who,
        "superseded_by": layer.superseded_by, "removed": removed,
        "files": files.collect::<Vec<_>>(),
    })
}

/// What there are so many of.
pub fn counted(lang: Language, form: Form) -> &'static str {
    match form {
        Form::Directions => lang.pick("有流向的单元", "cells with a direction"),
        Form::GeoJson | Form::Tiles => lang.pick("要素", "features"),
    }
}

/// What lacks its shape, or its data.
pub fn lacking(lang: Language, form: Form) -> &'static str {
    match form {
        Form::Directions => lang.pick("无数据的单元", "cells without data"),
        Form::GeoJson | Form::Tiles => lang.pick("无几何的要素", "without a shape"),
    }
}

/// The same for a person.
pub fn print_layer(globals: &Globals, zone: &Zone, layer: &Layer) {
    let lang = globals.language();
    let none = || lang.pick("无", "none").to_owned();
    let form = match layer.max_zoom {
        None => layer.form.as_str().to_owned(),
        Some(zoom) => format!("{} z0–{zoom}", layer.form.as_str()),
    };
    let area = layer.area.as_ref().map(ToString::to_string);
    let imported = format!("{} {}", show(layer.at_us, zone.tz()), layer.who);
    say!(
        "{} {} {} · {} ({})",
        lang.pick("图层", "layer"),
        layer.id,
        layer.title.zh,
        layer.title.en,
        state(lang, layer)
    );
    let lines = [
        (lang.pick("代码", "code"), layer.code.clone()),
        (lang.pick("几何", "geometry"), layer.geometry.clone()),
        (counted(lang, layer.form), layer.features.to_string()),
        (lacking(lang, layer.form), layer.without_shape.to_string()),
        (lang.pick("来源", "attribution"), layer.attribution.clone()),
        (
            lang.pick("审图号", "map number"),
            layer.map_number.clone().unwrap_or_else(none),
        ),
        (
            lang.pick("许可", "licence"),
            layer.licence.clone().unwrap_or_else(none),
        ),
        (lang.pick("坐标系", "coordinates"), layer.crs.clone()),
        (lang.pick("范围", "extent"), degrees(&layer.extent)),
        (lang.pick("所属", "area"), area.unwrap_or_else(none)),
        (lang.pick("形式", "form"), form),
        (lang.pick("导入", "imported"), imported),
    ];
    for (name, value) in lines {
        say!("  {name}: {value}");
    }
    for file in &layer.files {
        say!("  {} {} ({})", file.name, file.hash, file.bytes);
    }
    if let Some(removed) = &layer.removed {
        let at = show(removed.at_us, zone.tz());
        let said = lang.pick("移除", "removed");
        say!("  {said}: {at} {}: {}", removed.who, removed.why);
    }
}

/// `W S E N`, to a metre.
pub fn degrees(extent: &[f64; 4]) -> String {
    extent.map(|degrees| format!("{degrees:.5}")).join(" ")
}
