//! Layers: imported whole or not at all, superseded and never lost, seen by whom they are for.

use std::path::{Path, PathBuf};

use layers::limits::LAYER_BYTES_MAX;
use serde_json::Value;
use wellkeeper_zone as zone;
use zone::Zone;
use zone::clock::Clock;
use zone::config::Names;
use zone::layer::{
    Form, Imported, Layer, LayerDraft, Part, all_layers, current_layers, features, import, layer,
    remove,
};
use zone::limits::{LAYER_CODE_CHARS_MAX, LAYER_WORDS_CHARS_MAX, LAYERS_MAX};
use zone::person::Area;

use crate::verify::{execute_on_state, findings};
use crate::{NOW_US, empty_zone, words};

fn fixture(name: &str) -> PathBuf {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../layers/tests/data");
    data.join(name)
}

fn draft(code: &str) -> LayerDraft {
    LayerDraft {
        code: code.into(),
        title: Names {
            zh: "水系".into(),
            en: "Waters".into(),
        },
        attribution: "© 测绘院".into(),
        map_number: Some("GS(2024)0650号".into()),
        ..LayerDraft::default()
    }
}

async fn done(zone: &Zone, path: &Path, draft: &LayerDraft) -> Layer {
    match import(zone, path, draft, false, "wang").await.unwrap() {
        Imported::Entered(layer) => layer,
        other => panic!("{other:?}"),
    }
}

async fn refused(zone: &Zone, path: &Path, draft: &LayerDraft) -> String {
    let told = import(zone, path, draft, false, "wang").await;
    told.unwrap_err().to_string()
}

