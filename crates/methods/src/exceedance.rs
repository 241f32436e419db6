//! How far a value is beyond a limit.

/// How many times a value exceeds its limit: (C − S) / S; 0 when it does not exceed it.
///
/// Both in the same unit; the answer has none: 0.5 means half as much again as the limit allows.
/// For items of which less is better; there is no such multiple for water temperature, pH and
/// dissolved oxygen. NaN when the value or the limit is NaN, and when a limit of 0 or less is
/// exceeded, because there is no multiple of it.
///
/// Source: 环办〔2011〕22号, main pollutants (超标倍数); from memory; not checked against the printed
/// text.
///
/// ```
/// use wellkeeper_methods::exceedance::times_over_limit;
/// assert_eq!(times_over_limit(3.0, 2.0), 0.5);
/// assert_eq!(times_over_limit(2.0, 2.0), 0.0); // on the limit is not over it
/// ```
pub fn times_over_limit(value: f64, limit: f64) -> f64 {
    if value.is_nan() || limit.is_nan() {
        f64::NAN
    } else if value <= limit {
        0.0
    } else if limit <= 0.0 {
        f64::NAN
    } else {
        (value - limit) / limit
    }
}
