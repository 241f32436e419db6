//! A figure as the regulations print it: decimal, half to even.

use core::fmt::{self, Write};

/// Digits that a measured figure can mean; what is beyond them is noise of binary arithmetic.
const MEANT_DIGITS: i32 = 13;
/// Digits that a double can hold.
const HELD_DIGITS: i32 = 17;

/// `value` rounded to `decimals` places, a five going to the even neighbour.
///
/// The digits that are rounded are the decimal ones that a person would read. 0.035 lies a little
/// above its decimal in binary and 2.675 a little below; a mean may carry noise in its last place:
/// the value is first taken to 13 significant digits (to more when more are asked for), then rounded
/// on those. So 0.025 and (0.02 + 0.03) / 2 both become 0.02.
///
/// `decimals` below 0 rounds to tens, hundreds and so on. NaN and the infinities stay as they are,
/// as does a value asked for more than 17 digits. Zero has no sign. No memory is allocated.
///
/// Source: GB/T 8170-2008, clause 3.2 (进舍规则); from memory; not checked against the printed text.
///
/// ```
/// use wellkeeper_methods::rounding::round_half_even;
/// assert_eq!(round_half_even(0.025, 2), 0.02);
/// assert_eq!(round_half_even(0.035, 2), 0.04);
/// assert_eq!(round_half_even(2.675, 2), 2.68);
/// assert_eq!(round_half_even((0.02 + 0.03) / 2.0, 2), 0.02);
/// assert_eq!(round_half_even(1250.0, -2), 1200.0);
/// ```
pub fn round_half_even(value: f64, decimals: i32) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    if !value.is_finite() {
        return value;
    }
    match round_magnitude(value.abs(), decimals) {
        Some(0.0) => 0.0,
        Some(magnitude) => magnitude.copysign(value),
        None => value,
    }
}

/// As [`round_half_even`], but a value that is not zero never becomes zero: one digit is kept.
///
/// The digit that is kept is itself rounded half to even: 0.00046 to three places gives 0.0005.
///
/// Source: 地表水环境质量监测数据统计技术规定 (试行) and 国家地表水环境质量监测数据修约处理规则 (试行), as the
/// public library sm1lewc/SurfaceWater quotes them (当修约后结果为0时，保留一位有效数字); not checked
/// against the printed text. That library's code keeps the first digit of every value below one,
/// 0.0006 to three places as 0.0006; we follow the sentence and give 0.001.
///
/// ```
/// use wellkeeper_methods::rounding::round_keeping_a_digit;
/// assert_eq!(round_keeping_a_digit(0.0004, 3), 0.0004);
/// assert_eq!(round_keeping_a_digit(0.0006, 3), 0.001);
/// assert_eq!(round_keeping_a_digit(0.0, 3), 0.0);
/// ```
pub fn round_keeping_a_digit(value: f64, decimals: i32) -> f64 {
    let rounded = round_half_even(value, decimals);
    if rounded != 0.0 || value == 0.0 {
        return rounded;
    }
    match Decimal::of(value.abs(), MEANT_DIGITS) {
        Some(decimal) => round_half_even(value, -decimal.exponent),
        None => rounded,
    }
}

/// A positive finite value rounded; `None` when it is to stay as it is.
fn round_magnitude(magnitude: f64, decimals: i32) -> Option<f64> {
    let decimal = Decimal::of(magnitude, MEANT_DIGITS)?;
    let kept = decimal.exponent.saturating_add(1).saturating_add(decimals);
    if kept > HELD_DIGITS {
        return None;
    }
    if kept < 0 {
        return Some(0.0);
    }
    if kept >= MEANT_DIGITS {
        let decimal = Decimal::of(magnitude, kept)?;
        return nearest_double(decimal.digits, decimal.exponent + 1 - kept);
    }
    let unit = 10_u64.pow((MEANT_DIGITS - kept).unsigned_abs());
    let (whole, rest) = (decimal.digits / unit, decimal.digits % unit);
    let goes_up = rest > unit / 2 || (rest == unit / 2 && whole % 2 == 1);
    nearest_double(whole + u64::from(goes_up), -decimals)
}

/// The first digits of a value, and the power of ten of the first of them.
struct Decimal {
    digits: u64,
    exponent: i32,
}

impl Decimal {
    /// `magnitude`, positive and finite, to so many significant digits.
    fn of(magnitude: f64, significant: i32) -> Option<Self> {
        let fraction = usize::try_from(significant - 1).ok()?;
        let mut text = ShortText::default();
        write!(text, "{magnitude:.fraction$e}").ok()?;
        let (mantissa, exponent) = text.as_str()?.split_once('e')?;
        let digits = mantissa
            .bytes()
            .filter(u8::is_ascii_digit)
            .fold(0, |digits, byte| digits * 10 + u64::from(byte - b'0'));
        Some(Self {
            digits,
            exponent: exponent.parse().ok()?,
        })
    }
}

/// The double nearest to `digits` × 10^`exponent`.
fn nearest_double(digits: u64, exponent: i32) -> Option<f64> {
    let mut text = ShortText::default();
    write!(text, "{digits}e{exponent}").ok()?;
    text.as_str()?.parse().ok()
}

/// Text on the stack: 20 digits, a point, `e` and an exponent are at most 32 bytes.
#[derive(Default)]
struct ShortText {
    bytes: [u8; 32],
    length: usize,
}

impl ShortText {
    fn as_str(&self) -> Option<&str> {
        core::str::from_utf8(&self.bytes[..self.length]).ok()
    }
}

impl Write for ShortText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        let room = self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}
