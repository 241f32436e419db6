use terrain::flow::d8::condition;
use terrain::flow::ground::Outlets;
use terrain::grid::{Crs, Georeference};

use super::{of_rows, tiles};

fn place(transform: [f64; 6], is_geographic: bool) -> Georeference {
    Georeference {
        transform,
        crs: Crs {
            is_geographic,
            ..Crs::default()
        },
    }
}

/// The code of the middle of 3 × 3 cells.
fn middle(width: f64, height: f64, rows: &[&[f32]]) -> u8 {
    let mut dem = of_rows(rows, None);
    dem.georeference = Some(place([0.0, width, 0.0, 0.0, 0.0, -height], false));
    let all = condition(dem, &Outlets::default(), tiles(3)).unwrap();
    all.directions.grid.get(1, 1).unwrap()
}

#[test]
fn a_drop_counts_by_the_distance_on_the_ground() {
    // 3 m over 10 m to the east, 4 m over 20 m to the south, 5 m over 22.36 m between them.
    let rows: [&[f32]; 3] = [&[20.0, 20.0, 20.0], &[20.0, 10.0, 7.0], &[20.0, 6.0, 5.0]];
    assert_eq!(middle(10.0, 20.0, &rows), 1);
    assert_eq!(middle(10.0, 10.0, &rows), 4);
    assert_eq!(middle(20.0, 10.0, &rows), 4);
    let corner: [&[f32]; 3] = [&[20.0, 20.0, 20.0], &[20.0, 10.0, 7.0], &[20.0, 6.0, 3.0]];
    assert_eq!(middle(10.0, 10.0, &corner), 2);
}

#[test]
fn of_equal_slopes_the_first_clockwise_from_east_is_taken() {
    let rows: [&[f32]; 3] = [&[9.0, 4.0, 9.0], &[4.0, 5.0, 9.0], &[9.0, 4.0, 9.0]];
    assert_eq!(middle(1.0, 1.0, &rows), 4);
}

#[test]
fn cells_of_a_row_are_as_long_as_tables_of_a_degree_say() {
    // Lengths of a degree on WGS 84, km: latitude; of latitude, of longitude. "Latitude" and "Geographic
    // coordinate system", Wikipedia, after the National Geospatial-Intelligence Agency's calculator.
    let table = [
        (0.0, 110.574, 111.320),
        (15.0, 110.649, 107.550),
        (30.0, 110.852, 96.486),
        (45.0, 111.132, 78.847),
        (60.0, 111.412, 55.800),
        (75.0, 111.618, 28.902),
        (90.0, 111.694, 0.0),
    ];
    for (latitude, of_latitude, of_longitude) in table {
        let (width, height) =
            place([110.0, 0.001, 0.0, latitude + 0.0005, 0.0, -0.001], true).cell_metres(0);
        assert!((width - of_longitude).abs() < 6e-4, "{latitude}: {width}");
        assert!((height - of_latitude).abs() < 6e-4, "{latitude}: {height}");
    }
}

#[test]
fn at_sixty_degrees_a_drop_to_the_east_counts_twice() {
    // A degree of longitude is 55.8 km there, one of latitude 111.4 km.
    let rows: [&[f32]; 3] = [&[9.0, 9.0, 9.0], &[9.0, 5.0, 4.0], &[9.0, 3.1, 9.0]];
    let mut dem = of_rows(&rows, None);
    dem.georeference = Some(place([110.0, 0.01, 0.0, 60.015, 0.0, -0.01], true));
    let all = condition(dem.clone(), &Outlets::default(), tiles(3)).unwrap();
    assert_eq!(all.directions.grid.get(1, 1), Some(1));
    dem.georeference = Some(place([110.0, 0.01, 0.0, 0.015, 0.0, -0.01], true));
    let all = condition(dem, &Outlets::default(), tiles(3)).unwrap();
    assert_eq!(all.directions.grid.get(1, 1), Some(4));
}

#[test]
fn cells_without_width_are_refused() {
    let mut dem = of_rows(&[&[1.0_f32, 2.0]], None);
    dem.georeference = Some(place([0.0, 0.0, 0.0, 0.0, 0.0, -10.0], false));
    let error = condition(dem, &Outlets::default(), tiles(3)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cells of 0 × 10 m in row 0; expected a width and a height above 0"
    );
}

#[test]
fn volumes_are_raised_heights_times_areas() {
    let mut dem = of_rows(&[&[5_i16, 5, 5, 5], &[5, 2, 1, 5], &[5, 5, 4, 5]], None);
    dem.georeference = Some(place([0.0, 10.0, 0.0, 0.0, 0.0, -20.0], false));
    let all = condition(dem, &Outlets::default(), tiles(2)).unwrap();
    assert_eq!((all.fill.raised, all.fill.depressions), (2, 1));
    assert!((all.fill.raised_by - 5.0).abs() < 1e-12);
    assert!((all.fill.volume_m3.unwrap() - 1000.0).abs() < 1e-9);
}
