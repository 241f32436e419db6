//! What an operator wants to mark, looked at before anything is written.

use jiff::tz::TimeZone;

use super::Mark;
use crate::limits::{EVIDENCE_CHARS_MAX, MARK_DAYS_MAX, PAPER_BYTES_MAX, PAPER_NAME_CHARS_MAX};
use crate::schema::Vocabulary;
use crate::{Result, ZoneError, instant};

const DAY_US: i64 = 86_400_000_000;

/// A mark that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkDraft {
    /// The thing whose readings are meant.
    pub thing: i64,
    /// One series of it, or all.
    pub series: Option<i64>,
    /// The first instant, µs UTC.
    pub from_us: i64,
    /// The first instant that is not meant any more, µs UTC.
    pub until_us: i64,
    /// Why: a word that a pack declares.
    pub reason: String,
    /// What shows it, in words.
    pub evidence: String,
    /// The paper that shows it.
    pub paper: Option<Paper>,
}

/// A paper that is handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The file's name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The end of a mark as people write it, µs UTC: a bare date takes its whole day.
///
/// # Errors
/// As [`instant::read`].
pub fn read_until(written: &str, tz: &TimeZone) -> Result<i64> {
    let last = instant::read_last(written, tz)?;
    let is_clock = last == instant::read(written, tz)?;
    Ok(if is_clock { last } else { last + 1 })
}

impl MarkDraft {
    /// Whether `mark` gives the same reason for the same readings within a part of the period.
    pub(super) fn says_the_same_as(&self, mark: &Mark) -> bool {
        (self.thing, self.series, &self.reason) == (mark.thing, mark.series, &mark.reason)
            && mark.from_us < self.until_us
            && self.from_us < mark.until_us
    }

    /// Refuses what can be seen to be wrong without the book.
    pub(super) fn check(&self, vocabulary: &Vocabulary) -> Result<()> {
        if vocabulary.mark_reason(&self.reason).is_none() {
            let known: Vec<&str> = vocabulary.mark_reasons.iter().map(|r| &*r.id).collect();
            return Err(ZoneError::Refused(if known.is_empty() {
                format!(
                    "`{}` is no reason of a mark: no pack of this zone declares any",
                    self.reason
                )
            } else {
                format!(
                    "`{}` is no reason of a mark; expected one of {}",
                    self.reason,
                    known.join(", ")
                )
            }));
        }
        if self.from_us >= self.until_us {
            return Err(ZoneError::Refused(
                "the period ends before it begins; a mark says until when it holds".to_owned(),
            ));
        }
        if self.until_us - self.from_us > MARK_DAYS_MAX * DAY_US {
            return Err(ZoneError::Refused(format!(
                "the period is longer than {MARK_DAYS_MAX} days; mark it in parts"
            )));
        }
        let chars = self.evidence.trim().chars().count();
        if !(1..=EVIDENCE_CHARS_MAX).contains(&chars) {
            return Err(ZoneError::Refused(format!(
                "the evidence has {chars} characters; expected 1 to {EVIDENCE_CHARS_MAX}: what shows it, \
                 such as the number of the work order"
            )));
        }
        self.paper.as_ref().map_or(Ok(()), check_paper)
    }
}

fn check_paper(paper: &Paper) -> Result<()> {
    let (bytes, chars) = (paper.bytes.len(), paper.name.chars().count());
    if !(1..=PAPER_BYTES_MAX).contains(&bytes) {
        return Err(ZoneError::Refused(format!(
            "{} has {bytes} bytes; expected 1 to {PAPER_BYTES_MAX}",
            paper.name
        )));
    }
    let is_plain = !paper.name.contains(['/', '\\']) && !paper.name.chars().any(char::is_control);
    if is_plain && (1..=PAPER_NAME_CHARS_MAX).contains(&chars) {
        return Ok(());
    }
    Err(ZoneError::Refused(format!(
        "`{}` is no name of a file; expected 1 to {PAPER_NAME_CHARS_MAX} characters without `/`",
        paper.name.escape_default()
    )))
}
