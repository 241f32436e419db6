//! GeoJSON (RFC 7946): a feature a row. What the file is stands in members of its own, which the
//! format allows and readers leave alone.

use jiff::tz::TimeZone;
use packs::cell::json_rows;
use serde_json::{Map, Value, json};

use super::{Export, Language};
use crate::problem::Problem;

pub(super) fn bytes(export: &Export, lang: Language, tz: &TimeZone) -> Result<Vec<u8>, Problem> {
    let Some(places) = &export.places else {
        return Err(Problem::bad_request(
            "these rows are of no one thing and have no place: expected csv, xlsx or parquet",
        ));
    };
    let rows = json_rows(std::slice::from_ref(&export.rows), tz);
    let features = rows.into_iter().map(|row| {
        let code = row.get(&places.column).and_then(Value::as_str);
        let geometry = code.and_then(|code| places.geometry.get(code));
        json!({ "type": "Feature", "geometry": geometry, "properties": row })
    });
    let about: Map<String, Value> = export
        .about
        .iter()
        .map(|(name, text)| ((*name).to_owned(), Value::from(text.as_str())))
        .collect();
    let columns: Map<String, Value> = export
        .heads
        .iter()
        .map(|head| (head.id.clone(), Value::from(head.with_unit(lang))))
        .collect();
    let collection = json!({
        "type": "FeatureCollection",
        "title": lang.of(&export.title),
        "about": about,
        "columns": columns,
        "features": features.collect::<Vec<_>>(),
    });
    Ok(collection.to_string().into_bytes())
}
