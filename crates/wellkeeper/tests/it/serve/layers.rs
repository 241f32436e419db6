//! Layers of the map: who sees which, and that a number always means the same.

use serde_json::{Value, json};

use crate::program::Walk;
use crate::served::{Answer, Served};

const LAYERS: &str = "/api/layers";

pub(crate) fn fixture(name: &str) -> String {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../layers/tests/data");
    data.join(name).display().to_string()
}

/// `wellkeeper import layer …` with the words that it cannot do without.
pub(crate) fn import(walk: &Walk, file: &str, code: &str, more: &[&str]) -> Value {
    let words = [
        "--title-zh",
        "水系",
        "--title-en",
        "Waters",
        "--attribution",
        "© 测绘院",
    ];
    let command = [
        "--zone", "zone", "--json", "import", "layer", file, "--code", code,
    ];
    let told = walk.done(&[&command[..], &words, more].concat());
    serde_json::from_str(&told).unwrap()
}

fn codes(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let told = answer.json();
    let rows = told["rows"].as_array().unwrap().iter();
    rows.map(|row| row["code"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_layer_is_told_and_given_with_whom_it_names_and_by_which_map() {
    let walk = Walk::new();
    let number = ["--map-number", "GS(2024)0650号", "--licence", "内部使用"];
    let made = import(&walk, &fixture("shp/gbk.shp"), "waters", &number);
    let served = Served::start(&walk);
    let told = served.get(LAYERS).json();
    let row = &told["rows"][0];
    let at = row["imported_at"].clone();
    assert_eq!(
        *row,
        json!({
            "id": 1, "code": "waters", "title": { "zh": "水系", "en": "Waters" }, "geometry": "polygon",
            "features": 4, "extent": [110.0, 31.5, 111.7, 33.0], "attribution": "© 测绘院",
            "map_number": "GS(2024)0650号", "licence": "内部使用", "source": "gbk.shp",
            "source_hash": made["source_hash"], "crs": "EPSG:4326", "area": null, "imported_at": at,
            "imported_by": "tester", "form": "geojson", "max_zoom": null,
            "url": "/api/layers/1/features", "superseded_by": null,
        })
    );
    assert_eq!(served.get("/api/layers/1").json(), *row);
    let url = row["url"].as_str().unwrap();
    let features = served.get(url);
    assert_eq!(features.header("content-type"), "application/geo+json");
    assert_eq!(
        features.header("cache-control"),
        "private, max-age=31536000, immutable"
    );
    assert_eq!(
        features.json()["features"][0]["properties"]["name"],
        "丹江口库区"
    );
    let tag = features.header("etag").to_owned();
    let again = served.get_with(url, &[("if-none-match", &tag)]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    let small = served.get_with(url, &[("accept-encoding", "br")]);
    assert_eq!(small.header("content-encoding"), "br");

    // Another takes its place while it is served; the number goes on meaning the same.
    import(&walk, &fixture("points.geojson"), "waters", &[]);
    let told = served.get(LAYERS).json();
    assert_eq!(told["rows"].as_array().unwrap().len(), 1);
    assert_eq!(told["rows"][0]["id"], 2);
    assert_eq!(served.get("/api/layers/1").json()["superseded_by"], 2);
    let old = served.get(url);
    assert_eq!((old.status, old.header("etag")), (200, tag.as_str()));
    for path in ["/api/layers/3", "/api/layers/3/features"] {
        let answer = served.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(
            answer.text().contains("there is no layer `3`"),
            "{}",
            answer.text()
        );
    }
    assert_eq!(served.get("/api/layers/waters").status, 400);
    walk.done(&[
        "--zone",
        "zone",
        "layer",
        "remove",
        "waters",
        "--reason",
        "审图号已失效",
    ]);
    assert!(codes(&served.get(LAYERS)).is_empty());
    for path in ["/api/layers/1", "/api/layers/2", url] {
        assert_eq!(served.get(path).status, 404, "{path}");
    }
}

#[test]
fn whoever_sees_a_part_of_the_zone_sees_its_layers_and_those_of_all() {
    let walk = Walk::new();
    import(&walk, &fixture("lines.geojson"), "all", &[]);
    import(
        &walk,
        &fixture("points.geojson"),
        "djk",
        &["--area", "county=丹江口市"],
    );
    import(
        &walk,
        &fixture("points.geojson"),
        "yunxi",
        &["--area", "county=郧西县"],
    );
    walk.add_person(&["wang"]);
    walk.add_person(&["djk", "--area", "county=丹江口市"]);
    let served = walk.served_to_people();
    assert_eq!(served.get(LAYERS).status, 401);
    let [wang, djk] = ["wang", "djk"].map(|name| served.cookie(name));
    let ask = |path: &str, cookie: &str| served.get_with(path, &[("cookie", cookie)]);
    assert_eq!(codes(&ask(LAYERS, &wang)), ["all", "djk", "yunxi"]);
    assert_eq!(codes(&ask(LAYERS, &djk)), ["all", "djk"]);
    for (id, status) in [(1, 200), (2, 200), (3, 404)] {
        for path in [format!("{LAYERS}/{id}"), format!("{LAYERS}/{id}/features")] {
            assert_eq!(ask(&path, &djk).status, status, "{path}");
            assert_eq!(ask(&path, &wang).status, 200, "{path}");
        }
    }
}

#[test]
fn who_imported_a_layer_is_not_for_everybody_who_reads() {
    let walk = Walk::new();
    import(&walk, &fixture("lines.geojson"), "all", &[]);
    walk.add_person(&["wang"]);
    let public = [
        "--zone",
        "zone",
        "serve",
        "--public-read",
        "--bind",
        "127.0.0.1:0",
    ];
    let served = Served::start_as(&walk, &public);
    assert_eq!(
        served.get(LAYERS).json()["rows"][0]["imported_by"],
        Value::Null
    );
    let cookie = served.cookie("wang");
    let told = served.get_with(LAYERS, &[("cookie", &cookie)]).json();
    assert_eq!(told["rows"][0]["imported_by"], "tester");
    let changed = served.send("POST", LAYERS, &[("cookie", &cookie)], &json!({}));
    assert_eq!(changed.status, 405, "imported by command only");
}

/// Many small parcels beside each other.
fn parcels(count: usize) -> String {
    let features: Vec<Value> = (0..count)
        .map(|n| {
            let (x, y) = (
                110.0 + (n % 100) as f64 / 100.0,
                32.0 + (n / 100) as f64 / 100.0,
            );
            let ring = [
                [x, y],
                [x + 0.008, y],
                [x + 0.008, y + 0.008],
                [x, y + 0.008],
                [x, y],
            ];
            json!({
                "type": "Feature", "properties": { "code": format!("P{n}") },
                "geometry": { "type": "Polygon", "coordinates": [ring] },
            })
        })
        .collect();
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

#[test]
fn a_large_layer_is_given_in_tiles() {
    let walk = Walk::new();
    let small = walk.write("small.geojson", parcels(5_000));
    assert_eq!(import(&walk, &small, "small", &[])["form"], "geojson");
    let large = walk.write("large.geojson", parcels(5_001));
    let made = import(&walk, &large, "large", &[]);
    assert_eq!(
        (&made["form"], &made["max_zoom"]),
        (&json!("tiles"), &json!(14))
    );
    walk.verified("zone");
    let served = Served::start(&walk);
    let row = served.get(LAYERS).json()["rows"][0].clone();
    assert_eq!(row["code"], "large");
    let url = row["url"].as_str().unwrap();
    assert_eq!(url, "/api/layers/2/tiles/{z}/{x}/{y}");
    let at = |z: &str, x: &str, y: &str| url.replace("{z}", z).replace("{x}", x).replace("{y}", y);
    // The tile in which 110.5° E, 32.25° N lies.
    let tile = served.get(&at("10", "826", "414"));
    assert_eq!(tile.status, 200, "{}", tile.text());
    assert_eq!(
        tile.header("content-type"),
        "application/vnd.mapbox-vector-tile"
    );
    assert_eq!(
        tile.header("cache-control"),
        "private, max-age=31536000, immutable"
    );
    let has = |name: &[u8]| tile.body.windows(name.len()).any(|part| part == name);
    assert!(has(b"features") && has(b"code") && has(b"P2550"));
    let tag = tile.header("etag").to_owned();
    assert_eq!(
        served
            .get_with(&at("10", "826", "414"), &[("if-none-match", &tag)])
            .status,
        304
    );
    assert_ne!(served.get(&at("9", "413", "207")).header("etag"), tag);
    let small = served.get_with(&at("10", "826", "414"), &[("accept-encoding", "gzip")]);
    assert_eq!(small.header("content-encoding"), "gzip");
    let empty = served.get(&at("10", "0", "0"));
    assert_eq!((empty.status, empty.body.len()), (204, 0));
    for (path, status, says) in [
        (at("15", "0", "0"), 404, "expected 0 to 14"),
        (at("200", "0", "0"), 404, "expected 0 to 14"),
        (at("10", "1024", "0"), 400, "zoom 10 has 0 to 1023"),
        (at("10", "-1", "0"), 400, ""),
        ("/api/layers/2/features".into(), 404, "is given in tiles"),
        ("/api/layers/1/tiles/0/0/0".into(), 404, "is given whole"),
    ] {
        let answer = served.get(&path);
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert!(answer.text().contains(says), "{path}: {}", answer.text());
    }
}
