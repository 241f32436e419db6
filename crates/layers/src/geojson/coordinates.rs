//! Shapes of GeoJSON while they are parsed: counted as they come, so that a file cannot fill the memory.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::features::{Geometry, Polygon, Position};
use crate::limits::COLLECTION_DEPTH_MAX;

/// How deep coordinates lie: those of a multipolygon.
const LISTS_MAX: usize = 4;

/// Numbers and lists of them.
enum Coordinates {
    Number(f64),
    Position(Position),
    List(Vec<Self>),
}

/// Reads coordinates `depth` lists deep, as long as `left` is not used up.
#[derive(Clone, Copy)]
struct CoordinatesSeed<'a> {
    left: &'a Cell<usize>,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for CoordinatesSeed<'_> {
    type Value = Coordinates;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Coordinates, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for CoordinatesSeed<'_> {
    type Value = Coordinates;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("coordinates: numbers, or lists of them")
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Coordinates, E> {
        Ok(Coordinates::Number(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Coordinates, E> {
        Ok(Coordinates::Number(number as f64))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Coordinates, E> {
        Ok(Coordinates::Number(number as f64))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Coordinates, A::Error> {
        let left = self.left.get().checked_sub(1);
        let left = left.ok_or_else(|| A::Error::custom("too many vertices; expected fewer"))?;
        self.left.set(left);
        if self.depth == 0 {
            return Err(A::Error::custom(
                "coordinates lie too deep; expected those of a multipolygon at most",
            ));
        }
        let inner = Self {
            depth: self.depth - 1,
            ..self
        };
        let first = match list.next_element_seed(inner)? {
            None => return Ok(Coordinates::List(Vec::new())),
            Some(Coordinates::Number(x)) => {
                let second = list.next_element_seed(inner)?;
                let Some(Coordinates::Number(y)) = second else {
                    return Err(A::Error::custom("a position of one number; expected two"));
                };
                // Heights are no part of a map.
                while list.next_element::<f64>()?.is_some() {}
                return Ok(Coordinates::Position([x, y]));
            }
            Some(first) => first,
        };
        let mut all = vec![first];
        while let Some(next) = list.next_element_seed(inner)? {
            all.push(next);
        }
        Ok(Coordinates::List(all))
    }

    fn visit_unit<E: Error>(self) -> Result<Coordinates, E> {
        Ok(Coordinates::List(Vec::new()))
    }
}

/// Reads a geometry into `into`, its coordinates and collections counted in `left`.
#[derive(Clone, Copy)]
pub(super) struct GeometrySeed<'a> {
    pub left: &'a Cell<usize>,
    pub depth: usize,
}

impl<'a> GeometrySeed<'a> {
    /// One that is no part of another.
    pub fn new(left: &'a Cell<usize>) -> Self {
        Self {
            left,
            depth: COLLECTION_DEPTH_MAX,
        }
    }
}

impl<'de> DeserializeSeed<'de> for GeometrySeed<'_> {
    type Value = Geometry;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Geometry, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for GeometrySeed<'_> {
    type Value = Geometry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a geometry, or null")
    }

    fn visit_unit<E: Error>(self) -> Result<Geometry, E> {
        Ok(Geometry::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Geometry, A::Error> {
        let mut kind: Option<String> = None;
        let mut coordinates = None;
        let mut collected = Geometry::default();
        while let Some(name) = members.next_key::<String>()? {
            match name.as_str() {
                "type" => kind = Some(members.next_value()?),
                "coordinates" => {
                    let seed = CoordinatesSeed {
                        left: self.left,
                        depth: LISTS_MAX,
                    };
                    coordinates = Some(members.next_value_seed(seed)?);
                }
                "geometries" => {
                    if self.depth == 0 {
                        return Err(A::Error::custom("collections lie too deep in each other"));
                    }
                    let deeper = Self {
                        depth: self.depth - 1,
                        ..self
                    };
                    collected = members.next_value_seed(ListSeed(deeper))?;
                }
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        let kind = kind.ok_or_else(|| A::Error::custom("a geometry without `type`"))?;
        if kind == "GeometryCollection" {
            return Ok(collected);
        }
        let coordinates = coordinates
            .ok_or_else(|| A::Error::custom(format!("a {kind} without `coordinates`")))?;
        shaped(&kind, coordinates).map_err(A::Error::custom)
    }
}

/// The geometries of a collection, as one.
struct ListSeed<'a>(GeometrySeed<'a>);

impl<'de> DeserializeSeed<'de> for ListSeed<'_> {
    type Value = Geometry;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Geometry, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for ListSeed<'_> {
    type Value = Geometry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of geometries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Geometry, A::Error> {
        let mut all = Geometry::default();
        while let Some(next) = list.next_element_seed(self.0)? {
            all.points.extend(next.points);
            all.lines.extend(next.lines);
            all.polygons.extend(next.polygons);
        }
        Ok(all)
    }
}

/// Coordinates as the geometry that `kind` names.
fn shaped(kind: &str, coordinates: Coordinates) -> Result<Geometry, String> {
    let mut geometry = Geometry::default();
    match kind {
        "Point" => match coordinates {
            Coordinates::List(none) if none.is_empty() => {}
            other => geometry.points.push(other.position()?),
        },
        "MultiPoint" => geometry.points = coordinates.positions()?,
        "LineString" => geometry.lines.push(coordinates.positions()?),
        "MultiLineString" => geometry.lines = coordinates.lines()?,
        "Polygon" => geometry.polygons.push(coordinates.lines()?),
        "MultiPolygon" => {
            let polygons = coordinates.list()?.into_iter().map(Coordinates::lines);
            geometry.polygons = polygons.collect::<Result<_, _>>()?;
        }
        other => return Err(format!("`{other}` is no kind of geometry of GeoJSON")),
    }
    // RFC 7946 lets coordinates be empty: then there is nothing to draw.
    geometry.lines.retain(|line| !line.is_empty());
    geometry.polygons.retain(|rings| !rings.is_empty());
    Ok(geometry)
}

impl Coordinates {
    fn list(self) -> Result<Vec<Self>, String> {
        match self {
            Self::List(list) => Ok(list),
            Self::Number(_) | Self::Position(_) => {
                Err("coordinates that lie not deep enough for this kind of geometry".into())
            }
        }
    }

    fn position(self) -> Result<Position, String> {
        match self {
            Self::Position(at) => Ok(at),
            Self::Number(_) | Self::List(_) => {
                Err("coordinates where a position was expected: two numbers".into())
            }
        }
    }

    fn positions(self) -> Result<Vec<Position>, String> {
        self.list()?.into_iter().map(Self::position).collect()
    }

    fn lines(self) -> Result<Polygon, String> {
        self.list()?.into_iter().map(Self::positions).collect()
    }
}
