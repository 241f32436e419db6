//! Oxygen that water can hold, and class I by it.

/// The dissolved oxygen of saturated fresh water, mg/L, at a temperature in °C: 468 / (31.6 + T).
///
/// For fresh water at the pressure of the sea's level. `None` outside 0 to 50 °C, where the formula
/// is not meant.
///
/// Source: HJ 2.3-2018, annex D, as a public tool has it; not checked against the printed text.
///
/// ```
/// use wellkeeper_methods::oxygen::saturated_oxygen_mg_l;
/// assert_eq!(saturated_oxygen_mg_l(20.4), Some(9.0)); // 468 / 52
/// assert_eq!(saturated_oxygen_mg_l(-4.0), None);
/// ```
pub fn saturated_oxygen_mg_l(temperature_c: f64) -> Option<f64> {
    (0.0..=50.0)
        .contains(&temperature_c)
        .then(|| 468.0 / (31.6 + temperature_c))
}

/// Whether dissolved oxygen is within class I: at least 7.5 mg/L, or at least 90 % of saturation.
///
/// Oxygen in mg/L, temperature in °C; without a temperature only the 7.5 mg/L can be asked. Warm
/// water holds less than 8.33 mg/L from 24.6 °C on, so that the share decides there. `None` when the
/// oxygen is no number.
///
/// Source: GB 3838-2002, table 1, item dissolved oxygen (饱和率 90 %（或 7.5）), read in a scan;
/// saturation by [`saturated_oxygen_mg_l`].
///
/// ```
/// use wellkeeper_methods::oxygen::is_oxygen_of_class_i;
/// assert_eq!(is_oxygen_of_class_i(7.5, None), Some(true));
/// assert_eq!(is_oxygen_of_class_i(7.4, None), Some(false));
/// assert_eq!(is_oxygen_of_class_i(7.4, Some(26.0)), Some(true)); // 91 % of 8.125 mg/L
/// ```
pub fn is_oxygen_of_class_i(oxygen_mg_l: f64, temperature_c: Option<f64>) -> Option<bool> {
    if oxygen_mg_l.is_nan() {
        return None;
    }
    let saturated = temperature_c.and_then(saturated_oxygen_mg_l);
    Some(oxygen_mg_l >= 7.5 || saturated.is_some_and(|full| oxygen_mg_l >= 0.9 * full))
}
