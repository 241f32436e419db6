//! With `--memory` every file and every figure is the same; lengths; heights of 64 bits.

use geojson::GeoJson;

use super::*;

/// A command in memory and beyond it: its figures and its files must be the same. `outs` name, by what they end in, the
/// files that it makes.
fn alike(walk: &Walk, command: &[&str], outs: &[(&str, &str)]) -> Value {
    let run = |away: &str| {
        let mut words: Vec<String> = command.iter().map(|&word| word.to_owned()).collect();
        for (option, end) in outs {
            words.extend(Some(*option).filter(|it| !it.is_empty()).map(str::to_owned));
            words.push(format!("out{away}{end}"));
        }
        if !away.is_empty() {
            words.extend(["--memory".to_owned(), "64MiB".to_owned()]);
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        json(walk, &words)
    };
    let (held, away) = (run(""), run("-away"));
    assert_eq!(held, away, "{command:?}");
    for (_, end) in outs {
        let read = |away: &str| std::fs::read(walk.path(&format!("out{away}{end}"))).unwrap();
        assert!(read("") == read("-away"), "{command:?}: {end}");
    }
    held
}

#[test]
fn beyond_memory_the_result_is_the_same() {
    let walk = with_ground();
    json(&walk, &["d8", "dem.tif", "d8.tif"]);
    json(&walk, &["accumulate", "d8.tif", "acc.tif"]);
    let tif = [("", ".tif")];
    let filled = alike(&walk, &["fill", "dem.tif"], &tif);
    assert!(filled["volume_m3"].as_f64().unwrap() > 0.0, "{filled}");
    alike(&walk, &["fill", "dem.tif", "--nodata", "wall"], &tif);
    alike(&walk, &["d8", "dem.tif"], &tif);
    alike(&walk, &["accumulate", "d8.tif"], &tif);
    alike(&walk, &["accumulate", "d8.tif", "--area"], &tif);
    alike(
        &walk,
        &["accumulate", "d8.tif", "--weights", "dem.tif"],
        &tif,
    );

    let all = [
        ("", ".tif"),
        ("--table", ".csv"),
        ("--polygons", ".geojson"),
    ];
    alike(&walk, &["watershed", "d8.tif", "--basins"], &all);
    alike(&walk, &["watershed", "d8.tif", "--small", "0.5"], &all);
    let least = ["watershed", "d8.tif", "--small", "0.3", "--least", "0.1"];
    alike(&walk, &least, &all);
    walk.write(
        "outlets.csv",
        "code,x,y,registered_km2\nA,401065,3597500,3\nfar,0,0,\nB,401100,3598800,\n",
    );
    let outlets = [
        "watershed",
        "d8.tif",
        "--outlets",
        "outlets.csv",
        "--snap",
        "4",
    ];
    let told = alike(&walk, &outlets, &all);
    assert_eq!(told["outlets"].as_array().unwrap().len(), 2, "{told}");
    assert_eq!(told["refused"].as_array().unwrap().len(), 1, "{told}");

    let shapes = [("", ".geojson")];
    alike(&walk, &["streams", "d8.tif", "--threshold", "40"], &shapes);
    alike(&walk, &["polygonize", "d8.tif"], &shapes);
    alike(&walk, &["polygonize", "d8.tif", "--corners"], &shapes);
    // As the library of the format writes it.
    let text = std::fs::read_to_string(walk.path("out-away.geojson")).unwrap();
    assert!(text.parse::<GeoJson>().unwrap().to_string() == text);
}

#[test]
fn too_little_memory_is_told_and_leaves_nothing() {
    let walk = with_ground();
    let small = ["terrain", "fill", "dem.tif", "out.tif", "--memory", "2MiB"];
    let output = walk.run(&small);
    assert_eq!(output.status.code(), Some(2), "words that are not known");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("at least 64MiB"), "{said}");
    assert!(!walk.path("out.tif").exists());
}

#[test]
fn the_way_to_the_exit_is_the_steps_along_the_directions() {
    let walk = with_ground();
    json(&walk, &["d8", "dem.tif", "d8.tif"]);
    let down = json(&walk, &["length", "d8.tif", "down.tif"]);
    let up = json(&walk, &["length", "d8.tif", "up.tif", "--from", "source"]);
    // The longest way is the same from both of its ends, but for the order of adding.
    let (down, up) = (down["max"].as_f64().unwrap(), up["max"].as_f64().unwrap());
    assert!((down - up).abs() < 1e-6 * down, "{down} {up}");
    let codes = read::<u8>(&walk.path("d8.tif"));
    let lengths = read::<f64>(&walk.path("down.tif"));
    let steps = [
        (0, 1),
        (1, 1),
        (1, 0),
        (1, -1),
        (0, -1),
        (-1, -1),
        (-1, 0),
        (-1, 1),
    ];
    for row in 0..ROWS {
        for col in 0..COLS {
            let (code, length) = (codes.grid.get(row, col), lengths.grid.get(row, col));
            let (code, length) = (code.unwrap(), length.unwrap());
            match code {
                255 => assert!(length.is_nan()),
                0 => assert!(length == 0.0),
                _ => {
                    let (down, right) = steps[code.trailing_zeros() as usize];
                    let below = row
                        .checked_add_signed(down)
                        .zip(col.checked_add_signed(right))
                        .and_then(|(row, col)| lengths.grid.get(row, col));
                    let step = if down * right == 0 { 1.0 } else { 2_f64.sqrt() };
                    let expected = below.unwrap() + step * CELL_M;
                    assert!((length - expected).abs() < 1e-9, "{row} {col}");
                }
            }
        }
    }
}

#[test]
fn heights_of_64_bits_are_filled_and_directed_and_not_taken_for_floats() {
    let walk = with_ground();
    let low: Vec<i32> = (0..ROWS * COLS)
        .map(|cell| {
            let [row, col] = [cell / COLS, cell % COLS].map(|it| i32::try_from(it).unwrap());
            let across = (col - 35).abs();
            let height = 1000 - 3 * row + 4 * across;
            match (row * 31 + col * 17) % 23 {
                _ if row + col < 12 => -1,
                0 => height - 18,
                _ if (40..46).contains(&row) => 840 + 4 * across,
                _ => height,
            }
        })
        .collect();
    let high = |cell: &i32| match *cell {
        -1 => i64::MIN,
        cell => (1 << 60) + i64::from(cell),
    };
    let high = Raster {
        grid: Grid::new(ROWS, COLS, low.iter().map(high).collect()).unwrap(),
        nodata: Some(i64::MIN),
        georeference: Some(place()),
    };
    write(&walk.path("high.tif"), &high, &WriteOptions::codes()).unwrap();
    let low = Raster {
        grid: Grid::new(ROWS, COLS, low).unwrap(),
        nodata: Some(-1),
        georeference: Some(place()),
    };
    write(&walk.path("low.tif"), &low, &WriteOptions::codes()).unwrap();
    let tif = [("", ".tif")];
    let of_low = alike(&walk, &["d8", "low.tif"], &tif);
    let codes = read::<u8>(&walk.path("out.tif"));
    assert_eq!(alike(&walk, &["d8", "high.tif"], &tif), of_low);
    assert!(read::<u8>(&walk.path("out.tif")) == codes);
    for command in ["slope", "polygonize"] {
        let said = walk.refused(&["terrain", command, "high.tif", "none"]);
        assert!(said.contains("high.tif: cells of i64"), "{said}");
    }
}
