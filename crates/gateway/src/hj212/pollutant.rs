//! Codes of factors. The table is `pollutants.csv`, beside this file.
//!
//! HJ 212-2017 annex B (read), its codes being those of HJ 524 (air, `a…`) and HJ 525 (water, `w…`), with
//! the codes of 2005 that are still sent (`011`, `B01`, two digits for air). Units and forms are as
//! printed, also where the print surprises (particles of air in ng/m³): the device's register may know
//! better. HJ 525 itself has no units, so codes that only it has come without. A code that stands
//! nowhere here is a reading all the same.

use std::sync::LazyLock;

use crate::table::cells;

/// What is known of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pollutant {
    /// The code; `xx` or `x` at its end stands for the number of the device.
    pub code: &'static str,
    /// The code of 2005; empty if there is none.
    pub legacy: &'static str,
    /// Its title in Chinese.
    pub title_zh: &'static str,
    /// Its title in English.
    pub title_en: &'static str,
    /// Unit of its values; empty where the source states none, `1` for a number without unit.
    pub unit: &'static str,
    /// Unit of its amounts (`Cou`); empty where there are none.
    pub amount_unit: &'static str,
    /// Form of its values, as the standard writes it: `N5.2` is five digits before the point and two after.
    pub form: &'static str,
    /// The canonical property of our packs where it is plain; else empty.
    pub property: &'static str,
    /// Where this is from.
    pub source: &'static str,
}

/// All codes, in the order of annex B.
pub fn all() -> &'static [Pollutant] {
    &POLLUTANTS
}

/// Every meaning that a code has. Annex B prints `e701xx` and `g119xx` twice, so that there may be two.
pub fn meanings(code: &str) -> Vec<&'static Pollutant> {
    POLLUTANTS
        .iter()
        .filter(|pollutant| pollutant.is_code(code))
        .collect()
}

/// The meaning of a code, current or of 2005; none if it has none or more than one.
///
/// ```
/// use gateway::hj212::pollutant;
/// let cod = pollutant::find("011").expect("the code of 2005");
/// assert_eq!((cod.code, cod.unit, cod.property), ("w01018", "mg/L", "cod"));
/// assert!(pollutant::find("ys1000").is_none());
/// ```
pub fn find(code: &str) -> Option<&'static Pollutant> {
    match meanings(code).as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

impl Pollutant {
    fn is_code(&self, code: &str) -> bool {
        if !self.legacy.is_empty() && self.legacy == code {
            return true;
        }
        let family = self.code.trim_end_matches('x');
        let number = self.code.len() - family.len();
        match code.strip_prefix(family) {
            Some(rest) => rest.len() == number && rest.bytes().all(|byte| byte.is_ascii_digit()),
            None => false,
        }
    }
}

static POLLUTANTS: LazyLock<Vec<Pollutant>> = LazyLock::new(|| {
    include_str!("pollutants.csv")
        .lines()
        .skip(1)
        .filter_map(pollutant)
        .collect()
});

fn pollutant(line: &'static str) -> Option<Pollutant> {
    let cells = cells(line);
    let [
        code,
        legacy,
        title_zh,
        title_en,
        unit,
        amount_unit,
        form,
        property,
        source,
    ] = cells.as_slice()
    else {
        return None;
    };
    Some(Pollutant {
        code,
        legacy,
        title_zh,
        title_en,
        unit,
        amount_unit,
        form,
        property,
        source,
    })
}
