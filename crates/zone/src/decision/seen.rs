//! The readings that a decision is about, and what they said.

use super::Span;
use crate::limits::DECISION_READINGS_MAX;
use crate::observation::Observation;
use crate::{Result, Zone, ZoneError, instant};

/// The readings of each span at `snapshot`, by time.
pub(super) async fn readings_of(
    zone: &Zone,
    spans: &[Span],
    snapshot: i64,
) -> Result<Vec<Vec<Observation>>> {
    let single = spans.iter().filter(|span| span.from_us == span.to_us);
    let keys = single.map(|span| (span.series, span.from_us));
    let mut held = zone.lake().observations_by_key(keys, snapshot).await?;
    let mut all = Vec::with_capacity(spans.len());
    for span in spans {
        if span.from_us == span.to_us {
            let found = held.remove(&(span.series, span.from_us));
            all.push(found.into_iter().collect());
            continue;
        }
        let range = (span.from_us, span.to_us);
        let most = DECISION_READINGS_MAX + 1;
        let found = zone
            .lake()
            .first_observations(span.series, range, most, snapshot)
            .await?;
        all.push(found);
    }
    Ok(all)
}

/// Refuses a span without readings.
pub(super) fn check_there(zone: &Zone, span: &Span, readings: &[Observation]) -> Result<()> {
    if !readings.is_empty() {
        return Ok(());
    }
    Err(ZoneError::Unknown {
        what: "reading",
        name: span.in_words(zone),
    })
}

impl Span {
    /// `series 7 at …`, or from when to when.
    pub(super) fn in_words(&self, zone: &Zone) -> String {
        let at = |us| instant::show(us, zone.tz());
        if self.from_us == self.to_us {
            return format!("series {} at {}", self.series, at(self.from_us));
        }
        format!(
            "series {} from {} to {}",
            self.series,
            at(self.from_us),
            at(self.to_us)
        )
    }
}

/// A hash of all that `readings` say, who judged them and which line they came in on.
pub(super) fn said(readings: &[Observation]) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut part = |text: &str| {
        hasher.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    let bits = |value: Option<f64>| value.map_or_else(String::new, |v| v.to_bits().to_string());
    for o in readings {
        part(&o.series.to_string());
        part(&o.time_us.to_string());
        part(&bits(o.value));
        part(&bits(o.detection_limit));
        for word in [
            o.flag.as_str(),
            o.quality.as_str(),
            o.level.as_str(),
            o.cause.as_deref().unwrap_or_default(),
            o.qualifier.as_deref().unwrap_or_default(),
            o.method.as_deref().unwrap_or_default(),
            &o.source,
        ] {
            part(word);
        }
        part(&o.batch.to_string());
        part(&o.line.to_string());
    }
    hasher.finalize().to_hex()[..32].to_owned()
}
