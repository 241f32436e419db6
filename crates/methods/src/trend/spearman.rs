//! Spearman's rank correlation with time, the trend test of 环办〔2011〕22号.

use super::reading::{Standings, all_measured};
use super::student::two_sided_p_of_correlation;
use crate::MethodError;

/// The answer of [`spearman`].
///
/// Source: see [`spearman`].
///
/// ```
/// let test = wellkeeper_methods::trend::spearman(&[0.31, 0.28, 0.27, 0.22, 0.24])?;
/// assert_eq!((test.rs, test.critical_05), (-0.9, Some(0.9)));
/// assert_eq!(test.is_significant, Some(true));
/// assert_eq!(format!("{:.4}", test.p), "0.0833"); // 10 of 120 orders are as far from 0
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spearman {
    /// The rank correlation with time, −1 (falls all the time) to 1; 0 when nothing varies.
    pub rs: f64,
    /// How many values there are.
    pub n: usize,
    /// Probability of an `rs` this far from 0 or farther if there is no trend, on **both** sides:
    /// exact to nine values, beyond by Student's t.
    pub p: f64,
    /// The critical value Wp at 0.05 on **one** side; `None` below five values, which the
    /// measures do not judge.
    pub critical_05: Option<f64>,
    /// Whether |rs|, to the three digits of the table, reaches `critical_05`; `None` without one.
    /// Because the table is of one side and |rs| of both, that is a `p` of 0.10, not of 0.05.
    pub is_significant: Option<bool>,
}

/// Spearman's rank correlation of `values`, given in the order of their times, with time.
///
/// Only the order counts. Equal values share the mean of their ranks, and `rs` is then the
/// correlation of the ranks, which 1 − 6 Σ d² / (N³ − N) is without ties. Any unit. The measures ask
/// it of five periods or more (years, as a rule); fewer have an `rs` and a `p`, and no critical value.
///
/// Critical values to 30 are those of the table that the bureaus use; between two of its rows (13,
/// say) the mean of both; beyond 30 t / √(ν + t²) with Student's t of ν = N − 2 at 0.05. To nine they
/// are those of all orders of N ranks, which the tests count.
///
/// Source: 环办〔2011〕22号, 趋势分析 (秩相关系数法); the rule and the table from memory; not checked against
/// the printed text. To N = 9 the table is checked by counting.
///
/// # Errors
/// [`MethodError::TooFew`] below three values; [`MethodError::NotFinite`] for NaN or an infinity.
///
/// ```
/// use wellkeeper_methods::trend::spearman;
/// let test = spearman(&[1.0, 3.0, 2.0, 4.0, 5.0, 6.0])?; // two neighbours changed: 1 − 6 · 2 / 210
/// assert!((test.rs - 33.0 / 35.0).abs() < 1e-15);
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
pub fn spearman(values: &[f64]) -> Result<Spearman, MethodError> {
    let n = values.len();
    if n < 3 {
        return Err(MethodError::TooFew {
            item: "values of a rank correlation",
            found: n,
            needed: 3,
        });
    }
    let ranks = Standings::of(&all_measured(values)?).each;
    let middle = i64::try_from(n).unwrap_or(i64::MAX);
    let times: Vec<i64> = (1..).step_by(2).take(n).map(|odd| odd - middle).collect();
    let product = |one: &[i64], other: &[i64]| -> i128 {
        let pairs = one.iter().zip(other);
        pairs.map(|(&a, &b)| i128::from(a) * i128::from(b)).sum()
    };
    let (both, of_times, of_ranks) = (
        product(&times, &ranks),
        product(&times, &times),
        product(&ranks, &ranks),
    );
    let rs = match of_ranks {
        0 => 0.0,
        // Without ties: no root, so that an order has its rs to the last digit.
        same if same == of_times => both as f64 / of_times as f64,
        less => both as f64 / ((of_times as f64).sqrt() * (less as f64).sqrt()),
    }
    .clamp(-1.0, 1.0);
    let critical_05 = critical_05(n);
    Ok(Spearman {
        rs,
        n,
        p: if n <= COUNTED {
            p_of_all_orders(&times, &ranks, both)
        } else {
            two_sided_p_of_correlation(rs, n)
        },
        critical_05,
        is_significant: critical_05.map(|wp| (rs.abs() * 1e3).round() >= (wp * 1e3).round()),
    })
}

/// To how many values every order of them is counted.
const COUNTED: usize = 9;

/// Wp at 0.05, one side, of N = 5 to 10, then of every second N to 30.
const TABLE_5: [f64; 6] = [0.900, 0.829, 0.714, 0.643, 0.600, 0.564];
const TABLE_10_BY_2: [f64; 11] = [
    0.564, 0.506, 0.456, 0.425, 0.399, 0.377, 0.359, 0.343, 0.329, 0.317, 0.306,
];

fn critical_05(n: usize) -> Option<f64> {
    match n {
        0..5 => None,
        5..10 => Some(TABLE_5[n - 5]),
        10..=30 => {
            let row = (n - 10) / 2;
            Some(if n.is_multiple_of(2) {
                TABLE_10_BY_2[row]
            } else {
                f64::midpoint(TABLE_10_BY_2[row], TABLE_10_BY_2[row + 1])
            })
        }
        _ => {
            let freedom = n as f64 - 2.0;
            let t = t_95(freedom);
            Some(t / (freedom + t * t).sqrt())
        }
    }
}

/// The 0.95 quantile of Student's t of many degrees of freedom, to five digits from 29 on.
///
/// Source: Abramowitz and Stegun, 26.7.5 (expansion around the normal quantile); from memory; not
/// checked against the printed text; the tests compare with SciPy.
fn t_95(freedom: f64) -> f64 {
    let x = 1.644_853_626_951_472_2_f64;
    let (x3, x5) = (x.powi(3), x.powi(5));
    x + (x3 + x) / (4.0 * freedom) + (5.0 * x5 + 16.0 * x3 + 3.0 * x) / (96.0 * freedom * freedom)
}

/// The share of all orders of `ranks` whose product with `times` is as far from 0 as `found`.
///
/// By sets of ranks already placed: every order of n ranks at the cost of 2ⁿ n sums.
fn p_of_all_orders(times: &[i64], ranks: &[i64], found: i128) -> f64 {
    let reach: i64 = times.iter().zip(times).map(|(a, b)| a * b).sum();
    let width = usize::try_from(2 * reach + 1).unwrap_or(0);
    let mut ways = vec![0_u32; width << ranks.len()];
    let at = |sum: i64| usize::try_from(sum + reach).unwrap_or(0);
    ways[at(0)] = 1;
    for placed in 0..(1_usize << ranks.len()) - 1 {
        let time = times[placed.count_ones() as usize];
        for (next, rank) in ranks
            .iter()
            .enumerate()
            .filter(|(next, _)| placed >> next & 1 == 0)
        {
            let (from, to) = (placed * width, (placed | 1 << next) * width);
            for sum in -reach..=reach {
                let count = ways[from + at(sum)];
                if count > 0 {
                    ways[to + at(sum + time * rank)] += count;
                }
            }
        }
    }
    let of_all = &ways[((1 << ranks.len()) - 1) * width..];
    let (mut as_far, mut all) = (0_u32, 0_u32);
    for (sum, &count) in (-reach..).zip(of_all) {
        all += count;
        if i128::from(sum.abs()) >= found.abs() {
            as_far += count;
        }
    }
    f64::from(as_far) / f64::from(all)
}
