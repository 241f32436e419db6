use terrain::vector::{Connectedness, Rule, polygonize};
use terrain::zonal::{Wanted, ZonalOptions, by_label, statistics};
use terrain::{Grid, Raster};

use super::oracle::{Dice, ground, raster};

const NO_WEIGHTS: Option<&Raster<f64>> = None;

#[test]
fn labels_of_another_shape_and_edges_that_fall_are_refused() {
    let values = raster(2, 2, vec![1_u8, 2, 3, 6]);
    let told = |labels: &Grid<u32>, bins: &[f64]| {
        by_label(&values, labels, 1, bins).unwrap_err().to_string()
    };
    let other = Grid::filled(1, 4, 1);
    assert_eq!(
        told(&other, &[]),
        "labels of 1 rows × 4 columns; expected those of the raster, 2 × 2"
    );
    let same = Grid::filled(2, 2, 1);
    assert!(told(&same, &[3.0, 1.0]).contains("expected edges that rise"));
}

#[test]
fn a_limit_belongs_to_the_bin_above_and_the_last_to_the_last() {
    let values = raster(1, 6, vec![-1.0, 0.0, 5.0, 10.0, 10.5, f64::NAN]);
    let found = by_label(&values, &Grid::filled(1, 6, 1), 2, &[0.0, 5.0, 10.0]).unwrap();
    assert_eq!(found[0].histogram, [1, 2]);
    assert_eq!((found[0].count, found[0].nodata), (5, 1));
    assert_eq!(found[0].range, Some((-1.0, 10.5)));
    assert_eq!(
        (found[1].count, found[1].range),
        (0, None),
        "no cell has label 2"
    );
}

#[test]
fn labels_say_what_the_exact_statistics_of_their_polygons_say() {
    let mut dice = Dice(11);
    for (name, of) in [
        ("logan100m", "slope"),
        ("logan100m", "dem"),
        ("synthlake", "dem"),
    ] {
        let values = ground(name, of);
        let (rows, cols) = (values.grid.rows(), values.grid.cols());
        // Blocks of odd sizes, some in none, and a few cells strewn among them.
        let cells = (0..rows * cols).map(|cell| {
            let block = (cell / cols / 71) * 5 + cell % cols / 67;
            let strewn = dice.below(50) == 0;
            u32::try_from(if strewn { block % 3 } else { block % 17 }).unwrap()
        });
        let labels = Raster {
            grid: Grid::new(rows, cols, cells.collect()).unwrap(),
            nodata: Some(0),
            georeference: values.georeference.clone(),
        };
        let mut shapes = vec![Vec::new(); 20];
        for region in polygonize(&labels, Connectedness::Edges).unwrap() {
            shapes[usize::try_from(region.value).unwrap() - 1].extend(region.shape.polygons);
        }
        let shapes: Vec<_> = shapes.into_iter().map(Into::into).collect();
        let bins = vec![0.0, 5.0, 8.0, 15.0, 25.0, 35.0, 90.0, 1900.0, 2400.0];
        let options = ZonalOptions {
            rule: Rule::Exact,
            distribution: Some(Wanted {
                quantiles: Vec::new(),
                bins: bins.clone(),
            }),
        };
        let expected = statistics(&values, NO_WEIGHTS, &shapes, &options).unwrap();
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            let pool = pool.build().unwrap();
            let found = pool.install(|| by_label(&values, &labels.grid, 20, &bins).unwrap());
            assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(&expected) {
                assert_eq!(found.count as f64, expected.count, "{name} {of}");
                assert_eq!(found.nodata as f64, expected.nodata);
                let range = expected.summary.map(|summary| (summary.min, summary.max));
                assert_eq!(found.range, range);
                let histogram: Vec<f64> = found.histogram.iter().map(|n| *n as f64).collect();
                let of = expected.distribution.as_ref();
                assert_eq!(
                    histogram,
                    of.map_or(vec![0.0; 8], |of| of.histogram.clone())
                );
            }
        }
    }
}
