//! The last frames of devices, in the inbox and in the lake.

use std::collections::HashMap;

use super::payload;
use super::{Arrival, KeptFrame};
use crate::limits::{FRAME_DAYS_SEARCHED, INBOX_ROWS_SEARCHED_MAX};
use crate::{Result, Zone};

const DAY_US: i64 = 86_400_000_000;

/// The last frames of a device, at most `most`, the newest first: those of the newest
/// [`INBOX_ROWS_SEARCHED_MAX`] rows of the inbox, and those that the lake got in the last
/// [`FRAME_DAYS_SEARCHED`] days.
///
/// # Errors
/// What the databases refuse.
pub async fn last_frames(zone: &Zone, device: i64, most: usize) -> Result<Vec<KeptFrame>> {
    let waiting = newest_waiting(zone).await?.into_iter();
    let mut found: Vec<KeptFrame> = waiting
        .filter(|(_, arrival)| arrival.device == device)
        .map(|(frame, arrival)| KeptFrame::of(frame, arrival))
        .collect();
    if found.len() < most {
        let since_us = zone.clock().now_us() - FRAME_DAYS_SEARCHED * DAY_US;
        let lake = zone.lake();
        let rows = lake.frames_of(device, since_us, most, lake.head()?).await?;
        found.extend(rows);
    }
    // What is being carried may be met in both.
    found.sort_by_key(|frame| std::cmp::Reverse(frame.frame));
    found.dedup_by_key(|frame| frame.frame);
    found.truncate(most);
    Ok(found)
}

/// When each device was heard last since `since_us`, µs UTC, by its number in the register; whoever
/// was not heard since then is not there.
///
/// # Errors
/// What the databases refuse.
pub async fn last_heard(zone: &Zone, since_us: i64) -> Result<HashMap<i64, i64>> {
    let lake = zone.lake();
    let mut heard = lake.last_received(since_us, lake.head()?).await?;
    for (_, arrival) in newest_waiting(zone).await? {
        let last = heard.entry(arrival.device).or_insert(arrival.at_us);
        *last = arrival.at_us.max(*last);
    }
    heard.retain(|_, last| *last >= since_us);
    Ok(heard)
}

/// When frames of each device came since `since_us`, µs UTC: by spans of `span_us`, the first and the last
/// of each, in their order. Of one device where `device` is one.
///
/// # Errors
/// What the databases refuse.
pub async fn received(
    zone: &Zone,
    since_us: i64,
    device: Option<i64>,
    span_us: i64,
) -> Result<HashMap<i64, Vec<(i64, i64)>>> {
    let lake = zone.lake();
    let mut spans = lake
        .received(since_us, device, span_us, lake.head()?)
        .await?;
    let waiting = newest_waiting(zone).await?.into_iter();
    let wanted = waiting.filter(|(_, arrival)| {
        arrival.at_us >= since_us && device.is_none_or(|one| one == arrival.device)
    });
    for (_, arrival) in wanted {
        let of_device = spans.entry(arrival.device).or_default();
        of_device.push((arrival.at_us, arrival.at_us));
    }
    for of_device in spans.values_mut() {
        of_device.sort_unstable();
    }
    Ok(spans)
}

/// The frames of the newest rows of the inbox, with their numbers.
async fn newest_waiting(zone: &Zone) -> Result<Vec<(i64, Arrival)>> {
    let rows = zone
        .state()
        .newest_of_inbox(INBOX_ROWS_SEARCHED_MAX)
        .await?;
    let mut found = Vec::new();
    for row in rows {
        found.extend(payload::numbered(&row)?);
    }
    Ok(found)
}
