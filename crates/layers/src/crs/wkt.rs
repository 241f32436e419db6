//! Well-known text, as a `.prj` and a GeoPackage carry it: recognised by its authority, else by its datum
//! and its parameters. Its name alone proves nothing.

use super::kruger::TransverseMercator;
use super::{Crs, Kind};

/// Bytes of a text at most: real ones have a thousand.
const BYTES_MAX: usize = 64 << 10;
/// How deep brackets may lie in each other.
const DEPTH_MAX: usize = 16;
/// Characters of a text that a refusal shows.
const SHOWN_CHARS: usize = 80;
/// How far a parameter may be off: texts are written with fewer digits.
const TOLERANCE: f64 = 1e-6;
/// A degree in radians.
const DEGREE: f64 = 0.017_453_292_5;

/// `NAME["words", 1.0, OTHER[…]]`.
#[derive(Debug, Default)]
struct Node {
    name: String,
    words: Vec<String>,
    children: Vec<Self>,
}

/// The system that `text` describes.
///
/// # Errors
/// What was found instead, in words.
pub(super) fn read(text: &str) -> Result<Crs, String> {
    let shown = || {
        let start: String = text.trim().chars().take(SHOWN_CHARS).collect();
        format!("`{start}`")
    };
    if text.len() > BYTES_MAX {
        return Err(shown());
    }
    let mut reader = Reader {
        rest: text.trim_start_matches('\u{feff}').trim(),
    };
    let root = reader.node(0).ok_or_else(shown)?;
    let root = match root.name.as_str() {
        "COMPD_CS" | "COMPOUNDCRS" => root.children.into_iter().next().ok_or_else(shown)?,
        _ => root,
    };
    recognise(&root)
}

fn recognise(root: &Node) -> Result<Crs, String> {
    let title = root.words.first().map_or("", String::as_str);
    let found = || match root.authority() {
        Some((authority, code)) => format!("{authority}:{code}, `{title}`"),
        None => format!("`{title}`"),
    };
    if let Some((authority, code)) = root.authority()
        && authority.eq_ignore_ascii_case("EPSG")
    {
        let known = code.parse().ok().and_then(Crs::of_epsg);
        return known.ok_or_else(found);
    }
    let crs = match root.name.as_str() {
        "GEOGCS" | "GEOGCRS" | "GEODCRS" | "GEODETICCRS" | "GEOGRAPHICCRS" => geographic(root),
        "PROJCS" | "PROJCRS" | "PROJECTEDCRS" => projected(root, title),
        _ => None,
    };
    crs.ok_or_else(found)
}

/// Degrees on one of the two datums.
fn geographic(node: &Node) -> Option<Crs> {
    let prime = node
        .child(&["PRIMEM", "PRIMEMERIDIAN"])
        .and_then(|prime| prime.number(1));
    let in_degrees = node
        .unit(&["UNIT", "ANGLEUNIT"])
        .is_none_or(|unit| (unit - DEGREE).abs() < TOLERANCE);
    if !in_degrees || prime.is_some_and(|longitude| longitude != 0.0) {
        return None;
    }
    let datum = node.child(&["DATUM", "GEODETICDATUM", "TRF", "ENSEMBLE"])?;
    match plain(datum.words.first()?).trim_start_matches('d') {
        "wgs1984" | "wgs84" | "worldgeodeticsystem1984" | "worldgeodeticsystem1984ensemble" => {
            Crs::of_epsg(4326)
        }
        "china2000" | "cgcs2000" | "chinageodeticcoordinatesystem2000" => Crs::of_epsg(4490),
        _ => None,
    }
}

fn projected(node: &Node, title: &str) -> Option<Crs> {
    let base = node.child(&["GEOGCS", "BASEGEOGCRS", "BASEGEODCRS"])?;
    let degrees = geographic(base)?;
    let in_metres = node
        .unit(&["UNIT", "LENGTHUNIT"])
        .is_none_or(|unit| (unit - 1.0).abs() < TOLERANCE);
    if !in_metres {
        return None;
    }
    let conversion = node.child(&["CONVERSION"]).unwrap_or(node);
    let method = conversion.child(&["PROJECTION", "METHOD"])?;
    let parameters = Parameters::of(conversion);
    match plain(method.words.first()?).as_str() {
        "transversemercator" | "gausskruger" => zone(degrees, &parameters, title),
        "mercatorauxiliarysphere" | "popularvisualisationpseudomercator" => {
            let is_plain = parameters.0.iter().all(|(_, value)| *value == 0.0);
            Crs::of_epsg(3857).filter(|_| is_plain && degrees == Crs::WGS84)
        }
        _ => None,
    }
}

