//! Decimal numbers as tables write them, and exact shifts of their point.

/// No quantity is larger; below it, no shift between two units leaves the finite numbers.
const MAGNITUDE_MAX: f64 = 1e30;

/// Characters of a plain decimal: none of so many is larger than [`MAGNITUDE_MAX`].
const PLAIN_CHARS_MAX: usize = 30;

/// Digits of an exponent.
const EXPONENT_DIGITS_MAX: usize = 3;

/// The number that `text` writes, its point moved by `power_of_ten` places.
///
/// The shift is made in the decimal, before anything is rounded to binary: 0.0041 mg/L are 4.1 µg/L,
/// where a multiplication by 1000 gives 4.1000000000000005. `text` is one of a
/// [`Reading`](super::Reading); any other that is no number gives NaN.
///
/// ```
/// use wellkeeper_zone::import::cell::value_scaled;
///
/// assert_eq!(value_scaled("0.0041", 3), 4.1);
/// ```
pub fn value_scaled(text: &str, power_of_ten: i32) -> f64 {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let Ok(exponent) = exponent.parse::<i64>() else {
        return f64::NAN;
    };
    let shifted = exponent.saturating_add(i64::from(power_of_ten));
    format!("{mantissa}e{shifted}").parse().unwrap_or(f64::NAN)
}

/// The value of a text that is digits and at most one point between them, as nearly every cell of
/// values is; `None` says nothing of a text.
pub(in super::super) fn plain_decimal(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let (Some(b'0'..=b'9'), Some(b'0'..=b'9')) = (bytes.first(), bytes.last()) else {
        return None;
    };
    let mut points = 0;
    for byte in bytes {
        match byte {
            b'0'..=b'9' => {}
            b'.' => points += 1,
            _ => return None,
        }
    }
    (points <= 1 && bytes.len() <= PLAIN_CHARS_MAX).then(|| text.parse().ok())?
}

/// Whether a number can be a reading.
pub(super) fn is_sane(value: f64) -> bool {
    // A NaN compares as false.
    value.abs() <= MAGNITUDE_MAX
}

/// A number and its text without `+` and separators; `None` for anything else.
pub(super) fn read(text: &str) -> Option<(String, f64)> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    if !exponent.is_none_or(is_exponent) {
        return None;
    }
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_groups = whole.contains(',');
    if has_groups && (exponent.is_some() || !is_grouped(whole)) {
        return None;
    }
    if !(has_groups || is_digits(whole)) || !is_digits(fraction) {
        return None;
    }
    let text = text.trim_start_matches('+').replace(',', "");
    let value: f64 = text.parse().ok()?;
    is_sane(value).then_some((text, value))
}

/// `1,234,567`: three digits in every group but the first, which does not begin with 0.
fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len())
        && is_digits(first)
        && !first.starts_with('0')
        && groups.all(|group| group.len() == 3 && is_digits(group))
}

fn is_exponent(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    (1..=EXPONENT_DIGITS_MAX).contains(&digits.len()) && is_digits(digits)
}

/// Nothing but digits; also nothing at all, which the parser of numbers then refuses.
fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
