//! Importing things: a table with a row a thing, or GeoJSON.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::header::cell_text;
use super::sheet::{Row, SHEET_BYTES_MAX, SheetOptions, read_bytes, read_sheet_bytes};
use crate::limits::{GEOJSON_BYTES_MAX, GEOJSON_DEPTH_MAX, GEOMETRY_VERTICES_MAX};
use crate::schema::Kind;
use crate::state::AuditEntry;
use crate::thing::{self, Put, ThingDraft};
use crate::{Result, Zone, ZoneError};

/// What became of a file of things.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ThingsSummary {
    /// New things.
    pub created: usize,
    /// Things with a new version.
    pub changed: usize,
    /// Things that the book knew just so.
    pub unchanged: usize,
}

/// Columns that every kind of thing has; its fields follow.
pub const THING_COLUMNS: [&str; 6] = [
    "kind",
    "code",
    "name_zh",
    "name_en",
    "longitude",
    "latitude",
];

/// Imports things; the file is taken whole or not at all.
///
/// # Errors
/// [`ZoneError::BadFile`] with line and column for the first mistake: an unknown kind or column, a
/// missing code, a code twice, a field against its kind's schema, coordinates out of range, swapped
/// or far from the zone.
pub async fn import_things(zone: &Zone, path: &Path, who: &str) -> Result<ThingsSummary> {
    let bytes = read_bytes(path, SHEET_BYTES_MAX)?;
    let geojson = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("geojson") || e.eq_ignore_ascii_case("json"));
    let mut drafts = if geojson {
        from_geojson(zone, path, &bytes)?
    } else {
        from_table(zone, path, &bytes)?
    };
    check_codes(path, &drafts)?;
    keep_unmentioned(zone, &mut drafts).await?;
    let mut change = zone.state().change(who).await?;
    let mut summary = ThingsSummary::default();
    for Placed { draft, .. } in &drafts {
        match thing::put(&mut change, draft).await?.1 {
            Put::Created => summary.created += 1,
            Put::Changed => summary.changed += 1,
            Put::Unchanged => summary.unchanged += 1,
        }
    }
    if summary.created + summary.changed == 0 {
        return Ok(summary);
    }
    let detail = json!({
        "file": path.display().to_string(),
        "hash": blake3::hash(&bytes).to_hex().as_str(),
        "created": summary.created,
        "changed": summary.changed,
    });
    change
        .commit(AuditEntry::new("import_things", "things", &detail))
        .await?;
    Ok(summary)
}

/// A thing of the file.
struct Placed {
    /// Its line.
    line: u64,
    /// What the file says of it.
    draft: ThingDraft,
    /// The columns that the file has; of the others it says nothing.
    mentioned: Vec<String>,
}

/// What a file has no column for stays as the book has it.
async fn keep_unmentioned(zone: &Zone, drafts: &mut [Placed]) -> Result<()> {
    let there = thing::all(zone.state()).await?;
    for Placed {
        draft, mentioned, ..
    } in drafts
    {
        let same = |t: &&thing::Thing| t.draft.kind == draft.kind && t.draft.code == draft.code;
        let Some(old) = there.iter().find(same).map(|t| &t.draft) else {
            continue;
        };
        let says_nothing_of = |column: &str| !mentioned.iter().any(|m| m == column);
        for (field, value) in &old.fields {
            if says_nothing_of(field) {
                draft.fields.insert(field.clone(), value.clone());
            }
        }
        if says_nothing_of("name_en") {
            draft.name_en.clone_from(&old.name_en);
        }
        if says_nothing_of("longitude") {
            draft.geometry.clone_from(&old.geometry);
        }
    }
    Ok(())
}

fn bad(path: &Path, line: u64, column: usize, message: impl Into<String>) -> ZoneError {
    ZoneError::BadFile {
        path: path.to_owned(),
        line,
        column,
        message: message.into(),
    }
}

fn check_codes(path: &Path, drafts: &[Placed]) -> Result<()> {
    let mut seen: HashMap<(&str, &str), u64> = HashMap::new();
    for Placed { line, draft, .. } in drafts {
        if let Some(first) = seen.insert((&draft.kind, &draft.code), *line) {
            return Err(bad(
                path,
                *line,
                1,
                format!(
                    "the code `{}` of a {} stands in line {first} already; codes are unique within a kind: \
                     give one of the two another code. Nothing was imported",
                    draft.code, draft.kind
                ),
            ));
        }
    }
    Ok(())
}

fn kind_named<'z>(
    zone: &'z Zone,
    path: &Path,
    line: u64,
    column: usize,
    id: &str,
) -> Result<&'z Kind> {
    zone.vocabulary().kinds.get(id).ok_or_else(|| {
        let known: Vec<_> = zone.vocabulary().kinds.keys().map(String::as_str).collect();
        bad(
            path,
            line,
            column,
            format!(
                "`{id}` is no kind of the zone's packs; there are {}",
                known.join(", ")
            ),
        )
    })
}

