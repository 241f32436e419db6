//! The trophic level index of a lake or reservoir, TLI(Σ).
//!
//! Each item present gives an index on one scale; the indices are weighted by how well the item
//! correlates with chlorophyll *a* in Chinese lakes. Weights are computed from the correlations, not
//! taken from rounded tables, and renormalised over the items present.

mod state;

pub use state::TrophicState;

use crate::MethodError;
use crate::error::all_finite;

/// Correlation with chlorophyll *a* of: itself, total phosphorus, total nitrogen, Secchi depth,
/// permanganate index.
const CORRELATIONS: [f64; 5] = [1.0, 0.84, 0.82, -0.83, 0.83];

/// One sample of a lake, each item as far as it was measured.
///
/// Source: 环办〔2011〕22号 (the five items), as ten public implementations and ChinaXiv 202112.00113
/// have it; not checked against the printed text.
///
/// ```
/// use wellkeeper_methods::trophic::TrophicSample;
/// let only_depth = TrophicSample { secchi_m: Some(1.2), ..TrophicSample::default() };
/// assert_eq!(only_depth.chlorophyll_ug_l, None);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TrophicSample {
    /// Chlorophyll *a*, µg/L (the same number in mg/m³; the national feed prints mg/L).
    pub chlorophyll_ug_l: Option<f64>,
    /// Total phosphorus, mg/L.
    pub tp_mg_l: Option<f64>,
    /// Total nitrogen, mg/L.
    pub tn_mg_l: Option<f64>,
    /// Secchi depth, m.
    pub secchi_m: Option<f64>,
    /// Permanganate index, mg/L.
    pub codmn_mg_l: Option<f64>,
}

/// The trophic index of each item, as far as it was measured. No unit.
///
/// Source: see [`TrophicSample`].
///
/// ```
/// use wellkeeper_methods::trophic::TrophicIndices;
/// let hulun_2014 = TrophicIndices {
///     chlorophyll: Some(37.101), tp: Some(82.332), tn: Some(64.888), secchi: Some(80.690), codmn: None,
/// };
/// assert_eq!(format!("{:.3}", hulun_2014.weighted().unwrap()), "63.391"); // as published
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TrophicIndices {
    /// Of chlorophyll *a*.
    pub chlorophyll: Option<f64>,
    /// Of total phosphorus.
    pub tp: Option<f64>,
    /// Of total nitrogen.
    pub tn: Option<f64>,
    /// Of Secchi depth.
    pub secchi: Option<f64>,
    /// Of permanganate index.
    pub codmn: Option<f64>,
}

impl TrophicIndices {
    /// The mean of the indices present, each weighted by the square of its correlation with
    /// chlorophyll *a*; `None` when none is present.
    ///
    /// Source: 环办〔2011〕22号 (W = r² / Σ r²; r = 1, 0.84, 0.82, −0.83, 0.83), as ten public
    /// implementations have it; checked against Hulun Lake 2011–2015 (ChinaXiv 202112.00113).
    ///
    /// ```
    /// use wellkeeper_methods::trophic::TrophicIndices;
    /// let one = TrophicIndices { tn: Some(55.0), ..TrophicIndices::default() };
    /// assert_eq!(one.weighted(), Some(55.0));
    /// assert_eq!(TrophicIndices::default().weighted(), None);
    /// ```
    pub fn weighted(&self) -> Option<f64> {
        let of_items = [self.chlorophyll, self.tp, self.tn, self.secchi, self.codmn];
        let (mut sum, mut weights) = (0.0, 0.0);
        for (index, correlation) in of_items.into_iter().zip(CORRELATIONS) {
            if let Some(index) = index {
                let weight = correlation * correlation;
                sum += weight * index;
                weights += weight;
            }
        }
        (weights > 0.0).then(|| sum / weights)
    }
}

