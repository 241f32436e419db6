//! The slope of a pair to the last digit, and on which side of a slope a pair lies, without
//! rounding: so that counting slopes and sorting them agree.

/// Whether sums and products of a number with others like it neither overflow nor lose digits at the
/// lower end: 0, or 1e-75 to 1e75 in size.
pub(super) fn is_ordinary(number: f64) -> bool {
    number == 0.0 || (SMALL..=1.0 / SMALL).contains(&number.abs())
}

/// 2⁻²⁵⁰.
const SMALL: f64 = f64::from_bits((1023 - 250) << 52);
/// 2⁻⁶⁰⁰; slopes of ordinary numbers are 0 or steeper, and less steep than its inverse.
const FLAT: f64 = f64::from_bits((1023 - 600) << 52);

/// The slope from one point to a later one: the double nearest to (v₂ − v₁) / (t₂ − t₁).
///
/// Where the numbers are not [ordinary](is_ordinary) it is what doubles give, halved on the way when
/// a difference would overflow, and held at the end of their range.
#[inline]
pub(super) fn slope(from: (f64, f64), to: (f64, f64), is_ordinary: bool) -> f64 {
    let ((run, run_rest), (rise, rise_rest)) = (minus(to.0, from.0), minus(to.1, from.1));
    let near = rise / run + 0.0;
    if is_ordinary && (near == 0.0 || (run_rest == 0.0 && rise_rest == 0.0)) {
        return near;
    }
    if is_ordinary {
        return to_the_last_digit(near, (run, run_rest), (rise, rise_rest), from, to);
    }
    let near = if run.is_finite() && rise.is_finite() {
        near
    } else {
        (to.1 / 2.0 - from.1 / 2.0) / (to.0 / 2.0 - from.0 / 2.0) + 0.0
    };
    near.clamp(f64::MIN, f64::MAX)
}

/// The double nearest to a slope of which `near` is the quotient of rounded differences.
fn to_the_last_digit(
    near: f64,
    (run, run_rest): (f64, f64),
    (rise, rise_rest): (f64, f64),
    from: (f64, f64),
    to: (f64, f64),
) -> f64 {
    // How far the quotient is off, in its last digits: mostly that says which double is nearest.
    let off = (-near).mul_add(run, rise) + (rise_rest - near * run_rest);
    let digit = near.abs().next_up() - near.abs();
    let half = 0.5 * run * digit;
    if is_amid_its_power_of_two(near) {
        if off.abs() < 0.98 * half {
            return near;
        }
        if (1.02 * half..2.98 * half).contains(&off.abs()) {
            return near + digit.copysign(off);
        }
    }
    nearest(near, |slope| Threshold::at_most(slope).holds(from, to))
}

/// A whole number that is the greater the greater a double is, and the next for the next double.
pub(in crate::trend) fn rising(number: f64) -> i64 {
    turned(number.to_bits().cast_signed())
}

/// The double of which [`rising`] made `number`.
pub(super) fn of_rising(number: i64) -> f64 {
    f64::from_bits(turned(number).cast_unsigned())
}

/// Bits of negative doubles fall; turned round, all rise.
fn turned(bits: i64) -> i64 {
    bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed()
}

/// Whether some doubles before and after `number` lie as close to each other as around it.
fn is_amid_its_power_of_two(number: f64) -> bool {
    const DIGITS: u64 = (1 << 52) - 1;
    (8..DIGITS - 8).contains(&(number.to_bits() & DIGITS))
}

/// The least double that `is_at_most` holds for, from one that is near it.
fn nearest(near: f64, is_at_most: impl Fn(f64) -> bool) -> f64 {
    let mut slope = near;
    while !is_at_most(slope) {
        slope = slope.next_up();
    }
    while is_at_most(slope.next_down()) {
        slope = slope.next_down();
    }
    slope + 0.0
}

/// Which slopes of ordinary points are at most a double, when rounded to doubles.
#[derive(Debug, Clone, Copy)]
pub(super) enum Threshold {
    /// None.
    None,
    /// Those up to `slope` + `more`, and that itself where `is_inclusive`.
    To {
        slope: f64,
        more: f64,
        is_inclusive: bool,
    },
    /// All.
    All,
}

impl Threshold {
    /// The slopes that round to `slope` or less.
    pub fn at_most(slope: f64) -> Self {
        if slope.abs() < FLAT {
            // Ordinary slopes this flat are 0.
            return Self::To {
                slope: 0.0,
                more: 0.0,
                is_inclusive: slope >= 0.0,
            };
        }
        if slope.abs() > 1.0 / FLAT {
            return if slope > 0.0 { Self::All } else { Self::None };
        }
        Self::To {
            slope,
            // Half way to the next double, which goes to the even one of the two.
            more: (slope.next_up() - slope) / 2.0,
            is_inclusive: slope.to_bits() & 1 == 0,
        }
    }

    pub fn holds(self, from: (f64, f64), to: (f64, f64)) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::To {
                slope,
                more,
                is_inclusive,
            } => {
                let (from, to) = (
                    Residual::of(from, slope, more),
                    Residual::of(to, slope, more),
                );
                let order = to.cmp(&from);
                order.is_lt() || (is_inclusive && order.is_eq())
            }
        }
    }
}

/// What remains of a point's value when a line is taken off, as a sum that is not rounded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Residual([f64; 4]);

impl Residual {
    pub fn of((time, value): (f64, f64), slope: f64, more: f64) -> Self {
        let line = slope * time;
        let rest = slope.mul_add(time, -line);
        // `more` is a power of two.
        Self([value, -line, -rest, -(more * time)])
    }

    /// The residual to one rounding, and how far that may be off.
    pub fn rounded(&self) -> (f64, f64) {
        let [value, line, rest, more] = self.0;
        let rounded = value + line;
        let off = f64::EPSILON * rounded.abs() + 2.0 * (rest.abs() + more.abs());
        (rounded, off)
    }

    pub fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        // Shewchuk's expansions: parts that do not overlap, so that the greatest has the sign.
        let mut parts = [0.0; 8];
        let terms = self.0.into_iter().chain(other.0.map(|part| -part));
        for (count, term) in terms.enumerate() {
            let mut sum = term;
            for part in &mut parts[..count] {
                (sum, *part) = plus(sum, *part);
            }
            parts[count] = sum;
        }
        let greatest = parts.into_iter().rev().find(|&part| part != 0.0);
        greatest.map_or(core::cmp::Ordering::Equal, |part| {
            part.partial_cmp(&0.0).unwrap_or(core::cmp::Ordering::Equal)
        })
    }
}

/// A sum and what its rounding took away.
///
/// Source: Knuth, The Art of Computer Programming 2, 4.2.2, theorem B; from memory.
fn plus(one: f64, other: f64) -> (f64, f64) {
    let sum = one + other;
    let part = sum - one;
    (sum, (one - (sum - part)) + (other - part))
}

fn minus(one: f64, other: f64) -> (f64, f64) {
    plus(one, -other)
}
