//! Reading: feature after feature, never the whole file as a tree.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};

use super::coordinates::GeometrySeed;
use crate::crs::{Crs, Declared};
use crate::error::{LayerError, Result};
use crate::features::{Features, Geometry, Value};
use crate::gathering::Gathering;

/// Coordinates come in lists: a vertex is one, and there are fewer other lists than vertices.
const LISTS_PER_VERTEX: usize = 2;

/// Reads a FeatureCollection. `said` goes before the `crs` of the file, which is longitude and latitude
/// where it says nothing.
///
/// # Errors
/// [`LayerError`] with the place of what is no GeoJSON, the number of a feature that is wrong, or the
/// coordinate system that is not known.
pub fn read(bytes: &[u8], said: Option<Crs>) -> Result<Features> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to() + 1;
        LayerError::file(format!(
            "byte {at} is not UTF-8, in which GeoJSON is written"
        ))
    })?;
    let mut gathering = Gathering::new("feature");
    let mut json = serde_json::Deserializer::from_str(text);
    let declared = FileSeed(&mut gathering).deserialize(&mut json);
    let declared = declared.and_then(|declared| json.end().map(|()| declared));
    let declared = declared.map_err(|error| LayerError::file(error.to_string()))?;
    gathering.finish(declared, said)
}

/// The file; gives what it says of its coordinates.
struct FileSeed<'a>(&'a mut Gathering);

impl<'de> DeserializeSeed<'de> for FileSeed<'_> {
    type Value = Declared;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> std::result::Result<Declared, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FileSeed<'_> {
    type Value = Declared;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a FeatureCollection")
    }

    fn visit_map<A: MapAccess<'de>>(
        self,
        mut members: A,
    ) -> std::result::Result<Declared, A::Error> {
        let mut declared = Declared::Known(Crs::WGS84);
        let mut kind: Option<String> = None;
        let mut has_features = false;
        while let Some(name) = members.next_key::<String>()? {
            match name.as_str() {
                "type" => kind = Some(members.next_value()?),
                "crs" => declared = declared_by(&members.next_value()?),
                "features" if has_features => {
                    return Err(A::Error::custom("`features` stands twice"));
                }
                "features" => {
                    has_features = true;
                    members.next_value_seed(FeaturesSeed(self.0))?;
                }
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        match kind.as_deref() {
            Some("FeatureCollection") if has_features => Ok(declared),
            Some("FeatureCollection") => Err(A::Error::custom("it has no `features`")),
            other => Err(A::Error::custom(format!(
                "its type is `{}`; expected a FeatureCollection",
                other.unwrap_or("nothing")
            ))),
        }
    }
}

/// `{"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}`.
fn declared_by(crs: &Json) -> Declared {
    if crs.is_null() {
        return Declared::Nothing;
    }
    match crs.pointer("/properties/name").and_then(Json::as_str) {
        Some(name) => Declared::of_name(name),
        None => Declared::Other(format!("`{crs}`").chars().take(80).collect()),
    }
}

struct FeaturesSeed<'a>(&'a mut Gathering);

impl<'de> DeserializeSeed<'de> for FeaturesSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> std::result::Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for FeaturesSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<(), A::Error> {
        while list.next_element_seed(FeatureSeed(self.0))?.is_some() {}
        Ok(())
    }
}

/// One feature.
struct FeatureSeed<'a>(&'a mut Gathering);

impl<'de> DeserializeSeed<'de> for FeatureSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> std::result::Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FeatureSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a feature")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> std::result::Result<(), A::Error> {
        let left = Cell::new(self.0.vertices_left().saturating_mul(LISTS_PER_VERTEX) + 1);
        let mut kind: Option<String> = None;
        let mut geometry = Geometry::default();
        let mut said = Map::new();
        let mut id = None;
        while let Some(name) = members.next_key::<String>()? {
            match name.as_str() {
                "type" => kind = Some(members.next_value()?),
                "id" => id = Some(members.next_value::<Json>()?),
                "geometry" => {
                    let seed = GeometrySeed::new(&left);
                    let read = members.next_value_seed(seed);
                    geometry = read.map_err(|e| self.0.wrong(&e))?;
                }
                "properties" => {
                    said = members.next_value::<Option<_>>()?.unwrap_or_default();
                }
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        if kind.as_deref() != Some("Feature") {
            let found = kind.unwrap_or_else(|| "nothing".to_owned());
            let wrong = format!("its type is `{found}`; expected `Feature`");
            return Err(A::Error::custom(self.0.refuse(wrong)));
        }
        if let Some(id) = id
            && !said.contains_key("id")
        {
            said.insert("id".to_owned(), id);
        }
        let taken = properties(self.0, said).and_then(|said| self.0.take(geometry, said));
        taken.map_err(A::Error::custom)
    }
}

impl Gathering {
    /// An error of the parser, told of the feature; it appends the place by itself.
    fn wrong<E: Error>(&self, error: &E) -> E {
        let words = error.to_string();
        let said = words.split(" at line ").next().unwrap_or_default();
        E::custom(self.refuse(said))
    }
}

fn properties(gathering: &mut Gathering, said: Map<String, Json>) -> Result<Vec<(usize, Value)>> {
    let mut properties = Vec::with_capacity(said.len());
    for (name, value) in said {
        let value = match value {
            Json::Null => continue,
            Json::Bool(value) => Value::Bool(value),
            Json::String(text) => Value::Text(text),
            Json::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => Value::Whole(whole),
                (None, Some(number)) if number.is_finite() => Value::Number(number),
                _ => Value::Text(number.to_string()),
            },
            list @ (Json::Array(_) | Json::Object(_)) => Value::Text(list.to_string()),
        };
        properties.push((gathering.column(&name)?, value));
    }
    Ok(properties)
}