/// The zone with these parameters on the datum of `degrees`.
fn zone(degrees: Crs, parameters: &Parameters, title: &str) -> Option<Crs> {
    let is_at_zero = |names: &[&str]| parameters.get(names).unwrap_or(0.0).abs() < TOLERANCE;
    if !is_at_zero(&["falsenorthing"])
        || !is_at_zero(&["latitudeoforigin", "latitudeofnaturalorigin"])
    {
        return None;
    }
    let meridian = parameters.get(&["centralmeridian", "longitudeofnaturalorigin"])?;
    let easting = parameters.get(&["falseeasting"])?;
    let scale = parameters.get(&["scalefactor", "scalefactoratnaturalorigin"]);
    let scale = scale.unwrap_or(1.0);
    // Zones of 3° and of 6° share meridians and are then one and the same; the title says which was meant.
    let title = plain(title);
    let of_degrees: [std::ops::RangeInclusive<u32>; 2] = if title.contains("3degree") {
        [4513..=4554, 4491..=4512]
    } else {
        [4491..=4512, 4513..=4554]
    };
    let utm = 32_601..=32_660;
    let all: Vec<u32> = if degrees == Crs::WGS84 {
        utm.collect()
    } else {
        of_degrees.into_iter().flatten().collect()
    };
    let fits = |known: &TransverseMercator| {
        (known.central_meridian - meridian).abs() < TOLERANCE
            && (known.false_easting_m - easting).abs() < 1e-3
            && (known.scale - scale).abs() < TOLERANCE
    };
    let mut known = all.into_iter().filter_map(Crs::of_epsg);
    known.find(|crs| matches!(&crs.kind, Kind::Zone(zone) if fits(zone)))
}

/// The parameters of a projection, by their plain names.
struct Parameters(Vec<(String, f64)>);

impl Parameters {
    fn of(node: &Node) -> Self {
        let parameters = node.children.iter().filter(|n| n.name == "PARAMETER");
        let read = parameters.filter_map(|n| Some((plain(n.words.first()?), n.number(1)?)));
        Self(read.collect())
    }

    fn get(&self, names: &[&str]) -> Option<f64> {
        let mut all = self.0.iter();
        all.find(|(name, _)| names.contains(&name.as_str()))
            .map(|(_, value)| *value)
    }
}

/// A name without signs, in small letters: writers differ in both.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

impl Node {
    fn child(&self, names: &[&str]) -> Option<&Self> {
        let mut children = self.children.iter();
        children.find(|child| names.contains(&child.name.as_str()))
    }

    fn number(&self, place: usize) -> Option<f64> {
        self.words.get(place)?.parse().ok()
    }

    /// The size of its unit; in later texts each axis has one.
    fn unit(&self, names: &[&str]) -> Option<f64> {
        let axis = || self.child(&["AXIS"])?.child(names);
        self.child(names).or_else(axis)?.number(1)
    }

    fn authority(&self) -> Option<(&str, &str)> {
        let node = self.child(&["AUTHORITY", "ID"])?;
        Some((node.words.first()?, node.words.get(1)?))
    }
}

/// What is left of a text.
struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn node(&mut self, depth: usize) -> Option<Node> {
        let end = self.rest.find(['[', '('])?;
        let (name, rest) = self.rest.split_at(end);
        let name = name.trim();
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if depth > DEPTH_MAX || name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        let mut node = Node {
            name: name.to_ascii_uppercase(),
            ..Node::default()
        };
        self.rest = rest.get(1..)?;
        loop {
            self.part(&mut node, depth)?;
            self.rest = self.rest.trim_start();
            let sign = self.rest.chars().next()?;
            self.rest = self.rest.get(sign.len_utf8()..)?;
            match sign {
                ',' => {}
                ']' | ')' => return Some(node),
                _ => return None,
            }
        }
    }

    /// One part between commas: words in quotation marks, a number, a name, or another node.
    fn part(&mut self, node: &mut Node, depth: usize) -> Option<()> {
        self.rest = self.rest.trim_start();
        if let Some(rest) = self.rest.strip_prefix('"') {
            let (words, rest) = rest.split_once('"')?;
            node.words.push(words.to_owned());
            self.rest = rest;
            return Some(());
        }
        let end = self.rest.find(['[', '(', ',', ']', ')'])?;
        if self.rest[end..].starts_with(['[', '(']) {
            let child = self.node(depth + 1)?;
            node.children.push(child);
        } else {
            node.words.push(self.rest[..end].trim().to_owned());
            self.rest = &self.rest[end..];
        }
        Some(())
    }
}
