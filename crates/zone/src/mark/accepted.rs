//! What the bureau accepted holds for the readings of its period, whenever they come in.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{CAUSE, Mark, Ruling};
use crate::observation::{Level, Observation, Quality};
use crate::series::Series;
use crate::state::query;
use crate::{Result, Zone};

/// The periods of accepted marks, by series.
#[derive(Debug, Clone, Default)]
pub struct Accepted(HashMap<i64, Vec<Period>>);

/// A period, the end of which is not in it, and why it was marked.
#[derive(Debug, Clone)]
struct Period {
    from_us: i64,
    until_us: i64,
    reason: String,
}

impl Accepted {
    /// Those of the book that some instant from `first_us` to `last_us` (µs UTC) lies in.
    ///
    /// # Errors
    /// [`crate::ZoneError::State`] when the database refuses.
    pub async fn read(zone: &Zone, first_us: i64, last_us: i64) -> Result<Self> {
        let rows: Vec<(i64, i64, i64, String)> = query(
            "select s.id, m.from_us, m.until_us, m.reason \
             from mark_verdict v join mark m on m.id = v.mark \
             join series s on s.thing = m.thing and (m.series is null or m.series = s.id) \
             where v.word = 'accepted' and m.until_us > $1 and m.from_us <= $2 order by v.id",
        )
        .bind(first_us)
        .bind(last_us)
        .fetch_all(zone.state().reader())
        .await?;
        let mut by_series: HashMap<i64, Vec<Period>> = HashMap::new();
        for (series, from_us, until_us, reason) in rows {
            by_series.entry(series).or_default().push(Period {
                from_us,
                until_us,
                reason,
            });
        }
        Ok(Self(by_series))
    }

    /// Those among `marks`, of things whose series are `series`.
    pub fn among(marks: &[Mark], series: &[Series]) -> Self {
        let mut by_series: HashMap<i64, Vec<Period>> = HashMap::new();
        let accepted = marks.iter().filter(|mark| {
            let verdict = mark.verdict.as_ref();
            verdict.is_some_and(|verdict| verdict.ruling == Ruling::Accepted)
        });
        for mark in accepted {
            let meant = series.iter().filter(|one| {
                one.key.thing == mark.thing && mark.series.is_none_or(|id| id == one.id)
            });
            for one in meant {
                by_series.entry(one.id).or_default().push(Period {
                    from_us: mark.from_us,
                    until_us: mark.until_us,
                    reason: mark.reason.clone(),
                });
            }
        }
        Self(by_series)
    }

    /// Finds those of `rows` invalid that lie in a period; the value and the instrument's flag stay.
    pub fn apply(&self, rows: &mut [Observation]) {
        for row in rows {
            if let Some(reason) = self.reason(row) {
                invalidate(row, reason);
            }
        }
    }

    /// As [`Accepted::apply`], of rows that are copied where one of them lies in a period.
    pub fn applied<'r>(&self, rows: &'r [Observation]) -> Cow<'r, [Observation]> {
        if rows.iter().all(|row| self.reason(row).is_none()) {
            return Cow::Borrowed(rows);
        }
        let mut rows = rows.to_vec();
        self.apply(&mut rows);
        Cow::Owned(rows)
    }

    fn reason(&self, row: &Observation) -> Option<&str> {
        let periods = self.0.get(&row.series)?;
        let holds = |period: &&Period| (period.from_us..period.until_us).contains(&row.time_us);
        periods.iter().find(holds).map(|period| &*period.reason)
    }

    /// The first and the last instant of `rows`, µs UTC; of none, two between which nothing lies.
    pub(crate) fn bounds(rows: &[Observation]) -> (i64, i64) {
        let times = || rows.iter().map(|row| row.time_us);
        (
            times().min().unwrap_or(i64::MAX),
            times().max().unwrap_or(i64::MIN),
        )
    }
}

/// Finds `row` invalid because of a mark.
pub(super) fn invalidate(row: &mut Observation, reason: &str) {
    row.quality = Quality::Invalid;
    row.level = Level::Approved;
    row.cause = Some(format!("{CAUSE}{reason}"));
}

/// Whether a mark that was accepted before found `row` invalid.
pub(super) fn is_invalidated(row: &Observation) -> bool {
    row.quality == Quality::Invalid
        && row.level == Level::Approved
        && row
            .cause
            .as_deref()
            .is_some_and(|cause| cause.starts_with(CAUSE))
}
