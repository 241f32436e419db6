//! What devices say of themselves, entered when their frames leave the inbox.

use super::Kind;
use super::write::{Written, insert};
use crate::Result;
use crate::inbox::Arrival;
use crate::state::{Change, query};

/// What a frame says of its device: a parameter or a state with its value, or a line of its log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// [`Kind::Parameter`] and [`Kind::State`] have a value, [`Kind::Note`] has words.
    pub kind: Kind,
    /// When it was so, µs UTC.
    pub time_us: i64,
    /// The factor that it is about.
    pub factor: Option<String>,
    /// The code of the parameter, state or log.
    pub code: String,
    /// The value or the words, as they were written.
    pub text: String,
}

/// Enters what the frames say, each with its number, in their order: a value that is said for the first
/// time or that differs from the one before it; a line of a log that is not there yet. Gives how many
/// entries were written.
pub(crate) async fn enter_told(change: &mut Change, frames: &[(i64, Arrival)]) -> Result<usize> {
    let mut entered = 0;
    for (frame, arrival) in frames {
        for told in &arrival.told {
            if let Some(written) = news(change, arrival.device, told).await? {
                insert(change, arrival.device, &written, Some(*frame)).await?;
                entered += 1;
            }
        }
    }
    Ok(entered)
}

/// The entry that this makes; none where it says nothing new.
async fn news(change: &mut Change, device: i64, told: &Told) -> Result<Option<Written>> {
    let written = Written {
        from_us: told.time_us,
        factor: told.factor.clone(),
        code: Some(told.code.clone()),
        ..Written::of(told.kind)
    };
    if !told.kind.is_value() {
        let is_there = is_noted(change, device, told).await?;
        return Ok((!is_there).then(|| Written {
            words: told.text.clone(),
            ..written
        }));
    }
    let last = last_value(change, device, told).await?;
    if last
        .as_deref()
        .is_some_and(|last| is_same(last, &told.text))
    {
        return Ok(None);
    }
    Ok(Some(Written {
        old_value: last,
        new_value: Some(told.text.clone()),
        ..written
    }))
}

/// Numbers are the same however many zeros they are written with.
fn is_same(one: &str, other: &str) -> bool {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    match (number(one), number(other)) {
        (Some(one), Some(other)) => one.total_cmp(&other).is_eq(),
        _ => one == other,
    }
}

/// The value that stood when this was said: frames that come late are set against what was before them.
async fn last_value(change: &mut Change, device: i64, told: &Told) -> Result<Option<String>> {
    let found: Option<(Option<String>,)> = query(
        "select new_value from diary where device = $1 and kind = $2 and code = $3 \
         and coalesce(factor, '') = $4 and from_us <= $5 and ended_us is null \
         order by from_us desc, id desc limit 1",
    )
    .bind(device)
    .bind(told.kind.as_str())
    .bind(&told.code)
    .bind(told.factor.as_deref().unwrap_or_default())
    .bind(told.time_us)
    .fetch_optional(change.connection())
    .await?;
    Ok(found.and_then(|(value,)| value))
}

/// Whether the same words of the same instant are there: logs are asked for again and again.
async fn is_noted(change: &mut Change, device: i64, told: &Told) -> Result<bool> {
    let found: Option<(i64,)> = query(
        "select id from diary where device = $1 and kind = $2 and code = $3 \
         and coalesce(factor, '') = $4 and from_us = $5 and words = $6 limit 1",
    )
    .bind(device)
    .bind(told.kind.as_str())
    .bind(&told.code)
    .bind(told.factor.as_deref().unwrap_or_default())
    .bind(told.time_us)
    .bind(&told.text)
    .fetch_optional(change.connection())
    .await?;
    Ok(found.is_some())
}
