//! Layers of directions: what can be one, and what drains to a place by it.

use std::path::{Path, PathBuf};

use layers::Crs;
use terrain::grid::Crs as RasterCrs;
use terrain::tiff::{Blocks, Reader, WriteOptions, write};
use terrain::{Georeference, Grid, Raster};
use wellkeeper_zone as zone;
use zone::Zone;
use zone::config::Names;
use zone::layer::{
    Form, Ground, Imported, Layer, LayerDraft, Part, Watershed, current_layers, ground_above,
    import, remove,
};
use zone::limits::WATERSHED_CELLS_MAX;

use crate::empty_zone;
use crate::verify::findings;

/// Synthetic ground of the oracle set, with what peers say of it: `crates/terrain/tests/data/routes/README.md`.
const SIDE: usize = 400;
const CELL_M: f64 = 10.0;
/// The outlet of `synthlake_watershed`, and how many cells `WhiteboxTools` and pyflwdir find above it.
const OUTLET: (usize, usize) = (112, 281);
const ABOVE: u64 = 48_218;

fn oracle(what: &str) -> Vec<u8> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../terrain/tests/data/routes");
    let packed = std::fs::read(data.join(format!("synthlake_{what}.bin.zst"))).unwrap();
    zstd::decode_all(packed.as_slice()).unwrap()
}

/// A place in the middle of a zone of 3° (EPSG:4547), and what the file says that it is in.
fn placed(epsg: Option<u16>) -> Georeference {
    Georeference {
        transform: [520_000.0, CELL_M, 0.0, 3_610_000.0, 0.0, -CELL_M],
        crs: RasterCrs {
            epsg,
            ..RasterCrs::default()
        },
    }
}

fn raster(rows: usize, cols: usize, codes: Vec<u8>, place: Option<Georeference>) -> Raster<u8> {
    Raster {
        grid: Grid::new(rows, cols, codes).unwrap(),
        nodata: Some(255),
        georeference: place,
    }
}

/// Directions of `WhiteboxTools` in our codes: it writes 1 for north-east, clockwise on.
fn synthlake(epsg: Option<u16>) -> Raster<u8> {
    let codes = oracle("d8_wbt").into_iter();
    let codes = codes.map(|code| {
        if code == 255 {
            code
        } else {
            code.rotate_right(1)
        }
    });
    raster(SIDE, SIDE, codes.collect(), Some(placed(epsg)))
}

fn file(folder: &Path, name: &str, raster: &Raster<u8>) -> PathBuf {
    let path = folder.join(name);
    write(&path, raster, &WriteOptions::codes()).unwrap();
    path
}

fn draft(code: &str) -> LayerDraft {
    LayerDraft {
        code: code.into(),
        title: Names {
            zh: "流向".into(),
            en: "Flow directions".into(),
        },
        attribution: "合成地形".into(),
        ..LayerDraft::default()
    }
}

async fn done(zone: &Zone, path: &Path, draft: &LayerDraft) -> Layer {
    match import(zone, path, draft, false, "wang").await.unwrap() {
        Imported::Entered(layer) => layer,
        other => panic!("{other:?}"),
    }
}

fn watershed(zone: &Zone, layer: &Layer, at: [f64; 2], reach: usize) -> Watershed {
    match ground_above(zone, layer, at, reach).unwrap() {
        Ground::Watershed(found) => *found,
        other => panic!("{other:?}"),
    }
}