fn from_table(zone: &Zone, path: &Path, bytes: &[u8]) -> Result<Vec<Placed>> {
    let sheet = read_sheet_bytes(&path.display().to_string(), bytes, &SheetOptions::default())?;
    let Some(head) = sheet.rows.first() else {
        return Ok(Vec::new());
    };
    let headers: Vec<String> = head
        .cells
        .iter()
        .map(|cell| cell_text(cell).into_owned())
        .collect();
    for needed in ["kind", "code", "name_zh"] {
        if !headers.iter().any(|h| h == needed) {
            return Err(bad(
                path,
                head.line,
                1,
                format!(
                    "no column `{needed}`; expected kind, code, name_zh, then name_en, longitude, latitude and the kind's fields. Found {}",
                    headers.join(", ")
                ),
            ));
        }
    }
    sheet.rows[1..]
        .iter()
        .map(|row| {
            let draft = from_row(zone, path, &headers, row)?;
            Ok(Placed {
                line: row.line,
                draft,
                mentioned: headers.clone(),
            })
        })
        .collect()
}

fn from_row(zone: &Zone, path: &Path, headers: &[String], row: &Row) -> Result<ThingDraft> {
    let column = |name: &str| headers.iter().position(|h| h == name);
    let text = |name: &str| {
        column(name)
            .and_then(|c| row.cells.get(c))
            .map(|cell| cell_text(cell).into_owned())
            .filter(|t| !t.is_empty())
    };
    let place = |name: &str| column(name).map_or(1, |c| c + 1);
    let needed = |name: &str| {
        text(name).ok_or_else(|| {
            bad(
                path,
                row.line,
                place(name),
                format!("`{name}` is empty; every thing needs it"),
            )
        })
    };
    let kind = kind_named(zone, path, row.line, place("kind"), &needed("kind")?)?;
    let written: Vec<(String, String)> = headers
        .iter()
        .filter(|h| !h.is_empty() && !THING_COLUMNS.contains(&h.as_str()))
        .map(|h| (h.clone(), text(h).unwrap_or_default()))
        // A table of several kinds has columns of the others: an empty cell there says nothing.
        .filter(|(h, t)| !t.is_empty() || kind.has_field(h) || !zone.vocabulary().has_field(h))
        .collect();
    let fields = thing::check_fields(kind, &written).map_err(|wrong| {
        let (field, sentence) = wrong.into_iter().next().unwrap_or_default();
        bad(path, row.line, place(&field), sentence)
    })?;
    let number = |name: &str| match text(name) {
        None => Ok(None),
        Some(t) => t.parse::<f64>().map(Some).map_err(|_| {
            bad(
                path,
                row.line,
                place(name),
                format!("`{t}` in `{name}` is no number; expected degrees such as 111.5022"),
            )
        }),
    };
    let geometry = match (number("longitude")?, number("latitude")?) {
        (None, None) => None,
        (Some(longitude), Some(latitude)) => {
            check_position(zone, longitude, latitude)
                .map_err(|sentence| bad(path, row.line, place("longitude"), sentence))?;
            Some(json!({ "type": "Point", "coordinates": [longitude, latitude] }))
        }
        _ => {
            return Err(bad(
                path,
                row.line,
                place("longitude"),
                "one of longitude and latitude is empty; give both or none",
            ));
        }
    };
    Ok(ThingDraft {
        kind: kind.id.clone(),
        code: needed("code")?,
        name_zh: needed("name_zh")?,
        name_en: text("name_en"),
        geometry,
        fields,
    })
}

/// West, south, east, north of China: where `zone.toml` says nothing narrower.
const CHINA: [f64; 4] = [73.0, 3.0, 136.0, 54.0];

/// Longitude and latitude of a place in the zone, in that order; a pair that fits only the other
/// way round was swapped.
fn check_position(zone: &Zone, longitude: f64, latitude: f64) -> std::result::Result<(), String> {
    let [west, south, east, north] = zone.config().bounds.unwrap_or(CHINA);
    let inside =
        |lon: f64, lat: f64| (west..=east).contains(&lon) && (south..=north).contains(&lat);
    if inside(longitude, latitude) {
        return Ok(());
    }
    if inside(latitude, longitude) {
        return Err(format!(
            "longitude {longitude} and latitude {latitude} are swapped: exchange the two columns"
        ));
    }
    Err(format!(
        "longitude {longitude}, latitude {latitude} lies outside the zone ({west} to {east} east, {south} to {north} north); \
         expected degrees in WGS84: mend the position, or widen `bounds` in zone.toml"
    ))
}

