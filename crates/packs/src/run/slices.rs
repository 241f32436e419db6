//! A whole table that is made of very many readings, computed a few months at a time: each core has
//! some months to itself, and nothing is computed in parts that have to be put together again.

use std::sync::Arc;
use std::thread::available_parallelism;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::concat_batches;
use tokio::task::JoinSet;
use zone::lake::{Month, Touched, commits_between};

use super::compute::{arrow, compute, refuse_doubled_keys, refuse_periods_outside};
use super::scope::reads_of;
use super::table::Task;
use crate::error::{PackError, Result};
use crate::limits::{SLICE_MONTHS, SLICE_SERIES_MONTHS};
use crate::order::names;
use crate::period::periods_of;

/// Months in a row, from one up to another that is none of them; the first slice has no beginning and
/// the last no end, so that no reading lies outside all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slice {
    pub from: Option<Month>,
    pub before: Option<Month>,
}

/// The rows of the task's table in the order of its periods; `None` where it is not one to cut: its
/// rows come of other tables or other periods too, or it is soon computed at once.
pub(super) async fn in_slices(task: &Task) -> Result<Option<RecordBatch>> {
    let slices = slices(task).await?;
    if slices.len() < 2 {
        return Ok(None);
    }
    let at_once = available_parallelism().map_or(1, usize::from);
    let mut waiting = slices.iter().copied().enumerate();
    let mut at_work = JoinSet::new();
    let mut done: Vec<Option<RecordBatch>> = vec![None; slices.len()];
    loop {
        while at_work.len() < at_once
            && let Some((place, slice)) = waiting.next()
        {
            let rows = begin(task, slice).await?;
            at_work.spawn(async move { (place, rows.await) });
        }
        let Some(finished) = at_work.join_next().await else {
            break;
        };
        let (place, rows) = finished.map_err(|stopped| {
            PackError::Refused(format!("a table was not computed to its end: {stopped}"))
        })?;
        done[place] = Some(rows?);
    }
    let parts: Vec<RecordBatch> = done.into_iter().flatten().collect();
    let Some(first) = parts.first() else {
        return Ok(None);
    };
    let rows = concat_batches(&first.schema(), &parts).map_err(arrow)?;
    refuse_doubled_keys(&rows, &task.table)?;
    Ok(Some(rows))
}

/// The rows of one slice, still to be computed, in a session that sees no other readings.
async fn begin(
    task: &Task,
    slice: Slice,
) -> Result<impl Future<Output = Result<RecordBatch>> + Send + 'static> {
    let session = task.session.apart(&task.pack).await?;
    session.on_one_core();
    session.show_slice(&task.zone, slice).await?;
    let (zone, pack) = (task.zone.clone(), Arc::clone(&task.pack));
    let table = Arc::clone(&task.table);
    Ok(async move {
        let rows = compute(&session, &zone, &pack, &table, None).await?;
        refuse_periods_outside(&rows, &table, slice)?;
        Ok(rows)
    })
}

async fn slices(task: &Task) -> Result<Vec<Slice>> {
    let table = &task.table;
    let is_of_own_months = table.period.is_some()
        && table.reads_periods == [0]
        && names(&table.sql, "observations")
        && !["batches", "latest"].iter().any(|n| names(&table.sql, n))
        && reads_of(table, &task.pack).is_empty();
    if !is_of_own_months {
        return Ok(Vec::new());
    }
    let snapshot = task.session.snapshot;
    let mut touched = Touched::default();
    for commit in commits_between(task.zone.state(), -1, snapshot).await? {
        touched.extend(&commit.what_it_touched());
    }
    let periods = periods_of(table.every, &touched.months());
    if touched.len() < SLICE_SERIES_MONTHS {
        return Ok(Vec::new());
    }
    let firsts = periods.iter().filter_map(|p| p.months().next());
    Ok(cut(firsts, SLICE_MONTHS))
}

/// Slices that each begin with one of the months `firsts`, rising, and are about `months` long.
fn cut(firsts: impl Iterator<Item = Month>, months: i32) -> Vec<Slice> {
    let mut begins: Vec<Month> = Vec::new();
    for first in firsts {
        if begins
            .last()
            .is_none_or(|last| first.months_since(*last) >= months)
        {
            begins.push(first);
        }
    }
    (0..begins.len())
        .map(|place| Slice {
            from: (place > 0).then(|| begins[place]),
            before: begins.get(place + 1).copied(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_follow_each_other_and_leave_nothing_out() {
        let months = |last| (1..=last).map(|month| Month::new(2021, month));
        let slice = |from: Option<i8>, before: Option<i8>| Slice {
            from: from.map(|month| Month::new(2021, month)),
            before: before.map(|month| Month::new(2021, month)),
        };
        assert_eq!(
            cut(months(7), 3),
            [
                slice(None, Some(4)),
                slice(Some(4), Some(7)),
                slice(Some(7), None)
            ]
        );
        assert_eq!(cut(months(3), 3), [slice(None, None)]);
        // Nothing was read in February and March.
        let with_a_gap = [1, 4, 5].map(|month| Month::new(2021, month));
        assert_eq!(
            cut(with_a_gap.into_iter(), 2),
            [slice(None, Some(4)), slice(Some(4), None)]
        );
        assert_eq!(cut(std::iter::empty(), 3), []);
    }
}
