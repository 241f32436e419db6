use terrain::grid::{Crs, Georeference};
use terrain::surface::spacing::Spacing;
use terrain::surface::{
    Aspect, Derivation, Gradient, GradientMethod, Height, Hillshade, Product, Rows, Slope,
    SlopeUnit, derive,
};
use terrain::{Grid, Raster};

use super::oracle::{Dice, ground, place};

/// z = a·east + b·north, cells of `dx` × `dy`.
fn plane(a: f64, b: f64, dx: f64, dy: f64) -> Raster<f64> {
    let mut cells = Vec::new();
    for row in 0..7_u8 {
        for col in 0..9_u8 {
            cells.push(100.0 + a * dx * f64::from(col) - b * dy * f64::from(row));
        }
    }
    Raster {
        grid: Grid::new(7, 9, cells).unwrap(),
        nodata: None,
        georeference: Some(place([500.0, dx, 0.0, 900.0, 0.0, -dy])),
    }
}

fn methods() -> [Gradient; 2] {
    [GradientMethod::Horn, GradientMethod::ZevenbergenThorne].map(|method| Gradient {
        method,
        at_edges: true,
        ..Gradient::default()
    })
}

#[test]
fn a_plane_has_the_slope_and_the_aspect_of_its_formula_everywhere() {
    for gradient in methods() {
        for (a, b) in [
            (0.3, 0.4),
            (-0.3, 0.4),
            (-2.0, -0.01),
            (0.0, 1.0),
            (0.5, 0.0),
            (1e-4, -3e-4),
        ] {
            let ground = plane(a, b, 10.0, 25.0);
            let steep = a.hypot(b);
            let degrees = derive(
                &Slope {
                    gradient,
                    ..Slope::default()
                },
                &ground,
            )
            .unwrap();
            let unit = SlopeUnit::Percent;
            let percent = derive(&Slope { gradient, unit }, &ground).unwrap();
            let aspect = derive(&Aspect { gradient }, &ground).unwrap();
            // Downhill, from north over east.
            let downhill = (-a).atan2(-b).to_degrees().rem_euclid(360.0);
            for (cell, slope) in degrees.grid.cells().iter().enumerate() {
                // At the four corners gdaldem, and so we, take half of the slope along the rim.
                if [0, 8, 54, 62].contains(&cell) {
                    continue;
                }
                let near = |found: f32, exact: f64, within: f64| {
                    let found = f64::from(found);
                    assert!(
                        (found - exact).abs() <= within,
                        "{gradient:?} {a} {b}: {found} {exact}"
                    );
                };
                near(*slope, steep.atan().to_degrees(), 4e-7 * 90.0);
                near(
                    percent.grid.cells()[cell],
                    steep * 100.0,
                    1e-6 * steep * 100.0,
                );
                near(aspect.grid.cells()[cell], downhill, 2e-4);
            }
        }
    }
}

#[test]
fn a_plane_turned_upside_down_in_its_file_looks_to_the_same_side() {
    let ground = plane(0.2, 0.7, 10.0, 10.0);
    let mut turned = ground.clone();
    let rows: Vec<f64> = (0..7)
        .rev()
        .flat_map(|r| ground.grid.row(r).to_vec())
        .collect();
    turned.grid = Grid::new(7, 9, rows).unwrap();
    turned.georeference = Some(place([500.0, 10.0, 0.0, 830.0, 0.0, 10.0]));
    let product = Aspect::default();
    let (a, b) = (
        derive(&product, &ground).unwrap(),
        derive(&product, &turned).unwrap(),
    );
    assert_eq!(a.grid.get(3, 4), b.grid.get(3, 4));
}

#[test]
fn flat_ground_has_no_slope_and_looks_nowhere() {
    let ground = plane(0.0, 0.0, 1.0, 1.0);
    let slope = derive(&Slope::default(), &ground).unwrap();
    assert_eq!(slope.grid.get(3, 4), Some(0.0));
    assert!(
        derive(&Aspect::default(), &ground)
            .unwrap()
            .grid
            .get(3, 4)
            .unwrap()
            .is_nan()
    );
    // Light from 45° up on level ground: 1 + 254·sin 45°.
    assert_eq!(
        derive(&Hillshade::default(), &ground)
            .unwrap()
            .grid
            .get(3, 4),
        Some(181)
    );
}

