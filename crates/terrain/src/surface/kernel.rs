//! Rows of slopes from rows of heights: slices and numbers, nothing else.
//!
//! Every loop is without branches, so that the compiler makes vectors of it. No data is NaN, and a NaN
//! anywhere in a window makes one of the two gradients NaN, and so whatever is made of both.

use std::ops::{Add, Sub};

/// Cells at a time: what is between the steps stays in the first cache.
pub(super) const CHUNK: usize = 1024;

/// What differences of heights are taken in: the narrowest that holds the heights exactly.
pub trait Wide: Copy + Send + Sync + Sub<Output = Self> + Add<Output = Self> + 'static {
    /// No data.
    const NAN: Self;
    /// As `f32`; a difference is small, so little is lost.
    fn narrow(self) -> f32;
    /// Whether it is no number.
    fn is_nan(self) -> bool;
}

impl Wide for f32 {
    const NAN: Self = f32::NAN;
    #[inline]
    fn narrow(self) -> f32 {
        self
    }
    #[inline]
    fn is_nan(self) -> bool {
        self.is_nan()
    }
}

impl Wide for f64 {
    const NAN: Self = f64::NAN;
    #[inline]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "f32 is what a slope is given in"
    )]
    fn narrow(self) -> f32 {
        self as f32
    }
    #[inline]
    fn is_nan(self) -> bool {
        self.is_nan()
    }
}

/// Three rows of one more cell on either side: those around a row of cells.
#[derive(Clone, Copy)]
pub(super) struct Window<'a, W> {
    /// The row before.
    pub above: &'a [W],
    /// The row.
    pub row: &'a [W],
    /// The row after.
    pub below: &'a [W],
}

/// The weights of the differences in a gradient.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    /// Of the difference between east and west.
    pub east: f32,
    /// Of the difference between the row before and the row after.
    pub north: f32,
}

/// Gradients after Horn, rise per step: of each cell of the row, eastwards and northwards. `scale` is the
/// reciprocal of eight steps. With `AT_EDGES` a neighbour without data is as high as the cell itself.
///
/// Differences of neighbours come first: between like numbers they are exact, while a sum of heights loses
/// digits.
pub(super) fn horn<W: Wide, const AT_EDGES: bool>(
    window: Window<'_, W>,
    scale: Scale,
    east: &mut [f32],
    north: &mut [f32],
) {
    let cells = east.len();
    let north = &mut north[..cells];
    let [nw, n, ne] = three(window.above, cells);
    let [w, centre, e] = three(window.row, cells);
    let [sw, s, se] = three(window.below, cells);
    for i in 0..cells {
        let here = centre[i];
        let of = |cell: W| {
            if AT_EDGES && cell.is_nan() {
                here
            } else {
                cell
            }
        };
        let [nw, n, ne] = [of(nw[i]), of(n[i]), of(ne[i])];
        let [sw, s, se] = [of(sw[i]), of(s[i]), of(se[i])];
        let mid = (of(e[i]) - of(w[i])).narrow();
        let gone = gone(here);
        let eastwards = (ne - nw).narrow() + (se - sw).narrow() + (mid + mid) + gone;
        let mid = (n - s).narrow();
        let northwards = (nw - sw).narrow() + (ne - se).narrow() + (mid + mid) + gone;
        east[i] = eastwards * scale.east;
        north[i] = northwards * scale.north;
    }
}

/// Gradients after Zevenbergen and Thorne, as [`horn`]; `scale` is the reciprocal of two steps. The
/// corners do not enter, but must have data.
pub(super) fn zevenbergen_thorne<W: Wide, const AT_EDGES: bool>(
    window: Window<'_, W>,
    scale: Scale,
    east: &mut [f32],
    north: &mut [f32],
) {
    let cells = east.len();
    let north = &mut north[..cells];
    let [nw, n, ne] = three(window.above, cells);
    let [w, centre, e] = three(window.row, cells);
    let [sw, s, se] = three(window.below, cells);
    for i in 0..cells {
        let here = centre[i];
        let of = |cell: W| {
            if AT_EDGES && cell.is_nan() {
                here
            } else {
                cell
            }
        };
        let [nw, ne, sw, se] = [of(nw[i]), of(ne[i]), of(sw[i]), of(se[i])];
        let gone = gone(here) + (gone(nw) + gone(ne)) + (gone(sw) + gone(se));
        east[i] = ((of(e[i]) - of(w[i])).narrow() + gone) * scale.east;
        north[i] = ((of(n[i]) - of(s[i])).narrow() + gone) * scale.north;
    }
}

/// Zero, and NaN where a cell has no data.
#[inline]
#[allow(clippy::eq_op, reason = "NaN less NaN is NaN")]
fn gone<W: Wide>(cell: W) -> f32 {
    (cell - cell).narrow()
}

/// West, middle and east of each of so many cells.
#[inline]
fn three<W>(row: &[W], cells: usize) -> [&[W]; 3] {
    [&row[..cells], &row[1..=cells], &row[2..cells + 2]]
}

/// Heights into a row that has no data where they have none.
pub(super) fn widen<T: PartialEq + Copy, W: Wide>(
    heights: &[T],
    nodata: Option<T>,
    wide: impl Fn(T) -> W,
    into: &mut [W],
) {
    match nodata {
        None => {
            for (into, height) in into.iter_mut().zip(heights) {
                *into = wide(*height);
            }
        }
        Some(nodata) => {
            for (into, height) in into.iter_mut().zip(heights) {
                *into = if *height == nodata {
                    W::NAN
                } else {
                    wide(*height)
                };
            }
        }
    }
}

