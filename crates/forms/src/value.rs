//! What a cell is filled with.

use std::fmt::Write;

use crate::xml::escaped;

/// What a cell is filled with.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing: what stands there goes.
    Empty,
    /// Text.
    Text(String),
    /// A number, with the digits that it is given with.
    Number(f64),
    /// Days since 1899-12-30, with the time of the day as a fraction.
    Days(f64),
}

/// Days between the epochs of the two date systems of Excel, 1900 and 1904.
const DAYS_1900_TO_1904: f64 = 1462.0;

impl Value {
    /// What stands between the tag of a cell and its end, and the type that the tag says.
    pub(crate) fn written(&self, prefix: &str, is_1904: bool) -> Option<(&'static str, String)> {
        let number = |number: f64| (number.is_finite()).then(|| shortest(number));
        let (kind, inner) = match self {
            Self::Empty => return None,
            Self::Text(text) if text.is_empty() => return None,
            Self::Text(text) => {
                let mut inner = String::with_capacity(text.len() + 64);
                let text = escaped(text);
                let _ = write!(
                    inner,
                    "<{prefix}is><{prefix}t xml:space=\"preserve\">{text}</{prefix}t></{prefix}is>"
                );
                return Some((" t=\"inlineStr\"", inner));
            }
            Self::Number(value) => ("", number(*value)?),
            Self::Days(days) if is_1904 => ("", number(days - DAYS_1900_TO_1904)?),
            Self::Days(days) => ("", number(*days)?),
        };
        Some((kind, format!("<{prefix}v>{inner}</{prefix}v>")))
    }
}

/// The shortest decimal that reads back as the number.
fn shortest(number: f64) -> String {
    let number = if number == 0.0 { 0.0 } else { number };
    if number == 0.0 || (1e-7..1e15).contains(&number.abs()) {
        number.to_string()
    } else {
        format!("{number:E}")
    }
}