#[test]
fn a_slope_to_the_north_is_the_same_in_degrees_of_latitude_and_in_metres() {
    // At 60° a step of 0.001° is 111.4 m by 55.8 m on WGS 84: by the meridian arc and the parallel of
    // <https://en.wikipedia.org/wiki/Geographic_coordinate_system> (series at 60°: 111.412 km and 55.800 km).
    let mut cells = Vec::new();
    for row in 0..3_i32 {
        for col in 0..3_i32 {
            cells.push(f64::from(col) * 55.8 + f64::from(1 - row) * 111.412);
        }
    }
    let ground = Raster {
        grid: Grid::new(3, 3, cells).unwrap(),
        nodata: None,
        georeference: Some(Georeference {
            transform: [10.0, 0.001, 0.0, 60.0015, 0.0, -0.001],
            crs: Crs {
                is_geographic: true,
                ..Crs::default()
            },
        }),
    };
    let unit = SlopeUnit::Percent;
    let slope = derive(
        &Slope {
            unit,
            ..Slope::default()
        },
        &ground,
    )
    .unwrap();
    // One to the east and one to the north.
    let found = slope.grid.get(1, 1).unwrap();
    assert!(
        (f64::from(found) - 100.0 * 2_f64.sqrt()).abs() < 0.01,
        "{found}"
    );
}

#[test]
fn cells_of_the_whole_earth_have_its_area() {
    // WGS 84: 510,065,621.724 km² (NGA.STND.0036, by the authalic radius 6,371,007.1809 m).
    let earth = Georeference {
        transform: [-180.0, 7.5, 0.0, 90.0, 0.0, -7.5],
        crs: Crs {
            is_geographic: true,
            ..Crs::default()
        },
    };
    let spacing = Spacing::of(&earth).unwrap();
    let area: f64 = (0..24).map(|row| spacing.at(row).area * 48.0).sum();
    assert!((area / 5.100_656_217_24e14 - 1.0).abs() < 1e-11, "{area}");
}

#[test]
fn slopes_of_the_oracle_are_those_of_gdaldem() {
    for name in ["logan100m", "synthlake"] {
        let (dem, expected) = (ground(name, "dem"), ground(name, "slope"));
        let found = derive(&Slope::default(), &dem).unwrap();
        let mut worst = 0.0_f32;
        for (found, expected) in found.grid.cells().iter().zip(expected.grid.cells()) {
            if *expected == -9999.0 {
                assert!(found.is_nan());
            } else {
                worst = worst.max((found - expected).abs());
            }
        }
        // gdaldem sums heights in f32: up to 12,000 m in four, which loses 1.2 mm a side and 2.4 mm in the
        // difference; over 8 × 100 m in both directions that is 2.5e-4 degrees. We take differences first, which
        // loses nothing. Whole metres it sums exactly too, and only the arc tangent is rounded.
        let within = if name == "logan100m" { 2.5e-4 } else { 8e-6 };
        assert!(worst <= within, "{name}: {worst}");
    }
}

fn bits<P: Product<Out = f32>, T: Height>(
    product: &P,
    ground: &Raster<T>,
    cuts: &[usize],
) -> Vec<u32> {
    let (rows, cols) = (ground.grid.rows(), ground.grid.cols());
    let spacing = Spacing::of_raster(ground).unwrap();
    let derivation = Derivation::new(product, (rows, cols), ground.nodata, spacing).unwrap();
    let mut out = vec![0.0; rows * cols];
    let mut start = 0;
    for end in cuts.iter().copied().chain([rows]) {
        let (first, last) = (start.max(1) - 1, (end + 1).min(rows));
        let cells = &ground.grid.cells()[first * cols..last * cols];
        let band = &mut out[start * cols..end * cols];
        derivation
            .band(Rows { first, cells }, start..end, band)
            .unwrap();
        start = end;
    }
    out.iter().map(|cell| cell.to_bits()).collect()
}

#[test]
fn any_bands_and_any_threads_give_the_same_bits() {
    let ground = ground("synthlake", "dem");
    let mut dice = Dice(11);
    for at_edges in [false, true] {
        let gradient = Gradient {
            at_edges,
            ..Gradient::default()
        };
        let product = Slope {
            gradient,
            ..Slope::default()
        };
        let whole = bits(&product, &ground, &[]);
        for _ in 0..5 {
            let mut cuts: Vec<usize> = (0..6).map(|_| 1 + dice.below(398) as usize).collect();
            cuts.sort_unstable();
            cuts.dedup();
            assert!(whole == bits(&product, &ground, &cuts), "{cuts:?}");
        }
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            let found = pool.install(|| derive(&product, &ground)).unwrap();
            assert!(
                found
                    .grid
                    .cells()
                    .iter()
                    .zip(&whole)
                    .all(|(a, b)| a.to_bits() == *b)
            );
        }
    }
}

