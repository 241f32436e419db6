//! The kernel of overviews: four cells become one.

use rayon::prelude::*;

use super::sample::Sample;

/// How the cells of an overview are made of the four below each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resampling {
    /// Their mean, of those that have data: for what is continuous.
    Average,
    /// The first of them, from the north-west, that has data.
    Nearest,
    /// What most of those that have data are, of several the first: for codes.
    Mode,
}

/// Half as many rows and columns, of odd numbers one more.
pub(super) fn halved<S: Sample>(
    cells: &[S],
    cols: usize,
    how: Resampling,
    nodata: Option<S>,
) -> Vec<S> {
    let half = cols.div_ceil(2);
    let rows = cells.len() / cols.max(1);
    let mut made = vec![S::default(); rows.div_ceil(2) * half];
    if half == 0 {
        return made;
    }
    made.par_chunks_mut(half)
        .zip(cells.par_chunks(2 * cols))
        .for_each(|(made, two)| {
            let (north, south) = two.split_at(cols);
            halve_rows(north, south, how, nodata, made);
        });
    made
}

/// Two rows to one; the second is empty below the last of an odd number.
fn halve_rows<S: Sample>(
    north: &[S],
    south: &[S],
    how: Resampling,
    nodata: Option<S>,
    made: &mut [S],
) {
    for (i, cell) in made.iter_mut().enumerate() {
        let mut four = [S::default(); 4];
        let mut count = 0;
        let mut missing = None;
        for row in [north, south] {
            for value in row.iter().skip(2 * i).take(2) {
                if value.is_missing(nodata) {
                    missing = Some(*value);
                } else {
                    four[count] = *value;
                    count += 1;
                }
            }
        }
        let four = &four[..count];
        *cell = match (four.first(), how) {
            (None, _) => nodata.or(missing).unwrap_or_default(),
            (Some(_), Resampling::Average) => S::mean(four),
            (Some(first), Resampling::Nearest) => *first,
            (Some(first), Resampling::Mode) => mode(four, *first),
        };
    }
}

fn mode<S: Sample>(four: &[S], first: S) -> S {
    let mut best = (first, 0);
    for value in four {
        let count = four.iter().filter(|other| *other == value).count();
        if count > best.1 {
            best = (*value, count);
        }
    }
    best.0
}