/// Slope in degrees.
pub(super) fn degrees(east: &[f32], north: &[f32], out: &mut [f32]) {
    const DEGREES: f32 = 180.0 / std::f32::consts::PI;
    for ((out, east), north) in out.iter_mut().zip(east).zip(north) {
        *out = atan((east * east + north * north).sqrt()) * DEGREES;
    }
}

/// Slope in per cent.
pub(super) fn percent(east: &[f32], north: &[f32], out: &mut [f32]) {
    for ((out, east), north) in out.iter_mut().zip(east).zip(north) {
        *out = 100.0 * (east * east + north * north).sqrt();
    }
}

/// Where the slope looks down to: degrees clockwise from north, 0 to below 360; NaN where it is flat.
pub(super) fn aspect(east: &[f32], north: &[f32], out: &mut [f32]) {
    for ((out, east), north) in out.iter_mut().zip(east).zip(north) {
        // Downhill; halves of the turn are told from the signs.
        let (x, y) = (-east, -north);
        let (x_size, y_size) = (x.abs(), y.abs());
        let is_steep = x_size > y_size;
        let (low, high) = if is_steep {
            (y_size, x_size)
        } else {
            (x_size, y_size)
        };
        let eighth = atan(low / high).to_degrees();
        let quarter = if is_steep { 90.0 - eighth } else { eighth };
        let half = if y < 0.0 { 180.0 - quarter } else { quarter };
        let turn = if x < 0.0 { 360.0 - half } else { half };
        *out = if turn >= 360.0 { 0.0 } else { turn };
    }
}

/// Where the light comes from, as the factors of the shade.
#[derive(Clone, Copy)]
pub(super) struct Light {
    /// Of the sine of the altitude.
    pub up: f32,
    /// Of the gradient eastwards.
    pub east: f32,
    /// Of the gradient northwards.
    pub north: f32,
}

/// Shade from 1, dark, to 255; 0 where there is no data.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "from 0 to 255 by the line before"
)]
pub(super) fn shade(light: Light, east: &[f32], north: &[f32], out: &mut [u8]) {
    for ((out, east), north) in out.iter_mut().zip(east).zip(north) {
        let lit = light.up - (east * light.east + north * light.north);
        let cosine = lit / (1.0 + (east * east + north * north)).sqrt();
        let shade = 1.0 + 254.0 * if cosine <= 0.0 { 0.0 } else { cosine };
        // A NaN becomes 0 in the cast, which is no data.
        *out = (shade + 0.5) as u8;
    }
}

/// Arc tangent of a number from 0 up, within two units of the last place, without branches.
///
/// Source: `atanf` of the Cephes library (Moshier 1992): a third of the range each by a rational turn, then a
/// polynomial of degree 9.
#[inline]
fn atan(x: f32) -> f32 {
    use std::f32::consts::{FRAC_PI_2, FRAC_PI_4};
    const TAN_3_PI_8: f32 = 2.414_213_6;
    const TAN_PI_8: f32 = 0.414_213_57;
    let is_high = x > TAN_3_PI_8;
    let is_middle = x > TAN_PI_8;
    let above = if is_middle { x - 1.0 } else { x };
    let above = if is_high { -1.0 } else { above };
    let below = if is_middle { x + 1.0 } else { 1.0 };
    let below = if is_high { x } else { below };
    let base = if is_middle { FRAC_PI_4 } else { 0.0 };
    let base = if is_high { FRAC_PI_2 } else { base };
    let t = above / below;
    let z = t * t;
    let series = ((8.053_744_5e-2 * z - 1.387_768_6e-1) * z + 1.997_771_1e-1) * z - 3.333_295e-1;
    base + (series * z * t + t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arc_tangent_is_the_one_of_the_standard_library() {
        let mut x = 1e-6_f32;
        while x < 1e6 {
            let exact = f64::from(x).atan();
            let apart = (f64::from(atan(x)) - exact).abs() / exact;
            assert!(apart < 2.0 * f64::from(f32::EPSILON), "{x}: {apart:e}");
            x *= 1.000_37;
        }
        assert!(atan(0.0) == 0.0 && atan(f32::NAN).is_nan());
    }

    /// Slope of the middle of a 3×3 window whose cells are 1 apart.
    fn middle(cells: [f32; 9], at_edges: bool) -> (f32, f32) {
        let window = Window {
            above: &cells[..3],
            row: &cells[3..6],
            below: &cells[6..],
        };
        let scale = Scale {
            east: 0.125,
            north: 0.125,
        };
        let (mut east, mut north) = ([0.0], [0.0]);
        if at_edges {
            horn::<f32, true>(window, scale, &mut east, &mut north);
        } else {
            horn::<f32, false>(window, scale, &mut east, &mut north);
        }
        (east[0], north[0])
    }

    #[test]
    fn a_window_without_one_of_its_cells_has_no_gradient() {
        // z = 2x + 3y, y northwards.
        let plane = [1.0, 3.0, 5.0, -2.0, 0.0, 2.0, -5.0, -3.0, -1.0];
        assert_eq!(middle(plane, false), (2.0, 3.0));
        for gone in 0..9 {
            let mut cells = plane;
            cells[gone] = f32::NAN;
            let (east, north) = middle(cells, false);
            assert!((east + north).is_nan(), "{gone}");
            // At edges only the cell itself must be there.
            let (east, north) = middle(cells, true);
            assert_eq!((east + north).is_nan(), gone == 4, "{gone}");
        }
    }
}