#[test]
fn bands_without_the_rows_around_them_are_refused() {
    let ground = ground("synthlake", "dem");
    let product = Slope::default();
    let spacing = Spacing::of_raster(&ground).unwrap();
    let derivation = Derivation::new(&product, (400, 400), ground.nodata, spacing).unwrap();
    let cells = &ground.grid.cells()[10 * 400..20 * 400];
    let error = derivation
        .band(Rows { first: 10, cells }, 10..19, &mut vec![0.0; 9 * 400])
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "rows 10..19 of 400 need rows 9..20 and 3600 cells to write to; found 10 rows from 10 and 3600 cells"
    );
}

#[test]
fn small_and_empty_rasters_have_no_slope_and_no_fault() {
    for at_edges in [false, true] {
        let gradient = Gradient {
            at_edges,
            ..Gradient::default()
        };
        for (rows, cols) in [
            (0, 0),
            (0, 4),
            (4, 0),
            (1, 1),
            (1, 9),
            (9, 1),
            (2, 2),
            (2, 9),
            (9, 2),
            (3, 3),
        ] {
            let cells: Vec<i16> = (0..rows * cols).map(|i| i as i16).collect();
            let ground = super::oracle::raster(rows, cols, cells);
            let slope = derive(
                &Slope {
                    gradient,
                    ..Slope::default()
                },
                &ground,
            )
            .unwrap();
            let with = slope
                .grid
                .cells()
                .iter()
                .filter(|cell| !cell.is_nan())
                .count();
            let expected = match (at_edges, rows.min(cols)) {
                (true, 2..) => rows * cols,
                (false, 3) => 1,
                _ => 0,
            };
            assert_eq!(with, expected, "{rows} × {cols}, {at_edges}");
            let shade = derive(
                &Hillshade {
                    gradient,
                    ..Hillshade::default()
                },
                &ground,
            )
            .unwrap();
            assert_eq!(
                shade.grid.cells().iter().filter(|s| **s != 0).count(),
                expected
            );
        }
        let mut empty = super::oracle::raster(5, 5, vec![-1_i32; 25]);
        empty.nodata = Some(-1);
        let slope = derive(
            &Slope {
                gradient,
                ..Slope::default()
            },
            &empty,
        )
        .unwrap();
        assert!(slope.grid.cells().iter().all(|cell| cell.is_nan()));
    }
}

fn slope_of<T: Height + From<u8>>(heights: &[u8]) -> Vec<u32> {
    let mut cells: Vec<T> = heights.iter().map(|h| T::from(*h)).collect();
    cells[27] = T::from(255);
    let mut ground = super::oracle::raster(8, 8, cells);
    ground.nodata = Some(T::from(255));
    let found = derive(&Slope::default(), &ground).unwrap();
    found
        .grid
        .cells()
        .iter()
        .map(|cell| cell.to_bits())
        .collect()
}

#[test]
fn every_type_of_cell_gives_the_same_slope() {
    let heights: Vec<u8> = (0..64_u8).map(|i| i.wrapping_mul(37) % 100).collect();
    let expected = slope_of::<f32>(&heights);
    assert_eq!(expected, slope_of::<f64>(&heights));
    assert_eq!(expected, slope_of::<u8>(&heights));
    assert_eq!(expected, slope_of::<u16>(&heights));
    assert_eq!(expected, slope_of::<i16>(&heights));
    assert_eq!(expected, slope_of::<u32>(&heights));
    assert_eq!(expected, slope_of::<i32>(&heights));
}

#[test]
fn rasters_that_are_turned_are_refused() {
    let mut ground = plane(1.0, 1.0, 1.0, 1.0);
    ground.georeference = Some(place([0.0, 1.0, 0.5, 0.0, 0.5, -1.0]));
    let turned = derive(&Slope::default(), &ground).unwrap_err().to_string();
    assert!(
        turned.starts_with("the raster is turned (its transform has 0.5 and 0.5)"),
        "{turned}"
    );
    let light = Hillshade {
        azimuth: f64::NAN,
        ..Hillshade::default()
    };
    let odd = derive(&light, &plane(1.0, 1.0, 1.0, 1.0))
        .unwrap_err()
        .to_string();
    assert_eq!(odd, "azimuth is NaN; expected a number");
}
