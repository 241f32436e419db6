//! What a person wants to decide, looked at before anything is read.

use std::collections::HashMap;

use super::{ReasonCode, Span, Verb};
use crate::correction::read_new_value;
use crate::limits::{DECISION_PARTS_MAX, REASON_CHARS_MAX};
use crate::{Result, ZoneError};

/// A decision that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionDraft {
    /// What is decided.
    pub verb: Verb,
    /// Why, in short.
    pub reason_code: ReasonCode,
    /// Why, in words.
    pub reason: String,
    /// Of which readings.
    pub parts: Vec<PartDraft>,
}

/// Some readings of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartDraft {
    /// Which.
    pub span: Span,
    /// What they become, as a person writes it: `0.03`, `<0.01`.
    pub value: Option<String>,
}

impl DecisionDraft {
    /// Refuses what can be seen to be wrong without the readings.
    pub(super) fn check(&self) -> Result<()> {
        check_reason(&self.reason)?;
        if !(1..=DECISION_PARTS_MAX).contains(&self.parts.len()) {
            return Err(ZoneError::Refused(format!(
                "{} readings; expected 1 to {DECISION_PARTS_MAX}, or a range of one series",
                self.parts.len()
            )));
        }
        for part in &self.parts {
            match (&part.value, self.verb) {
                (Some(written), Verb::Replace) => {
                    read_new_value(written)?;
                }
                (None, Verb::Replace) => {
                    return Err(ZoneError::Refused(
                        "`replace` without a value; expected a number or a detection limit such as `<0.01`"
                            .to_owned(),
                    ));
                }
                (Some(written), Verb::Accept | Verb::Void) => {
                    return Err(ZoneError::Refused(format!(
                        "the value `{written}` with `{}`; only `replace` takes one",
                        self.verb.as_str()
                    )));
                }
                (None, Verb::Accept | Verb::Void) => {}
            }
            if part.span.from_us > part.span.to_us {
                return Err(ZoneError::Refused(
                    "the range ends before it begins".to_owned(),
                ));
            }
        }
        self.check_apart()
    }

    /// No reading is decided twice.
    fn check_apart(&self) -> Result<()> {
        let mut by_series: HashMap<i64, Vec<(i64, i64)>> = HashMap::new();
        for PartDraft { span, .. } in &self.parts {
            let spans = by_series.entry(span.series).or_default();
            spans.push((span.from_us, span.to_us));
        }
        for (series, mut spans) in by_series {
            spans.sort_unstable();
            if spans.windows(2).any(|pair| pair[1].0 <= pair[0].1) {
                return Err(ZoneError::Refused(format!(
                    "a reading of series {series} is named twice"
                )));
            }
        }
        Ok(())
    }
}

/// Refuses a reason without words, and a report in the place of one.
pub(super) fn check_reason(reason: &str) -> Result<()> {
    let chars = reason.trim().chars().count();
    if (1..=REASON_CHARS_MAX).contains(&chars) {
        return Ok(());
    }
    Err(ZoneError::Refused(format!(
        "the reason has {chars} characters; expected 1 to {REASON_CHARS_MAX}, for those who read the history"
    )))
}
