//! Things as `import things` takes them: GeoJSON with borders, or CSV.

use serde_json::{Map, Value, json};

use super::Args;
use super::find::Thing;
use crate::terrain::degrees::Border;
use crate::terrain::outcome::rounded;
use crate::terrain::zonal::quoted;

/// The fields of the steps of slope.
const SLOPE_FIELDS: [&str; 6] = [
    "slope_0_5_percent",
    "slope_5_8_percent",
    "slope_8_15_percent",
    "slope_15_25_percent",
    "slope_25_35_percent",
    "slope_35_90_percent",
];
/// Digits after the point of km² and km: a square metre, a millimetre.
const KM_DIGITS: i32 = 6;
/// … of metres of relief.
const RELIEF_DIGITS: i32 = 2;
/// … of shares, %.
const SHARE_DIGITS: i32 = 4;

/// What is said of a thing, in the order of the columns.
fn properties(thing: &Thing, args: &Args) -> Vec<(&'static str, Value)> {
    let code = |id: u32| format!("{}{id}", args.prefix);
    let mut all = vec![
        ("kind", json!(args.kind)),
        ("code", json!(code(thing.id))),
        ("name_zh", json!(format!("{}{}", args.name_zh, thing.id))),
        ("name_en", json!(format!("{} {}", args.name_en, thing.id))),
        ("area_km2", json!(rounded(thing.area_km2, KM_DIGITS))),
        ("whole_km2", json!(rounded(thing.whole_km2, KM_DIGITS))),
        ("flows_to", json!(thing.flows_to.map(code))),
    ];
    // Without a table of sections nothing is said of them: what the book knows stays.
    if args.sections.is_some() {
        all.push(("section", json!(thing.section)));
    }
    let relief = thing.relief_m.map(|relief| rounded(relief, RELIEF_DIGITS));
    all.push(("relief_m", json!(relief)));
    for (place, field) in SLOPE_FIELDS.into_iter().enumerate() {
        let shares = thing.slope_percent.as_ref();
        let share = shares.and_then(|shares| shares.get(place));
        all.push((
            field,
            json!(share.map(|share| rounded(*share, SHARE_DIGITS))),
        ));
    }
    let stream_km = rounded(thing.stream_m / 1000.0, KM_DIGITS);
    all.push(("stream_km", json!(stream_km)));
    all
}

/// A FeatureCollection (RFC 7946), a feature a line, which says in a member of its own of what it was made.
pub fn geojson(
    things: &[Thing],
    borders: &[Border],
    args: &Args,
    provenance: Vec<(String, String)>,
) -> String {
    let provenance: Map<String, Value> = provenance
        .into_iter()
        .map(|(key, value)| (key, Value::String(value)))
        .collect();
    let mut text = format!(
        "{{\"type\":\"FeatureCollection\",\"provenance\":{},\"features\":[",
        Value::Object(provenance)
    );
    for (place, thing) in things.iter().enumerate() {
        let properties: Map<String, Value> = properties(thing, args)
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let feature = json!({
            "type": "Feature",
            "geometry": borders.get(place).map(geometry),
            "properties": properties,
        });
        text += if place == 0 { "\n" } else { ",\n" };
        text += &feature.to_string();
    }
    text + "\n]}\n"
}

fn geometry(border: &Border) -> Value {
    match border.as_slice() {
        [one] => json!({ "type": "Polygon", "coordinates": one }),
        many => json!({ "type": "MultiPolygon", "coordinates": many }),
    }
}

/// A table: what it does not know is empty.
pub fn csv(things: &[Thing], args: &Args) -> String {
    let mut text = String::new();
    for thing in things {
        let (names, values): (Vec<&str>, Vec<Value>) = properties(thing, args).into_iter().unzip();
        if text.is_empty() {
            text = names.join(",") + "\n";
        }
        let cells = values.iter().map(|value| match value {
            Value::Null => String::new(),
            Value::String(words) => quoted(words),
            other => other.to_string(),
        });
        text += &(cells.collect::<Vec<_>>().join(",") + "\n");
    }
    text
}
