//! Reviews of ranges: every reading between two instants gets the same judgement.

use super::{Corrected, Edit, Reviewed, correct};
use crate::instant;
use crate::{Result, Zone, ZoneError};

/// Judges the readings of `reviewed` in one commit: all of them or none.
///
/// # Errors
/// [`ZoneError::Refused`] for a range without readings, and as [`correct`].
pub async fn review(
    zone: &Zone,
    reviewed: &[Reviewed],
    reason: &str,
    who: &str,
) -> Result<Corrected> {
    let head = zone.lake().head()?;
    let mut edits = Vec::new();
    for range in reviewed {
        let found = zone
            .lake()
            .observations_of(&[range.series], range.from_us, range.to_us, head)
            .await?;
        if found.is_empty() {
            return Err(ZoneError::Refused(format!(
                "series {} has no observation from {} to {}; nothing was changed",
                range.series,
                instant::show(range.from_us, zone.tz()),
                instant::show(range.to_us, zone.tz())
            )));
        }
        edits.extend(found.iter().map(|o| Edit {
            series: o.series,
            time_us: o.time_us,
            to: range.to,
        }));
    }
    correct(zone, &edits, reason, who).await
}