fn served(zone: &Zone, layer: &Layer) -> Value {
    serde_json::from_slice(&features(zone, layer).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_layer_is_entered_with_all_that_is_said_of_it_and_its_files_are_kept() {
    let (folder, zone) = empty_zone().await;
    let found = done(&zone, &fixture("polygons.geojson"), &draft("waters")).await;
    assert_eq!((found.id, found.code.as_str()), (1, "waters"));
    assert_eq!(
        (found.geometry.as_str(), found.features, found.without_shape),
        ("polygon", 4, 1)
    );
    assert_eq!(format!("{:?}", found.extent), "[110.0, 31.5, 111.7, 33.0]");
    assert_eq!(found.map_number.as_deref(), Some("GS(2024)0650号"));
    assert_eq!(
        (found.crs.as_str(), found.form),
        ("EPSG:4326", Form::GeoJson)
    );
    assert_eq!((found.who.as_str(), found.at_us >= NOW_US), ("wang", true));
    let source = std::fs::read(fixture("polygons.geojson")).unwrap();
    let kept = folder.path().join("layers").join(&found.source_hash);
    assert_eq!(std::fs::read(kept).unwrap(), source, "byte for byte");
    assert_eq!(
        served(&zone, &found)["features"].as_array().unwrap().len(),
        4
    );
    let log = zone.state().audit().await.unwrap();
    let entry = log.last().unwrap();
    assert_eq!(
        (entry.action.as_str(), entry.who.as_str()),
        ("import_layer", "wang")
    );
    assert!(entry.detail.contains("GS(2024)0650号"), "{}", entry.detail);
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_three_formats_of_one_layer_are_served_the_same() {
    let (_folder, zone) = empty_zone().await;
    let first = done(&zone, &fixture("polygons.geojson"), &draft("geojson")).await;
    let expected = served(&zone, &first);
    for (name, crs) in [
        ("shp/polygons.shp", "EPSG:4326"),
        ("shp/gbk.shp", "EPSG:4326"),
        ("gpkg/polygons.gpkg", "EPSG:4326"),
        ("gpkg/epsg4525.gpkg", "EPSG:4525"),
        ("gpkg/epsg3857.gpkg", "EPSG:3857"),
    ] {
        let found = done(&zone, &fixture(name), &draft(&name.replace('/', "-"))).await;
        assert_eq!(found.crs, crs, "{name}");
        let off: Vec<f64> = found
            .extent
            .iter()
            .zip(first.extent)
            .map(|(a, b)| (a - b).abs())
            .collect();
        assert!(off.iter().all(|off| *off < 1e-7), "{name}: {off:?}");
        let all = served(&zone, &found);
        for (found, expected) in all["features"]
            .as_array()
            .unwrap()
            .iter()
            .zip(expected["features"].as_array().unwrap())
        {
            assert_eq!(found["properties"], expected["properties"], "{name}");
            assert_eq!(
                found["geometry"]["type"], expected["geometry"]["type"],
                "{name}"
            );
        }
    }
    let heights = done(&zone, &fixture("gpkg/heights.gpkg"), &draft("heights")).await;
    let lines = done(&zone, &fixture("lines.geojson"), &draft("lines")).await;
    assert_eq!(served(&zone, &heights), served(&zone, &lines));
    assert_eq!(heights.source_layer.as_deref(), Some("lines"));
    let shapefile = current_layers(zone.state()).await.unwrap();
    let shapefile = shapefile
        .iter()
        .find(|l| l.code == "shp-polygons.shp")
        .unwrap();
    let names: Vec<&str> = shapefile
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "polygons.shp",
            "polygons.dbf",
            "polygons.prj",
            "polygons.cpg",
            "features.geojson"
        ]
    );
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_geopackage_of_several_layers_is_asked_for_one_and_never_for_a_view() {
    let (_folder, zone) = empty_zone().await;
    let several = fixture("gpkg/several.gpkg");
    let told = refused(&zone, &several, &draft("a")).await;
    assert!(
        told.contains("has 2 layers; expected `--layer` with one of: lines, 点"),
        "{told}"
    );
    let one = |name: &str| LayerDraft {
        layer: Some(name.into()),
        ..draft("a")
    };
    let told = refused(&zone, &several, &one("lakes")).await;
    assert!(
        told.contains("has no layer `lakes`; expected `--layer`"),
        "{told}"
    );
    let found = done(&zone, &several, &one("点")).await;
    assert_eq!((found.geometry.as_str(), found.features), ("point", 3));
    let told = refused(&zone, &fixture("lines.geojson"), &one("点")).await;
    assert!(
        told.contains("has one layer; `--layer 点` is for a GeoPackage"),
        "{told}"
    );

    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.gpkg");
    for change in [
        "alter table lines rename to behind; create view lines as select * from behind",
        "alter table gpkg_contents rename to behind; create view gpkg_contents as select * from behind",
        "drop table gpkg_spatial_ref_sys",
    ] {
        std::fs::copy(&several, &copy).unwrap();
        crate::verify::execute(&copy, change).await;
        let told = refused(&zone, &copy, &one("lines")).await;
        assert!(told.contains("has no table `"), "{change}: {told}");
    }
    std::fs::copy(&several, &copy).unwrap();
    std::fs::write(folder.path().join("copy.gpkg-wal"), "x").unwrap();
    let told = refused(&zone, &copy, &one("lines")).await;
    assert!(told.contains("is being written"), "{told}");
    let whole = std::fs::read(&several).unwrap();
    let cut = folder.path().join("cut.gpkg");
    for bytes in [0, 15, 100, 5_000, whole.len() / 2] {
        std::fs::write(&cut, &whole[..bytes]).unwrap();
        let told = refused(&zone, &cut, &one("lines")).await;
        assert!(told.contains("cut.gpkg"), "{bytes}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_refused_by_name_and_leaves_nothing() {
    let (folder, zone) = empty_zone().await;
    let place = tempfile::tempdir().unwrap();
    let wrong = place.path().join("wrong.geojson");
    std::fs::write(&wrong, r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":null,"geometry":{"type":"LineString","coordinates":[[1,2]]}}]}"#).unwrap();
    std::fs::copy(fixture("shp/lines.shp"), place.path().join("alone.shp")).unwrap();
    for (path, says) in [
        (
            wrong,
            "wrong.geojson: feature 1: a line of 1 position; expected 2",
        ),
        (
            place.path().join("alone.shp"),
            "alone.shp has no .dbf beside it",
        ),
        (
            fixture("shp/xian1980.shp"),
            "xian1980.shp: its coordinates are in `Xian_1980",
        ),
        (
            fixture("make.sh"),
            "is no layer by its name; expected .geojson, .json, .shp, .gpkg, or .tif of directions",
        ),
        (place.path().join("none.shp"), "none.shp: No such file"),
        (place.path().to_owned(), "is no layer by its name"),
    ] {
        let told = refused(&zone, &path, &draft("a")).await;
        assert!(told.contains(says), "expected `{says}` in: {told}");
    }
    assert!(all_layers(zone.state()).await.unwrap().is_empty());
    assert!(!folder.path().join("layers").exists(), "nothing was kept");
    let dry = import(&zone, &fixture("points.geojson"), &draft("a"), true, "wang").await;
    let Imported::Would(prospect) = dry.unwrap() else {
        panic!("it wrote");
    };
    assert_eq!((prospect.features, prospect.without_shape), (3, 1));
    assert!(!folder.path().join("layers").exists(), "nor by a dry run");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_layer_of_the_same_code_supersedes_and_the_old_one_stays_readable() {
    let (_folder, zone) = empty_zone().await;
    let first = done(&zone, &fixture("lines.geojson"), &draft("a")).await;
    let again = import(&zone, &fixture("lines.geojson"), &draft("a"), false, "li").await;
    assert_eq!(
        again.unwrap(),
        Imported::Already(first.clone()),
        "the same changes nothing"
    );
    let second = done(&zone, &fixture("points.geojson"), &draft("a")).await;
    assert_eq!(second.id, 2);
    let old = layer(zone.state(), 1).await.unwrap();
    assert_eq!(old.superseded_by, Some(2));
    assert_eq!(served(&zone, &old)["features"].as_array().unwrap().len(), 2);
    let renamed = LayerDraft {
        map_number: None,
        ..draft("a")
    };
    let third = done(&zone, &fixture("points.geojson"), &renamed).await;
    let ids = |layers: Vec<Layer>| layers.iter().map(|l| l.id).collect::<Vec<_>>();
    assert_eq!(ids(current_layers(zone.state()).await.unwrap()), [third.id]);
    assert_eq!(ids(all_layers(zone.state()).await.unwrap()), [3, 2, 1]);

    let told = remove(&zone, "b", "x", "li").await.unwrap_err().to_string();
    assert!(told.contains("there is no layer `b`"), "{told}");
    let told = remove(&zone, "a", " ", "li").await.unwrap_err().to_string();
    assert!(told.contains("the reason has 0 characters"), "{told}");
    let removed = remove(&zone, "a", "审图号已失效", "li").await.unwrap();
    assert_eq!(ids(removed), [3, 2, 1]);
    assert!(current_layers(zone.state()).await.unwrap().is_empty());
    let gone = layer(zone.state(), 3).await.unwrap().removed.unwrap();
    assert_eq!(
        (gone.who.as_str(), gone.why.as_str()),
        ("li", "审图号已失效")
    );
    assert!(remove(&zone, "a", "x", "li").await.is_err(), "once");
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_of_a_layer_has_bounds() {
    let (_folder, zone) = empty_zone().await;
    let path = fixture("points.geojson");
    let long = "界".repeat(LAYER_WORDS_CHARS_MAX);
    let over = format!("{long}界");
    let fits = LayerDraft {
        code: "c".repeat(LAYER_CODE_CHARS_MAX),
        attribution: long,
        ..draft("")
    };
    done(&zone, &path, &fits).await;
    let saying = |change: &dyn Fn(&mut LayerDraft)| {
        let mut wrong = draft("a");
        change(&mut wrong);
        wrong
    };
    let area = Area::parse("nowhere=x").unwrap();
    for (wrong, says) in [
        (draft(&"c".repeat(LAYER_CODE_CHARS_MAX + 1)), "is no code"),
        (draft("a,b"), "`a,b` is no code of a layer"),
        (draft(""), "`` is no code of a layer"),
        (
            saying(&|d| d.attribution.clone_from(&over)),
            "the attribution has 201 characters",
        ),
        (
            saying(&|d| d.attribution = " ".into()),
            "the attribution has 0 characters",
        ),
        (
            saying(&|d| d.title.zh.clear()),
            "the Chinese title has 0 characters",
        ),
        (
            saying(&|d| d.map_number = Some(over.clone())),
            "the map number has 201",
        ),
        (
            saying(&|d| d.licence = Some(over.clone())),
            "the licence has 201",
        ),
        (
            saying(&|d| d.area = Some(area.clone())),
            "no kind of thing has a field `nowhere`",
        ),
        (
            saying(&|d| d.crs = Some("GCJ-02".into())),
            "`GCJ-02` is no coordinate system that is known",
        ),
    ] {
        let told = refused(&zone, &path, &wrong).await;
        assert!(told.contains(says), "expected `{says}` in: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_book_has_as_many_layers_of_such_size_as_there_may_be() {
    let (_folder, zone) = empty_zone().await;
    let path = fixture("points.geojson");
    done(&zone, &path, &draft("l0")).await;
    for number in 1..LAYERS_MAX {
        done(&zone, &path, &draft(&format!("l{number}"))).await;
    }
    let told = refused(&zone, &path, &draft("one-more")).await;
    assert!(
        told.contains("the book has 64 layers; at most 64"),
        "{told}"
    );
    done(&zone, &fixture("lines.geojson"), &draft("l1")).await;

    let place = tempfile::tempdir().unwrap();
    let large = place.path().join("large.geojson");
    let file = std::fs::File::create(&large).unwrap();
    file.set_len(LAYER_BYTES_MAX + 1).unwrap();
    let told = refused(&zone, &large, &draft("l1")).await;
    assert!(told.contains("larger than 268435456 bytes"), "{told}");
    // Few features, but of so many words that they are not given whole.
    let words = "井".repeat(20_000);
    let feature = |n: usize| {
        format!(
            r#"{{"type":"Feature","properties":{{"n":"{n}{words}"}},"geometry":{{"type":"Point","coordinates":[111.{n},32.5]}}}}"#
        )
    };
    for (count, form) in [(30, Form::GeoJson), (40, Form::Tiles)] {
        let features: Vec<String> = (0..count).map(feature).collect();
        let text = format!(
            r#"{{"type":"FeatureCollection","features":[{}]}}"#,
            features.join(",")
        );
        std::fs::write(&large, text).unwrap();
        let found = done(&zone, &large, &draft("l1")).await;
        assert_eq!(found.form, form, "{count}");
    }
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_layer_that_was_changed_or_lost_is_named() {
    let (folder, zone) = empty_zone().await;
    let found = done(&zone, &fixture("lines.geojson"), &draft("a")).await;
    let kept = folder.path().join("layers");
    let served = found
        .files
        .iter()
        .find(|file| file.part == Part::Served)
        .unwrap();
    std::fs::write(kept.join(&served.hash), "other").unwrap();
    std::fs::remove_file(kept.join(&found.source_hash)).unwrap();
    let told = findings(&zone).await;
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told.iter()
            .any(|t| t.contains(&served.hash) && t.contains("was changed")),
        "{told:?}"
    );
    assert!(
        told.iter().any(|t| t.contains(&found.source_hash)),
        "{told:?}"
    );
    assert!(features(&zone, &found).is_err());
    // The row itself is sealed.
    std::fs::copy(fixture("lines.geojson"), kept.join(&found.source_hash)).unwrap();
    execute_on_state(
        folder.path(),
        "update layer set map_number = 'GS(2099)1号' where id = 1",
    )
    .await;
    let told = findings(&zone).await;
    assert!(told.iter().any(|t| t.starts_with("layer 1")), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn layers_go_with_a_backup_and_come_back() {
    use zone::backup::{Source, restore, write_archive};
    let (_folder, zone) = empty_zone().await;
    let found = done(&zone, &fixture("shp/gbk.shp"), &draft("a")).await;
    let place = tempfile::tempdir().unwrap();
    let archive = place.path().join("zone.tar");
    write_archive(&zone, &archive, false, "wang").await.unwrap();
    let dir = place.path().join("back");
    let clock = Clock::fixed(NOW_US);
    restore(&Source::Archive(archive), &dir, None, clock, "wang")
        .await
        .unwrap();
    let back = Zone::open(&dir, words(), clock).await.unwrap();
    let again = layer(back.state(), found.id).await.unwrap();
    assert_eq!(again, found);
    assert_eq!(
        features(&back, &again).unwrap(),
        features(&zone, &found).unwrap()
    );
    for file in &found.files {
        assert!(
            dir.join("layers").join(&file.hash).exists(),
            "{}",
            file.name
        );
    }
}

#[test]
fn a_layer_of_an_area_is_seen_from_there_and_by_whoever_sees_all() {
    let area = |text: &str| Area::parse(text).unwrap();
    let own = area("county=丹江口市");
    for (of, from, seen) in [
        (None, None, true),
        (None, Some(&own), true),
        (Some(own.clone()), None, true),
        (Some(own.clone()), Some(&own), true),
        (Some(area("county=郧西县")), Some(&own), false),
        (Some(area("city=丹江口市")), Some(&own), false),
    ] {
        let layer = with_area(of.clone());
        assert_eq!(layer.is_seen_from(from), seen, "{of:?} from {from:?}");
    }
}

/// A layer that is nowhere but in memory.
fn with_area(area: Option<Area>) -> Layer {
    Layer {
        id: 1,
        code: "a".into(),
        title: Names::default(),
        geometry: "point".into(),
        features: 1,
        without_shape: 0,
        extent: [0.0; 4],
        attribution: "x".into(),
        map_number: None,
        licence: None,
        source: "a.geojson".into(),
        source_hash: String::new(),
        source_layer: None,
        crs: "EPSG:4326".into(),
        area,
        form: Form::GeoJson,
        max_zoom: None,
        at_us: NOW_US,
        who: "wang".into(),
        superseded_by: None,
        removed: None,
        files: Vec::new(),
    }
}