/// Trophic level index TLI(Σ) of one lake sample, weighted over the items present.
///
/// Weights are renormalised when an item is missing; with none present there is no index (`None`).
/// The index has no unit and no bounds: below 30 poor in nutrients, above 70 heavily eutrophic (see
/// [`TrophicState`]).
///
/// Source: 环办〔2011〕22号, as ten public implementations have it; checked against Hulun Lake 2011–2015
/// (ChinaXiv 202112.00113), weighted sums of published item indices.
///
/// # Errors
/// [`MethodError::NotPositive`] for a value of 0 or less, [`MethodError::NotFinite`] for NaN or an
/// infinity: a logarithm is taken of each.
///
/// ```
/// use wellkeeper_methods::trophic::{TrophicSample, TrophicState, trophic_level_index};
/// let sample = TrophicSample {
///     chlorophyll_ug_l: Some(26.0), tp_mg_l: Some(0.08), tn_mg_l: Some(1.4),
///     secchi_m: Some(0.6), codmn_mg_l: Some(4.8),
/// };
/// let index = trophic_level_index(&sample)?.unwrap();
/// assert_eq!(format!("{index:.2}"), "55.94");
/// assert_eq!(TrophicState::of_index(index), Some(TrophicState::LightlyEutrophic));
/// assert_eq!(trophic_level_index(&TrophicSample::default())?, None);
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
pub fn trophic_level_index(sample: &TrophicSample) -> Result<Option<f64>, MethodError> {
    let indices = TrophicIndices {
        chlorophyll: sample.chlorophyll_ug_l.map(chlorophyll_index).transpose()?,
        tp: sample.tp_mg_l.map(tp_index).transpose()?,
        tn: sample.tn_mg_l.map(tn_index).transpose()?,
        secchi: sample.secchi_m.map(secchi_index).transpose()?,
        codmn: sample.codmn_mg_l.map(codmn_index).transpose()?,
    };
    Ok(indices.weighted())
}

/// Trophic index of chlorophyll *a* in µg/L: 10 (2.5 + 1.086 ln c).
///
/// Source: 环办〔2011〕22号, as ten public implementations have it.
///
/// # Errors
/// As [`trophic_level_index`].
///
/// ```
/// assert_eq!(wellkeeper_methods::trophic::chlorophyll_index(1.0)?, 25.0);
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
pub fn chlorophyll_index(ug_l: f64) -> Result<f64, MethodError> {
    Ok(10.0 * (2.5 + 1.086 * logarithm("chlorophyll a", ug_l)?))
}

/// Trophic index of total phosphorus in mg/L: 10 (9.436 + 1.624 ln c).
///
/// Source: 环办〔2011〕22号, as ten public implementations have it.
///
/// # Errors
/// As [`trophic_level_index`].
///
/// ```
/// assert_eq!(wellkeeper_methods::trophic::tp_index(1.0)?, 94.36);
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
pub fn tp_index(mg_l: f64) -> Result<f64, MethodError> {
    Ok(10.0 * (9.436 + 1.624 * logarithm("total phosphorus", mg_l)?))
}

/// Trophic index of total nitrogen in mg/L: 10 (5.453 + 1.694 ln c).
///
/// Source: 环办〔2011〕22号, as ten public implementations have it.
///
/// # Errors
/// As [`trophic_level_index`].
///
/// ```
/// assert_eq!(wellkeeper_methods::trophic::tn_index(1.0)?, 54.53);
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
pub fn tn_index(mg_l: f64) -> Result<f64, MethodError> {
    Ok(10.0 * (5.453 + 1.694 * logarithm("total nitrogen", mg_l)?))
}

/// Trophic index of Secchi depth in m: 10 (5.118 − 1.94 ln d). Clearer water has a lower index.
///
/// Source: 环办〔2011〕22号, as ten public implementations have it.
///
/// # Errors
/// As [`trophic_level_index`].
///
/// ```
/// assert_eq!(format!("{:.2}", wellkeeper_methods::trophic::secchi_index(1.0)?), "51.18");
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
pub fn secchi_index(m: f64) -> Result<f64, MethodError> {
    Ok(10.0 * (5.118 - 1.94 * logarithm("Secchi depth", m)?))
}

/// Trophic index of the permanganate index in mg/L: 10 (0.109 + 2.661 ln c).
///
/// Source: 环办〔2011〕22号, as ten public implementations have it.
///
/// # Errors
/// As [`trophic_level_index`].
///
/// ```
/// assert_eq!(wellkeeper_methods::trophic::codmn_index(1.0)?, 1.09);
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
pub fn codmn_index(mg_l: f64) -> Result<f64, MethodError> {
    Ok(10.0 * (0.109 + 2.661 * logarithm("permanganate index", mg_l)?))
}

fn logarithm(item: &'static str, found: f64) -> Result<f64, MethodError> {
    all_finite(item, &[found])?;
    if found <= 0.0 {
        return Err(MethodError::NotPositive { item, found });
    }
    Ok(found.ln())
}
