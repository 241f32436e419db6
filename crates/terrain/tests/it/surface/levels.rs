use terrain::surface::spacing::Spacing;
use terrain::vector::{Cover, Lattice, Rule};
use terrain::zonal::{LevelCurve, Levels, area_by_level};

use super::oracle::{ground, raster, shapes};

#[test]
fn a_pit_of_steps_holds_what_its_steps_hold() {
    // Four cells of 2 × 3 m at 10, 11, 11 and 14 m.
    let mut pit = raster(2, 2, vec![10.0_f32, 11.0, 11.0, 14.0]);
    pit.georeference.as_mut().unwrap().transform = [0.0, 2.0, 0.0, 6.0, 0.0, -3.0];
    let curve = area_by_level(&pit, None, &[9.0, 10.0, 10.5, 11.0, 13.0, 20.0]).unwrap();
    let found: Vec<_> = curve.points.iter().map(|p| (p.area, p.volume)).collect();
    let expected = [
        (0.0, 0.0),
        (6.0, 0.0),
        (6.0, 3.0),
        (18.0, 6.0),
        (18.0, 42.0),
        (24.0, 6.0 * (10.0 + 9.0 + 9.0 + 6.0)),
    ];
    assert_eq!(found, expected);
    assert_eq!((curve.area, curve.nodata_area), (24.0, 0.0));
}

#[test]
fn half_a_cell_holds_half_and_cells_without_data_are_told() {
    let mut pit = raster(1, 2, vec![5_i16, -1]);
    pit.nodata = Some(-1);
    let half = vec![vec![[0.5, 0.0], [2.0, 0.0], [2.0, 0.5], [0.5, 0.5]]].into();
    let half = Cover::of(&half, &Lattice::of(&pit).unwrap(), Rule::Exact).unwrap();
    let curve = area_by_level(&pit, Some(&half), &[7.0]).unwrap();
    assert_eq!((curve.points[0].area, curve.points[0].volume), (0.25, 0.5));
    assert_eq!((curve.area, curve.nodata_area), (0.25, 0.5));
}

#[test]
fn curves_of_the_lake_agree_with_plain_sums_never_fall_and_do_not_hang_on_bands() {
    let lake = ground("synthlake", "dem");
    let zones = shapes(&super::oracle::data("synthlake_zones.geojson"));
    let levels: Vec<f64> = (0..80).map(|step| 600.0 + 10.0 * f64::from(step)).collect();
    let lattice = Lattice::of(&lake).unwrap();
    for zone in &zones[..6] {
        let cover = Cover::of(zone, &lattice, Rule::Exact).unwrap();
        let curve = area_by_level(&lake, Some(&cover), &levels).unwrap();
        for point in curve.points.iter().step_by(9) {
            let (mut area, mut volume) = (0.0, 0.0);
            for row in cover.rows() {
                for span in cover.spans(row) {
                    for col in span.first..span.end {
                        let height = f64::from(lake.grid.row(row)[col as usize]);
                        if height != -9999.0 && height <= point.level {
                            area += 100.0 * span.share;
                            volume += 100.0 * span.share * (point.level - height);
                        }
                    }
                }
            }
            assert!(
                (point.area - area).abs() <= 1e-9 * area,
                "{} {area}",
                point.area
            );
            assert!(
                (point.volume - volume).abs() <= 1e-9 * volume,
                "{} {volume}",
                point.volume
            );
        }
        for pair in curve.points.windows(2) {
            assert!(pair[0].area <= pair[1].area && pair[0].volume <= pair[1].volume);
        }
        for band in [1, 7, 100] {
            assert!(
                by_bands(&lake, &cover, &levels, band) == curve,
                "bands of {band}"
            );
        }
    }
}

fn by_bands(lake: &terrain::Raster<f32>, cover: &Cover, levels: &[f64], band: usize) -> LevelCurve {
    let spacing = Spacing::of_raster(lake).unwrap();
    let mut curve = Levels::new(cover, 400, lake.nodata, spacing, levels).unwrap();
    for cells in lake.grid.cells().chunks(band * 400) {
        curve.rows(cells).unwrap();
    }
    curve.finish()
}

#[test]
fn a_mask_is_a_shape_too() {
    let pit = raster(2, 3, vec![1_u8, 2, 3, 4, 5, 6]);
    let mask = Cover::of_mask(&pit.grid, |cell| cell % 2 == 0).unwrap();
    let curve = area_by_level(&pit, Some(&mask), &[4.0]).unwrap();
    assert_eq!(
        (curve.points[0].area, curve.points[0].volume, curve.area),
        (2.0, 2.0, 3.0)
    );
    let narrow = raster(2, 1, vec![1_u8, 2]);
    let error = area_by_level(&narrow, Some(&mask), &[4.0]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a cover of 3 columns; expected at most 1"
    );
}

#[test]
fn levels_that_do_not_rise_are_refused() {
    let pit = raster(1, 1, vec![1.0_f64]);
    for levels in [
        vec![2.0, 2.0],
        vec![3.0, 1.0],
        vec![f64::NAN],
        vec![f64::INFINITY],
    ] {
        let error = area_by_level(&pit, None, &levels).unwrap_err().to_string();
        assert!(error.ends_with("expected numbers that rise"), "{error}");
    }
    assert!(area_by_level(&pit, None, &[]).unwrap().points.is_empty());
}
