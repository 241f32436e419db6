//! A period that is no text, or a table that reads too far from its own.

use crate::limits::READS_PERIODS_MAX;
use crate::load::Reading;
use crate::load::table::RawTable;
use crate::model::ColumnType;

const NAME: &str = "period";

/// A period is a column of text, and what is read of other periods is told within bounds.
pub(crate) fn look(file: &mut Reading<'_>, name: &str, raw: &RawTable) {
    look_at_column(file, name, raw);
    let Some(reads) = &raw.reads_periods else {
        return;
    };
    if raw.period.is_none() {
        let message = format!("`{name}` has no period; expected `period` beside `reads_periods`");
        file.tell(NAME, reads.span(), message);
    }
    let is_far = |periods: &&i32| periods.unsigned_abs() > READS_PERIODS_MAX;
    if let Some(periods) = reads.get_ref().iter().find(is_far) {
        let message = format!(
            "{periods} periods are too far; expected at most {READS_PERIODS_MAX} either way"
        );
        file.tell(NAME, reads.span(), message);
    }
}

fn look_at_column(file: &mut Reading<'_>, name: &str, raw: &RawTable) {
    let Some(period) = &raw.period else {
        if let Some(every) = &raw.every {
            let message = format!("`{name}` has no period; expected `period` beside `every`");
            file.tell(NAME, every.span(), message);
        }
        return;
    };
    let column = raw
        .column
        .iter()
        .find(|c| c.id.get_ref() == period.get_ref());
    if column.is_some_and(|c| c.kind != ColumnType::Text) {
        let every = raw.every.as_ref().map(|e| *e.get_ref()).unwrap_or_default();
        let example = every.example();
        let message = format!("the period of `{name}` is no text; expected {example}");
        file.tell(NAME, period.span(), message);
    }
}
