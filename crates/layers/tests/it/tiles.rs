//! Tiles: what a reader that is not the writer finds in them.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use layers::limits::{TILE_BYTES_MAX, TILES_MAX, ZOOM_MAX};
use layers::tiles::{BUFFER, EXTENT, Tiles, cut, tile};
use layers::{Features, geojson};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::mvt::{self, Feature, Part, Said};

fn layer(features: &[Json]) -> Features {
    let whole = json!({ "type": "FeatureCollection", "features": features });
    geojson::read(whole.to_string().as_bytes(), None).unwrap()
}

fn feature(kind: &str, coordinates: Json, properties: Json) -> Json {
    json!({
        "type": "Feature", "properties": properties,
        "geometry": { "type": kind, "coordinates": coordinates },
    })
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

fn bytes_at(tiles: &Tiles, (zoom, x, y): (u8, u32, u32)) -> Option<Vec<u8>> {
    tile(&mut Cursor::new(&tiles.archive), zoom, x, y).unwrap()
}

fn at(tiles: &Tiles, place: (u8, u32, u32)) -> Vec<Feature> {
    bytes_at(tiles, place).map_or_else(Vec::new, |bytes| mvt::read(&bytes))
}

/// Units of the tile, of a position: by the formula of EPSG 3857 and nothing of ours.
fn units((zoom, x, y): (u8, u32, u32), [longitude, latitude]: [f64; 2]) -> [f64; 2] {
    let side = f64::from(zoom).exp2() * f64::from(EXTENT);
    let angle = (std::f64::consts::FRAC_PI_4 + latitude.to_radians() / 2.0)
        .tan()
        .ln();
    [
        (longitude + 180.0) / 360.0 * side - f64::from(x * EXTENT),
        (0.5 - angle / std::f64::consts::TAU) * side - f64::from(y * EXTENT),
    ]
}

/// The tile in which a position lies.
fn tile_of(zoom: u8, at: [f64; 2]) -> (u8, u32, u32) {
    let [x, y] = units((zoom, 0, 0), at);
    let whole = |units: f64| (units / f64::from(EXTENT)).floor() as u32;
    (zoom, whole(x), whole(y))
}

fn doubled(ring: &[[i64; 2]]) -> i64 {
    ring.windows(2)
        .map(|side| side[0][0] * side[1][1] - side[1][0] * side[0][1])
        .sum()
}

/// The tiles that ogr2ogr read, and where each position of them must be.
const READ: [(u8, u32, u32); 3] = [(5, 25, 12), (7, 103, 51), (10, 828, 413)];

#[test]
fn tiles_of_the_fixtures_say_what_ogr2ogr_reads_of_them() {
    for name in ["polygons", "lines", "points"] {
        let found = geojson::read(
            &std::fs::read(data(&format!("{name}.geojson"))).unwrap(),
            None,
        )
        .unwrap();
        let tiles = cut(&found).unwrap();
        assert_eq!((tiles.max_zoom, tiles.thinned), (ZOOM_MAX, 0));
        for place @ (zoom, x, y) in READ {
            let file = data(&format!("tiles/{name}/{zoom}/{x}/{y}.mvt"));
            let Some(bytes) = bytes_at(&tiles, place) else {
                assert!(!file.exists(), "{}", file.display());
                continue;
            };
            if std::env::var_os("WELLKEEPER_BLESS").is_some() {
                std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                std::fs::write(&file, &bytes).unwrap();
                continue;
            }
            assert!(
                bytes == std::fs::read(&file).unwrap(),
                "make.sh reads {} anew",
                file.display()
            );
            let told = std::fs::read(file.with_extension("geojson")).unwrap();
            let told: Json = serde_json::from_slice(&told).unwrap();
            let told = told["features"].as_array().unwrap();
            let ours = mvt::read(&bytes);
            assert_eq!(told.len(), ours.len(), "{name} {place:?}");
            for (told, ours) in told.iter().zip(&ours) {
                assert_eq!(told["properties"]["mvt_id"], ours.id, "{name} {place:?}");
                for (key, said) in &ours.said {
                    let expected = match said {
                        Said::Text(text) => json!(text),
                        Said::Number(number) if number.fract() == 0.0 => json!(*number as i64),
                        Said::Number(number) => json!(number),
                        Said::Bool(value) => json!(value),
                    };
                    assert_eq!(told["properties"][key], expected, "{name} {place:?} {key}");
                }
                let positions = positions(&told["geometry"]["coordinates"]);
                let mut parts: Vec<[i64; 2]> = ours.parts.concat();
                let mut told: Vec<[i64; 2]> = positions
                    .iter()
                    .map(|at| units(place, *at).map(|unit| unit.round() as i64))
                    .collect();
                parts.sort_unstable();
                told.sort_unstable();
                assert_eq!(told, parts, "{name} {place:?}");
            }
        }
    }
}

fn positions(coordinates: &Json) -> Vec<[f64; 2]> {
    let list = coordinates.as_array().unwrap();
    if let [Json::Number(x), Json::Number(y)] = list.as_slice() {
        return vec![[x.as_f64().unwrap(), y.as_f64().unwrap()]];
    }
    list.iter().flat_map(positions).collect()
}

#[test]
fn every_property_and_every_kind_of_shape_is_in_its_tile() {
    let found = layer(&[
        feature(
            "Point",
            json!([111.7125, 32.6775]),
            json!({ "名": "陶岔", "n": -3, "x": 0.5, "open": true, "big": 9_007_199_254_740_992_i64 }),
        ),
        feature(
            "LineString",
            json!([[111.70, 32.67], [111.72, 32.68]]),
            json!({}),
        ),
        feature(
            "MultiPolygon",
            json!([
                [
                    [
                        [111.70, 32.66],
                        [111.72, 32.66],
                        [111.71, 32.68],
                        [111.70, 32.66]
                    ],
                    [
                        [111.708, 32.665],
                        [111.712, 32.665],
                        [111.71, 32.67],
                        [111.708, 32.665]
                    ]
                ],
                [[
                    [111.73, 32.66],
                    [111.735, 32.66],
                    [111.73, 32.67],
                    [111.73, 32.66]
                ]]
            ]),
            json!({ "n": 7 }),
        ),
    ]);
    let tiles = cut(&found).unwrap();
    let place = tile_of(12, [111.7125, 32.6775]);
    let found = at(&tiles, place);
    let kinds: Vec<(u64, u64)> = found.iter().map(|f| (f.id, f.kind)).collect();
    assert_eq!(kinds, [(1, 1), (2, 2), (3, 3)]);
    let said: Vec<(&str, &Said)> = found[0].said.iter().map(|(k, v)| (k.as_str(), v)).collect();
    assert_eq!(
        said,
        [
            ("big", &Said::Number(9_007_199_254_740_992.0)),
            ("n", &Said::Number(-3.0)),
            ("open", &Said::Bool(true)),
            ("x", &Said::Number(0.5)),
            ("名", &Said::Text("陶岔".into())),
        ]
    );
    let signs: Vec<bool> = found[2]
        .parts
        .iter()
        .map(|ring| doubled(ring) > 0)
        .collect();
    assert_eq!(
        signs,
        [true, false, true],
        "outer rings and holes, as the specification turns them"
    );
    let [x, y] = units(place, [111.7125, 32.6775]);
    assert_eq!(found[0].parts, [vec![[x.round() as i64, y.round() as i64]]]);
    assert!(at(&tiles, (12, 0, 0)).is_empty(), "an empty tile is none");
}

#[test]
fn what_is_less_than_a_pixel_is_left_out_until_the_last_zoom() {
    // A field of some 19 m, beside which a lake.
    let field = json!([[
        [111.0, 32.0],
        [111.0002, 32.0],
        [111.0002, 32.0002],
        [111.0, 32.0002],
        [111.0, 32.0]
    ]]);
    let lake = json!([[[111.1, 32.1], [111.3, 32.1], [111.2, 32.3], [111.1, 32.1]]]);
    let found = layer(&[
        feature("Polygon", field, json!({})),
        feature("Polygon", lake, json!({})),
    ]);
    let tiles = cut(&found).unwrap();
    let ids = |zoom| -> Vec<u64> {
        let all = [
            tile_of(zoom, [111.0001, 32.0001]),
            tile_of(zoom, [111.2, 32.2]),
        ];
        let mut ids: Vec<u64> = all
            .into_iter()
            .flat_map(|place| at(&tiles, place))
            .map(|f| f.id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    assert_eq!(ids(8), [2]);
    assert_eq!(ids(10), [2]);
    assert_eq!(ids(ZOOM_MAX), [1, 2]);
}

#[test]
fn a_layer_of_the_whole_earth_has_as_many_tiles_as_there_may_be() {
    let earth = json!([[[-180, -89], [180, -89], [180, 89], [-180, 89], [-180, -89]]]);
    let tiles = cut(&layer(&[feature("Polygon", earth, json!({ "a": "海" }))])).unwrap();
    assert_eq!(tiles.max_zoom, 8);
    assert_eq!(
        tiles.tiles,
        (0..=8_u32).map(|zoom| 4_usize.pow(zoom)).sum::<usize>()
    );
    assert!(tiles.tiles <= TILES_MAX && tiles.tiles + 4_usize.pow(9) > TILES_MAX);
    assert!(
        tiles.archive.len() < 20_000,
        "most are the same: {}",
        tiles.archive.len()
    );
    let whole = i64::from(EXTENT + 2 * BUFFER);
    let middle = &at(&tiles, (8, 100, 100))[0];
    assert_eq!(doubled(&middle.parts[0]), 2 * whole * whole);
    assert!(at(&tiles, (8, 255, 255)).len() == 1 && at(&tiles, (0, 0, 0)).len() == 1);
}

#[test]
fn a_tile_that_is_too_large_keeps_its_largest_features() {
    let words = "x".repeat(200);
    let mut all: Vec<Json> = (0..8_000)
        .map(|n| {
            feature(
                "Point",
                json!([111.5, 32.5]),
                json!({ "t": format!("{n}{words}") }),
            )
        })
        .collect();
    all.push(feature(
        "LineString",
        json!([[111.0, 32.0], [112.0, 33.0]]),
        json!({ "t": "line" }),
    ));
    let tiles = cut(&layer(&all)).unwrap();
    assert_eq!(tiles.thinned, usize::from(ZOOM_MAX) + 1, "one at each zoom");
    for zoom in [4, ZOOM_MAX] {
        let place = tile_of(zoom, [111.5, 32.5]);
        let bytes = bytes_at(&tiles, place).unwrap();
        assert!(
            bytes.len() <= TILE_BYTES_MAX && bytes.len() > TILE_BYTES_MAX / 2,
            "{}",
            bytes.len()
        );
        let ids: Vec<u64> = mvt::read(&bytes).iter().map(|f| f.id).collect();
        assert!(ids.contains(&8_001), "the line is larger than any point");
        let (early, late) = (ids.iter().filter(|id| **id < 4_000).count(), ids.len() / 2);
        assert!(
            early.abs_diff(late) < ids.len() / 20,
            "{early} of {}",
            ids.len()
        );
    }
}

/// Area of `polygon`, in squares of units, within the tile and its buffer: triangle by triangle, each cut by
/// the four sides.
fn area_within(polygon: &[[f64; 2]]) -> f64 {
    let (low, high) = (-f64::from(BUFFER), f64::from(EXTENT + BUFFER));
    let hub = polygon[0];
    let triangles = polygon.windows(2).map(|side| {
        let sign = cross(hub, side[0], side[1]).signum();
        let mut shape = vec![hub, side[0], side[1]];
        for (axis, edge, side) in [
            (0, low, 1.0),
            (0, high, -1.0),
            (1, low, 1.0),
            (1, high, -1.0),
        ] {
            shape = beyond(&shape, axis, edge, side);
        }
        let area: f64 = shape
            .windows(2)
            .map(|pair| cross(shape[0], pair[0], pair[1]))
            .sum();
        sign * area.abs() / 2.0
    });
    triangles.sum::<f64>().abs()
}

fn cross(o: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - o[0]) * (b[1] - o[1]) - (b[0] - o[0]) * (a[1] - o[1])
}

fn beyond(shape: &[[f64; 2]], axis: usize, edge: f64, side: f64) -> Vec<[f64; 2]> {
    let mut kept = Vec::new();
    for (place, at) in shape.iter().enumerate() {
        let next = shape[(place + 1) % shape.len()];
        let (here, there) = ((at[axis] - edge) * side, (next[axis] - edge) * side);
        if here >= 0.0 {
            kept.push(*at);
        }
        if here * there < 0.0 {
            let share = here / (here - there);
            kept.push([
                at[0] + share * (next[0] - at[0]),
                at[1] + share * (next[1] - at[1]),
            ]);
        }
    }
    kept
}

/// Length of the polygon's own sides within the box around the tile, at most.
fn length_near(polygon: &[[f64; 2]]) -> f64 {
    let most = f64::from(EXTENT + 2 * BUFFER) * 1.5;
    polygon
        .windows(2)
        .map(|s| (s[1][0] - s[0][0]).hypot(s[1][1] - s[0][1]).min(most))
        .sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_tile_has_the_area_of_the_polygon_within_it(
        reaches in prop::collection::vec(0.1_f64..1.0, 3..60),
        size in 0.000_5_f64..0.3,
        longitude in -179.0_f64..179.0,
        latitude in -70.0_f64..70.0,
    ) {
        let turn = std::f64::consts::TAU / reaches.len() as f64;
        let mut ring: Vec<[f64; 2]> = reaches.iter().enumerate().map(|(place, reach)| {
            let angle = turn * place as f64;
            [longitude + size * reach * angle.cos(), latitude + size * reach * angle.sin()]
        }).collect();
        ring.push(ring[0]);
        let tiles = cut(&layer(&[feature("Polygon", json!([ring]), json!({}))])).unwrap();
        prop_assert_eq!(tiles.max_zoom, ZOOM_MAX);
        for zoom in [0, 5, 9, 12, ZOOM_MAX] {
            let (_, west, north) = tile_of(zoom, [longitude - size, latitude + size]);
            let (_, east, south) = tile_of(zoom, [longitude + size, latitude - size]);
            for place in (west..=east).flat_map(|x| (north..=south).map(move |y| (zoom, x, y))) {
                let polygon: Vec<[f64; 2]> = ring.iter().map(|at| units(place, *at)).collect();
                let expected = area_within(&polygon);
                let rings: Vec<Part> = at(&tiles, place).into_iter().flat_map(|f| f.parts).collect();
                let found: i64 = rings.iter().map(|ring| doubled(ring)).sum();
                let found = found as f64 / 2.0;
                // Rounding moves a side by less than a unit; a corner that is left out costs a square unit;
                // and what is less than a pixel is not drawn.
                let allowed = length_near(&polygon) * 0.75 + reaches.len() as f64 + 64.0;
                prop_assert!((found - expected).abs() <= allowed, "{:?}: {} for {} ± {}", place, found, expected, allowed);
                for ring in &rings {
                    let box_of = -i64::from(BUFFER)..=i64::from(EXTENT + BUFFER);
                    prop_assert!(ring.iter().flatten().all(|unit| box_of.contains(unit)));
                    prop_assert_eq!(ring.first(), ring.last());
                }
            }
        }
    }

    #[test]
    fn a_point_is_in_its_tile_at_every_zoom(longitude in -180.0_f64..180.0, latitude in -85.0_f64..85.0) {
        let tiles = cut(&layer(&[feature("Point", json!([longitude, latitude]), json!({}))])).unwrap();
        for zoom in 0..=ZOOM_MAX {
            let place = tile_of(zoom, [longitude, latitude]);
            let found = at(&tiles, place);
            prop_assert_eq!(found.len(), 1);
            let [x, y] = units(place, [longitude, latitude]);
            let [found] = found[0].parts[0][..] else { panic!() };
            prop_assert!((found[0] as f64 - x).abs() <= 0.501 && (found[1] as f64 - y).abs() <= 0.501);
        }
    }

    #[test]
    fn a_changed_archive_makes_no_reader_panic(
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut_at in any::<prop::sample::Index>(),
        is_cut: bool,
    ) {
        let tiles = cut(&layer(&[feature("Point", json!([111.5, 32.5]), json!({ "a": 1 }))])).unwrap();
        let mut archive = tiles.archive;
        for (place, byte) in places {
            // The head and the root are where it matters.
            let place = place.index(archive.len().min(400));
            archive[place] = byte;
        }
        if is_cut {
            archive.truncate(cut_at.index(archive.len()));
        }
        for zoom in 0..=ZOOM_MAX {
            let (zoom, x, y) = tile_of(zoom, [111.5, 32.5]);
            let _ = tile(&mut Cursor::new(&archive), zoom, x, y);
        }
    }
}
