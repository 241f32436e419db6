//! From the ground into a zone.

use serde_json::Value;

use super::{
    CELL_KM2, CELL_M, COLS, LOGAN, NORTH, SYSTEM, WEST, below, counts, json, made, near, read,
    with_logan,
};
use crate::program::Walk;

/// A zone with the pack, that lies where Logan River does.
fn zone_of(walk: &Walk) {
    walk.init(&["init", "zone", "--packs", "small-watershed"]);
    let config = std::fs::read_to_string(walk.path("zone/zone.toml")).unwrap();
    let bounds = "bounds = [-112.0, 41.5, -111.3, 42.3]\n";
    walk.write("zone/zone.toml", bounds.to_owned() + &config);
}

/// A cell of the greatest river a good way up from where it leaves, and one further up.
fn two_of_the_river(codes: &[u8], draining: &[u32]) -> [usize; 2] {
    let mouth = (0..codes.len()).max_by_key(|cell| draining[*cell]);
    let above = |cell: &usize| {
        let drains_here = |one: &usize| below(codes, *one).is_some_and(|(to, _)| to == *cell);
        let near = cell.saturating_sub(COLS + 1)..(cell + COLS + 2).min(codes.len());
        near.filter(drains_here).max_by_key(|cell| draining[*cell])
    };
    let river: Vec<usize> = std::iter::successors(mouth, above).take(260).collect();
    [river[40], river[250]]
}

/// A table of sections, each some tens of metres beside the middle of its cell, and one that lies elsewhere.
fn table_of(sections: [(&str, usize); 2]) -> String {
    let plane = layers::Crs::parse(SYSTEM).unwrap();
    let rows = sections.map(|(code, cell)| {
        let x = WEST + ((cell % COLS) as f64 + 0.7) * CELL_M;
        let y = NORTH - ((cell / COLS) as f64 + 0.2) * CELL_M;
        let [longitude, latitude] = plane.to_degrees([x, y]).unwrap();
        format!("{code},断面,{longitude},{latitude}\n")
    });
    let head = "code,name_zh,longitude,latitude\n";
    [head, &rows.concat(), "S9,不在这里,-110.9,41.9\n"].concat()
}

#[test]
fn a_delineation_becomes_things_tables_and_sections_of_a_zone() {
    let walk = with_logan();
    let codes = read::<u8>(&walk, "d8.tif").grid.into_cells();
    let draining = counts(&codes);
    let km2 = |cell: usize| f64::from(draining[cell]) * CELL_KM2;
    let [lower, upper] = two_of_the_river(&codes, &draining);
    walk.write("sections.csv", table_of([("S1", lower), ("S2", upper)]));
    let with_sections = ["--least", "1", "--sections", "sections.csv"];
    let told = made(&walk, &with_sections);
    let why = told["refused"][0].as_str().unwrap();
    assert!(why.contains("S9"), "{told}");
    assert_eq!(told["refused"].as_array().unwrap().len(), 1);
    let sections = told["sections"].as_array().unwrap();
    for (section, cell) in sections.iter().zip([lower, upper]) {
        assert_eq!(
            (&section["row"], &section["col"]),
            (&(cell / COLS).into(), &(cell % COLS).into())
        );
        assert_eq!(section["moved_m"], 0.0);
        let code = section["watershed"].as_str().unwrap();
        assert!(code.starts_with("w2026-"), "{section}");
        near(&section["whole_km2"], km2(cell), 1e-6, "a section");
    }

    zone_of(&walk);
    let import = |file: &str| {
        json(
            &walk,
            &["--zone", "zone", "--json", "import", "things", file],
        )
    };
    let things = &told["things"];
    assert_eq!(&import("things.geojson")["created"], things);
    assert_eq!(&import("things.geojson")["unchanged"], things);
    walk.done(&["run", "--zone", "zone"]);
    let number = |sql: &str| -> f64 { walk.csv(sql).lines().nth(1).unwrap().parse().unwrap() };
    near(
        things,
        number("select count(*) from small_watershed.watershed"),
        0.0,
        "rows",
    );
    let faults = number("select count(*) from small_watershed.network_fault");
    assert!(
        faults < 0.5,
        "{}",
        walk.csv("select * from small_watershed.network_fault")
    );
    let areas = number("select sum(area_km2) from small_watershed");
    near(&told["km2"], areas, 1e-4, "all ground");
    // From a section up to the next: together they are what drains to the lower one, as it was walked.
    let of_section = |code: &str| {
        number(&format!(
            "select area_km2 from small_watershed.section_watershed where section = '{code}'"
        ))
    };
    assert!((of_section("S2") - km2(upper)).abs() < 1e-3);
    assert!((of_section("S1") - (km2(lower) - km2(upper))).abs() < 1e-3);
    walk.verified("zone");

    // A CSV says the same, and nothing of borders: those that the book has stay.
    let mut csv = LOGAN;
    csv[5] = "things.csv";
    let crs = ["--crs", SYSTEM];
    walk.done(&[&csv[..], &crs, &with_sections].concat());
    assert_eq!(&import("things.csv")["unchanged"], things);
}

#[test]
fn a_delineation_says_of_what_it_was_made_and_by_what() {
    let walk = with_logan();
    walk.write("sections.csv", "code,x,y\nS,446905,4637504\n");
    made(
        &walk,
        &[
            "--sections",
            "sections.csv",
            "--snap",
            "9",
            "--name-zh",
            "泉河",
        ],
    );
    let text = std::fs::read_to_string(walk.path("things.geojson")).unwrap();
    let read: Value = serde_json::from_str(&text).unwrap();
    let provenance = &read["provenance"];
    let command = provenance["WELLKEEPER_COMMAND"].as_str().unwrap();
    for said in [
        "terrain things --small 50",
        "--snap 9",
        "--crs EPSG:32612",
        "'泉河'",
    ] {
        assert!(command.contains(said), "{command}");
    }
    for (number, name) in [(1, "d8.tif"), (2, "dem.tif"), (3, "sections.csv")] {
        let bytes = std::fs::read(walk.path(name)).unwrap();
        let expected = format!("{name} blake3:{}", blake3::hash(&bytes).to_hex());
        assert_eq!(provenance[format!("WELLKEEPER_INPUT_{number}")], expected);
    }
    assert_eq!(read["crs"], Value::Null, "degrees of WGS 84 need no word");
    let features = read["features"].as_array().unwrap();
    let ends: Vec<&Value> = features
        .iter()
        .filter(|f| f["properties"]["section"] == "S")
        .collect();
    assert_eq!(ends.len(), 1);
    let name = ends[0]["properties"]["name_zh"].as_str().unwrap();
    assert!(name.starts_with("泉河"));
    assert_eq!(text.lines().count(), features.len() + 2, "a feature a line");
}
