//! Layers at the keyboard.

use serde_json::Value;

use crate::program::Walk;
use crate::serve::layers::{fixture, import};

const WORDS: [&str; 6] = [
    "--title-zh",
    "水系",
    "--title-en",
    "Waters",
    "--attribution",
    "© 测绘院",
];

fn layer(walk: &Walk, arguments: &[&str]) -> String {
    walk.done(&[&["--zone", "zone", "--lang", "zh", "layer"], arguments].concat())
}

#[test]
fn a_layer_is_imported_listed_shown_superseded_and_removed() {
    let walk = Walk::new();
    let command = ["--zone", "zone", "--lang", "zh", "import", "layer"];
    let file = fixture("gpkg/several.gpkg");
    let said = [&command[..], &[&file, "--code", "a"], &WORDS].concat();
    let told = walk.refused(&said);
    assert!(
        told.contains("has 2 layers; expected `--layer` with one of: lines, 点"),
        "{told}"
    );
    let one = [
        &said[..],
        &["--layer", "点", "--map-number", "GS(2024)0650号"],
    ]
    .concat();
    let told = walk.done(&[&one[..], &["--dry-run"]].concat());
    assert!(
        told.contains("试运行，未写入") && told.contains("  要素: 3\n"),
        "{told}"
    );
    assert!(
        !layer(&walk, &["list"]).contains("GS(2024)0650号"),
        "nothing was written"
    );
    let told = walk.done(&one);
    assert!(told.starts_with("图层 1 水系 · Waters (现行)"), "{told}");
    assert!(
        told.contains("  审图号: GS(2024)0650号\n") && told.contains("  来源: © 测绘院\n"),
        "{told}"
    );
    assert!(walk.done(&one).contains("已是图层 1"));
    import(
        &walk,
        &fixture("lines.geojson"),
        "a",
        &["--area", "county=丹江口市"],
    );
    let list = layer(&walk, &["list", "--all"]);
    assert!(
        list.contains("被取代： 2") && list.contains("county=丹江口市"),
        "{list}"
    );
    let shown = layer(&walk, &["show", "a"]);
    assert!(
        shown.starts_with("图层 2 ") && shown.contains("lines.geojson"),
        "{shown}"
    );
    assert!(layer(&walk, &["show", "1"]).contains("several.gpkg"));
    let told = walk.refused(&["--zone", "zone", "layer", "show", "b"]);
    assert!(
        told.contains("there is no layer `b`; `wellkeeper layer list` tells"),
        "{told}"
    );
    assert_eq!(
        layer(&walk, &["remove", "a", "--reason", "审图号已失效"]),
        "已移除 a (2, 1)\n"
    );
    let shown = layer(&walk, &["show", "2"]);
    assert!(shown.contains("tester: 审图号已失效"), "{shown}");
    let json = walk.done(&["--zone", "zone", "--json", "layer", "list", "--all"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["layers"][0]["removed"]["reason"], "审图号已失效");
    walk.verified("zone");
    // What cannot go without words is misuse.
    let output = walk.run(&["--zone", "zone", "import", "layer", &file, "--code", "a"]);
    assert_eq!(output.status.code(), Some(2));
}
