//! What slope, aspect and hillshade cost in memory: `cargo bench -p wellkeeper-terrain --bench surface -- 5000`.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a bench that cannot go on should stop and say where"
)]

mod measure;

use measure::{hash, hills, measure, sides};
use terrain::surface::{Aspect, Gradient, Hillshade, Slope, derive};

fn main() {
    for side in sides() {
        let ground = hills(side);
        let floats =
            |r: &terrain::Raster<f32>| hash(r.grid.cells().iter().map(|c| u64::from(c.to_bits())));
        let slope = Slope::default();
        measure(
            "slope, Horn, degrees",
            side,
            || derive(&slope, &ground).unwrap(),
            floats,
        );
        let at_edges = Slope {
            gradient: Gradient {
                at_edges: true,
                ..Gradient::default()
            },
            ..Slope::default()
        };
        measure(
            "slope with its edges",
            side,
            || derive(&at_edges, &ground).unwrap(),
            floats,
        );
        let aspect = Aspect::default();
        measure("aspect", side, || derive(&aspect, &ground).unwrap(), floats);
        let shade = Hillshade::default();
        measure(
            "hillshade",
            side,
            || derive(&shade, &ground).unwrap(),
            |r| hash(r.grid.cells().iter().map(|c| u64::from(*c))),
        );
    }
}
