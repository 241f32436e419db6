//! Student's t, as far as a rank correlation needs it.

/// The probability of a correlation at least as far from 0 as `r`, of `count` pairs that have
/// nothing to do with each other, if r √(ν / (1 − r²)) has Student's distribution of ν = count − 2
/// degrees of freedom (two-sided).
///
/// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.1 (by the incomplete
/// beta function) and 26.5.8 (its continued fraction); from memory; not checked against the printed
/// text; the tests compare with SciPy.
pub(super) fn two_sided_p_of_correlation(r: f64, count: usize) -> f64 {
    let freedom = count.saturating_sub(2);
    let rest = ((1.0 - r) * (1.0 + r)).clamp(0.0, 1.0);
    let half = freedom as f64 / 2.0;
    let beta = beta_with_half(freedom);
    let front = rest.powf(half) * (1.0 - rest).sqrt() / beta;
    // The fraction converges on the side of the mean.
    let p = if rest < (half + 1.0) / (half + 2.5) {
        front * fraction(rest, half, 0.5) / half
    } else {
        1.0 - front * fraction(1.0 - rest, 0.5, half) / 0.5
    };
    p.clamp(0.0, 1.0)
}

/// B(ν / 2, 1 / 2), up from π or 2 by B(a + 1, b) = B(a, b) a / (a + b).
fn beta_with_half(freedom: usize) -> f64 {
    let start = if freedom % 2 == 1 {
        core::f64::consts::PI
    } else {
        2.0
    };
    let first = 2 - freedom % 2;
    (first..freedom).step_by(2).fold(start, |beta, twice| {
        beta * twice as f64 / (twice as f64 + 1.0)
    })
}

/// The continued fraction of the incomplete beta function I_x(a, b), by Lentz's way.
#[expect(clippy::many_single_char_names, reason = "the letters of the formula")]
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    let kept_from_zero = |value: f64| {
        if value == 0.0 {
            f64::MIN_POSITIVE
        } else {
            value
        }
    };
    let (mut c, mut d) = (1.0, 1.0 / kept_from_zero(1.0 - (a + b) * x / (a + 1.0)));
    let mut whole = d;
    for step in 1..=1_000_u32 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = whole;
        for part in [even, odd] {
            d = 1.0 / kept_from_zero(1.0 + part * d);
            c = kept_from_zero(1.0 + part / c);
            whole *= c * d;
        }
        if (whole - before).abs() <= f64::EPSILON * whole.abs() {
            break;
        }
    }
    whole
}