fn degrees(row: usize, col: usize) -> [f64; 2] {
    let (x, y) = placed(None).centre(row, col);
    Crs::of_epsg(4547).unwrap().to_degrees([x, y]).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn directions_are_kept_as_they_came_and_beside_them_what_peers_count() {
    let (folder, zone) = empty_zone().await;
    let path = file(folder.path(), "d8.tif", &synthlake(Some(4547)));
    let would = import(&zone, &path, &draft("flow"), true, "wang")
        .await
        .unwrap();
    assert!(
        matches!(&would, Imported::Would(found) if found.geometry == "raster"),
        "{would:?}"
    );
    assert!(!folder.path().join("layers").exists(), "nothing is written");
    let found = done(&zone, &path, &draft("flow")).await;
    let with_data = oracle("d8_wbt").iter().filter(|code| **code != 255).count();
    assert_eq!(
        (found.form, found.geometry.as_str(), found.crs.as_str()),
        (Form::Directions, "raster", "EPSG:4547")
    );
    assert_eq!(found.features, i64::try_from(with_data).unwrap());
    assert_eq!(found.features + found.without_shape, 160_000);
    let [west, south, east, north] = found.extent;
    let [x, y] = degrees(200, 200);
    assert!(
        west < x && x < east && south < y && y < north,
        "{:?}",
        found.extent
    );
    let parts: Vec<Part> = found.files.iter().map(|file| file.part).collect();
    assert_eq!(parts, [Part::Source, Part::Counts]);
    let kept = |at: usize| folder.path().join("layers").join(&found.files[at].hash);
    assert_eq!(
        std::fs::read(kept(0)).unwrap(),
        std::fs::read(&path).unwrap(),
        "byte for byte"
    );
    let counts = Reader::open(&kept(1)).unwrap().read::<u32>(0).unwrap();
    let peers = oracle("acc_cells");
    let peers = peers
        .chunks_exact(4)
        .map(|count| u32::from_le_bytes(count.try_into().unwrap()));
    assert!(counts.grid.cells().iter().copied().eq(peers));
    assert_eq!(
        std::fs::read_dir(folder.path().join("layers"))
            .unwrap()
            .count(),
        2,
        "nothing else stays"
    );
    let again = import(&zone, &path, &draft("flow"), false, "wang")
        .await
        .unwrap();
    assert!(matches!(again, Imported::Already(_)), "{again:?}");
    let log = zone.state().audit().await.unwrap();
    let entry = log.last().unwrap();
    assert!(
        entry.action == "import_layer" && entry.detail.contains("directions"),
        "{}",
        entry.detail
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn superseded_directions_go_on_answering_and_a_changed_file_of_them_is_named() {
    let (folder, zone) = empty_zone().await;
    let path = file(folder.path(), "d8.tif", &synthlake(Some(4547)));
    let found = done(&zone, &path, &draft("flow")).await;
    let licensed = LayerDraft {
        licence: Some("内部使用".into()),
        ..draft("flow")
    };
    let next = done(&zone, &path, &licensed).await;
    let current = current_layers(zone.state()).await.unwrap();
    assert_eq!(current, std::slice::from_ref(&next));
    let at = degrees(OUTLET.0, OUTLET.1);
    assert_eq!(
        watershed(&zone, &found, at, 0),
        watershed(&zone, &next, at, 0)
    );
    assert_eq!(findings(&zone).await, Vec::<String>::new());
    remove(&zone, "flow", "换了高程", "wang").await.unwrap();
    let counts = folder.path().join("layers").join(&found.files[1].hash);
    std::fs::write(counts, b"II*\0").unwrap();
    let told = findings(&zone).await;
    assert!(
        told.len() == 1 && told[0].contains(&found.files[1].hash),
        "{told:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ground_above_a_place_is_what_two_peers_find() {
    let (folder, zone) = empty_zone().await;
    let path = file(folder.path(), "d8.tif", &synthlake(None));
    let said = LayerDraft {
        crs: Some("EPSG:4547".into()),
        ..draft("flow")
    };
    let layer = done(&zone, &path, &said).await;
    let at = degrees(OUTLET.0, OUTLET.1);
    let found = watershed(&zone, &layer, at, 0);
    assert_eq!((found.cells, found.moved_m), (ABOVE, 0.0));
    assert!(
        (found.km2 - 4.8218).abs() < 1e-12,
        "10 m by 10 m each: {}",
        found.km2
    );
    assert!((found.outlet[0] - at[0]).abs() < 1e-7 && (found.outlet[1] - at[1]).abs() < 1e-7);
    // The border encloses the area: of the plane, since a square degree is none.
    let crs = Crs::of_epsg(4547).unwrap();
    let area = |ring: &Vec<[f64; 2]>| {
        let metres: Vec<[f64; 2]> = ring.iter().map(|&at| crs.project(at).unwrap()).collect();
        let pairs = metres.iter().zip(&metres[1..]);
        pairs
            .map(|([x, y], [u, v])| (x - 520_000.0) * (v - y) - (u - x) * (y - 3_610_000.0))
            .sum::<f64>()
            / 2.0
    };
    let rings: Vec<f64> = found.polygons.iter().flatten().map(area).collect();
    let km2 = rings.iter().sum::<f64>() / 1e6;
    assert!((km2 - 4.8218).abs() < 1e-4, "{km2}");
    for polygon in &found.polygons {
        assert!(area(&polygon[0]) > 0.0 && polygon[1..].iter().all(|hole| area(hole) < 0.0));
        assert!(polygon.iter().all(|ring| ring.first() == ring.last()));
    }
    // Two rows away the river is found again, and how far it was is told.
    let beside = degrees(OUTLET.0 + 2, OUTLET.1);
    let moved = watershed(&zone, &layer, beside, 2);
    assert!(
        moved.cells >= ABOVE && moved.moved_m > 0.0 && moved.moved_m < 29.0,
        "{moved:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_no_ground_that_is_said() {
    let (folder, zone) = empty_zone().await;
    let mut holed = synthlake(Some(4547));
    for cell in &mut holed.grid.cells_mut()[..20 * SIDE] {
        *cell = 255;
    }
    let layer = done(
        &zone,
        &file(folder.path(), "d8.tif", &holed),
        &draft("flow"),
    )
    .await;
    let above = |at, reach| ground_above(&zone, &layer, at, reach).unwrap();
    assert_eq!(above(degrees(5, 200), 3), Ground::NoData);
    assert!(matches!(above(degrees(18, 200), 3), Ground::Watershed(_)));
    for at in [
        [110.0, 32.6],
        [0.0, 0.0],
        [-180.0, -90.0],
        degrees(SIDE, 5),
        degrees(5, SIDE),
    ] {
        assert_eq!(above(at, 3), Ground::Outside, "{at:?}");
    }
    let lines = Path::new(env!("CARGO_MANIFEST_DIR")).join("../layers/tests/data/lines.geojson");
    let other = done(&zone, &lines, &draft("lines")).await;
    let told = ground_above(&zone, &other, [111.0, 32.0], 0)
        .unwrap_err()
        .to_string();
    assert!(told.contains("is none of directions"), "{told}");

    // All of it to one corner: a cell more than is drawn.
    let side = 5_794;
    let mut codes = vec![1_u8; side * side];
    for row in 0..side {
        codes[row * side + side - 1] = if row + 1 == side { 0 } else { 4 };
    }
    let large = raster(side, side, codes, Some(placed(Some(4547))));
    let layer = done(
        &zone,
        &file(folder.path(), "large.tif", &large),
        &draft("large"),
    )
    .await;
    let cells = u64::try_from(side * side).unwrap();
    assert!(cells > WATERSHED_CELLS_MAX);
    let corner = degrees(side - 1, side - 1);
    assert_eq!(
        ground_above(&zone, &layer, corner, 0).unwrap(),
        Ground::TooLarge(cells)
    );
}

/// Why `path` is refused.
async fn refused(zone: &Zone, path: &Path, crs: Option<&str>) -> String {
    let said = LayerDraft {
        crs: crs.map(str::to_owned),
        ..draft("flow")
    };
    let told = import(zone, path, &said, false, "wang").await.unwrap_err();
    let audit = zone.state().audit().await.unwrap();
    assert!(audit.iter().all(|entry| entry.action != "import_layer"));
    told.to_string()
}

fn small(codes: [u8; 4], epsg: Option<u16>) -> Raster<u8> {
    raster(2, 2, codes.to_vec(), Some(placed(epsg)))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_are_no_directions_is_refused_with_what_was_expected() {
    let (folder, zone) = empty_zone().await;
    let known = Some(4547);
    let other = Raster {
        nodata: Some(7),
        ..small([0; 4], known)
    };
    for (raster, says) in [
        (small([1, 4, 64, 16], known), "go in a circle through row"),
        (
            small([1, 3, 64, 0], known),
            "row 0, column 1, counted from 0: 3 is no direction",
        ),
        (small([255; 4], known), "has no cell with a direction"),
        (other, "says 7 for no data; expected 255"),
    ] {
        let told = refused(&zone, &file(folder.path(), "d8.tif", &raster), None).await;
        assert!(told.contains(says) && told.contains("d8.tif"), "{told}");
    }
    let heights = Raster {
        grid: Grid::new(2, 2, vec![1.5_f32; 4]).unwrap(),
        nodata: None,
        georeference: Some(placed(known)),
    };
    let path = folder.path().join("dem.tif");
    write(&path, &heights, &WriteOptions::continuous::<f32>()).unwrap();
    let told = refused(&zone, &path, None).await;
    assert!(
        told.contains("cells of f32; expected directions, u8: `wellkeeper terrain d8`"),
        "{told}"
    );
    // One strip of the whole raster would be unpacked for every look.
    let strip = raster(2_100, 2_000, vec![0; 4_200_000], Some(placed(known)));
    let options = WriteOptions {
        blocks: Blocks::Strips { rows: 2_100 },
        ..WriteOptions::codes()
    };
    let path = folder.path().join("strip.tif");
    write(&path, &strip, &options).unwrap();
    let told = refused(&zone, &path, None).await;
    assert!(
        told.contains("blocks of 2100 × 2000 cells, which are unpacked whole"),
        "{told}"
    );
    std::fs::write(&path, b"II*\0\x08\0\0\0").unwrap();
    let told = refused(&zone, &path, None).await;
    assert!(told.contains("strip.tif: at byte 8"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn directions_that_lie_nowhere_that_is_known_are_refused_by_name() {
    let (folder, zone) = empty_zone().await;
    let known = Some(4547);
    for (raster, crs, says) in [
        (
            small([0; 4], Some(26912)),
            None,
            "has its cells in EPSG:26912; expected EPSG:4326",
        ),
        (
            small([0; 4], None),
            None,
            "does not say what its cells are in; expected EPSG:4326",
        ),
        (
            small([0; 4], known),
            Some("EPSG:3857"),
            "whose metres are none",
        ),
        (
            small([0; 4], known),
            Some("EPSG:4326"),
            "expected a longitude within ±180",
        ),
        (
            small([0; 4], known),
            Some("EPSG:2383"),
            "`EPSG:2383` is no coordinate system",
        ),
        (
            raster(2, 2, vec![0; 4], None),
            Some("EPSG:4547"),
            "does not say where it lies",
        ),
    ] {
        let told = refused(&zone, &file(folder.path(), "d8.tif", &raster), crs).await;
        assert!(told.contains(says), "{told}");
    }
    assert!(current_layers(zone.state()).await.unwrap().is_empty());
}