fn from_geojson(zone: &Zone, path: &Path, bytes: &[u8]) -> Result<Vec<Placed>> {
    if bytes.len() as u64 > GEOJSON_BYTES_MAX {
        return Err(bad(
            path,
            1,
            1,
            format!(
                "{} bytes; at most {GEOJSON_BYTES_MAX} are read",
                bytes.len()
            ),
        ));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|e| bad(path, 1, e.valid_up_to() + 1, "not UTF-8, which GeoJSON is"))?;
    check_depth(path, text)?;
    // serde_json knows the place of a mistake; geojson's own reader does not.
    serde_json::from_str::<Value>(text)
        .map_err(|e| bad(path, e.line() as u64, e.column(), e.to_string()))?;
    let parsed: geojson::GeoJson = text
        .parse()
        .map_err(|e: geojson::Error| bad(path, 1, 1, e.to_string()))?;
    let geojson::GeoJson::FeatureCollection(collection) = parsed else {
        return Err(bad(
            path,
            1,
            1,
            "expected a FeatureCollection, a feature a thing",
        ));
    };
    collection
        .features
        .iter()
        .enumerate()
        .map(|(index, feature)| {
            let line = line_of_feature(text, index);
            let draft = from_feature(zone, path, line, index, feature)?;
            let mut mentioned: Vec<String> = feature
                .properties
                .iter()
                .flat_map(|p| p.keys().cloned())
                .collect();
            if draft.geometry.is_some() {
                mentioned.push("longitude".to_owned());
            }
            Ok(Placed {
                line,
                draft,
                mentioned,
            })
        })
        .collect()
}

/// The line where the `index`-th feature begins, from 1.
fn line_of_feature(text: &str, index: usize) -> u64 {
    let at = text
        .match_indices("\"Feature\"")
        .nth(index)
        .map_or(0, |(at, _)| at);
    text[..at].matches('\n').count() as u64 + 1
}

fn from_feature(
    zone: &Zone,
    path: &Path,
    line: u64,
    index: usize,
    feature: &geojson::Feature,
) -> Result<ThingDraft> {
    let refuse = |message: String| bad(path, line, 1, format!("feature {}: {message}", index + 1));
    let properties = feature.properties.clone().unwrap_or_default();
    let text = |name: &str| match properties.get(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.trim().to_owned()).filter(|t| !t.is_empty()),
        Some(other) => Some(other.to_string()),
    };
    let needed = |name: &str| {
        text(name).ok_or_else(|| {
            refuse(format!(
                "property `{name}` is missing; expected kind, code, name_zh"
            ))
        })
    };
    let kind = kind_named(zone, path, line, 1, &needed("kind")?)?;
    let written: Vec<(String, String)> = properties
        .keys()
        .filter(|name| !THING_COLUMNS.contains(&name.as_str()))
        .map(|name| (name.clone(), text(name).unwrap_or_default()))
        .collect();
    let fields: Map<_, _> = thing::check_fields(kind, &written).map_err(|wrong| {
        refuse(
            wrong
                .into_iter()
                .map(|(_, sentence)| sentence)
                .collect::<Vec<_>>()
                .join("; "),
        )
    })?;
    let geometry = match &feature.geometry {
        None => None,
        Some(geometry) => {
            let value = serde_json::to_value(geometry).map_err(|e| refuse(e.to_string()))?;
            check_positions(zone, value.get("coordinates").unwrap_or(&Value::Null))
                .map_err(refuse)?;
            Some(value)
        }
    };
    Ok(ThingDraft {
        kind: kind.id.clone(),
        code: needed("code")?,
        name_zh: needed("name_zh")?,
        name_en: text("name_en"),
        geometry,
        fields,
    })
}

/// Refuses text that is nested too deep, before anything is made of it.
fn check_depth(path: &Path, text: &str) -> Result<()> {
    let (mut depth, mut line, mut line_start) = (0_usize, 1, 0);
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'\n' => {
                line += 1;
                line_start = at + 1;
            }
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > GEOJSON_DEPTH_MAX {
            let message = format!(
                "is nested more than {GEOJSON_DEPTH_MAX} deep; expected features with coordinates"
            );
            return Err(bad(path, line, at - line_start + 1, message));
        }
    }
    Ok(())
}

/// Checks every position of nested GeoJSON coordinates, without recursion.
fn check_positions(zone: &Zone, coordinates: &Value) -> std::result::Result<(), String> {
    let mut waiting = vec![coordinates];
    let mut vertices = 0;
    while let Some(value) = waiting.pop() {
        let Some(list) = value.as_array() else {
            continue;
        };
        if let (Some(longitude), Some(latitude)) = (
            list.first().and_then(Value::as_f64),
            list.get(1).and_then(Value::as_f64),
        ) {
            vertices += 1;
            if vertices > GEOMETRY_VERTICES_MAX {
                return Err(format!(
                    "more than {GEOMETRY_VERTICES_MAX} vertices; simplify the geometry"
                ));
            }
            check_position(zone, longitude, latitude)?;
        } else {
            waiting.extend(list);
        }
    }
    Ok(())
}
